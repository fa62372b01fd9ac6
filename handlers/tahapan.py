"""``/tahapan``: the stages of the general election, by number, word or date."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from data.models import Frozen, Tahapan
from data.queries import naskah
from handlers import scope
from handlers.arguments import SHORTEST_FOR_TYPOS, read
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.vocabulary import measures
from handlers.words import UNITS, YEAR, split

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked, Buttons

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan"),
            ("februari", "feb", "pebruari"),
            ("maret", "mar"),
            ("april", "apr"),
            ("mei",),
            ("juni", "jun"),
            ("juli", "jul"),
            ("agustus", "agu", "ags", "agt"),
            ("september", "sep", "sept"),
            ("oktober", "okt"),
            ("november", "nov", "nopember"),
            ("desember", "des"),
        ),
        start=1,
    )
    for name in names
}
SAID_AS = {
    "coblos": "pemungutan",
    "nyoblos": "pemungutan",
    "mencoblos": "pemungutan",
    "pencoblosan": "pemungutan",
    "pungut": "pemungutan",
    "hitung": "penghitungan",
    "pelantikan": "pengucapan",
    "dilantik": "pengucapan",
    "sumpah": "sumpah",
}
OTHER_ELECTION = frozenset({"pilkada", "pilgub", "pilbup", "pilwalkot", "gubernur", "bupati"})
NUMERIC = re.compile(r"\b(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})\b")
ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
EXAMPLES = ("/tahapan kampanye", "/tahapan 12", "/tahapan 14 Februari 2024")


class Rentang(StrEnum):
    """How much of a date is meant."""

    HARI = "hari"
    BULAN = "bulan"
    BULAN_APA_PUN = "bulan apa pun tahunnya"
    TAHUN = "tahun"


class JawabanTahapan(Frozen):
    """The stages that fit; ``rentang`` tells how much of ``pada`` was asked for."""

    kata: str
    pada: date | None
    rentang: Rentang
    daftar: naskah.DaftarTahapan


def tahapan(asked: Asked) -> Answer:
    """The stages by number, by words of the name or output, or by date."""
    table = naskah.stages(asked.report, asked.year)
    if table is None:
        raise asked.missing("tahapan")
    if OTHER_ELECTION & set(asked.words):
        raise Mistake("tidak_ada", "tahapan_pilkada")
    when, span, rest = read_date(asked)
    if when is not None:
        asked.words = rest
    told = read(asked, measures=measures("tahapan"), typos=False, guarded=False)
    shown = table.tahapan
    if when is not None:
        shown = tuple(row for row in shown if covers(row, when, span))
    words = [UNITS.get(word, word) for word in told.left]
    if len(words) == 1 and words[0].isdigit() and when is None:
        shown = tuple(row for row in shown if row.nomor == int(words[0]))
        if not shown:
            raise Mistake("salah", "nomor_tahapan", str(table.semua), examples=EXAMPLES)
    elif words:
        words = [SAID_AS.get(word, word) for word in words]
        named = tuple(row for row in shown if mentions(f"{row.nama} {row.nama_tercetak}", words))
        shown = named or tuple(row for row in shown if mentions(row.keluaran, words))
    if not shown:
        told.refuse_region()
        scope.guard(asked.words, asked.report)
        raise nothing_found(asked, table, when, " ".join(words))
    return asked.answer(
        "tahapan" if len(shown) < table.semua else "tahapan_semua",
        JawabanTahapan(
            kata=" ".join(words),
            pada=when,
            rentang=span,
            daftar=table.model_copy(update={"tahapan": shown}),
        ),
        sources=["tahapan"],
        notes=[("tahapan", [row.nomor for row in shown])],
        places=["sasaran6"] if len(shown) == table.semua else [],
        buttons=((asked.button("semua_tahapan", "/tahapan"),),)
        if len(shown) < table.semua
        else in_rows(
            [
                asked.button("apa_adanya", "/tahapan", row.nomor, subject=str(row.nomor))
                for row in shown
            ],
            5,
        ),
    )


def mentions(text: str, words: list[str]) -> bool:
    """Whether ``text`` has all of ``words``, each as a word or its beginning."""
    parts = split(text)
    return all(any(part.startswith(word) for part in parts) for word in words)


def covers(row: Tahapan, when: date, span: Rentang) -> bool:
    """Whether the stage runs on the day, or in the month or year of ``when``."""
    if span is Rentang.HARI:
        return row.mulai <= when <= row.selesai
    if span is Rentang.TAHUN:
        return row.mulai.year <= when.year <= row.selesai.year
    first = (row.mulai.year, row.mulai.month)
    last = (row.selesai.year, row.selesai.month)
    years = range(first[0], last[0] + 1) if span is Rentang.BULAN_APA_PUN else (when.year,)
    return any(first <= (year, when.month) <= last for year in years)


def read_date(asked: Asked) -> tuple[date | None, Rentang, tuple[str, ...]]:
    """The date in the words, how much of it is meant, and the words around it."""
    text = asked.text
    numeric = NUMERIC.search(text)
    iso = ISO.search(text)
    if numeric:
        day, month, year = (int(part) for part in numeric.groups())
        return real(day, month, year), Rentang.HARI, split(text.replace(numeric[0], " "))
    if iso:
        year, month, day = (int(part) for part in iso.groups())
        return real(day, month, year), Rentang.HARI, split(text.replace(iso[0], " "))
    words = split(text)
    for at, word in enumerate(words):
        if word not in MONTHS:
            continue
        dated = YEAR.fullmatch(words[at + 1]) if at + 1 < len(words) else None
        year, end = (int(dated[0]), at + 2) if dated else (asked.year, at + 1)
        span = Rentang.BULAN if dated else Rentang.BULAN_APA_PUN
        before = words[at - 1] if at else ""
        if before.isdigit():
            on = real(int(before), MONTHS[word], year)
            return on, Rentang.HARI, words[: at - 1] + words[end:]
        return real(1, MONTHS[word], year), span, words[:at] + words[end:]
    years = [word for word in asked.words if YEAR.fullmatch(word)]
    if years:
        rest = tuple(word for word in asked.words if word not in years)
        return date(int(years[0]), 1, 1), Rentang.TAHUN, rest
    return None, Rentang.HARI, asked.words


def real(day: int, month: int, year: int) -> date:
    """The date; raises ``Mistake`` for one that no calendar has."""
    try:
        return date(year, month, day)
    except ValueError:
        raise Mistake("salah", "tanggal", f"{day}-{month}-{year}", examples=EXAMPLES) from None


def on_that_day(asked: Asked, when: date) -> Buttons:
    """Buttons to what else the report dates on that day."""
    found = naskah.events(asked.report, asked.year)
    buttons = [
        asked.button("peristiwa", "/penghargaan", row.urutan, subject=row.judul[:40])
        for row in (found.peristiwa if found else ())
        if row.tanggal == when
    ]
    if asked.report.laporan(asked.year).tanggal == when:
        buttons.append(asked.button("sumber", "/sumber"))
    return in_rows(buttons, 1)


def nothing_found(
    asked: Asked, table: naskah.DaftarTahapan, when: date | None, phrase: str
) -> Mistake:
    """The mistake of asking for a stage that is not there, with the nearest names."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only misses pay for it

    if when is not None:
        return Mistake("tidak_ada", "tahapan_tanggal", "", on_that_day(asked, when), EXAMPLES)
    named = {row.nomor: row.nama for row in table.tahapan}
    names = {number: name.casefold() for number, name in named.items()}
    best = process.extract(phrase, names, scorer=fuzz.partial_ratio, limit=3, score_cutoff=75)
    buttons = [
        asked.button("apa_adanya", "/tahapan", key, subject=f"{key}. {named[key]}")
        for _, _, key in best
    ]
    if buttons and len(phrase) >= SHORTEST_FOR_TYPOS:
        return Mistake("maksud", "tahapan", phrase, in_rows(buttons, 1))
    return Mistake("tidak_ada", "tahapan", phrase, examples=EXAMPLES)
