"""The report as it is asked: ``report.db``, opened read-only.

Every query is one statement and gives frozen models. Subjects have their own
modules under ``data/queries``; this one knows what they share: the years, the
regions, the places that figures come from and the notes on them.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar

from data.models import Alias, Catatan, Frozen, Laporan, Sumber, Wilayah
from data.sealing import is_sealed, seal
from data.tables import SCHEMA_VERSION, SHARED_TABLES, YEARLY_TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

RowType = TypeVar("RowType", bound=Frozen)
NAMES = {table.model: table.name for table in (*SHARED_TABLES, *YEARLY_TABLES)}
NAMES[Laporan] = "laporan"
ORDERS = {table.name: table.key[0] for table in (*SHARED_TABLES, *YEARLY_TABLES)}
YEARLY = {table.name for table in YEARLY_TABLES}
BUILD_HINT = "Bangun ulang dengan: python -m bot data build"


class ReportError(Exception):
    """``report.db`` is missing, damaged or of another version; the message says so."""


def copy_into_memory(path: Path, connection: sqlite3.Connection) -> None:
    """Copies the database at ``path``, so that a file changed under us changes no answer."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
        file.backup(connection)
    connection.execute("PRAGMA query_only = ON")


class Report:
    """An open ``report.db``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._connection.row_factory = sqlite3.Row
        self.years: tuple[int, ...] = tuple(
            row["tahun"] for row in self.select("SELECT tahun FROM laporan ORDER BY tahun")
        )

    @classmethod
    def open(cls, path: Path) -> Self:
        """The report at ``path``; raises ``ReportError`` where it cannot be read."""
        if not path.is_file():
            raise ReportError(f"{path.name} belum ada. {BUILD_HINT}")
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        try:
            copy_into_memory(path, connection)
            report = cls.checked(connection, path.name)
            whole = is_sealed(path.read_bytes())
        except (sqlite3.Error, OSError) as error:
            connection.close()
            raise ReportError(f"{path.name} rusak ({error}). {BUILD_HINT}") from error
        except ReportError:
            connection.close()
            raise
        if not whole:
            connection.close()
            raise ReportError(f"{path.name} rusak (isinya berubah). {BUILD_HINT}")
        return report

    @classmethod
    def checked(cls, connection: sqlite3.Connection, name: str) -> Self:
        """The report behind ``connection``, if it is of this schema and holds a year."""
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version != SCHEMA_VERSION:
            raise ReportError(f"{name} memakai susunan lain. {BUILD_HINT}")
        report = cls(connection)
        if not report.years:
            raise ReportError(f"{name} tidak memuat laporan. {BUILD_HINT}")
        return report

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def copy_to(self, path: Path) -> None:
        """Writes what answers are given from, whatever became of the file since, to ``path``."""
        with closing(sqlite3.connect(path)) as target:
            self._connection.backup(target)
        seal(path)

    @property
    def latest(self) -> int:
        """The year of the newest report."""
        return self.years[-1]

    @cached_property
    def version(self) -> str:
        """The version of the data: twelve hexadecimal digits."""
        return str(self.select("SELECT versi FROM versi")[0]["versi"])

    def select(self, statement: str, *values: Any) -> list[sqlite3.Row]:  # noqa: ANN401
        """The rows of one statement."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise ReportError(f"report.db rusak ({error}). {BUILD_HINT}") from error

    def rows(
        self,
        model: type[RowType],
        year: int | None = None,
        where: str = "",
        *values: Any,  # noqa: ANN401
    ) -> tuple[RowType, ...]:
        """The rows of ``model`` in printed order, of one year where the table is yearly.

        ``where`` is a condition with question marks for ``values``.
        """
        table = NAMES[model]
        conditions, arguments = [], list(values)
        if table in YEARLY:
            conditions.append("tahun = ?")
            arguments.insert(0, self.latest if year is None else year)
        if where:
            conditions.append(f"({where})")
        clause = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        columns = ", ".join(model.model_fields)
        order = ORDERS.get(table, "tahun")
        if "urutan" in model.model_fields:
            order = "urutan"
        statement = f"SELECT {columns} FROM {table}{clause} ORDER BY {order}"  # noqa: S608 - names are the models' own
        return tuple(model.model_validate(dict(row)) for row in self.select(statement, *arguments))

    def laporan(self, year: int) -> Laporan:
        """The report of ``year``."""
        return next(row for row in self.rows(Laporan) if row.tahun == year)

    @cached_property
    def regions(self) -> Mapping[str, Wilayah]:
        """The regions by their Kemendagri code, the province among them."""
        return {row.kode: row for row in self.rows(Wilayah)}

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """What people also call a region, and its Kemendagri code."""
        return {row.alias: row.wilayah for row in self.rows(Alias)}

    @cached_property
    def _places(self) -> Mapping[int, Mapping[str, Sumber]]:
        return {year: {row.id: row for row in self.rows(Sumber, year)} for year in self.years}

    def sources(self, year: int, ids: Iterable[str]) -> tuple[Sumber, ...]:
        """The places ``ids`` of one report, each once, in the order asked for."""
        places = self._places[year]
        return tuple(places[name] for name in dict.fromkeys(ids))

    def notes(self, year: int, table: str, keys: Iterable[str | int]) -> tuple[Catatan, ...]:
        """The notes on the rows ``keys`` of ``table``, and on the table as a whole."""
        wanted = [str(key) for key in keys]
        marks = ", ".join("?" * (len(wanted) + 1))
        columns = ", ".join(f"catatan.{name}" for name in Catatan.model_fields)
        found = self.select(
            f"SELECT DISTINCT {columns} FROM temuan_rujukan "  # noqa: S608 - names and marks only
            "JOIN temuan ON temuan.tahun = temuan_rujukan.tahun "
            "AND temuan.kunci = temuan_rujukan.temuan "
            "JOIN catatan ON catatan.tahun = temuan.tahun AND catatan.nomor = temuan.catatan "
            "WHERE temuan_rujukan.tahun = ? AND temuan_rujukan.tabel = ? "
            f"AND temuan_rujukan.kunci IN ({marks}) ORDER BY catatan.nomor",
            year,
            table,
            "*",
            *wanted,
        )
        return tuple(Catatan.model_validate(dict(row)) for row in found)
