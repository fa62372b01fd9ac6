"""The calculator: exact, half-up, typed, and never a guess."""

from __future__ import annotations

import ast
import itertools
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from data import calculator
from data.calculator import (
    PREDICATES,
    Computed,
    Formula,
    NotComputable,
    Reason,
    Verdict,
    achievement,
    average,
    decimals,
    difference,
    half_up,
    percent,
    predicate,
    predicate_bounds,
    total,
    verify,
)
from data.models import Arah

D = Decimal
CENT = Fraction(1, 100)
figures = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
positive = st.decimals(min_value=D("0.01"), max_value=10**9, places=2)
scores = st.decimals(min_value=0, max_value=100, places=3)
counts = st.integers(min_value=0, max_value=10**15)


def computed(result: object) -> Computed:
    """``result``, which must be a computed value."""
    assert isinstance(result, Computed)
    return result


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("87.125", 2, "87.13"),
        ("87.135", 2, "87.14"),
        ("-87.125", 2, "-87.13"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("0.005", 2, "0.01"),
        ("0.00499999999999999999999999", 2, "0.00"),
        ("114.4230769", 2, "114.42"),
        ("99.995", 2, "100.00"),
        ("12345678901234567890.125", 2, "12345678901234567890.13"),
        ("7", 2, "7.00"),
    ],
)
def test_halves_are_rounded_away_from_zero(value: str, places: int, rounded: str) -> None:
    """Halves go up as a reader expects, in contrast to Python's own ``round``."""
    assert str(half_up(D(value), places)) == rounded


@given(figures, st.integers(min_value=0, max_value=3))
def test_rounding_never_moves_more_than_half_a_unit(value: Decimal, places: int) -> None:
    """The rounded value differs by half a unit at most, away from zero at exactly half."""
    rounded = half_up(value, places)
    unit = Fraction(1, 10**places)
    moved = abs(Fraction(rounded) - Fraction(value))
    assert moved <= unit / 2
    if moved == unit / 2:
        assert abs(rounded) > abs(value)
    assert Fraction(rounded) % unit == 0
    assert decimals(rounded) == places
    assert half_up(rounded, places) == rounded


@given(figures, figures)
def test_rounding_keeps_order(first: Decimal, second: Decimal) -> None:
    """A larger value is never rounded below a smaller one."""
    low, high = sorted((first, second))
    assert half_up(low, 2) <= half_up(high, 2)


@pytest.mark.parametrize(
    ("target", "realisasi", "arah", "rounded"),
    [
        ("78", "89.25", Arah.NAIK, "114.42"),
        ("79", "89.25", Arah.NAIK, "112.97"),
        ("100", "100", Arah.NAIK, "100.00"),
        ("100", "0", Arah.NAIK, "0.00"),
        ("10", "8", Arah.TURUN, "120.00"),
        ("10", "12", Arah.TURUN, "80.00"),
        ("10", "25", Arah.TURUN, "-50.00"),
        ("3", "1", Arah.NAIK, "33.33"),
        ("800", "697", Arah.NAIK, "87.13"),
    ],
)
def test_achievement_follows_the_printed_formulas(
    target: str, realisasi: str, arah: Arah, rounded: str
) -> None:
    """Known values of both formulas of BAB III.A."""
    result = computed(achievement(D(target), D(realisasi), arah))
    assert str(result.rounded) == rounded
    assert result.steps == (D(realisasi), D(target))
    assert result.formula is (Formula.HIGHER if arah is Arah.NAIK else Formula.LOWER)


@pytest.mark.parametrize(
    ("target", "realisasi", "reason"),
    [
        (D(0), D(5), Reason.ZERO_TARGET),
        (D("0.00"), D(0), Reason.ZERO_TARGET),
        ("B", "BB", Reason.LETTER),
        ("B", D(70), Reason.LETTER),
        (D(70), "BB", Reason.LETTER),
        (None, D(1), Reason.MISSING),
        (D(1), None, Reason.MISSING),
        (None, "BB", Reason.MISSING),
        (None, None, Reason.MISSING),
    ],
)
@pytest.mark.parametrize("arah", list(Arah))
def test_achievement_that_cannot_be_computed_says_why(
    target: Decimal | str | None, realisasi: Decimal | str | None, reason: Reason, arah: Arah
) -> None:
    """A zero target, a letter and a missing figure have a reason instead of a value."""
    assert achievement(target, realisasi, arah) == NotComputable(reason=reason)


@given(positive, figures)
def test_achievement_where_higher_is_better_can_be_undone(
    target: Decimal, realisasi: Decimal
) -> None:
    """Target times achievement over a hundred gives the realisasi back."""
    result = computed(achievement(target, realisasi))
    back = Fraction(result.value) * Fraction(target) / 100
    assert abs(back - Fraction(realisasi)) <= abs(Fraction(realisasi)) / 10**40


