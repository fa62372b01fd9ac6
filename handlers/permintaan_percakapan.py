"""A request in the making: one question after the other, kept so that nothing is lost."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from data.models import Frozen, Obrolan
from data.models.layanan import Percakapan, Permintaan
from data.store import conversations, tickets
from handlers.answer import Button
from handlers.mistakes import Mistake
from handlers.permintaan_tampil import Kanal, channel, reference
from handlers.permintaan_teks import LIMITS, STEPS, answer_of, readable, units

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked, Buttons

# So many open requests one person may have, and so many they may make in a day, withdrawn
# ones too: more would leave no room for others.
MOST_OPEN, MOST_A_DAY = 3, 5
# Of so many people requests are counted in memory.
MOST_COUNTED = 10_000
# More of one person's messages are never under way at once, as they type.
MOST_OCCASIONS = 16
A_DAY = timedelta(days=1)
CHECK, REPLY = "periksa", "balas"
Masalah = Literal[
    "",
    "pribadi",
    "panjang",
    "kosong",
    "wajib",
    "belum_dikirim",
    "belum_selesai",
    "berubah",
    "tekan",
    "tanya",
]
# What a button holds at most.
LONGEST_QUESTION = 62
# Plain questions that these answer were no questions for information.
NO_ANSWERS = frozenset({"start", "bantuan", "menu", "privasi"})


class Langkah(Frozen):
    """What is asked now, the step ``ke`` of ``dari``, with what was answered so far.

    ``masalah`` says why the last answer did not count, ``batas`` how long one may be and
    ``panjang`` how long it was. ``kini`` is what was answered in this step before,
    ``lalu`` the step that was answered just now.
    """

    langkah: str
    ke: int
    dari: int
    permintaan: Permintaan
    kini: str = ""
    lalu: str = ""
    batas: int = 0
    panjang: int = 0
    masalah: Masalah = ""
    ada: str = ""
    hari_kerja: int
    simpan: int
    kanal: Kanal


def chat_of(asked: Asked) -> Obrolan | None:
    """The private chat of a person; ``None`` where there is no such person or chat."""
    asker = asked.asker
    return asker.chat if asker.private and asker.id is not None else None


def begin(asked: Asked, chat: Obrolan, text: str) -> Answer:
    """The first question of a new request, or the one that is open already."""
    store = asked.office.store
    talk = conversations.get(store, chat.id)
    if talk is not None and talk.langkah != REPLY:
        if text and talk.langkah != STEPS[0] and not repeated(asked, talk):
            return show(asked, talk, "belum_dikirim")
        return answered(asked, talk, text) if text else show(asked, talk)
    guard_many(asked, chat.id)
    fresh = Percakapan(chat_id=chat.id, kunci=token(), langkah=STEPS[0], diubah=asked.office.now())
    if text:
        return answered(asked, fresh, text)
    conversations.put(store, fresh)
    return show(asked, fresh)


def guard_many(asked: Asked, chat: int) -> None:
    """Refuses one more request to whoever has many that are open, or made many today."""
    theirs = tickets.of_asker(asked.office.store, chat)
    since = asked.office.now() - A_DAY
    lately = [moment for moment in asked.office.made.get(chat, ()) if moment > since]
    if max(sum(ticket.dibuat > since for ticket in theirs), len(lately)) >= MOST_A_DAY:
        raise Mistake("salah", "permintaan_sering", str(MOST_A_DAY), examples=("/status",))
    if sum(ticket.terbuka for ticket in theirs) >= MOST_OPEN:
        raise Mistake("salah", "permintaan_penuh", str(MOST_OPEN), examples=("/status",))


def count_one(asked: Asked, chat: int) -> None:
    """Counts a request of ``chat`` in memory, for a day."""
    now, made = asked.office.now(), asked.office.made
    made[chat] = (*made.get(chat, ())[-MOST_A_DAY:], now)
    if len(made) > MOST_COUNTED:
        # Whoever made one longest ago.
        del made[min(made, key=lambda known: made[known][-1])]


def answered(asked: Asked, talk: Percakapan, text: str) -> Answer:
    """The next step after ``text``; the same one where the text cannot be taken."""
    again = repeated(asked, talk)
    if again or talk.langkah == CHECK:
        return show(asked, talk, "" if again else "tekan")
    try:
        kept = readable(text)
    except Mistake:
        return refused(asked, talk, "pribadi")
    if not kept:
        return refused(asked, talk, "kosong")
    if kept.endswith("?") and talk.langkah != STEPS[0]:
        # Somebody forgot that a request is being written, and asks something else.
        return refused(asked, talk, "tanya")
    if units(kept) > LIMITS[talk.langkah]:
        return refused(asked, talk, "panjang", units(kept))
    return move(asked, talk, 1, kept)


def refused(asked: Asked, talk: Percakapan, why: Masalah, length: int = 0) -> Answer:
    """The same step again, kept as it was."""
    conversations.put(asked.office.store, talk)
    return show(asked, talk, why, length)


def step(asked: Asked, chat: Obrolan, verb: str) -> Answer:
    """The step that ``verb`` leads to: forward with or without an answer, back, or the end."""
    talk = conversations.get(asked.office.store, chat.id)
    if talk is None:
        raise Mistake("salah", "tanpa_percakapan", examples=("/permintaan", "/status"))
    if verb == "batal":
        return dropped(asked, talk)
    if talk.langkah == REPLY:
        return show_reply(asked, talk)
    if repeated(asked, talk):
        return show(asked, talk)
    if verb == "kembali":
        return move(asked, talk, -1)
    return onwards(asked, talk, "" if verb == "lewati" else None)


def onwards(asked: Asked, talk: Percakapan, text: str | None) -> Answer:
    """The next step, with nothing answered or what was; what is asked cannot be left out."""
    if talk.langkah == CHECK:
        return show(asked, talk)
    if talk.langkah == STEPS[0] and (text is not None or not talk.permintaan.isi):
        return show(asked, talk, "wajib")
    return move(asked, talk, 1, text)


def move(asked: Asked, talk: Percakapan, by: int, text: str | None = None) -> Answer:
    """The step ``by`` steps on, after ``text`` was answered; ``None`` leaves what there was."""
    steps = (*STEPS, CHECK)
    position = max(0, steps.index(talk.langkah) + by)
    led = (*talk.terakhir, asked.asker.occasion) if asked.asker.occasion else talk.terakhir
    changes: dict[str, object] = {
        "langkah": steps[position],
        "diubah": asked.office.now(),
        "terakhir": led[-MOST_OCCASIONS:],
    }
    if text is not None and text != answer_of(talk.permintaan, talk.langkah):
        changes["permintaan"] = talk.permintaan.model_copy(update={talk.langkah: text})
        # A summary that was shown before is not what would be sent now.
        changes["kunci"] = token()
    fresh = talk.model_copy(update=changes)
    conversations.put(asked.office.store, fresh)
    return show(asked, fresh, noted=talk.langkah if text else "")


def repeated(asked: Asked, talk: Percakapan) -> bool:
    """Whether ``talk`` has come as far as what is asked now leads, or further.

    A process that dies has perhaps taken steps and not said so: who takes its place is
    given the same messages again.
    """
    return bool(asked.asker.occasion) and asked.asker.occasion in talk.terakhir


def dropped(asked: Asked, talk: Percakapan) -> Answer:
    """The end of a conversation of which nothing is kept."""
    store = asked.office.store
    conversations.drop(store, talk.chat_id)
    ticket = tickets.find(store, talk.tiket) if talk.tiket else None
    data = Dibatalkan(
        nomor=ticket.nomor if ticket else "",
        acuan=reference(ticket) if ticket else "",
        kanal=channel(asked),
    )
    return asked.answer("permintaan_batal", data)


class Dibatalkan(Frozen):
    """A conversation that was given up: the request that was not replied to, if it was that."""

    nomor: str = ""
    acuan: str = ""
    kanal: Kanal


def show(
    asked: Asked, talk: Percakapan, why: Masalah = "", length: int = 0, *, noted: str = ""
) -> Answer:
    """The question of the present step, or the summary to check."""
    rules = asked.office.rules
    at_check = talk.langkah == CHECK
    there, there_button = suggestion(asked, talk.permintaan.isi) if at_check else ("", None)
    data = Langkah(
        langkah=talk.langkah,
        ke=len(STEPS) if at_check else STEPS.index(talk.langkah) + 1,
        dari=len(STEPS),
        permintaan=talk.permintaan,
        kini="" if at_check else answer_of(talk.permintaan, talk.langkah),
        lalu="" if at_check else noted,
        batas=LIMITS.get(talk.langkah, 0),
        panjang=length,
        masalah=why,
        ada=there,
        hari_kerja=rules.tenggat.hari_kerja,
        simpan=rules.retensi.tiket,
        kanal=channel(asked),
    )
    offered = ((there_button,),) if there_button else ()
    answer = asked.answer("permintaan", data, buttons=(*buttons(talk), *offered))
    return answer.model_copy(update={"understood": False}) if why else answer


def buttons(talk: Percakapan) -> Buttons:
    """The ways on from the present step."""
    if talk.langkah == CHECK:
        send = Button(label="permintaan_kirim", question=f"/permintaan kirim {talk.kunci}")
        return ((send,), (stepping("kembali"), stepping("batal")))
    first = talk.langkah == STEPS[0]
    ways = [] if first else [stepping("kembali")]
    if answer_of(talk.permintaan, talk.langkah):
        ways.append(stepping("lanjut"))
    if not first:
        ways.append(stepping("lewati"))
    return (tuple(ways), (stepping("batal"),))


def stepping(verb: str) -> Button:
    """The button of a way on."""
    return Button(label=f"permintaan_{verb}", question=f"/permintaan {verb}")


def suggestion(asked: Asked, text: str) -> tuple[str, Button | None]:
    """What the report answers already, in a few words, and the button to it."""
    if text.startswith("/"):
        return "", None
    # The commands name this module, so it cannot name them while it is imported.
    from handlers.asking import ask  # noqa: PLC0415
    from handlers.commands import BY_NAME  # noqa: PLC0415

    found = ask(text, asked.report, office=asked.office)
    command = BY_NAME.get((found.command if found else None) or "")
    if found is None or not found.understood or command is None or command.name in NO_ANSWERS:
        return "", None
    line = found.line or " ".join(text.split())
    if len(line.encode()) > LONGEST_QUESTION:
        line = f"/{command.name}"
    return command.summary, Button(label="permintaan_ada", question=line, subject=command.summary)


def show_reply(asked: Asked, talk: Percakapan) -> Answer:
    """The request to write a reply to an officer."""
    ticket = tickets.find(asked.office.store, talk.tiket or 0)
    if ticket is None:
        conversations.drop(asked.office.store, talk.chat_id)
        raise Mistake("salah", "permintaan_tidak_ada", examples=("/status",))
    return reply_asked(asked, ticket.nomor)


class Balasan(Frozen):
    """A reply to officers: the request it belongs to, and why it could not be taken."""

    nomor: str
    masalah: Masalah = ""
    batas: int = 0
    panjang: int = 0


def reply_asked(
    asked: Asked, number: str, why: Masalah = "", limit: int = 0, length: int = 0
) -> Answer:
    """The request to write a reply that belongs to ``number``."""
    data = Balasan(nomor=number, masalah=why, batas=limit, panjang=length)
    answer = asked.answer("permintaan_balas", data, buttons=((stepping("batal"),),))
    return answer.model_copy(update={"understood": False}) if why else answer


def token() -> str:
    """A name for a conversation."""
    return secrets.token_hex(6)
