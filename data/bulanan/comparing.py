"""A month beside its neighbours of the same year and beside its own earlier version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.bulanan.codes import TOTAL
from data.bulanan.findings import clipped, listed
from data.bulanan.sums import gap
from data.models import PesanMuat

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.models import BarisBerkas, BarisBulanan, Bulan, Posisi


def against_previous(
    rows: Sequence[BarisBulanan], previous: Posisi, numbers: dict[str, int]
) -> Iterator[PesanMuat]:
    """What changed since ``previous`` that a month does not change by itself."""
    before = {row.kode: row for row in previous.baris}
    for row in rows:
        old = before.get(row.kode)
        if old is None:
            continue
        number = numbers.get(row.kode)
        if row.realisasi < old.realisasi:
            yield PesanMuat(
                kunci="realisasi_turun",
                galat=False,
                baris=number,
                kode=row.kode,
                isi=str(previous.muatan.bulan),
                angka=(old.realisasi, row.realisasi, gap(old.realisasi, row.realisasi)),
            )
        if row.pagu != old.pagu:
            yield PesanMuat(
                kunci="pagu_berubah",
                galat=False,
                baris=number,
                kode=row.kode,
                isi=str(previous.muatan.bulan),
                angka=(old.pagu, row.pagu, gap(row.pagu, old.pagu)),
            )
        if row.kode != TOTAL and folded(row.uraian) != folded(old.uraian):
            yield PesanMuat(
                kunci="nama_berubah",
                galat=False,
                baris=number,
                kode=row.kode,
                isi=f"{clipped(old.uraian)} → {clipped(row.uraian)}",
            )


def last_month_apart(rows: Sequence[BarisBerkas], previous: Posisi) -> Iterator[PesanMuat]:
    """A finding for each row that tells another last month than ``previous`` does."""
    before = {row.kode: row.realisasi for row in previous.baris}
    for row in rows:
        stored = before.get(row.kode)
        if row.lalu is not None and stored is not None and row.lalu != stored:
            yield PesanMuat(
                kunci="lalu_beda",
                galat=False,
                baris=row.nomor,
                kode=row.kode,
                isi=str(previous.muatan.bulan),
                angka=(row.lalu, stored, gap(row.lalu, stored)),
            )


def against_later(
    rows: Sequence[BarisBulanan], later: Posisi, numbers: dict[str, int]
) -> Iterator[PesanMuat]:
    """A finding for each realisasi that shrinks from this month towards ``later``."""
    after = {row.kode: row.realisasi for row in later.baris}
    for row in rows:
        stored = after.get(row.kode)
        if stored is not None and row.realisasi > stored:
            yield PesanMuat(
                kunci="melebihi_bulan_berikut",
                galat=False,
                baris=numbers.get(row.kode),
                kode=row.kode,
                isi=str(later.muatan.bulan),
                angka=(row.realisasi, stored, gap(row.realisasi, stored)),
            )


def months_between(previous: Posisi, month: Bulan) -> Iterator[PesanMuat]:
    """A finding where months between ``previous`` and ``month`` were not loaded."""
    missing = []
    between = previous.muatan.bulan.sesudah
    while between < month:
        missing.append(str(between))
        between = between.sesudah
    if missing:
        yield PesanMuat(kunci="bulan_terlewat", galat=False, isi=listed(missing))


def nothing_changed(rows: Sequence[BarisBulanan], same_month: Posisi) -> Iterator[PesanMuat]:
    """A finding where a correction has the rows of the version that it replaces."""
    if contents(rows) == contents(same_month.baris):
        yield PesanMuat(kunci="tanpa_perubahan", galat=False, isi=str(same_month.muatan.versi))


def contents(rows: Sequence[BarisBulanan]) -> dict[str, BarisBulanan]:
    """``rows`` by code, whatever their order."""
    return {row.kode: row.model_copy(update={"urutan": 0}) for row in rows}


def folded(name: str) -> str:
    """``name`` without the differences that only typing makes."""
    return " ".join(name.split()).casefold()
