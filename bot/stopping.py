"""Stopping when asked to: signals, and waits that end with them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Coroutine, Iterator

logger = logging.getLogger(__name__)

T = TypeVar("T")

SIGNALS = (signal.SIGTERM, signal.SIGINT)

# Hosts kill what is not gone in about 30 seconds; writing down what was done and leaving the
# others come after this.
GRACE = 15.0
LAST_WORDS = 1.0


@contextlib.contextmanager
def stop_on_signals(stop: asyncio.Event) -> Iterator[None]:
    """Sets ``stop`` on the first SIGTERM or SIGINT; a second one ends the process at once."""
    loop = asyncio.get_running_loop()

    def release() -> None:
        for number in SIGNALS:
            loop.remove_signal_handler(number)

    def note(number: signal.Signals) -> None:
        logger.info("%s received: finishing what is under way", number.name)
        release()
        stop.set()

    # Where the platform has no such handlers, Ctrl-C still ends the process.
    with contextlib.suppress(NotImplementedError):
        for number in SIGNALS:
            loop.add_signal_handler(number, note, number)
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError):
            release()


async def unless_stopped(stop: asyncio.Event, work: Coroutine[object, object, T]) -> T | None:
    """What ``work`` returns; ``None``, with ``work`` cancelled, once ``stop`` is set."""
    task = asyncio.ensure_future(work)
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        for pending in (task, stopped):
            pending.cancel()
        await asyncio.gather(task, stopped, return_exceptions=True)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Waits ``seconds``, or less once ``stop`` is set."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def finish(tasks: Collection[asyncio.Task[None]]) -> None:
    """Waits for ``tasks`` to end, ``GRACE`` seconds at most; then cuts them off."""
    if not tasks:
        return
    _, late = await asyncio.wait(tasks, timeout=GRACE)
    if late:
        logger.warning("%d updates were not handled in time; they are cut off", len(late))
        for task in late:
            task.cancel()
        await asyncio.wait(late, timeout=LAST_WORDS)
