"""The workshop: files from a real worker process, once each, whatever becomes of the worker."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.settings import PROJECT
from bot.workshop import Workshop, WorkshopError
from data import making
from handlers.asking import ask
from tests.bot.making_rekaan import Rekaan, make
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from data.report import Report

LIMIT = 20.0


@pytest.fixture
async def workshop() -> AsyncIterator[Workshop]:
    """A workshop that makes made-up files."""
    given = Workshop(make, time_limit=LIMIT, kept_bytes=100)
    yield given
    await given.close()


def makings(trace: Path) -> list[str]:
    """The process that made each file, in order."""
    return trace.read_text().split() if trace.exists() else []


def is_running(process: int) -> bool:
    """Whether ``process`` exists."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


async def test_made_elsewhere(workshop: Workshop, tmp_path: Path) -> None:
    """A file is made by one other process, which starts with the first and stays."""
    trace = tmp_path / "jejak"
    assert workshop.worker is None
    assert await workshop.made(Rekaan(teks="satu", jejak=str(trace))) == b"satu"
    assert await workshop.made(Rekaan(teks="dua", jejak=str(trace))) == b"dua"
    assert makings(trace) == [str(workshop.worker)] * 2
    assert workshop.worker != os.getpid()


async def test_worker_prints_nothing_secret(
    workshop: Workshop, capfd: pytest.CaptureFixture[str]
) -> None:
    """A warning of the worker's reaches standard error without a token or a NIK."""
    await workshop.made(Rekaan(teks=f"peringatan {TOKEN} 5307010101900001"))
    await workshop.close()
    printed = capfd.readouterr().err
    assert "UserWarning: peringatan [REDACTED] [REDACTED]" in printed
    assert TOKEN.split(":")[1] not in printed
    assert "5307010101900001" not in printed


async def test_made_once(workshop: Workshop, tmp_path: Path) -> None:
    """However many ask for one file at the same time and later, it is made once."""
    bahan = Rekaan(teks="satu", jejak=str(tmp_path / "jejak"))
    assert await asyncio.gather(*(workshop.made(bahan, "a") for _ in range(8))) == [b"satu"] * 8
    assert await workshop.made(bahan, "a") == b"satu"
    assert len(makings(tmp_path / "jejak")) == 1


async def test_kept_within_bounds(workshop: Workshop, tmp_path: Path) -> None:
    """Of what exceeds the memory, that used longest ago is made anew; what is too big, always."""
    trace = tmp_path / "jejak"
    small, other, big = (
        Rekaan(teks=word, jejak=str(trace), ulang=times)
        for word, times in (("x", 60), ("y", 60), ("z", 101))
    )
    for bahan, key in ((small, "a"), (small, "a"), (other, "b"), (other, "b"), (small, "a")):
        await workshop.made(bahan, key)
    assert len(makings(trace)) == 3
    for _ in range(2):
        assert len(await workshop.made(big, "c")) == 101
    assert len(makings(trace)) == 5
    await workshop.made(small, "a")
    assert len(makings(trace)) == 5


async def test_bad_file(workshop: Workshop, tmp_path: Path) -> None:
    """A file that cannot be made is an error for all who wait, is not kept, and costs no worker."""
    bad = Rekaan(teks="salah", jejak=str(tmp_path / "jejak"))
    found = await asyncio.gather(
        workshop.made(bad, "a"), workshop.made(bad, "a"), return_exceptions=True
    )
    assert [type(each) for each in found] == [WorkshopError] * 2
    assert "angka rekaan" not in str(found[0])
    worker = workshop.worker
    with pytest.raises(WorkshopError):
        await workshop.made(bad, "a")
    assert await workshop.made(Rekaan(teks="baik")) == b"baik"
    assert makings(tmp_path / "jejak") == [str(worker)] * 2


async def test_dead_worker(workshop: Workshop) -> None:
    """A file that kills the worker is an error; the next one gets another worker."""
    await workshop.made(Rekaan(teks="satu"))
    before = workshop.worker
    with pytest.raises(WorkshopError):
        await workshop.made(Rekaan(teks="mati"))
    assert await workshop.made(Rekaan(teks="dua")) == b"dua"
    assert workshop.worker != before


