"""Quarterly targets by kind of spending: what IKPA expects, never a score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.bulanan.sums import gap
from data.calculator import Computed, Result, difference, percent, total
from data.models import BarisBulanan, Bulan, Frozen
from data.queries.bulanan import within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.models import Posisi

QUARTER = 3
TARGETS = {
    "pegawai": (20, 50, 75, 95),
    "barang": (15, 50, 70, 90),
    "modal": (10, 40, 70, 90),
    "bansos": (25, 50, 75, 95),
}


class TargetJenis(Frozen):
    """The quarterly target of one kind of spending beside its absorption.

    ``dasar`` is pagu less ``blokir``; ``poin`` are the percentage points of absorption
    above the target.
    """

    jenis: str
    pagu: int
    blokir: int
    realisasi: int
    dasar: int
    persen: Result
    target: int
    poin: Computed | None


class Target(Frozen):
    """Quarterly targets by kind of spending; ``tercakup`` is the pagu of rows with a kind."""

    triwulan: int
    akhir: Bulan
    jenis: tuple[TargetJenis, ...]
    tercakup: int
    tanpa_blokir: bool


def targets(position: Posisi, code: str) -> Target | None:
    """The quarterly targets below ``code``; ``None`` where no row tells its kind of spending.

    Rows with a kind count once: those above another row with a kind are left out.
    """
    mine = position.dari_kode(code)
    rows = [*((mine,) if mine else ()), *within(position, code)]
    kinds = [row for row in rows if row.jenis_belanja is not None]
    if not kinds:
        return None
    parents = {row.kode: row.induk for row in position.baris}
    carried: set[str] = set()
    for row in kinds:
        above = row.induk
        while above is not None and above not in carried:
            carried.add(above)
            above = parents.get(above)
    lines = [row for row in kinds if row.kode not in carried]
    quarter = -(-position.muatan.bulan.bulan // QUARTER)
    return Target(
        triwulan=quarter,
        akhir=Bulan(tahun=position.muatan.bulan.tahun, bulan=quarter * QUARTER),
        jenis=tuple(
            target_of(kind, [row for row in lines if row.jenis_belanja == kind], steps[quarter - 1])
            for kind, steps in TARGETS.items()
            if any(row.jenis_belanja == kind for row in lines)
        ),
        tercakup=added(row.pagu for row in lines),
        tanpa_blokir=all(row.blokir is None for row in lines),
    )


def target_of(kind: str, rows: list[BarisBulanan], target: int) -> TargetJenis:
    """One kind of spending beside its ``target`` in percent of pagu less what is blocked."""
    pagu = added(row.pagu for row in rows)
    blocked = added(row.blokir or 0 for row in rows)
    realised = added(row.realisasi for row in rows)
    base = gap(pagu, blocked)
    share = percent(realised, base)
    return TargetJenis(
        jenis=kind,
        pagu=pagu,
        blokir=blocked,
        realisasi=realised,
        dasar=base,
        persen=share,
        target=target,
        poin=difference(share.rounded, target) if share.kind == "computed" else None,
    )


def added(amounts: Iterable[int]) -> int:
    """The sum of ``amounts``."""
    return int(total(list(amounts)).value)
