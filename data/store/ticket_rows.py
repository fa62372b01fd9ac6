"""The rows of requests, and what belongs to every change of one: event, audit, notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sqlalchemy import insert, select, update

from data.models import Frozen
from data.models.layanan import KeadaanTiket, Permintaan, PesanTiket, Tiket
from data.store import outbox, schema_service
from data.store.audit import record

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping

Awaited = Literal["", "jawab", "klarifikasi"]

# Stands in the audit for whoever asked.
ASKER = -2
table, lines = schema_service.tiket, schema_service.tiket_pesan


class Kabar(Frozen):
    """What is told of a change: a template with its plain values, and buttons.

    ``tombol`` are rows of buttons as the outbox holds them. ``kepada`` is a chat of
    officers; the asker is told where it is empty.
    """

    nama: str
    nilai: dict[str, object]
    tombol: tuple[tuple[dict[str, str], ...], ...] = ()
    kepada: int | None = None

    @property
    def konten(self) -> dict[str, object]:
        """What the outbox holds of it."""
        return self.model_dump(mode="json", exclude={"kepada"})


class TicketStateError(Exception):
    """The request is not in a state for what was wanted; ``ticket`` is how it is now.

    ``None`` where there is no such request.
    """

    def __init__(self, ticket: Tiket | None) -> None:
        super().__init__(ticket.keadaan.value if ticket else "none")
        self.ticket = ticket


def ending(
    before: Tiket, officer: int | None, state: KeadaanTiket, now: datetime, reason: str = ""
) -> dict[str, object]:
    """What changes of a request that ends in ``state``."""
    return {
        "keadaan": state.value,
        "petugas": before.petugas or officer,
        "alasan": reason,
        "selesai": now,
        "menanti": "",
        "menanti_oleh": None,
    }


def asking_back(before: Tiket, officer: int) -> dict[str, object]:
    """What changes of a request whose asker is asked something."""
    return {
        "keadaan": KeadaanTiket.KLARIFIKASI.value,
        "petugas": before.petugas or officer,
        "menanti": "",
        "menanti_oleh": None,
    }


def changed(  # noqa: PLR0917 - one way for all changes
    connection: Connection,
    now: datetime,
    before: Tiket,
    values: dict[str, object],
    who: int | None,
    event: str,
    notice: Kabar | None = None,
) -> Tiket:
    """The request with ``values``; the event and the audit are written, the notice is owed."""
    number = before.id
    connection.execute(update(table).where(table.c.id == number).values(**values, diubah=now))
    after = held(connection, number)
    mark = happened(connection, now, after, who, event, before=before)
    if notice is not None:
        owe(connection, now, after, mark, notice)
    return after


def clarified(connection: Connection, now: datetime, before: Tiket, who: int | None) -> Tiket:
    """The request after its asker wrote: what was asked back is answered."""
    if before.keadaan is not KeadaanTiket.KLARIFIKASI:
        return before
    taken: dict[str, object] = {"keadaan": KeadaanTiket.DIAMBIL.value}
    return changed(connection, now, before, taken, who, "diperjelas")


def owe(connection: Connection, now: datetime, to: Tiket, mark: int, notice: Kabar) -> None:
    """Owes what ``notice`` says of the line ``mark`` of a request, where somebody can be told."""
    chat = to.penanya if notice.kepada is None else notice.kepada
    if chat is not None:
        outbox.put(
            connection,
            now,
            key=f"tiket-{to.id}-{mark}",
            chat=chat,
            form="templat",
            content=notice.konten,
            ticket=to.id,
        )


def hearing_again(connection: Connection, chat_id: int | None, message_id: int | None) -> bool:
    """Whether a message of a chat is part of a request already."""
    if chat_id is None or message_id is None:
        return False
    known = select(lines.c.id).where(lines.c.asal_chat == chat_id, lines.c.asal_pesan == message_id)
    return connection.scalar(known) is not None


def happened(
    connection: Connection,
    now: datetime,
    after: Tiket,
    who: int | None,
    event: str,
    *,
    before: Tiket | None = None,
) -> int:
    """Writes an event and the audit down; the number of the event."""
    mark = note(connection, now, tiket_id=after.id, arah="kejadian", oleh=who, teks=event).id
    # Who asked must be forgotten with what they asked: the audit never names them.
    officer = ASKER if who is None or who == after.penanya else who
    record(
        connection,
        now,
        officer,
        f"permintaan {event}",
        after.nomor,
        before=told(before) if before else "",
        after=told(after),
    )
    return mark


def note(connection: Connection, now: datetime, **values: object) -> PesanTiket:
    """A new line in the history of a request."""
    row = connection.execute(
        insert(lines).values(**{"berkas": "", **values}, kapan=now).returning(lines)
    ).mappings()
    return message_of(row.one())


def one(connection: Connection, *conditions: ColumnElement[bool]) -> Tiket | None:
    """The newest request that fits."""
    statement = select(table).where(*conditions).order_by(table.c.id.desc()).limit(1)
    row = connection.execute(statement).mappings().first()
    return ticket(row) if row else None


def locked(connection: Connection, number: int) -> Tiket | None:
    """The request, which nobody else changes until the transaction ends."""
    statement = select(table).where(table.c.id == number).with_for_update(key_share=True)
    row = connection.execute(statement).mappings().first()
    return ticket(row) if row else None


def held_open(connection: Connection, number: int) -> Tiket:
    """The same, if it is there and open; else raises ``TicketStateError``."""
    found = locked(connection, number)
    if found is None or not found.terbuka:
        raise TicketStateError(found)
    return found


def held(connection: Connection, number: int) -> Tiket:
    """The request as the transaction has it now."""
    return ticket(connection.execute(select(table).where(table.c.id == number)).mappings().one())


def told(value: Tiket) -> str:
    """A request in a few words, for the audit: nothing of what was asked, or by whom."""
    return f"{value.keadaan.value}, tenggat {value.tenggat.isoformat()}"


def ticket(row: RowMapping) -> Tiket:
    """The request in ``row``."""
    asked = Permintaan.model_validate({name: row[name] for name in Permintaan.model_fields})
    values = {name: row[name] for name in Tiket.model_fields if name != "permintaan"}
    return Tiket.model_validate({**values, "permintaan": asked})


def message_of(row: RowMapping) -> PesanTiket:
    """The message or event in ``row``."""
    return PesanTiket.model_validate({name: row[name] for name in PesanTiket.model_fields})
