"""The table that is handed out; all figures made up (rekaan)."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from data.bulanan.reading import FileRefused, read_file
from data.bulanan.template import template_file

CODES = [("CQ", "Program (rekaan)"), ("6871.QGE.002", 'Nama; dengan "tanda" (rekaan)')]


def lines(content: bytes) -> list[list[str]]:
    """The cells of the template."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_template() -> None:
    """The template has the mark, the separator, the header, every code, and no amount."""
    content = template_file(CODES)
    assert content.startswith(b"\xef\xbb\xbfkode;uraian;pagu;realisasi;jenis_belanja;blokir\r\n")
    assert lines(content)[1:] == [[*pair, "", "", "", ""] for pair in CODES]


def test_unfilled() -> None:
    """An unfilled template names each row and column that is empty, and gives no row."""
    file = read_file("templat.csv", template_file(CODES))
    assert file.baris == ()
    assert [(m.kunci, m.galat, m.baris, m.kolom, m.kode) for m in file.pesan] == [
        ("angka_kosong", True, row, column, code)
        for row, code in ((2, "CQ"), (3, "6871.QGE.002"))
        for column in ("pagu", "realisasi")
    ]


def test_filled_as_text() -> None:
    """A template filled in as text reads back."""
    rows = lines(template_file(CODES))
    for row in rows[1:]:
        row[2:] = ["1.000", "400", "barang", ""]
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerows(rows)
    read = read_file("templat.csv", file.getvalue().encode("utf-8-sig"))
    assert [(row.kode, row.uraian, row.pagu, row.realisasi) for row in read.baris] == [
        (*pair, 1000, 400) for pair in CODES
    ]
    assert read.pesan == ()


def test_filled_as_a_workbook() -> None:
    """A template opened, filled in and saved as a workbook reads back."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in lines(template_file(CODES)):
        sheet.append([cell or None for cell in row])
    for number in (2, 3):
        sheet.cell(number, 3, 1000)
        sheet.cell(number, 4, 400.0)
        sheet.cell(number, 6, "-")
    file = io.BytesIO()
    workbook.save(file)
    read = read_file("templat.xlsx", file.getvalue())
    assert [(row.kode, row.pagu, row.realisasi, row.blokir) for row in read.baris] == [
        ("CQ", 1000, 400, None),
        ("6871.QGE.002", 1000, 400, None),
    ]
    assert read.pesan == ()


def test_names_are_no_formulas() -> None:
    """A name that a spreadsheet would take for a formula is handed out as text."""
    names = ["=HYPERLINK(1)", "@SUM(1)", "+1+1", "-1+1", "Biasa (rekaan)"]
    told = [row[1] for row in lines(template_file([("CQ", name) for name in names]))[1:]]
    assert told == [*(f"'{name}" for name in names[:4]), names[4]]


def test_a_workbook_that_holds_a_formula_as_text() -> None:
    """A formula that is written as text in a workbook is refused like any other."""
    book = openpyxl.Workbook()
    book.active.append(["kode", "uraian", "pagu", "realisasi"])
    book.active.append(["CQ", "x", 10, 5])
    book.active["B2"].value = '=HYPERLINK("x")'
    book.active["B2"].data_type = "s"
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(FileRefused) as refused:
        read_file("rekaan.xlsx", file.getvalue())
    assert [message.kunci for message in refused.value.pesan] == ["rumus"]
