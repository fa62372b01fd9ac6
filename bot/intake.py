"""What has come in: each update is handled once, and none is lost between two processes.

Telegram repeats an update until it is confirmed. What this process was given is remembered
here; what other processes and earlier ones were given stands in the store, as does, until
it is handled, whatever Telegram was told to be safe with us.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.mishaps import kind_of
from data.models import Masuk, Verdict
from data.store.errors import StoreError
from handlers.office import no_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from data.store.store import Store

logger = logging.getLogger(__name__)

REMEMBERED = 4096
# Nobody's question waits longer than this for a store that does not answer, nor is the store
# asked again for so many seconds.
PATIENCE = 2.0
AWAY = 5.0
# What was handled while the store was away; beyond it the oldest are forgotten, and would be
# answered twice if Telegram repeated them to another process.
MOST_UNRECORDED = 20_000
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Taken:
    """What is to be done with updates that came in, and whether they are safe in the store."""

    verdicts: dict[int, Verdict]
    stored: bool

    def __getitem__(self, number: int) -> Verdict:
        """What is to be done with the update ``number``."""
        return self.verdicts[number]


@dataclass(slots=True)
class Ticket:
    """Updates that wait for the store's word."""

    rows: Sequence[Masuk]
    told: asyncio.Future[dict[int, Verdict] | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Intake:
    """Tells which updates are new, and records which were handled.

    ``find_store`` gives the store, or ``None``; ``name`` this process's name in it, or
    ``None`` while it has none. All that wait for the store at one moment go into one
    transaction. Where it does not answer, this process's memory decides alone.
    """

    def __init__(
        self,
        find_store: Callable[[], Store | None] = no_store,
        name: Callable[[], str | None] = lambda: None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._find_store = find_store
        self._name = name
        self._clock = clock
        self._latest: OrderedDict[int, None] = OrderedDict()
        self._tickets: list[Ticket] = []
        self._handled: list[int] = []
        # Those in work here, and those of them that the store holds with what is in them.
        self._begun: set[int] = set()
        self._safe: set[int] = set()
        # Those begun without the store's word: it may not know them at all.
        self._untold: set[int] = set()
        self._asking: asyncio.Task[None] | None = None
        self._away_until = 0.0
        self._away = False

    @property
    def unrecorded(self) -> int:
        """How many updates were handled that the store does not know of yet."""
        return len(self._handled)

    async def take(self, rows: Sequence[Masuk]) -> Taken:
        """What is to be done with ``rows``, each given once; at most a hundred."""
        verdicts = {row.nomor: Verdict.DONE for row in rows if row.nomor in self._latest}
        fresh = [row for row in rows if row.nomor not in verdicts]
        if not fresh:
            return Taken(verdicts, stored=self._need_nobody(verdicts))
        for row in fresh:
            self._remember(row.nomor)
        told = await self._ask(fresh)
        if told is None:
            self._untold |= {row.nomor for row in fresh}
            self._begun.update(row.nomor for row in fresh)
            return Taken(verdicts | {row.nomor: Verdict.NEW for row in fresh}, stored=False)
        for row in fresh:
            if told[row.nomor] is Verdict.MINE:
                # Begun here, and forgotten since: still in work, or let go.
                told[row.nomor] = Verdict.BUSY if row.nomor in self._begun else Verdict.NEW
            if told[row.nomor] is not Verdict.NEW:
                # Not ours now; should the one that has it die, it may become so.
                self._latest.pop(row.nomor, None)
                continue
            self._begun.add(row.nomor)
            if row.isi is not None:
                self._safe.add(row.nomor)
        return Taken(verdicts | told, stored=self._need_nobody(verdicts))

    def _need_nobody(self, numbers: Iterable[int]) -> bool:
        """Whether all ``numbers`` that were given here before are handled, or safe in the store."""
        return all(number in self._safe or number not in self._begun for number in numbers)

    async def keep(self, row: Masuk) -> bool:
        """Whether ``row``, which is in work here, now stands in the store with its content."""
        name, store = self._name(), self._reachable()
        if name is None or store is None:
            return False
        from data.store import updates  # noqa: PLC0415 - slow to import

        try:
            async with asyncio.timeout(PATIENCE):
                kept = await asyncio.to_thread(updates.keep, store, name, row)
        except (StoreError, TimeoutError) as error:
            self._is_away(error)
            return False
        if kept and row.nomor in self._begun:
            # Not where it was handled or let go meanwhile.
            self._safe.add(row.nomor)
        return kept

    def finished(self, number: int) -> None:
        """Records, soon, that the update ``number`` was handled."""
        self._safe.discard(number)
        self._begun.discard(number)
        if self._find_store() is None:
            self._untold.discard(number)
            return
        self._handled.append(number)
        if len(self._handled) > MOST_UNRECORDED:
            self._untold.difference_update(self._handled[: MOST_UNRECORDED // 2])
            del self._handled[: MOST_UNRECORDED // 2]
        self._work()

    def dropped(self, numbers: Iterable[int]) -> None:
        """Forgets updates that were not handled: who has them next begins anew."""
        for number in numbers:
            self._latest.pop(number, None)
            self._safe.discard(number)
            self._untold.discard(number)
            self._begun.discard(number)

    async def settle(self) -> None:
        """Records what was handled, at a stop, as far as the store answers."""
        if self._handled:
            self._away_until = 0.0
            self._work()
        await self._recorded()

    async def left_over(self) -> tuple[Masuk, ...]:
        """Updates that a process left behind when it died, now this one's, oldest first.

        Where there are more, they come when these are handled.
        """
        name, store = self._name(), self._reachable()
        if name is None or store is None:
            return ()
        if self._handled:
            # Left from when the store was away, or just handled: some come only after others.
            self._work()
        await self._recorded()
        from data.store import updates  # noqa: PLC0415 - slow to import

        try:
            rows = await asyncio.to_thread(updates.left_over, store, name, AT_ONCE)
        except StoreError as error:
            self._is_away(error)
            return ()
        for row in rows:
            self._remember(row.nomor)
            self._begun.add(row.nomor)
            self._safe.add(row.nomor)
        return rows

    async def _ask(self, rows: Sequence[Masuk]) -> dict[int, Verdict] | None:
        """The store's word on ``rows``; ``None`` where it has none."""
        if self._name() is None or self._reachable() is None:
            return None
        ticket = Ticket(rows)
        self._tickets.append(ticket)
        self._work()
        try:
            async with asyncio.timeout(PATIENCE):
                return await ticket.told
        except TimeoutError as error:
            self._is_away(error)
            return None

    def _reachable(self) -> Store | None:
        return None if self._clock() < self._away_until else self._find_store()

    def _is_away(self, error: BaseException) -> None:
        # Said once, however long it lasts.
        if not self._away:
            logger.warning("Updates are not in the store: %s", kind_of(error))
        self._away = True
        self._away_until = self._clock() + AWAY

    def _remember(self, number: int) -> None:
        self._latest[number] = None
        if len(self._latest) > REMEMBERED:
            self._latest.popitem(last=False)

    async def _recorded(self) -> None:
        """Waits, not for long, until what is being asked and recorded is."""
        if self._asking is not None:
            await asyncio.wait({self._asking}, timeout=PATIENCE)

    def _work(self) -> None:
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._exchange_all())

    async def _exchange_all(self) -> None:
        """Asks and records until nothing waits for it."""
        while self._tickets or self._handled:
            # Whoever no longer waits has begun without the store's word.
            tickets = [ticket for ticket in self._tickets if not ticket.told.done()]
            self._tickets = []
            handled, self._handled = self._handled, []
            store, name = self._reachable(), self._name()
            told: dict[int, Verdict] | None = None
            if store is not None and name is not None:
                rows = [row for ticket in tickets for row in ticket.rows]
                unknown = [number for number in handled if number in self._untold]
                try:
                    told = await asyncio.to_thread(exchange, store, name, rows, handled, unknown)
                except StoreError as error:
                    self._is_away(error)
                except Exception as error:
                    # What was handled is recorded later, and nobody waits for what fails.
                    logger.exception("Updates could not be recorded")
                    self._is_away(error)
            if told is None:
                self._handled = handled + self._handled
            else:
                self._untold.difference_update(handled)
                self._away = False
            for ticket in tickets:
                if not ticket.told.done():
                    ticket.told.set_result(told)
            if told is None and not self._tickets:
                return


def exchange(
    store: Store,
    name: str,
    rows: Sequence[Masuk],
    handled: Sequence[int],
    unknown: Sequence[int] = (),
) -> dict[int, Verdict]:
    """What is to be done with ``rows``, once ``handled`` is recorded; raises ``StoreError``.

    Of ``handled`` the store may not know those in ``unknown``.
    """
    from data.store import updates  # noqa: PLC0415 - slow to import

    if handled:
        updates.finish(store, handled, me=name, unknown=unknown)
    return updates.accept(store, name, rows) if rows else {}
