"""Updates in order within a chat, chats side by side."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, TypeAlias

from telegram import Update
from telegram.ext import BaseUpdateProcessor

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from telegram import Bot
    from telegram.ext import Application

    TelegramApplication: TypeAlias = Application[Any, Any, Any, Any, Any, Any]

logger = logging.getLogger(__name__)

SIDE_BY_SIDE = 32
ADMITTED = 4096


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

    __slots__ = ("_lanes", "_working")

    def __init__(self, side_by_side: int = SIDE_BY_SIDE, admitted: int = ADMITTED) -> None:
        super().__init__(max_concurrent_updates=admitted)
        self._working = asyncio.Semaphore(side_by_side)
        self._lanes: dict[int, Lane] = {}

    @property
    def chats(self) -> int:
        """How many chats have an update in work or waiting."""
        return len(self._lanes)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Awaits ``coroutine`` when the chat's earlier updates are done."""
        key = lane_of(update)
        if key is None:
            async with self._working:
                await coroutine
            return
        lane = self._lanes.setdefault(key, Lane())
        lane.users += 1
        try:
            async with lane.lock, self._working:
                await coroutine
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[key]

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""


def lane_of(update: object) -> int | None:
    """The chat whose order ``update`` keeps; the user's where it has no chat."""
    if not isinstance(update, Update):
        return None
    if update.effective_chat:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user else None


def read_update(payload: Mapping[str, Any], bot: Bot) -> Update | None:
    """The update in ``payload``; ``None``, logged, where the library cannot read it."""
    try:
        return Update.de_json(dict(payload), bot)
    except Exception as error:  # noqa: BLE001 - one odd update must not stop the others
        # Neither the payload nor the error's text: both may quote what people wrote.
        logger.error(  # noqa: TRY400
            "Update %s cannot be read (%s); it is skipped",
            payload.get("update_id"),
            type(error).__name__,
        )
        return None


def hand_over(application: TelegramApplication, update: Update) -> asyncio.Task[None]:
    """The task that handles ``update``; ``application.stop()`` waits for it."""
    work = application.update_processor.process_update(update, application.process_update(update))
    return application.create_task(work, update=update)
