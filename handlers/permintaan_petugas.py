"""What officers do with requests: see them, take them, ask back, answer, refuse, forward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from data.layanan import workdays
from data.models import Frozen
from data.models.layanan import KeadaanTiket
from data.store import ticket_speech, tickets
from data.store.ticket_rows import Kabar, TicketStateError
from data.store.ticket_speech import Ucapan
from handlers.answer import Button
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.permintaan_kabar import message_to_asker, needs_copy, news, with_channel
from handlers.permintaan_status import of_number
from handlers.permintaan_tampil import (
    Ringkas,
    brief,
    day_parts,
    detail,
    officers_place,
    shortened,
)
from handlers.permintaan_teks import readable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from data.models.layanan import Tiket
    from data.store.ticket_rows import Awaited
    from handlers.answer import Answer
    from handlers.asked import Asked, Buttons
    from handlers.permintaan_kata import Nomor

Peristiwa = Literal[
    "diambil",
    "sudah_diambil",
    "menunggu_jawab",
    "menunggu_klarifikasi",
    "urung",
    "pilih_tolak",
    "pilih_teruskan",
    "ditolak",
    "diteruskan",
    "diperpanjang",
    "sudah_diperpanjang",
    "tanpa_perpanjangan",
    "sudah_selesai",
    "dijawab",
    "klarifikasi",
    "penanya_pergi",
]
FAILED = frozenset({"sudah_diambil", "sudah_diperpanjang", "tanpa_perpanjangan", "sudah_selesai"})
LONGEST_LABEL = 60


class Tindakan(Frozen):
    """What an officer did, or why it could not be done, and the request as it is now.

    ``pilihan`` are the reasons or places there are; ``sampai`` says
    whether the asker can still be told.
    """

    peristiwa: Peristiwa
    tiket: Ringkas
    pilihan: tuple[str, ...] = ()
    hari_kerja: int = 0
    dasar: str
    sampai: bool = True


def guard_officer(asked: Asked) -> int:
    """The officer's id; refuses everybody else, and officers who hide who they are."""
    line = f"/{asked.command} {asked.text}".strip()
    if not asked.asker.officer:
        chat = asked.asker.chat
        if asked.asker.id is None and chat and chat.id == asked.office.officer_chat:
            raise Mistake("salah", "petugas_tanpa_nama")
        raise Mistake("salah", "bukan_petugas", line)
    if not officers_place(asked):
        raise Mistake("salah", "chat_pribadi", line)
    if asked.asker.id is None:
        raise Mistake("salah", "petugas_tanpa_nama")
    return asked.asker.id


def found(asked: Asked, number: Nomor) -> Tiket:
    """The request ``number``, for an officer."""
    ticket = of_number(asked, number)
    if ticket is None:
        raise Mistake("salah", "permintaan_tidak_ada", examples=("/permintaan daftar",))
    return ticket


def card(asked: Asked, number: Nomor) -> Answer:
    """The request ``number``, whole, with what can be done with it."""
    ticket = found(asked, number)
    lines = tickets.messages(asked.office.store, ticket.id)
    data = detail(asked, ticket, lines, texts=True, own=False)
    return asked.answer("tiket", data, buttons=ways_on(ticket))


def ways_on(ticket: Tiket) -> Buttons:
    """What officers may do with ``ticket`` as it is now."""
    line = f"/permintaan {ticket.id}"
    if ticket.keadaan is KeadaanTiket.DIJAWAB:
        return ((Button(label="tiket_usul", question=f"/tanyajawab usul {ticket.id}"),),)
    if not ticket.terbuka:
        return ()
    verbs = ["klarifikasi", "jawab", "tolak", "teruskan"]
    if ticket.petugas is None:
        verbs.insert(0, "ambil")
    if not ticket.diperpanjang:
        verbs.append("perpanjang")
    return in_rows([Button(label=f"tiket_{verb}", question=f"{line} {verb}") for verb in verbs], 2)


def act(asked: Asked, number: Nomor, verb: str, extra: str) -> Answer:
    """What became of an officer's action ``verb``."""
    officer = guard_officer(asked)
    ticket = found(asked, number)
    try:
        return ACTIONS[verb](asked, ticket, officer, extra)
    except TicketStateError as error:
        now = error.ticket
        if now is None:
            raise Mistake(
                "salah", "permintaan_tidak_ada", examples=("/permintaan daftar",)
            ) from error
        if not now.terbuka:
            return told(asked, now, "sudah_selesai")
        return told(asked, now, "sudah_diambil" if verb == "ambil" else "sudah_diperpanjang")


def take(asked: Asked, ticket: Tiket, officer: int, _extra: str) -> Answer:
    """The request, which the officer works on."""
    after = tickets.take(asked.office.store, ticket.id, officer, notice=news(ticket, "diambil"))
    return told(asked, after, "diambil")


def write(kind: Literal["jawab", "klarifikasi"]) -> Callable[[Asked, Tiket, int, str], Answer]:
    """The action after which the officer's next text is an answer or a question back."""

    def action(asked: Asked, ticket: Tiket, officer: int, _extra: str) -> Answer:
        store = asked.office.store
        if ticket.terbuka and ticket.petugas is None:
            try:
                tickets.take(store, ticket.id, officer, notice=news(ticket, "diambil"))
            except TicketStateError as error:
                # Taken in this moment: any officer may write all the same.
                if error.ticket is None or not error.ticket.terbuka:
                    raise
        after = tickets.await_text(store, ticket.id, officer, kind)
        return told(asked, after, "menunggu_jawab" if kind == "jawab" else "menunggu_klarifikasi")

    return action


