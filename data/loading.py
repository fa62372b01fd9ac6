"""The curated sources as validated rows, read from their folders.

``data/sources/<year>/`` holds one report: ``laporan.toml`` and one CSV a table;
``data/sources/umum/`` holds what all reports share.
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from data.models import Frozen, Laporan
from data.tables import SHARED_TABLES, YEARLY_TABLES, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCES = Path(__file__).resolve().parent / "sources"
SHARED = "umum"
METADATA = "laporan.toml"

RowType = TypeVar("RowType", bound=Frozen)


class SourceError(Exception):
    """A source file cannot be used; the message names the file, line and column."""


@dataclass(frozen=True)
class Rows:
    """The rows of several tables, by the table's name."""

    by_table: Mapping[str, tuple[Frozen, ...]]

    def of(self, model: type[RowType]) -> tuple[RowType, ...]:
        """All rows of ``model``, in the order of the file; none where there is no file."""
        return tuple(row for rows in self.by_table.values() for row in rows if type(row) is model)


@dataclass(frozen=True)
class Edition:
    """One year's report."""

    laporan: Laporan
    rows: Rows

    @property
    def tahun(self) -> int:
        """The year that the report is about."""
        return self.laporan.tahun


@dataclass(frozen=True)
class Sources:
    """Everything curated: what reports share, and the reports by year."""

    shared: Rows
    editions: tuple[Edition, ...]


def load(folder: Path = SOURCES) -> Sources:
    """All sources under ``folder``, oldest report first.

    Raises ``SourceError`` where a file is missing, unreadable or invalid, where a
    name is unknown, or where two reports claim one year.
    """
    if not folder.is_dir():
        raise SourceError(f"Folder sumber tidak ditemukan: {folder.name}")
    years = sorted(path for path in folder.iterdir() if (path / METADATA).is_file())
    if not years:
        raise SourceError(f"Tidak ada laporan: tidak ditemukan {METADATA} di bawah {folder.name}")
    shared = read_tables(folder / SHARED, SHARED_TABLES)
    editions = tuple(
        Edition(read_metadata(path / METADATA), read_tables(path, YEARLY_TABLES)) for path in years
    )
    seen = [edition.tahun for edition in editions]
    if len(set(seen)) != len(seen):
        raise SourceError(f"Dua laporan memakai tahun yang sama: {seen}")
    return Sources(shared, tuple(sorted(editions, key=lambda edition: edition.tahun)))


def read_metadata(path: Path) -> Laporan:
    """The report described by ``path``, a TOML file with one table ``laporan``."""
    try:
        return Laporan.model_validate(tomllib.loads(path.read_text("utf-8"))["laporan"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise SourceError(f"{path.name} tidak dapat dibaca: {error}") from error
    except ValidationError as error:
        raise SourceError(f"{path.name}: {first_fault(error)}") from error


def read_tables(folder: Path, tables: tuple[Table, ...]) -> Rows:
    """The rows of every table in ``folder`` that has a file there."""
    known = {f"{table.name}.csv" for table in tables}
    for path in sorted(folder.glob("*.csv")):
        if path.name not in known:
            raise SourceError(f"{folder.name}/{path.name}: tabel tidak dikenal")
    rows: dict[str, tuple[Frozen, ...]] = {}
    for table in tables:
        path = folder / f"{table.name}.csv"
        if path.is_file():
            rows[table.name] = read_rows(path, table.model)
        elif table.required:
            raise SourceError(f"{folder.name}/{path.name}: berkas wajib tidak ada")
    return Rows(rows)


def read_rows(path: Path, model: type[RowType]) -> tuple[RowType, ...]:
    """The rows of a CSV file whose header names exactly the fields of ``model``."""
    place = f"{path.parent.name}/{path.name}"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"{place} tidak dapat dibaca: {error}") from error
    header = lines[0] if lines else []
    if sorted(header) != sorted(model.model_fields):
        wrong = sorted(set(header) ^ set(model.model_fields))
        raise SourceError(f"{place}: kepala kolom tidak sesuai: {', '.join(wrong)}")
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) != len(header):
            raise SourceError(f"{place} baris {number}: {len(cells)} kolom, bukan {len(header)}")
        values = {name: cell or None for name, cell in zip(header, cells, strict=True)}
        try:
            rows.append(model.model_validate(values))
        except ValidationError as error:
            raise SourceError(f"{place} baris {number}: {first_fault(error)}") from error
    return tuple(rows)


def first_fault(error: ValidationError) -> str:
    """The column and value that ``error`` is about, in one line."""
    fault = error.errors()[0]
    column = ".".join(str(part) for part in fault["loc"])
    return f"kolom {column}, isi {fault['input']!r}: {fault['msg']}"
