"""Charts that can be drawn of a report, and those that belong to a press kit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from data.calculator import HUNDRED
from data.charts import budget, regions
from data.charts.framing import Gambar, framed
from data.charts.wording import drawn, listed, plain
from data.formatting import number, percent, plain_percent
from data.models.grafik import Grafik, Titik
from data.queries import capaian, pilkada

if TYPE_CHECKING:
    from data.bulanan.figures import Bulanan
    from data.queries.capaian import CapaianIndikator
    from data.report import Report


def governor(report: Report, year: int) -> Gambar | None:
    """The valid votes for governor, in the report's order; ``None`` without them."""
    result = pilkada.governor(report, year)
    if result is None:
        return None
    pairs = [row.pasangan for row in result.pasangan]
    most = result.terbanyak
    total = number(result.suara_sah)
    return framed(
        report,
        year,
        key="pilgub",
        title=f"Suara sah Pemilihan Gubernur NTT {year}",
        subtitle=f"Urutan dan nama sebagaimana tercetak di laporan. Jumlah suara semua "
        f"pasangan {total} (dihitung)",
        unit="suara sah",
        rows=[
            Titik(
                label=f"{row.calon} – {row.wakil}",
                nilai=(row.suara,),
                teks=(f"{number(row.suara)} ({percent(row.persen)})",),
            )
            for row in pairs
        ],
        more=[
            "Laporan tidak memuat penetapan calon terpilih, nomor urut, atau suara tidak sah.",
        ],
        core=f"Suara sah Pilgub NTT {year}: terbanyak {most.calon}, {number(most.suara)} suara "
        f"({percent(most.persen)}).",
        told=[
            *(
                f"{row.calon} – {row.wakil}: {number(row.suara)} suara ({percent(row.persen)})."
                for row in pairs
            ),
            f"Jumlah suara semua pasangan {total}, dihitung.",
        ],
        sources=["pilgub"],
        notes=[("pilgub", tuple(row.urutan for row in pairs))],
        places=["pilgub"],
    )


def achievement(report: Report, year: int) -> Gambar | None:
    """Achievement against target of each indicator that has numbers; ``None`` without any."""
    every = [
        (item, row.sasaran.nomor)
        for row in capaian.objectives(report, year)
        for item in row.indikator
    ]
    shown = [(item, number_) for item, number_ in every if drawn(item.hitung) is not None]
    if not shown:
        return None
    absent = [
        f"{item.indikator.pendek} tidak dapat digambar: target {item.target[0].tercetak}, "
        f"realisasi {item.realisasi_tercetak or 'kosong'}."
        for item, _ in every
        if drawn(item.hitung) is None and item.target
    ]
    values = [(drawn(item.hitung) or Decimal(0), item) for item, _ in shown]
    high = max(values, key=lambda pair: pair[0])
    low = min(value for value, _ in values)
    top = plain_percent(high[0])
    even = [item.indikator.pendek for value, item in values if value == HUNDRED]
    under = [
        f"{item.indikator.pendek} {percent(value)}" for value, item in values if value < HUNDRED
    ]
    told = [f"Tertinggi {high[1].indikator.pendek} {percent(high[0])}."]
    if even:
        told.append(f"Tepat 100%: {listed(even)}.")
    if under:
        told.append(f"Di bawah 100%: {listed(under)}.")
    apart = [item for item, _ in shown if len(item.target) > 1]
    places = dict.fromkeys(
        place.id for item in apart for row in item.target for place in row.sumber
    )
    return framed(
        report,
        year,
        key="capaian",
        title=f"Capaian kinerja {year} terhadap target, per indikator",
        subtitle="Realisasi dibagi target, persen, dihitung menurut rumus laporan",
        unit="persen target",
        rows=[
            Titik(
                label=f"{objective}. {item.indikator.pendek}",
                rincian=against(item),
                nilai=(drawn(item.hitung),),
                teks=(plain(item.hitung),),
            )
            for item, objective in shown
        ],
        mark=(HUNDRED, "100% target"),
        more=absent,
        core=f"Capaian kinerja {year}, {len(shown)} dari {len(every)} indikator: "
        f"{' sampai '.join(dict.fromkeys([plain_percent(low), top]))}, dihitung.",
        told=[*told, *absent],
        sources=["bab3b", *(place for place in places if place != "bab3b")],
        notes=[("indikator", tuple(item.indikator.id for item, _ in every))],
    )


def against(item: CapaianIndikator) -> str:
    """The printed target and realisasi, and what is printed or computed besides."""
    done = item.hitung
    used = done.steps[1] if done.kind == "computed" else None
    own = next((row for row in item.target if row.nilai == used), item.target[0])
    texts = [f"target {own.tercetak}, realisasi {item.realisasi_tercetak}"]
    if item.capaian is not None and drawn(done) != item.capaian:
        texts.append(f"tercetak {item.capaian_tercetak}")
    texts += [
        f"dengan target {row.tercetak}: {plain(row.capaian)}"
        for row in item.target
        if row is not own
    ]
    return "; ".join(texts)


def newest_months(report: Report, months: Bulanan) -> Gambar | None:
    """The newest year of which a month is loaded."""
    newest = months.terbaru
    return budget.trend(report, newest.muatan.bulan.tahun, months) if newest else None


def standard(report: Report, year: int, months: Bulanan) -> tuple[Grafik, ...]:
    """The charts of a press kit: one a table, and the months where any is loaded."""
    found = [
        regions.voters(report, year),
        regions.counted(report, year, "tps"),
        budget.absorption(report, year),
        budget.pagu(report, year),
        governor(report, year),
        regions.funding(report, year),
        achievement(report, year),
        newest_months(report, months),
    ]
    return tuple(item.grafik for item in found if item is not None)
