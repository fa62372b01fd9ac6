"""What may not be published with an answer: whatever leads to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.store import tickets
from handlers import personal
from handlers.mistakes import Mistake
from handlers.words import fold

if TYPE_CHECKING:
    from data.models import TanyaJawab
    from handlers.asked import Asked

SHORTEST_NAME = 4


def refuse_personal(asked: Asked, draft: TanyaJawab) -> None:
    """Refuses to publish what leads to a person, the asker among them."""
    text = f"{draft.tanya}\n{draft.jawab}\n{draft.sumber}"
    if personal.personal_in(text):
        raise Mistake("salah", "tanyajawab_pribadi")
    ticket = tickets.find(asked.office.store, draft.tiket_id) if draft.tiket_id else None
    if ticket is None:
        return
    folded = fold(text)
    names = (fold(ticket.permintaan.nama).strip(), fold(ticket.permintaan.kontak).strip())
    if any(len(name) >= SHORTEST_NAME and name in folded for name in names):
        raise Mistake("salah", "tanyajawab_pribadi")
