"""The transport against the library's own client, over real HTTP: the same in every case."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import logging
import socket
from typing import TYPE_CHECKING, Any

import pytest
from telegram import ReplyParameters
from telegram.error import TelegramError
from telegram.request import RequestData

from bot.outcomes import Outcome, outcome_of
from bot.transport import Transport
from tests.bot.transport_parts import (
    KINDS,
    LOOPS,
    SECRET,
    Came,
    Raw,
    bot_of,
    both,
    calling,
    came_of,
    client,
    http,
    send,
    serving,
)
from tests.botapi import faults
from tests.botapi_standin import bot_api, free_port

if TYPE_CHECKING:
    from telegram import Bot

OK = http("200 OK", b'{"ok":true,"result":true}')
# What is to replace this fixture is for all tests of a folder at once.
pytestmark = pytest.mark.filterwarnings('ignore:Overriding the "event_loop_policy"')


@pytest.fixture(params=LOOPS)
def event_loop_policy(request: pytest.FixtureRequest) -> asyncio.AbstractEventLoopPolicy:
    """Every case runs on asyncio's own loop and on uvloop."""
    return LOOPS[request.param]()


@pytest.fixture(autouse=True)
def _no_token_in_any_log(caplog: pytest.LogCaptureFixture) -> Any:
    """Whatever happens, the token is in no log, even at DEBUG; httpx's own log is shut."""
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "telegram.Bot"):
        caplog.set_level(logging.CRITICAL, name)
    yield
    assert SECRET not in caplog.text


FAULTS = [
    faults.too_many(7),
    faults.migrated(-1007),
    faults.BLOCKED,
    faults.CHAT_NOT_FOUND,
    faults.refusal(401, "Unauthorized"),
    faults.refusal(404, "Not Found"),
    faults.refusal(409, "Conflict: terminated by other getUpdates request"),
    faults.refusal(413, "Request Entity Too Large"),
    faults.refusal(429, "Too Many Requests"),
    faults.Fault(400, "Bad Request: lain", {"hal_lain": 3}),
    faults.Fault(400, "", {}),
    faults.SERVER_ERROR,
    faults.BAD_GATEWAY,
    faults.BAD_GATEWAY_PAGE,
    faults.DELIVERED_502,
    faults.GARBAGE,
    faults.GARBAGE_ANSWER,
    faults.EMPTY_OBJECT,
    faults.Fault(body=b""),
    faults.Fault(code=500, body=b""),
    faults.Fault(body=b'{"ok":true,"result":[1'),
]
BROKEN = [
    faults.LOST_REQUEST,
    faults.LOST_ANSWER,
    faults.CUT_ANSWER,
    faults.RESET_REQUEST,
    faults.RESET_ANSWER,
]
LATE = [faults.hang_before(0.3), faults.hang_after(0.3), faults.hang_lost(0.3)]


async def test_plain_call() -> None:
    """A call gets its result and arrives with the same parameters, nested ones too."""

    async def work(bot: Bot) -> list[Any]:
        first = await bot.send_message(
            -1001,
            "“Pagu” 1 < 2 & 3 = ½ 😀\n",
            message_thread_id=7,
            reply_parameters=ReplyParameters(4, allow_sending_without_reply=True),
        )
        return [first.message_id, first.text, (await bot.get_me()).username]

    came, calls, messages = await both(work)
    assert came.result == [1, "“Pagu” 1 < 2 & 3 = ½ 😀\n", "LaporanKinerjaBot"]
    assert calls[0][1]["chat_id"] == -1001
    assert calls[0][1]["reply_parameters"] == {"message_id": 4, "allow_sending_without_reply": True}
    assert messages == [(-1001, 1, "“Pagu” 1 < 2 & 3 = ½ 😀\n", 7, 4, None)]


async def test_download() -> None:
    """A file is got without any data to send."""

    async def work(bot: Bot) -> bytes:
        return bytes(await (await bot.get_file("berkas")).download_as_bytearray())

    content = bytes(range(256)) * 1000
    came, *_ = await both(
        work, lambda api: api.chats.store("berkas", "documents/rekaan 1.xlsx", content)
    )
    assert came.result == content


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.code}-{fault.description}")
async def test_refusals(fault: faults.Fault) -> None:
    """Whatever the server says becomes the same exception with the same words and numbers."""
    came, *_ = await both(send, lambda api: api.fail(fault))
    assert came.error
    assert not came.meaning


