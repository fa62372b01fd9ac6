"""What words say: regions, codes, names and measures, and what keeps from a verdict.

A word without a known meaning is kept as such, so that nothing near it is judged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from data.verifikasi.bukan_klaim import CODE, masked, years
from handlers import codes
from handlers.verifikasi_kata import (
    LONGEST,
    SIMULTANEOUS,
    WORD,
    Arti,
    bare_word,
    meanings,
    regions_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from data.report import Report
    from data.verifikasi.angka import Angka
    from handlers.places import Found
    from handlers.verifikasi_kata import Phrase

MARK = re.compile(r"[,:()\[\]|\t•*]|\s[-–—]+\s|[–—=→]")
LONE = re.compile(r"\b\d{4}\b|\b53\.\d\d\b")
YEAR_SIGN = "#"
OFFICES = frozenset({"kpu", "kpud"})
WITHIN = frozenset({"di", "provinsi", "prov"})


class Kata(NamedTuple):
    """A word or a mark, with where it stands."""

    teks: str
    awal: int
    tanda: bool = False


@dataclass
class Isi:
    """What words say: entities by kind, measures, comparisons, and what hinders a verdict."""

    wilayah: list[tuple[str, ...]] = field(default_factory=list)
    badan: list[str] = field(default_factory=list)
    benda: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    ukuran: set[str] = field(default_factory=set)
    sebab: dict[str, str] = field(default_factory=dict)
    asing: list[str] = field(default_factory=list)
    bulan: list[str] = field(default_factory=list)
    tahun: list[int] = field(default_factory=list)
    pemilu: bool = False
    serentak: bool = False
    jejak: list[str] = field(default_factory=list)
    kode_asing: list[str] = field(default_factory=list)

    @property
    def berbenda(self) -> bool:
        """Whether a region, a line, a pair or the like is named."""
        return bool(self.wilayah or self.benda)

    @property
    def kosong(self) -> bool:
        """Whether nothing is named at all."""
        return not (self.berbenda or self.ukuran or self.sebab or self.asing or self.badan)


def words_in(text: str, start: int, end: int, figures: Sequence[Angka]) -> list[Kata]:
    """The words and marks of a stretch, without figures and without other numbers."""
    # What belongs to a figure itself, such as Rp or juta, is no word.
    spans = [(item.awal, item.akhir) for item in figures]
    coded = [match.span() for pattern in CODE for match in pattern.finditer(text, start, end)]
    found = [Kata(text[first:last].casefold().replace(" ", "."), first) for first, last in coded]
    spans += coded
    hidden = masked(text)
    found += [
        Kata(match[0].strip() or ",", match.start(), tanda=True)
        for match in MARK.finditer(text, start, end)
        if not within(match.start(), spans)
    ]
    for match in WORD.finditer(text, start, end):
        if not within(match.start(), spans):
            found += apart(match[0], match.start())
    found += [Kata(f"{YEAR_SIGN}{number}", at) for at, number in years(text) if start <= at < end]
    found += [
        Kata(match[0], match.start())
        for match in LONE.finditer(text, start, end)
        if not within(match.start(), spans)
        and ("." in match[0] or not within(match.start(), hidden))
    ]
    return sorted(found, key=lambda word: word.awal)


def within(at: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether ``at`` lies in one of ``spans``."""
    return any(first <= at < last for first, last in spans)


def apart(word: str, at: int) -> list[Kata]:
    """A word, or the parts of one that only a hyphen joins, such as *Melki-Johni*."""
    lowered = bare_word(word)
    parts = lowered.split("-")
    joined = len(set(parts)) < len(parts) or parts[0] in {"se", "per", "kira", "rata", "masing"}
    if len(parts) == 1 or joined:
        return [Kata(lowered, at)]
    return [Kata(part, at) for part in parts if part]


def years_of(words: Iterable[Kata]) -> list[int]:
    """The years among ``words``."""
    return [int(word.teks[1:]) for word in words if word.teks.startswith(YEAR_SIGN)]


