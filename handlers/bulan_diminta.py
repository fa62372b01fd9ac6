"""Which month a question means: a loaded one, one that is not, or none but a year-end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from data.models import Bulan
from data.queries import anggaran as budget
from handlers.mistakes import Mistake

if TYPE_CHECKING:
    from data.bulanan.figures import Bulanan
    from handlers.asked import Asked
    from handlers.periode import Diminta, Periode


def refers_to_month(asked: Asked, period: Periode, months: Bulanan) -> bool:
    """Whether a month is meant, loaded or not, and not the year-end of a report.

    Raises ``Mistake`` for a part of a year where no month is loaded at all.
    """
    yearly = period.setahun or (period.terbaru and not months.posisi)
    if period.bulan or period.bulanan or period.kurang:
        if not months.posisi:
            refuse_monthly(asked)
        return True
    if period.tahun is not None:
        printed = period.tahun in asked.report.years
        if printed and (yearly or budget.lines(asked.report, period.tahun)):
            return False
        return not printed or bool(months.setahun(period.tahun))
    if yearly or months.terbaru is None:
        return False
    if not budget.lines(asked.report, asked.report.latest):
        return True
    return months.terbaru.muatan.bulan > Bulan(tahun=asked.report.latest, bulan=12)


def refuse_monthly(asked: Asked) -> NoReturn:
    """Refuses a question for part of the year, of which nothing is loaded."""
    end = asked.button("serapan_tahunan", "/serapan")
    raise Mistake("tidak_ada", "bulanan", buttons=((end,),))


def wanted_months(asked: Asked, period: Periode, months: Bulanan) -> list[Bulan]:
    """The months that are asked for; none where a year is asked of which none is loaded."""
    if period.relatif:
        # A kept answer holds while the months stay the same; this one changes with the day.
        asked.months_state = f"{months.keadaan} {asked.office.today():%Y-%m-%d}"
    if period.bulan:
        return list(dict.fromkeys(meant(asked, month, months) for month in period.bulan))
    found = months.posisi if period.tahun is None else months.setahun(period.tahun)
    if found and period.setahun and period.tahun is not None:
        return [Bulan(tahun=period.tahun, bulan=12)]
    return [found[-1].muatan.bulan] if found else []


def meant(asked: Asked, month: Diminta, months: Bulanan) -> Bulan:
    """The month that was typed; without a year the newest loaded, else the last that began."""
    if month.tahun is not None:
        return Bulan(tahun=month.tahun, bulan=month.bulan)
    loaded = [item.muatan.bulan for item in months.posisi if item.muatan.bulan.bulan == month.bulan]
    today = asked.office.today()
    passed = today.year if month.bulan <= today.month else today.year - 1
    return loaded[-1] if loaded else Bulan(tahun=passed, bulan=month.bulan)
