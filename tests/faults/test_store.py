"""The store locked, full, or its server restarted, in the middle of all that goes on."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, select

from bot import loop
from data.models import Percakapan, Permintaan
from data.store import conversations, updates
from data.store.opening import migrate, open_engine
from data.store.store import Store
from tests.bot.announcing_parts import begin, september_and_october, states, subscribe
from tests.bot.courier_parts import ASKER, owe_text, owed
from tests.bot.people import Person
from tests.bot.waiting import until
from tests.botapi import faults
from tests.faults.line import at_work, line
from tests.postgres import postgres_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.rendering import Renderer
    from data.report import Report
    from tests.conftest import Clock
    from tests.faults.line import Line
    from tests.postgres import Server

GROUPS = (-1_002_000_000_001, -1_002_000_000_002, -1_002_000_000_003)
AWAY = "sedang tidak dapat dibuka"


class Locked:
    """A SQLite store that another connection holds for longer than anybody waits."""

    def __init__(self, path: Path) -> None:
        self._holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    def begin(self) -> None:
        """From now on nothing can be written."""
        self._holder.execute("PRAGMA busy_timeout = 10000")
        self._holder.execute("BEGIN EXCLUSIVE")

    def end(self) -> None:
        """Lets go."""
        self._holder.execute("ROLLBACK")


class Restarted:
    """A PostgreSQL server that is stopped, and started again."""

    def __init__(self, server: Server) -> None:
        self.begin, self.end = server.stop, server.start


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL server that belongs to these tests alone, with an empty store."""
    with postgres_server(tmp_path_factory.mktemp("pg")) as running:
        engine = open_engine(running.address)
        migrate(engine)
        engine.dispose()
        yield running


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for the store, nor leaves it alone for long."""
    monkeypatch.setattr("data.store.opening.BUSY_SECONDS", 0.2)
    monkeypatch.setattr("bot.intake.PATIENCE", 0.5)
    monkeypatch.setattr("bot.intake.AWAY", 0.1)
    monkeypatch.setattr("bot.service.ADOPTING", 0.1)
    for module in ("bot.claiming", "bot.courier"):
        monkeypatch.setattr(f"{module}.STORE_PAUSES", (0.1, 0.2, 0.4, 0.8, 1.6, 3.2))


Trouble = Locked | Restarted


@pytest.fixture(params=["locked", "restarted"])
def trouble(request: pytest.FixtureRequest, empty_sqlite: Path, tmp_path: Path) -> Trouble:
    """What happens to the store."""
    if request.param == "restarted":
        return Restarted(request.getfixturevalue("server"))
    path = tmp_path / "store.db"
    path.write_bytes(empty_sqlite.read_bytes())
    return Locked(path)


@pytest.fixture
async def wire(
    _impatient: None,
    request: pytest.FixtureRequest,
    trouble: Trouble,
    tmp_path: Path,
    clock: Clock,
    report: Report,
    renderer: Renderer,
) -> AsyncIterator[Line]:
    """The service on the store that gets into trouble."""
    address = f"sqlite:///{tmp_path / 'store.db'}"
    if isinstance(trouble, Restarted):
        address = request.getfixturevalue("server").address
    store = Store.open(address, clock)
    async with line(store, report, renderer) as given:
        yield given
    store.close()


def recorded(store: Store) -> dict[str, int]:
    """How many updates the store knows in each state."""
    with store.reading() as connection:
        found: dict[str, int] = {}
        for state in connection.scalars(select(updates.table.c.keadaan)):
            found[state] = found.get(state, 0) + 1
        return found


async def test_the_store_is_away_for_a_while(wire: Line, trouble: Trouble) -> None:
    """Meanwhile the report answers, the rest says so; then all goes on, nothing lost or doubled."""
    api, store = wire.api, wire.store
    asker, other = Person(api, ASKER), Person(api, ASKER + 1)
    september_and_october(store)
    wire.office.figures.refresh()
    subscribe(store, GROUPS)
    async with at_work(wire):
        await asker.types("/permintaan")
        await asker.reads("langkah 1 dari 5")
        # Messages that are on their way when it happens.
        under_way = api.fail(faults.hang_after(0.5), methods={"sendMessage"}, times=4)
        begun = begin(store)
        owe_text(store, "satu", chat=77)
        wire.service.nudge()
        await api.when(lambda: under_way.happened == 4)
        await asyncio.to_thread(trouble.begin)
        await other.types("/dpt Sikka")
        await other.presses(await other.reads("244.838"), "Peringkat")
        await other.reads("DPT tertinggi")
        await other.types("/serapan")
        await other.reads("74,00%")
        await other.types("/langganan kode CQ")
        await other.reads(AWAY)
        await asker.types("Berapa pemilih disabilitas di Sikka?")
        await asker.reads(AWAY)
        await asyncio.to_thread(trouble.end)
        # What did not go through is said once more, and goes through.
        await asker.types("Berapa pemilih disabilitas di Sikka?")
        await asker.reads("langkah 2 dari 5")
        assert conversations.open_chats(store) == {ASKER}
        await other.types("/langganan kode CQ")
        await api.when(lambda: AWAY not in api.messages[ASKER + 1][-1].text)
        wire.service.nudge()
        await until(lambda: set(states(store, begun.id).values()) == {"terkirim"})
        await until(lambda: owed(store, "teks-satu").keadaan.value == "terkirim")
        await until(lambda: dict(recorded(store)) == {updates.DONE: 8})
        assert wire.service.intake.unrecorded == 0
    assert {chat: len(api.messages[chat]) for chat in (*GROUPS, 77)} == dict.fromkeys(
        (*GROUPS, 77), 1
    )
    assert [len(api.messages[chat]) for chat in (ASKER, ASKER + 1)] == [3, 5]
    assert "Traceback" not in wire.log.getvalue()


def test_threads_that_wait_keep_nobody_waiting() -> None:
    """However many parts wait for a store that hangs, a question that needs a thread has one."""

    async def work() -> str:
        held = threading.Event()
        # More than all parts of a process together, and than Python has threads here.
        waiting = [asyncio.create_task(asyncio.to_thread(held.wait, 20)) for _ in range(20)]
        try:
            async with asyncio.timeout(10):
                return await asyncio.to_thread(lambda: "dijawab")
        finally:
            held.set()
            await asyncio.gather(*waiting)

    assert loop.run(work()) == "dijawab"


class Full:
    """A disk that may be full: the SQLite file of ``store`` cannot grow then."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine
        self._pages: int | None = None
        event.listen(self._engine, "connect", self._limit)

    def _limit(self, connection: Any, _record: object) -> None:
        if self._pages is not None:
            connection.execute(f"PRAGMA max_page_count = {self._pages}")

    def begin(self) -> None:
        """From now on nothing fits that needs another page."""
        with closing(sqlite3.connect(str(self._engine.url.database))) as connection:
            (self._pages,) = connection.execute("PRAGMA page_count").fetchone()
        self._engine.dispose()

    def end(self) -> None:
        """There is room again."""
        self._pages = None
        self._engine.dispose()


