"""Processes of the program, started as an operator starts them, and Telegram's side of them."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import random
import signal
import socket
import sys
from collections import defaultdict
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx
from sqlalchemy import select

from bot.settings import PROJECT, Settings
from data.store import updates
from data.store.store import Store
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from pathlib import Path

    from tests.botapi_standin import BotApi

SECRET = "rahasia_webhook-123"  # noqa: S105 - opens nothing
# What hangs is ended after this time; nothing takes that long.
PATIENCE = 40.0
REST = 0.03
# Another one in each process that runs tests.
PORTS = random.SystemRandom()
NOTHING: Mapping[str, str] = {}
NAMES = {name.upper() for name in Settings.model_fields}


async def until(happened: Callable[[], object]) -> None:
    """Returns once ``happened``; raises ``TimeoutError`` if it never does."""
    clock = asyncio.get_running_loop().time
    end = clock() + PATIENCE
    while not happened():
        if clock() > end:
            raise TimeoutError
        await asyncio.sleep(REST)


class Running:
    """A process that runs, and what it has printed."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path, port: int) -> None:
        self._process = process
        self._log = log
        self.url = f"http://127.0.0.1:{port}"

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    @property
    def printed(self) -> str:
        """All that it has printed so far."""
        return self._log.read_text("utf-8", "replace")

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal, where it still runs."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)

    async def ended(self) -> int:
        """Its status, once it has ended."""
        async with asyncio.timeout(PATIENCE):
            return await self._process.wait()

    async def kill(self) -> None:
        """Ends it without a last word (kill -9)."""
        self.signal(signal.SIGKILL)
        await self.ended()

    async def stop(self) -> int:
        """Its status, once it was told to stop (SIGTERM) and did."""
        self.signal(signal.SIGTERM)
        return await self.ended()

    async def get(self, path: str) -> httpx.Response:
        """What it answers to GET ``path``."""
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client:
            return await client.get(f"{self.url}{path}")


class House:
    """Starts processes that work with one store and one stand-in; none outlives the test."""

    def __init__(self, folder: Path, database: Path, address: str, api: BotApi) -> None:
        self.folder, self.address, self.api = folder, address, api
        self._numbers = itertools.count()
        self._started: list[Running] = []
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in NAMES},
            "PYTHONPATH": str(PROJECT),
            "REPORT_DB": str(database),
            "DATABASE_URL": address,
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": api.url,
            "ANNOUNCE_DAY": "0",
            "NO_PROXY": "127.0.0.1",
        }

    async def start(
        self,
        *words: str,
        webhook: bool = False,
        settings: Mapping[str, str] = NOTHING,
        hurry: Mapping[str, float] | None = None,
    ) -> Running:
        """``python -m bot`` with ``words``, just started; ``settings`` go before the usual ones.

        ``hurry`` are constants of the program by their full names, and other values for them.
        """
        module = "bot"
        if hurry is not None:
            module = "tests.processes.hurried"
            settings = {**settings, "HURRY": json.dumps(hurry)}
        command = (sys.executable, "-m", module, *words)
        return await self.run(*command, webhook=webhook, settings=settings)

    async def run(
        self,
        *command: str,
        webhook: bool = False,
        folder: Path | None = None,
        settings: Mapping[str, str] = NOTHING,
    ) -> Running:
        """The process of any ``command``; where it takes a ``webhook``, on a port of its own."""
        port = self._port() if webhook else 0
        address = {
            "WEBHOOK_URL": f"http://127.0.0.1:{port}",
            "WEBHOOK_SECRET": SECRET,
            "PORT": str(port),
        }
        log = self.folder / f"proses-{next(self._numbers)}.log"
        with log.open("wb") as printed:
            process = await asyncio.create_subprocess_exec(
                *command,
                cwd=folder or self.folder,
                env={**self.environment, **(address if webhook else {}), **settings},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=printed,
                stderr=asyncio.subprocess.STDOUT,
            )
        running = Running(process, log, port)
        self._started.append(running)
        return running

    def _port(self) -> int:
        """A free port, which nobody else takes until the process listens.

        Not one of those that the system gives to connections: there are many meanwhile.
        """
        while True:
            port = PORTS.randrange(15_000, 32_000)
            with contextlib.suppress(OSError), socket.create_server(("", port)):
                return port

    async def answering(
        self,
        *words: str,
        webhook: bool = False,
        settings: Mapping[str, str] = NOTHING,
        hurry: Mapping[str, float] | None = None,
    ) -> Running:
        """The same, once it receives."""
        method = "setWebhook" if webhook else "getUpdates"
        before = len(self.api.of(method))
        running = await self.start(*words, webhook=webhook, settings=settings, hurry=hurry)
        await until(lambda: len(self.api.of(method)) > before)
        return running

    async def end(self) -> None:
        """Ends what still runs."""
        for running in self._started:
            running.signal(signal.SIGKILL)
            await running.ended()

    @property
    def printed(self) -> str:
        """What all processes have printed."""
        return "\n".join(
            f"--- {running.pid}\n{running.printed[-3000:]}" for running in self._started
        )


