"""The bot over real HTTP, against a Bot API of the tests' own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from bot.serving import serve
from bot.settings import SettingsError, load_settings
from tests.botapi_standin import bot_api, free_port
from tests.telegram_fake import TOKEN, update_json

if TYPE_CHECKING:
    import io
    from collections.abc import AsyncIterator

    from bot.rendering import Renderer
    from tests.bot.desk_fake import FakeDesk
    from tests.botapi_standin import BotApi

KINDS = [
    "message",
    "edited_message",
    "callback_query",
    "channel_post",
    "my_chat_member",
    "inline_query",
]
SECRET = "rahasia_webhook-123"  # noqa: S105 - opens nothing


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A running Bot API."""
    async with bot_api() as running:
        yield running


@contextlib.asynccontextmanager
async def serving(
    api: BotApi, desk: FakeDesk, renderer: Renderer, **settings: Any
) -> AsyncIterator[asyncio.Event]:
    """The bot, serving; stopped in the end by the event."""
    stop = asyncio.Event()
    chosen = load_settings(bot_token=TOKEN, bot_api_url=api.url, **settings)
    task = asyncio.create_task(serve(chosen, desk, renderer, commands=(), stop=stop))
    try:
        yield stop
    finally:
        stop.set()
        async with asyncio.timeout(10):
            await task


async def test_polling_answers_and_confirms(
    api: BotApi, desk: FakeDesk, renderer: Renderer
) -> None:
    """By long polling every update is answered in order, and confirmed at the stop."""
    await api.push(update_json("private_command"))
    async with serving(api, desk, renderer):
        await api.until("sendMessage")
        await api.push(update_json("private_text"), update_json("group_chatter"))
        sent = await api.until("sendMessage", 2)
    assert [message["text"] for message in sent] == [
        "<b>/dpt Sikka</b>",
        "<b>berapa dpt sikka?</b>",
    ]
    assert api.unconfirmed == 0
    assert api.allowed == KINDS
    assert len(api.of("deleteWebhook")) == 1
    assert "drop_pending_updates" not in api.of("deleteWebhook")[0]


async def test_polling_publishes_menus(api: BotApi, desk: FakeDesk, renderer: Renderer) -> None:
    """A start sets menus and descriptions."""
    async with serving(api, desk, renderer, admin_ids="7"):
        await api.until("setMyShortDescription")
    assert [menu["scope"]["type"] for menu in api.of("setMyCommands")] == [
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
    ]


async def test_stop_finishes_what_is_under_way(
    api: BotApi, desk: FakeDesk, renderer: Renderer
) -> None:
    """Updates received before SIGTERM are answered before the bot goes."""
    many = [update_json("private_command") | {"update_id": 100 + n} for n in range(15)]
    async with serving(api, desk, renderer):
        await api.push(*many)
        await api.until("sendMessage")
        os.kill(os.getpid(), signal.SIGTERM)
    assert len(api.of("sendMessage")) == 15
    assert api.unconfirmed == 0


async def test_conflict_is_logged_clearly(
    api: BotApi, desk: FakeDesk, renderer: Renderer, log: io.StringIO
) -> None:
    """Where another process polls too, the log says so, and polling goes on."""
    api.conflicts = 1
    await api.push(update_json("private_command"))
    async with serving(api, desk, renderer):
        await api.until("sendMessage")
    assert "Conflict: another process is receiving" in log.getvalue()
    assert TOKEN not in log.getvalue()


