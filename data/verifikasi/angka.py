"""Figures in a text as Indonesians and the report write them, and what is no figure to check.

A figure keeps where it stands and how exact it is. Years, dates, codes, numbers of articles
and the like are left out; a range, or a number that reads two ways, is kept with that reason.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from data.models import Frozen
from data.verifikasi.bukan_klaim import masked

if TYPE_CHECKING:
    from collections.abc import Iterator

INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff]")
APOSTROPHE = re.compile(r"[‘’ʼ`´]")
SCALES = {
    "ribu": Decimal(10**3),
    "rb": Decimal(10**3),
    "thousand": Decimal(10**3),
    "juta": Decimal(10**6),
    "jt": Decimal(10**6),
    "million": Decimal(10**6),
    "miliar": Decimal(10**9),
    "milyar": Decimal(10**9),
    "milliar": Decimal(10**9),
    "miliard": Decimal(10**9),
    "mlr": Decimal(10**9),
    "milyard": Decimal(10**9),
    "billion": Decimal(10**9),
    "triliun": Decimal(10**12),
    "trilyun": Decimal(10**12),
    "trillion": Decimal(10**12),
}
# One letter is a scale only behind Rp; elsewhere it may be metres or anything.
LETTERS = {"m": Decimal(10**9), "t": Decimal(10**12), "k": Decimal(10**3)}
UNITS = {
    "pemilih": "orang",
    "orang": "orang",
    "org": "orang",
    "jiwa": "orang",
    "warga": "orang",
    "wajib pilih": "orang",
    "mata pilih": "orang",
    "pegawai": "orang",
    "staf": "orang",
    "pns": "orang",
    "asn": "orang",
    "ppnpn": "orang",
    "tps": "TPS",
    "suara": "suara",
    "m2": "m²",
    "meter persegi": "m²",
    "dokumen": "dokumen",
    "keputusan": "dokumen",
    "lembar": "barang",
    "buah": "barang",
    "unit": "barang",
    "keping": "barang",
    "helai": "barang",
    "botol": "barang",
    "pcs": "barang",
    "poin": "poin",
    "point": "poin",
}
WORDS = "|".join(sorted(SCALES, key=len, reverse=True))
UNIT_WORDS = "|".join(sorted((re.escape(word) for word in UNITS), key=len, reverse=True))
FIGURE = re.compile(
    r"(?<![\w])(?P<rp>(?:rp|idr)[ \t]?\.?[ \t]{0,3})?(?<![\d.,])"
    r"(?P<digits>\d+(?:[.,]\d+)*)(?P<strip>,[ \t]?[-–—]+|\.-)?"
    rf"(?:[ \t-]{{0,2}}(?:(?P<scale>{WORDS})(?P<loose>-?an)?|(?P<letter>[mtk]))(?!\w))?"
    r"(?P<money>[ \t]{0,2}rupiah\b)?"
    r"(?:[ \t]{0,2}(?P<percent>%|(?:persen|prosen|percent|pct)\b))?",
    re.IGNORECASE,
)
UNIT_BEHIND = re.compile(
    rf"[ \t]{{0,2}}(?P<unit>{UNIT_WORDS})(?!\w)"
    r"(?P<label>[ \t]*[:=])?(?P<next>[ \t]+(?:rp\.?[ \t]*)?\d)?",
    re.IGNORECASE,
)
RANGE = re.compile(r"\s*(?:[-–—]|s\s?/\s?d|s\.\s?d\.?|sampai(?: dengan)?|hingga)\s*", re.IGNORECASE)
BETWEEN = re.compile(r"\bantara\s+$", re.IGNORECASE)
AND = re.compile(r"\s*(?:dan|sampai|hingga|-)\s*", re.IGNORECASE)
SIGN = re.compile(r"(?:^|[\s(:=])[-−+]$")
APPROXIMATE = re.compile(r"(?:±|~|≈|\+/-)\s*$")
BOUND = re.compile(r"(?P<sign>>=|<=|[<>≥≤])\s*$")
BOUNDS = {">": "lebih", "<": "kurang", ">=": "minimal", "≥": "minimal", "<=": "maksimal"}
BOUNDS["≤"] = "maksimal"
RAISED = re.compile(r"[⁰¹²³⁴-⁹₀-₉]")
FRACTION = re.compile(r"[½⅓⅔¼¾⅕-⅞]")
GROUP = 3
LONGEST = 24
# No report counts so far, and exact arithmetic ends a little above.
LARGEST = 10**21

Sebab = Literal["", "rentang", "rancu", "tanda", "bersambung"]


class Angka(Frozen):
    """A figure: where it stands, its value and how exact it is.

    ``langkah`` is the worth of its last written digit, ``longgar`` that of its last digit
    that is not zero. ``satuan`` is what it is counted in, as far as it says so itself;
    empty where it does not. ``banding`` is a sign or an ending that makes a comparison of
    it. ``sebab`` says why its value is not certain. ``ribuan`` tells that a lone
    separator was read as one of thousands.
    """

    awal: int
    akhir: int
    teks: str
    nilai: Decimal
    langkah: Decimal
    longgar: Decimal
    satuan: str = ""
    berskala: bool = False
    ribuan: bool = False
    banding: str = ""
    sebab: Sebab = ""


class Terbaca(Frozen):
    """Digits as a number, the worth of the last one, and whether they read two ways."""

    nilai: Decimal
    langkah: Decimal
    rancu: bool = False
    ribuan: bool = False


def plain(raw: str) -> str:
    """``raw`` with plain digits, spaces and apostrophes, and nothing invisible."""
    # A raised digit is a footnote and a fraction no decimal: neither may join its number.
    text = RAISED.sub(" ", raw.replace("m²", "m2"))
    text = unicodedata.normalize("NFKC", FRACTION.sub("/", text))
    return APOSTROPHE.sub("'", INVISIBLE.sub("", text))


def find(text: str) -> tuple[Angka, ...]:
    """The figures of ``text`` in order, without those that claim nothing."""
    hidden = masked(text)
    found: list[Angka] = []
    for match in FIGURE.finditer(text):
        start, end = match.span()
        if any(first < end and start < last for first, last in hidden):
            continue
        item = figure_of(match, text)
        if item is not None:
            found.append(item)
    return tuple(connected(found, text))


def figure_of(match: re.Match[str], text: str) -> Angka | None:
    """The figure of ``match``; ``None`` where letters or a slash make it something else."""
    read = number(match["digits"], decimal=bool(match["percent"]), scaled=bool(match["scale"]))
    end = match.end()
    behind = UNIT_BEHIND.match(text, end)
    next_sign = text[end : end + 1]
    if read is None or (next_sign.isalnum() and behind is None) or next_sign == "/":
        return None
    unit, reason = unit_of(match, behind)
    scale = SCALES.get((match["scale"] or "").casefold(), Decimal(1))
    if match["letter"] and match["rp"]:
        scale = LETTERS[match["letter"].casefold()]
    if read.nilai * scale >= LARGEST:
        return None
    # One letter may be miliar, metres or million, and 1.234 miliar reads two ways.
    unclear = read.rancu or (match["letter"] and (not match["rp"] or read.ribuan))
    before = text[: match.start()]
    if SIGN.search(before):
        reason = "tanda"
    bound = BOUND.search(before)
    compared = BOUNDS[bound["sign"]] if bound else ""
    return Angka(
        awal=match.start(),
        akhir=end,
        teks=match[0].strip(),
        nilai=read.nilai * scale,
        langkah=read.langkah * scale,
        longgar=loose(read.nilai * scale, read.langkah * scale),
        satuan=unit,
        berskala=scale != 1,
        ribuan=read.ribuan,
        banding="sekitar" if match["loose"] or APPROXIMATE.search(before) else compared,
        sebab="rancu" if unclear else reason,
    )


def unit_of(match: re.Match[str], behind: re.Match[str] | None) -> tuple[str, Sebab]:
    """What a figure is counted in, and whether the word that says so is uncertain.

    A word before a colon is the label of what follows; in *244.838 TPS 557* it may belong
    to either number.
    """
    unit = "persen" if match["percent"] else "rupiah" if match["rp"] or match["money"] else ""
    if behind is None or behind["label"]:
        return unit, ""
    word = UNITS[" ".join(behind["unit"].casefold().split())]
    reason: Sebab = "rancu" if behind["next"] else "tanda" if word == "poin" else ""
    return unit or word, reason


def number(digits: str, *, decimal: bool, scaled: bool) -> Terbaca | None:
    """What ``digits`` with their separators mean; ``None`` for what is no number.

    A lone separator before three digits separates thousands, except in a percentage, and
    except for a comma before a scale (*11,632 miliar*); a dot there reads two ways.
    """
    groups = re.split(r"[.,]", digits)
    signs = [sign for sign in digits if sign in ".,"]
    if len(digits) > LONGEST or (len(groups[0]) > 1 and groups[0][0] == "0"):
        return None
    thousands = all(len(group) == GROUP for group in groups[1:]) and len(groups[0]) <= GROUP
    thousands = thousands and groups[0] != "0"
    if not signs:
        return Terbaca(nilai=Decimal(digits), langkah=Decimal(1))
    if len(signs) == 1:
        if decimal or not thousands or (scaled and signs[0] == ","):
            return fraction(groups[0], groups[1])
        value = Decimal("".join(groups))
        return Terbaca(nilai=value, langkah=Decimal(1), rancu=scaled, ribuan=True)
    if len(set(signs)) == 1:
        value = Decimal("".join(groups))
        return Terbaca(nilai=value, langkah=Decimal(1), rancu=not thousands or decimal)
    whole = groups[:-1]
    regular = all(len(group) == GROUP for group in whole[1:]) and len(whole[0]) <= GROUP
    regular = regular and len(set(signs[:-1])) == 1 and signs[-1] not in signs[:-1]
    read = fraction("".join(whole), groups[-1])
    return read.model_copy(update={"rancu": not regular or len(groups[-1]) >= GROUP})


def fraction(whole: str, tail: str) -> Terbaca:
    """A whole part and its decimals."""
    return Terbaca(nilai=Decimal(f"{whole}.{tail}"), langkah=Decimal(1).scaleb(-len(tail)))


def loose(value: Decimal, step: Decimal) -> Decimal:
    """The worth of the last digit of ``value`` that is not zero; ``step`` for zero."""
    if value == 0:
        return step
    worth = step
    while value % (worth * 10) == 0:
        worth *= 10
    return worth


def connected(found: list[Angka], text: str) -> Iterator[Angka]:
    """The figures with those marked that belong to a range, or to the number before."""
    reasons: dict[int, Sebab] = {}
    for at, (a, b) in enumerate(pairwise(found)):
        gap = text[a.akhir : b.awal]
        between = BETWEEN.search(text[: a.awal]) and AND.fullmatch(gap)
        if RANGE.fullmatch(gap) or between:
            reasons[at] = reasons[at + 1] = "rentang"
        elif a.berskala and gap.isspace() and "\n" not in gap and b.nilai < a.langkah:
            # "3 juta 988 ribu" is one number in two parts.
            reasons[at] = reasons[at + 1] = "bersambung"
    for at, item in enumerate(found):
        yield item.model_copy(update={"sebab": reasons[at]}) if at in reasons else item
