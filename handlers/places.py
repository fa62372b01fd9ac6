"""Regions as people type them: codes, aliases, whole and partial names, typing errors."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from data.models import JenisWilayah
from handlers.words import split

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.models import Wilayah
    from data.report import Report

LONGEST = 5
BARE_CODE = re.compile(r"\d{4}")
SHORTEST = 4
LONGEST_SHORT = 5
LIKENESS = 82
WHOLE = frozenset({JenisWilayah.PROVINSI})
DIRECTIONS = frozenset({"barat", "timur", "tengah", "utara", "selatan", "daya", "kota", "nusa"})
KINDS = {JenisWilayah.KABUPATEN: ("kabupaten", "kab"), JenisWilayah.KOTA: ("kota",)}
Key = tuple[str, ...]


class Gazetteer(NamedTuple):
    """What names a region: whole names to one code, partial names to several."""

    exact: Mapping[Key, str]
    partial: Mapping[Key, tuple[str, ...]]
    words: frozenset[str]


class Found(NamedTuple):
    """A region in a line of words: where it stands, and which it can be."""

    start: int
    end: int
    codes: tuple[str, ...]


@lru_cache(maxsize=8)
def gazetteer(report: Report) -> Gazetteer:
    """Every way to name the regions of ``report``."""
    exact: dict[Key, str] = {}
    partial: dict[Key, set[str]] = defaultdict(set)
    for region in report.regions.values():
        for key in full_names(region):
            exact[key] = region.kode
        if region.jenis is JenisWilayah.PROVINSI:
            exact.update({("provinsi",): region.kode, ("prov",): region.kode})
        name = bare_name(region)
        for start in range(len(name)):
            for end in range(start + 1, len(name) + 1):
                key = name[start:end]
                if not set(key) <= DIRECTIONS:
                    partial[key].add(region.kode)
        if region.jenis is not JenisWilayah.PROVINSI:
            partial[name].add(region.kode)
    for region in report.regions.values():
        name = bare_name(region)
        same = [other.kode for other in report.regions.values() if bare_name(other) == name]
        if len(same) == 1:
            exact[name] = region.kode
        else:
            partial[name] = set(same)
    exact.update({split(alias): code for alias, code in report.aliases.items()})
    names = {word for key in (*exact, *partial) for word in key}
    order = list(report.regions)
    return Gazetteer(
        exact,
        {
            key: tuple(sorted(codes, key=order.index))
            for key, codes in partial.items()
            if key not in exact
        },
        frozenset(names),
    )


def bare_name(region: Wilayah) -> Key:
    """The words of a region's name without its kind."""
    words = split(region.nama)
    return words[1:] if words[0] in {"kabupaten", "kota", "provinsi"} else words


def full_names(region: Wilayah) -> list[Key]:
    """The codes of a region and its name with its kind before or behind."""
    name = bare_name(region)
    keys = [(region.kode,), (region.bps,), split(region.nama)]
    for kind in KINDS.get(region.jenis, ("provinsi", "prov")):
        keys += [(kind, *name), (*name, kind)]
    return keys


def twin(typed: str, report: Report) -> Wilayah | None:
    """The region that the other code system means by a bare four-digit BPS code."""
    if not BARE_CODE.fullmatch(typed):
        return None
    other = report.regions.get(f"{typed[:2]}.{typed[2:]}")
    return None if other is None or other.bps == typed else other


def find(words: tuple[str, ...], report: Report) -> list[Found]:
    """The regions named in ``words``, longest names first at each place.

    A partial name that fits several regions gives all of them.
    """
    names = gazetteer(report)
    found = []
    at = 0
    while at < len(words):
        hit = None
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            key = words[at : at + length]
            if key in names.exact:
                hit = Found(at, at + length, (names.exact[key],))
            elif key in names.partial:
                hit = Found(at, at + length, names.partial[key])
            if hit:
                break
        if hit:
            found.append(hit)
        at = hit.end if hit else at + 1
    return found


def spelt_out(report: Report) -> dict[str, tuple[str, ...]]:
    """The names that a misspelt phrase is held against, with what each can mean.

    A short alias is not among them: too many words are one edit from it.
    """
    names = gazetteer(report)
    written: dict[str, tuple[str, ...]] = {}
    for key, code in names.exact.items():
        name = " ".join(key)
        short = name in report.aliases and len(name) <= LONGEST_SHORT
        if key[0].isalpha() and not short:
            written[name] = (code,)
    for key, codes in names.partial.items():
        if len(key) == len(bare_name(report.regions[codes[0]])):
            written.setdefault(" ".join(key), codes)
    return written


def likely(phrase: str, report: Report) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The regions one edit away from ``phrase``, and those merely like it, best first.

    A word such as *timur* is like every region that bears it.
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only misspelt lines pay for it
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    if phrase in DIRECTIONS:
        bearing = [region.kode for region in report.regions.values() if phrase in bare_name(region)]
        return (), tuple(code for code in bearing if report.regions[code].jenis not in WHOLE)
    written = spelt_out(report)
    close: dict[str, None] = {}
    for name, codes in written.items():
        if len(name) >= SHORTEST and OSA.distance(phrase, name, score_cutoff=1) == 1:
            close.update(dict.fromkeys(codes))
    like: dict[str, None] = dict(close)
    for name, _, _ in process.extract(
        phrase, list(written), scorer=fuzz.ratio, score_cutoff=LIKENESS
    ):
        like.update(dict.fromkeys(written[name]))
    for name, codes in written.items():
        if len(phrase) >= SHORTEST and name.startswith(phrase):
            like.update(dict.fromkeys(codes))
    for alias, code in report.aliases.items():
        if len(phrase) >= SHORTEST and OSA.distance(phrase, alias, score_cutoff=1) == 1:
            like.setdefault(code)
    return tuple(close), tuple(like)[:4]
