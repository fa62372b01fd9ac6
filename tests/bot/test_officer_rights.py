"""Who counts as an officer: real persons in the officers' group, admins, checked members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from telegram import Bot, CallbackQuery
from telegram.request import HTTPXRequest

from bot.askers import BELIEVED, Askers
from tests.bot.courier_parts import ADMIN, FORUM, OFFICER
from tests.bot.message_parts import message
from tests.botapi_standin import bot_api
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.botapi_standin import BotApi

STRANGER = 7_000_000_999


class Gate:
    """Askers over a stand-in, with a clock."""

    def __init__(self, bot: Bot, chat: int | None = FORUM) -> None:
        self.now = 0.0
        self.chat = chat
        self.askers = Askers(bot, (ADMIN,), officers_chat=lambda: self.chat, clock=lambda: self.now)

    async def is_officer(self, person: int | None, chat: int, line: str = "/permintaan 1") -> bool:
        """Whether a person counts as an officer for ``line`` in a chat."""
        asker = self.askers.of_message(message(person, chat, 1, text=line))
        return (await self.askers.with_rights(asker, line)).officer


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A running stand-in in whose officers' group one officer is a member."""
    async with bot_api() as running:
        running.chats.let(FORUM, OFFICER, "member")
        yield running


@pytest.fixture
async def gate(api: BotApi) -> AsyncIterator[Gate]:
    """Askers over the stand-in."""
    request = HTTPXRequest(connection_pool_size=4)
    async with Bot(TOKEN, base_url=f"{api.url}/bot", request=request) as bot:
        yield Gate(bot)


async def test_in_the_group(gate: Gate) -> None:
    """Every person who writes or presses in the officers' group is one; the group itself is not."""
    assert await gate.is_officer(STRANGER, FORUM)
    assert not await gate.is_officer(None, FORUM)
    assert not await gate.is_officer(STRANGER, -5)
    under = message(7, FORUM, 1, text="kartu")
    who: dict[str, Any] = {"id": STRANGER, "is_bot": False, "first_name": "Rekaan"}
    press = CallbackQuery.de_json({"id": "1", "from": who, "chat_instance": "1", "data": "x"})
    assert gate.askers.of_press(press, under).officer


async def test_admins_in_private(gate: Gate) -> None:
    """The bot's admins are officers in private chat, and in no other group."""
    assert await gate.is_officer(ADMIN, ADMIN)
    assert not await gate.is_officer(ADMIN, -5)


async def test_members_in_private(gate: Gate, api: BotApi) -> None:
    """A member is an officer in private chat where it matters, as asked once a minute."""
    assert await gate.is_officer(OFFICER, OFFICER)
    assert await gate.is_officer(OFFICER, OFFICER, "/status")
    assert len(api.of("getChatMember")) == 1
    assert not await gate.is_officer(OFFICER, OFFICER, "/dpt Sikka")
    api.chats.let(FORUM, OFFICER, "left")
    assert await gate.is_officer(OFFICER, OFFICER)
    gate.now += BELIEVED + 1
    assert not await gate.is_officer(OFFICER, OFFICER)
    assert not await gate.is_officer(STRANGER, STRANGER)


@pytest.mark.parametrize(
    ("status", "rights", "expected"),
    [
        ("creator", {}, True),
        ("administrator", {}, True),
        ("kicked", {}, False),
    ],
)
async def test_kinds_of_members(
    gate: Gate, api: BotApi, status: str, rights: dict[str, Any], *, expected: bool
) -> None:
    """Whoever is in the group counts; whoever was thrown out does not."""
    api.chats.let(FORUM, OFFICER, status, **rights)
    assert await gate.is_officer(OFFICER, OFFICER) == expected


async def test_nobody_tells(gate: Gate, api: BotApi) -> None:
    """Where there is no group, or Telegram does not tell, nobody is a member."""
    api.refusals["getChatMember"] = (400, "Bad Request: chat not found")
    assert not await gate.is_officer(OFFICER, OFFICER)
    gate.chat = None
    assert not await gate.is_officer(OFFICER, OFFICER)
