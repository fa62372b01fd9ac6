"""Long polling: trouble on the way, and updates that cannot be read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, TelegramError, TimedOut

from bot.polling import Conflicts, Poller
from bot.serving import patiently
from bot.settings import SettingsError
from tests.bot.waiting import until
from tests.telegram_fake import Refusal, sent_message, update_json

if TYPE_CHECKING:
    import io

    from bot.service import Service
    from tests.telegram_fake import FakeTelegram


class Updates:
    """A plan for ``getUpdates`` that sets ``stop`` when it has nothing more."""

    def __init__(self, telegram: FakeTelegram, *outcomes: Any) -> None:
        self.stop = asyncio.Event()
        self._outcomes = [*outcomes]
        telegram.always("getUpdates", self.answer)

    def answer(self, parameters: dict[str, Any]) -> Any:
        """The next outcome; then, and for the confirming call, nothing."""
        if self._outcomes and parameters.get("timeout") != 0:
            return self._outcomes.pop(0)
        self.stop.set()
        return []


async def test_trouble_is_waited_out(
    service: Service, telegram: FakeTelegram, log: io.StringIO
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
    await Poller(service, updates.stop, first_pause=0.001).run()
    await asyncio.sleep(0.01)
    assert [message["text"] for message in telegram.of("sendMessage")] == ["<b>/dpt Sikka</b>"]
    assert "Run one process for each token" in log.getvalue()


async def test_offset_follows_and_is_confirmed(service: Service, telegram: FakeTelegram) -> None:
    """Each request confirms the updates before; the last does at the stop."""
    first = update_json("private_command")
    updates = Updates(telegram, [first])
    await Poller(service, updates.stop).run()
    offsets = [call.get("offset") for call in telegram.of("getUpdates")]
    assert offsets == [0, first["update_id"] + 1, first["update_id"] + 1]


async def test_unconfirmed_updates_are_logged(
    service: Service, telegram: FakeTelegram, log: io.StringIO
) -> None:
    """Where the last confirmation fails, the stop goes on and the log says what follows."""
    stop = asyncio.Event()

    def last(_: dict[str, Any]) -> Any:
        stop.set()
        return [update_json("private_command")]

    telegram.then("getUpdates", last, TimedOut())
    await Poller(service, stop).run()
    assert "may be answered twice" in log.getvalue()


async def test_revoked_token_ends_polling(service: Service, telegram: FakeTelegram) -> None:
    """A token revoked while running ends the process with a sentence, not in silence."""
    updates = Updates(telegram, Refusal(401, "Unauthorized"))
    with pytest.raises(SettingsError, match=r"^BOT_TOKEN ditolak"):
        await Poller(service, updates.stop).run()


async def test_unreadable_update_is_skipped(
    service: Service, telegram: FakeTelegram, log: io.StringIO
) -> None:
    """One update that the library cannot read costs no other of its batch."""
    odd = {"update_id": 1, "message": {"text": "isi yang tidak boleh bocor"}}
    batch = [odd, update_json("private_command")]
    updates = Updates(telegram, batch, batch)
    await Poller(service, updates.stop).run()
    await asyncio.sleep(0.01)
    assert [message["text"] for message in telegram.of("sendMessage")] == ["<b>/dpt Sikka</b>"]
    assert "Update 1 cannot be read" in log.getvalue()
    assert "bocor" not in log.getvalue()


async def test_polling_waits_when_too_much_is_under_way(
    service: Service, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
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
    polling = asyncio.create_task(Poller(service, updates.stop).run())
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


@pytest.mark.parametrize("kind", [BadRequest, Forbidden, Conflict, TelegramError, TypeError])
async def test_start_that_is_refused_is_not_tried_again(
    kind: type[Exception], log: io.StringIO
) -> None:
    """What is refused for good, or makes no sense, is one sentence without the server's words."""
    tries: list[int] = []

    async def fail() -> None:
        tries.append(1)
        raise kind("access to /bot1:rahasia/getMe denied")

    with pytest.raises(SettingsError, match=r"^BOT_API_URL menjawab tidak semestinya") as refusal:
        await patiently(fail, asyncio.Event(), pauses=(0.001,))
    assert len(tries) == 1
    assert refusal.value.__suppress_context__
    assert "denied" not in str(refusal.value) + log.getvalue()


