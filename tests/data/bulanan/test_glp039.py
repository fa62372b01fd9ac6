"""SAKTI's report GLP039 as its layout is known; all figures made up (rekaan)."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from data.bulanan.codes import as_typed
from data.bulanan.reading import FileRefused, read_file
from data.bulanan.workbook import cell_text
from data.models import BarisBerkas, Berkas, Bulan, JenisBelanja
from tests.data.bulanan.workbooks import SHEET, book, members, packed

NAME = "GLP039_LAPORAN REALISASI SUPER "
COLUMNS = {letter: place for place, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
WIDTH = 31


def line(**cells: Any) -> list[Any]:
    """A row with ``cells`` by their letters."""
    row: list[Any] = [""] * WIDTH
    for letter, value in cells.items():
        row[COLUMNS[letter]] = value
    return row


def amounts(pagu: int, before: int, now: int, end: str = "Z") -> dict[str, Any]:
    """The cells of a row's amounts, those up to the period's end in the column ``end``."""
    return {"Q": pagu, "S": 0, "W": before, "X": now, end: before + now}


TITLE = [
    line(A="LAPORAN REALISASI FA DETAIL (REKAAN)"),
    line(A="Per Program; Kegiatan; Output"),
    line(A="Periode Oktober 2025"),
    line(A="Kementerian : 076 KOMISI PEMILIHAN UMUM"),
    line(A="Unit Organisasi : 01"),
    line(A="Satuan Kerja : (rekaan)"),
]
HEAD = [
    line(B="Uraian", Q="Pagu\nRevisi", S="Lock Pagu", W="Realisasi TA 2025"),
    line(W="Periode Lalu", X="Periode Ini", Y="s.d. Periode"),
]
WHOLE = line(A="JUMLAH SELURUHNYA", **amounts(2000, 600, 100, "Y"))
ROWS = [
    line(B="076.01.CQ", D="Program (rekaan)", **amounts(2000, 600, 100)),
    line(B="CQ.6871", I="Kegiatan (rekaan)", **amounts(2000, 600, 100)),
    line(C="QGE", G="KRO (rekaan)", **amounts(2000, 600, 100)),
    line(C="QGE.002", K="Keluaran (rekaan)", **amounts(2000, 600, 100)),
    line(E="051", J="Komponen (rekaan)", **amounts(2000, 600, 100)),
    line(F="051.0A", L="Subkomponen (rekaan)", **amounts(1500, 500, 100)),
    line(H="521211", M="Akun (rekaan)", **amounts(1000, 300, 100)),
    line(N="000001. Rincian (rekaan)", **amounts(1000, 300, 100)),
    line(B="*Lock Pagu adalah pagu yang sedang diusulkan revisinya"),
    *TITLE[:3],
    *HEAD,
    line(H=532111.0, M="Akun modal (rekaan)", **amounts(500, 200, 0)),
    line(E="052", J="Komponen lain (rekaan)", **amounts(500, 100, 0)),
    line(H="511111", M="Akun pegawai (rekaan)", **amounts(500, 100, 0)),
]
START = [*TITLE, *HEAD]


def read(rows: list[list[Any]]) -> Berkas:
    """A workbook with ``rows`` as it is read."""
    return read_file("apa saja.xlsx", book(rows, NAME))


def codes(file: Berkas) -> list[str]:
    """The codes of the rows."""
    return [row.kode for row in file.baris]


def test_the_whole_report() -> None:
    """Codes are put together from the rows above; items, notes and repeated heads are left out."""
    file = read([*START, WHOLE, *ROWS])
    assert (file.susunan, file.bulan, file.pesan) == ("glp039", Bulan(tahun=2025, bulan=10), ())
    assert codes(file) == [
        "TOTAL",
        "CQ",
        "CQ.6871",
        "6871.QGE",
        "6871.QGE.002",
        "6871.QGE.002.051",
        "6871.QGE.002.051.A",
        "6871.QGE.002.051.A.521211",
        "6871.QGE.002.051.A.532111",
        "6871.QGE.002.052",
        "6871.QGE.002.052.511111",
    ]
    assert file.baris[0] == BarisBerkas(
        nomor=9,
        kode="TOTAL",
        kode_tercetak="JUMLAH SELURUHNYA",
        uraian="JUMLAH SELURUHNYA",
        pagu=2000,
        realisasi=700,
        blokir=0,
        lalu=600,
        ini=100,
    )
    assert file.baris[7] == BarisBerkas(
        nomor=16,
        kode="6871.QGE.002.051.A.521211",
        kode_tercetak="521211",
        uraian="Akun (rekaan)",
        pagu=1000,
        realisasi=400,
        blokir=0,
        jenis_belanja=JenisBelanja.BARANG,
        lalu=300,
        ini=100,
    )
    assert [row.jenis_belanja for row in file.baris[8:]] == ["modal", None, "pegawai"]
    assert [row.uraian for row in file.baris[1:4]] == [
        "Program (rekaan)",
        "Kegiatan (rekaan)",
        "KRO (rekaan)",
    ]


def test_scientific_figures() -> None:
    """The amounts stand in the file in scientific notation and are read to the rupiah."""
    whole = line(A="Jumlah  Seluruhnya", Q=20373920000, W=12223943202, X=0, Y=12223943202)
    assert b"<v>2.037392E10</v>" in members([whole], NAME)[SHEET]
    file = read([*START, whole])
    assert (file.baris[0].pagu, file.baris[0].realisasi) == (20373920000, 12223943202)
    assert file.baris[0].blokir is None


def test_as_text() -> None:
    """The same report as separated text is recognised too."""
    text = io.StringIO(newline="")
    rows = [[cell_text(cell) for cell in row] for row in [*START, WHOLE, *ROWS]]
    csv.writer(text).writerows(rows)
    file = read_file("x.csv", text.getvalue().encode())
    assert file.baris == read([*START, WHOLE, *ROWS]).baris


def test_nothing_is_recomputed() -> None:
    """Figures that contradict each other are handed on as they stand."""
    file = read([*START, WHOLE, line(B="CQ", D="a", Q=1, W=5, X=5, Y=7)])
    assert (file.baris[1].lalu, file.baris[1].ini, file.baris[1].realisasi) == (5, 5, 7)


def test_both_columns() -> None:
    """Amounts up to the period's end may stand in both columns if they are equal."""
    rows = [line(B=code, D="a", Q=9, Y=7, Z=end) for code, end in (("CQ", 7), ("WA", 8))]
    file = read([*START, WHOLE, *rows])
    assert codes(file) == ["TOTAL", "CQ"]
    (message,) = file.pesan
    assert (message.kunci, message.kolom, message.kode) == (
        "angka_ganda",
        "Y/Z (s.d. Periode)",
        "WA",
    )
    assert (message.baris, message.angka) == (11, (7, 8))


