"""No framework: JSON in, SQLite, JSON out in the response, as a raw ASGI application."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

import orjson
import uvicorn
from parts import PATH, PORT, SECRET, SECRET_HEADER, answer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

HEADER = SECRET_HEADER.lower().encode()
EXPECTED = SECRET.encode()


async def app(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """Answers an update."""
    given = next((value for name, value in scope["headers"] if name == HEADER), b"")
    if scope["path"] != PATH or not hmac.compare_digest(given, EXPECTED):
        await send({"type": "http.response.start", "status": 403, "headers": []})
        await send({"type": "http.response.body"})
        return
    body = b""
    more = True
    while more:
        part = await receive()
        body += part.get("body", b"")
        more = part.get("more_body", False)
    message = orjson.loads(body)["message"]
    reply = orjson.dumps(
        {
            "method": "sendMessage",
            "chat_id": message["chat"]["id"],
            "text": answer(message["text"]),
        }
    )
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(reply)),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": reply})


uvicorn.run(
    app,
    host="127.0.0.1",
    port=PORT,
    loop="uvloop",
    http="httptools",
    lifespan="off",
    log_level="warning",
    access_log=False,
)
