"""What is said around each figure of a text: its own words, and what it takes over from before.

Nothing is guessed: a word without a known meaning among a figure's own words, or several
things that could be meant, stay with the figure and keep it from being judged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from data.verifikasi import angka
from data.verifikasi.bukan_klaim import years
from handlers import codes
from handlers.verifikasi_isi import Isi, Kata, understood, words_in, years_of
from handlers.verifikasi_kata import introductions, meanings
from handlers.verifikasi_warisan import MEASURES, inherit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.report import Report
    from data.verifikasi.angka import Angka

ABBREVIATED = (
    r"(?<!\bkab)(?<!\bprov)(?<!\brp)(?<!\bno)(?<!\bkec)(?<!\bdr)(?<!\bdrs)(?<!\bth)(?<!\bthn)"
)
ENDS = re.compile(rf"[?!]+|;|\n+|{ABBREVIATED}\.+(?=\s|$)", re.IGNORECASE)
DATELINE = re.compile(r"\A\s*[A-Z][A-Z .]{2,}(?:,[^\n–—\-]{0,40})?\s*[-–—]+\s+(?=[A-Za-z])")
LINK = re.compile(r"(?:https?://|www\.|t\.me/)\S+|\S+@\S+|@\w+")
CODE_DIGITS = 4
LONGEST_COMPARISON = 4
LATE = ("tiada", "lain_waktu", "sumber_lain")
UNIT_WORDS = frozenset(unit.split()[0] for unit in angka.UNITS)
RELATIVE = frozenset({"dari", "banyak", "sedikit", "besar", "kecil", "tinggi", "rendah", "dr"})


@dataclass
class Ucapan:
    """A figure with what is said of it.

    ``disebut`` are the years that its sentence names, ``tahun_lain`` those of another year
    that were named before it; ``pemilu_lain`` tells that another election was. ``sambung``
    is what joins it to the figure before, ``mewarisi`` whether it takes over what that is
    about, and ``persen_dari`` the measures of the amount that a bare percentage follows.
    """

    angka: Angka
    isi: Isi
    banding: str
    disebut: tuple[int, ...] = ()
    tahun_lain: tuple[int, ...] = ()
    pemilu_lain: bool = False
    sambung: str = ""
    mewarisi: bool = False
    persen_dari: frozenset[str] = frozenset()


@dataclass
class Konteks:
    """What was said before a sentence: its figures or its heading, other years and elections."""

    sebelum: list[Ucapan]
    kepala: Isi | None = None
    tahun: tuple[int, ...] = ()
    pemilu: bool = False


def reading(raw: str, report: Report, year: int) -> list[Ucapan]:
    """Every figure of ``raw`` with what is said of it, in order."""
    text = LINK.sub(blank, angka.plain(raw))
    text = DATELINE.sub(blank, text)
    figures = [item for item in angka.find(text) if not is_code(item, report, year)]
    told: list[Ucapan] = []
    context = Konteks(sebelum=[])
    for start, end in sentences(text):
        inside = [item for item in figures if start <= item.awal < end]
        said = [number for at, number in years(text) if start <= at < end]
        whole = understood(words_in(text, start, end, inside), report, year)
        if inside:
            found = sentence(text, start, end, inside, report, year)
            for item in found:
                item.disebut = tuple(dict.fromkeys(said))
                if not said:
                    item.tahun_lain = context.tahun
                item.pemilu_lain = (context.pemilu or whole.pemilu) and not item.isi.serentak
                # A month stands for the whole sentence, wherever it is named.
                item.isi.bulan = item.isi.bulan or list(whole.bulan)
            inherit(found, context.sebelum, context.kepala)
            told += found
            if not all(outside(item.isi) for item in found):
                context.sebelum, context.kepala = found, None
        elif not whole.kosong:
            context.sebelum, context.kepala = [], whole
        context.pemilu = (context.pemilu or whole.pemilu) and not whole.serentak
        context.tahun = foreign(said, year) or (() if said else context.tahun)
    return told


def outside(isi: Isi) -> bool:
    """Whether only a place outside the province is named: a list goes on behind it."""
    away = isi.sebab.keys() <= {"tiada", "kata_tiada"} and isi.sebab.get("tiada") == "luar_ntt"
    return away and not (isi.ukuran or isi.asing or isi.berbenda)


def blank(match: re.Match[str]) -> str:
    """As many spaces as ``match`` is long, so that nothing moves."""
    return " " * len(match[0])


def foreign(said: Iterable[int], year: int) -> tuple[int, ...]:
    """The years of ``said`` that are not the report's."""
    return tuple(dict.fromkeys(number for number in said if number != year))


def is_code(item: Angka, report: Report, year: int) -> bool:
    """Whether a bare number of four digits is a code of the budget or of a region."""
    bare = item.teks.isdigit() and len(item.teks) == CODE_DIGITS and not item.satuan
    if not bare:
        return False
    region = any(row.bps == item.teks for row in report.regions.values())
    return region or any(code.row for code in codes.find((item.teks,), report, year))


