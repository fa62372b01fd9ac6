"""Whose turn it is: by the calendar and clock of WITA, wherever the machine stands."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.bulanan.timing import due_at, due_month
from data.models import Bulan
from data.moments import WITA

EIGHT = time(8)
OKTOBER = Bulan(tahun=2025, bulan=10)
DAYS = st.integers(1, 28)
TIMES = st.times()
MOMENTS = st.datetimes(
    datetime(2005, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2095, 1, 1),  # noqa: DTZ001 - the same
    timezones=st.sampled_from([UTC, WITA, ZoneInfo("America/New_York")]),
)


def turn(text: str, day: int = 5, at: time = EIGHT) -> str:
    """The month whose turn it is at ``text``."""
    return str(due_month(datetime.fromisoformat(text), day, at))


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        ("2025-11-04T23:59:59+00:00", "2025-09"),
        ("2025-11-05T00:00:00+00:00", "2025-10"),
        ("2025-11-05T07:59:59+08:00", "2025-09"),
        ("2025-11-05T08:00:00+08:00", "2025-10"),
        ("2025-11-04T19:00:00-05:00", "2025-10"),
        ("2025-11-30T23:59:59+00:00", "2025-10"),
        ("2025-12-04T23:59:59+00:00", "2025-10"),
        ("2025-12-05T00:00:00+00:00", "2025-11"),
        ("2025-12-31T23:59:59+08:00", "2025-11"),
        ("2026-01-01T00:00:00+08:00", "2025-11"),
        ("2026-01-05T08:00:00+08:00", "2025-12"),
        ("2026-02-05T07:59:59+08:00", "2025-12"),
        ("2026-02-05T08:00:00+08:00", "2026-01"),
    ],
)
def test_the_turn_changes_in_wita(moment: str, month: str) -> None:
    """On the 5th at 08.00 WITA, which is 00.00 UTC, the month before has its turn."""
    assert turn(moment) == month


@pytest.mark.parametrize(
    ("moment", "day", "at", "month"),
    [
        # 1 January in WITA, while UTC still writes the old year.
        ("2025-12-31T15:59:59+00:00", 1, "00:00", "2025-11"),
        ("2025-12-31T16:00:00+00:00", 1, "00:00", "2025-12"),
        ("2026-01-31T15:59:59+00:00", 1, "00:00", "2025-12"),
        ("2026-01-31T16:00:00+00:00", 1, "00:00", "2026-01"),
        ("2026-03-28T07:59:00+08:00", 28, "08:00", "2026-01"),
        ("2026-03-28T08:00:00+08:00", 28, "08:00", "2026-02"),
        ("2026-02-28T23:58:59+08:00", 28, "23:59", "2025-12"),
        ("2026-02-28T23:59:00+08:00", 28, "23:59", "2026-01"),
    ],
)
def test_other_days_and_times(moment: str, day: int, at: str, month: str) -> None:
    """The first and the 28th, midnight and 23.59: each month of the year has that moment."""
    assert turn(moment, day, time.fromisoformat(at)) == month


def test_day_zero_is_never() -> None:
    """On day 0 no month ever has its turn."""
    assert due_month(datetime(2025, 11, 5, tzinfo=UTC), 0, EIGHT) is None


def test_the_moment_itself() -> None:
    """October is due on 5 November at 08.00 WITA, December in the next year."""
    assert due_at(OKTOBER, 5, EIGHT) == datetime(2025, 11, 5, 0, tzinfo=UTC)
    assert due_at(Bulan(tahun=2025, bulan=12), 1, time(0)) == datetime(2025, 12, 31, 16, tzinfo=UTC)
    assert due_at(OKTOBER, 5, EIGHT).tzinfo == WITA


@given(now=MOMENTS, day=DAYS, at=TIMES)
def test_a_turn_holds_until_the_next(now: datetime, day: int, at: time) -> None:
    """At any moment the month whose turn it is was due by then, and the next one is not yet."""
    month = due_month(now, day, at)
    assert month is not None
    assert due_at(month, day, at) <= now < due_at(month.sesudah, day, at)


@given(now=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=800)), day=DAYS, at=TIMES)
def test_turns_never_go_back(now: datetime, later: timedelta, day: int, at: time) -> None:
    """As time goes on, the month whose turn it is never becomes an earlier one."""
    before, after = due_month(now, day, at), due_month(now.astimezone(UTC) + later, day, at)
    assert before is not None
    assert after is not None
    assert before <= after


@given(
    year=st.integers(2005, 2090),
    month=st.integers(1, 12),
    day=DAYS,
    at=TIMES,
    away=st.sampled_from([1, 60, 86400, 3 * 604800]),
)
def test_being_away_changes_nothing(year: int, month: int, day: int, at: time, away: int) -> None:
    """A minute, a day, three weeks after its moment the month still has its turn."""
    due = Bulan(tahun=year, bulan=month)
    moment = due_at(due, day, at)
    assert due_month(moment + timedelta(seconds=away), day, at) == due
    assert due_month(moment - timedelta(seconds=1), day, at) == due.sebelum
