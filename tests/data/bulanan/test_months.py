"""Months: written, read, ordered, and the day of their position."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.models import Bulan

MONTHS = st.builds(Bulan, tahun=st.integers(2001, 2099), bulan=st.integers(1, 12))


@given(month=MONTHS)
def test_written_and_read(month: Bulan) -> None:
    """What is written of a month is read as that month, and its neighbours are its neighbours."""
    assert Bulan.baca(str(month)) == month
    assert month.sebelum.sesudah == month.sesudah.sebelum == month
    assert month.sebelum < month < month.sesudah
    assert Bulan.dari(month.akhir) == month
    assert month.akhir.day >= 28


@pytest.mark.parametrize("text", ["", "2025", "2025-13", "2025-00", "1999-05", "Oktober", "25-10"])
def test_no_month(text: str) -> None:
    """Anything else is no month."""
    assert Bulan.baca(text) is None


def test_leap_years() -> None:
    """The position of February is its last day."""
    assert Bulan(tahun=2024, bulan=2).akhir == date(2024, 2, 29)
