"""The tests' own Bot API, asked through the library's real HTTP; and what the library makes of it.

What can be tried again and what may have been delivered is decided by these exceptions
and their causes, so they are pinned here.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from telegram import Bot, ReplyParameters
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from tests.botapi import faults
from tests.botapi_standin import BotApi, Limits, bot_api, free_port, journaled, main
from tests.telegram_fake import ME, TOKEN, update_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PROJECT = Path(__file__).resolve().parents[2]
GROUP = -1001234567890
JSON = json.JSONDecodeError


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A running Bot API."""
    async with bot_api() as running:
        yield running


@contextlib.asynccontextmanager
async def calling(
    url: str, pool: int = 8, *, read: float = 5, connect: float = 5, wait: float = 5
) -> AsyncIterator[Bot]:
    """A bot of the library's, over real HTTP, not initialized: it makes no call of its own."""
    request = HTTPXRequest(
        connection_pool_size=pool,
        read_timeout=read,
        connect_timeout=connect,
        pool_timeout=wait,
        httpx_kwargs={"trust_env": False},
    )
    async with request:
        yield Bot(
            TOKEN,
            base_url=f"{url}/bot",
            base_file_url=f"{url}/file/bot",
            request=request,
            get_updates_request=request,
        )


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    """A bot that asks ``api``."""
    async with calling(api.url) as ready:
        yield ready


def texts(api: BotApi, chat_id: int) -> list[str]:
    """What the chat got."""
    return [message.text for message in api.messages[chat_id]]


async def failure(bot: Bot, chat_id: int = 5) -> TelegramError:
    """What the library raises for a message to ``chat_id``."""
    with pytest.raises(TelegramError) as raised:
        await bot.send_message(chat_id, "Realisasi rekaan")
    return raised.value


@pytest.mark.parametrize(
    ("fault", "kind", "message"),
    [
        (faults.BLOCKED, Forbidden, "Forbidden: bot was blocked by the user"),
        (faults.DEACTIVATED, Forbidden, "Forbidden: user is deactivated"),
        (faults.KICKED, Forbidden, "Forbidden: bot was kicked from the supergroup chat"),
        (faults.CHAT_NOT_FOUND, BadRequest, "Chat not found"),
        (faults.THREAD_NOT_FOUND, BadRequest, "Message thread not found"),
        (faults.TOPIC_CLOSED, BadRequest, "Topic_closed"),
        (faults.TOPIC_DELETED, BadRequest, "Topic_deleted"),
        (faults.NO_RIGHTS, BadRequest, "Not enough rights to send text messages to the chat"),
        (faults.refusal(401, "Unauthorized"), InvalidToken, "Unauthorized"),
        (faults.refusal(404, "Not Found"), InvalidToken, "Not Found"),
        (faults.refusal(409, "Conflict: terminated"), Conflict, "Conflict: terminated"),
        (faults.SERVER_ERROR, NetworkError, "Internal Server Error"),
        (faults.BAD_GATEWAY, NetworkError, "Bad Gateway"),
        (faults.refusal(429, "Too Many Requests"), NetworkError, "Too Many Requests"),
    ],
)
async def test_refusals_and_what_they_become(
    api: BotApi, bot: Bot, fault: faults.Fault, kind: type[TelegramError], message: str
) -> None:
    """A refusal becomes exactly one exception, without a cause, and nothing is delivered."""
    api.fail(fault, chat=5)
    error = await failure(bot)
    assert (type(error), error.message, error.__cause__) == (kind, message, None)
    assert not api.messages[5]
    await bot.send_message(5, "Sesudahnya")
    assert texts(api, 5) == ["Sesudahnya"]


async def test_flood_limit_becomes_retry_after(api: BotApi, bot: Bot) -> None:
    """A 429 with its seconds becomes ``RetryAfter``, as often as planned."""
    api.fail(faults.too_many(7), chat=5, times=2)
    for _ in range(2):
        error = await failure(bot)
        assert type(error) is RetryAfter
        assert error._retry_after.total_seconds() == 7
        assert error.__cause__ is None
    await bot.send_message(5, "Ketiga")
    assert texts(api, 5) == ["Ketiga"]


async def test_migrated_group_becomes_chat_migrated(api: BotApi, bot: Bot) -> None:
    """A group that moved names its new id for good, and the new id takes messages."""
    api.migrate(-77, GROUP)
    for _ in range(2):
        error = await failure(bot, -77)
        assert isinstance(error, ChatMigrated)
        assert error.new_chat_id == GROUP
        assert error.__cause__ is None
    await bot.send_message(GROUP, "Pindah")
    assert texts(api, GROUP) == ["Pindah"]
    assert not api.messages[-77]


