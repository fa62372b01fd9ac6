"""The report GLP039 "FA Detail" of SAKTI, whose codes are to be put together from their context.

Columns: B programme or kegiatan, C KRO or keluaran, E komponen, F subkomponen, H akun,
each with its name in a column of its own; Q pagu, S the locked part of it, W what was
realised up to the period before, X in this one, Y (of totals) or Z (of details) up to
its end. Percentages and remainders are left alone. Heads repeat on every page, notes
and items stand between the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from data.bulanan.amounts import amount, blank
from data.bulanan.cells import Cells, Notes
from data.bulanan.codes import TOTAL, as_typed, kind_of, level_of, normal_code
from data.bulanan.refusal import refused
from data.models.bulanan import BarisBerkas, Bulan, TingkatKode
from data.moments import MONTHS

if TYPE_CHECKING:
    from data.bulanan.workbook import Grid

NAME = "glp039"
WHOLE = "JUMLAH SELURUHNYA"
LOCK = "LOCK PAGU"
TITLE = 6
HEAD_WITHIN = 20

PAGU, LOCKED, BEFORE, NOW, OF_TOTALS, OF_DETAILS = 16, 18, 22, 23, 24, 25
LABELS = {
    PAGU: "Q (Pagu Revisi)",
    LOCKED: "S (Lock Pagu)",
    BEFORE: "W (Periode Lalu)",
    NOW: "X (Periode Ini)",
    OF_TOTALS: "Y (s.d. Periode)",
    OF_DETAILS: "Z (s.d. Periode)",
}
NEITHER = "Y/Z (s.d. Periode)"
NAMES = {
    TingkatKode.PROGRAM: 3,
    TingkatKode.KEGIATAN: 8,
    TingkatKode.KRO: 6,
    TingkatKode.KELUARAN: 10,
    TingkatKode.KOMPONEN: 9,
    TingkatKode.SUBKOMPONEN: 11,
    TingkatKode.AKUN: 12,
}
ORDER = tuple(NAMES)

MONTH = re.compile("|".join(MONTHS))
YEAR = re.compile(r"\b(20[0-9]{2})\b")
BUDGET_YEAR = re.compile(r"(?:tahun(?: anggaran)?|\bta)[\s.:]*(20[0-9]{2})\b")


class Place(NamedTuple):
    """A column of codes: which levels stand in it, and under which they are put."""

    column: int
    levels: tuple[TingkatKode, ...]
    under: tuple[TingkatKode, ...]


PLACES = (
    Place(1, (TingkatKode.PROGRAM, TingkatKode.KEGIATAN), (TingkatKode.PROGRAM,)),
    Place(2, (TingkatKode.KRO, TingkatKode.KELUARAN), (TingkatKode.KEGIATAN,)),
    Place(4, (TingkatKode.KOMPONEN,), (TingkatKode.KELUARAN,)),
    Place(5, (TingkatKode.SUBKOMPONEN,), (TingkatKode.KOMPONEN,)),
    Place(7, (TingkatKode.AKUN,), (TingkatKode.SUBKOMPONEN, TingkatKode.KOMPONEN)),
)
# What stands in these is the last part of a code, perhaps after the part above it.
LAST_PARTS = frozenset({TingkatKode.KOMPONEN, TingkatKode.SUBKOMPONEN, TingkatKode.AKUN})


def recognised(grid: Grid) -> bool:
    """Whether the first rows are those of this report."""
    cells = {words(cell) for row in grid[:HEAD_WITHIN] for cell in row}
    return WHOLE in cells and any(LOCK in cell for cell in cells)


def month(grid: Grid) -> Bulan | None:
    """The last month that the title's period names; ``None`` without a month or a year."""
    titles = [words(cell).casefold() for row in grid[:TITLE] for cell in row if cell]
    for title in titles:
        _, found, period = title.partition("periode")
        named = MONTH.findall(period) if found else []
        if named:
            years = YEAR.findall(period) or [y for t in titles for y in BUDGET_YEAR.findall(t)]
            if years:
                return Bulan(tahun=int(years[-1]), bulan=MONTHS.index(named[-1]) + 1)
    return None


