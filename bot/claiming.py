"""The announcer's side of the ledger: claims and records in one transaction, through failures."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from data.store import delivery
from data.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from data.models import Kiriman
    from data.store.delivery import Sampai
    from data.store.store import Store
    from handlers.office import Office

Given = ParamSpec("Given")
Result = TypeVar("Result")

# A database that is away for a moment is asked again after so many seconds.
STORE_PAUSES = (0.5, 2.0, 8.0)


class Claims:
    """What the process ``name`` has claimed, and what is still to be recorded.

    ``gone`` takes what has gone out; it stays there until it is recorded.
    """

    def __init__(self, office: Office, name: str) -> None:
        self._office = office
        self._name = name
        self.gone: list[Sampai] = []
        # The store failed: what was claimed meanwhile is not known.
        self._in_doubt = False
        # May have gone out, and no record of it could be made.
        self._lost: set[int] = set()

    @property
    def unsettled(self) -> bool:
        """Whether something is still to be recorded, or to be found out."""
        return self._in_doubt or bool(self.gone)

    async def exchange(self, most: int, busy: Collection[int] = ()) -> tuple[Kiriman, ...]:
        """Records what has gone out and claims ``most`` deliveries; raises ``StoreError``."""
        gone = tuple(self.gone)
        doubt, self._in_doubt = self._in_doubt, True
        claimed = await asyncio.to_thread(
            delivery.exchange, self._store, self._name, gone, most, busy
        )
        # Until here they stay: what is recorded twice is recorded once.
        del self.gone[: len(gone)]
        self._in_doubt = doubt
        return claimed

    def lose(self, item: Kiriman) -> None:
        """Notes that what became of ``item`` could not be recorded.

        It stays claimed, and becomes ``tidak pasti`` by its lease.
        """
        self._lost.add(item.id)

    async def recover(self, sending: Collection[int]) -> None:
        """Puts back what was claimed without the answer coming through: nobody sends it.

        ``sending`` are the deliveries in hand.
        """
        if not self._in_doubt:
            return
        held = await asyncio.to_thread(delivery.held_by, self._store, self._name)
        known = {*sending, *self._lost, *(each.item.id for each in self.gone)}
        for item in held:
            if item.id not in known:
                await self.put_back(item, "basis data terputus", 0)
        self._in_doubt = False

    async def put_back(self, item: Kiriman, reason: str, seconds: float) -> None:
        """Makes ``item``, which certainly did not go out, pending again in ``seconds``."""
        moment = self._office.now() + timedelta(seconds=seconds)
        await self.kept(delivery.put_back, item, reason, moment)

    async def kept(
        self,
        write: Callable[Concatenate[Store, Given], Result],
        *given: Given.args,
        **more: Given.kwargs,
    ) -> Result:
        """What ``write`` gives; a database that is away for a moment is asked again."""
        for seconds in STORE_PAUSES:
            try:
                return await asyncio.to_thread(write, self._store, *given, **more)
            except StoreError:
                await asyncio.sleep(seconds)
        return await asyncio.to_thread(write, self._store, *given, **more)

    @property
    def _store(self) -> Store:
        return self._office.store
