"""What a figure can be about where it goes by region: voters, funding, buildings, documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.models import JenisWilayah
from data.verifikasi import pokok_wilayah as subjects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.report import Report
    from data.verifikasi.putusan import Pokok
    from handlers.verifikasi_baca import Ucapan
    from handlers.verifikasi_isi import Isi

VOTERS = frozenset({"DPT", "L", "P", "TPS", "PERTPS", "LOKSUS", "BAGIAN"})
BUDGET = frozenset({"PAGU", "REALISASI", "SISA", "SERAPAN"})
MONEY = frozenset({"DANA", "ANGGARAN"})
WHOLE = frozenset({"TOTAL", "SENTT"})
OWN_ROW = frozenset({"luas", "fisik", "web"})
SHARES = {"laki-laki": "bagian-l", "perempuan": "bagian-p"}


@dataclass
class Calon:
    """The subjects that fit, and what keeps a verdict from being given, if anything does.

    ``tiada`` names what the report does not have; ``sebab`` why it is not certain.
    """

    pokok: list[Pokok] = field(default_factory=list)
    tiada: str = ""
    sebab: str = ""

    def add(self, found: Pokok | None) -> None:
        """Adds a subject that the report has."""
        if found is not None:
            self.pokok.append(found)


def voters(said: Ucapan, report: Report, year: int, calon: Calon) -> None:
    """The figures of the voters' table."""
    isi = said.isi
    measures, unit = isi.ukuran & VOTERS, said.angka.satuan
    if measures & {"L", "P"} and "DPT" not in measures:
        calon.sebab = "pokok"
    if isi.ukuran & (MONEY | BUDGET):
        calon.sebab = "pokok"
    places(isi, report, year, voter_keys(measures, unit), calon)


def voter_keys(measures: frozenset[str] | set[str], unit: str) -> tuple[str, ...]:
    """The measures of the voters' table that the words and the unit leave."""
    sexes = tuple(key for word, key in (("L", "laki-laki"), ("P", "perempuan")) if word in measures)
    if unit == "persen":
        if "BAGIAN" in measures:
            return () if sexes else ("bagian",)
        return tuple(SHARES[key] for key in sexes)
    if "PERTPS" in measures:
        return ("per-tps",)
    stations = "loksus" if "LOKSUS" in measures else "tps"
    if unit == "TPS":
        return (stations,)
    if "TPS" in measures or "LOKSUS" in measures:
        return (*sexes, "dpt", stations) if "DPT" in measures or sexes else (stations,)
    return sexes or ("dpt",)


def funds(isi: Isi, report: Report, year: int, calon: Calon) -> None:
    """The funding of Pilkada."""
    if not isi.ukuran & MONEY:
        calon.sebab = "pokok"
    keys = tuple(key.lower() for key in ("PILBUP", "PILGUB") if key in isi.ukuran)
    places(isi, report, year, keys or ("pilbup", "pilgub"), calon)


def places(isi: Isi, report: Report, year: int, keys: Iterable[str], calon: Calon) -> None:
    """The measures ``keys`` of the regions named; of the whole province where that is said."""
    province = report.laporan(year).provinsi
    regions = [code for codes in isi.wilayah for code in codes]
    if len(isi.wilayah) > 1 or len(regions) > 1:
        calon.sebab = calon.sebab or "wilayah"
    regions = regions or list(isi.badan)
    if not regions:
        calon.sebab = calon.sebab or ("" if "SENTT" in isi.ukuran else "wilayah")
        regions = [province]
    for code in regions:
        for key in keys:
            if code == province:
                provincial(isi, report, year, key, calon)
            else:
                calon.add(subjects.regional(report, year, report.regions[code], key))


def provincial(isi: Isi, report: Report, year: int, key: str, calon: Calon) -> None:
    """The measure ``key`` of the whole province, or of its own office where that has a row."""
    whole = bool(isi.ukuran & WHOLE)
    if key in OWN_ROW and not whole:
        region = report.regions[report.laporan(year).provinsi]
        calon.add(subjects.regional(report, year, region, key))
    calon.add(subjects.provincial(report, year, key))
    if key in {"pilbup", "pilgub"} and not whole:
        # The province has a row of its own beside the total.
        calon.sebab = calon.sebab or "jumlah"


def local(isi: Isi, report: Report) -> bool:
    """Whether a kabupaten or kota is named, or its office."""
    whole = {row.kode for row in report.regions.values() if row.jenis is JenisWilayah.PROVINSI}
    named = {code for codes in isi.wilayah for code in codes} | set(isi.badan)
    return bool(named - whole)
