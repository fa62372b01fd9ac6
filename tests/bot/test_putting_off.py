"""Answers that wait for Telegram: never lost, never doubled, whatever comes in between."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from sqlalchemy import select

from bot.flood import BURST
from bot.polling import BATCH, Poller
from bot.web import web_app
from bot.webhook import Door
from data.store import processes, updates
from tests.bot.test_taking_over import HOST, RIGHT, SECRET, left_by_the_dead, said
from tests.bot.test_taking_over import working as working  # noqa: PLC0414 - a fixture
from tests.bot.waiting import until
from tests.telegram_fake import Refusal, sent_message, update_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from bot.service import Service
    from data.models import Masuk
    from data.store.store import Store
    from tests.telegram_fake import FakeTelegram

# Longer than anybody waits for at once.
LIMIT = Refusal(429, "Too Many Requests: retry after 60", {"retry_after": 60})


class Later:
    """Stands for the clock of a service: what is to be done later, done when the test says so."""

    def __init__(self, service: Service) -> None:
        self.waiting: list[tuple[float, Callable[[], object]]] = []
        service.after = lambda seconds, what: self.waiting.append((seconds, what))

    def now(self) -> None:
        """Does what waits."""
        waiting, self.waiting = self.waiting, []
        for _, what in waiting:
            what()


@pytest.fixture
async def client(working: Service) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the door, which gives an update up after a twentieth of a second."""
    transport = httpx.ASGITransport(web_app(Door(working, SECRET, longest_wait=0.05)))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as opened:
        yield opened


async def post(client: httpx.AsyncClient, update: dict[str, Any]) -> int:
    """The status with which ``update`` is answered for."""
    return (await client.post("/telegram", headers=RIGHT, json=update)).status_code


def open_rows(store: Store) -> set[int]:
    """The updates that the store holds as not handled."""
    with store.reading() as connection:
        return set(
            connection.scalars(
                select(updates.table.c.nomor).where(updates.table.c.keadaan == updates.OPEN)
            )
        )