@pytest.mark.parametrize("fault", BROKEN, ids=lambda fault: f"{fault.ending}-{fault.delivers}")
async def test_broken_connections(fault: faults.Fault) -> None:
    """A connection that breaks is a ``NetworkError``, and nobody can tell what was delivered."""
    came, _, messages = await both(send, lambda api: api.fail(fault))
    assert (came.error, came.meaning) == ("NetworkError", "cut off")
    assert len(messages) == fault.delivers


@pytest.mark.parametrize("fault", LATE, ids=["before", "after", "lost"])
async def test_answer_that_does_not_come(fault: faults.Fault) -> None:
    """An answer that takes too long is ``TimedOut``, which says no more than that."""
    came, *_ = await both(send, lambda api: api.fail(fault), read=0.1)
    assert (came.error, came.said, came.meaning) == ("TimedOut", "Timed out", "late")


async def test_time_out_of_one_call() -> None:
    """A call's own time-out counts, and ``None`` is no bound, whatever the client's is."""
    waits = lambda api: api.fail(faults.hang_after(0.2))  # noqa: E731 - shorter so
    short, *_ = await both(lambda bot: bot.send_message(5, "x", read_timeout=0.05), waits)
    assert short.error == "TimedOut"
    at_once, *_ = await both(lambda bot: bot.send_message(5, "x", read_timeout=0), waits)
    assert at_once.error == "TimedOut"

    async def unbounded(bot: Bot) -> int:
        return (await bot.send_message(5, "x", read_timeout=None)).message_id

    patient, *_ = await both(unbounded, waits, read=0.05)
    assert patient.result == 1


async def test_refused_connection() -> None:
    """Where nobody listens nothing was sent."""
    url = f"http://127.0.0.1:{free_port()}"
    for kind in KINDS:
        async with calling(kind, url) as bot:
            assert await came_of(send(bot)) == Came(error="NetworkError", meaning="not sent")


@pytest.mark.parametrize("kind", KINDS)
async def test_what_a_delivery_makes_of_it(kind: str) -> None:
    """A delivery is made again only where nothing was sent; an admin reads why it is uncertain."""

    async def outcome(bot: Bot) -> Outcome:
        with pytest.raises(TelegramError) as raised:
            await send(bot)
        return outcome_of(raised.value)

    async with calling(kind, f"http://127.0.0.1:{free_port()}") as bot:
        assert (await outcome(bot)).kind == "again"
    async with bot_api() as api, calling(kind, api.url, read=0.1) as bot:
        for fault, reason in (
            (faults.LOST_ANSWER, "sambungan terputus"),
            (faults.hang_after(0.2), "waktu tunggu habis"),
            (faults.GARBAGE_ANSWER, "jawaban server tidak dapat dibaca"),
        ):
            api.fail(fault)
            assert await outcome(bot) == Outcome("unknown", reason)


async def test_unknown_host() -> None:
    """Where there is no such host nothing was sent."""
    for kind in KINDS:
        async with calling(kind, "http://tidak-ada.invalid") as bot:
            assert await came_of(send(bot)) == Came(error="NetworkError", meaning="not sent")


@pytest.mark.parametrize("url", ["http://[", "gopher://rekaan", "http://", "http://127.0.0.1:x"])
async def test_address_that_is_none(url: str) -> None:
    """An address that makes no sense is a ``NetworkError`` without the token."""
    async with calling("transport", url) as bot:
        assert (await came_of(send(bot))).error == "NetworkError"


async def test_connect_time_out() -> None:
    """Where nobody takes the connection it is ``TimedOut``, and nothing was sent."""
    with socket.socket() as deaf, contextlib.ExitStack() as callers:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for _ in range(3):
            caller = callers.enter_context(socket.socket())
            caller.setblocking(False)  # noqa: FBT003 - the library's signature
            caller.connect_ex(deaf.getsockname())
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        for kind in KINDS:
            async with calling(kind, url, connect=0.1) as bot:
                expected = Came(error="TimedOut", said="Timed out", meaning="not sent")
                assert await came_of(send(bot)) == expected


