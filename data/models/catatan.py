"""Notes, and the findings that they explain."""

from __future__ import annotations

from pydantic import Field

from data.models.base import Frozen


class Catatan(Frozen):
    """A note for readers on one contradiction or slip of the report."""

    nomor: int = Field(description="Nomor catatan")
    judul: str = Field(description="Pokok catatan")
    kalimat: str = Field(description="Kalimat untuk pembaca")
    penting: bool = Field(description="Apakah catatan ini memengaruhi angka yang dibacakan")


class CatatanTemuan(Frozen):
    """Which finding of the checker a note explains."""

    catatan: int = Field(description="Nomor catatan")
    temuan: str = Field(description="Kunci temuan")


class Tempat(Frozen):
    """One place of a finding, with what is printed there."""

    sumber: str = Field(description="Tempat di laporan")
    baris: str = Field(description="Baris pada tempat itu")
    tercetak: str = Field(description="Yang tercetak di situ, atau uraiannya")
    harfiah: bool = Field(default=True, description="Apakah tercetak persis demikian")


class Rujukan(Frozen):
    """A row that a finding is about."""

    tabel: str = Field(description="Nama tabel")
    kunci: str = Field(description="Kunci baris")


class Temuan(Frozen):
    """One finding of the checker: the places, what is printed, what comes out."""

    kunci: str = Field(description="Kunci temuan: aturan dan barisnya")
    aturan: str = Field(description="Aturan yang menemukannya")
    tempat: tuple[Tempat, ...] = Field(description="Tempat-tempat dan yang tercetak di sana")
    dihitung: str | None = Field(default=None, description="Nilai menurut hitungan ulang")
    selisih: str | None = Field(default=None, description="Tercetak dikurangi hitungan ulang")
    rujukan: tuple[Rujukan, ...] = Field(default=(), description="Baris yang bersangkutan")
