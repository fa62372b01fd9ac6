"""What officers write goes to askers, and what they must see is owed to them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.officers import Officers
from data.models import KeadaanTiket, Obrolan
from data.store import chats, outbox, tickets
from data.store.errors import StoreError
from handlers.asker import Asker
from tests.bot.courier_parts import ADMIN, ASKER, FORUM, OFFICER, SUPERGROUP, owe_card, seen, ticket
from tests.bot.message_parts import (
    HearingDesk,
    NotingMessenger,
    document,
    message,
    office_of,
)
from tests.telegram_fake import ME

if TYPE_CHECKING:
    from bot.rendering import Renderer
    from data.models import PesanKeluar, Tiket
    from data.report import Report
    from data.store.store import Store
    from handlers.office import Office

TOPIC = 70
GROUP = Obrolan(id=FORUM, jenis="supergroup", judul="Petugas rekaan")
THERE = Asker(id=OFFICER, officer=True, chat=GROUP, topic=TOPIC)
NAMELESS = Asker(chat=GROUP, topic=TOPIC)
AT_HOME = Asker(
    id=ADMIN, admin=True, officer=True, chat=Obrolan(id=ADMIN, jenis="private", judul="")
)
SECOND_ADMIN = ADMIN + 1


class Room:
    """The officers' side over a store, with one request in a topic."""

    def __init__(self, store: Store, report: Report, renderer: Renderer, office: Office) -> None:
        self.office = office
        self.messenger = NotingMessenger()
        self.woken = 0
        self.officers = Officers(
            HearingDesk(report, office),
            renderer,
            self.messenger,  # type: ignore[arg-type]
            office,
            (SECOND_ADMIN, ADMIN),
            after_change=self._wake,
        )
        self.store = store

    def _wake(self) -> None:
        self.woken += 1

    async def takes(self, number: int, asker: Asker = THERE, **more: Any) -> bool:
        """Whether a message is taken; in the request's topic unless ``more`` says otherwise."""
        assert asker.chat is not None
        topic = more.pop("topic", asker.topic)
        written = message(asker.id, asker.chat.id, number, topic=topic, **more)
        return await self.officers.takes(written, asker)

    def owed(self) -> list[PesanKeluar]:
        """What is owed, which is claimed by that, until nothing is left."""
        found: list[PesanKeluar] = []
        while more := outbox.claim(self.store, "uji", 50):
            found += more
            for item in more:
                outbox.sent(self.store, item.id, 900 + item.id)
        return found


@pytest.fixture
def made(store: Store) -> Tiket:
    """A request whose card stands in a topic of the officers' group."""
    request = ticket(store)
    tickets.place(store, request.id, FORUM, TOPIC, 71)
    return request


@pytest.fixture
def room(store: Store, report: Report, renderer: Renderer, made: Tiket) -> Room:
    """The officers' side with a group."""
    assert made.id
    return Room(store, report, renderer, office_of(store))


