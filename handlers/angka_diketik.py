"""A bare number in a question for the budget: a figure to find, a month to ask back, or neither."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data.queries import anggaran as budget
from data.queries import naskah
from handlers.bulan_diminta import meant
from handlers.bulan_ditolak import button
from handlers.mistakes import Mistake
from handlers.naskah import find_figure
from handlers.periode import DECEMBER, Diminta, month_name
from handlers.words import is_numeral

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.bulanan.figures import Bulanan
    from handlers.answer import Answer
    from handlers.arguments import Arguments
    from handlers.asked import Asked

EXAMPLES = ("/serapan Oktober", "/serapan CQ.6871")
FEWEST_DIGITS = 3
NOT_DIGITS = re.compile(r"\D")
FIGURE = re.compile(r"\d[\d.,]*\d")
# Signs that make of a number something else than the number of a month.
SIGNS = frozenset("-<>=%")


def figure_named(asked: Asked, words: Iterable[str]) -> Answer | None:
    """Where a figure such as 98,38 stands; ``None`` where no figure of the budget was typed."""
    figure = next((word for word in words if is_numeral(word)), "")
    digits = digits_of(figure)
    if len(digits) < FEWEST_DIGITS or digits not in budget_figures(asked):
        return None
    return find_figure(asked, figure)


def digits_of(figure: object) -> str:
    """The digits of a figure, however it is written."""
    return NOT_DIGITS.sub("", str(figure))


def budget_figures(asked: Asked) -> set[str]:
    """The digits of every figure that the budget, or a note of the report, prints."""
    rows = budget.lines(asked.report, asked.year)
    printed = {
        digits_of(figure)
        for row in rows
        for figure in (row.pagu, row.realisasi, row.sisa, row.persen)
    }
    notes = naskah.notes(asked.report, asked.year).catatan if rows else ()
    noted = {digits_of(figure) for note in notes for figure in FIGURE.findall(note.kalimat)}
    return printed | noted


def refuse_number(asked: Asked, months: Bulanan, told: Arguments) -> None:
    """Refuses words that are numbers only; one that can be a loaded month is asked back."""
    left = told.left
    if not left or not all(is_numeral(word) for word in left):
        return
    plain = set(told.measures) <= {"", "semua"} and SIGNS.isdisjoint(asked.text)
    month = int(left[0]) if plain and len(left) == 1 and left[0].isdigit() else 0
    wanted = meant(asked, Diminta(None, month), months) if 1 <= month <= DECEMBER else None
    if wanted is not None and months.dari(wanted):
        ask = button("apa_adanya", wanted, subject=month_name(wanted))
        raise Mistake("pilih", "angka_bulan", left[0], ((ask,),), EXAMPLES)
    raise Mistake("salah", "kata", " ".join(left), examples=EXAMPLES)
