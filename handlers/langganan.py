"""``/langganan`` and ``/berhenti``: who hears of monthly figures, and how much."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Literal

from data.bulanan.codes import TOTAL
from data.models import Frozen, JenisLangganan, Langganan, Obrolan
from data.store import chats, subscriptions
from handlers import langganan_kata, langganan_tempat
from handlers.answer import Button
from handlers.asked import in_rows
from handlers.langganan_kode import line_of
from handlers.mistakes import Mistake

if TYPE_CHECKING:
    from data.models import Pilihan
    from handlers.answer import Answer
    from handlers.asked import Asked, Buttons
    from handlers.langganan_tempat import Tempat

# One place has at most so many subscriptions, and so many places are listed: all of it
# must fit one message.
MOST = 15
LONGEST_TITLE = 40
OFFERED = (
    ("langgan_serapan", "serapan", JenisLangganan.SERAPAN),
    ("langgan_lengkap", "serapan lengkap", JenisLangganan.SERAPAN),
    ("langgan_koreksi", "koreksi", JenisLangganan.KOREKSI),
)


class Kelolaan(Frozen):
    """A chat that the asker manages, and how many subscriptions are active and paused there."""

    obrolan: Obrolan
    aktif: int
    dijeda: int


class JawabanLangganan(Frozen):
    """What happened to the subscriptions of a place, or what there is.

    ``topik`` is ``None`` where all topics of a chat are managed from private chat;
    ``mengatur`` whether the asker may change what is shown; ``awalan`` and ``berhenti``
    how lines begin that do; ``perintah`` the line that is to be confirmed. ``hari``
    (0 for never by itself) and ``jam`` are when a month is announced. ``lainnya`` and
    ``kelola_lainnya`` count what is not listed.
    """

    peristiwa: Literal["cara", "daftar", "mulai", "lanjut", "tegaskan", "berakhir"]
    hari: int
    jam: time
    tempat: Obrolan | None = None
    topik: int | None = 0
    langganan: tuple[Langganan, ...] = ()
    lainnya: int = 0
    kelola: tuple[Kelolaan, ...] = ()
    kelola_lainnya: int = 0
    mengatur: bool = True
    awalan: str = "/langganan"
    berhenti: str = "/berhenti"
    perintah: str = ""


def langganan(asked: Asked) -> Answer:
    """What a place is subscribed to, a new subscription, or paused ones taken up again."""
    wanted = langganan_kata.read(asked)
    chat, who = asked.asker.chat, asked.asker.id
    if chat is None:
        return told(asked, "cara")
    if wanted.pilihan is None and not wanted.lanjut:
        return listed(asked, chat, wanted.di)
    if who is None:
        line = line_of(wanted.pilihan) if wanted.pilihan else "aktif"
        return to_confirm(asked, chat, wanted.di, f"/langganan {line}")
    place = langganan_tempat.managed(asked, chat, wanted.di)
    if wanted.pilihan is None:
        return resumed(asked, place, who)
    return subscribed(asked, place, who, wanted.pilihan)


def berhenti(asked: Asked) -> Answer:
    """The subscriptions of a place that end now: all, or the one of a number."""
    target, number = langganan_kata.read_end(asked)
    chat, who = asked.asker.chat, asked.asker.id
    if chat is None:
        return told(asked, "cara")
    if who is None:
        line = "/berhenti" if number is None else f"/berhenti {number}"
        return to_confirm(asked, chat, target, line)
    place = langganan_tempat.managed(asked, chat, target)
    there = langganan_tempat.of_place(asked, place)
    if number is not None and number not in {row.id for row in there}:
        lines = tuple(f"{place.perintah('berhenti')} {row.id}" for row in there[:3])
        raise Mistake("salah", "nomor_langganan", str(number), examples=lines)
    ended = subscriptions.end(asked.office.store, place.chat.id, place.topik, who, number)
    again = Button(label="langganan", question=place.perintah("langganan"))
    return told(asked, "berakhir", place, rows=ended, buttons=((again,),))


def told(
    asked: Asked,
    event: Literal["cara", "daftar", "mulai", "lanjut", "tegaskan", "berakhir"],
    place: Tempat | None = None,
    *,
    rows: tuple[Langganan, ...] = (),
    managed: tuple[Kelolaan, ...] = (),
    may_change: bool = True,
    line: str = "",
    buttons: Buttons = (),
) -> Answer:
    """The answer to ``event`` at ``place``."""
    data = JawabanLangganan(
        peristiwa=event,
        hari=asked.office.day,
        jam=asked.office.time,
        tempat=place.chat if place else None,
        topik=place.topik if place else 0,
        langganan=rows[:MOST],
        lainnya=max(0, len(rows) - MOST),
        kelola=managed[:MOST],
        kelola_lainnya=max(0, len(managed) - MOST),
        mengatur=may_change,
        awalan=place.perintah("langganan") if place else "/langganan",
        berhenti=place.perintah("berhenti") if place else "/berhenti",
        perintah=line,
    )
    return asked.answer(asked.command, data, buttons=buttons)


def to_confirm(asked: Asked, chat: Obrolan, target: int | None, line: str) -> Answer:
    """The request to press a button: the press shows which person it is."""
    langganan_tempat.refuse_elsewhere(asked, chat, target)
    button = Button(label="tegaskan", question=line)
    place = langganan_tempat.here(asked, chat)
    return told(asked, "tegaskan", place, line=line, buttons=((button,),))


def listed(asked: Asked, chat: Obrolan, target: int | None) -> Answer:
    """What there is at a place; in private chat also the chats that the asker manages."""
    asker = asked.asker
    # Whoever is nobody in particular may press a button, which shows who it is.
    may_change = asker.id is None or chat.id in asker.manages
    if target is None and (asker.id is None or chat.jenis in {"group", "supergroup"}):
        place = langganan_tempat.here(asked, chat)
    else:
        # Of a channel's readers only its admins make the bot post there.
        place = langganan_tempat.managed(asked, chat, target)
        may_change = True
    rows = langganan_tempat.of_place(asked, place)
    managed = () if place.jauh or not asker.private else managed_chats(asked)
    buttons = (
        *(shortcuts(place, rows[:MOST]) if may_change else ()),
        *in_rows(
            [
                Button(
                    label="langganan_di",
                    question=f"/langganan di {item.obrolan.id}",
                    subject=short(item.obrolan.judul),
                )
                for item in managed[:MOST]
            ],
            1,
        ),
    )
    return told(
        asked,
        "daftar",
        place,
        rows=rows,
        managed=managed,
        may_change=may_change,
        buttons=buttons,
    )


def managed_chats(asked: Asked) -> tuple[Kelolaan, ...]:
    """The groups and channels that the asker manages and where the bot is."""
    store = asked.office.store
    found = []
    for chat in chats.known(store, sorted(asked.asker.manages)):
        if chat.keadaan == chats.ACTIVE and chat.jenis != "private":
            rows = subscriptions.of_place(store, chat.id)
            paused = sum(row.keadaan == subscriptions.PAUSED for row in rows)
            found.append(Kelolaan(obrolan=chat, aktif=len(rows) - paused, dijeda=paused))
    return tuple(found)


def shortcuts(place: Tempat, rows: tuple[Langganan, ...]) -> Buttons:
    """Buttons to what can be done at ``place``: begin, go on, and end each of ``rows``."""
    begin, end = place.perintah("langganan"), place.perintah("berhenti")
    whole = {row.pilihan.jenis for row in rows if row.pilihan.kode == TOTAL}
    offered = [
        Button(label=label, question=f"{begin} {words}")
        for label, words, kind in OFFERED
        if kind not in whole
    ]
    if any(row.keadaan == subscriptions.PAUSED for row in rows):
        offered.append(Button(label="langgan_aktif", question=f"{begin} aktif"))
    ends = [
        Button(label="hentikan", question=f"{end} {row.id}", subject=str(row.id)) for row in rows
    ]
    return (*in_rows(offered, 1), *in_rows(ends, 3))


def subscribed(asked: Asked, place: Tempat, who: int, wish: Pilihan) -> Answer:
    """The subscription to ``wish`` at ``place``, outside of topics if managed from afar."""
    store = asked.office.store
    topic = place.topik or 0
    there = subscriptions.of_place(store, place.chat.id, topic)
    if len(there) >= MOST and not any(is_same(row.pilihan, wish) for row in there):
        raise Mistake("salah", "langganan_penuh", str(MOST), examples=(place.perintah("berhenti"),))
    row = subscriptions.subscribe(store, place.chat, topic, who, wish)
    end = Button(
        label="hentikan",
        question=f"{place.perintah('berhenti')} {row.id}",
        subject=str(row.id),
    )
    everything = Button(label="langganan", question=place.perintah("langganan"))
    return told(asked, "mulai", place, rows=(row,), buttons=((end, everything),))


def is_same(one: Pilihan, other: Pilihan) -> bool:
    """Whether two wishes differ in their length at most."""
    return one.model_copy(update={"panjang": other.panjang}) == other


def resumed(asked: Asked, place: Tempat, who: int) -> Answer:
    """The subscriptions at ``place`` that were paused and go on now."""
    store = asked.office.store
    paused = [
        row
        for row in langganan_tempat.of_place(asked, place)
        if row.keadaan == subscriptions.PAUSED
    ]
    rows: list[Langganan] = []
    for topic in sorted({row.topik for row in paused}):
        rows += subscriptions.resume(store, place.chat.id, topic, who)
    everything = Button(label="langganan", question=place.perintah("langganan"))
    return told(asked, "lanjut", place, rows=tuple(rows), buttons=((everything,),))


def short(title: str) -> str:
    """``title`` as a button holds it."""
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"
