"""The months that are loaded, kept in memory and read anew when the store has more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.held import Held
from data.models import Bulan, Frozen, Posisi

if TYPE_CHECKING:
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


class Figures(Held[Bulanan]):
    """The loaded months."""

    nothing = Bulanan()

    def state(self, store: Store) -> str:
        """A text that changes with every confirmed load."""
        # Slow to import, and not needed where nothing was ever loaded.
        from data.store import months  # noqa: PLC0415

        return months.state(store)

    def read(self, store: Store, state: str) -> Bulanan:
        """The newest version of every month."""
        from data.store import months  # noqa: PLC0415 - the same

        return Bulanan(keadaan=state, posisi=months.positions(store))
