"""Which updates are new, through a store that answers, fails, hangs and comes back."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot import intake as module
from bot.intake import AWAY, Intake
from data.models import Masuk, Verdict
from data.store import processes, updates
from data.store.errors import StoreError
from tests.bot.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from data.store.store import Store

ME, OTHER = "sini", "sana"
NEW, DONE, BUSY, LATER = Verdict.NEW, Verdict.DONE, Verdict.BUSY, Verdict.LATER


class Trouble:
    """A store that fails, or answers only once ``free`` is set; it counts transactions."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = store.now
        self.away: Exception | None = None
        self.free = threading.Event()
        self.free.set()
        self.written = 0

    @contextmanager
    def writing(self, *, briefly: bool = False) -> Iterator[Connection]:
        """A transaction of the real store."""
        self.free.wait(20)
        if self.away is not None:
            raise self.away
        self.written += 1
        with self.store.writing(briefly=briefly) as connection:
            yield connection


class Parts:
    """An intake over a troubled store, with a clock that the test moves."""

    def __init__(self, store: Store) -> None:
        self.trouble = Trouble(store)
        self.seconds = 1000.0
        self.name: str | None = ME
        self.intake = self.another()

    def another(self, name: str | None = None) -> Intake:
        """Another process's intake over the same store."""
        return Intake(
            lambda: self.trouble,  # type: ignore[arg-type,return-value] # as much of a store
            lambda: name or self.name,
            clock=lambda: self.seconds,
        )

    async def verdicts(self, *numbers: int, whole: bool = False) -> list[Verdict]:
        """What is to be done about ``numbers``, which come at once."""
        rows = [Masuk(nomor=number, isi="{}" if whole else None) for number in numbers]
        taken = await self.intake.take(rows)
        return [taken[number] for number in numbers]

    def recorded(self) -> dict[int, str]:
        """Each update that the store knows, and its state."""
        with self.trouble.store.reading() as connection:
            table = updates.table
            found = connection.execute(select(table.c.nomor, table.c.keadaan))
            return {row.nomor: row.keadaan for row in found}

    def states(self, *numbers: int) -> bool:
        """Whether exactly ``numbers`` are recorded as handled."""
        handled = {number for number, state in self.recorded().items() if state == updates.DONE}
        return handled == set(numbers)


@pytest.fixture
def parts(store: Store) -> Parts:
    """An intake whose process and another one live."""
    for name in (ME, OTHER):
        with store.writing() as connection:
            connection.execute(
                processes.table.insert().values(
                    id=name,
                    jenis="uji",
                    mesin=name,
                    pid=1,
                    mulai=store.now(),
                    detak=store.now(),
                )
            )
    return Parts(store)


async def test_each_update_is_new_once(parts: Parts) -> None:
    """What comes first is new; again it is not, neither here nor in the next process."""
    assert await parts.verdicts(1, 2) == [NEW, NEW]
    assert await parts.verdicts(1, 2, 3) == [DONE, DONE, NEW]
    for number in (1, 2, 3):
        parts.intake.finished(number)
    await until(lambda: parts.intake.unrecorded == 0 and parts.states(1, 2, 3))
    fresh = await parts.another("berikut").take([Masuk(nomor=1), Masuk(nomor=4)])
    assert fresh.verdicts == {1: DONE, 4: NEW}


async def test_what_another_process_is_at(parts: Parts) -> None:
    """What a living process has is its own; asked again later, it may have become ours."""
    updates.accept(parts.trouble.store, OTHER, [Masuk(nomor=1)])
    assert await parts.verdicts(1) == [BUSY]
    processes.leave(parts.trouble.store, OTHER)
    assert await parts.verdicts(1) == [NEW]
    assert await parts.verdicts(1) == [DONE]


async def test_what_was_begun_here_and_forgotten(parts: Parts) -> None:
    """An update that this process let go is begun anew when it comes again."""
    assert await parts.verdicts(1, whole=True) == [NEW]
    parts.intake.dropped([1])
    assert await parts.verdicts(1, whole=True) == [NEW]


async def test_what_killed_processes_comes_alone(parts: Parts) -> None:
    """Of updates that were under way at two deaths one is new and the others come later."""
    for death in range(updates.TRIES - 1):
        updates.accept(parts.trouble.store, f"mati {death}", [Masuk(nomor=1), Masuk(nomor=2)])
    assert await parts.verdicts(1, 2) == [NEW, LATER]
    parts.intake.finished(1)
    await until(lambda: parts.states(1))
    assert await parts.verdicts(2) == [NEW]


async def test_safe_or_not(parts: Parts) -> None:
    """Telegram may be told of what stands whole in the store, and of nothing else."""
    whole = [Masuk(nomor=1, isi="{}")]
    assert (await parts.intake.take(whole)).stored
    assert (await parts.intake.take(whole)).stored
    assert await parts.verdicts(2) == [NEW]
    assert not (await parts.intake.take([Masuk(nomor=2)])).stored
    assert await parts.intake.keep(Masuk(nomor=2, isi="{}"))
    assert (await parts.intake.take([Masuk(nomor=2)])).stored
    assert not await parts.intake.keep(Masuk(nomor=3, isi="{}"))
    parts.trouble.away = StoreError("putus")
    assert not (await parts.intake.take([Masuk(nomor=4, isi="{}")])).stored
    assert not await parts.intake.keep(Masuk(nomor=2, isi="{}"))


