"""The chats that the bot knows of: where it was added, and where somebody subscribed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from data.models import Keadaan, Obrolan
from data.store import followers, schema
from data.store.audit import SCHEDULE, record
from data.store.store import Store, twice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping, Table


ACTIVE, GONE = "aktif", "keluar"
# A delivery that went out, or may have; the others certainly did not.
MAY_BE_OUT = (Keadaan.MENGIRIM.value, Keadaan.TERKIRIM.value, Keadaan.TIDAK_PASTI.value)
NOT_OUT = (Keadaan.MENUNGGU.value, Keadaan.GAGAL.value, Keadaan.BATAL.value)
table = schema.chat


def remember(store: Store, chat: Obrolan, *, reason: str = "") -> None:
    """Notes that ``chat`` is there, under its present title, or gone for ``reason``."""

    def attempt() -> None:
        with store.writing() as connection:
            put(connection, chat, store.now(), reason)

    twice(attempt)


def put(connection: Connection, chat: Obrolan, now: datetime, reason: str = "") -> None:
    """The same within a transaction, which keeps others from ``chat`` until it ends."""
    values = {**chat.model_dump(exclude={"id"}), "alasan": reason, "diubah": now}
    changed = connection.execute(update(table).where(table.c.id == chat.id).values(**values))
    if not changed.rowcount:
        connection.execute(insert(table).values(id=chat.id, **values))


def known(store: Store, ids: Iterable[int] | None = None) -> tuple[Obrolan, ...]:
    """The chats ``ids``, or all active ones, by title."""
    statement = select(table.c.id, table.c.jenis, table.c.judul, table.c.keadaan)
    if ids is None:
        statement = statement.where(table.c.keadaan == ACTIVE)
    else:
        statement = statement.where(table.c.id.in_(list(ids)))
    with store.reading() as connection:
        rows = connection.execute(statement.order_by(table.c.judul, table.c.id)).mappings()
        return tuple(Obrolan.model_validate(dict(row)) for row in rows)


def migrate(store: Store, old: int, new: int) -> bool:
    """Moves everything of a group to the supergroup that it became, in one transaction.

    Subscriptions and deliveries, open or not, go by the new id from now on; topics and
    messages of old do not exist there. False where nothing had the old id, so a
    process that learns of it after another one changes nothing.
    """
    return twice(lambda: migration(store, old, new))


def migration(store: Store, old: int, new: int) -> bool:
    """The same; ``IntegrityError`` where something came to the new id meanwhile."""
    now = store.now()
    with store.writing() as connection:
        found = rename(connection, old, new, now)
        moved = move(connection, schema.langganan, old, new)
        moved += move(connection, schema.kiriman, old, new)
        moved += followers.move(connection, old, new)
        if found or moved:
            record(connection, now, SCHEDULE, "pindah", f"chat {old}", after=f"chat {new}")
        return found or bool(moved)


def rename(connection: Connection, old: int, new: int, now: datetime) -> bool:
    """Notes that the chat ``old`` is gone and ``new`` there; false where that was known.

    What is known of ``new`` by its own id is fresher than what ``old`` tells.
    """
    became = f"menjadi {new}"
    both = select(table).where(table.c.id.in_([old, new])).order_by(table.c.id).with_for_update()
    rows = {row["id"]: row for row in connection.execute(both).mappings()}
    if old not in rows or rows[old]["alasan"] == became:
        return False
    kind, title = rows[old]["jenis"], rows[old]["judul"]
    if new not in rows:
        put(connection, Obrolan(id=new, jenis="supergroup", judul=title), now)
    put(connection, Obrolan(id=old, jenis=kind, judul=title, keadaan=GONE), now, became)
    return True


def move(connection: Connection, rows: Table, old: int, new: int) -> int:
    """Gives ``rows`` of the chat ``old`` the id ``new``; how many were moved or merged.

    Where the new id has the same row already, one of the two goes: the old one, unless
    it is a delivery that may be in the chat already and the other one is not.
    """
    values: dict[str, object] = {"chat_id": new}
    if rows is schema.kiriman:
        # The supergroup has other messages under these numbers.
        values |= {"balas_ke": None, "pesan_id": None}
    mine = select(rows).where(rows.c.chat_id == old).order_by(rows.c.id).with_for_update()
    found = connection.execute(mine).mappings().all()
    for row in found:
        twin = twin_of(connection, rows, row, new)
        stays = twin is None or (row["keadaan"] in MAY_BE_OUT and twin["keadaan"] in NOT_OUT)
        leaves = twin if stays else row
        if leaves is not None:
            connection.execute(delete(rows).where(rows.c.id == leaves["id"]))
        if stays:
            connection.execute(update(rows).where(rows.c.id == row["id"]).values(**values))
    return len(found)


def twin_of(connection: Connection, rows: Table, row: RowMapping, new: int) -> RowMapping | None:
    """The row that is to the chat ``new`` what ``row`` is to its own."""
    key = (
        ("pengumuman_id", "topik", "bagian")
        if rows is schema.kiriman
        else ("topik", "jenis", "kode", "arah", "persen", "bulan")
    )
    same = [rows.c[name] == row[name] for name in key]
    return (
        connection.execute(select(rows).where(rows.c.chat_id == new, *same).with_for_update())
        .mappings()
        .first()
    )
