"""Delivering what is owed over real HTTP: once, in order, and told where it failed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.pacing import Pacer
from bot.presence import DELIVERING, Presence
from data.models import Obrolan
from data.store import chats, outbox
from data.store.errors import StoreError
from tests.bot.courier_parts import (
    ASKER,
    FORUM,
    SUPERGROUP,
    courier,
    office_of,
    owe_card,
    owe_copy,
    owe_text,
    owed,
    seen,
    ticket,
)
from tests.botapi import faults
from tests.botapi_standin import bot_api

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.rendering import Renderer
    from data.models import PesanKeluar
    from data.store.store import Store
    from tests.botapi_standin import BotApi
    from tests.conftest import Clock


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A running stand-in whose officers' group has topics."""
    async with bot_api() as running:
        running.chats.forums.add(FORUM)
        yield running


def texts(api: BotApi, chat: int = ASKER) -> list[str]:
    """What ``chat`` got."""
    return [message.text for message in api.messages[chat]]


async def test_each_kind_is_sent_once(store: Store, api: BotApi, renderer: Renderer) -> None:
    """A text, a question's answer and a copy each arrive once, in their order."""
    number = ticket(store).id
    owe_text(store, "satu <b>", number=number)
    owe_copy(store, 41, number=number)
    outbox.add(
        store,
        key="tanya",
        chat=ASKER,
        form="tanya",
        content={"pertanyaan": "/dpt Ende"},
        ticket=number,
    )
    async with courier(api, renderer, office_of(store)) as sender:
        await sender.send_all()
        await sender.send_all()
    first, second, third = api.messages[ASKER]
    assert "satu &lt;b&gt;" in first.text
    assert second.copied == (FORUM, 41)
    assert third.text == "<b>/dpt Ende</b>"
    assert third.markup["inline_keyboard"][0][0]["text"] == "Ende"
    assert owed(store, "tanya").pesan_id == third.message_id
    # The officer sees that the message arrived.
    assert api.chats.reactions[FORUM, 41] == [{"type": "emoji", "emoji": "👌"}]


async def test_a_card_gets_a_topic(store: Store, api: BotApi, renderer: Renderer) -> None:
    """A request's card makes its topic first; what follows goes there, in order."""
    number = ticket(store).id
    owe_card(store, number)
    owe_text(store, "susulan", chat=FORUM, number=number)
    async with courier(api, renderer, office_of(store)) as sender:
        await sender.send_all()
    ((where, name),) = api.chats.topics.items()
    assert (where[0], name) == (FORUM, "PI-2025-0001")
    card, more = api.messages[FORUM]
    assert (card.text, card.thread) == (f"<b>/permintaan {number}</b>", where[1])
    assert "susulan" in more.text
    assert (more.thread, more.reply_to) == (where[1], None)
    now = seen(store, number)
    assert (now.ruang, now.topik, now.pesan) == (FORUM, where[1], card.message_id)


@pytest.mark.parametrize("refusal", [None, faults.NO_TOPICS])
async def test_no_topics(
    sqlite_store: Store, api: BotApi, renderer: Renderer, refusal: faults.Fault | None
) -> None:
    """Without topics, or the right to make them, the card stands in the group, and replies do."""
    if refusal is None:
        api.chats.forums.clear()
    else:
        api.fail(refusal, methods={"createForumTopic"}, times=None)
    number = ticket(sqlite_store).id
    owe_card(sqlite_store, number)
    owe_text(sqlite_store, "susulan", chat=FORUM, number=number)
    async with courier(api, renderer, office_of(sqlite_store)) as sender:
        await sender.send_all()
    card, more = api.messages[FORUM]
    assert (card.thread, more.thread) == (None, None)
    assert more.reply_to == card.message_id
    assert len(api.of("createForumTopic")) == 1
    assert seen(sqlite_store, number).topik == 0


