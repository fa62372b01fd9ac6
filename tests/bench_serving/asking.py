"""The other side of a webhook: Telegram's connections, each one question at a time."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from typing import TYPE_CHECKING, cast

from tests.bench_serving.questions import Ledger, other_update, update_of
from tests.bench_serving.wire import Messages, fields, request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from tests.bench_serving.wire import Message

# Telegram's ``max_connections``, where a bot does not choose another.
CONNECTIONS = 40
PATIENCE = 20.0
SECRET = "rahasia_webhook-123"  # noqa: S105 - of a bot that only answers here
ADDRESS = b"/telegram"
HEADERS = b"X-Telegram-Bot-Api-Secret-Token: %s\r\n" % SECRET.encode()
HEAD = request(ADDRESS, HEADERS, update_of(0)).removesuffix(update_of(0))


class Caller(asyncio.Protocol):
    """One kept connection to the bot; ``free`` is told when it may ask again."""

    def __init__(self, ledger: Ledger, free: Callable[[Caller], object]) -> None:
        self._ledger = ledger
        self._free = free
        self._messages = Messages()
        self._transport: asyncio.Transport | None = None
        self._busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The bot took the connection."""
        # uvloop's transports are asyncio's in all but name.
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """The bot hung up, which it must not while it is asked."""
        self._transport = None
        if self._busy:
            self._ledger.fail(f"the bot hung up: {exc}")

    def data_received(self, data: bytes) -> None:
        """More of an answer."""
        for message in self._messages.feed(data):
            self._busy = False
            self._read(message)
            self._free(self)

    def post(self, raw: bytes) -> None:
        """Sends an update."""
        if self._transport is None:
            self._ledger.fail("the bot hung up between questions")
            return
        self._busy = True
        self._transport.write(raw)

    def end(self) -> None:
        """Hangs up."""
        self._busy = False
        if self._transport is not None:
            self._transport.abort()

    def _read(self, message: Message) -> None:
        if message.first.split(b" ")[1] != b"200":
            self._ledger.fail(f"the bot answered {message.first.decode()}")
        elif message.body[:1] in {b"{", b"-"}:
            parameters = fields(message)
            if parameters.get("method") == "sendMessage":
                self._ledger.in_response += 1
                self._ledger.answer(parameters)


class Asker:
    """Asks one bot over ``callers``; ``idle`` is set while all of them are free."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.callers: list[Caller] = []
        self._free: deque[Caller] = deque()
        self._waiting: deque[bytes] = deque()
        self._numbers: Iterator[int] = iter(())
        self.idle = asyncio.Event()

    def free(self, caller: Caller) -> None:
        """Has ``caller`` ask what comes next, if anything."""
        if self._waiting:
            caller.post(self._waiting.popleft())
        elif (number := next(self._numbers, None)) is not None:
            self.ledger.ask(number)
            caller.post(HEAD + update_of(number))
        else:
            self._free.append(caller)
            if len(self._free) == len(self.callers):
                self.idle.set()

    async def at_once(self, numbers: range) -> float:
        """Seconds from the first of ``numbers`` asked to the last one answered.

        As many at a time as there are connections, as Telegram does it.
        """
        self.ledger.expect(len(numbers))
        self._numbers = iter(numbers)
        callers, self._free = self._free, deque()
        self.idle.clear()
        start = time.perf_counter()
        for caller in callers:
            self.free(caller)
        await self.ledger.settled()
        return self.ledger.latest - start

    async def steadily(self, numbers: range, rate: float) -> list[float]:
        """How long each of ``numbers`` took, asked ``rate`` a second whatever comes back."""
        ledger = self.ledger
        ledger.expect(len(numbers))
        ledger.took, ledger.timing = [], True
        start = time.perf_counter()
        try:
            for place, number in enumerate(numbers):
                await asyncio.sleep(max(0.0, start + place / rate - time.perf_counter()))
                ledger.ask(number)
                self.post(HEAD + update_of(number))
            await ledger.settled()
        finally:
            ledger.timing = False
        return ledger.took

    def ask_else(self, number: int, line: str) -> None:
        """Asks ``line``, whose answer the ledger does not count."""
        body = other_update(number, line)
        self.post(request(ADDRESS, HEADERS, body))

    def post(self, raw: bytes) -> None:
        """Sends ``raw`` as soon as a connection is free."""
        self.idle.clear()
        if self._free:
            # In turn, so that none lies idle until the bot closes it.
            self._free.popleft().post(raw)
        else:
            self._waiting.append(raw)


@contextlib.asynccontextmanager
async def asking(ledger: Ledger, port: int) -> AsyncIterator[Asker]:
    """Telegram's connections to the bot on ``port``, which may still be starting."""
    asker = Asker(ledger)
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(PATIENCE):
        while len(asker.callers) < CONNECTIONS:
            try:
                _, caller = await loop.create_connection(
                    lambda: Caller(ledger, asker.free), "127.0.0.1", port
                )
            except OSError:
                await asyncio.sleep(0.02)
                continue
            asker.callers.append(caller)
            asker.free(caller)
    try:
        yield asker
        # What was answered by a call still gets its response.
        await asyncio.wait_for(asker.idle.wait(), PATIENCE)
    finally:
        for caller in asker.callers:
            caller.end()
