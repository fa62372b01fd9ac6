"""A table on paper: which columns are printed, and how wide each is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.exports.cells import fit, shown
from data.exports.columns import PRINTED, REGION_NAME
from data.models.unduhan import JenisKolom

if TYPE_CHECKING:
    from fpdf import FPDF

    from data.models.unduhan import Kolom, Lembar, Nilai

A4 = (210, 297)
SIDES = 24
# Point sizes from the first choice to what is still legible.
SIZES = (8, 7, 6, 5)
CELL_SIDE, CELL_TOP = 1.0, 0.6
# Columns get room up to this; longer words are broken.
WIDEST, LONGEST_WORD = 240, 32
# Text is wrapped from here on without asking for a wider page.
WRAPPED = 90
# A little room, since bold letters are wider than measured ones.
BOLD = 1.12
# How much more text than room makes a page upright too narrow.
CROWDED = 1.6
ORDER = "urutan"
PLACE = "sumber"


@dataclass(frozen=True)
class Printed:
    """A table as it is printed, all text; ``left_out`` where printed twins are not shown."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    left_out: bool


@dataclass(frozen=True)
class Laid:
    """A printed table with the page and the widths (mm) that it gets."""

    table: Printed
    landscape: bool
    size: float
    widths: tuple[float, ...]
    padding: tuple[float, float] = (CELL_TOP, CELL_SIDE)

    @property
    def alignments(self) -> tuple[str, ...]:
        """Numbers to the right, text to the left."""
        return tuple("RIGHT" if right else "LEFT" for right in self.table.right)


def printed(sheet: Lembar, report: str) -> Printed:
    """The columns that a person reads: a figure once, and the place only where rows differ.

    Where a value is empty, what is printed in the report stands in its place. Places are
    without the name of the ``report``, which stands below the page.
    """
    at = {column.nama: number for number, column in enumerate(sheet.kolom)}
    twins = {name: at[name + PRINTED] for name in at if name + PRINTED in at}
    if REGION_NAME.nama in at and "nama" + PRINTED in at:
        twins[REGION_NAME.nama] = at["nama" + PRINTED]
    hidden = set(twins.values())
    wanted = [
        number
        for number, column in enumerate(sheet.kolom)
        if number not in hidden and not is_idle(sheet, number, column)
    ]
    rows = tuple(
        tuple(
            text(row, number, sheet.kolom, twins).removeprefix(f"{report}, ") for number in wanted
        )
        for row in sheet.baris
    )
    return Printed(
        head=tuple(fit(sheet.kolom[number].kepala) for number in wanted),
        rows=rows,
        right=tuple(is_amount(sheet.kolom[number]) for number in wanted),
        left_out=bool(hidden),
    )


def is_idle(sheet: Lembar, at: int, column: Kolom) -> bool:
    """Whether a column tells a reader nothing: an order, an empty one, the same place."""
    values = {row[at] for row in sheet.baris}
    return column.nama == ORDER or values <= {None} or (column.nama == PLACE and len(values) == 1)


def is_amount(column: Kolom) -> bool:
    """Whether the cells of a column are figures to be compared."""
    return column.jenis not in {JenisKolom.TEKS, JenisKolom.TANGGAL}


def text(row: tuple[Nilai, ...], at: int, columns: tuple[Kolom, ...], twins: dict[str, int]) -> str:
    """A cell in print; an empty one shows what the report prints there."""
    twin = twins.get(columns[at].nama)
    value = row[at] if row[at] is not None or twin is None else row[twin]
    return shown(value, columns[at])


def lay_out(measure: FPDF, table: Printed) -> Laid:
    """The table on the first page and in the largest letters that it fits in.

    ``measure`` has the font set; its size is changed.
    """
    for size in SIZES:
        measure.set_font_size(size)
        least, natural = needs(measure, table)
        for landscape in (False, True):
            room = A4[landscape] - SIDES
            crowded = crowd(natural) > CROWDED * room and not landscape
            if sum(least) <= room and not crowded:
                return Laid(table, landscape, size, share(room, least, natural))
    room = A4[True] - SIDES
    squeezed = tuple(room * width / sum(least) for width in least)
    return Laid(table, landscape=True, size=SIZES[-1], widths=squeezed)


def crowd(natural: list[float]) -> float:
    """How wide the columns would be, long texts wrapped."""
    return sum(min(width, WRAPPED) for width in natural)


def needs(measure: FPDF, table: Printed) -> tuple[list[float], list[float]]:
    """Of each column the width of its longest word and of its longest cell, in mm."""
    least, natural = [], []
    for at, head in enumerate(table.head):
        words = {word[:LONGEST_WORD] for row in table.rows for word in row[at].split()}
        heads = {word[:LONGEST_WORD] for word in head.split()}
        word = max(
            max((measure.get_string_width(text) for text in words), default=0.0),
            max((measure.get_string_width(text) for text in heads), default=0.0) * BOLD,
        )
        cells = {row[at] for row in table.rows}
        cell = max((measure.get_string_width(text) for text in cells), default=0.0)
        sides = 2 * CELL_SIDE + 0.6
        least.append(word + sides)
        natural.append(max(word, min(cell, WIDEST)) + sides)
    return least, natural


def share(room: float, least: list[float], natural: list[float]) -> tuple[float, ...]:
    """The widths of columns: what they need, and of what is left what they could use.

    Short columns get all they could use, so that only long texts are wrapped.
    """
    if sum(natural) <= room:
        return tuple(natural)
    wishes = {at: natural[at] - need for at, need in enumerate(least) if natural[at] > need}
    widths, spare = list(least), room - sum(least)
    while True:
        # Long texts get more than short ones, but not in proportion.
        weights = {at: math.sqrt(wish) for at, wish in wishes.items()}
        level = spare / sum(weights.values())
        content = {at: wish for at, wish in wishes.items() if wish < level * weights[at]}
        if not content or content == wishes:
            return tuple(width + level * weights.get(at, 0) for at, width in enumerate(widths))
        for at, wish in content.items():
            widths[at] += wish
            spare -= wish
            del wishes[at]
