"""Strangers at the web process's port, over real HTTP: bounded, refused, and told nothing."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
from typing import TYPE_CHECKING

import pytest

from bot.serving import serve
from bot.settings import load_settings
from tests.botapi_standin import bot_api, free_port
from tests.telegram_fake import TOKEN, update_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.rendering import Renderer
    from tests.bot.desk_fake import FakeDesk
    from tests.botapi_standin import BotApi

SECRET = "rahasia_webhook-123"  # noqa: S105 - opens nothing
HEADER = b"X-Telegram-Bot-Api-Secret-Token"
RIGHT = HEADER + b": " + SECRET.encode()
UPDATE = json.dumps(update_json("private_command")).encode()


class Port:
    """The port of a bot that receives by webhook."""

    def __init__(self, api: BotApi, number: int) -> None:
        self.api = api
        self.number = number

    async def sends(self, *parts: bytes, until: int = 1) -> bytes:
        """What is answered to ``parts`` by the time the answers begin or the line is dead."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.number)
        answer = b""
        try:
            with contextlib.suppress(ConnectionError):
                for part in parts:
                    writer.write(part)
                    await writer.drain()
                async with asyncio.timeout(10):
                    while answer.count(b"HTTP/1.") < until or b"\r\n\r\n" not in answer:
                        piece = await reader.read(65536)
                        if not piece:
                            break
                        answer += piece
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
        return answer

    async def still_answers(self) -> bool:
        """Whether an update of Telegram's is taken and answered."""
        answer = await self.sends(request(RIGHT, body=UPDATE))
        # An answer may stand in the response itself.
        return status(answer) == 200 and (
            b"sendMessage" in answer or bool(self.api.of("sendMessage"))
        )


def request(
    *headers: bytes,
    line: bytes = b"POST /telegram HTTP/1.1",
    body: bytes = b"",
    length: int | None = None,
) -> bytes:
    """A request as bytes."""
    size = len(body) if length is None else length
    lines = [line, b"Host: bot", b"Content-Length: %d" % size, *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def status(answer: bytes) -> int:
    """The status of the first answer; 0 where the line was cut."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


@pytest.fixture
async def port(desk: FakeDesk, renderer: Renderer) -> AsyncIterator[Port]:
    """A bot that receives by webhook."""
    stop, number = asyncio.Event(), free_port()
    async with bot_api() as api:
        settings = load_settings(
            bot_token=TOKEN,
            bot_api_url=api.url,
            webhook_url="https://contoh.invalid",
            webhook_secret=SECRET,
            port=number,
        )
        task = asyncio.create_task(serve(settings, desk, renderer, commands=(), stop=stop))
        await api.until("setWebhook")
        try:
            yield Port(api, number)
        finally:
            stop.set()
            async with asyncio.timeout(10):
                await task


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (HEADER + b":",),
        (HEADER + b": salah",),
        (HEADER + b": " + SECRET[:-1].encode(),),
        (HEADER + b": " + SECRET.encode() + b"x",),
        (HEADER + b": " + SECRET.upper().encode(),),
        (HEADER + b": " + b"a" * 30_000,),
        (HEADER + b": rahasi\xc3\xa1",),
        (HEADER + b": \xff\xfe",),
        (HEADER + b": salah", RIGHT),
        (HEADER + b": salah, " + SECRET.encode(),),
        (b"X-Telegram-Bot-Api-Secret-Token-: " + SECRET.encode(),),
        (b"Authorization: " + SECRET.encode(), b"Cookie: " + SECRET.encode()),
    ],
)
async def test_without_the_secret(port: Port, headers: tuple[bytes, ...]) -> None:
    """A call without Telegram's secret is refused whatever it holds, and nobody is answered."""
    answer = await port.sends(request(*headers, body=UPDATE))
    assert status(answer) == 403
    assert answer.partition(b"\r\n\r\n")[2] == b""
    assert b"sendMessage" not in answer
    assert SECRET.encode() not in answer
    assert port.api.of("sendMessage") == []


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        # A body that never comes, or never ends, is not waited for.
        ((request(length=10**12),), 403),
        ((request(RIGHT, length=2 * 1024 * 1024, body=b"a" * 1024 * 1024 * 2),), 413),
        (
            (
                b"POST /telegram HTTP/1.1\r\nHost: bot\r\nTransfer-Encoding: chunked\r\n\r\n",
                b"10000\r\n" + b"a" * 65536 + b"\r\n",
            ),
            403,
        ),
        # What is packed is not unpacked.
        ((request(RIGHT, b"Content-Encoding: gzip", body=gzip.compress(b"0" * 10**7)),), 400),
        ((request(RIGHT, b"Content-Type: application/xml", body=b"<!DOCTYPE x>"),), 400),
        ((request(RIGHT, b"Content-Type: text/html; charset=utf-7", body=b"{}"),), 200),
        ((request(RIGHT, body=b"\xff" * 1000),), 400),
        ((request(line=b"POST /telegram HTTP/1.0", body=UPDATE),), 403),
        ((request(line=b"TRACE /telegram HTTP/1.1"),), 404),
        ((request(line=b"GET /telegram HTTP/1.1"),), 404),
        ((request(line=b"GET /" + b"a" * 8000 + b" HTTP/1.1"),), 404),
        ((request(line=b"GET /..%2f..%2fetc/passwd HTTP/1.1"),), 404),
        ((request(line=b"GET //contoh.invalid/ HTTP/1.1"),), 404),
        ((b"GET / HTTP/9.9\r\n\r\n",), 400),
        ((b"\x16\x03\x01\x02\x00" + b"\x00" * 200,), 400),
        ((b"POST /telegram HTTP/1.1\r\nHost: bot\r\nContent-Length: -1\r\n\r\n",), 400),
        ((b"POST /telegram HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",), 400),
        (
            (
                b"POST /telegram HTTP/1.1\r\nContent-Length: 5\r\n",
                b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            ),
            400,
        ),
    ],
)
async def test_odd_requests(port: Port, sent: tuple[bytes, ...], expected: int) -> None:
    """An odd request is refused at once, tells nothing, and stands in nobody's way."""
    answer = await port.sends(*sent)
    assert status(answer) == expected
    assert b"Traceback" not in answer
    assert b"python" not in answer.lower()
    assert b"uvicorn" not in answer.lower()
    assert await port.still_answers()


