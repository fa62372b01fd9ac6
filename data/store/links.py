"""Questions that are too long for a link, which names their number instead."""

from __future__ import annotations

import logging

from sqlalchemy import func, insert, select

from data.store import schema_service
from data.store.errors import StoreError
from data.store.store import Store, twice

logger = logging.getLogger(__name__)

table = schema_service.tautan
# A link that was given out holds for good, so none is dropped; who makes ever new questions
# must not fill the database. So many take about 10 MB.
MOST = 20_000


class LinksFullError(StoreError):
    """There are as many stored questions as there may be."""


def put(store: Store, question: str) -> int:
    """The number of ``question``, always the same one.

    Raises ``LinksFullError`` where there are too many to store one more, and ``StoreError``.
    """
    return twice(lambda: putting(store, question))


def putting(store: Store, question: str) -> int:
    """The same; ``IntegrityError`` where another process put it in the same moment."""
    with store.writing() as connection:
        known = connection.execute(select(table.c.id).where(table.c.pertanyaan == question))
        number = known.scalar()
        if number is None:
            if (connection.scalar(select(func.count()).select_from(table)) or 0) >= MOST:
                logger.warning("No more questions are stored for links: there are %d", MOST)
                raise LinksFullError("Tautan untuk pertanyaan panjang sudah penuh.")
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
