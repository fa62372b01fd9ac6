"""What happens on the way out: refusals, waits, and chats that are closed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from telegram import Bot
from telegram.error import TimedOut

from bot.addressing import Place
from bot.keyboards import keyboard
from bot.reply import ReplyButton
from bot.sending import Messenger
from tests.bot.desk_fake import reply_to
from tests.telegram_fake import TOKEN, FakeTelegram, Refusal

if TYPE_CHECKING:
    import io
    from collections.abc import AsyncIterator

    from tests.bot.conftest import Feed
    from tests.bot.desk_fake import FakeDesk

HERE = Place(123456789)
UNPARSABLE = Refusal(
    400, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'
)
BLOCKED = Refusal(403, "Forbidden: bot was blocked by the user")


def slow_down(seconds: int) -> Refusal:
    """Telegram's request to wait."""
    text = f"Too Many Requests: retry after {seconds}"
    return Refusal(429, text, {"retry_after": seconds})


@pytest.fixture
def slept() -> list[float]:
    """The waits that the messenger made."""
    return []


@pytest.fixture
async def messenger(telegram: FakeTelegram, slept: list[float]) -> AsyncIterator[Messenger]:
    """A messenger over the fake Telegram that waits in no time."""

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async with Bot(TOKEN, request=telegram, get_updates_request=telegram) as bot:
        telegram.calls.clear()
        yield Messenger(bot, sleep=sleep)


async def test_refused_html_is_sent_plain(messenger: Messenger, telegram: FakeTelegram) -> None:
    """Where Telegram cannot read the HTML, the asker still gets the words and buttons."""
    telegram.then("sendMessage", UNPARSABLE)
    await messenger.send(HERE, reply_to("/dpt <Sikka>"))
    html, plain = telegram.of("sendMessage")
    assert html["parse_mode"] == "HTML"
    assert "parse_mode" not in plain
    assert plain["text"] == "/dpt <Sikka>"
    assert plain["reply_markup"] == html["reply_markup"]


async def test_refused_html_is_edited_plain(messenger: Messenger, telegram: FakeTelegram) -> None:
    """A page that Telegram cannot read as HTML is turned to as plain text."""
    telegram.then("editMessageText", UNPARSABLE)
    await messenger.turn(HERE, 51, reply_to("/dpt 2"))
    assert [edit["text"] for edit in telegram.of("editMessageText")] == ["<b>/dpt 2</b>", "/dpt 2"]


async def test_waits_as_asked(
    messenger: Messenger, telegram: FakeTelegram, slept: list[float]
) -> None:
    """When Telegram says to slow down, the answer comes after exactly that time."""
    telegram.then("sendMessage", slow_down(3), slow_down(5))
    await messenger.send(HERE, reply_to("/dpt"))
    assert slept == [3.0, 5.0]
    assert len(telegram.of("sendMessage")) == 3


@pytest.mark.parametrize(("waits", "tries"), [((60,), 1), ((30, 30), 2), ((1, 1, 1), 3)], ids=str)
async def test_waits_are_bounded(
    messenger: Messenger, telegram: FakeTelegram, waits: tuple[int, ...], tries: int
) -> None:
    """Neither one long wait nor many short ones hold a chat up for ever."""
    telegram.then("sendMessage", *map(slow_down, waits))
    await messenger.send(HERE, reply_to("/dpt"))
    assert len(telegram.of("sendMessage")) == tries


async def test_network_error_is_not_repeated(messenger: Messenger, telegram: FakeTelegram) -> None:
    """After a time-out the message may have arrived, so it is not sent again."""
    telegram.then("sendMessage", TimedOut())
    with pytest.raises(TimedOut):
        await messenger.send(HERE, reply_to("/dpt"))
    assert len(telegram.of("sendMessage")) == 1


@pytest.mark.parametrize(
    "refusal",
    [
        BLOCKED,
        Refusal(403, "Forbidden: bot was kicked from the supergroup chat"),
        Refusal(400, "Bad Request: chat not found"),
        Refusal(400, "Bad Request: not enough rights to send text messages to the chat"),
        Refusal(400, "Bad Request: message thread not found"),
        Refusal(400, "Bad Request: TOPIC_CLOSED"),
        Refusal(400, "Bad Request: CHAT_RESTRICTED"),
        Refusal(400, "Bad Request: PEER_ID_INVALID"),
        Refusal(400, "Bad Request: USER_IS_BLOCKED"),
        Refusal(400, "Bad Request: need administrator rights in the channel chat"),
    ],
    ids=lambda refusal: refusal.description,
)
async def test_closed_chat_is_left_alone(
    feed: Feed, telegram: FakeTelegram, refusal: Refusal
) -> None:
    """Who blocked the bot, or closed the chat or topic, causes no error and no notice."""
    telegram.then("sendMessage", refusal)
    await feed("topic_command")
    assert len(telegram.calls) == 1


