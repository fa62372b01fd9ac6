"""Announcements from the ledger to their chats: each message claimed, sent, recorded.

Several processes may do this at once; the ledger gives each delivery to one of them. With
a ``turn`` only one of them does, so that the pace that Telegram allows is kept by all.
A message is tried again only where it certainly did not go out.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from typing import TYPE_CHECKING, Protocol

from telegram import ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter

from bot.announcement import Announcements
from bot.claiming import STORE_PAUSES, Claims
from bot.mishaps import kind_of
from bot.outcomes import Outcome, outcome_of
from bot.presence import ALWAYS
from bot.sending import UNPARSABLE, says
from bot.stopping import GRACE, LAST_WORDS
from data.store import chats, delivery
from data.store.delivery import Sampai
from data.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import Bot

    from bot.announcement import Pesan
    from bot.keyboards import Link
    from bot.pacing import Pacer
    from bot.presence import Turns
    from bot.rendering import Renderer
    from data.models import Kiriman
    from handlers.office import Office

logger = logging.getLogger(__name__)

WORKERS = 16
# How many may be claimed and wait for their turn: of those a killed process leaves it
# uncertain whether they were sent.
AHEAD = 8
# What has gone out in so many seconds is recorded at once: one commit, not many.
GATHERING = 0.01
# Sending gives up before the ledger's lease ends, or a living process's message would
# be taken for a dead one's.
LONGEST_SENDING = 90.0
LONGEST_WAITING = 30.0
LONGEST_RECONNECT = 300.0
MOST_DOUBLINGS = 6
DEFECT_PAUSE = 60.0
# A chat that has to wait longer than this is passed over meanwhile.
PATIENCE = 2.0
# No chat has this id: what holds for it holds for all.
EVERYBODY = 0


class Pauses(Protocol):
    """What is done about a chat that takes no messages any more."""

    async def pause(self, chat_id: int, topic: int | None, reason: str) -> None:
        """Pauses the subscriptions there and tells who made them."""


class Announcer:
    """Sends what the ledger holds, at the pace that Telegram allows.

    ``link_to`` makes the button below an announcement, from the line that it asks.
    """

    def __init__(
        self,
        bot: Bot,
        renderer: Renderer,
        office: Office,
        pacer: Pacer,
        *,
        pauses: Pauses,
        link_to: Callable[[str], Link | None],
        turn: Turns = ALWAYS,
        workers: int = WORKERS,
        longest: float = LONGEST_SENDING,
    ) -> None:
        self._bot = bot
        self._office = office
        self._pacer = pacer
        self._pauses = pauses
        self._turn = turn
        self._workers = workers
        self._longest = longest
        self._messages = Announcements(renderer, office, link_to)
        self._claims = Claims(office, secrets.token_hex(8))
        self._wake = asyncio.Event()
        # Something was sent, or had its turn: there is room, or something to record.
        self._moved = asyncio.Event()
        self._sending: dict[asyncio.Task[None], Kiriman] = {}
        self._early: set[int] = set()
        self._queueing: set[asyncio.Task[None]] = set()
        self._slow: dict[int, float] = {}
        self._refused: dict[int, float] = {}

    def wake(self) -> None:
        """Looks into the ledger soon: something may have been added."""
        self._wake.set()

    @property
    def under_way(self) -> int:
        """How many messages are being sent."""
        return len(self._sending)

    async def run(self, stop: asyncio.Event, *, rest: float = 5.0) -> None:
        """Sends until ``stop`` is set; then finishes what is being sent.

        Looks into the ledger when woken, and every ``rest`` seconds.
        """
        stopping = asyncio.ensure_future(stop.wait())
        stopping.add_done_callback(lambda _: self._moved.set())
        try:
            while not stop.is_set():
                self._wake.clear()
                try:
                    await self.send_all(stop)
                except StoreError as error:
                    logger.warning("Announcements wait for the store: %s", error)
                waking = asyncio.ensure_future(self._wake.wait())
                await asyncio.wait(
                    {waking, stopping}, timeout=rest, return_when=asyncio.FIRST_COMPLETED
                )
                waking.cancel()
        finally:
            stopping.cancel()
            await self._finish()
            await self._turn.pass_on()

    async def send_all(self, stop: asyncio.Event | None = None) -> None:
        """Sends whatever may go out now, until nothing is left or ``stop`` is set."""
        self._messages.forget()
        await self._claims.recover(self._in_hand())
        while not (stop and stop.is_set()):
            self._moved.clear()
            room, seconds = self._room()
            mine = await self._turn.held()
            if not mine:
                # What is under way is brought to its end.
                room, seconds = 0, None
            claimed: tuple[Kiriman, ...] = ()
            if room or self._claims.gone:
                claimed = await self._claims.exchange(room, self._busy())
                for item in claimed:
                    self._begin(item, stop)
            idle = not (claimed or self._sending or self._moved.is_set())
            if idle and (room or not mine):
                # What was in hand meanwhile may have been put back; then it looks again.
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), seconds)
            if self._sending:
                await asyncio.sleep(GATHERING)

    def _room(self) -> tuple[int, float | None]:
        """How many deliveries may be claimed now; where none, in how many seconds to ask again."""
        held = self._pacer.wait_for(EVERYBODY)
        if held > PATIENCE:
            # What were claimed now would only be put back.
            return 0, held
        return min(self._workers - len(self._sending), AHEAD - len(self._early)), None

    def _begin(self, item: Kiriman, stop: asyncio.Event | None) -> None:
        task = asyncio.create_task(self._deliver(item, stop))
        self._sending[task] = item
        self._early.add(item.id)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        item = self._sending.pop(task)
        self._moved.set()
        error = None if task.cancelled() else task.exception()
        if error is not None:
            logger.error("A delivery could not be recorded: %s", kind_of(error))
        if error is not None or task.cancelled():
            self._claims.lose(item)

    async def _finish(self) -> None:
        """Lets what is being sent come to its end, not for ever; who waits for a turn goes."""
        for task in self._queueing:
            task.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await self._drain()
        if self._sending:
            for task in self._sending:
                task.cancel()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LAST_WORDS):
                    await self._drain()

    async def _drain(self) -> None:
        """Returns when nothing is being sent any more and all that has gone out is recorded."""
        while self._sending or self._claims.unsettled:
            if self._sending and not self._claims.gone:
                await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)
                continue
            try:
                await self._claims.exchange(0)
                await self._claims.recover(self._in_hand())
            except StoreError:
                await asyncio.sleep(STORE_PAUSES[0])

    def _in_hand(self) -> set[int]:
        """The deliveries that are being sent."""
        return {item.id for item in self._sending.values()}

    def _busy(self) -> set[int]:
        """The chats that are being sent to, or have to wait for long."""
        now = asyncio.get_running_loop().time()
        self._slow = {chat: until for chat, until in self._slow.items() if until > now}
        return {*(item.chat_id for item in self._sending.values()), *self._slow}

    async def _deliver(self, item: Kiriman, stop: asyncio.Event | None) -> None:
        """Sends one claimed delivery and sees to it that what became of it is recorded."""
        clock = asyncio.get_running_loop().time
        claimed = clock()
        try:
            message = await self._messages.message(item)
            in_time = await self._has_its_turn(item, stop)
        except Exception:
            # Nothing was sent; a defect must not keep the message from going out later.
            logger.exception("An announcement could not be put into words")
            await self._claims.put_back(item, "pesan gagal disusun", DEFECT_PAUSE)
            return
        finally:
            self._early.discard(item.id)
            self._moved.set()
        if not in_time or clock() - claimed > LONGEST_WAITING:
            # Nothing was sent yet: another process, or a later time, may do it.
            await self._claims.put_back(
                item, "menunggu giliran", self._pacer.wait_for(item.chat_id)
            )
            return
        try:
            async with asyncio.timeout(self._longest):
                message_id = await self._send(item, message)
        except asyncio.CancelledError:
            await asyncio.shield(
                asyncio.to_thread(delivery.unknown, self._office.store, item, "bot berhenti")
            )
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the message's fate is recorded
            await self._settle(item, outcome_of(error), error)
            return
        self._claims.gone.append(Sampai(item, message_id, message.muatan_id))

    async def _has_its_turn(self, item: Kiriman, stop: asyncio.Event | None) -> bool:
        """Waits for the turn of a delivery; false where that takes too long, or at a stop."""
        if stop and stop.is_set():
            return False
        seconds = self._pacer.wait_for(item.chat_id)
        if seconds > PATIENCE:
            self._slow[item.chat_id] = asyncio.get_running_loop().time() + seconds
            return False
        task = asyncio.current_task()
        if task is not None:
            self._queueing.add(task)
        try:
            async with asyncio.timeout(LONGEST_WAITING):
                await self._pacer.turn(item.chat_id)
        except (TimeoutError, asyncio.CancelledError):
            return False
        finally:
            if task is not None:
                self._queueing.discard(task)
        return not (stop and stop.is_set())

    async def _settle(self, item: Kiriman, outcome: Outcome, error: BaseException) -> None:
        """Records what became of a message that was not simply sent."""
        if outcome.kind == "again":
            self._hold(item.chat_id, outcome, error)
            await self._claims.put_back(item, outcome.reason, self._patience(item, outcome, error))
        elif outcome.kind == "moved":
            await self._claims.kept(chats.migrate, item.chat_id, outcome.chat_id)
            await self._claims.put_back(item, outcome.reason, 0)
        elif outcome.kind == "refused":
            logger.warning("A chat takes no announcement: %s", outcome.reason)
            await self._claims.kept(delivery.failed, item, outcome.reason)
            if outcome.pauses:
                topic = item.topik if outcome.topic else None
                await self._pauses.pause(item.chat_id, topic, outcome.reason)
        else:
            logger.warning("The fate of a message is unknown: %s", kind_of(error))
            await self._claims.kept(delivery.unknown, item, outcome.reason)

    def _hold(self, chat_id: int, outcome: Outcome, error: BaseException) -> None:
        """Slows down: the chat that was refused, or all where it is not that chat's own limit.

        Telegram does not say which limit was met. Two chats refused at once are no
        accident.
        """
        if not isinstance(error, RetryAfter):
            self._pacer.hold(outcome.wait)
            return
        now = asyncio.get_running_loop().time()
        self._refused = {chat: until for chat, until in self._refused.items() if until > now}
        alone = not (self._refused.keys() - {chat_id})
        self._refused[chat_id] = now + outcome.wait
        self._pacer.hold(outcome.wait, chat_id)
        self._pacer.hold(min(1.0, outcome.wait) if alone else outcome.wait)

    def _patience(self, item: Kiriman, outcome: Outcome, error: BaseException) -> float:
        """Seconds until another try: what Telegram asks, or longer each time it is away."""
        if isinstance(error, RetryAfter):
            return outcome.wait
        tries = min(MOST_DOUBLINGS, max(0, item.percobaan - 1))
        return min(LONGEST_RECONNECT, outcome.wait * (1 << tries))

    async def _send(self, item: Kiriman, message: Pesan) -> int:
        """Sends ``message`` to the place of ``item``; its number."""
        answer_to = None
        if item.balas_ke is not None:
            answer_to = ReplyParameters(item.balas_ke, allow_sending_without_reply=True)

        async def send(text: str, mode: str | None) -> int:
            sent = await self._bot.send_message(
                item.chat_id,
                text,
                parse_mode=mode,
                message_thread_id=item.topik or None,
                reply_parameters=answer_to,
                api_kwargs=message.extras,
            )
            return sent.message_id

        try:
            return await send(message.html, ParseMode.HTML)
        except BadRequest as refusal:
            if not says(refusal, UNPARSABLE):
                raise
            logger.error("Telegram refused the HTML of an announcement")  # noqa: TRY400
            return await send(message.plain, None)
