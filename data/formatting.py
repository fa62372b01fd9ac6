"""Numbers, money and dates as Indonesians write them, in answers, pictures and files.

Pure functions: they take ``int``, ``Decimal`` and ``date`` and return text. Amounts are
whole rupiah; percentages are per hundred.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from data.calculator import half_up
from data.models import Bulan
from data.moments import MONTHS

SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))
MINUS = "-"
THOUSAND = 1000


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
