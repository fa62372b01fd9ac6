"""Messages of a request on their way between asker and officers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import Frozen, KeadaanTiket
from data.store import outbox, tickets
from handlers import permintaan_petugas
from handlers.answer import Answer
from handlers.mistakes import Mistake
from handlers.permintaan_kirim import officers_chat
from handlers.permintaan_sering import guard_often
from handlers.permintaan_tampil import owed_button
from handlers.permintaan_teks import LONGEST_REPLY, readable, units
from handlers.words import fold, split

if TYPE_CHECKING:
    from data.models import Tiket
    from handlers.asked import Asked

# What a picture is called that nobody should send: an identity card.
IDENTITY = frozenset({"ktp", "ektp", "nik", "kk", "nkk"})


class PesanMasuk(Frozen):
    """A message as it came in: where it stands, its text or caption, and what file it has."""

    chat: int
    nomor: int
    teks: str = ""
    berkas: str = ""


class Antaran(Frozen):
    """What is said of a message that was passed on, or was not: the request's number."""

    nomor: str
    dicabut: bool = False


def from_asker(asked: Asked, number: int, message: PesanMasuk) -> Answer | None:
    """What the asker is told of a message that goes to the officers of the request ``number``.

    ``None`` where there is no such request of theirs.
    """
    store = asked.office.store
    ticket = tickets.find(store, number)
    if ticket is None or ticket.penanya != message.chat:
        return None
    if ticket.keadaan is KeadaanTiket.DICABUT:
        return said(asked, "sistem_tiket_tertutup", ticket)
    message = guarded(message)
    guard_often(asked, message.chat)
    tickets.heard(
        store,
        number,
        "penanya",
        asked.asker.id,
        message.teks,
        message.berkas,
        message.chat,
        message.nomor,
    )
    to = officers_chat(asked.office, ticket)
    if to is not None:
        pass_on(asked, ticket, message, to)
    return said(asked, "sistem_tiket_diteruskan", ticket)


def from_officer(asked: Asked, number: int, message: PesanMasuk) -> Answer | None:
    """What officers are told of a message of theirs for the asker of the request ``number``.

    ``None`` where nothing is to be said: it is on its way.
    """
    store = asked.office.store
    ticket = tickets.find(store, number)
    if ticket is None:
        return None
    if ticket.penanya is None or ticket.keadaan is KeadaanTiket.DICABUT:
        return said(asked, "sistem_tiket_tertutup", ticket)
    message = guarded(message)
    return permintaan_petugas.written(
        asked, number, message.teks, message.nomor, file=message.berkas
    )


def guarded(message: PesanMasuk) -> PesanMasuk:
    """``message`` without what cannot be stored.

    Refuses one with a NIK, and a file that calls itself an identity card.
    """
    try:
        kept = {"teks": readable(message.teks), "berkas": readable(message.berkas)}
    except Mistake as refusal:
        raise Mistake("salah", "pesan_pribadi") from refusal
    named = split(fold(f"{message.teks} {message.berkas}".replace("_", " ").replace(".", " ")))
    if message.berkas and not IDENTITY.isdisjoint(named):
        raise Mistake("salah", "pesan_pribadi")
    return message.model_copy(update=kept)


def pass_on(asked: Asked, ticket: Tiket, message: PesanMasuk, to: int) -> None:
    """Owes the officers in ``to`` the message: its text under the request's number, or a copy."""
    where, line = [message.chat, message.nomor], f"/permintaan {ticket.id}"
    copied = bool(message.berkas) or units(message.teks) > LONGEST_REPLY
    content: dict[str, object] = {"dari_chat": message.chat, "pesan": message.nomor}
    if not copied:
        content = {
            "nama": "tiket_balasan",
            "nilai": {"peristiwa": "balasan", "nomor": ticket.nomor, "teks": message.teks},
            "tombol": [
                [
                    *([owed_button("tiket_jawab", f"{line} jawab")] if ticket.terbuka else []),
                    owed_button("tiket_kartu", line),
                ]
            ],
        }
    outbox.add(
        asked.office.store,
        key=f"salin-{message.chat}-{message.nomor}",
        chat=to,
        form="salin" if copied else "templat",
        content={**content, "asal": where},
        ticket=ticket.id,
    )


def said(asked: Asked, template: str, ticket: Tiket) -> Answer:
    """The answer that names the request."""
    withdrawn = ticket.keadaan is KeadaanTiket.DICABUT
    return Answer(
        command=asked.command,
        template=template,
        data=Antaran(nomor=ticket.nomor, dicabut=withdrawn),
    )
