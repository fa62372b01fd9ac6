"""The event loop that the process runs on."""

from __future__ import annotations

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

try:
    import uvloop
except ImportError:  # pragma: no cover - not made for every system
    uvloop = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")

# What waits for the store waits in threads. A store that does not answer holds each of them
# for seconds: with the few that Python takes, nothing else that needs one would go on.
THREADS = 32
# After how many new objects the youngest are looked through. Each update makes some hundred.
COLLECTED_AFTER = 5000


def settle() -> None:
    """Takes what exists now out of the garbage collector's rounds: it lasts as long as the process.

    It is most of all there is; to look through it again and again costs a quarter of all work.
    """
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER)


def run(work: Coroutine[object, object, T]) -> T:
    """What ``work`` returns, run on uvloop where there is one, on asyncio's own loop elsewhere."""
    factory = None if uvloop is None else uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.get_loop().set_default_executor(ThreadPoolExecutor(THREADS, "kerja"))
        return runner.run(work)
