"""What the bot costs beside answering: features, charts, its start, its memory."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING

from data.models import JenisWilayah
from data.queries import anggaran
from data.report import Report
from tests.bench_serving.contenders import (
    CONSTANT,
    DEFAULT_POLLING,
    OURS_POLLING,
    OURS_WEBHOOK,
)
from tests.bench_serving.sessions import pace
from tests.bench_serving.throughput import RATE, medians, percentile, ratios

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.bench_serving.asking import Asker
    from tests.bench_serving.sessions import Bench
    from tests.bench_serving.throughput import Rounds
    from tests.bench_timing import Numbers

PAIRS = 5
FEATURE_SECONDS = 1.5
CHART_ROUNDS = 3
CHART_QUESTIONS = 800
CHART_LIMIT = 20.0
STARTS = 5
FIRST_ANSWERS = 200
EARLY, LATE = 10_000, 100_000
STEP = 5000
BY_REGION = ("dpt", "perempuan", "laki-laki", "tps", "pendanaan")
BY_CODE = ("serapan", "anggaran")


async def features(bench: Bench) -> Numbers:
    """CPU of a question beside that of one that the same transport answers with a constant."""
    differences: list[float] = []
    costs: Rounds = defaultdict(list)
    with bench.noting():
        async with bench.session(OURS_WEBHOOK) as ours, bench.session(CONSTANT) as constant:
            rates = [(await pace(running.ask, FEATURE_SECONDS))[0] for running in (ours, constant)]
            count = int(min(rates) * FEATURE_SECONDS)
            for _ in bench.rounds(PAIRS):
                pair = []
                for running in (ours, constant):
                    before = running.process.cpu()
                    await running.ask(count)
                    pair.append((running.process.cpu() - before) / count * 1e6)
                    costs[running.contender.name].append(pair[-1])
                differences.append(pair[0] - pair[1])
    if not differences:
        return {}
    return medians("serving_cpu_{}_us", costs) | {"serving_features_us": median(differences)}


async def charts(bench: Bench) -> Numbers:
    """The slowest hundredth of answers while nothing else happens, and while charts are drawn.

    The worker that draws shares the bot's core. Each round has a store of its own, so that
    no chart was sent before.
    """
    tails: Rounds = defaultdict(list)
    drawn = 0
    for _ in bench.rounds(CHART_ROUNDS):
        with bench.noting():
            async with (
                bench.session(OURS_WEBHOOK) as running,
                running.connected() as asker,
            ):
                await asker.at_once(running.numbers(FIRST_ANSWERS))
                idle = await asker.steadily(running.numbers(CHART_QUESTIONS), RATE)
                async with drawing(asker, chart_lines(bench)) as pictures:
                    before = len(pictures)
                    busy = await asker.steadily(running.numbers(CHART_QUESTIONS), RATE)
                    drawn += len(pictures) - before
                tails["idle"].append(1000 * percentile(idle, 99))
                tails["ours"].append(1000 * percentile(busy, 99))
    return (
        medians("serving_charts_{}_p99_ms", tails)
        | ratios("serving_charts_p99_vs_{}", tails, ("idle",))
        | {"serving_charts_drawn": drawn}
    )


def chart_lines(bench: Bench) -> Iterator[tuple[int, str]]:
    """A question for every chart that is another's than those before, numbered."""
    report = Report.open(bench.around.report)
    regions = [
        row.pendek for row in report.regions.values() if row.jenis is not JenisWilayah.PROVINSI
    ]
    codes = [line.kode for line in anggaran.lines(report, report.latest)]
    report.close()
    subjects = (*itertools.product(BY_REGION, regions), *itertools.product(BY_CODE, codes))
    return enumerate(f"/grafik {measure} {subject}" for measure, subject in subjects)


@contextlib.asynccontextmanager
async def drawing(asker: Asker, lines: Iterator[tuple[int, str]]) -> AsyncIterator[list[float]]:
    """When each chart came: one is asked for as soon as the one before is there.

    Begins with the second, when the worker has started; at the end the last one is drawn.
    """
    pictures: list[float] = []
    came = asyncio.Event()
    goes_on = True

    def pictured() -> None:
        pictures.append(time.perf_counter())
        came.set()
        line = next(lines, None)
        if goes_on and line:
            asker.ask_else(*line)

    asker.ledger.pictured = pictured
    asker.ask_else(*next(lines))
    try:
        await asyncio.wait_for(came.wait(), CHART_LIMIT)
        yield pictures
    finally:
        goes_on = False
        await asyncio.wait_for(asker.idle.wait(), CHART_LIMIT)


async def start(bench: Bench) -> Numbers:
    """From nothing to the first answer, and what lies in memory soon after."""
    took: Rounds = defaultdict(list)
    memory: Rounds = defaultdict(list)
    # One round more than is counted: the first fills the caches of the file system.
    for counted in bench.rounds(STARTS + 1):
        for contender in (OURS_POLLING, DEFAULT_POLLING):
            with bench.noting():
                async with bench.session(contender, waiting=1) as running:
                    await running.api.ledger.settled()
                    if counted:
                        since = running.api.ledger.latest - running.process.started
                        took[contender.name].append(1000 * since)
                        await running.ask(FIRST_ANSWERS)
                        memory[contender.name].append(running.process.memory())
    return (
        medians("serving_start_{}_ms", took)
        | medians("serving_memory_{}_mib", memory)
        | ratios("serving_start_vs_{}", took, ("default",))
        | ratios("serving_memory_vs_{}", memory, ("default",))
    )


async def memory(bench: Bench) -> Numbers:
    """What lies in memory after many updates beside what lay there after some.

    A slow machine ends sooner; ``serving_memory_updates`` says when.
    """
    with bench.noting():
        async with bench.session(OURS_WEBHOOK) as running:
            early, asked = 0.0, 0
            while asked < LATE and (not early or time.perf_counter() < bench.deadline):
                await running.ask(STEP)
                asked += STEP
                if asked == EARLY:
                    early = running.process.memory()
            late = running.process.memory()
            return {
                "serving_memory_updates": asked,
                "serving_memory_early_mib": early,
                "serving_memory_late_mib": late,
                "serving_memory_growth": late / early,
            }
    return {}