@pytest.mark.parametrize(
    ("fault", "kind", "cause", "delivered"),
    [
        (faults.LOST_REQUEST, NetworkError, httpx.RemoteProtocolError, 0),
        (faults.LOST_ANSWER, NetworkError, httpx.RemoteProtocolError, 1),
        (faults.CUT_ANSWER, NetworkError, httpx.RemoteProtocolError, 1),
        (faults.RESET_REQUEST, NetworkError, httpx.ReadError, 0),
        (faults.RESET_ANSWER, NetworkError, httpx.ReadError, 1),
        (faults.BAD_GATEWAY_PAGE, NetworkError, TelegramError, 0),
        (faults.DELIVERED_502, NetworkError, TelegramError, 1),
        (faults.GARBAGE, TelegramError, JSON, 0),
        (faults.GARBAGE_ANSWER, TelegramError, JSON, 1),
        (faults.hang_before(0.2), TimedOut, httpx.ReadTimeout, 0),
        (faults.hang_after(0.2), TimedOut, httpx.ReadTimeout, 1),
        (faults.hang_lost(0.2), TimedOut, httpx.ReadTimeout, 0),
    ],
)
async def test_trouble_in_between(
    api: BotApi,
    fault: faults.Fault,
    kind: type[TelegramError],
    cause: type[Exception],
    delivered: int,
) -> None:
    """The same exception comes whether or not the message was delivered: it cannot be known."""
    api.fail(fault, chat=5)
    async with calling(api.url, read=0.1) as bot:
        error = await failure(bot)
        assert (type(error), type(error.__cause__)) == (kind, cause)
        assert len(api.messages[5]) == delivered


async def test_late_delivery_comes_after_the_client_gave_up(api: BotApi) -> None:
    """A message that hung is delivered although the library has long raised ``TimedOut``."""
    api.fail(faults.hang_before(0.3), chat=5)
    async with calling(api.url, read=0.1) as bot:
        assert type(await failure(bot)) is TimedOut
        assert api.delivered == 0
        await api.when(lambda: api.delivered == 1)


async def test_answer_without_a_result_is_no_telegram_error(api: BotApi, bot: Bot) -> None:
    """JSON that is no answer of Telegram's ends in a bare ``KeyError``."""
    api.fail(faults.EMPTY_OBJECT, chat=5)
    with pytest.raises(KeyError):
        await bot.send_message(5, "Rekaan")
    assert len(api.messages[5]) == 1


async def test_refused_connection() -> None:
    """Where nobody listens it is a ``NetworkError`` from ``ConnectError``: nothing was sent."""
    async with calling(f"http://127.0.0.1:{free_port()}") as bot:
        error = await failure(bot)
    assert (type(error), type(error.__cause__)) == (NetworkError, httpx.ConnectError)


async def test_connect_time_out() -> None:
    """Where nobody takes the connection it is ``TimedOut`` from ``ConnectTimeout``."""
    with socket.socket() as deaf, contextlib.ExitStack() as callers:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for _ in range(3):
            caller = callers.enter_context(socket.socket())
            caller.setblocking(False)  # noqa: FBT003 - the library's signature
            caller.connect_ex(deaf.getsockname())
        async with calling(f"http://127.0.0.1:{deaf.getsockname()[1]}", connect=0.2) as bot:
            error = await failure(bot)
    assert (type(error), type(error.__cause__)) == (TimedOut, httpx.ConnectTimeout)


async def test_pool_time_out(api: BotApi) -> None:
    """Where all connections are busy it is ``TimedOut`` from ``PoolTimeout``: nothing was sent."""
    api.fail(faults.hang_after(0.5), chat=1)
    async with calling(api.url, pool=1, wait=0.1) as bot:
        busy = asyncio.create_task(bot.send_message(1, "Lama"))
        await api.until("sendMessage")
        error = await failure(bot)
        assert (type(error), type(error.__cause__)) == (TimedOut, httpx.PoolTimeout)
        assert error.message.startswith("Pool timeout")
        await busy
    assert not api.messages[5]


async def test_away_and_back(api: BotApi, bot: Bot) -> None:
    """While the server is away connections are refused; back, it knows all it knew."""
    await bot.send_message(5, "Sebelum")
    async with api.away():
        error = await failure(bot)
        assert isinstance(error.__cause__, httpx.ConnectError)
    await bot.send_message(5, "Sesudah")
    assert texts(api, 5) == ["Sebelum", "Sesudah"]


