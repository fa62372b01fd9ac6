"""The real application over the fake Telegram, and ways to feed it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from telegram import Update

from bot.application import build_service
from bot.flood import FloodGate
from bot.ordering import hand_over
from bot.rendering import Renderer
from bot.settings import EXPECTED, Settings, load_settings
from tests.bot.desk_fake import FakeDesk
from tests.bot.log_parts import logged
from tests.telegram_fake import TOKEN, FakeTelegram, sent_message, update_json

if TYPE_CHECKING:
    from bot.ordering import TelegramApplication
    from bot.service import Service

Feed = Callable[..., Awaitable[None]]


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
def settings() -> Settings:
    """Settings with a token and one maintainer."""
    return load_settings(bot_token=TOKEN, maintainer_ids="555")


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """A Telegram that takes texts, edits and acknowledgements, and nothing else."""
    fake = FakeTelegram()
    fake.always("sendMessage", sent_message)
    fake.always("editMessageText", sent_message)
    fake.always("answerCallbackQuery", True)  # noqa: FBT003 - what Telegram answers
    yield fake
    assert fake.unplanned == []


@pytest.fixture
def desk() -> FakeDesk:
    """A desk that answers a line with itself."""
    return FakeDesk()


@pytest.fixture
def now() -> list[float]:
    """The flood limit's clock: its one item is the time in seconds."""
    return [1000.0]


@pytest.fixture
async def service(
    settings: Settings,
    desk: FakeDesk,
    renderer: Renderer,
    telegram: FakeTelegram,
    now: list[float],
) -> AsyncIterator[Service]:
    """The real service without a store, its application running, over the fake Telegram."""
    gate = FloodGate(clock=lambda: now[0])
    built = build_service(settings, desk, renderer, telegram, gate=gate)
    async with built.application:
        telegram.calls.clear()
        await built.application.start()
        yield built
        await built.application.stop()


@pytest.fixture
def application(service: Service) -> TelegramApplication:
    """The real application, running, over the fake Telegram."""
    return service.application


@pytest.fixture
def feed(application: TelegramApplication) -> Feed:
    """Hands the named update over, as if received, and waits until it is handled."""

    async def handle(name: str) -> None:
        update = Update.de_json(update_json(name), application.bot)
        await hand_over(application, update)

    return handle


@pytest.fixture
def log(settings: Settings) -> Iterator[io.StringIO]:
    """Everything that the process logs, at DEBUG, as the operator would read it."""
    with logged(settings.model_copy(update={"log_level": "DEBUG"})) as stream:
        yield stream
