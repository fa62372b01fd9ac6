"""Results and amounts as they stand in pictures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data.calculator import percent as share_of
from data.charts import wording


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "Rp0"),
        (999_999, "Rp999.999"),
        (1_000_000, "Rp1 juta"),
        (11_632_683_000, "Rp11,63 miliar"),
        (999_999_999, "Rp1,00 miliar"),
        (999_999_999_999_999, "Rp1.000,00 triliun"),
        (-1_500_000, "-Rp1,50 juta"),
        (None, "tidak tercantum"),
    ],
)
def test_amounts_are_short(value: int | None, text: str) -> None:
    """An amount is told in the largest word it reaches; a round one without decimals."""
    assert wording.amount(value) == text


def test_percentages_that_cannot_be_computed_say_so() -> None:
    """A share of nothing is no number; a whole percentage may go without decimals."""
    whole, nothing = share_of(5, 5), share_of(1, 0)
    assert (wording.share(whole), wording.plain(whole), wording.drawn(whole)) == (
        "100,00%",
        "100%",
        Decimal("100.00"),
    )
    assert wording.share(nothing) == wording.plain(nothing) == "tidak dapat dihitung"
    assert wording.drawn(nothing) is None


def test_lists_are_words() -> None:
    """A list ends in *dan*."""
    assert wording.listed(["A"]) == "A"
    assert wording.listed(["A", "B"]) == "A dan B"
    assert wording.listed(["A", "B", "C"]) == "A, B, dan C"
