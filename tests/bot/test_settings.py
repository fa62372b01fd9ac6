"""Settings: what is taken, and how a wrong value is refused."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path

import pytest
from telegram.constants import ChatID

from bot.settings import EXPECTED, NOBODY, PROJECT, Settings, SettingsError, load_settings
from tests.telegram_fake import TOKEN

SECRET = "rahasia_webhook-123"  # noqa: S105 - opens nothing
WEBHOOK = {"WEBHOOK_URL": "https://bot.example.id", "WEBHOOK_SECRET": SECRET}


def test_defaults() -> None:
    """Without any setting there is no token, and all else has a sensible value."""
    settings = load_settings()
    assert settings.bot_token is None
    assert settings.webhook_url is None
    assert settings.port == 8080
    assert settings.bot_api_url == "https://api.telegram.org"
    assert settings.report_db == PROJECT / "report.db"
    assert (settings.log_level, settings.log_format) == ("INFO", "teks")
    assert settings.admin_ids == settings.maintainer_ids == frozenset()


def test_reads_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every setting is read from the environment, however it is spaced or cased."""
    values = WEBHOOK | {
        "BOT_TOKEN": f" {TOKEN} ",
        "PORT": "9000",
        "ADMIN_IDS": "1, 2,",
        "MAINTAINER_IDS": "-1001234567890",
        "BOT_API_URL": "http://127.0.0.1:8081/",
        "REPORT_DB": "lain.db",
        "DATABASE_URL": "postgres://bot:sandi@db/bot",
        "APPROVALS": "2",
        "ANNOUNCE_DAY": "7",
        "ANNOUNCE_TIME": "14.30",
        "MONTHLY_COLUMNS": "kolom.toml",
        "OFFICER_CHAT_ID": "-1001234567890",
        "SERVICE_RULES": "aturan.toml",
        "LOG_LEVEL": "debug",
        "LOG_FORMAT": "json",
        "SENTRY_DSN": "https://kunci@sentry.example.id/sub/42",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == TOKEN
    assert settings.webhook_url == "https://bot.example.id"
    assert settings.port == 9000
    assert settings.admin_ids == {1, 2}
    assert settings.maintainer_ids == {-1001234567890}
    assert settings.bot_api_url == "http://127.0.0.1:8081"
    assert settings.report_db == Path("lain.db")
    assert settings.database_url.get_secret_value() == "postgres://bot:sandi@db/bot"
    assert (settings.approvals, settings.announce_day) == (2, 7)
    assert settings.announce_time == time(14, 30)
    assert settings.monthly_columns == Path("kolom.toml")
    assert settings.officer_chat_id == -1001234567890
    assert settings.service_rules == Path("aturan.toml")
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")
    assert settings.sentry_dsn is not None
    assert settings.sentry_dsn.get_secret_value() == "https://kunci@sentry.example.id/sub/42"


def test_reads_env_file_below_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """``.env`` counts where the environment says nothing; an empty variable switches off."""
    (tmp_path / ".env").write_text(
        f"PORT=1111\nLOG_FORMAT=json\nWEBHOOK_URL=https://a.id\nWEBHOOK_SECRET={SECRET}\nLAIN=1\n"
    )
    monkeypatch.setenv("PORT", "2222")
    monkeypatch.setenv("WEBHOOK_URL", "")
    settings = load_settings()
    assert settings.port == 2222
    assert settings.log_format == "json"
    assert settings.webhook_url is None


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"BOT_TOKEN": "bukan-token"}, "BOT_TOKEN"),
        ({"BOT_TOKEN": "123:rahasia sekali"}, "BOT_TOKEN"),
        ({"PORT": "http"}, "PORT"),
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "65536"}, "PORT"),
        ({"WEBHOOK_URL": "https://bot.example.id"}, "WEBHOOK_SECRET"),
        (WEBHOOK | {"WEBHOOK_SECRET": "ada spasi"}, "WEBHOOK_SECRET"),
        (WEBHOOK | {"WEBHOOK_SECRET": "a" * 257}, "WEBHOOK_SECRET"),
        (WEBHOOK | {"WEBHOOK_URL": "http://bot.example.id"}, "WEBHOOK_URL"),
        (WEBHOOK | {"WEBHOOK_URL": "https://bot.example.id:8080"}, "WEBHOOK_URL"),
        (WEBHOOK | {"WEBHOOK_URL": "https://bot.example.id:port"}, "WEBHOOK_URL"),
        (WEBHOOK | {"WEBHOOK_URL": "bot.example.id"}, "WEBHOOK_URL"),
        (WEBHOOK | {"WEBHOOK_URL": "https://a:b@bot.example.id"}, "WEBHOOK_URL"),
        ({"ADMIN_IDS": "pejabat"}, "ADMIN_IDS"),
        ({"ADMIN_IDS": "1;2"}, "ADMIN_IDS"),
        ({"ADMIN_IDS": "0"}, "ADMIN_IDS"),
        ({"ADMIN_IDS": "-1001234567890"}, "ADMIN_IDS"),
        ({"ADMIN_IDS": "5,1087968824"}, "ADMIN_IDS"),
        ({"MAINTAINER_IDS": "1087968824"}, "MAINTAINER_IDS"),
        ({"BOT_API_URL": "ftp://127.0.0.1"}, "BOT_API_URL"),
        ({"BOT_API_URL": "https://api.example.id/{token}"}, "BOT_API_URL"),
        ({"DATABASE_URL": "mysql://bot:rahasia@db/bot"}, "DATABASE_URL"),
        ({"DATABASE_URL": "simpanan.db"}, "DATABASE_URL"),
        ({"APPROVALS": "0"}, "APPROVALS"),
        ({"APPROVALS": "3"}, "APPROVALS"),
        ({"ANNOUNCE_DAY": "29"}, "ANNOUNCE_DAY"),
        ({"ANNOUNCE_DAY": "-1"}, "ANNOUNCE_DAY"),
        ({"ANNOUNCE_TIME": "pagi"}, "ANNOUNCE_TIME"),
        ({"ANNOUNCE_TIME": "25.00"}, "ANNOUNCE_TIME"),
        ({"ANNOUNCE_TIME": "08.60"}, "ANNOUNCE_TIME"),
        ({"OFFICER_CHAT_ID": "987654321"}, "OFFICER_CHAT_ID"),
        ({"OFFICER_CHAT_ID": "@petugas"}, "OFFICER_CHAT_ID"),
        ({"LOG_LEVEL": "cerewet"}, "LOG_LEVEL"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
        ({"SENTRY_DSN": "https://sentry.example.id/42"}, "SENTRY_DSN"),
        ({"SENTRY_DSN": "https://kunci@sentry.example.id"}, "SENTRY_DSN"),
        ({"SENTRY_DSN": "https://kunci@sentry.example.id/proyek"}, "SENTRY_DSN"),
        ({"SENTRY_DSN": "https://kunci@sentry.example.id:0/42"}, "SENTRY_DSN"),
        ({"SENTRY_DSN": "https://kunci@sentry.example.id:port/42"}, "SENTRY_DSN"),
        ({"SENTRY_DSN": "kunci@sentry.example.id/42"}, "SENTRY_DSN"),
    ],
)
def test_wrong_value_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], name: str
) -> None:
    """A wrong value is refused in one line with its name and what is expected, not its value."""
    for variable, value in values.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert str(refusal.value) == f"{name} keliru: {EXPECTED[name]}."
    assert values.get(name, "bukan") not in str(refusal.value).replace("1087968824", "")
    assert refusal.value.__cause__ is None


