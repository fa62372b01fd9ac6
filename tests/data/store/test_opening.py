"""Opening the store: addresses, versions, and what an operator reads when it fails."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text
from sqlalchemy.exc import StatementError

from bot.settings import PROJECT
from data.models import Percakapan
from data.store import processes, schema
from data.store.conversations import open_chats, put
from data.store.errors import StoreError
from data.store.opening import (
    configuration,
    go_back,
    migrate,
    open_engine,
    open_store_engine,
    store_url,
    version,
)
from data.store.schema import HEAD
from data.store.store import Store

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "given",
    ["postgres://u:p@h:5432/d", "postgresql://u:p@h:5432/d", "postgresql+psycopg://u:p@h:5432/d"],
)
def test_postgres_addresses(given: str) -> None:
    """Every form of address that hosts give leads to psycopg 3."""
    assert store_url(given) == "postgresql+psycopg://u:p@h:5432/d"


@pytest.mark.parametrize("given", ["mysql://u:rahasia@h/d", "sqlite://", "apa saja", "", "://x"])
def test_bad_addresses(given: str) -> None:
    """Any other address is refused, without being repeated."""
    with pytest.raises(StoreError) as refused:
        store_url(given)
    assert "DATABASE_URL" in str(refused.value)
    assert "rahasia" not in str(refused.value)


def test_empty_file_is_set_up(tmp_path: Path) -> None:
    """SQLite needs no set-up: a file that is not there gets its tables."""
    path = tmp_path / "folder % dengan spasi" / "store.db"
    path.parent.mkdir()
    engine = open_store_engine(f"sqlite:///{path}")
    assert version(engine) == schema.HEAD
    with engine.begin() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
    engine.dispose()


def test_schema_is_what_migrations_make(address: str) -> None:
    """Migrating an empty database makes exactly the tables that the program knows."""
    engine = open_engine(address)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []
    engine.dispose()


def test_migrating_twice_changes_nothing(address: str) -> None:
    """A second release step changes nothing."""
    engine = open_engine(address)
    assert migrate(engine) == migrate(engine) == schema.HEAD
    engine.dispose()


def test_downgrade_takes_all_back(tmp_path: Path) -> None:
    """Taking the first migration back leaves no table of the store."""
    from alembic import command  # noqa: PLC0415 - only this test goes back

    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    migrate(engine)
    with engine.begin() as connection:
        command.downgrade(configuration(connection), "base")
    with engine.begin() as connection:
        left = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ).scalars()
        assert list(left) == ["alembic_version", "sqlite_sequence"]
    engine.dispose()


@pytest.mark.parametrize(
    ("number", "sentence"),
    [("0000", "python -m bot store migrate"), ("9999", "lebih baru")],
)
def test_another_version_stops(address: str, number: str, sentence: str) -> None:
    """A store of another version is refused with what to do."""
    engine = open_engine(address)
    change = text("UPDATE alembic_version SET version_num = :number")
    with engine.begin() as connection:
        connection.execute(change, {"number": number})
    try:
        with pytest.raises(StoreError, match=sentence):
            open_store_engine(address)
        if number == "9999":
            with pytest.raises(StoreError, match=sentence):
                migrate(engine)
    finally:
        with engine.begin() as connection:
            connection.execute(change, {"number": schema.HEAD})
        engine.dispose()


def test_unprepared_database_stops(tmp_path: Path) -> None:
    """A database with other tables and none of ours is not touched."""
    path = tmp_path / "store.db"
    engine = open_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE milik_lain (x INTEGER)"))
    with pytest.raises(StoreError, match="belum disiapkan"):
        open_store_engine(f"sqlite:///{path}")
    engine.dispose()


@pytest.mark.parametrize(
    "given", ["postgres://u:rahasia@127.0.0.1:9/d", "sqlite:////tidak/ada/folder/store.db"]
)
def test_unreachable_database(given: str) -> None:
    """A database that cannot be reached is one sentence without its address."""
    with pytest.raises(StoreError, match="tidak dapat dibuka") as refused:
        open_store_engine(given)
    assert "rahasia" not in str(refused.value)
    with pytest.raises(StoreError, match="tidak dapat dibuka"):
        migrate(open_engine(given))


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """A file that is something else is refused and left as it was."""
    path = tmp_path / "store.db"
    path.write_bytes(b"bukan basis data " * 200)
    with pytest.raises(StoreError, match="tidak dapat dibuka"):
        open_store_engine(f"sqlite:///{path}")
    assert path.read_bytes() == b"bukan basis data " * 200


def test_two_processes_make_the_file(tmp_path: Path) -> None:
    """Processes that start together on an empty file all find a complete store."""
    line = f"from data.store.store import Store; Store.open('sqlite:///{tmp_path / 's.db'}')"
    processes = [
        subprocess.Popen([sys.executable, "-c", line], cwd=PROJECT, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    assert [(process.communicate()[1], process.returncode) for process in processes] == [
        (b"", 0)
    ] * 4


def test_times_keep_their_moment(store: Store) -> None:
    """A time comes back as the same moment, zoned; one without a zone is refused."""
    row = {"id": 2**40, "jenis": "channel", "judul": "x", "keadaan": "aktif", "alasan": ""}
    moment = datetime(2025, 11, 3, 9, tzinfo=UTC)
    with store.writing() as connection:
        connection.execute(insert(schema.chat).values(**row, diubah=moment))
    with store.reading() as connection:
        found = connection.execute(select(schema.chat)).mappings().one()
    assert (found["id"], found["diubah"]) == (2**40, moment)
    assert found["diubah"].utcoffset() is not None
    with pytest.raises((StatementError, StoreError)), store.writing() as connection:
        connection.execute(
            insert(schema.chat).values(**{**row, "id": 1}, diubah=moment.replace(tzinfo=None))
        )
    with store.reading() as connection:
        assert len(connection.execute(select(schema.chat)).all()) == 1


def test_head_is_the_newest_migration() -> None:
    """The version that the program asks for is the newest migration there is."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - only this test reads them

    engine = open_engine("sqlite:///:memory:")
    with engine.connect() as connection:
        script = ScriptDirectory.from_config(configuration(connection))
    assert script.get_heads() == [schema.HEAD]


