"""The event loop that the process runs on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

try:
    import uvloop
except ImportError:  # pragma: no cover - not made for every system
    uvloop = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


def run(work: Coroutine[object, object, T]) -> T:
    """What ``work`` returns, run on uvloop where there is one, on asyncio's own loop elsewhere."""
    factory = None if uvloop is None else uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(work)
