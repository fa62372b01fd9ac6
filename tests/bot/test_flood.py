"""The flood limit by itself."""

from __future__ import annotations

import pytest

from bot.flood import FloodGate, Verdict

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
