"""kill -9 at any moment under load: every question has its answer after the restart."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from data.store import schema, schema_service, updates
from data.store.store import Store
from tests.botapi.faults import SENDS, hang_after
from tests.processes.askers import ANSWERS, Chat, requests
from tests.processes.parts import Doors, Queue, in_work, states, until

if TYPE_CHECKING:
    from tests.botapi_standin import BotApi
    from tests.processes.parts import House, Running

KILLS = 3
CHATS, GROUPS, EACH = 8, 3, 10
# Between an effect and the word of it lies some time, as with Telegram.
AWAY = 0.03
SLOW = hang_after(AWAY)


class Killer:
    """Kills the process at random moments, and starts it anew; notes what was under way."""

    def __init__(self, home: House, seed: int, doors: Doors | None) -> None:
        self._home, self._doors = home, doors
        self._random = random.Random(seed)  # noqa: S311 - nobody guards anything with it
        self.under_way: Counter[int] = Counter()
        self.most = 0

    async def start(self) -> Running:
        """A new process; Telegram's posts go there from now on."""
        running = await self._home.start("run", webhook=self._doors is not None)
        if self._doors is not None:
            self._doors.urls[:] = [running.url]
        return running

    async def receiving(self) -> Running:
        """The same, once it receives."""
        calls = "setWebhook" if self._doors else "getUpdates"
        before = len(self._home.api.of(calls))
        running = await self.start()
        await until(lambda: len(self._home.api.of(calls)) > before)
        return running

    async def rage(self) -> Running:
        """The process that is left in the end."""
        for at in range(KILLS):
            # The first one may be killed while it starts.
            running = await (self.receiving() if at else self.start())
            await asyncio.sleep(self._random.uniform(0, 0.5 if at else 1.5))
            await running.kill()
            found = in_work(self._home.address, self._home.api, self._doors)
            self.under_way.update(found)
            self.most = max(self.most, len(found))
        return await self.receiving()


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_killed_at_any_moment(home: House, api: BotApi, *, webhook: bool) -> None:
    """Each question has an answer, two only where it was cut off; one request, one subscription."""
    seed = int(os.environ.get("SEED") or secrets.randbelow(10**6))
    doors = Doors(api) if webhook else None
    line = doors or Queue(api)
    api.fail(SLOW, methods=SENDS | {"answerCallbackQuery"}, times=None)
    chats = [Chat(api, line, group=at < GROUPS) for at in range(CHATS + GROUPS)]
    asker, subscriber = Chat(api, line), Chat(api, line)
    killer = Killer(home, seed, doors)
    try:
        async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
            for at, chat in enumerate(chats):
                tasks.create_task(chat.asks(EACH, seed + at))
            tasks.create_task(requests(asker, line))
            tasks.create_task(line.tell(subscriber.writes("/langganan serapan")))
            tasks.create_task(subscriber.reads("angganan"))
            last = await killer.rage()
        async with asyncio.timeout(30):
            await until(lambda: all(chat.answered for chat in chats))
            await until(lambda: not api.waiting)
        assert await last.stop() == 0, last.printed
        for chat in chats:
            chat.check(killer.under_way)
        check_store(home.address, asker, subscriber, webhook=webhook)
        # Not more than a chat has one of, or the queue holds.
        assert killer.most <= (len(chats) + 2 if webhook else EACH * len(chats) + 10)
    except BaseException as error:
        error.add_note(f"To run it again: SEED={seed}")
        error.add_note(f"Without an answer: {unanswered(home, chats)}")
        error.add_note(home.printed)
        raise
    finally:
        await line.close()


def unanswered(home: House, chats: list[Chat]) -> dict[int, object]:
    """The questions that have no answer, each with what the store knows of it."""
    known = states(home.address)
    return {
        number: known.get(number, "unknown")
        for chat in chats
        for number, _ in chat.asked
        if number not in chat.answers()
    }


def check_store(address: str, asker: Chat, subscriber: Chat, *, webhook: bool) -> None:
    """One request with each answer in its place, one subscription, and nothing that is owed."""
    store = Store.open(address)
    try:
        with store.reading() as connection:
            made = connection.execute(select(schema_service.tiket)).mappings().all()
            subscribed = connection.scalars(select(schema.langganan.c.chat_id)).all()
    finally:
        store.close()
    assert [row["penanya"] for row in made] == [asker.id]
    assert tuple(made[0][name] for name in STEPS) == ANSWERS
    assert subscribed == [subscriber.id]
    known = states(address).values()
    assert {content for _, content in known} == {None}
    if not webhook:
        # By webhook a plain question may have been answered by who had not begun it.
        assert {state for state, _ in known} == {updates.DONE}


STEPS = ("isi", "kegunaan", "nama", "lembaga", "kontak")
