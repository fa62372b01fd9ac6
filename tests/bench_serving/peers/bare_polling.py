"""No framework: JSON in, SQLite, JSON out, by long polling on the fastest plain parts.

It keeps the promise that the bot keeps: a batch is confirmed when it was answered.
"""

from __future__ import annotations

import asyncio

import aiohttp
import orjson
import uvloop
from parts import API_URL, TOKEN, answer

AT_A_TIME = 100


async def serve() -> None:
    """Answers batch after batch."""
    connector = aiohttp.TCPConnector(limit=AT_A_TIME)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def call(method: str, **parameters: object) -> object:
            async with session.post(
                f"{API_URL}/bot{TOKEN}/{method}",
                data=orjson.dumps(parameters),
                headers={"Content-Type": "application/json"},
            ) as response:
                return orjson.loads(await response.read())["result"]

        async def handle(update: dict[str, dict]) -> None:
            message = update["message"]
            await call("sendMessage", chat_id=message["chat"]["id"], text=answer(message["text"]))

        offset = 0
        while True:
            updates = await call("getUpdates", offset=offset, timeout=25, limit=AT_A_TIME)
            await asyncio.gather(*map(handle, updates))
            if updates:
                offset = updates[-1]["update_id"] + 1


uvloop.run(serve())
