"""What a figure takes over from the figures, the sentence or the heading before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.verifikasi_baca import Ucapan
    from handlers.verifikasi_isi import Isi

MEASURES = frozenset(
    {"L", "P", "TPS", "PERTPS", "LOKSUS", "BAGIAN", "DPT"}
    | {"PAGU", "REALISASI", "SISA", "SERAPAN", "ANGGARAN"}
    | {"DANA", "PILBUP", "PILGUB", "LUAS", "JDIH", "FISIK", "WEB", "SUARA"}
    | {"TARGET", "CAPAIAN", "NILAI", "SDM", "PNS", "PPNPN"}
)
QUALIFIERS = frozenset({"GEDUNG", "TOTAL", "SENTT"})
NEEDS = {"L": "DPT", "P": "DPT", "FISIK": "JDIH", "WEB": "JDIH"}
CLOSE = frozenset({"dengan", "tersebar", "terbagi", "("})


def inherit(found: list[Ucapan], before: list[Ucapan], header: Isi | None) -> None:
    """Gives each figure what its own words leave out, where only one thing can be meant."""
    for at, item in enumerate(found):
        earlier = found[:at]
        sources = [one.isi for one in (earlier or before)] or ([header] if header else [])
        if sources:
            take_over(item, sources, near=bool(earlier))


def take_over(item: Ucapan, sources: list[Isi], *, near: bool) -> None:
    """Gives one figure what ``sources`` name; ``near`` tells that they are of its sentence."""
    isi, last = item.isi, sources[-1]
    named = bool(isi.ukuran & MEASURES)
    placed = isi.berbenda or bool(isi.badan)
    if not named and not placed:
        # Nothing tells what it is about, except a percentage right behind an amount.
        if item.angka.satuan == "persen" and near:
            item.persen_dari = frozenset(last.ukuran)
            give_entity(isi, [last])
            taint(isi, [last])
        return
    if not placed:
        item.mewarisi = True
        give_entity(isi, [last] if near and item.sambung in CLOSE else sources)
    if not named:
        item.mewarisi = True
        give_measures(isi, sources)
        return
    every = set.union(*(one.ukuran for one in sources))
    if "BAGIAN" in isi.ukuran and every & {"L", "P"}:
        # A share of the province's voters: of all in the region, or of one sex?
        isi.sebab.setdefault("beberapa", "")
    isi.ukuran |= every & {NEEDS[key] for key in isi.ukuran & NEEDS.keys()}
    if isi.ukuran & MEASURES <= {"PILBUP", "PILGUB"}:
        isi.ukuran |= every & {"DANA", "ANGGARAN"}


def give_entity(isi: Isi, sources: list[Isi]) -> None:
    """Takes over the one region, line or pair that ``sources`` name."""
    named = {
        (repr(one.wilayah), repr(sorted(one.benda.items())), repr(one.badan)): one
        for one in sources
        if one.berbenda or one.badan
    }
    if len(named) == 1:
        (one,) = named.values()
        isi.wilayah = isi.wilayah or list(one.wilayah)
        isi.benda = {kind: list(keys) for kind, keys in one.benda.items()}
        isi.badan = isi.badan or list(one.badan)
        isi.bulan = isi.bulan or list(one.bulan)
        taint(isi, sources)
    elif named:
        isi.sebab.setdefault("beberapa", "")


def give_measures(isi: Isi, sources: list[Isi]) -> None:
    """Takes over the measures that all of ``sources`` name alike."""
    named = {frozenset(one.ukuran & (MEASURES | QUALIFIERS)) for one in sources if one.ukuran}
    if len(named) == 1:
        isi.ukuran |= set(*named)
        isi.pemilu = isi.pemilu or any(one.pemilu for one in sources)
        isi.serentak = isi.serentak or any(one.serentak for one in sources)
        isi.bulan = isi.bulan or list(sources[-1].bulan)
        taint(isi, sources)
    elif named:
        isi.sebab.setdefault("beberapa", "")


def taint(isi: Isi, sources: list[Isi]) -> None:
    """Keeps from a verdict what takes over from words that were not understood."""
    for one in sources:
        if one.asing or one.sebab or one.kode_asing:
            isi.sebab.setdefault("sambungan", (one.asing or [""])[0])
