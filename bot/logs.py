"""Log records on standard error, with nothing in them that must not leave.

Every record of the process passes one chain of structlog processors in the handler's
formatter, whoever logged it: its fields, its trace as text, the redaction, and last the
rendering. What would reach standard error past the log is made a record of it.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import sys
import threading
from datetime import datetime
from typing import TYPE_CHECKING, Any, TextIO

from bot.redaction import Redactor, keep_secret, process_redactor
from bot.tracing import marks
from data.moments import WITA

# structlog takes rich along wherever it is installed, as it is for developers, and
# thrice its own time to start; nothing here is drawn with it.
_RICH = sys.modules.pop("rich", None)
sys.modules["rich"] = None  # type: ignore[assignment]
try:
    import structlog
    from structlog.dev import Column, ConsoleRenderer, KeyValueColumnFormatter, plain_traceback
    from structlog.processors import JSONRenderer, StackInfoRenderer, format_exc_info
    from structlog.stdlib import ExtraAdder, PositionalArgumentsFormatter, ProcessorFormatter
finally:
    del sys.modules["rich"]
    if _RICH is not None:
        sys.modules["rich"] = _RICH

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

    from bot.settings import Settings

logger = logging.getLogger(__name__)

# The program's own packages log at the chosen level; of libraries only warnings are
# heard, but for these two, which say when they start and stop.
OWN = ("bot", "handlers", "data")
# At DEBUG the library prints whole updates: what people typed is not for a log.
LIBRARIES_AT_INFO = ("telegram", "uvicorn.error")
# The first two print what they could not read, whole (bot/polling.py logs the same event
# without its content); the others every address that somebody asks for.
SILENT = ("telegram.Bot", "telegram.ext.ExtBot", "uvicorn.access", "aiohttp.access")

# What moves a terminal's cursor, ends a line, turns writing round or cannot be encoded.
UNPRINTABLE = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
CONTINUED = "\n    "


class RedactingHandler(logging.StreamHandler[TextIO]):
    """Writes finished lines; of a record that cannot be written it says only where it was made."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the base class's name
        """Logs that ``record`` was lost; the base class would print it as it is."""
        error = sys.exc_info()[0]
        lost = logging.LogRecord(
            __name__,
            logging.ERROR,
            __file__,
            0,
            "A record of %s, line %d, could not be written: %s",
            (record.name, record.lineno, error.__name__ if error else None),
            None,
        )
        # Where not even that can be written, nobody is left to tell.
        with contextlib.suppress(Exception):
            self.stream.write(self.format(lost) + self.terminator)
            self.flush()


def configure_logging(
    settings: Settings, stream: TextIO | None = None, *, data_version: str = ""
) -> None:
    """Sends every log record of the process to ``stream``, redacted.

    ``stream`` is standard error unless given. Failures go to Sentry too where the
    settings name one; ``data_version`` tells it which data answered. May be called
    again: it replaces what it set up before.
    """
    redact = keep_secret(settings)
    handlers: list[logging.Handler] = [line_handler(redact, settings.log_format, stream)]
    if settings.sentry_dsn:
        from bot.sentry import SentryHandler  # noqa: PLC0415 - only where it is wanted

        address = settings.sentry_dsn.get_secret_value()
        handlers.append(SentryHandler(address, redact, data_version))
    install(handlers, logging.getLevelNamesMapping()[settings.log_level])


