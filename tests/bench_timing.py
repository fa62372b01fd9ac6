"""What all benchmarks share: a stopwatch, and commands started as an operator starts them."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from bot.settings import EXPECTED, PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Numbers = dict[str, float]


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes, with no garbage of earlier work to collect."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def started(line: Sequence[str], folder: Path, **settings: str) -> None:
    """Runs a command to its end, with ``settings`` and no others."""
    subprocess.run(
        line,
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        env={**environment(), **settings},
    )


def command(*words: str) -> tuple[str, ...]:
    """``python -m bot`` with ``words``."""
    return (sys.executable, "-m", "bot", *words)


def environment() -> dict[str, str]:
    """The environment without settings: the program finds its own ``report.db``."""
    kept = {name: value for name, value in os.environ.items() if name.upper() not in EXPECTED}
    return {**kept, "PYTHONPATH": str(PROJECT)}