async def test_messages_are_numbered_within_their_chat(api: BotApi, bot: Bot) -> None:
    """Each chat counts its own messages, those of others too, and keeps topic and reply."""
    update = update_json("private_command")
    theirs = update["message"]["message_id"]
    chat_id = update["message"]["chat"]["id"]
    await api.push(update)
    numbers = [(await bot.send_message(chat, "Rekaan")).message_id for chat in (8, 8, 9, chat_id)]
    assert numbers == [1, 2, 1, theirs + 1]
    sent = await bot.send_message(
        GROUP, "123", message_thread_id=7, reply_parameters=ReplyParameters(4)
    )
    assert (sent.message_thread_id, sent.is_topic_message, sent.text) == (7, True, "123")
    (kept,) = api.messages[GROUP]
    assert (kept.text, kept.thread, kept.reply_to) == ("123", 7, 4)
    assert sent.date.timestamp() == kept.date
    assert api.delivered == 5


async def test_edit_and_delete(api: BotApi, bot: Bot) -> None:
    """An edit changes what the chat has; unchanged, deleted and unknown messages are refused."""
    sent = await bot.send_message(5, "Satu")
    await bot.edit_message_text("Dua", chat_id=5, message_id=sent.message_id)
    assert texts(api, 5) == ["Dua"]
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("Dua", chat_id=5, message_id=sent.message_id)
    assert await bot.delete_message(5, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("Tiga", chat_id=5, message_id=sent.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(5, sent.message_id)
    (kept,) = api.messages[5]
    assert (kept.edits, kept.deleted) == (1, True)
    older = await bot.edit_message_text("Lama", chat_id=5, message_id=99)
    assert not isinstance(older, bool)
    assert older.message_id == 99


async def test_reply_target_that_is_gone(api: BotApi, bot: Bot) -> None:
    """A reply to a deleted message is refused, or sent as none where the bot allows that."""
    api.chats.gone.add((5, 3))
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(5, "A", reply_parameters=ReplyParameters(3))
    await bot.send_message(
        5, "B", reply_parameters=ReplyParameters(3, allow_sending_without_reply=True)
    )
    (kept,) = api.messages[5]
    assert (kept.text, kept.reply_to) == ("B", None)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("<b></b>", "Message text is empty"),
        ("<b>" + "x" * 4097 + "</b>", "Message is too long"),
        ("\U0001f600" * 2049, "Message is too long"),
    ],
)
async def test_text_that_does_not_fit(api: BotApi, bot: Bot, text: str, refusal: str) -> None:
    """A text is measured in UTF-16 units once its entities are parsed."""
    with pytest.raises(BadRequest, match=refusal):
        await bot.send_message(5, text, parse_mode="HTML")
    await bot.send_message(5, "<b>" + "&lt;" * 4096 + "</b>", parse_mode="HTML")
    sent = await bot.send_message(5, "Rekaan")
    with pytest.raises(BadRequest, match=refusal):
        await bot.edit_message_text(text, chat_id=5, message_id=sent.message_id, parse_mode="HTML")
    assert len(api.messages[5]) == 2


async def test_document_comes_back_as_it_was_sent(api: BotApi, bot: Bot) -> None:
    """An uploaded document is delivered, and its bytes can be downloaded."""
    content = b"kode\r\n--x\r\n\r\n" + bytes(range(256)) * 100
    sent = await bot.send_document(
        GROUP, content, filename="rekaan.csv", caption="1234", message_thread_id=7
    )
    assert sent.document
    assert (sent.document.file_name, sent.caption) == ("rekaan.csv", "1234")
    got = await bot.get_file(sent.document.file_id)
    assert bytes(await got.download_as_bytearray()) == content
    (kept,) = api.messages[GROUP]
    assert (kept.text, kept.thread, kept.document) == ("1234", 7, sent.document.file_id)
    again = await bot.send_document(GROUP, sent.document.file_id)
    assert again.document
    assert again.document.file_size == len(content)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(GROUP, sent.document.file_id, caption="x" * 1025)


async def test_files_to_download(api: BotApi, bot: Bot) -> None:
    """A file is told with its size; too big, unknown, missing or broken off it fails."""
    api.chats.store("berkas", "documents/file_1.xlsx", b"isi rekaan")
    api.chats.store("besar", "documents/file_2.xlsx", b"", size=20 * 1024 * 1024 + 1)
    got = await bot.get_file("berkas")
    assert (got.file_size, bytes(await got.download_as_bytearray())) == (10, b"isi rekaan")
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file("besar")
    with pytest.raises(BadRequest, match="Wrong file_id"):
        await bot.get_file("lain")
    api.fail(faults.CUT_ANSWER, methods=["file"])
    with pytest.raises(NetworkError) as raised:
        await got.download_as_bytearray()
    assert isinstance(raised.value.__cause__, httpx.RemoteProtocolError)
    api.chats.files.clear()
    with pytest.raises(InvalidToken):
        await got.download_as_bytearray()


