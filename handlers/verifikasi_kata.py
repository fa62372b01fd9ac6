"""The words that a text to be checked may use: subjects, comparisons, what changes meaning."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from data.queries import anggaran, capaian, pilkada, satker
from data.verifikasi.bukan_klaim import MONTHS
from handlers import places, scope
from handlers.pilkada import names_of
from handlers.vocabulary import ELSEWHERE, ISLANDS, SUBJECTS
from handlers.words import bare, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from data.report import Report

SOURCE = Path(__file__).with_name("verifikasi.toml")
WORD = re.compile(r"[a-z]+\d?(?:['\-][a-z0-9]+)*", re.IGNORECASE)
LONGEST = 16
SHORTEST_NAME = 4
SHORTEST_SHORT = 5
# Of what no report holds, what a text that is checked may well name beside its figures.
NAMED_IN_PASSING = frozenset({"pejabat", "gubernur", "pribadi"})
SIMULTANEOUS = scope.SIMULTANEOUS | {"pilgub", "pilbup", "pilwalkot"}
Phrase = tuple[str, ...]


class Arti(NamedTuple):
    """What a phrase means: the kind of meaning, and its key or keys."""

    jenis: str
    kunci: tuple[str, ...]


Meant = tuple[Phrase, Arti]


@cache
def lexicon() -> Mapping[str, Any]:
    """The file as it is written."""
    return tomllib.loads(SOURCE.read_text("utf-8"))


def spoken(text: str) -> tuple[str, ...]:
    """The words of a phrase, hyphens kept."""
    return tuple(bare_word(match[0]) for match in WORD.finditer(fold(text)))


def bare_word(word: str) -> str:
    """``word`` in lower case and without -nya."""
    return bare(word.casefold())


def phrases(text: str) -> list[Phrase]:
    """The phrases of a list that commas separate."""
    return [spoken(part) for part in text.split(",") if spoken(part)]


@cache
def introductions() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Words that introduce what somebody says, that cite, and that end a figure's own words."""
    return tuple(  # type: ignore[return-value]
        frozenset(phrase[0] for phrase in phrases(lexicon()[key]))
        for key in ("pengantar", "kutipan", "batas")
    )


@lru_cache(maxsize=8)
def meanings(report: Report, year: int) -> Mapping[Phrase, Arti]:
    """Every phrase that means something, the report's own names among them.

    Where two meanings have one phrase, a comparison goes before a name, and a name before
    a measure.
    """
    words = lexicon()
    found: dict[Phrase, Arti] = {}
    for source in (
        [(phrase, Arti("arti", ())) for phrase in phrases(words["tanpa_arti"])],
        times(),
        outside(report),
        sections(words, "sebab"),
        sections(words, "ukuran"),
        [(phrase, Arti(kind, keys)) for phrase, kind, keys in names(report, year)],
        sections(words, "banding"),
    ):
        found.update(source)
    return found


def sections(words: Mapping[str, Any], kind: str) -> list[Meant]:
    """The phrases of one section of the file, each with its key."""
    return [
        (phrase, Arti(kind, (key,)))
        for key, text in words[kind].items()
        for phrase in phrases(text)
    ]


def times() -> Iterable[Meant]:
    """The months, also as a date: *per 31 Oktober*."""
    for month in MONTHS.split("|"):
        yield (month,), Arti("bulan", (month,))
        yield ("per", month), Arti("bulan", (month,))


def outside(report: Report) -> Iterable[Meant]:
    """What no report of this kind holds, and which election is spoken of."""
    for word in ELSEWHERE - set(report.aliases):
        yield spoken(word), Arti("luar", (word,))
    for subject in SUBJECTS.keys() - NAMED_IN_PASSING:
        for text in SUBJECTS[subject]:
            yield spoken(text), Arti("subjek", (subject,))
    for word in scope.OTHER_ELECTION:
        yield (word,), Arti("pemilu", (word,))
    for word in SIMULTANEOUS:
        yield (word,), Arti("serentak", (word,))
    yield ("pemilihan", "umum"), Arti("pemilu", ("pemilihan umum",))
    yield ("komisi", "pemilihan", "umum"), Arti("arti", ())
    yield ("pemilihan", "serentak"), Arti("serentak", ())
    yield ("pilkada", "serentak"), Arti("serentak", ())


def names(report: Report, year: int) -> Iterable[tuple[Phrase, str, tuple[str, ...]]]:
    """The report's own names, with the keys of all rows that bear them."""
    grouped: dict[tuple[Phrase, str], dict[str, None]] = defaultdict(dict)
    for source, kind in (
        (lines(report, year), "baris"),
        (indicators(report, year), "indikator"),
        (items(report, year), "barang"),
        (people(report, year), "pegawai"),
        (pairs(report, year), "pasangan"),
    ):
        for phrase, key in source:
            grouped[phrase, kind][str(key)] = None
    for (phrase, kind), keys in grouped.items():
        yield phrase, kind, tuple(keys)


def lines(report: Report, year: int) -> Iterable[tuple[Phrase, str]]:
    """The budget lines by their names."""
    for line in anggaran.lines(report, year):
        if line.induk is not None:
            yield spoken(line.uraian), line.kode


def indicators(report: Report, year: int) -> Iterable[tuple[Phrase, str]]:
    """The indicators by their wording and by what they are called for short."""
    for objective in capaian.objectives(report, year):
        for row in objective.indikator:
            number = row.indikator.id
            also = phrases(lexicon()["indikator"].get(number, ""))
            for phrase in (spoken(row.indikator.pendek), spoken(row.indikator.uraian), *also):
                yield phrase, number


def people(report: Report, year: int) -> Iterable[tuple[Phrase, int]]:
    """The lines of the staff table by their names."""
    table = satker.staff(report, year)
    for group in table.kelompok if table else ():
        for person in group.baris:
            yield spoken(person.uraian), person.urutan


def pairs(report: Report, year: int) -> Iterable[tuple[Phrase, int]]:
    """The pairs of candidates by each of their names, and by its beginning: *Melki*."""
    votes = pilkada.governor(report, year)
    for order, parts in (names_of(votes) if votes else {}).items():
        for part in parts:
            if len(part) >= SHORTEST_NAME and part.isalpha():
                for length in range(min(SHORTEST_SHORT, len(part)), len(part) + 1):
                    yield (part[:length],), order


def items(report: Report, year: int) -> Iterable[tuple[Phrase, int]]:
    """The items of logistics by their names, and by a name's beginning that several share."""
    table = pilkada.logistics(report, year)
    rows = [row.barang for row in (table.barang if table else ())]
    for row in rows:
        name = spoken(row.nama)
        also = phrases(lexicon()["logistik"].get(row.nama.casefold(), ""))
        for phrase in {name, *also}:
            yield phrase, row.urutan
        for length in range(1, len(name)):
            head = name[:length]
            shared = [other for other in rows if spoken(other.nama)[:length] == head]
            if len(shared) > 1:
                yield head, row.urutan


def regions_in(words: Sequence[str], report: Report) -> list[places.Found]:
    """The regions named in ``words``; an island can be any of its regions."""
    found = []
    for item in places.find(tuple(words), report):
        typed = " ".join(words[item.start : item.end])
        if typed in ISLANDS:
            every = tuple(report.regions)
            item = places.Found(item.start, item.end, every)  # noqa: PLW2901 - the same, widened
        found.append(item)
    return found
