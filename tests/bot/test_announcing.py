"""Announcing over real HTTP: each chat gets one message, and the ledger knows what became of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bot.announcing import AHEAD
from bot.outcomes import outcome_of
from data.models import JenisLangganan, Pilihan
from data.store import delivery, ledger
from tests.bot.announcing_parts import (
    NotedPauses,
    announcer,
    begin,
    rows,
    september_and_october,
    states,
    subscribe,
)
from tests.botapi import faults
from tests.botapi_standin import bot_api
from tests.data.store.rekaan import ADMIN, OKTOBER, load

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.rendering import Renderer
    from data.store.store import Store
    from tests.botapi_standin import BotApi
    from tests.conftest import Clock

GROUPS = tuple(range(-1_000_000_000_001, -1_000_000_000_021, -1))


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A running stand-in of the Bot API."""
    async with bot_api() as running:
        yield running


async def test_every_chat_gets_one_message(store: Store, api: BotApi, renderer: Renderer) -> None:
    """Each subscribed chat gets the month once, with its figures, and the ledger says so."""
    stored = september_and_october(store)
    subscribe(store, GROUPS)
    begun = begin(store)
    async with announcer(api, store, renderer) as sender:
        await sender.send_all()
        await sender.send_all()
    assert {chat: len(got) for chat, got in api.messages.items()} == dict.fromkeys(GROUPS, 1)
    text = api.messages[GROUPS[0]][0].text
    assert "31 Oktober 2025" in text
    assert "74,00%" in text
    assert "Bertambah Rp120.000 (naik 12,00 poin persentase) sejak September 2025" in text
    assert "versi 1" in text
    items = ledger.deliveries_of(store, begun.id)
    assert {item.keadaan.value for item in items} == {"terkirim"}
    assert {item.muatan_id for item in items} == {stored.id}
    assert [item.id for item in delivery.finish(store)] == [begun.id]


async def test_topics_of_one_group(store: Store, api: BotApi, renderer: Renderer) -> None:
    """Two topics of a group each get their message, in the topic."""
    september_and_october(store)
    subscribe(store, [GROUPS[0]], topic=7)
    subscribe(store, [GROUPS[0]], topic=9)
    begin(store)
    async with announcer(api, store, renderer) as sender:
        await sender.send_all()
    assert sorted(message.thread or 0 for message in api.messages[GROUPS[0]]) == [7, 9]


@pytest.mark.parametrize(
    ("fault", "state", "reason", "topic"),
    [
        (faults.BLOCKED, "gagal", "bot diblokir", None),
        (faults.KICKED, "gagal", "bot dikeluarkan", None),
        (faults.KICKED_CHANNEL, "gagal", "bot dikeluarkan", None),
        (faults.DEACTIVATED, "gagal", "akun tidak aktif lagi", None),
        (faults.CHAT_NOT_FOUND, "gagal", "chat tidak ditemukan", None),
        (faults.TOPIC_CLOSED, "gagal", "topik ditutup", 7),
        (faults.TOPIC_DELETED, "gagal", "topik dihapus", 7),
        (faults.THREAD_NOT_FOUND, "gagal", "topik dihapus", 7),
        (faults.NO_RIGHTS, "gagal", "bot tidak boleh mengirim pesan", None),
        (faults.NOT_ADMIN, "gagal", "bot tidak boleh mengirim pesan", None),
    ],
)
async def test_refusals_pause(
    sqlite_store: Store,
    api: BotApi,
    renderer: Renderer,
    fault: faults.Fault,
    state: str,
    reason: str,
    topic: int | None,
) -> None:
    """A refusal for good is recorded with its reason and pauses the chat or the topic."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS[:1], topic=7)
    begun = begin(sqlite_store)
    api.fail(fault, chat=GROUPS[0], times=None)
    pauses = NotedPauses()
    async with announcer(api, sqlite_store, renderer, pauses) as sender:
        await sender.send_all()
    (item,) = ledger.deliveries_of(sqlite_store, begun.id)
    assert (item.keadaan.value, item.alasan) == (state, reason)
    assert pauses.paused == [(GROUPS[0], topic, reason)]
    assert GROUPS[0] not in api.messages


@pytest.mark.parametrize(
    ("fault", "delivered"),
    [
        (faults.LOST_ANSWER, 1),
        (faults.RESET_ANSWER, 1),
        (faults.CUT_ANSWER, 1),
        (faults.DELIVERED_502, 1),
        (faults.LOST_REQUEST, 0),
        (faults.BAD_GATEWAY_PAGE, 0),
        (faults.BAD_GATEWAY, 0),
        (faults.GARBAGE, 0),
        (faults.EMPTY_OBJECT, 1),
        (faults.hang_after(3), 1),
    ],
)
async def test_unclear_endings_are_never_repeated(
    sqlite_store: Store, api: BotApi, renderer: Renderer, fault: faults.Fault, delivered: int
) -> None:
    """Where Telegram's answer is lost nobody sends again until a person decides."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS[:2])
    begun = begin(sqlite_store)
    api.fail(fault, chat=GROUPS[0])
    async with announcer(api, sqlite_store, renderer, read_timeout=1) as sender:
        await sender.send_all()
        await sender.send_all()
        assert states(sqlite_store, begun.id) == {GROUPS[0]: "tidak pasti", GROUPS[1]: "terkirim"}
        assert len(api.messages.get(GROUPS[0], [])) == delivered
        delivery.decide(sqlite_store, begun.id, ADMIN, again=True)
        await sender.send_all()
    assert states(sqlite_store, begun.id)[GROUPS[0]] == "terkirim"
    assert len(api.messages[GROUPS[0]]) == delivered + 1


