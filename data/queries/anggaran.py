"""The budget table: pagu, realisasi, sisa and absorption, whole rupiah."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from data.calculator import Result, difference, percent, total
from data.models import Anggaran, Frozen, Tingkat
from data.queries import REPORTS

if TYPE_CHECKING:
    from data.report import Report

TOTAL = "TOTAL"


class SelisihKolom(Frozen):
    """Where the printed lines below a line do not add up to it."""

    kolom: str
    tercetak: int
    dihitung: int
    selisih: int


class BarisAnggaran(Frozen):
    """A line of the budget with its place in the whole.

    ``persen_dihitung`` is recomputed; ``bagian_induk`` is the share of the parent's
    pagu, ``bagian_program`` of the programme's; ``selisih`` lists the columns in
    which the printed children leave a gap.
    """

    tahun: int
    baris: Anggaran
    induk: Anggaran | None
    program: Anggaran | None
    persen_dihitung: Result
    bagian_induk: Result | None
    bagian_program: Result | None
    anak: tuple[Anggaran, ...]
    selisih: tuple[SelisihKolom, ...]


@lru_cache(maxsize=REPORTS)
def lines(report: Report, year: int) -> tuple[Anggaran, ...]:
    """Every line of the budget in printed order; none where there is no budget."""
    return report.rows(Anggaran, year)


def line(report: Report, year: int, code: str) -> BarisAnggaran | None:
    """The line with ``code`` (``TOTAL`` for the whole), its parent and its children."""
    rows = {row.kode: row for row in lines(report, year)}
    row = rows.get(code)
    if row is None:
        return None
    parent = rows.get(row.induk or "")
    program = row
    while program.tingkat is not Tingkat.PROGRAM and program.induk in rows:
        program = rows[program.induk]
    children = tuple(child for child in rows.values() if child.induk == code)
    below = parent is not None and parent.tingkat is not Tingkat.TOTAL
    return BarisAnggaran(
        tahun=year,
        baris=row,
        induk=parent,
        program=program if row.tingkat in {Tingkat.KEGIATAN, Tingkat.KELUARAN} else None,
        persen_dihitung=percent(row.realisasi, row.pagu),
        bagian_induk=None if parent is None else percent(row.pagu, parent.pagu),
        bagian_program=percent(row.pagu, program.pagu) if below else None,
        anak=children,
        selisih=gaps(row, children),
    )


def gaps(row: Anggaran, children: tuple[Anggaran, ...]) -> tuple[SelisihKolom, ...]:
    """The columns in which ``children`` do not add up to ``row``."""
    found = []
    for column in ("pagu", "realisasi", "sisa") if children else ():
        printed = getattr(row, column)
        computed = total([getattr(child, column) for child in children]).value
        if computed != printed:
            found.append(
                SelisihKolom(
                    kolom=column,
                    tercetak=printed,
                    dihitung=int(computed),
                    selisih=int(difference(printed, computed).value),
                )
            )
    return tuple(found)


class Serapan(Frozen):
    """Absorption under one line: the line and what stands below it, highest first."""

    tahun: int
    baris: Anggaran
    persen_dihitung: Result
    tingkat: Tingkat
    urut: tuple[Anggaran, ...]


def absorption(report: Report, year: int, code: str, level: Tingkat | None) -> Serapan | None:
    """Absorption below ``code``, ranked; ``level`` picks kegiatan or keluaran.

    Without a level the children are ranked, and a line without children stands alone.
    """
    rows = {row.kode: row for row in lines(report, year)}
    row = rows.get(code)
    if row is None:
        return None

    def within(other: Anggaran) -> bool:
        while other.induk in rows:
            if other.induk == code:
                return True
            other = rows[other.induk]
        return False

    if level is None:
        ranked = [child for child in rows.values() if child.induk == code]
        level = ranked[0].tingkat if ranked else row.tingkat
    else:
        ranked = [other for other in rows.values() if other.tingkat is level and within(other)]
    ranked.sort(key=lambda other: (-exact(other), other.urutan))
    return Serapan(
        tahun=year,
        baris=row,
        persen_dihitung=percent(row.realisasi, row.pagu),
        tingkat=level,
        urut=tuple(ranked),
    )


def exact(row: Anggaran) -> Decimal:
    """The absorption of a line before rounding, so that ties are real ties."""
    result = percent(row.realisasi, row.pagu)
    return result.value if result.kind == "computed" else Decimal(0)