@contextlib.asynccontextmanager
async def house(folder: Path, database: Path, address: str, api: BotApi) -> AsyncIterator[House]:
    """A house whose processes are ended."""
    given = House(folder, database, address, api)
    try:
        yield given
    finally:
        await given.end()


class Doors:
    """Telegram's side of webhooks: each update is posted until it is answered with 200.

    Those of one chat come one after the other, each time to the next of ``urls``. A method
    in a response is carried out once for each update: a repeat means that the response
    before it did not arrive.
    """

    def __init__(self, api: BotApi, *urls: str) -> None:
        self._api = api
        self.urls = list(urls)
        self._turns = itertools.count()
        self._chats: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._answered: set[int] = set()
        self._client = httpx.AsyncClient(trust_env=False, timeout=PATIENCE)
        self.statuses: list[int] = []
        # Posted, and not answered yet.
        self.open: set[int] = set()

    async def close(self) -> None:
        """Closes its connections."""
        await self._client.aclose()

    def begin(self, update: dict[str, Any]) -> asyncio.Future[None]:
        """Delivers ``update``; done when it is answered for."""
        return asyncio.ensure_future(self._persist(update))

    async def tell(self, *told: dict[str, Any]) -> None:
        """Delivers ``told``; returns when all are answered for."""
        await asyncio.gather(*(self._persist(update) for update in told))

    async def _persist(self, update: dict[str, Any]) -> None:
        async with self._chats[chat_of(update)]:
            self.open.add(update["update_id"])
            while True:
                await until(lambda: self.urls)
                url = self.urls[next(self._turns) % len(self.urls)]
                with contextlib.suppress(httpx.TransportError):
                    if await self.post(update, url) == HTTPStatus.OK:
                        break
                await asyncio.sleep(REST)
            self.open.discard(update["update_id"])

    async def post(self, update: dict[str, Any], url: str) -> int:
        """The status that ``url`` answers ``update`` with."""
        number = update["update_id"]
        answer = await self._client.post(
            f"{url}/telegram", json=update, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET}
        )
        self.statuses.append(answer.status_code)
        if answer.status_code == HTTPStatus.OK and number not in self._answered:
            self._answered.add(number)
            if answer.content:
                await self._api.carry_out(answer.content)
        return answer.status_code


class Queue:
    """Telegram's side of long polling: updates wait until they are asked for."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    async def close(self) -> None:
        """There is nothing to close."""

    def begin(self, update: dict[str, Any]) -> asyncio.Future[None]:
        """Lets ``update`` come in, at once: those with higher numbers come behind it."""
        self._api.take_in(update)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done

    async def tell(self, *told: dict[str, Any]) -> None:
        """Lets ``told`` come in."""
        self._api.take_in(*told)


def chat_of(update: dict[str, Any]) -> int:
    """The chat that ``update`` came from."""
    press = update.get("callback_query", {})
    message = update.get("message") or press["message"]
    number: int = message["chat"]["id"]
    return number


def states(address: str) -> dict[int, tuple[str, str | None]]:
    """By number: the state of each update in the store, and its content."""
    store = Store.open(address)
    try:
        with store.reading() as connection:
            rows = connection.execute(select(updates.table)).all()
    finally:
        store.close()
    return {row.nomor: (row.keadaan, row.isi) for row in rows}


def in_work(address: str, api: BotApi, doors: Doors | None) -> set[int]:
    """What was under way when the process was killed that is dead now."""
    if doors is not None:
        return set(doors.open)
    known = states(address)
    done = {number for number, (state, _) in known.items() if state == updates.DONE}
    return {number for number, (state, _) in known.items() if state == updates.OPEN} | (
        api.waiting - done
    )
