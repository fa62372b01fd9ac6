"""What a log line belongs to: the update in work, and the number of a failure.

Whoever works on an update says so once; every line until then, in tasks and threads
that it starts too, carries the number. Nothing of what people write or are called.
"""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

UPDATE: ContextVar[int | None] = ContextVar("update", default=None)
REFERENCE: ContextVar[str | None] = ContextVar("reference", default=None)


@contextlib.contextmanager
def working_on(update: int | None) -> Iterator[None]:
    """Marks what is logged meanwhile with the number of the update."""
    token = UPDATE.set(update)
    try:
        yield
    finally:
        UPDATE.reset(token)


@contextlib.contextmanager
def failing(reference: str) -> Iterator[None]:
    """Marks what is logged meanwhile with the number that the asker is told."""
    token = REFERENCE.set(reference)
    try:
        yield
    finally:
        REFERENCE.reset(token)


def marks() -> dict[str, int | str]:
    """The marks that hold here: ``reference`` and ``update``, where there are any."""
    found: dict[str, int | str] = {}
    reference, update = REFERENCE.get(), UPDATE.get()
    if reference is not None:
        found["reference"] = reference
    if update is not None:
        found["update"] = update
    return found
