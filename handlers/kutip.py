"""``/kutip``: an answer as it is cited, short, long and in BibTeX, with its permanent link."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from data.models import Frozen
from data.moments import WITA
from data.store import links as stored_links
from data.store import versions
from data.store.errors import StoreError
from handlers import links
from handlers.answer import Answer
from handlers.asked import LONGEST_QUESTION, in_rows
from handlers.asking import ask, understand
from handlers.commands import BY_NAME
from handlers.mistakes import Mistake

if TYPE_CHECKING:
    from handlers.asked import Asked

EXAMPLES = ("/kutip dpt Sikka", "/kutip anggaran CQ.6871", "/kutip pilgub")
LONGEST_KEY = 40
LONGEST_STORED = 600
# How many bytes of a question a button can send back.
NOT_IN_KEY = re.compile(r"[^a-z0-9]+")


class Kutipan(Frozen):
    """A citation of ``jawaban``.

    ``tautan`` is its permanent link, empty where none can be made; ``versi`` the version of
    the data, which answers here since ``sejak``, where that is known; ``diakses`` the day
    in WITA; ``kunci`` the key of the BibTeX entry.
    """

    jawaban: Answer
    tautan: str
    versi: str
    sejak: datetime | None
    diakses: date
    kunci: str


class CaraMengutip(Frozen):
    """How a citation is asked for."""

    contoh: tuple[str, ...]


def kutip(asked: Asked) -> Answer:
    """The citation of what a question asks; without one, how to ask for it."""
    line = question_of(asked.text)
    if not line:
        return how(asked)
    try:
        command, rest, _ = understand(line, asked.report, asked.asker)
    except Mistake:
        return answered(asked, line)
    if command.seen_first or command.stores:
        raise Mistake("salah", "kutip_perintah", f"/{command.name}", examples=EXAMPLES)
    answer = answered(asked, line)
    if not answer.understood:
        return answer
    if not links.can_be_cited(answer):
        said = f"/{command.name} {rest}".rstrip()
        raise Mistake("salah", "kutip_tanpa_angka", said, examples=EXAMPLES)
    return cited(asked, answer)


def question_of(text: str) -> str:
    """``text`` as a line: with a slash where it begins with the name of a command."""
    text = text.strip()
    first = text.partition(" ")[0]
    known = first in BY_NAME and BY_NAME[first].name == first
    return f"/{text}" if known else text


def answered(asked: Asked, line: str) -> Answer:
    """The answer to ``line`` for this asker."""
    answer = ask(line, asked.report, asker=asked.asker, office=asked.office)
    if answer is None:  # pragma: no cover - only of groups, which this is not asked for
        raise Mistake("salah", "kosong")
    return answer


def how(asked: Asked) -> Answer:
    """How a citation is asked for, with buttons that do."""
    buttons = [
        asked.button("apa_adanya", line, subject=line.removeprefix("/kutip ")) for line in EXAMPLES
    ]
    return asked.answer("kutip_cara", CaraMengutip(contoh=EXAMPLES), buttons=in_rows(buttons, 1))


def cited(asked: Asked, answer: Answer) -> Answer:
    """The citation of ``answer``."""
    version = asked.report.version
    line = answer.line or ""
    buttons = [asked.button("versi", "/versi")]
    if line and len(line.encode()) <= LONGEST_QUESTION:
        buttons.insert(0, asked.button("lihat_jawaban", line))
    return Answer(
        command=asked.command,
        template="kutip",
        data=Kutipan(
            jawaban=answer,
            tautan=link_to(asked, answer),
            versi=version,
            sejak=kept_since(asked, version),
            diakses=asked.office.today().date(),
            kunci=key_of(answer, line),
        ),
        buttons=(tuple(buttons),),
        report=answer.report,
        sources=answer.sources,
        notes=answer.notes,
        read_as=answer.read_as,
        loads=answer.loads,
        months=answer.months,
        entries=answer.entries,
        line=answer.line,
    )


def link_to(asked: Asked, answer: Answer) -> str:
    """The permanent link to ``answer``; empty where the bot's name or the line is not known.

    A line that no link holds is kept in the store, and the link names its number.
    """
    line, version, username = answer.line, asked.report.version, asked.office.username
    if not username or line is None:
        return ""
    try:
        moment = links.moment_of(answer, asked.office.figures)
        start = links.permanent(line, version, moment)
        if start is None and len(line) <= LONGEST_STORED:
            start = links.numbered(stored_links.put(asked.office.store, line), version, moment)
    except StoreError:
        return ""
    return links.address(username, start) if start else ""


def kept_since(asked: Asked, version: str) -> datetime | None:
    """Since when ``version`` answers here, in WITA; ``None`` where that is not known."""
    try:
        found = versions.find(asked.office.store, version)
    except StoreError:
        return None
    return found.sejak.astimezone(WITA) if found else None


def key_of(answer: Answer, line: str) -> str:
    """The key of the BibTeX entry, such as ``kpuntt2024-dpt-sikka``.

    The year is that of the newest month shown, or of the report.
    """
    months = [load.bulan.tahun for load in answer.loads]
    year = max(months) if months else answer.report.tahun if answer.report else ""
    words = NOT_IN_KEY.sub("-", line).strip("-")[:LONGEST_KEY].strip("-")
    return f"kpuntt{year}-{words}".rstrip("-")
