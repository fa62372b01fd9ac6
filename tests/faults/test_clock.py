"""The wall clock jumps by a day and back: nothing happens twice, is lost, or waits for the jump."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.presence import ANNOUNCING, Presence
from bot.reminders import Reminders
from data.allowance import WINDOW
from data.models import JenisPengumuman, Masuk, Verdict
from data.store import delivery, flood, ledger, outbox, updates
from data.store.privacy import retain
from tests.bot.announcing_parts import (
    announcer,
    begin,
    office_of,
    rows,
    september_and_october,
    states,
    subscribe,
)
from tests.bot.courier_parts import ASKER, courier, owe_text, owed, seen, ticket
from tests.botapi import faults
from tests.botapi_standin import bot_api
from tests.data.store.rekaan import OKTOBER, load

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.rendering import Renderer
    from data.store.store import Store
    from tests.botapi_standin import BotApi
    from tests.conftest import Clock
    from tests.faults.line import Line

GROUP = -1_002_000_000_001
DAY = 1
THERE_AND_BACK = pytest.mark.parametrize("days", [(DAY, -DAY), (-DAY, DAY)], ids=str)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A running stand-in of the Bot API."""
    async with bot_api() as running:
        yield running


async def test_what_is_due_is_announced_once(wire: Line, clock: Clock) -> None:
    """A month that a jump makes due is announced once, however often its day comes."""
    schedule, service_announcer = wire.service.schedule, wire.service.announcer
    assert schedule is not None
    assert service_announcer is not None
    wire.office.day = 4
    load(wire.store, OKTOBER, *rows(740_000))
    subscribe(wire.store, [GROUP])
    counts = []
    for days in (0, DAY, -DAY, 2 * DAY, -2 * DAY, DAY):
        clock.advance(days=days)
        await schedule.tick()
        await service_announcer.send_all()
        counts.append(len(wire.api.messages[GROUP]))
    assert counts == [0, 1, 1, 1, 1, 1]
    kinds = [each.jenis for each in ledger.recent(wire.store, 10)]
    assert kinds.count(JenisPengumuman.SERAPAN) == 1


@THERE_AND_BACK
async def test_a_message_on_its_way(
    store: Store, api: BotApi, renderer: Renderer, clock: Clock, days: tuple[int, int]
) -> None:
    """A message that is being sent while the clock jumps arrives once and counts as sent."""
    september_and_october(store)
    subscribe(store, [GROUP])
    begun = begin(store)
    owe_text(store, "satu")
    hanging = api.fail(faults.hang_after(0.2), times=2)
    async with (
        announcer(api, store, renderer) as announcing,
        courier(api, renderer, office_of(store)) as carrying,
    ):
        sending = asyncio.gather(announcing.send_all(), carrying.send_all())
        await api.when(lambda: hanging.happened == 2)
        for jump in days:
            clock.advance(days=jump)
            # Another process looks meanwhile, and sees nobody live who could have claimed them.
            delivery.expire(store)
            outbox.expire(store)
            assert delivery.claim(store, "yang lain") is None
            assert outbox.claim(store, "yang lain", 1) == ()
        await sending
        await announcing.send_all()
        await carrying.send_all()
    assert states(store, begun.id) == {GROUP: "terkirim"}
    assert owed(store, "teks-satu").keadaan.value == "terkirim"
    assert {chat: len(api.messages[chat]) for chat in (GROUP, ASKER)} == {GROUP: 1, ASKER: 1}


async def test_what_waits_does_not_wait_for_the_jump(
    store: Store, api: BotApi, renderer: Renderer, clock: Clock
) -> None:
    """What was put off while the clock was a day ahead goes out once the clock is right again."""
    september_and_october(store)
    subscribe(store, [GROUP])
    begun = begin(store)
    owe_text(store, "satu")
    clock.advance(days=DAY)
    api.fail(faults.too_many(1), times=2)
    async with (
        announcer(api, store, renderer) as announcing,
        courier(api, renderer, office_of(store)) as carrying,
    ):
        await announcing.send_all()
        await carrying.send_all()
        assert not api.messages[GROUP] + api.messages[ASKER]
        clock.advance(days=-DAY)
    # Its pace is kept by a clock that does not jump: of a new process, nothing is held back.
    async with (
        announcer(api, store, renderer) as announcing,
        courier(api, renderer, office_of(store)) as carrying,
    ):
        await announcing.send_all()
        await carrying.send_all()
    assert states(store, begun.id) == {GROUP: "terkirim"}
    assert owed(store, "teks-satu").keadaan.value == "terkirim"


