"""``/tanyajawab``: answers of the officers that were published, and how they come to be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from data.models import Frozen, KeadaanTiket, TanyaJawab
from data.store import publishing, tickets
from data.store.publishing import HasilTerbit
from handlers import personal
from handlers.answer import Button
from handlers.mistakes import Mistake
from handlers.tanyajawab_pribadi import refuse_personal
from handlers.terbitan import Terbit, rows_of, shown, telling
from handlers.words import fold, split

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked, Buttons

A_PAGE = 4
# So that question, answer and source fit one message with what stands around them, as
# Telegram counts: in UTF-16 code units.
LONGEST = {"tanya": 500, "jawab": 2400, "sumber": 300}
PARTS = tuple(LONGEST)
NUMBER = re.compile(r"[0-9]{1,9}")
# A question that a button holds.
LONGEST_QUESTION = 60
EXAMPLES = ("/tanyajawab",)
LEAST_WORDS = 2
# After these events of a request its earlier questions back are settled.
SETTLED = frozenset({"klarifikasi", "diperjelas"})


Peristiwa = Literal["lihat", "usul", "ubah", "tegaskan", "terbitkan", "tarik"]


class DaftarTanyaJawab(Frozen):
    """Published answers, newest first: those with all of the words, or all.

    ``mulai`` come before the shown ones. ``draf`` is true for the list of drafts.
    """

    kata: str
    mulai: int
    semua: int
    isi: tuple[Terbit, ...]
    draf: bool = False


class SatuTanyaJawab(Frozen):
    """One entry, and how it came to be what it is.

    ``pengurus`` is true where the asker may change it.
    """

    isi: Terbit
    keadaan: Literal["draf", "terbit", "ditarik"]
    peristiwa: Peristiwa = "lihat"
    pengurus: bool = False


def tanyajawab(asked: Asked) -> Answer:
    """The published answers, one of them, or what officers change about one."""
    tokens = asked.raw.split(maxsplit=2)
    first = fold(tokens[0]) if tokens else ""
    second = fold(tokens[1]) if len(tokens) > 1 else ""
    rest = tokens[2] if len(tokens) > LEAST_WORDS else ""
    if first == "usul":
        return proposed(asked, second)
    if first == "draf" and not second:
        return drafts(asked)
    number = number_in(first)
    change = None if number is None else changed(asked, number, second, rest.strip())
    return change or listed(asked)


def changed(asked: Asked, number: int, action: str, text: str) -> Answer | None:
    """What ``action`` does to the entry ``number``; ``None`` where it is no action."""
    if action in PARTS:
        return edited(asked, number, action, text)
    if action == "terbitkan":
        return published(asked, number, text)
    if action == "tarik" and not text:
        return withdrawn(asked, number)
    return None if action else one(asked, number)


def number_in(word: str) -> int | None:
    """The number of an entry or request; ``None`` for another word."""
    return (
        int(word) if word.isascii() and word.isdigit() and len(word) <= len("999999999") else None
    )


def listed(asked: Asked) -> Answer:
    """The published answers that have all of the words; the answer itself where it is one."""
    words = telling(asked.words)
    entries = tuple(
        entry
        for entry in reversed(asked.entries().isi)
        if words <= set(split(f"{entry.tanya} {entry.jawab} {entry.sumber}"))
    )
    if words and len(entries) == 1:
        return told(asked, entries[0])
    return listing(asked, entries, " ".join(asked.words))


def listing(
    asked: Asked, entries: tuple[TanyaJawab, ...], words: str, *, drafted: bool = False
) -> Answer:
    """A page of ``entries``."""
    said = ("draf",) if drafted else (words,) if words else ()
    part, turn = asked.pages(len(entries), A_PAGE, "/tanyajawab", *said)
    if any(len(button.question) > LONGEST_QUESTION for row in turn for button in row):
        turn = ()
    rows = entries[part]
    return asked.answer(
        "tanyajawab",
        DaftarTanyaJawab(
            kata=words,
            mulai=part.start,
            semua=len(entries),
            isi=tuple(shown(entry) for entry in rows),
            draf=drafted,
        ),
        buttons=(*rows_of(rows), *turn),
    )


def one(asked: Asked, number: int) -> Answer:
    """The entry ``number``: a published one for everybody, another for officers."""
    found = next((entry for entry in asked.entries().isi if entry.id == number), None)
    if found is None and is_officer(asked):
        found = stored(asked, number)
    if found is None:
        raise unknown(number)
    return told(asked, found)


def told(
    asked: Asked,
    entry: TanyaJawab,
    event: Peristiwa = "lihat",
) -> Answer:
    """``entry`` after ``event``."""
    officer = is_officer(asked)
    return asked.answer(
        "tanyajawab_satu",
        SatuTanyaJawab(isi=shown(entry), keadaan=entry.keadaan, peristiwa=event, pengurus=officer),
        buttons=buttons_of(asked, entry) if officer else everything(),
    )


def everything() -> Buttons:
    """The button to all published answers."""
    return ((Button(label="semua_tanyajawab", question="/tanyajawab"),),)


def buttons_of(asked: Asked, entry: TanyaJawab) -> Buttons:
    """What an officer can do about ``entry``; only a second admin may publish it."""
    line = f"/tanyajawab {entry.id}"
    row = []
    if publishing.hindrance(entry, asked.asker.id or 0, None) is None and asked.asker.admin:
        # The button publishes what is shown above it, and nothing that was edited since.
        seen = publishing.fingerprint(entry)
        row.append(Button(label="terbitkan_tanyajawab", question=f"{line} terbitkan {seen}"))
    if entry.keadaan != publishing.WITHDRAWN:
        row.append(Button(label="tarik_tanyajawab", question=f"{line} tarik"))
    return (tuple(row), *everything())


def is_officer(asked: Asked) -> bool:
    """Whether the asker may see drafts, and nobody but officers reads along."""
    asker = asked.asker
    inside = asker.private or (
        asker.chat is not None and asker.chat.id == asked.office.officer_chat
    )
    return (asker.officer or asker.admin) and inside


def officer_of(asked: Asked) -> int:
    """The officer who asks; raises ``Mistake`` for everybody else."""
    asker = asked.asker
    if asker.id is None:
        raise Mistake("salah", "tanyajawab_orang", examples=EXAMPLES)
    if not (asker.officer or asker.admin):
        raise Mistake("salah", "tanyajawab_petugas", examples=EXAMPLES)
    if not is_officer(asked):
        raise Mistake("salah", "tanyajawab_tempat", examples=EXAMPLES)
    return asker.id


def unknown(number: int) -> Mistake:
    """The mistake of naming an entry that is not there, or not for everybody."""
    return Mistake("salah", "tanyajawab_nomor", str(number), everything(), EXAMPLES)


def drafts(asked: Asked) -> Answer:
    """The drafts that wait for a second look."""
    officer_of(asked)
    return listing(asked, publishing.drafts(asked.office.store), "", drafted=True)


def proposed(asked: Asked, typed: str) -> Answer:
    """The draft made of an answered request."""
    who = officer_of(asked)
    store = asked.office.store
    number = number_in(typed)
    ticket = tickets.find(store, number) if number is not None else None
    if ticket is None or ticket.keadaan is not KeadaanTiket.DIJAWAB:
        raise Mistake("salah", "tanyajawab_tiket", typed, examples=("/permintaan daftar",))
    history = tickets.messages(store, ticket.id)
    settled = max((at for at, row in enumerate(history) if row.teks in SETTLED), default=-1)
    said = [row.teks.strip() for row in history[settled + 1 :] if row.arah == "petugas"]
    entry = publishing.propose(
        store,
        ticket.id,
        who,
        fitting(ticket.permintaan.isi, "tanya"),
        fitting("\n\n".join(text for text in said if text), "jawab"),
    )
    return told(asked, entry, "usul")


def fitting(text: str, part: str) -> str:
    """``text`` as long as ``part`` may be, its cut marked."""
    text = text.strip()
    if units(text) <= LONGEST[part]:
        return text
    kept = text.encode("utf-16-le")[: 2 * (LONGEST[part] - 1)].decode("utf-16-le", "ignore")
    return f"{kept.rstrip()}…"


def units(text: str) -> int:
    """The length of ``text`` in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def edited(asked: Asked, number: int, part: str, text: str) -> Answer:
    """The draft ``number`` with another ``part``."""
    who = officer_of(asked)
    example = f"/tanyajawab {number} {part} …"
    if not text:
        raise Mistake("salah", "tanyajawab_kosong", example)
    if units(text) > LONGEST[part]:
        raise Mistake("salah", "tanyajawab_panjang", str(LONGEST[part]))
    if personal.personal_in(text):
        raise Mistake("salah", "tanyajawab_pribadi")
    store = asked.office.store
    entry = publishing.edit(store, number, who, part, text)
    if entry is None:
        stored(asked, number)
        raise Mistake("salah", "tanyajawab_terbit", examples=(f"/tanyajawab {number} tarik",))
    return told(asked, entry, "ubah")