async def test_pool_that_is_exhausted() -> None:
    """Where all connections stay busy the error says so, and nothing was sent."""
    for kind in KINDS:
        async with bot_api() as api, calling(kind, api.url, connections=1) as bot:
            api.fail(faults.hang_after(0.3), chat=1)
            busy = asyncio.create_task(bot.send_message(1, "Lama"))
            await api.until("sendMessage")
            came = await came_of(bot.send_message(5, "Rekaan", pool_timeout=0.05))
            await busy
            assert (came.error, came.meaning) == ("TimedOut", "not sent")
            assert came.said.startswith("Pool timeout: All connections")
            assert not api.messages[5]


async def test_pool_with_patience() -> None:
    """Who waits for a connection gets one, in turn."""
    async with bot_api() as api, calling("transport", api.url, connections=1) as bot:
        await asyncio.gather(*(bot.send_message(n + 1, "Rekaan") for n in range(40)))
        order = [parameters["chat_id"] for parameters in api.of("sendMessage")]
    assert order == [*range(1, 41)]


async def test_closed_client() -> None:
    """A client that was shut down, or never began, says so; anew it works."""
    async with bot_api() as api:
        for kind in KINDS:
            request = client(kind)
            bot = bot_of(request, api.url)
            if kind == "transport":
                with pytest.raises(RuntimeError, match="not initialized"):
                    await request.do_request("http://127.0.0.1", "GET")
            await request.initialize()
            await request.initialize()
            assert await send(bot)
            await request.shutdown()
            await request.shutdown()
            came = await came_of(send(bot))
            assert came.error == "NetworkError"
            assert came.said.startswith("Unknown error in HTTP implementation: RuntimeError(")
            await request.initialize()
            assert await send(bot)
            await request.shutdown()


@pytest.mark.parametrize(
    "answer",
    [
        http("599 Lain", b'{"ok":false,"description":"Lain"}'),
        http("302 Found", b"", "Location: /lain"),
        http("307 Temporary Redirect", b"", "Location: http://127.0.0.1:1/lain"),
        http("204 No Content"),
        http("418 I'm a Teapot", b'{"ok":false}'),
        http("200 OK", gzip.compress(b'{"ok":true,"result":true}'), "Content-Encoding: gzip"),
        http("200 OK", b'{"ok":true,"result":"\xff\xfe"}'),
        http("200 OK", b'{"ok":true,"result":NaN}'),
        http("200 OK", b'{"ok":true,"result":"\\ud83d"}'),
        http("200 OK", b'\xef\xbb\xbf{"ok":true,"result":true}'),
        http("200 OK", b'{"ok":true,"result":1,"result":-1001234567890}'),
        Raw(
            bytes_=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            b'f\r\n{"ok":true,"resu\r\n9\r\nlt":true}\r\n0\r\n\r\n'.replace(b"f\r\n", b"10\r\n")
        ),
    ],
    ids=lambda answer: answer.bytes_[9:30].split(b"\r")[0].decode(),
)
async def test_odd_answers(answer: Raw) -> None:
    """Unknown codes, redirects, packed bodies and JSON that is hardly one are read the same."""
    outcomes = []
    for kind in KINDS:
        async with serving(answer) as server, calling(kind, server.url) as bot:
            came = await came_of(bot.request.post(f"{bot.base_url}/getMe"))
            outcomes.append((repr(came), len(server.asked)))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][1] == 1