def test_all_wrong_values_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two wrong values are both named, still in one line."""
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("LOG_FORMAT", "x")
    with pytest.raises(SettingsError, match=r"^PORT keliru: .*LOG_FORMAT keliru: .*$") as refusal:
        load_settings()
    assert "\n" not in str(refusal.value)


def test_unreadable_env_file(tmp_path: Path) -> None:
    """A ``.env`` that is not text is named as what is wrong."""
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00BOT_TOKEN")
    with pytest.raises(SettingsError, match=r"^\.env "):
        load_settings()


def test_secrets_do_not_print() -> None:
    """Neither the settings' text nor their JSON shows the token, the secret or the DSN."""
    dsn = f"https://{SECRET}@sentry.example.id/42"
    settings = load_settings(bot_token=TOKEN, webhook_secret=SECRET, sentry_dsn=dsn)
    for text in (repr(settings), str(settings), settings.model_dump_json()):
        assert TOKEN not in text
        assert SECRET not in text


def test_shared_ids_are_telegrams() -> None:
    """The ids that can be nobody's own are those that Telegram's library names."""
    named = {ChatID.ANONYMOUS_ADMIN, ChatID.SERVICE_CHAT, ChatID.FAKE_CHANNEL}
    assert set(NOBODY) == {int(number) for number in named}


def test_example_documents_every_setting() -> None:
    """``.env.example`` names every setting once, each below a comment."""
    text = (PROJECT / ".env.example").read_text()
    assert re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE) == list(EXPECTED)
    assert {name.lower() for name in EXPECTED} == set(Settings.model_fields)
    assert re.findall(r"\n[^#\n]*\n#?[A-Z_]+=", text) == []
