"""``/tren``: absorption month by month, from the monthly files that are loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import Anggaran, BarisBulanan, Bulan, Frozen, Posisi
from data.queries import anggaran as budget
from data.queries import bulanan as query
from handlers import bulanan, scope
from handlers.answer import Answer
from handlers.arguments import read
from handlers.bulan_diminta import refuse_monthly, wanted_months
from handlers.bulan_ditolak import (
    button,
    in_version,
    no_year,
    not_loaded,
    to_year_end,
    which_month,
)
from handlers.periode import month_name, take_period
from handlers.vocabulary import measures

if TYPE_CHECKING:
    from data.bulanan.figures import Bulanan
    from handlers.asked import Asked
    from handlers.periode import Periode

EXAMPLES = ("/tren", "/tren CQ.6871")


class JawabanTren(Frozen):
    """A code month by month, oldest first; ``akhir`` is its newest month.

    Where no month of the year is loaded both are empty, and ``laporan`` is the line of
    the report's year-end. ``termuat`` are the months that are loaded of other years.
    """

    tahun: int
    bulan: tuple[query.BulanTren, ...] = ()
    akhir: query.PosisiKode | None = None
    laporan: Anggaran | None = None
    termuat: tuple[query.Sela, ...] = ()


def answer(asked: Asked, period: Periode, months: Bulanan) -> Answer:
    """The answer to a question for a month, or for every month."""
    if period.bulanan:
        return month_by_month(asked, period, months)
    return bulanan.answer(asked, period, months)


def tren(asked: Asked) -> Answer:
    """Absorption month by month: of the whole budget, or of one code."""
    scope.guard_subject(asked.words, "ikpa")
    period = take_period(asked)
    months = asked.months()
    if not months.posisi and period.bulan:
        refuse_monthly(asked)
    return month_by_month(asked, period, months)


def month_by_month(asked: Asked, period: Periode, months: Bulanan) -> Answer:
    """The months of a year: the one named, else the newest that has any."""
    wanted = sorted(wanted_months(asked, period, months))
    if len({month.tahun for month in wanted}) > 1:
        return which_month(asked, months, wanted)
    year = wanted[-1].tahun if wanted else period.tahun or asked.report.latest
    loaded = months.setahun(year)
    if not loaded:
        return without_months(asked, months, year)
    first, last = Bulan(tahun=year, bulan=1), loaded[-1].muatan.bulan
    if period.bulan:
        first = wanted[0] if len(wanted) > 1 else first
        last = min(last, wanted[-1])
    held = everything(loaded)
    named = bulanan.named_code(asked, months, held, measures("tren"))
    if isinstance(named, Answer):
        return named
    code, _ = named
    rows = query.trend(months, first, last, code)
    found = [row.posisi for row in rows if row.posisi]
    if not any(row.dimuat for row in rows):
        return not_loaded(asked, months, wanted[-1])
    if not found:
        return in_version(asked, months, held, "tanpa_total")
    newest = found[-1].muatan.bulan
    mine = [] if code == query.TOTAL else [code]
    return asked.answer(
        "tren",
        JawabanTren(tahun=year, bulan=rows, akhir=found[-1]),
        loads=dict.fromkeys(
            [item.muatan for item in reversed(found)]
            + [item.tahun_lalu.muatan for item in reversed(found) if item.tahun_lalu]
        ),
        buttons=(
            (button("serapan_bulan", newest, *mine, subject=month_name(newest)),),
            to_year_end(asked, code, year),
        ),
    )


def everything(loaded: tuple[Posisi, ...]) -> Posisi:
    """Every code of a year, as its newest month has it, under the newest month's load."""
    rows: dict[str, BarisBulanan] = {}
    for position in loaded:
        rows.update({row.kode: row for row in position.baris})
    return Posisi(muatan=loaded[-1].muatan, baris=tuple(rows.values()))


def without_months(asked: Asked, months: Bulanan, year: int) -> Answer:
    """The year-end of the report, where no month of its year is loaded."""
    if year not in asked.report.years:
        return no_year(asked, months, year)
    asked.year, asked.year_named = year, year != asked.report.latest
    told = read(asked, measures=measures("tren"), lines=True)
    told.finish(EXAMPLES)
    code = told.lines[0].kode if told.lines else budget.TOTAL
    found = budget.line(asked.report, year, code)
    if found is None:
        raise asked.missing("anggaran")
    return asked.answer(
        "tren",
        JawabanTren(
            tahun=year,
            laporan=found.baris,
            termuat=query.spans(item.muatan.bulan for item in months.posisi),
        ),
        sources=["anggaran"],
        notes=[("anggaran", [code])],
        buttons=(to_year_end(asked, code, year),),
    )
