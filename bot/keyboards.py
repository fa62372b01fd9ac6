"""Buttons below messages: what they say, and what a press of them sends back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

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


def keyboard(reply: Reply, link: Link | None = None) -> InlineKeyboardMarkup | None:
    """The buttons of ``reply``; the citation to copy and ``link`` in rows of their own."""
    rows = [
        [
            InlineKeyboardButton(button.text, callback_data=callback_data(button))
            for button in row
            if fits(button)
        ]
        for row in reply.buttons
    ]
    if reply.copy_text:
        rows.append(
            [InlineKeyboardButton(reply.copy_label, copy_text=CopyTextButton(reply.copy_text))]
        )
    if link:
        rows.append([InlineKeyboardButton(link.text, url=link.url)])
    rows = [row for row in rows if row]
    return InlineKeyboardMarkup(rows) if rows else None


def callback_data(button: ReplyButton) -> str:
    """What a press of ``button`` sends back: its question, and whether it edits."""
    return f"{EDIT if button.edits else NEW}{button.question}"


def fits(button: ReplyButton) -> bool:
    """Whether Telegram takes ``button``; one that is too long must not cost the answer."""
    size = len(callback_data(button).encode())
    if size > CALLBACK_LIMIT:
        logger.error("Button left out: %d bytes of callback data", size)
    return size <= CALLBACK_LIMIT
