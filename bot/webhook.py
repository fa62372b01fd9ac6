"""The web process: Telegram's updates over HTTP, and a health check for the host."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
import socket
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.bounded_http import BoundedHttp
from bot.ordering import hand_over, read_update
from bot.settings import EXPECTED, SettingsError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.requests import Request
    from telegram import Update

    from bot.ordering import TelegramApplication

logger = logging.getLogger(__name__)

PATH = "/telegram"
HEALTH_PATH = "/healthz"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
LARGEST_BODY = 1024 * 1024
LONGEST_WAIT = 25.0
LONGEST_BODY = 15.0
REMEMBERED = 1000
# Updates in work are waited for before; this is for what else is connected.
GRACE = 2
EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - the host's router stands in front


class WebhookServer(uvicorn.Server):
    """uvicorn without its signal handlers: one place listens for signals, ``stopping``."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


def webhook_app(
    application: TelegramApplication,
    secret: str,
    *,
    stop: asyncio.Event | None = None,
    longest_wait: float = LONGEST_WAIT,
) -> Starlette:
    """The web application that takes Telegram's updates, until ``stop`` is set.

    An update is answered for once it is handled. Telegram then sends a chat's next
    one, so order holds, and what a dying process left unanswered is sent again. An
    update that takes longer than ``longest_wait`` seconds goes on in the background.
    One that Telegram repeats, since its connection broke, is handled once.
    """
    expected = secret.encode()
    stop = stop or asyncio.Event()
    handled = Handled(application)

    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, expected):
            return Response(status_code=403)
        if stop.is_set():
            return Response(status_code=503)
        update = read_update(await payload_of(request), application.bot)
        if update is None:
            return Response(status_code=200)
        task = handled.once(update)
        # Not cancelled when time is up, nor when Telegram hangs up.
        await asyncio.wait({task}, timeout=longest_wait)
        # What a stop cut off is for the next process.
        return Response(status_code=503 if task.cancelled() else 200)

    async def health(request: Request) -> Response:  # noqa: ARG001 - every endpoint takes it
        return PlainTextResponse("ok", status_code=200 if application.running else 503)

    async def refuse(request: Request, error: Exception) -> Response:  # noqa: ARG001
        # Whoever tries other paths and methods learns nothing of what is here.
        status = error.status_code if isinstance(error, HTTPException) else 500
        return Response(status_code=404 if status == 405 else status)  # noqa: PLR2004

    app = Starlette(
        routes=[
            Route(PATH, receive, methods=["POST"]),
            Route(HEALTH_PATH, health, methods=["GET"]),
        ],
        exception_handlers={HTTPException: refuse},
    )
    # A redirect tells what is here, and to an address that the asker made up.
    app.router.redirect_slashes = False
    return app


class Handled:
    """The latest updates that were handed over, by their numbers."""

    def __init__(self, application: TelegramApplication) -> None:
        self._application = application
        self._tasks: OrderedDict[int, asyncio.Task[None]] = OrderedDict()

    def once(self, update: Update) -> asyncio.Task[None]:
        """The task that handles ``update``; of a repeated one the task of the first."""
        task = self._tasks.get(update.update_id)
        if task is None:
            task = self._tasks[update.update_id] = hand_over(self._application, update)
            if len(self._tasks) > REMEMBERED:
                self._tasks.popitem(last=False)
        return task


async def payload_of(request: Request) -> dict[str, Any]:
    """The JSON object in the body of ``request``; 400 where it holds none, 408 where it tarries."""
    try:
        async with asyncio.timeout(LONGEST_BODY):
            payload = json.loads(await body_of(request))
    except TimeoutError:
        raise HTTPException(status_code=408) from None
    except (ValueError, RecursionError):
        raise HTTPException(status_code=400) from None
    if not isinstance(payload, dict):
        raise HTTPException(status_code=400)
    return payload


async def body_of(request: Request) -> bytes:
    """The body of ``request``; the answer is 413 where it is larger than an update can be."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise HTTPException(status_code=413)
    return bytes(body)


@contextlib.asynccontextmanager
async def listening(app: Starlette, port: int) -> AsyncIterator[None]:
    """Serves ``app`` on ``port``; at the end requests under way are finished.

    Raises ``SettingsError`` where the port is taken or not permitted.
    """
    try:
        server_socket = socket.create_server((EVERY_ADDRESS, port))
    except OSError:
        raise SettingsError(
            f"PORT {port} tidak dapat dipakai: hentikan proses lain yang memakainya,"
            f" atau {EXPECTED['PORT']}."
        ) from None
    config = uvicorn.Config(
        app,
        http=BoundedHttp,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=GRACE,
    )
    server = WebhookServer(config)
    serving = asyncio.create_task(server.serve(sockets=[server_socket]))
    try:
        # The socket listens already: what comes in meanwhile waits in its queue.
        logger.info("Listening on port %d", port)
        yield
    finally:
        server.should_exit = True
        await serving
