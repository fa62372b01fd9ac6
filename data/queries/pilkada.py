"""Pilkada 2024: the votes for governor, the funding, the logistics."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from data.calculator import Computed, Result, Verdict, average, difference, percent, total, verify
from data.models import (
    Dpt,
    Frozen,
    Istilah,
    JenisBaris,
    Logistik,
    Pendanaan,
    Pilgub,
    Wilayah,
)
from data.queries import REPORTS

if TYPE_CHECKING:
    from data.report import Report


class SuaraPasangan(Frozen):
    """A pair's votes; ``persen_dihitung`` is their share of all valid votes."""

    pasangan: Pilgub
    persen_dihitung: Result
    uji: Verdict


class HasilPilgub(Frozen):
    """The valid votes in the report's own order; ``terbanyak`` has the most of them."""

    tahun: int
    pasangan: tuple[SuaraPasangan, ...]
    suara_sah: int
    terbanyak: Pilgub
    tersedikit: Pilgub


@lru_cache(maxsize=REPORTS)
def governor(report: Report, year: int) -> HasilPilgub | None:
    """The result for governor; ``None`` where the report has none."""
    rows = report.rows(Pilgub, year)
    if not rows:
        return None
    votes = int(total([row.suara for row in rows]).value)
    shares = [(row, percent(row.suara, votes)) for row in rows]
    return HasilPilgub(
        tahun=year,
        pasangan=tuple(
            SuaraPasangan(pasangan=row, persen_dihitung=share, uji=verify(row.persen, share))
            for row, share in shares
        ),
        suara_sah=votes,
        terbanyak=max(rows, key=lambda row: row.suara),
        tersedikit=min(rows, key=lambda row: row.suara),
    )


class DanaWilayah(Frozen):
    """The funding of one region, or of the province; whole rupiah.

    ``jumlah`` is the sum of what is printed; ``per_pemilih`` the funding for
    governor's election a voter of the same report, rounded.
    """

    tahun: int
    wilayah: Wilayah
    urutan: int
    pilbup: int | None
    pilgub: int | None
    jumlah: int
    nama_tercetak: str


class Dana(Frozen):
    """The funding table: printed totals beside the sums of its rows."""

    tahun: int
    wilayah: tuple[DanaWilayah, ...]
    total: Pendanaan
    pilbup_dihitung: Computed
    pilgub_dihitung: Computed
    selisih_pilbup: Computed
    selisih_pilgub: Computed


@lru_cache(maxsize=REPORTS)
def funding(report: Report, year: int) -> Dana | None:
    """The funding of every region; ``None`` where the report has no such table."""
    rows = report.rows(Pendanaan, year)
    printed = next((row for row in rows if row.jenis is JenisBaris.JUMLAH), None)
    if printed is None:
        return None
    details = [row for row in rows if row.jenis is JenisBaris.RINCIAN]
    pilbup = total([row.pilbup or 0 for row in details])
    pilgub = total([row.pilgub or 0 for row in details])
    return Dana(
        tahun=year,
        wilayah=tuple(
            DanaWilayah(
                tahun=year,
                wilayah=report.regions[row.wilayah],
                urutan=row.urutan,
                pilbup=row.pilbup,
                pilgub=row.pilgub,
                jumlah=int(total([row.pilbup or 0, row.pilgub or 0]).value),
                nama_tercetak=row.nama_tercetak,
            )
            for row in details
            if row.wilayah is not None
        ),
        total=printed,
        pilbup_dihitung=pilbup,
        pilgub_dihitung=pilgub,
        selisih_pilbup=difference(printed.pilbup or 0, pilbup.value),
        selisih_pilgub=difference(printed.pilgub or 0, pilgub.value),
    )


class BarangLogistik(Frozen):
    """A logistics item with its abbreviations and its number a polling station."""

    barang: Logistik
    istilah: tuple[Istilah, ...]
    per_tps: Result | None


class DaftarLogistik(Frozen):
    """Every item in printed order, and the polling stations of the same report."""

    tahun: int
    barang: tuple[BarangLogistik, ...]
    tps: int | None


@lru_cache(maxsize=REPORTS)
def logistics(report: Report, year: int) -> DaftarLogistik | None:
    """The logistics; ``None`` where the report has no such table."""
    rows = report.rows(Logistik, year)
    if not rows:
        return None
    terms = report.rows(Istilah)
    stations = report.rows(Dpt, year, "jenis = ?", JenisBaris.JUMLAH.value)
    tps = stations[0].tps if stations else None
    return DaftarLogistik(
        tahun=year,
        barang=tuple(
            BarangLogistik(
                barang=row,
                istilah=tuple(
                    term
                    for term in terms
                    if f" {term.istilah.casefold()} " in f" {row.nama_tercetak.casefold()} "
                ),
                per_tps=None if tps is None else average(row.jumlah, tps),
            )
            for row in rows
        ),
        tps=tps,
    )