def install(handlers: list[logging.Handler], level: int) -> None:
    """Makes ``handlers`` the only way out for records, warnings and uncaught errors."""
    logging.basicConfig(level=max(level, logging.WARNING), handlers=handlers, force=True)
    for name in OWN:
        logging.getLogger(name).setLevel(level)
    for name in LIBRARIES_AT_INFO:
        logging.getLogger(name).setLevel(max(level, logging.INFO))
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    logging.captureWarnings(capture=True)
    sys.excepthook = log_uncaught
    sys.unraisablehook = log_unraisable
    threading.excepthook = log_thread
    # Whoever logs with structlog itself comes out by the same door.
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            PositionalArgumentsFormatter(),
            StackInfoRenderer(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def line_handler(
    redact: Redactor, log_format: str = "teks", stream: TextIO | None = None
) -> RedactingHandler:
    """A handler that writes to ``stream``, or to standard error, in one of the two formats."""
    handler = RedactingHandler(stream or sys.stderr)

    def redaction(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {redact(key): redact.deep(value) for key, value in event.items()}

    chain: list[Processor] = [ordered_fields, format_exc_info, redaction]
    if log_format == "json":
        chain.append(JSONRenderer(serializer=one_line_of_json))
    else:
        chain += [printable, console(colours=handler.stream.isatty()), indented]
    handler.setFormatter(ProcessorFormatter(foreign_pre_chain=[ExtraAdder()], processors=chain))
    return handler


def ordered_fields(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The fields of a record: when, how grave, whose and what; then marks and what was added."""
    record: logging.LogRecord = event.pop("_record")
    stack = event.pop("stack_info", None)
    fields: dict[str, Any] = {
        "time": moment(record),
        "level": record.levelname,
        "logger": record.name,
        "message": event.pop("event", ""),
        **marks(),
    }
    # uvicorn adds its message a second time, in colours.
    aside = fields.keys() | {"_from_structlog", "color_message"}
    fields |= {key: value for key, value in event.items() if key not in aside}
    if stack:
        fields["stack"] = stack
    return fields


def console(*, colours: bool) -> ConsoleRenderer:
    """The renderer for people: ``time LEVEL logger: message key=value``, then any trace."""
    styles = ConsoleRenderer.get_default_column_styles(colours)
    levels = ConsoleRenderer.get_default_level_styles(colours)

    def level(key: str, value: object) -> str:  # noqa: ARG001 - every column's form
        return f"{levels.get(str(value).lower(), '')}{value}{styles.reset}"

    def column(style: str, postfix: str = "") -> KeyValueColumnFormatter:
        return KeyValueColumnFormatter(None, style, styles.reset, str, postfix=postfix)

    columns = [
        Column("time", column(styles.timestamp)),
        Column("level", level),
        Column("logger", column(styles.logger_name, ":")),
        Column("message", column(styles.bright)),
        Column("", KeyValueColumnFormatter(styles.kv_key, styles.kv_value, styles.reset, str)),
    ]
    return ConsoleRenderer(columns=columns, sort_keys=False, exception_formatter=plain_traceback)


def printable(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Every field as text that leaves a terminal as it was."""
    return {escaped(key): escaped(str(value)) for key, value in event.items()}


def indented(_logger: WrappedLogger, _method: str, line: Any) -> str:  # noqa: ANN401 - structlog's
    """``line`` with what goes on below it set in, so that no message can look like a record."""
    return CONTINUED.join(str(line).rstrip("\n").split("\n"))


def one_line_of_json(fields: object, **options: Any) -> str:  # noqa: ANN401 - json.dumps's own
    """``fields`` as JSON on one line, whatever counts as the end of one."""
    return escaped(json.dumps(fields, ensure_ascii=False, **options))


def escaped(text: str) -> str:
    """``text`` with signs that nobody can see written out."""
    return UNPRINTABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def moment(record: logging.LogRecord) -> str:
    """When ``record`` was made, as ISO 8601 in WITA."""
    return datetime.fromtimestamp(record.created, WITA).isoformat(timespec="milliseconds")


def log_crash(error: BaseException) -> None:
    """Logs what ends the process, with its trace, redacted even before logging is set up."""
    guard_output()
    logger.critical("The process ends", exc_info=error)


def guard_output() -> None:
    """Sees to it that warnings and errors pass the redaction in a process without settings."""
    if not logging.getLogger().handlers:
        install([line_handler(process_redactor())], logging.WARNING)


def finish_logging() -> None:
    """Sends what still waits to be sent, for two seconds at most.

    The interpreter's own end does so by itself; only ``os._exit`` needs it called before.
    """
    for handler in logging.getLogger().handlers:
        handler.flush()


def log_uncaught(kind: type[BaseException], error: BaseException, trace: Any) -> None:  # noqa: ANN401 - the hook's form
    """Logs what nothing caught in the main thread; Ctrl-C is no error."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logger.critical("Nothing caught this error", exc_info=(kind, error, trace))


def log_thread(ended: threading.ExceptHookArgs) -> None:
    """Logs what ended a thread."""
    if ended.exc_value is None or issubclass(ended.exc_type, SystemExit):
        return
    what = (ended.exc_type, ended.exc_value, ended.exc_traceback)
    logger.error("A thread ended with an error", exc_info=what)


def log_unraisable(ignored: sys.UnraisableHookArgs) -> None:
    """Logs what went wrong where nothing could be raised, such as in ``__del__``."""
    if ignored.exc_value is None:
        return
    what = (ignored.exc_type, ignored.exc_value, ignored.exc_traceback)
    logger.error("An error could not be raised", exc_info=what)
