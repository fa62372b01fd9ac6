"""Files on their way up, as parts of a form."""

from __future__ import annotations

import asyncio
import io
from typing import IO, TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from telegram.request import RequestData

    Upload = tuple[str, bytes | IO[bytes], str]

# An upload's progress is looked at so often within its time-out.
LOOKS = 4
# As browsers write file names: whatever would end the field, in percent.
IN_A_FIELD = {code: f"%{code:02X}" for code in (*range(0x20), ord('"')) if code != ord("\x1b")}


async def uploaded(
    send: Callable[..., Any], request_data: RequestData, standstill: float | None
) -> tuple[int, bytes]:
    """The answer to files that ``send`` sends; ``TimeoutError`` where nothing more goes out."""
    form = aiohttp.FormData(quote_fields=False, charset="utf-8", default_to_multipart=True)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    files: Mapping[str, Upload] = request_data.multipart_data
    for name, (filename, content, mime) in files.items():
        # Reading a disk may take its time; and a file that is sent again begins anew.
        held = content if isinstance(content, bytes) else await asyncio.to_thread(whole, content)
        form.add_field(
            name.translate(IN_A_FIELD),
            io.BytesIO(held),
            filename=filename.translate(IN_A_FIELD),
            content_type=mime,
        )
    body = form()
    tracker = aiohttp.UploadTracker()
    async with asyncio.timeout(None) as limit:
        watch = None if standstill is None else Watch(limit, tracker, body.size or 0, standstill)
        try:
            response = await send(data=body, upload_tracker=tracker)
            return response.status, await response.read()
        finally:
            if watch is not None:
                watch.end()


class Watch:
    """Ends an upload through ``limit`` when for ``standstill`` seconds nothing of it went out."""

    def __init__(
        self,
        limit: asyncio.Timeout,
        tracker: aiohttp.UploadTracker,
        size: int,
        standstill: float,
    ) -> None:
        self._limit = limit
        self._tracker = tracker
        self._size = size
        self._standstill = standstill
        self._loop = asyncio.get_running_loop()
        self._sent = 0
        self._since = self._loop.time()
        self._next = self._loop.call_later(standstill / LOOKS, self._look)

    def end(self) -> None:
        """Looks no more."""
        self._next.cancel()

    def _look(self) -> None:
        sent = self._tracker.bytes_written
        if sent >= self._size:
            # All of it went out; how long the answer takes is bounded by itself.
            return
        now = self._loop.time()
        # Before the first byte the connection is made, which has a time-out of its own.
        if sent != self._sent or not sent:
            self._sent, self._since = sent, now
        elif now - self._since >= self._standstill:
            self._limit.reschedule(now)
            return
        self._next = self._loop.call_later(self._standstill / LOOKS, self._look)


def whole(file: IO[bytes]) -> bytes:
    """All of ``file``, from its beginning where it can go back there."""
    if file.seekable():
        file.seek(0)
    return file.read()
