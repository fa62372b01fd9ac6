"""Receiving and starting meet every fault: no question is lost, and a start goes on or says why."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import pytest

from bot.counting import CountingTransport
from bot.polling import Poller
from bot.serving import START_PAUSES, serve
from bot.settings import SettingsError, load_settings
from tests.bot.desk_fake import FakeDesk
from tests.bot.log_parts import logged
from tests.botapi import faults
from tests.botapi_standin import bot_api, free_port
from tests.faults.line import NUMBERS, PERSON, Waits, question
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from bot.measures import Measures
    from bot.rendering import Renderer
    from tests.botapi.faults import Fault
    from tests.botapi_standin import BotApi
    from tests.faults.line import Line

SECRET = "rahasia_webhook-123"  # noqa: S105 - opens nothing
PASSING: dict[str, Fault] = {
    "429": faults.too_many(7),
    "500": faults.SERVER_ERROR,
    "502": faults.BAD_GATEWAY,
    "502 of a proxy": faults.BAD_GATEWAY_PAGE,
    "502 of a proxy, after": faults.DELIVERED_502,
    "closed before": faults.LOST_REQUEST,
    "closed after": faults.LOST_ANSWER,
    "reset before": faults.RESET_REQUEST,
    "reset after": faults.RESET_ANSWER,
    "time-out": faults.hang_after(1.5),
    "truncated": faults.CUT_ANSWER,
}
# What no Telegram says: while receiving it may pass, at the start something is wrong.
NONSENSE: dict[str, Fault] = {
    "garbage": faults.GARBAGE,
    "garbage, after": faults.GARBAGE_ANSWER,
    "no result": faults.EMPTY_OBJECT,
    "403": faults.refusal(403, "Forbidden"),
    "400": faults.refusal(400, "Bad Request"),
}
UNREACHABLE, NOT_TELEGRAM = "BOT_API_URL tidak dapat dihubungi", "BOT_API_URL menjawab tidak"


@pytest.mark.parametrize("fault", [*PASSING, *NONSENSE])
async def test_no_question_is_lost(wire: Line, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """Whatever becomes of a request for updates, each question is answered once, in order."""
    waits = Waits()
    monkeypatch.setattr("bot.polling.pause", waits.note)
    stop = asyncio.Event()
    asked = [{"update_id": next(NUMBERS), **question(f"/dpt {name}")} for name in ("Ende", "Sikka")]
    await wire.api.push(asked[0])
    # Once before anything was received, and once where a confirmation goes with it.
    happening = (PASSING | NONSENSE)[fault]
    for skipped in (0, 1):
        wire.api.fail(happening, methods={"getUpdates"}, skip=skipped)
    if fault == "time-out":
        monkeypatch.setattr("bot.polling.SLACK", 0.4)
        monkeypatch.setattr("bot.polling.LONG_POLL", 0)
    polling = asyncio.create_task(Poller(wire.service, stop).run())
    await wire.api.until("sendMessage")
    await wire.api.push(asked[1])
    await wire.api.until("sendMessage", 2)
    stop.set()
    await polling
    got = [message.text for message in wire.api.messages[PERSON]]
    assert [name in text for name, text in zip(("Ende", "Sikka"), got, strict=True)] == [True, True]
    assert wire.api.unconfirmed == 0
    assert [each for each in waits if each >= 1] == ([7, 7] if fault == "429" else [1, 1])
    assert TOKEN.partition(":")[2] not in wire.log.getvalue()


class Started:
    """A start of the whole bot against a Bot API with faults, and how it ended."""

    def __init__(self) -> None:
        self.waits = Waits()
        self.said = ""
        self.log = ""


async def started(
    monkeypatch: pytest.MonkeyPatch, renderer: Renderer, method: str, *plan: Fault
) -> Started:
    """Starts the bot, lets it answer one question if it comes that far, and stops it."""
    ended = Started()
    monkeypatch.setattr("bot.serving.pause", ended.waits.note)
    monkeypatch.setattr("bot.application.answering_request", quick)
    async with bot_api() as api:
        settings: dict[str, Any] = {"bot_token": TOKEN, "bot_api_url": api.url}
        if method == "setWebhook":
            port = free_port()
            settings |= {
                "webhook_url": f"http://127.0.0.1:{port}",
                "webhook_secret": SECRET,
                "port": port,
            }
        for fault in plan:
            api.fail(fault, methods={method})
        chosen, stop = load_settings(**settings), asyncio.Event()
        with logged(chosen) as log:
            task = asyncio.create_task(serve(chosen, FakeDesk(), renderer, commands=(), stop=stop))
            ready = asyncio.create_task(received(api, method, len(plan) + 1))
            await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
            ready.cancel()
            stop.set()
            try:
                await task
            except SettingsError as error:
                ended.said = str(error)
            with contextlib.suppress(asyncio.CancelledError):
                await ready
                ended.said = "menjawab"
            ended.log = log.getvalue()
    return ended


async def received(api: BotApi, method: str, times: int) -> None:
    """Returns when ``method`` was called so often and then a question was answered."""
    await api.until(method, times)
    asked = {"update_id": next(NUMBERS), **question("/dpt Sikka")}
    if method == "setWebhook":
        await api.when(lambda: bool(api.webhook))
        await api.post(asked)
    else:
        await api.push(asked)
    await api.until("sendMessage")


def quick(measures: Measures) -> CountingTransport:
    """The transport of a running bot, which waits half a second for an answer."""
    return CountingTransport(16, measures, read_timeout=0.5)


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "setWebhook"])
@pytest.mark.parametrize("fault", [*PASSING, *NONSENSE])
async def test_start(
    monkeypatch: pytest.MonkeyPatch, renderer: Renderer, method: str, fault: str
) -> None:
    """A start waits trouble out and then answers; what is not Telegram's is one clear sentence."""
    ended = await started(monkeypatch, renderer, method, (PASSING | NONSENSE)[fault])
    if fault in PASSING:
        assert ended.said == "menjawab"
        assert list(ended.waits) == [7 if fault == "429" else START_PAUSES[0]]
    else:
        address = method == "setWebhook" and fault == "400"
        assert ended.said.startswith("WEBHOOK_URL ditolak" if address else NOT_TELEGRAM)
        assert "\n" not in ended.said
    for secret in (TOKEN.partition(":")[2], SECRET):
        assert secret not in ended.log + ended.said


async def test_start_without_telegram(monkeypatch: pytest.MonkeyPatch, renderer: Renderer) -> None:
    """Where trouble does not pass at the start the process says so and ends, to be started anew."""
    plan = [faults.RESET_REQUEST] * (len(START_PAUSES) + 1)
    ended = await started(monkeypatch, renderer, "getMe", *plan)
    assert ended.said.startswith(UNREACHABLE)
    assert list(ended.waits) == list(START_PAUSES)
