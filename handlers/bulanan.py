"""Absorption at a month's end, from the monthly files that are loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import BarisBulanan, Bulan, Frozen, PesanMuat, TingkatKode
from data.queries import anggaran as budget
from data.queries import bulanan as query
from data.queries.target import Target, targets
from handlers import codes, scope
from handlers.angka_diketik import figure_named, refuse_number
from handlers.answer import Answer, Button
from handlers.arguments import read
from handlers.asked import in_rows
from handlers.bulan_diminta import wanted_months
from handlers.bulan_ditolak import (
    button,
    in_version,
    no_year,
    not_loaded,
    refused,
    to_year_end,
    which_month,
)
from handlers.periode import month_name
from handlers.vocabulary import measures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.bulanan.figures import Bulanan
    from data.models import Muatan, Posisi
    from handlers.arguments import Arguments
    from handlers.asked import Asked
    from handlers.periode import Periode

LEVELS = {
    "program": TingkatKode.PROGRAM,
    "kegiatan": TingkatKode.KEGIATAN,
    "kro": TingkatKode.KRO,
    "keluaran": TingkatKode.KELUARAN,
    "komponen": TingkatKode.KOMPONEN,
    "akun": TingkatKode.AKUN,
}
FIGURES = frozenset({"realisasi", "sisa", "persen"})
WHY = frozenset({"kenapa", "mengapa", "knp", "sebab", "penyebab"})
EXTREME = 5
PER_PAGE = 10
MOST_WARNINGS = 3


class JawabanBulan(Frozen):
    """A code at a month's end, with a page of what stands below it, highest first.

    ``ukuran`` is the figure asked for; ``mulai`` how many rows stand on earlier pages.
    ``peringatan`` are the first few, ``peringatan_lain`` how many more there are.
    """

    ukuran: str
    posisi: query.PosisiKode
    program: tuple[query.Diserap, ...]
    bawah: query.Urutan | None
    semua: int
    mulai: int
    peringatan: tuple[PesanMuat, ...]
    peringatan_lain: int


class JawabanUrutBulan(Frozen):
    """The highest or lowest absorption at a month's end, below ``kepala`` where it has a row."""

    sisi: str
    bulan: Bulan
    kepala: query.PosisiKode | None
    bawah: query.Urutan
    peringatan: tuple[PesanMuat, ...]
    peringatan_lain: int


class JawabanTarget(Frozen):
    """Quarterly targets by kind of spending, beside the absorption below a code."""

    bulan: Bulan
    kepala: BarisBulanan | None
    target: Target


def answer(asked: Asked, period: Periode, months: Bulanan) -> Answer:
    """The answer to a question for one month, or why there is none."""
    if period.kurang:
        return refused(asked, months, "bulan_mana")
    wanted = wanted_months(asked, period, months)
    if not wanted:
        return no_year(asked, months, period.tahun)
    if len(wanted) > 1:
        return which_month(asked, months, wanted)
    position = months.dari(wanted[0])
    if position is None:
        return not_loaded(asked, months, wanted[0])
    timed = period.sebagian or period.tahun is not None
    figure = None if timed else figure_asked(asked, position)
    return figure or in_month(asked, months, position)


def in_month(asked: Asked, months: Bulanan, position: Posisi) -> Answer:
    """What the words ask of the month of ``position``."""
    subject = "anggaran" if asked.command == "anggaran" else "serapan"
    known = {**measures(subject), **measures("serapan_bulan")}
    named = named_code(asked, months, position, known)
    if isinstance(named, Answer):
        return named
    code, told = named
    return shown(asked, months, position, code, told)


def figure_asked(asked: Asked, position: Posisi) -> Answer | None:
    """Where a figure such as 98,38 stands in the report; ``None`` where none was typed."""
    coded = codes.find_among(asked.words, position.baris)
    return None if coded else figure_named(asked, asked.words)