async def test_a_sending_that_takes_too_long(
    sqlite_store: Store, api: BotApi, renderer: Renderer
) -> None:
    """Sending gives up before another process may take the delivery for abandoned."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS[:1])
    begun = begin(sqlite_store)
    api.fail(faults.hang_before(3), chat=GROUPS[0])
    async with announcer(api, sqlite_store, renderer, longest=0.5) as sender:
        await sender.send_all()
    (item,) = ledger.deliveries_of(sqlite_store, begun.id)
    assert (item.keadaan.value, item.alasan) == ("tidak pasti", "waktu tunggu habis")


async def test_429_in_the_middle(
    store: Store, api: BotApi, renderer: Renderer, clock: Clock
) -> None:
    """A chat that Telegram wants to have later gets its message later, once."""
    september_and_october(store)
    subscribe(store, GROUPS)
    begun = begin(store)
    rule = api.fail(faults.too_many(1), chat=GROUPS[3])
    async with announcer(api, store, renderer) as sender:
        await sender.send_all()
        assert states(store, begun.id)[GROUPS[3]] == "menunggu"
        clock.advance(seconds=2)
        await asyncio.sleep(1.1)
        await sender.send_all()
    assert rule.happened == 1
    assert {chat: len(got) for chat, got in api.messages.items()} == dict.fromkeys(GROUPS, 1)
    assert set(states(store, begun.id).values()) == {"terkirim"}


async def test_nobody_answers(store: Store, api: BotApi, renderer: Renderer, clock: Clock) -> None:
    """While connections are refused nothing is sent; afterwards everything is, once."""
    september_and_october(store)
    subscribe(store, GROUPS[:3])
    begun = begin(store)
    async with announcer(api, store, renderer) as sender:
        async with api.away():
            sending = asyncio.create_task(sender.send_all())
            await asyncio.wait([sending], timeout=2)
        assert set(states(store, begun.id).values()) <= {"menunggu", "mengirim"}
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    clock.advance(minutes=6)
    async with announcer(api, store, renderer) as sender:
        await sender.send_all()
    sure = {chat for chat, state in states(store, begun.id).items() if state == "terkirim"}
    assert {chat: len(got) for chat, got in api.messages.items()} == dict.fromkeys(sure, 1)
    assert not set(states(store, begun.id).values()) & {"gagal", "menunggu"}


async def test_a_group_that_became_a_supergroup(
    store: Store, api: BotApi, renderer: Renderer
) -> None:
    """The message goes to the new id, and the subscription with it."""
    september_and_october(store)
    subscribe(store, [-77_000_001])
    begun = begin(store)
    api.migrate(-77_000_001, GROUPS[0])
    async with announcer(api, store, renderer) as sender:
        await sender.send_all()
    assert states(store, begun.id) == {GROUPS[0]: "terkirim"}
    assert len(api.messages[GROUPS[0]]) == 1


async def test_a_correction_is_a_reply_where_the_old_figure_was(
    store: Store, api: BotApi, renderer: Renderer
) -> None:
    """A corrected month goes, as a reply that says what changed, to those who got the old one."""
    september_and_october(store)
    subscribe(store, GROUPS[:3])
    begin(store)
    api.fail(faults.BLOCKED, chat=GROUPS[2])
    async with announcer(api, store, renderer) as sender:
        await sender.send_all()
        load(store, OKTOBER, *rows(750_000), after=1)
        subscribe(store, GROUPS[3:4])
        corrected = begin(store)
        await sender.send_all()
        await sender.send_all()
    assert states(store, corrected.id) == dict.fromkeys(GROUPS[:2], "terkirim")
    first, second = api.messages[GROUPS[0]]
    assert second.reply_to == first.message_id
    assert "Rp740.000 → Rp750.000 (+Rp10.000)" in second.text
    assert GROUPS[3] not in api.messages


async def test_what_is_pending_carries_the_newest_figure(
    store: Store, api: BotApi, renderer: Renderer
) -> None:
    """A chat that was still to hear of the month hears the corrected figure at once."""
    september_and_october(store)
    subscribe(store, GROUPS[:1])
    begun = begin(store)
    newest = load(store, OKTOBER, *rows(750_000), after=1)
    async with announcer(api, store, renderer) as sender:
        await sender.send_all()
    (message,) = api.messages[GROUPS[0]]
    assert "75,00%" in message.text
    (item,) = ledger.deliveries_of(store, begun.id)
    assert item.muatan_id == newest.id


async def test_threshold(sqlite_store: Store, api: BotApi, renderer: Renderer) -> None:
    """A chat that waits for a threshold hears of the month only where it is met."""
    september_and_october(sqlite_store)
    low = Pilihan.model_validate(
        {"jenis": JenisLangganan.AMBANG, "arah": "<", "persen": "80", "bulan": 10}
    )
    lower = low.model_copy(update={"persen": low.persen and low.persen - 30})
    subscribe(sqlite_store, GROUPS[:1], low)
    subscribe(sqlite_store, GROUPS[1:2], lower)
    begin(sqlite_store)
    async with announcer(api, sqlite_store, renderer) as sender:
        await sender.send_all()
    assert list(api.messages) == [GROUPS[0]]
    assert "di bawah ambang 80%" in api.messages[GROUPS[0]][0].text


async def test_stopping_puts_back_what_waits(
    sqlite_store: Store, api: BotApi, renderer: Renderer
) -> None:
    """A stop lets what is being sent come to its end and leaves the rest for the next process."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS)
    begun = begin(sqlite_store)
    api.fail(faults.hang_after(0.3), every=1, times=None)
    stop = asyncio.Event()
    async with announcer(api, sqlite_store, renderer) as sender:
        running = asyncio.create_task(sender.run(stop))
        await api.when(lambda: bool(api.messages))
        stop.set()
        await running
        assert sender.under_way == 0
    found = states(sqlite_store, begun.id)
    assert set(found.values()) <= {"terkirim", "menunggu"}
    assert sum(state == "terkirim" for state in found.values()) == len(api.messages)


def test_every_outcome_has_its_words() -> None:
    """An error that nobody expected leaves the message's fate unknown."""
    assert outcome_of(KeyError("x")).kind == "unknown"
    assert "x" not in outcome_of(KeyError("x")).reason


class Lost:
    """A turn that is held when it is first asked for, and lost after."""

    def __init__(self) -> None:
        self.asked = 0

    async def held(self) -> bool:
        """Only once."""
        self.asked += 1
        return self.asked == 1

    async def pass_on(self) -> None:
        """It is lost already."""


async def test_who_loses_the_turn_brings_it_to_an_end(
    store: Store, api: BotApi, renderer: Renderer
) -> None:
    """What is under way when the turn is lost is sent and recorded, and nothing is begun."""
    september_and_october(store)
    subscribe(store, range(1, 31))
    number = begin(store).id
    async with announcer(api, store, renderer, turn=Lost()) as sender:
        await sender.send_all()
    found = Counter(states(store, number).values())
    assert found["terkirim"] == sum(map(len, api.messages.values())) == AHEAD
    assert found == {"terkirim": AHEAD, "menunggu": 30 - AHEAD}
