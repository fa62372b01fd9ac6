"""``/audit``: who changed what, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import Frozen
from data.moments import WITA
from data.store import audit as trail
from data.store.audit import Jejak
from handlers.mistakes import Mistake

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked

CHANGES_A_PAGE = 8


class HalamanAudit(Frozen):
    """A page of the changes, behind the first ``mulai`` of ``semua``; times are in WITA."""

    jejak: tuple[Jejak, ...]
    mulai: int
    semua: int


def audit(asked: Asked) -> Answer:
    """A page of the changes, newest first."""
    if asked.words:
        raise Mistake("salah", "kata", " ".join(asked.words), examples=("/audit",))
    store = asked.office.store
    count = trail.page(store, 0, 0).semua
    part, turn = asked.pages(count, CHANGES_A_PAGE, "/audit")
    found = trail.page(store, part.start, CHANGES_A_PAGE)
    return asked.answer(
        "audit",
        HalamanAudit(
            jejak=tuple(
                item.model_copy(update={"kapan": item.kapan.astimezone(WITA)})
                for item in found.jejak
            ),
            mulai=part.start,
            semua=found.semua,
        ),
        buttons=turn,
    )
