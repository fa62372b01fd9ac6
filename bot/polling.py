"""Long polling: asking Telegram for updates until told to stop.

The library's own poller confirms updates as soon as it has them, so that a process that
dies loses them; it goes on forever, deaf, when the token is revoked, or when one update of
a batch cannot be read. This one confirms what is safe in the store or answered, ends, or
skips that update.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.calls import call
from bot.mishaps import kind_of
from bot.ordering import under_way
from bot.receiving import ALLOWED_UPDATES
from bot.sending import seconds_of
from bot.settings import EXPECTED, SettingsError
from bot.stopping import finish, pause, unless_stopped
from data.models import Masuk, Verdict
from data.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from telegram import Bot

    from bot.presence import Turns
    from bot.service import Service

    Raw = dict[str, Any]

logger = logging.getLogger(__name__)

LONG_POLL = 25
# How long Telegram may take beyond that to answer.
SLACK = 10.0
BATCH = 100
LONGEST_PAUSE = 30.0
MOST_UNDER_WAY = 1000
CONFIRMING = 2.0
# Another process that receives may be an old one about to be replaced; it is given that long.
# A process that has received for a while is not the one to go.
LONGEST_CONFLICT = 60.0
LONGEST_CONFLICT_OF_OLD = 600.0
OLD = 300.0
# Two that receive cut each other off in turns, with successes in between.
CONFLICTS_APART = 45.0
TWO_RECEIVE = (
    "BOT_TOKEN dipakai proses lain yang juga mengambil pesan:"
    " jalankan satu proses saja untuk setiap token."
)


class Poller:
    """Receives for ``service`` until ``stop`` is set."""

    def __init__(self, service: Service, stop: asyncio.Event, *, first_pause: float = 1.0) -> None:
        self._service = service
        self._bot = service.application.bot
        self._stop = stop
        self._first_pause = first_pause
        self._clock = asyncio.get_running_loop().time
        self._under_way: dict[asyncio.Task[None], int] = {}
        # What came in and is neither safe in the store nor handled; Telegram keeps it.
        self._open: set[int] = set()
        self._end = 0
        self._conflict = Conflicts(self._clock)

    @property
    def _offset(self) -> int:
        """Everything before it is confirmed by the next request."""
        return min(self._open, default=self._end)

    async def run(self) -> None:
        """Hands every update over, in order; returns when all is handled.

        Raises ``SettingsError`` when Telegram no longer knows the token, or when another
        process goes on receiving; what was taken is handled first then, too.
        """
        try:
            await self._receive()
        finally:
            # With what was put off and is tried again.
            await finish(under_way(self._service.application))
        if self._end:
            await confirm(self._bot, self._offset)

    async def _receive(self) -> None:
        """Asks for updates until ``stop``."""
        seconds = self._first_pause
        while not self._stop.is_set():
            try:
                batch = await unless_stopped(self._stop, fetch(self._bot, self._offset))
            except InvalidToken:
                raise SettingsError(
                    f"BOT_TOKEN ditolak Telegram: {EXPECTED['BOT_TOKEN']}."
                ) from None
            except TelegramError as error:
                self._conflict.note(error)
                seconds = report(error, seconds)
                await pause(self._stop, seconds)
                seconds = min(LONGEST_PAUSE, seconds * 2)
                continue
            seconds = self._first_pause
            self._conflict.received()
            if batch:
                # Telegram gives no more than these from the first on that is put off.
                stuck = len(batch) == BATCH and batch[-1]["update_id"] < self._end
                self._end = batch[-1]["update_id"] + 1
                self._open |= {raw["update_id"] for raw in batch}
                await self._take(batch)
                if stuck and not self._under_way:
                    # From now on it is kept here alone, or nobody else would be answered.
                    self._open.discard(self._offset)
                if self._open and not self._under_way:
                    # What Telegram keeps until it can be answered comes again at once.
                    await pause(self._stop, self._first_pause)
            # Asking on would only move Telegram's queue into this process's memory.
            while len(self._under_way) > MOST_UNDER_WAY and not self._stop.is_set():
                await unless_stopped(self._stop, first_of(self._under_way))

    async def _take(self, batch: Sequence[Raw]) -> None:
        """Hands ``batch`` over; returns when all of it is safe in the store, or handled."""
        left = {raw["update_id"]: raw for raw in batch}
        stored = True
        while left and not self._stop.is_set():
            rows = [
                Masuk(nomor=number, isi=orjson.dumps(raw).decode()) for number, raw in left.items()
            ]
            taken = await self._service.intake.take(rows)
            stored = stored and taken.stored
            for number, verdict in taken.verdicts.items():
                if verdict is Verdict.NEW:
                    self._hand_over(left[number])
            if taken.stored:
                self._open -= {row.nomor for row in rows if taken[row.nomor] is not Verdict.LATER}
            # To be handled alone, when nothing else is under way: asked about again.
            left = {number: raw for number, raw in left.items() if taken[number] is Verdict.LATER}
            if left:
                await self._some_time()
        if not stored:
            await unless_stopped(self._stop, all_of(self._under_way))

    async def _some_time(self) -> None:
        """Waits until what is under way here is done; a moment where nothing is."""
        if self._under_way:
            await unless_stopped(self._stop, all_of(self._under_way))
        else:
            await pause(self._stop, self._first_pause)

    def _hand_over(self, raw: Raw) -> None:
        number = raw["update_id"]
        task = self._service.handle(raw, partial(self._open.discard, number))
        if task is not None:
            self._under_way[task] = number
            task.add_done_callback(self._under_way.pop)


class Conflicts:
    """For how long somebody else has been receiving this bot's updates too."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._receiving_since: float | None = None
        self._since = self._latest = -CONFLICTS_APART

    def received(self) -> None:
        """Notes that updates were received."""
        if self._receiving_since is None:
            self._receiving_since = self._clock()

    def note(self, error: TelegramError) -> None:
        """Raises ``SettingsError`` where ``error`` is one conflict too many."""
        if not isinstance(error, Conflict):
            return
        now = self._clock()
        if now - self._latest > CONFLICTS_APART:
            self._since = now
        self._latest = now
        began = self._since if self._receiving_since is None else self._receiving_since
        old = self._since - began > OLD
        if now - self._since >= (LONGEST_CONFLICT_OF_OLD if old else LONGEST_CONFLICT):
            raise SettingsError(TWO_RECEIVE)


