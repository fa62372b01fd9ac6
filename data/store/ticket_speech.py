"""What officers and askers say: part of the request, and owed to the other side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from sqlalchemy import delete, func, select

from data.models.layanan import KeadaanTiket
from data.store import outbox, schema_service
from data.store.store import Store, twice
from data.store.ticket_rows import (
    Awaited,
    Kabar,
    asking_back,
    changed,
    clarified,
    ending,
    hearing_again,
    locked,
    note,
    owe,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from data.models.layanan import Percakapan, Tiket

TEMPLATE: Literal["templat", "salin"] = "templat"
COPY: Literal["templat", "salin"] = "salin"
talks = schema_service.percakapan


class Ucapan(NamedTuple):
    """An officer's message: where it stands, who wrote it, its text and the file's name.

    ``disalin`` says whether the message itself is passed on, behind the notice.
    """

    chat: int
    pesan: int
    petugas: int
    teks: str
    berkas: str = ""
    disalin: bool = False


class Didengar(NamedTuple):
    """The request as it is after an officer's message, and what that message was."""

    tiket: Tiket
    sebagai: Awaited


def spoken(
    store: Store, number: int, said: Ucapan, notice: Callable[[Tiket, Awaited], Kabar]
) -> Didengar | None:
    """The request after the officer's message ``said``, which is owed to the asker.

    An answer or a question back that was awaited of this officer changes the state.
    ``notice`` says how the message reaches the asker. All of it is one transaction.
    ``None`` where the message was taken before, or there is no such request.
    """

    def attempt() -> Didengar | None:
        with store.writing() as connection:
            if hearing_again(connection, said.chat, said.pesan):
                return None
            before = locked(connection, number)
            if before is None:
                return None
            return speaking(connection, store, before, said, notice)

    return twice(attempt)


def speaking(
    connection: Connection,
    store: Store,
    before: Tiket,
    said: Ucapan,
    notice: Callable[[Tiket, Awaited], Kabar],
) -> Didengar:
    """The same within a transaction that holds the request."""
    now = store.now()
    message = note(
        connection,
        now,
        tiket_id=before.id,
        arah="petugas",
        oleh=said.petugas,
        teks=said.teks,
        berkas=said.berkas,
        asal_chat=said.chat,
        asal_pesan=said.pesan,
    )
    kind = before.menanti if before.menanti_oleh == said.petugas else ""
    after = before
    if kind == "jawab":
        values = ending(before, said.petugas, KeadaanTiket.DIJAWAB, now)
        after = changed(connection, now, before, values, said.petugas, "dijawab")
    elif kind == "klarifikasi":
        values = asking_back(before, said.petugas)
        after = changed(connection, now, before, values, said.petugas, "klarifikasi")
    if after.penanya is not None:
        content = notice(after, kind).konten
        owed = [(f"tiket-{after.id}-{message.id}", TEMPLATE, content)]
        if said.disalin:
            copied: dict[str, object] = {"dari_chat": said.chat, "pesan": said.pesan}
            owed.append((f"salin-{said.chat}-{said.pesan}", COPY, copied))
        # The last one that arrives shows that all of it did.
        owed[-1][2]["asal"] = [said.chat, said.pesan]
        for key, form, what in owed:
            outbox.put(
                connection,
                now,
                key=key,
                chat=after.penanya,
                form=form,
                content=what,
                ticket=after.id,
            )
    return Didengar(after, kind)


def replied(
    store: Store, talk: Percakapan, text: str, notice: Callable[[Tiket], Kabar | None]
) -> Tiket | None:
    """The request after the asker's reply ``text``, which ends the conversation ``talk``.

    ``notice`` says how it reaches the officers. ``None`` where the conversation had ended
    before, or there is no such request any more; then the conversation ends all the same.
    """
    now = store.now()
    with store.writing() as connection:
        ended = connection.execute(
            delete(talks).where(talks.c.chat_id == talk.chat_id, talks.c.kunci == talk.kunci)
        ).rowcount
        before = locked(connection, talk.tiket or 0)
        if not ended or before is None:
            return None
        message = note(
            connection,
            now,
            tiket_id=before.id,
            arah="penanya",
            oleh=talk.chat_id,
            teks=text,
        )
        after = clarified(connection, now, before, talk.chat_id)
        kabar = notice(after)
        if kabar is not None:
            owe(connection, now, after, message.id, kabar)
        return after


def said_since(store: Store, asker: int, since: datetime) -> int:
    """How many messages ``asker`` wrote about their requests after ``since``."""
    tickets, lines = schema_service.tiket, schema_service.tiket_pesan
    with store.reading() as connection:
        count = connection.scalar(
            select(func.count())
            .select_from(lines.join(tickets, lines.c.tiket_id == tickets.c.id))
            .where(tickets.c.penanya == asker, lines.c.arah == "penanya", lines.c.kapan > since)
        )
        return int(count or 0)
