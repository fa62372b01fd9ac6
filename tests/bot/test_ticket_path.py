"""A request's whole life over real HTTP, from the asker's first word to the answer."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest

from bot.answering import Desk
from bot.offices import office_for_work
from bot.serving import serve
from bot.settings import load_settings
from data.models import KeadaanKeluar, KeadaanTiket
from data.store import conversations, outbox, tickets
from tests.bot.people import Person
from tests.botapi import faults
from tests.botapi_standin import bot_api
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.rendering import Renderer
    from data.models import Tiket
    from data.report import Report
    from data.store.store import Store
    from tests.botapi_standin import BotApi

ASKER, OFFICER, ADMIN = 7_000_000_101, 7_000_000_201, 7_000_000_301
FORUM, SUPERGROUP = -1_002_000_000_777, -1_002_000_000_888
NOBODY_KNOWS = "tidak pasti apakah pesan sampai"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A running stand-in whose officers' group has topics."""
    async with bot_api() as running:
        running.chats.forums.add(FORUM)
        yield running


class House:
    """A bot's process, to be started anew over the same store."""

    def __init__(self, api: BotApi, address: str, report: Report, renderer: Renderer) -> None:
        self._api, self._address = api, address
        self._report, self._renderer = report, renderer

    @contextlib.asynccontextmanager
    async def open(self, officer_chat: int | None = FORUM) -> AsyncIterator[None]:
        """The bot answers until this ends."""
        stop = asyncio.Event()
        settings = load_settings(
            bot_token=TOKEN,
            bot_api_url=self._api.url,
            database_url=self._address,
            admin_ids=str(ADMIN),
            announce_day=0,
            officer_chat_id=officer_chat,
        )
        office = office_for_work(settings, looks=False)
        desk = Desk(self._report, self._renderer, office)
        serving = asyncio.create_task(
            serve(settings, desk, self._renderer, office=office, stop=stop)
        )
        try:
            yield
        finally:
            stop.set()
            await serving


@pytest.fixture
def house(api: BotApi, address: str, report: Report, renderer: Renderer) -> House:
    """The bot over an empty store."""
    return House(api, address, report, renderer)


async def asks(asker: Person) -> None:
    """A request, sent with as little as it takes."""
    await asker.types("/permintaan berapa pemilih disabilitas di Sikka?")
    for step in range(2, 6):
        await asker.reads(f"langkah {step} dari 5")
        await asker.types("lewati")
    await asker.presses(await asker.reads("Periksa dahulu"), "Kirim")
    await asker.reads("PI-")


def only(store: Store) -> Tiket:
    """The one request there is."""
    (found,) = tickets.listed(store, "semua", None, store.now().date())
    return found


