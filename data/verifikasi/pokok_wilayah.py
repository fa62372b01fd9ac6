"""The subjects that go by region: voters, funding, buildings and legal documents.

Each comes with every figure that the report prints of it, its own first.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from data.calculator import Computed, Result, Verdict, verify
from data.queries import pemilih, pilkada, satker, ukuran
from data.verifikasi.putusan import Cetakan, Pokok

if TYPE_CHECKING:
    from data.models import Wilayah
    from data.report import Report

UNITS = {
    ukuran.Satuan.PEMILIH: "orang",
    ukuran.Satuan.TPS: "TPS",
    ukuran.Satuan.PEMILIH_PER_TPS: "pemilih per TPS",
    ukuran.Satuan.RUPIAH: "rupiah",
    ukuran.Satuan.METER: "m²",
    ukuran.Satuan.DOKUMEN: "dokumen",
}
NAMES = {
    "dpt": "DPT Pemilihan Serentak",
    "laki-laki": "pemilih laki-laki",
    "perempuan": "pemilih perempuan",
    "tps": "jumlah TPS",
    "per-tps": "rata-rata pemilih per TPS",
    "loksus": "TPS lokasi khusus",
    "pilbup": "pendanaan Pilbup/Pilwalkot",
    "pilgub": "pendanaan Pilgub",
    "luas": "luas gedung KPU",
    "fisik": "dokumen hukum fisik KPU",
    "web": "dokumen hukum di web KPU",
    "bagian-l": "bagian pemilih laki-laki",
    "bagian-p": "bagian pemilih perempuan",
    "bagian": "bagian dari DPT NTT",
}
ASKED = {
    "dpt": "dpt {}",
    "laki-laki": "dpt {} laki-laki",
    "perempuan": "dpt {} perempuan",
    "tps": "dpt {} tps",
    "per-tps": "dpt {} per tps",
    "loksus": "dpt {} loksus",
    "pilbup": "pendanaan {} pilbup",
    "pilgub": "pendanaan {} pilgub",
    "luas": "gedung {}",
    "fisik": "jdih {}",
    "web": "jdih {}",
    "bagian-l": "dpt {} laki-laki",
    "bagian-p": "dpt {} perempuan",
    "bagian": "dpt {} bagian",
}
BY_KEY = {measure.kunci: measure for measure in ukuran.REGIONAL}
WHOLE = "seluruh NTT"


def computed(result: Result, *, beside: Decimal | None = None) -> tuple[Cetakan, ...]:
    """The computed figure, if there is one; told whether it rounds to ``beside``."""
    if not isinstance(result, Computed):
        return ()
    same = beside is not None and verify(beside, result) is not Verdict.DIFFERENT
    return (Cetakan(nilai=result.value, asal="hitung", setara=same),)


def regional(report: Report, year: int, region: Wilayah, key: str) -> Pokok | None:
    """The measure ``key`` of one kabupaten or kota; ``None`` where the report has no row."""
    if key.startswith("bagian"):
        return share(report, year, region, key)
    measure = BY_KEY[key]
    row = next(
        (row for row in ukuran.values(report, year, measure) if row.kode == region.kode), None
    )
    unread = [
        office for office in ukuran.unreadable(report, year, measure) if office.wilayah == region
    ]
    if row is None and not unread:
        return None
    figures: tuple[Cetakan, ...] = ()
    rows: tuple[tuple[str, str], ...] = tuple(
        (measure.tabel, str(item.urutan)) for office in unread for item in office.gedung
    )
    if row is not None:
        found = Cetakan(nilai=row.nilai, asal="hitung" if key == "per-tps" else "tercetak")
        figures, rows = (found,), ((measure.tabel, row.baris),)
    if key == "luas" and row is not None:
        figures, rows = areas(report, year, region)
    return Pokok(
        kunci=f"{key}:{region.kode}",
        nama=f"{NAMES[key]} {region.nama}",
        satuan=UNITS[measure.satuan],
        cetakan=figures,
        sumber=measure.sumber,
        pertanyaan="/" + ASKED[key].format(region.pendek),
        baris=rows,
    )


def areas(
    report: Report, year: int, region: Wilayah
) -> tuple[tuple[Cetakan, ...], tuple[tuple[str, str], ...]]:
    """Each building of a satker as printed, and their rows."""
    table = satker.buildings(report, year)
    rows = [
        row
        for office in (table.satker if table else ())
        for row in office.gedung
        if row.wilayah == region.kode and row.luas is not None
    ]
    several = len(rows) > 1
    return (
        tuple(
            Cetakan(nilai=row.luas or Decimal(0), di=row.status.lower() if several else "")
            for row in rows
        ),
        tuple(("gedung", str(row.urutan)) for row in rows),
    )


def share(report: Report, year: int, region: Wilayah, key: str) -> Pokok | None:
    """The share of a sex in a region's voters, or of the region in the province's."""
    row = pemilih.voters_of(report, year, region.kode)
    if row is None:
        return None
    value = {"bagian": row.bagian, "bagian-l": row.bagian_l, "bagian-p": row.bagian_p}[key]
    return Pokok(
        kunci=f"{key}:{region.kode}",
        nama=f"{NAMES[key]} {region.nama}",
        satuan="persen",
        cetakan=computed(value),
        sumber="dpt",
        pertanyaan="/" + ASKED[key].format(region.pendek),
        baris=(("dpt", str(row.urutan)),),
    )


def provincial(report: Report, year: int, key: str) -> Pokok | None:
    """The measure ``key`` of the whole province, printed and added up."""
    if key in {"pilbup", "pilgub"}:
        return funding_total(report, year, key)
    if key in {"fisik", "web"}:
        return papers_total(report, year, key)
    table = pemilih.voters(report, year)
    if table is None or key in {"luas", "bagian"}:
        return None
    if key in {"bagian-l", "bagian-p"}:
        return share(report, year, table.total.wilayah, key)
    measure = BY_KEY[key]
    total = table.total
    column = {"dpt": "jumlah", "laki-laki": "l", "perempuan": "p"}.get(key, key)
    figures = (
        computed(total.per_tps)
        if key == "per-tps"
        else (Cetakan(nilai=Decimal(getattr(total, column))),)
    )
    return Pokok(
        kunci=f"{key}:{total.wilayah.kode}",
        nama=f"{NAMES[key]} {WHOLE}",
        satuan=UNITS[measure.satuan],
        cetakan=figures,
        sumber="dpt",
        pertanyaan="/" + ASKED[key].format(total.wilayah.pendek),
        baris=(("dpt", str(total.urutan)),),
    )


def funding_total(report: Report, year: int, key: str) -> Pokok | None:
    """The printed total of one column of the funding, with what its rows add up to."""
    table = pilkada.funding(report, year)
    if table is None:
        return None
    printed = getattr(table.total, key)
    added = table.pilbup_dihitung if key == "pilbup" else table.pilgub_dihitung
    return Pokok(
        kunci=f"{key}:jumlah",
        nama=f"jumlah {NAMES[key]} {WHOLE}",
        satuan="rupiah",
        cetakan=with_sum(printed, added.value),
        sumber="pendanaan",
        pertanyaan="/pendanaan",
        baris=(("pendanaan", f"{table.total.urutan}.{key}"),),
    )


def papers_total(report: Report, year: int, key: str) -> Pokok | None:
    """The printed total of one column of the legal documents, and what its rows add up to."""
    table = satker.documents(report, year)
    if table is None:
        return None
    added = table.fisik_dihitung if key == "fisik" else table.web_dihitung
    return Pokok(
        kunci=f"{key}:jumlah",
        nama=f"jumlah dokumen hukum {'fisik' if key == 'fisik' else 'di web'} {WHOLE}",
        satuan="dokumen",
        cetakan=with_sum(getattr(table.total, key), added.value),
        sumber="jdih",
        pertanyaan="/jdih",
        baris=(("jdih", str(table.total.urutan)),),
    )


def with_sum(printed: int, added: Decimal) -> tuple[Cetakan, ...]:
    """The printed total, and the sum of the rows where it is another."""
    first = Cetakan(nilai=Decimal(printed), di="baris jumlah")
    if added == printed:
        return (first.model_copy(update={"di": ""}),)
    return (first, Cetakan(nilai=added, asal="hitung", di="penjumlahan baris"))
