"""Questions that found no answer: what was asked, why not, and how often; never by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from data.models import Frozen, TakTerjawab
from data.store.audit import record
from data.store.schema_service import tak_terjawab as table
from data.store.store import Store, twice

if TYPE_CHECKING:
    from collections.abc import Mapping


class HalamanTakTerjawab(Frozen):
    """Some of the questions, how many there are, and how often they were asked together."""

    baris: tuple[TakTerjawab, ...]
    semua: int
    hitungan: int


def add(store: Store, counts: Mapping[tuple[str, str], int]) -> None:
    """Adds ``counts`` of questions by their text and reason; all of them or none."""
    twice(lambda: adding(store, counts))


def adding(store: Store, counts: Mapping[tuple[str, str], int]) -> None:
    """The same; ``IntegrityError`` where another process was as quick."""
    now = store.now()
    with store.writing() as connection:
        # In the same order everywhere, so that two processes do not wait for each other.
        for (text, reason), count in sorted(counts.items()):
            values = {
                "alasan": reason,
                "hitungan": table.c.hitungan + count,
                "terakhir": now,
            }
            known = connection.execute(
                update(table).where(table.c.teks == text).values(**values)
            ).rowcount
            if not known:
                connection.execute(
                    insert(table).values(
                        teks=text, alasan=reason, hitungan=count, pertama=now, terakhir=now
                    )
                )


def page(store: Store, offset: int, limit: int | None, *, newest: bool) -> HalamanTakTerjawab:
    """``limit`` questions from ``offset`` on: the newest first, or the most frequent."""
    order = (
        (table.c.terakhir.desc(), table.c.hitungan.desc())
        if newest
        else (table.c.hitungan.desc(), table.c.terakhir.desc())
    )
    with store.reading() as connection:
        count, total = connection.execute(select(func.count(), func.sum(table.c.hitungan))).one()
        rows = connection.execute(
            select(table).order_by(*order, table.c.teks).offset(offset).limit(limit)
        ).mappings()
        return HalamanTakTerjawab(
            baris=tuple(TakTerjawab.model_validate(dict(row)) for row in rows),
            semua=count,
            hitungan=total or 0,
        )


def remove(store: Store, text: str, who: int) -> bool:
    """Removes a question that was seen to; false where it is not there any more."""
    with store.writing() as connection:
        gone = connection.execute(delete(table).where(table.c.teks == text)).rowcount
        if gone:
            record(connection, store.now(), who, "hapus tak terjawab", "satu pertanyaan")
        return bool(gone)
