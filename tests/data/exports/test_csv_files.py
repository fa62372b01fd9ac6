"""CSV for Excel and CSV for programs, read back as each would read them."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from data.exports.csv_files import MARK, excel_csv, plain_csv
from data.models.unduhan import JenisKolom
from tests.data.exports.rekaan import FIGURES, HOSTILE, hostile_sheet

if TYPE_CHECKING:
    from data.models.unduhan import Kolom, Nilai, Unduhan

NUMBERS = {JenisKolom.BILANGAN, JenisKolom.RUPIAH, JenisKolom.DESIMAL, JenisKolom.PERSEN}
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝")


def excel_reads(content: bytes) -> list[list[str]]:
    """The rows as Excel with Indonesian settings splits them."""
    text = content.decode("utf-8")
    assert text.startswith(MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(MARK), newline=""), delimiter=";"))


def meant(text: str, column: Kolom) -> Nilai:
    """The cell that is meant by a written one."""
    if column.jenis is JenisKolom.TANGGAL:
        return date.fromisoformat(text) if text else None
    if column.jenis in NUMBERS:
        return Decimal(text.replace(",", ".")) if text else None
    return text.removeprefix("'") or None


def test_excel_reads_every_cell(everything: Unduhan) -> None:
    """Every cell of every table comes back from the form for Excel as it was."""
    for sheet in everything.lembar:
        content = excel_csv(sheet)
        head, *rows = excel_reads(content)
        assert head == [column.kepala for column in sheet.kolom]
        assert len(rows) == len(sheet.baris)
        for row, cells in zip(rows, sheet.baris, strict=True):
            read = tuple(meant(text, c) for text, c in zip(row, sheet.kolom, strict=True))
            assert read == tuple(None if cell == "" else cell for cell in cells)


def test_lines_end_as_windows_ends_them(everything: Unduhan) -> None:
    """Rows end with CR and LF, in both forms."""
    for sheet in everything.lembar:
        for content in (excel_csv(sheet), plain_csv(sheet)):
            assert content.count(b"\r\n") == content.count(b"\n") == len(sheet.baris) + 1


def test_numbers_are_unambiguous_for_excel() -> None:
    """Decimals have a comma, thousands no separator, dates are ISO."""
    rows = excel_reads(excel_csv(FIGURES))
    assert rows[0][:3] == ["Teks", "Cacah (orang)", "Uang (rupiah)"]
    assert rows[1] == ["a", "1234", "215464527000", "89,25", "99,60", "2024-02-29", "2024"]
    assert rows[2][:4] == ["b", "-5", "-1500", "-0,5"]
    assert rows[4] == ["d", "", "", "", "", "", ""]


def test_numbers_are_plain_for_programs() -> None:
    """Decimals have a point, the head has the names of the columns."""
    rows = list(csv.reader(io.StringIO(plain_csv(FIGURES).decode())))
    assert rows[0] == ["teks", "cacah", "uang", "pecahan", "bagian", "hari", "nomor"]
    assert rows[1] == ["a", "1234", "215464527000", "89.25", "99.60", "2024-02-29", "2024"]
    assert rows[3][3] == "1000"


def test_no_cell_starts_a_formula_in_excel() -> None:
    """No cell begins as a formula does, headings included, and none breaks out of its cell."""
    rows = excel_reads(excel_csv(hostile_sheet()))
    assert len(rows) == len(HOSTILE) + 1
    for row in rows:
        assert len(row) == 2
        for cell in row:
            assert not cell.lstrip(" ").startswith(STARTS), cell


def test_no_cell_starts_a_formula_for_programs() -> None:
    """The same holds for the plain form; only the lone hyphen stays."""
    rows = list(csv.reader(io.StringIO(plain_csv(hostile_sheet()).decode(), newline="")))
    assert len(rows) == len(HOSTILE) + 1
    for row in rows:
        for cell in row:
            assert cell == "-" or not cell.lstrip(" ").startswith(STARTS), cell


def test_no_real_cell_starts_a_formula(everything: Unduhan) -> None:
    """In the real tables a cell that begins with a sign is a number."""
    for sheet in everything.lembar:
        for row in excel_reads(excel_csv(sheet)):
            for cell in row:
                assert not cell.startswith(STARTS) or Decimal(cell.replace(",", ".")) < 0
