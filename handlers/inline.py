"""Inline mode: the answers that match while somebody types, and figures in a sentence.

Only what anybody may ask, and what has a figure with its source, is ever offered.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from data.queries import naskah
from handlers import scope
from handlers.answer import Answer
from handlers.asker import ANYBODY
from handlers.asking import ask, understand
from handlers.commands import BY_NAME
from handlers.inline_calon import Index, Tawaran, headlines, index
from handlers.mistakes import Mistake
from handlers.places import gazetteer
from handlers.reading import KNOWN
from handlers.vocabulary import FILLING
from handlers.words import YEAR, fold, split

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.report import Report
    from handlers.office import Office

    AnswerOf = Callable[[str], Answer | None]

MOST_OFFERS = 50
MOST_SENTENCES = 8
MOST_FOUND = 10
SHORTEST_SEARCHED = 4
SHORTEST_TO_MEND = 4
SHORTEST_NAME = 3
SHORTEST_TO_MEND_BEGUN = 6
# Each is raised by how much the word tells of an offer, at most by 2.
EXACT, BEGINNING, MISSPELT = 6, 3, 0
# Questions within a sentence: +dpt sikka+; the last one may still be being typed.
QUESTION = re.compile(r"(?<!\w)\+\s*([^+]*[^+\s])\s*(?:\+|$)")
# They help or list, and give no figure to insert.
NOT_OFFERED = frozenset({"start", "bantuan", "menu", "privasi", "cari", "grafik", "sumber"})
NO_FIGURE = frozenset({"catatan", "tahapan"})


class Ditawarkan(NamedTuple):
    """One offer with its answer."""

    tawaran: Tawaran
    answer: Answer


class Penawaran(NamedTuple):
    """A page of offers; ``next`` is where the next page begins, ``None`` on the last."""

    offers: tuple[Ditawarkan, ...]
    next: int | None = None


class Kalimat(NamedTuple):
    """A sentence with the answers that belong in it: a text before each, one behind the last."""

    texts: tuple[str, ...]
    offers: tuple[Ditawarkan, ...]


def is_personal(text: str) -> bool:
    """Whether ``text`` holds a NIK or asks for a person's data: nothing is offered then."""
    line = fold(text)
    try:
        scope.guard_text(line)
        scope.guard_persons(split(line))
    except Mistake:
        return True
    return False


def answering(report: Report, office: Office | None = None) -> AnswerOf:
    """What answers a line as it does for anybody."""
    return lambda line: ask(line, report, asker=ANYBODY, office=office)


def offers(text: str, report: Report, answer_of: AnswerOf, start: int = 0) -> Penawaran:
    """The answers that match ``text``, best first, from the one at ``start``.

    Without a word of meaning the headline figures; nothing where nothing is understood.
    """
    if is_personal(text):
        return Penawaran(())
    first = direct(text, report, answer_of)
    matching = matches(text, report) or searched(text, report)
    found: list[Ditawarkan] = []
    for at in range(start, len(matching)):
        answer = answer_of(matching[at].line)
        if answer is None or not is_offered(answer):
            continue
        found.append(Ditawarkan(matching[at], answer))
        if len(found) == MOST_OFFERS - 1:
            break
    else:
        at = len(matching)
    if first is not None:
        # Also known by a better name where it is among them.
        same = [each for each in found if is_same(each.answer, first.answer)]
        found = [each for each in found if not is_same(each.answer, first.answer)]
        if start == 0:
            found = [*(same[:1] or [first]), *found]
    return Penawaran(tuple(found), at + 1 if at + 1 < len(matching) else None)


def sentences(text: str, report: Report, answer_of: AnswerOf) -> tuple[Kalimat, ...]:
    """``text`` with an answer for each question in it, such as *+dpt sikka+*; best first.

    Where the last question can mean several things there is a sentence for each. None
    where ``text`` holds no question, or one that is not understood.
    """
    asked = list(QUESTION.finditer(text))
    if not asked or is_personal(text):
        return ()
    edges = [0, *(edge for match in asked for edge in match.span()), len(text)]
    texts = tuple(text[edges[at] : edges[at + 1]] for at in range(0, len(edges), 2))
    found = [
        [
            each
            for each in offers(match[1], report, answer_of).offers
            if each.answer.command not in NO_FIGURE
        ]
        for match in asked
    ]
    if not all(found):
        return ()
    *before, last = found
    return tuple(
        Kalimat(texts, (*(each[0] for each in before), choice)) for choice in last[:MOST_SENTENCES]
    )


