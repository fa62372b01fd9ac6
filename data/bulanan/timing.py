"""When a month is announced: the day and time, in WITA, of the month after it."""

from __future__ import annotations

from datetime import datetime, time

from data.models import Bulan
from data.moments import WITA


def due_at(month: Bulan, day: int, at: time) -> datetime:
    """When ``month`` is announced: on ``day`` of the month after it, at ``at`` in WITA."""
    following = month.sesudah
    return datetime.combine(
        datetime(following.tahun, following.bulan, day, tzinfo=WITA), at, tzinfo=WITA
    )


def due_month(now: datetime, day: int, at: time) -> Bulan | None:
    """The month whose turn it is at ``now``; ``None`` where nothing goes by itself (day 0).

    Its turn lasts until the next month's begins, however long the bot was away.
    """
    if day == 0:
        return None
    last = Bulan.dari(now.astimezone(WITA)).sebelum
    return last if due_at(last, day, at) <= now else last.sebelum
