"""Monthly absorption: a position at a month's end as loaded, and what was found on loading it."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime
from enum import StrEnum
from functools import total_ordering
from typing import Literal

from pydantic import Field

from data.models.base import Frozen

WRITTEN = re.compile(r"(\d{4})-(\d{1,2})")
DECEMBER = 12


@total_ordering
class Bulan(Frozen):
    """A month of a year, as in ``2025-10``."""

    tahun: int = Field(ge=2000, le=2100)
    bulan: int = Field(ge=1, le=12)

    @classmethod
    def baca(cls, text: str) -> Bulan | None:
        """The month written as ``2025-10``; ``None`` for anything else."""
        match = WRITTEN.fullmatch(text.strip())
        if match is None:
            return None
        try:
            return cls(tahun=int(match[1]), bulan=int(match[2]))
        except ValueError:
            return None

    @classmethod
    def dari(cls, moment: date) -> Bulan:
        """The month that ``moment`` lies in; a moment with a time must be in WITA already."""
        return cls(tahun=moment.year, bulan=moment.month)

    def __str__(self) -> str:
        """The month as ``2025-10``."""
        return f"{self.tahun:04}-{self.bulan:02}"

    def __lt__(self, other: Bulan) -> bool:
        """Whether this month comes first."""
        return (self.tahun, self.bulan) < (other.tahun, other.bulan)

    @property
    def akhir(self) -> date:
        """The last day of the month: the date of its position."""
        return date(self.tahun, self.bulan, calendar.monthrange(self.tahun, self.bulan)[1])

    @property
    def sebelum(self) -> Bulan:
        """The month before."""
        if self.bulan == 1:
            return Bulan(tahun=self.tahun - 1, bulan=DECEMBER)
        return Bulan(tahun=self.tahun, bulan=self.bulan - 1)

    @property
    def sesudah(self) -> Bulan:
        """The month after."""
        if self.bulan == DECEMBER:
            return Bulan(tahun=self.tahun + 1, bulan=1)
        return Bulan(tahun=self.tahun, bulan=self.bulan + 1)


class JenisBelanja(StrEnum):
    """The kinds of spending, by the first two digits of an account: 51, 52, 53, 57."""

    PEGAWAI = "pegawai"
    BARANG = "barang"
    MODAL = "modal"
    BANSOS = "bansos"


class TingkatKode(StrEnum):
    """The levels of a budget code, from the whole down to an account."""

    TOTAL = "total"
    PROGRAM = "program"
    KEGIATAN = "kegiatan"
    KRO = "kro"
    KELUARAN = "keluaran"
    KOMPONEN = "komponen"
    SUBKOMPONEN = "subkomponen"
    AKUN = "akun"


class BarisBerkas(Frozen):
    """A row of a monthly file as it was read; amounts in whole rupiah.

    ``realisasi`` is cumulative to the month's end; ``lalu`` and ``ini`` are the
    cumulative of the month before and the month's own, where the file tells them.
    """

    nomor: int = Field(description="Nomor baris di berkas, mulai dari 1")
    kode: str = Field(description="Kode dalam bentuk baku; TOTAL untuk jumlah seluruhnya")
    kode_tercetak: str = Field(description="Kode sebagaimana tertulis di berkas")
    uraian: str = Field(description="Nama sebagaimana tertulis")
    pagu: int = Field(description="Pagu yang berlaku (revisi terakhir), rupiah")
    realisasi: int = Field(description="Realisasi sampai akhir bulan, rupiah")
    pagu_awal: int | None = Field(default=None, description="Pagu awal, rupiah")
    blokir: int | None = Field(default=None, description="Pagu yang diblokir, rupiah")
    jenis_belanja: JenisBelanja | None = Field(default=None, description="Jenis belanja")
    lalu: int | None = Field(default=None, description="Realisasi s.d. bulan lalu, rupiah")
    ini: int | None = Field(default=None, description="Realisasi bulan ini, rupiah")


class PesanMuat(Frozen):
    """One finding on a file: a key that the template words, and what it is about.

    ``galat`` findings refuse the file whole, others are warnings. ``angka`` are
    rupiah in the order in which the template names them.
    """

    kunci: str
    galat: bool
    baris: int | None = None
    kolom: str | None = None
    kode: str | None = None
    isi: str = ""
    angka: tuple[int, ...] = ()


class Berkas(Frozen):
    """A monthly file as it was read.

    ``susunan`` is the layout that was recognised; ``bulan`` the month that the file
    itself names, where it does; ``pesan`` what could not be read of single cells.
    """

    nama: str
    sha256: str
    susunan: str
    bulan: Bulan | None
    baris: tuple[BarisBerkas, ...]
    pesan: tuple[PesanMuat, ...] = ()


class BarisBulanan(Frozen):
    """The position of one code at a month's end, as stored; amounts in whole rupiah."""

    urutan: int
    kode: str
    tingkat: TingkatKode
    induk: str | None
    uraian: str
    pagu: int
    realisasi: int
    pagu_awal: int | None = None
    blokir: int | None = None
    jenis_belanja: JenisBelanja | None = None


class Muatan(Frozen):
    """One load: a version of a month's figures, with where it came from.

    ``versi`` counts the confirmed versions of a month from 1. Times are zoned.
    """

    id: int
    bulan: Bulan
    versi: int
    berkas: str
    susunan: str
    sha256: str
    # Never told with the figures: only /riwayat tells it, to admins.
    pengunggah: int = Field(exclude=True)
    diunggah: datetime
    disimpan: datetime
    peringatan: tuple[PesanMuat, ...] = ()


class Posisi(Frozen):
    """A confirmed version of a month with all its rows, in the file's order."""

    muatan: Muatan
    baris: tuple[BarisBulanan, ...]

    def dari_kode(self, code: str) -> BarisBulanan | None:
        """The row of ``code``; ``None`` where the version has none."""
        return next((row for row in self.baris if row.kode == code), None)


class Draf(Frozen):
    """A file that waits for its confirmation, or did.

    ``keadaan`` is ``menunggu``, ``tersimpan`` or ``batal``; ``berkas`` is the file as
    it was read, while it waits.
    """

    id: int
    keadaan: Literal["menunggu", "tersimpan", "batal"]
    bulan: Bulan | None
    versi: int | None
    pengunggah: int
    diunggah: datetime
    berkas: Berkas | None
    penyetuju: tuple[int, ...]


class Persetujuan(Frozen):
    """What confirming a draft came to.

    ``hasil`` is ``tersimpan`` once, for the confirmation that stored it; ``menunggu``
    while more admins are needed; ``sudah`` where it was stored before; ``batal``
    where it was cancelled; ``usang`` where the month got another version meanwhile.
    """

    hasil: Literal["tersimpan", "menunggu", "sudah", "batal", "usang"]
    muatan: Muatan | None = None
    setuju: int = 0
    perlu: int = 1
    umumkan: bool = False
