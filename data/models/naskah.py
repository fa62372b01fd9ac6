"""The document: the report itself, its places, its profile and its dated facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from data.models.base import Frozen, Row, Year


class Laporan(Frozen):
    """The report itself."""

    tahun: Year
    judul: str = Field(description="Judul laporan")
    judul_pendek: str = Field(description="Judul untuk kutipan pendek")
    instansi: str = Field(description="Instansi penerbit")
    provinsi: str = Field(description="Kode Kemendagri provinsi")
    tempat: str = Field(description="Tempat penandatanganan")
    tanggal: date = Field(description="Tanggal penandatanganan")
    tanggal_tercetak: str = Field(description="Tempat dan tanggal sebagaimana tercetak")
    penanda_tangan: str = Field(description="Nama penanda tangan")
    jabatan: str = Field(description="Jabatan penanda tangan")
    keterangan: str = Field(description="Bentuk naskah yang menjadi sumber data")


class Sumber(Frozen):
    """A place in the report that rows are taken from."""

    id: str = Field(description="Kunci tempat")
    urutan: int = Field(description="Urutan dalam laporan")
    bab: str = Field(description="Bab, misalnya BAB III")
    bagian: str | None = Field(description="Bagian, misalnya D. Realisasi Anggaran")
    tabel: str | None = Field(description="Judul tabel, bila ada")
    singkat: str = Field(description="Bab dan tabel dalam bentuk pendek, untuk kutipan")
    posisi: str | None = Field(
        description="Keadaan angka menurut laporan; kosong bila tidak disebut"
    )


class DasarHukum(Row):
    """A regulation that the report names as its basis."""

    urutan: int = Field(description="Urutan penyebutan")
    peraturan: str = Field(description="Peraturan sebagaimana tercetak")
    tentang: str | None = Field(description="Perihal peraturan")


class DaftarIsi(Row):
    """A line of the table of contents."""

    urutan: int = Field(description="Urutan")
    bab: str = Field(description="Bab yang memuat butir ini")
    judul: str = Field(description="Judul sebagaimana tercetak")
    halaman: str | None = Field(description="Halaman sebagaimana tercetak")


class Profil(Row):
    """A sentence about what the institution is for."""

    urutan: int = Field(description="Urutan")
    bagian: str = Field(
        description="visi, istilah, misi, program, tujuan, sasaran, tugas, wewenang, "
        "kewajiban, tanggung jawab, atau kedudukan"
    )
    nomor: str | None = Field(description="Nomor atau huruf sebagaimana tercetak")
    induk: str | None = Field(description="Nomor butir yang menaungi, misalnya nomor tujuan")
    uraian: str = Field(description="Isi sebagaimana tercetak")


class JenisPeristiwa(StrEnum):
    """The kinds of dated fact."""

    PENGHARGAAN = "penghargaan"
    DIKLAT = "diklat"
    RAPAT = "rapat"
    DOKUMEN = "dokumen"


class Peristiwa(Row):
    """An award, a training or another fact with a date."""

    urutan: int = Field(description="Urutan")
    jenis: JenisPeristiwa = Field(description="penghargaan, diklat, rapat, atau dokumen")
    judul: str = Field(description="Nama peristiwa")
    uraian: str = Field(description="Keterangan sebagaimana tercetak")
    waktu_tercetak: str | None = Field(description="Waktu sebagaimana tercetak")
    hari_tercetak: str | None = Field(description="Hari sebagaimana tercetak")
    tanggal: date | None = Field(description="Tanggal, bila tercetak lengkap")
    tahun_peristiwa: int | None = Field(description="Tahun peristiwa, bila tercetak")
    tempat: str | None = Field(description="Tempat, bila tercetak")


class Pernyataan(Row):
    """A figure that the prose states, to be held against the tables."""

    urutan: int = Field(description="Urutan")
    perihal: str = Field(description="Apa yang dinyatakan, misalnya anggaran.total.persen")
    tercetak: str = Field(description="Angka atau kata sebagaimana tercetak")
    nilai: Decimal | None = Field(description="Angkanya")
    kalimat: str = Field(description="Kutipan pendek yang memuatnya")


class Ejaan(Row):
    """A word or number that the report prints in two ways, or against its own pattern."""

    urutan: int = Field(description="Urutan")
    tercetak: str = Field(description="Sebagaimana tercetak di tempat ini")
    pembanding: str = Field(description="Bentuk pembandingnya")
    tempat_pembanding: str | None = Field(
        description="Tempat bentuk pembanding (rujukan sumber); kosong bila bentuk bakunya"
    )
    alasan: str = Field(description="Mengapa keduanya tidak sejalan: ejaan, rujukan, judul, subjek")


class Hilang(Row):
    """Something that the report announces and its text does not contain."""

    urutan: int = Field(description="Urutan")
    perihal: str = Field(description="Apa yang diumumkan")
    keterangan: str = Field(description="Apa yang masih terbaca di tempat itu")


class Tahapan(Row):
    """A stage of the general election."""

    nomor: int = Field(description="Nomor tahapan")
    nama: str = Field(description="Nama tahapan, ejaan dirapikan")
    nama_tercetak: str = Field(description="Nama tahapan sebagaimana tercetak")
    mulai: date = Field(description="Tanggal mulai")
    selesai: date = Field(description="Tanggal selesai")
    waktu_tercetak: str = Field(description="Waktu sebagaimana tercetak")
    keluaran: str = Field(description="Output sebagaimana tercetak")
