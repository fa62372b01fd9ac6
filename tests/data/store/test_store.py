"""The open store: transactions, and what a caller hears when one fails."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from data.store import chats, opening
from data.store.errors import StoreError
from data.store.store import twice
from tests.data.store.rekaan import obrolan

if TYPE_CHECKING:
    from data.store.store import Store


@pytest.mark.parametrize("kind", ["reading", "writing"])
def test_a_statement_that_fails(store: Store, kind: str) -> None:
    """A database that refuses a statement is one sentence, without the statement."""
    transaction = store.reading if kind == "reading" else store.writing
    with pytest.raises(StoreError, match="tidak dapat dibuka") as refused, transaction() as given:
        given.execute(text("SELECT rahasia FROM tidak_ada"))
    assert "rahasia" not in str(refused.value)
    chats.remember(store, obrolan())
    assert chats.known(store) == (obrolan(),)


def test_what_may_be_lost_does_not_wait_for_the_disk(store: Store) -> None:
    """Only a transaction that says so is not on the disk at its end; the next one is again."""
    sqlite = store.engine.dialect.name == "sqlite"
    asked = text("PRAGMA synchronous" if sqlite else "SHOW synchronous_commit")
    found = []
    for briefly in (True, True, False):
        with store.writing(briefly=briefly) as connection:
            found.append(connection.execute(asked).scalar_one())
    assert found == ([1, 1, 2] if sqlite else ["off", "off", "on"])


def test_whether_the_database_answers(store: Store, sqlite_store: Store) -> None:
    """A store that answers says nothing; one whose file is none any more is an error."""
    store.ping()
    sqlite_store.close()
    database = sqlite_store.engine.url.database
    assert database is not None
    Path(database).write_bytes(b"x" * 8192)
    with pytest.raises(StoreError):
        sqlite_store.ping()


def test_an_error_of_the_caller(store: Store) -> None:
    """An error of the caller undoes the transaction and stays what it is."""

    def fail() -> None:
        with store.writing() as connection:
            chats.put(connection, obrolan(), store.now())
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert chats.known(store) == ()


def test_tried_once_more() -> None:
    """What another process was quicker with is tried once more, and once only."""
    attempts: list[int] = []

    def attempt(failures: int) -> int:
        attempts.append(failures)
        if len(attempts) <= failures:
            raise IntegrityError("", {}, ValueError())
        return len(attempts)

    assert twice(lambda: attempt(0)) == 1
    attempts.clear()
    assert twice(lambda: attempt(1)) == 2
    attempts.clear()
    with pytest.raises(IntegrityError):
        twice(lambda: attempt(2))
    assert len(attempts) == 2


def test_only_sqlite_is_prepared() -> None:
    """The settings of SQLite are refused to any other connection."""

    class Other:
        isolation_level = "lain"

    other = Other()
    with pytest.raises(TypeError):
        opening.prepare_sqlite(other, None)  # type: ignore[arg-type]
    assert other.isolation_level == "lain"
    with sqlite3.connect(":memory:") as connection:
        opening.prepare_sqlite(connection, None)  # type: ignore[arg-type]
    assert connection.isolation_level is None
    connection.close()
