"""The event loop that the process runs on."""

from __future__ import annotations

import asyncio
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


def run(work: Coroutine[object, object, T]) -> T:
    """What ``work`` returns, run on uvloop where there is one, on asyncio's own loop elsewhere."""
    factory = None if uvloop is None else uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.get_loop().set_default_executor(ThreadPoolExecutor(THREADS, "kerja"))
        return runner.run(work)
