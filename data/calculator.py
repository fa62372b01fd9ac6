"""The shared achievement calculator: pure, on ``Decimal``, rounding half-up.

Formulas are those that the report prints in BAB III.A. A result is either
``Computed`` (the value with its formula and the figures put in) or
``NotComputable`` (with the reason); it is never a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from typing import Literal

from data.models import Arah, Frozen

PRECISION = 50
PLACES = 2
HUNDRED = Decimal(100)


class Reason(StrEnum):
    """Why a value cannot be computed."""

    ZERO_TARGET = "target nol"
    LETTER = "huruf"
    MISSING = "kosong"


class Formula(StrEnum):
    """The formula that a value was computed with."""

    HIGHER = "realisasi / target × 100%"
    LOWER = "(target − (realisasi − target)) / target × 100%"
    SHARE = "bagian / keseluruhan × 100%"
    DIFFERENCE = "a − b"
    SUM = "jumlah"
    AVERAGE = "jumlah / banyaknya"


class Computed(Frozen):
    """A computed value: exact, rounded half-up to ``places``, and how it came about.

    ``steps`` are the figures in the order in which the formula names them.
    """

    kind: Literal["computed"] = "computed"
    value: Decimal
    places: int
    formula: Formula
    steps: tuple[Decimal, ...]

    @property
    def rounded(self) -> Decimal:
        """The value as it is shown."""
        return half_up(self.value, self.places)


class NotComputable(Frozen):
    """A value that the figures do not yield, and why."""

    kind: Literal["not_computable"] = "not_computable"
    reason: Reason


Result = Computed | NotComputable


class Verdict(StrEnum):
    """How a printed figure stands to a computed one."""

    EQUAL = "sesuai"
    ROUNDING = "sesuai setelah pembulatan"
    DIFFERENT = "berbeda"
    NOT_COMPUTABLE = "tidak dapat dihitung"


class Predicate(Frozen):
    """A SAKIP predicate: scores above ``above`` up to and including ``up_to``."""

    letter: str
    above: Decimal
    up_to: Decimal


PREDICATES = (
    Predicate(letter="AA", above=Decimal(90), up_to=Decimal(100)),
    Predicate(letter="A", above=Decimal(80), up_to=Decimal(90)),
    Predicate(letter="BB", above=Decimal(70), up_to=Decimal(80)),
    Predicate(letter="B", above=Decimal(60), up_to=Decimal(70)),
    Predicate(letter="CC", above=Decimal(50), up_to=Decimal(60)),
    Predicate(letter="C", above=Decimal(30), up_to=Decimal(50)),
    Predicate(letter="D", above=Decimal(0), up_to=Decimal(30)),
)


def half_up(value: Decimal, places: int) -> Decimal:
    """``value`` rounded to ``places`` decimals, halves away from zero."""
    with localcontext() as context:
        context.prec = PRECISION
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def in_steps(value: Decimal, step: Decimal, *, cut: bool = False) -> Decimal:
    """``value`` to a whole number of ``step``: halves away from zero, or ``cut`` off."""
    with localcontext() as context:
        context.prec = PRECISION
        rounding = ROUND_DOWN if cut else ROUND_HALF_UP
        return (value / step).quantize(Decimal(1), rounding=rounding) * step


def achievement(
    target: Decimal | str | None, realisasi: Decimal | str | None, arah: Arah = Arah.NAIK
) -> Result:
    """The achievement in percent by the printed formula for ``arah``.

    A letter (``"BB"``) on either side, a missing figure or a zero target has none.
    The result may exceed 100 and, where lower is better, fall below zero.
    """
    if target is None or realisasi is None:
        return NotComputable(reason=Reason.MISSING)
    if isinstance(target, str) or isinstance(realisasi, str):
        return NotComputable(reason=Reason.LETTER)
    if target == 0:
        return NotComputable(reason=Reason.ZERO_TARGET)
    with localcontext() as context:
        context.prec = PRECISION
        if arah is Arah.NAIK:
            value, formula = realisasi / target * HUNDRED, Formula.HIGHER
        else:
            value = (target - (realisasi - target)) / target * HUNDRED
            formula = Formula.LOWER
    return Computed(value=value, places=PLACES, formula=formula, steps=(realisasi, target))


def percent(part: int | Decimal | None, whole: int | Decimal | None) -> Result:
    """``part`` in ``whole`` in percent."""
    if part is None or whole is None:
        return NotComputable(reason=Reason.MISSING)
    part, whole = Decimal(part), Decimal(whole)
    if whole == 0:
        return NotComputable(reason=Reason.ZERO_TARGET)
    with localcontext() as context:
        context.prec = PRECISION
        value = part / whole * HUNDRED
    return Computed(value=value, places=PLACES, formula=Formula.SHARE, steps=(part, whole))


def average(total: int, count: int) -> Result:
    """``total`` over ``count``, for example voters per polling station."""
    if count == 0:
        return NotComputable(reason=Reason.ZERO_TARGET)
    with localcontext() as context:
        context.prec = PRECISION
        value = Decimal(total) / Decimal(count)
    return Computed(
        value=value,
        places=PLACES,
        formula=Formula.AVERAGE,
        steps=(Decimal(total), Decimal(count)),
    )


def difference(a: int | Decimal, b: int | Decimal) -> Computed:
    """``a`` less ``b``, exact."""
    value = Decimal(a) - Decimal(b)
    return Computed(
        value=value,
        places=decimals(value),
        formula=Formula.DIFFERENCE,
        steps=(Decimal(a), Decimal(b)),
    )


def total(values: Sequence[int | Decimal]) -> Computed:
    """The sum of ``values``, exact; of none it is zero."""
    steps = tuple(Decimal(value) for value in values)
    value = sum(steps, Decimal(0))
    return Computed(value=value, places=decimals(value), formula=Formula.SUM, steps=steps)


def decimals(value: Decimal) -> int:
    """How many decimals ``value`` is written with."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def predicate(score: Decimal) -> str | None:
    """The SAKIP letter for ``score``; ``None`` outside 0–100.

    Lower bounds are strict: 80,00 is BB, and 80,01 is A. Zero is D.
    """
    if score == 0:
        return PREDICATES[-1].letter
    return next((p.letter for p in PREDICATES if p.above < score <= p.up_to), None)


def predicate_bounds(letter: str) -> Predicate | None:
    """The interval of a SAKIP letter; ``None`` for a letter that is none."""
    return next((p for p in PREDICATES if p.letter == letter.strip().upper()), None)


def verify(printed: Decimal | None, computed: Result) -> Verdict:
    """How ``printed`` stands to ``computed``.

    ``ROUNDING`` means that rounding the computed value half-up to the decimals
    that are printed gives the printed one.
    """
    if printed is None or isinstance(computed, NotComputable):
        return Verdict.NOT_COMPUTABLE
    if printed == computed.value:
        return Verdict.EQUAL
    if half_up(computed.value, decimals(printed)) == printed:
        return Verdict.ROUNDING
    return Verdict.DIFFERENT
