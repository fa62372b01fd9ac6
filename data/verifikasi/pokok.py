"""The subjects that do not go by region: budget lines, votes, indicators, logistics, staff.

Each comes with every figure that the report prints of it, its own first.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from data.calculator import Computed, percent
from data.models import Anggaran, Bulan, Pernyataan, Posisi, Sdm
from data.queries import anggaran, capaian, pilkada, satker, ukuran
from data.verifikasi.pokok_wilayah import computed
from data.verifikasi.putusan import Cetakan, Pokok

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.queries.capaian import CapaianIndikator
    from data.report import Report

LINE_NAMES = {
    "pagu": "pagu",
    "realisasi": "realisasi",
    "sisa": "sisa pagu",
    "serapan": "penyerapan",
}
TOTAL = "TOTAL"


def budget(report: Report, year: int, row: Anggaran, key: str) -> Pokok:
    """One figure of a budget line; the whole with every figure the text prints of it."""
    figures = [Cetakan(nilai=ukuran.printed(row, key))]
    if key == "serapan":
        figures += computed(percent(row.realisasi, row.pagu), beside=row.persen)
    rows = [("anggaran", row.kode)]
    also: tuple[str, ...] = ()
    if row.kode == TOTAL:
        column = "persen" if key == "serapan" else key
        places = {place.id: place.singkat for place in report.sources(year, ["bab4", "bab3d"])}
        said = report.rows(Pernyataan, year, "perihal = ?", f"anggaran.total.{column}")
        others = [
            Cetakan(nilai=item.nilai, di=places.get(item.sumber, item.sumber))
            for item in said
            if item.nilai is not None and item.nilai != figures[0].nilai
        ]
        if others:
            first = figures[0].model_copy(update={"di": "Ikhtisar, BAB II.D, dan BAB III.D"})
            figures = [first, *others, *figures[1:]]
            also = tuple(item.sumber for item in said)
    else:
        figures += added(report, year, row, key)
    name = "seluruh anggaran" if row.kode == TOTAL else f"{row.kode} {row.uraian}"
    code = "" if row.kode == TOTAL else f" {row.kode}"
    return Pokok(
        kunci=f"{key}:{row.kode}",
        nama=f"{LINE_NAMES[key]} {name}",
        satuan="persen" if key == "serapan" else "rupiah",
        cetakan=tuple(figures),
        sumber="anggaran",
        pertanyaan=f"/{'serapan' if key == 'serapan' else 'anggaran'}{code}",
        baris=tuple(rows),
        juga=also,
    )


def added(report: Report, year: int, row: Anggaran, key: str) -> Iterable[Cetakan]:
    """What the printed lines below ``row`` add up to, where that is another figure."""
    line = anggaran.line(report, year, row.kode)
    for gap in line.selisih if line else ():
        if gap.kolom == key:
            yield Cetakan(nilai=Decimal(gap.dihitung), asal="hitung", di="penjumlahan keluarannya")


def monthly(position: Posisi, code: str, key: str) -> Pokok | None:
    """One figure of a code at a month's end, as loaded; ``None`` where the file has no such row."""
    row = position.dari_kode(code)
    if row is None:
        return None
    month: Bulan = position.muatan.bulan
    figures: tuple[Cetakan, ...]
    if key == "serapan":
        figures = computed(percent(row.realisasi, row.pagu))
    else:
        left = Decimal(row.pagu) - Decimal(row.realisasi)
        amount = left if key == "sisa" else Decimal(getattr(row, key))
        figures = (Cetakan(nilai=amount),)
    name = "seluruh anggaran" if code == TOTAL else f"{code} {row.uraian}"
    tail = "" if code == TOTAL else f" {code}"
    return Pokok(
        kunci=f"{key}:{code}:{month}",
        nama=f"{LINE_NAMES[key]} {name} s.d. {month}",
        satuan="persen" if key == "serapan" else "rupiah",
        cetakan=figures,
        sumber="",
        pertanyaan=f"/serapan {month}{tail}",
        muatan=position.muatan,
    )


def votes(report: Report, year: int, order: int | None, key: str) -> Pokok | None:
    """Votes or share of the pair with ``order``; of all pairs together without it."""
    result = pilkada.governor(report, year)
    if result is None:
        return None
    if order is None:
        return Pokok(
            kunci="suara:jumlah",
            nama="jumlah suara sah Pilgub semua pasangan",
            satuan="suara",
            cetakan=(
                Cetakan(
                    nilai=Decimal(result.suara_sah), asal="hitung", di="penjumlahan, tidak tercetak"
                ),
            ),
            sumber="pilgub",
            pertanyaan="/pilgub",
        )
    row = next(row for row in result.pasangan if row.pasangan.urutan == order)
    figures = (
        (Cetakan(nilai=Decimal(row.pasangan.suara)),)
        if key == "suara"
        else (
            Cetakan(nilai=row.pasangan.persen),
            *computed(row.persen_dihitung, beside=row.pasangan.persen),
        )
    )
    name = row.pasangan.calon.split(",")[0].title()
    return Pokok(
        kunci=f"{key}:{order}",
        nama=f"{'suara sah' if key == 'suara' else 'persentase suara sah'} Pilgub {name}",
        satuan="suara" if key == "suara" else "persen",
        cetakan=figures,
        sumber="pilgub",
        pertanyaan=f"/pilgub {name.split()[-1]}",
        baris=(("pilgub", str(order)),),
    )


