"""The allowance of who asks much, counted once for all processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from data.allowance import Verdict
from data.store import flood
from data.store.store import Store

if TYPE_CHECKING:
    from tests.conftest import Clock

YES = Verdict(admitted=True)
NO = Verdict(admitted=False, wait=10)
TOLD = Verdict(admitted=False, wait=10, tell=True)
ask = partial(flood.admit, burst=3, window=10)


def remembered(store: Store) -> list[int]:
    """The askers that have a row."""
    with store.reading() as connection:
        return sorted(connection.scalars(select(flood.table.c.penanya)))


def test_closes_for_one_window(store: Store, clock: Clock) -> None:
    """Who empties the bucket is told once, waits as long as told, and finds it full."""
    assert [ask(store, 2**40) for _ in range(5)] == [YES, YES, YES, TOLD, NO]
    clock.advance(seconds=9.5)
    assert ask(store, 2**40) == Verdict(admitted=False, wait=1)
    assert ask(store, -5) == YES
    clock.advance(seconds=0.5)
    assert [ask(store, 2**40) for _ in range(4)] == [YES, YES, YES, TOLD]


def test_refills_while_asking(store: Store, clock: Clock) -> None:
    """Who asks no faster than the refill is never refused."""
    for _ in range(12):
        assert ask(store, 1) == YES
        clock.advance(seconds=10 / 3)


def test_earlier_questions_count(store: Store) -> None:
    """What other processes admitted by themselves is counted, and never owed beyond all."""
    assert ask(store, 1, earlier=2) == YES
    assert ask(store, 1) == TOLD
    assert ask(store, 2, earlier=500) == TOLD
    assert ask(store, 2, earlier=500) == NO


def test_exhausted_elsewhere(store: Store) -> None:
    """Who emptied the bucket of one process waits in all of them, and is told once."""
    assert ask(store, 1) == YES
    assert ask(store, 1, exhausted=True) == TOLD
    assert ask(store, 1, exhausted=True) == NO
    assert ask(store, 1) == NO


def test_a_clock_that_goes_back_does_no_lasting_harm(store: Store, clock: Clock) -> None:
    """What was written in the future keeps nobody waiting for longer than a window."""
    assert [ask(store, 1).admitted for _ in range(4)] == [True, True, True, False]
    clock.advance(days=-1)
    assert ask(store, 1) == TOLD
    clock.advance(seconds=10)
    assert [ask(store, 1).admitted for _ in range(4)] == [True, True, True, False]


def test_of_many_at_once_one_allowance(address: str, store: Store, clock: Clock) -> None:
    """However many processes ask in the same moment, they admit one allowance and tell once."""
    stores = [Store.open(address, clock) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda number: flood.admit(stores[number % 4], 1), range(60)))
    assert sum(verdict.admitted for verdict in found) == 20
    assert sum(verdict.tell for verdict in found) == 1
    assert remembered(store) == [1]
    for opened in stores:
        opened.close()


def test_full_allowances_are_forgotten(store: Store, clock: Clock) -> None:
    """Nobody is remembered longer than it takes until they may ask as much as anybody."""
    ask(store, 1)
    clock.advance(days=1)
    ask(store, 2)
    clock.advance(days=-1, seconds=5)
    ask(store, 3)
    clock.advance(seconds=5)
    assert remembered(store) == [1, 2, 3]
    assert flood.forget(store, 10) == 1
    clock.advance(seconds=5)
    assert flood.forget(store, 10) == 1
    assert remembered(store) == [3]
