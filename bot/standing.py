"""Whether the bot can send to a chat, and what people call that chat."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import ChatMemberAdministrator, ChatMemberRestricted
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.calls import sensible

if TYPE_CHECKING:
    from telegram import Bot, ChatMember

    from data.models import Obrolan

logger = logging.getLogger(__name__)

REMOVED = "bot dikeluarkan"
SILENCED = "bot tidak boleh mengirim pesan"
BLOCKED = "bot diblokir"
ABSENT = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})


def place_name(chat: Obrolan | None) -> str:
    """What people call ``chat``."""
    if chat is None:
        return "sebuah chat"
    kinds = {"private": "chat pribadi", "channel": "kanal"}
    return f"{kinds.get(chat.jenis, 'grup')} {chat.judul}".rstrip()


def hindrance(member: ChatMember, chat: Obrolan) -> str:
    """Why the bot, being ``member``, can send nothing to ``chat``; empty where it can."""
    if member.status in ABSENT:
        return REMOVED
    if isinstance(member, ChatMemberRestricted):
        if not member.is_member:
            return REMOVED
        return "" if member.can_send_messages else SILENCED
    if chat.jenis == "channel":
        posts = isinstance(member, ChatMemberAdministrator) and member.can_post_messages
        return "" if posts else SILENCED
    return ""


async def may_post(bot: Bot, chat: Obrolan) -> bool:
    """Whether Telegram says that the bot can send messages to ``chat``."""
    try:
        member = await sensible(bot.get_chat_member(chat.id, bot.id))
    except TelegramError as refusal:
        logger.info("The bot's rights in a chat are not known: %s", type(refusal).__name__)
        return False
    return not hindrance(member, chat)