def stop_writing(asked: Asked, ticket: Tiket, officer: int, _extra: str) -> Answer:
    """The request, for which no text is awaited any more."""
    after = tickets.await_text(asked.office.store, ticket.id, officer, "")
    return told(asked, after, "urung")


def refuse(asked: Asked, ticket: Tiket, officer: int, extra: str) -> Answer:
    """The request, refused for a reason of the rules; without one, the reasons."""
    reasons = asked.office.rules.penolakan
    if extra not in reasons:
        return to_choose(asked, ticket, "pilih_tolak", reasons)
    return ended(asked, ticket, officer, "ditolak", reasons[extra])


def forward(asked: Asked, ticket: Tiket, officer: int, extra: str) -> Answer:
    """The request, forwarded to a place of the rules; without one, the places."""
    places = asked.office.rules.penerusan
    if extra not in places:
        return to_choose(asked, ticket, "pilih_teruskan", places)
    return ended(asked, ticket, officer, "diteruskan", places[extra])


def ended(
    asked: Asked, ticket: Tiket, officer: int, how: Literal["ditolak", "diteruskan"], reason: str
) -> Answer:
    """The request, ended in the state ``how`` for ``reason``, which the asker is told."""
    notice = with_channel(asked, news(ticket, how, alasan=reason))
    store, state = asked.office.store, KeadaanTiket(how)
    after = tickets.close(store, ticket.id, officer, state, reason, notice=notice)
    return told(asked, after, how)


def extend(asked: Asked, ticket: Tiket, officer: int, _extra: str) -> Answer:
    """The request with its one later due date."""
    rules = asked.office.rules
    if not rules.tenggat.perpanjangan:
        return told(asked, ticket, "tanpa_perpanjangan")
    due = workdays.due(ticket.tenggat, rules.tenggat.perpanjangan, rules)
    notice = news(
        ticket,
        "diperpanjang",
        tenggat=day_parts(due),
        dasar=rules.tenggat.dasar,
        hari_kerja=rules.tenggat.perpanjangan,
    )
    after = tickets.extend(asked.office.store, ticket.id, officer, due, notice=notice)
    return told(asked, after, "diperpanjang")


ACTIONS: Mapping[str, Callable[[Asked, Tiket, int, str], Answer]] = {
    "ambil": take,
    "jawab": write("jawab"),
    "klarifikasi": write("klarifikasi"),
    "urung": stop_writing,
    "tolak": refuse,
    "teruskan": forward,
    "perpanjang": extend,
}


def to_choose(
    asked: Asked,
    ticket: Tiket,
    event: Literal["pilih_tolak", "pilih_teruskan"],
    choices: Mapping[str, str],
) -> Answer:
    """The reasons or places that an officer may choose from."""
    if not ticket.terbuka:
        raise TicketStateError(ticket)
    verb = event.removeprefix("pilih_")
    rows = [
        Button(
            label="apa_adanya",
            question=f"/permintaan {ticket.id} {verb} {key}",
            subject=shortened(words, LONGEST_LABEL),
        )
        for key, words in choices.items()
    ]
    return told(asked, ticket, event, choices=choices, buttons=in_rows(rows, 1))


def told(
    asked: Asked,
    ticket: Tiket,
    event: Peristiwa,
    *,
    choices: Mapping[str, str] | None = None,
    buttons: Buttons | None = None,
) -> Answer:
    """What an officer did, in a few lines, and what can be done next."""
    rules = asked.office.rules.tenggat
    data = Tindakan(
        peristiwa=event,
        tiket=brief(asked, ticket),
        pilihan=tuple((choices or {}).values()),
        hari_kerja=rules.perpanjangan,
        dasar=rules.dasar,
        sampai=ticket.penanya is not None,
    )
    if buttons is None:
        buttons = after(ticket, event)
    answer = asked.answer("tiket_tindakan", data, buttons=buttons)
    return answer.model_copy(update={"understood": False}) if event in FAILED else answer


def after(ticket: Tiket, event: Peristiwa) -> Buttons:
    """The buttons below what was done."""
    seen = Button(label="tiket_kartu", question=f"/permintaan {ticket.id}")
    if event.startswith("menunggu_"):
        return ((Button(label="tiket_urung", question=f"/permintaan {ticket.id} urung"), seen),)
    return (*ways_on(ticket), (seen,))


def written(asked: Asked, ticket: int, text: str, message: int, *, file: str = "") -> Answer | None:
    """What came of an officer's message about the request ``ticket``.

    It is kept and owed to the asker, once however often it comes; it changes the state
    where it was awaited. ``file`` names what it carries. ``None`` where nothing need be
    said. Raises ``Mistake`` for whoever is no officer and for a number of identity.
    """
    officer, chat = guard_officer(asked), asked.asker.chat
    if chat is None:
        # Only a message in a chat can be passed on.
        raise Mistake("salah", "bukan_petugas", f"/{asked.command}")
    kept = readable(text)
    copied = needs_copy(kept, has_file=bool(file))

    def notice(now: Tiket, kind: Awaited) -> Kabar:
        """How it reaches the asker."""
        return message_to_asker(now, kind, "" if copied else kept)

    said = Ucapan(chat.id, message, officer, kept, file, disalin=copied)
    heard = ticket_speech.spoken(asked.office.store, ticket, said, notice)
    if heard is None:
        return None
    if heard.tiket.penanya is None:
        return told(asked, heard.tiket, "penanya_pergi")
    if heard.sebagai == "jawab":
        return told(asked, heard.tiket, "dijawab")
    if heard.sebagai == "klarifikasi":
        return told(asked, heard.tiket, "klarifikasi")
    return None
