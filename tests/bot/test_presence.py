"""This process among those of a store: that it lives, its turns, and its end."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.presence import ALWAYS, ANNOUNCING, DELIVERING, Presence
from data.models import Masuk, Verdict
from data.store import flood, processes, updates
from data.store.errors import StoreError
from data.store.processes import ALIVE, KEPT
from data.store.updates import TRIES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from data.store.store import Store
    from tests.conftest import Clock

PATIENCE_SECONDS = 20.0
BEAT = 0.01


class Watched:
    """A store that can be away, and that tells of each beat."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.away = False
        self.defect = False
        self.asked = 0

    def __call__(self) -> Store:
        """The store, where it is there."""
        self.asked += 1
        if self.defect:
            raise ZeroDivisionError
        if self.away:
            raise StoreError("Basis data tidak ada")
        return self._store


async def until(happened: Callable[[], object]) -> None:
    """Returns once ``happened``; fails if it never does."""
    end = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while not happened():
        assert asyncio.get_running_loop().time() < end, "it never happened"
        await asyncio.sleep(BEAT)


@contextlib.asynccontextmanager
async def living(presence: Presence) -> AsyncIterator[None]:
    """Lets ``presence`` run, and joined."""
    stop = asyncio.Event()
    task = asyncio.create_task(presence.run(stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(task, PATIENCE_SECONDS)


def listed(store: Store) -> list[str]:
    """The kinds of the processes that are written down."""
    with store.reading() as connection:
        return list(connection.scalars(select(processes.table.c.jenis)))


async def test_it_lives_as_long_as_it_runs(store: Store, clock: Clock) -> None:
    """A process is among the living from its first beat on, and gone with its last."""
    presence = Presence(lambda: store, "web", beat=BEAT)
    assert presence.id is None
    async with living(presence):
        await until(lambda: presence.id)
        assert listed(store) == ["web"]
        for _ in range(3):
            clock.moment += ALIVE * 2
            await until(lambda: presence.id in processes.living(store, "penanya"))
    assert listed(store) == []


async def test_what_it_was_at_is_left_to_others(store: Store) -> None:
    """What a stop cut off, and every turn, is another process's at once."""
    presence, other = (Presence(lambda: store, "web", beat=BEAT) for _ in range(2))
    async with living(presence):
        me = await presence.joined()
        assert await presence.turn(ANNOUNCING).held()
        updates.accept(store, me, [Masuk(nomor=1)])
    assert await other.turn(ANNOUNCING).held()
    assert updates.accept(store, await other.joined(), [Masuk(nomor=1)]) == {1: Verdict.NEW}


async def test_a_store_that_is_away_is_logged_once(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """A store that is away, from the start or for a while, is said once and tried again."""
    caplog.set_level("INFO")
    find = Watched(sqlite_store)
    find.away = True
    presence = Presence(find, "web", beat=BEAT)
    async with living(presence):
        for _ in range(2):
            find.asked = 0
            await until(lambda: find.asked > 3)
            find.away = False
            await until(lambda: "answers again" in caplog.text)
            assert presence.id is not None
            assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
            caplog.clear()
            find.away = True
        find.away = False


async def test_a_defect_does_not_end_it(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong in a beat, the next one follows."""
    find = Watched(sqlite_store)
    find.defect = True
    presence = Presence(find, "web", beat=BEAT)
    async with living(presence):
        await until(lambda: "A beat failed" in caplog.text)
        find.defect = False
        await until(lambda: presence.id)


async def test_an_end_without_the_store(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the store is away at the end, the process ends all the same."""
    find = Watched(sqlite_store)
    presence, never = (Presence(find, "web", beat=BEAT) for _ in range(2))
    async with living(presence):
        turn = presence.turn(ANNOUNCING)
        await presence.joined()
        find.away = True
        await turn.pass_on()
        with pytest.raises(StoreError):
            await turn.held()
    assert "are not told of the end" in caplog.text
    assert "is not passed on" in caplog.text
    async with living(never):
        pass
    assert never.id is None


async def test_who_was_forgotten_joins_anew(store: Store, clock: Clock) -> None:
    """A process that slept for days is another one when it wakes up."""
    presence = Presence(lambda: store, "web", beat=BEAT)
    before = await presence.joined()
    clock.moment += KEPT * 2
    processes.forget(store)
    async with living(presence):
        await until(lambda: presence.id != before)
        assert len(listed(store)) == 1


async def test_what_is_over_is_swept(
    store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """Full allowances, old numbers and old processes go; what is given up is named."""
    updates.accept(store, "dahulu", [Masuk(nomor=1)])
    updates.finish(store, [1])
    processes.join(store, "dahulu", host="mesin rekaan")
    flood.admit(store, 7)
    clock.moment += KEPT * 2
    for death in range(TRIES):
        updates.accept(store, f"mati {death}", [Masuk(nomor=2)])
    presence = Presence(lambda: store, "web", beat=BEAT)
    async with living(presence):
        await until(lambda: listed(store) == ["web"])
    assert "Update 2 is given up" in caplog.text
    with store.reading() as connection:
        assert list(connection.scalars(select(updates.table.c.nomor))) == [2]
        assert list(connection.scalars(select(flood.table.c.penanya))) == []


async def test_without_a_store() -> None:
    """Where there is no store nobody's turn comes, and a turn that never came is not passed on."""
    presence = Presence(lambda: None, "web")
    turn = presence.turn(ANNOUNCING)
    await turn.pass_on()
    with pytest.raises(StoreError):
        await turn.held()


async def test_a_turn_is_taken_for_granted_for_a_while(sqlite_store: Store) -> None:
    """A turn that is held costs no statement for each message."""
    find = Watched(sqlite_store)
    turn = Presence(find, "web").turn(ANNOUNCING)
    assert await turn.held()
    before = find.asked
    for _ in range(10):
        assert await turn.held()
    assert find.asked == before
    await turn.pass_on()
    assert await turn.held()
    assert find.asked > before + 1


async def test_turns_are_one_processes(sqlite_store: Store) -> None:
    """Each turn is one process's until it is passed on; another turn is another matter."""
    one, other = (Presence(lambda: sqlite_store, "web") for _ in range(2))
    assert await one.turn(ANNOUNCING).held()
    assert not await other.turn(ANNOUNCING).held()
    assert await other.turn(DELIVERING).held()
    await one.turn(ANNOUNCING).pass_on()
    assert await other.turn(ANNOUNCING).held()


async def test_who_is_alone_needs_no_turn() -> None:
    """Without a store to share it is always this process's turn."""
    await ALWAYS.pass_on()
    assert await ALWAYS.held()


async def test_who_is_alone_knows_it_with_the_first_beat(store: Store) -> None:
    """Before it has looked around nobody counts as alone; then as long as nobody else comes."""
    first, second = (Presence(lambda: store, "web", beat=BEAT) for _ in range(2))
    assert not first.alone
    async with living(first):
        await until(lambda: first.alone)
        async with living(second):
            await until(lambda: not first.alone)
        await until(lambda: first.alone)
    assert not second.alone


async def test_it_is_met_by_who_receives(
    sqlite_store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newcomer waits until the others know of it, but not for ever, nor for itself."""
    monkeypatch.setattr("bot.presence.LOOK", BEAT)
    stop, find = asyncio.Event(), Watched(sqlite_store)
    old, new = (Presence(find, "web", beat=BEAT) for _ in range(2))
    await new.met(stop)
    assert find.asked == 0
    await old.joined()
    clock.moment += processes.BEAT
    await new.joined()
    meeting = asyncio.create_task(new.met(stop))
    asked = find.asked
    await until(lambda: find.asked > asked + 2)
    assert not meeting.done()
    clock.moment += processes.BEAT
    async with living(old):
        await meeting
    await old.joined()
    clock.moment -= processes.BEAT
    monkeypatch.setattr("bot.presence.NOTICING", BEAT)
    await new.met(stop)
    find.away = True
    await new.met(stop)
