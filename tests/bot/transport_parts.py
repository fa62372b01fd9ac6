"""The same call made by both clients, and what came of it in words that can be compared."""

from __future__ import annotations

import asyncio
import contextlib
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import uvloop
from telegram import Bot
from telegram.error import ChatMigrated, RetryAfter, TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from bot.mishaps import cut_off, not_sent, out_of_time
from bot.transport import Transport
from tests.botapi.wire import Answer, Listener, Request
from tests.botapi_standin import BotApi, bot_api
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

KINDS = ("transport", "httpx")
LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoopPolicy]] = {
    "asyncio": asyncio.DefaultEventLoopPolicy,
    "uvloop": uvloop.EventLoopPolicy,
}
SECRET = TOKEN.partition(":")[2]


def client(
    kind: str,
    *,
    connections: int = 8,
    read: float = 5,
    connect: float = 5,
    pool: float = 5,
    media: float = 5,
    trust_env: bool = False,
) -> BaseRequest:
    """A client of either kind with the same bounds."""
    if kind == "transport":
        return Transport(
            connections,
            read_timeout=read,
            connect_timeout=connect,
            pool_timeout=pool,
            media_write_timeout=media,
            trust_env=trust_env,
        )
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=read,
        connect_timeout=connect,
        pool_timeout=pool,
        media_write_timeout=media,
        httpx_kwargs={"trust_env": trust_env},
    )


@contextlib.asynccontextmanager
async def calling(kind: str, url: str, **bounds: Any) -> AsyncIterator[Bot]:
    """A bot that calls ``url`` with a client of ``kind``; it makes no call of its own."""
    async with client(kind, **bounds) as request:
        yield bot_of(request, url)


def bot_of(request: BaseRequest, url: str) -> Bot:
    """A bot over ``request``, not initialized."""
    return Bot(
        TOKEN,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=request,
        get_updates_request=request,
    )


@dataclass(frozen=True)
class Came:
    """What came of a call: its result, or the error, what it says and what it means.

    Where the client itself failed, the error's text is its own and left out.
    """

    result: Any = None
    error: str = ""
    said: str = ""
    more: Any = None
    meaning: str = ""


def meaning_of(error: BaseException) -> str:
    """What a delivery would make of ``error``."""
    if not_sent(error):
        return "not sent"
    if out_of_time(error):
        return "late"
    return "cut off" if cut_off(error) else ""


async def came_of(work: Awaitable[Any]) -> Came:
    """What comes of ``work``; no part of an error tells the token."""
    try:
        return Came(await work)
    except Exception as error:  # noqa: BLE001 - whatever comes is what is compared
        secret_in_none_of(error)
        meaning = meaning_of(error)
        more = None
        if isinstance(error, RetryAfter):
            more = error._retry_after.total_seconds()
        elif isinstance(error, ChatMigrated):
            more = error.new_chat_id
        said = ""
        if isinstance(error, TelegramError) and not meaning:
            said = error.message
        elif meaning and type(error).__name__ == "TimedOut":
            said = str(error)
        return Came(error=type(error).__name__, said=said, more=more, meaning=meaning)


def secret_in_none_of(error: BaseException) -> None:
    """Fails where ``error``, or whatever it comes from, tells the token."""
    assert SECRET not in "".join(traceback.format_exception(error))
    for each in chain(error):
        assert SECRET not in f"{each} {each!r} {each.args!r}"


def chain(error: BaseException | None) -> list[BaseException]:
    """``error`` with all its causes and contexts."""
    found: list[BaseException] = []
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if each is not None and each not in found:
            found.append(each)
            waiting += [each.__cause__, each.__context__]
    return found


@dataclass(frozen=True)
class Raw(Answer):
    """An answer as it stands, byte by byte."""

    bytes_: bytes = b""

    def raw(self) -> bytes:
        """Those bytes."""
        return self.bytes_


def http(status: str, body: bytes = b"", *headers: str) -> Raw:
    """A whole answer with the given status line and more headers."""
    lines = (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers)
    return Raw(bytes_="\r\n".join((*lines, "", "")).encode() + body)


@dataclass
class Server:
    """Answers every request with ``answer``, and keeps what was asked."""

    answer: Answer
    url: str = ""
    asked: list[Request] = field(default_factory=list)


@contextlib.asynccontextmanager
async def serving(
    answer: Answer, handle: Callable[[Request], Awaitable[Answer]] | None = None
) -> AsyncIterator[Server]:
    """A server that says ``answer`` to everything, or what ``handle`` says."""
    server = Server(answer)

    async def say(request: Request) -> Answer:
        server.asked.append(request)
        return server.answer if handle is None else await handle(request)

    listener = Listener(say)
    await listener.open()
    server.url = f"http://127.0.0.1:{listener.port}"
    try:
        yield server
    finally:
        await listener.close()


async def both(
    work: Callable[[Bot], Awaitable[Any]],
    prepare: Callable[[BotApi], object] = lambda _: None,
    **bounds: Any,
) -> tuple[Came, list[tuple[str, dict[str, Any]]], list[Any]]:
    """What came of ``work``, the calls and the messages, the same with either client."""
    outcomes = []
    for kind in KINDS:
        async with bot_api() as api, calling(kind, api.url, **bounds) as bot:
            prepare(api)
            came = await came_of(work(bot))
            got = [
                (chat, each.message_id, each.text, each.thread, each.reply_to, each.markup)
                for chat, messages in api.messages.items()
                for each in messages
            ]
            outcomes.append((came, api.calls, got))
    assert outcomes[0] == outcomes[1]
    return outcomes[0]


async def send(bot: Bot) -> int:
    """The number of a message that was sent."""
    return (await bot.send_message(5, "Rekaan <b>1</b>", parse_mode="HTML")).message_id
