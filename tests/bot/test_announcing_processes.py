"""Announcing by real processes that race, are killed, stopped, refused and cut off.

The judge is the journal of the stand-in, which runs as a process too: what it holds is
what chats really got.
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from sqlalchemy import create_engine, select, text

from bot.announcing import WORKERS
from bot.settings import PROJECT
from data.models import JenisPengumuman, Keadaan, Kemajuan, Rencana, Tujuan
from data.moments import utc_now
from data.store import delivery, ledger, schema_processes
from data.store.delivery import LEASE
from data.store.store import Store
from tests.bot import announcing_process
from tests.bot.announcing_parts import rows, subscribe
from tests.data.store.rekaan import ADMIN, OKTOBER, SEPTEMBER, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from data.models import Pengumuman

# What hangs is ended after this time; no test takes that long.
PATIENCE_SECONDS = 40
LOOK_SECONDS = 0.03
# Processes come from one that has imported everything already: a start takes no time.
FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload([announcing_process.__name__])
FIRST_CHATS = itertools.count(5_000_000_000, 10_000)


def until(happened: Callable[[], Any]) -> None:
    """Returns once ``happened``; fails if it never does."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        if time.monotonic() > end:
            pytest.fail("it never happened")
        time.sleep(LOOK_SECONDS)


class Telegram:
    """The stand-in as a process; its faults can be planned anew for each test."""

    def __init__(self, folder: Path) -> None:
        self.journal = folder / "terkirim.jsonl"
        self.journal.touch()
        command = [sys.executable, "-m", "tests.botapi_standin", "--journal", str(self.journal)]
        self.process = subprocess.Popen(
            [*command, "--seconds", "300"], cwd=PROJECT, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        self._since = 0

    def begin(self) -> None:
        """Plans nothing, and begins a new page of the journal."""
        self.plan()
        self._since = self.journal.stat().st_size

    def plan(self, *rules: dict[str, Any]) -> dict[str, Any]:
        """Plans these faults and no others; what was counted so far."""
        body = json.dumps(rules).encode()
        answer = httpx.post(f"{self.url}/-/faults", content=body, trust_env=False, timeout=10)
        state: dict[str, Any] = answer.json()["result"]
        return state

    def got(self, chats: range) -> Counter[int]:
        """How many messages each of ``chats`` got; the others are another test's."""
        with self.journal.open("rb") as lines:
            lines.seek(self._since)
            sent = [json.loads(line)["chat_id"] for line in lines]
        return Counter(chat for chat in sent if chat in chats)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Telegram]:
    """A stand-in for all tests."""
    started = Telegram(tmp_path_factory.mktemp("telegram"))
    yield started
    started.process.terminate()
    started.process.communicate(timeout=PATIENCE_SECONDS)


@pytest.fixture
def telegram(running: Telegram) -> Telegram:
    """The stand-in, of which nothing is planned."""
    running.begin()
    return running


class Child:
    """A process of the test's, and the wire to it."""

    def __init__(self, job: Callable[..., None], *given: Any, **options: Any) -> None:
        self.wire, end = FORKING.Pipe()
        self.process = FORKING.Process(target=job, args=(end, *given), kwargs=options, daemon=True)
        self.process.start()
        end.close()

    def says(self) -> Any:
        """What it says next."""
        assert self.wire.poll(PATIENCE_SECONDS)
        return self.wire.recv()

    def kill(self) -> None:
        """Ends it at once, without a last word (kill -9)."""
        self.process.kill()
        self.process.join(PATIENCE_SECONDS)
        assert self.process.exitcode == -signal.SIGKILL

    def ends_well(self) -> bool:
        """Whether it comes to its end, with status 0."""
        self.process.join(PATIENCE_SECONDS)
        return self.process.exitcode == 0


class Children:
    """Processes that work with one store; none outlives the test."""

    def __init__(self, address: str, url: str) -> None:
        self._address, self._url = address, url
        self._started: list[Child] = []

    def start(self, count: int = 1, **options: Any) -> list[Child]:
        """Starts ``count`` processes that send; they are ready."""
        return self._ready(
            [
                Child(announcing_process.send, self._address, self._url, **options)
                for _ in range(count)
            ]
        )

    def admins(self, count: int, times: int) -> list[Child]:
        """Starts ``count`` processes that begin the announcement, once told to, ``times`` times."""
        return self._ready(
            [Child(announcing_process.begin, self._address, times) for _ in range(count)]
        )

    def _ready(self, fresh: list[Child]) -> list[Child]:
        self._started += fresh
        assert [child.says() for child in fresh] == ["siap"] * len(fresh)
        return fresh

    @staticmethod
    def stop(*children: Child) -> None:
        """Asks to stop (SIGTERM); the processes end orderly and say so."""
        for child in children:
            child.process.terminate()
        assert [child.says() for child in children] == ["selesai"] * len(children)
        assert all(child.ends_well() for child in children)

    def end(self) -> None:
        """Ends what still runs."""
        for child in self._started:
            child.process.kill()
            child.process.join(PATIENCE_SECONDS)


