"""What happens when something breaks: the asker, the log and the maintainers hear of it."""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.error import TelegramError

from bot.addressing import Place, place_of
from bot.flood import FloodGate
from bot.measures import Measures
from bot.mishaps import not_sent
from bot.outcomes import UndeliveredError, fate_unknown
from bot.redaction import redacted
from bot.tracing import failing, working_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from telegram.ext import CallbackContext

    from bot.rendering import Renderer
    from bot.sending import Messenger

logger = logging.getLogger(__name__)

NOTICES = 5
NOTICE_WINDOW = 300.0


def reference_number() -> str:
    """A number to find one failure by in the log, short enough to read out."""
    return secrets.token_hex(4).upper()


class ErrorDesk:
    """The one error handler.

    A fault that hits every question must not flood the maintainers: at most
    ``NOTICES`` notices reach each of them, then none for ``NOTICE_WINDOW`` seconds.
    The log has them all.
    """

    def __init__(
        self,
        renderer: Renderer,
        messenger: Messenger,
        maintainers: Iterable[int],
        *,
        number: Callable[[], str] = reference_number,
        gate: FloodGate | None = None,
        measures: Measures | None = None,
        put_off: Callable[[int, float], None] = lambda _number, _seconds: None,
    ) -> None:
        self._put_off = put_off
        self._measures = Measures() if measures is None else measures
        self._renderer = renderer
        self._messenger = messenger
        self._maintainers = tuple(sorted(maintainers))
        self._number = number
        self._gate = FloodGate(NOTICES, NOTICE_WINDOW) if gate is None else gate

    async def handle(self, update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Logs the trace, apologises where the question stood, tells the maintainers.

        An update whose answer certainly did not go out has not failed: it is put off.
        """
        if isinstance(update, Update) and isinstance(context.error, UndeliveredError):
            logger.warning("An answer waits for Telegram: %s", context.error)
            self._put_off(update.update_id, context.error.seconds)
            # The update counts as not handled.
            raise asyncio.CancelledError
        self._measures.failures += 1
        number = self._number()
        with working_on(update.update_id if isinstance(update, Update) else None), failing(number):
            await self._handle(update, context.error, number)

    async def _handle(self, update: object, error: Exception | None, number: str) -> None:
        # What is logged here carries both numbers as its fields.
        if isinstance(update, Update):
            logger.error("An update failed", exc_info=error)
        else:
            logger.error("Something failed that nobody asked for", exc_info=error)
        reached = True
        place = place_of(update) if isinstance(update, Update) else None
        if place:
            # What may have been sent is not sent again; the asker sees whether it came.
            unsure = fate_unknown(error)
            name = "sistem_mungkin_tidak_sampai" if unsure else "sistem_maaf"
            reached = await self._tell(place, self._renderer.text(name, nomor=number))
        # The class and the number only: an error's text may quote the question.
        kind = redacted(type(error).__name__)
        notice = self._renderer.text("sistem_galat_pengurus", nomor=number, jenis=kind)
        for maintainer in self._maintainers:
            if not reached:
                return
            if self._gate.admit(maintainer).admitted:
                reached = await self._tell(Place(maintainer), notice)

    async def _tell(self, place: Place, html: str) -> bool:
        """Says ``html`` at ``place``; whether Telegram can be reached at all."""
        try:
            await self._messenger.say(place, html)
        except TelegramError as refusal:
            logger.warning("Chat %d was not told of a failure: %s", place.chat_id, refusal)
            return not not_sent(refusal)
        return True
