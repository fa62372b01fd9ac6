"""What the bot owes somebody, from the store to its chat: claimed, sent, recorded.

A message is tried again only where it certainly did not go out.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from telegram import ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.calls import sensible
from bot.claiming import STORE_PAUSES
from bot.mishaps import kind_of
from bot.outcomes import Outcome, outcome_of
from bot.owed import Words
from bot.presence import ALWAYS
from bot.sending import UNPARSABLE, says
from bot.stopping import GRACE, LAST_WORDS
from bot.topics import Topics
from data.store import chats, outbox
from data.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from telegram import Bot

    from bot.owed import Surat
    from bot.pacing import Pacer
    from bot.presence import Turns
    from bot.receiving import AnswersLines
    from bot.rendering import Renderer
    from data.models import PesanKeluar
    from handlers.office import Office

logger = logging.getLogger(__name__)

AT_ONCE = 8
LOOK = 5.0
MARGIN = 0.05
# Sending gives up before the lease ends, or a living process's message would be taken
# for a dead one's.
LONGEST_SENDING = 90.0
LONGEST_TURN = 10.0
LONGEST_RECONNECT = 300.0
MOST_DOUBLINGS = 6
DEFECT_PAUSE = 60.0
ARRIVED, NOT_ARRIVED = "👌", "👎"
LOST_TOPIC = "topik dihapus"
CLOSED_TOPIC = "topik ditutup"


class Courier:
    """Sends what is owed, at the pace that Telegram allows.

    Before each look the ``sweeps`` add what is due; one that fails keeps nothing else
    from being sent. Several processes may send at once: the store gives each message to
    one of them; with a ``turn`` only one of them sends, so that all keep Telegram's limits.
    """

    def __init__(
        self,
        bot: Bot,
        desk: AnswersLines,
        renderer: Renderer,
        office: Office,
        pacer: Pacer,
        *,
        sweeps: Sequence[Callable[[], Awaitable[None]]] = (),
        turn: Turns = ALWAYS,
        longest: float = LONGEST_SENDING,
    ) -> None:
        self._bot = bot
        self._turn = turn
        self._office = office
        self._pacer = pacer
        self._words = Words(desk, renderer)
        self._topics = Topics(bot, office)
        self._sweeps = tuple(sweeps)
        self._longest = longest
        self._name = secrets.token_hex(8)
        self._wake = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Looks soon: something may be owed."""
        self._wake.set()

    async def run(self, stop: asyncio.Event, *, rest: float = LOOK) -> None:
        """Sends until ``stop`` is set; then finishes what is being sent.

        Looks when woken, and every ``rest`` seconds.
        """
        stopping = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                self._wake.clear()
                await self.look(stop)
                waking = asyncio.ensure_future(self._wake.wait())
                await asyncio.wait(
                    {waking, stopping}, timeout=rest, return_when=asyncio.FIRST_COMPLETED
                )
                waking.cancel()
        finally:
            stopping.cancel()
            await self._finish()
            await self._turn.pass_on()

    async def look(self, stop: asyncio.Event | None = None) -> None:
        """Adds what is due and sends all that may go out now; never raises for the store."""
        for sweep in self._sweeps:
            try:
                await sweep()
            except StoreError as error:
                logger.warning("A sweep waits for the store: %s", error)
            except Exception:
                # What is owed already must go out all the same.
                logger.exception("A sweep failed")
        try:
            await self.send_all(stop)
        except StoreError as error:
            logger.warning("Messages wait for the store: %s", error)

    async def send_all(self, stop: asyncio.Event | None = None) -> None:
        """Sends whatever may go out now, until nothing is left or ``stop`` is set."""
        late = await asyncio.to_thread(outbox.expire, self._office.store)
        if late:
            logger.warning("%d messages were being sent when a process ended", late)
        while not (stop and stop.is_set()):
            room = AT_ONCE - len(self._sending)
            claimed: tuple[PesanKeluar, ...] = ()
            if await self._turn.held():
                claimed = await asyncio.to_thread(
                    outbox.claim, self._office.store, self._name, room
                )
            for item in claimed:
                self._begin(item, stop)
            if not self._sending:
                return
            if not claimed or len(self._sending) >= AT_ONCE:
                await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)

    def _begin(self, item: PesanKeluar, stop: asyncio.Event | None) -> None:
        task = asyncio.create_task(self._deliver(item, stop))
        self._sending.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            # It stays claimed, and nobody knows of it once its lease ends.
            logger.error("What became of a message was not recorded: %s", kind_of(error))

    async def _finish(self) -> None:
        """Lets what is being sent come to its end, not for ever."""
        for seconds in (GRACE, LAST_WORDS):
            if self._sending:
                await asyncio.wait(self._sending, timeout=seconds)
            for task in self._sending:
                task.cancel()

    async def _deliver(self, item: PesanKeluar, stop: asyncio.Event | None) -> None:
        """Sends one claimed message and records what became of it."""
        try:
            letter = await self._words.of(item)
            thread, reply_to = await self._topics.place_of(item)
            in_time = await self._has_its_turn(item.chat_id, stop)
        except TelegramError as error:
            # Of its topic: the message itself was not sent yet.
            await self._not_sent(item, outcome_of(error), error)
            return
        except StoreError:
            await self._later(item, "basis data terputus", DEFECT_PAUSE)
            return
        except Exception:
            logger.exception("A message could not be put into words")
            await self._later(item, "pesan gagal disusun", DEFECT_PAUSE)
            return
        if letter is None:
            await self._kept(outbox.failed, item.id, "pesan tidak berlaku lagi")
            return
        if not in_time:
            wait = self._pacer.wait_for(item.chat_id)
            await self._later(item, "menunggu giliran", wait)
            return
        try:
            async with asyncio.timeout(self._longest):
                number = await self._send(item, letter, thread, reply_to)
        except asyncio.CancelledError:
            await asyncio.shield(
                asyncio.to_thread(outbox.unknown, self._office.store, item.id, "bot berhenti")
            )
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the message's fate is recorded
            await self._settle(item, letter, outcome_of(error), error)
            return
        await self._kept(outbox.sent, item.id, number)
        await self._topics.sent(item, thread, number)
        await self._react(letter, ARRIVED)

    async def _has_its_turn(self, chat_id: int, stop: asyncio.Event | None) -> bool:
        """Waits for the chat's turn; false where that takes too long, or at a stop."""
        if (stop and stop.is_set()) or self._pacer.wait_for(chat_id) > LONGEST_TURN:
            return False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_TURN):
                await self._pacer.turn(chat_id)
            return not (stop and stop.is_set())
        return False

    async def _send(
        self, item: PesanKeluar, letter: Surat, thread: int | None, reply_to: int | None
    ) -> int:
        """Sends ``letter`` to its place; its number there."""
        place: dict[str, Any] = {"message_thread_id": thread}
        if reply_to is not None:
            place["reply_parameters"] = ReplyParameters(reply_to, allow_sending_without_reply=True)
        if letter.copy_of is not None:
            source, number = letter.copy_of
            copied = await self._bot.copy_message(item.chat_id, source, number, **place)
            return copied.message_id

        async def send(text: str, mode: str | None) -> int:
            sent = await self._bot.send_message(
                item.chat_id, text, parse_mode=mode, api_kwargs=letter.extras, **place
            )
            return sent.message_id

        try:
            return await send(letter.html, ParseMode.HTML)
        except BadRequest as refusal:
            if not says(refusal, UNPARSABLE):
                raise
            logger.error("Telegram refused the HTML of a message")  # noqa: TRY400
            return await send(letter.plain, None)

    async def _settle(
        self, item: PesanKeluar, letter: Surat, outcome: Outcome, error: BaseException
    ) -> None:
        """Records what became of a message that was not simply sent."""
        if outcome.kind == "unknown":
            logger.warning("The fate of a message is unknown: %s", kind_of(error))
            await self._kept(outbox.unknown, item.id, outcome.reason)
            # Officers are told of it.
            self.wake()
        elif outcome.reason in {LOST_TOPIC, CLOSED_TOPIC} and await self._topics.renewed(
            item, closed=outcome.reason == CLOSED_TOPIC
        ):
            await self._later(item, outcome.reason, 0)
        elif outcome.kind == "refused":
            logger.warning("A message was refused: %s", outcome.reason)
            await self._kept(outbox.failed, item.id, outcome.reason)
            await self._react(letter, NOT_ARRIVED)
            self.wake()
        else:
            await self._not_sent(item, outcome, error)

    async def _not_sent(self, item: PesanKeluar, outcome: Outcome, error: BaseException) -> None:
        """Keeps a message that certainly did not go out for a later try."""
        if outcome.kind == "moved":
            await self._move(item.chat_id, outcome.chat_id)
            await self._later(item, outcome.reason, 0)
            return
        wait = outcome.wait or DEFECT_PAUSE
        if isinstance(error, RetryAfter):
            self._pacer.hold(wait, item.chat_id)
        else:
            wait = min(
                LONGEST_RECONNECT, wait * (1 << min(MOST_DOUBLINGS, max(0, item.percobaan - 1)))
            )
        await self._later(item, outcome.reason, wait)

    async def _move(self, old: int, new: int) -> None:
        """Goes on in the supergroup that a group became."""
        await self._kept(outbox.migrate, old, new)
        await self._kept(chats.migrate, old, new)
        if self._office.officer_chat == old:
            self._office.officer_chat = new
            logger.warning("The officers' group has a new id: set OFFICER_CHAT_ID=%d", new)

    async def _later(self, item: PesanKeluar, reason: str, seconds: float) -> None:
        until = self._office.now() + timedelta(seconds=seconds)
        await self._kept(outbox.again, item.id, reason, until)
        if seconds < LOOK:
            asyncio.get_running_loop().call_later(seconds + MARGIN, self.wake)

    async def _react(self, letter: Surat, emoji: str) -> None:
        """Shows who wrote what was passed on whether it arrived; where reactions are allowed."""
        if letter.origin is None:
            return
        chat, number = letter.origin
        try:
            await sensible(self._bot.set_message_reaction(chat, number, emoji))
        except TelegramError as refusal:
            logger.info("A message was not marked: %s", kind_of(refusal))

    async def _kept(self, write: Callable[..., bool], *given: object) -> bool:
        """What ``write`` gives; a database that is away for a moment is asked again."""
        for seconds in STORE_PAUSES:
            try:
                return await asyncio.to_thread(write, self._office.store, *given)
            except StoreError:
                await asyncio.sleep(seconds)
        return await asyncio.to_thread(write, self._office.store, *given)
