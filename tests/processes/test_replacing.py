"""One process takes another's place: a deployment with overlap, a second poller."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.polling import TWO_RECEIVE
from tests.botapi.faults import SENDS, hang_after
from tests.handlers.loading import OKTOBER, content
from tests.processes.askers import Chat
from tests.processes.parts import Doors, Queue, until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.botapi_standin import BotApi
    from tests.processes.parts import House

ADMIN = 7_000_000_301
SUBSCRIBERS = 36
HURRY = {
    "bot.polling.LONGEST_PAUSE": 0.5,
    "bot.polling.LONGEST_CONFLICT": 2.0,
    "bot.polling.LONGEST_CONFLICT_OF_OLD": 60.0,
    "bot.polling.OLD": 3.0,
}


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
async def test_a_deployment_with_overlap(home: House, api: BotApi) -> None:
    """Old and new processes run side by side: each question has one answer, each chat one month."""
    chosen = {"ADMIN_IDS": str(ADMIN)}
    doors = Doors(api)
    api.fail(hang_after(0.03), methods=SENDS | {"answerCallbackQuery"}, times=None)
    try:
        old = [
            await home.start("run", webhook=True, settings=chosen),
            await home.start("work", webhook=True, settings=chosen),
        ]
        await until(lambda: api.of("setWebhook") and "is for others" in old[1].printed)
        doors.urls.append(old[0].url)
        admin = Chat(api, doors, person=ADMIN)
        subscribers = [Chat(api, doors) for _ in range(SUBSCRIBERS)]
        await doors.tell(*(each.writes("/langganan serapan") for each in subscribers))
        file = admin.sends("rekaan-2025-10.csv", content(OKTOBER), "Oktober 2025")
        await doors.tell(file)
        chats = [Chat(api, doors, group=at < 3) for at in range(8)]
        async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
            for at, chat in enumerate(chats):
                tasks.create_task(chat.asks(6, at))
            new = [
                await home.start("run", webhook=True, settings=chosen),
                await home.start("work", webhook=True, settings=chosen),
            ]
            await until(lambda: len(api.of("setWebhook")) > 1 and "others" in new[1].printed)
            doors.urls.append(new[0].url)
            # Announcing begins before the old ones go, and ends after.
            preview = await admin.reads("Pratinjau Oktober 2025")
            await doors.tell(admin.follows("Simpan dan umumkan", preview))
            await until(lambda: any(map(announced, subscribers)))
            doors.urls.remove(old[0].url)
            assert [await each.stop() for each in old] == [0, 0]
        await until(lambda: all(chat.answered for chat in chats))
        await until(lambda: all(map(announced, subscribers)))
        await admin.reads("Pengumuman Oktober 2025: selesai")
        assert [await each.stop() for each in new] == [0, 0]
    except BaseException as error:
        error.add_note(home.printed)
        raise
    finally:
        await doors.close()
    assert [announced(each) for each in subscribers] == [1] * SUBSCRIBERS
    for chat in chats:
        chat.check()
    assert "Traceback" not in home.printed


def announced(chat: Chat) -> int:
    """How often October was announced in ``chat``."""
    return sum("73,99%" in text for text in chat.texts)


async def test_a_second_poller_waits_for_its_turn(home: House, api: BotApi) -> None:
    """With the same store the second one receives when the first has stopped, and not before."""
    person = Chat(api, Queue(api))
    first = await home.answering("run")
    second = await home.start("run")
    await until(lambda: "waiting for it to end" in second.printed)
    await api.push(person.question(), person.question())
    await until(lambda: person.answered)
    assert await first.stop() == 0
    await api.push(person.question())
    await until(lambda: person.answered)
    assert await second.stop() == 0
    person.check()
    assert "Conflict" not in home.printed
    assert api.waiting == set()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
async def test_a_second_poller_with_another_store_goes(
    home: House, api: BotApi, tmp_path: Path
) -> None:
    """Telegram tells both of a conflict: the newcomer ends with one line, the old one goes on."""
    other = f"sqlite:///{tmp_path / 'lain.db'}"
    person = Chat(api, Queue(api))
    first = await home.answering("run", hurry=HURRY)
    # Once it has received for a while it is the one that stays.
    await until(lambda: len(api.of("getUpdates")) > 3)
    second = await home.start("run", hurry=HURRY, settings={"DATABASE_URL": other})
    assert await second.ended() == 2
    assert second.printed.splitlines()[-1] == TWO_RECEIVE
    assert "Traceback" not in home.printed
    await api.push(person.question())
    await until(lambda: person.answered)
    assert await first.stop() == 0
    person.check()
