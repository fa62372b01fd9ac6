"""The table that is handed out to be filled in."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from data.bulanan.text import FORMULAS

if TYPE_CHECKING:
    from collections.abc import Iterable

HEADER = ("kode", "uraian", "pagu", "realisasi", "jenis_belanja", "blokir")
EMPTY = ("", "", "", "")


def template_file(codes: Iterable[tuple[str, str]]) -> bytes:
    """A CSV file with a row for each pair of code and name, its amounts empty.

    It is UTF-8 with its mark and separated by ``;``, as an Indonesian spreadsheet
    program opens it in columns.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows((harmless(code), harmless(name), *EMPTY) for code, name in codes)
    return file.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """``cell`` so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
