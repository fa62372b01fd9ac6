"""One contender at work: started, asked, measured, and every answer checked."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import math
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.bench_serving.api import LeanApi, lean_api
from tests.bench_serving.asking import asking
from tests.bench_serving.questions import AnswerError
from tests.bench_serving.starting import BOT_CORE, start
from tests.botapi_standin import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
    from contextlib import AbstractAsyncContextManager

    from tests.bench_serving.asking import Asker
    from tests.bench_serving.contenders import Contender, Surroundings
    from tests.bench_serving.starting import Process

SETTLING = 0.1
STARTING = 30.0
# A first look at the pace takes at least this long.
LOOK = 0.3
FEWEST, MOST = 20, 30_000
# The first question of a process, and how many there are to the next.
Share = tuple[int, int]


@dataclass
class Bench:
    """What a run measures with: the surroundings, the answer, and what went wrong."""

    around: Surroundings
    text: str
    problems: list[str] = field(default_factory=list)
    deadline: float = math.inf

    def rounds(self, count: int) -> Iterator[int]:
        """``count`` numbers from zero on; fewer, but one at least, where time runs out."""
        for number in range(count):
            if number and time.perf_counter() > self.deadline:
                print(f"serving: {number} of {count} rounds, for want of time", file=sys.stderr)
                return
            yield number

    @contextlib.contextmanager
    def noting(self) -> Iterator[None]:
        """Notes what goes wrong, so that the others are measured all the same."""
        try:
            yield
        except AnswerError as error:
            self.problems.append(str(error))

    def session(
        self, contender: Contender, *, waiting: int = 0
    ) -> AbstractAsyncContextManager[Session]:
        """``contender`` running on the bots' core."""
        return session(contender, self.around, self.text, waiting=waiting)


class Session:
    """A contender that runs: ``ask`` has it answer so many questions."""

    def __init__(
        self, contender: Contender, process: Process, api: LeanApi, port: int, share: Share
    ) -> None:
        self.contender = contender
        self.process = process
        self.api = api
        self._port = port
        self._next, self._step = share

    def numbers(self, count: int) -> range:
        """``count`` questions that nobody asked yet."""
        first = self._next
        self._next += count * self._step
        return range(first, self._next, self._step)

    async def ask(self, count: int) -> float:
        """Seconds that ``count`` questions took, each answered once."""
        if self.contender.webhook:
            async with self.connected() as asker:
                return await asker.at_once(self.numbers(count))
        async with asyncio.timeout(STARTING):
            await self.api.polled.wait()
        self.api.polled.clear()
        self.api.ledger.expect(count)
        start = time.perf_counter()
        self.api.offer(count)
        await self.api.ledger.settled()
        return self.api.ledger.latest - start

    @contextlib.asynccontextmanager
    async def connected(self) -> AsyncIterator[Asker]:
        """Telegram's connections to it."""
        async with asking(self.api.ledger, self._port) as asker:
            yield asker


@contextlib.asynccontextmanager
async def session(
    contender: Contender,
    around: Surroundings,
    text: str | None,
    *,
    cores: Collection[int] = (BOT_CORE,),
    share: Share = (0, 1),
    waiting: int = 0,
) -> AsyncIterator[Session]:
    """``contender`` running on ``cores``; at the end every question has one answer.

    The answers must say ``text``, where it is given. ``waiting`` questions are there before
    it starts.
    """
    port = free_port()
    async with lean_api(text) as api:
        api.ledger.expect(waiting)
        api.offer(waiting)
        settings = around.environment(contender, api.url, port)
        process = start(contender.line, settings, around.folder, cores)
        try:
            yield Session(contender, process, api, port, share)
            # What would be answered twice has come by then.
            await asyncio.sleep(SETTLING)
            api.ledger.check(api.unknown)
        except (AnswerError, TimeoutError) as error:
            raise AnswerError(f"{' '.join(contender.line)}: {error!r}\n{process.said()}") from error
        finally:
            await process.stop()


async def pace(ask: Callable[[int], Awaitable[float]], seconds: float) -> tuple[float, int]:
    """Questions a second, over about ``seconds``, and how many those were.

    A look at it first says how many to ask, and warms the contender up.
    """
    rate = 0.0
    for count in itertools.accumulate((FEWEST, 5, 5, 5), lambda before, times: before * times):
        took = await ask(count)
        rate = count / took
        if took >= LOOK:
            break
    count = min(MOST, max(FEWEST, int(rate * seconds)))
    return count / await ask(count), count
