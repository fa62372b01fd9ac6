"""Buttons below messages: what they say, and what a press of them sends back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from handlers.links import address

if TYPE_CHECKING:
    from bot.reply import Reply, ReplyButton

logger = logging.getLogger(__name__)

NEW = "+"
EDIT = "="
CALLBACK_LIMIT = 64


class Link(NamedTuple):
    """A button that opens an address."""

    text: str
    url: str


def keyboard(
    reply: Reply, link: Link | None = None, username: str = ""
) -> InlineKeyboardMarkup | None:
    """The buttons of ``reply``; what can be copied and ``link`` in rows of their own.

    The permanent link can be copied where ``username``, the bot's own, is known.
    """
    rows = [
        [
            InlineKeyboardButton(button.text, callback_data=callback_data(button))
            for button in row
            if fits(button)
        ]
        for row in reply.buttons
    ]
    rows.append(copies(reply, username))
    if link:
        rows.append([InlineKeyboardButton(link.text, url=link.url)])
    rows = [row for row in rows if row]
    return InlineKeyboardMarkup(rows) if rows else None


def copies(reply: Reply, username: str) -> list[InlineKeyboardButton]:
    """The buttons that copy the citation of ``reply`` and the permanent link to it."""
    offered = [(reply.copy_label, reply.copy_text)] if reply.copy_text else []
    if reply.link_payload and username:
        offered.append((reply.link_label, address(username, reply.link_payload)))
    return [InlineKeyboardButton(said, copy_text=CopyTextButton(text)) for said, text in offered]


def callback_data(button: ReplyButton) -> str:
    """What a press of ``button`` sends back: its question, and whether it edits."""
    return f"{EDIT if button.edits else NEW}{button.question}"


def fits(button: ReplyButton) -> bool:
    """Whether Telegram takes ``button``; one that is too long must not cost the answer."""
    size = len(callback_data(button).encode())
    if size > CALLBACK_LIMIT:
        logger.error("Button left out: %d bytes of callback data", size)
    return size <= CALLBACK_LIMIT
