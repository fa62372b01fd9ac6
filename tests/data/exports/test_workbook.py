"""The Excel workbook, read back with openpyxl and compared figure by figure."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from data.exports.workbook import workbook
from data.models.unduhan import Bentuk, Unduhan
from tests.data.exports.rekaan import ASAL, FIGURES, HOSTILE, hostile_sheet

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook import Workbook

    from data.models.unduhan import Lembar, Nilai


def opened(content: bytes) -> Workbook:
    """The workbook as openpyxl reads it."""
    return load_workbook(io.BytesIO(content))


def made_up(*sheets: Lembar) -> Workbook:
    """The workbook of made-up tables."""
    return opened(workbook(Unduhan(bentuk=Bentuk.XLSX, asal=ASAL, lembar=sheets)))


@pytest.fixture(scope="module")
def content(everything: Unduhan) -> bytes:
    """The workbook of all tables."""
    return workbook(everything)


def is_meant(cell: Cell, value: Nilai) -> bool:
    """Whether openpyxl reads what was meant, as a number where it is one."""
    read: Any = cell.value
    if value is None:
        return read is None
    if isinstance(value, str):
        return bool(read == value and cell.data_type == "s")
    if isinstance(value, date):
        return bool(isinstance(read, datetime) and read.date() == value)
    return cell.data_type == "n" and Decimal(str(read)) == value


def test_every_cell_is_read_back(everything: Unduhan, content: bytes) -> None:
    """Every figure is a real number, every date a date, every text a text."""
    book = opened(content)
    for sheet in everything.lembar:
        rows = list(book[sheet.nama].iter_rows())
        assert [cell.value for cell in rows[0]] == [column.kepala for column in sheet.kolom]
        assert len(rows) == len(sheet.baris) + 1
        for row, cells in zip(rows[1:], sheet.baris, strict=True):
            for cell, value in zip(row, cells, strict=True):
                assert is_meant(cell, value), (sheet.nama, cell.coordinate, cell.value, value)


def test_heads_are_frozen_and_filter(everything: Unduhan, content: bytes) -> None:
    """Each table has a frozen head, a filter over all of it, and widths within bounds."""
    book = opened(content)
    assert book.sheetnames == [*(sheet.nama for sheet in everything.lembar), "Sumber"]
    for sheet in everything.lembar:
        page = book[sheet.nama]
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref == page.dimensions
        assert all(8 <= item.width <= 62 for item in page.column_dimensions.values())
        assert page.print_title_rows == "$1:$1"


def test_formats_are_those_of_every_language() -> None:
    """Thousands, rupiah, percent and dates have formats in the codes that files hold."""
    page = made_up(FIGURES)["angka"]
    assert page["B2"].number_format == "#,##0"
    assert page["C2"].number_format == '"Rp"#,##0;\\-"Rp"#,##0'
    assert page["D2"].number_format == "#,##0.00"
    assert page["E2"].number_format == '#,##0.00"%"'
    assert page["E3"].number_format == '#,##0"%"'
    assert page["F2"].number_format == "yyyy-mm-dd"
    assert page["G2"].number_format == "0"
    assert (page["C3"].value, page["D3"].value) == (-1500, -0.5)


def test_a_number_with_too_many_digits_is_text() -> None:
    """A number that a spreadsheet would cut is written as text."""
    cell = made_up(FIGURES)["angka"]["B4"]
    assert (cell.value, cell.data_type) == ("100.000.000.000.000.000", "s")


def test_nothing_is_a_formula_or_a_link() -> None:
    """Hostile texts stay texts, word for word; no formula and no link is in the file."""
    book = made_up(hostile_sheet())
    read = [cell.value for cell in next(iter(book["jahat"].columns))]
    assert read[0] == "=1+1"
    kept = [text for text in HOSTILE if text.isprintable()]
    assert [text for text in read[1:] if text in kept] == kept
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n"}
                assert cell.hyperlink is None
    raw = workbook(Unduhan(bentuk=Bentuk.XLSX, asal=ASAL, lembar=(hostile_sheet(),)))
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        assert sheets
        assert not any(b"<f>" in parts.read(name) for name in sheets)


def test_the_sources_are_a_sheet(everything: Unduhan, content: bytes) -> None:
    """*Sumber* cites the report and each table's places, explains columns, holds the notes."""
    page = opened(content)["Sumber"]
    text = "\n".join(
        str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None
    )
    told = everything.asal
    for expected in (told.judul, told.versi, told.instansi, "16 Januari 2025", "Kupang"):
        assert expected in text
    for sheet in everything.lembar:
        assert all(source in text for source in sheet.sumber)
        assert all(column.keterangan in text for column in sheet.kolom)
        assert all(note.kalimat in text for note in sheet.catatan)


def test_properties_are_fixed(everything: Unduhan, content: bytes) -> None:
    """The document says the report's title and date, and nothing of when it was made."""
    told = opened(content).properties
    assert told.title == everything.asal.judul
    assert told.creator == everything.asal.instansi
    assert told.created == told.modified == datetime(2025, 1, 16)  # noqa: DTZ001 - openpyxl's
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
