"""Working days: due dates over weekends, holidays, *cuti bersama* and the rules' own days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from data.layanan import workdays
from data.layanan.rules import Libur, Rules, default_rules


def ruled(add: dict[date, str] | None = None, remove: frozenset[date] = frozenset()) -> Rules:
    """The rules with holidays of their own."""
    return default_rules().model_copy(update={"libur": Libur(tambah=add or {}, hapus=remove)})


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        # A Monday: ten working days are two weeks.
        (date(2026, 11, 23), 10, date(2026, 12, 7)),
        # A Friday: the next working day is Monday.
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        # On a Saturday and Sunday as on the Friday before.
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 11, 22), 1, date(2026, 11, 23)),
        # Over Christmas with its cuti bersama, and New Year: 24, 25 December, 1 January.
        (date(2026, 12, 18), 10, date(2027, 1, 7)),
        # Nyepi with its cuti bersama and Idul Fitri with its own: 18-24 March.
        (date(2026, 3, 17), 1, date(2026, 3, 25)),
        # On a holiday itself.
        (date(2026, 8, 17), 1, date(2026, 8, 18)),
        (date(2026, 8, 17), 0, date(2026, 8, 17)),
    ],
)
def test_due_dates(start: date, days: int, expected: date) -> None:
    """The due date is so many working days after the day a request came."""
    assert workdays.due(start, days, default_rules()) == expected


def test_the_rules_come_before_the_calendar() -> None:
    """A day that the rules add is none, and one that they take out is worked."""
    local = ruled({date(2026, 11, 24): "Libur rekaan"})
    assert workdays.due(date(2026, 11, 23), 1, local) == date(2026, 11, 25)
    worked = ruled(remove=frozenset({date(2026, 12, 24), date(2026, 12, 26)}))
    assert workdays.due(date(2026, 12, 23), 1, worked) == date(2026, 12, 24)
    assert workdays.is_working(date(2026, 12, 26), worked)
    both = ruled({date(2026, 12, 24): "Libur rekaan"}, frozenset({date(2026, 12, 24)}))
    assert not workdays.is_working(date(2026, 12, 24), both)


def test_days_left() -> None:
    """What is left agrees with how the due date was counted, and is less than 0 past it."""
    rules = default_rules()
    start = date(2026, 12, 18)
    due = workdays.due(start, 10, rules)
    assert workdays.working_days_left(start, due, rules) == 10
    assert workdays.working_days_left(due, due, rules) == 0
    assert workdays.working_days_left(due + timedelta(days=1), due, rules) == -1
    # Thursday was the last day: on Saturday one working day is gone, on Monday two.
    assert due.weekday() == 3
    assert workdays.working_days_left(due + timedelta(days=2), due, rules) == -1
    assert workdays.working_days_left(due + timedelta(days=4), due, rules) == -2
    # Friday was the last day: on Saturday the request is late all the same.
    friday = date(2026, 11, 20)
    assert workdays.working_days_left(date(2026, 11, 21), friday, rules) == -1


def test_every_count_leads_back() -> None:
    """Over two years, so many days left are found as were counted."""
    rules = default_rules()
    for step in range(730):
        start = date(2026, 1, 1) + timedelta(days=step)
        due = workdays.due(start, 10, rules)
        assert workdays.is_working(due, rules)
        assert workdays.working_days_left(start, due, rules) == 10


def test_names_of_holidays() -> None:
    """Holidays have their Indonesian names, cuti bersama among them."""
    names = workdays.official(2026)
    assert names[date(2026, 8, 17)] == "Hari Kemerdekaan Republik Indonesia"
    assert "Cuti Bersama" in names[date(2026, 12, 24)]


def test_years_beyond_what_is_decreed() -> None:
    """A year whose cuti bersama nobody decreed yet is named."""
    assert workdays.is_known(2026)
    assert not workdays.is_known(2090)
    assert workdays.uncertain(date(2026, 12, 1), date(2026, 12, 15)) == ()
    assert workdays.uncertain(date(2089, 12, 20), date(2090, 1, 5)) == (2089, 2090)


def test_an_unknown_category_is_an_error() -> None:
    """A category that the package does not know does not pass for no holidays."""
    with pytest.raises(ValueError, match="rekaan"):
        workdays.holidays_of(2026, "rekaan")
