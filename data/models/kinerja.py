"""Performance and budget: objectives, indicators, measurements, amounts."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from data.models.base import Arah, Row, Satuan


class Tingkat(StrEnum):
    """The levels of the budget table."""

    TOTAL = "total"
    PROGRAM = "program"
    KEGIATAN = "kegiatan"
    KELUARAN = "keluaran"


class Sasaran(Row):
    """A strategic objective (sasaran strategis)."""

    nomor: int = Field(description="Nomor sasaran")
    uraian: str = Field(description="Bunyi sasaran (Perjanjian Kinerja)")


class Indikator(Row):
    """A performance indicator of an objective."""

    id: str = Field(description="Nomor sasaran dan urutan indikator, misalnya 3.2")
    sasaran: int = Field(description="Nomor sasaran")
    pendek: str = Field(description="Sebutan pendek indikator, bukan kutipan laporan")
    uraian: str = Field(description="Bunyi indikator (Perjanjian Kinerja)")
    satuan: Satuan = Field(description="persen, nilai, atau predikat")
    arah: Arah = Field(description="Rumus BAB III.A: naik = rumus 1, turun = rumus 2")


class Pengukuran(Row):
    """What one table of the report prints about one indicator."""

    urutan: int = Field(description="Urutan")
    indikator: str = Field(description="Indikator")
    sasaran_tercetak: str = Field(description="Bunyi sasaran di tabel ini")
    indikator_tercetak: str | None = Field(description="Bunyi indikator di tabel ini")
    target_tercetak: str = Field(description="Target sebagaimana tercetak")
    target: Decimal | None = Field(description="Target; kosong bila berupa huruf")
    realisasi_tercetak: str | None = Field(description="Realisasi sebagaimana tercetak")
    realisasi: Decimal | None = Field(description="Realisasi; kosong bila berupa huruf")
    capaian_tercetak: str | None = Field(description="Capaian sebagaimana tercetak")
    capaian: Decimal | None = Field(description="Capaian, persen")


class FaktaKinerja(Row):
    """A fact that the narrative of an objective states."""

    urutan: int = Field(description="Urutan")
    sasaran: int = Field(description="Nomor sasaran")
    indikator: str | None = Field(description="Indikator, bila fakta itu tentang satu indikator")
    perihal: str = Field(description="Nama fakta")
    isi: str = Field(description="Isi fakta, sebagaimana tercetak")
    nilai: Decimal | None = Field(description="Angkanya, bila ada")


class Mitigasi(Row):
    """A measure of prevention or mitigation (BAB I.C)."""

    urutan: int = Field(description="Urutan")
    sasaran: int = Field(description="Nomor sasaran")
    indikator: str | None = Field(description="Indikator, bila barisnya khusus")
    uraian: str = Field(description="Upaya sebagaimana tercetak")


class JenisKendala(StrEnum):
    """An obstacle, or a way around it."""

    KENDALA = "kendala"
    SOLUSI = "solusi"


class Kendala(Row):
    """An obstacle or an alternative solution named for an objective."""

    urutan: int = Field(description="Urutan")
    sasaran: int = Field(description="Nomor sasaran")
    jenis: JenisKendala = Field(description="kendala atau solusi")
    nomor: int = Field(description="Nomor butir")
    uraian: str = Field(description="Isi sebagaimana tercetak")


class Anggaran(Row):
    """A line of the budget table (BAB III.D), amounts in whole rupiah."""

    urutan: int = Field(description="Urutan di tabel")
    kode: str = Field(description="Kode; TOTAL untuk baris jumlah")
    kode_tercetak: str = Field(description="Kode sebagaimana tercetak")
    tingkat: Tingkat = Field(description="total, program, kegiatan, atau keluaran")
    induk: str | None = Field(description="Kode induk")
    uraian: str = Field(description="Nama program, kegiatan, atau keluaran")
    pagu: int = Field(description="Pagu, rupiah")
    pagu_tercetak: str = Field(description="Pagu sebagaimana tercetak")
    realisasi: int = Field(description="Realisasi, rupiah")
    realisasi_tercetak: str | None = Field(description="Realisasi sebagaimana tercetak")
    sisa: int = Field(description="Sisa pagu, rupiah")
    sisa_tercetak: str = Field(description="Sisa pagu sebagaimana tercetak")
    persen: Decimal = Field(description="Persentase realisasi, persen")
    persen_tercetak: str = Field(description="Persentase sebagaimana tercetak")
