"""Plain Indonesian questions: which command they ask, and with which words.

Deterministic: topic words choose the command, everything else is handed to it as
it was typed, and the command refuses what it does not understand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from data.queries import anggaran, pilkada
from handlers import codes, places, scope
from handlers.pilkada import names_of, pair_named
from handlers.tahapan import MONTHS, NUMERIC
from handlers.vocabulary import ELSEWHERE, FILLING, GREETINGS, SUBJECTS, THANKS, TOPICS, Topic
from handlers.words import is_numeral, split

if TYPE_CHECKING:
    from data.report import Report

LONGEST = 3
SHORTEST_TO_MEND = 6
WRITTEN_DATE = re.compile(r"\d{1,2}[.\-]\d{1,2}[.\-]\d{4}|\d{4}-\d{2}-\d{2}")
SHORTEST_FOR_TYPOS = 4
BUDGET_ALONE = 80
REGIONAL = frozenset({"dpt", "pendanaan", "gedung", "jdih"})
WHOLE_REGION = Topic("wilayah", 100, kept=False)
MONEY = frozenset({"dana", "biaya"})
ASKS_WHO = frozenset({"siapa"})
LOCAL = frozenset({"pilgub", "pilbup", "pilkada", "pilwalkot", "hibah"})
RANKED = frozenset({"gedung", "jdih", "dpt", "pendanaan", "anggaran"})


KNOWN = frozenset(
    word
    for phrases in (TOPICS, ELSEWHERE, GREETINGS, THANKS, *SUBJECTS.values())
    for phrase in phrases
    for word in phrase.split()
)


class Heard(NamedTuple):
    """What a plain line asks: the command and its words; ``typo`` names a word it corrected."""

    command: str
    words: tuple[str, ...]
    typo: str | None


def hear(line: str, report: Report, year: int) -> Heard | None:
    """The command that a plain ``line`` asks; ``None`` where it names no topic.

    A region, a code or the name of a budget line alone asks for everything on it.
    Names are tried before a misspelt topic word is put right. Raises ``Mistake`` for
    what no report holds.
    """
    words = split(line)
    scope.guard_persons(words)
    mended, typo = mend(words, report)
    spotted = spot(mended)
    if spotted:
        command, kept = choose(mended, spotted)
        if command == "pendanaan" and names_only_a_line(kept, report, year):
            command = "anggaran"
        return Heard(command, kept, typo)
    left = tuple(word for word in words if word not in FILLING)
    if ASKS_WHO.isdisjoint(words) and names_line(left, report, year):
        return Heard("anggaran", words, None)
    scope.guard(words, report)
    if NUMERIC.search(line) or (is_date(words) and not names_code(words, report, year)):
        return Heard("tahapan", words, None)
    alone = named_alone(words, report, year)
    if alone is not None:
        return Heard(alone, words, None)
    like = len(left) <= LONGEST and places.likely(" ".join(left), report)[1]
    return Heard("wilayah", words, None) if like else None


def is_date(words: tuple[str, ...]) -> bool:
    """Whether the words are a date, or a month with its year, and nothing else."""
    left = [word for word in words if word not in FILLING]
    months = [word for word in left if word in MONTHS]
    numbers = [word for word in left if word.isdigit()]
    if len(left) == 1 and WRITTEN_DATE.fullmatch(left[0]):
        return True
    return len(months) == 1 and bool(numbers) and len(left) == len(months) + len(numbers)


def names_code(words: tuple[str, ...], report: Report, year: int) -> bool:
    """Whether a budget line's code is among ``words``, such as *6871* in *6871 oktober*."""
    return any(code.row is not None for code in codes.find(words, report, year))


def named_alone(words: tuple[str, ...], report: Report, year: int) -> str | None:
    """The command that tells all of a code, a region or another name alone."""
    named = codes.find(words, report, year)
    coded = any(code.row is not None or "." in code.typed for code in named)
    left = tuple(word for word in words if word not in FILLING)
    if len(left) == 1 and is_numeral(left[0]) and not named and not is_region(words, report):
        return "cari"
    if coded and not is_region(words, report) and not all(map(is_numeral, left)):
        return "anggaran"
    if coded and any(code.row is not None for code in named) and not is_region(words, report):
        return "anggaran"
    close = len(left) <= LONGEST and places.likely(" ".join(left), report)[0]
    if close or places.find(words, report):
        return "wilayah"
    votes = pilkada.governor(report, year)
    if votes is not None and left and pair_named(list(left), names_of(votes)) is not None:
        return "pilgub"
    return None


