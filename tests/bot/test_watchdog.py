"""The watchdog over real HTTP, with a clock that the test moves: it ends whom Telegram left."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from telegram import Bot

from bot.counting import CountingTransport
from bot.measures import Measures
from bot.serving import serve
from bot.settings import load_settings
from bot.watchdog import QUIET, SilenceError, Watchdog
from tests.bot.transport_parts import bot_of
from tests.bot.waiting import until
from tests.botapi import faults
from tests.botapi_standin import bot_api
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.rendering import Renderer
    from tests.bot.desk_fake import FakeDesk
    from tests.botapi_standin import BotApi

MINUTES = 5
LOOK = 0.001


class Parts:
    """A watchdog of five minutes over a stand-in, and its clock."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.seconds = 1000.0
        self.measures = Measures(lambda: self.seconds)
        self.stop = asyncio.Event()
        self.looks = 0

    def bot(self, request: CountingTransport) -> Bot:
        """A bot whose calls are counted."""
        return bot_of(request, self.api.url)


@pytest.fixture
async def parts() -> AsyncIterator[Parts]:
    """A stand-in and a clock."""
    async with bot_api() as api:
        yield Parts(api)


async def test_it_leaves_a_busy_process_alone(parts: Parts) -> None:
    """While Telegram is heard of it asks nothing; after a quiet minute it asks, and goes on."""
    async with CountingTransport(2, parts.measures, read_timeout=5) as request:
        watchdog = Watchdog(parts.bot(request), parts.measures, MINUTES)
        watching = asyncio.create_task(watchdog.run(parts.stop, look=LOOK))
        await asyncio.sleep(0.02)
        assert parts.api.calls == []
        for asked in range(1, 4):
            parts.seconds += QUIET + 1
            await parts.api.until("getMe", asked)
            await until(lambda: parts.measures.silence == 0)
        parts.stop.set()
        await watching
    watchdog.check()
    assert not watchdog.barked


@pytest.mark.parametrize("fault", [faults.RESET_REQUEST, faults.LOST_REQUEST], ids=["reset", "cut"])
async def test_it_ends_whom_telegram_left(
    parts: Parts, caplog: pytest.LogCaptureFixture, fault: faults.Fault
) -> None:
    """Where Telegram answers nothing for so many minutes the process stops and says why."""
    parts.api.fail(fault, methods={"getMe"}, times=None)
    async with CountingTransport(2, parts.measures, read_timeout=5) as request:
        watchdog = Watchdog(parts.bot(request), parts.measures, MINUTES)
        watching = asyncio.create_task(watchdog.run(parts.stop, look=LOOK))
        parts.seconds += MINUTES * 60 - 1
        await parts.api.until("getMe", 3)
        assert not parts.stop.is_set()
        parts.seconds += 1
        await watching
    assert parts.stop.is_set()
    assert "Telegram has not answered for 5 minutes" in caplog.text
    with pytest.raises(SilenceError, match=r"^Telegram tidak menjawab selama 5 menit: "):
        watchdog.check()


@pytest.mark.parametrize(
    "fault",
    [faults.BAD_GATEWAY_PAGE, faults.EMPTY_OBJECT, faults.too_many(9)],
    ids=["proxy", "nonsense", "limit"],
)
async def test_whatever_answers_is_there(parts: Parts, fault: faults.Fault) -> None:
    """A refusal and nonsense are answers too: a restart would not help."""
    parts.api.fail(fault, methods={"getMe"}, times=None)
    async with CountingTransport(2, parts.measures, read_timeout=5) as request:
        watchdog = Watchdog(parts.bot(request), parts.measures, MINUTES)
        watching = asyncio.create_task(watchdog.run(parts.stop, look=LOOK))
        parts.seconds += MINUTES * 60 - 1
        await until(lambda: parts.measures.silence == 0)
        parts.stop.set()
        await watching
    assert not watchdog.barked


async def test_zero_is_never(parts: Parts) -> None:
    """Where it is switched off it ends nobody, and at once."""
    async with CountingTransport(2, parts.measures) as request:
        watchdog = Watchdog(parts.bot(request), parts.measures, 0)
        parts.seconds += 1e9
        await watchdog.run(parts.stop)
    assert not parts.stop.is_set()
    assert parts.api.calls == []


async def test_a_stop_ends_it(parts: Parts) -> None:
    """A stop is not kept waiting for the next look."""
    async with CountingTransport(2, parts.measures) as request:
        watchdog = Watchdog(parts.bot(request), parts.measures, MINUTES)
        watching = asyncio.create_task(watchdog.run(parts.stop, look=600))
        await asyncio.sleep(0)
        parts.stop.set()
        await asyncio.wait_for(watching, 5)


async def test_the_process_ends(
    desk: FakeDesk, renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot whose Telegram stays silent drains, closes, and ends with the sentence."""
    monkeypatch.setattr("bot.watchdog.Watchdog.run.__kwdefaults__", {"look": LOOK})
    async with bot_api() as api:
        settings = load_settings(bot_token=TOKEN, bot_api_url=api.url, silence_minutes=1)
        serving = asyncio.create_task(serve(settings, desk, renderer, commands=()))
        await api.until("getUpdates")
        async with api.away():
            monkeypatch.setattr("bot.measures.Measures.silence", 61.0)
            with pytest.raises(SilenceError, match="selama 1 menit"):
                await asyncio.wait_for(serving, 10)
