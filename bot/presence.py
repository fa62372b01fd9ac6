"""This process among those that work with one store: that it lives, and whose turn it is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Protocol

from bot.mishaps import kind_of
from bot.stopping import pause, unless_stopped
from data.store import flood, processes, updates
from data.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.store.store import Store

logger = logging.getLogger(__name__)

# What only one process does at a time.
ANNOUNCING, DELIVERING, RECEIVING = "mengumumkan", "mengantar", "mengambil"
# What a process is to the others: one that takes webhooks, or another.
WEB, WORKER = "web", "worker"
# How long a turn that was asked for is taken for granted; less than it takes to lose one.
SURE = processes.BEAT.total_seconds()
# How often what is over is looked for, and how often what is old is forgotten, in beats.
SWEEP, CLEANING = 20, 1200
# How long leaving may take: who is not let go in time is found dead by the others.
LEAVING = 3.0
# How long the others may take to notice that somebody came, and how often that is looked for.
NOTICING, LOOK = SURE + 1.0, 0.2


class Turns(Protocol):
    """Says whether something that one process does at a time is this one's to do."""

    async def held(self) -> bool:
        """Whether it is this process's turn now; raises ``StoreError``."""

    async def pass_on(self) -> None:
        """Lets another process have the turn; never raises for the store."""


class Always:
    """The turn of a process that is alone."""

    async def held(self) -> bool:
        """Always."""
        return True

    async def pass_on(self) -> None:
        """Nobody waits for it."""


ALWAYS = Always()


class Presence:
    """This process among those of the store, as ``kind``.

    While ``run`` runs the others know that it lives. ``id`` is its id there, ``None``
    until the store was reached once.
    """

    def __init__(
        self,
        find_store: Callable[[], Store | None],
        kind: str,
        *,
        beat: float = processes.BEAT.total_seconds(),
    ) -> None:
        self._find_store = find_store
        self._kind = kind
        self._beat_seconds = beat
        self._id: str | None = None
        self._joining = asyncio.Lock()
        self._away = False
        self._beats = 0
        self._others = 0

    @property
    def alone(self) -> bool:
        """Whether no other process works with the store, as of the latest beat.

        Before the first beat nobody knows.
        """
        return self._beats > 0 and self._others == 0

    @property
    def id(self) -> str | None:
        """This process's id in the store."""
        return self._id

    def turn(self, name: str) -> Turn:
        """The turn ``name``, as this process has it or not."""
        return Turn(self, self._find_store, name)

    async def joined(self) -> str:
        """This process's id, by which it is known from now on; raises ``StoreError``."""
        async with self._joining:
            if self._id is None:
                self._id = await asyncio.to_thread(
                    lambda: processes.join(store_of(self._find_store), self._kind)
                )
            return self._id

    async def met(self, stop: asyncio.Event) -> None:
        """Waits until every living web process has noticed this one, ``NOTICING`` at most."""
        me = self._id
        with contextlib.suppress(StoreError, TimeoutError):
            async with asyncio.timeout(NOTICING):
                while (
                    me is not None
                    and not stop.is_set()
                    and await asyncio.to_thread(
                        lambda: processes.unnoticed(store_of(self._find_store), me, WEB)
                    )
                ):
                    await pause(stop, LOOK)

    async def run(self, stop: asyncio.Event) -> None:
        """Says that this process lives until ``stop`` is set, and then that it ended.

        ``stop`` comes last: what this process was at is others' to take up from then on.
        A store that is away is logged once and tried again.
        """
        while not stop.is_set():
            try:
                await unless_stopped(stop, self._beat())
            except StoreError as error:
                if not self._away:
                    logger.warning("Other processes are not told that this one lives: %s", error)
                self._away = True
            except Exception:
                # Were this the end of it, the others would take this process for dead.
                logger.exception("A beat failed")
            await pause(stop, self._beat_seconds)
        await self._leave()

    async def _beat(self) -> None:
        me = await self.joined()
        known = await asyncio.to_thread(lambda: processes.beat(store_of(self._find_store), me))
        if not known:
            # It slept for days.
            self._id = None
            me = await self.joined()
        living = await asyncio.to_thread(lambda: processes.living(store_of(self._find_store), me))
        self._others = len(living) - 1
        if self._away:
            logger.info("The store answers again")
        self._away = False
        if self._beats % SWEEP == 0:
            await asyncio.to_thread(self._sweep, me, cleans=self._beats % CLEANING == 0)
        self._beats += 1

    def _sweep(self, me: str, *, cleans: bool) -> None:
        """Ends what is over: allowances that are full, updates that end their processes."""
        store = store_of(self._find_store)
        flood.forget(store)
        for number in updates.give_up(store, me):
            logger.error("Update %d is given up: its process ended %d times", number, updates.TRIES)
        if cleans:
            updates.forget(store, me)
            processes.forget(store)

    async def _leave(self) -> None:
        """Lets go of everything, as far as the store answers."""
        if self._id is None:
            return
        try:
            async with asyncio.timeout(LEAVING):
                await asyncio.to_thread(self._let_go, self._id)
        except (StoreError, TimeoutError) as error:
            logger.warning("Other processes are not told of the end: %s", kind_of(error))

    def _let_go(self, me: str) -> None:
        store = store_of(self._find_store)
        cut_off = updates.release(store, me)
        if cut_off:
            logger.warning("%d updates are left for the next process", cut_off)
        processes.leave(store, me)


class Turn:
    """One turn, which this process holds or not; held until it is passed on, or it dies."""

    def __init__(
        self, presence: Presence, find_store: Callable[[], Store | None], name: str
    ) -> None:
        self._presence = presence
        self._find_store = find_store
        self._name = name
        self._sure_until = 0.0

    async def held(self) -> bool:
        """Whether it is this process's turn, which it takes where it is free."""
        now = asyncio.get_running_loop().time()
        if now < self._sure_until:
            return True
        me = await self._presence.joined()
        taken = await asyncio.to_thread(
            lambda: processes.take_turn(store_of(self._find_store), me, self._name)
        )
        if taken:
            self._sure_until = now + SURE
        return taken

    async def pass_on(self) -> None:
        """Lets another process have the turn at once."""
        self._sure_until = 0.0
        me = self._presence.id
        if me is None:
            return
        try:
            await asyncio.to_thread(
                lambda: processes.pass_turn(store_of(self._find_store), me, self._name)
            )
        except StoreError as error:
            logger.warning("A turn is not passed on, and ends by itself: %s", error)


def store_of(find_store: Callable[[], Store | None]) -> Store:
    """The store; raises ``StoreError`` where there is none."""
    store = find_store()
    if store is None:
        raise StoreError("Basis data langganan tidak tersedia.")
    return store