@pytest.fixture
def children(address: str, telegram: Telegram) -> Iterator[Children]:
    """Processes on the store of the test."""
    given = Children(address, telegram.url)
    yield given
    given.end()


class Moved:
    """The real clock, which a test moves on."""

    def __init__(self) -> None:
        self.offset = LEASE * 0

    def __call__(self) -> Any:
        """The present moment, as the test has it."""
        return utc_now() + self.offset


class Announced:
    """An announcement of made-up figures, begun: its chats, and what became of them."""

    def __init__(self, address: str, count: int) -> None:
        self.clock = Moved()
        self.store = Store.open(address, self.clock)
        first = next(FIRST_CHATS)
        self.chats = range(first, first + count)
        load(self.store, SEPTEMBER, *rows(620_000))
        self.month = load(self.store, OKTOBER, *rows(740_000))
        self.begun: Pengumuman | None = None

    def begin(self) -> None:
        """Lets the announcement begin."""
        plan = Rencana(
            jenis=JenisPengumuman.SERAPAN,
            bulan=OKTOBER,
            muatan_id=self.month.id,
            versi=self.month.versi,
            oleh=ADMIN,
        )
        self.begun = ledger.create(self.store, plan, [Tujuan(chat_id=chat) for chat in self.chats])

    def of(self, *states: Keadaan) -> set[int]:
        """The chats whose delivery is in one of ``states``."""
        assert self.begun is not None
        found = ledger.deliveries_of(self.store, self.begun.id, *states)
        return {item.chat_id for item in found}

    def progress(self) -> Kemajuan:
        """How far it is."""
        assert self.begun is not None
        return ledger.progress(self.store, self.begun.id)

    def settled(self) -> bool:
        """Whether nothing is pending, and nothing is being sent."""
        return not self.progress().terbuka

    def idle(self) -> bool:
        """Whether nothing is pending, though something may be being sent."""
        return not self.progress().menunggu

    def at_work(self) -> int:
        """How many processes are sending something."""
        assert self.begun is not None
        sending = ledger.deliveries_of(self.store, self.begun.id, Keadaan.MENGIRIM)
        return len({item.klaim for item in sending})

    def lease_ends(self) -> set[int]:
        """The chats that a process which died leaves uncertain, once its lease has ended."""
        self.clock.offset = LEASE * 2
        delivery.expire(self.store)
        self.clock.offset = LEASE * 0
        return self.of(Keadaan.TIDAK_PASTI)

    def decide(self, *, again: bool) -> None:
        """Settles what is uncertain."""
        assert self.begun is not None
        assert delivery.decide(self.store, self.begun.id, ADMIN, again=again)


@pytest.fixture
def announced(address: str) -> Iterator[Callable[[int], Announced]]:
    """Makes ready an announcement to so many chats."""
    made: list[Announced] = []

    def make(count: int) -> Announced:
        made.append(Announced(address, count))
        return made[-1]

    yield make
    for item in made:
        item.store.close()


def once(chats: range) -> Counter[int]:
    """One message for each of ``chats``."""
    return Counter(chats)


def test_killed_between_claim_and_send(
    telegram: Telegram, children: Children, announced: Callable[[int], Announced]
) -> None:
    """What a killed process had claimed goes to nobody until a person has it sent again."""
    work = announced(40)
    work.begin()
    (first,) = children.start(stalls=True)
    until(lambda: work.of(Keadaan.MENGIRIM))
    first.kill()
    claimed = work.of(Keadaan.MENGIRIM)
    assert 1 <= len(claimed) <= WORKERS
    assert not telegram.got(work.chats)
    (second,) = children.start()
    until(work.idle)
    until(lambda: work.of(Keadaan.MENGIRIM) == claimed)
    assert work.lease_ends() == claimed
    assert telegram.got(work.chats) == Counter(set(work.chats) - claimed)
    work.decide(again=True)
    until(work.settled)
    children.stop(second)
    assert telegram.got(work.chats) == once(work.chats)
    assert work.of(Keadaan.TERKIRIM) == {*work.chats}
    assert len(delivery.finish(work.store)) == 1


