"""Order within a chat, and chats side by side."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from telegram import Update

from bot.ordering import ChatOrder, hand_over, lane_of, read_update
from tests.telegram_fake import Refusal, sent_message, update_json

if TYPE_CHECKING:
    import io

    from bot.ordering import TelegramApplication
    from tests.telegram_fake import FakeTelegram

PERSON = 123456789
GROUP = -1001234567890


def asking(application: TelegramApplication, name: str, text: str) -> Update:
    """The named update with another text."""
    payload = update_json(name)
    payload["message"]["text"] = text
    return Update.de_json(payload, application.bot)


async def test_chat_keeps_its_order_while_others_go_on(
    application: TelegramApplication, telegram: FakeTelegram
) -> None:
    """A chat's second answer waits for its slow first one; another chat's does not."""
    release = asyncio.Event()

    async def slow_for_one(parameters: dict[str, Any]) -> Any:
        if parameters["text"] == "<b>/dpt 1</b>":
            await release.wait()
        return sent_message(parameters)

    telegram.always("sendMessage", slow_for_one)
    tasks = [
        hand_over(application, asking(application, "private_command", "/dpt 1")),
        hand_over(application, asking(application, "private_command", "/dpt 2")),
        hand_over(application, asking(application, "group_command", "/dpt 3")),
    ]
    await tasks[2]
    assert [(call["chat_id"], call["text"]) for call in telegram.of("sendMessage")] == [
        (PERSON, "<b>/dpt 1</b>"),
        (GROUP, "<b>/dpt 3</b>"),
    ]
    release.set()
    await asyncio.gather(*tasks)
    assert telegram.of("sendMessage")[-1]["text"] == "<b>/dpt 2</b>"


async def test_press_keeps_the_order_of_its_chat(
    application: TelegramApplication, telegram: FakeTelegram
) -> None:
    """A button pressed after a question is answered after it."""
    release = asyncio.Event()

    async def slow(parameters: dict[str, Any]) -> Any:
        await release.wait()
        return sent_message(parameters)

    telegram.then("sendMessage", slow)
    tasks = [
        hand_over(application, Update.de_json(update_json(name), application.bot))
        for name in ("private_command", "press_new")
    ]
    await asyncio.sleep(0.01)
    assert telegram.of("answerCallbackQuery") == []
    release.set()
    await asyncio.gather(*tasks)
    assert [message["text"] for message in telegram.of("sendMessage")] == [
        "<b>/dpt Sikka</b>",
        "<b>/dpt Ende</b>",
    ]


async def run_all(order: ChatOrder, chats: list[int]) -> tuple[int, list[int]]:
    """How many updates were in work at once, and the order in which they ended."""
    at_work = most = 0
    ended: list[int] = []

    async def work(number: int) -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await asyncio.sleep(0)
        at_work -= 1
        ended.append(number)

    def update(chat: int) -> Update:
        payload = update_json("group_command")
        payload["message"]["chat"]["id"] = chat
        return Update.de_json(payload, None)

    await asyncio.gather(
        *(order.process_update(update(chat), work(n)) for n, chat in enumerate(chats))
    )
    return most, ended


async def test_work_is_bounded() -> None:
    """However many chats ask, only so many are worked for at once."""
    most, ended = await run_all(ChatOrder(side_by_side=4), list(range(-1, -51, -1)))
    assert most == 4
    assert len(ended) == 50


async def test_one_chats_queue_leaves_room_for_others() -> None:
    """A chat with a long queue holds one place, not all of them."""
    _, ended = await run_all(ChatOrder(side_by_side=2), [-1] * 40 + [-2])
    assert ended.index(40) < 5
    assert [number for number in ended if number != 40] == list(range(40))


async def test_table_of_chats_empties() -> None:
    """When all is answered, nothing is remembered of any chat."""
    order = ChatOrder()
    await run_all(order, [-1, -2, -2, -3])
    assert order.chats == 0


async def test_failed_update_frees_its_chat() -> None:
    """An update that fails does not hold its chat up."""
    order = ChatOrder()

    async def fail() -> None:
        raise ValueError

    update = Update.de_json(update_json("group_command"), None)
    await asyncio.gather(order.process_update(update, fail()), return_exceptions=True)
    assert order.chats == 0


async def test_what_has_no_chat_is_handled() -> None:
    """Updates without a chat keep their user's order, anything else keeps none."""
    update = Update.de_json(update_json("press_without_message"), None)
    assert lane_of(update) == PERSON
    assert lane_of(Update(1)) is None
    assert lane_of("bukan pembaruan") is None
    done: list[bool] = []

    async def work() -> None:
        done.append(True)

    await ChatOrder().process_update("bukan pembaruan", work())
    assert done == [True]


def test_unreadable_update_is_skipped(application: TelegramApplication, log: io.StringIO) -> None:
    """An update that the library cannot read is logged by number, without its content."""
    payload = {"update_id": 9, "message": {"text": "isi yang tidak boleh bocor"}}
    assert read_update(payload, application.bot) is None
    assert "Update 9 cannot be read" in log.getvalue()
    assert "bocor" not in log.getvalue()


async def test_chat_that_is_slowed_down_holds_no_place(
    application: TelegramApplication, telegram: FakeTelegram
) -> None:
    """While one chat waits as Telegram asks, another gets its working place."""
    order = application.update_processor
    assert isinstance(order, ChatOrder)
    order._working = asyncio.Semaphore(1)
    limit = Refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1})
    telegram.then("sendMessage", limit)
    slow = [
        hand_over(application, asking(application, "group_command", f"/dpt {n}")) for n in (1, 2)
    ]
    await asyncio.sleep(0.01)
    async with asyncio.timeout(0.5):
        await hand_over(application, asking(application, "private_command", "/dpt 3"))
    await asyncio.gather(*slow)
    texts = [message["text"] for message in telegram.of("sendMessage")]
    assert texts == [f"<b>/dpt {n}</b>" for n in (1, 3, 1, 2)]
    assert order._working._value == 1


def test_numbers_only_are_logged(application: TelegramApplication, log: io.StringIO) -> None:
    """A text in the place of the number is not logged either."""
    assert read_update({"update_id": "bocor", "message": {"x": 1}}, application.bot) is None
    assert "bocor" not in log.getvalue()
