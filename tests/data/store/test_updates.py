"""Telegram's updates by number: who handles each, and which were handled before."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from data.models import Masuk, Verdict
from data.store import privacy, processes, updates
from data.store.processes import ALIVE
from data.store.store import Store
from data.store.updates import KEPT, TRIES

if TYPE_CHECKING:
    from tests.conftest import Clock

NEW, DONE, BUSY, MINE, LATER = Verdict
HOST = "mesin rekaan"
PERSON, OTHER = 111_000_001, 111_000_002


def member(store: Store, pid: int) -> str:
    """A process that has joined."""
    return processes.join(store, "web", host=HOST, pid=pid)


def killed(store: Store, pid: int, *numbers: int, content: str | None = None) -> None:
    """A process that takes ``numbers`` and dies."""
    me = member(store, pid)
    updates.accept(store, me, [Masuk(nomor=number, isi=content) for number in numbers])
    processes.leave(store, me)


def verdicts(store: Store, me: str, *numbers: int) -> list[Verdict]:
    """What ``me`` is to do about ``numbers``."""
    found = updates.accept(store, me, [Masuk(nomor=number) for number in numbers])
    return [found[number] for number in numbers]


def rows(store: Store) -> dict[int, tuple[str | None, str, str | None, int]]:
    """By number: whose the update is, its state, what it holds, and how often it was begun."""
    table = updates.table
    with store.reading() as connection:
        found = connection.execute(select(table).order_by(table.c.nomor)).all()
    return {row.nomor: (row.proses, row.keadaan, row.isi, row.percobaan) for row in found}


def test_an_update_is_handled_once(store: Store) -> None:
    """New for who comes first, busy for others meanwhile, done for everybody afterwards."""
    me, other = member(store, 1), member(store, 2)
    assert verdicts(store, me, 2**40, 3, 1) == [NEW, NEW, NEW]
    assert verdicts(store, other, 1, 4, 2**40) == [BUSY, NEW, BUSY]
    assert verdicts(store, me, 1, 2**40) == [MINE, MINE]
    updates.finish(store, [1, 2**40])
    assert verdicts(store, other, 1, 2**40, 3) == [DONE, DONE, BUSY]
    assert verdicts(store, me, 1, 2**40, 3) == [DONE, DONE, MINE]


def test_a_whole_batch(store: Store) -> None:
    """A hundred updates are taken together, and a repeated batch is known whole."""
    me, numbers = member(store, 1), range(500, 600)
    assert set(verdicts(store, me, *numbers)) == {NEW}
    updates.finish(store, numbers)
    assert set(verdicts(store, me, *numbers)) == {DONE}
    assert [row[1:] for row in rows(store).values()] == [(updates.DONE, None, 1)] * 100


def test_what_the_dead_began_is_begun_again(store: Store, clock: Clock) -> None:
    """What a process took and did not finish is new for the next one, once it is dead."""
    me, other = member(store, 1), member(store, 2)
    assert verdicts(store, other, 1, 2) == [NEW, NEW]
    updates.finish(store, [2])
    assert verdicts(store, me, 1, 2) == [BUSY, DONE]
    clock.moment += ALIVE * 2
    assert verdicts(store, me, 1, 2, 3) == [NEW, DONE, NEW]
    assert rows(store)[1] == (me, updates.OPEN, None, 2)
    processes.beat(store, me)
    assert verdicts(store, other, 1) == [BUSY]
    # Whoever was thought dead and comes to its end after all has handled it.
    updates.finish(store, [1])
    assert verdicts(store, me, 1) == [DONE]


def test_what_is_stored_is_erased_when_handled(store: Store) -> None:
    """What an update holds is kept until it is handled, and not a moment longer."""
    me = member(store, 1)
    updates.accept(store, me, [Masuk(nomor=1, isi="satu"), Masuk(nomor=2)])
    assert updates.keep(store, me, Masuk(nomor=2, isi="dua"))
    assert [row[2] for row in rows(store).values()] == ["satu", "dua"]
    updates.finish(store, [1, 2])
    assert [row[2] for row in rows(store).values()] == [None, None]
    assert not updates.keep(store, me, Masuk(nomor=2, isi="dua"))
    assert not updates.keep(store, member(store, 2), Masuk(nomor=3, isi="tiga"))
    assert [row[2] for row in rows(store).values()] == [None, None]


def test_what_is_given_whole_is_safe(store: Store) -> None:
    """Whatever the verdict on an open update, its content is stored when it was given."""
    me, other = member(store, 1), member(store, 2)
    killed(store, 3, 3)
    verdicts(store, other, 1)
    verdicts(store, me, 2, 4)
    updates.finish(store, [4])
    given = [Masuk(nomor=number, isi=f"isi {number}") for number in range(1, 6)]
    assert list(updates.accept(store, me, given).values()) == [BUSY, MINE, NEW, DONE, NEW]
    assert [row[2] for row in rows(store).values()] == ["isi 1", "isi 2", "isi 3", None, "isi 5"]
    # What comes again without its content loses nothing.
    assert verdicts(store, me, 1, 2) == [BUSY, MINE]
    assert [row[2] for row in rows(store).values()][:2] == ["isi 1", "isi 2"]


def test_what_is_left_over_is_taken_over(store: Store) -> None:
    """What dead processes left whole is given to one of the living, the oldest first."""
    killed(store, 3, 5, 3, 4, content="isi")
    killed(store, 4, 6)
    me, other = member(store, 1), member(store, 2)
    updates.accept(store, other, [Masuk(nomor=7, isi="hidup")])
    assert updates.left_over(store, me, 2) == (
        Masuk(nomor=3, isi="isi"),
        Masuk(nomor=4, isi="isi"),
    )
    assert [item.nomor for item in updates.left_over(store, other, 9)] == [5]
    assert updates.left_over(store, me, 9) == ()
    assert rows(store)[3] == (me, updates.OPEN, "isi", 2)


def test_a_stop_frees_what_it_cut_off(store: Store) -> None:
    """What a stop cut off is the next process's at once, and was no try of it."""
    me, other = member(store, 1), member(store, 2)
    for _ in range(TRIES * 2):
        updates.accept(store, me, [Masuk(nomor=1, isi="isi"), Masuk(nomor=2)])
        assert updates.release(store, me) == 2
    assert updates.release(store, me) == 0
    assert updates.left_over(store, other, 9) == (Masuk(nomor=1, isi="isi"),)
    assert verdicts(store, other, 2) == [NEW]
    assert [row[3] for row in rows(store).values()] == [1, 1]


