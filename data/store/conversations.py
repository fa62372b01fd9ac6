"""Conversations in private chats that are not finished, so that a restart loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from data.models.layanan import Percakapan, Permintaan
from data.store import schema_service
from data.store.store import Store, twice

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

table = schema_service.percakapan


def get(store: Store, chat: int) -> Percakapan | None:
    """The conversation that is open in ``chat``."""
    with store.reading() as connection:
        row = connection.execute(select(table).where(table.c.chat_id == chat)).mappings().first()
        return conversation(row) if row else None


def put(store: Store, value: Percakapan) -> None:
    """Keeps ``value`` as the one conversation of its chat."""
    kept = {
        "kunci": value.kunci,
        "langkah": value.langkah,
        "isi": value.permintaan.model_dump_json(),
        "tiket_id": value.tiket,
        "terakhir": "\n".join(value.terakhir),
        "diubah": value.diubah,
    }

    def attempt() -> None:
        with store.writing() as connection:
            changed = connection.execute(
                update(table).where(table.c.chat_id == value.chat_id).values(**kept)
            )
            if not changed.rowcount:
                connection.execute(insert(table).values(chat_id=value.chat_id, **kept))

    twice(attempt)


def drop(store: Store, chat: int, key: str | None = None) -> bool:
    """Ends the conversation of ``chat``, or only the one of ``key``; whether it was there."""
    conditions = [table.c.chat_id == chat]
    if key is not None:
        conditions.append(table.c.kunci == key)
    with store.writing() as connection:
        return bool(connection.execute(delete(table).where(*conditions)).rowcount)


def open_chats(store: Store) -> frozenset[int]:
    """The chats with an open conversation."""
    with store.reading() as connection:
        return frozenset(connection.scalars(select(table.c.chat_id)))


def conversation(row: RowMapping) -> Percakapan:
    """The conversation in ``row``."""
    return Percakapan(
        chat_id=row["chat_id"],
        kunci=row["kunci"],
        langkah=row["langkah"],
        permintaan=Permintaan.model_validate_json(row["isi"]),
        tiket=row["tiket_id"],
        terakhir=tuple(row["terakhir"].splitlines()),
        diubah=row["diubah"],
    )
