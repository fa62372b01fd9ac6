"""The web process's HTTP side: Telegram's door, health, metrics, the portal, and a port."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
import socket
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.bounded_http import BoundedHttp
from bot.settings import EXPECTED, SettingsError
from bot.webhook import PATH

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from bot.service import Service
    from bot.webhook import Door

logger = logging.getLogger(__name__)

HEALTH_PATH, READY_PATH, METRICS_PATH = "/healthz", "/readyz", "/metrics"
# Telegram silent for longer is a reason to be sent no more requests.
LONGEST_SILENCE = 180.0
# Updates in work are waited for before; this is for what else is connected.
GRACE = 2
EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - the host's router stands in front


class Server(uvicorn.Server):
    """uvicorn without its signal handlers: one place listens for signals, ``stopping``."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


def web_app(door: Door, routes: Iterable[BaseRoute] = ()) -> Starlette:
    """The web application: Telegram's ``door`` and ``routes``; for all else there is nothing."""

    async def refuse(request: Request, error: Exception) -> Response:  # noqa: ARG001
        # Whoever tries other paths and methods learns nothing of what is here.
        status = error.status_code if isinstance(error, HTTPException) else 500
        return Response(status_code=404 if status == 405 else status)  # noqa: PLR2004

    app = Starlette(routes=[Route(PATH, door), *routes], exception_handlers={HTTPException: refuse})
    # A redirect tells what is here, and to an address that the asker made up.
    app.router.redirect_slashes = False
    return app


def health_routes(service: Service, stop: asyncio.Event, token: str = "") -> list[BaseRoute]:
    """``/healthz``: the process lives; ``/readyz``: it can answer; ``/metrics``, with ``token``."""

    async def health(request: Request) -> Response:  # noqa: ARG001 - every endpoint takes it
        return PlainTextResponse("ok", status_code=200 if service.application.running else 503)

    async def ready(request: Request) -> Response:  # noqa: ARG001
        state = {
            "laporan": service.application.running,
            "penyimpanan": await service.store_answers(),
            "telegram": service.measures.silence < LONGEST_SILENCE,
            "menerima": not stop.is_set(),
        }
        return JSONResponse(state, status_code=200 if all(state.values()) else 503)

    async def metrics(request: Request) -> Response:
        given = request.headers.get("authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, f"Bearer {token}".encode()):
            raise HTTPException(404)
        body, kind = service.exposition()
        return Response(body, media_type=kind)

    routes: list[BaseRoute] = [
        Route(HEALTH_PATH, health, methods=["GET"]),
        Route(READY_PATH, ready, methods=["GET"]),
    ]
    if token:
        routes.append(Route(METRICS_PATH, metrics, methods=["GET"]))
    return routes


@contextlib.asynccontextmanager
async def listening(app: Starlette, port: int) -> AsyncIterator[None]:
    """Serves ``app`` on ``port``; at the end requests under way are finished.

    Raises ``SettingsError`` where the port is taken or not permitted.
    """
    try:
        server_socket = socket.create_server((EVERY_ADDRESS, port), backlog=1024)
    except OSError:
        raise SettingsError(
            f"PORT {port} tidak dapat dipakai: hentikan proses lain yang memakainya,"
            f" atau {EXPECTED['PORT']}."
        ) from None
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        http=BoundedHttp,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=GRACE,
    )
    server = Server(config)
    serving = asyncio.create_task(server.serve(sockets=[server_socket]))
    try:
        # The socket listens already: what comes in meanwhile waits in its queue.
        logger.info("Listening on port %d", port)
        yield
    finally:
        server.should_exit = True
        await serving