async def await_turn(turn: Turns, stop: asyncio.Event, *, rest: float = 1.0) -> None:
    """Returns when it is this process's turn to receive, or ``stop`` is set.

    Raises ``SettingsError`` where another process goes on receiving. Where the store
    does not answer, Telegram tells of the other one.
    """
    clock = asyncio.get_running_loop().time
    until = clock() + LONGEST_CONFLICT
    while not stop.is_set():
        with contextlib.suppress(StoreError):
            if await turn.held():
                return
            if clock() >= until:
                raise SettingsError(TWO_RECEIVE)
            logger.info("Another process is receiving; waiting for it to end")
            await pause(stop, rest)
            continue
        return


async def first_of(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Waits until one of ``tasks`` has ended."""
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)


async def all_of(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Waits until all of ``tasks`` have ended."""
    if tasks := list(tasks):
        await asyncio.wait(tasks)


def report(error: TelegramError, seconds: float) -> float:
    """Logs why polling failed; the seconds to wait before asking again."""
    if isinstance(error, RetryAfter):
        return seconds_of(error)
    if isinstance(error, Conflict):
        logger.error(
            "Conflict: another process is receiving this bot's updates."
            " Run one process for each token."
        )
    elif isinstance(error, TimedOut):
        logger.info("Polling timed out; asking again")
    else:
        logger.warning("Polling failed: %s", kind_of(error))
    return seconds


async def fetch(bot: Bot, offset: int) -> list[Raw]:
    """The updates from ``offset`` on, as Telegram sends them, those that have a number."""
    raw: object = await call(
        bot,
        "getUpdates",
        {
            "offset": offset,
            "limit": BATCH,
            "timeout": LONG_POLL,
            "allowed_updates": list(ALLOWED_UPDATES),
        },
        read_timeout=LONG_POLL + SLACK,
    )
    batch = numbered(raw)
    if not batch and raw != []:
        raise TelegramError("not a list of updates")
    return batch


def numbered(raw: object) -> list[Raw]:
    """Those entries of ``raw`` that are updates with a number."""
    entries = raw if isinstance(raw, list) else []
    return [
        entry
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("update_id"), int)
    ]


async def confirm(bot: Bot, offset: int) -> None:
    """Tells Telegram that everything before ``offset`` was received."""
    try:
        async with asyncio.timeout(CONFIRMING):
            await call(bot, "getUpdates", {"offset": offset, "limit": 1, "timeout": 0})
    except Exception as error:  # noqa: BLE001 - the stop goes on, whatever the server says
        logger.warning(
            "Received updates not confirmed; they may be answered twice: %s", kind_of(error)
        )
