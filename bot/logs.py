"""Log records on standard error, with nothing in them that must not leave.

Redaction happens in the formatter, on the finished line: message, arguments,
exception texts and tracebacks all pass there, whoever logged them.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import datetime
from typing import TYPE_CHECKING, TextIO
from urllib.parse import unquote

from data.moments import WITA

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.settings import Settings

logger = logging.getLogger(__name__)

REDACTED = "[REDACTED]"
SHORTEST_SECRET = 6

# Generous: a password may hold what an address would have to escape.
PASSWORDS = re.compile(r"://[^:/]*:(.+)@[^@]*$|[?&]password=([^&]+)")

SHAPES = re.compile(
    r"bot\d+(?::|%3A)[^/\s'\"]+"  # the path of every Bot API request
    r"|\b\d{6,}(?::|%3A)[A-Za-z0-9_-]{20,}"  # a token by itself
    r"|(?<=://)[^\s:/@]*:[^\s@]+(?=@)"  # a user and password in an address
    # A NIK, as typed: sixteen digits, also in groups of 4-4-4-4 or 6-6-4.
    r"|(?<!\d)\d{4}([ .-]?)\d{4}\1\d{4}\1\d{4}(?!\d)"
    r"|(?<!\d)\d{6}([ .-])\d{6}\2\d{4}(?!\d)"
)


class Redactor:
    """Takes known secrets, token-like text and NIK-like numbers out of a text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # A shorter "secret" would blank out ordinary words.
        known = sorted({secret for secret in secrets if len(secret) >= SHORTEST_SECRET}, key=len)
        self._known = (
            # The library changes the case of what a server says.
            re.compile("|".join(map(re.escape, reversed(known))), re.IGNORECASE) if known else None
        )

    def __call__(self, text: str) -> str:
        """``text`` without anything secret."""
        if self._known:
            text = self._known.sub(REDACTED, text)
        return SHAPES.sub(REDACTED, text)


class TextFormatter(logging.Formatter):
    """One readable line a record, then its traceback, redacted."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._redact = redact

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 - the base class's names
        """When ``record`` was made, in WITA with its offset."""
        return moment(record)

    def format(self, record: logging.LogRecord) -> str:
        """``record`` as text, redacted."""
        return self._redact(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a record, redacted."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """``record`` as a JSON object on one line, redacted."""
        fields = {
            "time": moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self._redact(record.getMessage()),
        }
        if record.exc_info:
            fields["exception"] = self._redact(self.formatException(record.exc_info))
        if record.stack_info:
            fields["stack"] = self._redact(self.formatStack(record.stack_info))
        return json.dumps(fields, ensure_ascii=False)


def moment(record: logging.LogRecord) -> str:
    """When ``record`` was made, as ISO 8601 in WITA."""
    return datetime.fromtimestamp(record.created, WITA).isoformat(timespec="milliseconds")


def configure_logging(settings: Settings, stream: TextIO | None = None) -> None:
    """Sends every log record of the process to ``stream``, redacted.

    ``stream`` is standard error unless given. May be called again: it replaces
    what it set up before.
    """
    secrets = (settings.bot_token, settings.webhook_secret)
    known = [secret.get_secret_value() for secret in secrets if secret]
    redact = Redactor([*known, *passwords_in(settings.database_url.get_secret_value())])
    formatter = JsonFormatter if settings.log_format == "json" else TextFormatter
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter(redact))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    level = logging.getLogger().level
    # Every request at INFO, with the token in its address.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    # At DEBUG the library prints whole updates: what people typed is not for a log.
    logging.getLogger("telegram").setLevel(max(level, logging.INFO))
    # The library prints what it could not read, whole; bot/polling.py logs the same
    # event without its content.
    for name in ("telegram.Bot", "telegram.ext.ExtBot"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def passwords_in(address: str) -> set[str]:
    """Whatever may be the password in a database's address, as written and as meant."""
    found = {match for group in PASSWORDS.findall(address) for match in group if match}
    return found | {unquote(password) for password in found}


def log_crash(error: BaseException) -> None:
    """Logs what ends the process, with its trace, redacted even before logging is set up."""
    root = logging.getLogger()
    if not root.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(TextFormatter(Redactor()))
        root.addHandler(handler)
    logger.critical("The process ends", exc_info=error)
