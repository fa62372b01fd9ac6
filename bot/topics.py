"""Where officers see a request: a topic of its own, General, or a group without topics."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from telegram.error import BadRequest, Forbidden, TelegramError

from bot.calls import sensible
from bot.mishaps import kind_of
from data.store import outbox, tickets

if TYPE_CHECKING:
    from telegram import Bot

    from data.models import PesanKeluar, Tiket
    from handlers.office import Office

logger = logging.getLogger(__name__)

CARD = "kartu-"
# A topic that is lost as often is not made again.
MOST_TOPICS = 3
LONGEST_NAME = 128


class Topics:
    """Makes a topic for each request in the officers' group, where it has topics."""

    def __init__(self, bot: Bot, office: Office) -> None:
        self._bot = bot
        self._office = office
        self._warned = False

    async def place_of(self, item: PesanKeluar) -> tuple[int | None, int | None]:
        """The topic where ``item`` goes, and the message that it replies to.

        Of a request in the officers' group that is the request's topic, made first where
        there is none yet. Raises ``TelegramError`` where that is to be tried again.
        """
        found = await self._ticket_of(item)
        if found is None:
            return item.topik or None, item.balas_ke
        topic = found.topik if found.ruang == item.chat_id else None
        if topic is None and item.chat_id == self._office.officer_chat:
            topic = await self._make(found, item.chat_id)
        reply_to = item.balas_ke
        if reply_to is None and not topic and found.ruang == item.chat_id:
            # Without a topic the card holds what belongs together.
            reply_to = found.pesan
        return topic or None, reply_to

    async def sent(self, item: PesanKeluar, topic: int | None, message: int) -> None:
        """Notes where a request's card stands."""
        if item.tiket_id is not None and item.kunci.startswith(CARD):
            await asyncio.to_thread(
                tickets.place, self._office.store, item.tiket_id, item.chat_id, topic or 0, message
            )

    async def renewed(self, item: PesanKeluar, *, closed: bool) -> bool:
        """Whether a request whose topic is ``closed``, or gone, has a place again.

        A closed topic is opened; for one that is gone there is a new one, with the
        card in it, or General where none can be made.
        """
        found = await self._ticket_of(item)
        if found is None or not found.topik or found.ruang != item.chat_id:
            return False
        if closed and await self._reopened(item.chat_id, found.topik):
            return True
        store, topic = self._office.store, 0
        if not closed and item.percobaan <= MOST_TOPICS:
            try:
                topic = await self._make(found, item.chat_id)
            except TelegramError as refusal:
                logger.warning("A topic could not be made anew: %s", kind_of(refusal))
        await asyncio.to_thread(tickets.place, store, found.id, item.chat_id, topic, None)
        if not item.kunci.startswith(CARD):
            await asyncio.to_thread(
                outbox.add,
                store,
                key=f"{CARD}{found.id}-topik-{topic}",
                chat=item.chat_id,
                form="tanya",
                content={"pertanyaan": f"/permintaan {found.id}", "petugas": True},
                ticket=found.id,
            )
        return True

    async def _ticket_of(self, item: PesanKeluar) -> Tiket | None:
        """The request of an ``item`` for its officers; ``None`` for what goes to an asker."""
        if item.tiket_id is None:
            return None
        found = await asyncio.to_thread(tickets.find, self._office.store, item.tiket_id)
        if found is None or item.chat_id not in {self._office.officer_chat, found.ruang}:
            return None
        return found

    async def _make(self, found: Tiket, chat: int) -> int:
        """The number of a new topic for ``found``, which is noted; 0 where none can be made.

        Where nobody knows whether it was made it is made again later: an empty topic
        more does no harm, a request that nobody sees does.
        """
        try:
            name = found.nomor[:LONGEST_NAME]
            made = await sensible(self._bot.create_forum_topic(chat, name))
            topic = made.message_thread_id
        except (BadRequest, Forbidden) as refusal:
            if not self._warned:
                self._warned = True
                logger.warning("No topics in the officers' group: %s", kind_of(refusal))
            topic = 0
        await asyncio.to_thread(tickets.place, self._office.store, found.id, chat, topic, None)
        return topic

    async def _reopened(self, chat: int, topic: int) -> bool:
        """Whether the closed ``topic`` is open again."""
        try:
            return await sensible(self._bot.reopen_forum_topic(chat, topic))
        except TelegramError as refusal:
            logger.info("A closed topic stays closed: %s", kind_of(refusal))
            return False
