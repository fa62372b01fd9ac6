"""Who follows what: chats and topics that are told when a figure changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from data.models import Ikutan
from data.store.schema_service import ikutan as table
from data.store.store import Store, twice

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection


# One place follows at most so much: all of it must fit one message.
MOST = 30


def follow(store: Store, chat_id: int, topic: int, who: int, target: str) -> Ikutan | None:
    """The following of ``target`` at a place, old or new; ``None`` where the place is full."""
    return twice(lambda: following(store, chat_id, topic, who, target))


def following(store: Store, chat_id: int, topic: int, who: int, target: str) -> Ikutan | None:
    """The same; ``IntegrityError`` where another process was as quick."""
    there = at(chat_id, topic)
    with store.writing() as connection:
        row = (
            connection.execute(select(table).where(*there, table.c.sasaran == target))
            .mappings()
            .first()
        )
        if row is None:
            count = connection.execute(
                select(func.count()).select_from(table).where(*there)
            ).scalar_one()
            if count >= MOST:
                return None
            values = {"chat_id": chat_id, "topik": topic, "oleh": who, "sasaran": target}
            connection.execute(insert(table).values(**values, dibuat=store.now()))
            row = (
                connection.execute(select(table).where(*there, table.c.sasaran == target))
                .mappings()
                .one()
            )
        return Ikutan.model_validate(dict(row))


def unfollow(
    store: Store, chat_id: int, topic: int | None = None, number: int | None = None
) -> tuple[Ikutan, ...]:
    """Ends what a place follows, or the one of ``number``; gives what ended.

    ``topic`` ``None`` means every topic of the chat.
    """
    conditions = at(chat_id, topic)
    if number is not None:
        conditions.append(table.c.id == number)
    with store.writing() as connection:
        rows = connection.execute(
            select(table).where(*conditions).order_by(table.c.id).with_for_update()
        ).mappings()
        ended = tuple(Ikutan.model_validate(dict(row)) for row in rows)
        connection.execute(delete(table).where(table.c.id.in_([row.id for row in ended])))
        return ended


def of_place(store: Store, chat_id: int, topic: int | None = None) -> tuple[Ikutan, ...]:
    """What a chat, or one topic of it, follows, in the order in which it began."""
    return selected(store, at(chat_id, topic))


def every(store: Store) -> tuple[Ikutan, ...]:
    """What anybody follows."""
    return selected(store, [])


def state(store: Store) -> str:
    """A text that changes with every new following."""
    with store.reading() as connection:
        count, latest = connection.execute(select(func.count(), func.max(table.c.id))).one()
        return f"{count}-{latest or 0}"


def move(connection: Connection, old: int, new: int) -> int:
    """Gives what the chat ``old`` follows the id ``new``; how many rows that were.

    Where the new id follows the same already, the old row goes.
    """
    there = select(table.c.topik, table.c.sasaran).where(table.c.chat_id == new)
    known = {(row.topik, row.sasaran) for row in connection.execute(there)}
    rows = connection.execute(select(table).where(table.c.chat_id == old).order_by(table.c.id))
    found = rows.mappings().all()
    for row in found:
        mine = table.c.id == row["id"]
        if (row["topik"], row["sasaran"]) in known:
            connection.execute(delete(table).where(mine))
        else:
            connection.execute(update(table).where(mine).values(chat_id=new))
    return len(found)


def at(chat_id: int, topic: int | None) -> list[ColumnElement[bool]]:
    """The conditions of a place."""
    conditions = [table.c.chat_id == chat_id]
    if topic is not None:
        conditions.append(table.c.topik == topic)
    return conditions


def selected(store: Store, conditions: list[ColumnElement[bool]]) -> tuple[Ikutan, ...]:
    """What fits ``conditions``, oldest first."""
    with store.reading() as connection:
        rows = connection.execute(select(table).where(*conditions).order_by(table.c.id)).mappings()
        return tuple(Ikutan.model_validate(dict(row)) for row in rows)
