"""Opening the store: where it is, and whether its schema is the one this program knows.

SQLite is a file that needs no set-up: an empty one gets its tables when it is first
opened. PostgreSQL, and a SQLite file of an older version, are migrated by the release
step; until then a process says so and stops.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from data.moments import utc_now
from data.store.errors import StoreError
from data.store.schema import HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

MIGRATIONS = Path(__file__).with_name("migrations")
MIGRATE_HINT = "Jalankan: python -m bot store migrate"
# Telegram waits 25 seconds for a webhook's answer; who asks is told before.
BUSY_SECONDS = 15
CONNECT_SECONDS = 10
# Marks a connection that only reads: on SQLite it waits for nobody.
READING = "laporan_reading"
# Marks one that writes what a power cut may undo: it does not wait for the disk.
BRIEFLY = "laporan_briefly"
# Any number: who migrates a PostgreSQL store holds the lock of this number.
MIGRATING = 5_300_000_001


def store_url(address: str) -> str:
    """``address`` as SQLAlchemy takes it: PostgreSQL by psycopg 3, SQLite by a path.

    ``postgres://`` and ``postgresql://`` are what hosts give. Raises ``StoreError``,
    without the address, which may hold a password.
    """
    for prefix in ("postgres://", "postgresql://", "postgresql+psycopg://"):
        if address.startswith(prefix):
            address = f"postgresql+psycopg://{address.removeprefix(prefix)}"
    try:
        url = make_url(address)
        kind = url.get_backend_name()
    except (ArgumentError, ValueError):
        raise StoreError("DATABASE_URL tidak dapat dibaca.") from None
    if kind not in {"sqlite", "postgresql"} or (kind == "sqlite" and not url.database):
        raise StoreError("DATABASE_URL harus postgres://... atau sqlite:///jalur/berkas.db.")
    return address


def open_engine(address: str) -> Engine:
    """An engine for the store at ``address``, not yet connected."""
    url = make_url(store_url(address))
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", begin_at_once)
        return engine
    engine = create_engine(
        url,
        pool_pre_ping=True,
        # What a statement holds of people is not for an error's text.
        hide_parameters=True,
        pool_size=5,
        max_overflow=10,
        connect_args={"connect_timeout": CONNECT_SECONDS},
    )
    event.listen(engine, "begin", begin_briefly)
    return engine


def prepare_sqlite(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:  # noqa: ARG001 - the event's names
    """Sets a new SQLite connection up: durable, concurrent, references kept."""
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError(type(connection))
    # Transactions are begun by ``begin_at_once``, not by the driver.
    connection.isolation_level = None
    with closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA journal_mode = WAL")
        # A claim that a power cut undoes would let a message go out twice.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")


def begin_at_once(connection: Connection) -> None:
    """Begins a transaction; one that may write waits its turn instead of failing late."""
    options = connection.get_execution_options()
    if options.get(READING, False):
        connection.exec_driver_sql("BEGIN")
        return
    # It cannot be changed within a transaction; the connection remembers how it was left.
    wanted = "NORMAL" if options.get(BRIEFLY, False) else "FULL"
    if connection.info.get(BRIEFLY, "FULL") != wanted:
        connection.exec_driver_sql(f"PRAGMA synchronous = {wanted}")
        connection.info[BRIEFLY] = wanted
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def begin_briefly(connection: Connection) -> None:
    """The same for PostgreSQL: a transaction that asks for it does not wait for the disk."""
    if connection.get_execution_options().get(BRIEFLY, False):
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO OFF")


def open_store_engine(address: str) -> Engine:
    """An engine for the store at ``address``, whose schema is this program's.

    Raises ``StoreError`` where it cannot be reached, or is older or newer.
    """
    engine = open_engine(address)
    try:
        if engine.dialect.name == "sqlite" and is_empty(engine):
            migrate(engine)
        found = version(engine)
    except SQLAlchemyError as error:
        raise unreachable(error) from None
    if found != HEAD:
        raise StoreError(mismatch(found))
    return engine


def mismatch(found: str | None) -> str:
    """What to tell the operator of a store of version ``found``."""
    if found is None:
        return f"Basis data langganan belum disiapkan. {MIGRATE_HINT}"
    if found < HEAD:
        return f"Basis data langganan versi {found}, program ini perlu {HEAD}. {MIGRATE_HINT}"
    return (
        f"Basis data langganan versi {found} lebih baru daripada program ini ({HEAD})."
        " Pasang versi program yang terbaru."
    )


def unreachable(error: Exception) -> StoreError:
    """The error of a store that does not answer, without its address."""
    cause = getattr(error, "orig", None) or error
    return StoreError(
        f"Basis data langganan tidak dapat dibuka ({type(cause).__name__}):"
        " periksa DATABASE_URL dan apakah servernya berjalan."
    )


def is_empty(engine: Engine) -> bool:
    """Whether the database has no table yet."""
    return not inspect(engine).get_table_names()


def version(engine: Engine) -> str | None:
    """The newest migration that the store has had; ``None`` where it had none."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.begin() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def migrate(engine: Engine, target: str = "head") -> str | None:
    """Migrates the store to ``target`` and gives its version; a second run changes nothing.

    Raises ``StoreError`` where the store is newer than this program or does not answer.
    """
    from alembic import command  # noqa: PLC0415 - slow, and only needed here
    from alembic.util import CommandError  # noqa: PLC0415

    try:
        with alone(engine) as connection:
            command.upgrade(configuration(connection), target)
        return version(engine)
    except CommandError:
        raise StoreError(mismatch(version(engine))) from None
    except SQLAlchemyError as error:
        raise unreachable(error) from None


def go_back(engine: Engine, target: str) -> str | None:
    """Takes the store back to the older version ``target``, and gives its version.

    What only newer versions hold is lost. Raises ``StoreError`` where ``target`` is not
    older, where processes work with the store, and where it does not answer.
    """
    from alembic import command  # noqa: PLC0415 - slow, and only needed here
    from alembic.util import CommandError  # noqa: PLC0415

    try:
        found = version(engine)
        if found is None or target >= found:
            raise StoreError(f"Basis data langganan versi {found}: {target} tidak lebih lama.")
        with alone(engine) as connection:
            if is_used(connection):
                raise StoreError(
                    "Masih ada proses yang memakai basis data langganan: hentikan dahulu."
                )
            command.downgrade(configuration(connection), target)
        return version(engine)
    except CommandError:
        raise StoreError(f"Versi basis data langganan {target} tidak dikenal.") from None
    except SQLAlchemyError as error:
        raise unreachable(error) from None


def is_used(connection: Connection) -> bool:
    """Whether a living process works with the store."""
    from data.store.processes import alive, running, table  # noqa: PLC0415 - only needed here

    there = inspect(connection).has_table(table.name)
    return there and alive(connection, utc_now(), "", running) != {""}


def configuration(connection: Connection) -> Any:  # noqa: ANN401 - alembic is imported late
    """Alembic's configuration for one connection."""
    from alembic.config import Config  # noqa: PLC0415 - slow, and only needed to migrate

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other process migrates beside."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATING})
        yield connection
