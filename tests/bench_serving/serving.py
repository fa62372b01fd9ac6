"""The serving benchmark: the bot as it runs, beside others that answer the same question."""

from __future__ import annotations

import gc
import json
import os
import platform
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import uvloop

from bot.settings import PROJECT
from tests.bench_serving.contenders import OURS_POLLING, PEERS_PYTHON, Surroundings
from tests.bench_serving.costs import charts, features, memory, start
from tests.bench_serving.figures import figures, in_columns, in_markdown, missed, paces
from tests.bench_serving.processes import processes
from tests.bench_serving.sessions import Bench, session
from tests.bench_serving.starting import CORES, LOAD_CORE, end_on_signal, on
from tests.bench_serving.throughput import polling, webhook

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping

    from tests.bench_timing import Numbers

# Each row with the seconds after which it begins nothing more, so that the whole ends.
ROWS: dict[str, tuple[Callable[[Bench], Awaitable[Numbers]], float]] = {
    "polling": (polling, 90),
    "webhook": (webhook, 100),
    "charts": (charts, 30),
    "features": (features, 30),
    "start": (start, 40),
    "memory": (memory, 75),
    "processes": (processes, 45),
}
DOCUMENT = PROJECT / "docs" / "benchmarks.md"
PART = re.compile(r"(<!-- benchmark: (\w+) -->)\n.*?<!-- end -->", re.DOTALL)
RECORDED = PROJECT / "docs" / "benchmarks.json"


def serving(folder: Path, report: Path, rows: Collection[str]) -> tuple[Numbers, list[str]]:
    """The numbers of ``rows``, and what went wrong."""
    if not PEERS_PYTHON.exists():
        raise SystemExit("Pustaka pembanding belum ada: jalankan lewat make bench.")
    if len(CORES) == 1:
        print("Only one core: bots and load share it.", file=sys.stderr)
    # What other benchmarks left behind is no part of answering quickly.
    gc.collect()
    gc.freeze()
    try:
        with on(LOAD_CORE):
            return uvloop.run(measured(folder, report, rows))
    finally:
        gc.unfreeze()


async def measured(folder: Path, report: Path, rows: Collection[str]) -> tuple[Numbers, list[str]]:
    """The same, in an event loop."""
    end_on_signal()
    around = Surroundings(folder, report)
    async with session(OURS_POLLING, around, None) as running:
        await running.ask(1)
    text = running.api.ledger.text or ""
    around.write_answer(text)
    bench = Bench(around, text)
    numbers: Numbers = {
        "serving_cores": len(CORES),
        "serving_answer_characters": len(text),
    }
    for name in rows:
        print(f"serving: {name} ...", file=sys.stderr, flush=True)
        row, limit = ROWS[name]
        bench.deadline = time.perf_counter() + limit
        numbers |= await row(bench)
    return numbers, bench.problems


def print_figures(numbers: Mapping[str, float]) -> None:
    """What everybody answers a second, and what the bot is held to, as tables."""
    for rows in (paces(numbers), figures(numbers)):
        print(f"\n{in_columns(rows)}")


def machine() -> dict[str, str]:
    """What the numbers were measured on."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": str(len(CORES)),
        "system": f"{platform.system()} {os.uname().release.partition('-')[0]}",
        "python": platform.python_version(),
    }


def write_documents(numbers: Mapping[str, float]) -> None:
    """Puts the tables of ``numbers`` into the document, and keeps the numbers beside it."""
    kept = {name: float(f"{value:.4g}") for name, value in numbers.items()}
    written = json.dumps({"machine": machine(), "numbers": kept}, indent=2)
    RECORDED.write_text(written + "\n", "utf-8")
    text = PART.sub(
        lambda part: f"{part[1]}\n{recorded_part(part[2])}\n<!-- end -->",
        DOCUMENT.read_text("utf-8"),
    )
    DOCUMENT.write_text(text, "utf-8")


def recorded_part(part: str) -> str:
    """A part of the document by its name: ``figures``, ``paces``, ``missed`` or ``machine``."""
    recorded = json.loads(RECORDED.read_text("utf-8"))
    if part == "missed":
        titles = "; ".join(missed(recorded["numbers"]))
        return f"Missed in that run: {titles}." if titles else "None was missed in that run."
    if part == "machine":
        told = recorded["machine"]
        return (
            f"Measured on {told['cores']} cores of a processor that calls itself"
            f" {told['processor']}, {told['system']}, Python {told['python']}."
        )
    make = {"figures": figures, "paces": paces}[part]
    return in_markdown(make(recorded["numbers"]))
