"""Sending a request: its number and due date, once, however often it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.layanan import workdays
from data.models import Frozen
from data.store import conversations, tickets
from handlers import permintaan_percakapan
from handlers.answer import Button
from handlers.mistakes import Mistake
from handlers.permintaan_tampil import Kanal, Ringkas, brief, channel

if TYPE_CHECKING:
    from data.models import Obrolan
    from data.models.layanan import Percakapan, Tiket
    from handlers.answer import Answer
    from handlers.asked import Asked


class Terkirim(Frozen):
    """A request that was sent: its due date with the limit and its basis.

    ``belum_pasti`` are years up to the due date whose *cuti bersama* is not known yet.
    """

    tiket: Ringkas
    hari_kerja: int
    dasar: str
    belum_pasti: tuple[int, ...] = ()
    kanal: Kanal


def send(asked: Asked, chat: Obrolan, key: str) -> Answer:
    """The request that the conversation became; the same one when it is sent again."""
    store = asked.office.store
    talk = conversations.get(store, chat.id)
    if talk is None or talk.langkah == permintaan_percakapan.REPLY or (key and key != talk.kunci):
        made = tickets.by_key(store, key) if key else None
        if made is not None and made.penanya == chat.id:
            return sent(asked, made)
        if talk is None:
            raise Mistake("salah", "tanpa_percakapan", examples=("/permintaan", "/status"))
        if talk.langkah == permintaan_percakapan.REPLY:
            return permintaan_percakapan.show_reply(asked, talk)
        return permintaan_percakapan.show(asked, talk, "berubah")
    if talk.langkah != permintaan_percakapan.CHECK:
        return permintaan_percakapan.show(asked, talk, "belum_selesai")
    return sending(asked, talk)


def sending(asked: Asked, talk: Percakapan) -> Answer:
    """The request of a conversation whose summary was agreed to."""
    store, rules = asked.office.store, asked.office.rules
    if tickets.by_key(store, talk.kunci) is None:
        permintaan_percakapan.guard_many(asked, talk.chat_id)
        permintaan_percakapan.count_one(asked, talk.chat_id)
    due = workdays.due(asked.office.today().date(), rules.tenggat.hari_kerja, rules)
    made = tickets.create(store, talk.kunci, talk.chat_id, talk.permintaan, due)
    # Ended only now: whoever stops in between finds the request made when it is sent again.
    conversations.drop(store, talk.chat_id, talk.kunci)
    return sent(asked, made)


def sent(asked: Asked, ticket: Tiket) -> Answer:
    """The confirmation of a request."""
    rules = asked.office.rules
    shown = brief(asked, ticket)
    start = ticket.dibuat.astimezone(asked.office.today().tzinfo).date()
    data = Terkirim(
        tiket=shown,
        hari_kerja=rules.tenggat.hari_kerja,
        dasar=rules.tenggat.dasar,
        belum_pasti=workdays.uncertain(start, ticket.tenggat),
        kanal=channel(asked),
    )
    row = (
        Button(label="tiket_status", question=f"/status {shown.acuan}"),
        Button(label="tiket_cabut", question=f"/permintaan {shown.acuan} cabut"),
    )
    return asked.answer("permintaan_terkirim", data, buttons=(row if ticket.terbuka else row[:1],))
