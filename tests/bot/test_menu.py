"""Menus and descriptions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pytest

import handlers.commands
from bot.menu import entries, publish_menus
from bot.rendering import plain_text
from tests.telegram_fake import Refusal

if TYPE_CHECKING:
    import io

    from bot.ordering import TelegramApplication
    from bot.rendering import Renderer
    from handlers.command import Command
    from tests.telegram_fake import FakeTelegram


@dataclass(frozen=True)
class Entry:
    """As much of a command as a menu shows."""

    name: str
    summary: str
    audience: str = "semua"
    menu: bool = True


COMMANDS = cast(
    "tuple[Command, ...]",
    (
        Entry("dpt", "Pemilih per kabupaten/kota"),
        Entry("privasi", "Data apa yang disimpan", menu=False),
        Entry("langganan", "Pengumuman ke chat ini", audience="pengelola"),
        Entry("unggah", "Unggah realisasi bulanan", audience="admin"),
    ),
)
FOR_MEMBERS = [{"command": "dpt", "description": "Pemilih per kabupaten/kota"}]
FOR_ALL = [*FOR_MEMBERS, {"command": "langganan", "description": "Pengumuman ke chat ini"}]
FOR_ADMINS = [*FOR_ALL, {"command": "unggah", "description": "Unggah realisasi bulanan"}]


@pytest.fixture
def _takes_menus(telegram: FakeTelegram) -> None:
    """Telegram takes menus and descriptions."""
    for method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
        telegram.always(method, True)  # noqa: FBT003 - what Telegram answers


@pytest.mark.usefixtures("_takes_menus")
async def test_each_scope_gets_its_menu(
    application: TelegramApplication, telegram: FakeTelegram, renderer: Renderer
) -> None:
    """Groups see what all may use, their admins and private chats more, the bot's admins all."""
    await publish_menus(application.bot, COMMANDS, [42, 7], renderer)
    menus = [(menu["scope"], menu["commands"]) for menu in telegram.of("setMyCommands")]
    assert menus == [
        ({"type": "all_private_chats"}, FOR_ALL),
        ({"type": "all_group_chats"}, FOR_MEMBERS),
        ({"type": "all_chat_administrators"}, FOR_ALL),
        ({"type": "chat", "chat_id": 7}, FOR_ADMINS),
        ({"type": "chat", "chat_id": 42}, FOR_ADMINS),
    ]


def test_real_menu_fits() -> None:
    """Every real command keeps to what Telegram takes in a menu."""
    menu = entries(handlers.commands.COMMANDS)
    assert 0 < len(menu) <= 100
    for entry in menu:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", entry.command)
        assert 1 <= len(entry.description) <= 256


@pytest.mark.usefixtures("_takes_menus")
async def test_descriptions_fit(
    application: TelegramApplication, telegram: FakeTelegram, renderer: Renderer
) -> None:
    """The descriptions are plain text within Telegram's limits."""
    await publish_menus(application.bot, COMMANDS, [], renderer)
    description = telegram.of("setMyDescription")[0]["description"]
    short = telegram.of("setMyShortDescription")[0]["short_description"]
    assert description == plain_text(renderer.text("sistem_deskripsi"))
    assert 0 < len(description) <= 512
    assert 0 < len(short) <= 120
    assert "<" not in description + short


@pytest.mark.usefixtures("_takes_menus")
async def test_publishing_twice_says_the_same(
    application: TelegramApplication, telegram: FakeTelegram, renderer: Renderer
) -> None:
    """A restart sets exactly what is set already."""
    await publish_menus(application.bot, COMMANDS, [7], renderer)
    first = telegram.calls[:]
    await publish_menus(application.bot, COMMANDS, [7], renderer)
    assert telegram.calls == first * 2


@pytest.mark.usefixtures("_takes_menus")
async def test_refusals_are_logged_and_stop_nothing(
    application: TelegramApplication, telegram: FakeTelegram, renderer: Renderer, log: io.StringIO
) -> None:
    """An admin without a chat, or a limit, costs that one menu and nothing else."""
    missing: Any = Refusal(400, "Bad Request: chat not found")
    telegram.then("setMyCommands", True, True, True, missing)  # noqa: FBT003 - what Telegram answers
    telegram.then("setMyDescription", Refusal(429, "Too Many Requests", {"retry_after": 9000}))
    await publish_menus(application.bot, COMMANDS, [7, 42], renderer)
    assert len(telegram.of("setMyCommands")) == 5
    assert len(telegram.of("setMyShortDescription")) == 1
    assert "did not take the menu for chat" in log.getvalue()
    assert "did not take the description" in log.getvalue()
