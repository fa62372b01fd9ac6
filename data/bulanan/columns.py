"""Layouts that the operator describes in a file, for exports whose columns are not known here.

The file is TOML. Headers are compared without regard to case and spaces::

    nama = "OMSPAN"           # how the layout is called; required
    lembar = "Realisasi"      # the sheet of a workbook; without it the first with data
    baris_judul = 5           # the row of the headers, from 1; without it the first
                              # within forty rows that has them all (of a text file
                              # with titles above, it must be given)
    satuan = 1000             # one unit in rupiah: 1 (without it), 1000 or 1000000

    [kolom]                   # our column = "header in the file"
    kode = "Kode"             # required
    uraian = "Uraian"         # required
    pagu = "Pagu Revisi"      # required
    realisasi = "s.d. Bulan"  # required, cumulative to the month's end
    jenis_belanja = "Jenis"   # this and the following may be left out
    blokir = "Blokir"
    pagu_awal = "Pagu Awal"
    lalu = "s.d. Bulan Lalu"
    ini = "Bulan Ini"

A header that is named here must stand in the file; headers that are not named are
left alone. Rows below the headers hold one code each.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

from data.bulanan.hostile import ROWS
from data.models.base import Frozen

Header = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
FIELDS = (
    "kode",
    "uraian",
    "pagu",
    "realisasi",
    "jenis_belanja",
    "blokir",
    "pagu_awal",
    "lalu",
    "ini",
)


class ColumnsError(Exception):
    """A column map cannot be used; the message is one Indonesian sentence."""


class Headers(Frozen):
    """The header of each column that is read."""

    kode: Header
    uraian: Header
    pagu: Header
    realisasi: Header
    jenis_belanja: Header | None = None
    blokir: Header | None = None
    pagu_awal: Header | None = None
    lalu: Header | None = None
    ini: Header | None = None

    @model_validator(mode="after")
    def _are_distinct(self) -> Self:
        names = list(self.named.values())
        if len(set(names)) != len(names):
            raise ValueError
        return self

    @property
    def named(self) -> dict[str, str]:
        """Our columns and their headers, as headers are compared."""
        pairs = ((field, getattr(self, field)) for field in FIELDS)
        return {field: plain(header) for field, header in pairs if header is not None}


class Columns(Frozen):
    """A layout: where the headers stand, what they are, and what amounts are in."""

    nama: Header
    lembar: Header | None = None
    baris_judul: int | None = Field(default=None, ge=1, le=ROWS)
    satuan: Literal[1, 1000, 1000000] = 1
    kolom: Headers


EXPECTED = {
    "nama": "isi dengan nama susunan",
    "lembar": "isi dengan nama lembar kerja",
    "baris_judul": "isi dengan nomor baris judul kolom, mulai dari 1",
    "satuan": "pilih 1, 1000, atau 1000000",
    "kolom": (
        "isi tabel [kolom] dengan judul kode, uraian, pagu, dan realisasi yang berbeda-beda;"
        " yang lain hanya jenis_belanja, blokir, pagu_awal, lalu, dan ini"
    ),
}


def load_columns(path: Path) -> Columns:
    """The layout that the TOML file ``path`` describes; raises ``ColumnsError``."""
    try:
        return Columns.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError:
        raise ColumnsError(f"Peta kolom {path.name} tidak dapat dibuka.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise ColumnsError(f"Peta kolom {path.name} bukan TOML dalam UTF-8.") from None
    except ValidationError as error:
        place = error.errors()[0]["loc"][0]
        said = EXPECTED.get(str(place), "nama isian ini tidak dikenal")
        raise ColumnsError(f"Peta kolom {path.name}, isian {place}: {said}.") from None


def plain(header: str) -> str:
    """A header as headers are compared: small letters, no spaces, marks or underscores."""
    letters = header.replace("\N{ZERO WIDTH NO-BREAK SPACE}", "").replace("_", " ")
    return "".join(letters.casefold().split())
