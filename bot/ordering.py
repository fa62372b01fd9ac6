"""Updates in order within a chat, chats side by side."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import logging
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeAlias

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.shapes import fit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Mapping

    from telegram import Bot
    from telegram.ext import Application

    TelegramApplication: TypeAlias = Application[Any, Any, Any, Any, Any, Any]

logger = logging.getLogger(__name__)

SIDE_BY_SIDE = 32
ADMITTED = 4096

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

    __slots__ = ("_lanes", "_working", "tasks")

    def __init__(self, side_by_side: int = SIDE_BY_SIDE, admitted: int = ADMITTED) -> None:
        super().__init__(max_concurrent_updates=admitted)
        self._working = asyncio.Semaphore(side_by_side)
        self._lanes: dict[int, Lane] = {}
        self.tasks: set[asyncio.Task[None]] = set()

    @property
    def chats(self) -> int:
        """How many chats have an update in work or waiting."""
        return len(self._lanes)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Awaits ``coroutine`` when the chat's earlier updates are done."""
        try:
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
        return Update.de_json(fit(payload), bot)
    except Exception as error:  # noqa: BLE001 - one odd update must not stop the others
        # Neither the payload nor the error's text: both may quote what people wrote.
        number = payload.get("update_id")
        logger.error(  # noqa: TRY400
            "Update %s cannot be read (%s); it is skipped",
            number if isinstance(number, int) else "without a number",
            type(error).__name__,
        )
        return None


def hand_over(application: TelegramApplication, update: Update) -> asyncio.Task[None]:
    """The task that handles ``update``; ``application.stop()`` waits for it."""
    order = application.update_processor
    work = order.process_update(update, application.process_update(update))
    task: asyncio.Task[None] = application.create_task(work, update=update)
    if isinstance(order, ChatOrder):
        order.tasks.add(task)
        task.add_done_callback(order.tasks.discard)
    return task


def under_way(application: TelegramApplication) -> frozenset[asyncio.Task[None]]:
    """The updates that are in work or waiting for it."""
    order = application.update_processor
    return frozenset(order.tasks) if isinstance(order, ChatOrder) else frozenset()