async def test_pipelined_requests(port: Port) -> None:
    """Of requests that follow without waiting each is judged by itself."""
    burst = request() * 200 + request(RIGHT, body=UPDATE) + request()
    answer = await port.sends(burst, until=202)
    assert answer.count(b"HTTP/1.1 403") == 201
    assert answer.count(b"HTTP/1.1 200") == 1


@pytest.mark.parametrize(
    "part", [b"X-A: " + b"a" * 100 + b"\r\n", b"a" * 8192], ids=["many", "one"]
)
async def test_a_head_without_end(port: Port, part: bytes) -> None:
    """Headers without end are hung up on long before they fill the memory."""
    answer = await port.sends(b"POST /telegram HTTP/1.1\r\nX-B: ", *[part] * 20_000)
    assert status(answer) in {0, 400}
    assert await port.still_answers()


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"POST /tele",
        b"POST /telegram HTTP/1.1\r\nHost: bot\r\n",
        request(length=10),
        request(RIGHT, body=b"{", length=10),
    ],
)
async def test_who_tarries_is_hung_up_on(
    port: Port, begun: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that is not finished does not hold its connection for ever."""
    monkeypatch.setattr("bot.bounded_http.LONGEST_REQUEST", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", port.number)
    writer.write(begun)
    async with asyncio.timeout(5):
        with contextlib.suppress(ConnectionError):
            while await reader.read(65536):
                pass
    writer.close()
    assert await port.still_answers()


async def test_many_idle_connections(port: Port) -> None:
    """Hundreds who connect and say nothing keep nobody out."""
    idle = [await asyncio.open_connection("127.0.0.1", port.number) for _ in range(300)]
    assert await port.still_answers()
    for _, writer in idle:
        writer.close()


@pytest.mark.parametrize(
    "path",
    ["/telegram", "/telegram/", "/admin", "/docs", "/openapi.json", "/.git/config", "/telegram?x"],
)
async def test_no_path_tells_what_is_here(port: Port, path: str) -> None:
    """A stranger reads the same of a path that exists and of one that does not."""
    answers = []
    for tried in (path, "/tidak-ada"):
        answer = await port.sends(request(line=f"GET {tried} HTTP/1.1".encode()))
        answers.append((status(answer), answer.partition(b"\r\n\r\n")[2]))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
