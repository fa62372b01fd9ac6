"""The whole service over the fake Telegram, and what must hold whatever it is fed."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from typing import TYPE_CHECKING, Any

from bot.answering import Desk
from bot.application import build_service
from bot.flood import FloodGate
from bot.formatting import utf16_length
from bot.ordering import ChatOrder, hand_over, read_update
from bot.rendering import MESSAGE_LIMIT, plain_text
from bot.settings import load_settings
from data.bulanan.figures import Figures
from data.layanan.entries import Entries
from handlers.office import Office
from tests.bot.botapi_objects import ADMIN, FORUM
from tests.telegram_fake import ME, TOKEN, FakeTelegram, sent_message

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.ordering import TelegramApplication
    from bot.rendering import Renderer
    from bot.service import Service
    from data.report import Report
    from data.store.store import Store

MAINTAINER = 7_000_000_901
SOMEBODY = 7_100_000_001
SENDING = ("sendMessage", "editMessageText", "sendDocument", "sendPhoto", "copyMessage")
LONGEST_NOTICE, LONGEST_BUTTON, MOST_RESULTS, MOST_CALLBACK = 200, 128, 50, 64


class House:
    """A service that runs over a fake Telegram: what goes in, and what comes out.

    ``now`` is the flood limit's clock, in seconds.
    """

    def __init__(
        self, service: Service, telegram: FakeTelegram, gate: FloodGate, now: list[float]
    ) -> None:
        self.service = service
        self.telegram = telegram
        self.gate = gate
        self.now = now
        self._numbers = itertools.count(10**9)

    @property
    def application(self) -> TelegramApplication:
        """The application that takes updates."""
        return self.service.application

    @property
    def order(self) -> ChatOrder:
        """The queues of the chats."""
        order = self.application.update_processor
        assert isinstance(order, ChatOrder)
        return order

    async def takes(self, *payloads: Any) -> None:
        """Updates as they were received, handled side by side."""
        read = [read_update(payload, self.application.bot) for payload in payloads]
        await asyncio.gather(
            *(hand_over(self.application, update) for update in read if update is not None)
        )

    async def asks(self, text: str, person: int = SOMEBODY) -> list[str]:
        """What ``person`` is answered in private chat."""
        before = len(self.telegram.calls)
        await self.takes(self.typed(text, person))
        return [
            call.parameters["text"]
            for call in self.telegram.calls[before:]
            if call.method == "sendMessage" and call.parameters["chat_id"] == person
        ]

    def typed(self, said: str, person: int = SOMEBODY, **more: Any) -> dict[str, Any]:
        """The update of a text that ``person`` wrote, in private chat unless ``more`` says else."""
        number = next(self._numbers)
        return {
            "update_id": number,
            "message": {
                "message_id": number % 10**9 + 1,
                "from": {"id": person, "is_bot": False, "first_name": "Rekaan"},
                "chat": {"id": person, "type": "private", "first_name": "Rekaan"},
                "date": 1_767_571_260,
                "text": said,
                **more,
            },
        }

    def pressed(self, data: str, person: int = SOMEBODY, **under: Any) -> dict[str, Any]:
        """The update of a button with ``data`` that ``person`` pressed below ``under``."""
        number = next(self._numbers)
        return {
            "update_id": number,
            "callback_query": {
                "id": str(number),
                "from": {"id": person, "is_bot": False, "first_name": "Rekaan"},
                "chat_instance": "1",
                "data": data,
                "message": {
                    "message_id": 5,
                    "from": ME,
                    "chat": {"id": person, "type": "private", "first_name": "Rekaan"},
                    "date": 1_767_571_260,
                    "text": "Dahulu",
                    **under,
                },
            },
        }


@contextlib.asynccontextmanager
async def house(report: Report, renderer: Renderer, store: Store) -> AsyncIterator[House]:
    """The real service with the real desk and ``store``, answering until this ends."""
    telegram = willing_telegram()
    office = Office(
        find_store=lambda: store,
        figures=Figures(lambda: store, looks=True),
        entries=Entries(lambda: store, looks=True),
        now=store.now,
        officer_chat=FORUM,
        username=str(ME["username"]),
    )
    now = [1000.0]
    gate = FloodGate(clock=lambda: now[0])
    settings = load_settings(bot_token=TOKEN, admin_ids=str(ADMIN), maintainer_ids=str(MAINTAINER))
    service = build_service(
        settings,
        Desk(report, renderer, office),
        renderer,
        telegram,
        report=report,
        office=office,
        gate=gate,
    )
    async with service.application as application:
        await application.start()
        yield House(service, telegram, gate, now)
        await application.stop()
        await service.close()
    assert telegram.unplanned == []


def willing_telegram() -> FakeTelegram:
    """A Telegram that takes whatever this bot sends, and knows nobody as an admin."""
    telegram = FakeTelegram()
    for method in ("sendMessage", "editMessageText"):
        telegram.always(method, sent_message)
    for method in ("answerCallbackQuery", "answerInlineQuery", "setMessageReaction"):
        telegram.always(method, True)  # noqa: FBT003 - what Telegram answers
    for method in ("sendDocument", "sendPhoto"):
        telegram.always(method, lambda told: sent_message({**told, "text": ""}))
    member = {"status": "member", "user": {"id": 1, "is_bot": False, "first_name": "Rekaan"}}
    telegram.always("getChatMember", member)
    telegram.always("getFile", ValueError("no file here"))
    return telegram


def assert_within_limits(telegram: FakeTelegram) -> None:
    """Nothing that was sent is larger than Telegram takes."""
    for call in telegram.calls:
        told = call.parameters
        text = told.get("text") or ""
        if call.method in {"sendMessage", "editMessageText"}:
            assert 0 < utf16_length(plain_text(text)) <= MESSAGE_LIMIT
        if call.method == "answerCallbackQuery":
            assert utf16_length(text) <= LONGEST_NOTICE
        if call.method == "answerInlineQuery":
            assert len(json.loads(told["results"])) <= MOST_RESULTS
        for row in (told.get("reply_markup") or {}).get("inline_keyboard", ()):
            for button in row:
                assert 0 < utf16_length(button["text"]) <= LONGEST_BUTTON
                assert len(button.get("callback_data", "").encode()) <= MOST_CALLBACK
