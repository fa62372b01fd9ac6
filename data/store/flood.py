"""The allowance of who asks much, counted once for all processes.

Only such askers have a row, and only until it is full again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data.allowance import BURST, WINDOW, Bucket, Verdict
from data.store import schema_processes

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row

    from data.store.store import Store

table = schema_processes.jatah


def admit(
    store: Store,
    asker: int,
    *,
    earlier: int = 0,
    exhausted: bool = False,
    burst: int = BURST,
    window: float = WINDOW,
) -> Verdict:
    """Whether a question of ``asker`` is to be answered now, as all processes count.

    ``earlier`` questions were answered that are not counted yet. ``exhausted`` says that
    the asker has none left where the question came in. Of all processes one is told to
    tell the asker.
    """
    now = store.now()
    with store.writing(briefly=True) as connection:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        row = connection.execute(
            dialect.insert(table)
            .values(penanya=asker, sisa=float(burst), dihitung=now)
            # Changes nothing, but keeps the row from others until the end.
            .on_conflict_do_update(index_elements=["penanya"], set_={"penanya": asker})
            .returning(table)
        ).one()
        bucket = bucket_of(row, now, window)
        seconds = now.timestamp()
        if exhausted and not bucket.is_closed(seconds):
            bucket.refill(seconds, burst, window)
            bucket.tokens = 0
        verdict = bucket.take(seconds, burst, window, earlier=earlier)
        closed = bucket.is_closed(seconds)
        connection.execute(
            update(table)
            .where(table.c.penanya == asker)
            .values(
                sisa=bucket.tokens,
                dihitung=row.dihitung if closed and not verdict.tell else now,
                tutup_sampai=now + timedelta(seconds=bucket.closed_until - seconds)
                if closed
                else None,
            )
        )
        return verdict


def bucket_of(row: Row[Any], now: datetime, window: float) -> Bucket:
    """The bucket in ``row``; what a clock that was wrong wrote keeps nobody waiting."""
    bucket = Bucket(tokens=row.sisa, counted=row.dihitung.timestamp())
    until = row.tutup_sampai
    if until is not None and until <= now + timedelta(seconds=window):
        bucket.closed_until = until.timestamp()
    return bucket


def forget(store: Store, window: float = WINDOW) -> int:
    """Forgets the allowances that are full again; how many those were."""
    now, full = store.now(), timedelta(seconds=window)
    over = (
        select(table.c.penanya)
        .where(or_(table.c.dihitung < now - full, table.c.dihitung > now + full))
        .with_for_update(skip_locked=True)
    )
    with store.writing(briefly=True) as connection:
        return connection.execute(delete(table).where(table.c.penanya.in_(over))).rowcount
