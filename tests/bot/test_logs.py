"""The log: readable, in WITA, and without secrets."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import subprocess
import sys
import threading
import warnings
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from bot.logs import RedactingHandler, configure_logging, install, line_handler, log_crash
from bot.redaction import REDACTED, keep_secret
from bot.settings import PROJECT, load_settings
from bot.tracing import failing, working_on
from tests.bot.log_parts import NIK, SECRETS, holds, logged, logging_kept, secret_settings
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

own = logging.getLogger("bot.test")


@pytest.fixture(params=["teks", "json"])
def any_log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What is logged at DEBUG, in each format."""
    stream = io.StringIO()
    with logging_kept():
        # Sentry's own tests send to it; here its key is a secret like the others.
        redact = keep_secret(load_settings(**secret_settings()))
        install([line_handler(redact, request.param, stream)], logging.DEBUG)
        yield stream


def fail(text: str) -> None:
    """Raises an error that quotes ``text``, with a cause and a note that do so too."""
    try:
        raise ValueError(f"The token `{text}` was rejected")  # noqa: TRY301 - as it comes
    except ValueError as cause:
        error = LookupError(text)
        error.add_note(f"seen with {text}")
        raise error from cause


def caught(text: str) -> LookupError:
    """The error of :func:`fail`, with its trace."""
    try:
        fail(text)
    except LookupError as error:
        return error
    raise AssertionError


class Holding:
    """Prints as ``text``, and fails with it when it is forgotten."""

    def __init__(self, text: str, *, fails: bool = False) -> None:
        self.text = text
        self.fails = fails

    def __repr__(self) -> str:
        """Its text, as a careless class prints it."""
        return f"<Holding {self.text}>"

    def __del__(self) -> None:
        """Fails where nobody can catch it."""
        if self.fails:
            raise ValueError(self.text)


def by_exception(text: str) -> None:
    """An error with its cause, logged by our own code."""
    own.error("failed", exc_info=caught(text))


def by_thread(text: str) -> None:
    """A thread that ends with an error."""
    thread = threading.Thread(target=fail, args=(text,))
    thread.start()
    thread.join()


def by_task(text: str) -> None:
    """A task that fails and that nobody awaits."""

    async def fails() -> None:
        fail(text)

    async def main() -> None:
        task = asyncio.create_task(fails())
        await asyncio.wait({task})
        del task

    asyncio.run(main())


def by_unraisable(text: str) -> None:
    """An error where none can be raised."""
    holding = Holding(text, fails=True)
    del holding


def by_stack(text: str) -> None:
    """A record whose stack shows a line of source with the secret."""
    parts = {"name": "bot.test", "levelno": 30, "levelname": "WARNING", "msg": "here"}
    own.handle(logging.makeLogRecord(parts | {"stack_info": f"Stack:\n  x = '{text}'"}))


def by_uncaught(text: str) -> None:
    """An error that nothing caught."""
    error = caught(text)
    sys.excepthook(type(error), error, error.__traceback__)


def by_structlog(text: str) -> None:
    """A line that was logged with structlog itself, with an error."""
    logger = structlog.get_logger("bot.test")
    try:
        fail(text)
    except LookupError:
        logger.exception("failed for %s", text, field={text: [text]})


PLACES: dict[str, Callable[[str], Any]] = {
    "message": lambda text: own.warning("POST " + text),
    "argument": lambda text: own.warning("POST %s", text),
    "argument's repr": lambda text: own.warning("POST %r", {"secret": text}),
    "object's repr": lambda text: own.warning("POST %s", Holding(text)),
    "field": lambda text: own.warning("x", extra={"field": text}),
    "deep field": lambda text: own.warning("x", extra={"field": {"a": [{"b": (text,)}]}}),
    "field's key": lambda text: own.warning("x", extra={"field": {text: 1}}),
    "field's name": lambda text: own.warning("x", extra={text: 1}),
    "bytes": lambda text: own.warning("x", extra={"field": text.encode()}),
    "object in a field": lambda text: own.warning("x", extra={"field": [Holding(text)]}),
    "exception": by_exception,
    "stack": by_stack,
    "warning": lambda text: warnings.warn(f"look at {text}", stacklevel=1),
    "crash": lambda text: log_crash(caught(text)),
    "uncaught": by_uncaught,
    "thread": by_thread,
    "task": by_task,
    "unraisable": by_unraisable,
    "wrong arguments": lambda text: own.warning("%d", text),
    "too many arguments": lambda text: own.warning("x", text, text),
    "structlog": by_structlog,
    "uvicorn": lambda text: logging.getLogger("uvicorn.error").error(
        "Exception in ASGI application\n", exc_info=caught(text)
    ),
    "aiohttp": lambda text: logging.getLogger("aiohttp.server").error(text),
    "library": lambda text: logging.getLogger("telegram.ext.Application").warning(text),
}


@pytest.mark.parametrize("place", PLACES)
def test_nothing_secret_is_logged(any_log: io.StringIO, place: str) -> None:
    """No secret is logged from any place, in either format; a line stands there all the same."""
    # pytest's own handler, which stands beside, raises where a record cannot be formatted.
    root = logging.getLogger()
    root.handlers[:] = [ours for ours in root.handlers if isinstance(ours, RedactingHandler)]
    for name, secret in SECRETS.items():
        any_log.seek(0)
        any_log.truncate()
        PLACES[place](secret)
        written = any_log.getvalue()
        assert written, name
        assert not holds(written, secret), name
        assert REDACTED in written or "could not be written" in written, name


def test_errors_keep_their_trace(any_log: io.StringIO) -> None:
    """What is redacted is still a trace: the classes, the cause and where it was raised."""
    by_exception(TOKEN)
    for part in ("Traceback", "LookupError", "ValueError", "in fail", f"seen with {REDACTED}"):
        assert part in any_log.getvalue()


