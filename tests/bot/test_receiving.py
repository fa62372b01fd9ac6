"""Messages: what is a question to this bot, and where its answer goes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from telegram import Update

from bot.askers import Askers
from bot.flood import FloodGate
from bot.receiving import Reception, as_forwarded
from bot.sending import Messenger
from tests.bot.desk_fake import reply_to
from tests.telegram_fake import update_json

if TYPE_CHECKING:
    from bot.ordering import TelegramApplication
    from bot.rendering import Renderer
    from bot.reply import Reply
    from handlers.asker import Asker
    from tests.bot.conftest import Feed
    from tests.bot.desk_fake import FakeDesk
    from tests.telegram_fake import FakeTelegram

PERSON = 123456789
GROUP = -1001234567890
FORUM = -1009876543210


def only_message(telegram: FakeTelegram) -> dict[str, Any]:
    """The one message sent, the only call made."""
    assert [call.method for call in telegram.calls] == ["sendMessage"]
    return telegram.calls[0].parameters


@pytest.mark.parametrize(
    ("update", "line"),
    [
        ("private_command", "/dpt Sikka"),
        ("private_own_mention", "/dpt Sikka"),
        ("private_text", "berapa dpt sikka?"),
        ("private_start", "/start dpt-5307"),
        ("private_edited", "/dpt Ende"),
    ],
)
async def test_private_text_is_a_question(
    feed: Feed, desk: FakeDesk, telegram: FakeTelegram, update: str, line: str
) -> None:
    """In private chat every text reaches the desk as typed, without the bot's own name."""
    await feed(update)
    assert desk.lines == [(line, False)]
    message = only_message(telegram)
    assert message["chat_id"] == PERSON
    assert message["text"] == f"<b>{line}</b>"


async def test_reply_is_html_with_buttons_and_citation(feed: Feed, telegram: FakeTelegram) -> None:
    """An answer is HTML without link preview, and its citation is a button of its own row."""
    await feed("private_command")
    message = only_message(telegram)
    assert message["parse_mode"] == "HTML"
    assert message["link_preview_options"] == {"is_disabled": True}
    assert message["reply_markup"]["inline_keyboard"] == [
        [{"text": "Ende", "callback_data": "+/dpt Ende"}],
        [{"text": "Berikutnya", "callback_data": "=/dpt 2"}],
        [{"text": "Salin kutipan", "copy_text": {"text": "244.838 pemilih (Lakin 2024)"}}],
    ]


async def test_private_answer_just_follows(feed: Feed, telegram: FakeTelegram) -> None:
    """In private chat an answer quotes nothing and names no topic."""
    await feed("private_command")
    message = only_message(telegram)
    assert "reply_parameters" not in message
    assert "message_thread_id" not in message


async def test_private_topic_is_kept(feed: Feed, telegram: FakeTelegram) -> None:
    """A private chat with topics is answered in the topic of the question."""
    await feed("private_topic")
    assert only_message(telegram)["message_thread_id"] == 55


async def test_edited_question_is_answered_under_itself(feed: Feed, telegram: FakeTelegram) -> None:
    """The answer to a corrected question points at it, since it may stand far above."""
    await feed("private_edited")
    assert only_message(telegram)["reply_parameters"] == {
        "message_id": 11,
        "allow_sending_without_reply": True,
    }


