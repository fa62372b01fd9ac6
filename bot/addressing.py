"""Whether a message asks this bot something, and where its answer belongs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

from telegram import Message
from telegram.constants import ChatType

if TYPE_CHECKING:
    from telegram import MaybeInaccessibleMessage, Update, User

# Telegram refuses the General topic's own id as a thread id.
GENERAL_TOPIC = 1
COMMAND = re.compile(r"(/[A-Za-z0-9_]+)(?:@([A-Za-z0-9_]+))?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes: a chat, its topic, and the message it replies to."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A line for the desk; ``commands_only`` where anything else is not for us."""

    line: str
    commands_only: bool


def question_in(message: Message, me: User) -> Question | None:
    """What ``message`` asks the bot ``me``; ``None`` where it asks nothing of it.

    In groups that is a command, unless it names another bot, or a reply to one of
    the bot's messages. In private chat every text is a question.
    """
    text = message.text
    if not text:
        return None
    command = COMMAND.match(text)
    name = command[2] if command else None
    ours = name is not None and name.lower() == (me.username or "").lower()
    line = f"{command[1]}{text[command.end() :]}" if command and ours else text
    if message.chat.type == ChatType.PRIVATE:
        return Question(line, commands_only=False)
    if name and not ours:
        return None
    if ours or replies_to(message, me):
        return Question(line, commands_only=False)
    return Question(line, commands_only=True) if command else None


def replies_to(message: Message, me: User) -> bool:
    """Whether ``message`` answers something that ``me`` wrote."""
    earlier = message.reply_to_message
    return bool(
        earlier
        and earlier.from_user
        and earlier.from_user.id == me.id
        # Every message of a topic "replies" to the notice that opened the topic.
        and earlier.forum_topic_created is None
    )


def is_from_a_person(message: Message) -> bool:
    """Whether somebody wrote ``message``: no bot, no automatic copy of a channel post."""
    if message.is_automatic_forward:
        return False
    # Anonymous admins appear as a bot, with the group as the sender.
    return message.sender_chat is not None or not (message.from_user and message.from_user.is_bot)


def asker_of(message: Message) -> int:
    """Whom the flood limit counts: the sender, not the id that anonymous admins share."""
    if message.sender_chat:
        return message.sender_chat.id
    return message.from_user.id if message.from_user else message.chat.id


def place_for(message: Message, *, edited: bool = False) -> Place:
    """Where the answer to ``message`` goes.

    In a group it replies to the asker. In private chat it just follows, except
    after an edit, where the question may stand far above.
    """
    quotes = edited or message.chat.type != ChatType.PRIVATE
    return Place(
        chat_id=message.chat.id,
        thread_id=thread_of(message),
        reply_to=message.message_id if quotes else None,
    )


def place_under(message: MaybeInaccessibleMessage) -> Place:
    """Where a new answer goes when a button under ``message`` was pressed."""
    if is_shown(message):
        return place_for(message)
    # Of a message that is gone only the chat is known.
    return Place(chat_id=message.chat.id)


def is_shown(message: MaybeInaccessibleMessage) -> TypeGuard[Message]:
    """Whether Telegram still shows the bot what ``message`` holds."""
    # The class does not tell: the library reads a press's message as a ``Message``
    # even where Telegram sends no more than its chat and number.
    return isinstance(message, Message) and message.is_accessible


def place_of(update: Update) -> Place | None:
    """Where to apologise for ``update``; ``None`` where nobody waits for an answer."""
    if update.callback_query:
        under = update.callback_query.message
        return place_under(under) if under else None
    message = update.effective_message
    return place_for(message, edited=update.edited_message is not None) if message else None


def thread_of(message: Message) -> int | None:
    """The topic of ``message``; ``None`` in General and outside of topics."""
    thread = message.message_thread_id if message.is_topic_message else None
    return None if thread == GENERAL_TOPIC else thread


def replied(place: Place) -> dict[str, Any] | None:
    """The message that an answer at ``place`` replies to, should it still exist, as JSON."""
    if place.reply_to is None:
        return None
    return {"message_id": place.reply_to, "allow_sending_without_reply": True}
