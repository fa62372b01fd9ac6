"""Files that Telegram keeps: by which id each was sent before, so that it is not sent again.

A key names the bot, for an id is one bot's own, and the file with its version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from data.store import schema_service
from data.store.store import Store, twice

if TYPE_CHECKING:
    from sqlalchemy import Connection

table = schema_service.berkas_kirim


def file_id(store: Store, key: str) -> str | None:
    """Telegram's id of the file ``key``; ``None`` where it was never sent."""
    with store.reading() as connection:
        found = connection.execute(select(table.c.file_id).where(table.c.kunci == key))
        return found.scalar_one_or_none()


def remember(store: Store, key: str, file_id: str) -> None:
    """Notes that Telegram knows the file ``key`` as ``file_id`` now, whatever it was before."""

    def attempt() -> None:
        values = {"file_id": file_id, "kapan": store.now()}
        with store.writing() as connection:
            if not changed(connection, key, values):
                connection.execute(insert(table).values(kunci=key, **values))

    # Another process may have sent the same file in the same moment.
    twice(attempt)


def changed(connection: Connection, key: str, values: dict[str, object]) -> bool:
    """Whether ``key`` was there and has ``values`` now."""
    result = connection.execute(update(table).where(table.c.kunci == key).values(**values))
    return bool(result.rowcount)


def forget(store: Store, key: str) -> None:
    """Notes that Telegram knows the file ``key`` no more."""
    with store.writing() as connection:
        connection.execute(delete(table).where(table.c.kunci == key))