def published(asked: Asked, number: int, seen: str) -> Answer:
    """The entry ``number``, published by a second person who is an admin.

    ``seen`` is the fingerprint of the text that stood above the button. Whoever types the
    command has perhaps not seen what they would publish: it is shown, and the button asks.
    """
    who = officer_of(asked)
    if not asked.asker.admin:
        raise Mistake("salah", "tanyajawab_admin")
    draft = stored(asked, number)
    refuse_personal(asked, draft)
    if not seen:
        hindrance = publishing.hindrance(draft, who, None)
        if hindrance is not None:
            raise hindered(number, hindrance)
        return told(asked, draft, "tegaskan")
    outcome = publishing.publish(asked.office.store, number, who, seen=seen)
    if outcome is not HasilTerbit.TERBIT:
        raise hindered(number, outcome)
    asked.office.entries.refresh()
    return told(asked, stored(asked, number), "terbitkan")


def hindered(number: int, why: HasilTerbit) -> Mistake:
    """The mistake of publishing what cannot be published, or not by whoever asks."""
    missing = " sumber …" if why is HasilTerbit.BELUM_LENGKAP else ""
    return Mistake("salah", f"tanyajawab_{why}", examples=(f"/tanyajawab {number}{missing}",))


def withdrawn(asked: Asked, number: int) -> Answer:
    """The entry ``number``, which nobody finds any more."""
    who = officer_of(asked)
    if not publishing.withdraw(asked.office.store, number, who):
        raise unknown(number)
    asked.office.entries.refresh()
    return told(asked, stored(asked, number), "tarik")


def stored(asked: Asked, number: int) -> TanyaJawab:
    """The entry ``number``, whatever its state."""
    found = publishing.find(asked.office.store, number)
    if found is None:
        raise unknown(number)
    return found
