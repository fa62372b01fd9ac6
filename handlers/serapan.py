"""``/serapan``: absorption at its latest position, of a month, or at a report's year-end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import Anggaran, Bulan, Frozen, Tingkat
from data.queries import anggaran as budget
from data.queries.bulanan import BedaLaporan, apart_from_report
from handlers import codes, scope, tren
from handlers.anggaran import line, nothing_named
from handlers.angka_diketik import figure_named, refuse_number
from handlers.arguments import read
from handlers.asked import in_rows
from handlers.bulan_diminta import refers_to_month
from handlers.bulan_ditolak import to_month
from handlers.mistakes import Mistake
from handlers.perbandingan import PAIR, lines_side_by_side
from handlers.periode import take_period
from handlers.vocabulary import measures

if TYPE_CHECKING:
    from data.bulanan.figures import Bulanan
    from handlers.answer import Answer, Button
    from handlers.arguments import Arguments
    from handlers.asked import Asked

LEVELS = {"kegiatan": Tingkat.KEGIATAN, "keluaran": Tingkat.KELUARAN}
EXTREME = 5
DECEMBER = 12


class JawabanSerapan(Frozen):
    """Absorption ranked; ``sisi`` tells which end was asked for.

    ``beda`` is where December as loaded differs from the report.
    """

    sisi: str
    serapan: budget.Serapan
    program: tuple[Anggaran, ...]
    beda: BedaLaporan | None = None


def serapan(asked: Asked) -> Answer:
    """Absorption of the whole budget, of a programme or of an activity.

    The latest position answers where no time is named: the newest loaded month, or a
    report's year-end where that is later.
    """
    scope.guard_subject(asked.words, "ikpa")
    period = take_period(asked)
    months = asked.months()
    if refers_to_month(asked, period, months):
        return tren.answer(asked, period, months)
    if period.tahun is not None:
        asked.year, asked.year_named = period.tahun, period.tahun != asked.report.latest
    # Without a year a button would lead to the months.
    asked.year_named = asked.year_named or bool(months.posisi)
    return year_end(asked, months)


def year_end(asked: Asked, months: Bulanan) -> Answer:
    """The position at the end of the report's year."""
    told = read(asked, measures=measures("serapan"), lines=True, guarded=False)
    if not budget.lines(asked.report, asked.year):
        raise asked.missing("anggaran")
    if len(told.lines) == PAIR and not told.left:
        return lines_side_by_side(asked, told.lines)
    if len(told.lines) > 1:
        raise Mistake("salah", "dua_kode", examples=("/banding CQ.6871 CQ.6872",))
    code = told.lines[0].kode if told.lines else budget.TOTAL
    if told.left:
        heads = codes.heads(codes.named(tuple(told.left), budget.lines(asked.report, asked.year)))
        named = figure_named(asked, told.left)
        if named is not None:
            return named
        refuse_number(asked, months, told)
        if len(heads) != 1:
            scope.guard(asked.words, asked.report)
            raise nothing_named(asked, tuple(told.left))
        code = heads[0].kode
    return ranked(asked, told, code, months)


def ranked(asked: Asked, told: Arguments, code: str, months: Bulanan) -> Answer:
    """The year-end of ``code`` with what stands below it, ranked as ``told``."""
    level = next((LEVELS[word] for word in told.measures if word in LEVELS), None)
    side = next((word for word in told.measures if word in {"tinggi", "rendah"}), "semua")
    if code == budget.TOTAL and level is None:
        level = Tingkat.KEGIATAN if side == "semua" else Tingkat.KELUARAN
    found = budget.absorption(asked.report, asked.year, code, level)
    if found is None:
        raise asked.missing("anggaran")
    beda = apart(asked, found.baris, months)
    monthly = to_months(asked, code, months)
    if found.tingkat is found.baris.tingkat:
        return line(asked, code, "persen", beda=beda, more=monthly)
    rows_shown = list(found.urut)
    if side != "semua":
        rows_shown = rows_shown[:EXTREME] if side == "tinggi" else rows_shown[::-1][:EXTREME]
        found = found.model_copy(update={"urut": tuple(rows_shown)})
    programs = tuple(
        row
        for row in budget.lines(asked.report, asked.year)
        if code == budget.TOTAL and row.tingkat is Tingkat.PROGRAM
    )
    keys = [row.kode for row in rows_shown if row.tingkat is Tingkat.KELUARAN]
    if side == "semua":
        keys.append(code)
    below = [
        asked.button("apa_adanya", "/anggaran", row.kode, subject=row.kode) for row in rows_shown
    ]
    other = [
        asked.button(f"serapan_{end}", "/serapan", end)
        for end in ("rendah", "tinggi")
        if end != side
    ]
    return asked.answer(
        "serapan",
        JawabanSerapan(sisi=side, serapan=found, program=programs, beda=beda),
        sources=["anggaran"],
        notes=[("anggaran", keys)],
        loads=[beda.muatan] if beda else [],
        buttons=(monthly, tuple(other), *in_rows(below, 3)),
    )


def apart(asked: Asked, row: Anggaran, months: Bulanan) -> BedaLaporan | None:
    """Where December as loaded differs from ``row`` of the report."""
    december = months.dari(Bulan(tahun=asked.year, bulan=DECEMBER))
    loaded = december.dari_kode(row.kode) if december else None
    if december is None or loaded is None:
        return None
    return apart_from_report(december, loaded, row)


def to_months(asked: Asked, code: str, months: Bulanan) -> tuple[Button, ...]:
    """Buttons to the newest month, of the report's year where that has any.

    A later year's end is told too.
    """
    ends = [
        item
        for item in months.posisi
        if item.muatan.bulan.bulan == DECEMBER and item.muatan.bulan.tahun > asked.year
    ]
    newest = to_month(code, months.setahun(asked.year) or months.posisi)
    return tuple(dict.fromkeys([*newest, *to_month(code, ends)]))
