"""Calls whose answer stays JSON: the same on the wire as the library's, the same exceptions."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter

from bot import loop
from bot.calls import call
from bot.inline import encoded
from tests.bot.transport_parts import KINDS, bot_of, calling, came_of
from tests.botapi import faults
from tests.botapi_standin import bot_api
from tests.telegram_fake import FakeTelegram, Refusal, sent_message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Bot

MARKUP = InlineKeyboardMarkup([[InlineKeyboardButton("“Rinci” ½", callback_data="+/dpt")]])
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
ARTICLE = {"type": "article", "id": "1", "title": "“½”", "input_message_content": {"a": [1, 2]}}
PAIRS: dict[str, tuple[Callable[[Bot], Awaitable[Any]], str, dict[str, Any]]] = {
    "sendMessage": (
        lambda bot: bot.send_message(
            -1001,
            "<b>17</b>\n“½” 😀",
            parse_mode=ParseMode.HTML,
            message_thread_id=7,
            reply_parameters=ReplyParameters(4, allow_sending_without_reply=True),
            reply_markup=MARKUP,
            link_preview_options=NO_PREVIEW,
        ),
        "sendMessage",
        {
            "chat_id": -1001,
            "text": "<b>17</b>\n“½” 😀",
            "parse_mode": ParseMode.HTML,
            "message_thread_id": 7,
            "reply_parameters": {"message_id": 4, "allow_sending_without_reply": True},
            "reply_markup": MARKUP.to_json(),
            "link_preview_options": NO_PREVIEW.to_dict(),
        },
    ),
    "text that reads like a number": (
        lambda bot: bot.send_message(5, "17"),
        "sendMessage",
        {"chat_id": 5, "text": "17", "parse_mode": None, "message_thread_id": None},
    ),
    "editMessageText": (
        lambda bot: bot.edit_message_text("17", chat_id=5, message_id=99, reply_markup=MARKUP),
        "editMessageText",
        {"text": "17", "chat_id": 5, "message_id": 99, "reply_markup": MARKUP.to_dict()},
    ),
    "answerCallbackQuery": (
        lambda bot: bot.answer_callback_query("123"),
        "answerCallbackQuery",
        {"callback_query_id": "123", "text": None},
    ),
    "answerInlineQuery": (
        lambda bot: bot.answer_inline_query(
            "123",
            [],
            cache_time=300,
            is_personal=False,
            next_offset="",
            api_kwargs={"results": [ARTICLE]},
        ),
        "answerInlineQuery",
        {
            "inline_query_id": "123",
            "results": encoded([ARTICLE]),
            "cache_time": 300,
            "is_personal": False,
            "next_offset": "",
        },
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("pair", PAIRS)
async def test_the_wire_is_the_library_s(pair: str, kind: str) -> None:
    """A call arrives with exactly the parameters that the library's own method would send."""
    library, method, parameters = PAIRS[pair]
    async with bot_api() as api, calling(kind, api.url) as bot:
        await came_of(library(bot))
        await came_of(call(bot, method, parameters))
        first, second = api.calls
    assert first == second
    assert len(second[1]) == len([value for value in parameters.values() if value is not None])


@pytest.mark.parametrize("kind", KINDS)
async def test_answer_is_the_json(kind: str) -> None:
    """What Telegram answers comes back as it stands; a refusal is the library's exception."""
    async with bot_api() as api, calling(kind, api.url) as bot:
        answer = await call(bot, "sendMessage", {"chat_id": 5, "text": "Rekaan"})
        assert (answer["message_id"], answer["text"]) == (1, "Rekaan")
        assert await call(bot, "answerCallbackQuery", {"callback_query_id": "1"}) is True
        assert (await call(bot, "getMe", {}))["is_bot"] is True
        api.fail(faults.CHAT_NOT_FOUND)
        with pytest.raises(BadRequest, match="Chat not found"):
            await call(bot, "sendMessage", {"chat_id": 5, "text": "Rekaan"})


async def test_goes_through_any_request_class() -> None:
    """The fake Telegram sees a call as it sees the library's, nested values as objects."""
    telegram = FakeTelegram()
    telegram.always("sendMessage", sent_message)
    telegram.then("sendMessage", Refusal(429, "Too Many Requests", {"retry_after": 3}))
    bot = bot_of(telegram, "http://telegram.invalid")
    parameters = {"chat_id": 5, "text": "x", "reply_markup": MARKUP.to_json(), "a": None}
    with pytest.raises(RetryAfter):
        await call(bot, "sendMessage", parameters)
    assert (await call(bot, "sendMessage", parameters))["message_id"] == 900
    sent = {"chat_id": 5, "text": "x", "reply_markup": MARKUP.to_dict()}
    assert telegram.of("sendMessage") == [sent, sent]


async def kind_of_loop() -> str:
    """The package of the loop that runs this."""
    return type(asyncio.get_running_loop()).__module__.partition(".")[0]


def test_process_runs_on_uvloop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work runs on uvloop, and on asyncio's own loop where there is none."""
    if sys.platform != "win32" and sys.implementation.name == "cpython":
        assert loop.run(kind_of_loop()) == "uvloop"
    monkeypatch.setattr(loop, "uvloop", None)
    assert loop.run(kind_of_loop()) == "asyncio"
