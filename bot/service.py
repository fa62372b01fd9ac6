"""A bot that answers, and all that belongs to it while it runs."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from bot.flood import ADMITTED
from bot.metrics import exposition
from bot.mishaps import kind_of
from bot.ordering import ChatOrder, hand_over, is_crowded, read_update, under_way
from bot.stopping import pause, unless_stopped
from data.store.errors import StoreError
from handlers.office import no_store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Update

    from bot.announcing import Announcer
    from bot.flood import Buckets
    from bot.intake import Intake
    from bot.measures import Measures
    from bot.ordering import TelegramApplication
    from bot.presence import Presence
    from bot.receiving import Reception
    from bot.requests import Requests
    from bot.schedule import Schedule
    from bot.unanswered import Unanswered
    from bot.workshop import Workshop
    from data.store.store import Store

logger = logging.getLogger(__name__)

ANSWERS_WITHIN = 1.0
JOINS_WITHIN = 10.0
# How often what a dead process left is looked for.
ADOPTING = 5.0
# How often an answer that does not go out is tried; with Telegram away, for some minutes.
MOST_TRIES = 40
# How long what comes in waits for it, where some of it is slow.
ADOPTS_WITHIN = 5.0
COUNTS_WITHIN = 2.0


def in_a_while(seconds: float, what: Callable[[], object]) -> None:
    """Has ``what`` called in ``seconds``."""
    asyncio.get_running_loop().call_later(seconds, what)


@dataclass
class Service:
    """A bot that answers, and, where there is a store, announces and takes requests.

    Not yet started. ``workshop`` makes its files, ``unanswered`` counts what it could not
    answer, ``measures`` what it did; ``intake`` knows which updates were handled.
    """

    application: TelegramApplication
    workshop: Workshop
    unanswered: Unanswered
    measures: Measures
    intake: Intake
    reception: Reception
    announcer: Announcer | None = None
    schedule: Schedule | None = None
    requests: Requests | None = None
    presence: Presence | None = None
    gate: Buckets | None = None
    # Updates whose answer could not go out, and for how many seconds.
    put_off: dict[int, float] = field(default_factory=dict)
    after: Callable[[float, Callable[[], object]], object] = in_a_while
    # Once it is set nothing is begun that waited.
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    # Set when nothing is under way any more, so that others may take over what is left.
    over: asyncio.Event = field(default_factory=asyncio.Event)
    living: asyncio.Task[None] | None = None
    adopting: asyncio.Task[None] | None = None
    version: str = ""
    find_store: Callable[[], Store | None] = no_store

    def answers_alone(self, update: Update) -> bool:
        """Whether ``update`` is a plain question: one answer, and nothing else."""
        return self.reception.answers_alone(update)

    def hand_over(
        self, update: Update, first: Callable[[], Awaitable[bool]] | None = None
    ) -> asyncio.Task[None]:
        """The task that handles ``update``, counted; ``first`` as in ``ordering.hand_over``."""
        task = hand_over(self.application, update, first)
        kind, began = kind_of_update(update), time.perf_counter()

        def ended(_task: asyncio.Task[None]) -> None:
            self.measures.updates[kind] += 1
            self.measures.seconds[kind].note(time.perf_counter() - began)

        task.add_done_callback(ended)
        return task

    def handle(
        self,
        payload: dict[str, Any],
        over: Callable[[], object] = lambda: None,
        *,
        tries: int = 1,
    ) -> asyncio.Task[None] | None:
        """The task that handles an update that is known to be this process's.

        ``None`` where there is nothing to do: it cannot be read, or its chat is crowded.
        ``over`` is called when it is handled. Where its answer certainly did not go out it is
        handled again later.
        """
        number: int = payload["update_id"]

        def handled() -> None:
            self.intake.finished(number)
            over()

        update = read_update(payload, self.application.bot)
        if update is None or is_crowded(self.application, update):
            self.measures.passed["unreadable" if update is None else "crowded"] += 1
            handled()
            return None
        task = self.hand_over(update)

        def ended(task: asyncio.Task[None]) -> None:
            seconds = self.put_off.pop(number, None)
            if not task.cancelled():
                handled()
            elif seconds is None:
                self.intake.dropped([number])
            else:
                self.handle_later(payload, seconds, over, tries=tries)

        task.add_done_callback(ended)
        return task

    def handle_later(
        self,
        payload: dict[str, Any],
        seconds: float,
        over: Callable[[], object] = lambda: None,
        *,
        tries: int = 1,
    ) -> None:
        """Has an update whose answer did not go out handled again in ``seconds``.

        After ``MOST_TRIES`` it is given up. At a stop the next process has it.
        """
        number: int = payload["update_id"]

        def again() -> asyncio.Task[None] | None:
            if self.stop.is_set():
                # Begun now it might be answered here while another process takes it up.
                return None
            token = ADMITTED.set(True)
            try:
                return self.handle(payload, over, tries=tries + 1)
            finally:
                ADMITTED.reset(token)

        if tries < MOST_TRIES:
            self.after(seconds, again)
        else:
            logger.error("Update %d is given up: its answer did not go out", number)
            self.intake.finished(number)
            over()

    async def adopt(self, stop: asyncio.Event) -> None:
        """Takes up what processes that died had stored and not handled, oldest first.

        Returns when all of it is handled or in work, so that what comes in from then on is
        behind it; but after ``ADOPTS_WITHIN`` seconds in any case.
        """
        if self.adopting is None or self.adopting.done():
            self.adopting = asyncio.create_task(self._adopt_all(stop))
        # Not cut off when time is up: what the store gave is this process's to handle.
        await asyncio.wait({self.adopting}, timeout=ADOPTS_WITHIN)
        if self.adopting.done():
            self.adopting.result()

    async def _adopt_all(self, stop: asyncio.Event) -> None:
        while not stop.is_set() and (rows := await self.intake.left_over()):
            if stop.is_set():
                # They are let go with all else.
                return
            tasks = [self.handle(orjson.loads(row.isi or "{}")) for row in rows]
            # What is handled alone is the last of those that come together.
            if tasks[-1] is not None:
                await unless_stopped(stop, ended(tasks[-1]))
                if not tasks[-1].done():
                    return

    async def _keep_adopting(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await pause(stop, ADOPTING)
            await self.adopt(stop)

    async def store_answers(self) -> bool:
        """Whether the store answers within a second, or there is none."""
        store = self.find_store()
        if store is None:
            return True
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                await asyncio.to_thread(store.ping)
        except (StoreError, TimeoutError):
            return False
        return True

    def exposition(self) -> tuple[bytes, str]:
        """What is counted, as Prometheus reads it, and its content type."""
        order = self.application.update_processor
        waiting = len(under_way(self.application))
        chats = order.chats if isinstance(order, ChatOrder) else 0
        gauges = {
            "updates_under_way": ("Updates in work or waiting", float(waiting)),
            "chats_under_way": ("Chats with an update in work or waiting", float(chats)),
            "questions_refused_total": (
                "Questions refused since somebody asked too many",
                float(self.gate.refused if self.gate else 0),
            ),
            "updates_unrecorded": (
                "Updates handled that the store does not know of yet",
                float(self.intake.unrecorded),
            ),
        }
        return exposition(self.measures, gauges, self.version)

    def nudge(self) -> None:
        """Has everything looked at that a change may have made due."""
        if self.announcer is not None and self.schedule is not None:
            self.announcer.wake()
            self.schedule.nudge()
        if self.requests is not None:
            self.requests.wake()

    async def prepare(self) -> None:
        """Lets other processes know of this one before it receives, where the store answers."""
        if self.presence is not None:
            try:
                async with asyncio.timeout(JOINS_WITHIN):
                    await self.presence.joined()
            except (StoreError, TimeoutError) as error:
                logger.warning("The store does not know of this process yet: %s", kind_of(error))

    async def meet(self, stop: asyncio.Event) -> None:
        """Waits, not for long, until the others that receive know that this process does too."""
        if self.presence is not None:
            await self.presence.met(stop)

    def begin(self, stop: asyncio.Event) -> list[asyncio.Task[None]]:
        """The tasks that announce and deliver until ``stop`` is set.

        Other processes are told that this one lives until ``close``.
        """
        if self.presence is not None:
            self.living = asyncio.create_task(self.presence.run(self.over))
        parts = (self.announcer, self.schedule, self.requests)
        return [
            asyncio.create_task(self._keep_adopting(stop)),
            *(asyncio.create_task(part.run(stop)) for part in parts if part is not None),
        ]

    async def close(self) -> None:
        """Ends the workshop, writes down what was counted and handled, and leaves the others.

        For when no update is under way any more.
        """
        await self.workshop.close()
        try:
            async with asyncio.timeout(COUNTS_WITHIN):
                await asyncio.to_thread(self.unanswered.flush)
        except TimeoutError:
            logger.warning("What could not be answered is not counted: the store is slow")
        await self.intake.settle()
        self.over.set()
        if self.living is not None:
            await self.living


async def ended(task: asyncio.Task[None]) -> None:
    """Waits, not for long, until ``task`` has ended; it goes on where nobody waits any more."""
    await asyncio.wait({task}, timeout=ADOPTS_WITHIN)


def kind_of_update(update: Update) -> str:
    """What ``update`` brings, as it is counted."""
    if update.message:
        return "message"
    if update.callback_query:
        return "callback_query"
    return "inline_query" if update.inline_query else "other"
