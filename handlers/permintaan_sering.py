"""How often one asker may write to the officers, whose group takes few messages a minute."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.store import ticket_speech
from handlers.mistakes import Mistake

if TYPE_CHECKING:
    from handlers.asked import Asked

# An album has ten. Telegram takes twenty messages a minute in a group, from all askers.
MOST_REPLIES = 12
REPLIES_WITHIN = timedelta(minutes=10)


def guard_often(asked: Asked, asker: int) -> None:
    """Refuses one more message to the officers to whoever wrote many just now."""
    since = asked.office.now() - REPLIES_WITHIN
    if ticket_speech.said_since(asked.office.store, asker, since) >= MOST_REPLIES:
        minutes = int(REPLIES_WITHIN.total_seconds() // 60)
        raise Mistake("salah", "balasan_sering", str(minutes), examples=("/status",))
