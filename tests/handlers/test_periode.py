"""Months, quarters and years as people type them."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.periode import Periode, month_name, read_period
from handlers.vocabulary import FILLING
from handlers.words import split
from tests.handlers.rekaan import month

TODAY = date(2025, 11, 3)


def read(line: str, today: date = TODAY) -> Periode:
    """What a line says about time."""
    return read_period(split(line), today)


def left(period: Periode) -> list[str]:
    """The words that were not read and mean something."""
    return [word for word in period.kata if word and word not in FILLING]


@pytest.mark.parametrize(
    ("line", "months"),
    [
        ("oktober", [(None, 10)]),
        ("okt", [(None, 10)]),
        ("bulan Oktober", [(None, 10)]),
        ("posisi akhir Oktober", [(None, 10)]),
        ("s.d. Oktober", [(None, 10)]),
        ("sampai dengan oktober", [(None, 10)]),
        ("hingga oktober", [(None, 10)]),
        ("Oktober 2025", [(2025, 10)]),
        ("oktober tahun 2025", [(2025, 10)]),
        ("2025 oktober", [(2025, 10)]),
        ("31 Oktober 2025", [(2025, 10)]),
        ("2025-10", [(2025, 10)]),
        ("2025.10", [(2025, 10)]),
        ("2025-10-31", [(2025, 10)]),
        ("10/2025", [(2025, 10)]),
        ("10-2025", [(2025, 10)]),
        ("2025/10", [(2025, 10)]),
        ("per 10/2025", [(2025, 10)]),
        ("okt-25", [(2025, 10)]),
        ("Oktober2025", [(2025, 10)]),
        ("bulan 10", [(None, 10)]),
        ("bulan ke-10", [(None, 10)]),
        ("bulan ke 10 2025", [(2025, 10)]),
        ("bulan lalu", [(2025, 10)]),
        ("bulan kemarin", [(2025, 10)]),
        ("bulan ini", [(2025, 11)]),
        ("oktober tahun lalu", [(2024, 10)]),
        ("triwulan iii", [(None, 9)]),
        ("triwulan 3", [(None, 9)]),
        ("triwulan ketiga 2025", [(2025, 9)]),
        ("triwulan ke-3", [(None, 9)]),
        ("triwulan ke 3", [(None, 9)]),
        ("tw3 2025", [(2025, 9)]),
        ("kuartal 4", [(None, 12)]),
        ("semester 1", [(None, 6)]),
        ("semester ii 2025", [(2025, 12)]),
        ("september oktober 2025", [(2025, 9), (2025, 10)]),
        ("januari s.d. oktober 2025", [(2025, 10)]),
        ("maret s.d. oktober", [(None, 3), (None, 10)]),
        ("2024 2025 oktober", [(2024, 10), (2025, 10)]),
        ("oktober oktober", [(None, 10)]),
    ],
)
def test_months_are_read(line: str, months: list[tuple[int | None, int]]) -> None:
    """A month is read in every usual form, and nothing of it is left over."""
    period = read(line)
    assert [tuple(item) for item in period.bulan] == months
    assert (left(period), period.tahun, period.sebagian) == ([], None, True)


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("15 oktober 2025", ["15"]),
        ("oktober 1999", ["1999"]),
        ("cq.6871 10/2025", ["cq.6871"]),
        ("oktober 2024 2025", ["2025"]),
        ("oktober rendah", ["rendah"]),
    ],
)
def test_what_is_no_time_stays(line: str, rest: list[str]) -> None:
    """Words around a month stay, among them a day that ends no month and a second year."""
    period = read(line)
    assert len(period.bulan) == 1
    assert left(period) == rest


@pytest.mark.parametrize(
    "line",
    ["2025-13", "2025-10-30", "13-2025", "tw 5", "abc-25", "bulan 13", "6871 qge 2", "13 14"],
)
def test_what_only_looks_like_a_month_is_none(line: str) -> None:
    """A thirteenth month, a fifth quarter or a number of a code is read as no month."""
    period = read(line)
    assert period.bulan == ()
    assert left(period)


def test_a_number_of_a_code_is_no_month() -> None:
    """Behind a series the number belongs to the code, and the year stands alone."""
    period = read("6871 QGE 2 2025")
    assert (period.bulan, period.tahun, left(period)) == ((), 2025, ["6871", "qge", "2"])


def test_years_alone() -> None:
    """A year alone is a year; of two the first is left over and refuses the question."""
    assert (read("2025").tahun, left(read("2025"))) == (2025, [])
    assert (read("2024 2025").tahun, left(read("2024 2025"))) == (2025, ["2024"])
    assert not read("2025").sebagian


def test_what_is_asked_of_the_whole_year() -> None:
    """Every month, the whole year, the newest month and an unnamed part are told apart."""
    assert read("per bulan").bulanan
    assert read("bulanan").bulanan
    assert not read("per bulan oktober").bulanan
    assert read("akhir tahun").setahun
    assert read("setahun").setahun
    assert read("terbaru").terbaru
    assert read("bulan terakhir").terbaru
    assert read("bulan").kurang
    assert read("mingguan").kurang
    assert not read("cq.6871 rendah").sebagian


def test_what_depends_on_today_is_told() -> None:
    """Only *bulan lalu*, *bulan ini* and *tahun lalu* change with the day."""
    assert read("bulan lalu").relatif
    assert read("oktober tahun lalu").relatif
    assert not read("oktober").relatif
    assert read("bulan lalu", date(2026, 1, 5)).bulan == ((2025, 12),)


def test_a_misspelt_month_is_told() -> None:
    """A word one edit from one month is read as it, and the answer can say so."""
    period = read("oktobr 2025")
    assert (period.bulan, period.dibaca) == (((2025, 10),), ("oktober",))
    assert read("kampanye").bulan == ()


def test_the_first_year_of_two_months_serves_both() -> None:
    """In *januari 2025 sampai oktober* October is of the same year."""
    assert read("januari 2025 sampai oktober").bulan == ((2025, 10),)
    assert read("maret 2025 dan oktober").bulan == ((2025, 3), (2025, 10))


def test_a_month_has_a_name() -> None:
    """Buttons name a month in words."""
    assert month_name(month("2025-10")) == "Oktober 2025"
