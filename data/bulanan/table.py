"""Tables with one header row and one row a code: the plain layout and configured ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from data.bulanan.cells import Cells, Notes
from data.bulanan.codes import as_typed, kind_of
from data.bulanan.columns import Columns, Headers, plain
from data.bulanan.refusal import FileRefused, echo, refused
from data.bulanan.workbook import Grid, column_letters
from data.models.bulanan import BarisBerkas, PesanMuat

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAIN = Columns(
    nama="polos",
    kolom=Headers(
        kode="kode",
        uraian="uraian",
        pagu="pagu",
        realisasi="realisasi",
        jenis_belanja="jenis_belanja",
        blokir="blokir",
        pagu_awal="pagu_awal",
    ),
)
REQUIRED = ("kode", "uraian", "pagu", "realisasi")
HEADER_WITHIN = 40


class Head(NamedTuple):
    """The header row: its place in the grid, and where our columns stand in it."""

    place: int
    columns: Mapping[str, int]


def plain_head(grid: Grid) -> Head | None:
    """The header of the plain layout in the first row that is not empty; ``None`` if it is none.

    Raises ``FileRefused`` for a header that is meant to be one: the columns that it
    lacks or has twice.
    """
    place = next((at for at, row in enumerate(grid) if any(row)), None)
    if place is None:
        return None
    names = [plain(cell) for cell in grid[place]]
    known = PLAIN.kolom.named
    if known["kode"] not in names or not {known["pagu"], known["realisasi"]}.intersection(names):
        return None
    missing = [field for field in REQUIRED if known[field] not in names]
    if missing:
        raise FileRefused(
            *(
                PesanMuat(kunci="kolom_kurang", galat=True, baris=place + 1, kolom=field)
                for field in missing
            )
        )
    return Head(place, places(names, known, place))


def mapped_head(grid: Grid, columns: Columns) -> Head | None:
    """The row with all headers that ``columns`` names; ``None`` where there is none."""
    known = columns.kolom.named
    row = columns.baris_judul
    within = range(HEADER_WITHIN) if row is None else range(row - 1, row)
    for place in within:
        names = [plain(cell) for cell in grid[place]] if place < len(grid) else []
        if set(known.values()).issubset(names):
            return Head(place, places(names, known, place))
    return None


def places(names: Sequence[str], known: Mapping[str, str], row: int) -> dict[str, int]:
    """Where each of our columns stands; raises ``FileRefused`` for one that stands twice."""
    twice = [field for field, name in known.items() if names.count(name) > 1]
    if twice:
        raise refused("kolom_ganda", baris=row + 1, kolom=twice[0])
    return {field: names.index(name) for field, name in known.items() if name in names}


def read(grid: Grid, head: Head, columns: Columns, notes: Notes) -> list[BarisBerkas]:
    """The rows below ``head``; whatever cannot be read goes to ``notes`` instead."""
    header = grid[head.place]
    if columns is PLAIN:
        warn_unknown(grid, head, notes)
    rows = []
    for number, cells in enumerate(grid[head.place + 1 :], start=head.place + 2):
        if not any(cells):
            continue
        if len(cells) != len(header):
            notes.add("jumlah_kolom", baris=number, angka=(len(cells), len(header)))
            continue
        row = read_row(Cells(cells, number, notes), number, head, columns)
        if row is not None:
            rows.append(row)
    return rows


def read_row(cells: Cells, number: int, head: Head, columns: Columns) -> BarisBerkas | None:
    """One row; ``None`` where a cell cannot be read."""
    at, unit = head.columns, columns.satuan
    headers = columns.kolom
    printed = cells.name(at["kode"], headers.kode)
    if not printed:
        cells.wrong("kode_kosong", headers.kode)
    code = as_typed(printed)
    cells.code = code or None
    name = cells.name(at["uraian"], headers.uraian)
    pagu = cells.amount(at["pagu"], headers.pagu, unit=unit, needed=True)
    realisasi = cells.amount(at["realisasi"], headers.realisasi, unit=unit, needed=True)
    awal, blokir, lalu, ini = (
        cells.amount(at.get(field), getattr(headers, field) or field, unit=unit)
        for field in ("pagu_awal", "blokir", "lalu", "ini")
    )
    kind = cells.kind(at.get("jenis_belanja"), headers.jenis_belanja or "jenis_belanja")
    if not cells.good or pagu is None or realisasi is None:
        return None
    return BarisBerkas(
        nomor=number,
        kode=code,
        kode_tercetak=printed,
        uraian=name,
        pagu=pagu,
        realisasi=realisasi,
        pagu_awal=awal,
        blokir=blokir,
        jenis_belanja=kind or kind_of(code),
        lalu=lalu,
        ini=ini,
    )


def warn_unknown(grid: Grid, head: Head, notes: Notes) -> None:
    """Warns of each column that holds something and is not read."""
    read_ones = set(head.columns.values())
    for place, title in enumerate(grid[head.place]):
        below = any(place < len(row) and row[place] for row in grid[head.place + 1 :])
        if place not in read_ones and (title or below):
            notes.add(
                "kolom_tak_dikenal",
                galat=False,
                baris=head.place + 1,
                kolom=echo(title) or column_letters(place + 1),
            )
