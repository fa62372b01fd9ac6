"""HTTP/1.1 as the stand-in speaks it: fast, and able to break off where it likes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import struct
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, unquote

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

HEAD_END = b"\r\n\r\n"
# What is text, even where it reads like a number or an object.
TEXTS = frozenset(
    {
        "text",
        "caption",
        "parse_mode",
        "secret_token",
        "url",
        "name",
        "description",
        "short_description",
        "callback_query_id",
        "file_id",
        "inline_query_id",
        "next_offset",
    }
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request: ``GET`` or ``POST``, the decoded path, the kind of body, the body."""

    verb: str
    path: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent along: the name it was given and what is in it."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What is written back.

    ``ending`` is empty where all of it is written and the connection kept; ``close``
    and ``reset`` write nothing and end the connection, orderly or not; ``cut`` ends it
    in the middle of the body.
    """

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    ending: str = ""

    def raw(self) -> bytes:
        """The bytes of it."""
        phrase = HTTPStatus(self.status).phrase
        head = (
            f"HTTP/1.1 {self.status} {phrase}\r\nContent-Type: {self.content_type}\r\n"
            f"Content-Length: {len(self.body)}\r\n\r\n"
        )
        return head.encode() + self.body


def accepted(result: Any) -> Answer:
    """A successful answer."""
    return Answer(200, json.dumps({"ok": True, "result": result}).encode())


def refused(code: int, description: str, parameters: dict[str, Any] | None = None) -> Answer:
    """A refusal."""
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return Answer(code, json.dumps(body).encode())


class Connection(asyncio.Protocol):
    """One client's connection: requests one after another, each answered by ``handle``.

    A request that has come in is handled to its end even if the client hangs up.
    """

    def __init__(
        self,
        handle: Callable[[Request], Awaitable[Answer]],
        connections: set[Connection],
    ) -> None:
        self._handle = handle
        self._connections = connections
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self.task: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Whether the client is still there."""
        return self._transport is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody has connected."""
        # uvloop's are no ``asyncio.Transport``, and do what one does.
        self._transport = cast("asyncio.Transport", transport)
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the base class's
        """The client is gone; what it asked for is done all the same."""
        self._transport = None
        if self.task is None:
            self._connections.discard(self)

    def data_received(self, data: bytes) -> None:
        """More of a request."""
        self._buffer += data
        self._begin()

    def end(self, *, reset: bool = False) -> None:
        """Ends the connection, with ``reset`` so that the client sees it reset."""
        if self._transport is None:
            return
        if reset:
            own = self._transport.get_extra_info("socket")
            own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()
        self._transport = None

    def _begin(self) -> None:
        if self.task is None and (request := self._next()):
            self.task = asyncio.create_task(self._serve(request))

    def _next(self) -> Request | None:
        """The request that the buffer begins with, once all of it is there."""
        end = self._buffer.find(HEAD_END)
        if end < 0:
            return None
        first, *lines = bytes(self._buffer[:end]).decode("latin-1").split("\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        whole = end + len(HEAD_END) + int(headers.get("content-length", 0))
        if len(self._buffer) < whole:
            return None
        body = bytes(self._buffer[end + len(HEAD_END) : whole])
        del self._buffer[:whole]
        verb, target, _ = first.split(" ")
        return Request(verb, unquote(target), headers.get("content-type", ""), body)

    async def _serve(self, request: Request) -> None:
        try:
            try:
                answer = await self._handle(request)
            except Exception as error:  # noqa: BLE001 - else the client would wait in vain
                answer = refused(500, f"The stand-in itself failed: {error!r}")
            self._write(answer)
        finally:
            self.task = None
            if self._transport is None:
                self._connections.discard(self)
        self._begin()

    def _write(self, answer: Answer) -> None:
        if self._transport is None:
            return
        if answer.ending in {"close", "reset"}:
            self.end(reset=answer.ending == "reset")
        elif answer.ending == "cut":
            raw = answer.raw()
            self._transport.write(raw[: raw.index(HEAD_END) + len(HEAD_END) + 5])
            self._transport.close()
        else:
            self._transport.write(answer.raw())


class Listener:
    """The stand-in's port: it can close while its address stays, and open again."""

    def __init__(self, handle: Callable[[Request], Awaitable[Answer]], port: int = 0) -> None:
        self._handle = handle
        self.port = port
        self._connections: set[Connection] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Takes connections; ``port`` is the real one from now on."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Connection(self._handle, self._connections),
            "127.0.0.1",
            self.port,
            backlog=1024,
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self, grace: float = 0.0) -> None:
        """Takes none any more and, after ``grace`` seconds for requests at work, ends all."""
        if self._server:
            self._server.close()
            self._server = None
        tasks = {each.task for each in self._connections if each.task}
        awaited = {each.task for each in self._connections if each.task and each.connected}
        if awaited:
            await asyncio.wait(awaited, timeout=grace)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for each in list(self._connections):
            each.end()
        self._connections.clear()
        # The sockets close in the loop's next turn.
        await asyncio.sleep(0.01)


def read(request: Request) -> dict[str, Any]:
    """The parameters of ``request``: text as text, all else as the JSON it is; files as files."""
    if request.content_type.startswith("multipart/form-data"):
        pairs = list(parts(request))
    elif request.content_type.startswith("application/json"):
        # Values may be of any kind; a text may hold JSON all the same.
        pairs = list(json.loads(request.body).items())
    else:
        pairs = parse_qsl(request.body.decode(), keep_blank_values=True)
    return {
        name: decoded(value) if isinstance(value, str) and name not in TEXTS else value
        for name, value in pairs
    }


def decoded(value: str) -> Any:
    """What ``value`` says as JSON; itself where it is none."""
    with contextlib.suppress(ValueError):
        return json.loads(value)
    return value


def parts(request: Request) -> list[tuple[str, Any]]:
    """The fields of a ``multipart/form-data`` body, a file as an ``Upload``."""
    boundary = request.content_type.partition("boundary=")[2].strip('"').encode()
    found: list[tuple[str, Any]] = []
    for piece in request.body.split(b"--" + boundary)[1:-1]:
        head, _, content = piece.removeprefix(b"\r\n").partition(HEAD_END)
        content = content.removesuffix(b"\r\n")
        named = dict(re.findall(r'\b(name|filename)="([^"]*)"', head.decode()))
        if "filename" in named:
            found.append((named["name"], Upload(named["filename"], content)))
        else:
            found.append((named["name"], content.decode()))
    return found
