"""The Procfile's processes, each started as it is written there, in a copy of the project."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.presence import ANNOUNCING
from bot.settings import PROJECT
from data.store import schema_processes
from data.store.store import Store
from tests.handlers.loading import FIXTURES
from tests.processes.askers import Chat
from tests.processes.parts import Doors, House, house, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.botapi_standin import BotApi
    from tests.processes.parts import Running

LINE = re.compile(r"^(\w+): (.+)$")
# What a checkout holds of it; all else is for those who work on it.
PARTS = ("bot", "data", "handlers", "templates")


def commands() -> dict[str, str]:
    """The command of each kind of process."""
    lines = (PROJECT / "Procfile").read_text("utf-8").splitlines()
    found = [LINE.match(line) for line in lines]
    assert all(found)
    return {match[1]: match[2] for match in found if match}


@pytest.fixture
async def home(tmp_path: Path, api: BotApi) -> AsyncIterator[House]:
    """A checkout that nothing was built in, and where only the library is installed."""
    checkout = tmp_path / "checkout"
    for part in PARTS:
        shutil.copytree(
            PROJECT / part, checkout / part, ignore=shutil.ignore_patterns("__pycache__")
        )
    store = f"sqlite:///{tmp_path / 'store.db'}"
    async with house(tmp_path, checkout / "report.db", store, api) as given:
        for name in ("PYTHONPATH", "REPORT_DB"):
            del given.environment[name]
        programs = Path(sys.executable).parent
        given.environment["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"
        yield given


def announcer(address: str) -> int:
    """The number of the process that announces."""
    turns, processes = schema_processes.giliran, schema_processes.proses
    store = Store.open(address)
    try:
        with store.reading() as connection:
            number: int = connection.execute(
                select(processes.c.pid)
                .join(turns, turns.c.proses == processes.c.id)
                .where(turns.c.nama == ANNOUNCING)
            ).scalar_one()
    finally:
        store.close()
    return number


async def test_each_process_of_the_procfile(home: House, api: BotApi, tmp_path: Path) -> None:
    """Release prepares; web answers, worker announces beside it, and receives where it is alone."""
    given, checkout, doors = commands(), tmp_path / "checkout", Doors(api)
    assert given.keys() == {"release", "web", "worker"}

    async def start(name: str, *, webhook: bool = False) -> Running:
        return await home.run("bash", "-c", given[name], webhook=webhook, folder=checkout)

    try:
        release = await start("release")
        assert await release.ended() == 0, release.printed
        # On a fresh file system each process builds it once more.
        (checkout / "report.db").unlink()
        worker = await start("worker", webhook=True)
        await until(lambda: "the webhook is for others" in worker.printed)
        web = await start("web", webhook=True)
        await until(lambda: api.of("setWebhook"))
        await pages_of(web)
        doors.urls.append(web.url)
        person = Chat(api, doors)
        await doors.tell(person.question(), person.writes("/langganan serapan"))
        await person.reads("angganan")
        assert person.answered
        month = str(FIXTURES / "rekaan-2025-10.csv")
        command = ("python", "-m", "bot", "serapan", "impor", month, "--bulan", "2025-10")
        loading = await home.run(*command, "--ya", "--umumkan", folder=checkout)
        assert await loading.ended() == 0, loading.printed
        await person.reads("73,99%")
        assert announcer(home.address) == worker.pid
        assert [await web.stop(), await worker.stop()] == [0, 0]
        alone = await start("worker")
        await until(lambda: api.of("getUpdates"))
        await api.push(person.question())
        await until(lambda: person.answered)
        assert await alone.stop() == 0
    except BaseException as error:
        error.add_note(home.printed)
        raise
    finally:
        await doors.close()
    assert "Traceback" not in home.printed


async def pages_of(web: Running) -> None:
    """Looks at what a web process shows."""
    assert (await web.get("/healthz")).text == "ok"
    ready = await web.get("/readyz")
    assert (ready.status_code, set(ready.json().values())) == (200, {True})
    assert "LaporanKinerjaBot" in (await web.get("/")).text
    assert len((await web.get("/data/report/dpt.json?_shape=array")).json()) > 1
    assert (await web.get("/metrics")).status_code == 404