def test_killed_between_send_and_record(
    telegram: Telegram, children: Children, announced: Callable[[int], Announced]
) -> None:
    """A message that went out as its process was killed is uncertain and never sent again."""
    work = announced(40)
    telegram.plan({"fault": "hang_after", "args": [60], "times": None})
    work.begin()
    (first,) = children.start()
    until(lambda: len(telegram.got(work.chats)) >= WORKERS // 4)
    first.kill()
    telegram.plan()
    flying = work.of(Keadaan.MENGIRIM)
    assert set(telegram.got(work.chats)) <= flying
    (second,) = children.start()
    until(work.idle)
    until(lambda: work.of(Keadaan.MENGIRIM) == flying)
    assert work.lease_ends() == flying
    work.decide(again=False)
    assert work.settled()
    children.stop(second)
    assert max(telegram.got(work.chats).values()) == 1
    assert {*work.chats} - set(telegram.got(work.chats)) <= flying
    assert len(delivery.finish(work.store)) == 1


@pytest.mark.parametrize("count", [2, 3])
def test_processes_race(
    telegram: Telegram, children: Children, announced: Callable[[int], Announced], count: int
) -> None:
    """Of 500 chats that two or three processes send to, each gets one message."""
    work = announced(500)
    processes = children.start(count)
    work.begin()
    until(work.settled)
    children.stop(*processes)
    assert telegram.got(work.chats) == once(work.chats)
    assert work.of(Keadaan.TERKIRIM) == {*work.chats}
    assert work.begun is not None
    found = ledger.deliveries_of(work.store, work.begun.id)
    assert len({item.klaim for item in found}) == count
    assert {item.percobaan for item in found} == {1}


def test_one_of_two_is_killed(
    telegram: Telegram, children: Children, announced: Callable[[int], Announced]
) -> None:
    """Nothing is lost or doubled where one of two dies: sent and uncertain make all."""
    work = announced(120)
    # Slow enough that something is in flight whenever the process is killed.
    telegram.plan({"fault": "hang_after", "args": [0.2], "times": None, "skip": 30})
    one, other = children.start(2)
    work.begin()
    until(lambda: len(telegram.got(work.chats)) > 40 and work.at_work() == 2)
    one.kill()
    # Then only the dead one has something in hand.
    until(lambda: work.idle() and work.at_work() == 1)
    children.stop(other)
    uncertain = work.lease_ends()
    sent = work.of(Keadaan.TERKIRIM)
    assert 1 <= len(uncertain) <= WORKERS
    assert sent | uncertain == {*work.chats}
    got = telegram.got(work.chats)
    assert max(got.values()) == 1
    assert sent <= set(got)


def test_one_announces_at_a_time(
    telegram: Telegram, children: Children, announced: Callable[[int], Announced]
) -> None:
    """Of several processes one announces; another goes on as soon as that one stops or dies."""
    work = announced(60)
    processes = {child.process.pid: child for child in children.start(3, turns=True)}

    def holders() -> list[int]:
        """The numbers of the processes that run and whose turn it is."""
        table, turns = schema_processes.proses, schema_processes.giliran
        with work.store.reading() as connection:
            found = connection.scalars(
                select(table.c.pid).join(turns, turns.c.proses == table.c.id)
            )
            return [pid for pid in found if pid in processes]

    until(holders)
    children.stop(processes.pop(holders()[0]))
    until(holders)
    # What is sent now reaches its chat, and whoever sends it does not hear so.
    telegram.plan({"fault": "hang_after", "args": [PATIENCE_SECONDS], "times": None})
    work.begin()
    until(lambda: telegram.got(work.chats))
    assert work.at_work() == 1
    processes.pop(holders()[0]).kill()
    telegram.plan()
    until(lambda: work.idle() and work.at_work() == 1)
    children.stop(*processes.values())
    uncertain = work.lease_ends()
    assert 1 <= len(uncertain) <= WORKERS
    assert work.of(Keadaan.TERKIRIM) | uncertain == {*work.chats}
    assert max(telegram.got(work.chats).values()) == 1
    assert work.begun is not None
    found = ledger.deliveries_of(work.store, work.begun.id)
    assert len({item.klaim for item in found}) == 2


@pytest.mark.parametrize(
    ("rule", "refused"),
    [
        ({"args": [1], "times": 1}, 1),
        ({"args": [1], "times": 6, "skip": 30}, 6),
        ({"args": [3], "times": 2, "skip": 30}, 2),
    ],
    ids=["one-chat", "all", "all-for-long"],
)
def test_too_many_requests(
    telegram: Telegram,
    children: Children,
    announced: Callable[[int], Announced],
    rule: dict[str, Any],
    refused: int,
) -> None:
    """Whom Telegram wants to have later gets the message later, once, and nobody else waits."""
    work = announced(80)
    chat = {} if "skip" in rule else {"chat": work.chats[40]}
    before = telegram.plan({"fault": "too_many", **rule, **chat})["calls"].get("sendMessage", 0)
    work.begin()
    (process,) = children.start()
    until(work.settled)
    children.stop(process)
    assert telegram.got(work.chats) == once(work.chats)
    assert work.of(Keadaan.TERKIRIM) == {*work.chats}
    assert telegram.plan()["calls"]["sendMessage"] - before == len(work.chats) + refused
    assert work.begun is not None
    # Those that had not been sent to are left alone while all have to wait.
    found = ledger.deliveries_of(work.store, work.begun.id)
    assert sum(item.percobaan - 1 for item in found) <= refused + 2 * WORKERS


def test_told_to_stop(
    telegram: Telegram, children: Children, announced: Callable[[int], Announced]
) -> None:
    """SIGTERM lets what is in flight come to its end; the next process goes on with the rest."""
    work = announced(60)
    telegram.plan({"fault": "hang_after", "args": [0.4], "times": None})
    work.begin()
    (first,) = children.start(per_second=20)
    until(lambda: len(telegram.got(work.chats)) > 4)
    children.stop(first)
    sent = work.of(Keadaan.TERKIRIM)
    assert telegram.got(work.chats) == Counter(sent)
    assert len(sent) > 4
    assert work.of(Keadaan.MENUNGGU) == {*work.chats} - sent
    telegram.plan()
    (second,) = children.start()
    until(work.settled)
    children.stop(second)
    assert telegram.got(work.chats) == once(work.chats)
    assert work.of(Keadaan.TERKIRIM) == {*work.chats}


def cut_off(work: Announced) -> None:
    """Keeps everybody from the database for some seconds."""
    url = work.store.engine.url
    if url.get_backend_name() == "sqlite":
        lock = sqlite3.connect(str(url.database), isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        time.sleep(3)
        lock.execute("ROLLBACK")
        lock.close()
        return
    # From another database, since nobody may close the one he is in.
    elsewhere = create_engine(url.set(database="template1"), isolation_level="AUTOCOMMIT")
    named = elsewhere.dialect.identifier_preparer.quote(str(url.database))
    with elsewhere.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {named} ALLOW_CONNECTIONS false"))
        try:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = :name AND pid <> pg_backend_pid()"
                ),
                {"name": url.database},
            )
            time.sleep(2)
        finally:
            connection.execute(text(f"ALTER DATABASE {named} ALLOW_CONNECTIONS true"))
    elsewhere.dispose()


