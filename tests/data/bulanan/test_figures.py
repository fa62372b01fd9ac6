"""The loaded months in memory: the newest version of each, read anew when there are others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.bulanan.figures import Bulanan, Figures
from data.models import Bulan
from data.store import drafts
from data.store.errors import StoreError
from tests.data.store.rekaan import (
    ADMIN,
    OKTOBER,
    SEPTEMBER,
    at_once,
    baris,
    berkas,
    load,
)

if TYPE_CHECKING:
    from data.store.store import Store

DESEMBER_LALU = Bulan(tahun=2024, bulan=12)


def test_nothing_loaded() -> None:
    """Where no month is loaded there is neither a latest one nor any other."""
    empty = Bulanan()
    assert empty.terbaru is None
    assert empty.dari(OKTOBER) is None
    assert empty.setahun(2025) == ()


def test_months_are_found(store: Store) -> None:
    """The latest month, any month and the months of a year are found."""
    for month in (OKTOBER, DESEMBER_LALU, SEPTEMBER):
        load(store, month)
    found = Figures(lambda: store, looks=True).current()
    assert [item.muatan.bulan for item in found.posisi] == [DESEMBER_LALU, SEPTEMBER, OKTOBER]
    assert found.terbaru is found.posisi[-1]
    assert found.dari(SEPTEMBER) is found.posisi[1]
    assert found.dari(OKTOBER.sesudah) is None
    assert found.setahun(2025) == found.posisi[1:]
    assert found.setahun(2023) == ()


def test_looking_at_each_question(store: Store) -> None:
    """Who looks sees each confirmed version at once, and reads nothing anew without one."""
    figures = Figures(lambda: store, looks=True)
    load(store, OKTOBER, baris(realisasi=1))
    first = figures.current()
    assert figures.current() is first
    drafts.draft(store, ADMIN, berkas(), OKTOBER)
    assert figures.current() is first
    load(store, OKTOBER, baris(realisasi=2), after=1)
    second = figures.current()
    assert second.keadaan != first.keadaan
    assert second.terbaru is not None
    assert (second.terbaru.muatan.versi, second.terbaru.baris[0].realisasi) == (2, 2)
    # What was given before stays as it was.
    assert first.terbaru is not None
    assert first.terbaru.baris[0].realisasi == 1


def test_looking_from_time_to_time(store: Store) -> None:
    """Who does not look answers from memory until somebody refreshes it."""
    figures = Figures(lambda: store, looks=False)
    load(store)
    assert figures.current() == Bulanan()
    assert figures.refresh()
    assert not figures.refresh()
    assert figures.current().dari(OKTOBER) is not None


def test_no_store_yet() -> None:
    """While there is no store there are no months, and that is no error."""
    figures = Figures(lambda: None, looks=True)
    assert not figures.refresh()
    assert figures.current() == Bulanan()


def test_a_store_that_fails(store: Store) -> None:
    """While the store does not answer, what was known stays, and who looks hears of it."""
    load(store)
    broken: list[bool] = []

    def find() -> Store:
        if broken:
            raise StoreError("putus")
        return store

    looking, remembering = Figures(find, looks=True), Figures(find, looks=False)
    known = looking.current()
    assert remembering.refresh()
    broken.append(True)
    with pytest.raises(StoreError):
        looking.current()
    with pytest.raises(StoreError):
        remembering.refresh()
    assert remembering.current() == known
    broken.clear()
    assert looking.current() is known


def test_many_questions_at_once(store: Store) -> None:
    """Questions that are asked at once read the months once and get the same."""
    load(store)
    figures = Figures(lambda: store, looks=True)
    found = at_once(*[figures.current] * 6)
    assert all(item is found[0] for item in found)
    assert found[0].terbaru is not None