@pytest.mark.parametrize(
    "answer",
    [
        Raw(bytes_=b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        http("200 OK", b"\x1f\x8b rusak", "Content-Encoding: gzip"),
        Raw(bytes_=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"),
    ],
    ids=["no HTTP", "torn gzip", "torn chunks"],
)
async def test_answers_that_are_no_http(answer: Raw) -> None:
    """What cannot be read as HTTP is a ``NetworkError`` of unknown fate."""
    for kind in KINDS:
        async with serving(answer) as server, calling(kind, server.url, read=1) as bot:
            came = await came_of(send(bot))
            assert (came.error, came.meaning == "not sent") == ("NetworkError", False)


async def test_cookies_are_not_kept() -> None:
    """A cookie that the server sets is not sent back."""
    answer = http("200 OK", b'{"ok":true,"result":true}', "Set-Cookie: a=b; Path=/")
    seen: list[bytes] = []
    async with raw_server(seen, answer.raw()) as url, calling("transport", url) as bot:
        for _ in range(2):
            assert await bot.request.post(f"{bot.base_url}/close") is True
    assert len(seen) == 2
    assert b"cookie" not in b"".join(seen).lower()
    assert b"User-Agent: python-telegram-bot v" in seen[0]


@contextlib.asynccontextmanager
async def raw_server(seen: list[bytes], answer: bytes) -> Any:
    """A server on one connection after another that keeps each request as it came."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                size = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
                seen.append(head + await reader.readexactly(size))
                writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


class Counted:
    """How many connections a server took, and how many are open at the same time."""

    def __init__(self) -> None:
        self.open = self.taken = self.most = 0
        self.all_closed = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until the client closes it."""
        self.taken += 1
        self.open += 1
        self.most = max(self.most, self.open)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(
                    int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
                )
                await asyncio.sleep(0)
                writer.write(OK.raw())
        self.open -= 1
        if not self.open:
            self.all_closed.set()
        writer.close()


async def test_connections_are_kept_bounded_and_closed() -> None:
    """Calls one after another use one connection, many at once the bound, after the end none."""
    counted = Counted()
    server = await asyncio.start_server(counted.serve, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        request = Transport(4)
        async with request:
            bot = bot_of(request, url)
            for _ in range(20):
                await bot.request.post(f"{bot.base_url}/close")
            assert (counted.taken, counted.open) == (1, 1)
            calls = (bot.request.post(f"{bot.base_url}/close") for _ in range(50))
            assert await asyncio.gather(*calls) == [True] * 50
            assert counted.most == counted.taken == 4
        async with asyncio.timeout(5):
            await counted.all_closed.wait()


async def test_cancelled_call_gives_its_connection_back() -> None:
    """A call that is given up, in the queue or under way, leaves the pool as it was."""
    async with bot_api() as api, calling("transport", api.url, connections=1) as bot:
        api.fail(faults.hang_after(5), chat=1)
        first = asyncio.create_task(bot.send_message(1, "Lama"))
        await api.until("sendMessage")
        second = asyncio.create_task(bot.send_message(2, "Menunggu"))
        await asyncio.sleep(0)
        for task in (second, first):
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert await send(bot) == 1
        assert not api.messages[2]


async def test_connection_that_the_server_closed_is_not_used() -> None:
    """A kept connection that the server has ended meanwhile costs no call."""
    async with bot_api() as api, calling("transport", api.url) as bot:
        assert await send(bot) == 1
        async with api.away():
            pass
        assert await send(bot) == 2


def test_json_is_read_as_the_library_reads_it(caplog: pytest.LogCaptureFixture) -> None:
    """No JSON is a ``TelegramError`` that neither tells nor logs what was received."""
    with pytest.raises(TelegramError, match="Invalid server response") as raised:
        Transport.parse_json_payload(b"rahasia orang <html>")
    assert "rahasia" not in f"{raised.value!r} {raised.value.__cause__!r} {caplog.text}"
    assert raised.value.__context__ is None
    assert vars(raised.value.__cause__) == {}
    with pytest.raises(TelegramError, match="Invalid server response"):
        Transport.parse_json_payload(b"[" * 100_000)


async def test_call_without_a_body_that_can_be_sent() -> None:
    """A text that is no UTF-8 is refused before anything is sent."""
    async with serving(OK) as server, calling("transport", server.url) as bot:
        assert (await came_of(bot.send_message(5, "\ud83d"))).error == "NetworkError"
        assert server.asked == []
        assert await bot.request.post(f"{bot.base_url}/close", RequestData()) is True
