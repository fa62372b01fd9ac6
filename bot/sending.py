"""Replies on their way to Telegram, and what to do when it refuses them."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from telegram import (
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.addressing import Place
from bot.keyboards import Link, keyboard
from bot.ordering import aside
from bot.rendering import plain_text
from bot.stopping import pause

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Bot

    from bot.reply import Reply
    from handlers.answer import Lampiran

logger = logging.getLogger(__name__)

T = TypeVar("T")

ATTEMPTS = 3
LONGEST_WAIT = 45.0
NO_PREVIEW = {"link_preview_options": LinkPreviewOptions(is_disabled=True).to_json()}
KEYBOARDS_REMEMBERED = 2048

# What Telegram says, in lower case; it gives no code that tells these apart.
UNPARSABLE = ("can't parse entities",)
UNCHANGED = ("message is not modified",)
UNEDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)
UNREACHABLE = (
    "chat not found",
    "not enough rights",
    "have no rights to send a message",
    "chat_write_forbidden",
    "message thread not found",
    "topic_closed",
    "topic_deleted",
    "chat_restricted",
    "peer_id_invalid",
    "user_is_blocked",
    "need administrator rights",
)


class Messenger:
    """Sends, edits and acknowledges through one bot, patiently but not forever.

    Once ``stop`` is set it waits for nothing any more: what Telegram wants to have
    later is cut off. ``noted`` is told the chat of every message that is sent, since
    announcements share Telegram's limits with answers.
    """

    def __init__(
        self,
        bot: Bot,
        *,
        stop: asyncio.Event | None = None,
        sleep: Callable[[float], Awaitable[object]] | None = None,
        noted: Callable[[int], None] = lambda _chat_id: None,
    ) -> None:
        self._bot = bot
        self._noted = noted
        self._stop = stop = stop or asyncio.Event()
        self._sleep = sleep or (lambda seconds: pause(stop, seconds))
        self._extras: OrderedDict[tuple[int, Link | None], tuple[Reply, dict[str, str]]] = (
            OrderedDict()
        )

    async def send(self, place: Place, reply: Reply, link: Link | None = None) -> int | None:
        """The number of a new message at ``place``: ``reply`` with its buttons, then ``link``.

        ``None`` where the chat takes no message. Its files follow as documents.
        """
        number = await self._send(place, reply.html, reply.plain, self._extras_of(reply, link))
        for file in reply.answer.files if number is not None else ():
            await self._attach(place, file)
        return number

    async def say(self, place: Place, html: str) -> int | None:
        """The number of a new message at ``place``: ``html``; ``None`` where none is taken."""
        return await self._send(place, html, plain_text(html), NO_PREVIEW)

    async def turn(
        self, place: Place, message_id: int, reply: Reply, link: Link | None = None
    ) -> None:
        """``reply`` in the message ``message_id``; a new one where that is gone."""
        extras = self._extras_of(reply, link)

        async def edit(text: str, parse_mode: str | None) -> None:
            await self._bot.edit_message_text(
                text,
                chat_id=place.chat_id,
                message_id=message_id,
                parse_mode=parse_mode,
                api_kwargs=extras,
            )

        try:
            await self._in_html_or_plain(edit, reply.html, reply.plain)
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
        try:
            await self._bot.answer_callback_query(press_id, text=text)
        except TelegramError as refusal:
            # Usually "query is too old": the press waited while the bot was away.
            logger.info("Button press not acknowledged: %s", refusal)

    async def _send(
        self, place: Place, html: str, plain: str, extras: dict[str, str], *, moved: bool = False
    ) -> int | None:
        number: int | None = None

        async def send(text: str, parse_mode: str | None) -> None:
            nonlocal number
            self._noted(place.chat_id)
            message = await self._bot.send_message(
                place.chat_id,
                text,
                parse_mode=parse_mode,
                message_thread_id=place.thread_id,
                reply_parameters=reply_parameters(place),
                api_kwargs=extras,
            )
            number = message.message_id

        try:
            await self._in_html_or_plain(send, html, plain)
        except ChatMigrated as move:
            if moved:
                unreachable(move)
                return None
            # The group became a supergroup: message and topic ids of old mean nothing there.
            return await self._send(Place(move.new_chat_id), html, plain, extras, moved=True)
        except BadRequest as refusal:
            if not says(refusal, UNREACHABLE):
                raise
            unreachable(refusal)
        except (Forbidden, RetryAfter) as refusal:
            unreachable(refusal)
        return number

    async def _attach(self, place: Place, file: Lampiran) -> None:
        async def send() -> None:
            self._noted(place.chat_id)
            await self._bot.send_document(
                place.chat_id,
                file.isi,
                filename=file.nama,
                message_thread_id=place.thread_id,
            )

        try:
            await self._patiently(send)
        except BadRequest as refusal:
            if not says(refusal, UNREACHABLE):
                raise
            unreachable(refusal)
        except (ChatMigrated, Forbidden, RetryAfter) as refusal:
            unreachable(refusal)

    def _extras_of(self, reply: Reply, link: Link | None) -> dict[str, str]:
        """What goes with the text of ``reply``, as the JSON that Telegram takes.

        The desk gives the same reply for the same question; building its keyboard
        anew each time would cost more than all else here.
        """
        known = self._extras.get((id(reply), link))
        if known is not None:
            return known[1]
        markup = keyboard(reply, link)
        extras = NO_PREVIEW | ({"reply_markup": markup.to_json()} if markup else {})
        # Kept with its reply: only of living objects an id is one object's own.
        self._extras[id(reply), link] = (reply, extras)
        if len(self._extras) > KEYBOARDS_REMEMBERED:
            self._extras.popitem(last=False)
        return extras

    async def _in_html_or_plain(
        self, deliver: Callable[[str, str | None], Awaitable[None]], html: str, plain: str
    ) -> None:
        try:
            await self._patiently(lambda: deliver(html, ParseMode.HTML))
        except BadRequest as refusal:
            if not says(refusal, UNPARSABLE):
                raise
            # A defect of a template; the figures still reach the asker.
            # Telegram's text quotes a piece of the message.
            logger.error(  # noqa: TRY400
                "Telegram refused the HTML (%s); sent as plain text", type(refusal).__name__
            )
            await self._patiently(lambda: deliver(plain, None))

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """What ``call`` returns, waiting where Telegram says for how long.

        Nothing else is tried again: after a network error the message may have
        been delivered.
        """
        waited = 0.0
        for _ in range(ATTEMPTS - 1):
            try:
                return await call()
            except RetryAfter as limit:
                seconds = seconds_of(limit)
                if waited + seconds > LONGEST_WAIT:
                    raise
                waited += seconds
                async with aside():
                    await self._sleep(seconds)
                if self._stop.is_set():
                    # The update counts as not handled, so that Telegram sends it again.
                    raise asyncio.CancelledError from None
        return await call()


def reply_parameters(place: Place) -> ReplyParameters | None:
    """The message that an answer at ``place`` replies to, should it still exist."""
    if place.reply_to is None:
        return None
    return ReplyParameters(place.reply_to, allow_sending_without_reply=True)


def seconds_of(limit: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = limit.retry_after
    # The library answers with one or the other, by an environment variable.
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def says(refusal: BadRequest, phrases: tuple[str, ...]) -> bool:
    """Whether Telegram refused with one of ``phrases``."""
    message = refusal.message.lower()
    return any(phrase in message for phrase in phrases)


def unreachable(refusal: TelegramError) -> None:
    """Logs that a chat takes no message now, but not which: blocked, closed, gone or overrun."""
    logger.warning("A chat did not take the answer: %s", refusal)
