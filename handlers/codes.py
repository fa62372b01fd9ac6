"""Budget codes as people type them: ``6871``, ``cq 6871``, ``CQ.6871.QGE.002``, ``6871.qge.2``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from data.models import Tingkat
from data.queries import anggaran

if TYPE_CHECKING:
    from data.models import Anggaran
    from data.report import Report

FULL = re.compile(r"(?:\d{3}\.\d{2}\.)?(?:([a-z]{1,2})\.)?(\d{4})(?:\.([a-z]{3})(?:\.(\d{1,3}))?)?")
PROGRAM = re.compile(r"(?:\d{3}\.\d{2}\.)?([a-z]{2})")
SERIES = re.compile(r"[a-z]{3}")
NUMBER = re.compile(r"\d{1,3}")
GLUED = re.compile(r"^([a-z]{1,2})-?(\d{4})")


class Code(NamedTuple):
    """A code in a line of words: where it stands, and its row; ``None`` if unknown."""

    start: int
    end: int
    typed: str
    row: Anggaran | None


def find(words: tuple[str, ...], report: Report, year: int) -> list[Code]:
    """The budget codes in ``words``; a lone number counts only if the report has it."""
    rows = anggaran.lines(report, year)
    programs = {row.kode.casefold(): row for row in rows if row.tingkat is Tingkat.PROGRAM}
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


def join(words: tuple[str, ...], at: int, programs: dict[str, Anggaran]) -> tuple[int, str]:
    """The code that begins at ``at``, its parts joined by dots; empty if none does."""
    word = GLUED.sub(r"\1.\2", words[at])
    end = at + 1
    if PROGRAM.fullmatch(word) and word.rpartition(".")[2] in programs:
        if end < len(words) and FULL.fullmatch(words[end]) and words[end][0].isdigit():
            word, end = f"{word}.{words[end]}", end + 1
    elif not FULL.fullmatch(word):
        return at, ""
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
    return bool(SERIES.fullmatch(head) and NUMBER.fullmatch(follows))


def lookup(typed: str, rows: tuple[Anggaran, ...]) -> Anggaran | None:
    """The row that ``typed`` names, as printed or in any usual form."""
    for row in rows:
        if typed in {row.kode.casefold(), row.kode_tercetak.casefold()}:
            return row
    program = PROGRAM.fullmatch(typed)
    if program:
        return next((row for row in rows if row.kode.casefold() == program[1]), None)
    parts = FULL.fullmatch(typed)
    if not parts:
        return None
    head, number, series, item = parts.groups()
    for row in rows:
        if item:
            same = row.kode.casefold() == f"{number}.{series}.{item.zfill(3)}"
        else:
            same = row.tingkat is Tingkat.KEGIATAN and row.kode.endswith(f".{number}")
            same = same and series is None
        if same and (head is None or belongs(row, head, rows)):
            return row
    below = [row for row in rows if row.kode.startswith(f"{number}.")]
    return below[0] if series is None and head is None and len(below) == 1 else None


def belongs(row: Anggaran, head: str, rows: tuple[Anggaran, ...]) -> bool:
    """Whether ``row`` stands under the programme ``head``."""
    parents = {other.kode: other.induk for other in rows}
    code: str | None = row.kode
    while code is not None:
        if code.casefold() == head:
            return True
        code = parents.get(code)
    return False


def near(typed: str, rows: tuple[Anggaran, ...]) -> tuple[Anggaran, ...]:
    """At most four rows whose codes are most like ``typed``."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only unknown codes pay for it

    codes = {row.kode: row.kode.casefold() for row in rows if row.tingkat is not Tingkat.TOTAL}
    best = process.extract(typed.casefold(), codes, scorer=fuzz.ratio, limit=4, score_cutoff=50)
    by_code = {row.kode: row for row in rows}
    return tuple(by_code[key] for _, _, key in best)
