"""The words behind a command, told apart: regions, codes, measures and what is left.

A word that belongs nowhere ends the question: better to ask back than to answer
something that was not asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.models import JenisWilayah
from data.queries import anggaran
from handlers import codes, places, scope
from handlers.answer import Button, Dibaca
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.vocabulary import FILLING, ISLANDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.models import Anggaran, Wilayah
    from handlers.asked import Asked

SHORTEST_FOR_TYPOS = 4
PLAIN = frozenset({"", "jumlah", "suara", "pagu", "dpt"})
LONGEST_NAME = 4
KIND_WORDS = frozenset({"kabupaten", "kab", "kabkota"})
PROVINCE_WORDS = frozenset({"provinsi", "prov", "ntt"})


@dataclass
class Arguments:
    """What the words name, in the order typed; ``left`` are words without a meaning yet."""

    asked: Asked
    regions: list[Wilayah] = field(default_factory=list)
    lines: list[Anggaran] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def finish(self, examples: tuple[str, ...] = ()) -> None:
        """Ends the question if a word is left that means nothing here."""
        if self.left:
            self.refuse_region()
            raise Mistake("salah", "kata", " ".join(self.left), examples=examples)

    def refuse_region(self) -> None:
        """Refuses a region left over by a table that does not go by region."""
        found = places.find(tuple(self.left), self.asked.report)
        regions = [self.asked.report.regions[item.codes[0]] for item in found]
        local = [row for row in regions if row.jenis is not JenisWilayah.PROVINSI]
        if local:
            button = self.asked.button(
                "tentang_wilayah", "/wilayah", local[0].pendek, subject=local[0].nama
            )
            raise Mistake("tidak_ada", "tanpa_wilayah", local[0].nama, ((button,),))


def read(
    asked: Asked,
    *,
    measures: Mapping[str, str],
    regions: bool = False,
    lines: bool = False,
    typos: bool = True,
    guarded: bool = True,
) -> Arguments:
    """The words of ``asked``, told apart.

    ``measures`` maps phrases to keys; ``regions`` and ``lines`` say what may be
    named. With ``typos`` a left-over word one edit from exactly one name is read as
    that name, and others are asked back. ``guarded`` refuses first what no report
    holds. Raises ``Mistake``.
    """
    if guarded:
        scope.guard(asked.words, asked.report)
    told = Arguments(asked)
    words = take_measures(asked.words, measures, told)
    if lines:
        words = take_lines(words, told)
    if regions:
        words = take_regions(words, told, typos=typos)
    told.left = [word for word in words if word and word not in FILLING]
    if len(told.regions) > 1:
        # "sikka dari ntt" asks about Sikka; the province is only what it is part of.
        told.regions = [row for row in told.regions if row.jenis is not JenisWilayah.PROVINSI]
    if told.left and typos:
        told.left = list(take_misspelt_measures(tuple(told.left), measures, told))
    if not regions:
        told.left = [word for word in told.left if word not in PROVINCE_WORDS]
    if regions and told.left and typos:
        take_misspelt_regions(told)
    return told


def take_measures(
    words: tuple[str, ...], measures: Mapping[str, str], told: Arguments
) -> tuple[str, ...]:
    """Takes the phrases of ``measures`` out of ``words``, longest first.

    A gap stays where a phrase was, so that words around it do not become one name.
    """
    rest = list(words)
    for length in range(LONGEST_NAME, 0, -1):
        for at in range(len(rest) - length + 1):
            phrase = " ".join(rest[at : at + length])
            if phrase in measures:
                told.measures.append(measures[phrase])
                rest[at : at + length] = [""] * length
    return tuple(rest)


def take_misspelt_measures(
    words: tuple[str, ...], measures: Mapping[str, str], told: Arguments
) -> Iterable[str]:
    """Reads a word one edit from exactly one measure as that measure."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only misspelt lines pay for it

    for word in words:
        close = {
            key: phrase
            for phrase, key in measures.items()
            if len(word) > SHORTEST_FOR_TYPOS and OSA.distance(word, phrase, score_cutoff=1) == 1
        }
        if len(close) == 1:
            key, phrase = next(iter(close.items()))
            told.measures.append(key)
            told.asked.read_as.append(Dibaca(sebagai=phrase))
        else:
            yield word


