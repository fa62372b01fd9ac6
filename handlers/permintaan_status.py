"""``/status``: how far a request is, for whoever made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from data.models import Frozen
from data.models.layanan import KeadaanTiket
from data.store import tickets
from handlers.answer import Button
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.permintaan_kata import Nomor, number_of
from handlers.permintaan_percakapan import chat_of
from handlers.permintaan_tampil import (
    Kanal,
    Ringkas,
    brief,
    channel,
    detail,
    officers_place,
    reference,
)

if TYPE_CHECKING:
    from data.models.layanan import Tiket
    from handlers.answer import Answer
    from handlers.asked import Asked, Buttons

# What one message holds.
MOST = 10


class DaftarStatus(Frozen):
    """The requests of an asker, newest first; ``lainnya`` counts those not listed.

    ``tempat`` says why none are: in a ``grup`` nobody's are shown, and ``tanpa_chat``
    nobody has any.
    """

    tempat: Literal["pribadi", "grup", "tanpa_chat"]
    tiket: tuple[Ringkas, ...] = ()
    lainnya: int = 0
    kanal: Kanal


def status(asked: Asked) -> Answer:
    """The asker's requests, or the one of a number."""
    words = asked.text.split()
    if len(words) > 1:
        words = ["-".join(words)] if words[0] == "pi" else words
    if not words:
        return all_of(asked)
    number = number_of(words[0]) if len(words) == 1 else None
    if number is None:
        raise Mistake("salah", "nomor_permintaan", asked.text, examples=("/status",))
    return one(asked, number)


def all_of(asked: Asked) -> Answer:
    """What the asker has asked for."""
    chat = chat_of(asked)
    if chat is None:
        place: Literal["grup", "tanpa_chat"] = "tanpa_chat" if asked.asker.private else "grup"
        return asked.answer("status", DaftarStatus(tempat=place, kanal=channel(asked)))
    theirs = tickets.of_asker(asked.office.store, chat.id)
    shown = tuple(brief(asked, ticket) for ticket in theirs[:MOST])
    data = DaftarStatus(
        tempat="pribadi",
        tiket=shown,
        lainnya=max(0, len(theirs) - MOST),
        kanal=channel(asked),
    )
    rows = [
        Button(label="apa_adanya", question=f"/status {row.acuan}", subject=row.nomor)
        for row in shown
    ]
    fresh = Button(label="permintaan_baru", question="/permintaan")
    return asked.answer("status", data, buttons=(*in_rows(rows, 2), (fresh,)))


def one(asked: Asked, number: Nomor) -> Answer:
    """The request of ``number``: the asker's own, or any for an officer."""
    chat = chat_of(asked)
    if chat is None and not officers_place(asked):
        return all_of(asked)
    ticket = own(asked, number)
    if ticket is None and officers_place(asked):
        ticket = of_number(asked, number)
    if ticket is None:
        raise Mistake("salah", "permintaan_tidak_ada", examples=("/status",))
    lines = tickets.messages(asked.office.store, ticket.id)
    mine = chat is not None and ticket.penanya == chat.id
    data = detail(asked, ticket, lines, texts=False, own=mine)
    return asked.answer("status_satu", data, buttons=own_buttons(ticket) if mine else ())


def own(asked: Asked, number: Nomor) -> Tiket | None:
    """The asker's request of ``number``; of several the newest, and ids come last."""
    chat = chat_of(asked)
    if chat is None:
        return None
    theirs = tickets.of_asker(asked.office.store, chat.id)
    named = [
        ticket
        for ticket in theirs
        if ticket.urut == number.angka and number.tahun in {None, ticket.tahun}
    ]
    by_id = [ticket for ticket in theirs if number.tahun is None and ticket.id == number.angka]
    found = named + by_id
    return found[0] if found else None


def of_number(asked: Asked, number: Nomor) -> Tiket | None:
    """Any request, by its full number or by its id."""
    store = asked.office.store
    if number.tahun is None:
        return tickets.find(store, number.angka)
    return tickets.by_number(store, number.tahun, number.angka)


def own_buttons(ticket: Tiket) -> Buttons:
    """What an asker may do with a request."""
    shown = reference(ticket)
    reply = Button(label="tiket_balas", question=f"/permintaan {shown} balas")
    withdraw = Button(label="tiket_cabut", question=f"/permintaan {shown} cabut")
    all_own = (Button(label="tiket_semua", question="/status"),)
    if ticket.keadaan is KeadaanTiket.DICABUT:
        return (all_own,)
    return ((reply, withdraw) if ticket.terbuka else (reply,), all_own)