@pytest.mark.parametrize("refusal", [BLOCKED, Refusal(400, "Bad Request: chat not found")])
async def test_closed_chat_is_not_edited(
    feed: Feed, telegram: FakeTelegram, refusal: Refusal
) -> None:
    """A page that cannot be turned, since the chat is closed, causes no error either."""
    telegram.then("editMessageText", refusal)
    await feed("press_edit")
    assert telegram.of("sendMessage") == []


async def test_upgraded_group_is_followed(feed: Feed, telegram: FakeTelegram) -> None:
    """A group that became a supergroup meanwhile gets the answer under its new id."""
    moved = {"migrate_to_chat_id": -1004123456789}
    telegram.then(
        "sendMessage",
        Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", moved),
    )
    await feed("small_group_command")
    assert [message["chat_id"] for message in telegram.of("sendMessage")] == [
        -4123456789,
        -1004123456789,
    ]
    assert "reply_parameters" not in telegram.of("sendMessage")[1]


MOVED = Refusal(
    400,
    "Bad Request: group chat was upgraded to a supergroup chat",
    {"migrate_to_chat_id": -1004123456789},
)


async def test_page_of_an_upgraded_group_is_sent_anew(
    messenger: Messenger, telegram: FakeTelegram
) -> None:
    """A page turned in a group that moved meanwhile comes as a new message there."""
    telegram.then("editMessageText", MOVED)
    await messenger.turn(Place(-5, reply_to=3), 51, reply_to("/dpt 2"))
    (message,) = telegram.of("sendMessage")
    assert message["chat_id"] == -1004123456789
    assert "reply_parameters" not in message


async def test_group_is_followed_once(messenger: Messenger, telegram: FakeTelegram) -> None:
    """A server that moves a group on and on is not followed for ever."""
    telegram.always("sendMessage", MOVED)
    telegram.always("editMessageText", MOVED)
    await messenger.send(HERE, reply_to("/dpt"))
    assert len(telegram.of("sendMessage")) == 2
    await messenger.turn(HERE, 51, reply_to("/dpt"))
    assert len(telegram.of("sendMessage")) == 3


async def test_stop_ends_the_wait(telegram: FakeTelegram) -> None:
    """Once the bot stops, an answer that Telegram wants later is cut off at once."""
    stop = asyncio.Event()
    telegram.then("sendMessage", slow_down(40))
    async with Bot(TOKEN, request=telegram, get_updates_request=telegram) as bot:
        sending = asyncio.create_task(Messenger(bot, stop=stop).send(HERE, reply_to("/dpt")))
        await asyncio.sleep(0.01)
        assert not sending.done()
        stop.set()
        await asyncio.wait({sending}, timeout=1)
        assert sending.cancelled()
    assert len(telegram.of("sendMessage")) == 1


async def test_refused_html_is_logged_without_the_text(
    messenger: Messenger, telegram: FakeTelegram, log: io.StringIO
) -> None:
    """Telegram quotes the message where it refuses it: that is not for a log."""
    telegram.then("sendMessage", UNPARSABLE)
    await messenger.send(HERE, reply_to("/dpt"))
    assert "refused the HTML (BadRequest)" in log.getvalue()
    assert "start tag" not in log.getvalue()


async def test_long_button_does_not_cost_the_answer(
    feed: Feed, telegram: FakeTelegram, desk: FakeDesk
) -> None:
    """A button whose question exceeds Telegram's 64 bytes is left out, the answer is not."""
    fitting = ReplyButton(text="Muat", question="/" + "a" * 62)
    buttons = ((fitting,), (ReplyButton(text="Terlalu panjang", question="/" + "a" * 63),))
    desk.make = lambda line: reply_to(line).model_copy(update={"buttons": buttons})
    await feed("private_command")
    rows = telegram.of("sendMessage")[0]["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row] for row in rows] == [["Muat"], ["Salin kutipan"]]
    assert len(rows[0][0]["callback_data"].encode()) == 64


async def test_keyboards_are_remembered_within_bounds(
    messenger: Messenger, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether made now or remembered, a reply's buttons are its own."""
    monkeypatch.setattr("bot.dressing.REMEMBERED", 1)
    bare = reply_to("/sdm").model_copy(update={"buttons": ()})
    full = reply_to("/dpt")
    for reply in (bare, bare, full, bare, full):
        await messenger.send(HERE, reply)
    rows = [message["reply_markup"]["inline_keyboard"] for message in telegram.of("sendMessage")]
    assert [len(row) for row in rows] == [1, 1, 3, 1, 3]


def test_no_buttons_no_keyboard() -> None:
    """A reply without buttons and citation has no keyboard at all."""
    bare = reply_to("/sdm").model_copy(update={"buttons": (), "copy_text": None})
    assert keyboard(bare) is None
