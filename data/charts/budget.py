"""Charts of the budget: absorption, pagu and realisasi, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.calculator import HUNDRED
from data.charts.framing import Gambar, framed
from data.charts.wording import amount, drawn, share
from data.formatting import day, month, percent
from data.models import Anggaran, Bulan, Tingkat
from data.models.grafik import JenisGrafik, Titik
from data.moments import MONTHS
from data.queries import anggaran as query
from data.queries import bulanan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.bulanan.figures import Bulanan
    from data.queries.bulanan import BulanTren
    from data.report import Report

DECEMBER = 12
SHORT = 3
BLANK = "realisasi tercetak kosong"
NOT_LOADED = "belum dimuat"
WITHOUT_CODE = "tanpa kode ini"


def named(row: Anggaran) -> str:
    """A line of the budget by its code and its name."""
    return "Seluruh anggaran" if row.tingkat is Tingkat.TOTAL else f"{row.kode} {row.uraian}"


def by_code(row: Anggaran) -> str:
    """A line of the budget by its code alone."""
    return "seluruh anggaran" if row.tingkat is Tingkat.TOTAL else row.kode


def realised(row: Anggaran) -> str:
    """The realisasi of a line, or that none is printed."""
    return amount(row.realisasi) if row.realisasi_tercetak else BLANK


def chosen(report: Report, year: int, code: str) -> tuple[Anggaran, ...]:
    """The lines to draw for ``code``, itself first.

    Of the whole, its programmes with their activities; of another line what stands below
    it, the highest absorption first; of one with nothing below, the lines above it.
    """
    found = query.line(report, year, code)
    if found is None:
        return ()
    own = found.baris
    below = query.absorption(report, year, code, None)
    if not found.anak or below is None:
        above = []
        while found is not None and found.induk is not None:
            above.append(found.induk)
            found = query.line(report, year, found.induk.kode)
        return (own, *above)
    if own.tingkat is not Tingkat.TOTAL:
        return (own, *below.urut)
    rows = [own]
    for program in below.urut:
        within = query.absorption(report, year, program.kode, None)
        rows += [program, *(within.urut if within else ())]
    return tuple(rows)


def heads(rows: Sequence[Anggaran]) -> set[str]:
    """The codes set apart: the line asked for, and programmes among their activities."""
    return {rows[0].kode} | {
        row.kode
        for row in rows
        if rows[0].tingkat is Tingkat.TOTAL and row.tingkat is Tingkat.PROGRAM
    }


def extremes(rows: Sequence[Anggaran]) -> list[str]:
    """Which of the lines below has the highest absorption, and which the lowest."""
    below = [row for row in rows[1:] if row.kode not in heads(rows)]
    if len(below) <= 1 or rows[1].induk != rows[0].kode:
        return [f"{named(row)}: {percent(row.persen)}." for row in rows[1:]]
    below.sort(key=lambda row: -query.exact(row))
    high, low = below[0], below[-1]
    return [
        f"Tertinggi {named(high)} {percent(high.persen)},",
        f"terendah {named(low)} {percent(low.persen)}.",
        f"Digambar {len(below)} {below[0].tingkat.value}.",
    ]


def absorption(report: Report, year: int, code: str = query.TOTAL) -> Gambar | None:
    """Absorption of ``code`` and of what stands below it; ``None`` without such a line."""
    rows = chosen(report, year, code)
    if not rows:
        return None
    own = rows[0]
    return framed(
        report,
        year,
        key="serapan" if code == query.TOTAL else f"serapan-{code}",
        title=f"Penyerapan anggaran {year}"
        + (" per program dan kegiatan" if code == query.TOTAL else f": {own.kode}"),
        subtitle=f"Persen pagu yang terealisasi, akhir tahun {year}. "
        f"{'Seluruh anggaran' if code == query.TOTAL else own.uraian}: "
        f"{realised(own)} dari pagu {amount(own.pagu)}",
        unit="persen pagu",
        rows=[
            Titik(
                label=named(row),
                rincian=f"dari pagu {amount(row.pagu)}"
                + ("" if row.realisasi_tercetak else f"; {BLANK}"),
                nilai=(row.persen,),
                teks=(percent(row.persen),),
                tebal=row.kode in heads(rows),
            )
            for row in rows
        ],
        mark=(HUNDRED, "100% pagu"),
        core=f"Penyerapan {by_code(own)} {year}: {percent(own.persen)} "
        f"({realised(own)} dari pagu {amount(own.pagu)}).",
        told=extremes(rows),
        sources=["anggaran"],
        # Notes on what is printed below an activity are about amounts, which pagu() draws.
        notes=[("anggaran", noted([own, *(r for r in rows if r.tingkat is Tingkat.KELUARAN)]))],
    )


def noted(rows: Sequence[Anggaran]) -> tuple[str, ...]:
    """The codes whose notes belong to a chart of ``rows``."""
    return tuple(row.kode for row in rows)


def pagu(report: Report, year: int, code: str = query.TOTAL) -> Gambar | None:
    """Pagu beside realisasi, of what stands below ``code``; ``None`` without such a line."""
    rows = chosen(report, year, code)
    if not rows:
        return None
    own = rows[0]
    parts = [row for row in rows[1:] if row.kode not in heads(rows)]
    bars = parts if parts and parts[0].induk in heads(rows) else [own]
    bars.sort(key=lambda row: -row.pagu)
    name = "Seluruh anggaran" if code == query.TOTAL else f"Anggaran {own.kode}"
    told = [f"Sisa {amount(own.sisa)}."]
    if len(bars) > 1:
        told += [
            f"Pagu terbesar {named(bars[0])} {amount(bars[0].pagu)},",
            f"terkecil {named(bars[-1])} {amount(bars[-1].pagu)}.",
        ]
    return framed(
        report,
        year,
        key="anggaran" if code == query.TOTAL else f"anggaran-{code}",
        title=f"Pagu dan realisasi {year}"
        + (" per kegiatan" if code == query.TOTAL else f": {own.kode}"),
        subtitle=f"Akhir tahun {year}, rupiah. "
        f"{'Seluruh anggaran' if code == query.TOTAL else own.uraian}: pagu {amount(own.pagu)}, "
        f"realisasi {realised(own).removeprefix('realisasi ')}",
        kind=JenisGrafik.GANDA,
        series=("Pagu", "Realisasi"),
        unit="rupiah",
        rows=[
            Titik(
                label=named(row),
                nilai=(row.pagu, row.realisasi),
                teks=(
                    amount(row.pagu),
                    realised(row),
                ),
            )
            for row in bars
        ],
        core=f"{name} {year}: pagu {amount(own.pagu)}, "
        f"realisasi {realised(own).removeprefix('realisasi ')}.",
        told=told,
        sources=["anggaran"],
        notes=[("anggaran", noted([own, *bars]))],
    )


def trend(report: Report, year: int, months: Bulanan, code: str = bulanan.TOTAL) -> Gambar | None:
    """Absorption of ``code`` month by month; ``None`` where no month of ``year`` has it."""
    loaded = months.setahun(year)
    if not loaded:
        return None
    last = loaded[-1].muatan.bulan
    stretches = bulanan.trend(months, Bulan(tahun=year, bulan=1), last, code)
    found = [row.posisi for row in stretches if row.posisi]
    if not found:
        return None
    newest = found[-1]
    name = "seluruh anggaran" if code == bulanan.TOTAL else code
    where = newest.muatan
    each = [f"{month(item.muatan.bulan).split()[0]} {share(item.persen)}" for item in found]
    told = [f"Bulan demi bulan: {', '.join(each)}."]
    gaps = [
        f"{MONTHS[row.sela.awal.bulan - 1].capitalize()}"
        + ("" if row.sela.awal == row.sela.akhir else f"–{month(row.sela.akhir).split()[0]}")
        for row in stretches
        if not row.dimuat
    ]
    if gaps:
        told.append(f"Belum dimuat: {', '.join(gaps)}.")
    changed = [row for row in stretches if row.pagu_berubah is not None and row.posisi]
    more = [
        f"Pagu berubah pada {month(row.sela.awal)}: dari {amount(row.pagu_berubah)} menjadi "
        f"{amount(row.posisi.baris.pagu)}."
        for row in changed
        if row.posisi
    ]
    return framed(
        report,
        year,
        key="tren" if code == bulanan.TOTAL else f"tren-{code}",
        title=f"Penyerapan {name} bulan demi bulan {year}",
        subtitle=f"{'' if code == bulanan.TOTAL else newest.baris.uraian + '. '}"
        f"Persen pagu yang terealisasi sejak Januari. {month(where.bulan)}: "
        f"{amount(newest.baris.realisasi)} dari {amount(newest.baris.pagu)}",
        kind=JenisGrafik.GARIS,
        unit="persen pagu",
        rows=points(stretches),
        core=f"Penyerapan {name} per {day(where.bulan.akhir)}: {share(newest.persen)} "
        f"({amount(newest.baris.realisasi)} dari {amount(newest.baris.pagu)}).",
        told=[*told, *more],
        more=more,
        loads=tuple(item.muatan for item in reversed(found)),
        cited=(
            f"Sumber: data bulanan KPU Provinsi NTT, {len(found)} bulan dimuat",
            f"Posisi {day(where.bulan.akhir)}",
            f"{month(where.bulan)} versi {where.versi}",
        ),
    )


def points(stretches: Sequence[BulanTren]) -> list[Titik]:
    """Twelve months; those without a figure say why, those to come nothing."""
    found: dict[int, Titik] = {}
    for row in stretches:
        for number in range(row.sela.awal.bulan, row.sela.akhir.bulan + 1):
            label = MONTHS[number - 1][:SHORT].capitalize()
            if row.posisi is None:
                why = WITHOUT_CODE if row.dimuat else NOT_LOADED
                found[number] = Titik(label=label, nilai=(None,), teks=(why,))
            else:
                share_of = row.posisi.persen
                found[number] = Titik(
                    label=label, nilai=(drawn(share_of),), teks=(share(share_of).rstrip("%"),)
                )
    rest = [
        Titik(label=MONTHS[number - 1][:SHORT].capitalize(), nilai=(None,), teks=("",))
        for number in range(len(found) + 1, DECEMBER + 1)
    ]
    return [*(found[number] for number in sorted(found)), *rest]