def test_what_kills_is_given_up(store: Store) -> None:
    """An update whose process died each time is begun so often and no more, and named once."""
    for death in range(TRIES):
        me = member(store, death)
        assert updates.give_up(store, me) == ()
        assert verdicts(store, me, 1) == [NEW]
        assert rows(store)[1][3] == death + 1
        processes.leave(store, me)
    me = member(store, TRIES)
    assert verdicts(store, me, 1) == [DONE]
    assert updates.give_up(store, me) == (1,)
    assert updates.give_up(store, me) == ()
    assert verdicts(store, me, 1) == [DONE]


def test_what_kills_is_not_left_over_for_ever(store: Store) -> None:
    """The same of what is stored whole, whose content is then erased."""
    killed(store, 0, 1, content="isi")
    for death in range(1, TRIES):
        me = member(store, death)
        assert updates.left_over(store, me, 9) == (Masuk(nomor=1, isi="isi"),)
        processes.leave(store, me)
    me = member(store, TRIES)
    assert updates.left_over(store, me, 9) == ()
    assert updates.give_up(store, me) == (1,)
    assert rows(store) == {1: (rows(store)[1][0], updates.GIVEN_UP, None, TRIES)}


def test_beside_what_kills_nothing_is_lost(store: Store) -> None:
    """Of many that were under way each time, only the one that kills is given up."""
    numbers, fatal, handled = set(range(1, 21)), 7, set[int]()
    for death in range(100):
        me = member(store, death)
        given = updates.accept(store, me, [Masuk(nomor=number) for number in sorted(numbers)])
        mine = [number for number, verdict in given.items() if verdict is NEW]
        done = {number for number, verdict in given.items() if verdict is DONE}
        if fatal in mine:
            processes.leave(store, me)
            continue
        updates.finish(store, mine)
        handled.update(mine)
        if done == numbers:
            break
    assert handled == numbers - {fatal}
    assert updates.give_up(store, me) == (fatal,)


