"""``/hitung``: the shared achievement calculator, with figures that people type."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from data.calculator import Result, achievement
from data.models import Arah, Frozen
from handlers.mistakes import Mistake
from handlers.vocabulary import measures
from handlers.words import fold

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked

TOKEN = re.compile(r"(?:rp\.?\s*)?(-?\d[\d.,]*)(?:\s*(%|persen))?|([a-z]+)")
DOTTED = re.compile(r"-?\d{1,3}(\.\d{3})+")
COMMAED = re.compile(r"-?\d{1,3}(,\d{3}){2,}")
LETTERS = frozenset({"aa", "a", "bb", "b", "cc", "c", "d"})
MOST_DIGITS = 18
GROUP = 3
TWO = 2
EXAMPLES = ("/hitung 78 89,25", "/hitung 10 8 turun")


class Hitungan(Frozen):
    """A target and a realisasi as typed, and the achievement they yield."""

    target: Decimal | str
    realisasi: Decimal | str
    arah: Arah
    hasil: Result


def parse_number(text: str) -> Decimal | None:
    """The number that an Indonesian means by ``text``; ``None`` where there is none.

    ``1.234.567,00`` and ``1,234,567.00`` are told by their last separator; a lone
    dot before three digits separates thousands, any other lone separator decimals.
    """
    text = text.strip().rstrip(".,")
    if "." in text and "," in text:
        decimal = max(text.rfind("."), text.rfind(","))
        whole = re.sub(r"[.,]", "", text[:decimal])
        groups = re.split(r"[.,]", text[:decimal])
        if any(len(group) != GROUP for group in groups[1:]) or text[decimal] in text[:decimal]:
            return None
        text = f"{whole}.{text[decimal + 1 :]}"
    elif DOTTED.fullmatch(text):
        text = text.replace(".", "")
    elif COMMAED.fullmatch(text):
        text = text.replace(",", "")
    else:
        text = text.replace(",", ".")
    if not re.fullmatch(r"-?\d+(\.\d+)?", text) or len(text) > MOST_DIGITS:
        return None
    return Decimal(text)


def hitung(asked: Asked) -> Answer:
    """The achievement for a target and a realisasi, by the formula of BAB III.A."""
    values: list[Decimal | str] = []
    direction = Arah.NAIK
    known = measures("hitung")
    for number, _, word in TOKEN.findall(fold(asked.text)):
        if number:
            value = parse_number(number)
            if value is None:
                raise Mistake("salah", "angka", number, examples=EXAMPLES)
            values.append(value)
        elif known.get(word) == Arah.TURUN.value:
            direction = Arah.TURUN
        elif word in LETTERS:
            values.append(word.upper())
        elif word not in known:
            raise Mistake("salah", "kata", word, examples=EXAMPLES)
    if len(values) != TWO:
        raise Mistake("salah", "dua_angka", examples=EXAMPLES)
    target, realisasi = values
    return asked.answer(
        "hitung",
        Hitungan(
            target=target,
            realisasi=realisasi,
            arah=direction,
            hasil=achievement(target, realisasi, direction),
        ),
        sources=["bab3a"],
        buttons=((asked.button("semua_sasaran", "/capaian"),),),
    )