async def test_a_lost_topic_is_made_anew(store: Store, api: BotApi, renderer: Renderer) -> None:
    """Where a topic was deleted there is a new one, with the message and the card in it."""
    number = ticket(store).id
    owe_card(store, number)
    async with courier(api, renderer, office_of(store)) as sender:
        await sender.send_all()
        api.chats.delete_topic(FORUM, seen(store, number).topik or 0)
        owe_text(store, "susulan", chat=FORUM, number=number)
        await sender.send_all()
    fresh = seen(store, number).topik
    assert list(api.chats.topics.values()) == ["PI-2025-0001"] * 2
    assert [message.thread for message in api.messages[FORUM]][1:] == [fresh, fresh]
    assert "susulan" in api.messages[FORUM][1].text
    assert seen(store, number).pesan == api.messages[FORUM][2].message_id


async def test_topics_that_never_last(sqlite_store: Store, api: BotApi, renderer: Renderer) -> None:
    """A topic that is lost each time is given up for General."""
    number = ticket(sqlite_store).id
    rule = api.fail(faults.THREAD_NOT_FOUND, chat=FORUM, times=4)
    owe_card(sqlite_store, number)
    async with courier(api, renderer, office_of(sqlite_store)) as sender:
        await sender.send_all()
    assert rule.happened == 4
    (card,) = api.messages[FORUM]
    assert card.thread is None
    assert seen(sqlite_store, number).topik == 0


async def test_a_closed_topic_is_opened(
    sqlite_store: Store, api: BotApi, renderer: Renderer
) -> None:
    """What is for a closed topic opens it; where that is not allowed it goes to General."""
    number = ticket(sqlite_store).id
    owe_card(sqlite_store, number)
    async with courier(api, renderer, office_of(sqlite_store)) as sender:
        await sender.send_all()
        topic = seen(sqlite_store, number).topik
        assert topic
        api.chats.shut.add((FORUM, topic))
        owe_text(sqlite_store, "satu", chat=FORUM, number=number)
        await sender.send_all()
        assert api.messages[FORUM][-1].thread == topic
        api.chats.shut.add((FORUM, topic))
        api.fail(faults.NO_RIGHTS, methods={"reopenForumTopic"})
        owe_text(sqlite_store, "dua", chat=FORUM, number=number)
        await sender.send_all()
    assert [message.thread for message in api.messages[FORUM]][2:] == [None, None]


async def test_a_blocked_bot(store: Store, api: BotApi, renderer: Renderer) -> None:
    """What an asker refuses is recorded with its reason, marked, and not tried again."""
    api.fail(faults.BLOCKED, chat=ASKER, times=None)
    number = ticket(store).id
    owe_copy(store, 41, number=number)
    async with courier(api, renderer, office_of(store)) as sender:
        await sender.send_all()
        await sender.send_all()
    found = owed(store, f"salin-{FORUM}-41")
    assert (found.keadaan.value, found.alasan) == ("gagal", "bot diblokir")
    assert api.chats.reactions[FORUM, 41] == [{"type": "emoji", "emoji": "👎"}]
    assert len(api.of("copyMessage")) == 1


@pytest.mark.parametrize(
    "fault",
    [
        faults.LOST_ANSWER,
        faults.RESET_ANSWER,
        faults.CUT_ANSWER,
        faults.DELIVERED_502,
        faults.LOST_REQUEST,
    ],
)
async def test_unknown_is_not_repeated(
    sqlite_store: Store, api: BotApi, renderer: Renderer, fault: faults.Fault
) -> None:
    """A message whose fate is unknown stays so; the next of the request goes on."""
    api.fail(fault, chat=ASKER)
    number = ticket(sqlite_store).id
    owe_text(sqlite_store, "satu", number=number)
    owe_text(sqlite_store, "dua", number=number)
    async with courier(api, renderer, office_of(sqlite_store)) as sender:
        await sender.send_all()
    assert owed(sqlite_store, "teks-satu").keadaan.value == "tidak_pasti"
    assert owed(sqlite_store, "teks-dua").keadaan.value == "terkirim"
    assert sum("satu" in text for text in texts(api)) == (1 if fault.delivers else 0)


