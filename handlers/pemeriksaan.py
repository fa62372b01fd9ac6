"""A monthly file held against what is stored: its rows, its findings and its preview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.bulanan.examining import Hasil, examine
from data.bulanan.figures import Bulanan
from data.bulanan.preview import Pratinjau, preview
from data.queries import anggaran as budget
from data.store import months

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.models import Anggaran, BarisBulanan, Berkas, Bulan, Muatan
    from data.store.store import Store
    from handlers.asked import Asked


@dataclass(frozen=True)
class Pemeriksaan:
    """What examining a file gave.

    ``versi`` is the version of the month that it would replace, 0 for none;
    ``keadaan`` the state of the store that it was held against.
    """

    hasil: Hasil
    pratinjau: Pratinjau
    versi: int
    keadaan: str


def examined(asked: Asked, file: Berkas, month: Bulan) -> Pemeriksaan:
    """``file`` as the position of ``month``, held against what is confirmed by now."""
    store = asked.office.store
    # The state comes first: what is stored in between makes it an old one.
    stored = Bulanan(keadaan=months.state(store), posisi=months.positions(store))
    of_year = stored.setahun(month.tahun)
    before = [item for item in of_year if item.muatan.bulan < month]
    after = [item for item in of_year if item.muatan.bulan > month]
    previous, current = before[-1] if before else None, stored.dari(month)
    found = examine(
        file,
        month,
        today=asked.office.today().date(),
        known=known_codes(asked, store, stored, file, month.tahun),
        strict=False,
        previous=previous,
        same_month=current,
        later=after[0] if after else None,
        seen=months.same_file(store, file.sha256),
    )
    return Pemeriksaan(
        hasil=found,
        pratinjau=preview(found, month, previous, current),
        versi=current.muatan.versi if current else 0,
        keadaan=stored.keadaan,
    )


def known_codes(
    asked: Asked, store: Store, stored: Bulanan, file: Berkas, year: int
) -> Mapping[str, str | None]:
    """The codes of ``year`` with their parents: the report's, else those of its first load.

    The first load of a year sets them. A code of the year before says no more then than
    under what its namesake stood, where its form does not tell.
    """
    listed = parents(budget.lines(asked.report, year)) if year in asked.report.years else {}
    if listed:
        return listed
    first = first_load(store, stored, year)
    found = months.position(store, first.id) if first else None
    if found:
        return parents(found.baris)
    earlier = parents(budget.lines(asked.report, asked.report.latest))
    for item in stored.posisi:
        if item.muatan.bulan.tahun < year:
            earlier |= parents(item.baris)
    return {row.kode: earlier.get(row.kode) for row in file.baris}


def parents(rows: Iterable[Anggaran | BarisBulanan]) -> dict[str, str | None]:
    """The codes of ``rows`` with their parents."""
    return {row.kode: row.induk for row in rows}


def first_load(store: Store, stored: Bulanan, year: int) -> Muatan | None:
    """The load of ``year`` that was confirmed first; ``None`` where there is none."""
    loads = [
        load
        for item in stored.setahun(year)
        for load in months.history(store, item.muatan.bulan)
        if load.versi == 1
    ]
    return min(loads, key=lambda load: (load.disimpan, load.id), default=None)
