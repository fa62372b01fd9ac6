"""Measures by region or by budget line: for rankings and for two side by side."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from data.calculator import Computed, Result, difference
from data.models import Anggaran, Frozen, Tingkat, Wilayah
from data.queries import anggaran, pemilih, pilkada, satker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.report import Report


class Satuan(StrEnum):
    """What a measure is counted in."""

    PEMILIH = "pemilih"
    TPS = "TPS"
    PEMILIH_PER_TPS = "pemilih per TPS"
    RUPIAH = "rupiah"
    METER = "m²"
    DOKUMEN = "dokumen"
    PERSEN = "persen"


class Ukuran(Frozen):
    """A measure: how it is asked for, what it is called, its unit and its source."""

    kunci: str
    nama: str
    satuan: Satuan
    sumber: str
    tabel: str


REGIONAL = (
    Ukuran(kunci="dpt", nama="DPT", satuan=Satuan.PEMILIH, sumber="dpt", tabel="dpt"),
    Ukuran(
        kunci="laki-laki",
        nama="Pemilih laki-laki",
        satuan=Satuan.PEMILIH,
        sumber="dpt",
        tabel="dpt",
    ),
    Ukuran(
        kunci="perempuan",
        nama="Pemilih perempuan",
        satuan=Satuan.PEMILIH,
        sumber="dpt",
        tabel="dpt",
    ),
    Ukuran(kunci="tps", nama="TPS", satuan=Satuan.TPS, sumber="dpt", tabel="dpt"),
    Ukuran(
        kunci="per-tps",
        nama="Pemilih per TPS",
        satuan=Satuan.PEMILIH_PER_TPS,
        sumber="dpt",
        tabel="dpt",
    ),
    Ukuran(kunci="loksus", nama="TPS loksus", satuan=Satuan.TPS, sumber="dpt", tabel="dpt"),
    Ukuran(
        kunci="pilbup",
        nama="Pendanaan Pilbup",
        satuan=Satuan.RUPIAH,
        sumber="pendanaan",
        tabel="pendanaan",
    ),
    Ukuran(
        kunci="pilgub",
        nama="Pendanaan Pilgub",
        satuan=Satuan.RUPIAH,
        sumber="pendanaan",
        tabel="pendanaan",
    ),
    Ukuran(kunci="luas", nama="Luas gedung", satuan=Satuan.METER, sumber="gedung", tabel="gedung"),
    Ukuran(
        kunci="fisik",
        nama="Dokumen hukum fisik",
        satuan=Satuan.DOKUMEN,
        sumber="jdih",
        tabel="jdih",
    ),
    Ukuran(
        kunci="web", nama="Dokumen hukum di web", satuan=Satuan.DOKUMEN, sumber="jdih", tabel="jdih"
    ),
)
BUDGETARY = tuple(
    Ukuran(kunci=key, nama=name, satuan=unit, sumber="anggaran", tabel="anggaran")
    for key, name, unit in (
        ("pagu", "Pagu", Satuan.RUPIAH),
        ("realisasi", "Realisasi", Satuan.RUPIAH),
        ("sisa", "Sisa pagu", Satuan.RUPIAH),
        ("serapan", "Penyerapan", Satuan.PERSEN),
    )
)
MEASURES = (*REGIONAL, *BUDGETARY)


class Nilai(Frozen):
    """One entry's value; ``baris`` is the row's key for its notes."""

    nama: str
    kode: str
    baris: str
    nilai: Decimal


def values(report: Report, year: int, measure: Ukuran) -> tuple[Nilai, ...]:
    """The values of ``measure``, one a region or budget output, in printed order."""
    if measure in BUDGETARY:
        return tuple(
            Nilai(nama=row.uraian, kode=row.kode, baris=row.kode, nilai=amount(row, measure.kunci))
            for row in anggaran.lines(report, year)
            if row.tingkat is Tingkat.KELUARAN
        )
    return tuple(
        Nilai(nama=region.nama, kode=region.kode, baris=str(key), nilai=value)
        for region, key, value in READERS[measure.tabel](report, year, measure.kunci)
    )


def amount(row: Anggaran, key: str) -> Decimal:
    """One figure of a budget line."""
    return anggaran.exact(row) if key == "serapan" else Decimal(getattr(row, key))


def printed(row: Anggaran, key: str) -> Decimal:
    """One figure of a budget line as it is printed, the percentage too."""
    return row.persen if key == "serapan" else Decimal(getattr(row, key))


RegionValue = tuple[Wilayah, int | str, Decimal]


def voters(report: Report, year: int, key: str) -> Iterable[RegionValue]:
    """A figure of the voters' table by region."""
    table = pemilih.voters(report, year)
    pick: dict[str, Callable[[pemilih.Pemilih], Decimal]] = {
        "dpt": lambda row: Decimal(row.jumlah),
        "laki-laki": lambda row: Decimal(row.l),
        "perempuan": lambda row: Decimal(row.p),
        "tps": lambda row: Decimal(row.tps),
        "loksus": lambda row: Decimal(row.loksus),
        "per-tps": lambda row: of(row.per_tps),
    }
    for row in table.wilayah if table else ():
        yield row.wilayah, row.urutan, pick[key](row)


