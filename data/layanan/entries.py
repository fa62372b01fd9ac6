"""Published answers, kept in memory and read anew when the store has others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.held import Held
from data.models import Frozen, TanyaJawab

if TYPE_CHECKING:
    from data.store.store import Store


class Terbitan(Frozen):
    """The published answers, oldest first; ``keadaan`` changes with them."""

    keadaan: str = ""
    isi: tuple[TanyaJawab, ...] = ()


class Entries(Held[Terbitan]):
    """The published answers."""

    nothing = Terbitan()

    def state(self, store: Store) -> str:
        """A text that changes with every published or withdrawn answer."""
        # Slow to import, and not needed where nothing was ever published.
        from data.store import publishing  # noqa: PLC0415

        return publishing.state(store)

    def read(self, store: Store, state: str) -> Terbitan:
        """All published answers."""
        from data.store import publishing  # noqa: PLC0415 - the same

        return Terbitan(keadaan=state, isi=publishing.published(store))
