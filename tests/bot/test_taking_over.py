"""What a process takes over from others, and what it leaves: in order, and nothing twice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import orjson
import pytest
from sqlalchemy import select

from bot.application import build_service
from bot.flood import FloodGate
from bot.polling import Poller
from bot.settings import SettingsError
from bot.web import web_app
from bot.webhook import Door
from data.models import Masuk, Verdict
from data.store import processes, updates
from tests.bot.courier_parts import office_of
from tests.bot.waiting import until
from tests.telegram_fake import Refusal, sent_message, update_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.rendering import Renderer
    from bot.service import Service
    from bot.settings import Settings
    from data.store.store import Store
    from tests.bot.desk_fake import FakeDesk
    from tests.telegram_fake import FakeTelegram

SECRET = "rahasia_webhook-123"  # noqa: S105 - opens nothing
RIGHT = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
HOST = "mesin rekaan"


@pytest.fixture
async def working(
    settings: Settings,
    desk: FakeDesk,
    renderer: Renderer,
    telegram: FakeTelegram,
    sqlite_store: Store,
) -> AsyncIterator[Service]:
    """A service that works with a store, where it is known, and its application runs."""
    office = office_of(sqlite_store)
    gate = FloodGate(burst=9999)
    built = build_service(settings, desk, renderer, telegram, office=office, gate=gate)
    async with built.application:
        telegram.calls.clear()
        await built.application.start()
        await built.prepare()
        yield built
        await built.intake.settle()
        await built.application.stop()


def question(number: int, text: str | None = None) -> dict[str, Any]:
    """A plain question in the one private chat."""
    update = update_json("private_command")
    update["update_id"] = number
    update["message"]["text"] = text or f"/dpt {number}"
    return update


def left_by_the_dead(store: Store, numbers: range, deaths: int = 1) -> None:
    """Processes that take all ``numbers``, whole, and die."""
    rows = [Masuk(nomor=number, isi=orjson.dumps(question(number)).decode()) for number in numbers]
    for death in range(deaths):
        me = processes.join(store, "web", host=HOST, pid=1000 + death)
        updates.accept(store, me, rows)
        processes.leave(store, me)


def said(telegram: FakeTelegram) -> list[str]:
    """What was answered, in order."""
    return [call["text"] for call in telegram.of("sendMessage")]


@pytest.mark.parametrize(("count", "deaths"), [(130, 1), (5, 2)])
async def test_what_was_left_comes_first_and_in_order(
    working: Service,
    telegram: FakeTelegram,
    sqlite_store: Store,
    monkeypatch: pytest.MonkeyPatch,
    count: int,
    deaths: int,
) -> None:
    """All of it, also what comes one by one, is answered before what comes in afterwards."""
    monkeypatch.setattr("bot.ordering.LONGEST_LANE", 1000)
    left_by_the_dead(sqlite_store, range(1, count + 1), deaths)
    stop = asyncio.Event()
    await working.adopt(stop)
    new = working.handle(question(count + 1))
    assert new is not None
    await new
    assert said(telegram) == [f"<b>/dpt {number}</b>" for number in range(1, count + 2)]
    assert await working.intake.left_over() == ()


async def test_a_slow_one_does_not_keep_others_waiting(
    working: Service,
    telegram: FakeTelegram,
    sqlite_store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was left and takes long goes on beside what comes in."""
    monkeypatch.setattr("bot.service.ADOPTS_WITHIN", 0.05)
    release = asyncio.Event()

    async def slow(parameters: dict[str, Any]) -> Any:
        await release.wait()
        return sent_message(parameters)

    telegram.always("sendMessage", slow)
    left_by_the_dead(sqlite_store, range(1, 2))
    await working.adopt(asyncio.Event())
    assert len(telegram.of("sendMessage")) == 1
    release.set()


async def test_what_was_taken_over_and_comes_again_is_confirmed(
    working: Service, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """Telegram repeats what the dead process had stored and not confirmed: it is told so now."""
    left_by_the_dead(sqlite_store, range(1, 4))
    stop = asyncio.Event()
    await working.adopt(stop)
    await until(lambda: len(said(telegram)) == 3)
    await until(lambda: working.intake.unrecorded == 0)
    offsets: list[int] = []

    def batch(parameters: dict[str, Any]) -> Any:
        offsets.append(parameters["offset"])
        if len(offsets) > 1:
            stop.set()
            return []
        return [question(number) for number in range(1, 4)]

    telegram.always("getUpdates", batch)
    await Poller(working, stop).run()
    assert offsets == [0, 4, 4]
    assert len(said(telegram)) == 3


@pytest.mark.parametrize("refusal", [Refusal(401, "Unauthorized"), Refusal(409, "Conflict")])
async def test_polling_that_is_refused_finishes_what_it_took(
    working: Service,
    telegram: FakeTelegram,
    sqlite_store: Store,
    monkeypatch: pytest.MonkeyPatch,
    refusal: Refusal,
) -> None:
    """A revoked token, or another poller, ends the process when what it took is answered."""
    monkeypatch.setattr("bot.polling.LONGEST_CONFLICT", 0)
    monkeypatch.setattr("bot.polling.LONGEST_CONFLICT_OF_OLD", 0)
    release = asyncio.Event()

    async def slow(parameters: dict[str, Any]) -> Any:
        await release.wait()
        return sent_message(parameters)

    telegram.always("sendMessage", slow)
    telegram.then("getUpdates", [question(1)], refusal)
    polling = asyncio.create_task(Poller(working, asyncio.Event()).run())
    await until(lambda: len(telegram.of("getUpdates")) == 2)
    await asyncio.sleep(0)
    assert not polling.done()
    release.set()
    with pytest.raises(SettingsError):
        await polling
    await working.intake.settle()
    assert await working.intake.left_over() == ()
    assert states(sqlite_store) == {1: updates.DONE}


def states(store: Store) -> dict[int, str]:
    """The state of each update that the store knows."""
    with store.reading() as connection:
        rows = connection.execute(select(updates.table.c.nomor, updates.table.c.keadaan)).all()
    return {row.nomor: row.keadaan for row in rows}


async def test_a_plain_question_that_takes_long_is_one_process_s(
    working: Service, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """Once its response is given up it is claimed and kept, so that no other one answers it."""
    release, other = asyncio.Event(), processes.join(sqlite_store, "web", host=HOST, pid=2)

    async def slow(parameters: dict[str, Any]) -> Any:
        await release.wait()
        return sent_message(parameters)

    telegram.always("sendMessage", slow)
    door = Door(working, SECRET, longest_wait=0.05)
    transport = httpx.ASGITransport(web_app(door))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:

        async def post(update: dict[str, Any]) -> int:
            return (await client.post("/telegram", headers=RIGHT, json=update)).status_code

        pressed = asyncio.create_task(post(update_json("press_new") | {"update_id": 8}))
        await until(lambda: telegram.of("sendMessage"))
        # It waits behind the press, in the same chat.
        assert await post(question(9)) == 200
        assert await pressed == 200
    told = updates.accept(sqlite_store, other, [Masuk(nomor=8), Masuk(nomor=9)])
    assert set(told.values()) == {Verdict.BUSY}
    release.set()
    await until(lambda: len(said(telegram)) == 2)
    await until(lambda: set(states(sqlite_store).values()) == {updates.DONE})
