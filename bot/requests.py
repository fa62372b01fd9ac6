"""Requests for information on the Telegram side: all that takes part, in one."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Protocol

from bot.conversations import Conversations
from bot.courier import Courier
from bot.officers import Hears, Officers
from bot.presence import ALWAYS
from bot.receiving import AnswersLines
from bot.reminders import Reminders
from bot.stopping import pause
from data.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from telegram import Bot

    from bot.flood import Gate
    from bot.pacing import Pacer
    from bot.presence import Turns
    from bot.receiving import Counter
    from bot.rendering import Renderer
    from bot.reply import Reply
    from bot.sending import Messenger
    from handlers.asker import Asker
    from handlers.office import Office


logger = logging.getLogger(__name__)

# How old the knowledge of open conversations may be, in seconds: what a person writes next
# may come to another process than the one that opened theirs.
FRESH, FRESH_ALONE = 0.5, 5.0


class RequestDesk(AnswersLines, Hears, Protocol):
    """What is needed of the desk."""


class Requests:
    """Takes what belongs to requests, and delivers what they owe.

    ``counters`` come before those that take files. ``admins`` stand in for officers where
    there is no group of them.
    """

    def __init__(
        self,
        bot: Bot,
        desk: RequestDesk,
        renderer: Renderer,
        *,
        messenger: Messenger,
        gate: Gate,
        pacer: Pacer,
        office: Office,
        admins: Iterable[int],
        alone: Callable[[], bool] = lambda: True,
        turn: Turns = ALWAYS,
    ) -> None:
        admins = tuple(admins)
        self._officers = Officers(desk, renderer, messenger, office, admins, after_change=self.wake)
        self._conversations = Conversations(
            desk, renderer, messenger, gate, office, after_change=self.wake, alone=alone
        )
        self._alone = alone
        reminders = Reminders(office, admins)
        self._courier = Courier(
            bot,
            desk,
            renderer,
            office,
            pacer,
            sweeps=(
                self._officers.due_cards,
                self._officers.notes,
                reminders.tick,
            ),
            turn=turn,
        )

    @property
    def counters(self) -> tuple[Counter, ...]:
        """What takes messages that belong to requests."""
        return (self._officers, self._conversations)

    def in_conversation(self, chat: int) -> bool:
        """Whether what is written in the private ``chat`` may belong to a request."""
        return self._conversations.may_be_open(chat)

    async def noticed(self, reply: Reply, asker: Asker) -> None:
        """Learns from the answer to a command whether a conversation goes on."""
        await self._conversations.noticed(reply, asker)

    def wake(self) -> None:
        """Looks soon: something may be owed."""
        self._courier.wake()

    async def run(self, stop: asyncio.Event) -> None:
        """Delivers and reminds until ``stop`` is set."""
        await asyncio.gather(self._courier.run(stop), self._keep_fresh(stop))

    async def _keep_fresh(self, stop: asyncio.Event) -> None:
        """Knows which conversations are open, soon also those that other processes open."""
        while not stop.is_set():
            try:
                await self._conversations.refresh()
            except StoreError as error:
                logger.warning("Open conversations are not known: %s", error)
            await pause(stop, FRESH_ALONE if self._alone() else FRESH)
