"""Questions that are too long for a link, which names their number instead."""

from __future__ import annotations

from sqlalchemy import insert, select

from data.store import schema_service
from data.store.store import Store, twice

table = schema_service.tautan


def put(store: Store, question: str) -> int:
    """The number of ``question``, always the same one; raises ``StoreError``."""
    return twice(lambda: putting(store, question))


def putting(store: Store, question: str) -> int:
    """The same; ``IntegrityError`` where another process put it in the same moment."""
    with store.writing() as connection:
        known = connection.execute(select(table.c.id).where(table.c.pertanyaan == question))
        number = known.scalar()
        if number is None:
            added = connection.execute(
                insert(table).values(pertanyaan=question, dibuat=store.now())
            )
            number = added.inserted_primary_key[0]  # type: ignore[index]
        return int(number)


def find(store: Store, number: int) -> str | None:
    """The question with this number; ``None`` where there is none."""
    with store.reading() as connection:
        found = connection.execute(select(table.c.pertanyaan).where(table.c.id == number)).scalar()
        return None if found is None else str(found)