async def test_a_whole_life(  # noqa: PLR0915 - a life has many steps
    house: House, store: Store, api: BotApi
) -> None:
    """Nothing typed is lost by a restart, and every word and file reaches the other side once."""
    asker, officer = Person(api, ASKER), Person(api, OFFICER, group=FORUM)
    async with house.open():
        await asker.types("/permintaan")
        await asker.reads("langkah 1 dari 5")
        await asker.types("Berapa pemilih disabilitas di Sikka?")
        await asker.reads("langkah 2 dari 5")
        await asker.types("liputan rekaan")
        await asker.reads("langkah 3 dari 5")
    assert conversations.open_chats(store) == {ASKER}
    async with house.open():
        for step in (4, 5):
            await asker.types("lewati")
            await asker.reads(f"langkah {step} dari 5")
        await asker.types("kontak rekaan")
        summary = await asker.reads("Periksa dahulu")
        assert "Berapa pemilih disabilitas" in summary.text
        # Pressed twice by an impatient thumb.
        await asker.presses(summary, "Kirim")
        await asker.presses(summary, "Kirim")
        number = (await asker.reads("PI-", 2)).text
        request = only(store)
        assert request.nomor in number
        assert conversations.open_chats(store) == frozenset()
        card = await officer.reads(request.nomor)
        topic = card.thread
        assert topic
        assert list(api.chats.topics.values()) == [request.nomor]
        assert "Berapa pemilih disabilitas" in card.text
        await officer.presses(card, "Ambil")
        await asker.reads(request.nomor, 3)
        await officer.presses(card, "Minta klarifikasi")
        await api.when(lambda: only(store).menanti == "klarifikasi")
        question = await officer.types("Untuk tahun berapa?", topic=topic)
        back = await asker.reads("Untuk tahun berapa?")
        await api.when(lambda: (FORUM, question) in api.chats.reactions)
        assert only(store).keadaan is KeadaanTiket.KLARIFIKASI
        await asker.types("Tahun 2024.", reply_to=back)
        heard = await officer.reads("Tahun 2024.")
        assert heard.thread == topic
        assert only(store).keadaan is KeadaanTiket.DIAMBIL
        letter = await asker.sends("surat.pdf", reply_to=back)
        assert (await officer.gets_copy(ASKER, letter)).thread == topic
        await officer.presses(card, "Jawab")
        await api.when(lambda: only(store).menanti == "jawab")
        await officer.types("Jumlahnya rekaan.", topic=topic)
        await asker.reads("Jumlahnya rekaan.")
        table = await officer.sends("tabel.xlsx", topic=topic)
        await asker.gets_copy(FORUM, table)
        assert only(store).keadaan is KeadaanTiket.DIJAWAB
        await asker.types("/status")
        await asker.reads("ijawab")
    got = [message.text for message in api.messages[ASKER]]
    assert sum("Untuk tahun berapa?" in text for text in got) == 1
    assert len(api.of("createForumTopic")) == 1
    said = [(line.arah, line.teks or line.berkas) for line in tickets.messages(store, request.id)]
    assert [words for words in said if words[0] != "kejadian"] == [
        ("petugas", "Untuk tahun berapa?"),
        ("penanya", "Tahun 2024."),
        ("penanya", "surat.pdf"),
        ("petugas", "Jumlahnya rekaan."),
        ("petugas", "tabel.xlsx"),
    ]


async def test_a_blocked_bot(house: House, store: Store, api: BotApi) -> None:
    """Officers learn in the topic that the asker blocked the bot, and can send once more."""
    asker, officer = Person(api, ASKER), Person(api, OFFICER, group=FORUM)
    async with house.open():
        await asks(asker)
        card = await officer.reads("PI-")
        rule = api.fail(faults.BLOCKED, chat=ASKER, times=1)
        await officer.types("Halo rekaan", topic=card.thread)
        told = await officer.reads("Penanya memblokir bot.")
        assert (told.thread, rule.happened) == (card.thread, 1)
        assert any("tidak sampai" in line.teks for line in tickets.messages(store, 1))
        await officer.presses(told, "Kirim ulang")
        await asker.reads("Halo rekaan")
        await officer.reads("Pesan dikirim ulang")


async def test_nobody_knows(house: House, store: Store, api: BotApi) -> None:
    """A message whose fate is unknown is not repeated until an officer says so."""
    asker, officer = Person(api, ASKER), Person(api, OFFICER, group=FORUM)
    async with house.open():
        await asks(asker)
        card = await officer.reads("PI-")
        api.fail(faults.LOST_ANSWER, chat=ASKER)
        number = await officer.types("Halo rekaan", topic=card.thread)
        told = await officer.reads(NOBODY_KNOWS)
        assert sum("Halo rekaan" in item.text for item in api.messages[ASKER]) == 1
        await officer.presses(told, "Kirim ulang")
        await asker.reads("Halo rekaan", 2)
        await api.when(lambda: (FORUM, number) in api.chats.reactions)
    states = {item.keadaan for item in outbox.claim(store, "uji", 9)}
    assert KeadaanKeluar.TIDAK_PASTI not in states


async def test_a_deleted_topic(house: House, store: Store, api: BotApi) -> None:
    """What the asker writes after the topic was deleted comes in a new one, with the card."""
    asker, officer = Person(api, ASKER), Person(api, OFFICER, group=FORUM)
    async with house.open():
        await asks(asker)
        card = await officer.reads("PI-")
        await officer.types("Halo rekaan", topic=card.thread)
        got = await asker.reads("Halo rekaan")
        api.chats.delete_topic(FORUM, card.thread or 0)
        await asker.types("Ini balasan rekaan", reply_to=got)
        relayed = await officer.reads("Ini balasan rekaan")
        assert relayed.thread not in {None, card.thread}
        await api.when(lambda: only(store).pesan != card.message_id)
        assert only(store).topik == relayed.thread


