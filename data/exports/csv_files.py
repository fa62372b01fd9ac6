"""CSV in two forms: for Excel with Indonesian settings, and for programs."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

from data.exports.cells import comma, plain, safe_text, spreadsheet_text

if TYPE_CHECKING:
    from data.models.unduhan import Lembar, Nilai

MARK = "\ufeff"


def excel_csv(sheet: Lembar) -> bytes:
    """A table that Excel opens by a double click: semicolons, decimal commas, UTF-8 mark.

    Numbers carry no thousands separators. Text that Excel would turn into a number, a
    date or a formula has an apostrophe before it. Dates are written 2024-12-31.
    """
    held = io.StringIO()
    writer = csv.writer(held, delimiter=";", lineterminator="\r\n")
    writer.writerow([spreadsheet_text(column.kepala) for column in sheet.kolom])
    writer.writerows([for_excel(value) for value in row] for row in sheet.baris)
    return (MARK + held.getvalue()).encode()


def plain_csv(sheet: Lembar) -> bytes:
    """A table for programs: commas, decimal points, ISO dates, column names in the head."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow([column.nama for column in sheet.kolom])
    writer.writerows([for_programs(value) for value in row] for row in sheet.baris)
    return held.getvalue().encode()


def for_excel(value: Nilai) -> str:
    """A cell of the form for Excel."""
    if value is None:
        return ""
    if isinstance(value, str):
        return spreadsheet_text(value)
    return value.isoformat() if isinstance(value, date) else comma(value)


def for_programs(value: Nilai) -> str:
    """A cell of the form for programs."""
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    return value.isoformat() if isinstance(value, date) else plain(value)
