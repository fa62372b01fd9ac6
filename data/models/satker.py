"""The offices: staff, structure, buildings and legal documents."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from data.models.base import JenisBaris, Row


class JenisSdm(StrEnum):
    """The kinds of line in the staff table."""

    PIMPINAN = "pimpinan"
    BAGIAN = "bagian"
    RINCIAN = "rincian"
    JUMLAH = "jumlah"


class Sdm(Row):
    """A line of the staff table, in persons; a heading line has no counts."""

    urutan: int = Field(description="Urutan di tabel")
    jenis: JenisSdm = Field(description="pimpinan, bagian, rincian, atau jumlah")
    nomor_tercetak: str | None = Field(description="Nomor sebagaimana tercetak")
    induk: int | None = Field(description="Urutan baris bagian yang menaungi")
    uraian: str = Field(description="Unit atau jabatan, ejaan dirapikan")
    uraian_tercetak: str = Field(description="Unit atau jabatan sebagaimana tercetak")
    jumlah: int | None = Field(description="Jumlah orang")
    pns: int | None = Field(description="PNS, orang")
    ppnpn: int | None = Field(description="PPNPN, orang")


class JenisUnit(StrEnum):
    """The kinds of unit in the organisation."""

    PIMPINAN = "pimpinan"
    BAGIAN = "bagian"
    SUBBAGIAN = "subbagian"
    FUNGSIONAL = "fungsional"


class Struktur(Row):
    """A unit of the organisation (BAB I.D)."""

    urutan: int = Field(description="Urutan")
    jenis: JenisUnit = Field(description="pimpinan, bagian, subbagian, atau fungsional")
    induk: int | None = Field(description="Urutan unit induk")
    nama: str = Field(description="Nama unit, ejaan dirapikan")
    nama_tercetak: str = Field(description="Nama sebagaimana tercetak")
    eselon: str | None = Field(description="Eselon jabatan pimpinannya")


class Gedung(Row):
    """An office building of one satker under one kind of tenure."""

    urutan: int = Field(description="Urutan")
    nomor: int = Field(description="Nomor satker di tabel")
    wilayah: str = Field(description="Kode Kemendagri wilayah kerja satker")
    satker: str = Field(description="Nama satker, dirapikan")
    satker_tercetak: str = Field(description="Nama satker sebagaimana tercetak")
    status: str = Field(description="Milik Sendiri, Sewa, atau Pinjam Pakai")
    kondisi: str = Field(description="Kondisi sebagaimana tercetak")
    luas: Decimal | None = Field(description="Luas, meter persegi")
    luas_tercetak: str = Field(description="Luas sebagaimana tercetak")


class Jdih(Row):
    """Legal documents kept by one satker."""

    urutan: int = Field(description="Urutan di tabel")
    jenis: JenisBaris = Field(description="rincian atau jumlah")
    wilayah: str | None = Field(description="Kode Kemendagri wilayah; kosong untuk jumlah")
    nama_tercetak: str = Field(description="Jenis dokumen sebagaimana tercetak")
    fisik: int = Field(description="Dokumen fisik")
    web: int = Field(description="Dokumen di web")
