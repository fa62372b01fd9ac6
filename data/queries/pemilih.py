"""DPT Pemilihan Serentak: voters and polling stations by region."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from data.calculator import Result, average, percent
from data.models import Dpt, Frozen, JenisBaris, Wilayah
from data.queries import REPORTS

if TYPE_CHECKING:
    from data.report import Report


class Pemilih(Frozen):
    """The voters of one region, or of the province.

    ``bagian`` is the region's share of the province, ``bagian_l`` and ``bagian_p``
    the sexes' shares of the region, all in percent; ``per_tps`` is voters a polling
    station; ``peringkat`` counts from the most voters and is empty for the province.
    """

    tahun: int
    wilayah: Wilayah
    urutan: int
    l: int  # noqa: E741 - the report's own heading
    p: int
    jumlah: int
    tps: int
    loksus: int
    bagian: Result
    bagian_l: Result
    bagian_p: Result
    per_tps: Result
    peringkat: int | None
    dari: int


class DaftarPemilih(Frozen):
    """The whole table: the printed total and the regions in printed order.

    ``per_wilayah`` is the total over the number of regions.
    """

    tahun: int
    total: Pemilih
    wilayah: tuple[Pemilih, ...]
    per_wilayah: Result


@lru_cache(maxsize=REPORTS)
def voters(report: Report, year: int) -> DaftarPemilih | None:
    """The voters of every region; ``None`` where the report has no such table."""
    rows = report.rows(Dpt, year)
    total = next((row for row in rows if row.jenis is JenisBaris.JUMLAH), None)
    if total is None:
        return None
    details = [row for row in rows if row.jenis is JenisBaris.RINCIAN]
    ranked = sorted((row.jumlah for row in details), reverse=True)

    def told(row: Dpt) -> Pemilih:
        rank = ranked.index(row.jumlah) + 1 if row.jenis is JenisBaris.RINCIAN else None
        return Pemilih(
            tahun=year,
            wilayah=report.regions[row.wilayah],
            urutan=row.urutan,
            l=row.l,
            p=row.p,
            jumlah=row.jumlah,
            tps=row.tps,
            loksus=row.loksus,
            bagian=percent(row.jumlah, total.jumlah),
            bagian_l=percent(row.l, row.jumlah),
            bagian_p=percent(row.p, row.jumlah),
            per_tps=average(row.jumlah, row.tps),
            peringkat=rank,
            dari=len(details),
        )

    return DaftarPemilih(
        tahun=year,
        total=told(total),
        wilayah=tuple(told(row) for row in details),
        per_wilayah=average(total.jumlah, len(details)),
    )


def voters_of(report: Report, year: int, region: str) -> Pemilih | None:
    """The voters of the region with the Kemendagri code ``region``."""
    table = voters(report, year)
    if table is None:
        return None
    everyone = (table.total, *table.wilayah)
    return next((row for row in everyone if row.wilayah.kode == region), None)
