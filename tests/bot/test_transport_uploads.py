"""Uploads through the transport and through the library's own client: the same in every case."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Any

import pytest
from telegram import InputFile, InputMediaDocument, InputMediaPhoto

from tests.bot.transport_parts import KINDS, LOOPS, Came, both, calling, came_of, http, serving
from tests.botapi import faults
from tests.botapi.wire import Answer, Request, parts, read

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from telegram import Bot

OK = http("200 OK", b'{"ok":true,"result":true}')
# What is to replace this fixture is for all tests of a folder at once.
pytestmark = pytest.mark.filterwarnings('ignore:Overriding the "event_loop_policy"')


@pytest.fixture(params=LOOPS)
def event_loop_policy(request: pytest.FixtureRequest) -> asyncio.AbstractEventLoopPolicy:
    """Every case runs on asyncio's own loop and on uvloop."""
    return LOOPS[request.param]()


def uploads(name: str, content: Any, tmp_path: Path) -> dict[str, Callable[[Bot], Awaitable[Any]]]:
    """Ways to send ``content`` under ``name``."""
    path = tmp_path / "rekaan.bin"
    path.write_bytes(content)

    async def handle(bot: Bot) -> Any:
        with path.open("rb") as file:
            given = InputFile(file, filename=name, read_file_handle=False)
            await bot.send_document(5, given)
            assert not file.closed
            # Once more: it begins anew.
            return await bot.send_document(5, given, caption="lagi")

    return {
        "bytes": lambda bot: bot.send_document(5, content, filename=name, caption="“Dua” & 2"),
        "memory": lambda bot: bot.send_document(5, io.BytesIO(content), filename=name),
        "handle": handle,
        "several": lambda bot: bot.send_media_group(
            5,
            [
                InputMediaDocument(content, filename=name, caption="satu"),
                InputMediaPhoto(content, filename="b.png"),
            ],
        ),
    }


@pytest.mark.parametrize("name", ["rekaan.csv", "laporan “ñ” 😀.csv", 'a"b\\c\r\nd.csv'])
@pytest.mark.parametrize("way", ["bytes", "memory", "handle", "several"])
async def test_uploads(way: str, name: str, tmp_path: Path) -> None:
    """Files arrive under the same names with the same bytes and fields, however they are given."""
    content = b"kode\r\n--x\r\n\r\n" + bytes(range(256)) * 400
    arrived = []
    message = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}
    result = [message, message] if way == "several" else message
    for kind in KINDS:
        taken: list[Any] = []

        async def take(request: Request, taken: list[Any] = taken) -> Answer:
            fields = dict(parts(request))
            files = [each for each in fields.values() if not isinstance(each, str)]
            names = [key for key in fields if not key.startswith("attached")]
            said = {key: value for key, value in read(request).items() if isinstance(value, str)}
            taken.append((files, names, said))
            return http("200 OK", repr({"ok": 1, "result": result}).replace("'", '"').encode())

        async with serving(OK, take) as server, calling(kind, server.url) as bot:
            await uploads(name, content, tmp_path)[way](bot)
        arrived.append(taken)
    ours, theirs = arrived
    assert [each[0] for each in ours] == [each[0] for each in theirs]
    assert [sorted(each[1]) for each in ours] == [sorted(each[1]) for each in theirs]
    assert [each[2] for each in ours] == [each[2] for each in theirs]
    assert all(file.content == content for files, *_ in ours for file in files)


async def test_large_upload_arrives() -> None:
    """Some megabytes go up without a warning, and come back as they were."""
    content = bytes(range(256)) * 4096 * 3

    async def work(bot: Bot) -> bool:
        sent = await bot.send_document(5, content, filename="besar.bin")
        assert sent.document
        got = await bot.get_file(sent.document.file_id)
        return bytes(await got.download_as_bytearray()) == content

    came, *_ = await both(work)
    assert came.result is True


@pytest.mark.parametrize("kind", KINDS)
async def test_upload_that_stands_still(kind: str) -> None:
    """An upload that the server stops taking is ``TimedOut``; what was sent nobody knows."""
    over = asyncio.Event()

    async def deaf(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await over.wait()
        writer.close()

    server = await asyncio.start_server(deaf, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with calling(kind, url, media=0.2) as bot:
            came = await came_of(bot.send_document(5, b"x" * 20_000_000, filename="a.bin"))
        over.set()
    assert came == Came(error="TimedOut", said="Timed out", meaning="late")


async def test_upload_answered_late_is_no_standstill() -> None:
    """Once all of a file went out, the answer may take as long as answers may."""

    async def work(bot: Bot) -> int:
        return (await bot.send_document(5, b"x" * 1000, filename="a.bin")).message_id

    came, *_ = await both(work, lambda api: api.fail(faults.hang_after(0.3)), media=0.05)
    assert came.result == 1