def test_requests_are_not_logged(any_log: io.StringIO) -> None:
    """Lines for each request, with a token or a question in them, are not even made."""
    libraries = ("httpx", "httpcore.connection", "aiohttp.client", "urllib3.connectionpool")
    for name in (*libraries, "datasette", "sqlalchemy.engine", "multipart.multipart"):
        logging.getLogger(name).info("HTTP Request: POST %s", "x")
    for name in ("uvicorn.access", "aiohttp.access"):
        logging.getLogger(name).warning("GET /data?_search=%s", "isi")
    logging.getLogger("telegram.Bot").error("Calling Bot API endpoint with %s", "isi")
    logging.getLogger("telegram.ext.Application").debug("Processing update %s", "isi")
    assert any_log.getvalue() == ""


def test_levels() -> None:
    """The chosen level is that of the program; a graver one holds for libraries as well."""
    with logged(load_settings(log_level="INFO")):
        assert own.isEnabledFor(logging.INFO)
        assert not own.isEnabledFor(logging.DEBUG)
        assert logging.getLogger("telegram.ext").isEnabledFor(logging.INFO)
        assert logging.getLogger("library").isEnabledFor(logging.WARNING)
    with logged(load_settings(log_level="ERROR")):
        for name in ("bot.test", "telegram.ext", "library", "uvicorn.error"):
            assert not logging.getLogger(name).isEnabledFor(logging.WARNING)


def test_json_is_one_object_a_record() -> None:
    """With LOG_FORMAT=json each record is one object on one line, whatever is in it."""
    with logged(load_settings(log_format="json")) as stream:
        own.warning("dua\nbaris\u2028\x85tiga", extra={"jumlah": 2})
        with working_on(700000001), failing("0A1B2C3D"):
            own.error("failed", exc_info=caught("x"))
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert first.pop("time").endswith("+08:00")
    assert first == {
        "level": "WARNING",
        "logger": "bot.test",
        "message": "dua\nbaris\u2028\x85tiga",
        "jumlah": 2,
    }
    assert (second["reference"], second["update"]) == ("0A1B2C3D", 700000001)
    assert second["exception"].startswith("Traceback")
    assert second["exception"].endswith("seen with x")


def test_text_is_one_line_a_record_and_what_belongs_to_it() -> None:
    """A record for people begins a line; what goes on below it is set in, and forges nothing."""
    with logged(load_settings()) as stream:
        own.warning("dua\n2026-01-05T08:30:00.123+08:00 INFO bot: tiruan\x1b[2J")
        with working_on(7), failing("0A1B2C3D"):
            own.error("failed", exc_info=caught("x"))
    lines = stream.getvalue().splitlines()
    heads = [line.split(" ", 1) for line in lines if not line.startswith("    ")]
    assert [head[1] for head in heads] == [
        "WARNING bot.test: dua",
        "ERROR bot.test: failed reference=0A1B2C3D update=7",
    ]
    assert all(head[0].endswith("+08:00") for head in heads)
    assert lines[1] == "    2026-01-05T08:30:00.123+08:00 INFO bot: tiruan\\u001b[2J"
    assert "    Traceback (most recent call last):" in lines


class Terminal(io.StringIO):
    """A stream that people look at."""

    def isatty(self) -> bool:
        """Whether somebody looks."""
        return True


def test_colours_are_for_terminals() -> None:
    """Colours are written to a terminal alone."""
    with logged(load_settings(), Terminal()) as stream:
        own.warning("x")
        assert "\x1b[" in stream.getvalue()
    with logged(load_settings()) as stream:
        own.warning("x")
        assert "\x1b" not in stream.getvalue()


def test_marks_end_with_the_work() -> None:
    """A line after the work carries neither its update nor its reference."""
    with logged(load_settings()) as stream:
        with working_on(7), failing("0A1B2C3D"):
            pass
        own.warning("later")
    assert stream.getvalue().endswith("bot.test: later\n")


def test_closed_stream_is_no_failure() -> None:
    """Where nothing can be written any more, logging does not raise."""
    with logged(load_settings()) as stream:
        stream.close()
        own.warning("x")


def test_a_second_set_up_replaces_the_first() -> None:
    """Called again, a line is written once, to the second place."""
    with logged(load_settings()) as first:
        second = io.StringIO()
        configure_logging(load_settings(), second)
        own.warning("x")
    assert first.getvalue() == ""
    assert second.getvalue().count("x") == 1


def test_crash_before_logging_is_redacted(capsys: pytest.CaptureFixture[str]) -> None:
    """Even where no log is set up yet, the trace on standard error holds no token."""
    with logging_kept():
        log_crash(ValueError(f"access to /bot{TOKEN}/getMe denied"))
        printed = capsys.readouterr().err
    assert "ValueError" in printed
    assert TOKEN.split(":")[1] not in printed


WITHOUT_SETTINGS = """
import sys, warnings
from bot.logs import guard_output, configure_logging
guard_output()
warnings.warn("look at " + sys.argv[1])
loaded = {"rich", "sentry_sdk", "structlog"} & sys.modules.keys()
raise SystemError(f"{loaded} {sys.argv[1]} {sys.argv[2]}")
"""


def test_process_without_settings_is_guarded() -> None:
    """A process of ours without settings redacts warnings and its crash; it loads no rich."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_SETTINGS, TOKEN, NIK],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 1
    assert f"UserWarning: look at {REDACTED}" in done.stderr
    assert f"SystemError: {{'structlog'}} {REDACTED} {REDACTED}" in done.stderr
    assert TOKEN.split(":")[1] not in done.stderr
