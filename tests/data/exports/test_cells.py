"""Cells in writing: figures without ambiguity, and text that stays text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from data.exports.cells import (
    comma,
    fit,
    long_date,
    looks_like_figure,
    plain,
    safe_text,
    shown,
    spreadsheet_text,
)
from data.models.unduhan import JenisKolom, Kolom

TEXT = Kolom(nama="x", judul="X")


@pytest.mark.parametrize(
    "text",
    ["=1", "+1", "-1", "@A", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "－1", "-2+3", "--"],
)
def test_no_text_starts_a_formula(text: str) -> None:
    """What a spreadsheet could read as a formula has an apostrophe before it, in both CSVs."""
    assert spreadsheet_text(text) == safe_text(text) == f"'{text}"


def test_a_lone_hyphen_is_text_for_programs() -> None:
    """The hyphen that stands for nothing stays as it is printed, where programs read it."""
    assert safe_text("-") == "-"
    assert spreadsheet_text("-") == "'-"


@pytest.mark.parametrize(
    "text",
    [
        "53.01", "133,451", "99.60%", "1.032", "0012", "1234567890", "12/11/2024", "8.30",
        "11 Desember 2024", "Desember 2024", "mei", "2024-12-31", "TRUE", "salah", "1E5", "Rp 500",
        "Rp. 215,464,527,000,-", "(5)", " 53.01 ",
    ],
)  # fmt: skip
def test_text_that_looks_like_a_figure_is_kept_as_text(text: str) -> None:
    """Excel would make a number, a date or a truth of it; the apostrophe keeps it as it is."""
    assert looks_like_figure(text)
    assert spreadsheet_text(text) == f"'{text}"
    assert safe_text(text) == text


@pytest.mark.parametrize(
    "text",
    ["", "612", "0", "53", "CQ.6871", "1 TPS Loksus", "1 butir a", "6871.QGE.002", "B", "a=1"],
)
def test_other_text_is_left_alone(text: str) -> None:
    """What no spreadsheet changes is written as it is."""
    assert spreadsheet_text(text) == safe_text(text) == text


def test_numbers_for_programs_and_for_excel() -> None:
    """No separators for thousands, no exponent, all decimals kept."""
    assert plain(215464527000) == "215464527000"
    assert plain(Decimal("99.60")) == "99.60"
    assert plain(Decimal("1E+3")) == "1000"
    assert comma(Decimal("-0.50")) == "-0,50"


@pytest.mark.parametrize(
    ("value", "kind", "grouped", "text"),
    [
        (None, JenisKolom.RUPIAH, True, ""),
        (244838, JenisKolom.BILANGAN, True, "244.838"),
        (2024, JenisKolom.BILANGAN, False, "2024"),
        (-1500, JenisKolom.RUPIAH, True, "-1.500"),
        (Decimal("99.60"), JenisKolom.PERSEN, True, "99,60%"),
        (Decimal("-0.5"), JenisKolom.DESIMAL, True, "-0,5"),
        (Decimal(1032), JenisKolom.DESIMAL, True, "1.032"),
        (date(2026, 1, 5), JenisKolom.TANGGAL, True, "5 Januari 2026"),
        ("A\x00B", JenisKolom.TEKS, True, "A\ufffdB"),
    ],
)
def test_cells_in_print(value: object, kind: JenisKolom, *, grouped: bool, text: str) -> None:
    """In print, cells read as Indonesians write them."""
    column = TEXT.model_copy(update={"jenis": kind, "ribuan": grouped})
    assert shown(value, column) == text  # type: ignore[arg-type]


def test_what_no_file_can_hold_is_replaced() -> None:
    """Control characters and halves of a character are replaced; line breaks stay."""
    assert fit("a\x07b\nc\td\ud800") == "a\ufffdb\nc\td\ufffd"
    assert long_date(date(2024, 12, 31)) == "31 Desember 2024"
