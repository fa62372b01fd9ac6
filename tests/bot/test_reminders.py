"""Officers are reminded once near a due date and once past it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from bot.reminders import Reminders
from data.models import KeadaanTiket
from data.store import outbox, tickets
from tests.bot.courier_parts import ADMIN, FORUM, OFFICER, office_of, seen, ticket

if TYPE_CHECKING:
    from bot.rendering import Renderer
    from data.models import PesanKeluar
    from data.store.store import Store
    from tests.conftest import Clock

# The clock starts on Monday 3 November 2025; the request is due on Monday the 17th.
NEAR = {"days": 11}
PAST = {"days": 15}


def owed(store: Store) -> list[PesanKeluar]:
    """What is owed now and was not before."""
    found = list(outbox.claim(store, "uji", 50))
    for item in found:
        outbox.sent(store, item.id, item.id)
    return found


async def test_once_for_each_level(store: Store, clock: Clock, renderer: Renderer) -> None:
    """Nothing early, one reminder near the due date, one past it, however often it ticks."""
    reminders = Reminders(office_of(store))
    number = ticket(store).id
    texts = []
    for step in ({}, NEAR, {"days": 0}, {"days": 4}, {"days": 9}):
        clock.advance(**step)
        for _ in range(2):
            await reminders.tick()
        texts.append([json.loads(item.isi)["nilai"] for item in owed(store)])
    assert [len(found) for found in texts] == [0, 1, 0, 1, 0]
    near, past = texts[1][0], texts[3][0]
    assert near["sisa"] >= 0
    assert past["sisa"] < 0
    assert "17 November 2025" in renderer.text("sistem_tiket_ingat", **near)
    assert "lewat tenggat" in renderer.text("sistem_tiket_ingat", **past)
    assert "hari ini" in renderer.text("sistem_tiket_ingat", **{**near, "sisa": 0})
    assert seen(store, number).diingatkan == 2


async def test_straight_past_it(sqlite_store: Store, clock: Clock) -> None:
    """A bot that was away past the due date reminds once, of what is past."""
    ticket(sqlite_store)
    clock.advance(**PAST)
    await Reminders(office_of(sqlite_store)).tick()
    (item,) = owed(sqlite_store)
    assert (item.kunci, item.chat_id) == ("ingat-1-2", FORUM)


async def test_a_stop_in_between(sqlite_store: Store, clock: Clock) -> None:
    """A reminder that was owed and not noted when the process stopped is not owed twice."""
    number = ticket(sqlite_store).id
    clock.advance(**PAST)
    outbox.add(sqlite_store, key=f"ingat-{number}-2", chat=FORUM, form="templat", content={})
    await Reminders(office_of(sqlite_store)).tick()
    assert len(owed(sqlite_store)) == 1
    assert seen(sqlite_store, number).diingatkan == 2


async def test_an_extension_is_reminded_anew(sqlite_store: Store, clock: Clock) -> None:
    """An extended request has reminders of its own."""
    number = ticket(sqlite_store).id
    reminders = Reminders(office_of(sqlite_store))
    clock.advance(**PAST)
    await reminders.tick()
    tickets.extend(sqlite_store, number, OFFICER, date(2025, 11, 28))
    assert len(owed(sqlite_store)) == 1
    await reminders.tick()
    clock.advance(days=20)
    await reminders.tick()
    assert [item.kunci for item in owed(sqlite_store)] == ["ingat-1-2-perpanjangan"]


async def test_without_a_group(sqlite_store: Store, clock: Clock) -> None:
    """Without an officers' group who took the request is reminded, else every admin."""
    reminders = Reminders(office_of(sqlite_store, None), (ADMIN, ADMIN + 1))
    ticket(sqlite_store)
    clock.advance(**NEAR)
    await reminders.tick()
    assert [item.chat_id for item in outbox.claim(sqlite_store, "uji", 9)] == [ADMIN, ADMIN + 1]
    tickets.take(sqlite_store, 1, OFFICER)
    clock.advance(days=4)
    await reminders.tick()
    assert [item.chat_id for item in outbox.claim(sqlite_store, "uji", 9)] == [OFFICER]


async def test_ended_requests_need_none(sqlite_store: Store, clock: Clock) -> None:
    """Of a request that has ended nobody is reminded."""
    number = ticket(sqlite_store).id
    tickets.close(sqlite_store, number, OFFICER, KeadaanTiket.DIJAWAB)
    clock.advance(**PAST)
    await Reminders(office_of(sqlite_store)).tick()
    assert owed(sqlite_store) == []
