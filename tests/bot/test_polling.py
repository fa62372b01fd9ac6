"""Long polling: trouble on the way, and updates that cannot be read."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from telegram.error import BadRequest, NetworkError, TimedOut

from bot.application import patiently
from bot.polling import poll
from bot.settings import SettingsError
from tests.telegram_fake import Refusal, update_json

if TYPE_CHECKING:
    import io

    from bot.ordering import TelegramApplication
    from tests.telegram_fake import FakeTelegram


class Updates:
    """A plan for ``getUpdates`` that sets ``stop`` when it has nothing more."""

    def __init__(self, telegram: FakeTelegram, *outcomes: Any) -> None:
        self.stop = asyncio.Event()
        self._outcomes = [*outcomes]
        telegram.always("getUpdates", self.answer)

    def answer(self, parameters: dict[str, Any]) -> Any:
        """The next outcome; then, and for the confirming call, nothing."""
        if self._outcomes and parameters.get("timeout") != timedelta():
            return self._outcomes.pop(0)
        self.stop.set()
        return []


async def test_trouble_is_waited_out(
    application: TelegramApplication, telegram: FakeTelegram, log: io.StringIO
) -> None:
    """Network errors, limits and conflicts end in another try, and nothing is lost."""
    updates = Updates(
        telegram,
        NetworkError("httpx.ConnectError"),
        TimedOut(),
        Refusal(409, "Conflict: terminated by other getUpdates request"),
        Refusal(502, "Bad Gateway"),
        Refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1}),
        [update_json("private_command")],
    )
    await poll(application, updates.stop, first_pause=0.001)
    await asyncio.sleep(0.01)
    assert [message["text"] for message in telegram.of("sendMessage")] == ["<b>/dpt Sikka</b>"]
    assert "Run one process for each token" in log.getvalue()


async def test_offset_follows_and_is_confirmed(
    application: TelegramApplication, telegram: FakeTelegram
) -> None:
    """Each request confirms the updates before; the last does at the stop."""
    first = update_json("private_command")
    updates = Updates(telegram, [first])
    await poll(application, updates.stop)
    offsets = [call.get("offset") for call in telegram.of("getUpdates")]
    assert offsets == [0, first["update_id"] + 1, first["update_id"] + 1]


async def test_unconfirmed_updates_are_logged(
    application: TelegramApplication, telegram: FakeTelegram, log: io.StringIO
) -> None:
    """Where the last confirmation fails, the stop goes on and the log says what follows."""
    stop = asyncio.Event()

    def last(_: dict[str, Any]) -> Any:
        stop.set()
        return [update_json("private_command")]

    telegram.then("getUpdates", last, TimedOut())
    await poll(application, stop)
    assert "may be answered twice" in log.getvalue()


async def test_revoked_token_ends_polling(
    application: TelegramApplication, telegram: FakeTelegram
) -> None:
    """A token revoked while running ends the process with a sentence, not in silence."""
    updates = Updates(telegram, Refusal(401, "Unauthorized"))
    with pytest.raises(SettingsError, match=r"^BOT_TOKEN ditolak"):
        await poll(application, updates.stop)


@pytest.mark.filterwarnings("ignore:Please use 'Bot.getUpdates'")
async def test_unreadable_update_is_skipped(
    application: TelegramApplication, telegram: FakeTelegram, log: io.StringIO
) -> None:
    """One update that the library cannot read costs no other of its batch."""
    odd = {"update_id": 1, "message": {"text": "isi yang tidak boleh bocor"}}
    batch = [odd, update_json("private_command")]
    updates = Updates(telegram, batch, batch)
    await poll(application, updates.stop)
    await asyncio.sleep(0.01)
    assert [message["text"] for message in telegram.of("sendMessage")] == ["<b>/dpt Sikka</b>"]
    assert "Update 1 cannot be read" in log.getvalue()
    assert "bocor" not in log.getvalue()


async def test_polling_waits_when_too_much_is_under_way(
    application: TelegramApplication, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With too many updates in work, Telegram keeps the rest until some are answered."""
    monkeypatch.setattr("bot.polling.MOST_UNDER_WAY", 1)
    release = asyncio.Event()

    async def slow(_: dict[str, Any]) -> Any:
        await release.wait()
        return Refusal(403, "Forbidden")

    telegram.always("sendMessage", slow)
    two = [update_json("private_command"), update_json("group_command")]
    updates = Updates(telegram, two)
    polling = asyncio.create_task(poll(application, updates.stop))
    await asyncio.sleep(0.05)
    assert len(telegram.of("getUpdates")) == 1
    release.set()
    await polling
    assert len(telegram.of("getUpdates")) == 3


async def test_start_is_tried_again() -> None:
    """A start that meets network trouble is tried again, a few times, then given up."""
    tries: list[int] = []

    async def fail() -> None:
        tries.append(1)
        raise NetworkError("httpx.ConnectError")

    with pytest.raises(SettingsError, match=r"^BOT_API_URL tidak dapat dihubungi"):
        await patiently(fail, asyncio.Event(), pauses=(0.001, 0.001))
    assert len(tries) == 3


async def test_start_that_is_refused_is_not_tried_again() -> None:
    """What Telegram refuses for good is not asked for again."""
    tries: list[int] = []

    async def fail() -> None:
        tries.append(1)
        raise BadRequest("bad webhook")

    with pytest.raises(BadRequest):
        await patiently(fail, asyncio.Event(), pauses=(0.001,))
    assert len(tries) == 1
