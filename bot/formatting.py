"""Numbers, money, dates and names as Indonesians write them.

Pure functions for the templates: they take ``int``, ``Decimal`` and ``date`` and
return text. Amounts are whole rupiah; percentages are per hundred.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from data.calculator import half_up
from data.models import Bulan
from data.moments import MONTHS, WITA

SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))
MINUS = "-"
THOUSAND = 1000
CELLS = 10
FULL = "█"
EMPTY = "░"


def number(value: int | Decimal, places: int | None = None) -> str:
    """``244838`` as ``244.838``, ``Decimal("89.25")`` as ``89,25``.

    ``places`` rounds half-up to that many decimals and keeps trailing zeros.
    """
    exact = Decimal(value)
    if places is not None:
        exact = half_up(exact, places)
    whole, _, fraction = f"{abs(exact):f}".partition(".")
    sign = MINUS if value < 0 else ""
    text = f"{int(whole):,}".replace(",", ".")
    return f"{sign}{text},{fraction}" if fraction else f"{sign}{text}"


def number_text(value: str) -> str:
    """A number stored as text, such as ``-881``, as :func:`number` writes it."""
    return number(Decimal(value))


def rupiah(value: int) -> str:
    """``11632683000`` as ``Rp11.632.683.000``."""
    sign = MINUS if value < 0 else ""
    return f"{sign}Rp{number(abs(value))}"


def short_rupiah(value: int) -> str:
    """``11632683000`` as ``Rp11,63 miliar``; below a million the amount itself."""
    sign = MINUS if value < 0 else ""
    for position, (scale, word) in enumerate(SCALES):
        if abs(value) >= scale:
            places = 0 if value % scale == 0 else 2
            rounded = half_up(Decimal(abs(value)) / scale, places)
            if rounded == THOUSAND and position:
                return f"{sign}Rp1,00 {SCALES[position - 1][1]}"
            return f"{sign}Rp{number(rounded)} {word}"
    return rupiah(value)


def money(value: int) -> str:
    """``11632683000`` as ``Rp11.632.683.000 (Rp11,63 miliar)``; small amounts once."""
    if abs(value) < 10**6:
        return rupiah(value)
    return f"{rupiah(value)} ({short_rupiah(value)})"


def percent(value: Decimal | int, places: int | None = None) -> str:
    """``Decimal("99.89")`` as ``99,89%``."""
    return f"{number(value, places)}%"


def plain_percent(value: Decimal) -> str:
    """``Decimal("100.00")`` as ``100%``, ``Decimal("114.42")`` as ``114,42%``."""
    whole = value.to_integral_value()
    return percent(whole if whole == value else value)


def day(value: date) -> str:
    """``date(2024, 11, 28)`` as ``28 November 2024``."""
    return f"{value.day} {MONTHS[value.month - 1].capitalize()} {value.year}"


def month(value: Bulan) -> str:
    """``2025-10`` as ``Oktober 2025``."""
    return f"{MONTHS[value.bulan - 1].capitalize()} {value.tahun}"


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


def utf16_length(text: str) -> int:
    """The length of ``text`` as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2
