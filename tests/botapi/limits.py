"""Telegram's documented limits, kept by sliding windows over the real time of arrival."""

from __future__ import annotations

import math
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class Limits:
    """How much is taken; what is more is refused and does not count as taken.

    Apart from the pacer on purpose: it must not judge itself.
    """

    per_second: int = 30
    per_chat_second: int = 1
    per_group_minute: int = 20
    refused: Counter[str] = field(default_factory=Counter)
    _overall: deque[float] = field(default_factory=deque)
    _chats: defaultdict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def wait(self, chat_id: int) -> int:
        """0 where a message to ``chat_id`` is taken now, else in how many seconds."""
        now = time.monotonic()
        chat = self._chats[chat_id]
        forget(self._overall, now - 1)
        forget(chat, now - 60)
        within_second = sum(1 for at in chat if at > now - 1)
        if len(self._overall) >= self.per_second:
            self.refused["overall"] += 1
            return max(1, math.ceil(self._overall[0] + 1 - now))
        if within_second >= self.per_chat_second:
            self.refused["chat"] += 1
            return 1
        if chat_id < 0 and len(chat) >= self.per_group_minute:
            self.refused["group"] += 1
            return max(1, math.ceil(chat[0] + 60 - now))
        self._overall.append(now)
        chat.append(now)
        return 0


def forget(times: deque[float], until: float) -> None:
    """Drops of ``times`` those up to ``until``."""
    while times and times[0] <= until:
        times.popleft()
