"""What the operator chose: settings from the environment and from ``.env``.

A wrong value becomes one sentence on the operator's terminal. The sentences stand
here and not in ``templates/``: they are read before anything can be rendered.
"""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent
TELEGRAM = "https://api.telegram.org"

# Ids that many people or none share: anonymous group admins, Telegram's own service
# account, and whoever posts in the name of a channel. An admin is one person.
NOBODY = frozenset({1087968824, 777000, 136817688})

# Telegram delivers webhooks to these ports and to no others.
TELEGRAM_PORTS = frozenset({None, 443, 80, 88, 8443})

EXPECTED = {
    "BOT_TOKEN": "isi dengan token dari @BotFather, berbentuk angka:huruf",
    "WEBHOOK_URL": (
        "isi dengan alamat https:// yang dapat dijangkau Telegram (port 443, 80, 88, atau 8443),"
        " tanpa tanda tanya, atau kosongkan untuk long polling"
    ),
    "PORT": "isi dengan bilangan bulat dari 1 sampai 65535",
    "WEBHOOK_SECRET": (
        "wajib bila WEBHOOK_URL diisi: 1 sampai 256 karakter dari A-Z, a-z, 0-9, _ dan -"
    ),
    "ADMIN_IDS": (
        "isi dengan id pengguna Telegram dipisahkan koma, seperti 123456789,987654321;"
        " id bersama seperti 1087968824 (admin anonim) tidak boleh"
    ),
    "MAINTAINER_IDS": (
        "isi dengan id chat Telegram dipisahkan koma, seperti 123456789,987654321;"
        " id bersama seperti 1087968824 (admin anonim) tidak boleh"
    ),
    "BOT_API_URL": "isi dengan alamat http:// atau https:// server Bot API, seperti " + TELEGRAM,
    "REPORT_DB": "isi dengan jalur berkas basis data laporan",
    "DATABASE_URL": (
        "isi dengan postgres://pengguna:sandi@server/nama atau sqlite:///jalur/berkas.db,"
        " atau kosongkan untuk store.db di folder proyek"
    ),
    "APPROVALS": "isi dengan banyaknya admin yang harus menyetujui muatan, 1 atau 2",
    "ANNOUNCE_DAY": "isi dengan tanggal 1 sampai 28, atau 0 bila tidak diumumkan otomatis",
    "ANNOUNCE_TIME": "isi dengan jam WITA seperti 08.00",
    "MONTHLY_COLUMNS": "isi dengan jalur berkas TOML peta kolom yang dapat dibaca",
    "OFFICER_CHAT_ID": (
        "isi dengan id grup petugas permintaan informasi, bilangan negatif seperti -1001234567890"
    ),
    "SERVICE_RULES": "isi dengan jalur berkas TOML aturan layanan yang dapat dibaca",
    "SILENCE_MINUTES": (
        "isi dengan 1 sampai 1440 menit tanpa jawaban Telegram sebelum proses berhenti, atau 0"
        " bila tidak pernah"
    ),
    "METRICS_TOKEN": (
        "isi dengan 16 sampai 256 karakter dari A-Z, a-z, 0-9, _ dan -, atau kosongkan"
    ),
    "LOG_LEVEL": "pilih DEBUG, INFO, WARNING, ERROR, atau CRITICAL",
    "LOG_FORMAT": "pilih teks atau json",
    "SENTRY_DSN": (
        "isi dengan DSN dari Sentry, berbentuk https://kunci@server/nomor,"
        " atau kosongkan bila tidak dipakai"
    ),
}

# What a server does that is none of Telegram's, such as a proxy that asks to log in.
MISBEHAVING = (
    "BOT_API_URL menjawab tidak semestinya: periksa jaringan atau proksi di antaranya,"
    f" atau {EXPECTED['BOT_API_URL']}."
)


class SettingsError(Exception):
    """One Indonesian sentence that names the setting and what is expected of it."""


