"""How much one person may ask, so that everybody gets an answer."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import OrderedDict
from contextvars import ContextVar
from typing import TYPE_CHECKING

from data.allowance import BURST, WINDOW, Bucket, Verdict
from data.store import flood
from data.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.store.store import Store

__all__ = ["BURST", "WINDOW", "FloodGate", "Gate", "SharedGate", "Verdict", "verdict_of"]

logger = logging.getLogger(__name__)

REMEMBERED = 10_000
# How many questions an asker has had lately before other processes are asked for theirs.
UNSHARED = 5
# How long the store may take; if it is away, it is not asked again for so long.
PATIENCE = 1.0
AWAY = 10.0

# Whether the question in work was admitted before, and only its answer could not go out.
ADMITTED: ContextVar[bool] = ContextVar("ADMITTED", default=False)


class Buckets:
    """A token bucket for each asker: ``burst`` questions, refilled over ``window``.

    At most ``remembered`` askers are kept; the one silent for longest is forgotten,
    which costs nothing but their count.
    """

    def __init__(
        self,
        burst: int = BURST,
        window: float = WINDOW,
        *,
        remembered: int = REMEMBERED,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst = burst
        self._window = window
        self._remembered = remembered
        self._clock = clock
        self._buckets: OrderedDict[int, Bucket] = OrderedDict()
        # How many questions were refused so far.
        self.refused = 0

    def __len__(self) -> int:
        """How many askers are remembered."""
        return len(self._buckets)

    def _bucket(self, asker: int, now: float) -> Bucket:
        bucket = self._buckets.get(asker)
        if bucket is None:
            bucket = self._buckets[asker] = Bucket(tokens=self._burst, counted=now)
            if len(self._buckets) > self._remembered:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(asker)
        return bucket


class FloodGate(Buckets):
    """The limit of one process: who empties their bucket waits one window and is told once."""

    def admit(self, asker: int) -> Verdict:
        """Whether a question of ``asker`` is to be answered now."""
        now = self._clock()
        verdict = self._bucket(asker, now).take(now, self._burst, self._window)
        self.refused += not verdict.admitted
        return verdict


class SharedGate(Buckets):
    """The same limit for all processes together that work with one store.

    Who asks little is counted here alone and costs no statement. From the question after
    ``UNSHARED`` on an asker's allowance is the store's. So each further process may answer
    up to ``UNSHARED`` questions more than one alone would. Where the store is away, or
    slow, the limit of this process holds.
    """

    def __init__(
        self,
        find_store: Callable[[], Store | None],
        burst: int = BURST,
        window: float = WINDOW,
        *,
        remembered: int = REMEMBERED,
        clock: Callable[[], float] = time.monotonic,
        patience: float = PATIENCE,
    ) -> None:
        super().__init__(burst, window, remembered=remembered, clock=clock)
        self._find_store = find_store
        self._patience = patience
        self._away_until = -math.inf
        # One statement at a time: a flood must not occupy the threads that others need.
        self._asking = asyncio.Lock()

    async def admit(self, asker: int) -> Verdict:
        """Whether a question of ``asker`` is to be answered now."""
        verdict = await self._admit(asker)
        self.refused += not verdict.admitted
        return verdict

    async def _admit(self, asker: int) -> Verdict:
        now = self._clock()
        bucket = self._bucket(asker, now)
        verdict = bucket.take(now, self._burst, self._window)
        used = self._burst - bucket.tokens
        if verdict.admitted:
            # What came back meanwhile is not owed any more.
            bucket.uncounted = min(bucket.uncounted + 1, math.ceil(used))
            if used <= UNSHARED:
                return verdict
        elif not verdict.tell:
            # They wait, and know it.
            return verdict
        return await self._shared(asker, bucket, verdict)

    async def _shared(self, asker: int, bucket: Bucket, verdict: Verdict) -> Verdict:
        """The store's verdict in place of this process's own ``verdict``."""
        if self._clock() < self._away_until:
            return verdict
        counted, bucket.uncounted = bucket.uncounted, 0
        # This question is not among the earlier ones.
        earlier, exhausted = counted - verdict.admitted, not verdict.admitted
        try:
            async with asyncio.timeout(self._patience), self._asking:
                shared = await asyncio.to_thread(self._ask, asker, earlier, exhausted=exhausted)
        except (StoreError, TimeoutError) as error:
            # Counted twice at worst, where the store was only slow.
            bucket.uncounted += counted
            self._away_until = self._clock() + AWAY
            logger.warning("The flood limit is this process's own: %s", type(error).__name__)
            return verdict
        if shared is None:
            return verdict
        if not shared.admitted:
            # They find it full when they have waited.
            bucket.tokens = self._burst
            bucket.close(self._clock(), shared.wait)
        return shared

    def _ask(self, asker: int, earlier: int, *, exhausted: bool) -> Verdict | None:
        """The store's verdict; ``None`` where there is no store."""
        store = self._find_store()
        if store is None:
            return None
        return flood.admit(
            store,
            asker,
            earlier=earlier,
            exhausted=exhausted,
            burst=self._burst,
            window=self._window,
        )


Gate = FloodGate | SharedGate


async def verdict_of(gate: Gate, asker: int) -> Verdict:
    """What ``gate`` says of a question of ``asker``; one that is tried again counts once."""
    if ADMITTED.get():
        return Verdict(admitted=True)
    said = gate.admit(asker)
    return said if isinstance(said, Verdict) else await said