async def test_what_telegram_was_told_is_safe_is_tried_again_here(
    working: Service, client: httpx.AsyncClient, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """Telegram does not repeat it, and this process lives: nobody else would answer it."""
    later, release = Later(working), asyncio.Event()
    first = True

    async def limited(parameters: dict[str, Any]) -> Any:
        nonlocal first
        if first:
            first = False
            await release.wait()
            return LIMIT
        return sent_message(parameters)

    telegram.always("sendMessage", limited)
    press = update_json("press_new")
    assert await post(client, press) == 200
    release.set()
    await until(lambda: later.waiting)
    assert [seconds for seconds, _ in later.waiting] == [60]
    # Should the response be lost, it is safe all the same, and in hand.
    assert await post(client, press) == 200
    later.now()
    await until(lambda: len(said(telegram)) == 2)
    await until(lambda: not open_rows(sqlite_store))
    assert await post(client, press) == 200
    assert len(said(telegram)) == 2
    assert not working.put_off


async def test_what_waits_at_a_stop_is_left_to_the_next_process(
    working: Service, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """Begun after the stop it might be answered by both."""
    later = Later(working)
    telegram.then("sendMessage", LIMIT)
    left_by_the_dead(sqlite_store, range(1, 2))
    await working.adopt(asyncio.Event())
    await until(lambda: later.waiting)
    working.stop.set()
    later.now()
    await asyncio.sleep(0)
    assert len(said(telegram)) == 1
    assert open_rows(sqlite_store) == {1}
    # Not written down as handled either.
    await working.intake.settle()
    assert open_rows(sqlite_store) == {1}


async def test_what_the_store_gives_late_is_handled(
    working: Service,
    telegram: FakeTelegram,
    sqlite_store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is this process's in the store is answered, also where nobody waited for it."""
    monkeypatch.setattr("bot.service.ADOPTS_WITHIN", 0.05)
    release, real = threading.Event(), updates.left_over

    def slowly(store: Store, me: str, limit: int) -> Sequence[Masuk]:
        rows = real(store, me, limit)
        release.wait(20)
        return rows

    monkeypatch.setattr(updates, "left_over", slowly)
    left_by_the_dead(sqlite_store, range(1, 2))
    await working.adopt(asyncio.Event())
    assert not said(telegram)
    release.set()
    await until(lambda: len(said(telegram)) == 1)
    await until(lambda: not open_rows(sqlite_store))


async def test_what_the_store_gives_after_a_stop_is_left_alone(
    working: Service,
    telegram: FakeTelegram,
    sqlite_store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is let go with all else, for the next process to answer."""
    stop, real = asyncio.Event(), updates.left_over
    loop = asyncio.get_running_loop()

    def stopped(store: Store, me: str, limit: int) -> Sequence[Masuk]:
        rows = real(store, me, limit)
        loop.call_soon_threadsafe(stop.set)
        return rows

    monkeypatch.setattr(updates, "left_over", stopped)
    left_by_the_dead(sqlite_store, range(1, 2))
    await working.adopt(stop)
    assert working.presence is not None
    assert working.presence.id is not None
    updates.release(sqlite_store, working.presence.id)
    monkeypatch.undo()
    other = processes.join(sqlite_store, "web", host=HOST, pid=2)
    assert [row.nomor for row in updates.left_over(sqlite_store, other, 10)] == [1]
    assert not said(telegram)


async def test_one_that_waits_keeps_no_others_from_coming_in(
    service: Service, telegram: FakeTelegram
) -> None:
    """Without a store Telegram keeps it, and gives no more than a hundred from it on."""
    stop = asyncio.Event()
    Later(service)
    queue = [update_json("private_command") | {"update_id": 1}]
    queue += [update_json("group_command") | {"update_id": at} for at in range(2, BATCH + 3)]
    for update in queue[1:]:
        # Nothing that is answered.
        update["message"]["text"] = "halo"
    queue[-1] = update_json("group_command") | {"update_id": BATCH + 2}

    def batch(parameters: dict[str, Any]) -> Any:
        return [each for each in queue if each["update_id"] >= parameters["offset"]][:BATCH]

    def answer(parameters: dict[str, Any]) -> Any:
        return LIMIT if parameters["chat_id"] > 0 else sent_message(parameters)

    telegram.always("getUpdates", batch)
    telegram.always("sendMessage", answer)
    polling = asyncio.create_task(Poller(service, stop, first_pause=0.001).run())
    try:
        await until(lambda: any(call["chat_id"] < 0 for call in telegram.of("sendMessage")))
    finally:
        stop.set()
        await polling


async def test_what_is_in_work_is_not_begun_again(
    working: Service,
    client: httpx.AsyncClient,
    telegram: FakeTelegram,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However much came in since, what is repeated while it is in work is known."""
    monkeypatch.setattr("bot.webhook.REMEMBERED", 1)
    monkeypatch.setattr("bot.intake.REMEMBERED", 1)
    release = asyncio.Event()

    async def slow(parameters: dict[str, Any]) -> Any:
        await release.wait()
        return sent_message(parameters)

    telegram.always("sendMessage", slow)
    press = update_json("press_new")
    elsewhere = update_json("group_command")
    assert await post(client, press | {"update_id": 1}) == 200
    for number in (2, 3):
        assert await post(client, elsewhere | {"update_id": number}) == 200
    assert await post(client, press | {"update_id": 1}) == 200
    release.set()
    await until(lambda: working.application.update_processor.chats == 0)  # type: ignore[attr-defined]
    assert sum(call["chat_id"] > 0 for call in telegram.of("sendMessage")) == 1


async def test_who_waits_for_an_answer_asked_once(
    service: Service, telegram: FakeTelegram, now: list[float]
) -> None:
    """However often it is tried: nobody is told that they ask too much, and the answer comes."""
    later = Later(service)
    telegram.then("sendMessage", *[LIMIT] * (BURST + 5))
    task = service.handle(update_json("private_command"))
    assert task is not None
    for _ in range(BURST + 5):
        await until(lambda: later.waiting)
        later.now()
    await until(lambda: service.application.update_processor.chats == 0)  # type: ignore[attr-defined]
    assert set(said(telegram)) == {"<b>/dpt Sikka</b>"}
    assert len(said(telegram)) == BURST + 6
    # Its own clock stands still: one question was counted.
    assert now == [1000.0]
    assert service.gate is not None
    assert service.gate.refused == 0
