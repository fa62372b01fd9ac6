"""What handlers work with beside the report: the store, the months, the clock, the rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TYPE_CHECKING

from data.bulanan.figures import Figures
from data.layanan.entries import Entries
from data.layanan.rules import Rules, default_rules
from data.moments import WITA, utc_now
from data.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.bulanan.columns import Columns
    from data.store.store import Store


def no_store() -> None:
    """No store at all."""


def nothing_published() -> Entries:
    """No published answers."""
    return Entries(no_store, looks=False)


def nothing_stored() -> Figures:
    """Figures of no month."""
    return Figures(no_store, looks=False)


@dataclass
class Office:
    """The store and the rules by which months are loaded and announced.

    ``approvals`` is how many admins must confirm a load; ``day`` and ``time`` (WITA)
    when the month before is announced, day 0 for never by itself; ``columns`` reads
    files of another layout; ``username`` is the bot's own, for links. ``officer_chat`` is
    where requests for information are answered; ``entries`` are the published
    answers. ``made`` counts the requests that each person made lately, which erasing what
    is stored about them does not undo.
    """

    find_store: Callable[[], Store | None] = no_store
    figures: Figures = field(default_factory=nothing_stored)
    now: Callable[[], datetime] = utc_now
    approvals: int = 1
    day: int = 5
    time: time = time(8)
    columns: Columns | None = None
    username: str = ""
    officer_chat: int | None = None
    find_rules: Callable[[], Rules] = default_rules
    entries: Entries = field(default_factory=nothing_published)
    made: dict[int, tuple[datetime, ...]] = field(default_factory=dict)

    @property
    def rules(self) -> Rules:
        """The rules of the service for requests; raises ``RulesError`` where they are bad."""
        return self.find_rules()

    @property
    def store(self) -> Store:
        """The open store; raises ``StoreError`` where there is none."""
        store = self.find_store()
        if store is None:
            raise StoreError("Basis data langganan tidak tersedia.")
        return store

    def today(self) -> datetime:
        """The present moment in WITA."""
        return self.now().astimezone(WITA)
