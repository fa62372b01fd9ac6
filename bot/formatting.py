"""Numbers, money, dates and names as Indonesians write them.

Pure functions for the templates: they take ``int``, ``Decimal`` and ``date`` and
return text. Amounts are whole rupiah; percentages are per hundred.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from data.formatting import day, month, number, percent, plain_percent, rupiah, short_rupiah
from data.models import Bulan
from data.moments import MONTHS, WITA

__all__ = ["day", "month", "number", "percent", "plain_percent", "rupiah", "short_rupiah"]

CELLS = 10
BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "{}$&#_%"},
    }
)
FULL = "█"
EMPTY = "░"


def number_text(value: str) -> str:
    """A number stored as text, such as ``-881``, as :func:`number` writes it."""
    return number(Decimal(value))


def money(value: int) -> str:
    """``11632683000`` as ``Rp11.632.683.000 (Rp11,63 miliar)``; small amounts once."""
    if abs(value) < 10**6:
        return rupiah(value)
    return f"{rupiah(value)} ({short_rupiah(value)})"


def moment(value: datetime) -> str:
    """A zoned time as ``3 November 2025 pukul 09.00 WITA``."""
    there = value.astimezone(WITA)
    return f"{day(there)} pukul {there:%H.%M} WITA"


def month_span(first: Bulan, last: Bulan) -> str:
    """Two months as ``Januari–September 2025``; one month where they are equal."""
    if first == last:
        return month(first)
    if first.tahun == last.tahun:
        return f"{MONTHS[first.bulan - 1].capitalize()}–{month(last)}"
    return f"{month(first)} – {month(last)}"


def bar(value: Decimal) -> str:
    """Ten cells for a percentage, as in ``███████░░░``.

    All of them are full only from 100 on, and none only where there is nothing.
    """
    full = min(max(int(value // CELLS), 1), CELLS) if value > 0 else 0
    return FULL * full + EMPTY * (CELLS - full)


def period(start: date, end: date) -> str:
    """Two dates as ``14 Juni 2022 – 14 Juni 2024``; one date where they are equal."""
    return day(start) if start == end else f"{day(start)} – {day(end)}"


def bibtex(value: str) -> str:
    """``value`` as a field of BibTeX holds it: on one line, with nothing that means more."""
    return " ".join(value.split()).translate(BIBTEX)


def utf16_length(text: str) -> int:
    """The length of ``text`` as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2
