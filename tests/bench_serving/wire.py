"""HTTP/1.1 split by hand: what the load reads and writes must cost little beside the bots."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

import orjson

HEAD_END = b"\r\n\r\n"
BOUNDARY = re.compile(rb'boundary="?([^";\r\n]+)')
NAMED = re.compile(rb'\bname="([^"]*)"')


class Message(NamedTuple):
    """A request or a response: its first line, its headers in lower case, and its body."""

    first: bytes
    headers: bytes
    body: bytes


class Messages:
    """Whole messages out of a stream of bytes."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = b""

    def feed(self, data: bytes) -> list[Message]:
        """The messages that ``data`` completes."""
        data = self._left + data if self._left else data
        found = []
        while data:
            end = data.find(HEAD_END)
            if end < 0:
                break
            first, _, lines = data[:end].partition(b"\r\n")
            headers = b"\r\n" + lines.lower() + b"\r\n"
            start = end + len(HEAD_END)
            if b"\r\ntransfer-encoding: chunked\r\n" in headers:
                body, stop = dechunked(data, start)
            else:
                stop = start + length_in(headers)
                body = data[start:stop]
            if not start <= stop <= len(data):
                break
            # The case of a boundary counts, so these headers are kept as they came.
            kept = lines if b"multipart/" in headers else headers
            found.append(Message(first, kept, body))
            data = data[stop:]
        self._left = data
        return found


def length_in(headers: bytes) -> int:
    """The length of the body that ``headers`` announce."""
    _, found, rest = headers.partition(b"\r\ncontent-length:")
    return int(rest[: rest.index(b"\r\n")]) if found else 0


def dechunked(data: bytes, start: int) -> tuple[bytes, int]:
    """The body that comes in chunks from ``start`` on, and where it ends; -1 where it does not."""
    parts: list[bytes] = []
    while (end := data.find(b"\r\n", start)) >= 0:
        size = int(data[start:end].partition(b";")[0], 16)
        start = end + 2
        if start + size + 2 > len(data):
            break
        if not size:
            return b"".join(parts), start + 2
        parts.append(data[start : start + size])
        start += size + 2
    return b"", -1


def fields(message: Message) -> dict[str, Any]:
    """The parameters in the body of ``message``, or in the address where there is no body."""
    body = message.body
    if not body:
        _, _, query = message.first.split(b" ")[1].partition(b"?")
        return urlencoded(query)
    if body[:1] == b"{":
        decoded: dict[str, Any] = orjson.loads(body)
        return decoded
    boundary = BOUNDARY.search(message.headers)
    return urlencoded(body) if boundary is None else multipart(body, boundary[1])


def urlencoded(body: bytes) -> dict[str, Any]:
    """The fields of a form."""
    pairs = (pair.partition(b"=") for pair in body.split(b"&") if pair)
    return {name.decode(): plain(value) for name, _, value in pairs}


@lru_cache(maxsize=4096)
def plain(value: bytes) -> str:
    """The text that ``value`` encodes; bots send the same text thousands of times."""
    return unquote_plus(value.decode())


def multipart(body: bytes, boundary: bytes) -> dict[str, Any]:
    """The fields of a form in parts; what is no text is left out."""
    found: dict[str, Any] = {}
    for piece in body.split(b"--" + boundary)[1:-1]:
        head, _, content = piece.partition(HEAD_END)
        name = NAMED.search(head)
        if name and b"filename=" not in head:
            found[name[1].decode()] = content[:-2].decode()
    return found


def request(address: bytes, headers: bytes, body: bytes) -> bytes:
    """A POST of JSON to ``address``."""
    return (
        b"POST " + address + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        b"Content-Type: application/json\r\n" + headers + b"Content-Length: "
        b"%d\r\n\r\n" % len(body) + body
    )


def response(body: bytes, status: bytes = b"200 OK") -> bytes:
    """An answer of JSON."""
    return (
        b"HTTP/1.1 " + status + b"\r\nContent-Type: application/json\r\nContent-Length: "
        b"%d\r\n\r\n" % len(body) + body
    )