def direct(text: str, report: Report, answer_of: AnswerOf) -> Ditawarkan | None:
    """The answer that ``text`` gets in private chat, where it may be offered."""
    try:
        command, _, _ = understand(text, report)
    except Mistake:
        return None
    # Found out first: what acts must not be asked at all.
    if command.audience != "semua" or command.stores or command.name in NOT_OFFERED:
        return None
    line = text.strip()
    answer = answer_of(line)
    if answer is None or not is_offered(answer):
        return None
    return Ditawarkan(Tawaran(line=answer.line or line, label="apa_adanya"), answer)


def is_offered(answer: Answer) -> bool:
    """Whether ``answer`` may be inserted anywhere: a figure with its source, for anybody."""
    command = BY_NAME.get(answer.command or "")
    return (
        command is not None
        and command.audience == "semua"
        and not command.stores
        and command.name not in NOT_OFFERED
        and answer.understood
        and not answer.files
        and bool(answer.sources or answer.loads)
    )


def is_same(one: Answer, other: Answer) -> bool:
    """Whether both show the same."""
    return one.template == other.template and one.data == other.data


def matches(text: str, report: Report) -> tuple[Tawaran, ...]:
    """What all words of ``text`` point at, whole, begun or misspelt; best first."""
    words = split(text)
    named = [word for word in words if YEAR.fullmatch(word)]
    years = [int(word) for word in named]
    if any(year not in report.years for year in years):
        return ()
    year = years[-1] if years else report.latest
    told = [word for word in words if word not in FILLING and word not in named]
    if not told:
        return headlines(report, year)
    try:
        scope.guard(words, report)
    except Mistake:
        return ()
    known = index(report, year)
    names = gazetteer(report).words
    scores: dict[int, int] | None = None
    for word in told:
        fitting = scored(word, known, names)
        if scores is None:
            scores = fitting
        else:
            scores = {at: scores[at] + fitting[at] for at in scores.keys() & fitting.keys()}
    best_first = sorted((scores or {}).items(), key=lambda item: (-item[1], item[0]))
    return tuple(known.offers[at] for at, _ in best_first)


def scored(word: str, known: Index, names: frozenset[str]) -> dict[int, int]:
    """The offers that ``word`` finds, and how well; misspelt only where it finds none as it is.

    One that is an edit from a region's name, of which ``names`` are the words, means that.
    """
    found = {
        name: EXACT if name == word else BEGINNING
        for name in known.of_word
        if name.startswith(word)
    }
    if not found and len(word) >= SHORTEST_TO_MEND and word not in KNOWN:
        close = [name for name in known.of_word if is_close(word, name)]
        found = dict.fromkeys([name for name in close if name in names] or close, MISSPELT)
    scores: dict[int, int] = {}
    for name, score in found.items():
        for at, tells in known.of_word[name].items():
            scores[at] = max(score + tells, scores.get(at, 0))
    return scores


def is_close(word: str, name: str) -> bool:
    """Whether ``word`` is one edit from ``name``, or a longer one from how it begins."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only misspelt lines pay for it

    if len(name) < SHORTEST_NAME or not name.isalpha():
        return False
    begun = name[: len(word)] if len(word) >= SHORTEST_TO_MEND_BEGUN else name
    return min(OSA.distance(word, name), OSA.distance(word, begun)) <= 1


def searched(text: str, report: Report) -> tuple[Tawaran, ...]:
    """Where a search of the report finds ``text``, for words that name nothing."""
    words = split(text)
    told = [word for word in words if word not in FILLING]
    if any(YEAR.fullmatch(word) for word in told) or len(" ".join(told)) < SHORTEST_SEARCHED:
        return ()
    try:
        scope.guard(words, report)
    except Mistake:
        return ()
    found = naskah.search(report, report.latest, " ".join(told), 0, MOST_FOUND)
    once = {row.pertanyaan: row for row in found.temuan}
    return tuple(
        Tawaran(line=row.pertanyaan, label="apa_adanya", subject=row.judul) for row in once.values()
    )
