"""HTTP connections that nobody can hold open, or fill with headers, for ever.

The parser takes headers without end, and the server waits for a request without end: both
are bounded here, before anybody knows who is calling.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

# Telegram's requests have some 500 bytes of headers, a proxy adds as many.
LARGEST_HEAD = 64 * 1024
# From the first byte of a request to its last; updates come in milliseconds.
LONGEST_REQUEST = 30.0


class BoundedHttp(HttpToolsProtocol):
    """uvicorn's protocol, which hangs up on a head that is too large and on who tarries."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Waits for a request, not for ever."""
        super().connection_made(transport)
        self._head: int | None = 0
        self._deadline: asyncio.TimerHandle | None = None
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits for nothing any more."""
        self._end()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Takes a piece of a request, unless its head grows too large."""
        super().data_received(data)
        if self._head is None:
            return
        self._head += len(data)
        if self._head > LARGEST_HEAD:
            self.transport.abort()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._begin()

    def on_headers_complete(self) -> None:
        """Its head is here; how large its body may be is for the application to say."""
        self._head = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of it is here; how long the answer takes is for the application to say."""
        self._end()
        super().on_message_complete()

    def _begin(self) -> None:
        self._end()
        self._head = 0
        self._deadline = self.loop.call_later(LONGEST_REQUEST, self.transport.abort)

    def _end(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