@given(positive, figures)
def test_both_directions_are_mirror_images(target: Decimal, realisasi: Decimal) -> None:
    """What one direction exceeds 100 by, the other falls short of it."""
    up = Fraction(computed(achievement(target, realisasi, Arah.NAIK)).value)
    down = Fraction(computed(achievement(target, realisasi, Arah.TURUN)).value)
    assert abs(up + down - 200) <= (abs(up) + 200) / 10**40


@given(positive)
def test_reaching_the_target_is_one_hundred(target: Decimal) -> None:
    """Realisasi equal to the target is exactly 100 percent in both directions."""
    for arah in Arah:
        assert computed(achievement(target, target, arah)).value == 100


@given(positive, figures, figures)
def test_more_is_better_or_worse_by_direction(
    target: Decimal, first: Decimal, second: Decimal
) -> None:
    """A higher realisasi never lowers the first achievement nor raises the second."""
    low, high = sorted((first, second))
    up = [computed(achievement(target, value)).value for value in (low, high)]
    down = [computed(achievement(target, value, Arah.TURUN)).value for value in (low, high)]
    assert up == sorted(up)
    assert down == sorted(down, reverse=True)


@given(positive, figures, st.integers(min_value=1, max_value=1000))
def test_achievement_knows_no_unit(target: Decimal, realisasi: Decimal, factor: int) -> None:
    """Counting target and realisasi in another unit changes nothing."""
    plain = computed(achievement(target, realisasi)).value
    scaled = computed(achievement(target * factor, realisasi * factor)).value
    assert abs(Fraction(plain) - Fraction(scaled)) <= abs(Fraction(plain)) / 10**40


@pytest.mark.parametrize(
    ("part", "whole", "rounded"),
    [
        (11620233939, 11632683000, "99.89"),
        (214623011840, 215464527000, "99.61"),
        (244838, 3988372, "6.14"),
        (D("17"), 23, "73.91"),
        (0, 5, "0.00"),
    ],
)
def test_percent_of_known_figures(part: int | Decimal, whole: int, rounded: str) -> None:
    """Known shares of the report."""
    result = computed(percent(part, whole))
    assert str(result.rounded) == rounded
    assert (result.formula, result.steps) == (Formula.SHARE, (D(part), D(whole)))


def test_percent_that_cannot_be_computed_says_why() -> None:
    """Nothing is no share, and there is no share of zero or of nothing."""
    assert percent(1, 0) == NotComputable(reason=Reason.ZERO_TARGET)
    assert percent(None, 5) == NotComputable(reason=Reason.MISSING)
    assert percent(5, None) == NotComputable(reason=Reason.MISSING)


@given(st.lists(counts, min_size=1, max_size=20))
def test_shares_of_a_whole_add_up_to_one_hundred(parts: list[int]) -> None:
    """The exact shares of all parts are 100 percent together."""
    whole = sum(parts)
    assume(whole)
    shares = [Fraction(computed(percent(part, whole)).value) for part in parts]
    assert abs(sum(shares, Fraction(0)) - 100) <= Fraction(len(parts), 10**40)


def test_average_of_known_figures() -> None:
    """Voters a polling station, and none where there is no station."""
    result = computed(average(244838, 557))
    assert str(result.rounded) == "439.57"
    assert (result.formula, result.steps) == (Formula.AVERAGE, (D(244838), D(557)))
    assert average(5, 0) == NotComputable(reason=Reason.ZERO_TARGET)


@given(counts, st.integers(min_value=1, max_value=10**9))
def test_average_times_count_is_the_total(whole: int, count: int) -> None:
    """The average can be undone."""
    value = Fraction(computed(average(whole, count)).value)
    assert abs(value * count - whole) <= Fraction(max(whole, 1), 10**40)


@given(figures, figures)
def test_difference_is_exact(a: Decimal, b: Decimal) -> None:
    """A difference is exact and turns its sign when its sides are exchanged."""
    result = difference(a, b)
    assert Fraction(result.value) == Fraction(a) - Fraction(b)
    assert result.value == -difference(b, a).value
    assert result.rounded == result.value
    assert (result.formula, result.steps) == (Formula.DIFFERENCE, (a, b))


@given(st.lists(figures, max_size=30))
def test_total_is_exact_in_any_order(values: list[Decimal]) -> None:
    """A sum is exact, whatever its order, and zero of nothing."""
    result = total(values)
    assert Fraction(result.value) == sum(map(Fraction, values), Fraction(0))
    assert total(values[::-1]).value == result.value
    assert result.rounded == result.value
    assert (result.formula, result.steps) == (Formula.SUM, tuple(values))


@pytest.mark.parametrize(
    ("score", "letter"),
    [
        ("100", "AA"),
        ("90.01", "AA"),
        ("90.00", "A"),
        ("80.01", "A"),
        ("80.00", "BB"),
        ("77.95", "BB"),
        ("70.01", "BB"),
        ("70.00", "B"),
        ("60", "CC"),
        ("50", "C"),
        ("30.01", "C"),
        ("30", "D"),
        ("0.01", "D"),
        ("0", "D"),
        ("100.01", None),
        ("-0.01", None),
    ],
)
def test_predicates_of_known_scores(score: str, letter: str | None) -> None:
    """Lower bounds are strict: 80,00 is still BB."""
    assert predicate(D(score)) == letter


