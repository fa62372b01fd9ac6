"""The redactor: secrets, tokens and identity numbers go, figures stay."""

from __future__ import annotations

from collections import OrderedDict

import pytest

from bot.redaction import REDACTED, Redactor, passwords_in, secrets_of
from bot.settings import load_settings
from tests.bot.log_parts import NIK, SECRETS, WEBHOOK_SECRET, holds, secret_settings


@pytest.mark.parametrize(
    "text",
    [
        "bot123456:AAF-x_y",
        "/file/bot123456%3AAAF-x_y/photo.jpg",
        "1234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
        "5307010101900001",
        "5307 0101 0190 0001",
        "530701-010190-0001",
        "53 07 01 010190 0001",
        "53.07.01.01.01.90.00.01",
        "5-3-0-7-0-1-0-1-0-1-9-0-0-0-0-1",
        "5307 / 0101 / 0190 / 0001",
        "https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/1",
    ],
)
def test_shapes_are_redacted(text: str) -> None:
    """What looks like a token, a NIK or a DSN goes, even if nobody told about it."""
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
        "244.838 pemilih, 1.020 TPS, 78,89 dari 25",
        "0x7f3a12b4c5d6",
    ],
)
def test_figures_stay(text: str) -> None:
    """Amounts, ids, times and codes are not taken for secrets."""
    assert Redactor(["a", "2026"])(text) == text


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_of_the_settings_goes(name: str) -> None:
    """Whatever the settings hold goes, however an address, JSON or Python writes it."""
    redact = Redactor(secrets_of(load_settings(**secret_settings())))
    secret = SECRETS[name]
    for written in (secret, repr(secret), secret.upper(), f"x={secret}&y"):
        assert not holds(redact(written), secret)


def test_secret_in_any_case_is_redacted() -> None:
    """The library writes what a server says in lower case: a secret goes all the same."""
    assert Redactor([WEBHOOK_SECRET])(WEBHOOK_SECRET.upper()) == REDACTED


def test_any_depth_is_redacted() -> None:
    """Keys and values go at any depth, as text, bytes or numbers; all else keeps its value."""
    redact = Redactor([WEBHOOK_SECRET])
    ring: list[object] = [WEBHOOK_SECRET]
    ring.append(ring)
    value = {
        WEBHOOK_SECRET: {"a": [WEBHOOK_SECRET.encode(), (int(NIK), {float(NIK)})]},
        "plain": OrderedDict(n=7, half=0.5, yes=True, none=None),
        "error": ValueError(WEBHOOK_SECRET),
        "ring": ring,
    }
    clean = redact.deep(value)
    assert isinstance(clean, dict)
    assert clean[REDACTED] == {"a": [REDACTED, [REDACTED, [f"{REDACTED}.0"]]]}
    assert clean["plain"] == {"n": 7, "half": 0.5, "yes": True, "none": None}
    assert clean["error"] == f"ValueError('{REDACTED}')"
    assert WEBHOOK_SECRET not in repr(clean)


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