class Settings(BaseSettings):
    """Every setting, checked; secrets print as stars."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    bot_token: SecretStr | None = None
    webhook_url: str | None = None
    port: int = Field(default=8080, ge=1, le=65535)
    webhook_secret: SecretStr | None = None
    admin_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    maintainer_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    bot_api_url: str = TELEGRAM
    report_db: Path = PROJECT / "report.db"
    database_url: SecretStr = SecretStr(f"sqlite:///{PROJECT / 'store.db'}")
    approvals: int = Field(default=1, ge=1, le=2)
    announce_day: int = Field(default=5, ge=0, le=28)
    announce_time: time = time(8)
    monthly_columns: Path | None = None
    officer_chat_id: int | None = None
    service_rules: Path | None = None
    silence_minutes: int = Field(default=10, ge=0, le=1440)
    metrics_token: SecretStr | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    log_format: Literal["teks", "json"] = "teks"
    sentry_dsn: SecretStr | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _blank_is_unset(cls, value: object, info: ValidationInfo) -> object:
        # ``WEBHOOK_URL=`` in the environment must switch off what ``.env`` sets.
        if isinstance(value, str) and not value.strip():
            return cls.model_fields[info.field_name or ""].get_default()
        return value.strip() if isinstance(value, str) else value

    @field_validator("bot_token")
    @classmethod
    def _is_a_token(cls, value: SecretStr | None) -> SecretStr | None:
        return matching(value, r"\d+:[A-Za-z0-9_-]+")

    @field_validator("webhook_secret")
    @classmethod
    def _is_a_webhook_secret(cls, value: SecretStr | None) -> SecretStr | None:
        return matching(value, r"[A-Za-z0-9_-]{1,256}")

    @field_validator("metrics_token")
    @classmethod
    def _is_a_metrics_token(cls, value: SecretStr | None) -> SecretStr | None:
        return matching(value, r"[A-Za-z0-9_-]{16,256}")

    @field_validator("webhook_url", "bot_api_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        plain = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None
        # Reading a port that is no number raises ``ValueError``.
        if not plain or parts.port == 0:
            raise ValueError
        if parts.query or parts.fragment or re.search(r"[\s{}]", value):
            raise ValueError
        return value.rstrip("/")

    @field_validator("admin_ids", "maintainer_ids", mode="before")
    @classmethod
    def _are_ids(cls, value: object) -> object:
        return identifiers(value) if isinstance(value, str) else value

    @field_validator("admin_ids", "maintainer_ids")
    @classmethod
    def _are_single_chats(cls, value: frozenset[int], info: ValidationInfo) -> frozenset[int]:
        # Maintainers may share a group, whose id is negative; an admin is a person.
        groups = info.field_name == "admin_ids" and any(number < 0 for number in value)
        if groups or 0 in value or value & NOBODY:
            raise ValueError
        return value

    @field_validator("officer_chat_id")
    @classmethod
    def _is_a_group(cls, value: int | None) -> int | None:
        if value is not None and value >= 0:
            raise ValueError
        return value

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, value: SecretStr) -> SecretStr:
        address = value.get_secret_value()
        if not re.match(r"(postgres(ql)?(\+psycopg)?|sqlite)://.", address):
            raise ValueError
        return value

    @field_validator("sentry_dsn")
    @classmethod
    def _is_a_dsn(cls, value: SecretStr | None) -> SecretStr | None:
        matching(value, r"https?://[^\s/?#@]+@[^\s/?#@]+(/[^\s?#]*)?/\d+")
        # Reading a port that is no number raises ``ValueError``.
        if value is not None and urlsplit(value.get_secret_value()).port == 0:
            raise ValueError
        return value

    @field_validator("announce_time", mode="before")
    @classmethod
    def _is_a_time_of_day(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        match = re.fullmatch(r"(\d{1,2})[.:](\d{2})", value, re.ASCII)
        if match is None:
            raise ValueError
        return time(int(match[1]), int(match[2]))

    @field_validator("log_level", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _webhook_is_complete(self) -> Settings:
        if self.webhook_url is not None:
            if self.webhook_secret is None:
                raise PydanticCustomError("webhook_secret", "missing")
            parts = urlsplit(self.webhook_url)
            # A Bot API server of one's own also delivers to plain addresses nearby.
            if self.bot_api_url == TELEGRAM and (
                parts.scheme != "https" or parts.port not in TELEGRAM_PORTS
            ):
                raise PydanticCustomError("webhook_url", "unreachable for Telegram")
        return self


def load_settings(**chosen: Any) -> Settings:  # noqa: ANN401 - whatever a setting holds
    """The settings; ``chosen`` ones go before the environment and ``.env``.

    Raises ``SettingsError`` with a sentence that holds no value, since a value may
    be a secret.
    """
    try:
        return Settings(**chosen)
    except ValidationError as error:
        # Not chained: the original prints the values that were refused.
        raise SettingsError(sentence(error)) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(".env tidak dapat dibaca: simpan sebagai teks UTF-8.") from None


def sentence(error: ValidationError) -> str:
    """One line for the operator about every setting that ``error`` refuses."""
    refused = [str(item["loc"][0] if item["loc"] else item["type"]) for item in error.errors()]
    names = dict.fromkeys(name.upper() for name in refused)
    return " ".join(f"{name} keliru: {EXPECTED.get(name, 'tidak dikenal')}." for name in names)


def matching(value: SecretStr | None, pattern: str) -> SecretStr | None:
    """``value`` where it is unset or wholly of the form ``pattern``, else ``ValueError``."""
    if value is not None and not re.fullmatch(pattern, value.get_secret_value(), re.ASCII):
        raise ValueError
    return value


def identifiers(text: str) -> frozenset[int]:
    """The numbers of ``"123, -456"``; ``ValueError`` for anything else."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not all(re.fullmatch(r"-?\d{1,18}", word, re.ASCII) for word in words):
        raise ValueError
    return frozenset(int(word) for word in words)
