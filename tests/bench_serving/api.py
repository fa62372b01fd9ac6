"""A lean Bot API for load: what it answers is made beforehand, and it only counts."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, cast

import orjson

from tests.bench_serving.questions import FIRST_UPDATE, Ledger, sent, update_of
from tests.bench_serving.wire import Messages, fields, response
from tests.telegram_fake import ME

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.bench_serving.wire import Message

MOST_UPDATES = 100
OK = response(b'{"ok":true,"result":true}')
NOTHING = response(b'{"ok":true,"result":[]}')
UNKNOWN = response(b'{"ok":false,"error_code":404,"description":"Not Found"}', b"404 Not Found")
WHO = response(orjson.dumps({"ok": True, "result": ME}))
PICTURE = [{"file_id": "rekaan", "file_unique_id": "rekaan", "width": 800, "height": 800}]
# Calls that change nothing here.
TAKEN = frozenset(
    {
        b"deleteWebhook",
        b"setMyCommands",
        b"setMyDescription",
        b"setMyShortDescription",
        b"answerCallbackQuery",
        b"editMessageText",
        b"sendChatAction",
    }
)


class Connection(asyncio.Protocol):
    """One of a bot's connections."""

    def __init__(self, api: LeanApi) -> None:
        self._api = api
        self._messages = Messages()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A bot has connected."""
        # uvloop's transports are asyncio's in all but name.
        self._transport = cast("asyncio.Transport", transport)
        self._api.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the base class's
        """The bot has hung up; a long poll of it is over."""
        self._transport = None
        self._api.connections.discard(self)
        self._api.gone(self)

    def data_received(self, data: bytes) -> None:
        """More of a call."""
        for message in self._messages.feed(data):
            self._api.take(self, message)

    def write(self, raw: bytes) -> None:
        """Answers."""
        if self._transport is not None:
            self._transport.write(raw)

    def end(self) -> None:
        """Hangs up."""
        if self._transport is not None:
            self._transport.abort()


class LeanApi:
    """The Bot API on a loopback port, ``latency`` seconds away.

    ``offer`` gives questions to whoever polls; answers go into ``ledger``.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.latency = 0.0
        self.url = ""
        self.polled = asyncio.Event()
        self.webhook = asyncio.Event()
        self.connections: set[Connection] = set()
        self.unknown: set[str] = set()
        # Questions before ``_confirmed`` are done with; those before ``_given`` are out.
        self._confirmed = self._given = self._end = 0
        self._poll: tuple[Connection, int, asyncio.TimerHandle] | None = None
        self._message = 0
        self._sent = b""
        self._loop = asyncio.get_running_loop()

    def offer(self, count: int) -> None:
        """Has ``count`` more questions waiting for whoever polls."""
        self._end += count
        if self._poll is not None:
            connection, limit, timer = self._poll
            self._poll = None
            timer.cancel()
            self._give(connection, limit)

    def take(self, connection: Connection, message: Message) -> None:
        """Answers a call."""
        path = message.first.split(b" ")[1].partition(b"?")[0]
        method = path[path.rindex(b"/") + 1 :]
        if method == b"sendMessage":
            parameters = fields(message)
            self.ledger.answer(parameters)
            self._reply(connection, self._delivered(int(parameters["chat_id"])))
        elif method == b"getUpdates":
            self._updates(connection, fields(message))
        elif method == b"sendPhoto":
            self.ledger.pictured()
            self._reply(connection, pictured(int(fields(message)["chat_id"])))
        elif method == b"getMe":
            self._reply(connection, WHO)
        elif method == b"setWebhook":
            self.webhook.set()
            self._reply(connection, OK)
        elif method == b"getWebhookInfo":
            self._reply(connection, response(orjson.dumps({"ok": True, "result": {"url": ""}})))
        elif method in TAKEN:
            self._reply(connection, OK)
        else:
            self.unknown.add(method.decode())
            self._reply(connection, UNKNOWN)

    def gone(self, connection: Connection) -> None:
        """Forgets the long poll of ``connection``."""
        if self._poll is not None and self._poll[0] is connection:
            self._poll[2].cancel()
            self._poll = None

    def _reply(self, connection: Connection, raw: bytes) -> None:
        if self.latency:
            self._loop.call_later(self.latency, connection.write, raw)
        else:
            connection.write(raw)

    def _delivered(self, chat: int) -> bytes:
        if not self._sent:
            # Of one length for all, since the numbers in it are.
            made = sent(self.ledger.text or "")
            size = len(made % (FIRST_UPDATE, 10 * FIRST_UPDATE))
            self._sent = response(b"").replace(b"Length: 0", b"Length: %d" % size) + made
        self._message += 1
        return self._sent % (FIRST_UPDATE + self._message, chat)

    def _updates(self, connection: Connection, parameters: dict[str, Any]) -> None:
        offset = int(parameters.get("offset") or 0) - FIRST_UPDATE
        self._confirmed = min(max(self._confirmed, offset), self._end)
        limit = min(int(parameters.get("limit") or MOST_UPDATES), MOST_UPDATES)
        wait = float(parameters.get("timeout") or 0)
        if self._confirmed < self._end or not wait:
            self._give(connection, limit)
            return
        timer = self._loop.call_later(wait, self._give, connection, limit)
        self._poll = (connection, limit, timer)
        self.polled.set()

    def _give(self, connection: Connection, limit: int) -> None:
        if self._poll is not None and self._poll[0] is connection:
            self._poll = None
        numbers = range(self._confirmed, min(self._confirmed + limit, self._end))
        for number in numbers:
            # What is sent again, since it was not confirmed, was asked before.
            if number >= self._given:
                self.ledger.ask(number)
                self._given = number + 1
        batch = b",".join(map(update_of, numbers))
        raw = response(b'{"ok":true,"result":[' + batch + b"]}") if numbers else NOTHING
        self._reply(connection, raw)


def pictured(chat: int) -> bytes:
    """What the Bot API says to a picture."""
    of = {"id": chat, "first_name": "Seorang", "type": "private"}
    message = {"message_id": 1, "from": ME, "chat": of, "date": 1767571200, "photo": PICTURE}
    return response(orjson.dumps({"ok": True, "result": message}))


@contextlib.asynccontextmanager
async def lean_api(text: str | None = None) -> AsyncIterator[LeanApi]:
    """A Bot API that listens; at the end it hangs up on everybody."""
    api = LeanApi(Ledger(text))
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(api), "127.0.0.1", 0, backlog=1024
    )
    api.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield api
    finally:
        server.close()
        for connection in list(api.connections):
            connection.end()
        await asyncio.sleep(0.01)
