"""What is wrong or odd in a monthly file: pure, from the file and what is known of its year.

A finding refuses the file whole or is a warning. A refused file has no rows: nothing of
it can be stored by mistake. No row is invented but the whole, by
:func:`data.bulanan.sums.with_computed_total`, and a warning says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.bulanan.codes import TOTAL, level_of
from data.bulanan.comparing import (
    against_later,
    against_previous,
    last_month_apart,
    months_between,
    nothing_changed,
)
from data.bulanan.findings import arranged, listed
from data.bulanan.hierarchy import Hierarchy, rank
from data.bulanan.requirements import month_findings, orphans, row_errors, same_file
from data.bulanan.sums import amounts_odd, children_apart, months_apart, with_computed_total
from data.models import BarisBulanan, Bulan, Frozen, PesanMuat, TingkatKode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from data.models import BarisBerkas, Berkas, Muatan, Posisi

# Under ``strict`` these refuse the file too: its rows do not agree with the list of
# codes, with each other or with the month before.
STRICT = frozenset({"jumlah_anak", "kode_baru", "kode_hilang", "lalu_beda", "lalu_ini_beda"})


class Hasil(Frozen):
    """What examining a file gave: its rows, none where it is refused, and the findings."""

    baris: tuple[BarisBulanan, ...]
    pesan: tuple[PesanMuat, ...]

    @property
    def galat(self) -> tuple[PesanMuat, ...]:
        """The findings that refuse the file."""
        return tuple(message for message in self.pesan if message.galat)

    @property
    def peringatan(self) -> tuple[PesanMuat, ...]:
        """The findings that a person may accept."""
        return tuple(message for message in self.pesan if not message.galat)

    @property
    def ditolak(self) -> bool:
        """Whether the file is refused."""
        return bool(self.galat)


def examine(
    berkas: Berkas,
    bulan: Bulan,
    *,
    today: date,
    known: Mapping[str, str | None],
    strict: bool,
    previous: Posisi | None,
    same_month: Posisi | None,
    later: Posisi | None = None,
    seen: Muatan | None = None,
) -> Hasil:
    """The rows of ``berkas`` as the position of ``bulan``, with everything found on them.

    ``known`` is the year's list of codes with their parents, empty for the first load of
    a year, which sets it. ``previous`` is the latest confirmed month before this one in
    its year, ``later`` the earliest after it, ``same_month`` the version that this load
    corrects, ``seen`` an earlier confirmed load of the same bytes. ``strict`` makes what
    does not agree refuse the file.
    """
    rows = sorted(berkas.baris, key=lambda row: (rank(row.kode), row.nomor))
    tree = Hierarchy([row.kode for row in rows], known)
    found = [
        *berkas.pesan,
        *month_findings(berkas, bulan, today),
        *same_file(berkas, bulan, same_month, seen),
        *row_errors(berkas, rows),
    ]
    if not any(message.galat for message in found):
        # An unreadable row is missing from the file: its children are no orphans.
        found.extend(orphans(rows, tree, known))
    if any(message.galat for message in found):
        return Hasil(baris=(), pesan=arranged(found))
    stored = with_computed_total(
        tuple(
            placed(row, number, level, tree)
            for number, row in enumerate(berkas.baris, start=1)
            if (level := level_of(row.kode)) is not None
        ),
        programs(rows, tree, known),
    )
    found.extend(total_findings(rows, stored))
    found.extend(list_findings(rows, known))
    lines = sorted(stored, key=lambda row: rank(row.kode))
    numbers = {row.kode: row.nomor for row in rows}
    found.extend(children_apart(lines, tree, numbers))
    found.extend(months_apart(rows))
    found.extend(amounts_odd(lines, numbers))
    if previous is not None:
        found.extend(months_between(previous, bulan))
        if previous.muatan.bulan == bulan.sebelum:
            found.extend(last_month_apart(rows, previous))
        found.extend(against_previous(lines, previous, numbers))
    if later is not None:
        found.extend(against_later(lines, later, numbers))
    if same_month is not None:
        found.extend(nothing_changed(stored, same_month))
    if strict:
        found = [hardened(message) for message in found]
    messages = arranged(found)
    refused = any(message.galat for message in messages)
    return Hasil(baris=() if refused else stored, pesan=messages)


def hardened(message: PesanMuat) -> PesanMuat:
    """``message`` as a strict examination takes it."""
    return message.model_copy(update={"galat": message.galat or message.kunci in STRICT})


def programs(
    rows: Iterable[BarisBerkas], tree: Hierarchy, known: Mapping[str, str | None]
) -> frozenset[str]:
    """Every programme that the year's list has, or that a row belongs to."""
    found = {tree.program(code) for code in (*known, *(row.kode for row in rows))}
    return frozenset(code for code in found if code is not None)


def placed(row: BarisBerkas, number: int, level: TingkatKode, tree: Hierarchy) -> BarisBulanan:
    """``row`` with its level and its parent, the nearest that the file has below the whole."""
    near = tree.carrier(row.kode)
    return BarisBulanan(
        urutan=number,
        kode=row.kode,
        tingkat=level,
        induk=tree.parent(row.kode) if near is None or near == TOTAL else near,
        uraian=row.uraian,
        pagu=row.pagu,
        realisasi=row.realisasi,
        pagu_awal=row.pagu_awal,
        blokir=row.blokir,
        jenis_belanja=row.jenis_belanja,
    )


def total_findings(
    rows: Sequence[BarisBerkas], stored: Sequence[BarisBulanan]
) -> Iterator[PesanMuat]:
    """A finding where the file does not tell the whole: it was computed, or there is none."""
    if any(row.kode == TOTAL for row in rows):
        return
    whole = next((row for row in stored if row.kode == TOTAL), None)
    if whole is None:
        yield PesanMuat(kunci="tanpa_total", galat=False)
    else:
        yield PesanMuat(kunci="total_dihitung", galat=False, angka=(whole.pagu, whole.realisasi))


def list_findings(
    rows: Sequence[BarisBerkas], known: Mapping[str, str | None]
) -> Iterator[PesanMuat]:
    """The codes that only the year's list has, and those that only the file has.

    A level that the list does not go down to has no new codes.
    """
    codes = {row.kode for row in rows}
    missing = sorted(known.keys() - codes - {TOTAL}, key=rank)
    if missing:
        yield PesanMuat(kunci="kode_hilang", galat=False, isi=listed(missing))
    levels: set[TingkatKode | None] = {level_of(code) for code in known}
    new = [row.kode for row in rows if row.kode not in known and level_of(row.kode) in levels]
    if new:
        yield PesanMuat(kunci="kode_baru", galat=False, isi=listed(new))