def test_the_database_is_away(
    telegram: Telegram, children: Children, announced: Callable[[int], Announced]
) -> None:
    """While the database is away nothing is sent twice; when it is back the rest goes out."""
    work = announced(200)
    telegram.plan({"fault": "hang_after", "args": [0.05], "times": None})
    (process,) = children.start()
    work.begin()
    until(lambda: len(telegram.got(work.chats)) > 30)
    cut_off(work)
    assert len(telegram.got(work.chats)) < len(work.chats)
    until(work.settled)
    children.stop(process)
    assert telegram.got(work.chats) == once(work.chats)
    assert work.of(Keadaan.TERKIRIM) == {*work.chats}


def test_two_admins_at_once(
    telegram: Telegram, children: Children, announced: Callable[[int], Announced]
) -> None:
    """Two admins who both press twice begin one announcement, and each chat gets it once."""
    work = announced(30)
    (sender,) = children.start()
    subscribe(work.store, work.chats)
    admins = children.admins(2, times=2)
    for admin in admins:
        admin.wire.send("tekan")
    said = [admin.says() for admin in admins for _ in range(2)]
    assert sorted(said) == ["dimulai", "sudah", "sudah", "sudah"]
    assert all(admin.ends_well() for admin in admins)
    (work.begun,) = ledger.recent(work.store, 9)
    until(work.settled)
    children.stop(sender)
    assert telegram.got(work.chats) == once(work.chats)
