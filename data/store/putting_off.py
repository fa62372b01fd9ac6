"""What waits until later, although a clock may have been wrong when it was put off.

A moment further ahead than any can be was written by a clock that was ahead, and has since
been put right: it counts for nothing, or a message would wait for as long as the jump was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, or_

from data.store import schema

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

LONGEST = timedelta(hours=1)


def put_off(now: datetime, until: datetime) -> datetime:
    """``until``, or as far from ``now`` as anything is put off."""
    return min(until, now + LONGEST)


def is_due(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that what is put off until ``column`` may go on; takes ``moments``."""
    moment = bindparam("moment", type_=schema.Moment())
    latest = bindparam("latest", type_=schema.Moment())
    return or_(column.is_(None), column <= moment, column > latest)


def moments(now: datetime) -> dict[str, datetime]:
    """What ``is_due`` takes."""
    return {"moment": now, "latest": now + LONGEST}


def is_over(column: ColumnElement[Any], now: datetime, lease: timedelta) -> ColumnElement[bool]:
    """The condition that what was claimed at ``column`` has been so for longer than ``lease``."""
    return or_(column < now - lease, column > now + lease)