def test_cells_that_cannot_be_read() -> None:
    """Empty and unreadable amounts are named with their column."""
    rows = [
        line(B="CQ", D="a"),
        line(B="WA", D="b", Q="1,5", Z="x", S="y"),
    ]
    file = read([*START, WHOLE, *rows])
    assert [(m.kunci, m.baris, m.kolom, m.kode) for m in file.pesan] == [
        ("angka_kosong", 10, "Q (Pagu Revisi)", "CQ"),
        ("angka_kosong", 10, "Y/Z (s.d. Periode)", "CQ"),
        ("angka_tak_terbaca", 11, "Q (Pagu Revisi)", "WA"),
        ("angka_tak_terbaca", 11, "S (Lock Pagu)", "WA"),
        ("angka_tak_terbaca", 11, "Z (s.d. Periode)", "WA"),
    ]


@pytest.mark.parametrize(
    "cells", [{"P": 2000, "X": 700}, {"Q": 2000, "X": 700}, {"P": 2000, "Z": 700}]
)
def test_shifted_columns(cells: dict[str, Any]) -> None:
    """A report whose amounts stand in other columns is refused rather than misread."""
    with pytest.raises(FileRefused) as caught:
        read([*START, line(A="JUMLAH SELURUHNYA", **cells), *ROWS])
    (message,) = caught.value.pesan
    assert (message.kunci, message.baris) == ("susunan_bergeser", 9)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([line(C="QGE.002", K="a")], "QGE.002"),
        ([line(B="CQ"), line(C="QGE", G="a")], "QGE"),
        ([line(E="051", J="a")], "051"),
        ([line(B="W.3360", I="a")], "W.3360"),
        ([line(B="CQ.6871"), line(B="w.3360"), line(C="QGE", G="a")], "QGE"),
        ([line(B="CQ"), line(B="6871", I="a")], "CQ.6871"),
        ([line(C="6871.QGE.002", K="a")], "6871.QGE.002"),
        ([line(C="6871.QGE.002"), line(E="51", J="a")], "6871.QGE.002.051"),
        ([line(C="6871.QGE.002"), line(E="5A"), line(H="521211", M="a")], "521211"),
    ],
)
def test_context(rows: list[list[Any]], code: str) -> None:
    """A code without the rows above it, or below a malformed one, is kept as it is printed."""
    figures = amounts(1, 0, 1)
    for row in rows:
        for letter, value in figures.items():
            row[COLUMNS[letter]] = value
    file = read([*START, WHOLE, *rows])
    assert (file.baris[-1].kode, file.baris[-1].uraian) == (code, "a")
    assert [row.kode_tercetak for row in file.baris[1:]] == [
        next(str(cell) for cell in row if cell) for row in rows
    ]
    assert len(file.baris) == len(rows) + 1
    assert as_typed(code) == code


def test_a_name_in_another_column() -> None:
    """A name that stands in another column than its level's is found; none is empty."""
    figures = amounts(1, 0, 1)
    file = read([*START, WHOLE, line(B="CQ", G="lain", **figures), line(B="WA", **figures)])
    assert [row.uraian for row in file.baris[1:]] == ["lain", ""]


@pytest.mark.parametrize(
    ("title", "month"),
    [
        (["Periode Oktober 2025"], "2025-10"),
        (["PERIODE : 31 OKTOBER 2025"], "2025-10"),
        (["Periode Januari s.d. Oktober 2025"], "2025-10"),
        (["Tahun Anggaran 2025", "Periode Oktober"], "2025-10"),
        (["TA. 2025", "Periode : September"], "2025-09"),
        (["Dicetak 3 November 2025", "Periode Oktober"], None),
        (["Periode 10"], None),
        (["Periode", "Periode Mei 2026"], "2026-05"),
        ([], None),
    ],
)
def test_month(title: list[str], month: str | None) -> None:
    """The month is the last that the title's period names, the year its own or the budget's."""
    rows = [line(A=text) for text in title] + [line()] * (6 - len(title))
    file = read([*rows, *HEAD, WHOLE])
    assert (None if file.bulan is None else str(file.bulan)) == month


def test_a_name_with_a_space_at_its_end() -> None:
    """The sheet's name ends in a space, in the file and for the reader."""
    parts = members([*START, WHOLE], NAME)
    assert b'name="GLP039_LAPORAN REALISASI SUPER "' in parts["xl/workbook.xml"]
    assert codes(read_file("x.xlsx", packed(parts))) == ["TOTAL"]
