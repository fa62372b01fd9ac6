"""The sheet of a workbook that is read, as rows of text."""

from __future__ import annotations

import io
import math
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from data.bulanan.hostile import COLUMNS, ROWS, WORKBOOK, parse
from data.bulanan.refusal import FileRefused, refused
from data.models.bulanan import PesanMuat

if TYPE_CHECKING:
    from data.bulanan.hostile import Members

RELATIONS = "xl/_rels/workbook.xml.rels"
# The library asks this member where the workbook stands; here it stands in one place.
ROOT = "_rels/.rels"
ROOT_XML = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006'
    f'/relationships/officeDocument" Target="{WORKBOOK}"/></Relationships>'
).encode()
FOLDER = "xl"
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
ALPHABET = 26
SHOWN = 10
VISIBLE = "visible"
DECIMALS = 4

Grid = list[list[str]]


class Sheet(NamedTuple):
    """A worksheet: its name, whether one sees it, and where it stands in the file."""

    nama: str
    tampak: bool
    bagian: str


class Rumus(NamedTuple):
    """The cell of a formula."""

    baris: int
    kolom: str


@dataclass(slots=True)
class Contents:
    """What a worksheet holds, seen element by element."""

    filled: bool = False
    formulas: list[Rumus] = field(default_factory=list)
    _row: int = 0
    _column: int = 0
    _inside: bool = False

    def see(self, element: str, attributes: dict[str, str]) -> None:
        """Takes note of an element; raises ``FileRefused`` past the limits of a table."""
        if element == "row":
            self._row = number(attributes.get("r", ""), self._row + 1)
            self._column = 0
            self._inside = False
        elif element == "c":
            match = CELL.fullmatch(attributes.get("r", ""))
            self._column = column_number(match[1]) if match else self._column + 1
            self._row = int(match[2]) if match else self._row
            self._inside = True
        elif element == "extLst":
            # Extensions name ranges in elements that are called as formulas are.
            self._inside = False
        elif self._inside and element in {"v", "is", "f"}:
            self.filled = True
            if self._row > ROWS:
                raise refused("terlalu_banyak_baris", angka=(ROWS,))
            if self._column > COLUMNS:
                raise refused("terlalu_banyak_kolom", angka=(COLUMNS,))
            if element == "f":
                self.formulas.append(Rumus(self._row, column_letters(self._column)))


def read(members: Members, wanted: str | None = None) -> tuple[Grid, tuple[PesanMuat, ...]]:
    """The rows of the first visible sheet with data, from A1 on, and what to warn of.

    The sheet that ``wanted`` names goes first, seen or not. Raises ``FileRefused``
    where no sheet has data, where the sheet has formulas or cannot be read.
    """
    found = [(sheet, contents(members, sheet)) for sheet in sheets(members)]
    filled = [(sheet, held) for sheet, held in found if held.filled]
    names = [sheet.nama for sheet, _ in found]
    by_name = [pair for pair in filled if wanted is not None and same(pair[0].nama, wanted)]
    chosen = by_name + [pair for pair in filled if pair[0].tampak]
    if not chosen:
        raise refused("tabel_kosong")
    sheet, held = chosen[0]
    # Of two sheets of one name the library would read another than was looked at.
    if names.count(sheet.nama) > 1:
        raise refused("berkas_rusak", isi=sheet.nama)
    if held.formulas:
        raise FileRefused(
            *(
                PesanMuat(kunci="rumus", galat=True, baris=cell.baris, kolom=cell.kolom)
                for cell in held.formulas[:SHOWN]
            )
        )
    warnings = []
    if len(filled) > 1:
        warnings.append(
            PesanMuat(
                kunci="lembar_dipilih",
                galat=False,
                isi=sheet.nama.strip(),
                angka=(len(filled) - 1,),
            )
        )
    return rows_of(members, sheet.nama), tuple(warnings)


def sheets(members: Members) -> list[Sheet]:
    """The worksheets in the workbook's order; chart sheets are none."""
    targets: dict[str, str] = {}
    listed: list[Sheet] = []

    def relation(element: str, attributes: dict[str, str]) -> None:
        if element == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = posixpath.join(f"/{FOLDER}", attributes.get("Target", ""))
            targets[attributes.get("Id", "")] = posixpath.normpath(target).lstrip("/")

    def sheet(element: str, attributes: dict[str, str]) -> None:
        if element == "sheet":
            part = targets.get(attributes.get("id", ""), "")
            if part in members:
                shown = attributes.get("state", VISIBLE) == VISIBLE
                listed.append(Sheet(attributes.get("name", ""), shown, part))

    parse(RELATIONS, members.get(RELATIONS, b""), relation)
    parse(WORKBOOK, members[WORKBOOK], sheet)
    return listed


def contents(members: Members, sheet: Sheet) -> Contents:
    """What ``sheet`` holds; raises ``FileRefused`` for one that is far too large."""
    held = Contents()
    parse(sheet.bagian, members[sheet.bagian], held.see)
    return held


def rows_of(members: Members, name: str) -> Grid:
    """The cells of the sheet ``name`` as text, from A1 on; raises ``FileRefused``."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - workbooks only

    # Packed anew: the library sees the members that were looked at, and no others.
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_STORED) as archive:
        for part, data in {**members, ROOT: ROOT_XML}.items():
            archive.writestr(part, data)
    package.seek(0)
    try:
        with CalamineWorkbook.from_filelike(package) as book:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError):
        raise refused("berkas_rusak", isi=name) from None
    return [[cell_text(value) for value in row] for row in rows]


def cell_text(value: object) -> str:
    """A cell as a person would have typed it, numbers without an exponent.

    A number that is not whole keeps four decimals or more: ``1.234`` of a cell is
    one and a bit, while the text ``1.234`` is a thousand and more.
    """
    if not isinstance(value, float):
        return str(value)
    if not math.isfinite(value):
        return "#"
    exact = Decimal(repr(value))
    if exact == exact.to_integral_value():
        return str(int(exact))
    whole, _, fraction = f"{exact:f}".partition(".")
    return f"{whole}.{fraction.ljust(DECIMALS, '0')}"


def same(name: str, wanted: str) -> bool:
    """Whether two names of sheets are one, leaving aside case and outer spaces."""
    return name.strip().casefold() == wanted.strip().casefold()


def number(text: str, otherwise: int) -> int:
    """The number of at most seven digits in ``text``, else ``otherwise``."""
    return int(text) if re.fullmatch(r"[0-9]{1,7}", text) else otherwise


def column_number(letters: str) -> int:
    """``A`` as 1, ``AE`` as 31."""
    position = 0
    for letter in letters:
        position = position * ALPHABET + ord(letter) - ord("A") + 1
    return position


def column_letters(position: int) -> str:
    """1 as ``A``, 31 as ``AE``."""
    letters = ""
    while position > 0:
        position, rest = divmod(position - 1, ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return letters
