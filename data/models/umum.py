"""What all reports share: regions, their other names, terms."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from data.models.base import Frozen


class JenisWilayah(StrEnum):
    """The kinds of region."""

    PROVINSI = "provinsi"
    KABUPATEN = "kabupaten"
    KOTA = "kota"


class Wilayah(Frozen):
    """A region with both official codes."""

    kode: str = Field(description="Kode Kemendagri, misalnya 53.07")
    bps: str = Field(description="Kode BPS, misalnya 5310")
    nama: str = Field(description="Nama lengkap")
    pendek: str = Field(description="Nama tanpa Kabupaten atau Kota, bila tunggal arti")
    jenis: JenisWilayah = Field(description="provinsi, kabupaten, atau kota")
    urutan: int = Field(description="Urutan menurut kode")
    dasar: str = Field(description="Dari mana kode dan namanya diambil")


class Alias(Frozen):
    """Another way in which people type a region."""

    alias: str = Field(description="Bentuk yang diketik, huruf kecil")
    wilayah: str = Field(description="Kode Kemendagri")
    dasar: str = Field(description="Sebutan macam apa ini")


class Istilah(Frozen):
    """A term or an abbreviation, explained as far as a source supports it."""

    istilah: str = Field(description="Istilah atau singkatan")
    arti: str | None = Field(description="Kepanjangan atau arti; kosong bila tidak dijelaskan")
    dasar: str = Field(description="Dari mana artinya diambil")
