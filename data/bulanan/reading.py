"""A monthly file as rows: the layout is told by what the file holds, not by its name."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from data.bulanan import glp039, hostile, table, text, workbook
from data.bulanan.cells import Notes
from data.bulanan.refusal import FileRefused, refused
from data.models.bulanan import BarisBerkas, Berkas, Bulan, PesanMuat

if TYPE_CHECKING:
    from data.bulanan.columns import Columns
    from data.bulanan.hostile import Members
    from data.bulanan.workbook import Grid

__all__ = ["FileRefused", "read_file"]

NAME_LENGTH = 120


class Terbaca(NamedTuple):
    """What a layout made of the cells: its own name, the month that it names, and the rows."""

    susunan: str
    bulan: Bulan | None
    baris: list[BarisBerkas]


def read_file(name: str, content: bytes, columns: Columns | None = None) -> Berkas:
    """The rows of an uploaded file, and a message for every cell that cannot be read.

    ``columns`` is a layout of the operator's, tried before the known ones. Raises
    ``FileRefused`` where the file as a whole cannot be used. What is hostile can
    still cost time and memory here: :mod:`data.bulanan.sandbox` bounds both.
    """
    members = hostile.unpack(content) if hostile.check(content) is hostile.Jenis.BUKU else None
    for layout in (columns, None) if columns is not None else (None,):
        grid, warnings = cells(content, members, layout)
        notes = Notes()
        made = laid_out(grid, layout, notes)
        if made is not None:
            break
    else:
        raise refused("susunan_tak_dikenal")
    # A workbook may hold one as text: it would be taken for a formula when it is written out.
    text.refuse_formulas(grid)
    if not made.baris and not any(message.galat for message in notes.all):
        raise refused("tabel_kosong")
    return Berkas(
        nama="".join(sign if sign.isprintable() else " " for sign in name)[:NAME_LENGTH],
        sha256=hashlib.sha256(content).hexdigest(),
        susunan=made.susunan,
        bulan=made.bulan,
        baris=tuple(made.baris),
        pesan=(*warnings, *notes.all),
    )


def cells(
    content: bytes, members: Members | None, layout: Columns | None
) -> tuple[Grid, tuple[PesanMuat, ...]]:
    """The cells of the sheet or text, and what to warn of."""
    if members is None:
        return text.read(content, layout.baris_judul if layout else None), ()
    return workbook.read(members, layout.lembar if layout else None)


def laid_out(grid: Grid, layout: Columns | None, notes: Notes) -> Terbaca | None:
    """The rows by ``layout``, or without one by the known layouts; ``None`` if none fits."""
    if layout is not None:
        head = table.mapped_head(grid, layout)
        return head and Terbaca(layout.nama, None, table.read(grid, head, layout, notes))
    if glp039.recognised(grid):
        return Terbaca(glp039.NAME, glp039.month(grid), glp039.read(grid, notes))
    head = table.plain_head(grid)
    return head and Terbaca(table.PLAIN.nama, None, table.read(grid, head, table.PLAIN, notes))