async def test_a_time_out(sqlite_store: Store, api: BotApi, renderer: Renderer) -> None:
    """A message that took effect after the time was up is unknown, not sent again."""
    api.fail(faults.hang_after(2), chat=ASKER)
    owe_text(sqlite_store, "satu")
    async with courier(api, renderer, office_of(sqlite_store), longest=0.3) as sender:
        await sender.send_all()
        await sender.send_all()
    found = owed(sqlite_store, "teks-satu")
    assert (found.keadaan.value, found.alasan) == ("tidak_pasti", "waktu tunggu habis")
    assert len(texts(api)) == 1


async def test_too_many(sqlite_store: Store, api: BotApi, renderer: Renderer, clock: Clock) -> None:
    """What Telegram wants later goes out later, before what was owed after it."""
    api.fail(faults.too_many(7), chat=ASKER)
    number = ticket(sqlite_store).id
    owe_text(sqlite_store, "satu", number=number)
    owe_text(sqlite_store, "dua", number=number)
    async with courier(api, renderer, office_of(sqlite_store)) as sender:
        await sender.send_all()
        assert texts(api) == []
    clock.advance(seconds=8)
    async with courier(api, renderer, office_of(sqlite_store)) as sender:
        await sender.send_all()
    assert ["satu" in text for text in texts(api)] == [True, False]


async def test_telegram_away(
    sqlite_store: Store, api: BotApi, renderer: Renderer, clock: Clock
) -> None:
    """What certainly did not leave is tried again, later each time."""
    owe_text(sqlite_store, "satu")
    async with courier(api, renderer, office_of(sqlite_store)) as sender:
        async with api.away():
            await sender.send_all()
            clock.advance(seconds=6)
            await sender.send_all()
        clock.advance(seconds=6)
        await sender.send_all()
        assert texts(api) == []
        clock.advance(seconds=5)
        await sender.send_all()
    assert len(texts(api)) == 1


async def test_a_group_that_moved(store: Store, api: BotApi, renderer: Renderer) -> None:
    """Where the officers' group became a supergroup everything goes there, and is noted."""
    chats.remember(store, Obrolan(id=FORUM, jenis="group", judul="Petugas rekaan"))
    api.migrate(FORUM, SUPERGROUP)
    office = office_of(store)
    number = ticket(store).id
    owe_card(store, number)
    async with courier(api, renderer, office) as sender:
        await sender.send_all()
    assert office.officer_chat == SUPERGROUP
    (card,) = api.messages[SUPERGROUP]
    now = seen(store, number)
    assert (now.ruang, now.pesan) == (SUPERGROUP, card.message_id)
    assert outbox.moved_to(store, FORUM) == SUPERGROUP


async def test_bad_html_goes_out_plain(
    sqlite_store: Store, api: BotApi, renderer: Renderer
) -> None:
    """A text whose HTML Telegram refuses is sent in plain words."""
    api.fail(faults.UNPARSABLE, chat=ASKER)
    owe_text(sqlite_store, "satu")
    async with courier(api, renderer, office_of(sqlite_store)) as sender:
        await sender.send_all()
    (text,) = texts(api)
    assert text.startswith("Balasan penanya PI")


async def test_a_defect_keeps_nothing_back(
    sqlite_store: Store, api: BotApi, renderer: Renderer
) -> None:
    """A message that cannot be put into words waits; the others go out."""
    outbox.add(
        sqlite_store, key="rusak", chat=ASKER, form="templat", content={"nama": "tidak_ada_ini"}
    )
    owe_text(sqlite_store, "satu")
    async with courier(api, renderer, office_of(sqlite_store)) as sender:
        await sender.send_all()
    assert len(texts(api)) == 1
    found = owed(sqlite_store, "rusak")
    assert (found.keadaan.value, found.alasan) == ("menunggu", "pesan gagal disusun")


