"""Tables as an Excel workbook: a sheet a table, and *Sumber* with citations and notes."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from data.calculator import decimals
from data.exports.cells import fit, long_date, shown
from data.exports.citing import LICENCE, all_notes, citation
from data.models.unduhan import JenisKolom

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

    from data.models.unduhan import Kolom, Lembar, Nilai, Unduhan

SOURCES = "Sumber"
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LONGEST_NAME = 31
LONGEST_TEXT = 32767
# More digits than a spreadsheet keeps of a number.
MOST_DIGITS = 15
NARROWEST, WIDEST = 8, 60
ARROW = 3
SOURCE_WIDTHS = (22, 34, 12, 90)


class Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}
        top = {"valign": "top"}
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E7E6E6", **top}
        )
        self.title = book.add_format({"bold": True, "font_size": 14, **top})
        self.bold = book.add_format({"bold": True, **top})
        self.text = book.add_format({"text_wrap": True, "num_format": "@", **top})

    def number(self, code: str) -> Format:
        """The format of the number format ``code``."""
        if code not in self._made:
            self._made[code] = self._book.add_format({"num_format": code, "valign": "top"})
        return self._made[code]


def workbook(wanted: Unduhan) -> bytes:
    """The file: the same bytes for the same tables."""
    held = io.BytesIO()
    origin = wanted.asal
    with Workbook(held, OPTIONS) as book:
        book.set_properties(
            {
                "title": origin.judul,
                "author": origin.instansi,
                "comments": citation(origin),
                "created": datetime(
                    origin.tanggal.year, origin.tanggal.month, origin.tanggal.day, tzinfo=UTC
                ),
            }
        )
        formats = Formats(book)
        for sheet in wanted.lembar:
            write_table(book.add_worksheet(sheet.nama[:LONGEST_NAME]), sheet, formats)
        write_sources(book.add_worksheet(SOURCES), wanted, formats)
    return held.getvalue()


def write_table(target: Worksheet, sheet: Lembar, formats: Formats) -> None:
    """Fills one sheet: a frozen head that filters, and the rows."""
    for at, column in enumerate(sheet.kolom):
        target.write_string(0, at, fit(column.kepala), formats.head)
        target.set_column(at, at, width(sheet, at))
        for line, row in enumerate(sheet.baris, start=1):
            write_cell(target, (line, at), row[at], column, formats)
    target.freeze_panes(1, 0)
    target.autofilter(0, 0, len(sheet.baris), len(sheet.kolom) - 1)
    target.set_landscape()
    target.set_paper(9)
    target.fit_to_pages(1, 0)
    target.repeat_rows(0)


def write_cell(
    target: Worksheet, place: tuple[int, int], value: Nilai, column: Kolom, formats: Formats
) -> None:
    """Writes one cell; what is no number stays text, whatever it begins with."""
    if value is None:
        return
    if isinstance(value, str):
        target.write_string(*place, fit(value)[:LONGEST_TEXT], formats.text)
    elif isinstance(value, date):
        target.write_datetime(*place, value, formats.number("yyyy-mm-dd"))
    elif len(Decimal(value).as_tuple().digits) > MOST_DIGITS:
        target.write_string(*place, shown(value, column), formats.text)
    else:
        target.write_number(*place, value, formats.number(number_format(value, column)))


def number_format(value: int | Decimal, column: Kolom) -> str:
    """The number format for ``value``, in the codes that files hold in every language.

    A percentage is shown with its sign and is not multiplied: 99,6 stays 99,6.
    """
    whole = "#,##0" if column.ribuan else "0"
    places = decimals(value) if isinstance(value, Decimal) else 0
    code = f"{whole}.{'0' * places}" if places else whole
    if column.jenis is JenisKolom.RUPIAH:
        return f'"Rp"{code};\\-"Rp"{code}'
    return f'{code}"%"' if column.jenis is JenisKolom.PERSEN else code


def width(sheet: Lembar, at: int) -> int:
    """How many characters wide a column is: as its cells are, within bounds."""
    column = sheet.kolom[at]
    cells = [len(shown(row[at], column)) for row in sheet.baris]
    words = [len(word) for word in column.kepala.split()]
    longest = max([*cells, *(word + ARROW for word in words)], default=NARROWEST)
    rupiah = ARROW if column.jenis is JenisKolom.RUPIAH else 0
    return min(max(longest + rupiah + 1, NARROWEST), WIDEST)


def write_sources(target: Worksheet, wanted: Unduhan, formats: Formats) -> None:
    """Fills the sheet that says where everything comes from."""
    origin = wanted.asal
    for at, wide in enumerate(SOURCE_WIDTHS):
        target.set_column(at, at, wide)
    target.write_string(0, 0, origin.judul, formats.title)
    facts = (
        ("Instansi", origin.instansi),
        ("Tempat", origin.tempat),
        ("Tanggal laporan", long_date(origin.tanggal)),
        ("Versi data", origin.versi_lengkap),
        ("Kutipan", citation(origin)),
        ("Lisensi", LICENCE),
        ("Keterangan", origin.keterangan),
    )
    line = 1
    for name, text in facts:
        target.write_string(line, 0, name, formats.bold)
        target.write_string(line, 1, fit(text))
        line += 1
    parts = (
        (("Lembar", "Judul", "Baris", "Tempat di laporan"), sheet_lines(wanted)),
        (("Lembar", "Kolom", "Satuan", "Arti"), column_lines(wanted)),
        (("Catatan", "Pokok", "Lembar", "Kalimat"), note_lines(wanted)),
    )
    for head, rows in parts:
        line += 1
        for at, name in enumerate(head):
            target.write_string(line, at, name, formats.head)
        line += 1
        for row in rows:
            for at, text in enumerate(row):
                target.write_string(line, at, fit(text), formats.text)
            line += 1
    target.set_landscape()
    target.set_paper(9)
    target.fit_to_pages(1, 0)


def sheet_lines(wanted: Unduhan) -> list[tuple[str, str, str, str]]:
    """Each sheet with its title, its size and its places."""
    return [
        (sheet.nama, sheet.judul, str(len(sheet.baris)), "\n".join(sheet.sumber))
        for sheet in wanted.lembar
    ]


def column_lines(wanted: Unduhan) -> list[tuple[str, str, str, str]]:
    """Each column with its unit and its meaning."""
    return [
        (sheet.nama, column.judul, column.satuan, column.keterangan)
        for sheet in wanted.lembar
        for column in sheet.kolom
    ]


def note_lines(wanted: Unduhan) -> list[tuple[str, str, str, str]]:
    """Each note with the sheets that it is about."""
    return [
        (
            f"Catatan {note.nomor}",
            note.judul,
            ", ".join(sheet.nama for sheet in wanted.lembar if note in sheet.catatan),
            note.kalimat,
        )
        for note in all_notes(wanted.lembar)
    ]