def named_code(
    asked: Asked, months: Bulanan, position: Posisi, known: Mapping[str, str]
) -> tuple[str, Arguments] | Answer:
    """The code that the words name and what else they ask, or why they cannot be answered."""
    load = position.muatan
    found = codes.find_among(asked.words, position.baris)
    for unknown in (code for code in found if code.row is None):
        near = [row.kode for row in codes.near(unknown.typed, position.baris)]
        return in_version(asked, months, position, "kode", words=unknown.typed, rows=near)
    named = list(dict.fromkeys(code.row.kode for code in found if code.row is not None))
    if len(named) > 1:
        both = " dan ".join(named)
        return in_version(asked, months, position, "dua_kode", words=both, rows=named)
    words = list(asked.words)
    for code in found:
        words[code.start : code.end] = [""] * (code.end - code.start)
    asked.words = tuple(words)
    told = read(asked, measures=known, guarded=False)
    if not told.left:
        return (named[0] if named else query.TOTAL), told
    left = tuple(told.left)
    refuse_number(asked, months, told)
    heads = [] if named else codes.heads(codes.named(left, position.baris))
    if len(heads) == 1:
        return heads[0].kode, told
    if heads:
        phrase, chosen = " ".join(left), [row.kode for row in heads]
        return in_version(asked, months, position, "nama_banyak", words=phrase, rows=chosen)
    told.refuse_region()
    scope.guard(asked.words, asked.report)
    return not_understood(asked, months, load.bulan, named, left)


def not_understood(
    asked: Asked, months: Bulanan, month: Bulan, named: list[str], left: tuple[str, ...]
) -> Answer:
    """That ``left`` is not understood of ``month``; who asks why is led to the figure."""
    if WHY.isdisjoint(left):
        return refused(asked, months, "nama", " ".join(left), month=month)
    figure = button("apa_adanya", month, *named, subject=month_name(month))
    return refused(asked, months, "sebab", buttons=((figure,),))


def shown(asked: Asked, months: Bulanan, position: Posisi, code: str, told: Arguments) -> Answer:
    """The position of ``code``, the rows below it ranked, or its targets, as ``told``."""
    year = position.muatan.bulan.tahun
    lines = budget.lines(asked.report, year) if year in asked.report.years else ()
    printed = next((row for row in lines if row.kode == code), None)
    found = query.position_of(months, position, code, printed)
    side = next((word for word in told.measures if word in {"tinggi", "rendah"}), None)
    level = next((LEVELS[word] for word in told.measures if word in LEVELS), None)
    if "target" in told.measures:
        return targets_of(asked, months, position, code)
    if side or level:
        ordered = ordering(position, code, side, level)
        if ordered is None:
            return in_version(asked, months, position, "tanpa_bawah", words=code, rows=[code])
        return extremes(asked, position, code, found, side=side or "semua", ordered=ordered)
    if found is None:
        programs = query.ranked(position, query.TOTAL, TingkatKode.PROGRAM)
        rows = [item.baris.kode for item in programs.urut] if programs else []
        return in_version(asked, months, position, "tanpa_total", rows=rows)
    return one_position(asked, position, found, told)


