"""The code of a subscription, and a wish as the line that asks for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from data.bulanan.codes import TOTAL
from data.models import JenisLangganan
from data.queries import anggaran
from handlers import codes
from handlers.answer import Button
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.words import YEAR

if TYPE_CHECKING:
    from data.models import Pilihan
    from handlers.asked import Asked
    from handlers.codes import Coded

ONE_CODE = "/langganan serapan CQ lengkap"
WITHOUT_YEAR = "/langganan serapan < 50% pada Juni"
NUMERAL = re.compile(r"-?\d+(?:[.,]\d+)*")
LONGEST_BUTTON = 62
WHOLE = frozenset({"total", "semua", "seluruh"})
SHORT_MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")


class Kode(NamedTuple):
    """The code of a line: canonical, or as typed where nothing has it; else both empty."""

    dikenal: str
    asing: str


def code_in(asked: Asked, words: list[str]) -> tuple[Kode, list[str]]:
    """The one code among ``words``, and the other words."""
    whole = [word for word in words if word in WHOLE]
    words = [word for word in words if word not in WHOLE]
    found = codes.find_among(tuple(words), known_rows(asked))
    if len(found) + bool(whole) > 1:
        raise Mistake("salah", "satu_kode_langganan", examples=(ONE_CODE,))
    if found:
        code = found[0]
        rest = [*words[: code.start], *words[code.end :]]
        return Kode(code.row.kode, "") if code.row else Kode("", code.typed), rest
    numbers = [word for word in words if NUMERAL.fullmatch(word)]
    if numbers and YEAR.fullmatch(numbers[0]):
        raise Mistake("salah", "tahun_langganan", numbers[0], examples=(WITHOUT_YEAR,))
    if numbers:
        words.remove(numbers[0])
        return Kode("", numbers[0]), words
    return Kode(TOTAL if whole else "", ""), words


def known_rows(asked: Asked) -> list[Coded]:
    """A line for every code that a report or a loaded month has."""
    by_code: dict[str, Coded] = {}
    for year in asked.report.years:
        by_code |= {row.kode: row for row in anggaran.lines(asked.report, year)}
    for position in asked.office.figures.current().posisi:
        by_code |= {row.kode: row for row in position.baris}
    return list(by_code.values())


def unknown_code(asked: Asked, chat: int | None, wish: Pilihan, typed: str) -> Mistake:
    """The mistake of naming a code that nothing has; ``wish`` with the codes near it."""
    begin = "/langganan" if chat is None else f"/langganan di {chat}"
    near = {
        row.kode: f"{begin} {line_of(wish.model_copy(update={'kode': row.kode}))}"
        for row in codes.near(typed, known_rows(asked))
    }
    buttons = [
        Button(label="apa_adanya", question=line, subject=code)
        for code, line in near.items()
        if len(line) <= LONGEST_BUTTON
    ]
    return Mistake("salah", "kode_langganan", typed, in_rows(buttons, 2), tuple(near.values()))


def line_of(wish: Pilihan) -> str:
    """What to type behind ``/langganan`` for ``wish``; with that at most 62 bytes long."""
    parts = ["koreksi" if wish.jenis is JenisLangganan.KOREKSI else "serapan"]
    if wish.persen is not None:
        parts += [wish.arah, f"{wish.persen.normalize():f}%".replace(".", ",")]
        parts += [SHORT_MONTHS[wish.bulan - 1]] if wish.bulan else []
    parts += [] if wish.kode == TOTAL else [wish.kode]
    parts += ["lengkap"] if wish.panjang == "lengkap" else []
    return " ".join(parts)
