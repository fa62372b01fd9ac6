"""``/hitung``: numbers as Indonesians type them, and the shared calculator behind."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formatting import number
from data.calculator import Computed, NotComputable, Reason
from data.models import Arah
from data.report import Report
from handlers.hitungan import Hitungan, parse_number
from tests.handlers.walking import answered

D = Decimal


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("78", "78"),
        ("89,25", "89.25"),
        ("89.25", "89.25"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234,5", "1234.5"),
        ("1,234.50", "1234.50"),
        ("1.234.567,00", "1234567.00"),
        ("1,234", "1.234"),
        ("0,5", "0.5"),
        ("-3", "-3"),
        ("-1.234,5", "-1234.5"),
        ("100.", "100"),
        (" 7, ", "7"),
    ],
)
def test_numbers_as_indonesians_type_them(typed: str, value: str) -> None:
    """A dot before three digits separates thousands, a lone comma decimals."""
    assert parse_number(typed) == D(value)


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "1..2", "1.2.3", "12.34,5", "1,2,3.4", "1,23,4", "--1", "9" * 19, "1.23,4,5"],
)
def test_what_is_no_number_is_none(typed: str) -> None:
    """Anything that can be read in no way, or is too long, is no number."""
    assert parse_number(typed) is None


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_whole_numbers_come_back(value: int) -> None:
    """A whole number as the bot writes it is read as that number."""
    assert parse_number(number(value)) == value


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_decimals_come_back(value: Decimal) -> None:
    """A decimal as the bot writes it, with a comma, is read as that decimal."""
    assert parse_number(number(value, 2)) == value


@given(st.text(max_size=30))
def test_reading_never_fails(typed: str) -> None:
    """Whatever is typed gives a number or nothing."""
    result = parse_number(typed)
    assert result is None or result.is_finite()


@pytest.mark.parametrize(
    ("line", "arah", "rounded"),
    [
        ("/hitung 78 89,25", Arah.NAIK, "114.42"),
        ("/hitung 10 8 turun", Arah.TURUN, "120.00"),
        ("/hitung target 78 realisasi 89,25 berapa?", Arah.NAIK, "114.42"),
        ("/hitung Rp1.000.000 dan Rp 500.000", Arah.NAIK, "50.00"),
        ("/hitung 100% 95%", Arah.NAIK, "95.00"),
        ("/hitung 2024 2023", Arah.NAIK, "99.95"),
        ("hitung 800 697", Arah.NAIK, "87.13"),
    ],
)
def test_achievement_of_typed_figures(line: str, arah: Arah, rounded: str, report: Report) -> None:
    """Figures are read, and answered by the printed formula with its source."""
    answer = answered(line, report)
    assert answer.understood
    assert isinstance(answer.data, Hitungan)
    assert answer.data.arah is arah
    assert isinstance(answer.data.hasil, Computed)
    assert str(answer.data.hasil.rounded) == rounded
    assert [row.id for row in answer.sources] == ["bab3a"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [("/hitung 0 5", Reason.ZERO_TARGET), ("/hitung B BB", Reason.LETTER)],
)
def test_what_cannot_be_computed_is_told(line: str, reason: Reason, report: Report) -> None:
    """A zero target or letters are answered with the reason, not with a figure."""
    answer = answered(line, report)
    assert answer.understood
    assert isinstance(answer.data, Hitungan)
    assert answer.data.hasil == NotComputable(reason=reason)


@pytest.mark.parametrize(
    ("line", "reason", "word"),
    [
        ("/hitung", "dua_angka", ""),
        ("/hitung 78", "dua_angka", ""),
        ("/hitung 78 89 90", "dua_angka", ""),
        ("/hitung 78 kucing", "kata", "kucing"),
        ("/hitung 1.2.3 5", "angka", "1.2.3"),
    ],
)
def test_what_is_missing_is_told(line: str, reason: str, word: str, report: Report) -> None:
    """Too few, too many or unreadable figures are told with an example."""
    answer = answered(line, report)
    told = answer.data.model_dump()
    assert (answer.understood, told["alasan"], told["kata"]) == (False, reason, word)
    assert told["contoh"]
