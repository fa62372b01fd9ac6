"""``report.db``: strict, sound, commented, repeatable, and complete or not there at all."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.cli import main
from data.building import BuildError, build, data_version, storage, stored
from data.checks import find_all
from data.loading import SOURCES, SourceError, load
from data.models import Tingkat
from data.tables import REPORTS, SCHEMA_VERSION, SHARED_TABLES, YEARLY_TABLES, Table
from tests.data.planting import Folder

TABLES = (REPORTS, *SHARED_TABLES, *YEARLY_TABLES)
EXTRA = {"temuan", "temuan_tempat", "temuan_rujukan", "kolom", "versi", "pencarian"}


@pytest.fixture(scope="module")
def connection(database: Path) -> Iterator[sqlite3.Connection]:
    """The built database, opened plainly."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as opened:
        yield opened


def own_tables(connection: sqlite3.Connection) -> dict[str, bool]:
    """The tables that are not parts of the full-text index, and whether they are strict."""
    rows = connection.execute("SELECT name, type, strict FROM pragma_table_list").fetchall()
    return {
        name: bool(strict)
        for name, kind, strict in rows
        if kind == "table" and not name.startswith("sqlite_")
    }


def test_every_table_is_strict(connection: sqlite3.Connection) -> None:
    """SQLite itself refuses a value of the wrong type in every table."""
    tables = own_tables(connection)
    assert set(tables) == {table.name for table in TABLES} | EXTRA
    assert all(tables.values())


def test_no_column_holds_floats(connection: sqlite3.Connection) -> None:
    """Figures are whole numbers or exact decimals in text; no column is REAL."""
    for name in own_tables(connection):
        kinds = {row[2] for row in connection.execute(f"PRAGMA table_info({name})")}
        assert kinds <= {"INTEGER", "TEXT"}, name


def test_foreign_keys_hold(connection: sqlite3.Connection) -> None:
    """Every reference leads to a row."""
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("table", YEARLY_TABLES, ids=lambda table: table.name)
def test_references_are_declared(table: Table, connection: sqlite3.Connection) -> None:
    """Each reference of the list of tables is a foreign key of the database."""
    keys = connection.execute(f"PRAGMA foreign_key_list({table.name})").fetchall()
    declared = {(row[3], row[2], row[4]) for row in keys}
    wanted = {(column, target, key) for column, (target, key) in table.references.items()}
    assert wanted | {("tahun", "laporan", "tahun")} <= declared


def test_every_column_is_explained(connection: sqlite3.Connection) -> None:
    """Each column carries its description in the schema and in the table ``kolom``."""
    schema = dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'"))
    explained = {
        (table, column): text
        for table, column, text in connection.execute("SELECT tabel, kolom, keterangan FROM kolom")
    }
    for table in TABLES:
        assert f"-- {table.title}\n" in schema[table.name]
        for name, info in table.model.model_fields.items():
            text = info.description or "Tahun laporan"
            assert re.search(
                rf"^\s*{name} [A-Z ]+, -- {re.escape(text)}$", schema[table.name], re.MULTILINE
            )
            assert explained.pop((table.name, name)) == text
    assert explained == {}
    for name in EXTRA - {"versi"}:
        for line in schema[name].splitlines()[1:-1]:
            assert "--" in line or "KEY" in line, line


def test_full_text_index_covers_every_entry(connection: sqlite3.Connection) -> None:
    """The index has an entry for each entry that can be found, without regard to accents."""
    (entries,) = connection.execute("SELECT count(*) FROM pencarian").fetchone()
    (indexed,) = connection.execute("SELECT count(*) FROM pencarian_fts").fetchone()
    assert indexed == entries > 300
    found = connection.execute(
        "SELECT count(*) FROM pencarian_fts WHERE pencarian_fts MATCH 'káMPANYE'"
    ).fetchone()
    assert found[0] > 3


def test_tables_of_sentences_are_indexed(connection: sqlite3.Connection) -> None:
    """Each table that is searched has an index of its own rows, which finds them by their words."""
    searched = {table.name: table.searched for table in TABLES if table.searched}
    assert set(searched) >= {"anggaran", "catatan", "fakta_kinerja", "istilah", "profil"}
    with closing(sqlite3.connect(":memory:")) as copied:
        connection.backup(copied)
        for name in (*searched, "pencarian"):
            # Raises where the index and the rows differ.
            index = f"{name}_fts"
            copied.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    found = connection.execute(
        "SELECT kode FROM anggaran WHERE rowid IN "
        "(SELECT rowid FROM anggaran_fts WHERE anggaran_fts MATCH 'kampanye')"
    ).fetchall()
    told = connection.execute("SELECT kode FROM anggaran WHERE uraian LIKE '%kampanye%'").fetchall()
    assert found == told != []


def test_every_finding_is_stored(connection: sqlite3.Connection) -> None:
    """The findings stand in the database with all their places and references."""
    sources = load()
    found = find_all(sources.editions[0], sources.shared)
    stored_keys = connection.execute("SELECT kunci FROM temuan ORDER BY urutan").fetchall()
    assert [key for (key,) in stored_keys] == [item.kunci for item in found]
    (places,) = connection.execute("SELECT count(*) FROM temuan_tempat").fetchone()
    assert places == sum(len(item.tempat) for item in found)
    (rows,) = connection.execute("SELECT count(*) FROM temuan_rujukan").fetchone()
    assert rows == sum(len(set(item.rujukan)) for item in found)
    assert connection.execute("SELECT count(*) FROM temuan WHERE catatan IS NULL").fetchone() == (
        0,
    )


