"""What a figure can be about, from what is said of it; or why no subject is certain.

The value of the figure is never looked at to find its subject; only its unit is, and
whether it can be an amount of that unit at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import Bulan
from data.moments import MONTHS
from data.queries import anggaran
from data.verifikasi import pokok
from handlers.verifikasi_wilayah import (
    BUDGET,
    MONEY,
    VOTERS,
    WHOLE,
    Calon,
    funds,
    local,
    places,
    voters,
)

if TYPE_CHECKING:
    from data.bulanan.figures import Bulanan
    from data.report import Report
    from data.verifikasi.angka import Angka
    from data.verifikasi.putusan import Pokok
    from handlers.verifikasi_baca import Ucapan
    from handlers.verifikasi_isi import Isi

STAFF = frozenset({"SDM", "PNS", "PPNPN"})
PAPERS = frozenset({"JDIH", "FISIK", "WEB"})
ELECTIONS = frozenset({"PILBUP", "PILGUB"})
FEWEST_RUPIAH = 1000
MOST_PERCENT = 1000
SHORT = 3
FITTING = {
    "orang": {"orang", "pemilih per TPS"},
    "barang": {"barang", "dokumen"},
    "persen": {"persen", "nilai"},
    "dokumen": {"dokumen"},
    "suara": {"suara"},
    "TPS": {"TPS"},
    "m²": {"m²"},
    "rupiah": {"rupiah"},
}
BARE = frozenset({"orang", "TPS", "suara", "m²", "dokumen", "barang", "nilai", "pemilih per TPS"})


def candidates(said: Ucapan, report: Report, year: int, months: Bulanan) -> Calon:
    """What the figure of ``said`` can be about."""
    calon = Calon()
    isi, measures = said.isi, said.isi.ukuran
    if said.persen_dari:
        shares(said, report, year, months, calon)
    elif "indikator" in isi.benda:
        if measures & (VOTERS | STAFF | {"SUARA", "PAGU", "SISA", "SERAPAN"}):
            calon.sebab = "pokok"
        indicators(isi, report, year, calon)
    else:
        if measures & {"TARGET", "CAPAIAN"}:
            # A target is no realisasi, and the report has targets of indicators only.
            calon.sebab = "pokok"
        central(said, report, year, months, calon)
        local_figures(said, report, year, calon)
    calon.pokok = [item for item in calon.pokok if fits(said.angka, item)]
    return calon


def central(said: Ucapan, report: Report, year: int, months: Bulanan, calon: Calon) -> None:
    """What does not go by region: goods, staff, votes, the budget."""
    isi, measures = said.isi, said.isi.ukuran
    if "barang" in isi.benda:
        goods(isi, report, year, calon)
    if measures & STAFF or "pegawai" in isi.benda:
        persons(isi, report, year, calon)
    if "pasangan" in isi.benda or "SUARA" in measures:
        ballots(said, report, year, calon)
    if wants_budget(isi):
        lines(said, report, year, months, calon)


def local_figures(said: Ucapan, report: Report, year: int, calon: Calon) -> None:
    """What goes by region: voters, funding, buildings, documents."""
    isi, measures = said.isi, said.isi.ukuran
    if measures & VOTERS:
        voters(said, report, year, calon)
    elections = measures & ELECTIONS and not measures & (VOTERS | {"SUARA"})
    if elections or (measures & MONEY and not wants_budget(isi)):
        funds(isi, report, year, calon)
    if "LUAS" in measures:
        places(isi, report, year, ("luas",), calon)
    if measures & PAPERS:
        keys = [key.lower() for key in ("FISIK", "WEB") if key in measures]
        places(isi, report, year, tuple(keys) or ("fisik", "web"), calon)


def fits(figure: Angka, subject: Pokok) -> bool:
    """Whether ``figure`` can be an amount of what ``subject`` is counted in."""
    unit = subject.satuan
    if unit == "nilai" and figure.satuan == "persen":
        return subject.kunci.startswith("capaian")
    if figure.satuan:
        whole = figure.satuan != "rupiah" or figure.nilai >= FEWEST_RUPIAH
        return unit in FITTING.get(figure.satuan, set()) and whole
    if unit == "rupiah":
        return figure.nilai >= FEWEST_RUPIAH and figure.nilai % 1 == 0
    if unit == "persen":
        return not figure.berskala and not figure.ribuan and figure.nilai < MOST_PERCENT
    return unit in BARE


def shares(said: Ucapan, report: Report, year: int, months: Bulanan, calon: Calon) -> None:
    """A percentage behind an amount: the share that the amount has of its whole."""
    before = said.persen_dari
    if "REALISASI" in before:
        said.isi.ukuran = {"SERAPAN"} | (set(before) & WHOLE)
        lines(said, report, year, months, calon)
    elif "SUARA" in before or "pasangan" in said.isi.benda:
        ballots(said, report, year, calon)
    elif before & {"L", "P"} and not {"L", "P"} <= before:
        places(said.isi, report, year, ("bagian-l" if "L" in before else "bagian-p",), calon)


def indicators(isi: Isi, report: Report, year: int, calon: Calon) -> None:
    """Target, realisasi or capaian of the indicators named."""
    wanted = {
        key
        for word, key in (
            ("TARGET", "target"),
            ("REALISASI", "realisasi"),
            ("NILAI", "realisasi"),
            ("CAPAIAN", "capaian"),
        )
        if word in isi.ukuran
    }
    if not wanted:
        calon.sebab = "ukuran"
    for keys in isi.benda["indikator"]:
        for number in keys:
            for key in sorted(wanted or {"target", "realisasi", "capaian"}):
                calon.add(pokok.indicator(report, year, number, key))


def goods(isi: Isi, report: Report, year: int, calon: Calon) -> None:
    """The items named; the report has none by region."""
    if local(isi, report):
        calon.tiada = "logistik_wilayah"
    for keys in isi.benda["barang"]:
        for order in keys:
            calon.add(pokok.item_of(report, year, int(order)))


def persons(isi: Isi, report: Report, year: int, calon: Calon) -> None:
    """The staff of the provincial secretariat, whole or by unit."""
    if local(isi, report):
        calon.tiada = "sdm_wilayah"
    named = isi.ukuran & {"PNS", "PPNPN"}
    keys = sorted(key.lower() for key in named) or ["jumlah"]
    units = [int(order) for keys in isi.benda.get("pegawai", []) for order in keys]
    whole = isi.badan or isi.wilayah or isi.ukuran & WHOLE
    if not units and not whole:
        calon.sebab = "pokok"
    for key in keys:
        if not units:
            calon.add(pokok.staff(report, year, None, key))
        for order in units:
            calon.add(pokok.staff(report, year, order, key))


def ballots(said: Ucapan, report: Report, year: int, calon: Calon) -> None:
    """The votes, or the share, of the pairs named; of all of them together."""
    isi = said.isi
    if local(isi, report):
        calon.tiada = "pilgub_wilayah"
    key = "persen" if said.angka.satuan == "persen" else "suara"
    pairs = isi.benda.get("pasangan", [])
    for keys in pairs:
        for order in keys:
            calon.add(pokok.votes(report, year, int(order), key))
    if not pairs:
        calon.sebab = calon.sebab or ("" if isi.ukuran & WHOLE else "pokok")
        if key == "suara":
            calon.add(pokok.votes(report, year, None, key))


def wants_budget(isi: Isi) -> bool:
    """Whether the budget is spoken of, and not the funding of Pilkada."""
    measures = isi.ukuran
    if "baris" in isi.benda or measures & BUDGET:
        return True
    plain = "ANGGARAN" in measures and not measures & (ELECTIONS | {"DANA"})
    return plain and not isi.serentak


def lines(said: Ucapan, report: Report, year: int, months: Bulanan, calon: Calon) -> None:
    """The figures of the budget lines named, of the report or of the month that is named."""
    isi = said.isi
    funding = bool(isi.ukuran & (ELECTIONS | {"DANA"}))
    if local(isi, report) and "baris" not in isi.benda and (funding or not isi.ukuran & BUDGET):
        # "Anggaran Sikka" may be meant of the funding of Pilkada, which does go by region.
        calon.sebab = "pokok"
        if not funding:
            funds(isi, report, year, calon)
        return
    if funding:
        calon.sebab = "pokok"
    if local(isi, report):
        calon.tiada = "anggaran_wilayah"
    named = [code for keys in isi.benda.get("baris", []) for code in keys]
    whole = isi.ukuran & WHOLE or "53" in isi.badan or ("53",) in isi.wilayah
    if not named and not whole:
        calon.sebab = calon.sebab or "pokok"
    keys = budget_keys(said)
    if not keys:
        calon.sebab = "ukuran"
        keys = ["pagu", "realisasi", "sisa", "serapan"]
    rows = [row for row in anggaran.lines(report, year) if row.kode in (named or [pokok.TOTAL])]
    if isi.bulan or any(number != year for number in said.disebut):
        monthly(said, months, [row.kode for row in rows], keys, calon)
        return
    for row in rows:
        for key in keys:
            calon.add(pokok.budget(report, year, row, key))


def budget_keys(said: Ucapan) -> list[str]:
    """The figures of a budget line that the words and the unit leave."""
    measures = said.isi.ukuran & BUDGET
    if said.angka.satuan == "persen":
        return ["serapan"] if measures & {"SERAPAN", "REALISASI"} and "SISA" not in measures else []
    amount = said.angka.satuan == "rupiah" or said.angka.berskala
    if measures == {"SERAPAN"}:
        return ["realisasi"] if amount else ["serapan"]
    if measures == {"REALISASI"} and not amount:
        return ["realisasi", "serapan"]
    if not measures:
        return ["pagu"] if "ANGGARAN" in said.isi.ukuran else []
    return sorted(key.lower() for key in measures)


def monthly(
    said: Ucapan, months: Bulanan, lines_named: list[str], keys: list[str], calon: Calon
) -> None:
    """The figures of a loaded month; a month that is not loaded is not there."""
    named = {number_of(name) for name in said.isi.bulan}
    if len(named) != 1 or len(said.disebut) != 1:
        calon.sebab = "waktu"
        return
    position = months.dari(Bulan(tahun=said.disebut[0], bulan=named.pop()))
    if position is None:
        calon.tiada = "bulan"
        return
    found = [pokok.monthly(position, code, key) for code in lines_named for key in keys]
    if None in found:
        calon.tiada = "kode_bulan"
    for one in found:
        calon.add(one)


def number_of(name: str) -> int:
    """The number of a month by its name, whole or short."""
    short = {"peb": 2, "nop": 11, "ags": 8, "agt": 8}
    found = [at for at, month in enumerate(MONTHS, 1) if month.startswith(name[:SHORT])]
    return short.get(name[:SHORT]) or found[0]