async def test_chats_and_members(api: BotApi, bot: Bot) -> None:
    """Members are what the test made them; who was never spoken of is outside."""
    api.chats.let(GROUP, 1, "creator")
    api.chats.let(GROUP, 2, "administrator", can_post_messages=True)
    api.chats.let(GROUP, 3, "member")
    api.chats.let(GROUP, 4, "kicked")
    api.chats.let(-5, 1, "administrator")
    states = [(await bot.get_chat_member(GROUP, user)).status for user in (1, 2, 3, 4, 6)]
    assert states == ["creator", "administrator", "member", "kicked", "left"]
    second = await bot.get_chat_member(GROUP, 2)
    assert second.to_dict()["can_post_messages"] is True
    assert (await bot.get_chat_member(9, 9)).status == "member"
    assert (await bot.get_chat_member(GROUP, ME["id"])).status == "member"  # type: ignore[arg-type]
    admins = await bot.get_chat_administrators(GROUP)
    assert [admin.user.id for admin in admins] == [1, 2]
    api.chats.known[-9] = {"type": "channel", "title": "Kanal rekaan"}
    kinds = [(await bot.get_chat(chat)).type for chat in (5, GROUP, -5, -9)]
    assert kinds == ["private", "supergroup", "group", "channel"]
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.get_chat("@tidakada")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message("@tidakada", "x")


async def test_small_calls(api: BotApi, bot: Bot) -> None:
    """The bot learns who it is, sets menus, acknowledges; what is unknown is refused."""
    assert (await bot.get_me()).id == ME["id"]
    assert await bot.set_my_commands([("dpt", "Pemilih")])
    assert await bot.get_my_commands() == ()
    assert await bot.answer_callback_query("17", text="Baik")
    assert api.of("answerCallbackQuery") == [{"callback_query_id": "17", "text": "Baik"}]
    with pytest.raises(InvalidToken):
        await bot.get_star_transactions()
    async with httpx.AsyncClient(trust_env=False) as client:
        address = f"{api.url}/bot{TOKEN}"
        got = await client.post(f"{address}/sendMessage", json={"chat_id": 5, "text": "x"})
        assert got.json()["result"]["message_id"] == 1
        got = await client.post(f"{api.url}/bot1:salah/getMe")
        assert got.status_code == 401
        got = await client.post(f"{address}/deleteMessage")
        assert got.json()["description"] == "The stand-in itself failed: KeyError('chat_id')"


async def test_plan_by_topic_count_and_method(api: BotApi, bot: Bot) -> None:
    """Rules meet the calls that they name: one topic, the third, each second, one method."""
    closed = api.fail(faults.TOPIC_CLOSED, chat=GROUP, thread=7, times=None)
    third = api.fail(faults.BLOCKED, chat=5, skip=2)
    second = api.fail(faults.SERVER_ERROR, chat=6, every=2, times=None)
    edits = api.fail(faults.BAD_GATEWAY, methods={"editMessageText"})

    async def sent(chat: int, **more: Any) -> bool:
        try:
            await bot.send_message(chat, "Rekaan", **more)
        except TelegramError:
            return False
        return True

    assert [await sent(GROUP, message_thread_id=thread) for thread in (6, 7, 7)] == [
        True,
        False,
        False,
    ]
    assert [await sent(5) for _ in range(4)] == [True, True, False, True]
    assert [await sent(6) for _ in range(4)] == [True, False, True, False]
    with pytest.raises(NetworkError):
        await bot.edit_message_text("x", chat_id=5, message_id=1)
    assert [rule.happened for rule in (closed, third, second, edits)] == [2, 1, 2, 1]
    api.plan.clear()
    assert await sent(GROUP, message_thread_id=7)


async def test_many_at_once_lose_nothing(api: BotApi, bot: Bot) -> None:
    """Three hundred messages side by side over eight connections are delivered once each."""
    await asyncio.gather(*(bot.send_message(n % 30 + 1, f"{n}") for n in range(300)))
    assert sorted(int(text) for chat in api.messages for text in texts(api, chat)) == [*range(300)]
    assert [message.message_id for message in api.messages[1]] == [*range(1, 11)]