async def test_hanging_worker() -> None:
    """A worker that hangs, deaf to SIGTERM, is ended after its time; the loop goes on meanwhile."""
    workshop = Workshop(make, time_limit=4)
    await workshop.made(Rekaan(teks="satu"))
    hanging = workshop.worker
    assert hanging is not None
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.05)
            beats += 1

    beating = asyncio.create_task(beat())
    with pytest.raises(WorkshopError, match="not made within 4 seconds"):
        await workshop.made(Rekaan(teks="macet"))
    beating.cancel()
    assert beats > 20
    assert not is_running(hanging)
    assert await workshop.made(Rekaan(teks="dua")) == b"dua"
    await workshop.close()


async def test_asker_who_leaves(workshop: Workshop, tmp_path: Path) -> None:
    """Who does not wait any more costs the others nothing."""
    bahan = Rekaan(teks="satu", jejak=str(tmp_path / "jejak"))
    leaving = asyncio.create_task(workshop.made(bahan, "a"))
    staying = asyncio.create_task(workshop.made(bahan, "a"))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == b"satu"
    assert len(makings(tmp_path / "jejak")) == 1


async def test_too_many_wait() -> None:
    """Where too many wait, who comes last is told at once; the others get theirs."""
    workshop = Workshop(make, time_limit=LIMIT, most_waiting=2)
    waiting = [asyncio.create_task(workshop.made(Rekaan(teks=word))) for word in ("a", "b")]
    await asyncio.sleep(0)
    with pytest.raises(WorkshopError, match="too many"):
        await workshop.made(Rekaan(teks="c"))
    assert await asyncio.gather(*waiting) == [b"a", b"b"]
    await workshop.close()


async def test_closed_at_work() -> None:
    """Closing ends a worker at work at once, and whoever waits for it; nothing is made after."""
    workshop = Workshop(make, time_limit=LIMIT)
    await workshop.made(Rekaan(teks="satu"))
    worker = workshop.worker
    assert worker is not None
    waiting = asyncio.create_task(workshop.made(Rekaan(teks="macet")))
    await asyncio.sleep(0.1)
    await workshop.close()
    assert not is_running(worker)
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(WorkshopError, match="stopping"):
        await workshop.made(Rekaan(teks="dua"))


async def test_closed_unused() -> None:
    """A workshop that never made anything starts no process, and closes."""
    workshop = Workshop(make)
    await workshop.close()
    assert workshop.worker is None


async def test_real_chart(report: Report) -> None:
    """A chart and a table of the report come out of the worker as they would here."""
    workshop = Workshop()
    for line in ("/grafik dpt", "/unduh dpt xlsx"):
        answer = ask(line, report)
        assert answer is not None
        (file,) = answer.files
        assert file.bahan is not None
        assert await workshop.made(file.bahan, file.kunci) == making.make(file.bahan)
    await workshop.close()


ORPHANING = """
import asyncio, os, sys
from bot.workshop import Workshop
from tests.bot.making_rekaan import Rekaan, make
from tests.telegram_fake import TOKEN

async def main():
    workshop = Workshop(make)
    await workshop.made(Rekaan(teks="satu"))
    print(workshop.worker, flush=True)
    os.kill(os.getpid(), 9)

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_no_orphan(tmp_path: Path) -> None:
    """Where the bot is killed, its worker ends by itself."""
    script = tmp_path / "bot_rekaan.py"
    script.write_text(ORPHANING)
    ended = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        cwd=PROJECT,
        # Its pipes would stay open as long as the worker lives.
        stdout=(tmp_path / "keluaran").open("w"),
        timeout=60,
        check=False,
    )
    assert ended.returncode == -9
    worker = int((tmp_path / "keluaran").read_text())
    async with asyncio.timeout(10):
        while is_running(worker):  # noqa: ASYNC110 - another process's end is no event here
            await asyncio.sleep(0.05)


def test_plain_questions_start_nothing(database: Path) -> None:
    """A question on the command line imports neither the workshop nor what draws and writes."""
    script = (
        "import sys; from bot.cli import main; main(['ask', '/dpt Sikka']);"
        "print([m for m in sys.modules if m in {'bot.workshop', 'multiprocessing.pool',"
        " 'concurrent.futures.process', 'matplotlib', 'xlsxwriter', 'telegram'}])"
    )
    said = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT,
        env={**os.environ, "REPORT_DB": str(database)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "244.838" in said
    assert said.strip().splitlines()[-1] == "[]"
