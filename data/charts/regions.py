"""Charts by region: voters, polling stations, Pilkada funding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.charts.framing import Gambar, framed
from data.charts.wording import ABSENT, amount, share
from data.formatting import number, rupiah
from data.models.grafik import JenisGrafik, Titik
from data.queries import pemilih, pilkada

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from data.report import Report

SEXES = ("Laki-laki", "Perempuan")
FUNDS = ("Pilbup", "Pilgub")
# What is counted in a region: the value, its name, its unit.
COUNTS: dict[str, tuple[Callable[[pemilih.Pemilih], int], str, str]] = {
    "perempuan": (lambda row: row.p, "Pemilih perempuan", "pemilih perempuan"),
    "laki-laki": (lambda row: row.l, "Pemilih laki-laki", "pemilih laki-laki"),
    "tps": (lambda row: row.tps, "TPS", "TPS"),
}


def sexes(row: pemilih.Pemilih) -> str:
    """A region with its voters and the men and women among them."""
    return f"{row.wilayah.nama} {number(row.jumlah)} (L {number(row.l)}, P {number(row.p)})"


def voters(report: Report, year: int) -> Gambar | None:
    """Voters of every region, men beside women; ``None`` without such a table."""
    table = pemilih.voters(report, year)
    if table is None:
        return None
    ranked = sorted(table.wilayah, key=lambda row: -row.jumlah)
    total, most, least = table.total, ranked[0], ranked[-1]
    women = [row for row in ranked if row.p > row.l]
    return framed(
        report,
        year,
        key="dpt",
        title=f"Pemilih laki-laki dan perempuan per kabupaten/kota, DPT {year}",
        subtitle=f"DPT Pemilihan Serentak {year}. {total.wilayah.nama}: {number(total.jumlah)} "
        f"pemilih, L {number(total.l)}, P {number(total.p)}",
        kind=JenisGrafik.GANDA,
        series=SEXES,
        unit="pemilih",
        rows=[
            Titik(
                label=row.wilayah.pendek,
                rincian=f"jumlah {number(row.jumlah)}",
                nilai=(row.l, row.p),
                teks=(number(row.l), number(row.p)),
            )
            for row in ranked
        ],
        core=f"DPT Pemilihan Serentak {year}: {number(total.jumlah)} pemilih "
        f"(L {number(total.l)}, P {number(total.p)}).",
        told=[
            f"Terbanyak {sexes(most)}, paling sedikit {sexes(least)}.",
            f"Pemilih perempuan lebih banyak di {len(women)} dari {len(ranked)} kabupaten/kota.",
        ],
        sources=["dpt"],
        notes=[("dpt", tuple(row.urutan for row in (total, *table.wilayah)))],
    )


def voters_of(report: Report, year: int, region: str) -> Gambar | None:
    """The men and the women among the voters of one region."""
    row = pemilih.voters_of(report, year, region)
    if row is None:
        return None
    name = row.wilayah.nama
    shares = (share(row.bagian_l), share(row.bagian_p))
    return framed(
        report,
        year,
        key=f"dpt-{row.wilayah.kode}",
        title=f"Pemilih {name}, DPT {year}",
        subtitle=f"DPT Pemilihan Serentak {year}: {number(row.jumlah)} pemilih, "
        f"{number(row.tps)} TPS",
        unit="pemilih",
        rows=[
            Titik(label=label, nilai=(value,), teks=(f"{number(value)} ({part})",))
            for label, value, part in zip(SEXES, (row.l, row.p), shares, strict=True)
        ],
        core=f"DPT Pemilihan Serentak {year} {name}: {number(row.jumlah)} pemilih.",
        told=[
            f"Laki-laki {number(row.l)} ({shares[0]}), perempuan {number(row.p)} ({shares[1]}).",
            f"Jumlah TPS {number(row.tps)}.",
        ],
        sources=["dpt"],
        notes=[("dpt", (row.urutan,))],
    )


def counted(report: Report, year: int, measure: str, region: str | None = None) -> Gambar | None:
    """One of ``COUNTS`` for every region; the row of ``region`` is set apart."""
    table = pemilih.voters(report, year)
    if table is None:
        return None
    value, name, unit = COUNTS[measure]
    ranked = sorted(table.wilayah, key=lambda row: -value(row))
    total, most, least = table.total, ranked[0], ranked[-1]
    told = [
        f"Terbanyak {most.wilayah.nama} {number(value(most))},",
        f"paling sedikit {least.wilayah.nama} {number(value(least))}.",
    ]
    own = next((row for row in ranked if row.wilayah.kode == region), None)
    if own is not None:
        place = [value(row) for row in ranked].index(value(own)) + 1
        told.append(
            f"{own.wilayah.nama} {number(value(own))}, urutan {place} dari {len(ranked)} "
            "kabupaten/kota."
        )
    return framed(
        report,
        year,
        key=f"{measure}-{own.wilayah.kode}" if own else measure,
        title=f"{name} per kabupaten/kota, DPT {year}",
        subtitle=f"DPT Pemilihan Serentak {year}. {total.wilayah.nama}: "
        f"{number(value(total))} {unit}",
        unit=unit,
        rows=[
            Titik(
                label=row.wilayah.pendek,
                nilai=(value(row),),
                teks=(number(value(row)),),
                tebal=row is own,
            )
            for row in ranked
        ],
        core=f"{name} dalam DPT Pemilihan Serentak {year}: {number(value(total))} di seluruh NTT.",
        told=told,
        sources=["dpt"],
        notes=[("dpt", tuple(row.urutan for row in (total, *table.wilayah)))],
    )


def amounts(row: pilkada.DanaWilayah) -> tuple[int | None, int | None]:
    """The two columns of the funding table."""
    return row.pilbup, row.pilgub


def funding(report: Report, year: int, measure: str = "") -> Gambar | None:
    """Pilkada funding of every region, or one column: ``pilbup`` or ``pilgub``."""
    table = pilkada.funding(report, year)
    if table is None:
        return None
    columns = [at for at, name in enumerate(FUNDS) if measure in {"", name.casefold()}]
    printed = (table.total.pilbup or 0, table.total.pilgub or 0)
    computed = (int(table.pilbup_dihitung.value), int(table.pilgub_dihitung.value))
    sums = "; ".join(
        f"{FUNDS[at]} tercetak {rupiah(printed[at])}, dihitung dari barisnya {rupiah(computed[at])}"
        for at in columns
    )
    names = " dan ".join(FUNDS[at] for at in columns)
    ranked = sorted(table.wilayah, key=lambda row: -sum(amounts(row)[at] or 0 for at in columns))
    told = []
    for at in columns:
        rows = [row for row in ranked if amounts(row)[at] is not None]
        rows.sort(key=lambda row: -(amounts(row)[at] or 0))
        told.append(
            f"{FUNDS[at]}: terbesar {rows[0].wilayah.nama} {amount(amounts(rows[0])[at])}, "
            f"terkecil {rows[-1].wilayah.nama} {amount(amounts(rows[-1])[at])}."
        )
    missing = [
        f"{FUNDS[at]} {row.wilayah.nama} {ABSENT}."
        for row in ranked
        for at in columns
        if amounts(row)[at] is None
    ]
    keys = [table.total.urutan, *(row.urutan for row in table.wilayah)]
    parts = ["nama", *(FUNDS[at].casefold() for at in columns)]
    return framed(
        report,
        year,
        key=f"pendanaan-{measure}" if measure else "pendanaan",
        title=f"Pendanaan {names} {year} per wilayah",
        subtitle=f"Anggaran Pilkada Serentak {year}, rupiah. Jumlah {sums}",
        kind=JenisGrafik.GANDA if len(columns) > 1 else JenisGrafik.BATANG,
        series=[FUNDS[at] for at in columns],
        unit="rupiah",
        rows=[fund_row(row, columns) for row in ranked],
        core=f"Pendanaan {names} {year}, jumlah tercetak: "
        f"{' dan '.join(amount(printed[at]) for at in columns)}.",
        told=[*told, *missing, f"Jumlah {sums}."],
        sources=["pendanaan"],
        notes=[("pendanaan", tuple(f"{key}.{part}" for key in keys for part in parts))],
    )


def fund_row(row: pilkada.DanaWilayah, columns: Sequence[int]) -> Titik:
    """The funding of one region as a row of bars."""
    chosen = [amounts(row)[at] for at in columns]
    return Titik(
        label=row.wilayah.pendek,
        nilai=tuple(chosen),
        teks=tuple(amount(value) for value in chosen),
    )


def funding_of(report: Report, year: int, region: str) -> Gambar | None:
    """Both columns of one region; ``None`` where the table has no such row."""
    table = pilkada.funding(report, year)
    rows = table.wilayah if table else ()
    row = next((row for row in rows if row.wilayah.kode == region), None)
    if row is None:
        return None
    name = row.wilayah.nama
    return framed(
        report,
        year,
        key=f"pendanaan-{row.wilayah.kode}",
        title=f"Pendanaan Pilkada {year} {name}",
        subtitle=f"Anggaran Pilbup dan Pilgub, rupiah; keduanya dijumlahkan {amount(row.jumlah)}",
        unit="rupiah",
        rows=[
            Titik(label=label, nilai=(value,), teks=(amount(value),))
            for label, value in zip(FUNDS, amounts(row), strict=True)
        ],
        core=f"Pendanaan Pilkada {year} {name}: Pilbup {amount(row.pilbup)}, "
        f"Pilgub {amount(row.pilgub)}.",
        told=[f"Keduanya dijumlahkan {amount(row.jumlah)}."],
        sources=["pendanaan"],
        notes=[
            ("pendanaan", tuple(f"{row.urutan}.{part}" for part in ("nama", "pilbup", "pilgub")))
        ],
    )
