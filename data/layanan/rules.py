"""The rules of the service for requests: limits and their basis, reasons, retention."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from data.models import Frozen

# Stands in buttons, which hold little, behind a number.
Kunci = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,24}$")]
DEFAULT = Path(__file__).with_name("aturan.toml")


class RulesError(Exception):
    """The rules cannot be read; the message says where and why."""


class Tenggat(Frozen):
    """The limit in working days, its one extension, its basis, and when to remind."""

    hari_kerja: int = Field(ge=1, le=90)
    perpanjangan: int = Field(ge=0, le=90)
    dasar: str = Field(min_length=1)
    ingatkan: int = Field(ge=0, le=30)


class Retensi(Frozen):
    """How many days things are kept after they ended."""

    tiket: int = Field(ge=1, le=3650)
    percakapan: int = Field(ge=1, le=90)
    tak_terjawab: int = Field(ge=1, le=3650)


class Libur(Frozen):
    """Holidays beside the official ones, and days that are none after all."""

    tambah: dict[date, str] = Field(default_factory=dict)
    hapus: frozenset[date] = frozenset()


class Rules(Frozen):
    """All rules; reasons and places to forward to by their short keys."""

    kanal_resmi: str = Field(min_length=1)
    alamat_kanal: str = ""
    tenggat: Tenggat
    retensi: Retensi
    penolakan: dict[Kunci, str] = Field(min_length=1)
    penerusan: dict[Kunci, str] = Field(min_length=1)
    libur: Libur = Libur()


def load_rules(path: Path) -> Rules:
    """The rules in the TOML file ``path``; raises ``RulesError``."""
    try:
        return Rules.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulesError(f"{path.name} tidak dapat dibaca: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}"
            for item in error.errors()
        )
        raise RulesError(f"{path.name} keliru: {wrong}") from error


@cache
def default_rules() -> Rules:
    """The rules that come with the program."""
    return load_rules(DEFAULT)