def test_two_builds_are_the_same(tmp_path: Path) -> None:
    """The same sources give the same version and the same bytes."""
    first, second = tmp_path / "a.db", tmp_path / "b.db"
    assert build(first) == build(second) == data_version()
    assert first.read_bytes() == second.read_bytes()
    assert re.fullmatch(r"[0-9a-f]{12}", data_version())


def test_version_follows_the_sources(tmp_path: Path) -> None:
    """One changed cell changes the version; a file that is no source does not."""
    folder = Folder(tmp_path / "sources")
    assert data_version(folder.path) == data_version(SOURCES)
    (folder.path / "2024" / "catatan.txt").write_text("x")
    assert data_version(folder.path) == data_version(SOURCES)
    folder.change("dpt", {"wilayah": "53.07"}, tps="558")
    assert data_version(folder.path) != data_version(SOURCES)


def test_a_failed_build_leaves_the_old_file(tmp_path: Path) -> None:
    """Bad sources change nothing: the old database stays, and no draft is left."""
    folder = Folder(tmp_path / "sources")
    path = tmp_path / "report.db"
    build(path, folder.path)
    before = path.read_bytes()
    folder.change("dpt", {"wilayah": "53.07"}, tps="banyak")
    with pytest.raises(SourceError, match=r"2024/dpt\.csv baris 8: kolom tps"):
        build(path, folder.path)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir() if item.is_file()] == ["report.db"]


def test_a_reader_keeps_the_file_it_opened(tmp_path: Path) -> None:
    """A build puts a new file in place at once; whoever reads the old one is not disturbed."""
    folder = Folder(tmp_path / "sources")
    path, held = tmp_path / "report.db", tmp_path / "held.db"
    build(path, folder.path)
    before = path.read_bytes()
    held.hardlink_to(path)
    folder.change("dpt", {"wilayah": "53.07"}, tps="558")
    build(path, folder.path)
    assert held.read_bytes() == before
    assert path.read_bytes() != before


@pytest.mark.parametrize(
    ("table", "where", "cells"),
    [
        ("dpt", {"urutan": "7"}, {"sumber": "tidak-ada"}),
        ("dpt", {"urutan": "1"}, {"urutan": "2"}),
        ("mitigasi", {"urutan": "1"}, {"sasaran": "9"}),
        ("anggaran", {"kode": "CQ.6872"}, {"induk": "XX"}),
        ("catatan_temuan", {"temuan": "nama.dpt:53.01"}, {"catatan": "999"}),
    ],
    ids=["place", "key twice", "objective", "parent", "note"],
)
def test_a_reference_that_leads_nowhere_ends_the_build(
    table: str, where: dict[str, str], cells: dict[str, str], tmp_path: Path
) -> None:
    """A broken reference or a key used twice gives one error and no database."""
    folder = Folder(tmp_path / "sources")
    folder.change(table, where, **cells)
    path = tmp_path / "report.db"
    with pytest.raises(BuildError, match=r"^report\.db tidak dapat ditulis: ") as caught:
        build(path, folder.path)
    assert "\n" not in str(caught.value)
    assert [item.name for item in tmp_path.iterdir()] == ["sources"]


def test_a_place_that_cannot_be_written_ends_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that is not there, or a folder in the place of the file, is one clear error."""
    with pytest.raises(BuildError, match=r"^report\.db tidak dapat ditulis: "):
        build(tmp_path / "tiada" / "report.db")
    (tmp_path / "report.db").mkdir()
    with pytest.raises(BuildError, match=r"^report\.db tidak dapat ditulis: "):
        build(tmp_path / "report.db")
    assert [item.name for item in tmp_path.iterdir()] == ["report.db"]
    monkeypatch.setenv("REPORT_DB", str(tmp_path / "report.db"))
    assert main(["data", "build"]) == 2
    assert capsys.readouterr().err.startswith("report.db tidak dapat ditulis: ")


def test_values_are_stored_exactly() -> None:
    """Decimals keep their digits, dates are ISO, kinds and truth are plain."""
    assert stored(Decimal("99.60")) == "99.60"
    assert stored(Decimal("1E+3")) == "1000"
    assert stored(date(2024, 11, 28)) == "2024-11-28"
    assert type(stored(Tingkat.PROGRAM)) is str
    assert stored(True) == 1  # noqa: FBT003 - the value under test
    assert type(stored(True)) is int  # noqa: FBT003 - the same
    assert stored(None) is None


def test_types_are_those_of_the_model() -> None:
    """Whole numbers and truth are INTEGER, all else TEXT; only ``| None`` may be empty."""
    assert storage(int) == ("INTEGER", False)
    assert storage(bool) == ("INTEGER", False)
    assert storage(int | None) == ("INTEGER", True)
    assert storage(Decimal | None) == ("TEXT", True)
    assert storage(date) == ("TEXT", False)


def test_schema_has_a_version(connection: sqlite3.Connection) -> None:
    """The database says for which version of the schema it was built."""
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