@pytest.mark.parametrize(
    "nonsense", [None, {"update_id": 5}, [{"message": {}}], ["x"], "teks", [{"update_id": "satu"}]]
)
async def test_nonsense_is_waited_out(
    service: Service,
    telegram: FakeTelegram,
    monkeypatch: pytest.MonkeyPatch,
    nonsense: Any,
) -> None:
    """A result that holds no numbered updates costs a pause, never the process."""
    pauses: list[float] = []

    async def note(_: asyncio.Event, seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr("bot.polling.pause", note)
    updates = Updates(telegram, nonsense, nonsense, [update_json("private_command")])
    await Poller(service, updates.stop).run()
    assert [message["text"] for message in telegram.of("sendMessage")] == ["<b>/dpt Sikka</b>"]
    assert pauses


async def test_servers_words_are_not_logged(
    service: Service, telegram: FakeTelegram, log: io.StringIO
) -> None:
    """Trouble while polling is logged by its kind: what a proxy says may quote the token."""
    updates = Updates(telegram, Refusal(403, "denied"), Refusal(502, "denied"))
    await Poller(service, updates.stop, first_pause=0.001).run()
    assert "Polling failed: Forbidden" in log.getvalue()
    assert "denied" not in log.getvalue().lower()


async def test_stop_cuts_off_and_leaves_it_to_telegram(
    service: Service, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not handled in time at a stop is not confirmed, so that it comes again."""
    monkeypatch.setattr("bot.stopping.GRACE", 0.05)
    stop = asyncio.Event()

    async def hang(parameters: dict[str, Any]) -> Any:
        if parameters["chat_id"] < 0:
            await asyncio.sleep(60)
        return sent_message(parameters)

    batch = [
        update_json("private_command") | {"update_id": 7},
        update_json("group_command") | {"update_id": 8},
        update_json("group_command") | {"update_id": 9},
    ]
    telegram.always("sendMessage", hang)
    telegram.then("getUpdates", batch, [])
    async with asyncio.timeout(5):
        polling = asyncio.create_task(Poller(service, stop).run())
        await until(lambda: len(telegram.of("sendMessage")) == 2)
        stop.set()
        await polling
    assert [call.get("offset") for call in telegram.of("getUpdates")] == [0, 8]


def at(moments: list[float]) -> Conflicts:
    """A count of conflicts whose clock shows ``moments[0]``."""
    return Conflicts(lambda: moments[0])


CONFLICT = Conflict("terminated by other getUpdates request")


def test_newcomer_gives_way() -> None:
    """A process that meets another one from its start on goes after a minute, not before."""
    now = [1000.0]
    conflicts = at(now)
    for _ in range(6):
        conflicts.note(CONFLICT)
        conflicts.received()
        now[0] += 10
    with pytest.raises(SettingsError, match=r"^BOT_TOKEN dipakai proses lain"):
        conflicts.note(CONFLICT)


def test_old_process_stays() -> None:
    """One that has received for long stays through an overlap, and goes where that never ends."""
    now = [1000.0]
    conflicts = at(now)
    conflicts.received()
    now[0] += 3600
    for _ in range(20):
        conflicts.note(CONFLICT)
        now[0] += 30
    with pytest.raises(SettingsError):
        conflicts.note(CONFLICT)


def test_conflicts_apart_do_not_add_up() -> None:
    """A conflict now and then, as at each deployment, ends nobody."""
    now = [1000.0]
    conflicts = at(now)
    for _ in range(100):
        conflicts.note(CONFLICT)
        now[0] += 60
    conflicts.note(NetworkError("other trouble"))


async def test_crowded_chat_keeps_nobody_waiting(
    service: Service, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one chat sends beyond any allowance is let go; other chats are answered meanwhile."""
    monkeypatch.setattr("bot.ordering.LONGEST_LANE", 3)
    release = asyncio.Event()

    async def slow_for_one(parameters: dict[str, Any]) -> Any:
        if parameters["chat_id"] > 0:
            await release.wait()
        return sent_message(parameters)

    telegram.always("sendMessage", slow_for_one)
    many = [update_json("private_command") | {"update_id": 100 + at} for at in range(10)]
    updates = Updates(telegram, [*many, update_json("group_command") | {"update_id": 200}])
    polling = asyncio.create_task(Poller(service, updates.stop).run())
    await until(lambda: any(call["chat_id"] < 0 for call in telegram.of("sendMessage")))
    release.set()
    await polling
    assert sum(call["chat_id"] > 0 for call in telegram.of("sendMessage")) == 3
    assert service.measures.passed["crowded"] == 7
    assert telegram.of("getUpdates")[-1]["offset"] == 201
