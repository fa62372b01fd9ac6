"""The tables of the web portal: everything that is said of them before their rows."""

from __future__ import annotations

from enum import StrEnum

from data.models.base import Frozen
from data.models.catatan import Catatan
from data.models.unduhan import Asal, Kolom


class Kelompok(StrEnum):
    """What a table is: figures of the report, what they refer to, or what was found in them."""

    ISI = "isi"
    RUJUKAN = "rujukan"
    PEMERIKSAAN = "pemeriksaan"


LAST = ("sumber", "baris", "urutan", "tahun")


def remoteness(name: str) -> int:
    """How far from the first a column stands."""
    if name in LAST:
        return 2 + LAST.index(name)
    return int(name.endswith("_tercetak"))


class TabelPortal(Frozen):
    """A table of ``report.db``: its columns in the order of the database, and where it is from.

    ``kunci`` are the columns that name a row; ``baris`` counts its rows, ``sumber`` are
    citations, ``saringan`` the columns whose values are counted beside the rows.
    ``terurut`` are the columns whose order in the database is that of their values:
    decimals stand there as text, so they are not among them. ``rujukan`` says to which
    table a column leads, and whether that is one of each report. ``alat`` tables serve
    the machinery.
    """

    nama: str
    judul: str
    keterangan: str
    kelompok: Kelompok
    kolom: tuple[Kolom, ...]
    kunci: tuple[str, ...]
    baris: int
    sumber: tuple[str, ...]
    catatan: tuple[Catatan, ...]
    saringan: tuple[str, ...]
    terurut: tuple[str, ...]
    rujukan: dict[str, tuple[str, bool]]
    dicari: bool
    alat: bool

    @property
    def urutan_awal(self) -> str:
        """The column that rows are in the order of, where that is not the key's; else empty."""
        own = "urutan" in self.terurut and "urutan" not in self.kunci
        return "urutan" if own else ""

    @property
    def dibaca(self) -> tuple[Kolom, ...]:
        """The columns as a person reads them: as printed behind the figures, the place last."""
        return tuple(sorted(self.kolom, key=lambda column: remoteness(column.nama)))

    def dari(self, name: str) -> Kolom:
        """The column ``name``."""
        return next(column for column in self.kolom if column.nama == name)


class Portal(Frozen):
    """All tables by name, the report they are from, and what its codes are called.

    ``sebutan`` holds, by table and key, the names of places and regions; those of places
    also behind the year, since reports may call one otherwise.
    """

    asal: Asal
    tabel: dict[str, TabelPortal]
    sebutan: dict[tuple[str, str], str]
