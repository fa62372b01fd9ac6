"""Numbers, money and dates as Indonesians write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot import formatting
from data.models import Bulan


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0, None, "0"),
        (244838, None, "244.838"),
        (-1234, None, "-1.234"),
        (3988372, None, "3.988.372"),
        (Decimal("89.25"), None, "89,25"),
        (Decimal("1234.5"), None, "1.234,5"),
        (Decimal("87.125"), 2, "87,13"),
        (Decimal("-0.5"), 0, "-1"),
        (7, 2, "7,00"),
        (10**18 + 1, None, "1.000.000.000.000.000.001"),
    ],
)
def test_number(value: int | Decimal, places: int | None, text: str) -> None:
    """Thousands have dots, decimals a comma, and rounding is half-up."""
    assert formatting.number(value, places) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "Rp0"),
        (2000, "Rp2.000"),
        (11632683000, "Rp11.632.683.000 (Rp11,63 miliar)"),
        (26000000000, "Rp26.000.000.000 (Rp26 miliar)"),
        (999999999, "Rp999.999.999 (Rp1,00 miliar)"),
        (35245, "Rp35.245"),
        (-14260348480, "-Rp14.260.348.480 (-Rp14,26 miliar)"),
        (215464527000, "Rp215.464.527.000 (Rp215,46 miliar)"),
        (1500000000000, "Rp1.500.000.000.000 (Rp1,50 triliun)"),
    ],
)
def test_money(value: int, text: str) -> None:
    """An amount has its short form behind it from a million rupiah on."""
    assert formatting.money(value) == text


def test_short_rupiah_below_a_thousand() -> None:
    """A small amount has no short form."""
    assert formatting.short_rupiah(999) == "Rp999"


def test_percent_and_stored_text() -> None:
    """Percentages have a comma, and numbers stored as text are written alike."""
    assert formatting.percent(Decimal("99.61")) == "99,61%"
    assert formatting.number_text("-881") == "-881"
    assert formatting.number_text("1121") == "1.121"


def test_days() -> None:
    """Dates have Indonesian months, and one day is no period."""
    assert formatting.day(date(2024, 11, 28)) == "28 November 2024"
    assert formatting.period(date(2024, 2, 14), date(2024, 2, 14)) == "14 Februari 2024"
    assert formatting.period(date(2022, 6, 14), date(2024, 6, 14)) == "14 Juni 2022 – 14 Juni 2024"


def test_months_and_moments() -> None:
    """Months have Indonesian names, a stretch names its year once, and a time is in WITA."""
    december, january = Bulan(tahun=2024, bulan=12), Bulan(tahun=2025, bulan=1)
    september = Bulan(tahun=2025, bulan=9)
    assert formatting.month(december) == "Desember 2024"
    assert formatting.month_span(january, january) == "Januari 2025"
    assert formatting.month_span(january, september) == "Januari–September 2025"
    assert formatting.month_span(december, january) == "Desember 2024 – Januari 2025"
    moment = datetime(2025, 11, 3, 1, tzinfo=UTC)
    assert formatting.moment(moment) == "3 November 2025 pukul 09.00 WITA"


@pytest.mark.parametrize(
    ("value", "cells"),
    [("-5", 0), ("0", 0), ("0.01", 1), ("19.99", 1), ("99.99", 9), ("100", 10), ("250", 10)],
)
def test_bar(value: str, cells: int) -> None:
    """A bar has ten cells; it is full only from 100 on, and empty only where there is nothing."""
    assert formatting.bar(Decimal(value)) == "█" * cells + "░" * (10 - cells)


def test_utf16_length_counts_as_telegram_does() -> None:
    """A character beyond the basic plane counts twice."""
    assert formatting.utf16_length("a⚠️😀") == 1 + 2 + 2
