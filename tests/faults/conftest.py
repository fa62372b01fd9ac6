"""What the tests of faults share: no settings from outside, no waiting, the real wording."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.rendering import Renderer
from bot.settings import EXPECTED
from tests.faults.line import Line, Waits, line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from data.report import Report
    from data.store.store import Store


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """Settings come from the test alone: no environment, no ``.env`` of the developer's."""
    for name in EXPECTED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(str(tmp_path))


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    """The real wording."""
    return Renderer()


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> Waits:
    """The waits that answers would have made; they take no time."""
    waits = Waits()
    monkeypatch.setattr("bot.patience.pause", waits.note)
    return waits


@pytest.fixture
async def wire(
    sqlite_store: Store,
    report: Report,
    renderer: Renderer,
    slept: Waits,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Line]:
    """The service on a store of its own, with a line that the test can break."""
    # An announcer that was refused pauses for so long.
    monkeypatch.setattr("bot.outcomes.RECONNECT", 0.05)
    async with line(sqlite_store, report, renderer) as given:
        given.slept = slept
        yield given
