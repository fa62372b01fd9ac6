"""Files made on demand, in a process of their own, so that answers do not wait for them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import os
import signal
import threading
from collections import OrderedDict
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import connection
from typing import TYPE_CHECKING

from data.making import make

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.models import Bahan

logger = logging.getLogger(__name__)

# The slowest file takes a few seconds; the process itself starts in about one.
TIME_LIMIT = 60.0
KEPT_BYTES = 24 * 1024 * 1024
MOST_WAITING = 32
# How much a worker gives way, as Unix counts it.
LEAST = 19


class WorkshopError(Exception):
    """A file was not made; the text says why and quotes nothing of what is in it."""


class Workshop:
    """Makes files one after the other in one worker process, which starts with the first.

    What has the same key is made once, however many ask for it at the same time, and
    kept, ``kept_bytes`` in all. A file that takes longer than ``time_limit`` seconds, or
    kills the worker, is an error, and the next one gets a new worker. ``make`` must be a
    function of a module, so that the worker can import it.
    """

    def __init__(
        self,
        make: Callable[[Bahan], bytes] = make,
        *,
        time_limit: float = TIME_LIMIT,
        kept_bytes: int = KEPT_BYTES,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._make = make
        self._time_limit = time_limit
        self._kept_bytes = kept_bytes
        self._most_waiting = most_waiting
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._under_way: dict[str, asyncio.Task[bytes]] = {}
        self._tasks: set[asyncio.Task[bytes]] = set()
        self._turn = asyncio.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._worker: int | None = None
        self._closed = False

    @property
    def worker(self) -> int | None:
        """The process id of the worker; ``None`` where none is at work or was needed yet."""
        return self._worker

    async def made(self, bahan: Bahan, key: str | None = None) -> bytes:
        """The file made of ``bahan``; what was made as ``key`` before is not made again.

        Raises ``WorkshopError`` where it cannot be made, or too many wait for theirs.
        """
        if key is None:
            return await asyncio.shield(self._begin(bahan))
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = self._begin(bahan)
            task.add_done_callback(lambda done: self._finished(key, done))
        # Who does not wait any more must not cost the others their file.
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Ends the worker and whatever it makes; nothing is made any more."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._end()

    def _begin(self, bahan: Bahan) -> asyncio.Task[bytes]:
        if self._closed:
            raise WorkshopError("the bot is stopping")
        if len(self._tasks) >= self._most_waiting:
            raise WorkshopError("too many files are waited for")
        task = asyncio.create_task(self._work(bahan))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _finished(self, key: str, task: asyncio.Task[bytes]) -> None:
        del self._under_way[key]
        # Asked for here, so that an error that nobody awaited is not complained of.
        if task.cancelled() or task.exception() is not None:
            return
        content = task.result()
        if len(content) > self._kept_bytes:
            return
        self._kept[key] = content
        self._size += len(content)
        while self._size > self._kept_bytes:
            self._size -= len(self._kept.popitem(last=False)[1])

    async def _work(self, bahan: Bahan) -> bytes:
        async with self._turn:
            try:
                async with asyncio.timeout(self._time_limit):
                    return await self._in_worker(bahan)
            except TimeoutError as error:
                await self._end()
                raise WorkshopError(f"not made within {self._time_limit:g} seconds") from error
            except asyncio.CancelledError:
                await self._end()
                raise
            except (BrokenExecutor, OSError) as error:
                # The worker died, or none could be started.
                await self._end()
                raise WorkshopError(f"the worker failed: {type(error).__name__}") from error
            except Exception as error:
                raise WorkshopError(f"not made: {type(error).__name__}") from error

    async def _in_worker(self, bahan: Bahan) -> bytes:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                max_workers=1,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=settle,
            )
            self._worker = await asyncio.wrap_future(self._pool.submit(os.getpid))
        making: Future[bytes] = self._pool.submit(self._make, bahan)
        return await asyncio.wrap_future(making)

    async def _end(self) -> None:
        """Ends the worker, whatever it does."""
        pool, worker, self._pool, self._worker = self._pool, self._worker, None, None
        if pool is None:
            return
        if worker is not None:
            # One that hangs hears nothing else.
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        await asyncio.to_thread(pool.shutdown, wait=worker is not None, cancel_futures=True)


def settle() -> None:
    """Makes a worker give way to the bot, leave it the terminal's signals, and end where it ended.

    Its warnings and crashes pass the redaction, too.
    """
    from bot.logs import guard_output  # noqa: PLC0415 - only the worker needs it here

    guard_output()
    # Whoever waits for a figure goes before who waits for a picture, also on a single core.
    if hasattr(os, "nice"):
        os.nice(LEAST)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()


def end_with_parent() -> None:
    """Ends this process as soon as the one that started it is gone, however it ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(0)
