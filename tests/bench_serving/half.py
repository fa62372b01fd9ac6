"""One web process and who asks it, on one core: ``python -m tests.bench_serving.half``.

Says ``ready`` when the process is warm, waits for a line, measures, and prints questions a
second. So two of them are measured at the same time, each with a load of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

import uvloop

from tests.bench_serving.contenders import OURS_WEBHOOK, Surroundings
from tests.bench_serving.sessions import pace, session
from tests.bench_serving.starting import end_on_signal, on

SECONDS = 3.0


def main() -> None:
    """Measures what the command line says."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--report", type=Path, required=True)
    parser.add_argument("--store", required=True)
    parser.add_argument("--core", type=int, required=True)
    parser.add_argument("--first", type=int, required=True)
    parser.add_argument("--step", type=int, required=True)
    options = parser.parse_args()
    around = Surroundings(options.folder, options.report, options.store)
    with on(options.core):
        uvloop.run(measured(around, options.core, (options.first, options.step)))


async def measured(around: Surroundings, core: int, share: tuple[int, int]) -> None:
    """Measures one process on ``core``, which gets its ``share`` of the questions."""
    end_on_signal()
    async with session(OURS_WEBHOOK, around, None, cores=(core,), share=share) as running:
        rate, _count = await pace(running.ask, SECONDS / 2)
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        count = int(rate * SECONDS)
        print(count / await running.ask(count), flush=True)


if __name__ == "__main__":
    main()