async def test_slow_down(house: House, api: BotApi) -> None:
    """What Telegram wants later comes later, once."""
    asker, officer = Person(api, ASKER), Person(api, OFFICER, group=FORUM)
    async with house.open():
        await asks(asker)
        card = await officer.reads("PI-")
        api.fail(faults.too_many(1), chat=ASKER)
        await officer.types("Halo rekaan", topic=card.thread)
        await asker.reads("Halo rekaan")
    assert sum("Halo rekaan" in item.text for item in api.messages[ASKER]) == 1


async def test_a_group_that_moved(house: House, store: Store, api: BotApi) -> None:
    """In the supergroup that the officers' group became, all goes on without a new setting."""
    api.chats.forums.clear()
    api.migrate(FORUM, SUPERGROUP)
    asker, officer = Person(api, ASKER), Person(api, OFFICER, group=SUPERGROUP)
    async with house.open():
        await asks(asker)
        card = await officer.reads("PI-")
        await officer.types("Halo rekaan", reply_to=card)
        await asker.reads("Halo rekaan")
    assert only(store).ruang == SUPERGROUP


async def test_no_right_to_make_topics(house: House, api: BotApi) -> None:
    """Without topics officers work by replies to the card; what stands elsewhere stays there."""
    api.fail(faults.NO_TOPICS, methods={"createForumTopic"}, times=None)
    asker, officer = Person(api, ASKER), Person(api, OFFICER, group=FORUM)
    async with house.open():
        await asks(asker)
        card = await officer.reads("PI-")
        assert card.thread is None
        await officer.types("Ini antara kita")
        await officer.types("Halo rekaan", reply_to=card)
        got = await asker.reads("Halo rekaan")
        await asker.types("Balasan rekaan", reply_to=got)
        relayed = await officer.reads("Balasan rekaan")
        assert relayed.reply_to == card.message_id
        await officer.types("Baik, rekaan", reply_to=relayed)
        await asker.reads("Baik, rekaan")
    assert not any("antara kita" in item.text for item in api.messages[ASKER])


async def test_no_officers_group(house: House, api: BotApi) -> None:
    """Without an officers' group each admin gets the card in private chat, and replies to it."""
    asker, admin = Person(api, ASKER), Person(api, ADMIN)
    async with house.open(None):
        await asks(asker)
        card = await admin.reads("PI-")
        await admin.presses(card, "Ambil")
        await asker.reads("PI-", 2)
        await admin.types("Halo rekaan", reply_to=card)
        got = await asker.reads("Halo rekaan")
        await asker.types("Balasan rekaan", reply_to=got)
        await admin.reads("Balasan rekaan")


async def test_a_number_of_identity_goes_nowhere(house: House, store: Store, api: BotApi) -> None:
    """A NIK in a reply, and a picture of a card, are refused, not stored, not passed on."""
    asker, officer = Person(api, ASKER), Person(api, OFFICER, group=FORUM)
    async with house.open():
        await asks(asker)
        card = await officer.reads("PI-")
        await officer.types("Halo rekaan", topic=card.thread)
        got = await asker.reads("Halo rekaan")
        before = len(api.messages[ASKER])
        await asker.types("5307010101900001", reply_to=got)
        await asker.sends("ktp_saya.jpg", reply_to=got)
        await api.when(lambda: len(api.messages[ASKER]) == before + 2)
        assert await outbox_is_empty(store)
    assert [line for line in tickets.messages(store, 1) if line.arah == "penanya"] == []
    assert len([item for item in api.messages[FORUM] if item.thread == card.thread]) == 1


async def outbox_is_empty(store: Store) -> bool:
    """Whether nothing waits to be sent."""
    return not await asyncio.to_thread(outbox.claim, store, "uji", 5)
