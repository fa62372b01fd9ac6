"""Logging for one test, put back as it was; secrets of every kind; a Sentry on loopback."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import logging
import sys
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.logs import LIBRARIES_AT_INFO, OWN, SILENT, configure_logging
from bot.redaction import _Process
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings

WEBHOOK_SECRET = "rahasia_webhook-123"  # noqa: S105 - opens nothing
PASSWORD = "sandi\"ba'sis\\dät/a@7"  # noqa: S105 - opens nothing
KEY = "0123456789abcdef0123456789abcdef"
NIK = "5307010101900001"

# What must never get out, as it may be written.
SECRETS = {
    "token": TOKEN,
    "token in an address": f"https://api.telegram.org/bot{TOKEN}/getMe",
    "token, escaped": TOKEN.replace(":", "%3A"),
    "token in lower case": TOKEN.lower(),
    "end of the token": TOKEN.split(":")[1],
    "another bot's token": "1234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
    "webhook secret": WEBHOOK_SECRET,
    "database password": PASSWORD,
    "database password, escaped": quote(PASSWORD, safe=""),
    "key of Sentry": KEY,
    "NIK": NIK,
    "NIK in fours": "5307 0101 0190 0001",
    "NIK as printed": "530701-010190-0001",
    "NIK in pairs": "53.07.01.01.01.90.00.01",
    "NIK one by one": "5 3 0 7 0 1 0 1 0 1 9 0 0 0 0 1",
}


def secret_settings(address: str = "") -> dict[str, Any]:
    """Settings that hold every secret; Sentry is at ``address`` where that is given."""
    return {
        "bot_token": TOKEN,
        "webhook_secret": WEBHOOK_SECRET,
        "database_url": f"postgres://bot:{quote(PASSWORD, safe='')}@db/bot",
        "sentry_dsn": address or f"https://{KEY}@127.0.0.1:9/1",
    }


@contextlib.contextmanager
def logging_kept() -> Iterator[None]:
    """Puts logging, the hooks for errors and what is secret back as they were."""
    root = logging.getLogger()
    named = [logging.getLogger(name) for name in (*OWN, *LIBRARIES_AT_INFO, *SILENT)]
    handlers, levels = root.handlers[:], [root.level, *(logger.level for logger in named)]
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    secret = _Process.redact
    # Not closed by the next set-up: they are pytest's.
    root.handlers[:] = []
    try:
        yield
    finally:
        for handler in root.handlers:
            handler.close()
        logging.captureWarnings(capture=False)
        root.handlers[:] = handlers
        for logger, level in zip([root, *named], levels, strict=True):
            logger.setLevel(level)
        sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
        _Process.redact = secret


@contextlib.contextmanager
def logged(settings: Settings, stream: io.StringIO | None = None) -> Iterator[io.StringIO]:
    """What is logged meanwhile as ``settings`` say."""
    stream = stream or io.StringIO()
    with logging_kept():
        configure_logging(settings, stream, data_version="0123456789ab")
        yield stream


def holds(text: str, secret: str) -> bool:
    """Whether ``text`` holds ``secret`` as it is, or as JSON or Python would write it."""
    spelled = {secret, json.dumps(secret)[1:-1], repr(secret)[1:-1]}
    spelled.add(json.dumps(secret, ensure_ascii=False)[1:-1])
    return any(spelling.lower() in text.lower() for spelling in spelled)


@dataclass
class SentrySink:
    """A Sentry that takes every envelope: where each was posted, with what, and its text."""

    port: int
    paths: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    envelopes: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The DSN of project 42 here."""
        return f"http://{KEY}@127.0.0.1:{self.port}/42"

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events in the envelopes, in the order of their arrival."""
        return [json.loads(envelope.splitlines()[2]) for envelope in self.envelopes]


@contextlib.contextmanager
def sentry() -> Iterator[SentrySink]:
    """A Sentry on a free port of the loopback interface."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            sink.paths.append(self.path)
            sink.keys.append(self.headers["X-Sentry-Auth"])
            sink.envelopes.append(body.decode())
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_arguments: object) -> None:
            """Keeps quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    sink = SentrySink(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
