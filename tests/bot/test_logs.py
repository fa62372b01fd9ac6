"""The log: readable, in WITA, and without secrets."""

from __future__ import annotations

import io
import json
import logging
import warnings
from typing import TYPE_CHECKING

import pytest

from bot.logs import REDACTED, Redactor, configure_logging, log_crash, passwords_in
from bot.settings import load_settings
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "rahasia_webhook-123"  # noqa: S105 - opens nothing


@pytest.fixture(params=["teks", "json"])
def any_log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What is logged at DEBUG, in each format."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging(
        load_settings(
            bot_token=TOKEN, webhook_secret=SECRET, log_level="DEBUG", log_format=request.param
        ),
        stream,
    )
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = before, level


def test_nothing_secret_is_logged(any_log: io.StringIO) -> None:
    """Message, arguments, exception, its cause and stack are all redacted, in both formats."""
    logger = logging.getLogger("telegram.ext.Application")
    url = f"https://api.telegram.org/bot{TOKEN}/getMe"
    logger.warning("POST %s with %r", url, {"secret": SECRET}, stack_info=True)
    try:
        try:
            raise ValueError(f"The token `{TOKEN}` was rejected")  # noqa: TRY301 - as it comes
        except ValueError as cause:
            raise LookupError(f"NIK 5307010101900001 in {url}") from cause
    except LookupError:
        logger.exception("failed for %s", TOKEN)
    warnings.warn(f"look at {url}", stacklevel=1)
    logged = any_log.getvalue()
    for secret in (TOKEN, TOKEN.split(":")[1], SECRET, "5307010101900001"):
        assert secret not in logged
    assert logged.count(REDACTED) >= 6
    assert "LookupError" in logged


def test_requests_are_not_logged(any_log: io.StringIO) -> None:
    """The HTTP client's line for each request, with the token in it, is not even made."""
    for name in ("httpx", "httpcore.connection"):
        logging.getLogger(name).info("HTTP Request: POST %s", "x")
    logging.getLogger("telegram.Bot").debug("Calling Bot API endpoint with %s", "isi")
    assert any_log.getvalue() == ""


@pytest.mark.parametrize(
    "text",
    [
        "bot123456:AAF-x_y",
        "/file/bot123456%3AAAF-x_y/photo.jpg",
        "1234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
        "5307010101900001",
        "5307 0101 0190 0001",
        "530701-010190-0001",
    ],
)
def test_shapes_are_redacted(text: str) -> None:
    """What looks like a token or a NIK goes, even if nobody told the log about it."""
    assert REDACTED in Redactor()(f"lihat {text} ini")
    assert text not in Redactor()(f"lihat {text} ini")


@pytest.mark.parametrize(
    "text",
    [
        "Rp11.632.683.000 dari Rp215.464.527.000",
        "chat -1001234567890, update 700000039",
        "2026-01-05T08:30:00.123+08:00",
        "CQ.6871.QGE.002",
        "127.0.0.1:8081",
        "12345678901234567",
    ],
)
def test_figures_stay(text: str) -> None:
    """Amounts, ids, times and codes are not taken for secrets."""
    assert Redactor(["a", "2026"])(text) == text


def test_json_is_one_object_a_record() -> None:
    """With LOG_FORMAT=json each record is one object with time, level, logger and message."""
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    configure_logging(load_settings(log_format="json"), stream)
    try:
        logging.getLogger("bot.test").warning("dua\nbaris")
    finally:
        logging.captureWarnings(capture=False)
        root.handlers[:], root.level = before, level
    (line,) = stream.getvalue().splitlines()
    record = json.loads(line)
    assert record.pop("time").endswith("+08:00")
    assert record == {"level": "WARNING", "logger": "bot.test", "message": "dua\nbaris"}


def test_secret_in_any_case_is_redacted() -> None:
    """The library writes what a server says in lower case: a secret goes all the same."""
    assert Redactor([SECRET])(SECRET.upper()) == REDACTED


def test_crash_is_logged_redacted(any_log: io.StringIO) -> None:
    """What ends the process is logged with its trace and without secrets."""
    log_crash(ValueError(f"access to /bot{TOKEN}/getMe denied, {SECRET.upper()}"))
    assert "ValueError" in any_log.getvalue()
    assert TOKEN.split(":")[1] not in any_log.getvalue()
    assert SECRET.upper() not in any_log.getvalue()


def test_crash_before_logging_is_redacted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where no log is set up yet, the trace on standard error holds no token."""
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    log_crash(ValueError(f"access to /bot{TOKEN}/getMe denied"))
    printed = capsys.readouterr().err
    assert "ValueError" in printed
    assert TOKEN.split(":")[1] not in printed


@pytest.mark.parametrize(
    ("address", "password"),
    [
        ("postgres://bot:rahasia12@db/bot", "rahasia12"),
        ("postgres://bot:rah%40sia12@db/bot", "rah@sia12"),
        ("postgres://bot:rah/asia12@db/bot", "rah/asia12"),
        ("postgres://bot:rah#asia?12@db/bot", "rah#asia?12"),
        ("postgres://bot:rah[asia12@db/bot", "rah[asia12"),
        ("postgres://db/bot?user=bot&password=rahasia12", "rahasia12"),
    ],
)
def test_database_passwords_are_redacted(address: str, password: str) -> None:
    """The database's password is printed neither alone nor in its address, however written."""
    redact = Redactor(passwords_in(address))
    assert password not in redact(f"sandi {password}, alamat {address}")
    assert address not in redact(f"alamat {address}")


def test_any_address_is_redacted_before_settings_are_read() -> None:
    """An address with a password is hidden also where nobody knows the settings."""
    assert "rahasia" not in Redactor()("psql postgres://bot:rahasia@db/bot")


def test_an_address_without_a_password() -> None:
    """A file's address has nothing to hide."""
    assert passwords_in("sqlite:///srv/store.db") == set()