def test_going_back_keeps_what_the_older_version_knows(address: str) -> None:
    """An older version's tables stay with their rows; the newer program migrates again."""
    store = Store.open(address)
    put(store, Percakapan(chat_id=1, kunci="a", langkah="isi", diubah=store.now()))
    store.close()
    engine = open_engine(address)
    try:
        assert go_back(engine, "0002") == "0002"
        with pytest.raises(StoreError, match="versi 0002, program ini perlu"):
            Store.open(address)
        assert migrate(engine) == HEAD
    finally:
        engine.dispose()
    store = Store.open(address)
    assert open_chats(store) == {1}
    store.close()


def test_going_back_is_refused(address: str) -> None:
    """Nothing changes for a version that is not older or not known, nor under a living process."""
    store = Store.open(address)
    try:
        for target, sentence in ((HEAD, "tidak lebih lama"), ("0000", "tidak dikenal")):
            with pytest.raises(StoreError, match=sentence):
                go_back(store.engine, target)
        me = processes.join(store, "web")
        with pytest.raises(StoreError, match="hentikan dahulu"):
            go_back(store.engine, "0002")
        processes.leave(store, me)
        assert version(store.engine) == HEAD
    finally:
        store.close()


def test_going_back_without_a_server() -> None:
    """A store that is away is one sentence."""
    engine = open_engine("postgresql://x@127.0.0.1:9/x")
    with pytest.raises(StoreError, match="tidak dapat dibuka"):
        go_back(engine, "0001")
    engine.dispose()
