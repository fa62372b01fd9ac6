"""Who wants to hear what: subscriptions of chats and topics to announcements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from data.models import Langganan, Pilihan
from data.store import chats, schema
from data.store.audit import record
from data.store.store import Store, twice

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, RowMapping

    from data.models import Obrolan

ACTIVE, PAUSED, ENDED = "aktif", "dijeda", "berhenti"
table = schema.langganan


def subscribe(store: Store, chat: Obrolan, topic: int, who: int, wish: Pilihan) -> Langganan:
    """The subscription to ``wish``, new or taken up again; its length may be another now."""
    return twice(lambda: subscribing(store, chat, topic, who, wish))


def subscribing(store: Store, chat: Obrolan, topic: int, who: int, wish: Pilihan) -> Langganan:
    """The same; ``IntegrityError`` where another process noted the chat in the same moment."""
    now = store.now()
    with store.writing() as connection:
        chats.put(connection, chat, now)
        key = matching(chat.id, topic, wish)
        row = connection.execute(select(table).where(*key)).mappings().first()
        if row is not None and same_wish(row, who, wish):
            return subscription(row)
        values = {
            "panjang": wish.panjang,
            "oleh": who,
            "keadaan": ACTIVE,
            "alasan": "",
            "diubah": now,
        }
        if row is None:
            connection.execute(
                insert(table).values(
                    chat_id=chat.id,
                    topik=topic,
                    dibuat=now,
                    **{**keys_of(wish), **values},
                )
            )
        else:
            connection.execute(update(table).where(table.c.id == row["id"]).values(**values))
        fresh = connection.execute(select(table).where(*key)).mappings().one()
        record(
            connection,
            now,
            who,
            "langganan",
            place(chat.id, topic),
            before=told(row) if row else "",
            after=told(fresh),
        )
        return subscription(fresh)


def end(
    store: Store, chat_id: int, topic: int | None, who: int, number: int | None = None
) -> tuple[Langganan, ...]:
    """Ends a place's subscriptions, or the one of ``number``; gives those that ended.

    ``topic`` ``None`` means every topic of the chat.
    """
    conditions = [table.c.chat_id == chat_id, table.c.keadaan != ENDED]
    if topic is not None:
        conditions.append(table.c.topik == topic)
    if number is not None:
        conditions.append(table.c.id == number)
    return change(store, conditions, ENDED, who, "")


def pause(
    store: Store, chat_id: int, topic: int | None, who: int, reason: str
) -> tuple[Langganan, ...]:
    """Pauses a place's active subscriptions for ``reason``; gives those that were paused."""
    conditions = [table.c.chat_id == chat_id, table.c.keadaan == ACTIVE]
    if topic is not None:
        conditions.append(table.c.topik == topic)
    return change(store, conditions, PAUSED, who, reason)


def resume(store: Store, chat_id: int, topic: int, who: int) -> tuple[Langganan, ...]:
    """Takes a place's paused subscriptions up again; gives those that were paused."""
    conditions = [
        table.c.chat_id == chat_id,
        table.c.topik == topic,
        table.c.keadaan == PAUSED,
    ]
    return change(store, conditions, ACTIVE, who, "")


def change(
    store: Store, conditions: list[ColumnElement[bool]], state: str, who: int, reason: str
) -> tuple[Langganan, ...]:
    """Puts the subscriptions that fit ``conditions`` into ``state``; gives them as they are now."""
    now = store.now()
    with store.writing() as connection:
        rows = connection.execute(
            select(table).where(*conditions).order_by(table.c.id).with_for_update()
        ).mappings()
        changed = []
        for row in rows.all():
            values = {"keadaan": state, "alasan": reason, "diubah": now}
            connection.execute(update(table).where(table.c.id == row["id"]).values(**values))
            fresh = {**row, **values}
            record(
                connection,
                now,
                who,
                state,
                place(row["chat_id"], row["topik"]),
                before=told(row),
                after=reason or state,
            )
            changed.append(subscription(fresh))
        return tuple(changed)


def of_place(store: Store, chat_id: int, topic: int | None = None) -> tuple[Langganan, ...]:
    """The subscriptions of a chat, or of one topic, that have not ended."""
    conditions = [table.c.chat_id == chat_id, table.c.keadaan != ENDED]
    if topic is not None:
        conditions.append(table.c.topik == topic)
    return select_all(store, conditions)


def made_by(store: Store, who: int) -> tuple[Langganan, ...]:
    """The subscriptions that ``who`` asked for and that have not ended."""
    return select_all(store, [table.c.oleh == who, table.c.keadaan != ENDED])


def active(store: Store) -> tuple[Langganan, ...]:
    """Every active subscription, by chat and topic."""
    return select_all(store, [table.c.keadaan == ACTIVE])


def select_all(store: Store, conditions: list[ColumnElement[bool]]) -> tuple[Langganan, ...]:
    """The subscriptions that fit ``conditions``, by chat, topic and age."""
    with store.reading() as connection:
        rows = connection.execute(
            select(table).where(*conditions).order_by(table.c.chat_id, table.c.topik, table.c.id)
        ).mappings()
        return tuple(subscription(row) for row in rows)


def keys_of(wish: Pilihan) -> dict[str, str | int]:
    """The columns that tell one wish of a place from another."""
    return {
        "jenis": wish.jenis.value,
        "kode": wish.kode,
        "arah": wish.arah,
        "persen": "" if wish.persen is None else f"{wish.persen.normalize():f}",
        "bulan": wish.bulan,
    }


def same_wish(row: RowMapping, who: int, wish: Pilihan) -> bool:
    """Whether ``row`` is what ``who`` asks for already."""
    return (row["keadaan"], row["panjang"], row["oleh"]) == (ACTIVE, wish.panjang, who)


def matching(chat_id: int, topic: int, wish: Pilihan) -> list[ColumnElement[bool]]:
    """The conditions of the one row of ``wish`` at a place."""
    named = [table.c[name] == value for name, value in keys_of(wish).items()]
    return [table.c.chat_id == chat_id, table.c.topik == topic, *named]


def subscription(row: RowMapping | dict[str, object]) -> Langganan:
    """The subscription in ``row``."""
    wish = {name: row[name] for name in Pilihan.model_fields}
    wish["persen"] = row["persen"] or None
    kept = {name: row[name] for name in Langganan.model_fields if name != "pilihan"}
    return Langganan.model_validate({**kept, "pilihan": wish})


def told(row: RowMapping | dict[str, object]) -> str:
    """A subscription in a few words, for the audit."""
    named = [row[name] for name in ("jenis", "kode", "arah", "persen", "panjang", "keadaan")]
    return " ".join(str(value) for value in named if value)


def place(chat_id: int, topic: int) -> str:
    """A chat and topic in a few words, for the audit."""
    return f"chat {chat_id}" + (f" topik {topic}" if topic else "")
