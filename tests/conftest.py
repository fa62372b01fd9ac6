"""What all tests share: the real sources, built once, and opened."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import text

from data.building import build
from data.report import Report
from data.store.opening import migrate, open_engine
from data.store.schema import metadata
from data.store.store import Store
from tests.postgres import postgres

# A slow machine is no finding: examples are not timed.
settings.register_profile("laporan", deadline=None)
settings.load_profile("laporan")


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``report.db`` built from ``data/sources``."""
    path = tmp_path_factory.mktemp("laporan") / "report.db"
    build(path)
    return path


@pytest.fixture(scope="session")
def report(database: Path) -> Iterator[Report]:
    """The built report, open."""
    opened = Report.open(database)
    yield opened
    opened.close()


class Clock:
    """A clock that stands still until it is moved on; starts 3 November 2025, 09.00 WITA."""

    def __init__(self) -> None:
        self.moment = datetime(2025, 11, 3, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The present moment."""
        return self.moment

    def advance(self, **time: float) -> None:
        """Moves on by what ``timedelta`` takes."""
        self.moment += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    """A clock of the test's own."""
    return Clock()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a migrated PostgreSQL database on a server of the tests' own."""
    with postgres(tmp_path_factory.mktemp("pg")) as address:
        engine = open_engine(address)
        migrate(engine)
        engine.dispose()
        yield address


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite store without a row, to be copied."""
    path = tmp_path_factory.mktemp("store") / "store.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store: each test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "store.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        return f"sqlite:///{path}"
    return emptied(request.getfixturevalue("postgresql"))


def emptied(address: str) -> str:
    """``address``, of a PostgreSQL store that has no row any more."""
    engine = open_engine(address)
    names = ", ".join(table.name for table in metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    engine.dispose()
    return address


@pytest.fixture
def store(address: str, clock: Clock) -> Iterator[Store]:
    """An empty store, open, whose clock the test moves."""
    opened = Store.open(address, clock)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(empty_sqlite: Path, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """An empty store on SQLite, for tests of what does not depend on the database."""
    path = tmp_path / "store.db"
    shutil.copy(empty_sqlite, path)
    opened = Store.open(f"sqlite:///{path}", clock)
    yield opened
    opened.close()
