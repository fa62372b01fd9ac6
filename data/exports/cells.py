"""Cells in writing: numbers as Indonesians write them, plain numbers, text that stays text."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from data.models.unduhan import JenisKolom
from data.moments import MONTHS

if TYPE_CHECKING:
    from data.models.unduhan import Kolom, Nilai

APOSTROPHE = "'"
# What a spreadsheet reads as the beginning of a formula, in full width too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
HARMLESS = "-"
LONGEST_COUNT = 9
PLAIN_COUNT = re.compile(rf"0|[1-9]\d{{0,{LONGEST_COUNT - 1}}}")
FIGURE = re.compile(r"[\d.,:/%\s()+\-]*\d[\d.,:/%\s()+\-]*|\d+[eE][+-]?\d+|[Rr]p\.?\s*\d.*")
MONTH = "|".join(sorted({*MONTHS, *(name[:3] for name in MONTHS)}, key=len, reverse=True))
DATE = re.compile(rf"(\d{{1,2}}[\s\-/.]+)?({MONTH})[\s\-/.]*\d{{0,4}}", re.IGNORECASE)
TRUTH = frozenset({"true", "false", "benar", "salah"})
# Control characters that no file format here takes, and halves of a character.
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def fit(text: str) -> str:
    """``text`` without what no file can hold, such as control characters."""
    return UNFIT.sub("\ufffd", text)


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet could read ``text`` as a formula."""
    return text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)


def looks_like_figure(text: str) -> bool:
    """Whether a spreadsheet would change ``text`` on opening: into a number, a date, a truth.

    A short whole number without a leading zero is not changed.
    """
    bare = text.strip()
    if PLAIN_COUNT.fullmatch(bare):
        return False
    return bool(FIGURE.fullmatch(bare) or DATE.fullmatch(bare) or bare.casefold() in TRUTH)


def safe_text(text: str) -> str:
    """``text`` for a program: an apostrophe before what could be a formula.

    A lone hyphen, which stands for nothing in printed tables, is none.
    """
    text = fit(text)
    return APOSTROPHE + text if starts_formula(text) and text != HARMLESS else text


def spreadsheet_text(text: str) -> str:
    """``text`` for a spreadsheet: an apostrophe before whatever it would not leave as text."""
    text = fit(text)
    return APOSTROPHE + text if starts_formula(text) or looks_like_figure(text) else text


def plain(value: int | Decimal) -> str:
    """``Decimal("99.60")`` as ``99.60``: no separators, never an exponent."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def comma(value: int | Decimal) -> str:
    """``Decimal("99.60")`` as ``99,60``, without thousands separators."""
    return plain(value).replace(".", ",")


def shown(value: Nilai, column: Kolom) -> str:
    """A cell as a person reads it in print: ``244.838``, ``99,60``, ``5 Januari 2026``."""
    if value is None:
        return ""
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, date):
        return long_date(value)
    whole, _, fraction = plain(value).removeprefix("-").partition(".")
    if column.ribuan:
        whole = f"{int(whole):,}".replace(",", ".")
    sign = "-" if value < 0 else ""
    behind = "%" if column.jenis is JenisKolom.PERSEN else ""
    return f"{sign}{whole},{fraction}{behind}" if fraction else f"{sign}{whole}{behind}"


def long_date(value: date) -> str:
    """``5 Januari 2026``."""
    return f"{value.day} {MONTHS[value.month - 1].capitalize()} {value.year}"
