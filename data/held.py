"""What a store holds, kept in memory and read anew when the store has something else.

A question then costs no statement, and is answered from what was last known while the
store does not answer.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.store.store import Store

Kept = TypeVar("Kept")


class Held(ABC, Generic[Kept]):
    """What was last read. ``looks`` says whether asking looks for something newer first.

    Without it somebody else calls ``refresh``, so that no question waits for a
    database. ``find_store`` gives the store, or ``None`` while there is none.
    """

    nothing: Kept

    def __init__(self, find_store: Callable[[], Store | None], *, looks: bool) -> None:
        self._find_store = find_store
        self._looks = looks
        self._held = self.nothing
        self._state = ""
        self._lock = Lock()

    @abstractmethod
    def state(self, store: Store) -> str:
        """A text that changes with what ``read`` gives."""

    @abstractmethod
    def read(self, store: Store, state: str) -> Kept:
        """What the store holds, in the state ``state``."""

    def current(self) -> Kept:
        """What is held; raises ``StoreError`` where it is looked for in vain."""
        if self._looks:
            self.refresh()
        return self._held

    def refresh(self) -> bool:
        """Reads it anew where the store has something else; whether it had.

        Raises ``StoreError`` where the store does not answer; what was known stays.
        """
        with self._lock:
            store = self._find_store()
            if store is None:
                return False
            state = self.state(store)
            if state == self._state:
                return False
            self._held, self._state = self.read(store, state), state
            return True
