"""The rate at which the bot may send, for answers and announcements alike.

Telegram documents about 30 messages a second overall, one a second in a chat and 20 a
minute in a group. Answers to people go first: they are never delayed here and only noted.
Announcements await their turn.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
import time
from collections import OrderedDict, deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PER_SECOND = 30
PER_CHAT = 1.0
PER_GROUP_MINUTE = 20
MINUTE = 60.0

# By how much requests may catch up with each other on their way to Telegram.
MARGIN = 0.04
MINUTE_MARGIN = 0.3
# How many turns may follow each other at once, so that a busy loop loses none.
BURST = 3
# A shorter sleep would end before the clock moves.
NAP = 0.0005


class Window:
    """At most ``most`` sends in any ``seconds``; it knows when the next one fits."""

    __slots__ = ("_sent", "seconds")

    def __init__(self, most: int, seconds: float) -> None:
        self._sent: deque[float] = deque(maxlen=most)
        self.seconds = seconds

    def free_at(self) -> float:
        """When the next send fits."""
        full = len(self._sent) == self._sent.maxlen
        return self._sent[0] + self.seconds if full else -math.inf

    def note(self, now: float) -> None:
        """Counts a send."""
        self._sent.append(now)


class Line:
    """Those who wait for their turn in one chat, first come, first served."""

    __slots__ = ("chat_id", "waiters")

    def __init__(self, chat_id: int) -> None:
        self.chat_id = chat_id
        self.waiters: deque[asyncio.Future[None]] = deque()


class Pacer:
    """Turns to send, within Telegram's limits, counting the answers noted as well.

    ``per_second`` messages overall, ``per_chat`` seconds between two in one chat,
    ``per_group_minute`` messages a minute where the chat id is negative; ``None`` takes
    a limit off.

    **Overall** two rules hold together. A log of the last 30 sends lets a turn happen
    only 1.04 seconds after the thirtieth before it: that, not an average, is what a
    window of one second can see, and 40 milliseconds remain for requests that overtake
    each other in the network. It still gives 96 % of the rate. Alone it would send 30 at
    once, then nothing; so turns are also spaced at that rate, with the arrears of at most
    two turns made good, as a token bucket of three would. An even stream leaves an answer
    room at any moment, and jitter has to move one certain pair of messages to exceed
    the limit. Answers take their share of the spacing too: many at once are a debt that
    announcements pay by waiting, while the answers themselves may exceed the limit.

    Turns go to the chat that has been free for longest; a chat that is not free, or held,
    keeps nobody else waiting. What is known of a chat is forgotten a minute after its last
    message. One task sleeps for all waiters and ends with the last of them. A waiter that
    is cancelled after its turn came has used it.
    """

    def __init__(
        self,
        per_second: int | None = PER_SECOND,
        per_chat: float | None = PER_CHAT,
        per_group_minute: int | None = PER_GROUP_MINUTE,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._per_chat = per_chat
        self._per_group_minute = per_group_minute
        self._second = Window(per_second, 1 + MARGIN) if per_second else None
        self._spacing = (1 + MARGIN) / per_second if per_second else 0.0
        # When an even stream would have its next message; ahead of now is debt.
        self._even = -math.inf
        self._chats: OrderedDict[int, tuple[float, Window | None]] = OrderedDict()
        self._held = -math.inf
        self._held_chats: dict[int, float] = {}
        self._lines: dict[int, Line] = {}
        self._queue: list[tuple[float, int, Line]] = []
        self._arrivals = itertools.count()
        self._waiting = 0
        self._granting: asyncio.Task[None] | None = None
        self._wakes_at = -math.inf

    def __len__(self) -> int:
        """How many chats are remembered."""
        return len(self._chats)

    @property
    def waiting(self) -> int:
        """How many await their turn."""
        return self._waiting

    def answered(self, chat_id: int) -> None:
        """Counts an answer sent to ``chat_id``: it waits for nothing, others wait for it."""
        self._note(chat_id, self._clock())

    def is_free(self, chat_id: int) -> bool:
        """Whether ``chat_id`` may get a message now, and Telegram holds nothing back."""
        now = self._clock()
        return self._held <= now and self._chat_free_at(chat_id) <= now

    def hold(self, seconds: float, chat_id: int | None = None) -> None:
        """Gives no turn for ``seconds``, in ``chat_id`` or, without it, at all.

        A shorter hold does not end a longer one.
        """
        now = self._clock()
        until = now + seconds
        if chat_id is None:
            self._held = max(self._held, until)
            return
        self._held_chats = {chat: end for chat, end in self._held_chats.items() if end > now}
        self._held_chats[chat_id] = max(until, self._held_chats.get(chat_id, until))

    def wait_for(self, chat_id: int) -> float:
        """Seconds until a message to ``chat_id`` keeps within all limits; 0 where it does now.

        Those who already wait are not counted, and nothing is reserved: where it is 0
        and nobody waits, ``turn`` returns without waiting. Of several chats the one with the
        least is the one to send to, however many topics or parts another still has.
        """
        free = max(self._overall_free_at(), self._chat_free_at(chat_id))
        return max(0.0, free - self._clock())

    async def turn(self, chat_id: int) -> None:
        """Returns when one message to ``chat_id`` may be sent now; it is counted as sent."""
        now = self._clock()
        behind = chat_id in self._lines or (self._queue and self._queue[0][0] <= now)
        if not behind and self.wait_for(chat_id) <= 0:
            self._note(chat_id, now)
            return
        mine = asyncio.get_running_loop().create_future()
        line = self._line(chat_id, now)
        line.waiters.append(mine)
        self._waiting += 1
        try:
            await mine
        except asyncio.CancelledError:
            self._leave(line, mine)
            raise

    def _line(self, chat_id: int, now: float) -> Line:
        line = self._lines.get(chat_id)
        if line is None:
            line = self._lines[chat_id] = Line(chat_id)
            due = self._enqueue(line, now)
            if max(due, self._overall_free_at()) < self._wakes_at and self._granting:
                self._granting.cancel()
                self._granting = None
        if self._granting is None:
            # Until it has begun, nobody can be earlier than it.
            self._wakes_at = -math.inf
            self._granting = asyncio.create_task(self._grant())
        return line

    def _enqueue(self, line: Line, now: float) -> float:
        due = max(now, self._chat_free_at(line.chat_id))
        heapq.heappush(self._queue, (due, next(self._arrivals), line))
        return due

    def _leave(self, line: Line, waiter: asyncio.Future[None]) -> None:
        if waiter not in line.waiters:
            return
        line.waiters.remove(waiter)
        self._waiting -= 1
        if not self._waiting:
            self._lines.clear()
            self._queue.clear()
            if self._granting:
                self._granting.cancel()
                self._granting = None

    async def _grant(self) -> None:
        """Gives turns until nobody waits any more."""
        while (due := self._grant_due()) is not None:
            self._wakes_at = due
            await self._sleep(max(NAP, due - self._clock()))
        self._granting = None

    def _grant_due(self) -> float | None:
        """Gives the turns whose time has come; when the next one does, if any is awaited."""
        while self._queue:
            due, arrival, line = self._queue[0]
            if not line.waiters:
                # All who waited here were cancelled.
                heapq.heappop(self._queue)
                del self._lines[line.chat_id]
                continue
            free = self._chat_free_at(line.chat_id)
            if free > due:
                # An answer or a hold came in between.
                heapq.heapreplace(self._queue, (free, arrival, line))
                continue
            now = self._clock()
            due = max(due, self._overall_free_at())
            if due > now:
                return due
            heapq.heappop(self._queue)
            self._waiting -= 1
            waiter = line.waiters.popleft()
            if not waiter.done():
                waiter.set_result(None)
                self._note(line.chat_id, now)
            if line.waiters:
                self._enqueue(line, now)
            else:
                del self._lines[line.chat_id]
        return None

    def _overall_free_at(self) -> float:
        if self._second is None:
            return self._held
        return max(self._held, self._even, self._second.free_at())

    def _chat_free_at(self, chat_id: int) -> float:
        free = self._held_chats.get(chat_id, -math.inf) if self._held_chats else -math.inf
        known = self._chats.get(chat_id)
        if known is None:
            return free
        last, minute = known
        if self._per_chat:
            free = max(free, last + self._per_chat + MARGIN)
        return max(free, minute.free_at()) if minute else free

    def _note(self, chat_id: int, now: float) -> None:
        if self._second:
            self._second.note(now)
            arrears = (BURST - 1) * self._spacing
            self._even = max(self._even, now - arrears) + self._spacing
        known = self._chats.pop(chat_id, None)
        minute = known[1] if known else None
        if minute is None and chat_id < 0 and self._per_group_minute:
            minute = Window(self._per_group_minute, MINUTE + MINUTE_MARGIN)
        if minute:
            minute.note(now)
        self._chats[chat_id] = (now, minute)
        while self._chats:
            oldest, (last, _) = next(iter(self._chats.items()))
            if last + MINUTE + MINUTE_MARGIN >= now:
                break
            del self._chats[oldest]
