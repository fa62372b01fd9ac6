"""The one list of tables: what the builder creates and everyone else reads about.

Each entry names a model, the columns of its key and where its references lead.
The model's field descriptions become the comments of the database.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from data import models
from data.models import Frozen


@dataclass(frozen=True)
class Table:
    """A table of ``report.db``; ``yearly`` ones also carry the report's year.

    ``searched`` columns hold sentences and get a full-text index.
    """

    name: str
    model: type[Frozen]
    title: str
    key: tuple[str, ...]
    references: dict[str, tuple[str, str]] = field(default_factory=dict)
    yearly: bool = True
    required: bool = False
    searched: tuple[str, ...] = ()


PLACE = {"sumber": ("sumber", "id")}
REGION = {"wilayah": ("wilayah", "kode")}

REPORTS = Table("laporan", models.Laporan, "Laporan yang dimuat", ("tahun",), yearly=False)

SHARED_TABLES = (
    Table(
        "wilayah",
        models.Wilayah,
        "Kabupaten/kota dengan kode Kemendagri dan BPS",
        ("kode",),
        yearly=False,
        required=True,
    ),
    Table(
        "alias",
        models.Alias,
        "Sebutan lain wilayah",
        ("alias",),
        REGION,
        yearly=False,
        required=True,
    ),
    Table(
        "istilah",
        models.Istilah,
        "Istilah dan singkatan",
        ("istilah",),
        yearly=False,
        searched=("istilah", "arti"),
    ),
)

YEARLY_TABLES = (
    Table("sumber", models.Sumber, "Tempat-tempat di laporan", ("id",), required=True),
    Table(
        "dasar_hukum",
        models.DasarHukum,
        "Peraturan yang disebut",
        ("urutan",),
        PLACE,
        searched=("peraturan", "tentang"),
    ),
    Table("daftar_isi", models.DaftarIsi, "Daftar isi laporan", ("urutan",), PLACE),
    Table("sasaran", models.Sasaran, "Sasaran strategis", ("nomor",), PLACE),
    Table(
        "indikator",
        models.Indikator,
        "Indikator kinerja",
        ("id",),
        {**PLACE, "sasaran": ("sasaran", "nomor")},
    ),
    Table(
        "pengukuran",
        models.Pengukuran,
        "Target, realisasi, dan capaian di tiap tabel",
        ("urutan",),
        {**PLACE, "indikator": ("indikator", "id")},
    ),
    Table(
        "fakta_kinerja",
        models.FaktaKinerja,
        "Fakta dalam uraian tiap sasaran",
        ("urutan",),
        {**PLACE, "sasaran": ("sasaran", "nomor"), "indikator": ("indikator", "id")},
        searched=("perihal", "isi"),
    ),
    Table(
        "mitigasi",
        models.Mitigasi,
        "Pencegahan dan mitigasi risiko",
        ("urutan",),
        {**PLACE, "sasaran": ("sasaran", "nomor"), "indikator": ("indikator", "id")},
    ),
    Table(
        "kendala",
        models.Kendala,
        "Kendala dan alternatif solusi",
        ("urutan",),
        {**PLACE, "sasaran": ("sasaran", "nomor")},
    ),
    Table(
        "anggaran",
        models.Anggaran,
        "Pagu, realisasi, dan sisa per program, kegiatan, dan keluaran",
        ("kode",),
        {**PLACE, "induk": ("anggaran", "kode")},
        searched=("kode", "uraian"),
    ),
    Table(
        "dpt",
        models.Dpt,
        "Daftar Pemilih Tetap Pemilihan Serentak",
        ("urutan",),
        {**PLACE, **REGION},
    ),
    Table("pilgub", models.Pilgub, "Perolehan suara sah Pemilihan Gubernur", ("urutan",), PLACE),
    Table(
        "pendanaan",
        models.Pendanaan,
        "Pendanaan Pilkada Serentak",
        ("urutan",),
        {**PLACE, **REGION},
    ),
    Table("logistik", models.Logistik, "Logistik Pemilihan Serentak", ("urutan",), PLACE),
    Table("tahapan", models.Tahapan, "Tahapan Pemilu", ("nomor",), PLACE),
    Table(
        "sdm",
        models.Sdm,
        "Sumber daya manusia sekretariat",
        ("urutan",),
        {**PLACE, "induk": ("sdm", "urutan")},
    ),
    Table(
        "struktur",
        models.Struktur,
        "Struktur organisasi sekretariat",
        ("urutan",),
        {**PLACE, "induk": ("struktur", "urutan")},
    ),
    Table("gedung", models.Gedung, "Gedung kantor satker", ("urutan",), {**PLACE, **REGION}),
    Table("jdih", models.Jdih, "Dokumentasi hukum satker", ("urutan",), {**PLACE, **REGION}),
    Table(
        "profil",
        models.Profil,
        "Visi, misi, tujuan, tugas",
        ("urutan",),
        PLACE,
        searched=("uraian",),
    ),
    Table("peristiwa", models.Peristiwa, "Penghargaan, diklat, dan peristiwa", ("urutan",), PLACE),
    Table(
        "pernyataan",
        models.Pernyataan,
        "Angka dalam kalimat laporan",
        ("urutan",),
        PLACE,
        searched=("perihal", "kalimat"),
    ),
    Table(
        "ejaan",
        models.Ejaan,
        "Bentuk yang tercetak berbeda-beda",
        ("urutan",),
        {**PLACE, "tempat_pembanding": ("sumber", "id")},
    ),
    Table("hilang", models.Hilang, "Yang diumumkan tetapi tidak terbaca", ("urutan",), PLACE),
    Table("catatan", models.Catatan, "Catatan data", ("nomor",), searched=("judul", "kalimat")),
    Table(
        "catatan_temuan",
        models.CatatanTemuan,
        "Temuan yang dijelaskan tiap catatan",
        ("temuan",),
        {"catatan": ("catatan", "nomor")},
    ),
)


# Raised by hand when the tables beside the curated ones change, or what is indexed.
FINDINGS_SCHEMA = 3


def schema_version() -> int:
    """A number that changes whenever a column of any table does."""
    columns = [
        (table.name, name, str(info.annotation))
        for table in (*SHARED_TABLES, *YEARLY_TABLES)
        for name, info in table.model.model_fields.items()
    ]
    return zlib.crc32(repr((FINDINGS_SCHEMA, columns)).encode()) & 0x7FFFFFFF


SCHEMA_VERSION = schema_version()
