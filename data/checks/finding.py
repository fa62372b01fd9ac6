"""How a rule writes down what it found."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from data.calculator import Computed, half_up
from data.models import Row, Rujukan, Tempat, Temuan

if TYPE_CHECKING:
    from collections.abc import Iterable

Printed = int | Decimal | str | None


def text(value: int | Decimal) -> str:
    """``value`` in plain digits, as it is stored."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def place(row: Row, printed: str | None) -> Tempat:
    """Where ``row`` stands, with what is printed there, to the letter."""
    if printed is None:
        return described(row, "sel kosong")
    return Tempat(sumber=row.sumber, baris=row.baris, tercetak=printed)


def described(row: Row, text: str) -> Tempat:
    """Where ``row`` stands, with what its cells say in words of ours."""
    return Tempat(sumber=row.sumber, baris=row.baris, tercetak=text, harfiah=False)


def finding(
    rule: str,
    key: str,
    places: Iterable[Tempat],
    refers_to: Iterable[tuple[str, str | int]],
    *,
    printed: int | Decimal | None = None,
    computed: Computed | None = None,
) -> Temuan:
    """A finding of ``rule``; the difference is printed less computed.

    The computed value is rounded to the decimals it is shown with, so that the
    difference is the one a reader can work out from both.
    """
    value = None if computed is None else half_up(computed.value, computed.places)
    return Temuan(
        kunci=f"{rule}:{key}",
        aturan=rule,
        tempat=tuple(places),
        dihitung=None if value is None else text(value),
        selisih=None if value is None or printed is None else text(Decimal(printed) - value),
        rujukan=tuple(Rujukan(tabel=table, kunci=str(row)) for table, row in refers_to),
    )
