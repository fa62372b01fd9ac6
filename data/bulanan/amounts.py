"""Whole rupiah from the text of a cell.

A dot or a comma followed by groups of three digits separates thousands, so that
``1.234`` and ``1,234`` are both 1234. Where both signs stand in one number, the
later one begins the decimals. Decimals must be zero: a fraction of a rupiah in a
budget file is a sign that something was misread (a percentage, an average, a
shifted column), and rounding it away would hide that, so it is no amount.
``1234.567`` and ``0.123`` could be meant either way and are no amounts either.
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext

LONGEST = 64
LIMIT = 10**18
PRECISION = 100
EMPTY = frozenset({"", "-", "–", "—"})
MINUS = frozenset({"-", "\N{MINUS SIGN}", "("})

CURRENCY = re.compile(r"(?:rp|idr)\.?", re.IGNORECASE)
WRITTEN = re.compile(
    r"(?P<open>\()?\s*(?P<first>[-+\N{MINUS SIGN}])?\s*(?:(?:rp|idr)\.?\s*)?"
    r"(?P<second>[-+\N{MINUS SIGN}])?\s*"
    r"(?P<body>[0-9][0-9.,]*(?:e[-+]?[0-9]{1,3})?)(?:,-)?\s*(?P<close>\))?",
    re.IGNORECASE,
)
DOTS = re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]{1,2}))?")
COMMAS = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]{1,2}))?")
BARE = re.compile(r"([0-9]+)(?:[.,]([0-9]{1,2}|[0-9]{4,}))?")
SCIENTIFIC = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?(e[-+]?[0-9]+)", re.IGNORECASE)


def blank(text: str) -> bool:
    """Whether a cell holds no amount at all: it is empty or a dash, perhaps after ``Rp``."""
    return CURRENCY.sub("", text.strip(), count=1).strip() in EMPTY


def amount(text: str, unit: int = 1) -> int | None:
    """The whole rupiah that ``text`` writes in units of ``unit``; ``None`` if it is none.

    Takes ``1.234.567``, ``1,234,567.00``, ``Rp1.234.567,-``, ``(1.234)`` and
    ``-1.234`` for negative ones, and ``2.037392E10``. ``None`` is given for an empty
    cell too; :func:`blank` tells it from one that cannot be read.
    """
    match = WRITTEN.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if match is None:
        return None
    signs = [sign for sign in match.group("open", "first", "second") if sign]
    if len(signs) > 1 or bool(match["open"]) != bool(match["close"]):
        return None
    value = decimal(match["body"])
    if value is None:
        return None
    with localcontext() as context:
        context.prec = PRECISION
        value *= unit
        if value >= LIMIT or value != value.to_integral_value():
            return None
    return -int(value) if MINUS.intersection(signs) else int(value)


def decimal(body: str) -> Decimal | None:
    """The number that digits, separators and an exponent write; ``None`` if uncertain."""
    for pattern in (BARE, DOTS, COMMAS):
        match = pattern.fullmatch(body)
        if match is not None:
            whole, fraction = match.groups(default="0")
            return Decimal(f"{re.sub('[.,]', '', whole)}.{fraction}")
    match = SCIENTIFIC.fullmatch(body)
    if match is None:
        return None
    whole, fraction, exponent = match.groups(default="0")
    return Decimal(f"{whole}.{fraction}{exponent}")