async def test_webhook_answers(api: BotApi, desk: FakeDesk, renderer: Renderer) -> None:
    """By webhook an update with the right secret is answered before it is acknowledged."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    async with serving(api, desk, renderer, webhook_url=base, webhook_secret=SECRET, port=port):
        (webhook,) = await api.until("setWebhook")
        assert webhook == {
            "url": f"{base}/telegram",
            "secret_token": SECRET,
            "allowed_updates": KINDS,
        }
        assert await api.post(update_json("private_command")) == 200
        assert [message["text"] for message in api.of("sendMessage")] == ["<b>/dpt Sikka</b>"]
        for wrong in ("salah", "", SECRET.upper(), SECRET + "x"):
            assert await api.post(update_json("private_text"), secret=wrong) == 403
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"{base}/healthz")).text == "ok"
    assert len(api.of("sendMessage")) == 1
    assert api.webhook, "the webhook stays set, so that Telegram keeps what comes in"


async def test_webhook_port_taken(api: BotApi, desk: FakeDesk, renderer: Renderer) -> None:
    """A port that another process holds is named in one sentence."""
    port = int(api.url.rsplit(":", 1)[1])
    settings = load_settings(
        bot_token=TOKEN,
        bot_api_url=api.url,
        webhook_url=api.url,
        webhook_secret=SECRET,
        port=port,
    )
    with pytest.raises(SettingsError, match=rf"^PORT {port} tidak dapat dipakai"):
        await serve(settings, desk, renderer, commands=())


async def test_refused_webhook_is_one_sentence(
    api: BotApi, desk: FakeDesk, renderer: Renderer
) -> None:
    """An address that Telegram does not take is named, without Telegram's words."""
    api.refusals["setWebhook"] = (400, "Bad Request: bad webhook: Failed to resolve host")
    port = free_port()
    settings = load_settings(
        bot_token=TOKEN,
        bot_api_url=api.url,
        webhook_url=f"http://127.0.0.1:{port}",
        webhook_secret=SECRET,
        port=port,
    )
    with pytest.raises(SettingsError, match=r"^WEBHOOK_URL ditolak Telegram: isi") as refusal:
        await serve(settings, desk, renderer, commands=())
    assert SECRET not in str(refusal.value)
    assert "resolve" not in str(refusal.value)


@pytest.mark.parametrize(
    ("method", "code"), [("getMe", 403), ("getMe", 400), ("deleteWebhook", 409)]
)
async def test_server_that_is_not_telegram_is_one_sentence(
    api: BotApi, desk: FakeDesk, renderer: Renderer, log: io.StringIO, method: str, code: int
) -> None:
    """A proxy that refuses, quoting the token, ends in a sentence that does not."""
    api.refusals[method] = (code, f"access to /bot{TOKEN}/{method} denied")
    settings = load_settings(bot_token=TOKEN, bot_api_url=api.url)
    with pytest.raises(SettingsError, match=r"^BOT_API_URL menjawab tidak semestinya") as refusal:
        await serve(settings, desk, renderer, commands=())
    assert TOKEN.lower() not in (str(refusal.value) + log.getvalue()).lower()


async def test_hanging_menu_does_not_hold_the_stop(
    api: BotApi, desk: FakeDesk, renderer: Renderer
) -> None:
    """A stop does not wait for menus that Telegram is slow to take."""
    api.hanging.add("setMyCommands")
    async with asyncio.timeout(5), serving(api, desk, renderer):
        await api.until("setMyCommands")


async def test_hanging_answer_is_cut_off_at_the_stop(
    api: BotApi, desk: FakeDesk, renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that hangs at a stop is cut off, and the bot goes."""
    monkeypatch.setattr("bot.stopping.GRACE", 0.2)
    api.hanging.add("sendMessage")
    await api.push(update_json("private_command"))
    async with asyncio.timeout(5), serving(api, desk, renderer):
        await api.until("sendMessage")


async def test_refused_token_is_one_sentence(
    api: BotApi, desk: FakeDesk, renderer: Renderer
) -> None:
    """A token that Telegram does not know is refused without being printed."""
    settings = load_settings(bot_token="1:lain", bot_api_url=api.url)  # noqa: S106 - opens nothing
    with pytest.raises(SettingsError, match=r"^BOT_TOKEN ditolak Telegram") as refusal:
        await serve(settings, desk, renderer, commands=())
    assert "lain" not in str(refusal.value)
    assert refusal.value.__suppress_context__


async def test_missing_token_is_one_sentence(desk: FakeDesk, renderer: Renderer) -> None:
    """Without a token nothing starts."""
    with pytest.raises(SettingsError, match=r"^BOT_TOKEN belum ada"):
        await serve(load_settings(), desk, renderer, commands=())


async def test_stop_while_telegram_is_away(desk: FakeDesk, renderer: Renderer) -> None:
    """A bot that waits for an unreachable Bot API stops at once when told to."""
    stop = asyncio.Event()
    settings = load_settings(bot_token=TOKEN, bot_api_url=f"http://127.0.0.1:{free_port()}")
    task = asyncio.create_task(serve(settings, desk, renderer, commands=(), stop=stop))
    await asyncio.sleep(0.2)
    assert not task.done()
    stop.set()
    async with asyncio.timeout(5):
        await task
