"""Replies on their way to Telegram, and what to do when it refuses them."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from telegram import ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.addressing import Place, replied
from bot.answering import is_kept
from bot.calls import call, number_of
from bot.dressing import NO_PREVIEW, Dressing
from bot.files import FileError, Files, Parcel
from bot.formatting import utf16_length
from bot.mishaps import kind_of
from bot.outcomes import undelivered
from bot.patience import Patience
from bot.refusals import (
    UNCHANGED,
    UNEDITABLE,
    UNPARSABLE,
    UNREACHABLE,
    says,
    seconds_of,
    unreachable,
)
from bot.rendering import Renderer, plain_text
from bot.responding import SLOT, ours

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Bot

    from bot.keyboards import Link
    from bot.measures import Measures
    from bot.reply import Reply
    from handlers.answer import Lampiran

logger = logging.getLogger(__name__)

__all__ = ["NO_PREVIEW", "UNPARSABLE", "Messenger", "reply_parameters", "says", "seconds_of"]

# How many answers may be sent later, each by itself.
MOST_LATE = 256
LONGEST_CAPTION = 1024


class Messenger:
    """Sends, edits and acknowledges through one bot, patiently but not forever.

    Once ``stop`` is set it waits for nothing any more: what Telegram wants to have
    later is cut off. ``noted`` is told the chat of every message that is sent, since
    announcements share Telegram's limits with answers; ``unhurried`` tells whether a chat
    may get one now. ``files`` makes and remembers the
    files of answers; ``renderer`` words what is said where one cannot be sent.
    """

    def __init__(
        self,
        bot: Bot,
        *,
        stop: asyncio.Event | None = None,
        sleep: Callable[[float], Awaitable[object]] | None = None,
        noted: Callable[[int], None] = lambda _chat_id: None,
        unhurried: Callable[[int], bool] = lambda _chat_id: True,
        measures: Measures | None = None,
        files: Files | None = None,
        renderer: Renderer | None = None,
    ) -> None:
        self._bot = bot
        self._noted = noted
        self._unhurried = unhurried
        self._files = Files() if files is None else files
        self._renderer = renderer
        self._patience = Patience(stop, sleep, measures)
        self._dressing = Dressing(bot)
        self._late: set[asyncio.Task[None]] = set()

    async def send(self, place: Place, reply: Reply, link: Link | None = None) -> int | None:
        """The number of a new message at ``place``: ``reply`` with its buttons, then ``link``.

        ``None`` where the chat takes no message. Its first photo bears the text where that
        fits; its other files follow. Of one that cannot be made or sent a sentence says so.
        """
        extras = self._dressing.extras_of(reply, link)
        files = reply.answer.files
        if not files:
            return await self._send(place, reply.html, reply.plain, extras)
        picture = next((file for file in files if file.foto), None)
        if picture is not None and utf16_length(reply.plain) <= LONGEST_CAPTION:
            number = await self._send_under(place, picture, reply, extras)
        else:
            picture = None
            number = await self._send(place, reply.html, reply.plain, extras)
        for file in files if number is not None else ():
            if file is not picture:
                await self._attach(place, file)
        return number

    async def answer(self, place: Place, reply: Reply, link: Link | None = None) -> None:
        """Brings ``reply`` to ``place``, in the response to the update where that may be.

        Where it certainly did not go out and may later, ``UndeliveredError`` puts the whole
        question off; but what a question has changed is not changed again, so then the
        reply alone is sent later.
        """
        slot = SLOT.get()
        if slot is not None and slot.free and self._may_respond(place, reply):
            self._noted(place.chat_id)
            slot.fill(
                "sendMessage",
                {
                    "chat_id": place.chat_id,
                    "text": reply.html,
                    "parse_mode": ParseMode.HTML,
                    "message_thread_id": place.thread_id,
                    "reply_parameters": replied(place),
                    **self._dressing.extras_of(reply, link),
                },
            )
        elif not await ours(slot):
            return
        elif reply.answer.files:
            # A part of them may have gone out.
            await self.send(place, reply, link)
        else:
            await self._insist(place, reply, link)

    async def _insist(self, place: Place, reply: Reply, link: Link | None) -> None:
        extras = self._dressing.extras_of(reply, link)
        try:
            await self._send(place, reply.html, reply.plain, extras, insists=True)
        except TelegramError as error:
            put_off = undelivered(error)
            if put_off is None:
                raise
            if is_kept(reply.answer) or len(self._late) >= MOST_LATE:
                raise put_off from error
            logger.warning("An answer is sent later: %s", put_off)
            task = asyncio.create_task(self._send_late(put_off.seconds, place, reply, link))
            self._late.add(task)
            task.add_done_callback(self._late.discard)

    async def _send_late(
        self, seconds: float, place: Place, reply: Reply, link: Link | None
    ) -> None:
        """Sends ``reply`` in ``seconds``; not where the bot has stopped by then."""
        await self._patience.wait(seconds)
        if self._patience.over:
            logger.warning("An answer did not go out before the stop")
            return
        try:
            await self.send(place, reply, link)
        except TelegramError as error:
            logger.warning("An answer did not go out: %s", kind_of(error))

    def _may_respond(self, place: Place, reply: Reply) -> bool:
        """Whether nobody needs to hear what becomes of ``reply``: a text that Telegram takes."""
        unhurried = not reply.answer.files and self._unhurried(place.chat_id)
        return unhurried and self._dressing.is_sound(reply)

    async def say(self, place: Place, html: str) -> int | None:
        """The number of a new message at ``place``: ``html``; ``None`` where none is taken."""
        return await self._send(place, html, plain_text(html), NO_PREVIEW)

    async def turn(
        self, place: Place, message_id: int, reply: Reply, link: Link | None = None
    ) -> None:
        """``reply`` in the message ``message_id``; a new one where that is gone."""
        extras = self._dressing.extras_of(reply, link)

        async def edit(text: str, parse_mode: str | None) -> None:
            await call(
                self._bot,
                "editMessageText",
                {
                    "text": text,
                    "chat_id": place.chat_id,
                    "message_id": message_id,
                    "parse_mode": parse_mode,
                    **extras,
                },
            )

        try:
            # Edited twice it says the same.
            await self._in_html_or_plain(edit, reply.html, reply.plain, harmless=True)
        except ChatMigrated as move:
            await self._send(Place(move.new_chat_id), reply.html, reply.plain, extras, moved=True)
        except BadRequest as refusal:
            if says(refusal, UNCHANGED):
                return
            if says(refusal, UNEDITABLE):
                await self._send(place, reply.html, reply.plain, extras)
                return
            if not says(refusal, UNREACHABLE):
                raise
            unreachable(refusal)
        except (Forbidden, RetryAfter) as refusal:
            unreachable(refusal)

    async def acknowledge(self, press_id: str, text: str | None = None) -> None:
        """Stops the button's spinner, showing ``text``; never stands in an answer's way."""
        parameters = {"callback_query_id": press_id, "text": text}

        async def answer() -> None:
            await call(self._bot, "answerCallbackQuery", parameters)

        try:
            if text is None:
                # A spinner also ends by itself, and the answer comes after this.
                await answer()
            else:
                await self._patience.of(answer, harmless=True)
        except TelegramError as refusal:
            # Usually "query is too old": the press waited while the bot was away.
            logger.info("Button press not acknowledged: %s", refusal)

    async def _send(
        self,
        place: Place,
        html: str,
        plain: str,
        extras: dict[str, str],
        *,
        moved: bool = False,
        insists: bool = False,
    ) -> int | None:
        number: int | None = None

        async def send(text: str, parse_mode: str | None) -> None:
            nonlocal number
            self._noted(place.chat_id)
            message = await call(
                self._bot,
                "sendMessage",
                {
                    "chat_id": place.chat_id,
                    "text": text,
                    "parse_mode": parse_mode,
                    "message_thread_id": place.thread_id,
                    "reply_parameters": replied(place),
                    **extras,
                },
            )
            number = number_of(message)

        try:
            await self._in_html_or_plain(send, html, plain)
        except ChatMigrated as move:
            if moved:
                unreachable(move)
                return None
            # The group became a supergroup: message and topic ids of old mean nothing there.
            there = Place(move.new_chat_id)
            return await self._send(there, html, plain, extras, moved=True, insists=insists)
        except BadRequest as refusal:
            if not says(refusal, UNREACHABLE):
                raise
            unreachable(refusal)
        except (Forbidden, RetryAfter) as refusal:
            if insists and isinstance(refusal, RetryAfter):
                raise
            unreachable(refusal)
        return number

    async def _send_under(
        self,
        place: Place,
        file: Lampiran,
        reply: Reply,
        extras: dict[str, str],
        *,
        moved: bool = False,
    ) -> int | None:
        """The number of a message with ``file`` and ``reply`` under it; else of the text alone."""
        number: int | None = None
        parcel = Parcel(self._bot, self._files, place, file)
        buttons = {name: value for name, value in extras.items() if name == "reply_markup"}

        async def send(text: str, parse_mode: str | None) -> None:
            nonlocal number
            self._noted(place.chat_id)
            message = await parcel.send(text, parse_mode, reply_parameters(place), buttons)
            number = message.message_id

        try:
            await parcel.prepare()
            await self._in_html_or_plain(send, reply.html, reply.plain)
        except ChatMigrated as move:
            if moved:
                unreachable(move)
                return None
            there = Place(move.new_chat_id)
            return await self._send_under(there, file, reply, extras, moved=True)
        except (FileError, BadRequest) as refusal:
            # A chat may take no photos and yet take texts; the figures are in the text.
            number = await self._send(place, reply.html, reply.plain, extras)
            if number is not None:
                await self._apologise(place, file, refusal)
        except (Forbidden, RetryAfter) as refusal:
            unreachable(refusal)
        return number

    async def _attach(self, place: Place, file: Lampiran, *, moved: bool = False) -> None:
        parcel = Parcel(self._bot, self._files, place, file)

        async def send() -> None:
            self._noted(place.chat_id)
            await parcel.send(file.keterangan[:LONGEST_CAPTION], None, None, {})

        try:
            await parcel.prepare()
            await self._patience.of(send)
        except ChatMigrated as move:
            if moved:
                unreachable(move)
                return
            await self._attach(Place(move.new_chat_id), file, moved=True)
        except (FileError, BadRequest) as refusal:
            await self._apologise(place, file, refusal)
        except (Forbidden, RetryAfter) as refusal:
            unreachable(refusal)

    async def _apologise(self, place: Place, file: Lampiran, error: FileError | BadRequest) -> None:
        """Says that ``file`` does not come; the text it belongs to stands."""
        logger.warning("A file was not sent: %s", error)
        reason = error.reason if isinstance(error, FileError) else "ditolak"
        if self._renderer is None:
            self._renderer = Renderer()
        text = self._renderer.text("sistem_berkas_tidak_jadi", nama=file.nama, kesalahan=reason)
        await self.say(place, text)

    async def _in_html_or_plain(
        self,
        deliver: Callable[[str, str | None], Awaitable[None]],
        html: str,
        plain: str,
        *,
        harmless: bool = False,
    ) -> None:
        try:
            await self._patience.of(lambda: deliver(html, ParseMode.HTML), harmless=harmless)
        except BadRequest as refusal:
            if not says(refusal, UNPARSABLE):
                raise
            # A defect of a template; the figures still reach the asker.
            # Telegram's text quotes a piece of the message.
            logger.error(  # noqa: TRY400
                "Telegram refused the HTML (%s); sent as plain text", type(refusal).__name__
            )
            await self._patience.of(lambda: deliver(plain, None), harmless=harmless)


def reply_parameters(place: Place) -> ReplyParameters | None:
    """The message that an answer at ``place`` replies to, as the library takes it."""
    target = replied(place)
    return None if target is None else ReplyParameters.de_json(target)
