"""The webhook's door: who gets in, and what is answered."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from bot.ordering import under_way
from bot.stopping import finish
from bot.webhook import webhook_app
from tests.telegram_fake import sent_message, update_json

if TYPE_CHECKING:
    import io
    from collections.abc import AsyncIterator

    from bot.ordering import TelegramApplication
    from tests.telegram_fake import FakeTelegram

SECRET = "rahasia_webhook-123"  # noqa: S105 - opens nothing
RIGHT = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


@pytest.fixture
async def client(application: TelegramApplication) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the webhook app, which waits a tenth of a second for slow answers."""
    app = webhook_app(application, SECRET, longest_wait=0.1)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as opened:
        yield opened


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("POST", "/telegram", {}, b"{}", 403),
        ("POST", "/telegram", {"X-Telegram-Bot-Api-Secret-Token": "salah"}, b"{}", 403),
        ("POST", "/telegram", {"X-Telegram-Bot-Api-Secret-Token": b"\xe9"}, b"{}", 403),
        ("POST", "/telegram", RIGHT, b"{", 400),
        ("POST", "/telegram", RIGHT, b"", 400),
        ("POST", "/telegram", RIGHT, b"\xff\xfe", 400),
        ("POST", "/telegram", RIGHT, b"[]", 400),
        ("POST", "/telegram", RIGHT, b"[" * 100_000, 400),
        ("POST", "/telegram/", RIGHT, b"{}", 404),
        ("GET", "/healthz/", {}, None, 404),
        ("POST", "/telegram", RIGHT, b'{"x": "' + b"a" * 1024 * 1024 + b'"}', 413),
        ("POST", "/telegram", RIGHT, b'{"update_id": 1, "jenis_baru": {}}', 200),
        ("POST", "/telegram", RIGHT, b'{"update_id": 1, "message": {}}', 200),
        ("GET", "/telegram", RIGHT, None, 404),
        ("POST", "/healthz", RIGHT, b"{}", 404),
        ("GET", "/", {}, None, 404),
        ("GET", "/.env", {}, None, 404),
        ("GET", "/healthz", {}, None, 200),
    ],
)
async def test_door(
    client: httpx.AsyncClient,
    telegram: FakeTelegram,
    method: str,
    path: str,
    headers: dict[str, Any],
    body: bytes | None,
    status: int,
) -> None:
    """Only Telegram's own updates get in; nobody else learns what is here."""
    answer = await client.request(method, path, headers=headers, content=body)
    assert answer.status_code == status
    assert answer.text == ("ok" if path == "/healthz" and status == 200 else "")
    assert telegram.calls == []


async def test_update_is_handled_before_it_is_acknowledged(
    client: httpx.AsyncClient, telegram: FakeTelegram
) -> None:
    """When Telegram hears 200, the answer was sent."""
    answer = await client.post("/telegram", headers=RIGHT, json=update_json("private_command"))
    assert answer.status_code == 200
    assert len(telegram.of("sendMessage")) == 1


async def test_slow_update_goes_on_in_the_background(
    client: httpx.AsyncClient, telegram: FakeTelegram
) -> None:
    """An answer that takes too long is acknowledged meanwhile and still sent."""
    release = asyncio.Event()
    done: list[bool] = []

    async def slow(parameters: dict[str, Any]) -> Any:
        await release.wait()
        done.append(True)
        return sent_message(parameters)

    telegram.then("sendMessage", slow)
    answer = await client.post("/telegram", headers=RIGHT, json=update_json("private_command"))
    assert answer.status_code == 200
    assert done == []
    release.set()
    await asyncio.sleep(0.01)
    assert done == [True]


async def test_failing_update_is_acknowledged(
    client: httpx.AsyncClient, telegram: FakeTelegram, log: io.StringIO
) -> None:
    """A failure is apologised for once; Telegram is not asked to send the update again."""
    telegram.then("sendMessage", ValueError("rusak"))
    answer = await client.post("/telegram", headers=RIGHT, json=update_json("private_command"))
    assert answer.status_code == 200
    assert "reference=" in log.getvalue()


async def test_health_tells_when_not_running(application: TelegramApplication) -> None:
    """The health check fails while the bot does not answer."""
    app = webhook_app(application, SECRET)
    await application.stop()
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        assert (await client.get("/healthz")).status_code == 503
    await application.start()


async def test_door_takes_real_updates_of_every_kind(client: httpx.AsyncClient) -> None:
    """A body as Telegram posts it, with characters beyond ASCII, gets in."""
    body = json.dumps(update_json("private_sticker"), ensure_ascii=False).encode()
    answer = await client.post("/telegram", headers=RIGHT, content=body)
    assert answer.status_code == 200


async def test_repeated_update_is_handled_once(
    client: httpx.AsyncClient, telegram: FakeTelegram
) -> None:
    """An update that Telegram posts again, not having heard, is acknowledged only."""
    for _ in range(3):
        answer = await client.post("/telegram", headers=RIGHT, json=update_json("private_command"))
        assert answer.status_code == 200
    assert len(telegram.of("sendMessage")) == 1


async def test_remembered_updates_are_bounded(
    client: httpx.AsyncClient, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the latest numbers are remembered."""
    monkeypatch.setattr("bot.webhook.REMEMBERED", 1)
    for number in (1, 2, 1):
        update = update_json("private_command") | {"update_id": number}
        await client.post("/telegram", headers=RIGHT, json=update)
    assert len(telegram.of("sendMessage")) == 3


async def test_tarrying_body_is_given_up(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body that does not end is not waited for for ever."""
    monkeypatch.setattr("bot.webhook.LONGEST_BODY", 0.05)

    async def body() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)
        yield b"}"

    answer = await client.post("/telegram", headers=RIGHT, content=body())
    assert answer.status_code == 408


async def test_what_a_stop_cuts_off_is_not_acknowledged(
    application: TelegramApplication, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram keeps what was cut off, and what comes after the stop, for the next process."""
    monkeypatch.setattr("bot.stopping.GRACE", 0.05)
    stop = asyncio.Event()

    async def hang(_: dict[str, Any]) -> Any:
        await asyncio.sleep(60)

    telegram.always("sendMessage", hang)
    app = webhook_app(application, SECRET, stop=stop)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        posting = asyncio.create_task(
            client.post("/telegram", headers=RIGHT, json=update_json("private_command"))
        )
        await asyncio.sleep(0.05)
        stop.set()
        await finish(under_way(application))
        assert (await posting).status_code == 503
        late = await client.post("/telegram", headers=RIGHT, json=update_json("private_text"))
        assert late.status_code == 503
    assert len(telegram.of("sendMessage")) == 1
