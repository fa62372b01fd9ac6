"""Requests for information: their numbers, states, due dates, messages and events.

Every change of state is one transaction with an event (``kejadian``), a line of the audit
without anything a person wrote, and the notice that is owed to the asker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from data.models.layanan import OPEN, KeadaanTiket, Permintaan, PesanTiket, Tiket
from data.moments import WITA
from data.store import schema_service
from data.store.store import Store, twice
from data.store.ticket_rows import (
    Awaited,
    Kabar,
    TicketStateError,
    asking_back,
    changed,
    clarified,
    ending,
    happened,
    hearing_again,
    held,
    held_open,
    locked,
    message_of,
    note,
    one,
    ticket,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy import ColumnElement

Which = Literal["terbuka", "terlambat", "saya", "semua"]

# So many askers may ask in the same moment before one of them gets no number.
ATTEMPTS = 20
table, lines = schema_service.tiket, schema_service.tiket_pesan


def create(store: Store, key: str, asker: int, request: Permintaan, due: date) -> Tiket:
    """The request that the conversation ``key`` became: new, or the one made of it before."""
    for _ in range(ATTEMPTS - 1):
        try:
            return creating(store, key, asker, request, due)
        except IntegrityError:
            # Somebody else took the number, or sent the same conversation.
            continue
    return creating(store, key, asker, request, due)


def creating(store: Store, key: str, asker: int, request: Permintaan, due: date) -> Tiket:
    """The same; ``IntegrityError`` where another process was as quick."""
    now = store.now()
    with store.writing() as connection:
        known = one(connection, table.c.kunci == key)
        if known is not None:
            return known
        year = now.astimezone(WITA).year
        latest = connection.scalar(select(func.max(table.c.urut)).where(table.c.tahun == year))
        result = connection.execute(
            insert(table).values(
                tahun=year,
                urut=(latest or 0) + 1,
                kunci=key,
                penanya=asker,
                **request.model_dump(),
                keadaan=KeadaanTiket.BARU.value,
                alasan="",
                tenggat=due,
                diperpanjang=False,
                dibuat=now,
                diubah=now,
                menanti="",
                diingatkan=0,
            )
        )
        number = int(result.inserted_primary_key[0])  # type: ignore[index]
        made = held(connection, number)
        happened(connection, now, made, asker, "dibuat")
        return made


def find(store: Store, number: int) -> Tiket | None:
    """The request with the id ``number``."""
    with store.reading() as connection:
        return one(connection, table.c.id == number)


def by_number(store: Store, year: int, seq: int) -> Tiket | None:
    """The request ``seq`` of ``year``, as people read its number."""
    with store.reading() as connection:
        return one(connection, table.c.tahun == year, table.c.urut == seq)


def by_key(store: Store, key: str) -> Tiket | None:
    """The request that the conversation ``key`` became."""
    with store.reading() as connection:
        return one(connection, table.c.kunci == key)


def at(store: Store, chat: int, topic: int) -> Tiket | None:
    """The request whose topic this is."""
    if not topic:
        return None
    with store.reading() as connection:
        return one(connection, table.c.ruang == chat, table.c.topik == topic)


def of_asker(store: Store, asker: int) -> tuple[Tiket, ...]:
    """The requests of ``asker``, newest first."""
    with store.reading() as connection:
        rows = connection.execute(
            select(table).where(table.c.penanya == asker).order_by(table.c.id.desc())
        ).mappings()
        return tuple(ticket(row) for row in rows)


def listed(store: Store, which: Which, officer: int | None, today: date) -> tuple[Tiket, ...]:
    """Open requests by due date: all, the late ones or the officer's own; or every request.

    ``semua`` has the newest first.
    """
    conditions: list[ColumnElement[bool]] = [table.c.keadaan.in_([state.value for state in OPEN])]
    order: list[ColumnElement[Any]] = [table.c.tenggat, table.c.id]
    if which == "terlambat":
        conditions.append(table.c.tenggat < today)
    elif which == "saya":
        conditions.append(table.c.petugas == officer)
    elif which == "semua":
        conditions, order = [], [table.c.id.desc()]
    with store.reading() as connection:
        rows = connection.execute(select(table).where(*conditions).order_by(*order)).mappings()
        return tuple(ticket(row) for row in rows)


def take(store: Store, number: int, officer: int, *, notice: Kabar | None = None) -> Tiket:
    """The request, which ``officer`` works on from now on.

    Raises ``TicketStateError`` where somebody else does, or it is closed.
    """

    def decide(now: Tiket) -> dict[str, object]:
        if now.petugas == officer:
            return {}
        if now.petugas is not None:
            raise TicketStateError(now)
        return {"petugas": officer, "keadaan": KeadaanTiket.DIAMBIL.value}

    return change(store, number, officer, "diambil", decide, notice)


def await_text(store: Store, number: int, officer: int, kind: Awaited) -> Tiket:
    """The request, for which the next text of ``officer`` is an answer or a question back.

    With an empty ``kind`` it is neither. Raises ``TicketStateError`` where it is closed.
    """
    now = store.now()
    with store.writing() as connection:
        held_open(connection, number)
        waiting = {"menanti": kind, "menanti_oleh": officer if kind else None, "diubah": now}
        connection.execute(update(table).where(table.c.id == number).values(**waiting))
        return held(connection, number)


def clarify(store: Store, number: int, officer: int, *, notice: Kabar | None = None) -> Tiket:
    """The request, of which the asker was asked something.

    Raises ``TicketStateError`` where it is closed.
    """
    return change(
        store, number, officer, "klarifikasi", lambda now: asking_back(now, officer), notice
    )


def close(
    store: Store,
    number: int,
    officer: int | None,
    state: KeadaanTiket,
    reason: str = "",
    *,
    notice: Kabar | None = None,
) -> Tiket:
    """The request, which ends in ``state``; ``officer`` is ``None`` where the asker ends it.

    Raises ``TicketStateError`` where it has ended already.
    """
    return change(
        store,
        number,
        officer,
        state.value,
        lambda now: ending(now, officer, state, store.now(), reason),
        notice,
    )


def extend(
    store: Store, number: int, officer: int, due: date, *, notice: Kabar | None = None
) -> Tiket:
    """The request with its later due date, of which nobody was reminded yet.

    Raises ``TicketStateError`` where it has one already, or has ended.
    """

    def decide(now: Tiket) -> dict[str, object]:
        if now.diperpanjang:
            raise TicketStateError(now)
        return {"tenggat": due, "diperpanjang": True, "diingatkan": 0}

    return change(store, number, officer, "diperpanjang", decide, notice)


def change(  # noqa: PLR0917 - one way for all changes
    store: Store,
    number: int,
    who: int | None,
    event: str,
    decide: Callable[[Tiket], dict[str, object]],
    notice: Kabar | None,
) -> Tiket:
    """The open request with what ``decide`` changes of it; the same where that is nothing."""
    now = store.now()
    with store.writing() as connection:
        before = held_open(connection, number)
        values = decide(before)
        if not values:
            return before
        return changed(connection, now, before, values, who, event, notice)


def heard(  # noqa: PLR0917 - a message with where it stands
    store: Store,
    number: int,
    arah: Literal["penanya", "petugas"],
    oleh: int | None,
    teks: str,
    berkas: str,
    chat_id: int | None,
    pesan_id: int | None,
) -> PesanTiket | None:
    """The message, now part of the request ``number``.

    An asker's message ends a question back. ``None`` where this message of this chat was
    taken before, or there is no such request.
    """

    def attempt() -> PesanTiket | None:
        now = store.now()
        with store.writing() as connection:
            if hearing_again(connection, chat_id, pesan_id):
                return None
            before = locked(connection, number)
            if before is None:
                return None
            message = note(
                connection,
                now,
                tiket_id=number,
                arah=arah,
                oleh=oleh,
                teks=teks,
                berkas=berkas,
                asal_chat=chat_id,
                asal_pesan=pesan_id,
            )
            if arah == "penanya":
                clarified(connection, now, before, oleh)
            return message

    return twice(attempt)


def messages(store: Store, number: int) -> tuple[PesanTiket, ...]:
    """The messages and events of the request ``number``, oldest first."""
    with store.reading() as connection:
        rows = connection.execute(
            select(lines).where(lines.c.tiket_id == number).order_by(lines.c.id)
        ).mappings()
        return tuple(message_of(row) for row in rows)


def place(store: Store, number: int, chat: int, topic: int, message: int | None) -> None:
    """Notes where the officers see a request; without ``message`` the card stays where it was."""
    values = {"ruang": chat, "topik": topic} | ({} if message is None else {"pesan": message})
    with store.writing() as connection:
        connection.execute(update(table).where(table.c.id == number).values(**values))


def reminded(store: Store, number: int, level: int) -> bool:
    """Whether the caller is the one to remind of an open request: once for each level."""
    with store.writing() as connection:
        return bool(
            connection.execute(
                update(table)
                .where(
                    table.c.id == number,
                    table.c.diingatkan < level,
                    table.c.keadaan.in_([state.value for state in OPEN]),
                )
                .values(diingatkan=level)
            ).rowcount
        )
