"""The rows of the curated sources, one frozen model a table.

A row keeps the report's own terms. Money is whole rupiah (``int``), voters and
polling stations are counts (``int``), percentages and scores are ``Decimal``.
Where a column ``x`` is a number, ``x_tercetak`` holds the text as the report
prints it; an empty ``x`` means that the printed text names no certain value.
"""

from data.models.base import Arah, Frozen, JenisBaris, Row, Satuan, Year
from data.models.catatan import Catatan, CatatanTemuan, Rujukan, Tempat, Temuan
from data.models.kinerja import (
    Anggaran,
    FaktaKinerja,
    Indikator,
    JenisKendala,
    Kendala,
    Mitigasi,
    Pengukuran,
    Sasaran,
    Tingkat,
)
from data.models.naskah import (
    DaftarIsi,
    DasarHukum,
    Ejaan,
    Hilang,
    JenisPeristiwa,
    Laporan,
    Peristiwa,
    Pernyataan,
    Profil,
    Sumber,
    Tahapan,
)
from data.models.pilkada import Dpt, Logistik, Pendanaan, Pilgub
from data.models.satker import Gedung, Jdih, JenisSdm, JenisUnit, Sdm, Struktur
from data.models.umum import Alias, Istilah, JenisWilayah, Wilayah

__all__ = [
    "Alias",
    "Anggaran",
    "Arah",
    "Catatan",
    "CatatanTemuan",
    "DaftarIsi",
    "DasarHukum",
    "Dpt",
    "Ejaan",
    "FaktaKinerja",
    "Frozen",
    "Gedung",
    "Hilang",
    "Indikator",
    "Istilah",
    "Jdih",
    "JenisBaris",
    "JenisKendala",
    "JenisPeristiwa",
    "JenisSdm",
    "JenisUnit",
    "JenisWilayah",
    "Kendala",
    "Laporan",
    "Logistik",
    "Mitigasi",
    "Pendanaan",
    "Pengukuran",
    "Peristiwa",
    "Pernyataan",
    "Pilgub",
    "Profil",
    "Row",
    "Rujukan",
    "Sasaran",
    "Satuan",
    "Sdm",
    "Struktur",
    "Sumber",
    "Tahapan",
    "Tempat",
    "Temuan",
    "Tingkat",
    "Wilayah",
    "Year",
]
