"""Counts of questions without an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.store import unanswered
from tests.data.store.rekaan import at_once, trail

if TYPE_CHECKING:
    from data.store.store import Store
    from tests.conftest import Clock


def test_counts_add_up(store: Store, clock: Clock) -> None:
    """The same question is one row with its first and its last time."""
    first = clock()
    unanswered.add(store, {("kursi dprd", "tidak_dikenal"): 2, ("cuaca", "lain"): 5})
    clock.advance(hours=1)
    unanswered.add(store, {("kursi dprd", "cari"): 1})
    found = unanswered.page(store, 0, 10, newest=True)
    assert (found.semua, found.hitungan) == (2, 8)
    row = found.baris[0]
    assert (row.teks, row.alasan, row.hitungan) == ("kursi dprd", "cari", 3)
    assert (row.pertama, row.terakhir) == (first, clock())
    often = unanswered.page(store, 0, 1, newest=False)
    assert [item.teks for item in often.baris] == ["cuaca"]
    rest = unanswered.page(store, 1, None, newest=False)
    assert [item.teks for item in rest.baris] == ["kursi dprd"]


def test_an_empty_list(store: Store) -> None:
    """Where everything was answered there is nothing, and nothing to remove."""
    found = unanswered.page(store, 0, 10, newest=False)
    assert (found.baris, found.semua, found.hitungan) == ((), 0, 0)
    assert not unanswered.remove(store, "kursi", 1)
    assert trail(store) == []


def test_what_was_seen_to_is_removed(store: Store) -> None:
    """A question that curators added goes, and the audit says so without its text."""
    unanswered.add(store, {("kursi dprd", "tidak_dikenal"): 2})
    assert unanswered.remove(store, "kursi dprd", 7)
    assert unanswered.page(store, 0, 10, newest=False).semua == 0
    assert trail(store) == ["hapus tak terjawab"]


def test_two_processes_count_the_same(store: Store) -> None:
    """Nothing is lost where two write at once."""
    counts = {("kursi dprd", "tidak_dikenal"): 1, ("cuaca", "lain"): 1}
    at_once(*[lambda: unanswered.add(store, counts)] * 2)
    assert unanswered.page(store, 0, 10, newest=False).hitungan == 4
