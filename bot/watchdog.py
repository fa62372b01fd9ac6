"""Ends a process that Telegram has left: the host starts it anew, with fresh connections."""

from __future__ import annotations

import asyncio
import logging
import math
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.calls import call
from bot.mishaps import kind_of
from bot.stopping import pause

if TYPE_CHECKING:
    from telegram import Bot

    from bot.measures import Measures

logger = logging.getLogger(__name__)

LOOK, MINUTE = 15.0, 60.0
NEVER = math.inf
# So long nothing may be heard before Telegram is asked whether it is there.
QUIET = 60.0
ASKING = 10.0


class SilenceError(Exception):
    """Telegram has not answered for too long; an Indonesian line for the operator."""


class Watchdog:
    """Sets the stop when Telegram has not been heard of for ``minutes``; 0 is never.

    Whom it leaves alone for ``NEVER`` knows whether a quiet Telegram is there all the same.
    """

    def __init__(self, bot: Bot, measures: Measures, minutes: float) -> None:
        self._bot = bot
        self._measures = measures
        self._longest = minutes * MINUTE
        self.barked = False

    async def run(self, stop: asyncio.Event, *, look: float | None = None) -> None:
        """Watches until ``stop`` is set, looking every ``look`` seconds; by itself ``LOOK``."""
        while self._longest and not stop.is_set():
            if self._measures.silence >= min(QUIET, self._longest / 2):
                await self._ask()
            if self._measures.silence >= self._longest:
                logger.critical(
                    "Telegram has not answered for %d minutes; the process ends",
                    self._longest // MINUTE,
                )
                self.barked = True
                stop.set()
                return
            await pause(stop, LOOK if look is None else look)

    def check(self) -> None:
        """Raises ``SilenceError`` where the watchdog was what ended the process."""
        if self.barked:
            raise SilenceError(
                f"Telegram tidak menjawab selama {self._longest // MINUTE:.0f} menit:"
                " proses berhenti supaya dijalankan ulang. Periksa jaringan."
            )

    async def _ask(self) -> None:
        try:
            async with asyncio.timeout(ASKING):
                await call(self._bot, "getMe", {})
        except (TelegramError, TimeoutError) as error:
            logger.warning("Telegram does not answer: %s", kind_of(error))
        else:
            # Over whatever transport: it answered.
            self._measures.heard()