def names_line(words: tuple[str, ...], report: Report, year: int) -> bool:
    """Whether ``words`` are most of some budget line's name."""
    wanted = set(words)
    for row in anggaran.lines(report, year):
        name = {word for word in split(row.uraian) if word not in FILLING}
        if wanted and wanted <= name and len(wanted) * 2 >= len(name):
            return True
    return False


def part_of_line(words: tuple[str, ...], report: Report, year: int) -> bool:
    """Whether some budget line's name has all of ``words``."""
    lines = anggaran.lines(report, year)
    return bool(words) and any(set(words) <= set(split(row.uraian)) for row in lines)


def names_only_a_line(words: tuple[str, ...], report: Report, year: int) -> bool:
    """Whether the words are one that means money and part of a budget line's name."""
    left = tuple(word for word in words if word not in FILLING and word not in MONEY)
    return not MONEY.isdisjoint(words) and part_of_line(left, report, year)


def is_region(words: tuple[str, ...], report: Report) -> bool:
    """Whether the words are one region's code or name."""
    told = tuple(word for word in words if word not in FILLING)
    return any(found.end - found.start == len(told) for found in places.find(told, report))


def spot(words: tuple[str, ...]) -> dict[int, tuple[int, Topic]]:
    """The topic phrases in ``words``: where each begins, its length and its topic."""
    found: dict[int, tuple[int, Topic]] = {}
    at = 0
    while at < len(words):
        for length in range(LONGEST, 0, -1):
            phrase = " ".join(words[at : at + length])
            if at + length <= len(words) and phrase in TOPICS:
                found[at] = (length, TOPICS[phrase])
                at += length
                break
        else:
            at += 1
    return found


def choose(
    words: tuple[str, ...], spotted: dict[int, tuple[int, Topic]]
) -> tuple[str, tuple[str, ...]]:
    """The command of the weightiest topic, and the words that it is handed."""
    best = max(spotted.values(), key=lambda item: item[1].weight)[1]
    command = best.command
    kinds = {topic.command for _, topic in spotted.values()}
    if "peringkat" in kinds:
        if command in RANKED:
            command = "peringkat"
        elif "pilgub" in kinds and command == "peringkat":
            command = "pilgub"
        elif "serapan" in kinds:
            command = "serapan"
    if command == "anggaran" and best.weight < BUDGET_ALONE and LOCAL & set(words):
        command = "pendanaan"
    if len(REGIONAL & kinds) > 1:
        command, best = "wilayah", WHOLE_REGION
    kept: list[str] = []
    at = 0
    while at < len(words):
        length, topic = spotted.get(at, (1, None))
        if topic is None or (
            best is not WHOLE_REGION and (topic.command != best.command or topic.kept)
        ):
            kept += words[at : at + length]
        at += length
    return command, tuple(kept)


def names_place(word: str, report: Report) -> bool:
    """Whether ``word`` is one edit from a region."""
    return bool(places.likely(word, report)[0])


def mend(words: tuple[str, ...], report: Report) -> tuple[tuple[str, ...], str | None]:
    """``words`` with one misspelt topic word put right, and that word."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only misspelt lines pay for it

    known = places.gazetteer(report).words | KNOWN
    single = [
        phrase for phrase in TOPICS if " " not in phrase and len(phrase) >= SHORTEST_FOR_TYPOS
    ]
    for at, word in enumerate(words):
        if len(word) < SHORTEST_TO_MEND or word in known or word in FILLING:
            continue
        close = [phrase for phrase in single if OSA.distance(word, phrase, score_cutoff=1) == 1]
        if len({TOPICS[phrase].command for phrase in close}) == 1 and not names_place(word, report):
            return (*words[:at], close[0], *words[at + 1 :]), close[0]
    return words, None
