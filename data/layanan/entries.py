"""Published answers, kept in memory and read anew when the store has others."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from data.models import Frozen, TanyaJawab

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.store.store import Store


class Terbitan(Frozen):
    """The published answers, oldest first; ``keadaan`` changes with them."""

    keadaan: str = ""
    isi: tuple[TanyaJawab, ...] = ()


class Entries:
    """The published answers. ``looks`` as in ``Figures``."""

    def __init__(self, find_store: Callable[[], Store | None], *, looks: bool) -> None:
        self._find_store = find_store
        self._looks = looks
        self._held = Terbitan()
        self._lock = Lock()

    def current(self) -> Terbitan:
        """The published answers; raises ``StoreError`` where they are looked for in vain."""
        if self._looks:
            self.refresh()
        return self._held

    def refresh(self) -> bool:
        """Reads them anew where the store has others; whether it had.

        Raises ``StoreError`` where the store does not answer; what was known stays.
        """
        with self._lock:
            store = self._find_store()
            if store is None:
                return False
            # Slow to import, and not needed where nothing was ever published.
            from data.store import publishing  # noqa: PLC0415

            state = publishing.state(store)
            if state == self._held.keadaan:
                return False
            self._held = Terbitan(keadaan=state, isi=publishing.published(store))
            return True
