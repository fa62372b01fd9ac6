"""SIGTERM under load: what was taken is finished, and nothing is lost or said twice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.botapi.faults import SENDS, hang_after
from tests.processes.askers import Chat
from tests.processes.parts import Doors, Queue, Running, until

if TYPE_CHECKING:
    from tests.botapi_standin import BotApi
    from tests.processes.parts import House

CHATS, GROUPS, EACH = 8, 3, 7
# Hosts end what is not gone by then.
LONGEST = 25.0


@pytest.mark.parametrize(
    ("address", "webhook"),
    [("sqlite", False), ("postgresql", True)],
    ids=["sqlite-polling", "postgresql-webhook"],
    indirect=["address"],
)
async def test_stopped_under_load(home: House, api: BotApi, *, webhook: bool) -> None:
    """A process that is told to stop ends well and in time; the next one goes on where it was."""
    doors = Doors(api) if webhook else None
    line = doors or Queue(api)
    # Somebody always waits for an answer, and some for long.
    api.fail(hang_after(0.1), methods=SENDS | {"answerCallbackQuery"}, times=None)
    chats = [Chat(api, line, group=at < GROUPS) for at in range(CHATS + GROUPS)]

    async def serving() -> Running:
        running = await home.answering("run", webhook=webhook)
        if doors is not None:
            doors.urls[:] = [running.url]
        return running

    try:
        async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
            running = await serving()
            for at, chat in enumerate(chats):
                tasks.create_task(chat.asks(EACH, at))
            for _ in range(2):
                await until(lambda: sum(not chat.answered for chat in chats) > 1)
                async with asyncio.timeout(LONGEST):
                    assert await running.stop() == 0
                running = await serving()
        await until(lambda: all(chat.answered for chat in chats) and not api.waiting)
        assert await running.stop() == 0
        for chat in chats:
            chat.check()
    except BaseException as error:
        error.add_note(home.printed)
        raise
    finally:
        await line.close()
    assert "Traceback" not in home.printed
