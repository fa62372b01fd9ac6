"""Files of answers: where their bytes come from, and how Telegram gets each only once."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol

from telegram import InputFile
from telegram.constants import ChatAction
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.calls import sensible
from bot.ordering import aside
from bot.refusals import WRONG_FILE_ID, says
from data.making import make
from data.store.errors import StoreError
from handlers.office import no_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import Bot, Message, ReplyParameters

    from bot.addressing import Place
    from data.models import Bahan
    from data.store.store import Store
    from handlers.answer import Lampiran

logger = logging.getLogger(__name__)

LARGEST_PHOTO = 10 * 1024 * 1024
LARGEST_DOCUMENT = 50 * 1024 * 1024
LONGEST_KEY = 160
IDS_REMEMBERED = 1024
# Telegram shows what the bot does for five seconds.
ACTION_LASTS = 4.5


class FileError(Exception):
    """A file cannot be sent; ``reason`` is ``gagal`` or ``besar``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Makes(Protocol):
    """What makes files: a workshop, or a thread."""

    async def made(self, bahan: Bahan, key: str | None = None) -> bytes:
        """The file made of ``bahan``, whose version ``key`` names."""


class InThread:
    """Makes files in a thread, one by one: for where no workshop is."""

    async def made(self, bahan: Bahan, key: str | None = None) -> bytes:  # noqa: ARG002
        """The file made of ``bahan``, anew each time; raises what ``make`` raises."""
        return await asyncio.to_thread(make, bahan)


class Files:
    """The bytes of files, made by ``makes``, and the ids by which Telegram knows them.

    Ids are kept in the store, where there is one, and the latest also here.
    """

    def __init__(
        self,
        makes: Makes | None = None,
        find_store: Callable[[], Store | None] = no_store,
    ) -> None:
        self._makes = makes or InThread()
        self._find_store = find_store
        self._ids: OrderedDict[str, str] = OrderedDict()

    async def content(self, file: Lampiran) -> bytes:
        """The bytes of ``file``; raises ``FileError`` where they cannot be made or sent."""
        content = file.isi
        if file.bahan is not None:
            try:
                async with aside():
                    content = await self._makes.made(file.bahan, file.kunci)
            except Exception as error:
                logger.exception("A file was not made")
                raise FileError("gagal") from error
        if not content:
            logger.error("A file is empty")
            raise FileError("gagal")
        if len(content) > (LARGEST_PHOTO if file.foto else LARGEST_DOCUMENT):
            logger.error("A file is too big: %d bytes", len(content))
            raise FileError("besar")
        return content

    async def known(self, key: str | None) -> str | None:
        """Telegram's id of the file ``key``; ``None`` where it has to be uploaded."""
        if key is None:
            return None
        if key in self._ids:
            self._ids.move_to_end(key)
            return self._ids[key]
        store = self._find_store()
        if store is None:
            return None
        # The store's library is slow to import, and the store may be slow to answer.
        from data.store import files  # noqa: PLC0415

        try:
            found = await asyncio.to_thread(files.file_id, store, key)
        except StoreError as error:
            logger.warning("The store does not answer: %s", error)
            return None
        if found is not None:
            self._note(key, found)
        return found

    async def remember(self, key: str | None, file_id: str | None) -> None:
        """Notes by which id Telegram knows the file ``key`` from now on."""
        if key is None or file_id is None:
            return
        self._note(key, file_id)
        store = self._find_store()
        if store is None:
            return
        from data.store import files  # noqa: PLC0415

        try:
            await asyncio.to_thread(files.remember, store, key, file_id)
        except StoreError as error:
            logger.warning("The store does not answer: %s", error)

    async def forget(self, key: str) -> None:
        """Notes that Telegram does not know the file ``key`` any more."""
        self._ids.pop(key, None)
        store = self._find_store()
        if store is None:
            return
        from data.store import files  # noqa: PLC0415

        try:
            await asyncio.to_thread(files.forget, store, key)
        except StoreError as error:
            logger.warning("The store does not answer: %s", error)

    def _note(self, key: str, file_id: str) -> None:
        self._ids[key] = file_id
        self._ids.move_to_end(key)
        if len(self._ids) > IDS_REMEMBERED:
            self._ids.popitem(last=False)


