"""Amounts as people, spreadsheets and SAKTI write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formatting import number, rupiah
from data.bulanan.amounts import LIMIT, amount, blank

AMOUNTS = st.integers(-LIMIT + 1, LIMIT - 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("1.234", 1234),
        ("1,234", 1234),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("1234567", 1234567),
        ("1.234.567,00", 1234567),
        ("1,234,567.00", 1234567),
        ("1234567,00", 1234567),
        ("1234567.0", 1234567),
        ("1234567.0000", 1234567),
        ("0,00", 0),
        ("Rp1.234.567", 1234567),
        ("Rp 1.234.567", 1234567),
        ("Rp. 1.234.567,-", 1234567),
        ("IDR\N{NO-BREAK SPACE}1,234,567", 1234567),
        (" 1.234 ", 1234),
        ("(1.234)", -1234),
        ("( Rp1.234 )", -1234),
        ("-1.234", -1234),
        ("-Rp1.234", -1234),
        ("Rp-1.234", -1234),
        ("\N{MINUS SIGN}1.234", -1234),
        ("+1.234", 1234),
        ("2.037392E10", 20373920000),
        ("2,037392e+10", 20373920000),
        ("-1.5E3", -1500),
        ("5E-1", None),
        ("1E17", 10**17),
        ("1E999", None),
        ("1E18", None),
    ],
)
def test_amount(text: str, value: int | None) -> None:
    """Each usual way of writing gives the same whole rupiah."""
    assert amount(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "abc",
        "12a",
        "99,61%",
        "1.234,5",
        "1.234,567",
        "0,5",
        "1234,56",
        "1234.567",
        "0.123",
        "1.23.456",
        "1,23,456",
        "1.234.56",
        "1..234",
        "(1.234",
        "1.234)",
        "(-1.234)",
        "-Rp-1.234",
        "--1",
        "1 234",
        "1.234-",
        "=1+1",
        "1E",
        "1.2.3E4",
        "١٢٣",
        "9" * 65,
    ],
)
def test_no_amount(text: str) -> None:
    """Whatever is no whole amount, or could be two, is none."""
    assert amount(text) is None


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1,5", 1_000_000, 1_500_000),
        ("1.2340", 1_000_000, 1_234_000),
        ("1.234", 1000, 1_234_000),
        ("1,2345", 1000, None),
    ],
)
def test_unit(text: str, unit: int, value: int | None) -> None:
    """In thousands or millions a fraction counts as long as the rupiah are whole."""
    assert amount(text, unit) == value


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("", True),
        ("  ", True),
        ("-", True),
        (" Rp - ", True),
        ("–", True),
        ("0", False),
        ("x", False),
    ],
)
def test_blank(text: str, empty: bool) -> None:  # noqa: FBT001 - a table of cases
    """An empty cell or a dash is told from one that cannot be read, and from zero."""
    assert blank(text) is empty


@given(AMOUNTS)
def test_round_trip(value: int) -> None:
    """What is written in any usual form is read back as the same amount."""
    written = [number(value), rupiah(value), f"{value:,}", str(value), f"{value}.0"]
    written += [f"{number(value)},00", f"{value:,}.00"]
    written += [f"({number(-value)})"] if value < 0 else []
    assert {amount(text) for text in written} == {value}


@given(st.integers(0, 10**15))
def test_floats(value: int) -> None:
    """A whole float is read back exactly however it is printed."""
    assert amount(repr(float(value))) == value
    assert amount(f"{float(value):.15E}") == value


@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    """Any text is an amount within the limit or none, and raises nothing."""
    value = amount(text)
    assert value is None or abs(value) < LIMIT
    assert not (blank(text) and value is not None)