@pytest.mark.parametrize(
    ("update", "line", "commands_only"),
    [
        ("group_command", "/dpt Sikka", True),
        ("small_group_command", "/dpt Sikka", True),
        ("group_command_own_mention", "/dpt Sikka", False),
        ("group_reply", "kalau ende?", False),
        ("group_anonymous_admin", "/dpt Sikka", True),
    ],
)
async def test_group_asks_by_command_or_reply(
    feed: Feed,
    desk: FakeDesk,
    telegram: FakeTelegram,
    update: str,
    line: str,
    commands_only: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    """In groups commands and replies to the bot are answered, as replies to the asker."""
    await feed(update)
    asked = update_json(update)["message"]
    assert desk.lines == [(line, commands_only)]
    message = only_message(telegram)
    assert message["chat_id"] == asked["chat"]["id"]
    assert message["reply_parameters"] == {
        "message_id": asked["message_id"],
        "allow_sending_without_reply": True,
    }


@pytest.mark.parametrize(
    "update",
    [
        "group_chatter",
        "group_photo",
        "group_command_other_bot",
        "group_reply_other_bot",
        "group_reply_to_person",
        "group_edited",
        "group_from_bot",
        "group_linked_channel",
        "topic_chatter",
        "channel_post",
        "private_pinned",
        "private_location_edited",
    ],
)
async def test_silence(feed: Feed, desk: FakeDesk, telegram: FakeTelegram, update: str) -> None:
    """What is not asked of this bot reaches neither the desk nor Telegram."""
    await feed(update)
    assert desk.lines == []
    assert telegram.calls == []


async def test_unknown_group_command_is_silent(
    feed: Feed, desk: FakeDesk, telegram: FakeTelegram
) -> None:
    """A command without a name on it that the desk does not know is left to other bots."""
    await feed("group_unknown_command")
    assert desk.lines == []
    assert telegram.calls == []


@pytest.mark.parametrize(
    ("update", "chat", "thread"),
    [
        ("topic_command", FORUM, 71),
        ("general_topic_command", FORUM, None),
        ("general_topic_marked", FORUM, None),
        ("thread_without_topic", GROUP, None),
    ],
)
async def test_answer_stays_in_its_topic(
    feed: Feed, telegram: FakeTelegram, update: str, chat: int, thread: int | None
) -> None:
    """A topic is answered in the topic; General and plain reply threads have no topic id."""
    await feed(update)
    message = only_message(telegram)
    assert message["chat_id"] == chat
    assert message.get("message_thread_id") == thread


@pytest.mark.parametrize(
    "update", ["private_photo", "private_sticker", "private_voice", "private_location"]
)
async def test_other_than_text_is_told_what_to_type(
    feed: Feed, desk: FakeDesk, telegram: FakeTelegram, renderer: Renderer, update: str
) -> None:
    """A photo, sticker, voice message or place is answered with what to type instead."""
    await feed(update)
    assert desk.lines == []
    assert only_message(telegram)["text"] == renderer.text("sistem_bukan_teks")


async def test_album_is_told_once(feed: Feed, telegram: FakeTelegram) -> None:
    """An album arrives as one message a picture and gets one answer."""
    await feed("private_album_first")
    await feed("private_album_second")
    assert len(telegram.of("sendMessage")) == 1


async def test_flood_is_told_once_then_silent(
    feed: Feed, telegram: FakeTelegram, renderer: Renderer, now: list[float]
) -> None:
    """After twenty quick questions one sentence says when to go on, then all is quiet."""
    for _ in range(25):
        await feed("private_command")
    texts = [message["text"] for message in telegram.of("sendMessage")]
    assert texts == ["<b>/dpt Sikka</b>"] * 20 + [renderer.text("sistem_terlalu_cepat", detik=30)]
    now[0] += 30
    await feed("private_command")
    assert telegram.of("sendMessage")[-1]["text"] == "<b>/dpt Sikka</b>"


async def test_flood_in_a_group_is_one_persons(feed: Feed, telegram: FakeTelegram) -> None:
    """In a group one person's flood closes the bot to them, not to the others."""
    for _ in range(25):
        await feed("group_command")
    await feed("group_reply")
    assert len(telegram.of("sendMessage")) == 20 + 1 + 1
    assert telegram.of("sendMessage")[-1]["text"] == "<b>kalau ende?</b>"


async def test_refused_group_command_costs_no_work(feed: Feed, desk: FakeDesk) -> None:
    """What the limit refuses never reaches the desk, in a group as elsewhere."""
    for _ in range(30):
        await feed("group_command")
    assert len(desk.lines) == 20


async def test_chatter_costs_no_allowance(feed: Feed, telegram: FakeTelegram) -> None:
    """Other bots' commands in a group do not count against who types them."""
    for _ in range(30):
        await feed("group_unknown_command")
    await feed("group_command")
    assert only_message(telegram)["text"] == "<b>/dpt Sikka</b>"


def test_application_takes_only_what_it_asks_for(application: TelegramApplication) -> None:
    """A handler for each kind of update; of its place in chats it hears where there is a store."""
    assert [len(handlers) for handlers in application.handlers.values()] == [4]


async def test_group_answer_leads_to_private_chat(
    feed: Feed, telegram: FakeTelegram, application: TelegramApplication
) -> None:
    """In a group the last button opens the same question in private chat; elsewhere none does."""
    await feed("group_command")
    rows = only_message(telegram)["reply_markup"]["inline_keyboard"]
    name = application.bot.username
    assert rows[-1] == [
        {"text": "Lanjut di chat pribadi", "url": f"https://t.me/{name}?start=dpt-sikka"}
    ]
    telegram.calls.clear()
    await feed("press_group")
    (pressed,) = [call for call in telegram.calls if call.method != "answerCallbackQuery"]
    assert "?start=" in pressed.parameters["reply_markup"]["inline_keyboard"][-1][0]["url"]
    telegram.calls.clear()
    await feed("private_command")
    private = only_message(telegram)["reply_markup"]["inline_keyboard"]
    assert all("url" not in button for row in private for button in row)


async def test_refused_line_goes_into_no_link(
    feed: Feed, desk: FakeDesk, telegram: FakeTelegram
) -> None:
    """What was refused, a NIK for example, is not written into a link."""

    def refused(question: str) -> Reply:
        reply = reply_to(question)
        answer = reply.answer.model_copy(update={"understood": False})
        return reply.model_copy(update={"answer": answer})

    desk.make = refused
    await feed("group_command")
    rows = only_message(telegram)["reply_markup"]["inline_keyboard"]
    assert all("url" not in button for row in rows for button in row)


@pytest.mark.parametrize(
    "line",
    [
        "/permintaan 7 cabut ya",
        "／permintaan 7 cabut ya",
        "\u200b/permintaan 7 cabut ya",
        "\u2060／ikuti dpt",
        "<b>/langganan serapan",
    ],
)
def test_a_forwarded_command_never_acts(line: str) -> None:
    """What somebody else wrote is asked back, however they wrote its slash."""
    read = as_forwarded(line)
    assert read is not None
    assert read.startswith("/start ")


@pytest.mark.parametrize("line", ["／dpt Sikka", "berapa dpt sikka?", "1/2 dari DPT"])
def test_a_forwarded_question_stays_as_it_is(line: str) -> None:
    """What changes nothing is answered as it was written."""
    assert as_forwarded(line) == line


async def test_corrected_words_are_not_counted_as_a_question(
    application: TelegramApplication, desk: FakeDesk, renderer: Renderer
) -> None:
    """A corrected name of a request, which the bot reads as a question, is noted by nobody."""
    noted: list[str] = []

    async def note(_reply: Reply, _asker: Asker, line: str) -> None:
        noted.append(line)

    bot = application.bot
    reception = Reception(
        desk, renderer, Messenger(bot), FloodGate(), Askers(bot), after_reply=note
    )
    context: Any = SimpleNamespace(bot=bot)
    for text in ("Nama Rekaan", "/dpt Ende"):
        raw = update_json("private_edited")
        raw["edited_message"] |= {"text": text, "entities": []}
        await reception.edited_message(Update.de_json(raw, bot), context)
    assert [line for line, _ in desk.lines] == ["Nama Rekaan", "/dpt Ende"]
    assert noted == ["/dpt Ende"]
