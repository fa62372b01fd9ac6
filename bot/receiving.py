"""Telegram updates into questions, and the desk's replies back."""

from __future__ import annotations

import asyncio
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
from bot.albums import Albums
from bot.answering import may_wait
from bot.checking import with_quoted
from bot.flood import verdict_of
from bot.keyboards import EDIT, NEW, Link
from bot.linking import private_link
from bot.rendering import plain_text
from handlers.asker import ANYBODY, Asker
from handlers.command_lines import command_of, is_command
from handlers.links import payload
from handlers.words import fold

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from telegram import CallbackQuery, Chat, Message, Update, User
    from telegram.ext import CallbackContext

    from bot.askers import Askers
    from bot.flood import Gate, Verdict
    from bot.ordering import TelegramApplication
    from bot.rendering import Renderer
    from bot.reply import Reply
    from bot.sending import Messenger

    Context = CallbackContext[Any, Any, Any, Any]

# What the handlers below take; Telegram is asked for nothing else.
ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "channel_post",
    "my_chat_member",
    "inline_query",
)
LONGEST_NOTICE = 200
# What a group is told to ask in private chat.
PRIVATE_ONLY = frozenset({"permintaan_cara", "status", "hapus_data"})


class AnswersLines(Protocol):
    """What the reception needs of the desk."""

    def reply(
        self, question: str, *, commands_only: bool = False, asker: Asker = ANYBODY
    ) -> Reply | None:
        """The reply to a typed line; ``None`` where it is not for this bot."""

    def load(self, name: str, content: bytes, said: str, asker: Asker) -> Reply:
        """The reply to a monthly file, whose month ``said`` may name."""


class Counter(Protocol):
    """Takes messages that are no questions: a file, a forwarded post, a group that moved."""

    async def takes(self, message: Message, asker: Asker) -> bool:
        """Whether ``message`` was meant for it; if so, it has been dealt with."""


