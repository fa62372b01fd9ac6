"""Which processes live, and whose turn it is."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from data.store import processes
from data.store.processes import ALIVE, BEAT, KEPT
from data.store.store import Store

if TYPE_CHECKING:
    from tests.conftest import Clock

# No machine is called so: what runs there cannot be seen from here.
HOST, OTHER_HOST = "mesin rekaan satu", "mesin rekaan dua"
NAME = "mengumumkan"


def member(store: Store, pid: int, host: str = HOST) -> str:
    """A process that has joined."""
    return processes.join(store, "web", host=host, pid=pid)


def holder(store: Store) -> str | None:
    """Who is written down as holding the turn."""
    with store.reading() as connection:
        return connection.scalar(select(processes.turns.c.proses))


def test_this_process_joins_and_leaves(store: Store) -> None:
    """A process that joined lives under its own number, and is dead once it left."""
    me = processes.join(store, "web")
    with store.reading() as connection:
        row = connection.execute(select(processes.table)).one()
    assert (row.id, row.jenis, row.mesin, row.pid) == (me, "web", processes.machine(), os.getpid())
    other = member(store, 2)
    assert processes.living(store, other) == {me, other}
    processes.leave(store, me)
    assert processes.living(store, other) == {other}


def test_silence_is_death(store: Store, clock: Clock) -> None:
    """Who was not heard of for longer than the limit is dead, and lives again with a beat."""
    me, other = member(store, 1), member(store, 2)
    clock.moment += ALIVE
    assert processes.living(store, me) == {me, other}
    clock.advance(seconds=1)
    # Who asks is there, whatever its last word says.
    assert processes.living(store, me) == {me}
    assert processes.beat(store, other)
    assert processes.living(store, me) == {me, other}


def test_a_word_from_the_future(store: Store, clock: Clock) -> None:
    """A clock that went back keeps nobody alive, and costs the living one beat at most."""
    me, other = member(store, 1), member(store, 2)
    clock.moment -= ALIVE
    assert processes.living(store, me) == {me, other}
    clock.advance(hours=-1)
    assert processes.living(store, me) == {me}
    processes.beat(store, other)
    assert processes.living(store, me) == {me, other}


def test_who_was_killed_here_is_dead_at_once(store: Store) -> None:
    """On one machine a number that does not run is dead; elsewhere only time can tell."""
    me = member(store, 1)
    killed, living, elsewhere = (
        member(store, 2),
        member(store, 3),
        member(store, 2, OTHER_HOST),
    )
    asked = processes.living(store, me, lambda host, pid: (host, pid) != (HOST, 2))
    assert asked == {me, living, elsewhere}
    assert killed not in asked


def test_a_number_has_one_process(store: Store) -> None:
    """Who has my number on my machine was there before me; on another machine it is another."""
    before = processes.join(store, "web", host=HOST, pid=7, life="dahulu")
    me, part, elsewhere = member(store, 7), member(store, 7), member(store, 7, OTHER_HOST)
    assert len({before, me, part, elsewhere}) == 4
    # A process may have joined more than once.
    assert processes.living(store, me) == {me, part, elsewhere}


def test_who_never_joined_sees_the_others(store: Store) -> None:
    """A process without a row counts itself as living, and a beat tells it to join."""
    other = member(store, 2)
    assert processes.living(store, "tak dikenal") == {"tak dikenal", other}
    assert not processes.beat(store, "tak dikenal")


def test_what_runs_here() -> None:
    """A number of this machine runs as long as its process; of another machine it is believed."""
    here = processes.machine()
    assert processes.running(here, os.getpid())
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert not processes.running(here, child.pid)
    assert processes.running(OTHER_HOST, child.pid)


def test_somebody_elses_process_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that must not be signalled is there all the same."""

    def refuse(pid: int, number: int) -> None:
        raise PermissionError(pid, number)

    monkeypatch.setattr(os, "kill", refuse)
    assert processes.running(processes.machine(), 1)


