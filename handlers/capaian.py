"""``/capaian``: targets, realisasi and achievement of each objective."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data.models import Frozen
from data.queries import capaian as performance
from handlers import scope
from handlers.arguments import Arguments, read
from handlers.asked import in_rows
from handlers.hitungan import parse_number
from handlers.mistakes import Mistake
from handlers.naskah import find_figure
from handlers.vocabulary import measures
from handlers.words import UNITS, is_numeral, split

if TYPE_CHECKING:
    from handlers.answer import Answer, Button
    from handlers.asked import Asked

SECTIONS = frozenset({"mitigasi", "kendala", "fakta"})
KEYWORDS = {
    "reformasi birokrasi": (3, "3.2"),
    "reformasi": (3, "3.2"),
    "birokrasi": (3, "3.2"),
    "rb": (3, "3.2"),
    "akuntabilitas kinerja": (3, "3.1"),
    "akuntabilitas": (3, None),
    "akuntabilitas keuangan": (3, None),
    "sakip": (3, "3.1"),
    "predikat": (3, "3.1"),
    "evaluasi": (3, None),
}
OBJECTIVE = re.compile(r"\d{1,2}(\.\d)?")
EXAMPLES = ("/capaian 3", "/capaian reformasi birokrasi", "/capaian 1 kendala")
FACTS_PER_PAGE = 12


class JawabanCapaian(Frozen):
    """One objective; ``indikator`` narrows it to one indicator."""

    ukuran: str
    indikator: str | None
    sasaran: performance.CapaianSasaran


class JawabanTabelCapaian(Frozen):
    """Every objective in short."""

    sasaran: tuple[performance.CapaianSasaran, ...]


def capaian(asked: Asked) -> Answer:
    """The achievement of one objective, or of all."""
    every = performance.objectives(asked.report, asked.year)
    if not every:
        raise asked.missing("capaian kinerja")
    told = read(
        asked,
        measures={**dict.fromkeys(KEYWORDS, ""), **measures("capaian")},
        typos=False,
        guarded=False,
    )
    phrases = [phrase for phrase in KEYWORDS if f" {phrase} " in f" {' '.join(asked.words)} "]
    measure = next((word for word in told.measures if word), "capaian")
    told.left = [UNITS.get(word, word) for word in told.left]
    if phrases:
        number, indicator = KEYWORDS[max(phrases, key=len)]
        told.left = [word for word in told.left if word != str(number)]
        told.finish(EXAMPLES)
        chosen = next((row for row in every if row.sasaran.nomor == number), None)
        if chosen is not None:
            return one(asked, chosen, measure, indicator)
    if not told.left and measure in SECTIONS:
        return sections(asked, every, measure)
    if not told.left:
        return overview(asked, every)
    return pick(asked, every, tuple(told.left), measure)


def pick(
    asked: Asked,
    every: tuple[performance.CapaianSasaran, ...],
    words: tuple[str, ...],
    measure: str,
) -> Answer:
    """The objective that ``words`` name by number or by words of its text."""
    if len(words) == 1 and is_numeral(words[0]):
        return by_number(asked, every, words[0], measure)
    fitting = fitting_words(every, words)
    if len(fitting) == 1:
        return one(asked, fitting[0], measure, None)
    extra = [measure] if measure in SECTIONS else []
    buttons = [
        asked.button(
            "sasaran", "/capaian", row.sasaran.nomor, *extra, subject=str(row.sasaran.nomor)
        )
        for row in fitting or every
    ]
    phrase = " ".join(words)
    if fitting:
        raise Mistake("pilih", "sasaran", phrase, in_rows(buttons, 3))
    told_region(asked, words)
    scope.guard(asked.words, asked.report)
    raise Mistake("tidak_ada", "sasaran", phrase, in_rows(buttons, 3), EXAMPLES)


def by_number(
    asked: Asked, every: tuple[performance.CapaianSasaran, ...], word: str, measure: str
) -> Answer:
    """The objective ``word`` numbers, or where a figure such as 103 stands."""
    number, _, part = word.partition(".")
    for row in every if OBJECTIVE.fullmatch(word) else ():
        ids = {item.indikator.id for item in row.indikator}
        if row.sasaran.nomor == int(number) and (not part or word in ids):
            return one(asked, row, measure, word if part else None)
    for row in every:
        for item in row.indikator:
            if item.capaian is not None and item.capaian == parse_number(word):
                return one(asked, row, "capaian", item.indikator.id)
    found = None if OBJECTIVE.fullmatch(word) else find_figure(asked, word)
    if found is not None:
        return found
    numbers = f"{every[0].sasaran.nomor}–{every[-1].sasaran.nomor}"
    raise Mistake("salah", "nomor_sasaran", numbers, examples=EXAMPLES)


def fitting_words(
    every: tuple[performance.CapaianSasaran, ...], words: tuple[str, ...]
) -> list[performance.CapaianSasaran]:
    """The objectives whose text has all of ``words``; whole words go before beginnings."""
    fitting, exact = [], []
    for row in every:
        texts = [row.sasaran.uraian, *(item.indikator.uraian for item in row.indikator)]
        known = split(" ".join(texts))
        if all(any(part.startswith(word) for part in known) for word in words):
            fitting.append(row)
            if set(words) <= set(known):
                exact.append(row)
    return exact or fitting


def told_region(asked: Asked, words: tuple[str, ...]) -> None:
    """Refuses a region, which no objective goes by."""
    Arguments(asked, left=list(words)).refuse_region()


def sections(asked: Asked, every: tuple[performance.CapaianSasaran, ...], measure: str) -> Answer:
    """One part of the narrative, where one objective has it; else asks which."""
    having = [row for row in every if getattr(row, measure)]
    if len(having) == 1:
        return section(asked, having[0], measure)
    buttons = [
        asked.button(
            "sasaran", "/capaian", row.sasaran.nomor, measure, subject=str(row.sasaran.nomor)
        )
        for row in having
    ]
    raise Mistake("pilih", "sasaran", measure, in_rows(buttons, 3))


def one(
    asked: Asked,
    row: performance.CapaianSasaran,
    measure: str,
    indicator: str | None,
) -> Answer:
    """One objective, or one of the parts that its narrative tells."""
    number = row.sasaran.nomor
    if measure in SECTIONS:
        return section(asked, row, measure)
    shown = [item for item in row.indikator if indicator is None or item.indikator.id == indicator]
    sources = ["bab3b", "ikhtisar"]
    keys = [item.indikator.id for item in shown]
    if any(len(item.target) > 1 for item in shown):
        sources += ["bab1c", "rkt", "pk"]
    if any(item.fakta for item in shown):
        sources.append(row.fakta[0].sumber)
    parts = []
    for key, present in (
        ("mitigasi", row.mitigasi),
        ("kendala", row.kendala),
        ("fakta", row.fakta),
    ):
        if present:
            parts.append(asked.button(key, "/capaian", number, key))
    return asked.answer(
        "capaian",
        JawabanCapaian(ukuran=measure, indikator=indicator, sasaran=row),
        sources=sources,
        notes=[("indikator", keys)],
        places=[f"sasaran{number}"] if indicator is None else [],
        buttons=(tuple(parts), neighbours(asked, number)),
    )


def section(asked: Asked, row: performance.CapaianSasaran, measure: str) -> Answer:
    """The mitigation, the obstacles or the facts of one objective."""
    number = row.sasaran.nomor
    rows: tuple[Frozen, ...] = {
        "mitigasi": row.mitigasi,
        "kendala": row.kendala,
        "fakta": row.fakta,
    }[measure]
    shown, turn = asked.pages(len(rows), FACTS_PER_PAGE, "/capaian", number, measure)
    cut = {"fakta": row.fakta[shown]} if measure == "fakta" else {}
    places = list(dict.fromkeys(getattr(item, "sumber", "") for item in rows))
    return asked.answer(
        f"capaian_{measure}",
        JawabanCapaian(ukuran=measure, indikator=None, sasaran=row.model_copy(update=cut)),
        sources=places or ["bab3a"],
        places=places if measure == "fakta" else [],
        buttons=(
            *turn,
            (asked.button("sasaran", "/capaian", number, subject=str(number)),),
        ),
    )


def neighbours(asked: Asked, number: int) -> tuple[Button, ...]:
    """Buttons to the objectives before and after, and to all of them."""
    count = len(performance.objectives(asked.report, asked.year))
    around = [other for other in (number - 1, number + 1) if 1 <= other <= count]
    return (
        *(asked.button("sasaran", "/capaian", other, subject=str(other)) for other in around),
        asked.button("semua_sasaran", "/capaian"),
    )


def overview(asked: Asked, every: tuple[performance.CapaianSasaran, ...]) -> Answer:
    """Every objective in short."""
    numbers = [row.sasaran.nomor for row in every]
    return asked.answer(
        "capaian_semua",
        JawabanTabelCapaian(sasaran=every),
        sources=["bab3b"],
        notes=[
            (
                "indikator",
                ["semua", *(item.indikator.id for row in every for item in row.indikator)],
            )
        ],
        buttons=in_rows(
            [
                asked.button("sasaran", "/capaian", number, subject=str(number))
                for number in numbers
            ],
            3,
        ),
    )
