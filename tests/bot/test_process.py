"""The real process, started as an operator starts it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from bot.settings import PROJECT
from tests.botapi_standin import bot_api, free_port
from tests.telegram_fake import TOKEN, update_json

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    not (PROJECT / "bot" / "cli.py").exists(), reason="the command line does not exist yet"
)


async def start(tmp_path: Path, *words: str, **settings: str) -> asyncio.subprocess.Process:
    """``python -m bot <words>`` with ``settings``, away from the developer's ``.env``."""
    environment = os.environ | {
        "PYTHONPATH": str(PROJECT),
        "REPORT_DB": str(tmp_path / "report.db"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'store.db'}",
        "NO_PROXY": "127.0.0.1",
        **settings,
    }
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *words,
        cwd=tmp_path,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def output_of(process: asyncio.subprocess.Process) -> str:
    """What ``process`` printed, once it has ended."""
    async with asyncio.timeout(30):
        printed, _ = await process.communicate()
    return printed.decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_signal_stops_the_process_cleanly(
    tmp_path: Path, mode: str, number: signal.Signals
) -> None:
    """A started bot answers; SIGTERM or Ctrl-C ends it with status 0, no trace and no token."""
    built = await start(tmp_path, "data", "build")
    assert await output_of(built) is not None
    assert built.returncode == 0
    async with bot_api() as api:
        port = free_port()
        settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": api.url, "LOG_LEVEL": "DEBUG"}
        if mode == "webhook":
            settings |= {
                "WEBHOOK_URL": f"http://127.0.0.1:{port}",
                "WEBHOOK_SECRET": "rahasia_webhook-123",
                "PORT": str(port),
            }
        process = await start(tmp_path, "run", **settings)
        question = update_json("private_command")
        if mode == "webhook":
            await api.until("setWebhook")
            assert await api.post(question) == 200
        else:
            await api.push(question)
        (answer,) = await api.until("sendMessage")
        process.send_signal(number)
        printed = await output_of(process)
    assert process.returncode == 0, printed
    assert "244.838" in answer["text"]
    assert "Traceback" not in printed
    assert TOKEN.split(":")[1] not in printed
    assert "rahasia_webhook" not in printed
