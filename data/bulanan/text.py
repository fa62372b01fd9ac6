"""A text file with separated columns, as rows of cells."""

from __future__ import annotations

import csv
import io

from data.bulanan.amounts import amount, blank
from data.bulanan.hostile import COLUMNS
from data.bulanan.refusal import FileRefused, echo, refused
from data.bulanan.workbook import SHOWN, Grid, column_letters
from data.models.bulanan import PesanMuat

SEPARATORS = ";,\t"
FORMULAS = ("=", "+", "-", "@")


def read(content: bytes, header: int | None = None) -> Grid:
    """The rows of ``content``; ``header`` is the number of the line that shows the separator.

    Without one it is the first that is not empty. Rows may differ in length, and
    empty ones are kept, so that a row's place is its number. Raises ``FileRefused``
    for broken quoting and too many columns.
    """
    lines = list(io.StringIO(decoded(content), newline=""))
    shown = [line for line in lines if line.strip()] if header is None else lines[header - 1 :]
    rows: Grid = []
    reader = csv.reader(lines, delimiter=separator("".join(shown[:1])), strict=True)
    try:
        for row in reader:
            if len(row) > COLUMNS:
                raise refused("terlalu_banyak_kolom", baris=len(rows) + 1, angka=(COLUMNS,))
            rows.append([cell.strip() for cell in row])
    except csv.Error:
        raise refused("csv_rusak", baris=reader.line_num) from None
    return rows


def decoded(content: bytes) -> str:
    """``content`` as UTF-8, with or without its mark, else as Windows-1252."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused("bukan_tabel", isi="biner")


def separator(line: str) -> str:
    """The sign that separates the cells of ``line``; quoted ones do not count."""
    outside = "".join(line.split('"')[::2])
    return max(SEPARATORS, key=outside.count)


def refuse_formulas(rows: Grid) -> None:
    """Raises ``FileRefused`` with the cells that a spreadsheet would take for formulas."""
    found = [
        PesanMuat(
            kunci="rumus", galat=True, baris=number, kolom=column_letters(place), isi=echo(cell)
        )
        for number, row in enumerate(rows, start=1)
        for place, cell in enumerate(row, start=1)
        if cell.startswith(FORMULAS) and not blank(cell) and amount(cell) is None
    ]
    if found:
        raise FileRefused(*found[:SHOWN])