def understood(words: Sequence[Kata], report: Report, year: int) -> Isi:
    """What ``words`` say; names do not reach across marks."""
    isi = Isi()
    chunk: list[str] = []
    for word in [*words, Kata(",", 0, tanda=True)]:
        if not word.tanda:
            chunk.append(word.teks)
            continue
        take_chunk(chunk, isi, report, year)
        chunk = []
    return isi


def take_chunk(chunk: list[str], isi: Isi, report: Report, year: int) -> None:
    """Reads the words between two marks into ``isi``."""
    known = meanings(report, year)
    named = {item.start: item for item in regions_in(chunk, report)}
    coded = {code.start: code for code in codes.find(tuple(chunk), report, year)}
    at = 0
    while at < len(chunk):
        if chunk[at].startswith(YEAR_SIGN):
            isi.tahun.append(int(chunk[at][1:]))
            at += 1
            continue
        length, meaning = longest(chunk, at, known)
        region, code = named.get(at), coded.get(at)
        if region is not None and region.end - region.start >= length:
            take_region(region, chunk, isi, report.laporan(year).provinsi)
            at = region.end
            continue
        stretch = at
        if code is not None and code.end - code.start >= length:
            if code.row is None:
                isi.kode_asing.append(code.typed)
            else:
                note(isi.benda.setdefault("baris", []), (code.row.kode,))
            at = code.end
        elif meaning is not None:
            take_meaning(meaning, " ".join(chunk[at : at + length]), isi)
            at += length
        else:
            isi.asing.append(chunk[at])
            at += 1
        isi.jejak += chunk[stretch:at]


def longest(chunk: list[str], at: int, known: Mapping[Phrase, Arti]) -> tuple[int, Arti | None]:
    """The longest phrase with a meaning that begins at ``at``."""
    for length in range(min(LONGEST, len(chunk) - at), 0, -1):
        found = known.get(tuple(chunk[at : at + length]))
        if found is not None:
            return length, found
    return 0, None


def note(into: list[tuple[str, ...]], keys: tuple[str, ...]) -> None:
    """Adds ``keys`` once."""
    if keys not in into:
        into.append(keys)


def take_region(found: Found, chunk: list[str], isi: Isi, province: str) -> None:
    """Takes a region; behind *KPU* it is the office that is named.

    The province right behind one of its regions only says where that lies.
    """
    before = [word for word in chunk[: found.start] if word != "provinsi"]
    if before and before[-1] in OFFICES and len(found.codes) == 1:
        if found.codes[0] not in isi.badan:
            isi.badan.append(found.codes[0])
        return
    where = isi.wilayah and set(isi.jejak) <= WITHIN and found.codes == (province,)
    isi.jejak = []
    if not where:
        note(isi.wilayah, found.codes)


def take_meaning(meaning: Arti, phrase: str, isi: Isi) -> None:
    """Takes a phrase with a meaning."""
    kind, keys = meaning
    if kind == "ukuran":
        isi.ukuran.add(keys[0])
        isi.serentak = isi.serentak or not SIMULTANEOUS.isdisjoint(phrase.split())
    elif kind == "sebab":
        isi.sebab.setdefault(keys[0], phrase)
    elif kind in {"subjek", "luar"}:
        isi.sebab.setdefault("tiada", keys[0] if kind == "subjek" else "luar_ntt")
        isi.sebab.setdefault("kata_tiada", phrase)
    elif kind == "banding":
        # A comparison that does not stand right before its figure compares something else.
        isi.sebab.setdefault("hubungan", phrase)
    elif kind == "bulan":
        isi.bulan.append(keys[0])
        isi.pemilu = isi.pemilu or phrase == "februari"
    elif kind == "pemilu":
        isi.pemilu = True
        isi.bulan += [phrase] if phrase == "februari" else []
    elif kind == "serentak":
        isi.serentak = True
    elif kind != "arti":
        note(isi.benda.setdefault(kind, []), keys)
