"""Who changed what: one row for every change, written in the change's own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from data.models import Frozen
from data.store import schema

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.store.store import Store

# Whoever acts without a Telegram account: the operator's terminal, and the schedule.
TERMINAL = 0
SCHEDULE = -1


class Jejak(Frozen):
    """One change: when, by whom, what was done to what, and how it stood before and after."""

    id: int
    kapan: datetime
    siapa: int
    tindakan: str
    objek: str
    sebelum: str
    sesudah: str


class HalamanJejak(Frozen):
    """Some of the changes, newest first, and how many there are."""

    jejak: tuple[Jejak, ...]
    semua: int


def record(
    connection: Connection,
    when: datetime,
    who: int,
    action: str,
    subject: str,
    *,
    before: str = "",
    after: str = "",
) -> None:
    """Writes one change down, within the transaction that makes it."""
    connection.execute(
        insert(schema.audit).values(
            kapan=when,
            siapa=who,
            tindakan=action,
            objek=subject,
            sebelum=before,
            sesudah=after,
        )
    )


def page(store: Store, offset: int, limit: int) -> HalamanJejak:
    """``limit`` changes from ``offset`` on, newest first."""
    table = schema.audit
    with store.reading() as connection:
        total = connection.execute(select(func.count()).select_from(table)).scalar_one()
        rows = connection.execute(
            select(table).order_by(table.c.id.desc()).offset(offset).limit(limit)
        ).mappings()
        return HalamanJejak(
            jejak=tuple(Jejak.model_validate(dict(row)) for row in rows), semua=total
        )
