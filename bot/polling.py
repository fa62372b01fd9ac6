"""Long polling: asking Telegram for updates until told to stop.

The library's own poller goes on forever, deaf, when the token is revoked or when
one update of a batch cannot be read. This one ends, or skips that update.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.errors import kind_of
from bot.ordering import hand_over, read_update
from bot.receiving import ALLOWED_UPDATES
from bot.sending import seconds_of
from bot.settings import EXPECTED, SettingsError
from bot.stopping import finish, pause, unless_stopped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from telegram import Bot, Update

    from bot.ordering import TelegramApplication

logger = logging.getLogger(__name__)

LONG_POLL = timedelta(seconds=25)
LONGEST_PAUSE = 30.0
MOST_UNDER_WAY = 1000
CONFIRMING = 3.0


async def poll(
    application: TelegramApplication, stop: asyncio.Event, *, first_pause: float = 1.0
) -> None:
    """Hands every update over, in order, until ``stop`` is set.

    Raises ``SettingsError`` when Telegram no longer knows the token.
    """
    offset = confirmed = 0
    seconds = first_pause
    under_way: dict[asyncio.Task[None], int] = {}

    def done(task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            del under_way[task]

    while not stop.is_set():
        confirmed = offset
        try:
            batch = await unless_stopped(stop, fetch(application.bot, offset, LONG_POLL))
        except InvalidToken:
            raise SettingsError(f"BOT_TOKEN ditolak Telegram: {EXPECTED['BOT_TOKEN']}.") from None
        except TelegramError as error:
            seconds = report(error, seconds)
            await pause(stop, seconds)
            seconds = min(LONGEST_PAUSE, seconds * 2)
            continue
        seconds = first_pause
        for update, number in batch or ():
            offset = number + 1
            if update:
                task = hand_over(application, update)
                under_way[task] = number
                task.add_done_callback(done)
        # Asking on would only move Telegram's queue into this process's memory.
        while len(under_way) > MOST_UNDER_WAY and not stop.is_set():
            await unless_stopped(stop, first_of(under_way))
    await finish(under_way)
    # What was cut off is sent again, unless a later request has confirmed it already.
    again = [number for number in under_way.values() if number >= confirmed]
    if offset:
        await confirm(application.bot, min([offset, *again]))


async def first_of(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Waits until one of ``tasks`` has ended."""
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)


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


async def fetch(bot: Bot, offset: int, long_poll: timedelta) -> Sequence[tuple[Update | None, int]]:
    """The updates from ``offset`` on, each with its number; ``None`` for an unreadable one."""
    try:
        updates = await bot.get_updates(
            offset=offset, timeout=long_poll, allowed_updates=ALLOWED_UPDATES
        )
    except TelegramError:
        raise
    except Exception:  # noqa: BLE001 - whatever the library stumbled over
        logger.error("A batch of updates cannot be read; reading them one by one")  # noqa: TRY400
    else:
        if all(isinstance(update.update_id, int) for update in updates):
            return [(update, update.update_id) for update in updates]
    raw: object = await bot.do_api_request(
        "getUpdates", api_kwargs={"offset": offset, "allowed_updates": list(ALLOWED_UPDATES)}
    )
    batch = numbered(raw)
    if not batch and raw != []:
        raise TelegramError("not a list of updates")
    return [(read_update(payload, bot), payload["update_id"]) for payload in batch]


def numbered(raw: object) -> list[dict[str, Any]]:
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
            await bot.get_updates(offset=offset, limit=1, timeout=timedelta())
    except Exception as error:  # noqa: BLE001 - the stop goes on, whatever the server says
        logger.warning(
            "Received updates not confirmed; they may be answered twice: %s", kind_of(error)
        )
