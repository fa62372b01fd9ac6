"""The rows of the curated sources, one frozen model a table.

A row keeps the report's own terms. Money is whole rupiah (``int``), voters and
polling stations are counts (``int``), percentages and scores are ``Decimal``.
Where a column ``x`` is a number, ``x_tercetak`` holds the text as the report
prints it; an empty ``x`` means that the printed text names no certain value.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Year = Annotated[int, Field(ge=2000, le=2100, description="Tahun laporan")]


class Frozen(BaseModel):
    """A value that cannot be changed and knows no field it was not given."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Row(Frozen):
    """One row of a source table: where it stands in the report."""

    sumber: str = Field(description="Tempat di laporan: rujukan ke tabel sumber")
    baris: str = Field(description="Baris, butir, atau kalimat pada tempat itu")


class Tingkat(StrEnum):
    """The levels of the budget table."""

    TOTAL = "total"
    PROGRAM = "program"
    KEGIATAN = "kegiatan"
    KELUARAN = "keluaran"


class JenisBaris(StrEnum):
    """Whether a row is a member of the table or its printed total."""

    RINCIAN = "rincian"
    JUMLAH = "jumlah"


class JenisWilayah(StrEnum):
    """The kinds of region."""

    PROVINSI = "provinsi"
    KABUPATEN = "kabupaten"
    KOTA = "kota"


class Satuan(StrEnum):
    """What an indicator is measured in."""

    PERSEN = "persen"
    NILAI = "nilai"
    PREDIKAT = "predikat"


class Arah(StrEnum):
    """Which of the two formulas of BAB III.A applies."""

    NAIK = "naik"
    TURUN = "turun"


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


class Dpt(Row):
    """Voters of one region: DPT Pemilihan Serentak."""

    urutan: int = Field(description="Urutan di tabel")
    jenis: JenisBaris = Field(description="rincian atau jumlah")
    wilayah: str = Field(description="Kode Kemendagri wilayah; provinsi untuk jumlah")
    nama_tercetak: str = Field(description="Nama sebagaimana tercetak")
    tps: int = Field(description="Jumlah TPS")
    tps_tercetak: str = Field(description="Jumlah TPS sebagaimana tercetak")
    l: int = Field(description="Pemilih laki-laki")  # noqa: E741 - the report's own heading
    l_tercetak: str = Field(description="L sebagaimana tercetak")
    p: int = Field(description="Pemilih perempuan")
    p_tercetak: str = Field(description="P sebagaimana tercetak")
    jumlah: int = Field(description="Pemilih L+P")
    jumlah_tercetak: str = Field(description="L+P sebagaimana tercetak")
    loksus: int = Field(description="Jumlah TPS lokasi khusus")
    keterangan_tercetak: str = Field(description="Kolom keterangan sebagaimana tercetak")


class Pilgub(Row):
    """Valid votes of a pair of candidates for governor."""

    urutan: int = Field(description="Urutan tercetak di laporan")
    calon: str = Field(description="Calon gubernur sebagaimana tercetak")
    wakil: str = Field(description="Calon wakil gubernur sebagaimana tercetak")
    suara: int = Field(description="Suara sah")
    suara_tercetak: str = Field(description="Suara sebagaimana tercetak")
    persen: Decimal = Field(description="Persentase suara sah, persen")
    persen_tercetak: str = Field(description="Persentase sebagaimana tercetak")


class Pendanaan(Row):
    """Pilkada funding of one region, whole rupiah."""

    urutan: int = Field(description="Urutan di tabel")
    jenis: JenisBaris = Field(description="rincian atau jumlah")
    wilayah: str | None = Field(description="Kode Kemendagri wilayah; kosong untuk jumlah")
    nama_tercetak: str = Field(description="Nama sebagaimana tercetak")
    pilbup: int | None = Field(description="Anggaran Pilbup, rupiah")
    pilbup_tercetak: str = Field(description="Anggaran Pilbup sebagaimana tercetak")
    pilgub: int | None = Field(description="Anggaran Pilgub, rupiah")
    pilgub_tercetak: str = Field(description="Anggaran Pilgub sebagaimana tercetak")


class Logistik(Row):
    """An item of election logistics."""

    urutan: int = Field(description="Urutan di tabel")
    nama: str = Field(description="Barang, ejaan dirapikan")
    nama_tercetak: str = Field(description="Barang sebagaimana tercetak")
    jumlah: int = Field(description="Jumlah; laporan tidak menyebut satuannya")
    jumlah_tercetak: str = Field(description="Jumlah sebagaimana tercetak")


class Tahapan(Row):
    """A stage of the general election."""

    nomor: int = Field(description="Nomor tahapan")
    nama: str = Field(description="Nama tahapan, ejaan dirapikan")
    nama_tercetak: str = Field(description="Nama tahapan sebagaimana tercetak")
    mulai: date = Field(description="Tanggal mulai")
    selesai: date = Field(description="Tanggal selesai")
    waktu_tercetak: str = Field(description="Waktu sebagaimana tercetak")
    keluaran: str = Field(description="Output sebagaimana tercetak")


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


class Hilang(Row):
    """Something that the report announces and its text does not contain."""

    urutan: int = Field(description="Urutan")
    perihal: str = Field(description="Apa yang diumumkan")
    keterangan: str = Field(description="Apa yang masih terbaca di tempat itu")


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
