"""Monthly absorption: a code at a month's end, beside other months, ranked, month by month.

Pure: everything is read from the positions that are handed in. Amounts are whole rupiah
and cumulative from January; percentages are computed anew. Nothing is computed across a
month that is not loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.bulanan.sums import gap
from data.calculator import Computed, Result, difference, percent
from data.models import Anggaran, BarisBulanan, Bulan, Frozen, Muatan, PesanMuat, TingkatKode

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from data.bulanan.figures import Bulanan
    from data.models import Posisi

TOTAL = "TOTAL"
WHOLE_FILE = frozenset({"total_dihitung", "tanpa_total"})
# Told by the answer itself, with both figures, where the month before is shown.
TOLD = frozenset({"pagu_berubah", "realisasi_turun"})


class Diserap(Frozen):
    """A row with its absorption in percent."""

    baris: BarisBulanan
    persen: Result


class Pembanding(Frozen):
    """The same code in another month.

    ``poin`` is how many percentage points today's absorption lies above it, between the
    two figures as they are shown; ``None`` where either cannot be computed.
    """

    muatan: Muatan
    baris: BarisBulanan
    persen: Result
    poin: Computed | None


class BedaLaporan(Frozen):
    """December as loaded and the year-end of the report, which do not agree.

    ``selisih_pagu`` and ``selisih_realisasi`` are December less the report.
    """

    muatan: Muatan
    bulanan: BarisBulanan
    laporan: Anggaran
    selisih_pagu: int
    selisih_realisasi: int


class PosisiKode(Frozen):
    """A code at a month's end.

    ``ini`` is the month's own amount, negative where money came back; ``None`` where it
    cannot be told, because ``sebelum`` (the month before; none for January) is not
    loaded or has no such code: ``sebelum_dimuat`` tells which. ``lain_nama`` is what the
    code was called a year before, where it was another name: codes belong to a year.
    """

    muatan: Muatan
    baris: BarisBulanan
    induk: BarisBulanan | None
    persen: Result
    sisa: int
    sebelum: Bulan | None
    sebelum_dimuat: bool
    ini: int | None
    lalu: Pembanding | None
    selisih_pagu: int
    tahun_lalu: Pembanding | None
    lain_nama: str | None
    peringatan: tuple[PesanMuat, ...]
    beda_laporan: BedaLaporan | None = None


class Urutan(Frozen):
    """Rows below a code, highest absorption first; ``nol`` have no pagu, so no percentage."""

    tingkat: TingkatKode
    urut: tuple[Diserap, ...]
    nol: tuple[BarisBulanan, ...]


class Sela(Frozen):
    """Months in a row, the first and the last."""

    awal: Bulan
    akhir: Bulan


class BulanTren(Frozen):
    """A stretch of the year: one loaded month with the code, or months without.

    ``posisi`` is ``None`` for months that are not loaded, and where ``dimuat`` for one
    month whose file has no such code. ``pagu_berubah`` is what pagu was in the loaded
    month before, where it was another.
    """

    sela: Sela
    dimuat: bool
    posisi: PosisiKode | None
    pagu_berubah: int | None


def points(a: Result, b: Result) -> Computed | None:
    """How many percentage points ``a`` lies above ``b``, both as they are shown."""
    if a.kind == "computed" and b.kind == "computed":
        return difference(a.rounded, b.rounded)
    return None


def same_name(row: BarisBulanan, other: BarisBulanan) -> bool:
    """Whether two rows of one code are of the same thing."""
    names = [" ".join(item.uraian.split()).casefold() for item in (row, other)]
    return row.kode == TOTAL or names[0] == names[1]


def beside(position: Posisi | None, row: BarisBulanan) -> Pembanding | None:
    """The code of ``row`` in ``position``; ``None`` where it is not there."""
    other = position.dari_kode(row.kode) if position else None
    if position is None or other is None:
        return None
    share = percent(other.realisasi, other.pagu)
    return Pembanding(
        muatan=position.muatan,
        baris=other,
        persen=share,
        poin=points(percent(row.realisasi, row.pagu), share),
    )


def position_of(
    months: Bulanan, position: Posisi, code: str, printed: Anggaran | None = None
) -> PosisiKode | None:
    """The position of ``code``; ``None`` where the version has no such row.

    ``printed`` is its line in the report of the same year, where there is one.
    """
    row = position.dari_kode(code)
    if row is None:
        return None
    month = position.muatan.bulan
    january = month.bulan == 1
    before = None if january else months.dari(month.sebelum)
    last = beside(before, row)
    year_ago = beside(months.dari(Bulan(tahun=month.tahun - 1, bulan=month.bulan)), row)
    other_name = None
    if year_ago is not None and not same_name(row, year_ago.baris):
        other_name = year_ago.baris.uraian
        year_ago = None
    own = row.realisasi if january else None
    if last is not None:
        own = gap(row.realisasi, last.baris.realisasi)
    return PosisiKode(
        muatan=position.muatan,
        baris=row,
        induk=position.dari_kode(row.induk) if row.induk else None,
        persen=percent(row.realisasi, row.pagu),
        sisa=gap(row.pagu, row.realisasi),
        sebelum=None if january else month.sebelum,
        sebelum_dimuat=before is not None,
        ini=own,
        lalu=last,
        selisih_pagu=gap(row.pagu, last.baris.pagu) if last else 0,
        tahun_lalu=year_ago,
        lain_nama=other_name,
        peringatan=tuple(warnings_on(position.muatan, {code}, told=last is not None)),
        beda_laporan=apart_from_report(position, row, printed),
    )


def warnings_on(load: Muatan, codes: Container[str], *, told: bool) -> Iterator[PesanMuat]:
    """What was found on loading that concerns ``codes``.

    ``told`` leaves out what a comparison with the month before says itself.
    """
    before = str(load.bulan.sebelum)
    for note in load.peringatan:
        whole = note.kunci in WHOLE_FILE and TOTAL in codes
        if told and note.kunci in TOLD and note.isi == before:
            continue
        if whole or (note.kode is not None and note.kode in codes):
            yield note


def apart_from_report(
    position: Posisi, row: BarisBulanan, printed: Anggaran | None
) -> BedaLaporan | None:
    """Where a loaded December and the report's year-end differ; ``None`` where they agree."""
    if printed is None or position.muatan.bulan.sesudah.bulan != 1:
        return None
    if (row.pagu, row.realisasi) == (printed.pagu, printed.realisasi):
        return None
    return BedaLaporan(
        muatan=position.muatan,
        bulanan=row,
        laporan=printed,
        selisih_pagu=gap(row.pagu, printed.pagu),
        selisih_realisasi=gap(row.realisasi, printed.realisasi),
    )


