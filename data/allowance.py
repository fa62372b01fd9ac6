"""How much one asker may ask: a token bucket, on whatever counts its seconds."""

from __future__ import annotations

import math
from dataclasses import dataclass

BURST = 20
WINDOW = 30.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to answer; if not, for how many seconds, and whether to say so."""

    admitted: bool
    wait: int = 0
    tell: bool = False


@dataclass(slots=True)
class Bucket:
    """One asker's allowance, when it was counted, and until when they must wait.

    ``uncounted`` is how many of their questions were answered that the store, if there
    is one, does not know of yet.
    """

    tokens: float
    counted: float
    closed_until: float = -math.inf
    uncounted: int = 0

    def is_closed(self, now: float) -> bool:
        """Whether its asker waits."""
        return now < self.closed_until

    def refill(self, now: float, burst: int, window: float) -> None:
        """Adds what came back by ``now``; nothing where the clock went back."""
        gained = max(0.0, now - self.counted) * burst / window
        self.tokens, self.counted = min(burst, self.tokens + gained), now

    def take(self, now: float, burst: int, window: float, *, earlier: int = 0) -> Verdict:
        """Whether one more question is to be answered, after ``earlier`` ones that were.

        Who empties it waits one window, is told so once, and then finds it full.
        """
        if self.is_closed(now):
            return Verdict(admitted=False, wait=math.ceil(self.closed_until - now))
        self.refill(now, burst, window)
        self.tokens = max(0.0, self.tokens - earlier)
        if self.tokens < 1:
            return self.close(now, window)
        self.tokens -= 1
        return Verdict(admitted=True)

    def close(self, now: float, seconds: float) -> Verdict:
        """Lets its asker wait for ``seconds`` from ``now`` on, and tells them."""
        self.closed_until = now + seconds
        return Verdict(admitted=False, wait=math.ceil(seconds), tell=True)
