"""``/anggaran`` and ``/serapan``: the budget by code or by word, and its absorption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import Anggaran, Frozen, Tingkat
from data.queries import anggaran as budget
from handlers import places, scope
from handlers.arguments import SHORTEST_FOR_TYPOS, read, unknown_code
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.naskah import find_figure
from handlers.perbandingan import PAIR, lines_side_by_side
from handlers.vocabulary import measures
from handlers.words import is_numeral, split

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked

LEVELS = {"kegiatan": Tingkat.KEGIATAN, "keluaran": Tingkat.KELUARAN}
EXAMPLES = ("/anggaran CQ.6871", "/anggaran kampanye", "/anggaran")
EXTREME = 5


class JawabanAnggaran(Frozen):
    """One line of the budget, with the figure that was asked for."""

    ukuran: str
    anggaran: budget.BarisAnggaran


class JawabanTemuanAnggaran(Frozen):
    """The lines of the budget that fit the words."""

    kata: str
    ukuran: str
    baris: tuple[Anggaran, ...]


class JawabanSerapan(Frozen):
    """Absorption ranked; ``sisi`` tells which end was asked for."""

    sisi: str
    serapan: budget.Serapan
    program: tuple[Anggaran, ...]


def anggaran(asked: Asked) -> Answer:
    """A line of the budget by its code or by words of its name."""
    refuse_monthly(asked)
    told = read(asked, measures=measures("anggaran"), lines=True, typos=False, guarded=False)
    if not budget.lines(asked.report, asked.year):
        raise asked.missing("anggaran")
    measure = wanted(told.measures)
    if len(told.lines) == PAIR:
        return lines_side_by_side(asked, told.lines)
    if len(told.lines) > PAIR:
        raise Mistake("salah", "dua_kode", examples=("/banding CQ.6871 CQ.6872",))
    if told.lines:
        told.finish(EXAMPLES)
        return line(asked, told.lines[0].kode, measure)
    if not told.left:
        return line(asked, budget.TOTAL, measure)
    refuse_unknown_number(asked, told.left)
    return figure_named(asked, told.left) or by_words(asked, tuple(told.left), measure)


def wanted(measures: list[str]) -> str:
    """The figure asked for: the first that is not merely the topic's own word."""
    return next((word for word in measures if word not in {"", "pagu"}), "pagu")


def figure_named(asked: Asked, words: list[str]) -> Answer | None:
    """Where a figure such as 98,38 stands; ``None`` where no figure was typed."""
    figures = [word for word in words if is_numeral(word)]
    return find_figure(asked, figures[0]) if figures else None


def refuse_monthly(asked: Asked) -> None:
    """Refuses a question for part of the year, of which the report holds nothing."""
    if measures("bulanan").keys() & set(asked.words):
        button = asked.button("serapan_tahunan", "/serapan")
        raise Mistake("tidak_ada", "bulanan", buttons=((button,),))


def line(asked: Asked, code: str, measure: str) -> Answer:
    """The line with ``code``, which the report has."""
    found = budget.line(asked.report, asked.year, code)
    if found is None:
        raise asked.missing("anggaran")
    row = found.baris
    keys = [row.kode]
    if found.anak and row.tingkat is Tingkat.KEGIATAN:
        keys += [child.kode for child in found.anak]
    children = [
        asked.button("apa_adanya", "/anggaran", child.kode, subject=child.kode)
        for child in found.anak
    ]
    up = []
    if found.induk is not None:
        target = [] if found.induk.tingkat is Tingkat.TOTAL else [found.induk.kode]
        subject = "Total" if not target else found.induk.kode
        up.append(asked.button("induk", "/anggaran", *target, subject=subject))
    ranked = [] if row.tingkat is Tingkat.TOTAL else [row.kode]
    if found.anak:
        up.append(asked.button("serapan", "/serapan", *ranked))
    return asked.answer(
        "anggaran",
        JawabanAnggaran(ukuran=measure, anggaran=found),
        sources=["anggaran"],
        notes=[("anggaran", keys)],
        buttons=(*in_rows(children, 2), tuple(up)),
    )


def by_words(asked: Asked, words: tuple[str, ...], measure: str) -> Answer:
    """The lines whose names have all of ``words``; one family gives its head."""
    rows = [
        row
        for row in budget.lines(asked.report, asked.year)
        if row.tingkat is not Tingkat.TOTAL and has_all(row.uraian, words)
    ]
    if not rows:
        refuse_region(asked, words)
        scope.guard(asked.words, asked.report)
        raise nothing_named(asked, words)
    codes = {row.kode for row in rows}
    heads = [row for row in rows if row.induk not in codes]
    if len(heads) == 1:
        return line(asked, heads[0].kode, measure)
    return asked.answer(
        "anggaran_cari",
        JawabanTemuanAnggaran(kata=" ".join(words), ukuran=measure, baris=tuple(rows)),
        sources=["anggaran"],
        notes=[("anggaran", [row.kode for row in rows])],
        buttons=in_rows(
            [asked.button("apa_adanya", "/anggaran", row.kode, subject=row.kode) for row in rows],
            2,
        ),
    )


