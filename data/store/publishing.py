"""Answers that are published: proposed by one person, looked at and published by another.

An entry is a draft, published, or withdrawn. While it is a draft, ``pemeriksa`` is who
edited it last; once it is published, who published it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, update

from data.models import TanyaJawab
from data.store.audit import record
from data.store.schema_service import tanya_jawab as table

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from data.store.store import Store

DRAFT, PUBLISHED, WITHDRAWN = "draf", "terbit", "ditarik"
# The parts of an entry that can be edited.
PARTS = frozenset({"tanya", "jawab", "sumber"})


class HasilTerbit(StrEnum):
    """What came of publishing: done, or why not."""

    TERBIT = "terbit"
    TIDAK_ADA = "tidak_ada"
    BUKAN_DRAF = "bukan_draf"
    BELUM_LENGKAP = "belum_lengkap"
    MATA_KEDUA = "mata_kedua"
    BERUBAH = "berubah"


def state(store: Store) -> str:
    """A text that changes with what is published."""
    with store.reading() as connection:
        count, numbers, latest = connection.execute(
            select(func.count(), func.sum(table.c.id), func.max(table.c.terbit)).where(
                table.c.keadaan == PUBLISHED
            )
        ).one()
        moment = latest.isoformat() if latest else ""
        return f"{count}-{numbers or 0}-{moment}"


def published(store: Store) -> tuple[TanyaJawab, ...]:
    """The published entries, oldest first."""
    with store.reading() as connection:
        rows = connection.execute(
            select(table).where(table.c.keadaan == PUBLISHED).order_by(table.c.terbit, table.c.id)
        ).mappings()
        return tuple(entry(row) for row in rows)


def drafts(store: Store) -> tuple[TanyaJawab, ...]:
    """The drafts, oldest first."""
    with store.reading() as connection:
        rows = connection.execute(
            select(table).where(table.c.keadaan == DRAFT).order_by(table.c.id)
        ).mappings()
        return tuple(entry(row) for row in rows)


def find(store: Store, number: int) -> TanyaJawab | None:
    """The entry ``number``, whatever its state."""
    with store.reading() as connection:
        row = connection.execute(select(table).where(table.c.id == number)).mappings().first()
        return entry(row) if row else None


def propose(store: Store, ticket: int, who: int, question: str, answer: str) -> TanyaJawab:
    """The draft made of a request, or the entry that it has already and that stands."""
    now = store.now()
    with store.writing() as connection:
        standing = (
            connection.execute(
                select(table)
                .where(table.c.tiket_id == ticket, table.c.keadaan != WITHDRAWN)
                .order_by(table.c.id)
            )
            .mappings()
            .first()
        )
        if standing is not None:
            return entry(standing)
        number = connection.execute(
            insert(table)
            .values(
                tiket_id=ticket,
                tanya=question,
                jawab=answer,
                sumber="",
                keadaan=DRAFT,
                oleh=who,
                dibuat=now,
                diubah=now,
            )
            .returning(table.c.id)
        ).scalar_one()
        record(connection, now, who, "usul tanya-jawab", named(number), after=f"tiket {ticket}")
        return entry(locked(connection, number))


def edit(store: Store, number: int, who: int, part: str, text: str) -> TanyaJawab | None:
    """The entry with another ``part``, a draft from now on; ``None`` where it is published.

    What was withdrawn can be edited and then published anew. ``part`` is one of ``PARTS``.
    """
    if part not in PARTS:
        raise ValueError(part)
    now = store.now()
    with store.writing() as connection:
        changed = connection.execute(
            update(table)
            .where(table.c.id == number, table.c.keadaan != PUBLISHED)
            .values({part: text, "keadaan": DRAFT, "terbit": None, "pemeriksa": who, "diubah": now})
        ).rowcount
        if not changed:
            return None
        record(connection, now, who, "ubah tanya-jawab", named(number), after=part)
        return entry(locked(connection, number))


def publish(store: Store, number: int, who: int, *, seen: str | None = None) -> HasilTerbit:
    """Publishes the draft ``number``, unless ``who`` proposed or last edited it.

    ``seen`` is the ``fingerprint`` of what ``who`` looked at: a draft that somebody
    edited meanwhile is not published unseen.
    """
    now = store.now()
    with store.writing() as connection:
        row = (
            connection.execute(select(table).where(table.c.id == number).with_for_update())
            .mappings()
            .first()
        )
        refusal = hindrance(entry(row) if row else None, who, seen)
        if refusal is not None:
            return refusal
        connection.execute(
            update(table)
            .where(table.c.id == number)
            .values(keadaan=PUBLISHED, pemeriksa=who, terbit=now, diubah=now)
        )
        record(connection, now, who, "terbitkan", named(number), before=DRAFT, after=PUBLISHED)
        return HasilTerbit.TERBIT


def hindrance(draft: TanyaJawab | None, who: int, seen: str | None) -> HasilTerbit | None:
    """Why ``who`` may not publish ``draft``; ``None`` where they may."""
    if draft is None:
        return HasilTerbit.TIDAK_ADA
    if draft.keadaan != DRAFT:
        return HasilTerbit.BUKAN_DRAF
    if not all(part.strip() for part in (draft.tanya, draft.jawab, draft.sumber)):
        return HasilTerbit.BELUM_LENGKAP
    if who in {draft.oleh, draft.pemeriksa}:
        return HasilTerbit.MATA_KEDUA
    if seen is not None and seen != fingerprint(draft):
        return HasilTerbit.BERUBAH
    return None


def withdraw(store: Store, number: int, who: int) -> bool:
    """Takes the entry back, published or a draft; false where there is nothing to take back."""
    now = store.now()
    with store.writing() as connection:
        before = connection.execute(
            select(table.c.keadaan).where(table.c.id == number).with_for_update()
        ).scalar()
        if before in {None, WITHDRAWN}:
            return False
        connection.execute(
            update(table).where(table.c.id == number).values(keadaan=WITHDRAWN, diubah=now)
        )
        record(
            connection, now, who, "tarik tanya-jawab", named(number), before=before, after=WITHDRAWN
        )
        return True


def fingerprint(item: TanyaJawab) -> str:
    """A short text that changes with every edit of ``item``."""
    return f"{int(item.diubah.timestamp() * 1_000_000):x}"


def locked(connection: Connection, number: int) -> RowMapping:
    """The row ``number``, which is there."""
    return connection.execute(select(table).where(table.c.id == number)).mappings().one()


def named(number: int) -> str:
    """The entry as the audit names it."""
    return f"tanya-jawab {number}"


def entry(row: RowMapping) -> TanyaJawab:
    """An entry as stored."""
    return TanyaJawab.model_validate(dict(row))