def indicator(report: Report, year: int, number: str, key: str) -> Pokok | None:
    """Target, realisasi or capaian of the indicator with ``number``."""
    for objective in capaian.objectives(report, year):
        for row in objective.indikator:
            if row.indikator.id == number:
                places, figures = achieved(row, key)
                return Pokok(
                    kunci=f"{key}:{number}",
                    nama=f"{key} {row.indikator.pendek.lower()}",
                    satuan="nilai" if row.indikator.satuan.value != "persen" else "persen",
                    cetakan=figures,
                    sumber=places,
                    pertanyaan=f"/capaian {objective.sasaran.nomor}",
                    baris=(("indikator", number),),
                    juga=tuple(place.id for item in row.target for place in item.sumber)
                    if key == "target"
                    else (),
                )
    return None


def achieved(row: CapaianIndikator, key: str) -> tuple[str, tuple[Cetakan, ...]]:
    """Where the figure stands, and every figure that is printed or follows."""
    if key == "target":
        targets = [item for item in row.target if item.nilai is not None]
        several = len(targets) > 1
        return "bab3b", tuple(
            Cetakan(
                nilai=item.nilai or Decimal(0),
                di=", ".join(place.singkat.split(",")[0] for place in item.sumber)
                if several
                else "",
            )
            for item in targets
        )
    if key == "realisasi":
        return "bab3b", () if row.realisasi is None else (Cetakan(nilai=row.realisasi),)
    printed = () if row.capaian is None else (Cetakan(nilai=row.capaian, di="BAB III.B"),)
    others = [
        Cetakan(nilai=item.capaian.value, asal="hitung", di=f"hitung ulang, target {item.tercetak}")
        for item in row.target
        if isinstance(item.capaian, Computed) and item.capaian.value != row.capaian
    ]
    first = printed if others else tuple(item.model_copy(update={"di": ""}) for item in printed)
    return "bab3b", (*first, *others)


def item_of(report: Report, year: int, order: int) -> Pokok | None:
    """The number of one item of logistics."""
    table = pilkada.logistics(report, year)
    row = next((row for row in (table.barang if table else ()) if row.barang.urutan == order), None)
    if row is None:
        return None
    return Pokok(
        kunci=f"logistik:{order}",
        nama=f"logistik {row.barang.nama}",
        satuan="barang",
        cetakan=(Cetakan(nilai=Decimal(row.barang.jumlah)),),
        sumber="logistik",
        pertanyaan=f"/logistik {row.barang.nama.lower()}",
        baris=(("logistik", str(order)),),
    )


def staff(report: Report, year: int, order: int | None, key: str) -> Pokok | None:
    """Persons in one line of the staff table; the total, with every other figure printed."""
    table = satker.staff(report, year)
    if table is None:
        return None
    kinds = {"jumlah": "pegawai", "pns": "PNS", "ppnpn": "PPNPN"}
    rows: list[Sdm] = [line for group in table.kelompok for line in group.baris]
    row = table.total if order is None else next(line for line in rows if line.urutan == order)
    figures = [Cetakan(nilai=Decimal(getattr(row, key) or 0))]
    keys = [str(row.urutan)]
    if order is None:
        sums = {
            "jumlah": table.jumlah_dihitung,
            "pns": table.pns_dihitung,
            "ppnpn": table.ppnpn_dihitung,
        }
        said = {"jumlah": "sdm.jumlah", "ppnpn": "sdm.bagian.ppnpn"}.get(key)
        figures[0] = figures[0].model_copy(update={"di": "tabel SDM"})
        figures += [
            Cetakan(nilai=item.nilai, di="kalimat di atas tabel")
            for item in table.kalimat
            if item.perihal == said and item.nilai is not None
        ]
        if sums[key].value != figures[0].nilai:
            figures.append(
                Cetakan(nilai=sums[key].value, asal="hitung", di="penjumlahan baris tabel")
            )
        keys.append("semua")
    name = "Sekretariat KPU Provinsi NTT" if order is None else row.uraian
    return Pokok(
        kunci=f"sdm:{key}:{order or 'jumlah'}",
        nama=f"jumlah {kinds[key]} {name}",
        satuan="orang",
        cetakan=tuple(figures),
        sumber="bab1d-sdm",
        pertanyaan="/sdm",
        baris=tuple(("sdm", item) for item in keys),
    )