def one_position(
    asked: Asked, position: Posisi, found: query.PosisiKode, told: Arguments
) -> Answer:
    """One code at a month's end."""
    month, code = position.muatan.bulan, found.baris.kode
    whole = code == query.TOTAL
    level = TingkatKode.KEGIATAN if whole else None
    below = query.ranked(position, code, level) or query.ranked(position, code, None)
    programs = query.ranked(position, code, TingkatKode.PROGRAM) if whole else None
    rows = below.urut if below else ()
    named = [] if whole else [code]
    page, turns = asked.pages(len(rows), PER_PAGE, "/serapan", month, *named)
    page_rows = rows[page]
    children = [
        button("apa_adanya", month, row.baris.kode, subject=row.baris.kode) for row in page_rows
    ]
    up = []
    if found.induk is not None:
        above = [] if found.induk.kode == query.TOTAL else [found.induk.kode]
        up.append(button("induk", month, *above, subject=above[0] if above else "Total"))
    ends = [button(f"serapan_{end}", month, *named, end) for end in ("rendah", "tinggi") if below]
    figure = "pagu" if asked.command == "anggaran" else "persen"
    beda = found.beda_laporan
    if beda is not None:
        asked.year = month.tahun
    return asked.answer(
        "serapan_bulan",
        JawabanBulan(
            ukuran=next((word for word in told.measures if word in FIGURES), figure),
            posisi=found,
            program=programs.urut if programs else (),
            bawah=below.model_copy(update={"urut": page_rows}) if below else None,
            semua=len(rows),
            mulai=page.start,
            peringatan=found.peringatan[:MOST_WARNINGS],
            peringatan_lain=len(found.peringatan[MOST_WARNINGS:]),
        ),
        sources=["anggaran"] if beda else [],
        loads=loads_of(found),
        buttons=(
            (Button(label="tren", question=" ".join(["/tren", *named, str(month.tahun)])), *up),
            tuple(ends),
            *turns,
            *in_rows(children, 2),
            to_year_end(asked, code, month.tahun),
        ),
    )


def loads_of(found: query.PosisiKode) -> list[Muatan]:
    """The versions whose figures the position shows, its own first."""
    others = (found.lalu, found.tahun_lalu)
    return [found.muatan, *(item.muatan for item in others if item is not None)]


def ordering(
    position: Posisi, code: str, side: str | None, level: TingkatKode | None
) -> query.Urutan | None:
    """The rows below ``code``: of ``level``, else its outputs or children; one end of them."""
    if level is None and code == query.TOTAL:
        level = TingkatKode.KELUARAN
    found = query.ranked(position, code, level) or query.ranked(position, code, None)
    if found is None or not found.urut:
        return None
    rows = found.urut[::-1] if side == "rendah" else found.urut
    return found.model_copy(update={"urut": rows[: EXTREME if side else PER_PAGE]})


def extremes(
    asked: Asked,
    position: Posisi,
    code: str,
    head: query.PosisiKode | None,
    *,
    side: str,
    ordered: query.Urutan,
) -> Answer:
    """The rows below a code, ranked."""
    month = position.muatan.bulan
    named = [] if code == query.TOTAL else [code]
    rows = [item.baris.kode for item in ordered.urut]
    notes = list(query.warnings_on(position.muatan, set(rows), told=False))
    return asked.answer(
        "serapan_bulan_urut",
        JawabanUrutBulan(
            sisi=side,
            bulan=month,
            kepala=head,
            bawah=ordered,
            peringatan=tuple(notes[:MOST_WARNINGS]),
            peringatan_lain=len(notes[MOST_WARNINGS:]),
        ),
        loads=[position.muatan],
        buttons=(
            tuple(
                button(f"serapan_{end}", month, *named, end)
                for end in ("rendah", "tinggi")
                if end != side
            ),
            *in_rows([button("apa_adanya", month, row, subject=row) for row in rows], 2),
            to_year_end(asked, code, month.tahun),
        ),
    )


def targets_of(asked: Asked, months: Bulanan, position: Posisi, code: str) -> Answer:
    """The quarterly targets by kind of spending, where the file tells the kinds."""
    month = position.muatan.bulan
    told = targets(position, code)
    if told is None:
        return in_version(asked, months, position, "tanpa_jenis")
    named = [] if code == query.TOTAL else [code]
    return asked.answer(
        "serapan_target",
        JawabanTarget(bulan=month, kepala=position.dari_kode(code), target=told),
        loads=[position.muatan],
        buttons=(
            (button("serapan_bulan", month, *named, subject=month_name(month)),),
            to_year_end(asked, code, month.tahun),
        ),
    )
