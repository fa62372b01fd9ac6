"""The shapes of what this bot reads of an update, as the Bot API promises them.

The library takes whatever stands in a field. What is of another kind than promised would
come to light deep inside, as an error that an innocent person is apologised to for; so it
is looked at here, before anything is made of it. Fields that nothing here reads may hold
whatever they like.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Telegram's ids have 52 bits, and no database of ours takes more than 63.
LARGEST = 2**53
# A message has 4096 characters. Of a longer text nothing here reads more than this, and
# what is made of it is that it is too long.
LONGEST = 5000
# A title has 128, the name of a file not many more.
LONGEST_NAME = 255
# Half a character, which no encoding takes, and a zero, which no database takes.
UNSTORABLE = re.compile("[\ud800-\udfff\x00]")
REPLACEMENT = "\ufffd"
# In a name also what would begin another line, or turn the direction of the one it stands in.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
CHATS = frozenset({"private", "group", "supergroup", "channel"})


class ShapeError(ValueError):
    """Something in an update is of another kind than the Bot API promises."""


def number(value: object) -> int:
    """A number of Telegram's."""
    # A truth is a number to Python.
    if type(value) is int and abs(value) <= LARGEST:
        return value
    raise ShapeError("no number where one was promised")


def text(value: object, most: int = LONGEST) -> str:
    """The first characters of a text, with nothing that cannot be stored."""
    if not isinstance(value, str):
        raise ShapeError("no text where one was promised")
    kept = value[:most]
    return kept if kept.isascii() and "\x00" not in kept else UNSTORABLE.sub(REPLACEMENT, kept)


def name(value: object) -> str:
    """A short text in one line."""
    kept = text(value, LONGEST_NAME)
    return kept if kept.isprintable() else UNSEEN.sub(" ", kept)


def kind_of_chat(value: object) -> str:
    """A kind of chat that is known here."""
    kept = text(value)
    if kept in CHATS:
        return kept
    raise ShapeError("a chat of an unknown kind")


class Shape(NamedTuple):
    """An object: what its fields are, and those that must be there.

    A field is a check or the name of another shape. Of a ``closed`` one no other field is
    kept.
    """

    fields: Mapping[str, Callable[[object], object] | str]
    needed: frozenset[str] = frozenset()
    closed: bool = False


SHAPES: Mapping[str, Shape] = {
    "update": Shape(
        {
            "update_id": number,
            "message": "message",
            "edited_message": "message",
            "channel_post": "message",
            "callback_query": "press",
            "inline_query": "query",
            "my_chat_member": "change",
        },
        frozenset({"update_id"}),
        # Of other kinds the library would read what nobody has looked at.
        closed=True,
    ),
    "message": Shape(
        {
            "message_id": number,
            "message_thread_id": number,
            "migrate_to_chat_id": number,
            "migrate_from_chat_id": number,
            "text": text,
            "caption": text,
            "media_group_id": name,
            "new_chat_title": name,
            "chat": "chat",
            "from": "user",
            "sender_chat": "chat",
            "forward_origin": "origin",
            "reply_to_message": "message",
            "document": "document",
        },
        frozenset({"message_id", "chat"}),
    ),
    "press": Shape(
        {"id": name, "data": name, "from": "user", "message": "message"},
        frozenset({"id", "from"}),
    ),
    "query": Shape(
        {"id": name, "query": text, "offset": name, "from": "user"},
        frozenset({"id", "query", "offset", "from"}),
    ),
    "change": Shape(
        {
            "chat": "chat",
            "from": "user",
            "old_chat_member": "member",
            "new_chat_member": "member",
        },
        frozenset({"chat", "from", "old_chat_member", "new_chat_member"}),
    ),
    "member": Shape({"status": name, "user": "user"}, frozenset({"status", "user"})),
    "origin": Shape({"type": name, "chat": "chat"}, frozenset({"type"})),
    "document": Shape(
        {"file_id": text, "file_name": name, "file_size": number}, frozenset({"file_id"})
    ),
    "chat": Shape({"id": number, "type": kind_of_chat, "title": name}, frozenset({"id", "type"})),
    "user": Shape({"id": number, "username": name}, frozenset({"id"})),
}


def fit(payload: object, shape: str = "update") -> dict[str, Any]:
    """A copy of ``payload`` whose texts are short and can be stored; what is null is left out.

    Raises ``ShapeError`` where something that is read of it is of another kind, and
    ``RecursionError`` where it is nested without end.
    """
    if not isinstance(payload, dict):
        raise ShapeError("no object where one was promised")
    fields, needed, closed = SHAPES[shape]
    fitting = {}
    for field, value in payload.items():
        if value is None:
            continue
        told = fields.get(field)
        if told is None:
            if not closed:
                fitting[field] = value
        elif isinstance(told, str):
            fitting[field] = fit(value, told)
        else:
            fitting[field] = told(value)
    if not needed <= fitting.keys():
        raise ShapeError("something is missing")
    return fitting
