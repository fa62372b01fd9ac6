"""Announcing while the store fails, or while everybody has to wait."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot import announcing, claiming
from data.models import Keadaan
from data.store import delivery, ledger
from data.store.errors import StoreError
from tests.bot.announcing_parts import (
    announcer,
    begin,
    september_and_october,
    states,
    subscribe,
)
from tests.botapi import faults
from tests.botapi_standin import bot_api

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.announcing import Announcer
    from bot.rendering import Renderer
    from data.store.store import Store
    from tests.botapi_standin import BotApi
    from tests.conftest import Clock

CHATS = range(8_000_000_001, 8_000_000_021)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A running stand-in of the Bot API."""
    async with bot_api() as running:
        yield running


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that fails is asked again at once."""
    for module in (announcing, claiming):
        monkeypatch.setattr(module, "STORE_PAUSES", (0.0, 0.0))


class Failing:
    """A function of the store that fails ``times`` times, after its work or instead of it."""

    def __init__(self, real: Callable[..., Any], times: int, *, after: bool) -> None:
        self._real, self._times, self._after = real, times, after

    def __call__(self, *given: Any, **more: Any) -> Any:
        """What the real one gives, or ``StoreError``."""
        self._times -= 1
        if self._times < 0:
            return self._real(*given, **more)
        if self._after:
            self._real(*given, **more)
        raise StoreError("putus")


async def run_until(sender: Announcer, happened: Callable[[], bool]) -> None:
    """Lets ``sender`` run until ``happened``, then stop."""
    stop = asyncio.Event()
    running = asyncio.create_task(sender.run(stop, rest=0.01))
    async with asyncio.timeout(20):
        while not happened():  # noqa: ASYNC110 - the store tells nobody of a change
            await asyncio.sleep(0.01)
    stop.set()
    await running


@pytest.mark.parametrize("after", [False, True], ids=["undone", "done"])
@pytest.mark.parametrize("times", [1, 3])
async def test_the_answer_of_the_store_is_lost(
    store: Store,
    api: BotApi,
    renderer: Renderer,
    monkeypatch: pytest.MonkeyPatch,
    *,
    after: bool,
    times: int,
) -> None:
    """A claim that nobody knows to be made is not lost, and a record made twice counts once."""
    september_and_october(store)
    subscribe(store, CHATS)
    begun = begin(store)
    monkeypatch.setattr(delivery, "exchange", Failing(delivery.exchange, times, after=after))
    async with announcer(api, store, renderer) as sender:
        await run_until(sender, lambda: not ledger.progress(store, begun.id).terbuka)
        monkeypatch.setattr(delivery, "exchange", Failing(delivery.exchange, times, after=after))
        await run_until(sender, lambda: sender.under_way == 0)
    assert {chat: len(got) for chat, got in api.messages.items()} == dict.fromkeys(CHATS, 1)
    assert states(store, begun.id) == dict.fromkeys(CHATS, "terkirim")


async def test_the_store_fails_while_messages_are_out(
    sqlite_store: Store, api: BotApi, renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What went out while the store was away is recorded as sent once it is back."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, CHATS)
    begun = begin(sqlite_store)
    api.fail(faults.hang_after(0.2), times=None)
    async with announcer(api, sqlite_store, renderer) as sender:
        stop = asyncio.Event()
        running = asyncio.create_task(sender.run(stop, rest=0.01))
        await api.when(lambda: bool(api.messages))
        monkeypatch.setattr(delivery, "exchange", Failing(delivery.exchange, 5, after=False))
        stop.set()
        await running
    found = states(sqlite_store, begun.id)
    assert {chat for chat, state in found.items() if state == "terkirim"} == set(api.messages)
    assert set(found.values()) <= {"terkirim", "menunggu"}


@pytest.mark.parametrize(("times", "state"), [(2, "tidak pasti"), (3, "mengirim")])
async def test_a_fate_that_cannot_be_recorded(
    sqlite_store: Store,
    api: BotApi,
    renderer: Renderer,
    monkeypatch: pytest.MonkeyPatch,
    times: int,
    state: str,
) -> None:
    """Recording is tried several times; a message of unknown fate is never taken for unsent."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, CHATS[:2])
    begun = begin(sqlite_store)
    api.fail(faults.LOST_ANSWER, chat=CHATS[0])
    monkeypatch.setattr(delivery, "unknown", Failing(delivery.unknown, times, after=False))
    async with announcer(api, sqlite_store, renderer) as sender:
        await sender.send_all()
        monkeypatch.setattr(delivery, "exchange", Failing(delivery.exchange, 1, after=False))
        with pytest.raises(StoreError):
            await sender.send_all()
        await sender.send_all()
    assert states(sqlite_store, begun.id) == {CHATS[0]: state, CHATS[1]: "terkirim"}
    assert {chat: len(got) for chat, got in api.messages.items()} == dict.fromkeys(CHATS[:2], 1)


async def test_nothing_is_claimed_while_everybody_has_to_wait(
    sqlite_store: Store, api: BotApi, renderer: Renderer, clock: Clock
) -> None:
    """A long wait for all leaves the rest of the ledger untouched, and a stop ends it."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, CHATS)
    begun = begin(sqlite_store)
    stop = asyncio.Event()
    async with announcer(api, sqlite_store, renderer) as sender:
        sender._pacer.hold(60)
        running = asyncio.create_task(sender.run(stop, rest=0.01))
        done, _ = await asyncio.wait([running], timeout=0.3)
        assert not done
        stop.set()
        await running
    clock.advance(hours=1)
    found = ledger.deliveries_of(sqlite_store, begun.id)
    assert {(item.keadaan, item.percobaan) for item in found} == {(Keadaan.MENUNGGU, 0)}
    assert not api.messages


async def test_put_back_while_the_ledger_is_looked_into(
    sqlite_store: Store, api: BotApi, renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is put back just as nothing more is found is found all the same."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, [-77_000_001])
    begun = begin(sqlite_store)
    moved = faults.migrated(-1_000_000_077_001)
    api.fail(replace(moved, after=0.1), chat=-77_000_001)
    real = delivery.exchange

    def slowly(*given: Any) -> Any:
        found = real(*given)
        if not found:
            time.sleep(0.3)
        return found

    monkeypatch.setattr(delivery, "exchange", slowly)
    async with announcer(api, sqlite_store, renderer) as sender:
        await sender.send_all()
    assert states(sqlite_store, begun.id) == {-1_000_000_077_001: "terkirim"}
