"""A Bot API server of the tests' own, on a free loopback port.

It keeps updates until they are confirmed by offset, or posts them to the webhook
that was set, and records every message sent. A method it does not know is refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.telegram_fake import ME, TOKEN, sent_message

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.requests import Request

SETTERS = {
    "setMyCommands",
    "setMyDescription",
    "setMyShortDescription",
    "answerCallbackQuery",
}


class BotApi:
    """What the stand-in knows: waiting updates, the webhook, and every call made."""

    def __init__(self) -> None:
        self.url = ""
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.webhook: dict[str, Any] = {}
        self.allowed: list[str] = []
        self.conflicts = 0
        self.refusals: dict[str, tuple[int, str]] = {}
        self.hanging: set[str] = set()
        self._closing = False
        self._waiting: list[dict[str, Any]] = []
        self._changed = asyncio.Condition()

    def of(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every call of ``method`` so far."""
        return [parameters for name, parameters in self.calls if name == method]

    @property
    def unconfirmed(self) -> int:
        """How many updates the bot has not confirmed by a higher offset."""
        return len(self._waiting)

    async def push(self, *updates: dict[str, Any]) -> None:
        """Lets ``updates`` come in, for the next ``getUpdates``."""
        async with self._changed:
            self._waiting.extend(updates)
            self._changed.notify_all()

    async def post(self, update: dict[str, Any], *, secret: str | None = None) -> int:
        """Posts ``update`` to the webhook; the status it was answered with."""
        token = self.webhook["secret_token"] if secret is None else secret
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            answer = await client.post(
                self.webhook["url"],
                json=update,
                headers={"X-Telegram-Bot-Api-Secret-Token": token},
            )
        return answer.status_code

    async def until(self, method: str, times: int = 1) -> list[dict[str, Any]]:
        """The calls of ``method``, once there are ``times``."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: len(self.of(method)) >= times)
        return self.of(method)

    async def close(self) -> None:
        """Ends the long polls that still wait."""
        async with self._changed:
            self._closing = True
            self._changed.notify_all()

    async def endpoint(self, request: Request) -> JSONResponse:  # noqa: PLR0911 - one a method
        """The answer to any Bot API request."""
        method = request.path_params["method"]
        if request.path_params["token"] != TOKEN:
            return refused(401, "Unauthorized")
        parameters = read(await request.body())
        async with self._changed:
            self.calls.append((method, parameters))
            self._changed.notify_all()
        if method in self.hanging:
            await asyncio.sleep(60)
        if method in self.refusals:
            return refused(*self.refusals[method])
        if method == "getUpdates":
            return await self._updates(parameters)
        if method == "getMe":
            return accepted(ME)
        if method in {"sendMessage", "editMessageText"}:
            return accepted(sent_message(parameters))
        if method == "setWebhook":
            self.webhook = parameters
        elif method == "deleteWebhook":
            self.webhook = {}
        elif method not in SETTERS:
            return refused(404, "Not Found")
        return accepted(result=True)

    async def _updates(self, parameters: dict[str, Any]) -> JSONResponse:
        if self.webhook or self.conflicts:
            self.conflicts = max(0, self.conflicts - 1)
            return refused(409, "Conflict: terminated by other getUpdates request")
        offset = parameters.get("offset", 0)
        self.allowed = parameters.get("allowed_updates", self.allowed)
        async with self._changed:
            self._waiting = [update for update in self._waiting if update["update_id"] >= offset]
            self._changed.notify_all()
            # A real server waits as long as asked; tests wait for at most two seconds.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(2, parameters.get("timeout", 0))):
                    await self._changed.wait_for(lambda: self._waiting or self._closing)
            return accepted(self._waiting[: parameters.get("limit", 100)])


class Server(uvicorn.Server):
    """uvicorn that leaves signals to the test."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


@contextlib.asynccontextmanager
async def bot_api() -> AsyncIterator[BotApi]:
    """A running stand-in; its ``url`` is what BOT_API_URL takes."""
    api = BotApi()
    app = Starlette(routes=[Route("/bot{token}/{method}", api.endpoint, methods=["POST"])])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        api.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
        server = Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield api
        finally:
            await api.close()
            server.should_exit = True
            await serving


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def read(body: bytes) -> dict[str, Any]:
    """The parameters of a request: JSON where they are JSON, else text."""
    parameters: dict[str, Any] = {}
    for name, value in parse_qsl(body.decode(), keep_blank_values=True):
        try:
            parameters[name] = json.loads(value)
        except ValueError:
            parameters[name] = value
    return parameters


def accepted(result: Any) -> JSONResponse:
    """A successful answer."""
    return JSONResponse({"ok": True, "result": result})


def refused(code: int, description: str) -> JSONResponse:
    """A refusal."""
    return JSONResponse(
        {"ok": False, "error_code": code, "description": description}, status_code=code
    )
