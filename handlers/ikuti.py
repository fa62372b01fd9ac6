"""``/ikuti``: be told when a figure changes or a month is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from data.bulanan.codes import TOTAL
from data.layanan import ikutan
from data.layanan.ikutan import CODE, REGION, TOPIC, TOPICS
from data.models import Frozen, Ikutan, Obrolan
from data.store import followers
from handlers import codes, langganan_kata, langganan_tempat
from handlers.answer import Button
from handlers.arguments import read
from handlers.asked import in_rows
from handlers.commands import BY_NAME
from handlers.langganan_kode import known_rows
from handlers.mistakes import Mistake
from handlers.vocabulary import FILLING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handlers.answer import Answer
    from handlers.asked import Asked, Buttons

EXAMPLES = ("/ikuti dpt", "/ikuti Sikka", "/ikuti CQ.6871")
OFFERED = ("serapan", "dpt", "capaian", "pendanaan", "logistik", "pilgub")
ENDING = frozenset({"hapus", "akhiri", "batal", "stop"})
WHOLE = frozenset({"semua", "total", "seluruh"})
# What stands around a topic without meaning more: "ikuti topik dpt", "kode CQ".
SPOKEN = frozenset({"topik", "wilayah", "kode", "ikuti", "kabar"})
LONGEST_BUTTON = 60
Event = Literal["cara", "daftar", "mulai", "tegaskan", "berakhir"]


class Diikuti(Frozen):
    """Something that is followed: its number, what it is called, and the line that asks it."""

    nomor: int
    sebutan: str
    pertanyaan: str
    bulanan: bool


class JawabanIkuti(Frozen):
    """What happened to what a place follows, or what that is.

    ``mengatur`` says whether the asker may change it; ``perintah`` is the line that is to
    be confirmed.
    """

    peristiwa: Event
    tempat: Obrolan | None = None
    topik: int = 0
    ikutan: tuple[Diikuti, ...] = ()
    mengatur: bool = True
    perintah: str = ""
    batas: int = followers.MOST


def ikuti(asked: Asked) -> Answer:
    """What a place follows, something more that it follows, or less."""
    langganan_kata.refuse_misspelt(asked)
    chat = asked.asker.chat
    words = [word for word in asked.words if word not in SPOKEN]
    if words and words[0] in ENDING:
        return ended(asked, chat, words[1:])
    wanted = wish(asked, words) if words else None
    if chat is None:
        return told(asked, "cara")
    if wanted is None:
        return listed(asked, chat)
    return begun(asked, chat, wanted)


def begun(asked: Asked, chat: Obrolan, wanted: str) -> Answer:
    """The place with what it follows from now on."""
    who = asked.asker.id
    if who is None:
        return to_confirm(asked, line_of(wanted, asked))
    langganan_tempat.managed(asked, chat, None)
    row = followers.follow(asked.office.store, chat.id, asked.asker.topic, who, wanted)
    if row is None:
        raise Mistake("salah", "ikutan_penuh", str(followers.MOST), examples=("/ikuti",))
    asks = ikutan.question(wanted, asked.report)
    buttons = (
        (Button(label="apa_adanya", question=asks, subject=asks),),
        (end_button(row), Button(label="ikuti_semua", question="/ikuti")),
    )
    return told(asked, "mulai", (row,), buttons=buttons)


def wish(asked: Asked, words: list[str]) -> str:
    """The one target among ``words``; raises ``Mistake`` for none, for several, for others."""
    found, rest = coded(asked, words)
    topics = [name for word in rest if (name := topic_of(word))]
    # The report's own reading of regions; what it does not know ends the question.
    asked.words = tuple(word for word in rest if topic_of(word) is None)
    told = read(asked, measures={}, regions=True)
    found += [ikutan.target(TOPIC, name) for name in dict.fromkeys(topics)]
    found += [ikutan.target(REGION, region.kode) for region in told.regions]
    told.finish(EXAMPLES)
    if len(found) != 1:
        raise Mistake("salah", "satu_ikutan", examples=EXAMPLES)
    return found[0]


def topic_of(word: str) -> str | None:
    """The topic that ``word`` names, by its command or what else that is called."""
    command = BY_NAME.get(word)
    return command.name if command is not None and command.name in TOPICS else None


def coded(asked: Asked, words: list[str]) -> tuple[list[str], list[str]]:
    """The budget codes among ``words`` as targets, and the other words."""
    rows = known_rows(asked)
    rest = list(words)
    targets = []
    for code in reversed(codes.find_among(tuple(words), rows)):
        if code.row is None:
            raise unknown_code(asked, code.typed)
        targets.append(ikutan.target(CODE, code.row.kode))
        del rest[code.start : code.end]
    if WHOLE & set(rest) and not targets and set(rest) <= WHOLE | FILLING | {"anggaran"}:
        return [ikutan.target(CODE, TOTAL)], []
    return targets, rest


def unknown_code(asked: Asked, typed: str) -> Mistake:
    """The mistake of naming a code that nothing has, with the codes near it."""
    near = [row.kode for row in codes.near(typed, known_rows(asked))]
    buttons = [Button(label="ikuti", question=f"/ikuti {code}", subject=code) for code in near]
    return Mistake("salah", "kode_ikutan", typed, in_rows(buttons, 2), EXAMPLES)


def ended(asked: Asked, chat: Obrolan | None, words: list[str]) -> Answer:
    """What a place does not follow any more: the one of a number, or everything."""
    number = number_in(words)
    if number is None and words != ["semua"]:
        raise Mistake("salah", "hapus_ikutan", examples=("/ikuti", "/ikuti hapus semua"))
    if chat is None:
        return told(asked, "cara")
    if asked.asker.id is None:
        return to_confirm(asked, f"/ikuti hapus {words[0]}")
    langganan_tempat.managed(asked, chat, None)
    store = asked.office.store
    rows = followers.unfollow(store, chat.id, asked.asker.topic, number)
    if number is not None and not rows:
        raise Mistake("salah", "nomor_ikutan", str(number), examples=("/ikuti",))
    again = Button(label="ikuti_semua", question="/ikuti")
    return told(asked, "berakhir", rows, buttons=((again,),))


def number_in(words: list[str]) -> int | None:
    """The number that is all of ``words``; ``None`` for anything else."""
    lone = len(words) == 1 and langganan_kata.NUMBER.fullmatch(words[0])
    return int(words[0]) if lone else None


def to_confirm(asked: Asked, line: str) -> Answer:
    """The request to press a button: the press shows which person it is."""
    buttons = ((Button(label="tegaskan", question=line),),)
    return told(asked, "tegaskan", line=line, buttons=buttons)


def line_of(wanted: str, asked: Asked) -> str:
    """The line that follows a target."""
    kind, name = ikutan.parts(wanted)
    if kind == REGION:
        return f"/ikuti {asked.report.regions[name].pendek}"
    return f"/ikuti {'semua' if name == TOTAL else name}"


def listed(asked: Asked, chat: Obrolan) -> Answer:
    """What the place follows, with buttons to end each and to follow more."""
    asker = asked.asker
    rows = followers.of_place(asked.office.store, chat.id, asker.topic)
    # Whoever is nobody in particular may press a button, which shows who it is.
    may_change = asker.private or asker.id is None or chat.id in asker.manages
    known = {row.sasaran for row in rows}
    offered = [
        Button(label="ikuti", question=f"/ikuti {name}", subject=TOPICS[name].sebutan)
        for name in OFFERED
        if ikutan.target(TOPIC, name) not in known
    ]
    buttons = (*in_rows([end_button(row) for row in rows], 4), *in_rows(offered, 2))
    return told(asked, "daftar", rows, may_change=may_change, buttons=buttons if may_change else ())


def end_button(row: Ikutan) -> Button:
    """The button that ends ``row``."""
    return Button(label="hapus_ikutan", question=f"/ikuti hapus {row.id}", subject=str(row.id))


def told(
    asked: Asked,
    event: Event,
    rows: Iterable[Ikutan] = (),
    *,
    may_change: bool = True,
    line: str = "",
    buttons: Buttons = (),
) -> Answer:
    """The answer to ``event``."""
    data = JawabanIkuti(
        peristiwa=event,
        tempat=asked.asker.chat,
        topik=asked.asker.topic,
        ikutan=tuple(
            Diikuti(
                nomor=row.id,
                sebutan=ikutan.named(row.sasaran, asked.report),
                pertanyaan=ikutan.question(row.sasaran, asked.report),
                bulanan=ikutan.monthly_code(row.sasaran) is not None,
            )
            for row in rows
        ),
        mengatur=may_change,
        perintah=line,
    )
    return asked.answer("ikuti", data, buttons=buttons)
