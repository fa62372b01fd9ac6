"""Verdicts: equality, rounding half-up, comparisons, and figures that the report has twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.verifikasi.angka import find, plain
from data.verifikasi.putusan import Cetakan, Penilaian, Pokok, Vonis, judge

D = Decimal
SHORT = {
    Vonis.SESUAI: "sesuai",
    Vonis.BULAT: "bulat",
    Vonis.BEDA: "beda",
    Vonis.TANYA: "tanya",
}


def subject(*figures: Cetakan | str) -> Pokok:
    """A made-up subject (rekaan) with ``figures``."""
    return Pokok(
        kunci="rekaan",
        nama="rekaan",
        satuan="orang",
        cetakan=tuple(Cetakan(nilai=D(one)) if isinstance(one, str) else one for one in figures),
        sumber="dpt",
        pertanyaan="/dpt",
    )


def verdict(text: str, compared: str, *figures: Cetakan | str) -> Penilaian:
    """What the figure written as ``text`` is for ``figures``."""
    (found,) = find(plain(text))
    return judge(found, compared, subject(*figures))


@pytest.mark.parametrize(
    ("text", "compared", "value", "told"),
    [
        ("244.838", "", "244838", "sesuai"),
        ("244.839", "", "244838", "beda"),
        ("245 ribu", "", "244838", "bulat"),
        ("244 ribu", "", "244838", "beda"),
        ("244,8 ribu", "", "244838", "bulat"),
        ("245.000", "", "244838", "bulat"),
        ("244.840", "", "244838", "beda"),
        ("1.000", "", "1032", "beda"),
        ("11,63 miliar", "", "11632683000", "bulat"),
        ("11,62 miliar", "", "11632683000", "beda"),
        ("99,6 persen", "", "99.61", "bulat"),
        ("2,5", "", "2.45", "bulat"),
        ("2,4", "", "2.45", "beda"),
        ("244.838", "tepat", "244838", "sesuai"),
        ("245 ribu", "tepat", "244838", "beda"),
        ("240 ribu", "sekitar", "244838", "bulat"),
        ("230 ribu", "sekitar", "244838", "tanya"),
        ("200 ribu", "sekitar", "244838", "beda"),
        ("100 ribu", "sekitar", "94000", "tanya"),
        ("245 ribu", "hampir", "244838", "bulat"),
        ("240 ribu", "hampir", "244838", "tanya"),
        ("244.838", "hampir", "244838", "tanya"),
        ("300 ribu", "hampir", "244838", "beda"),
        ("240 ribu", "lebih", "244838", "sesuai"),
        ("244.838", "lebih", "244838", "beda"),
        ("244.838", "minimal", "244838", "sesuai"),
        ("250 ribu", "kurang", "244838", "sesuai"),
        ("244.838", "kurang", "244838", "beda"),
        ("244.838", "maksimal", "244838", "sesuai"),
        ("244 ribu", "lebih_sedikit", "244838", "sesuai"),
        ("243 ribu", "lebih_sedikit", "244838", "tanya"),
        ("250 ribu", "lebih_sedikit", "244838", "beda"),
        ("0", "", "5", "beda"),
        ("0", "", "0", "sesuai"),
        ("5", "sekitar", "0", "beda"),
    ],
)
def test_a_figure_against_the_reports(text: str, compared: str, value: str, told: str) -> None:
    """What is equal, rounded, different or not to be told apart is told as such."""
    assert SHORT[verdict(text, compared, value).vonis] == told


def test_how_far_it_is_off() -> None:
    """A different figure is told with the difference, in percent too where that says more."""
    off = verdict("250.000", "", "244838")
    assert (off.selisih, off.persen) == (D(5162), D("2.11"))
    assert verdict("90 persen", "", "99.61").persen is None
    assert verdict("5", "", "0").persen is None
    assert verdict("0,244 juta", "", "244838").selisih == D(-838)
    assert verdict("99,5", "", "99.61").selisih == D("-0.11")


def test_why_it_is_off() -> None:
    """A figure that is merely cut off, or would be right if rounded, is told as that."""
    assert verdict("244 ribu", "", "244838").sebab == "dipotong"
    assert verdict("244.840", "", "244838").sebab == "nol"
    assert verdict("250.001", "", "244838").sebab == ""
    assert verdict("250 ribu", "lebih", "244838").sebab == "bukan_lebih"


def test_printed_twice() -> None:
    """A figure that is printed somewhere agrees with what is printed there."""
    both = (Cetakan(nilai=D("99.61"), di="BAB III"), Cetakan(nilai=D("98.38"), di="BAB IV"))
    found = verdict("98,38 persen", "", *both)
    assert found.cocok == both[1]
    assert (found.vonis, found.sebab) == (Vonis.SESUAI, "tercetak")
    assert verdict("97 persen", "", *both).cocok == both[0]
    assert verdict("99 persen", "lebih", *both).sebab == "beragam"
    assert verdict("98 persen", "lebih", *both).vonis is Vonis.SESUAI


def test_only_added_up() -> None:
    """What the rows add up to, and is not printed, differs from what is printed."""
    printed, added = Cetakan(nilai=D(240)), Cetakan(nilai=D(1121), asal="hitung")
    found = verdict("1.121", "", printed, added)
    assert (found.vonis, found.cocok, found.sebab) == (Vonis.BEDA, printed, "hitungan")
    assert verdict("1.121", "", added).vonis is Vonis.SESUAI


def test_more_digits_than_are_printed() -> None:
    """More digits than the report prints agree where the recomputed figure has them."""
    exact = Cetakan(nilai=D("99.609443"), asal="hitung", setara=True)
    found = verdict("99,609 persen", "", Cetakan(nilai=D("99.61")), exact)
    assert (found.vonis, found.sebab) == (Vonis.BULAT, "")


def test_a_figure_that_cannot_be_read() -> None:
    """Nothing is judged where the report's figure is not certain."""
    assert verdict("57", "").sebab == "tak_terbaca"


@given(st.integers(min_value=1, max_value=10**12), st.integers(min_value=1, max_value=10**12))
def test_other_digits_are_never_equal(value: int, other: int) -> None:
    """Two whole numbers are told to be equal only where they are."""
    found = verdict(f"{other:,}".replace(",", "."), "", str(value))
    assert (found.vonis is Vonis.SESUAI) == (value == other)
    if found.vonis is Vonis.BULAT:
        assert abs(value - other) * 2 <= 10 ** (len(str(other)) - 2)
