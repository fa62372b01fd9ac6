"""What an asker does with a request of theirs: reply to officers, and withdraw it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from data.models import Frozen
from data.models.layanan import KeadaanTiket, Percakapan
from data.store import conversations, ticket_speech, tickets
from data.store.ticket_rows import Kabar, TicketStateError
from handlers.answer import Button
from handlers.mistakes import Mistake
from handlers.permintaan_kirim import officers_chat
from handlers.permintaan_percakapan import REPLY, reply_asked, show, token
from handlers.permintaan_sering import guard_often
from handlers.permintaan_status import own
from handlers.permintaan_tampil import Kanal, channel, owed_button, reference
from handlers.permintaan_teks import LONGEST_REPLY, readable, units

if TYPE_CHECKING:
    from data.models import Obrolan
    from data.models.layanan import Tiket
    from handlers.answer import Answer
    from handlers.asked import Asked
    from handlers.permintaan_kata import Nomor

Peristiwa = Literal["dibalas", "tegaskan", "dicabut", "sudah_selesai", "sudah_dicabut"]


class Tindakan(Frozen):
    """What became of an asker's own request.

    ``petugas`` says whether officers were told now; else they find it with the request.
    """

    peristiwa: Peristiwa
    nomor: str
    acuan: str
    kanal: Kanal


def mine(asked: Asked, number: Nomor) -> Tiket:
    """The asker's own request; raises ``Mistake`` for one that is not there or not theirs."""
    ticket = own(asked, number)
    if ticket is None:
        raise Mistake("salah", "permintaan_tidak_ada", examples=("/status",))
    return ticket


def reply(asked: Asked, chat: Obrolan, number: Nomor) -> Answer:
    """The request to write a reply, which the next text in this chat then is."""
    ticket, store = mine(asked, number), asked.office.store
    if ticket.keadaan is KeadaanTiket.DICABUT:
        return done(asked, ticket, "sudah_dicabut")
    talk = conversations.get(store, chat.id)
    if talk is not None and talk.langkah != REPLY:
        return show(asked, talk, "belum_dikirim")
    fresh = Percakapan(
        chat_id=chat.id,
        kunci=token(),
        langkah=REPLY,
        tiket=ticket.id,
        diubah=asked.office.now(),
    )
    conversations.put(store, fresh)
    return reply_asked(asked, ticket.nomor)


def replied(asked: Asked, talk: Percakapan, text: str) -> Answer:
    """The asker's reply is part of the request and owed to the officers."""
    store = asked.office.store
    ticket = tickets.find(store, talk.tiket or 0)
    number = ticket.nomor if ticket else ""
    try:
        kept = readable(text)
    except Mistake:
        return reply_asked(asked, number, "pribadi")
    if not kept:
        return reply_asked(asked, number, "kosong")
    if units(kept) > LONGEST_REPLY:
        return reply_asked(asked, number, "panjang", LONGEST_REPLY, units(kept))
    guard_often(asked, talk.chat_id)
    after = ticket_speech.replied(
        store, talk, kept, lambda now: to_officers(asked, now, "balasan", kept)
    )
    if after is None:
        raise Mistake("salah", "permintaan_tidak_ada", examples=("/status",))
    return done(asked, after, "dibalas")


def withdraw(asked: Asked, chat: Obrolan, number: Nomor, *, sure: bool) -> Answer:
    """The end of a request by its asker, after they confirmed it."""
    ticket = mine(asked, number)
    if not ticket.terbuka:
        return done(asked, ticket, "sudah_selesai")
    if not sure:
        return done(asked, ticket, "tegaskan")
    notice = to_officers(asked, ticket, "dicabut")
    try:
        after = tickets.close(
            asked.office.store, ticket.id, None, KeadaanTiket.DICABUT, notice=notice
        )
    except TicketStateError:
        return done(asked, ticket, "sudah_selesai")
    talk = conversations.get(asked.office.store, chat.id)
    if talk is not None and talk.tiket == ticket.id:
        conversations.drop(asked.office.store, chat.id, talk.kunci)
    return done(asked, after, "dicabut")


def done(
    asked: Asked,
    ticket: Tiket,
    event: Peristiwa,
) -> Answer:
    """What became of the request ``ticket``, and how to go on."""
    shown = reference(ticket)
    data = Tindakan(peristiwa=event, nomor=ticket.nomor, acuan=shown, kanal=channel(asked))
    rows = [Button(label="tiket_status", question=f"/status {shown}")]
    if event == "tegaskan":
        rows.insert(0, Button(label="tiket_cabut_ya", question=f"/permintaan {shown} cabut ya"))
    return asked.answer("permintaan_tindakan", data, buttons=(tuple(rows),))


def to_officers(
    asked: Asked, ticket: Tiket, event: Literal["balasan", "dicabut"], text: str = ""
) -> Kabar | None:
    """What the officers are told; ``None`` where nobody knows yet where they see the request."""
    chat = officers_chat(asked.office, ticket)
    if chat is None:
        return None
    number = f"/permintaan {ticket.id}"
    # What is answered already is not answered again; what officers write still arrives.
    answering = (
        ()
        if not ticket.terbuka or event == "dicabut"
        else (owed_button("tiket_jawab", f"{number} jawab"),)
    )
    return Kabar(
        nama="tiket_balasan",
        nilai={"peristiwa": event, "nomor": ticket.nomor, "teks": text},
        tombol=((*answering, owed_button("tiket_kartu", number)),),
        kepada=chat,
    )