class Parcel:
    """One file on its way to a place: by its id where Telegram knows it, else uploaded."""

    def __init__(self, bot: Bot, files: Files, place: Place, file: Lampiran) -> None:
        self._bot = bot
        self._files = files
        self._place = place
        self._file = file
        self._key = key_of(bot.id, file)
        self._ready: str | InputFile | None = None

    async def prepare(self) -> None:
        """Finds the file's id or makes it; raises ``FileError`` where neither is possible."""
        known = await self._files.known(self._key)
        self._ready = known if known is not None else await self._made()

    async def send(
        self,
        caption: str,
        parse_mode: str | None,
        reply: ReplyParameters | None,
        extras: dict[str, str],
    ) -> Message:
        """The message with the file, sent to its place; an id that has gone stale is renewed."""
        try:
            message = await self._send(caption, parse_mode, reply, extras)
        except BadRequest as refusal:
            if not isinstance(self._ready, str) or not says(refusal, WRONG_FILE_ID):
                raise
            await self._files.forget(self._key or "")
            self._ready = await self._made()
            message = await self._send(caption, parse_mode, reply, extras)
        except NetworkError as error:
            # Of an answer that says it in HTTP only, the library makes a network error.
            if "entity too large" in error.message.lower():
                raise FileError("besar") from error
            raise
        if not isinstance(self._ready, str):
            self._ready = sent_id(message)
            await self._files.remember(self._key, self._ready)
        return message

    async def _send(
        self,
        caption: str,
        parse_mode: str | None,
        reply: ReplyParameters | None,
        extras: dict[str, str],
    ) -> Message:
        assert self._ready is not None  # noqa: S101 - prepared first
        send = self._bot.send_photo if self._file.foto else self._bot.send_document
        return await sensible(
            send(
                self._place.chat_id,
                self._ready,
                caption=caption or None,
                parse_mode=parse_mode,
                message_thread_id=self._place.thread_id,
                reply_parameters=reply,
                api_kwargs=extras,
            )
        )

    async def _made(self) -> InputFile:
        acting = None if self._file.bahan is None else asyncio.create_task(self._act())
        try:
            content = await self._files.content(self._file)
        finally:
            if acting is not None:
                acting.cancel()
                await asyncio.gather(acting, return_exceptions=True)
        return InputFile(content, filename=self._file.nama)

    async def _act(self) -> None:
        """Shows in the chat that a file is coming, until cancelled."""
        action = ChatAction.UPLOAD_PHOTO if self._file.foto else ChatAction.UPLOAD_DOCUMENT
        # It is a mere courtesy: where it is refused, so will be the file.
        with contextlib.suppress(TelegramError):
            while True:
                await sensible(
                    self._bot.send_chat_action(
                        self._place.chat_id, action, message_thread_id=self._place.thread_id
                    )
                )
                await asyncio.sleep(ACTION_LASTS)


def key_of(bot_id: int, file: Lampiran) -> str | None:
    """The key of ``file`` for the bot ``bot_id``; ``None`` where it is another each time.

    An id is one bot's own, and good for a photo or for a document.
    """
    if file.kunci is None:
        return None
    kind = "foto" if file.foto else "dokumen"
    key = f"{bot_id}:{kind}:{file.kunci}"
    if len(key) <= LONGEST_KEY:
        return key
    return f"{bot_id}:{kind}:{hashlib.sha256(file.kunci.encode()).hexdigest()}"


def sent_id(message: Message) -> str | None:
    """The id by which Telegram knows the file in ``message`` from now on."""
    if message.photo:
        return message.photo[-1].file_id
    return message.document.file_id if message.document else None
