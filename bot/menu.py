"""What Telegram shows of the bot before anybody asks: menus and descriptions."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.calls import sensible
from bot.mishaps import kind_of
from bot.patience import Patience
from bot.rendering import plain_text

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable

    from telegram import Bot, BotCommandScope

    from bot.rendering import Renderer
    from handlers.command import Command

logger = logging.getLogger(__name__)


async def publish_menus(
    bot: Bot,
    commands: Collection[Command],
    admins: Iterable[int],
    renderer: Renderer,
    patience: Patience | None = None,
) -> None:
    """Shows ``commands`` and the descriptions in Telegram.

    Setting them again changes nothing, so that after trouble it is tried again, with
    ``patience``. A refusal is logged and stops nothing: an admin who has not written to the
    bot yet has no chat to show a menu in.
    """
    patience = patience or Patience()

    async def attempt(what: str, call: Callable[[], Awaitable[object]]) -> None:
        try:
            await patience.of(lambda: sensible(call()), harmless=True)
        except TelegramError as refusal:
            logger.warning("Telegram did not take the %s: %s", what, kind_of(refusal))

    for_members = entries(command for command in commands if command.audience == "semua")
    for_all = entries(command for command in commands if command.audience != "admin")
    for_admins = entries(commands)
    scopes: list[tuple[BotCommandScope, list[BotCommand]]] = [
        (BotCommandScopeAllPrivateChats(), for_all),
        (BotCommandScopeAllGroupChats(), for_members),
        (BotCommandScopeAllChatAdministrators(), for_all),
        *((BotCommandScopeChat(admin), for_admins) for admin in sorted(admins)),
    ]
    for scope, menu in scopes:
        await attempt(f"menu for {scope.type}", partial(bot.set_my_commands, menu, scope=scope))
    description = plain_text(renderer.text("sistem_deskripsi"))
    await attempt("description", partial(bot.set_my_description, description))
    short = plain_text(renderer.text("sistem_deskripsi_singkat"))
    await attempt("short description", partial(bot.set_my_short_description, short))


def entries(commands: Iterable[Command]) -> list[BotCommand]:
    """The menu lines of those ``commands`` that show in menus, in their order."""
    return [BotCommand(command.name, command.summary) for command in commands if command.menu]