def within(position: Posisi, code: str) -> tuple[BarisBulanan, ...]:
    """Every row below ``code``, in the file's order; below the whole it is every other."""
    if code == TOTAL:
        return tuple(row for row in position.baris if row.kode != TOTAL)
    parents = {row.kode: row.induk for row in position.baris}

    def below(row: BarisBulanan) -> bool:
        above = row.induk
        while above is not None and above != code:
            above = parents.get(above)
        return above == code

    return tuple(row for row in position.baris if below(row))


def ranked(position: Posisi, code: str, level: TingkatKode | None) -> Urutan | None:
    """The rows of ``level`` below ``code``, or its children; ``None`` where there are none."""
    rows = [row for row in within(position, code) if level in {None, row.tingkat}]
    if level is None:
        rows = [row for row in rows if row.induk == code]
    if not rows:
        return None
    shares = [(row, percent(row.realisasi, row.pagu)) for row in rows]
    counted = [(row, share) for row, share in shares if share.kind == "computed"]
    counted.sort(key=lambda item: (-item[1].value, item[0].urutan))
    return Urutan(
        tingkat=rows[0].tingkat,
        urut=tuple(Diserap(baris=row, persen=share) for row, share in counted),
        nol=tuple(row for row, share in shares if share.kind != "computed"),
    )


def trend(months: Bulanan, first: Bulan, last: Bulan, code: str) -> tuple[BulanTren, ...]:
    """``code`` from ``first`` to ``last``, with the months between that are not loaded."""
    stretches: list[BulanTren] = []
    pagu: int | None = None
    month = first
    while month <= last:
        position = months.dari(month)
        found = position_of(months, position, code) if position else None
        changed = None
        if found is not None:
            changed = None if pagu == found.baris.pagu else pagu
            pagu = found.baris.pagu
        start = month
        if position is None and stretches and not stretches[-1].dimuat:
            start = stretches.pop().sela.awal
        stretches.append(
            BulanTren(
                sela=Sela(awal=start, akhir=month),
                dimuat=position is not None,
                posisi=found,
                pagu_berubah=changed,
            )
        )
        month = month.sesudah
    return tuple(stretches)


def spans(months: Iterable[Bulan]) -> tuple[Sela, ...]:
    """Ascending ``months`` as stretches without a gap."""
    found: list[Sela] = []
    for month in months:
        if found and found[-1].akhir.sesudah == month:
            found[-1] = Sela(awal=found[-1].awal, akhir=month)
        else:
            found.append(Sela(awal=month, akhir=month))
    return tuple(found)
