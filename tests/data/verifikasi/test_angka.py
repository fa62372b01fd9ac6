"""Figures as people write them, and numbers that state none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.verifikasi.angka import Angka, find, loose, number, plain
from data.verifikasi.bukan_klaim import years

D = Decimal


def only(text: str) -> Angka:
    """The one figure of ``text``."""
    (found,) = find(plain(text))
    return found


@pytest.mark.parametrize(
    ("text", "value", "step", "unit"),
    [
        ("244.838", "244838", "1", ""),
        ("244,838 orang", "244838", "1", "orang"),
        ("244838", "244838", "1", ""),
        ("244838pemilih", "244838", "1", "orang"),
        ("Rp11.632.683.000", "11632683000", "1", "rupiah"),
        ("Rp 215,464,527,000,-", "215464527000", "1", "rupiah"),
        ("Rp. 215,464,527,000,-", "215464527000", "1", "rupiah"),
        ("IDR 2000", "2000", "1", "rupiah"),
        ("2.000 rupiah", "2000", "1", "rupiah"),
        ("Rp11,63 miliar", "11630000000", "10000000", "rupiah"),
        ("Rp11,6 M", "11600000000", "100000000", "rupiah"),
        ("Rp2 T", "2000000000000", "1000000000000", "rupiah"),
        ("11,632 miliar", "11632000000", "1000000", ""),
        ("11.63 miliar", "11630000000", "10000000", ""),
        ("1,2 juta", "1200000", "100000", ""),
        ("245rb", "245000", "1000", ""),
        ("2.5 million", "2500000", "100000", ""),
        ("11.632.683 ribu", "11632683000", "1000", ""),
        ("99,61%", "99.61", "0.01", "persen"),
        ("99.61 persen", "99.61", "0.01", "persen"),
        ("99,610 %", "99.61", "0.001", "persen"),
        ("1.958.444,50", "1958444.5", "0.01", ""),
        ("360 m2", "360", "1", "m²"),
        ("360m²", "360", "1", "m²"),
        ("557 TPS", "557", "1", "TPS"),
        ("1.234", "1234", "1", ""),
        ("439,57", "439.57", "0.01", ""),
        ("0,244 juta", "244000", "1000", ""),
        ("2448,838", "2448.838", "0.001", ""),
        ("Rp 2024", "2024", "1", "rupiah"),
        ("sebanyak 2024 pemilih", "2024", "1", "orang"),
        ("244.838¹ pemilih", "244838", "1", "orang"),
    ],
)
def test_figures_as_people_write_them(text: str, value: str, step: str, unit: str) -> None:
    """A figure's value, the worth of its last digit and its unit are read from the text."""
    found = only(text)
    assert (found.nilai, found.langkah, found.satuan) == (D(value), D(step), unit)
    assert found.sebab == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("11,6 M", "rancu"),
        ("5 k", "rancu"),
        ("1.234 miliar", "rancu"),
        ("Rp1.234 M", "rancu"),
        ("1.2.3", "rancu"),
        ("1,23,4", "rancu"),
        ("1.234.567 persen", "rancu"),
        ("11.632,683", "rancu"),
        ("1.23.456,7", "rancu"),
        ("244.838 TPS 557 orang", "rancu"),
        ("-5 persen", "tanda"),
        ("naik +5", "tanda"),
        ("5 poin", "tanda"),
        ("5 persen poin", "tanda"),
        ("200-250 ribu", "rentang"),
        ("200 sampai 250", "rentang"),
        ("200 s.d. 250", "rentang"),
        ("antara 200 dan 250 ribu", "rentang"),
        ("3 juta 988 ribu", "bersambung"),
    ],
)
def test_figures_that_are_not_certain(text: str, reason: str) -> None:
    """A figure that reads two ways, a range or a signed one is kept with that reason."""
    assert find(plain(text))[0].sebab == reason


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("±245 ribu", "sekitar"),
        ("~245.000", "sekitar"),
        ("245 ribuan", "sekitar"),
        (">240.000", "lebih"),
        ("<= 240.000", "maksimal"),
        ("240.000", ""),
    ],
)
def test_signs_that_compare(text: str, compared: str) -> None:
    """A sign before a figure, or the ending -an, makes a comparison of it."""
    assert only(text).banding == compared


@pytest.mark.parametrize(
    "text",
    [
        "tahun 2024",
        "Pilkada 2024",
        "2020-2024",
        "DPT 2024 pemilih Sikka",
        "27 November 2024",
        "27/11/2024",
        "2024-11-27",
        "pukul 08.30 WITA",
        "jam 8",
        "08:30",
        "BAB 3",
        "Pasal 22",
        "UU Nomor 7 Tahun 2017",
        "PKPU 2/2024",
        "CQ.6871",
        "cq 6871",
        "6871.QGE.002",
        "53.07",
        "22 kabupaten/kota",
        "22 (dua puluh dua) kabupaten",
        "3 pasangan calon",
        "081234567890",
        "0812-3456-7890",
        "+62 812 3456 7890",
        "di TPS 12",
        "TPS 001",
        "ke-3",
        "peringkat 3",
        "https://contoh.id/2024/12345",
        "1. Sikka",
        "1️⃣",
        "5G",
        "1/2",
        "2½ juta",
        "007",
        "9" * 25,
        "",
    ],
)
def test_numbers_that_state_no_figure(text: str) -> None:
    """Years, dates, codes, numbers of things, telephone numbers and fractions are left out."""
    assert find(plain(text)) == ()


def test_a_label_is_no_unit() -> None:
    """A word before a colon, or on the next line, belongs to what follows."""
    first, second = find("Perempuan: 129.291 TPS: 557")
    assert (first.satuan, second.satuan) == ("", "")
    first, second = find("Perempuan: 129.291\nTPS 557")
    assert (first.satuan, first.sebab) == ("", "")


def test_the_worth_of_the_last_digit_that_counts() -> None:
    """Zeros at the end are told apart from digits that are meant."""
    assert loose(D(245000), D(1)) == D(1000)
    assert loose(D(244838), D(1)) == D(1)
    assert loose(D(0), D(1)) == D(1)


def test_years_are_told_with_their_place() -> None:
    """A year is found where it stands, a figure that looks like one is not."""
    assert years("Pilkada 2024, sebanyak 2019 pemilih") == ((8, 2024),)


@given(st.integers(min_value=0, max_value=10**13))
def test_every_style_is_read_alike(value: int) -> None:
    """A number written with dots or with commas has its value."""
    for text in (f"{value:,}".replace(",", "."), f"{value:,}"):
        found = number(text, decimal=False, scaled=False)
        assert found is not None
        assert (found.nilai, found.rancu) == (D(value), False)


@given(st.text(max_size=60))
def test_reading_never_fails(text: str) -> None:
    """Whatever is written yields figures that stand where they say."""
    line = plain(text)
    for found in find(line):
        assert line[found.awal : found.akhir].strip() == found.teks


def test_a_figure_beyond_all_reports_is_none() -> None:
    """What is larger than anything that is counted is no figure, and breaks nothing."""
    assert find("anggaran 99999999999999999 triliun") == ()
    assert [item.nilai for item in find("anggaran 999 triliun")] == [999 * 10**12]
