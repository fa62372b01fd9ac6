"""Whether a file's rows add up: children to their parent, months to their cumulative."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from data.bulanan.amounts import LIMIT
from data.bulanan.codes import TOTAL
from data.calculator import difference, total
from data.models import BarisBulanan, PesanMuat, TingkatKode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from data.bulanan.hierarchy import Hierarchy
    from data.models import BarisBerkas

COLUMNS = ("pagu", "realisasi", "pagu_awal", "blokir")
COMPUTED_NAME = "Jumlah program (dihitung)"


def gap(a: int, b: int) -> int:
    """``a`` less ``b``, rupiah."""
    return int(difference(a, b).value)


def column_sum(rows: Sequence[BarisBulanan], column: str) -> int | None:
    """The sum of ``column`` over ``rows``; ``None`` where a row does not tell it."""
    values = [getattr(row, column) for row in rows]
    return None if None in values else int(total(values).value)


def with_computed_total(
    rows: tuple[BarisBulanan, ...], programs: Collection[str]
) -> tuple[BarisBulanan, ...]:
    """``rows`` with the whole as their last row, computed from ``programs``.

    The rows are as they were where they tell the whole themselves, and where one of
    ``programs`` is not among them: what is incomplete has no sum.
    """
    parts = [row for row in rows if row.kode in programs]
    if not parts or len(parts) < len(programs) or any(row.kode == TOTAL for row in rows):
        return rows
    sums = [total([getattr(row, name) for row in parts]).value for name in ("pagu", "realisasi")]
    if any(abs(amount) >= LIMIT for amount in sums):
        # No database holds it; a whole that large is no budget either.
        return rows
    whole = BarisBulanan(
        urutan=rows[-1].urutan + 1,
        kode=TOTAL,
        tingkat=TingkatKode.TOTAL,
        induk=None,
        uraian=COMPUTED_NAME,
        pagu=int(sums[0]),
        realisasi=int(sums[1]),
        pagu_awal=column_sum(parts, "pagu_awal"),
        blokir=column_sum(parts, "blokir"),
    )
    return (*rows, whole)


def children_apart(
    rows: Sequence[BarisBulanan], tree: Hierarchy, numbers: dict[str, int]
) -> Iterator[PesanMuat]:
    """A finding for each row and column to which the nearest rows below do not add up.

    A column that the row or one of those below does not tell is passed over.
    """
    below: dict[str | None, list[BarisBulanan]] = defaultdict(list)
    for row in rows:
        below[tree.carrier(row.kode)].append(row)
    for parent in rows:
        children = below.get(parent.kode, [])
        for column in COLUMNS if children else ():
            stated, computed = getattr(parent, column), column_sum(children, column)
            if stated is not None and computed is not None and stated != computed:
                yield PesanMuat(
                    kunci="jumlah_anak",
                    galat=False,
                    baris=numbers.get(parent.kode),
                    kolom=column,
                    kode=parent.kode,
                    angka=(stated, computed, gap(stated, computed)),
                )


def months_apart(rows: Sequence[BarisBerkas]) -> Iterator[PesanMuat]:
    """A finding for each row whose last month and this month are not its cumulative."""
    for row in rows:
        if row.lalu is None or row.ini is None:
            continue
        computed = int(total([row.lalu, row.ini]).value)
        if computed != row.realisasi:
            yield PesanMuat(
                kunci="lalu_ini_beda",
                galat=False,
                baris=row.nomor,
                kode=row.kode,
                angka=(row.lalu, row.ini, computed, row.realisasi),
            )


def amounts_odd(rows: Sequence[BarisBulanan], numbers: dict[str, int]) -> Iterator[PesanMuat]:
    """A finding for each realisasi that is negative or above its pagu."""
    for row in rows:
        if row.realisasi < 0:
            yield PesanMuat(
                kunci="realisasi_minus",
                galat=False,
                baris=numbers.get(row.kode),
                kode=row.kode,
                angka=(row.realisasi,),
            )
        if row.realisasi > row.pagu:
            yield PesanMuat(
                kunci="melebihi_pagu",
                galat=False,
                baris=numbers.get(row.kode),
                kode=row.kode,
                angka=(row.realisasi, row.pagu, gap(row.realisasi, row.pagu)),
            )
