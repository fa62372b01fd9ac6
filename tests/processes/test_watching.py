"""The watchdog: a process that Telegram has left ends, and the next one answers."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from tests.processes.askers import Chat
from tests.processes.parts import Doors, Queue, house, until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.botapi_standin import BotApi

HURRY = {"bot.watchdog.LOOK": 0.2, "bot.watchdog.ASKING": 0.5, "bot.watchdog.MINUTE": 1.0}
SILENT = "Telegram tidak menjawab selama 1 menit"


@pytest.mark.parametrize(
    ("hangs", "webhook"),
    [(False, False), (True, False), (True, True)],
    ids=["unreachable-polling", "hanging-polling", "hanging-webhook"],
)
async def test_silence_ends_the_process(
    tmp_path: Path, database: Path, api: BotApi, *, hangs: bool, webhook: bool
) -> None:
    """Status 2 and one line that says why; a restart answers again."""
    address = f"sqlite:///{tmp_path / 'store.db'}"
    doors = Doors(api) if webhook else None
    person = Chat(api, doors or Queue(api))
    async with house(tmp_path, database, address, api) as home:
        before = len(api.of("setWebhook"))
        running = await home.start(
            "run", webhook=webhook, settings={"SILENCE_MINUTES": "1"}, hurry=HURRY
        )
        await until(
            lambda: len(api.of("setWebhook")) > before if webhook else len(api.of("getUpdates")) > 1
        )
        if hangs:
            api.hanging |= {"getMe", "getUpdates"}
        async with contextlib.nullcontext() if hangs else api.away():
            assert await running.ended() == 2
        assert running.printed.splitlines()[-1].startswith(SILENT), running.printed
        assert "Traceback" not in running.printed
        api.hanging.clear()
        again = await home.answering("run", webhook=webhook)
        if doors is not None:
            doors.urls.append(again.url)
        await (doors or Queue(api)).tell(person.question())
        await until(lambda: person.answered)
        assert await again.stop() == 0
        if doors is not None:
            await doors.close()


async def test_a_quiet_process_stays_ready(tmp_path: Path, database: Path, api: BotApi) -> None:
    """Where silence ends nobody Telegram is asked all the same, so that readiness is known."""
    address = f"sqlite:///{tmp_path / 'store.db'}"
    hurry = HURRY | {"bot.watchdog.QUIET": 0.1, "bot.web.LONGEST_SILENCE": 1.5}
    async with house(tmp_path, database, address, api) as home:
        running = await home.answering(
            "run", webhook=True, settings={"SILENCE_MINUTES": "0"}, hurry=hurry
        )
        asked = len(api.of("getMe"))
        await until(lambda: len(api.of("getMe")) > asked + 3)
        assert (await running.get("/readyz")).status_code == 200
        api.hanging.add("getMe")
        while (await running.get("/readyz")).json()["telegram"]:
            assert (await running.get("/healthz")).status_code == 200
        api.hanging.clear()
        assert await running.stop() == 0
