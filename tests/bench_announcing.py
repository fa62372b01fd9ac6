"""How fast announcements go out, from the ledger to a stand-in of the Bot API and back.

The whole announcer is measured beside the bare library sending the same text to as
many chats at once, in rounds that alternate.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from telegram import Bot
from telegram.constants import ParseMode
from telegram.request import HTTPXRequest

from bot.announcement import Announcements
from bot.announcing import WORKERS, Announcer
from bot.pacing import PER_SECOND, Pacer
from bot.rendering import Renderer
from bot.settings import PROJECT
from data.bulanan.figures import Figures
from data.models import JenisPengumuman, Rencana, Tujuan
from data.store import delivery, ledger
from data.store.store import Store
from handlers.office import Office
from tests.bench_timing import Numbers
from tests.bot.announcing_parts import NotedPauses
from tests.data.store.rekaan import ADMIN
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from data.models import Pengumuman

ROUNDS = 5
MESSAGES = 300
# Ten seconds at the rate that Telegram allows.
PACED_MESSAGES = 300


@dataclass
class StandIn:
    """A stand-in that runs as a process; ``state`` are its counts once it has ended."""

    url: str = ""
    state: dict[str, Any] = field(default_factory=dict)


@contextlib.contextmanager
def stand_in(*options: str) -> Iterator[StandIn]:
    """A stand-in of the Bot API, running."""
    command = [sys.executable, "-m", "tests.botapi_standin", "--seconds", "300", *options]
    api = StandIn()
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None:
            raise AssertionError
        api.url = process.stdout.readline().strip()
        try:
            yield api
        finally:
            process.terminate()
            api.state = json.loads(process.stdout.read())


class Desk:
    """A store with months to announce, and everything that announces them but the bot."""

    def __init__(self, address: str) -> None:
        self.store = Store.open(address)
        figures = Figures(lambda: self.store, looks=False)
        figures.refresh()
        self.office = Office(find_store=lambda: self.store, figures=figures)
        self._months = iter(figures.current().posisi)

    def begin(self, count: int) -> Pengumuman:
        """Another month announced to ``count`` chats."""
        load = next(self._months).muatan
        plan = Rencana(
            jenis=JenisPengumuman.SERAPAN,
            bulan=load.bulan,
            muatan_id=load.id,
            versi=load.versi,
            oleh=ADMIN,
        )
        made = ledger.create(self.store, plan, [Tujuan(chat_id=chat) for chat in chats(count)])
        if made is None:
            raise AssertionError(load)
        return made

    async def send(self, bot: Bot, pacer: Pacer, count: int) -> float:
        """Messages a second of the announcer, from the first claim to the last record."""
        begun = self.begin(count)
        announcer = Announcer(
            bot,
            Renderer(),
            self.office,
            pacer,
            pauses=NotedPauses(),
            link_to=lambda _: None,
        )
        start = time.perf_counter()
        await announcer.send_all()
        took = time.perf_counter() - start
        progress = ledger.progress(self.store, begun.id)
        if progress.terkirim != count:
            raise AssertionError(progress)
        return count / took


def chats(count: int) -> range:
    """So many private chats."""
    return range(9_000_000_001, 9_000_000_001 + count)


def announcing(stores: Mapping[str, str]) -> Numbers:
    """Everything about announcing; ``stores`` hold months that were not announced."""
    desks = {kind: Desk(address) for kind, address in stores.items()}
    with stand_in() as api:
        numbers = asyncio.run(unlimited(api.url, desks))
    with stand_in("--enforce") as api:
        rate = asyncio.run(limited(api.url, desks["sqlite"]))
    for desk in desks.values():
        desk.store.close()
    return {
        **numbers,
        "announce_limited_per_second": rate,
        "announce_limited_share": rate / PER_SECOND,
        "announce_limited_429": sum(api.state["limited"].values()),
    }


async def unlimited(url: str, desks: Mapping[str, Desk]) -> Numbers:
    """Messages a second without any limit, beside the bare library."""
    text = await one_text(desks["sqlite"])
    took: dict[str, list[float]] = {"bare": [], **{kind: [] for kind in desks}}
    async with library(url) as bot:
        # One round more than is counted: the first opens the connections.
        for _ in range(ROUNDS + 1):
            took["bare"].append(await bare(bot, text, MESSAGES))
            for kind, desk in desks.items():
                pace = await desk.send(bot, Pacer(None, None, None), MESSAGES)
                took[kind].append(pace)
    numbers = {f"announce_{kind}_per_second": median(values[1:]) for kind, values in took.items()}
    for kind in desks:
        pairs = zip(took[kind][1:], took["bare"][1:], strict=True)
        numbers[f"announce_{kind}_ratio"] = median(mine / other for mine, other in pairs)
    return numbers


async def limited(url: str, desk: Desk) -> float:
    """Messages a second where Telegram's limits are kept."""
    async with library(url) as bot:
        return await desk.send(bot, Pacer(), PACED_MESSAGES)


@contextlib.asynccontextmanager
async def library(url: str) -> AsyncIterator[Bot]:
    """The library's bot over real HTTP, as the application has it."""
    request = HTTPXRequest(connection_pool_size=64, read_timeout=20, pool_timeout=5)
    async with Bot(TOKEN, base_url=f"{url}/bot", request=request) as bot:
        yield bot


async def one_text(desk: Desk) -> str:
    """The text of an announcement, as it is sent."""
    begun = desk.begin(1)
    item = delivery.claim(desk.store, "bangku")
    if item is None:
        raise AssertionError(begun)
    message = await Announcements(Renderer(), desk.office, lambda _: None).message(item)
    delivery.sent(desk.store, item, 1, message.muatan_id)
    return message.html


async def bare(bot: Bot, text: str, count: int) -> float:
    """Messages a second of nothing but the library, as many at once as the announcer sends."""
    waiting = iter(chats(count))

    async def work() -> None:
        for chat in waiting:
            await bot.send_message(chat, text, parse_mode=ParseMode.HTML)

    start = time.perf_counter()
    await asyncio.gather(*itertools.starmap(work, itertools.repeat((), WORKERS)))
    return count / (time.perf_counter() - start)
