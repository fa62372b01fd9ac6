"""Published answers among other answers: which of them fit a search or a plain question.

They never stand in for a figure of the report, only beside it or where it has none.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from data.models import Frozen, TanyaJawab
from handlers.answer import Button
from handlers.vocabulary import FILLING
from handlers.words import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handlers.asked import Buttons

LONGEST_LABEL = 48
OFFERED = 3


class Terbit(Frozen):
    """A published answer as everybody sees it: without the people who wrote it."""

    nomor: int
    tanya: str
    jawab: str
    sumber: str
    terbit: datetime


def shown(entry: TanyaJawab) -> Terbit:
    """``entry`` as everybody sees it; while it is not published with its last change's time."""
    return Terbit(
        nomor=entry.id,
        tanya=entry.tanya,
        jawab=entry.jawab,
        sumber=entry.sumber,
        terbit=entry.terbit if entry.terbit and entry.keadaan == "terbit" else entry.diubah,
    )


def telling(words: Iterable[str]) -> frozenset[str]:
    """Those of ``words`` that say what is asked."""
    return frozenset(word for word in words if word not in FILLING)


def matching(words: Sequence[str], entries: Iterable[TanyaJawab]) -> tuple[TanyaJawab, ...]:
    """The entries whose question has every telling word of ``words`` whole, newest first."""
    wanted = telling(words)
    if not wanted:
        return ()
    found = [entry for entry in entries if wanted <= set(split(entry.tanya))]
    return tuple(reversed(found))


def buttons_for(text: str, entries: Iterable[TanyaJawab]) -> Buttons:
    """A button to each of the few published answers whose question is ``text``."""
    return rows_of(matching(split(text), entries)[:OFFERED])


def rows_of(entries: Iterable[TanyaJawab]) -> Buttons:
    """A button to each of ``entries``, one a row."""
    return tuple(
        (
            Button(
                label="apa_adanya", question=f"/tanyajawab {entry.id}", subject=short(entry.tanya)
            ),
        )
        for entry in entries
    )


def short(question: str) -> str:
    """``question`` as a button holds it."""
    line = " ".join(question.split())
    return line if len(line) <= LONGEST_LABEL else f"{line[: LONGEST_LABEL - 1].rstrip()}…"