def refuse_unknown_number(asked: Asked, words: list[str]) -> None:
    """Refuses a lone number that is no budget code of the report."""
    if len(words) == 1 and words[0].isdigit():
        raise unknown_code(asked, words[0])


def refuse_region(asked: Asked, words: tuple[str, ...]) -> None:
    """Refuses a region, which the budget does not know, and names what is near."""
    found = [item for item in places.find(words, asked.report) if len(item.codes) == 1]
    if found:
        region = asked.report.regions[found[0].codes[0]]
        button = asked.button("pendanaan", "/pendanaan", region.pendek)
        raise Mistake("tidak_ada", "anggaran_wilayah", region.nama, ((button,),))


def has_all(name: str, words: tuple[str, ...]) -> bool:
    """Whether each of ``words`` begins a word of ``name``."""
    names = split(name)
    return all(any(part.startswith(word) for part in names) for word in words)


def nothing_named(asked: Asked, words: tuple[str, ...]) -> Mistake:
    """The mistake of naming a budget line that is not there, with the nearest names."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only misses pay for it

    names = {
        row.kode: row.uraian.casefold()
        for row in budget.lines(asked.report, asked.year)
        if row.tingkat is not Tingkat.TOTAL
    }
    phrase = " ".join(words)
    best = process.extract(phrase, names, scorer=fuzz.partial_ratio, limit=4, score_cutoff=75)
    buttons = [asked.button("apa_adanya", "/anggaran", key, subject=key) for _, _, key in best]
    if buttons and len(phrase) >= SHORTEST_FOR_TYPOS:
        return Mistake("maksud", "anggaran", phrase, in_rows(buttons, 2))
    return Mistake("tidak_ada", "anggaran", phrase, examples=EXAMPLES)


def serapan(asked: Asked) -> Answer:
    """Absorption of the whole budget, of a programme or of an activity, ranked."""
    refuse_monthly(asked)
    scope.guard_subject(asked.words, "ikpa")
    told = read(asked, measures=measures("serapan"), lines=True, guarded=False)
    if not budget.lines(asked.report, asked.year):
        raise asked.missing("anggaran")
    code = told.lines[0].kode if told.lines else budget.TOTAL
    if told.left:
        rows = [
            row
            for row in budget.lines(asked.report, asked.year)
            if row.tingkat is not Tingkat.TOTAL and has_all(row.uraian, tuple(told.left))
        ]
        heads = [row for row in rows if row.induk not in {other.kode for other in rows}]
        named = figure_named(asked, told.left)
        if named is not None:
            return named
        if len(heads) != 1:
            scope.guard(asked.words, asked.report)
            raise nothing_named(asked, tuple(told.left))
        code = heads[0].kode
    level = next((LEVELS[word] for word in told.measures if word in LEVELS), None)
    side = next((word for word in told.measures if word in {"tinggi", "rendah"}), "semua")
    if code == budget.TOTAL and level is None:
        level = Tingkat.KEGIATAN if side == "semua" else Tingkat.KELUARAN
    found = budget.absorption(asked.report, asked.year, code, level)
    if found is None:
        raise asked.missing("anggaran")
    if found.tingkat is found.baris.tingkat:
        return line(asked, code, "persen")
    rows_shown = list(found.urut)
    if side != "semua":
        rows_shown = rows_shown[:EXTREME] if side == "tinggi" else rows_shown[::-1][:EXTREME]
        found = found.model_copy(update={"urut": tuple(rows_shown)})
    programs = tuple(
        row
        for row in budget.lines(asked.report, asked.year)
        if code == budget.TOTAL and row.tingkat is Tingkat.PROGRAM
    )
    keys = [row.kode for row in rows_shown if row.tingkat is Tingkat.KELUARAN]
    if side == "semua":
        keys.append(code)
    below = [
        asked.button("apa_adanya", "/anggaran", row.kode, subject=row.kode) for row in rows_shown
    ]
    other = [
        asked.button(f"serapan_{end}", "/serapan", end)
        for end in ("rendah", "tinggi")
        if end != side
    ]
    return asked.answer(
        "serapan",
        JawabanSerapan(sisi=side, serapan=found, program=programs),
        sources=["anggaran"],
        notes=[("anggaran", keys)],
        buttons=(tuple(other), *in_rows(below, 3)),
    )
