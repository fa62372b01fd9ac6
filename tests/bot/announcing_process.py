"""What a process does that announces, or begins an announcement, and may be killed by a test.

Each function is the whole life of such a process. It says ``siap`` into ``wire`` when it
is ready, and ends by itself after ``LIFE_SECONDS``, however stuck it is.
"""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING, Any

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.announcing import Announcer
from bot.pacing import Pacer
from bot.presence import ALWAYS, ANNOUNCING, Presence
from bot.rendering import Renderer
from bot.stopping import stop_on_signals
from data.bulanan.figures import Figures
from data.moments import utc_now
from data.store import planning
from data.store.store import Store
from handlers.office import Office
from tests.bot.announcing_parts import NotedPauses
from tests.data.store.rekaan import ADMIN, OKTOBER
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from telegram.request import RequestData

LIFE_SECONDS = 40
REST = 0.1


class Stalling(HTTPXRequest):
    """Requests that are never made: whoever sends a message waits, and nothing goes out."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kw: Any
    ) -> tuple[int, bytes]:
        """What Telegram answers; for a message it never does."""
        if url.endswith("/sendMessage"):
            await asyncio.Event().wait()
        return await super().do_request(url, method, request_data, *args, **kw)


def send(
    wire: Connection,
    address: str,
    api: str,
    *,
    per_second: int | None = None,
    stalls: bool = False,
    turns: bool = False,
) -> None:
    """Sends from the ledger until SIGTERM, then says ``selesai``.

    At most ``per_second`` messages, each chat's limits kept, or without any limit. With
    ``turns`` only while no other process does.
    """
    limit_life()
    store = Store.open(address)
    # As they stand between two ticks of the schedule.
    figures = Figures(lambda: store, looks=False)
    figures.refresh()
    kind = Stalling if stalls else HTTPXRequest
    asyncio.run(announce(wire, store, figures, kind, api, per_second, turns=turns))
    store.close()
    wire.send("selesai")


async def announce(
    wire: Connection,
    store: Store,
    figures: Figures,
    kind: type[HTTPXRequest],
    api: str,
    per_second: int | None,
    *,
    turns: bool,
) -> None:
    """Announces until a signal."""
    presence, over = Presence(lambda: store, "uji", beat=REST), asyncio.Event()
    living = asyncio.create_task(presence.run(over)) if turns else None
    # Reading certificates that nothing here needs takes longer than all the rest of the start.
    plain = {"verify": False}
    request = kind(connection_pool_size=64, read_timeout=20, pool_timeout=5, httpx_kwargs=plain)
    stop = asyncio.Event()
    async with Bot(TOKEN, base_url=f"{api}/bot", request=request) as bot:
        announcer = Announcer(
            bot,
            Renderer(),
            Office(find_store=lambda: store, figures=figures),
            Pacer(per_second) if per_second else Pacer(None, None, None),
            pauses=NotedPauses(),
            link_to=lambda _: None,
            turn=presence.turn(ANNOUNCING) if turns else ALWAYS,
        )
        with stop_on_signals(stop):
            wire.send("siap")
            await announcer.run(stop, rest=REST)
    over.set()
    if living is not None:
        await living


def begin(wire: Connection, address: str, times: int) -> None:
    """Announces October ``times`` times once it is told to; says each time what came of it."""
    limit_life()
    store = Store.open(address, utc_now)
    figures = Figures(lambda: store, looks=True)
    wire.send("siap")
    wire.recv()
    for _ in range(times):
        prepared = planning.prepare(store, figures.current(), OKTOBER, ADMIN)
        begun = planning.carry_out(store, prepared) if prepared else None
        wire.send("sudah" if begun is None else "dimulai")
    store.close()


def limit_life() -> None:
    """Lets the process end in any case, and its log go nowhere: the test looks at what it did."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(LIFE_SECONDS)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
