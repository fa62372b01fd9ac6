"""Updates in order within a chat, chats side by side."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import logging
from collections import Counter
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeAlias

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.lean import is_plain, plain_update
from bot.shapes import fit
from bot.tracing import working_on

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping

    from telegram import Bot
    from telegram.ext import Application

    TelegramApplication: TypeAlias = Application[Any, Any, Any, Any, Any, Any]

logger = logging.getLogger(__name__)

# An answer waits for Telegram most of its time, fifty milliseconds and more.
SIDE_BY_SIDE = 256
ADMITTED = 4096
# Whoever has so many updates waiting in one chat has long used up what they may ask.
LONGEST_LANE = 64

# The places that the update in work holds one of.
HELD: ContextVar[asyncio.Semaphore | None] = ContextVar("HELD", default=None)


class Lane:
    """The queue of one chat: a fair lock and how many hold or await it."""

    __slots__ = ("lock", "users")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0


class ChatOrder(BaseUpdateProcessor):
    """Handles one update of a chat at a time and ``side_by_side`` chats at once.

    The base class counts an update from the moment it is admitted. Were that the
    only bound, one chat's long queue would take every place while it waits for
    itself; so waiting is bounded by ``admitted`` and working by ``side_by_side``.
    """

    __slots__ = ("_lanes", "_there", "_working", "tasks")

    def __init__(self, side_by_side: int = SIDE_BY_SIDE, admitted: int = ADMITTED) -> None:
        super().__init__(max_concurrent_updates=admitted)
        self._working = asyncio.Semaphore(side_by_side)
        self._lanes: dict[int, Lane] = {}
        self._there: Counter[int] = Counter()
        self.tasks: set[asyncio.Task[None]] = set()

    @property
    def chats(self) -> int:
        """How many chats have an update in work or waiting."""
        return len(self._there)

    def waiting(self, update: object) -> int:
        """How many updates of the chat of ``update`` are in work or waiting."""
        key = lane_of(update)
        return 0 if key is None else self._there[key]

    def enter(self, update: object, task: asyncio.Task[None]) -> None:
        """Counts ``task``, which handles ``update``, from now until it ends."""
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        key = lane_of(update)
        if key is not None:
            self._there[key] += 1
            task.add_done_callback(lambda _task: self._leave(key))

    def _leave(self, key: int) -> None:
        self._there[key] -= 1
        if not self._there[key]:
            del self._there[key]

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Awaits ``coroutine`` when the chat's earlier updates are done."""
        try:
            with working_on(update.update_id if isinstance(update, Update) else None):
                await self._in_turn(lane_of(update), coroutine)
        finally:
            if inspect.iscoroutine(coroutine):
                # Cut off while it waited, it would complain that nobody awaited it.
                coroutine.close()

    async def _in_turn(self, key: int | None, coroutine: Awaitable[Any]) -> None:
        if key is None:
            await self._work(coroutine)
            return
        lane = self._lanes.setdefault(key, Lane())
        lane.users += 1
        try:
            async with lane.lock:
                await self._work(coroutine)
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[key]

    async def _work(self, coroutine: Awaitable[Any]) -> None:
        async with self._working:
            token = HELD.set(self._working)
            try:
                await coroutine
            finally:
                HELD.reset(token)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""


@contextlib.asynccontextmanager
async def aside() -> AsyncIterator[None]:
    """Gives the update's working place to another chat's meanwhile; its lane it keeps."""
    places = HELD.get()
    if places is None:
        yield
        return
    places.release()
    try:
        yield
    finally:
        await places.acquire()


def lane_of(update: object) -> int | None:
    """The chat whose order ``update`` keeps; the user's where it has no chat."""
    if not isinstance(update, Update):
        return None
    if update.effective_chat:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user else None


def read_update(payload: Mapping[str, Any], bot: Bot) -> Update | None:
    """The update in ``payload``; ``None``, logged, where it is none that can be read."""
    try:
        told = fit(payload)
        return plain_update(told, bot) if is_plain(told) else Update.de_json(told, bot)
    except Exception as error:  # noqa: BLE001 - one odd update must not stop the others
        # Neither the payload nor the error's text: both may quote what people wrote.
        number = payload.get("update_id")
        logger.error(  # noqa: TRY400
            "Update %s cannot be read (%s); it is skipped",
            number if isinstance(number, int) else "without a number",
            type(error).__name__,
        )
        return None


def hand_over(
    application: TelegramApplication,
    update: Update,
    first: Callable[[], Awaitable[bool]] | None = None,
) -> asyncio.Task[None]:
    """The task that handles ``update``; ``application.stop()`` waits for it.

    When its turn comes ``first`` is awaited, and the update left alone where it says so
    with ``False``.
    """
    order = application.update_processor
    handling = application.process_update(update)
    if first is not None:
        handling = after(first, handling)
    work = order.process_update(update, handling)
    task: asyncio.Task[None] = application.create_task(work, update=update)
    if isinstance(order, ChatOrder):
        order.enter(update, task)
    return task


async def after(first: Callable[[], Awaitable[bool]], handling: Coroutine[Any, Any, None]) -> None:
    """Awaits ``handling`` where ``first`` says so."""
    try:
        if await first():
            await handling
    finally:
        handling.close()


def is_crowded(application: TelegramApplication, update: Update) -> bool:
    """Whether the chat of ``update`` has more waiting than any person may ask."""
    order = application.update_processor
    return isinstance(order, ChatOrder) and order.waiting(update) >= LONGEST_LANE


def is_alone(application: TelegramApplication, update: Update) -> bool:
    """Whether no other update of the chat of ``update`` is in work or waiting."""
    order = application.update_processor
    return not isinstance(order, ChatOrder) or order.waiting(update) <= 1


def under_way(application: TelegramApplication) -> frozenset[asyncio.Task[None]]:
    """The updates that are in work or waiting for it."""
    order = application.update_processor
    return frozenset(order.tasks) if isinstance(order, ChatOrder) else frozenset()
