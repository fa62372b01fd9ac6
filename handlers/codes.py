"""Budget codes as people type them: ``6871``, ``cq 6871``, ``CQ.6871.QGE.002``, ``6871.qge.2``.

The rows that codes name are the report's lines or those of a monthly version, which go
further down, to accounts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from data.bulanan.codes import normal_code
from data.models import Anggaran, Tingkat
from data.queries import anggaran
from handlers.vocabulary import FILLING
from handlers.words import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.report import Report

FULL = re.compile(r"(?:\d{3}\.\d{2}\.)?(?:([a-z]{1,2})\.)?(\d{4})(?:\.([a-z]{3})(?:\.(\d{1,3}))?)?")
DEEP = re.compile(
    r"(?:\d{3}\.\d{2}\.)?(?:[a-z]{1,2}\.)?\d{4}\.[a-z]{3}\.\d{1,3}\.\d{1,3}"
    r"(?:\.0?[a-z]{1,2})?(?:\.\d{6})?"
)
PROGRAM = re.compile(r"(?:\d{3}\.\d{2}\.)?([a-z]{2})")
SERIES = re.compile(r"[a-z]{3}")
NUMBER = re.compile(r"\d{1,3}")
GLUED = re.compile(r"^([a-z]{1,2})-?(\d{4})")


class Coded(Protocol):
    """A row of a budget that a code names."""

    @property
    def kode(self) -> str:
        """The canonical code."""

    @property
    def tingkat(self) -> str:
        """The level: total, program, kegiatan, keluaran and so on."""

    @property
    def induk(self) -> str | None:
        """The code above."""

    @property
    def uraian(self) -> str:
        """The name."""


Row = TypeVar("Row", bound=Coded)


class Code(NamedTuple, Generic[Row]):
    """A code in a line of words: where it stands, and its row; ``None`` if unknown."""

    start: int
    end: int
    typed: str
    row: Row | None


def find(words: tuple[str, ...], report: Report, year: int) -> list[Code[Anggaran]]:
    """The budget codes in ``words``, with their lines in the report of ``year``."""
    return find_among(words, anggaran.lines(report, year))


def find_among(words: tuple[str, ...], rows: Sequence[Row]) -> list[Code[Row]]:
    """The budget codes in ``words``; a lone number counts only if ``rows`` have it."""
    programs = {row.kode.casefold() for row in rows if row.tingkat == Tingkat.PROGRAM}
    found = []
    at = 0
    while at < len(words):
        end, typed = join(words, at, programs)
        row = lookup(typed, rows)
        certain = "." in typed or row is not None
        if typed and certain:
            found.append(Code(at, end, typed.upper(), row))
            at = end
        else:
            at += 1
    return found


def join(words: tuple[str, ...], at: int, programs: set[str]) -> tuple[int, str]:
    """The code that begins at ``at``, its parts joined by dots; empty if none does."""
    word = GLUED.sub(r"\1.\2", words[at])
    end = at + 1
    if PROGRAM.fullmatch(word) and word.rpartition(".")[2] in programs:
        if end < len(words) and FULL.fullmatch(words[end]) and words[end][0].isdigit():
            word, end = f"{word}.{words[end]}", end + 1
    elif not FULL.fullmatch(word):
        return (end, word) if DEEP.fullmatch(word) else (at, "")
    if FULL.fullmatch(word):
        if word[-1].isdigit() and word.count(".") <= 1 and at_series(words, end):
            word, end = f"{word}.{words[end]}", end + 1
        if word[-1].isalpha() and end < len(words) and NUMBER.fullmatch(words[end]):
            word, end = f"{word}.{words[end]}", end + 1
    return end, word


def at_series(words: tuple[str, ...], at: int) -> bool:
    """Whether a series such as ``qge`` or ``qge.002`` stands at ``at``, after a number."""
    if at >= len(words):
        return False
    head, _, tail = words[at].partition(".")
    follows = tail or (words[at + 1] if at + 1 < len(words) else "")
    series = SERIES.fullmatch(head) and head not in FILLING
    return bool(series and NUMBER.fullmatch(follows))


def lookup(typed: str, rows: Sequence[Row]) -> Row | None:
    """The row that ``typed`` names, as printed or in any usual form."""
    for row in rows:
        if typed in spellings(row):
            return row
    program = PROGRAM.fullmatch(typed)
    if program:
        return next((row for row in rows if row.kode.casefold() == program[1]), None)
    parts = FULL.fullmatch(typed) or DEEP.fullmatch(typed)
    if not parts:
        return None
    if parts.re is DEEP or parts[3]:
        return canonical(typed, rows)
    head, number = parts[1], parts[2]
    for row in rows:
        same = row.tingkat == Tingkat.KEGIATAN and row.kode.endswith(f".{number}")
        if same and (head is None or belongs(row, head, rows)):
            return row
    below = [row for row in rows if row.kode.startswith(f"{number}.")]
    return below[0] if head is None and len(below) == 1 else None


def canonical(typed: str, rows: Sequence[Row]) -> Row | None:
    """The row below an activity that ``typed`` names, under the programme it names."""
    code = normal_code(typed)
    head = re.match(r"(?:\d{3}\.\d{2}\.)?([a-z]{1,2})\.", typed)
    row = next((row for row in rows if row.kode == code), None)
    return row if row is None or head is None or belongs(row, head[1], rows) else None


def spellings(row: Coded) -> set[str]:
    """How the source itself writes the code of ``row``, in lower case."""
    printed = row.kode_tercetak if isinstance(row, Anggaran) else row.kode
    return {row.kode.casefold(), printed.casefold()}


def belongs(row: Row, head: str, rows: Sequence[Row]) -> bool:
    """Whether ``row`` stands under the programme ``head``."""
    parents = {other.kode: other.induk for other in rows}
    code: str | None = row.kode
    while code is not None:
        if code.casefold() == head:
            return True
        code = parents.get(code)
    return False


def near(typed: str, rows: Sequence[Row]) -> tuple[Row, ...]:
    """At most four rows whose codes are most like ``typed``."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only unknown codes pay for it

    codes = {row.kode: row.kode.casefold() for row in rows if row.tingkat != Tingkat.TOTAL}
    best = process.extract(typed.casefold(), codes, scorer=fuzz.ratio, limit=4, score_cutoff=50)
    by_code = {row.kode: row for row in rows}
    return tuple(by_code[key] for _, _, key in best)


def named(words: tuple[str, ...], rows: Sequence[Row]) -> list[Row]:
    """The rows, but the whole, whose names have all of ``words``."""
    return [row for row in rows if row.tingkat != Tingkat.TOTAL and has_all(row.uraian, words)]


def heads(rows: Sequence[Row]) -> list[Row]:
    """Those of ``rows`` that do not stand directly under another of them."""
    codes = {row.kode for row in rows}
    return [row for row in rows if row.induk not in codes]


def has_all(name: str, words: tuple[str, ...]) -> bool:
    """Whether each of ``words`` begins a word of ``name``."""
    names = split(name)
    return all(any(part.startswith(word) for part in names) for word in words)
