"""What the prose states, against itself and against the tables."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from data.calculator import Computed, Verdict, total, verify
from data.calculator import percent as share
from data.checks.finding import finding, place
from data.models import (
    Anggaran,
    DaftarIsi,
    JenisSdm,
    JenisUnit,
    Pengukuran,
    Pernyataan,
    Sdm,
    Struktur,
    Temuan,
    Tingkat,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.loading import Edition


EVERY = "semua"
WITHOUT_ARITHMETIC = frozenset({"laporan.tahun", "indikator.tercapai"})


def budget_total(edition: Edition) -> Anggaran | None:
    """The total line of the budget, where there is a budget."""
    rows = edition.rows.of(Anggaran)
    return next((row for row in rows if row.tingkat is Tingkat.TOTAL), None)


def count(number: int) -> Computed:
    """A count as a computed value."""
    return total([number])


def staff(edition: Edition) -> list[Sdm]:
    """The lines of the staff table that name persons, without the total."""
    rows = edition.rows.of(Sdm)
    return [row for row in rows if row.jenis is not JenisSdm.JUMLAH and row.jumlah is not None]


def specialists(edition: Edition) -> int:
    """Persons in the group of functional positions."""
    heads = {
        row.urutan
        for row in edition.rows.of(Sdm)
        if row.jenis is JenisSdm.BAGIAN and "fungsional" in row.uraian.casefold()
    }
    return sum(row.pns or 0 for row in staff(edition) if row.induk in heads)


def chiefs(edition: Edition) -> int:
    """Structural posts: the head, the divisions and the subdivisions."""
    return sum(row.jenis is not JenisUnit.FUNGSIONAL for row in edition.rows.of(Struktur))


def general_staff(edition: Edition) -> int:
    """Civil servants who are neither chiefs nor specialists."""
    servants = sum(row.pns or 0 for row in staff(edition))
    return servants - chiefs(edition) - specialists(edition)


def units(edition: Edition, kind: JenisUnit) -> int:
    """How many units of ``kind`` the organisation has."""
    return sum(row.jenis is kind for row in edition.rows.of(Struktur))


def per_division(edition: Edition) -> Computed | None:
    """Subdivisions a division, where all have the same number."""
    divisions = units(edition, JenisUnit.BAGIAN)
    subdivisions = units(edition, JenisUnit.SUBBAGIAN)
    even = divisions and subdivisions % divisions == 0
    return count(subdivisions // divisions) if even else None


def achieved(edition: Edition) -> int:
    """Indicators whose printed achievement is at least 100 percent."""
    done = {
        row.indikator
        for row in edition.rows.of(Pengukuran)
        if row.capaian is not None and row.capaian >= Decimal(100)
    }
    return len(done)


def of_total(pick: Callable[[Anggaran], int]) -> Callable[[Edition], Computed | None]:
    """A figure of the budget's total line."""

    def compute(edition: Edition) -> Computed | None:
        row = budget_total(edition)
        return None if row is None else count(pick(row))

    return compute


def absorption(edition: Edition) -> Computed | None:
    """Realisasi in pagu over the whole budget."""
    row = budget_total(edition)
    result = None if row is None else share(row.realisasi, row.pagu)
    return result if isinstance(result, Computed) else None


def stated_sum(edition: Edition) -> Computed:
    """The parts of the staff sentence, added up."""
    parts = [
        row.nilai
        for row in edition.rows.of(Pernyataan)
        if row.perihal.startswith("sdm.bagian.") and row.nilai is not None
    ]
    return total(parts)


COMPUTED: dict[str, Callable[[Edition], Computed | None]] = {
    "anggaran.total.pagu": of_total(lambda row: row.pagu),
    "anggaran.total.realisasi": of_total(lambda row: row.realisasi),
    "anggaran.total.persen": absorption,
    "anggaran.program": lambda edition: count(
        sum(row.tingkat is Tingkat.PROGRAM for row in edition.rows.of(Anggaran))
    ),
    "struktur.bagian": lambda edition: count(units(edition, JenisUnit.BAGIAN)),
    "struktur.subbagian_per_bagian": per_division,
    "laporan.bab": lambda edition: count(
        len({row.bab for row in edition.rows.of(DaftarIsi) if row.bab.startswith("BAB")})
    ),
    "sdm.jumlah": stated_sum,
    "sdm.jumlah.tabel": lambda edition: total([row.jumlah or 0 for row in staff(edition)]),
    "sdm.bagian.struktural": lambda edition: count(chiefs(edition)),
    "sdm.bagian.fungsional_khusus": lambda edition: count(specialists(edition)),
    "sdm.bagian.fungsional_umum": lambda edition: count(general_staff(edition)),
    "sdm.bagian.ppnpn": lambda edition: total([row.ppnpn or 0 for row in staff(edition)]),
    "laporan.tahun": lambda edition: count(edition.tahun),
    "indikator.tercapai": lambda edition: count(achieved(edition)),
}


def statements_follow(edition: Edition) -> Iterator[Temuan]:
    """Each figure in the prose is the one that the tables yield."""
    for row in edition.rows.of(Pernyataan):
        compute = COMPUTED.get(row.perihal)
        computed = None if compute is None else compute(edition)
        if computed is None:
            continue
        if row.nilai is None or verify(row.nilai, computed) is Verdict.DIFFERENT:
            yield finding(
                "pernyataan",
                f"{row.perihal}@{row.sumber}",
                [place(other, other.tercetak) for other in same(edition, row)],
                [("pernyataan", row.urutan), *refers(row.perihal)],
                printed=row.nilai,
                computed=None if row.perihal in WITHOUT_ARITHMETIC else computed,
            )


def same(edition: Edition, row: Pernyataan) -> list[Pernyataan]:
    """The statements on the matter of ``row``, that one first."""
    others = [other for other in edition.rows.of(Pernyataan) if other.perihal == row.perihal]
    return sorted(others, key=lambda other: other is not row)


def refers(matter: str) -> list[tuple[str, str | int]]:
    """The answers that a statement on ``matter`` concerns, besides its own row."""
    subject = matter.partition(".")[0]
    if matter.startswith("anggaran.total"):
        return [("anggaran", "TOTAL")]
    if subject in {"indikator", "sdm"}:
        return [(subject, EVERY)]
    return [(subject, "*")]
