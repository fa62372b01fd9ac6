"""What tests with real processes share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.botapi_standin import bot_api
from tests.processes.parts import house

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.botapi_standin import BotApi
    from tests.processes.parts import House


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A running stand-in."""
    async with bot_api() as running:
        yield running


@pytest.fixture
async def home(tmp_path: Path, database: Path, address: str, api: BotApi) -> AsyncIterator[House]:
    """Starts processes on SQLite and on PostgreSQL."""
    async with house(tmp_path, database, address, api) as given:
        yield given
