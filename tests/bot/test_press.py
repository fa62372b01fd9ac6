"""Buttons: a press is a question, and is always acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from telegram import Update
from telegram.error import TimedOut

from bot.ordering import hand_over
from bot.rendering import plain_text
from tests.bot.desk_fake import reply_to
from tests.telegram_fake import Refusal, update_json

if TYPE_CHECKING:
    from bot.ordering import TelegramApplication
    from bot.rendering import Renderer
    from tests.bot.conftest import Feed
    from tests.bot.desk_fake import FakeDesk
    from tests.telegram_fake import FakeTelegram

PRESS = "530242817299417185"
TOO_OLD = Refusal(
    400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
)
NOT_MODIFIED = Refusal(
    400,
    "Bad Request: message is not modified: specified new message content and reply markup"
    " are exactly the same as a current content and reply markup of the message",
)
GONE = Refusal(400, "Bad Request: message to edit not found")


def methods(telegram: FakeTelegram) -> list[str]:
    """The methods called, in order."""
    return [call.method for call in telegram.calls]


async def test_press_sends_new(feed: Feed, desk: FakeDesk, telegram: FakeTelegram) -> None:
    """A button asks its question and the answer comes as a new message."""
    await feed("press_new")
    assert desk.lines == [("/dpt Ende", False)]
    assert methods(telegram) == ["answerCallbackQuery", "sendMessage"]
    assert telegram.of("answerCallbackQuery") == [{"callback_query_id": PRESS}]
    assert "reply_parameters" not in telegram.of("sendMessage")[0]


async def test_press_edits(feed: Feed, desk: FakeDesk, telegram: FakeTelegram) -> None:
    """A button that turns the page edits the message it stands under."""
    await feed("press_edit")
    assert desk.lines == [("/dpt 2", False)]
    assert methods(telegram) == ["answerCallbackQuery", "editMessageText"]
    edit = telegram.of("editMessageText")[0]
    assert (edit["chat_id"], edit["message_id"]) == (123456789, 51)
    assert edit["parse_mode"] == "HTML"
    assert edit["reply_markup"]["inline_keyboard"]


@pytest.mark.parametrize(
    ("update", "thread", "reply_to"), [("press_group", None, 52), ("press_topic", 71, 91)]
)
async def test_press_in_a_group_answers_under_the_button(
    feed: Feed, telegram: FakeTelegram, update: str, thread: int | None, reply_to: int
) -> None:
    """In a group the answer replies to the message of the button, in its topic."""
    await feed(update)
    message = telegram.of("sendMessage")[0]
    assert message.get("message_thread_id") == thread
    assert message["reply_parameters"]["message_id"] == reply_to


async def test_press_too_old_is_answered(feed: Feed, telegram: FakeTelegram) -> None:
    """A press that waited too long to be acknowledged still gets its answer."""
    telegram.then("answerCallbackQuery", TOO_OLD)
    await feed("press_new")
    assert methods(telegram) == ["answerCallbackQuery", "sendMessage"]


async def test_unacknowledged_press_is_answered(feed: Feed, telegram: FakeTelegram) -> None:
    """A time-out while acknowledging does not cost the answer."""
    telegram.then("answerCallbackQuery", TimedOut())
    await feed("press_new")
    assert methods(telegram) == ["answerCallbackQuery", "sendMessage"]


async def test_same_page_again_is_no_error(feed: Feed, telegram: FakeTelegram) -> None:
    """Pressing for the page that is shown already changes nothing and says nothing."""
    telegram.then("editMessageText", NOT_MODIFIED)
    await feed("press_edit")
    assert methods(telegram) == ["answerCallbackQuery", "editMessageText"]


async def test_gone_message_is_sent_anew(feed: Feed, telegram: FakeTelegram) -> None:
    """Where the message was deleted meanwhile, the page comes as a new one."""
    telegram.then("editMessageText", GONE)
    await feed("press_edit")
    assert methods(telegram) == ["answerCallbackQuery", "editMessageText", "sendMessage"]
    assert telegram.of("sendMessage")[0]["text"] == "<b>/dpt 2</b>"


async def test_inaccessible_message_is_sent_anew(feed: Feed, telegram: FakeTelegram) -> None:
    """A message that Telegram no longer shows the bot is not edited but followed."""
    await feed("press_inaccessible")
    assert methods(telegram) == ["answerCallbackQuery", "sendMessage"]
    assert telegram.of("sendMessage")[0]["chat_id"] == 123456789


async def test_press_without_message_is_acknowledged(feed: Feed, telegram: FakeTelegram) -> None:
    """A press from nowhere is acknowledged and goes no further."""
    await feed("press_without_message")
    assert methods(telegram) == ["answerCallbackQuery"]


async def test_foreign_button_says_so(
    feed: Feed, desk: FakeDesk, telegram: FakeTelegram, renderer: Renderer
) -> None:
    """A button that this version does not make says that it is out of date."""
    await feed("press_unknown")
    assert desk.lines == []
    text = plain_text(renderer.text("sistem_tombol_usang"))
    assert telegram.of("answerCallbackQuery") == [{"callback_query_id": PRESS, "text": text}]
    assert len(text) <= 200


async def test_press_flood_is_told_on_the_button(
    feed: Feed, telegram: FakeTelegram, renderer: Renderer, now: list[float]
) -> None:
    """Too many presses are each acknowledged with when to go on, and send nothing."""
    for _ in range(21):
        await feed("press_new")
    now[0] += 12.5
    await feed("press_new")
    assert len(telegram.of("sendMessage")) == 20
    texts = [press.get("text") for press in telegram.of("answerCallbackQuery")]
    expected = [
        plain_text(renderer.text("sistem_terlalu_cepat", detik=seconds)) for seconds in (30, 18)
    ]
    assert texts == [None] * 20 + expected
    assert all(len(text) <= 200 for text in expected)


@pytest.mark.parametrize("with_keyboard", [True, False])
async def test_made_up_press_edits_nothing(
    application: TelegramApplication,
    telegram: FakeTelegram,
    with_keyboard: bool,  # noqa: FBT001 - both ways of making one up
) -> None:
    """Data that no button of the message holds is answered anew: the message stays as it is."""
    payload = update_json("press_edit")
    payload["callback_query"]["data"] = "=/cari xx hubungi wa 0812345"
    if not with_keyboard:
        del payload["callback_query"]["message"]["reply_markup"]
    await hand_over(application, Update.de_json(payload, application.bot))
    assert methods(telegram) == ["answerCallbackQuery", "sendMessage"]


async def test_mistake_edits_nothing(feed: Feed, desk: FakeDesk, telegram: FakeTelegram) -> None:
    """A page that is not understood any more does not take the place of a figure."""
    reply = reply_to("/dpt 2")
    answer = reply.answer.model_copy(update={"understood": False})
    desk.make = lambda _: reply.model_copy(update={"answer": answer})
    await feed("press_edit")
    assert methods(telegram) == ["answerCallbackQuery", "sendMessage"]