async def test_many_at_once_make_few_transactions(parts: Parts) -> None:
    """However many wait for the store at one moment, they share a transaction."""
    parts.trouble.free.clear()
    first = asyncio.create_task(parts.verdicts(1))
    await asyncio.sleep(0)
    others = [asyncio.create_task(parts.verdicts(number)) for number in range(2, 60)]
    await asyncio.sleep(0)
    parts.trouble.free.set()
    assert await first == [NEW]
    assert await asyncio.gather(*others) == [[NEW]] * len(others)
    assert parts.trouble.written == 2
    for number in range(1, 60):
        parts.intake.finished(number)
    await until(lambda: parts.states(*range(1, 60)))
    assert parts.trouble.written <= 4


@pytest.mark.parametrize("error", [StoreError("putus"), ZeroDivisionError()], ids=str)
async def test_a_store_that_is_away(
    parts: Parts, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    """Memory decides while the store is away, and what was handled is recorded afterwards."""
    assert await parts.verdicts(1) == [NEW]
    parts.trouble.away = error
    assert await parts.verdicts(1, 2) == [DONE, NEW]
    assert await parts.verdicts(2, 3) == [DONE, NEW]
    assert caplog.text.count("Updates are not in the store") == 1
    for number in (1, 2, 3):
        parts.intake.finished(number)
    await asyncio.sleep(0.05)
    assert parts.intake.unrecorded == 3
    parts.trouble.away = None
    assert await parts.verdicts(2) == [DONE]
    parts.seconds += AWAY
    await parts.intake.left_over()
    await until(lambda: parts.states(1, 2, 3))
    assert parts.intake.unrecorded == 0
    # Another process, to which Telegram repeats them, leaves them alone.
    again = await parts.another("berikut").take([Masuk(nomor=number) for number in (1, 2, 3, 4)])
    assert again.verdicts == {1: DONE, 2: DONE, 3: DONE, 4: NEW}


async def test_a_store_that_hangs(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """No question waits longer than a moment; what the store says later does no harm."""
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    parts.trouble.free.clear()
    try:
        async with asyncio.timeout(5):
            assert await parts.verdicts(1) == [NEW]
            # Not asked again for a while: that costs no time at all.
            assert await parts.verdicts(1, 2) == [DONE, NEW]
            parts.seconds += AWAY
            assert await parts.verdicts(3) == [NEW]
            assert not await parts.intake.keep(Masuk(nomor=3, isi="{}"))
        for number in (1, 2, 3):
            parts.intake.finished(number)
    finally:
        parts.trouble.free.set()
    await until(lambda: 1 in parts.recorded())
    parts.seconds += AWAY
    await parts.intake.left_over()
    await until(lambda: parts.states(1, 2, 3))


async def test_what_waits_to_be_recorded_is_bounded(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the store is away, what is remembered of it stays small; the newest stays."""
    monkeypatch.setattr(module, "MOST_UNRECORDED", 10)
    monkeypatch.setattr(module, "REMEMBERED", 5)
    parts.trouble.away = StoreError("putus")
    for number in range(100):
        assert await parts.verdicts(number) == [NEW]
        parts.intake.finished(number)
    assert parts.intake.unrecorded <= 10
    assert await parts.verdicts(99, 0) == [DONE, NEW]
    parts.trouble.away = None
    await parts.intake.settle()
    assert {95, 96, 97, 98, 99} <= set(parts.recorded()) <= set(range(89, 100))


async def test_a_stop_records_what_was_handled(parts: Parts) -> None:
    """At a stop the store is asked at once, even where it was away a moment ago."""
    parts.trouble.away = StoreError("putus")
    assert await parts.verdicts(1) == [NEW]
    parts.intake.finished(1)
    await parts.intake.settle()
    assert parts.intake.unrecorded == 1
    parts.trouble.away = None
    await parts.intake.settle()
    assert parts.states(1)


async def test_what_the_dead_left_is_taken_over(parts: Parts) -> None:
    """What was stored whole and not handled is this process's, once, and not Telegram's again."""
    rows = [Masuk(nomor=number, isi="{}") for number in (1, 2)]
    updates.accept(parts.trouble.store, "mati", rows)
    parts.trouble.away = StoreError("putus")
    assert await parts.intake.left_over() == ()
    parts.trouble.away = None
    parts.seconds += AWAY
    assert await parts.intake.left_over() == tuple(rows)
    assert await parts.intake.left_over() == ()
    taken = await parts.intake.take(rows)
    assert (taken.verdicts, taken.stored) == ({1: DONE, 2: DONE}, True)


async def test_a_process_without_a_name_yet(parts: Parts) -> None:
    """Until the store knows this process memory decides; what was handled is recorded then."""
    parts.name = None
    assert await parts.verdicts(1, 1) == [NEW, NEW]
    assert await parts.verdicts(1) == [DONE]
    assert await parts.intake.left_over() == ()
    assert not await parts.intake.keep(Masuk(nomor=1, isi="{}"))
    parts.intake.finished(1)
    await asyncio.sleep(0.05)
    parts.name = ME
    await parts.intake.left_over()
    await until(lambda: parts.states(1))


async def test_without_a_store() -> None:
    """Where there is no store memory decides alone, and nothing waits to be recorded."""
    alone = Intake()
    taken = await alone.take([Masuk(nomor=1), Masuk(nomor=2)])
    assert (taken.verdicts, taken.stored) == ({1: NEW, 2: NEW}, False)
    assert (await alone.take([Masuk(nomor=1)]))[1] is DONE
    alone.finished(1)
    await alone.settle()
    assert alone.unrecorded == 0
