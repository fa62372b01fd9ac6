"""Conversations about requests in private chats: steps, and replies to officers."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from bot.addressing import asker_of, place_for
from bot.albums import Albums
from bot.flood import FloodGate, verdict_of
from bot.relayed import incoming, is_content, request_replied_to, request_shown
from bot.responding import SLOT, ours
from data.models import Frozen
from data.store import conversations
from data.store.errors import StoreError
from handlers import permintaan
from handlers.answer import Answer
from handlers.permintaan_antar import from_asker

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import Message

    from bot.flood import Gate
    from bot.officers import Hears
    from bot.rendering import Renderer
    from bot.reply import Reply
    from bot.sending import Messenger
    from data.models import Percakapan
    from handlers.asked import Asked
    from handlers.asker import Asker
    from handlers.office import Office

logger = logging.getLogger(__name__)

# The step of a conversation in which an asker replies to officers.
REPLYING = "balas"
COMMANDS = frozenset({"permintaan", "hapus_data"})
# What people type with a slash although it is a button.
STEPPING = frozenset({"/batal", "/lewati", "/kembali", "/lanjut", "/kirim"})


class Conversations:
    """Takes what a person writes in private chat while a conversation is open there.

    Which chats have one is known here, so that plain questions cost no look into the
    store; ``refresh`` learns of those that other processes opened or ended. Where this one
    is not ``alone``, what is written may follow what was asked by another process a moment
    ago: then the store is asked whether it does.
    """

    def __init__(
        self,
        desk: Hears,
        renderer: Renderer,
        messenger: Messenger,
        gate: Gate,
        office: Office,
        *,
        after_change: Callable[[], None] = lambda: None,
        alone: Callable[[], bool] = lambda: True,
    ) -> None:
        self._desk = desk
        self._renderer = renderer
        self._messenger = messenger
        self._gate = gate
        self._office = office
        self._after_change = after_change
        self._alone = alone
        # Not known until it was read once.
        self._open: set[int] | None = None
        self._changes = 0
        self._albums = Albums()
        self._looks = FloodGate()

    def may_be_open(self, chat: int) -> bool:
        """Whether a conversation is open in ``chat``, as far as is known here."""
        return self._open is None or chat in self._open

    async def refresh(self) -> None:
        """Reads which chats have an open conversation; raises ``StoreError``."""
        before = self._changes
        found = await asyncio.to_thread(conversations.open_chats, self._office.store)
        # What changed meanwhile is fresher than what was read.
        if before == self._changes:
            self._open = set(found)

    async def noticed(self, reply: Reply, asker: Asker) -> None:
        """Learns whether the answer to a command opened or ended a conversation."""
        if reply.answer.command in COMMANDS and asker.private and asker.chat is not None:
            await self._look(asker.chat.id)

    async def _look(self, chat: int) -> Percakapan | None:
        """The conversation that is open in ``chat``; ``None`` where the store does not tell."""
        try:
            found = await asyncio.to_thread(conversations.get, self._office.store, chat)
        except StoreError as error:
            logger.warning("The store does not answer: %s", error)
            return None
        self._changes += 1
        if self._open is not None:
            (self._open.discard if found is None else self._open.add)(chat)
        return found

    async def takes(self, message: Message, asker: Asker) -> bool:
        """Whether ``message`` belongs to a request; if so, it was answered."""
        steps = (message.text or "").strip().lower() in STEPPING
        if not asker.private or asker.id is None or not (steps or is_content(message)):
            return False
        chat = message.chat.id
        related = None if steps else await self._request_of(message)
        asks = self.may_be_open(chat) or not self._alone()
        talk = await self._look(chat) if asks else None
        # One known as open still is where the store did not answer: this is no question.
        is_open = talk is not None or chat in (self._open or ())
        if related is None and not is_open:
            return False
        if related is None and asker.admin and message.document:
            # A file to load.
            return False
        # Handled as a plain question so far, which two processes may answer.
        if await ours(SLOT.get()) and await self._admits(message):
            await self._answer(message, asker, talk, related)
        return True

    async def _answer(
        self, message: Message, asker: Asker, talk: Percakapan | None, related: int | None
    ) -> None:
        """Takes ``message`` as a reply to officers or as a step, and answers it."""
        replying = talk.tiket if talk is not None and talk.langkah == REPLYING else None
        handler: Callable[[Asked], Answer | None]
        number = related or (None if message.text else replying)
        if number is not None:
            handler = partial(from_asker, number=number, message=incoming(message))
        elif message.text:
            handler = partial(permintaan.heard, text=message.text)
        else:
            handler = without_file
        reply = await asyncio.to_thread(self._desk.hear, handler, asker)
        if number is not None and number == replying and reply and reply.answer.understood:
            await asyncio.to_thread(conversations.drop, self._office.store, message.chat.id)
        if reply is not None and self._albums.is_first(message):
            await self._messenger.send(place_for(message), reply)
        await self._look(message.chat.id)
        self._after_change()

    async def _request_of(self, message: Message) -> int | None:
        """The asker's request whose message ``message`` replies to.

        Looked for in the store, so not for whoever replies faster than they may ask.
        """
        if message.reply_to_message is None or not self._looks.admit(message.chat.id).admitted:
            return None
        try:
            store = self._office.store
            found = await request_replied_to(store, message)
            if found is None:
                found = await request_shown(store, message, self._office.username)
        except StoreError as error:
            logger.warning("The store does not answer: %s", error)
            return None
        return found.id if found is not None and found.penanya == message.chat.id else None

    async def _admits(self, message: Message) -> bool:
        verdict = await verdict_of(self._gate, asker_of(message))
        if verdict.tell:
            text = self._renderer.text("sistem_terlalu_cepat", detik=verdict.wait)
            await self._messenger.say(place_for(message), text)
        return verdict.admitted


def without_file(asked: Asked) -> Answer:
    """That a step of a conversation takes words, not files."""
    return Answer(
        command=asked.command,
        template="permintaan_tanpa_berkas",
        data=Frozen(),
        understood=False,
    )
