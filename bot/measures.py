"""What one process counts of its own work: cheap enough for every update.

Plain numbers, touched by the event loop's thread only; ``bot/metrics.py`` shows them.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Seconds from an update's arrival to its end.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Spread:
    """How long things took: how many fell below each of ``BUCKETS``, and the sum of seconds."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS) + 1)
        self.total = 0.0

    def note(self, seconds: float) -> None:
        """Counts something that took ``seconds``."""
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.total += seconds


class Measures:
    """Counts since the process began, and when Telegram was last heard of."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.updates: Counter[str] = Counter()
        # Updates that were no work: ``repeated``, ``busy`` elsewhere, ``crowded``, ``unreadable``.
        self.passed: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()
        self.not_understood: Counter[str] = Counter()
        # Calls of the Bot API, by method and by status or kind of failure.
        self.calls: Counter[tuple[str, str]] = Counter()
        self.seconds: defaultdict[str, Spread] = defaultdict(Spread)
        self.flood_waits = 0
        self.flood_wait_seconds = 0.0
        self.failures = 0
        self._heard = clock()

    def heard(self) -> None:
        """Notes that Telegram answered or called just now."""
        self._heard = self._clock()

    @property
    def silence(self) -> float:
        """For how many seconds nothing was heard of Telegram."""
        return self._clock() - self._heard

    def called(self, method: str, result: str) -> None:
        """Counts a call of the Bot API that ended in ``result``."""
        self.calls[method, result] += 1

    def answered(self, command: str | None, template: str, *, understood: bool) -> None:
        """Counts an answer: by its command, or by what was said instead of one."""
        if understood:
            self.answers[command or template] += 1
        else:
            self.not_understood[template] += 1

    def waited(self, seconds: float) -> None:
        """Counts a wait of ``seconds`` that Telegram asked for."""
        self.flood_waits += 1
        self.flood_wait_seconds += seconds
