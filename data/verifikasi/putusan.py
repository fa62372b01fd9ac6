"""The verdict on a figure whose subject is certain: rounding half-up, comparisons, printed twice.

A figure that is written with fewer digits than the report's is right where the report's
figure, rounded half-up to its last digit, is the same; one that is merely cut off is not. A whole
group of zeros (*245.000*) is read as rounding if two digits are left. *Sekitar* never makes a
figure wrong that lies within a tenth, and never right one that is not the rounded figure.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum

from data.calculator import Computed, difference, in_steps, percent
from data.models import Frozen, Muatan
from data.verifikasi.angka import Angka

NEAR = Decimal(5)
FAR = Decimal(10)
GROUP = Decimal(1000)
FEWEST_DIGITS = 2
HOLDS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "lebih": operator.gt,
    "minimal": operator.ge,
    "kurang": operator.lt,
    "maksimal": operator.le,
}


class Vonis(StrEnum):
    """What a figure is found to be."""

    SESUAI = "sesuai"
    BULAT = "sesuai setelah pembulatan"
    BEDA = "berbeda"
    TIADA = "tidak ada di laporan"
    TANYA = "belum dinilai"


class Cetakan(Frozen):
    """One figure of the report for a subject.

    ``asal`` is ``tercetak`` for what the report prints, ``hitung`` for what follows from
    it; ``setara`` tells that a computed figure rounds to the printed one. ``di`` names
    the place where the report prints more than one.
    """

    nilai: Decimal
    asal: str = "tercetak"
    setara: bool = False
    di: str = ""


class Pokok(Frozen):
    """What a figure can be about: its name, unit, figures, and where they stand.

    The first of ``cetakan`` is the report's own figure; none where it cannot be read.
    ``baris`` are the rows whose notes concern it; ``pertanyaan`` asks the bot for it;
    ``juga`` are further places that print it.
    """

    kunci: str
    nama: str
    satuan: str
    cetakan: tuple[Cetakan, ...]
    sumber: str
    pertanyaan: str
    baris: tuple[tuple[str, str], ...] = ()
    juga: tuple[str, ...] = ()
    muatan: Muatan | None = None

    @property
    def beragam(self) -> bool:
        """Whether the report has figures for it that differ."""
        return len({one.nilai for one in self.cetakan if not one.setara}) > 1


class Penilaian(Frozen):
    """The verdict on one figure for one subject.

    ``cocok`` is the figure of the report that it was held against; ``selisih`` the stated
    one less that, with ``persen`` of the report's. ``sebab`` says why in a key.
    """

    vonis: Vonis
    cocok: Cetakan | None = None
    selisih: Decimal | None = None
    persen: Decimal | None = None
    sebab: str = ""


def digits_left(value: Decimal, step: Decimal) -> int:
    """How many digits ``value`` has down to ``step``."""
    return len(str(int(value / step)))


def judge(figure: Angka, compared: str, subject: Pokok) -> Penilaian:
    """What ``figure`` is for ``subject``, as ``compared`` by its words (empty for *is*).

    Every figure that the report has for the subject is looked at; the printed one first.
    """
    if not subject.cetakan:
        return Penilaian(vonis=Vonis.TANYA, sebab="tak_terbaca")
    if compared in HOLDS:
        return bounded(figure, compared, subject)
    first = subject.cetakan[0]
    for exact in (True, False):
        for one in subject.cetakan:
            found = matched(figure, compared, one, exact=exact)
            if found is not None:
                return where_printed(found, one, subject, figure)
    return differing(figure, compared, first)


def matched(figure: Angka, compared: str, one: Cetakan, *, exact: bool) -> Penilaian | None:
    """How ``figure`` agrees with ``one``, exactly or by rounding; ``None`` where it does not."""
    value = figure.nilai
    if compared == "lebih_sedikit":
        inside = value < one.nilai < value + figure.longgar
        return Penilaian(vonis=Vonis.SESUAI, cocok=one, sebab=compared) if inside else None
    if exact:
        same = value == one.nilai and compared != "hampir"
        return Penilaian(vonis=Vonis.SESUAI, cocok=one) if same else None
    if compared == "tepat" or (compared == "hampir" and value <= one.nilai):
        return None
    if not rounds(figure, compared, one.nilai):
        return None
    gap = plain_value(difference(value, one.nilai).value)
    return Penilaian(vonis=Vonis.BULAT, cocok=one, selisih=gap)


def rounds(figure: Angka, compared: str, value: Decimal) -> bool:
    """Whether ``value``, rounded as ``figure`` is written, is that figure."""
    if in_steps(value, figure.langkah) == figure.nilai:
        return True
    if in_steps(value, figure.longgar) != figure.nilai:
        return False
    if compared in {"sekitar", "hampir"}:
        return apart(figure.nilai, value) <= NEAR
    whole = figure.langkah == 1 and figure.longgar >= GROUP
    return whole and digits_left(figure.nilai, figure.longgar) >= FEWEST_DIGITS


def where_printed(found: Penilaian, one: Cetakan, subject: Pokok, figure: Angka) -> Penilaian:
    """``found``, with what has to be said where the report has more than one figure."""
    printed = [item for item in subject.cetakan if item.asal == "tercetak"]
    if one.asal == "hitung" and not one.setara and printed:
        # What the rows add up to is not what the report prints.
        return measured(figure, printed[0], "hitungan")
    return found.model_copy(update={"sebab": "tercetak"}) if subject.beragam else found


def differing(figure: Angka, compared: str, first: Cetakan) -> Penilaian:
    """The disagreement of ``figure`` with the report, or that it cannot be judged."""
    away = apart(figure.nilai, first.nilai)
    if compared in {"sekitar", "hampir"} and away <= FAR:
        return Penilaian(vonis=Vonis.TANYA, cocok=first, sebab="kira")
    if compared == "lebih_sedikit" and figure.nilai <= first.nilai:
        return Penilaian(vonis=Vonis.TANYA, cocok=first, sebab="kira")
    cut = in_steps(first.nilai, figure.langkah, cut=True) == figure.nilai and figure.nilai != 0
    near = figure.langkah == 1 and digits_left(figure.nilai, figure.longgar) > FEWEST_DIGITS
    near = near and in_steps(first.nilai, figure.longgar) == figure.nilai
    reason = "dipotong" if cut else "nol" if near else ""
    return measured(figure, first, reason)


def measured(figure: Angka, one: Cetakan, reason: str) -> Penilaian:
    """Disagreement with ``one``, and by how much."""
    gap = plain_value(difference(figure.nilai, one.nilai).value)
    share = percent(abs(gap), one.nilai) if figure.satuan != "persen" else None
    return Penilaian(
        vonis=Vonis.BEDA,
        cocok=one,
        selisih=gap,
        persen=share.rounded if isinstance(share, Computed) else None,
        sebab=reason,
    )


def plain_value(value: Decimal) -> Decimal:
    """``value`` without zeros behind its last digit."""
    whole = value.to_integral_value()
    return whole if whole == value else Decimal(f"{value.normalize():f}")


def apart(value: Decimal, other: Decimal) -> Decimal:
    """How far ``value`` is from ``other``, in percent of it; far where that is zero."""
    share = percent(abs(value - other), other)
    return share.value if isinstance(share, Computed) else FAR * FAR


def bounded(figure: Angka, compared: str, subject: Pokok) -> Penilaian:
    """Whether the report's figure keeps the bound; not judged where it has several that differ."""
    holds = HOLDS[compared]
    first = subject.cetakan[0]
    told = {holds(one.nilai, figure.nilai) for one in subject.cetakan if not one.setara}
    if len(told) > 1:
        return Penilaian(vonis=Vonis.TANYA, cocok=first, sebab="beragam")
    if told == {True}:
        return Penilaian(vonis=Vonis.SESUAI, cocok=first, sebab=compared)
    return measured(figure, first, f"bukan_{compared}")