async def test_a_text_in_the_topic(room: Room, made: Tiket) -> None:
    """A text in a request's topic is owed to its asker, once however often it comes."""
    for _ in range(2):
        assert await room.takes(80, text="Halo rekaan")
    (item,) = room.owed()
    assert (item.chat_id, item.tiket_id) == (ASKER, made.id)
    content = json.loads(item.isi)
    assert "Halo rekaan" in str(content["nilai"])
    assert content["asal"] == [FORUM, 80]
    assert room.woken == 2
    assert [line.teks for line in tickets.messages(room.store, made.id)][1:] == ["Halo rekaan"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (document("tabel.xlsx"), "tabel.xlsx"),
        (document(None), "berkas"),
        ({"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}}, "pesan suara"),
        ({"dice": {"emoji": "x", "value": 3}}, "lampiran"),
    ],
)
async def test_files(room: Room, made: Tiket, content: dict[str, Any], name: str) -> None:
    """A file is noted by its name or kind and copied to the asker."""
    assert await room.takes(81, **content, caption="Ini tabelnya")
    copy = room.owed()[-1]
    assert (copy.bentuk, copy.chat_id) == ("salin", ASKER)
    assert json.loads(copy.isi)["pesan"] == 81
    line = tickets.messages(room.store, made.id)[-1]
    assert (line.berkas, line.teks) == (name, "Ini tabelnya")


@pytest.mark.parametrize(
    ("author", "text", "owed"),
    [
        (ME, "Tulis jawaban PI-2025-0001 di topiknya, atau balas kartunya.", [ASKER]),
        (ME, "Permintaan terbuka: 1\n• PI-2025-0001: baru", []),
        (ME, "PI-2025-0999: menunggu petugas", []),
        (ME | {"username": "BotLain"}, "PI-2025-0001: menunggu petugas", []),
    ],
)
async def test_a_reply_to_an_answer_about_a_request(
    room: Room, author: dict[str, Any], text: str, owed: list[int]
) -> None:
    """Outside of topics a reply to the bot's own answer about one request goes to its asker."""
    room.office.username = str(ME["username"])
    place = {"id": FORUM, "type": "supergroup", "title": "Rapat"}
    earlier = {"message_id": 55, "date": 1767571260, "from": author, "chat": place, "text": text}
    reply: dict[str, Any] = {"text": "Jawaban rekaan", "topic": 0, "reply_to_message": earlier}
    assert await room.takes(95, **reply) is bool(owed)
    assert [item.chat_id for item in room.owed()] == owed


async def test_what_is_awaited_changes_the_state(room: Room, made: Tiket) -> None:
    """The text that was awaited of an officer answers the request."""
    tickets.await_text(room.store, made.id, OFFICER, "jawab")
    assert await room.takes(82, text="Jawabannya rekaan")
    assert seen(room.store, made.id).keadaan is KeadaanTiket.DIJAWAB
    assert room.messenger.sent


@pytest.mark.parametrize(
    ("asker", "more"),
    [
        (THERE, {"text": "/dpt Sikka"}),
        (THERE, {"text": "Halo", "topic": 0}),
        (THERE, {"text": "Halo", "topic": 99}),
        (THERE, {"text": "Halo", "topic": 0, "reply_to": 55}),
        (THERE, {"forum_topic_closed": {}}),
        (Asker(id=OFFICER, chat=Obrolan(id=-5, jenis="supergroup", judul="")), {"text": "Halo"}),
        (AT_HOME, {"text": "Halo", "reply_to": 5}),
    ],
    ids=["command", "general", "another topic", "another reply", "service", "elsewhere", "private"],
)
async def test_what_is_not_for_askers(room: Room, asker: Asker, more: dict[str, Any]) -> None:
    """Commands, talk outside of requests and service messages are left to others."""
    assert not await room.takes(83, asker, **more)
    assert room.owed() == []


async def test_a_reply_to_the_card(room: Room, made: Tiket) -> None:
    """In General a reply to the card is for the asker; so is one to what the asker wrote."""
    owe_card(room.store, made.id)
    (card,) = room.owed()
    assert await room.takes(84, topic=0, reply_to=900 + card.id, text="Halo rekaan")
    (item,) = room.owed()
    assert item.chat_id == ASKER


async def test_in_the_groups_name(room: Room) -> None:
    """Who writes in the group's name is told once that it goes nowhere."""
    for number in (85, 86):
        assert await room.takes(number, NAMELESS, text="Halo rekaan")
    assert len(room.messenger.sent) == 1
    assert "atas nama sendiri" in room.messenger.sent[0][1]
    assert room.owed() == []


async def test_a_number_of_identity(room: Room, made: Tiket) -> None:
    """An officer's message with a NIK is refused and kept nowhere."""
    assert await room.takes(87, text="5307010101900001")
    assert room.messenger.sent == [(FORUM, "pesan_pribadi")]
    assert room.owed() == []
    assert len(tickets.messages(room.store, made.id)) == 1


async def test_a_withdrawn_request(room: Room, made: Tiket) -> None:
    """What is written after the asker withdrew goes nowhere, and the officer is told."""
    tickets.close(room.store, made.id, None, KeadaanTiket.DICABUT)
    assert await room.takes(88, text="Halo rekaan")
    assert room.messenger.sent == [(FORUM, "sistem_tiket_tertutup")]


async def test_the_store_is_away(room: Room, monkeypatch: pytest.MonkeyPatch, made: Tiket) -> None:
    """What an officer writes while the store is away is not taken silently."""

    def away(*_: object) -> None:
        raise StoreError("rekaan")

    monkeypatch.setattr(tickets, "at", away)
    assert await room.takes(89, text="Halo rekaan")
    assert room.messenger.sent == [(FORUM, "basis_data")]
    assert len(tickets.messages(room.store, made.id)) == 1


async def test_cards(store: Store, report: Report, renderer: Renderer) -> None:
    """A request without a card gets one, once; one that was sent unnoted is noted."""
    room = Room(store, report, renderer, office_of(store))
    request = ticket(store)
    for _ in range(2):
        await room.officers.due_cards()
    (card,) = room.owed()
    assert (card.kunci, card.chat_id) == (f"kartu-{request.id}", FORUM)
    assert json.loads(card.isi) == {"pertanyaan": f"/permintaan {request.id}", "petugas": True}
    await room.officers.due_cards()
    assert seen(store, request.id).pesan == 900 + card.id
    await room.officers.due_cards()
    assert room.owed() == []


async def test_cards_for_admins(store: Store, report: Report, renderer: Renderer) -> None:
    """Without an officers' group each admin gets the card, and a reply there is an officer's."""
    room = Room(store, report, renderer, office_of(store, None))
    request = ticket(store)
    await room.officers.due_cards()
    cards = room.owed()
    assert [card.chat_id for card in cards] == [ADMIN, SECOND_ADMIN]
    mine = cards[0]
    assert not await room.takes(90, AT_HOME, text="Halo rekaan")
    assert await room.takes(91, AT_HOME, text="Halo rekaan", reply_to=900 + mine.id)
    (item,) = room.owed()
    assert (item.chat_id, item.tiket_id) == (ASKER, request.id)


async def test_a_group_that_moved(store: Store, report: Report, renderer: Renderer) -> None:
    """A group that is known to have become a supergroup is found there from the start."""
    chats.remember(store, Obrolan(id=FORUM, jenis="group", judul="Petugas rekaan"))
    chats.migrate(store, FORUM, SUPERGROUP)
    office = office_of(store)
    room = Room(store, report, renderer, office)
    ticket(store)
    await room.officers.due_cards()
    assert [card.chat_id for card in room.owed()] == [SUPERGROUP]
    assert office.officer_chat == SUPERGROUP


@pytest.mark.parametrize(
    ("failed", "template"),
    [(True, "sistem_tiket_gagal"), (False, "sistem_tiket_tidak_pasti")],
)
async def test_notes(
    room: Room, made: Tiket, renderer: Renderer, *, failed: bool, template: str
) -> None:
    """Officers are told once of a message that failed or may not have arrived, with a button."""
    await room.takes(92, text="Halo rekaan")
    (item,) = outbox.claim(room.store, "uji", 5)
    if failed:
        outbox.failed(room.store, item.id, "bot diblokir")
    else:
        outbox.unknown(room.store, item.id, "waktu tunggu habis")
    for _ in range(2):
        await room.officers.notes()
    (note,) = room.owed()
    content = json.loads(note.isi)
    assert (note.chat_id, note.tiket_id, content["nama"]) == (FORUM, made.id, template)
    assert content["tombol"][0][0]["question"] == f"/permintaan kirim_ulang {item.id}"
    assert made.nomor in renderer.text(content["nama"], **content["nilai"])


async def test_an_unreachable_group(room: Room, made: Tiket) -> None:
    """Where the officers' group takes no card the admins get it, and a word why."""
    owe_card(room.store, made.id)
    (card,) = outbox.claim(room.store, "uji", 5)
    outbox.failed(room.store, card.id, "bot dikeluarkan")
    await room.officers.notes()
    told = {(item.chat_id, item.kunci.partition("-")[0]) for item in room.owed()}
    assert told == {(ADMIN, "kartu"), (SECOND_ADMIN, "kartu"), (ADMIN, "kabar")}


async def test_nobody_to_tell(store: Store, report: Report, renderer: Renderer) -> None:
    """Where no officer is known yet a failure waits to be told."""
    room = Room(store, report, renderer, office_of(store, None))
    request = ticket(store)
    outbox.add(store, key="x", chat=ASKER, form="templat", content={"nama": "x"}, ticket=request.id)
    (item,) = outbox.claim(store, "uji", 5)
    outbox.failed(store, item.id, "bot diblokir")
    await room.officers.notes()
    assert [each.id for each in outbox.untold(store)] == [item.id]