def test_nothing_is_put_off_for_longer_than_an_hour(store: Store, clock: Clock) -> None:
    """What Telegram wants after many hours is asked about after one, and not before."""
    owe_text(store, "satu")
    for _ in range(2):
        (held,) = outbox.claim(store, "sini", 1)
        outbox.again(store, held.id, "terlalu banyak pesan", clock() + timedelta(hours=9))
        clock.advance(minutes=59)
        assert outbox.claim(store, "sini", 1) == ()
        clock.advance(minutes=2)


def test_what_a_dead_process_claimed_is_found(store: Store, clock: Clock) -> None:
    """What was claimed while the clock was ahead waits for a person at once when it is right."""
    september_and_october(store)
    subscribe(store, [GROUP])
    begun = begin(store)
    owe_text(store, "satu")
    clock.advance(days=DAY)
    assert delivery.claim(store, "mati")
    assert outbox.claim(store, "mati", 1)
    clock.advance(days=-DAY)
    assert (delivery.expire(store), outbox.expire(store)) == (1, 1)
    assert states(store, begun.id) == {GROUP: "tidak pasti"}
    assert owed(store, "teks-satu").keadaan.value == "tidak_pasti"


@THERE_AND_BACK
async def test_turns_and_updates(store: Store, clock: Clock, days: tuple[int, int]) -> None:
    """A beat later who lives is known again: a turn is one process's, an update handled once."""
    here, there = (Presence(lambda: store, "uji") for _ in range(2))
    for presence in (here, there):
        await presence.joined()
    assert await here.turn(ANNOUNCING).held()
    assert updates.accept(store, str(here.id), [Masuk(nomor=1)]) == {1: Verdict.NEW}
    for jump in days:
        clock.advance(days=jump)
        for presence in (here, there):
            await presence._beat()
        assert not await there.turn(ANNOUNCING).held()
        assert updates.accept(store, str(there.id), [Masuk(nomor=1)]) == {1: Verdict.BUSY}
    updates.finish(store, [1])
    assert updates.accept(store, str(there.id), [Masuk(nomor=1)]) == {1: Verdict.DONE}


@THERE_AND_BACK
def test_who_asked_too_much_waits_no_longer(
    store: Store, clock: Clock, days: tuple[int, int]
) -> None:
    """Who asks too much is told how long to wait, and waits no longer, whatever the clock does."""
    clock.advance(days=days[0])
    while flood.admit(store, 7).admitted:
        pass
    clock.advance(days=days[1])
    assert flood.admit(store, 7).wait <= WINDOW
    clock.advance(seconds=WINDOW + 1)
    assert flood.admit(store, 7).admitted


async def test_deadlines_remind_once(store: Store, clock: Clock) -> None:
    """A jump past a due date reminds of it, and the second time that day comes nothing is said."""
    number = ticket(store).id
    reminders = Reminders(office_of(store), [7])
    for days in (0, 13, -13, 13, 2):
        clock.advance(days=days)
        await reminders.tick()
    assert seen(store, number).diingatkan == 1 + (clock().date() > seen(store, number).tenggat)
    keys = [f"ingat-{number}-{level}-7" for level in (1, 2)]
    assert (
        sum(outbox.by_key(store, key) is not None for key in keys) == seen(store, number).diingatkan
    )


async def test_a_day_ahead_forgets_nothing_young(store: Store, clock: Clock) -> None:
    """What is kept for many days survives a jump by one, and what is open survives any."""
    number = ticket(store).id
    office = office_of(store)
    clock.advance(days=DAY)
    assert retain(store, office.rules, office.now()).semua == 0
    clock.advance(days=-DAY)
    assert seen(store, number).id == number