class Reception:
    """Takes messages and button presses to the desk and its replies to the asker."""

    def __init__(
        self,
        desk: AnswersLines,
        renderer: Renderer,
        messenger: Messenger,
        gate: Gate,
        askers: Askers,
        *,
        counters: Sequence[Counter] = (),
        after_change: Callable[[], None] = lambda: None,
        after_reply: Callable[[Reply, Asker, str], Awaitable[None]] | None = None,
        in_conversation: Callable[[int], bool] = lambda _chat_id: False,
    ) -> None:
        self._desk = desk
        self._renderer = renderer
        self._messenger = messenger
        self._gate = gate
        self._askers = askers
        self._counters = counters
        self._after_change = after_change
        self._after_reply = after_reply
        self._in_conversation = in_conversation
        self._albums = Albums()

    def register(self, application: TelegramApplication) -> None:
        """Makes ``application`` hand its messages and button presses over."""
        application.add_handlers(
            [
                MessageHandler(filters.UpdateType.MESSAGE, self.message),
                MessageHandler(filters.UpdateType.EDITED_MESSAGE, self.edited_message),
                MessageHandler(filters.UpdateType.CHANNEL_POST, self.channel_post),
                CallbackQueryHandler(self.press),
            ]
        )

    def answers_alone(self, update: Update) -> bool:
        """Whether ``update`` is a plain question in private chat: one answer, and nothing else.

        Nothing is stored for it, so that it may as well be handled twice.
        """
        message = update.message
        return (
            message is not None
            and message.text is not None
            and message.chat.type == ChatType.PRIVATE
            and message.forward_origin is None
            and message.reply_to_message is None
            and not may_wait(message.text)
            and not self._in_conversation(message.chat.id)
        )

    async def message(self, update: Update, context: Context) -> None:
        """Answers what a new message asks; silent where it does not ask this bot."""
        message = update.message
        if message is None or not is_from_a_person(message):
            return
        asker = self._askers.of_message(message)
        if await self._taken(message, asker):
            return
        if message.text:
            await self._answer(message, context.bot.bot, asker)
        elif message.chat.type == ChatType.PRIVATE and self._carries_something(message):
            await self._ask_for_text(message)

    async def channel_post(self, update: Update, context: Context) -> None:
        """Answers a command that manages the channel; whatever else is posted is for its readers.

        Only admins of a channel can post there, but which of them did is not told.
        """
        post = update.channel_post
        if post is None:
            return
        asker = self._askers.of_message(post)
        if await self._taken(post, asker):
            return
        question = question_in(post, context.bot.bot)
        if question is not None and is_managing(question.line):
            await self._answer(post, context.bot.bot, asker)

    async def edited_message(self, update: Update, context: Context) -> None:
        """Answers a corrected question again, in private chat only.

        In a group the first answer stands where everybody read it, and Telegram
        also reports edits that nobody made, such as a preview that was loaded.
        """
        message = update.edited_message
        if message and message.chat.type == ChatType.PRIVATE and is_from_a_person(message):
            asker = self._askers.of_message(message)
            await self._answer(message, context.bot.bot, asker, edited=True)

    async def press(self, update: Update, context: Context) -> None:
        """Answers a pressed button, which is a question; the press is always acknowledged."""
        press = update.callback_query
        if press is None:
            return
        verdict = await verdict_of(self._gate, press.from_user.id)
        if not verdict.admitted:
            await self._messenger.acknowledge(press.id, plain_text(self._slower(verdict)))
            return
        question = question_on(press)
        if question is None:
            outdated = plain_text(self._renderer.text("sistem_tombol_usang"))
            await self._messenger.acknowledge(press.id, outdated)
            return
        under = press.message
        # Of a message that is gone only the chat is known, and not what kind it is.
        shown = under if under is not None and is_shown(under) else None
        asker = self._askers.of_press(press, shown) if shown else Asker()
        question = with_quoted(question, shown.reply_to_message if shown else None)
        if not asker.private and is_managing(question):
            reply = await self._permitted(press.id, question, asker)
        elif under is not None and under.chat.type == ChatType.CHANNEL:
            # Anybody who reads a channel can press; its readers see no answers to others.
            elsewhere = plain_text(self._renderer.text("sistem_tombol_kanal"))
            await self._messenger.acknowledge(press.id, elsewhere)
            return
        else:
            await self._messenger.acknowledge(press.id)
            reply = await self._reply(question, asker)
        if reply is None or under is None:
            return
        place = place_under(under)
        link = self._private_link(reply, question, under.chat, context.bot.bot)
        # Callback data can be made up: only what the message offers may change it.
        if reply.answer.understood and is_shown(under) and turns(press, under):
            await self._messenger.turn(place, under.message_id, reply, link)
        else:
            await self._messenger.answer(place, reply, link)
        if self._after_reply:
            await self._after_reply(reply, asker, question)

    async def _taken(self, message: Message, asker: Asker) -> bool:
        """Whether ``message`` is no question but something that a counter has dealt with."""
        for counter in self._counters:
            if await counter.takes(message, asker):
                return True
        return False

    async def _permitted(self, press_id: str, question: str, asker: Asker) -> Reply | None:
        """The reply to a press that manages a chat; ``None`` where it was refused.

        A refusal is shown to who pressed and to nobody else.
        """
        reply = await self._reply(question, asker)
        refused = reply is not None and not reply.answer.understood
        notice = reply.plain.partition("\n")[0][:LONGEST_NOTICE] if reply and refused else None
        await self._messenger.acknowledge(press_id, notice)
        return None if refused else reply

    async def _answer(
        self, message: Message, me: User, asker: Asker, *, edited: bool = False
    ) -> None:
        question = question_in(message, me)
        if question is None:
            return
        # A command in a group may be another bot's: what is not for us must not use up
        # anybody's allowance. An answer costs work, so it comes after the limit.
        if question.commands_only and not is_command(question.line):
            return
        if not await self._admits(message):
            return
        line: str | None = with_quoted(question.line, message.reply_to_message)
        if message.forward_origin is not None:
            line = as_forwarded(question.line)
        if line is None:
            return
        reply = await self._reply(line, asker, commands_only=question.commands_only)
        if reply is None:
            return
        link = self._private_link(reply, question.line, message.chat, me)
        await self._messenger.answer(place_for(message, edited=edited), reply, link)
        # What was corrected may have been no question, but a name given in a request.
        if self._after_reply and (not edited or is_command(line)):
            await self._after_reply(reply, asker, line)

    async def _reply(self, line: str, asker: Asker, *, commands_only: bool = False) -> Reply | None:
        if not may_wait(line):
            return self._desk.reply(line, commands_only=commands_only, asker=asker)
        asker = await self._askers.with_rights(asker, line)
        reply = await asyncio.to_thread(
            self._desk.reply, line, commands_only=commands_only, asker=asker
        )
        self._after_change()
        return reply

    def _private_link(self, reply: Reply, line: str, chat: Chat, me: User) -> Link | None:
        """In a group, a button that asks the same in private chat, to keep the group quiet.

        Nothing that was refused goes into a link: it may hold what nobody should keep.
        """
        if chat.type == ChatType.PRIVATE or not reply.answer.understood:
            return None
        command = command_of(line)
        if command is not None and reply.answer.template in PRIVATE_ONLY:
            # Without what was typed behind it: it may be about a person.
            line = f"/{command.name}"
        elif may_wait(line):
            return None
        return private_link(self._renderer, me.username or "", line)

    async def _ask_for_text(self, message: Message) -> None:
        if await self._admits(message):
            text = self._renderer.text("sistem_bukan_teks")
            await self._messenger.say(place_for(message), text)

    async def _admits(self, message: Message) -> bool:
        verdict = await verdict_of(self._gate, asker_of(message))
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
        return self._albums.is_first(message)


def question_on(press: CallbackQuery) -> str | None:
    """The question of a pressed button; ``None`` where this version makes no such button."""
    data = press.data or ""
    return data[1:] if data[:1] in {NEW, EDIT} and len(data) > 1 else None


def as_forwarded(line: str) -> str | None:
    """``line`` as it may be obeyed where somebody else wrote it: what would act is asked back.

    So is a command that is misspelt, which may be read as one that acts. ``None`` where
    it is too long to be asked back.
    """
    # However its slash is written: what is read as a command is one.
    read = fold(line).strip()
    command = command_of(read)
    if not read.startswith("/") or (command is not None and not command.seen_first):
        return line
    link = payload(read)
    return None if link is None else f"/start {link}"


def is_managing(line: str) -> bool:
    """Whether ``line`` names a command that only admins of a chat may give in it."""
    command = command_of(line)
    return command is not None and command.audience == "pengelola"


def turns(press: CallbackQuery, under: Message) -> bool:
    """Whether ``press`` is of a button that ``under`` offers to turn its page with."""
    rows = under.reply_markup.inline_keyboard if under.reply_markup else ()
    offered = {button.callback_data for row in rows for button in row}
    return bool(press.data and press.data.startswith(EDIT) and press.data in offered)
