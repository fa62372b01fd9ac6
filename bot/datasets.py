"""``/data``: the tables, each with rows, CSV and JSON, from Datasette behind a door of ours.

Datasette is imported and started at the first request. It answers from a copy of what
the bot answers from, so that both say the same even when ``report.db`` is replaced.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from bot.portal_frame import BASE
from bot.rendering import plain_text
from bot.table_requests import Refused, Wanted, wanted
from bot.web_answers import HTML, SECURITY, Content, answer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from bot.portal_frame import Frame
    from bot.rendering import Renderer
    from data.models.portal import Portal
    from data.report import Report

    Start = Callable[[Path, Portal, Frame], Awaitable[ASGIApp]]

logger = logging.getLogger(__name__)

METHODS = ("GET", "HEAD")
OK, UNAVAILABLE = 200, 503
# What Datasette may refuse; whatever else it says is a fault.
REASONS = {400: "saringan", 404: "tidak_ada"}
AT_ONCE = 2
MOST_WAITING = 32
LONGEST_WAIT = 10.0
# More than all rows of the largest table in the longest form.
LARGEST = 8 * 1024 * 1024
JSON = "application/json; charset=utf-8"
HOST = re.compile(r"[A-Za-z0-9.\-]{1,200}(?::\d{1,5})?|\[[0-9A-Fa-f:.]{2,50}\](?::\d{1,5})?")
# Programs of other sites may read what is public; pages they may not frame.
OPEN = {"Access-Control-Allow-Origin": "*"}


class Fetched(NamedTuple):
    """What Datasette answered, whole."""

    status: int
    headers: dict[str, str]
    body: bytes


async def start(path: Path, about: Portal, frame: Frame) -> ASGIApp:
    """Datasette, imported beside the loop, so that others are answered meanwhile."""
    await asyncio.to_thread(__import__, "bot.datasette_start")
    from bot import datasette_start  # noqa: PLC0415 - slow, and only wanted here

    return await datasette_start.started(path, about, frame)


class Tables:
    """The application behind ``/data``; ``start`` makes what answers, at the first request."""

    def __init__(
        self,
        report: Report,
        renderer: Renderer,
        frame: Frame,
        about: Callable[[], Portal],
        *,
        start: Start = start,
    ) -> None:
        self._report = report
        self._renderer = renderer
        self._frame = frame
        self._about = about
        self._start = start
        self._starting: asyncio.Task[ASGIApp] | None = None
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        request = Request(scope, receive)
        await (await self._response(request))(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        path = path_of(request)
        try:
            return await self._answered(request, path)
        except Refused as refused:
            return self._refusal(request, path, refused)

    async def _answered(self, request: Request, path: str) -> Response:
        if request.method not in METHODS:
            raise Refused(405, "metode")
        if not HOST.fullmatch(request.headers.get("host", "")):
            raise Refused(400, "saringan")
        asked = wanted(path, request.url.query, self._about())
        if asked.moved:
            return moved(f"{BASE}{asked.path}", asked.query)
        fetched = await self._fetch(request, asked)
        if fetched.status in REASONS:
            raise Refused(fetched.status, REASONS[fetched.status])
        if fetched.status != OK:
            raise Refused(500, "gangguan")
        return answer(request, content_of(fetched))

    async def _fetch(self, request: Request, asked: Wanted) -> Fetched:
        """What Datasette answers, once it runs and few others are asking."""
        if self._waiting >= MOST_WAITING:
            raise Refused(503, "sibuk")
        self._waiting += 1
        try:
            async with asyncio.timeout(LONGEST_WAIT), self._gate:
                return await fetched_from(await self._application(), inner(request, asked))
        except Refused:
            raise
        except TimeoutError:
            raise Refused(503, "sibuk") from None
        except Exception as fault:  # noqa: BLE001 - told to the asker, and tried again
            logger.error("The data portal did not answer: %s", type(fault).__name__)  # noqa: TRY400 - a trace may hold what was typed
            raise Refused(503, "sibuk") from None
        finally:
            self._waiting -= 1

    async def _application(self) -> ASGIApp:
        """Datasette; whoever asks while it starts waits for that, and a failed start is let go."""
        if self._starting is None:
            self._starting = asyncio.create_task(self._begin())
        starting = self._starting
        try:
            # Whoever hangs up does not end what others wait for.
            return await asyncio.shield(starting)
        except Exception:
            if self._starting is starting and starting.done():
                self._starting = None
            raise

    async def _begin(self) -> ASGIApp:
        folder = Path(tempfile.mkdtemp(prefix="portal-"))
        path = folder / "report.db"
        try:
            self._report.copy_to(path)
            app = await self._start(path, self._about(), self._frame)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        logger.info("The data portal is ready")
        return app

    def _refusal(self, request: Request, path: str, refused: Refused) -> Response:
        said = self._renderer.text("portal/galat_kalimat", sebab=refused.reason)
        headers = {"Allow": ", ".join(METHODS)} if refused.reason == "metode" else {}
        if refused.status == UNAVAILABLE:
            headers["Retry-After"] = "5"
        if path.endswith((".json", ".csv", ".db")):
            told = {"ok": False, "status": refused.status, "error": plain_text(said)}
            body = json.dumps(told, ensure_ascii=False).encode()
            return answer(request, Content(body, JSON, refused.status, headers={**headers, **OPEN}))
        page = self._renderer.text("portal/galat", portal=self._frame, sebab=refused.reason)
        return answer(request, Content(page.encode(), HTML, refused.status, headers=headers))


def path_of(request: Request) -> str:
    """The path below the portal, as it was sent: nothing in it is decoded."""
    raw = request.scope.get("raw_path") or request.scope["path"].encode()
    path: str = raw.decode("latin-1").partition("?")[0]
    return path.removeprefix(BASE)


def moved(path: str, query: str) -> Response:
    """Sends the asker to ``path``, an address of the portal's own."""
    address = f"{path}?{query}" if query else path
    return Response(
        status_code=302, headers={**SECURITY, "Location": address, "Cache-Control": "no-store"}
    )


def inner(request: Request, asked: Wanted) -> Scope:
    """The request as Datasette gets it: no cookie, no body, nothing that was not looked at."""
    forwarded = request.headers.get("x-forwarded-proto", "")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "https" if forwarded == "https" else request.url.scheme,
        "path": asked.path,
        "raw_path": asked.path.encode(),
        "query_string": asked.query.encode(),
        "root_path": "",
        "headers": [(b"host", request.headers["host"].encode())],
        "client": None,
        "server": None,
    }


async def fetched_from(app: ASGIApp, scope: Scope) -> Fetched:
    """The whole answer of ``app``, so that a slow reader keeps no place at the gate."""
    status = 500
    headers: dict[str, str] = {}
    body = bytearray()

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            for name, value in message.get("headers", ()):
                headers[name.decode("latin-1").lower()] = value.decode("latin-1")
        else:
            body.extend(message.get("body", b""))
            if len(body) > LARGEST:
                raise Refused(400, "panjang")

    await app(scope, receive, send)
    return Fetched(status, headers, bytes(body))


def content_of(fetched: Fetched) -> Content:
    """What is passed on: the body, its kind and its name, no other header."""
    kind = fetched.headers.get("content-type", HTML)
    headers = {} if kind == HTML else dict(OPEN)
    if "content-disposition" in fetched.headers:
        headers["Content-Disposition"] = fetched.headers["content-disposition"]
    return Content(fetched.body, kind, headers=headers)
