"""The open store: connections to it, its clock, and nothing of its subjects."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Self, TypeVar

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from data.moments import utc_now
from data.store.opening import BRIEFLY, READING, open_store_engine, unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Engine

Result = TypeVar("Result")


def twice(attempt: Callable[[], Result]) -> Result:
    """What ``attempt`` gives, which is made once more where another process was as quick.

    The second attempt sees what the other one wrote; what it still cannot write is an
    error and raises ``IntegrityError``.
    """
    try:
        return attempt()
    except IntegrityError:
        return attempt()


class Store:
    """An open store. Its modules take it first and hold all statements.

    ``now`` is the clock that stamps what is written. Safe to use from several threads.
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self.engine = engine
        self.now = now

    @classmethod
    def open(cls, address: str, now: Callable[[], datetime] = utc_now) -> Self:
        """The store at ``address``; raises ``StoreError`` where it cannot be used."""
        return cls(open_store_engine(address), now)

    def ping(self) -> None:
        """Returns where the database answers; raises ``StoreError`` where it does not."""
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Closes its connections."""
        self.engine.dispose()

    @contextmanager
    def writing(self, *, briefly: bool = False) -> Iterator[Connection]:
        """A transaction: committed at the end, undone where an error leaves it.

        One that is written ``briefly`` does not wait for the disk, which is most of what
        a short one costs: it may be lost with the power, though not with the process.
        A database that fails raises ``StoreError``; what it holds already raises
        ``IntegrityError``.
        """
        try:
            with self.engine.connect() as plain:
                connection = plain.execution_options(**{BRIEFLY: briefly})
                with connection.begin():
                    yield connection
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise unreachable(error) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction for reading only; a database that fails raises ``StoreError``."""
        try:
            with self.engine.connect() as plain:
                connection = plain.execution_options(**{READING: True})
                with connection.begin():
                    yield connection
        except SQLAlchemyError as error:
            raise unreachable(error) from error
