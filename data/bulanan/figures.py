"""The months that are loaded, kept in memory and read anew when the store has more.

A question then costs no statement, and is answered from what was last known while
the store does not answer.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from data.models import Bulan, Frozen, Posisi

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.store.store import Store


class Bulanan(Frozen):
    """The newest version of every month, oldest month first; ``keadaan`` changes with them."""

    keadaan: str = ""
    posisi: tuple[Posisi, ...] = ()

    @property
    def terbaru(self) -> Posisi | None:
        """The latest month's position; ``None`` where no month is loaded."""
        return self.posisi[-1] if self.posisi else None

    def dari(self, month: Bulan) -> Posisi | None:
        """The position of ``month``; ``None`` where it is not loaded."""
        return next((item for item in self.posisi if item.muatan.bulan == month), None)

    def setahun(self, year: int) -> tuple[Posisi, ...]:
        """The months of ``year`` that are loaded, oldest first."""
        return tuple(item for item in self.posisi if item.muatan.bulan.tahun == year)


class Figures:
    """The loaded months. ``looks`` says whether asking looks for newer ones first.

    Without it somebody else calls ``refresh``, so that no question waits for a
    database. ``find_store`` gives the store, or ``None`` while there is none.
    """

    def __init__(self, find_store: Callable[[], Store | None], *, looks: bool) -> None:
        self._find_store = find_store
        self._looks = looks
        self._held = Bulanan()
        self._lock = Lock()

    def current(self) -> Bulanan:
        """The loaded months; raises ``StoreError`` where they are looked for in vain."""
        if self._looks:
            self.refresh()
        return self._held

    def refresh(self) -> bool:
        """Reads the months anew where the store has others; whether it had.

        Raises ``StoreError`` where the store does not answer; what was known stays.
        """
        with self._lock:
            store = self._find_store()
            if store is None:
                return False
            # Slow to import, and not needed where nothing was ever loaded.
            from data.store import months  # noqa: PLC0415

            state = months.state(store)
            if state == self._held.keadaan:
                return False
            found = months.positions(store)
            self._held = Bulanan(keadaan=state, posisi=found)
            return True