def test_what_is_left_whole_beside_what_kills(store: Store) -> None:
    """What is taken from the store after several deaths comes one at a time."""
    for death in range(TRIES - 1):
        me = member(store, death)
        updates.accept(store, me, [Masuk(nomor=n, isi="isi") for n in (1, 2, 3)])
        processes.leave(store, me)
    me, other = member(store, 8), member(store, 9)
    assert [item.nomor for item in updates.left_over(store, me, 9)] == [1]
    assert updates.left_over(store, me, 9) == ()
    assert verdicts(store, me, 1, 2, 4) == [MINE, LATER, NEW]
    assert [item.nomor for item in updates.left_over(store, other, 9)] == [2]
    updates.finish(store, [1])
    assert [item.nomor for item in updates.left_over(store, me, 9)] == [3]


def test_of_many_one_takes_each(address: str, store: Store, clock: Clock) -> None:
    """Of processes that get the same updates in the same moment one takes each of them."""
    killed(store, 9, *range(0, 40, 2))
    stores = [Store.open(address, clock) for _ in range(4)]
    names = [member(store, number) for number in range(4)]
    starting = Barrier(len(names))

    def take(number: int) -> list[int]:
        starting.wait()
        taken = []
        for first in range(0, 40, 10):
            # In another order each: they must not wait for each other.
            batch = [Masuk(nomor=first + (n * (number + 1)) % 11) for n in range(1, 11)]
            found = updates.accept(stores[number], names[number], batch)
            taken += [n for n, verdict in found.items() if verdict is NEW]
        return taken

    with ThreadPoolExecutor(len(names)) as pool:
        taken = [number for numbers in pool.map(take, range(len(names))) for number in numbers]
    assert sorted(taken) == sorted(set(taken))
    assert set(taken) == set(range(1, 41))
    for opened in stores:
        opened.close()


def test_of_many_one_takes_over_each(address: str, store: Store, clock: Clock) -> None:
    """What a dead process left whole is taken over once, however many look for it."""
    killed(store, 9, *range(1, 41), content="isi")
    stores = [Store.open(address, clock) for _ in range(4)]
    names = [member(store, number) for number in range(4)]
    starting = Barrier(len(names))

    def take(number: int) -> list[int]:
        starting.wait()
        return [
            item.nomor
            for _ in range(12)
            for item in updates.left_over(stores[number], names[number], 4)
        ]

    with ThreadPoolExecutor(len(names)) as pool:
        taken = [number for numbers in pool.map(take, range(len(names))) for number in numbers]
    assert sorted(taken) == list(range(1, 41))
    for opened in stores:
        opened.close()


def test_old_numbers_are_forgotten(store: Store, clock: Clock) -> None:
    """What Telegram does not repeat any more is forgotten; what waits to be answered is not."""
    me = member(store, 1)
    verdicts(store, me, 1, 2)
    updates.finish(store, [1])
    killed(store, 2, 3)
    killed(store, 3, 4, content="isi")
    clock.moment += KEPT
    verdicts(store, me, 5)
    updates.finish(store, [5])
    assert updates.forget(store, me) == 0
    clock.advance(seconds=1)
    assert updates.forget(store, me) == 2
    assert list(rows(store)) == [2, 4, 5]
    assert updates.left_over(store, me, 9) == (Masuk(nomor=4, isi="isi"),)


WRITTEN = {
    "message": {"message": {"from": {"id": PERSON}, "chat": {"id": -5}, "text": "rahasia"}},
    "press": {"callback_query": {"from": {"id": PERSON}, "message": {"chat": {"id": -5}}}},
    "chat": {"message": {"chat": {"id": PERSON}, "text": "rahasia"}},
    "quoted": {"message": {"chat": {"id": -5}, "reply_to_message": {"from": {"id": PERSON}}}},
    "listed": {"items": [{"text": "lain"}, {"from": {"id": PERSON}}]},
}


@pytest.mark.parametrize("kind", sorted(WRITTEN))
def test_a_person_is_erased(store: Store, kind: str) -> None:
    """What is stored of a person's updates goes on their word; another's stays."""
    another = {"message": {"from": {"id": OTHER}, "chat": {"id": -5}, "number": PERSON, "x": [1]}}
    contents = {1: WRITTEN[kind], 2: another}
    me = member(store, 1)
    given = [Masuk(nomor=number, isi=json.dumps(value)) for number, value in contents.items()]
    updates.accept(store, me, given)
    privacy.erase(store, PERSON)
    assert rows(store) == {
        1: (me, updates.DONE, None, 1),
        2: (me, updates.OPEN, given[1].isi, 1),
    }
