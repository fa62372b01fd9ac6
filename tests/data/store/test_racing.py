"""Processes that work with one store at once, and processes that die doing so."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.settings import PROJECT
from data.models import Keadaan, Kemajuan
from data.store import delivery, drafts, ledger, months
from data.store.delivery import LEASE
from tests.data.store.rekaan import ADMIN, OKTOBER, announce, berkas, contents, trail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.store.store import Store
    from tests.conftest import Clock

# A process that hangs is ended after this time; no test takes that long.
PATIENCE_SECONDS = 60


class Workers:
    """Processes of ``worker.py`` on one store."""

    def __init__(self, address: str, clock: Clock) -> None:
        self.given = [address, clock().isoformat()]
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, job: str, *arguments: object) -> list[list[str]]:
        """Starts a process for each argument; what each said until it was ready."""
        fresh = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.data.store.worker", job, *self.given, str(argument)],
                cwd=PROJECT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for argument in arguments
        ]
        self.processes += fresh
        return [self.until_ready(process) for process in fresh]

    @staticmethod
    def until_ready(process: subprocess.Popen[str]) -> list[str]:
        """What ``process`` says before it is ready."""
        assert process.stdout is not None
        said: list[str] = []
        for line in process.stdout:
            if line.strip() == "siap":
                return said
            said.append(line.strip())
        pytest.fail(f"the process ended with {process.wait()}")

    def run(self) -> list[list[str]]:
        """What the processes say, which all begin now and come to their end."""
        for process in self.processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        said = [process.communicate(timeout=PATIENCE_SECONDS)[0] for process in self.processes]
        assert [process.returncode for process in self.processes] == [0] * len(said)
        return [text.split() for text in said]

    def die(self) -> None:
        """Ends the processes at once, without a last word (kill -9)."""
        for process in self.processes:
            process.kill()
            process.communicate()
        self.processes.clear()


@pytest.fixture
def workers(address: str, clock: Clock) -> Iterator[Workers]:
    """Processes on the store of the test; those that still run at its end are ended."""
    given = Workers(address, clock)
    yield given
    given.die()


def test_two_processes_send(store: Store, workers: Workers) -> None:
    """Of 500 deliveries that two processes send, none is sent twice and none is left."""
    made = announce(store, range(1, 501))
    workers.start("send", "satu", "dua")
    one, two = ({*map(int, said)} for said in workers.run())
    assert one.isdisjoint(two)
    assert one | two == set(range(1, 501))
    found = ledger.deliveries_of(store, made.id)
    assert {item.chat_id for item in found if item.klaim == "satu"} == one
    assert ledger.progress(store, made.id) == Kemajuan(terkirim=500)
    assert {item.percobaan for item in found} == {1}
    assert len(delivery.finish(store)) == 1


def test_parts_in_order_by_two_processes(store: Store, workers: Workers) -> None:
    """Two processes that send several parts to each chat send all of them."""
    made = announce(store, range(1, 31), parts=3)
    workers.start("send", "satu", "dua")
    said = [int(chat) for chats in workers.run() for chat in chats]
    assert sorted(said) == sorted([*range(1, 31)] * 3)
    assert ledger.progress(store, made.id) == Kemajuan(terkirim=90)


def test_two_processes_confirm(store: Store, workers: Workers) -> None:
    """Of two drafts of one month that two processes confirm at once, one is stored."""
    one, other = (drafts.draft(store, ADMIN, berkas(), OKTOBER) for _ in range(2))
    workers.start("confirm", one, other)
    assert sorted(word for said in workers.run() for word in said) == ["tersimpan", "usang"]
    (stored,) = months.positions(store)
    assert (stored.muatan.versi, len(stored.baris)) == (1, 1)
    assert trail(store).count("simpan") == 1


def test_two_processes_confirm_the_same(store: Store, workers: Workers) -> None:
    """A draft that two processes confirm at once is stored by one of them."""
    number = drafts.draft(store, ADMIN, berkas(), OKTOBER)
    workers.start("confirm", number, number)
    assert sorted(word for said in workers.run() for word in said) == ["sudah", "tersimpan"]


def test_two_processes_announce(store: Store, workers: Workers) -> None:
    """What two processes announce at once is announced by one of them."""
    workers.start("announce", 20, 20)
    made = [int(version) for said in workers.run() for version in said]
    assert sorted(made) == list(range(20))
    assert len(ledger.recent(store, 99)) == 20
    assert trail(store) == ["umumkan"] * 20


def test_two_processes_upload(store: Store, workers: Workers) -> None:
    """Drafts of two processes have different numbers, and each is in the audit."""
    workers.start("upload", 20, 20)
    numbers = {number for said in workers.run() for number in said}
    assert len(numbers) == 40
    assert trail(store) == ["unggah"] * 40


def test_a_process_that_dies_holding_claims(store: Store, workers: Workers, clock: Clock) -> None:
    """What a killed process had claimed is uncertain after the lease; the rest is sent."""
    made = announce(store, range(1, 11))
    assert workers.start("hold", 3) == [["1", "2", "3"]]
    workers.die()
    sent = []
    while (item := delivery.claim(store, "hidup")) is not None:
        assert delivery.sent(store, item, 1, None)
        sent.append(item.chat_id)
    assert sent == list(range(4, 11))
    assert delivery.expire(store) == 0
    assert delivery.finish(store) == ()
    clock.moment += LEASE * 2
    assert delivery.expire(store) == 3
    assert delivery.claim(store, "hidup") is None
    found = ledger.deliveries_of(store, made.id, Keadaan.TIDAK_PASTI)
    assert [item.chat_id for item in found] == [1, 2, 3]
    assert len(delivery.finish(store)) == 1


def test_a_process_that_dies_writing(store: Store, workers: Workers) -> None:
    """A process that is killed in the middle of a change leaves nothing of it, and no lock."""
    made = announce(store, range(1, 11))
    before = contents(store)
    workers.start("write", "rusak")
    workers.die()
    assert contents(store) == before
    item = delivery.claim(store, "hidup")
    assert item is not None
    assert delivery.sent(store, item, 1, None)
    assert delivery.stop(store, made.id, ADMIN) == 9


def test_reading_beside_a_writer(store: Store, workers: Workers) -> None:
    """Who only reads waits for no writer, and sees what was there before it."""
    made = announce(store, [1])
    workers.start("write", "rusak")
    found = ledger.find(store, made.id)
    assert found == made
    assert ledger.progress(store, made.id) == Kemajuan(menunggu=1)