@given(scores)
def test_predicates_part_the_scale(score: Decimal) -> None:
    """Each score from 0 to 100 has exactly one letter, the one whose interval holds it."""
    fitting = [p.letter for p in PREDICATES if p.above < score <= p.up_to]
    assert len(fitting) == (0 if score == 0 else 1)
    assert [predicate(score)] == (fitting or ["D"])


def test_predicates_meet_end_to_end() -> None:
    """The intervals follow each other without gap or overlap, from 100 down to 0."""
    assert PREDICATES[0].up_to == 100
    assert PREDICATES[-1].above == 0
    for upper, lower in itertools.pairwise(PREDICATES):
        assert upper.above == lower.up_to


@given(
    st.one_of(
        st.decimals(max_value=D("-0.01"), min_value=-1000, places=2),
        st.decimals(min_value=D("100.01"), max_value=1000, places=2),
    )
)
def test_there_is_no_predicate_off_the_scale(score: Decimal) -> None:
    """A score below 0 or above 100 has no letter."""
    assert predicate(score) is None


@pytest.mark.parametrize("entry", PREDICATES, ids=lambda entry: entry.letter)
def test_letters_have_their_interval(entry: calculator.Predicate) -> None:
    """A letter is found in any case and with spaces around it."""
    assert predicate_bounds(f" {entry.letter.lower()} ") is entry
    assert predicate_bounds(f"{entry.letter}{entry.letter}X") is None


@pytest.mark.parametrize(
    ("printed", "part", "whole", "verdict"),
    [
        ("99.61", 214623011840, 215464527000, Verdict.ROUNDING),
        ("98.38", 214623011840, 215464527000, Verdict.DIFFERENT),
        ("50", 1, 2, Verdict.EQUAL),
        ("50.00", 1, 2, Verdict.EQUAL),
        ("33.3", 1, 3, Verdict.ROUNDING),
        ("33.34", 1, 3, Verdict.DIFFERENT),
        ("33", 1, 3, Verdict.ROUNDING),
        ("1", 1, 0, Verdict.NOT_COMPUTABLE),
    ],
)
def test_verify_known_figures(printed: str, part: int, whole: int, verdict: Verdict) -> None:
    """Equal, equal after rounding, different, or beyond computing."""
    assert verify(D(printed), percent(part, whole)) is verdict


def test_nothing_printed_cannot_be_verified() -> None:
    """Where nothing is printed there is nothing to hold against the computed value."""
    assert verify(None, percent(1, 2)) is Verdict.NOT_COMPUTABLE


@given(figures, counts, counts)
def test_verdicts_exclude_each_other(printed: Decimal, part: int, whole: int) -> None:
    """Exactly one verdict fits: equal, rounding, different, or not computable."""
    result = percent(part, whole)
    verdict = verify(printed, result)
    if isinstance(result, NotComputable):
        assert verdict is Verdict.NOT_COMPUTABLE
        return
    gap = abs(Fraction(printed) - Fraction(result.value))
    half = Fraction(1, 10 ** decimals(printed)) / 2
    if gap == 0:
        assert verdict is Verdict.EQUAL
    elif gap > half:
        assert verdict is Verdict.DIFFERENT
    elif gap < half:
        assert verdict is Verdict.ROUNDING
    else:
        away = abs(printed) > abs(result.value)
        assert verdict is (Verdict.ROUNDING if away else Verdict.DIFFERENT)


@given(counts, st.integers(min_value=1, max_value=10**15), st.integers(0, 4))
def test_what_is_rounded_half_up_always_verifies(part: int, whole: int, places: int) -> None:
    """A figure printed by the rule of the report is never called different."""
    result = computed(percent(part, whole))
    verdict = verify(half_up(result.value, places), result)
    assert verdict in {Verdict.EQUAL, Verdict.ROUNDING}


def test_decimals_are_counted_as_written() -> None:
    """Trailing zeros count, a power of ten does not, and no number has no decimals."""
    assert [decimals(D(text)) for text in ("1.50", "7", "1E+3", "NaN")] == [2, 0, 0, 0]


# A workbook's cell arrives as a float and is made exact there; a time limit is no figure.
NO_FIGURES = {"workbook.py", "sandbox.py"}
# What somebody may ask comes back second by second.
NO_FIGURES |= {"allowance.py", "flood.py"}
# Places on a page or in a picture are no figures either.
NO_FIGURES |= {"sheet.py", "bars.py", "lines.py", "drawing.py", "page.py", "pdf.py"}


@pytest.mark.parametrize("folder", ["data", "handlers"])
def test_no_float_and_no_round(folder: str) -> None:
    """Neither ``float`` nor ``round`` nor a float literal stands in the code."""
    root = Path(calculator.__file__).parents[1] / folder
    found = [
        f"{path.name}:{node.lineno}"
        for path in root.rglob("*.py")
        if path.name not in NO_FIGURES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id in {"float", "round"})
    ]
    assert found == []
