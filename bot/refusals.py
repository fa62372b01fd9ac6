"""What Telegram says when it refuses, and what is made of it."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telegram.error import BadRequest, RetryAfter, TelegramError

logger = logging.getLogger(__name__)

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
WRONG_FILE_ID = (
    "wrong file identifier",
    "wrong remote file identifier",
    "wrong file_id",
    "file_id_invalid",
    "file_reference",
    "file reference",
    "can't use file of type",
    "type of file mismatch",
)


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