LONG_TEXT = "Berapa pemilih disabilitas di tiap kecamatan? " * 30


@pytest.mark.parametrize("trouble", ["locked"], indirect=True)
async def test_a_full_disk(wire: Line, trouble: Trouble) -> None:
    """Where the disk is full who writes is told, and nothing is half stored; then it goes on."""
    assert isinstance(trouble, Locked)
    api, store = wire.api, wire.store
    asker, other, full = Person(api, ASKER), Person(api, ASKER + 1), Full(store)
    async with at_work(wire):
        await asker.types("/permintaan")
        await asker.reads("langkah 1 dari 5")
        # The page where conversations stand has no room for another one of this length.
        for chat in (1, 2):
            like = Percakapan(
                chat_id=chat,
                kunci=str(chat),
                langkah="kontak",
                permintaan=Permintaan(isi=LONG_TEXT),
                diubah=store.now(),
            )
            conversations.put(store, like)
        full.begin()
        await asker.types(LONG_TEXT)
        await asker.reads(AWAY)
        assert talk_of(store) == ""
        await other.types("/dpt Sikka")
        await other.reads("244.838")
        full.end()
        await asker.types(LONG_TEXT)
        await asker.reads("langkah 2 dari 5")
        assert LONG_TEXT.strip() in talk_of(store)
    assert "Traceback" not in wire.log.getvalue()


def talk_of(store: Store) -> str:
    """What the asker's conversation holds of the request."""
    talk = conversations.get(store, ASKER)
    assert talk is not None
    return talk.permintaan.isi or ""