def of(result: Result) -> Decimal:
    """The exact value of a result; zero where it cannot be computed."""
    return result.value if isinstance(result, Computed) else Decimal(0)


def funds(report: Report, year: int, key: str) -> Iterable[RegionValue]:
    """A column of the funding table by region."""
    table = pilkada.funding(report, year)
    for row in table.wilayah if table else ():
        value = getattr(row, key)
        if value is not None and row.wilayah.kode != report.laporan(year).provinsi:
            yield row.wilayah, f"{row.urutan}.{key}", Decimal(value)


def areas(report: Report, year: int, _key: str) -> Iterable[RegionValue]:
    """The floor area by satker, where it can be read; several buildings add up."""
    table = satker.buildings(report, year)
    for office in table.satker if table else ():
        sizes = [row.luas for row in office.gedung if row.luas is not None]
        if sizes:
            yield office.wilayah, office.gedung[0].urutan, sum(sizes, Decimal(0))


def unreadable(report: Report, year: int, measure: Ukuran) -> list[satker.GedungSatker]:
    """The satker with a building whose area cannot be read."""
    table = satker.buildings(report, year) if measure.kunci == "luas" else None
    return [
        office
        for office in (table.satker if table else ())
        if any(row.luas is None for row in office.gedung)
    ]


def unranked(report: Report, year: int, measure: Ukuran) -> tuple[str, ...]:
    """The names of what ``measure`` cannot rank, since its value cannot be read."""
    return tuple(office.satker for office in unreadable(report, year, measure))


def unranked_rows(report: Report, year: int, measure: Ukuran) -> tuple[str, ...]:
    """The rows of what ``measure`` cannot rank."""
    offices = unreadable(report, year, measure)
    return tuple(str(row.urutan) for office in offices for row in office.gedung)


def papers(report: Report, year: int, key: str) -> Iterable[RegionValue]:
    """A column of the legal documentation by satker."""
    table = satker.documents(report, year)
    for row in table.satker if table else ():
        yield row.wilayah, row.urutan, Decimal(getattr(row, key))


READERS: dict[str, Callable[[Report, int, str], Iterable[RegionValue]]] = {
    "dpt": voters,
    "pendanaan": funds,
    "gedung": areas,
    "jdih": papers,
}


class Peringkat(Frozen):
    """A ranking; equal values share a rank."""

    tahun: int
    ukuran: Ukuran
    menaik: bool
    urut: tuple[tuple[int, Nilai], ...]


def ranking(report: Report, year: int, measure: Ukuran, *, ascending: bool = False) -> Peringkat:
    """``measure`` ranked, highest first unless ``ascending``."""
    every = sorted(
        values(report, year, measure), key=lambda row: row.nilai if ascending else -row.nilai
    )
    order = [row.nilai for row in every]
    return Peringkat(
        tahun=year,
        ukuran=measure,
        menaik=ascending,
        urut=tuple((order.index(row.nilai) + 1, row) for row in every),
    )


class Pasangan(Frozen):
    """One measure of two; ``selisih`` is the first less the second."""

    ukuran: Ukuran
    a: Decimal | None
    b: Decimal | None
    selisih: Computed | None


class Banding(Frozen):
    """Two regions or two budget lines side by side."""

    tahun: int
    a: str
    b: str
    pendek_a: str
    pendek_b: str
    baris: tuple[Pasangan, ...]


def compare_regions(report: Report, year: int, a: Wilayah, b: Wilayah) -> Banding:
    """Every measure of two regions that the report has for one of them."""
    rows = []
    for measure in REGIONAL:
        by_code = {row.kode: row.nilai for row in values(report, year, measure)}
        rows.append(pair(measure, by_code.get(a.kode), by_code.get(b.kode)))
    return Banding(
        tahun=year,
        a=a.nama,
        b=b.nama,
        pendek_a=a.pendek,
        pendek_b=b.pendek,
        baris=tuple(row for row in rows if row.a is not None or row.b is not None),
    )


def compare_lines(year: int, a: Anggaran, b: Anggaran) -> Banding:
    """The figures of two budget lines."""
    return Banding(
        tahun=year,
        a=f"{a.kode} {a.uraian}",
        b=f"{b.kode} {b.uraian}",
        pendek_a=a.kode,
        pendek_b=b.kode,
        baris=tuple(
            pair(measure, printed(a, measure.kunci), printed(b, measure.kunci))
            for measure in BUDGETARY
        ),
    )


def pair(measure: Ukuran, a: Decimal | None, b: Decimal | None) -> Pasangan:
    """Two values with their difference."""
    both = None if a is None or b is None else difference(a, b)
    return Pasangan(ukuran=measure, a=a, b=b, selisih=both)
