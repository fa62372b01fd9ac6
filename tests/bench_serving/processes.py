"""Two web processes on two cores beside one, on one PostgreSQL.

Every process brings the load that it answers, on the same core. With a load on the other core
there would be none for the second process; so both sides pay alike for being asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections import defaultdict
from typing import TYPE_CHECKING

from bot.settings import PROJECT
from data.store.opening import migrate, open_engine
from tests.bench_serving.questions import AnswerError
from tests.bench_serving.starting import CORES
from tests.bench_serving.throughput import medians, ratios
from tests.bench_timing import environment
from tests.postgres import postgres

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Sequence
    from pathlib import Path

    from tests.bench_serving.sessions import Bench, Share
    from tests.bench_serving.throughput import Rounds
    from tests.bench_timing import Numbers

ROUNDS = 3
TWO = 2
LIMIT = 60.0
# The store knows which questions were asked in earlier rounds.
APART = 20_000_000


async def processes(bench: Bench) -> Numbers:
    """What two processes answer together, and one by itself."""
    if len(CORES) < TWO:
        return {}
    rates: Rounds = defaultdict(list)
    folder = bench.around.folder
    with postgres(folder / "postgresql") as store:
        engine = open_engine(store)
        migrate(engine)
        engine.dispose()
        for number in bench.rounds(ROUNDS):
            for name, cores in (("one", [CORES[number % TWO]]), ("ours", CORES[:TWO])):
                with bench.noting():
                    place = folder / f"{name}-{number}"
                    first = (TWO * number + len(cores)) * APART
                    rates[name].append(await together(bench, store, place, cores, first))
    return medians("serving_processes_{}_per_second", rates) | ratios(
        "serving_processes_two_vs_{}", rates, ("one",)
    )


async def together(
    bench: Bench, store: str, folder: Path, cores: Sequence[int], first: int
) -> float:
    """Questions a second of a process on each of ``cores``, who share questions and store.

    The questions are those from ``first`` on.
    """
    async with contextlib.AsyncExitStack() as stack:
        halves = []
        for number, core in enumerate(cores):
            place = folder / str(number)
            place.mkdir(parents=True)
            half = await begun(bench, store, place, core, (first + number, len(cores)))
            stack.push_async_callback(ended, half)
            halves.append(half)
        try:
            async with asyncio.timeout(LIMIT):
                for half in halves:
                    await said(half)
                for half in halves:
                    if half.stdin:
                        half.stdin.write(b"\n")
                return sum([float(await said(half)) for half in halves])
        except (TimeoutError, ValueError) as error:
            raise AnswerError(f"{len(cores)} processes: {error}") from error


async def begun(bench: Bench, store: str, folder: Path, core: int, share: Share) -> Process:
    """A process with its load on ``core``, which gets its ``share`` of the questions."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench_serving.half"),
        *("--folder", str(folder), "--report", str(bench.around.report), "--store", store),
        *("--core", str(core), "--first", str(share[0]), "--step", str(share[1])),
        cwd=PROJECT,
        env=environment(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )


async def said(half: Process) -> bytes:
    """The next line of ``half``."""
    return await half.stdout.readline() if half.stdout else b""


async def ended(half: Process) -> None:
    """Waits until ``half`` has stopped its process and ended; ends it where it does not."""
    if half.stdin:
        half.stdin.close()
    try:
        await asyncio.wait_for(half.wait(), LIMIT)
    except TimeoutError:
        half.terminate()
        await half.wait()
