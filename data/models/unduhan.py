"""Downloads: tables with all that stands in them, before they are written to a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field, SerializeAsAny

from data.models.base import Bahan, Frozen
from data.models.catatan import Catatan
from data.models.grafik import Grafik

Nilai = str | int | Decimal | date | None


class JenisKolom(StrEnum):
    """What the cells of a column are; rupiah are whole, a percentage is per hundred."""

    TEKS = "teks"
    BILANGAN = "bilangan"
    RUPIAH = "rupiah"
    DESIMAL = "desimal"
    PERSEN = "persen"
    TANGGAL = "tanggal"


class Bentuk(StrEnum):
    """The forms that tables are taken along in."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    PDF = "pdf"
    PAKET_DATA = "paket-data"
    PAKET_PERS = "paket-pers"


class Kolom(Frozen):
    """A column: its name for programs, its title for people, and what its cells are.

    A number that is no amount (an order, a year) is written without separators:
    ``ribuan`` is false. ``kunci`` columns together name a row.
    """

    nama: str
    judul: str
    jenis: JenisKolom = JenisKolom.TEKS
    satuan: str = ""
    keterangan: str = ""
    ribuan: bool = True
    kunci: bool = False

    @property
    def kepala(self) -> str:
        """The title with its unit, unless it is the unit."""
        told = self.satuan and self.satuan != self.judul.casefold()
        return f"{self.judul} ({self.satuan})" if told else self.judul


class Lembar(Frozen):
    """A table: columns, rows in the order of the columns, and where they come from.

    ``sumber`` are citations for people, ``rujukan`` the places of the report by their
    ids, ``catatan`` the notes on its rows.
    """

    nama: str
    judul: str
    kolom: tuple[Kolom, ...]
    baris: tuple[tuple[Nilai, ...], ...]
    sumber: tuple[str, ...] = ()
    rujukan: tuple[str, ...] = ()
    catatan: tuple[Catatan, ...] = ()


class Asal(Frozen):
    """The report that the tables come from, and the version of the data.

    ``keadaan`` is the state of the monthly figures where they are among the tables.
    """

    tahun: int
    judul: str
    judul_pendek: str
    instansi: str
    tempat: str
    tanggal: date
    keterangan: str
    versi: str
    keadaan: str = ""

    @property
    def versi_lengkap(self) -> str:
        """The version of everything inside, fit for a file's name."""
        return f"{self.versi}-bulanan{self.keadaan}" if self.keadaan else self.versi


class Unduhan(Bahan):
    """Tables to be written to one file; the press kit also has its charts."""

    bentuk: Bentuk
    asal: Asal
    lembar: tuple[Lembar, ...]
    grafik: tuple[SerializeAsAny[Grafik], ...] = Field(default=())