def take_lines(words: tuple[str, ...], told: Arguments) -> tuple[str, ...]:
    """Takes budget codes out of ``words``; an unknown code ends the question."""
    asked = told.asked
    rest = list(words)
    for code in codes.find(words, asked.report, asked.year):
        if code.row is None:
            raise unknown_code(asked, code.typed)
        told.lines.append(code.row)
        rest[code.start : code.end] = [""] * (code.end - code.start)
    return tuple(rest)


def unknown_code(asked: Asked, typed: str) -> Mistake:
    """The mistake of naming a code that the report does not have."""
    lines = anggaran.lines(asked.report, asked.year)
    series = [row for row in lines if row.kode.casefold().startswith(f"{typed.casefold()}.")]
    rows = series or codes.near(typed, lines)
    buttons = [
        asked.button("apa_adanya", f"/{asked.command}", row.kode, subject=row.kode) for row in rows
    ]
    return Mistake("maksud", "kode", typed, in_rows(buttons, 2))


def take_regions(words: tuple[str, ...], told: Arguments, *, typos: bool) -> tuple[str, ...]:
    """Takes regions out of ``words``; one that fits several is asked back."""
    report = told.asked.report
    rest = list(words)
    ambiguous: list[tuple[str, tuple[str, ...]]] = []
    spans = []
    for found in places.find(words, report):
        typed = " ".join(words[found.start : found.end])
        rest[found.start : found.end] = [""] * (found.end - found.start)
        spans.append(typed)
        island = typed in ISLANDS and told.asked.command != "gedung"
        if len(found.codes) == 1 and not island:
            take_region(told, typed, report.regions[found.codes[0]])
        else:
            ambiguous.append((typed, found.codes))
    rest = [word for word in rest if word not in KIND_WORDS]
    strangers = [word for word in rest if word and word not in FILLING]
    if strangers and typos and len(spans) == 1:
        close, _ = places.likely(" ".join([spans[0], *strangers]), report)
        if len(close) == 1:
            region = report.regions[close[0]]
            told.regions = [region]
            told.asked.read_as.append(Dibaca(sebagai=region.nama))
            return ()
    if ambiguous:
        if strangers:
            raise Mistake("salah", "kata", " ".join(strangers))
        typed, fitting = ambiguous[0]
        others = [region.pendek for region in told.regions]
        raise which_region(told.asked, typed, fitting, [*told.measures, *others])
    return tuple(rest)


def take_region(told: Arguments, typed: str, region: Wilayah) -> None:
    """Takes a region; a code that means another one elsewhere is told."""
    if region not in told.regions:
        told.regions.append(region)
    twin = places.twin(typed, told.asked.report)
    if twin is not None:
        told.asked.read_as.append(Dibaca(sebagai=region.nama, kode=typed, lain=twin.nama))


def which_region(
    asked: Asked, typed: str, fitting: Iterable[str], measures: Iterable[str]
) -> Mistake:
    """The question back which of several regions was meant."""
    buttons = [region_button(asked, asked.report.regions[code], measures) for code in fitting]
    return Mistake("pilih", "wilayah", typed, in_rows(buttons, 2))


def region_button(asked: Asked, region: Wilayah, measures: Iterable[str] = ()) -> Button:
    """A button that asks the same of ``region``."""
    extra = [measure for measure in measures if measure not in PLAIN]
    return asked.button(
        "apa_adanya", f"/{asked.command}", region.pendek, *extra, subject=region.nama
    )


def take_misspelt_regions(told: Arguments) -> None:
    """Reads left-over words one edit from exactly one region as that region.

    Words that are merely like a region are asked back; others stay left.
    """
    asked = told.asked
    phrase = " ".join(told.left)
    if len(phrase) < SHORTEST_FOR_TYPOS or told.regions:
        return
    close, like = places.likely(phrase, asked.report)
    if len(close) == 1:
        region = asked.report.regions[close[0]]
        told.regions.append(region)
        asked.read_as.append(Dibaca(sebagai=region.nama))
        told.left = []
    elif like:
        buttons = [region_button(asked, asked.report.regions[code], told.measures) for code in like]
        raise Mistake("maksud", "wilayah", phrase, in_rows(buttons, 2))
