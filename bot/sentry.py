"""Failures told to Sentry, where the operator wants that: what broke and where, nothing more.

Imported only where ``SENTRY_DSN`` is set. An event is built from an allow-list and
then passes the same redaction as the log. An error's text stays here: it may quote a
question. The reference number on the event leads to the text in the log.
"""

from __future__ import annotations

import logging
import tomllib
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sentry_sdk.client import Client
from sentry_sdk.utils import event_from_exception

from bot.flood import FloodGate
from bot.settings import PROJECT
from bot.tracing import marks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sentry_sdk.types import Event, Hint

    from bot.redaction import Redactor

LONGEST_FLUSH = 2.0
# Of one kind of failure; the log has them all.
MOST = 20
WINDOW = 60.0
OWN = ("bot", "handlers", "data")
# What goes wrong while telling Sentry is not told to Sentry.
ITS_OWN = ("sentry_sdk", "urllib3")

KEPT = ("timestamp", "platform", "level", "logger", "release", "sdk", "tags", "logentry")
KEPT_OF_ERROR = ("type", "module", "mechanism")
KEPT_OF_MECHANISM = ("type", "handled", "exception_id", "parent_id", "is_exception_group")
KEPT_OF_FRAME = (
    "function",
    "module",
    "lineno",
    "pre_context",
    "context_line",
    "post_context",
    "in_app",
)


class SentryHandler(logging.Handler):
    """Tells Sentry of records of level ERROR and above, from a thread of its own.

    The client is this handler's alone: nothing is patched, nothing else in the process
    reaches it, and a line below ERROR costs nothing.
    """

    def __init__(
        self,
        address: str,
        redact: Redactor,
        data_version: str = "",
        *,
        gate: FloodGate | None = None,
    ) -> None:
        super().__init__(logging.ERROR)
        self._redact = redact
        self._gate = FloodGate(MOST, WINDOW) if gate is None else gate
        self.client = Client(
            dsn=address,
            release=release(data_version),
            # Chosen one by one: the defaults hook into every line, request and thread.
            default_integrations=False,
            auto_enabling_integrations=False,
            integrations=[],
            before_send=self.scrub,
            before_send_transaction=nothing,
            before_breadcrumb=nothing,
            max_breadcrumbs=0,
            include_local_variables=False,
            max_request_body_size="never",
            traces_sample_rate=None,
            propagate_traces=False,
            auto_session_tracking=False,
            send_client_reports=False,
            enable_backpressure_handling=False,
            spotlight=False,
            debug=False,
            server_name="",
            project_root=str(PROJECT),
            shutdown_timeout=LONGEST_FLUSH,
        )

    def emit(self, record: logging.LogRecord) -> None:
        """Sends ``record``; where one kind of failure comes too often, not each of them."""
        try:
            if record.name.startswith(ITS_OWN):
                return
            if self._gate.admit(hash((record.name, record.lineno, kind(record)))).admitted:
                self.client.capture_event(*self._event(record))
        except Exception:  # noqa: BLE001 - a log call never fails
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the base class's name
        """Says nothing: the base class would print the record as it is, and the log has it."""

    def flush(self) -> None:
        """Waits until what was reported is sent, ``LONGEST_FLUSH`` seconds at most."""
        self.client.flush(timeout=LONGEST_FLUSH)

    def close(self) -> None:
        """Ends the thread that sends."""
        self.client.close(timeout=LONGEST_FLUSH)
        super().close()

    def _event(self, record: logging.LogRecord) -> tuple[Event, Hint]:
        event: Event = {}
        hint: Hint = {}
        if record.exc_info and record.exc_info[1] is not None:
            event, hint = event_from_exception(
                record.exc_info,
                client_options=self.client.options,
                mechanism={"type": "logging", "handled": True},
            )
        event["level"] = "fatal" if record.levelno >= logging.CRITICAL else "error"
        event["logger"] = record.name
        event["timestamp"] = datetime.fromtimestamp(record.created, UTC)
        event["tags"] = {name: str(value) for name, value in marks().items()}
        # The sentence without its arguments; a library may have put them in already.
        if record.name.partition(".")[0] in OWN and isinstance(record.msg, str):
            event["logentry"] = {"message": record.msg}
        return event, hint

    def scrub(self, event: Event, _hint: Hint) -> Event:
        """Of ``event`` what may leave, redacted."""
        whole: Mapping[str, Any] = event
        kept: dict[str, Any] = {name: whole[name] for name in KEPT if name in whole}
        errors = (whole.get("exception") or {}).get("values") or []
        if errors:
            kept["exception"] = {"values": [error_without_content(error) for error in errors]}
        clean: Any = self._redact.deep(kept)
        # Made by the client; sixteen digits in a row may come up in it by chance.
        clean["event_id"] = whole["event_id"]
        return clean  # type: ignore[no-any-return]


def nothing(_what: object, _hint: object) -> None:
    """Sends nothing."""


def kind(record: logging.LogRecord) -> str:
    """The class of the error that ``record`` tells of; empty where it tells of none."""
    return record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""


def error_without_content(error: Mapping[str, Any]) -> dict[str, Any]:
    """Of an event's exception its class and its frames, without text and variables."""
    kept = chosen(error, KEPT_OF_ERROR)
    if kept.get("mechanism"):
        kept["mechanism"] = chosen(kept["mechanism"], KEPT_OF_MECHANISM)
    frames = (error.get("stacktrace") or {}).get("frames") or []
    if frames:
        kept["stacktrace"] = {"frames": [bare_frame(frame) for frame in frames]}
    return kept


def bare_frame(frame: Mapping[str, Any]) -> dict[str, Any]:
    """Of a frame where it is and the source around it; of a whole path the file's name alone."""
    name = str(frame.get("filename") or "")
    path = PurePath(name)
    return {"filename": path.name if path.is_absolute() else name, **chosen(frame, KEPT_OF_FRAME)}


def chosen(whole: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Of ``whole`` what ``names`` name."""
    return {name: whole[name] for name in names if whole.get(name) is not None}


def release(data_version: str) -> str:
    """The program's version, and that of the data where it is known."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    named = f"{project['name']}@{project['version']}"
    return f"{named}+{data_version}" if data_version else named