async def test_a_full_chat_waits(sqlite_store: Store, api: BotApi, renderer: Renderer) -> None:
    """What its chat cannot take soon is put back, and others are not kept waiting."""
    pacer = Pacer(per_second=None, per_chat=None, per_group_minute=None)
    pacer.hold(600, FORUM)
    owe_text(sqlite_store, "satu", chat=FORUM)
    owe_text(sqlite_store, "dua")
    async with courier(api, renderer, office_of(sqlite_store), pacer=pacer) as sender:
        await sender.send_all()
    assert len(texts(api)) == 1
    found = owed(sqlite_store, "teks-satu")
    assert (found.keadaan.value, found.alasan) == ("menunggu", "menunggu giliran")


async def test_it_runs_and_stops(sqlite_store: Store, api: BotApi, renderer: Renderer) -> None:
    """It looks when woken, does its sweeps first, survives their failures, and stops."""
    swept: list[int] = []

    async def sweep() -> None:
        await asyncio.sleep(0)
        swept.append(1)
        owe_text(sqlite_store, f"giliran {len(swept)}")

    async def broken() -> None:
        await asyncio.sleep(0)
        raise StoreError("rekaan") if swept else RuntimeError("rekaan")

    stop = asyncio.Event()
    async with courier(api, renderer, office_of(sqlite_store), sweeps=(broken, sweep)) as sender:
        running = asyncio.create_task(sender.run(stop, rest=600))
        await api.when(lambda: len(texts(api)) == 1)
        sender.wake()
        await api.when(lambda: len(texts(api)) == 2)
        stop.set()
        await running
    assert len(swept) == 2


async def test_a_stop_in_the_middle(sqlite_store: Store, api: BotApi, renderer: Renderer) -> None:
    """What is being sent at a stop is sent and recorded before the courier ends."""
    rule = api.fail(faults.hang_after(0.3), chat=ASKER)
    owe_text(sqlite_store, "satu")
    stop = asyncio.Event()
    async with courier(api, renderer, office_of(sqlite_store)) as sender:
        running = asyncio.create_task(sender.run(stop))
        await api.when(lambda: rule.happened == 1)
        stop.set()
        await running
    assert owed(sqlite_store, "teks-satu").keadaan.value == "terkirim"


async def test_a_record_that_fails(
    sqlite_store: Store, api: BotApi, renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the store is away for a moment what was sent is recorded after all."""
    real, failures = outbox.sent, [StoreError("rekaan")]

    def sent(store: Store, number: int, message_id: int) -> bool:
        if failures:
            raise failures.pop()
        return real(store, number, message_id)

    monkeypatch.setattr(outbox, "sent", sent)
    owe_text(sqlite_store, "satu")
    async with courier(api, renderer, office_of(sqlite_store)) as sender:
        await sender.send_all()
    assert owed(sqlite_store, "teks-satu").keadaan.value == "terkirim"
    assert len(texts(api)) == 1


async def test_a_process_that_died(
    sqlite_store: Store, api: BotApi, renderer: Renderer, clock: Clock
) -> None:
    """What a process had claimed when it died is uncertain later and not sent again."""
    owe_text(sqlite_store, "satu")
    held: tuple[PesanKeluar, ...] = outbox.claim(sqlite_store, "yang lain", 1)
    assert held
    clock.advance(minutes=6)
    async with courier(api, renderer, office_of(sqlite_store)) as sender:
        await sender.send_all()
    assert owed(sqlite_store, "teks-satu").keadaan.value == "tidak_pasti"
    assert texts(api) == []


async def test_one_process_delivers_at_a_time(
    store: Store, api: BotApi, renderer: Renderer
) -> None:
    """Only who has the turn sends; at its stop the next one does."""
    one, other = (Presence(lambda: store, "uji") for _ in range(2))
    owe_text(store, "satu")
    assert await one.turn(DELIVERING).held()
    stop = asyncio.Event()
    async with courier(api, renderer, office_of(store), turn=other.turn(DELIVERING)) as sender:
        await sender.send_all()
        assert not texts(api)
        await one.turn(DELIVERING).pass_on()
        await sender.send_all()
        assert len(texts(api)) == 1
        assert not await one.turn(DELIVERING).held()
        stop.set()
        await sender.run(stop)
    assert await one.turn(DELIVERING).held()