async def test_limits_are_kept_and_counted() -> None:
    """With limits on, what is too much is refused with its seconds and counted by kind."""
    async with bot_api(limits=Limits()) as api, calling(api.url, pool=64) as bot:

        async def send(chat: int) -> int:
            try:
                await bot.send_message(chat, "Rekaan")
            except RetryAfter as limit:
                return int(limit._retry_after.total_seconds())
            return 0

        assert [await send(5), await send(5)] == [0, 1]
        assert api.limited == {"chat": 1}
        waits = [await send(chat) for chat in range(10, 10 + api.limits.per_second)]  # type: ignore[union-attr]
        assert api.delivered == 1 + waits.count(0)
        assert set(waits) <= {0, 1}


def test_limits_by_the_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """A group takes twenty a minute, a person more; all chats together thirty a second."""
    now = [100.0]
    monkeypatch.setattr("tests.botapi.limits.time.monotonic", lambda: now[0])
    limits = Limits()
    for _ in range(20):
        assert limits.wait(GROUP) == 0
        assert limits.wait(5) == 0
        now[0] += 1.5
    assert (limits.wait(GROUP), limits.wait(5)) == (30, 0)
    now[0] += 30
    assert limits.wait(GROUP) == 0
    assert [limits.wait(chat) for chat in range(100, 130)] == [0] * 29 + [1]
    assert limits.refused == {"group": 1, "overall": 1}


async def test_no_limits_unless_asked_for(api: BotApi, bot: Bot) -> None:
    """Without limits a chat takes whatever comes."""
    for _ in range(40):
        await bot.send_message(GROUP, "Rekaan")
    assert len(api.messages[GROUP]) == 40
    assert not api.limited


@contextlib.asynccontextmanager
async def process(*words: str) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """The stand-in in a process of its own: its address, and the process."""
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.botapi_standin",
        *words,
        cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert running.stdout
    try:
        async with asyncio.timeout(20):
            address = (await running.stdout.readline()).decode().strip()
        yield address, running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


async def test_process_journals_what_it_delivers(tmp_path: Path) -> None:
    """The journal holds each delivered message, lost answers too, even after kill -9."""
    journal = tmp_path / "terkirim.jsonl"
    plan = [{"fault": "LOST_ANSWER", "chat": 6}, {"fault": "too_many", "args": [2], "chat": 7}]
    words = ("--port", str(free_port()), "--journal", str(journal), "--faults", json.dumps(plan))
    async with process(*words) as (address, running):
        assert address.endswith(words[1])
        async with calling(address) as bot:
            await bot.send_message(5, "Tiga\nbaris", message_thread_id=3)
            assert isinstance((await failure(bot, 6)).__cause__, httpx.RemoteProtocolError)
            assert isinstance(await failure(bot, 7), RetryAfter)
        running.kill()
        await running.wait()
        got = [(each.chat_id, each.message_id, each.text) for each in journaled(journal)]
        assert got == [(5, 1, "Tiga\nbaris"), (6, 1, "Realisasi rekaan")]
        assert journaled(journal)[0].thread == 3


async def test_process_can_be_told_more(tmp_path: Path) -> None:
    """Another process's stand-in takes updates and faults, tells its counts, ends by itself."""
    words = ("--seconds", "3", "--enforce", "--journal", str(tmp_path / "kosong.jsonl"))
    async with process(*words) as (address, running), calling(address) as bot:
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.post(f"{address}/-/push", json=[update_json("private_command")])
            await client.post(f"{address}/-/faults", json=[{"fault": "BLOCKED"}])
            assert (await client.get(f"{address}/-/lain")).status_code == 404
            assert isinstance(await failure(bot), Forbidden)
            assert len(await bot.get_updates(timeout=0)) == 1
            told = (await client.get(f"{address}/-/state")).json()["result"]
        calls = {"sendMessage": 1, "getUpdates": 1}
        assert told == {"delivered": 0, "limited": {}, "unconfirmed": 1, "calls": calls}
        assert running.stdout
        async with asyncio.timeout(20):
            assert json.loads(await running.stdout.readline()) == told
        assert await running.wait() == 0


def test_runs_in_this_process(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints its address, keeps its journal and prints its counts at the end."""
    journal = tmp_path / "terkirim.jsonl"
    main(["--seconds", "0.01", "--journal", str(journal)])
    address, counts = capsys.readouterr().out.splitlines()
    assert address.startswith("http://127.0.0.1:")
    assert json.loads(counts)["delivered"] == 0
    assert os.path.getsize(journal) == 0  # noqa: PTH202 - nothing else is asked of it
