"""Versions of the report's data: one opened from its bytes, and what changed between two.

Works with an earlier version whose tables had other columns: what both have is compared.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Literal

from data.bulanan.figures import Bulanan, Figures
from data.models import Frozen
from data.report import Report, ReportError
from data.tables import REPORTS, SHARED_TABLES, YEARLY_TABLES, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Cell = str | int | None
Line = dict[str, Cell]
TABLES = (REPORTS, *SHARED_TABLES, *YEARLY_TABLES)
WORKINGS = frozenset({"catatan_temuan", "alias"})
# What no reader of an answer sees: the order of rows, and where a cell was copied from.
UNSEEN = frozenset({"urutan", "tahun", "dasar"})
NAMING = (
    "wilayah",
    "kode",
    "indikator",
    "istilah",
    "nama",
    "satker",
    "calon",
    "judul",
    "perihal",
    "pendek",
    "uraian",
    "peraturan",
    "tercetak",
    "id",
    "nomor",
)
LABELLING = ("nama", "judul", "perihal", "pendek", "uraian")
BESIDE = ("bagian", "status", "jenis", "nomor", "sumber")
LONGEST = 80
REGIONS = "SELECT kode, nama FROM wilayah"


class PerubahanData(Frozen):
    """One difference between two versions of the data.

    ``jenis`` is ``ubah`` for a cell, ``baru`` and ``hapus`` for a row, ``tabel_baru`` and
    ``tabel_hapus`` for all rows of a table in one report (``menjadi`` or ``dari`` counts
    them). ``judul`` is the table's title, ``baris`` names the row, ``kolom`` the column;
    ``dari`` and ``menjadi`` are as the report prints them. ``wilayah`` and ``kode`` are
    the codes of the row, where it has any.
    """

    jenis: Literal["ubah", "baru", "hapus", "tabel_baru", "tabel_hapus"]
    tabel: str
    judul: str
    tahun: int | None = None
    baris: str = ""
    kolom: str = ""
    dari: str = ""
    menjadi: str = ""
    wilayah: str | None = None
    kode: str | None = None

    @property
    def ringkas(self) -> str:
        """The difference in one line, with signs for words."""
        row = f"{self.judul}: {self.baris}" if self.baris else self.judul
        if self.jenis == "ubah":
            return f"{row}, {self.kolom}: {self.dari or '—'} → {self.menjadi or '—'}"
        return f"{'+' if self.jenis in {'baru', 'tabel_baru'} else '−'} {row}"


class FixedMonths(Figures):
    """Figures that stay what they were: of the months ``held``."""

    def __init__(self, held: Bulanan) -> None:
        super().__init__(lambda: None, looks=False)
        self._held = held


def open_bytes(content: bytes) -> sqlite3.Connection:
    """The database in ``content``, in memory, where nothing can write.

    Raises ``sqlite3.Error`` where it is none.
    """
    if not content:
        raise sqlite3.DatabaseError("empty")
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        connection.deserialize(content)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_schema")
    except sqlite3.Error:
        connection.close()
        raise
    connection.row_factory = sqlite3.Row
    return connection


def report_of(content: bytes) -> Report | None:
    """The report in ``content``; ``None`` where it is of another schema, or none at all."""
    try:
        connection = open_bytes(content)
    except sqlite3.Error:
        return None
    try:
        return Report.checked(connection, "versi")
    except (ReportError, sqlite3.Error):
        connection.close()
        return None


def version_of(content: bytes) -> str | None:
    """The version that the report in ``content`` names; ``None`` where it names none."""
    try:
        with closing(open_bytes(content)) as connection:
            return str(connection.execute("SELECT versi FROM versi").fetchone()["versi"])
    except (sqlite3.Error, TypeError):
        return None


def differences(old: bytes, new: bytes) -> tuple[PerubahanData, ...]:
    """What changed from the report in ``old`` to that in ``new``, table by table.

    A table with other columns is compared in those that both have. Raises
    ``sqlite3.Error`` where one of them is no database.
    """
    with closing(open_bytes(old)) as before, closing(open_bytes(new)) as after:
        names = regions(before) | regions(after)
        return tuple(
            change
            for table in TABLES
            if table.name not in WORKINGS
            for change in of_table(table, rows(before, table), rows(after, table), names)
        )


def regions(connection: sqlite3.Connection) -> dict[str, str]:
    """The names of regions by their code."""
    try:
        return {row["kode"]: row["nama"] for row in connection.execute(REGIONS)}
    except sqlite3.Error:
        return {}


def rows(connection: sqlite3.Connection, table: Table) -> list[Line]:
    """All rows of ``table``; none where this version had no such table."""
    try:
        found = connection.execute(f"SELECT * FROM {table.name}").fetchall()  # noqa: S608 - a name of our own
    except sqlite3.Error:
        return []
    return [dict(row) for row in found]


def of_table(
    table: Table, old: list[Line], new: list[Line], names: Mapping[str, str]
) -> Iterable[PerubahanData]:
    """What changed in one table, report by report."""
    years = sorted({year_of(row, table) for row in (*old, *new)})
    for year in years:
        before = [row for row in old if year_of(row, table) == year]
        after = [row for row in new if year_of(row, table) == year]
        if before and after:
            yield from of_year(table, year or None, before, after, names)
            continue
        yield PerubahanData(
            jenis="tabel_baru" if after else "tabel_hapus",
            tabel=table.name,
            judul=table.title,
            tahun=year or None,
            dari=str(len(before)) if before else "",
            menjadi=str(len(after)) if after else "",
        )


def year_of(row: Line, table: Table) -> int:
    """The report that ``row`` belongs to; 0 for what reports share."""
    return int(row["tahun"] or 0) if table.yearly or table is REPORTS else 0


def of_year(
    table: Table,
    year: int | None,
    before: list[Line],
    after: list[Line],
    names: Mapping[str, str],
) -> Iterable[PerubahanData]:
    """What changed in the rows of one table of one report."""
    key = identity(table, before, after)
    was = {tuple(row[name] for name in key): row for row in before}
    now = {tuple(row[name] for name in key): row for row in after}
    for place in dict.fromkeys([*was, *now]):
        old, new = was.get(place), now.get(place)
        row = new or old or {}
        known = PerubahanData(
            jenis="ubah",
            tabel=table.name,
            judul=table.title,
            tahun=year,
            baris=label(row, names),
            wilayah=text(row.get("wilayah")) or None,
            kode=text(row.get("kode")) or None,
        )
        if old is None or new is None:
            yield known.model_copy(update={"jenis": "baru" if new else "hapus"})
            continue
        for column, said in columns(table, old, new):
            yield known.model_copy(
                update={
                    "kolom": said,
                    "dari": text(old[column]),
                    "menjadi": text(new[column]),
                }
            )


def identity(table: Table, before: list[Line], after: list[Line]) -> tuple[str, ...]:
    """The columns that tell rows apart: what names them, where that is enough.

    A number in a list is no name: a row put in at the top would change every one.
    """
    both = before[0].keys() & after[0].keys()
    naming = tuple(name for name in (*NAMING, *BESIDE) if name in both)
    if table.key[0] == "urutan":
        for length in range(1, len(naming) + 1):
            chosen = naming[:length]
            if all(
                len({tuple(row[name] for name in chosen) for row in lines}) == len(lines)
                for lines in (before, after)
            ):
                return chosen
    return tuple(name for name in table.key if name in both)


def label(row: Line, names: Mapping[str, str]) -> str:
    """What a reader calls ``row``."""
    code = text(row.get("wilayah"))
    if code:
        rest = [text(row.get(name)) for name in ("satker", "status", "jenis") if row.get(name)]
        shown = [part for part in rest if part != "rincian"]
        return cut(", ".join([names.get(code, code), *shown]))
    if row.get("kode") and row.get("uraian"):
        return cut(f"{row['kode']} {row['uraian']}")
    if row.get("indikator") and not row.get("uraian"):
        return f"Indikator {row['indikator']}"
    return next((text(row[name]) for name in (*LABELLING, *NAMING) if row.get(name)), "")


def columns(table: Table, old: Line, new: Line) -> Iterable[tuple[str, str]]:
    """The columns that differ and that a reader sees, each with what it is called.

    A number is told as the report prints it, where a column holds that.
    """
    fields = table.model.model_fields
    differing = [
        name
        for name in old
        if name in new and name in fields and name not in UNSEEN and old[name] != new[name]
    ]
    for name in differing:
        printed = f"{name}_tercetak"
        if printed in differing:
            continue
        root = name.removesuffix("_tercetak")
        said = fields[root if root in fields else name].description or name
        yield name, said.partition(";")[0]


def text(value: Cell) -> str:
    """A cell in words; nothing for an empty one."""
    return "" if value is None else cut(str(value))


def cut(words: str) -> str:
    """``words``, not longer than a line."""
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
