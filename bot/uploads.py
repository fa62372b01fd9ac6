"""Monthly files that admins send to the bot, and what the other admins are told."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.addressing import Place, place_for
from bot.calls import sensible
from bot.rendering import plain_text
from bot.reply import Reply
from data.bulanan.hostile import LARGEST
from data.models import Frozen, Obrolan
from handlers.answer import Answer
from handlers.asker import Asker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from telegram import Bot, Document, Message

    from bot.receiving import AnswersLines
    from bot.rendering import Renderer
    from bot.sending import Messenger

logger = logging.getLogger(__name__)


AT_ONCE = 2


class Uploads:
    """Takes the files that ``admins`` send in private chat; everybody else's it leaves alone."""

    def __init__(
        self,
        bot: Bot,
        desk: AnswersLines,
        renderer: Renderer,
        messenger: Messenger,
        admins: Iterable[int],
    ) -> None:
        self._bot = bot
        self._desk = desk
        self._renderer = renderer
        self._messenger = messenger
        self._admins = tuple(sorted(admins))
        # Each is read by a process of its own.
        self._reading = asyncio.Semaphore(AT_ONCE)

    async def takes(self, message: Message, asker: Asker) -> bool:
        """Whether ``message`` is an admin's file; if so, it was answered."""
        document = message.document
        # Telegram also calls an animation a document.
        if document is None or message.animation or not (asker.admin and asker.private):
            return False
        place = place_for(message)
        if (document.file_size or 0) > LARGEST:
            await self._messenger.say(place, self._renderer.text("sistem_berkas_besar"))
            return True
        progress = await self._messenger.say(place, self._renderer.text("sistem_memeriksa"))
        content = await self._download(document)
        name, said = document.file_name or "berkas", message.caption or ""
        if content is None:
            reply = self._failed()
        else:
            async with self._reading:
                reply = await asyncio.to_thread(self._desk.load, name, content, said, asker)
        if progress is None:
            await self._messenger.send(place, reply)
        else:
            await self._messenger.turn(place, progress, reply)
        return True

    def _failed(self) -> Reply:
        """That a file could not be downloaded, in place of the word that it is looked at."""
        html = self._renderer.text("sistem_berkas_gagal")
        return Reply(
            answer=Answer(
                command=None, template="sistem_berkas_gagal", data=Frozen(), understood=False
            ),
            html=html,
            plain=plain_text(html),
            buttons=(),
            copy_label="",
            copy_text=None,
        )

    async def tell_admins(self, reply: Reply, asker: Asker) -> None:
        """Sends the other admins what ``reply``, which ``asker`` got, wants them to see.

        Who cannot be reached can still ask for it.
        """
        question = reply.answer.tell_admins
        if question is None:
            return
        for admin in self._admins:
            if admin == asker.id:
                continue
            there = Asker(id=admin, admin=True, chat=Obrolan(id=admin, jenis="private", judul=""))
            told = await asyncio.to_thread(self._desk.reply, question, asker=there)
            if told is None:
                continue
            try:
                await self._messenger.send(Place(admin), told)
            except TelegramError as refusal:
                logger.warning("An admin was not told: %s", type(refusal).__name__)

    async def _download(self, document: Document) -> bytes | None:
        """What is in ``document``; ``None`` where Telegram does not give it."""
        try:
            file = await sensible(self._bot.get_file(document.file_id))
            return bytes(await file.download_as_bytearray())
        except TelegramError as refusal:
            logger.warning("A file could not be downloaded: %s", type(refusal).__name__)
            return None
