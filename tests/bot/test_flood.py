"""The flood limit by itself."""

from __future__ import annotations

import asyncio
from threading import Event
from typing import TYPE_CHECKING

import pytest

from bot.flood import AWAY, BURST, UNSHARED, FloodGate, SharedGate, Verdict, verdict_of
from data.store.errors import StoreError

if TYPE_CHECKING:
    from data.store.store import Store
    from tests.conftest import Clock

YES = Verdict(admitted=True)


@pytest.fixture
def now() -> list[float]:
    """The clock: its one item is the time in seconds."""
    return [0.0]


def test_refills_while_asking(now: list[float]) -> None:
    """Who asks no faster than the refill is never refused."""
    gate = FloodGate(burst=2, window=10, clock=lambda: now[0])
    for _ in range(50):
        assert gate.admit(1) == YES
        now[0] += 5


def test_closes_for_one_window(now: list[float]) -> None:
    """Who empties the bucket is told once, waits as long as told, and finds it full."""
    gate = FloodGate(burst=2, window=10, clock=lambda: now[0])
    assert [gate.admit(1) for _ in range(4)] == [
        YES,
        YES,
        Verdict(admitted=False, wait=10, tell=True),
        Verdict(admitted=False, wait=10),
    ]
    now[0] = 9.5
    assert gate.admit(1) == Verdict(admitted=False, wait=1)
    now[0] = 10
    assert [gate.admit(1).admitted for _ in range(3)] == [True, True, False]


def test_askers_are_counted_apart(now: list[float]) -> None:
    """One asker's flood leaves the others' allowance as it was."""
    gate = FloodGate(burst=1, window=10, clock=lambda: now[0])
    assert [gate.admit(1).admitted, gate.admit(1).admitted, gate.admit(2).admitted] == [
        True,
        False,
        True,
    ]


def test_memory_is_bounded(now: list[float]) -> None:
    """However many ask, only the latest are remembered."""
    gate = FloodGate(burst=1, window=10, remembered=3, clock=lambda: now[0])
    for asker in range(100):
        gate.admit(asker)
    assert len(gate) == 3
    assert not gate.admit(99).admitted
    assert gate.admit(0) == YES


def hasty(store: Store | None, now: list[float]) -> SharedGate:
    """A gate of one more process on ``store``."""
    return SharedGate(lambda: store, clock=lambda: now[0])


async def rush(*gates: SharedGate, questions: int = 60) -> list[Verdict]:
    """What the gates, one after the other, say of questions that come in at once."""
    asked = [gates[number % len(gates)].admit(7) for number in range(questions)]
    return await asyncio.gather(*asked)


async def test_who_asks_little_costs_no_statement(now: list[float]) -> None:
    """The first questions of anybody, and those of who never hurries, do not reach the store."""

    def refuse() -> Store:
        raise AssertionError

    gate = SharedGate(refuse, clock=lambda: now[0])
    for asker in range(100):
        for _ in range(UNSHARED):
            assert await gate.admit(asker) == YES
    for _ in range(100):
        now[0] += 30 / 20
        assert await gate.admit(1) == YES
    with pytest.raises(AssertionError):
        await gate.admit(1)


async def test_two_processes_admit_one_allowance(store: Store, now: list[float]) -> None:
    """Sixty questions at once to two processes: one allowance is answered, the asker told once."""
    found = await rush(hasty(store, now), hasty(store, now))
    assert sum(verdict.admitted for verdict in found) == BURST
    assert sum(verdict.tell for verdict in found) == 1


async def test_one_process_after_the_other(store: Store, now: list[float], clock: Clock) -> None:
    """A process that did not hear of the flood yet answers its few, and tells nobody again."""
    first, second = hasty(store, now), hasty(store, now)
    one, two = await rush(first, questions=30), await rush(second, questions=30)
    assert sum(verdict.admitted for verdict in one) == BURST
    assert sum(verdict.admitted for verdict in two) == UNSHARED
    assert sum(verdict.tell for verdict in one + two) == 1
    now[0] += 30
    clock.advance(seconds=30)
    assert [await gate.admit(7) for gate in (first, second)] == [YES, YES]


async def test_it_is_full_after_the_wait(
    sqlite_store: Store, now: list[float], clock: Clock
) -> None:
    """Who was closed out by another process finds a whole allowance here when it is over."""
    first, second = hasty(sqlite_store, now), hasty(sqlite_store, now)
    await rush(second, questions=19)
    await rush(first, questions=10)
    now[0] += 20
    clock.advance(seconds=20)
    assert await second.admit(7) == Verdict(admitted=False, wait=10)
    assert await second.admit(7) == Verdict(admitted=False, wait=10)
    now[0] += 10
    clock.advance(seconds=10)
    found = await rush(second)
    assert sum(verdict.admitted for verdict in found) == BURST
    assert sum(verdict.tell for verdict in found) == 1


async def test_questions_count_once(sqlite_store: Store, now: list[float], clock: Clock) -> None:
    """What came back before the store was asked is not held against an asker."""
    gate = hasty(sqlite_store, now)
    for _ in range(200):
        assert await gate.admit(7) == YES
        now[0] += 2
        clock.advance(seconds=2)
    found = await rush(gate, questions=BURST)
    assert all(verdict.admitted for verdict in found)


async def test_without_a_store(now: list[float]) -> None:
    """Where there is no store the limit of the process holds."""
    found = await rush(hasty(None, now))
    assert sum(verdict.admitted for verdict in found) == BURST
    assert sum(verdict.tell for verdict in found) == 1


async def test_a_store_that_is_away(
    sqlite_store: Store, now: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    """A store that fails leaves each process its own limit; later what was answered counts."""
    asked: list[float] = []
    stores: list[Store | None] = [None]

    def find() -> Store:
        asked.append(now[0])
        if stores[0] is None:
            raise StoreError("tidak ada")
        return stores[0]

    gate = SharedGate(find, clock=lambda: now[0])
    found = await rush(gate, questions=15)
    assert [verdict.admitted for verdict in found] == [True] * 15
    await gate.admit(7)
    # Those that were on their way found it away, too; nobody asks anew.
    assert asked == [0.0] * 10
    assert "StoreError" in caplog.text
    stores[0] = sqlite_store
    now[0] += AWAY
    assert await gate.admit(7) == YES
    left = await rush(hasty(sqlite_store, now), questions=20)
    assert sum(verdict.admitted for verdict in left) < BURST


async def test_a_store_that_hangs(now: list[float]) -> None:
    """A store that does not answer holds up no question for longer than the patience."""
    freed = Event()

    def hang() -> None:
        freed.wait(30)

    gate = SharedGate(hang, clock=lambda: now[0], patience=0.01)
    found = await rush(gate, questions=8)
    freed.set()
    assert [verdict.admitted for verdict in found] == [True] * 8


async def test_either_gate(now: list[float]) -> None:
    """Whoever asks a gate does not mind which of the two it is."""
    for gate in (FloodGate(clock=lambda: now[0]), hasty(None, now)):
        assert await verdict_of(gate, 1) == YES
