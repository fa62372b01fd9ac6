"""Telegram updates into questions, and the desk's replies back."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Protocol

from telegram.constants import ChatType
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.addressing import (
    asker_of,
    is_from_a_person,
    is_shown,
    place_for,
    place_under,
    question_in,
)
from bot.rendering import plain_text
from bot.sending import EDIT, NEW, Link
from handlers.asking import is_command
from handlers.links import payload

if TYPE_CHECKING:
    from telegram import CallbackQuery, Chat, Message, Update, User
    from telegram.ext import CallbackContext

    from bot.flood import FloodGate, Verdict
    from bot.ordering import TelegramApplication
    from bot.rendering import Renderer
    from bot.reply import Reply
    from bot.sending import Messenger

    Context = CallbackContext[Any, Any, Any, Any]

# What the handlers below take; Telegram is asked for nothing else.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query")
ALBUMS_REMEMBERED = 64


class AnswersLines(Protocol):
    """What the reception needs of the desk."""

    def reply(self, question: str, *, commands_only: bool = False) -> Reply | None:
        """The reply to a typed line; ``None`` where it is not for this bot."""


class Reception:
    """Takes messages and button presses to the desk and its replies to the asker."""

    def __init__(
        self, desk: AnswersLines, renderer: Renderer, messenger: Messenger, gate: FloodGate
    ) -> None:
        self._desk = desk
        self._renderer = renderer
        self._messenger = messenger
        self._gate = gate
        self._albums: deque[str] = deque(maxlen=ALBUMS_REMEMBERED)

    def register(self, application: TelegramApplication) -> None:
        """Makes ``application`` hand its messages and button presses over."""
        application.add_handlers(
            [
                MessageHandler(filters.UpdateType.MESSAGE, self.message),
                MessageHandler(filters.UpdateType.EDITED_MESSAGE, self.edited_message),
                CallbackQueryHandler(self.press),
            ]
        )

    async def message(self, update: Update, context: Context) -> None:
        """Answers what a new message asks; silent where it does not ask this bot."""
        message = update.message
        if message is None or not is_from_a_person(message):
            return
        if message.text:
            await self._answer(message, context.bot.bot)
        elif message.chat.type == ChatType.PRIVATE and self._carries_something(message):
            await self._ask_for_text(message)

    async def edited_message(self, update: Update, context: Context) -> None:
        """Answers a corrected question again, in private chat only.

        In a group the first answer stands where everybody read it, and Telegram
        also reports edits that nobody made, such as a preview that was loaded.
        """
        message = update.edited_message
        if message and message.chat.type == ChatType.PRIVATE and is_from_a_person(message):
            await self._answer(message, context.bot.bot, edited=True)

    async def press(self, update: Update, context: Context) -> None:
        """Answers a pressed button, which is a question; the press is always acknowledged."""
        press = update.callback_query
        if press is None:
            return
        verdict = self._gate.admit(press.from_user.id)
        if not verdict.admitted:
            await self._messenger.acknowledge(press.id, plain_text(self._slower(verdict)))
            return
        question = question_on(press)
        if question is None:
            outdated = plain_text(self._renderer.text("sistem_tombol_usang"))
            await self._messenger.acknowledge(press.id, outdated)
            return
        await self._messenger.acknowledge(press.id)
        reply = self._desk.reply(question)
        under = press.message
        if reply is None or under is None:
            return
        place = place_under(under)
        link = self._private_link(reply, question, under.chat, context.bot.bot)
        # Callback data can be made up: only what the message offers may change it.
        if reply.answer.understood and is_shown(under) and turns(press, under):
            await self._messenger.turn(place, under.message_id, reply, link)
        else:
            await self._messenger.send(place, reply, link)

    async def _answer(self, message: Message, me: User, *, edited: bool = False) -> None:
        question = question_in(message, me)
        if question is None:
            return
        # A command in a group may be another bot's: what is not for us must not use up
        # anybody's allowance. An answer costs work, so it comes after the limit.
        if question.commands_only and not is_command(question.line):
            return
        if not await self._admits(message):
            return
        reply = self._desk.reply(question.line, commands_only=question.commands_only)
        if reply is None:
            return
        link = self._private_link(reply, question.line, message.chat, me)
        await self._messenger.send(place_for(message, edited=edited), reply, link)

    def _private_link(self, reply: Reply, line: str, chat: Chat, me: User) -> Link | None:
        """In a group, a button that asks the same in private chat, to keep the group quiet.

        Nothing that was refused goes into a link: it may hold what nobody should keep.
        """
        if chat.type == ChatType.PRIVATE or not reply.answer.understood:
            return None
        start = payload(line) if line.startswith("/") else None
        if start is None:
            return None
        return Link(
            self._renderer.label("chat_pribadi"), f"https://t.me/{me.username}?start={start}"
        )

    async def _ask_for_text(self, message: Message) -> None:
        if await self._admits(message):
            text = self._renderer.text("sistem_bukan_teks")
            await self._messenger.say(place_for(message), text)

    async def _admits(self, message: Message) -> bool:
        verdict = self._gate.admit(asker_of(message))
        if verdict.tell:
            await self._messenger.say(place_for(message), self._slower(verdict))
        return verdict.admitted

    def _slower(self, verdict: Verdict) -> str:
        return self._renderer.text("sistem_terlalu_cepat", detik=verdict.wait)

    def _carries_something(self, message: Message) -> bool:
        """Whether ``message`` is a photo, sticker, voice …; of an album only the first."""
        if message.effective_attachment is None:
            # A service message, such as a pinned one: nobody waits for an answer.
            return False
        album = message.media_group_id
        if album is None:
            return True
        if album in self._albums:
            return False
        self._albums.append(album)
        return True


def question_on(press: CallbackQuery) -> str | None:
    """The question of a pressed button; ``None`` where this version makes no such button."""
    data = press.data or ""
    return data[1:] if data[:1] in {NEW, EDIT} and len(data) > 1 else None


def turns(press: CallbackQuery, under: Message) -> bool:
    """Whether ``press`` is of a button that ``under`` offers to turn its page with."""
    rows = under.reply_markup.inline_keyboard if under.reply_markup else ()
    offered = {button.callback_data for row in rows for button in row}
    return bool(press.data and press.data.startswith(EDIT) and press.data in offered)
