"""What a monthly file must be to be examined further: its month, its bytes, its codes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from data.bulanan.codes import TOTAL, level_of
from data.bulanan.findings import listed
from data.models import Bulan, PesanMuat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from data.bulanan.hierarchy import Hierarchy
    from data.models import BarisBerkas, Berkas, Muatan, Posisi


def month_findings(berkas: Berkas, month: Bulan, today: date) -> Iterator[PesanMuat]:
    """What is wrong with loading ``berkas`` as ``month`` on the day ``today``."""
    if berkas.bulan is not None and berkas.bulan != month:
        yield PesanMuat(kunci="bulan_beda", galat=True, isi=str(berkas.bulan))
    current = Bulan.dari(today)
    if month > current:
        yield PesanMuat(kunci="bulan_depan", galat=True, isi=str(month))
    elif month.akhir > today:
        yield PesanMuat(kunci="bulan_berjalan", galat=True, isi=str(month))


def same_file(
    berkas: Berkas, month: Bulan, same_month: Posisi | None, seen: Muatan | None
) -> Iterator[PesanMuat]:
    """What is to say of bytes that were loaded before."""
    if same_month is not None and same_month.muatan.sha256 == berkas.sha256:
        yield PesanMuat(kunci="berkas_sama", galat=True, isi=str(same_month.muatan.versi))
    elif seen is not None and seen.bulan == month:
        yield PesanMuat(kunci="berkas_versi_lama", galat=False, isi=str(seen.versi))
    elif seen is not None:
        yield PesanMuat(kunci="berkas_bulan_lain", galat=False, isi=str(seen.bulan))


def row_errors(berkas: Berkas, rows: Sequence[BarisBerkas]) -> Iterator[PesanMuat]:
    """What no row may be: absent, without a code, repeated, of negative pagu."""
    if not rows and not any(message.galat for message in berkas.pesan):
        yield PesanMuat(kunci="tanpa_baris", galat=True)
    counted = Counter(row.kode for row in rows)
    for code in (code for code, count in counted.items() if count > 1):
        places = sorted(row.nomor for row in rows if row.kode == code)
        yield PesanMuat(
            kunci="kode_ganda", galat=True, kode=code, isi=listed([str(at) for at in places])
        )
    for row in rows:
        if level_of(row.kode) is None:
            yield PesanMuat(kunci="kode_salah", galat=True, baris=row.nomor, isi=row.kode_tercetak)
        for column, amount in (("pagu", row.pagu), ("pagu_awal", row.pagu_awal)):
            if amount is not None and amount < 0:
                yield PesanMuat(
                    kunci="pagu_minus",
                    galat=True,
                    baris=row.nomor,
                    kolom=column,
                    kode=row.kode,
                    angka=(amount,),
                )


def orphans(
    rows: Sequence[BarisBerkas], tree: Hierarchy, known: Mapping[str, str | None]
) -> Iterator[PesanMuat]:
    """A finding for each row whose parent stands neither in the file nor in the list."""
    codes = {TOTAL, *(row.kode for row in rows), *known, *known.values()} - {None}
    for row in rows:
        parent = tree.parent(row.kode)
        if parent in codes or row.kode == TOTAL:
            continue
        rivals = tree.rivals(row.kode)
        if rivals:
            yield PesanMuat(
                kunci="induk_ganda",
                galat=True,
                baris=row.nomor,
                kode=row.kode,
                isi=listed(rivals),
            )
        else:
            yield PesanMuat(kunci="induk_tak_dikenal", galat=True, baris=row.nomor, kode=row.kode)
