"""Calls to Telegram that are made again, where that cannot do anything twice."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, TypeVar

from telegram.error import RetryAfter, TelegramError

from bot.measures import Measures
from bot.mishaps import kind_of, not_sent
from bot.ordering import aside
from bot.outcomes import fate_unknown
from bot.refusals import seconds_of
from bot.stopping import pause

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

T = TypeVar("T")

# How often Telegram is asked while it wants to have something later, and for how long in all.
ATTEMPTS = 3
LONGEST_WAIT = 45.0
# Between tries of what certainly did not leave this machine; who asked still waits.
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
# What took so long already is not begun anew.
LONGEST_TRYING = 20.0


class Patience:
    """Makes calls, and makes them again: patiently but not for ever.

    Once ``stop`` is set it waits for nothing any more: what would have to wait is cut off.
    """

    def __init__(
        self,
        stop: asyncio.Event | None = None,
        sleep: Callable[[float], Awaitable[object]] | None = None,
        measures: Measures | None = None,
    ) -> None:
        self._stop = stop = stop or asyncio.Event()
        self._sleep = sleep or (lambda seconds: pause(stop, seconds))
        self._measures = Measures() if measures is None else measures

    @property
    def over(self) -> bool:
        """Whether the bot stops."""
        return self._stop.is_set()

    async def wait(self, seconds: float) -> None:
        """Waits ``seconds``, or less where the bot stops."""
        await self._sleep(seconds)

    async def of(self, call: Callable[[], Awaitable[T]], *, harmless: bool = False) -> T:
        """What ``call`` returns, waiting where Telegram says for how long.

        It is made again where certainly nothing of it was sent. After any other trouble it
        may have taken effect; only where a second time is ``harmless`` it is made again then.
        """
        clock = asyncio.get_running_loop().time
        until = clock() + LONGEST_TRYING
        asked, waited, pauses = 0, 0.0, iter(PAUSES)
        while True:
            try:
                return await call()
            except RetryAfter as limit:
                seconds = seconds_of(limit)
                self._measures.waited(seconds)
                asked, waited = asked + 1, waited + seconds
                if asked == ATTEMPTS or waited > LONGEST_WAIT:
                    raise
            except TelegramError as error:
                again = not_sent(error) or (harmless and fate_unknown(error))
                next_pause = next(pauses, None) if again and clock() < until else None
                if next_pause is None:
                    raise
                seconds = next_pause
                logger.info("A call is made again: %s", kind_of(error))
            async with aside():
                await self._sleep(seconds)
            if self._stop.is_set():
                # The update counts as not handled, so that Telegram sends it again.
                raise asyncio.CancelledError
