"""The announcements themselves: a month, a correction of one, and the reminder to admins."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from data.bulanan.codes import TOTAL
from data.bulanan.preview import BarisPratinjau, Perubahan, beside, changes
from data.bulanan.recipients import Varian, codes_of, heads, is_met, lines, part_of
from data.models import Bulan, Frozen, Pilihan, Posisi
from handlers.answer import Answer

if TYPE_CHECKING:
    from data.bulanan.figures import Bulanan

MOST_CHANGES = 12
# Warnings that say what is usual in a year, and put no figure in doubt.
ORDINARY = frozenset({"pagu_berubah", "nama_berubah", "kode_baru", "bulan_terlewat", "sejenis"})


class AmbangTercapai(Frozen):
    """A threshold that was met, and the row that met it.

    ``masih`` is false where a newer version, stored since, does not meet it any more.
    """

    pilihan: Pilihan
    baris: BarisPratinjau
    masih: bool


class Pengumuman(Frozen):
    """What the message of one place says of a month.

    ``kepala`` are the rows asked for, ``rincian`` what stands below them in this part,
    ``tiada`` codes that the month does not have, ``lainnya`` how many rows had no room.
    Rows are held against the month ``sejak``; ``peringatan`` counts the warnings of the
    load.
    """

    bulan: Bulan
    posisi: date
    versi: int
    sejak: Bulan | None
    kepala: tuple[BarisPratinjau, ...]
    rincian: tuple[BarisPratinjau, ...]
    tiada: tuple[str, ...]
    ambang: tuple[AmbangTercapai, ...]
    bagian: int
    dari: int
    lainnya: int
    peringatan: int


class Koreksi(Frozen):
    """What the message of one place says of a corrected month.

    ``lama`` is the version that the place got; ``total`` the whole as it is now, where
    the load has it; ``lainnya`` how many changes are not listed.
    """

    bulan: Bulan
    posisi: date
    versi: int
    lama: int
    perubahan: tuple[Perubahan, ...]
    lainnya: int
    kepala: tuple[BarisPratinjau, ...]


class Pengingat(Frozen):
    """What admins are told where a month is due and nothing was loaded."""

    bulan: Bulan
    terakhir: Bulan | None


def monthly(wish: Varian, position: Posisi, months: Bulanan) -> Answer:
    """The announcement of ``position`` to a place that wants ``wish``."""
    month = position.muatan.bulan
    before = [item for item in months.setahun(month.tahun) if item.muatan.bulan < month]
    previous = before[-1] if before else None
    part = part_of(wish, position)
    met = [
        AmbangTercapai(pilihan=item, baris=beside(row, previous), masih=is_met(item, position))
        for item in part.ambang
        if (row := position.dari_kode(item.kode)) is not None
    ]
    return Answer(
        command=None,
        template="pengumuman",
        data=Pengumuman(
            bulan=month,
            posisi=month.akhir,
            versi=position.muatan.versi,
            sejak=previous.muatan.bulan if previous else None,
            kepala=lines(part.kepala, previous),
            rincian=lines(part.rincian, previous),
            tiada=part.tiada,
            ambang=tuple(met),
            bagian=wish.bagian,
            dari=wish.dari,
            lainnya=part.lainnya,
            peringatan=sum(note.kunci not in ORDINARY for note in position.muatan.peringatan),
        ),
        loads=(position.muatan, *([previous.muatan] if previous else [])),
    )


def correction(wish: Varian, old: Posisi, new: Posisi) -> Answer:
    """What changed from ``old``, which a place got, to ``new``; its own codes come first."""
    month = new.muatan.bulan
    own = {*codes_of(wish), *(row.kode for side in (old, new) for row in heads(wish, side))}
    found = sorted(changes(old, new), key=lambda change: change.kode not in own)
    rows = [row for code in wish.kode or (TOTAL,) if (row := new.dari_kode(code)) is not None]
    return Answer(
        command=None,
        template="koreksi",
        data=Koreksi(
            bulan=month,
            posisi=month.akhir,
            versi=new.muatan.versi,
            lama=old.muatan.versi,
            perubahan=tuple(found[:MOST_CHANGES]),
            lainnya=max(0, len(found) - MOST_CHANGES),
            kepala=lines(rows, None),
        ),
        loads=(new.muatan,),
    )


def reminder(month: Bulan, months: Bulanan) -> Answer:
    """What admins are told: ``month`` is due, and nothing was loaded for it."""
    latest = months.terbaru
    return Answer(
        command=None,
        template="pengingat",
        data=Pengingat(bulan=month, terakhir=latest.muatan.bulan if latest else None),
    )
