"""How much one person may ask, so that everybody gets an answer."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BURST = 20
WINDOW = 30.0
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to answer; if not, for how many seconds, and whether to say so."""

    admitted: bool
    wait: int = 0
    tell: bool = False


@dataclass(slots=True)
class Bucket:
    """One asker's allowance, when it was counted, and until when they must wait."""

    tokens: float
    counted: float
    closed_until: float = -math.inf


class FloodGate:
    """A token bucket for each asker: ``burst`` questions, refilled over ``window``.

    Who empties it waits one window, is told so once, and then finds it full. At
    most ``remembered`` askers are kept; the one silent for longest is forgotten,
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

    def __len__(self) -> int:
        """How many askers are remembered."""
        return len(self._buckets)

    def admit(self, asker: int) -> Verdict:
        """Whether a question of ``asker`` is to be answered now."""
        now = self._clock()
        bucket = self._bucket(asker, now)
        if now < bucket.closed_until:
            return Verdict(admitted=False, wait=math.ceil(bucket.closed_until - now))
        refill = (now - bucket.counted) * self._burst / self._window
        bucket.tokens = min(self._burst, bucket.tokens + refill)
        bucket.counted = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return Verdict(admitted=True)
        bucket.closed_until = now + self._window
        return Verdict(admitted=False, wait=math.ceil(self._window), tell=True)

    def _bucket(self, asker: int, now: float) -> Bucket:
        bucket = self._buckets.get(asker)
        if bucket is None:
            bucket = self._buckets[asker] = Bucket(tokens=self._burst, counted=now)
            if len(self._buckets) > self._remembered:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(asker)
        return bucket