def read(grid: Grid, notes: Notes) -> list[BarisBerkas]:
    """The rows with codes; raises ``FileRefused`` where the amounts stand in other columns."""
    rows = []
    for number, cells, code, printed in coded(grid):
        ends = text(cells, OF_TOTALS) + text(cells, OF_DETAILS)
        if code == TOTAL and (blank(text(cells, PAGU)) or blank(ends)):
            raise refused("susunan_bergeser", baris=number)
        row = read_row(Cells(cells, number, notes), number, code, printed)
        if row is not None:
            rows.append(row)
    return rows


def coded(grid: Grid) -> Iterator[tuple[int, list[str], str, str]]:
    """Each row that has a code: its number, its cells, the whole code and what is printed."""
    context: dict[TingkatKode, str] = {}
    for number, cells in enumerate(grid, start=1):
        if any(words(cell) == WHOLE for cell in cells[:PAGU]):
            context.clear()
            yield number, cells, TOTAL, WHOLE
            continue
        place = next((one for one in PLACES if text(cells, one.column)), None)
        if place is None:
            continue
        printed = text(cells, place.column)
        code = whole(printed, place, context)
        if code is None and not has_amounts(cells):
            continue
        # What follows belongs to this row, also where its code is unknown.
        level = place.levels[0] if code is None else level_of(code)
        depth = ORDER.index(level or place.levels[0])
        context = {key: held for key, held in context.items() if ORDER.index(key) < depth}
        if code is not None and level is not None:
            context[level] = code
        yield number, cells, code or as_typed(printed), printed


def whole(printed: str, place: Place, context: dict[TingkatKode, str]) -> str | None:
    """The full code of what is printed in a column; ``None`` where the context gives none."""
    part = printed.rpartition(".")[2] if place.levels[0] in LAST_PARTS else printed
    above = next((context[level] for level in place.under if level in context), None)
    tried = [normal_code(printed)]
    if above is not None:
        tried.insert(0, normal_code(f"{above}.{part}"))
    fitting = (code for code in tried if code is not None and level_of(code) in place.levels)
    return next(fitting, None)


def read_row(cells: Cells, number: int, code: str, printed: str) -> BarisBerkas | None:
    """One row; ``None`` where a cell cannot be read."""
    cells.code = code
    name = WHOLE if code == TOTAL else cells.name(name_place(cells, code), "Uraian")
    pagu = cells.amount(PAGU, LABELS[PAGU], needed=True)
    locked, before, now = (cells.amount(at, LABELS[at]) for at in (LOCKED, BEFORE, NOW))
    realisasi = cumulative(cells)
    if not cells.good or pagu is None or realisasi is None:
        return None
    return BarisBerkas(
        nomor=number,
        kode=code,
        kode_tercetak=printed,
        uraian=name,
        pagu=pagu,
        realisasi=realisasi,
        blokir=locked,
        jenis_belanja=kind_of(code),
        lalu=before,
        ini=now,
    )


def name_place(cells: Cells, code: str) -> int:
    """Where the name of ``code`` stands; of an unknown code the first place with a name."""
    level = level_of(code)
    own = [NAMES[level]] if level in NAMES else []
    places = (*own, *sorted(NAMES.values()))
    return next((place for place in places if cells.text(place)), places[0])


def cumulative(cells: Cells) -> int | None:
    """The amount up to the period's end; a message where both columns hold different ones."""
    found = {
        at: cells.amount(at, LABELS[at])
        for at in (OF_TOTALS, OF_DETAILS)
        if not blank(cells.text(at))
    }
    values = {value for value in found.values() if value is not None}
    if not found:
        cells.wrong("angka_kosong", NEITHER)
    if len(values) > 1:
        cells.wrong("angka_ganda", NEITHER, angka=tuple(v for v in found.values() if v is not None))
    return next(iter(values), None)


def has_amounts(cells: list[str]) -> bool:
    """Whether a row holds a figure where amounts stand; heads hold words there."""
    return any(amount(text(cells, at)) is not None for at in LABELS)


def text(cells: list[str], place: int) -> str:
    """The cell at ``place``; empty past the row's end."""
    return cells[place].strip() if place < len(cells) else ""


def words(cell: str) -> str:
    """A cell's words in capitals with single spaces."""
    return " ".join(cell.upper().split())
