"""What loading a file would show and change, before anybody confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.bulanan.codes import TOTAL
from data.bulanan.sums import gap
from data.calculator import Computed, Result, difference, percent
from data.models import BarisBulanan, Bulan, Frozen, PesanMuat, Posisi, TingkatKode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.bulanan.examining import Hasil

COLUMNS = ("pagu", "realisasi")


class Perubahan(Frozen):
    """One amount that differs between two versions, rupiah.

    A side is ``None`` where that version has no such code, and then so is the
    difference, which is new less old.
    """

    kode: str
    uraian: str
    kolom: str
    lama: int | None
    baru: int | None
    selisih: int | None


class BarisPratinjau(Frozen):
    """A row with its absorption, and what was added since the position before.

    ``tambahan`` is rupiah, ``poin`` percentage points between the shown percentages;
    both are ``None`` where there is nothing before to hold the row against.
    """

    kode: str
    uraian: str
    pagu: int
    realisasi: int
    persen: Result
    tambahan: int | None
    poin: Computed | None


class Pratinjau(Frozen):
    """What a load would show: totals, programmes, changes and findings.

    ``total`` is ``None`` where the whole is neither told nor computable; ``sejak`` is the
    month that rows are held against; ``perubahan`` what a correction (``koreksi``) changes.
    """

    bulan: Bulan
    jumlah_baris: int
    total: BarisPratinjau | None
    program: tuple[BarisPratinjau, ...]
    sejak: Bulan | None
    koreksi: bool
    perubahan: tuple[Perubahan, ...]
    pesan: tuple[PesanMuat, ...]


def preview(
    hasil: Hasil, bulan: Bulan, previous: Posisi | None, same_month: Posisi | None
) -> Pratinjau:
    """What loading ``hasil`` as ``bulan`` would show; of a refused file only the findings.

    ``previous`` is the latest confirmed month before, ``same_month`` the version that
    the load would replace.
    """
    whole = next((row for row in hasil.baris if row.kode == TOTAL), None)
    correcting = same_month is not None and not hasil.ditolak
    return Pratinjau(
        bulan=bulan,
        jumlah_baris=len(hasil.baris),
        total=None if whole is None else beside(whole, previous),
        program=tuple(
            beside(row, previous) for row in hasil.baris if row.tingkat is TingkatKode.PROGRAM
        ),
        sejak=None if previous is None else previous.muatan.bulan,
        koreksi=same_month is not None,
        perubahan=changes(same_month, hasil.baris) if same_month and correcting else (),
        pesan=hasil.pesan,
    )


def beside(row: BarisBulanan, previous: Posisi | None) -> BarisPratinjau:
    """``row`` with its absorption, held against its row in ``previous``."""
    absorbed = percent(row.realisasi, row.pagu)
    old = None if previous is None else previous.dari_kode(row.kode)
    points = None
    if old is not None:
        before = percent(old.realisasi, old.pagu)
        if isinstance(absorbed, Computed) and isinstance(before, Computed):
            points = difference(absorbed.rounded, before.rounded)
    return BarisPratinjau(
        kode=row.kode,
        uraian=row.uraian,
        pagu=row.pagu,
        realisasi=row.realisasi,
        persen=absorbed,
        tambahan=None if old is None else gap(row.realisasi, old.realisasi),
        poin=points,
    )


def changes(old: Posisi, new: Posisi | Sequence[BarisBulanan]) -> tuple[Perubahan, ...]:
    """Every pagu and realisasi that differs from ``old`` to ``new``.

    In the order of ``new``; the rows that only ``old`` has come last.
    """
    after = {row.kode: row for row in (new.baris if isinstance(new, Posisi) else new)}
    before = {row.kode: row for row in old.baris}
    found = []
    for code in (*after, *(code for code in before if code not in after)):
        a, b = before.get(code), after.get(code)
        for column in COLUMNS:
            lama, baru = getattr(a, column, None), getattr(b, column, None)
            if lama != baru:
                found.append(
                    Perubahan(
                        kode=code,
                        uraian=(after.get(code) or before[code]).uraian,
                        kolom=column,
                        lama=lama,
                        baru=baru,
                        selisih=None if lama is None or baru is None else gap(baru, lama),
                    )
                )
    return tuple(found)
