"""Two web processes and a worker on one store: together they are one bot."""

from __future__ import annotations

import asyncio
import math
import os
import shutil
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.flood import BURST, UNSHARED, WINDOW
from data.store import schema_service
from data.store.store import Store
from tests.botapi.faults import SENDS, hang_after
from tests.botapi_standin import bot_api
from tests.conftest import emptied
from tests.handlers.loading import OKTOBER, content
from tests.processes.askers import ANSWERS, Chat, requests
from tests.processes.parts import Doors, House, house, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.botapi_standin import BotApi
    from tests.processes.parts import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")
ADMIN = 7_000_000_301
# For both web processes together; a leak of a few kilobytes an update would be more.
MOST_GROWTH = 12 * 1024 * 1024
TOO_FAST = "erlalu cepat"
STEPS = ("isi", "kegunaan", "nama", "lembaga", "kontak")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an empty store for all tests of this file."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("bersama") / "store.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        return f"sqlite:///{path}"
    return emptied(request.getfixturevalue("postgresql"))


@dataclass(frozen=True)
class Town:
    """Two web processes and a worker, and the way to them."""

    api: BotApi
    home: House
    doors: Doors
    webs: list[Running]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town(
    shared: str, database: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """The processes, which receive."""
    folder = tmp_path_factory.mktemp("rumah")
    async with bot_api() as api, house(folder, database, shared, api) as home:
        api.fail(hang_after(0.03), methods=SENDS | {"answerCallbackQuery"}, times=None)
        chosen = {"ADMIN_IDS": str(ADMIN)}
        webs = [await home.start("run", webhook=True, settings=chosen) for _ in range(2)]
        await until(lambda: len(api.of("setWebhook")) == 2)
        worker = await home.start("work", webhook=True, settings=chosen)
        await until(lambda: "the webhook is for others" in worker.printed)
        assert len(api.of("setWebhook")) == 2
        doors = Doors(api, *(web.url for web in webs))
        try:
            yield Town(api, home, doors, webs)
            assert [await running.stop() for running in (*webs, worker)] == [0, 0, 0]
            assert "Traceback" not in home.printed
        finally:
            await doors.close()


async def test_one_answer_whoever_is_asked(town: Town) -> None:
    """Given to both at once and again after its answer, an update has one answer."""
    person, group = Chat(town.api, town.doors), Chat(town.api, town.doors, group=True)
    for question in (person.question(), person.question(pressed=True), group.question()):
        told = [await at_once(town, question)]
        while told[-1] != {200}:
            told.append(await at_once(town, question))
        assert await at_once(town, question) == {200}
    await until(lambda: person.answered and group.answered)
    person.check()
    group.check()
    # Who came second was told to come again.
    assert 503 in town.doors.statuses


async def at_once(town: Town, update: dict[str, Any]) -> set[int]:
    """How both processes answer ``update``."""
    return set(await asyncio.gather(*(town.doors.post(update, url) for url in town.doors.urls)))


async def test_order_and_load(town: Town) -> None:
    """Many chats whose questions go to one and the other get each answer once, in order."""
    chats = [Chat(town.api, town.doors, group=at < 4) for at in range(16)]
    questions = [
        chat.question(pressed=chat.id > 0 and at % 2 == 1) for chat in chats for at in range(10)
    ]
    await town.doors.tell(*questions)
    await until(lambda: all(chat.answered for chat in chats))
    for chat in chats:
        chat.check()


async def test_one_allowance(town: Town) -> None:
    """Who floods both processes gets about what one would give, and is told once."""
    began = time.monotonic()
    person = Chat(town.api, town.doors)
    await town.doors.tell(*(person.question() for _ in range(60)))
    back = math.ceil((time.monotonic() - began) * BURST / WINDOW)
    assert BURST <= len(person.answers()) <= BURST + UNSHARED + back
    assert sum(TOO_FAST in text for text in person.texts) == 1


async def test_a_conversation_goes_on_elsewhere(town: Town) -> None:
    """A request whose steps go to one process and the other is made once, with each answer."""
    askers = [Chat(town.api, town.doors) for _ in range(3)]
    for asker in askers:
        # One after the other, so that two steps never go to the same process.
        await requests(asker, town.doors)
    assert made(town.home.address) == {asker.id: ANSWERS for asker in askers}


def made(address: str) -> dict[int, tuple[str, ...]]:
    """What each asker's request holds; each has one."""
    store = Store.open(address)
    try:
        with store.reading() as connection:
            rows = connection.execute(select(schema_service.tiket)).mappings().all()
    finally:
        store.close()
    found = {row["penanya"]: tuple(row[name] for name in STEPS) for row in rows}
    assert len(found) == len(rows)
    return found


async def test_a_month(town: Town) -> None:
    """A month sent to one process and confirmed at the other goes out once; both know it."""
    admin = Chat(town.api, town.doors, person=ADMIN)
    subscribers = [Chat(town.api, town.doors) for _ in range(12)]
    await town.doors.tell(*(each.writes("/langganan serapan") for each in subscribers))
    one, other = town.doors.urls
    file = admin.sends("rekaan-2025-10.csv", content(OKTOBER), "Oktober 2025")
    assert await town.doors.post(file, one) == 200
    preview = await admin.reads("Pratinjau Oktober 2025")
    confirmed = admin.follows("Simpan dan umumkan", preview)
    again = admin.follows("Simpan dan umumkan", preview)
    assert await town.doors.post(confirmed, other) == 200
    assert await town.doors.post(again, one) == 200
    await until(lambda: all(announced(each) for each in subscribers))
    await admin.reads("Pengumuman Oktober 2025: selesai")
    assert [announced(each) for each in subscribers] == [1] * len(subscribers)
    for at, url in enumerate((one, other)):
        asker = Chat(town.api, town.doors)
        while not any("73,99%" in text for text in asker.texts):
            # Another process's month is known within two seconds.
            assert await town.doors.post(asker.writes("/serapan Oktober"), url) == 200, at
            await asyncio.sleep(0.3)


def announced(chat: Chat) -> int:
    """How often October was announced in ``chat``."""
    return sum("73,99%" in text for text in chat.texts)


async def test_a_neighbour_is_killed(town: Town) -> None:
    """What a third process was at when it was killed is answered by the others."""
    third = await town.home.answering("run", webhook=True)
    town.doors.urls.append(third.url)
    chats = [Chat(town.api, town.doors, group=at < 4) for at in range(12)]
    asked = [chat.question(pressed=chat.id > 0) for chat in chats for _ in range(8)]
    telling = asyncio.create_task(town.doors.tell(*asked))
    await until(lambda: any(chat.answers() for chat in chats))
    await third.kill()
    under_way = Counter(town.doors.open)
    town.doors.urls.remove(third.url)
    await telling
    await until(partial(all_answered, chats))
    for chat in chats:
        chat.check(under_way)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is not told here")
async def test_memory_stays(town: Town) -> None:
    """Further questions of further people take no further memory, once caches are warm."""
    sizes = []
    for _ in range(3):
        chats = [Chat(town.api, town.doors) for _ in range(40)]
        asked = [chat.question(pressed=at % 2 == 1) for chat in chats for at in range(8)]
        await town.doors.tell(*asked)
        await until(partial(all_answered, chats))
        sizes.append(sum(resident(running) for running in town.webs))
    assert sizes[-1] - sizes[0] < MOST_GROWTH, sizes


def all_answered(chats: list[Chat]) -> bool:
    """Whether each question of ``chats`` has an answer."""
    return all(chat.answered for chat in chats)


def resident(running: Running) -> int:
    """How much memory a process has, in bytes."""
    pages = int(Path(f"/proc/{running.pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
