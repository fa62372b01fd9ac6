"""``/anggaran``: the budget by code or by word, of a report or of a loaded month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import Anggaran, Frozen, Tingkat
from data.queries import anggaran as budget
from data.queries.bulanan import BedaLaporan
from handlers import codes, places, scope, tren
from handlers.angka_diketik import figure_named
from handlers.arguments import SHORTEST_FOR_TYPOS, read, unknown_code
from handlers.asked import in_rows
from handlers.bulan_diminta import refers_to_month
from handlers.bulan_ditolak import to_month
from handlers.mistakes import Mistake
from handlers.perbandingan import PAIR, lines_side_by_side
from handlers.periode import take_period
from handlers.vocabulary import measures

if TYPE_CHECKING:
    from handlers.answer import Answer, Button
    from handlers.asked import Asked

EXAMPLES = ("/anggaran CQ.6871", "/anggaran kampanye", "/anggaran")


class JawabanAnggaran(Frozen):
    """One line of the budget, with the figure that was asked for.

    ``beda`` is where December as loaded differs, for who asks for absorption.
    """

    ukuran: str
    anggaran: budget.BarisAnggaran
    beda: BedaLaporan | None = None


class JawabanTemuanAnggaran(Frozen):
    """The lines of the budget that fit the words."""

    kata: str
    ukuran: str
    baris: tuple[Anggaran, ...]


def anggaran(asked: Asked) -> Answer:
    """A line of the budget by its code or by words of its name."""
    period = take_period(asked)
    months = asked.months()
    timed = period.sebagian or period.tahun not in {None, *asked.report.years}
    if timed and refers_to_month(asked, period, months):
        return tren.answer(asked, period, months)
    if period.tahun is not None:
        asked.year, asked.year_named = period.tahun, period.tahun != asked.report.latest
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
    if not told.left:
        code = told.lines[0].kode if told.lines else budget.TOTAL
        newest = to_month(code, months.setahun(period.tahun) if period.tahun else months.posisi)
        return line(asked, code, measure, more=tuple(newest))
    refuse_unknown_number(asked, told.left)
    return figure_named(asked, told.left) or by_words(asked, tuple(told.left), measure)


def wanted(measures: list[str]) -> str:
    """The figure asked for: the first that is not merely the topic's own word."""
    return next((word for word in measures if word not in {"", "pagu"}), "pagu")


def line(
    asked: Asked,
    code: str,
    measure: str,
    *,
    beda: BedaLaporan | None = None,
    more: tuple[Button, ...] = (),
) -> Answer:
    """The line with ``code``, which the report has; ``more`` are further buttons."""
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
        JawabanAnggaran(ukuran=measure, anggaran=found, beda=beda),
        sources=["anggaran"],
        notes=[("anggaran", keys)],
        loads=[beda.muatan] if beda else [],
        buttons=(*in_rows(children, 2), tuple(up), more),
    )


def by_words(asked: Asked, words: tuple[str, ...], measure: str) -> Answer:
    """The lines whose names have all of ``words``; one family gives its head."""
    rows = codes.named(words, budget.lines(asked.report, asked.year))
    if not rows:
        refuse_region(asked, words)
        scope.guard(asked.words, asked.report)
        raise nothing_named(asked, words)
    heads = codes.heads(rows)
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
