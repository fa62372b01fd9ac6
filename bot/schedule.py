"""What happens without anybody asking: months that are due, reports, progress, fresh figures.

Nothing here depends on a moment that must not be missed: each tick looks at what is
stored and does what is due by now.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.addressing import Place
from bot.mishaps import kind_of
from data.models import JenisPengumuman, Obrolan
from data.store import delivery, ledger, planning
from data.store.errors import StoreError
from data.store.forgetting import forget_ended
from data.store.privacy import retain
from handlers.asker import Asker

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from bot.announcing import Announcer
    from bot.receiving import AnswersLines
    from bot.sending import Messenger
    from data.models import Pengumuman
    from handlers.office import Office

    Chore = tuple[Callable[[], Awaitable[object]], float]

logger = logging.getLogger(__name__)

TICK = 20.0
FRESH = 2.0
PROGRESS = 3.0
HOURLY = 3600.0


class Schedule:
    """The clock of one process. ``admins`` hear of what goes by itself.

    ``chores`` are what else is to be done, and every how many seconds.
    """

    def __init__(
        self,
        office: Office,
        desk: AnswersLines,
        messenger: Messenger,
        announcer: Announcer,
        admins: Iterable[int],
        *,
        chores: Sequence[Chore] = (),
    ) -> None:
        self._office = office
        self._desk = desk
        self._messenger = messenger
        self._announcer = announcer
        self._admins = tuple(sorted(admins))
        self._chores = tuple(chores)
        # What is shown of each announcement in progress: chat, message and counts.
        self._watched: dict[int, tuple[int, int, str]] = {}
        self._showing = asyncio.Lock()
        self._nudges: list[asyncio.Event] = []

    async def run(self, stop: asyncio.Event) -> None:
        """Ticks, shows progress and keeps the figures fresh until ``stop`` is set."""
        await asyncio.gather(
            self._repeat(self.tick, TICK, stop),
            self._repeat(self.show_progress, PROGRESS, stop),
            self._repeat(self.refresh, FRESH, stop),
            self._repeat(self.forget, HOURLY, stop, listens=False),
            *(self._repeat(task, seconds, stop) for task, seconds in self._chores),
        )

    def nudge(self) -> None:
        """Has everything looked at now: somebody changed what is stored."""
        for event in self._nudges:
            event.set()

    async def _repeat(
        self,
        task: Callable[[], Awaitable[object]],
        seconds: float,
        stop: asyncio.Event,
        *,
        listens: bool = True,
    ) -> None:
        nudged = asyncio.Event()
        if listens:
            self._nudges.append(nudged)
        while not stop.is_set():
            nudged.clear()
            try:
                await task()
            except StoreError as error:
                logger.warning("The store does not answer: %s", error)
            except asyncio.CancelledError:
                # The messenger gives up this way at a stop; the clock then ends by itself.
                if not stop.is_set():
                    raise
            except Exception:
                # The next tick may succeed; the clock must not stop.
                logger.exception("A task of the schedule failed")
            await first_of(stop, nudged, seconds)

    async def refresh(self) -> None:
        """Reads the months and the published answers anew where there are others."""
        await asyncio.to_thread(self._office.figures.refresh)
        await asyncio.to_thread(self._office.entries.refresh)

    async def forget(self) -> None:
        """Forgets what ended long ago, files that nobody confirmed, and requests that are old."""
        office = self._office
        count = await asyncio.to_thread(forget_ended, office.store)
        if count:
            logger.info("Rows forgotten: %d", count)
        removed = await asyncio.to_thread(retain, office.store, office.rules, office.now())
        if removed.semua:
            logger.info("Requests and counts forgotten: %s", removed.model_dump_json())

    async def tick(self) -> None:
        """Begins what is due, settles what nobody answers for, reports what has ended."""
        office = self._office
        late = await asyncio.to_thread(delivery.expire, office.store)
        if late:
            logger.warning("%d messages were being sent when a process ended", late)
        await self.refresh()
        begun = await asyncio.to_thread(self._begin)
        if begun:
            logger.info("Announcements begun: %d", len(begun))
        self._announcer.wake()
        await self.report()

    def _begin(self) -> tuple[Pengumuman, ...]:
        office = self._office
        return planning.carry_out_due(
            office.store,
            office.figures.current(),
            office.now(),
            day=office.day,
            at=office.time,
            admins=self._admins,
        )

    async def report(self) -> None:
        """Tells how each announcement went that has just ended."""
        async with self._showing:
            await self._report()

    async def _report(self) -> None:
        for ended in await asyncio.to_thread(delivery.finish, self._office.store):
            if ended.jenis is JenisPengumuman.PENGINGAT:
                continue
            self._watched.pop(ended.id, None)
            if ended.pantau_chat:
                # The message that showed the progress, whichever process sent it.
                await self._show(ended.id, ended.pantau_chat, ended.pantau_pesan or None)
                continue
            for admin in self._admins:
                await self._show(ended.id, admin, None)

    async def show_progress(self) -> None:
        """Shows how far the running announcements are to those who began them."""
        async with self._showing:
            running = await asyncio.to_thread(ledger.running, self._office.store)
            for item in running:
                if item.pantau_chat is not None:
                    await self._watch(item, item.pantau_chat)
            for number in self._watched.keys() - {item.id for item in running}:
                # Another process saw it end, perhaps before our message was known to it.
                chat, message, _ = self._watched.pop(number)
                await self._show(number, chat, message)
            await self._report()

    async def _watch(self, item: Pengumuman, chat: int) -> None:
        """Shows how far ``item`` is, in one message, whichever process sent that."""
        store = self._office.store
        if item.id not in self._watched and item.pantau_pesan:
            self._watched[item.id] = (chat, item.pantau_pesan, "")
        if item.id in self._watched:
            _, message, shown = self._watched[item.id]
            counts = (await asyncio.to_thread(ledger.progress, store, item.id)).model_dump_json()
            if counts != shown:
                await self._show(item.id, chat, message)
                self._watched[item.id] = (chat, message, counts)
        elif await asyncio.to_thread(ledger.take_watch, store, item.id):
            sent = await self._show(item.id, chat, None)
            if sent is not None:
                await asyncio.to_thread(ledger.watch, store, item.id, sent)
                self._watched[item.id] = (chat, sent, "")

    async def _show(self, number: int, chat: int, message: int | None) -> int | None:
        """Shows the report of an announcement in ``chat``; the message that holds it."""
        asker = Asker(id=None, admin=True, chat=Obrolan(id=chat, jenis="private", judul=""))
        try:
            reply = await asyncio.to_thread(
                self._desk.reply, f"/umumkan laporan {number}", asker=asker
            )
            if reply is None:
                return None
            place = Place(chat)
            if message is None:
                return await self._messenger.send(place, reply)
            await self._messenger.turn(place, message, reply)
        except TelegramError as refusal:
            # An admin who never wrote to the bot has no chat with it.
            logger.warning("A report could not be shown: %s", kind_of(refusal))
        return message


async def first_of(stop: asyncio.Event, nudged: asyncio.Event, seconds: float) -> None:
    """Waits until one of the events is set, ``seconds`` at most."""
    waits = [asyncio.ensure_future(event.wait()) for event in (stop, nudged)]
    await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
