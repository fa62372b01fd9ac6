"""Answers in the HTTP response to the update that asked, instead of by a call of their own.

Telegram carries out one method that stands in the response to a webhook. It tells nobody
what came of it, so only an answer goes there whose fate does not matter to the bot: a plain
text. Where the response does not reach Telegram, Telegram sends the update again: question
and answer are lost or kept together.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

# What Telegram takes of HTML and the templates make.
TAGS = frozenset({"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"})


@dataclass(slots=True)
class Slot:
    """The response to one update: free until it is filled, or closed as too late.

    ``claim`` is asked before the answer goes another way: whether this process is the one
    to give it. ``alone`` tells whether no later update of the chat waits: its answer could
    arrive before one in a response.
    """

    claim: Callable[[], Awaitable[bool]] | None = None
    alone: Callable[[], bool] = lambda: True
    body: bytes | None = None
    closed: bool = False

    @property
    def free(self) -> bool:
        """Whether an answer may still be put in."""
        return not self.closed and self.body is None and self.alone()

    def fill(self, method: str, parameters: Mapping[str, object]) -> None:
        """Puts a call of ``method`` in; ``parameters`` that are ``None`` are left out."""
        said = {name: value for name, value in parameters.items() if value is not None}
        self.body = orjson.dumps({"method": method, **said})


# The response to the update in work, where it has one.
SLOT: ContextVar[Slot | None] = ContextVar("SLOT", default=None)


async def ours(slot: Slot | None) -> bool:
    """Whether the update of ``slot`` is this process's to act on, which is settled now."""
    return slot is None or slot.claim is None or await slot.claim()


class Tags(HTMLParser):
    """Reads markup, and notes whether every tag is known, closed, and in its order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.sound = True

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the base class's
        """Notes an opened tag."""
        self.sound = self.sound and tag in TAGS
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Notes a closed tag."""
        self.sound = self.sound and bool(self.open) and self.open.pop() == tag


def is_sound(html: str) -> bool:
    """Whether Telegram takes ``html``; what it refuses in a response nobody ever hears of."""
    tags = Tags()
    tags.feed(html)
    tags.close()
    return tags.sound and not tags.open
