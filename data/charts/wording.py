"""Computed results and amounts as they stand in a picture."""

from __future__ import annotations

from decimal import Decimal

from data.calculator import Result
from data.formatting import percent, plain_percent, short_rupiah

TWO = 2
NOTHING = "tidak dapat dihitung"
ABSENT = "tidak tercantum"


def plain(result: Result) -> str:
    """A computed percentage as ``plain_percent`` writes it, or that there is none."""
    return plain_percent(result.rounded) if result.kind == "computed" else NOTHING


def share(result: Result) -> str:
    """A computed percentage as ``99,89%``, or that there is none."""
    return percent(result.rounded) if result.kind == "computed" else NOTHING


def drawn(result: Result) -> Decimal | None:
    """A computed percentage as it is shown; ``None`` where there is none."""
    return result.rounded if result.kind == "computed" else None


def amount(value: int | None) -> str:
    """``11632683000`` as ``Rp11,63 miliar``, or that the report names none."""
    return ABSENT if value is None else short_rupiah(value)


def listed(names: list[str]) -> str:
    """``names`` as ``A, B, dan C``."""
    if len(names) > TWO:
        return f"{', '.join(names[:-1])}, dan {names[-1]}"
    return " dan ".join(names)