def sentences(text: str) -> Iterable[tuple[int, int]]:
    """Where the sentences and lines of ``text`` begin and end."""
    start = 0
    for match in ENDS.finditer(text):
        if text[start : match.end()].strip():
            yield start, match.end()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def sentence(  # noqa: PLR0917 - a stretch of the text, and what it is read with
    text: str, start: int, end: int, figures: Sequence[Angka], report: Report, year: int
) -> list[Ucapan]:
    """The figures of one sentence, each with its own words."""
    words = words_in(text, start, end, figures)
    cuts = [start, *(item.awal for item in figures), end]
    gaps = [[word for word in words if a <= word.awal < b] for a, b in pairwise(cuts)]
    before, lead = introduced(gaps[0], report, year)
    dropped = [word for word in gaps[0] if word not in before]
    told: list[Ucapan] = []
    link = ""
    for at, item in enumerate(figures):
        trailing, behind = after(gaps[at + 1])
        own, rest, next_link = divided(behind, last=at == len(figures) - 1)
        compared, before = comparison(before, report, year)
        isi = understood([*before, Kata(",", item.awal, tanda=True), *own], report, year)
        if lead is not None and at == 0 and not isi.berbenda:
            isi.badan += [code for code in lead if code not in isi.badan]
        if rest and rest[0].teks == "dari" and at < len(figures) - 1:
            part_of(isi, understood(rest, report, year))
        compared = item.banding or trailing or compared
        told.append(Ucapan(angka=item, isi=isi, banding=compared, sambung=link))
        before, link = rest, next_link
    elsewhere(told, [*years_of(dropped), *years_of(before)], year)
    hindered(told, understood(before, report, year))
    return told


def part_of(isi: Isi, whole: Isi) -> None:
    """Marks a figure that is a part of the next one, as in *10.000 dari 244.838 pemilih*."""
    if not (whole.ukuran & MEASURES) - isi.ukuran:
        isi.sebab.setdefault("hubungan", "dari")


def elsewhere(told: list[Ucapan], said: list[int], year: int) -> None:
    """Gives each figure the other years that were named before it, or behind the last one."""
    earlier = foreign(said, year)
    for item in told:
        item.tahun_lain = earlier
        earlier = (*earlier, *foreign(item.isi.tahun, year))


def hindered(told: list[Ucapan], tail: Isi) -> None:
    """Gives what is denied of one figure to its neighbours, and what follows the last one to it."""
    denials = [one.sebab.get("ingkar") for one in (tail, *(item.isi for item in told))]
    denied = next((word for word in denials if word is not None), None)
    for item in told if denied is not None else ():
        item.isi.sebab.setdefault("ingkar", denied or "")
    late = [tail.sebab[key] for key in LATE if key in tail.sebab]
    if late:
        told[-1].isi.sebab.setdefault("lain_waktu", late[0])


def introduced(words: list[Kata], report: Report, year: int) -> tuple[list[Kata], list[str] | None]:
    """The words before a sentence's first figure without who says it; whose office says it."""
    verbs, cites, _ = introductions()
    chunks: list[list[Kata]] = [[]]
    for word in words:
        chunks[-1].append(word)
        if word.tanda and word.teks in {",", ":"}:
            chunks.append([])
    lead: list[str] | None = None
    kept: list[list[Kata]] = []
    for at, chunk in enumerate(chunks):
        first = next((word.teks for word in chunk if not word.tanda), "")
        said = understood(chunk, report, year)
        if first in cites and at < len(chunks) - 1 and not said.ukuran and not said.sebab:
            lead = lead or said.badan
        else:
            kept.append(chunk)
    rest = [word for chunk in kept for word in chunk]
    places_of = [at for at, word in enumerate(rest) if word.teks in verbs]
    if places_of:
        said = understood(rest[: places_of[-1]], report, year)
        if not said.ukuran and not said.sebab:
            return rest[places_of[-1] + 1 :], said.badan
    return rest, lead


def divided(words: list[Kata], *, last: bool) -> tuple[list[Kata], list[Kata], str]:
    """A stretch between two figures as the words of the first, of the second, and what joins them.

    Behind the last figure only what stands before a mark is its own; what stands in brackets
    right behind a figure is its own too.
    """
    _, _, bounds = introductions()
    if len(words) > 1 and words[0].teks in UNIT_WORDS and words[1].teks == ":":
        return [], words, ","
    closed = next((at for at, word in enumerate(words) if word.teks == ")"), 0)
    for at, word in enumerate(words):
        if word.teks == "(" and closed > at:
            return words[:closed], words[closed + 1 :], ","
        if word.tanda or word.teks in bounds:
            return words[:at], words[at + 1 :], word.teks
    if last:
        return words, [], ""
    cut = 1 if words and words[0].teks in UNIT_WORDS else 0
    return words[:cut], words[cut:], "("


def comparison(words: list[Kata], report: Report, year: int) -> tuple[str, list[Kata]]:
    """The comparison right before a figure, and the words without it."""
    known = meanings(report, year)
    for length in range(min(LONGEST_COMPARISON, len(words)), 0, -1):
        tail = words[-length:]
        found = known.get(tuple(word.teks for word in tail))
        if found is not None and found.jenis == "banding" and not any(w.tanda for w in tail):
            return found.kunci[0], words[:-length]
    return "", words


def after(words: list[Kata]) -> tuple[str, list[Kata]]:
    """A comparison right behind a figure: *240 ribu lebih*."""
    behind = words[1].teks if len(words) > 1 else ""
    if words and words[0].teks == "lebih" and behind not in RELATIVE:
        return "lebih_sedikit", words[1:]
    return "", words
