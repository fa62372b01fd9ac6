"""What the bot owes somebody: each message claimed before it is sent, recorded after.

Messages of one request go to a chat in the order in which they were owed. A message that
stays claimed longer than any sending can take belongs to a process that died: nobody knows
what became of it, so it is ``tidak_pasti`` until a person decides.

What ``content`` holds, by ``form``:

- ``templat``: ``nama`` (a template), ``nilai`` (its plain values), ``tombol`` (rows of
  ``label``, ``question``, ``subject``);
- ``tanya``: ``pertanyaan`` (a line whose answer is sent) and ``petugas`` (whether the
  officers' answer is meant);
- ``salin``: ``dari_chat`` and ``pesan`` (the message to be copied).

Each may have ``asal``, a chat and a message: the officer's message that this one passes on,
which is marked once it arrived.
"""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import (
    Integer,
    String,
    bindparam,
    cast,
    exists,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from data.models import KeadaanKeluar, PesanKeluar
from data.store import schema, schema_service
from data.store.audit import SCHEDULE, record
from data.store.putting_off import is_due, is_over, moments, put_off

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping, Select

    from data.store.store import Store

Form = Literal["templat", "tanya", "salin"]

# Longer than any sending may take, bot/courier.py sees to that.
LEASE = timedelta(minutes=5)
WAITING, CLAIMED = KeadaanKeluar.MENUNGGU.value, KeadaanKeluar.DIKLAIM.value
SENT, FAILED = KeadaanKeluar.TERKIRIM.value, KeadaanKeluar.GAGAL.value
UNKNOWN = KeadaanKeluar.TIDAK_PASTI.value
# Notes about messages have keys that begin so; there are no notes about notes.
NOTE = "kabar-"
BECAME = "menjadi "
table = schema_service.pesan_keluar
tickets = schema_service.tiket


def put(
    connection: Connection,
    now: datetime,
    *,
    key: str,
    chat: int,
    topic: int = 0,
    reply_to: int | None = None,
    form: Form,
    content: Mapping[str, object],
    ticket: int | None = None,
) -> bool:
    """Owes ``chat`` a message, within the transaction of ``connection``; once for each ``key``.

    A message of a request for the chat where its officers see it goes into its topic,
    whatever ``topic`` says. False where the message was owed, or sent, already.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    done = connection.execute(
        dialect.insert(table)
        .values(
            kunci=key,
            chat_id=chat,
            topik=topic,
            balas_ke=reply_to,
            bentuk=form,
            isi=json.dumps(content, ensure_ascii=False, sort_keys=True),
            tiket_id=ticket,
            keadaan=WAITING,
            alasan="",
            percobaan=0,
            dibuat=now,
            diubah=now,
        )
        .on_conflict_do_nothing(index_elements=["kunci"])
        .returning(table.c.id)
    )
    return done.first() is not None


def add(
    store: Store,
    *,
    key: str,
    chat: int,
    topic: int = 0,
    reply_to: int | None = None,
    form: Form,
    content: Mapping[str, object],
    ticket: int | None = None,
) -> bool:
    """The same in a transaction of its own."""
    with store.writing() as connection:
        return put(
            connection,
            store.now(),
            key=key,
            chat=chat,
            topic=topic,
            reply_to=reply_to,
            form=form,
            content=content,
            ticket=ticket,
        )


def claim(store: Store, name: str, most: int) -> tuple[PesanKeluar, ...]:
    """Up to ``most`` messages that may go out now, oldest first, claimed by ``name``.

    Each is the first that is still owed of its request in its chat.
    """
    now = store.now()
    with store.writing() as connection:
        numbers = list(connection.scalars(claimable(), {**moments(now), "most": most}))
        if not numbers:
            return ()
        rows = connection.execute(
            update(table)
            .where(table.c.id.in_(numbers), table.c.keadaan == WAITING)
            .values(
                keadaan=CLAIMED,
                klaim=name,
                diklaim=now,
                diubah=now,
                percobaan=table.c.percobaan + 1,
            )
            .returning(table)
        ).mappings()
        return tuple(sorted((owed(row) for row in rows), key=lambda item: item.id))


@cache
def claimable() -> Select[int]:
    """The statement that finds what may go out, and keeps it from others."""
    waiting, earlier = table.alias("waiting"), table.alias("earlier")
    before = exists().where(
        earlier.c.chat_id == waiting.c.chat_id,
        earlier.c.tiket_id == waiting.c.tiket_id,
        earlier.c.id < waiting.c.id,
        earlier.c.keadaan.in_([WAITING, CLAIMED]),
    )
    return (
        select(waiting.c.id)
        .where(
            waiting.c.keadaan == WAITING,
            is_due(waiting.c.tidak_sebelum),
            ~before,
        )
        .order_by(waiting.c.id)
        .limit(bindparam("most", type_=Integer()))
        .with_for_update(skip_locked=True, of=waiting)
    )


def sent(store: Store, number: int, message_id: int) -> bool:
    """Records that a message went out as ``message_id``; false where it was not under way."""
    return settle(store, number, keadaan=SENT, pesan_id=message_id, alasan="")


def failed(store: Store, number: int, reason: str) -> bool:
    """Records that a message cannot be delivered; false where it was not under way."""
    return settle(store, number, keadaan=FAILED, alasan=reason)


def unknown(store: Store, number: int, reason: str = "") -> bool:
    """Records that nobody knows whether a message arrived; false where it was not under way."""
    return settle(store, number, keadaan=UNKNOWN, alasan=reason)


def again(store: Store, number: int, reason: str, until: datetime) -> bool:
    """Makes a message, which certainly did not go out, owed again from ``until`` on.

    False where it was not under way.
    """
    later = put_off(store.now(), until)
    return settle(store, number, keadaan=WAITING, klaim=None, alasan=reason, tidak_sebelum=later)


def settle(store: Store, number: int, **values: object) -> bool:
    """Changes a message that is under way, or whose fate was unknown; whether it was."""
    with store.writing() as connection:
        return bool(
            connection.execute(
                update(table)
                .where(table.c.id == number, table.c.keadaan.in_([CLAIMED, UNKNOWN]))
                .values(**values, diubah=store.now())
            ).rowcount
        )


def expire(store: Store, lease: timedelta = LEASE) -> int:
    """Makes what was claimed longer than ``lease`` ago ``tidak_pasti``; how many that were."""
    now = store.now()
    with store.writing() as connection:
        return connection.execute(
            update(table)
            .where(table.c.keadaan == CLAIMED, is_over(table.c.diklaim, now, lease))
            .values(keadaan=UNKNOWN, alasan="proses berhenti saat mengirim", diubah=now)
        ).rowcount


def resend(store: Store, number: int, who: int) -> PesanKeluar | None:
    """The message, owed once more, of which nobody knew or that failed; ``None`` for another."""
    now = store.now()
    with store.writing() as connection:
        row = (
            connection.execute(
                update(table)
                .where(table.c.id == number, table.c.keadaan.in_([UNKNOWN, FAILED]))
                .values(
                    keadaan=WAITING,
                    klaim=None,
                    tidak_sebelum=None,
                    alasan="",
                    diubah=now,
                )
                .returning(table)
            )
            .mappings()
            .first()
        )
        if row is None:
            return None
        record(connection, now, who, "kirim ulang", f"pesan keluar {number}")
        return owed(row)


def find(store: Store, number: int) -> PesanKeluar | None:
    """The message ``number``."""
    return first(store, [table.c.id == number])


def by_key(store: Store, key: str) -> PesanKeluar | None:
    """The message that ``key`` names."""
    return first(store, [table.c.kunci == key])


def of_message(store: Store, chat: int, message_id: int) -> PesanKeluar | None:
    """What was sent to ``chat`` as the message ``message_id``."""
    return first(store, [table.c.chat_id == chat, table.c.pesan_id == message_id])


def is_under_way(store: Store, chat: int) -> bool:
    """Whether something is being sent to ``chat``, so that its number is not known yet."""
    return first(store, [table.c.chat_id == chat, table.c.keadaan == CLAIMED]) is not None


def first(store: Store, conditions: list[ColumnElement[bool]]) -> PesanKeluar | None:
    """The newest message that fits ``conditions``."""
    statement = select(table).where(*conditions).order_by(table.c.id.desc()).limit(1)
    with store.reading() as connection:
        row = connection.execute(statement).mappings().first()
        return owed(row) if row else None


def untold(store: Store) -> tuple[PesanKeluar, ...]:
    """Messages of requests that failed or may not have arrived, and of which no note was owed."""
    note = table.alias("note")
    key = literal(NOTE) + cast(table.c.id, String) + "-" + cast(table.c.percobaan, String)
    statement = (
        select(table)
        .where(
            table.c.keadaan.in_([UNKNOWN, FAILED]),
            table.c.tiket_id.is_not(None),
            table.c.kunci.not_like(f"{NOTE}%"),
            ~exists().where(note.c.kunci == key),
        )
        .order_by(table.c.id)
    )
    with store.reading() as connection:
        return tuple(owed(row) for row in connection.execute(statement).mappings())


def tell(
    store: Store, item: PesanKeluar, chat: int, content: Mapping[str, object], happened: str
) -> None:
    """Owes the officers in ``chat`` a note about ``item``, with ``happened`` in its request."""
    now = store.now()
    with store.writing() as connection:
        new = put(
            connection,
            now,
            key=f"{NOTE}{item.id}-{item.percobaan}",
            chat=chat,
            form="templat",
            content=content,
            ticket=item.tiket_id,
        )
        if new and item.tiket_id is not None:
            connection.execute(
                insert(schema_service.tiket_pesan).values(
                    tiket_id=item.tiket_id,
                    arah="kejadian",
                    teks=happened,
                    berkas="",
                    kapan=now,
                )
            )


def migrate(store: Store, old: int, new: int) -> bool:
    """Moves what is owed and the requests' places from a group to the supergroup it became.

    Topics and messages of old do not exist there. False where nothing had the old id.
    """
    now = store.now()
    with store.writing() as connection:
        moved = connection.execute(
            update(table)
            .where(table.c.chat_id == old)
            .values(chat_id=new, topik=0, balas_ke=None, pesan_id=None, diubah=now)
        ).rowcount
        moved += connection.execute(
            update(tickets)
            .where(tickets.c.ruang == old)
            .values(ruang=new, topik=0, pesan=None, diubah=now)
        ).rowcount
        if moved:
            record(connection, now, SCHEDULE, "pindah", f"chat {old}", after=f"chat {new}")
        return bool(moved)


def moved_to(store: Store, chat: int) -> int | None:
    """The supergroup that the group ``chat`` became, where the store knows of it."""
    chats = schema.chat
    with store.reading() as connection:
        reason = connection.scalar(
            select(chats.c.alasan).where(chats.c.id == chat, chats.c.alasan.like(f"{BECAME}%"))
        )
    return int(reason.removeprefix(BECAME)) if reason else None


def owed(row: RowMapping | dict[str, Any]) -> PesanKeluar:
    """The message in ``row``."""
    return PesanKeluar.model_validate({name: row[name] for name in PesanKeluar.model_fields})
