"""Counting questions that found no answer: in memory, and now and then into the store.

Never who asked. What may be about a person, and what is too long for a question, is
counted by its reason only.
"""

from __future__ import annotations

import logging
from collections import Counter
from threading import Lock
from typing import TYPE_CHECKING

from data.store.errors import StoreError
from handlers.mistakes import LONG_NUMBER, Kekeliruan
from handlers.personal import personal_in
from handlers.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.store.store import Store
    from handlers.answer import Answer

logger = logging.getLogger(__name__)

LONGEST = 160
MOST_WORDS = 12
# So many different questions wait in memory; more are counted by their reason only.
MOST_WAITING = 2000
HIDDEN = "(isi tidak disimpan)"
PERSONAL = "pribadi"
# Plain questions that were not understood, by template and reason; an empty reason is any.
NOT_UNDERSTOOD = frozenset({("salah", "kata"), ("maksud", "")})


class Unanswered:
    """Counts questions without an answer. ``find_store`` gives the store, or ``None``."""

    def __init__(self, find_store: Callable[[], Store | None]) -> None:
        self._find_store = find_store
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = Lock()

    def note(self, answer: Answer, question: str) -> None:
        """Counts ``question`` where ``answer`` says that there is none. Never raises."""
        reason = reason_of(answer, question)
        if reason is None:
            return
        text = kept_text(question, reason)
        with self._lock:
            if len(self._counts) >= MOST_WAITING and (text, reason) not in self._counts:
                text = f"{HIDDEN} {reason}"
            self._counts[text, reason] += 1

    def flush(self) -> int:
        """Writes the counts to the store; how many questions that were.

        Waits for the store. Where it does not answer, the counts stay for the next time.
        """
        with self._lock:
            counts, self._counts = self._counts, Counter()
        store = self._find_store()
        if store is None or not counts:
            return 0
        # Slow to import, and not needed where everything was answered.
        from data.store import unanswered  # noqa: PLC0415

        try:
            unanswered.add(store, counts)
        except StoreError as error:
            logger.warning("Unanswered questions are not noted yet: %s", error)
            with self._lock:
                self._counts.update(counts)
            return 0
        return counts.total()


def reason_of(answer: Answer, question: str) -> str | None:
    """Why ``question`` has no answer; ``None`` where it has one, or was no question."""
    if answer.understood or not isinstance(answer.data, Kekeliruan):
        return None
    reason = answer.data.alasan
    if answer.template == "tidak_ada":
        return None if reason == PERSONAL else reason
    plain = not question.lstrip().startswith("/")
    counted = {(answer.template, reason), (answer.template, "")} & NOT_UNDERSTOOD
    return reason if plain and counted else None


def kept_text(question: str, reason: str) -> str:
    """``question`` as it is counted: folded and short; only its ``reason`` if it must not be."""
    line = " ".join(fold(question).split())
    if personal_in(line) or "@" in line or len(line.split()) > MOST_WORDS:
        return f"{HIDDEN} {reason}"
    line = LONG_NUMBER.sub("…", line)
    return line if len(line) <= LONGEST else f"{HIDDEN} {reason}"
