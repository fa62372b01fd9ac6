"""A Bot API server of the tests' own, on a free loopback port.

It keeps updates until they are confirmed by offset, or posts them to the webhook
that was set, records every call, and keeps for each chat what it really got. Faults and
limits can be planned. A method it does not know is refused. Its parts stand in
``tests/botapi``.

As a process of its own it writes one line of JSON for each delivered message:
``python -m tests.botapi_standin --port 8081 --journal terkirim.jsonl``.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.botapi.chats import Message
from tests.botapi.limits import Limits
from tests.botapi.server import BotApi, bot_api

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BotApi", "Limits", "Message", "bot_api", "free_port", "journaled", "main"]


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def journaled(journal: Path) -> list[Message]:
    """The messages in ``journal``, in the order of their delivery."""
    return [Message(**json.loads(line)) for line in journal.read_text().splitlines()]


def main(words: Sequence[str] | None = None) -> None:
    """Runs the stand-in until its time is up or a signal; then prints its counts."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, default=0, help="a free one where left out")
    parser.add_argument("--journal", type=Path, help="gets a line for each delivered message")
    parser.add_argument("--faults", type=json.loads, default=[], help="rules as a JSON list")
    parser.add_argument("--enforce", action="store_true", help="keep Telegram's limits")
    parser.add_argument("--seconds", type=float, default=120.0, help="how long it runs")
    asyncio.run(run(parser.parse_args(words)))


async def run(options: Any) -> None:
    """The stand-in as ``options`` say."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    limits = Limits() if options.enforce else None
    async with bot_api(port=options.port, limits=limits, journal=options.journal) as api:
        api.plan.load(options.faults)
        print(api.url, flush=True)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), options.seconds)
        print(json.dumps(api.state()), flush=True)


if __name__ == "__main__":
    main()
