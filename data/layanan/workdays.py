"""Working days: what is left when weekends, holidays and *cuti bersama* are taken out."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.layanan.rules import Rules

COUNTRY = "ID"
LANGUAGE = "id"
SATURDAY = 5
A_DAY = timedelta(days=1)


@cache
def official(year: int) -> Mapping[date, str]:
    """The public holidays of ``year`` and its days of *cuti bersama*, with their names."""
    return {**holidays_of(year, "public"), **holidays_of(year, "government")}


@cache
def is_known(year: int) -> bool:
    """Whether the days of *cuti bersama* of ``year`` are known.

    They are decreed only some months before the year; until then its due dates may be
    earlier than they need to be.
    """
    return bool(holidays_of(year, "government"))


@cache
def holidays_of(year: int, category: str) -> Mapping[date, str]:
    """The holidays of one category, by day; raises ``ValueError`` for an unknown category."""
    # Slow to import, and needed by requests only.
    from holidays import country_holidays  # noqa: PLC0415

    found = country_holidays(COUNTRY, years=[year], categories=(category,), language=LANGUAGE)
    return dict(found.items())


def is_working(day: date, rules: Rules) -> bool:
    """Whether offices work on ``day``; the rules come before the calendar."""
    if day in rules.libur.tambah:
        return False
    if day in rules.libur.hapus:
        return True
    return day.weekday() < SATURDAY and day not in official(day.year)


def due(start: date, days: int, rules: Rules) -> date:
    """The day that is ``days`` working days after ``start``, which itself does not count."""
    day = start
    while days:
        day += A_DAY
        days -= is_working(day, rules)
    return day


def working_days_left(today: date, due: date, rules: Rules) -> int:
    """How many working days there are after ``today`` up to ``due``; less than 0 once past it.

    0 on the due date itself; past it, minus the working days since. A ``due`` date that a
    change of the rules made a day off counts like the working day before it.
    """
    if today > due:
        return -max(1, working_days_left(due, today, rules))
    span = (today + A_DAY * step for step in range(1, (due - today).days + 1))
    return sum(is_working(day, rules) for day in span)


def uncertain(start: date, end: date) -> tuple[int, ...]:
    """The years from ``start`` to ``end`` whose *cuti bersama* is not known yet."""
    return tuple(year for year in range(start.year, end.year + 1) if not is_known(year))
