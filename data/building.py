"""``report.db``: built from the curated sources, never edited by hand.

Tables are STRICT; every column carries its description as a comment in the
schema and in the table ``kolom``. Whole numbers are INTEGER, decimals and dates
TEXT, so that no figure passes through a float.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import types
import typing
from contextlib import closing
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlite_utils

from data.checks import find_all
from data.indexing import entries
from data.loading import SOURCES, load
from data.sealing import seal
from data.tables import REPORTS, SCHEMA_VERSION, SHARED_TABLES, YEARLY_TABLES, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.loading import Edition, Sources
    from data.models import Frozen


SEARCHED = {
    "pencarian": ("judul", "isi"),
    **{table.name: table.searched for table in (*SHARED_TABLES, *YEARLY_TABLES) if table.searched},
}
# Letters with and without accents are the same.
TOKENS = "unicode61 remove_diacritics 2"
TYPES: dict[type, str] = {int: "INTEGER", bool: "INTEGER"}
EXTRA_SCHEMA = """
CREATE TABLE temuan ( -- Temuan pemeriksaan data
    tahun INTEGER NOT NULL, -- Tahun laporan
    kunci TEXT NOT NULL, -- Aturan dan baris
    urutan INTEGER NOT NULL, -- Urutan ditemukan
    aturan TEXT NOT NULL, -- Aturan yang menemukannya
    catatan INTEGER, -- Catatan yang menjelaskannya
    dihitung TEXT, -- Nilai menurut hitungan ulang
    selisih TEXT, -- Tercetak dikurangi hitungan ulang
    PRIMARY KEY (tahun, kunci),
    FOREIGN KEY (tahun, catatan) REFERENCES catatan (tahun, nomor) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE temuan_tempat ( -- Tempat tiap temuan, dan yang tercetak di sana
    tahun INTEGER NOT NULL, -- Tahun laporan
    temuan TEXT NOT NULL, -- Kunci temuan
    urutan INTEGER NOT NULL, -- Urutan tempat
    sumber TEXT NOT NULL, -- Tempat di laporan
    baris TEXT NOT NULL, -- Baris pada tempat itu
    tercetak TEXT NOT NULL, -- Yang tercetak di situ, atau uraiannya
    harfiah INTEGER NOT NULL, -- Apakah tercetak persis demikian
    PRIMARY KEY (tahun, temuan, urutan),
    FOREIGN KEY (tahun, temuan) REFERENCES temuan (tahun, kunci) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tahun, sumber) REFERENCES sumber (tahun, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE temuan_rujukan ( -- Baris yang bersangkutan dengan tiap temuan
    tahun INTEGER NOT NULL, -- Tahun laporan
    temuan TEXT NOT NULL, -- Kunci temuan
    tabel TEXT NOT NULL, -- Tabel yang bersangkutan
    kunci TEXT NOT NULL, -- Kunci baris; * untuk seluruh tabel
    PRIMARY KEY (tahun, tabel, kunci, temuan),
    FOREIGN KEY (tahun, temuan) REFERENCES temuan (tahun, kunci) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE kolom ( -- Arti dan satuan tiap kolom
    tabel TEXT NOT NULL, -- Nama tabel
    judul TEXT NOT NULL, -- Judul tabel
    kolom TEXT NOT NULL, -- Nama kolom
    keterangan TEXT NOT NULL, -- Arti dan satuannya
    PRIMARY KEY (tabel, kolom)
) STRICT;
CREATE TABLE versi ( -- Versi data
    versi TEXT NOT NULL PRIMARY KEY -- Versi data: berubah bila satu berkas sumber berubah
) STRICT;
CREATE TABLE pencarian ( -- Pencarian di seluruh laporan
    id INTEGER PRIMARY KEY, -- Nomor butir
    tahun INTEGER NOT NULL, -- Tahun laporan
    jenis TEXT NOT NULL, -- Jenis butir
    judul TEXT NOT NULL, -- Judul butir
    isi TEXT NOT NULL, -- Kata yang dicari
    pertanyaan TEXT NOT NULL -- Pertanyaan yang menjawabnya
) STRICT;
"""


class BuildError(Exception):
    """``report.db`` cannot be written; the message says why."""


def build(path: Path, folder: Path = SOURCES) -> str:
    """Writes ``report.db`` to ``path`` and gives the version of its data.

    The file is complete or not there at all: it is written beside its place and
    moved. Raises ``SourceError`` for bad sources and ``BuildError`` where a
    reference leads nowhere or the place cannot be written.
    """
    sources = load(folder)
    version = data_version(folder)
    draft = path.with_name(f"{path.name}.baru-{os.getpid()}")
    try:
        with closing(sqlite3.connect(draft)) as connection:
            write(connection, sources, version)
        seal(draft)
        draft.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise BuildError(f"{path.name} tidak dapat ditulis: {error}") from error
    finally:
        draft.unlink(missing_ok=True)
    return version


def data_version(folder: Path = SOURCES) -> str:
    """Twelve hexadecimal digits that change whenever a source file does."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".csv", ".toml"}:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def write(connection: sqlite3.Connection, sources: Sources, version: str) -> None:
    """Fills an empty database."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = OFF")
    for table in (REPORTS, *SHARED_TABLES, *YEARLY_TABLES):
        connection.execute(definition(table))
    connection.executescript(EXTRA_SCHEMA)
    database = sqlite_utils.Database(connection)
    with database.atomic():
        for table in SHARED_TABLES:
            insert(database, table.name, map(cells, sources.shared.by_table.get(table.name, ())))
        for edition in sources.editions:
            write_edition(database, sources, edition)
        insert(database, "kolom", columns())
        insert(
            database,
            "pencarian",
            (entry for e in sources.editions for entry in entries(e, sources.shared)),
        )
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    insert(database, "versi", [{"versi": version}])
    connection.commit()
    connection.execute("VACUUM")
    # Last, since packing may number anew the rows that an index points to.
    for name, columns_searched in SEARCHED.items():
        database.table(name).enable_fts(columns_searched, tokenize=TOKENS, create_triggers=False)
    connection.commit()


def write_edition(database: sqlite_utils.Database, sources: Sources, edition: Edition) -> None:
    """Fills in one report with its findings."""
    year = {"tahun": edition.tahun}
    insert(database, "laporan", [cells(edition.laporan)])
    for table in YEARLY_TABLES:
        rows = edition.rows.by_table.get(table.name, ())
        insert(database, table.name, ({**year, **cells(row)} for row in rows))
    explained = {
        row["temuan"]: row["catatan"]
        for row in map(cells, edition.rows.by_table.get("catatan_temuan", ()))
    }
    found = find_all(edition, sources.shared)
    insert(
        database,
        "temuan",
        (
            {
                **year,
                "kunci": finding.kunci,
                "urutan": number,
                "aturan": finding.aturan,
                "catatan": explained.get(finding.kunci),
                "dihitung": finding.dihitung,
                "selisih": finding.selisih,
            }
            for number, finding in enumerate(found, start=1)
        ),
    )
    insert(
        database,
        "temuan_tempat",
        (
            {**year, "temuan": finding.kunci, "urutan": number, **cells(spot)}
            for finding in found
            for number, spot in enumerate(finding.tempat, start=1)
        ),
    )
    insert(
        database,
        "temuan_rujukan",
        (
            {**year, "temuan": finding.kunci, **cells(row)}
            for finding in found
            for row in dict.fromkeys(finding.rujukan)
        ),
    )


def insert(database: sqlite_utils.Database, name: str, rows: Iterable[dict[str, Any]]) -> None:
    """Adds ``rows`` to a table."""
    database.table(name).insert_all(rows)


def definition(table: Table) -> str:
    """The statement that creates ``table``, each column with its description."""
    lines = []
    if table.yearly:
        lines.append("tahun INTEGER NOT NULL REFERENCES laporan (tahun), -- Tahun laporan")
    for name, info in table.model.model_fields.items():
        kind, optional = storage(info.annotation)
        need = "" if optional else " NOT NULL"
        lines.append(f"{name} {kind}{need}, -- {info.description or 'Tahun laporan'}")
    lead = ["tahun"] if table.yearly else []
    for column, (target, key) in table.references.items():
        yearly = lead if target not in {shared.name for shared in SHARED_TABLES} else []
        lines.append(
            f"FOREIGN KEY ({', '.join([*yearly, column])}) REFERENCES {target} "
            f"({', '.join([*yearly, key])}) DEFERRABLE INITIALLY DEFERRED,"
        )
    lines.append(f"PRIMARY KEY ({', '.join([*lead, *table.key])})")
    body = "\n    ".join(lines)
    return f"CREATE TABLE {table.name} ( -- {table.title}\n    {body}\n) STRICT"


def storage(annotation: Any) -> tuple[str, bool]:  # noqa: ANN401 - a type as pydantic keeps it
    """The SQLite type of a field, and whether it may be empty."""
    optional = False
    if isinstance(annotation, types.UnionType):
        parts = [part for part in typing.get_args(annotation) if part is not type(None)]
        optional, annotation = True, parts[0]
    return TYPES.get(annotation, "TEXT"), optional


def cells(row: Frozen) -> dict[str, Any]:
    """``row`` as SQLite stores it: decimals, dates and kinds as text."""
    values = row.model_dump()
    return {name: stored(value) for name, value in values.items()}


def stored(value: Any) -> Any:  # noqa: ANN401 - whatever a model holds
    """One value as SQLite stores it."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, StrEnum):
        return value.value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def columns() -> Iterable[dict[str, str]]:
    """The description of every column of the curated tables."""
    for table in (REPORTS, *SHARED_TABLES, *YEARLY_TABLES):
        for name, info in table.model.model_fields.items():
            yield {
                "tabel": table.name,
                "judul": table.title,
                "kolom": name,
                "keterangan": info.description or "Tahun laporan",
            }