def test_machines_without_namespaces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system has no process namespaces, the machine is known by its name."""

    def refuse(path: Path) -> Path:
        raise FileNotFoundError(path)

    named = processes.machine.__wrapped__
    monkeypatch.setattr("socket.gethostname", lambda: "m" * 300)
    monkeypatch.setattr(Path, "readlink", lambda _: Path("pid:[7]"))
    assert named() == "m" * processes.LONGEST_NAME + " pid:[7]"
    monkeypatch.setattr(Path, "readlink", refuse)
    assert named() == "m" * processes.LONGEST_NAME


def test_a_turn_is_one_processes(store: Store) -> None:
    """A turn that is held is refused to others, kept by its holder, and free when passed on."""
    me, other = member(store, 1), member(store, 2)
    assert processes.take_turn(store, me, NAME)
    assert not processes.take_turn(store, other, NAME)
    assert processes.take_turn(store, me, NAME)
    assert processes.take_turn(store, other, "mengantar")
    processes.pass_turn(store, other, NAME)
    assert not processes.take_turn(store, other, NAME)
    processes.pass_turn(store, me, NAME)
    assert processes.take_turn(store, other, NAME)


def test_beats_keep_turns(store: Store, clock: Clock) -> None:
    """A turn is held as long as its holder says that it lives, and lapses without."""
    me, other = member(store, 1), member(store, 2)
    assert processes.take_turn(store, me, NAME)
    for _ in range(10):
        clock.moment += BEAT
        processes.beat(store, me)
        assert not processes.take_turn(store, other, NAME)
    clock.moment += ALIVE
    processes.beat(store, other)
    assert processes.take_turn(store, other, NAME)
    assert not processes.take_turn(store, me, NAME)
    # A beat of who lost it does not take it back.
    processes.beat(store, me)
    assert holder(store) == other


@pytest.mark.parametrize("end", ["left", "killed", "clock"])
def test_turns_of_the_dead_are_free(store: Store, clock: Clock, end: str) -> None:
    """Who left, was killed on this machine, or had a wrong clock holds up nobody."""
    if end == "clock":
        clock.advance(hours=5)
    me, other = member(store, 1), member(store, 2)
    assert processes.take_turn(store, me, NAME)
    if end == "left":
        processes.leave(store, me)
    elif end == "clock":
        clock.advance(hours=-5)
    assert processes.take_turn(store, other, NAME, lambda _, pid: end != "killed" or pid != 1)
    assert holder(store) == other


def test_of_many_one_gets_the_turn(address: str, store: Store, clock: Clock) -> None:
    """Of processes that want a turn in the same moment exactly one gets it, each time."""
    stores = [Store.open(address, clock) for _ in range(4)]
    names = [member(store, number) for number in range(4)]
    starting = Barrier(len(names))

    def want(number: int) -> int:
        starting.wait()
        return sum(
            processes.take_turn(stores[number], names[number], f"giliran {turn}")
            for turn in range(10)
        )

    with ThreadPoolExecutor(len(names)) as pool:
        assert sum(pool.map(want, range(len(names)))) == 10
    for opened in stores:
        opened.close()


def test_a_dead_ones_turn_goes_to_one(address: str, store: Store, clock: Clock) -> None:
    """A turn whose holder died is taken by exactly one of those who wait for it."""
    stores = [Store.open(address, clock) for _ in range(4)]
    dead = member(store, 99)
    for turn in range(10):
        assert processes.take_turn(store, dead, f"giliran {turn}")
    clock.moment += ALIVE * 2
    names = [member(store, number) for number in range(4)]
    starting = Barrier(len(names))

    def want(number: int) -> int:
        starting.wait()
        return sum(
            processes.take_turn(stores[number], names[number], f"giliran {turn}")
            for turn in range(10)
        )

    with ThreadPoolExecutor(len(names)) as pool:
        assert sum(pool.map(want, range(len(names)))) == 10
    for opened in stores:
        opened.close()


def test_old_processes_are_forgotten(store: Store, clock: Clock) -> None:
    """A process of which nothing was heard for long is forgotten, also one from the future."""
    member(store, 1)
    clock.moment += KEPT * 2 + ALIVE
    me = member(store, 2)
    clock.moment += KEPT * 2
    member(store, 3)
    clock.moment -= KEPT * 2
    assert processes.forget(store) == 2
    assert processes.forget(store) == 0
    assert processes.living(store, "penanya") == {"penanya", me}


def test_who_has_not_looked_around_yet(store: Store, clock: Clock) -> None:
    """A newcomer is noticed by a living process with that one's next beat; the dead need not."""
    old, dead, worker = member(store, 1), member(store, 2), processes.join(store, "worker")
    clock.moment += BEAT
    me = member(store, 3)
    assert processes.unnoticed(store, me, "web")
    processes.leave(store, dead)
    assert processes.unnoticed(store, me, "web")
    assert processes.unnoticed(store, me, "worker")
    clock.moment += BEAT
    assert processes.beat(store, old)
    assert not processes.unnoticed(store, me, "web")
    assert processes.unnoticed(store, me, "worker")
    assert processes.beat(store, worker)
    assert not processes.unnoticed(store, me, "worker")
