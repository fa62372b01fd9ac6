"""Workbooks for the tests of reading, all their figures made up (rekaan).

``packed`` writes the members as they are given, so that a test can have any of them
wrong; ``saved`` lets a real spreadsheet library write them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

import openpyxl

from data.bulanan.workbook import column_letters
from data.models import PesanMuat

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"
HEADER = ("kode", "uraian", "pagu", "realisasi")
PLAIN = (HEADER, ("CQ", "Program (rekaan)", 1000, 400))


def members(rows: Iterable[Sequence[Any]] = PLAIN, name: str = "Lembar1") -> dict[str, bytes]:
    """The members of a workbook of one sheet: text inline, figures in scientific notation."""
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ).encode(),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            f'<sheet name="{escape(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
            f' Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ).encode(),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
            f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ).encode(),
        SHEET: sheet(rows),
    }


def sheet(rows: Iterable[Sequence[Any]]) -> bytes:
    """A worksheet; empty cells are left out."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            cell(f"{column_letters(place)}{number}", value)
            for place, value in enumerate(row, start=1)
            if value not in {"", None}
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'.encode()


def cell(reference: str, value: Any) -> str:
    """A cell: text inline in a run, a figure as in ``2.037392E10``."""
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"><is><r><t>{escape(value)}</t></r></is></c>'
    return f'<c r="{reference}"><v>{scientific(value)}</v></c>'


def scientific(value: float) -> str:
    """``20373920000`` as ``2.037392E10``; a fraction as it is."""
    if not isinstance(value, int):
        return repr(value)
    digits = str(abs(value))
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[0]}.{digits[1:].rstrip('0') or '0'}E{len(digits) - 1}"


def packed(
    parts: Mapping[str, Any] | Iterable[tuple[str, Any]],
    packing: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A zip file of ``parts``, text or bytes by their names, in their order."""
    file = io.BytesIO()
    pairs = parts.items() if isinstance(parts, Mapping) else parts
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, data in pairs:
            archive.writestr(name, data)
    return file.getvalue()


def book(rows: Iterable[Sequence[Any]] = PLAIN, name: str = "Lembar1") -> bytes:
    """A whole workbook of one sheet."""
    return packed(members(rows, name))


def saved(sheets: Mapping[str, Iterable[Sequence[Any]]], hidden: Iterable[str] = ()) -> bytes:
    """A workbook as the spreadsheet library writes it."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        made = workbook.create_sheet(name)
        made.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            made.append(list(row))
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def table(*rows: Sequence[str], separator: str = ",") -> bytes:
    """A text file with the plain header and ``rows``."""
    return "\n".join(separator.join(row) for row in (HEADER, *rows)).encode()


def keys(messages: Iterable[PesanMuat]) -> list[str]:
    """The keys of ``messages``."""
    return [message.kunci for message in messages]
