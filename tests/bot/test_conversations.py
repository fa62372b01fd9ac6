"""What people write in private chat reaches their request, and nothing else is touched."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.conversations import Conversations
from bot.flood import FloodGate
from bot.reply import Reply
from bot.responding import SLOT, Slot
from data.models import Frozen, KeadaanTiket, Obrolan, Percakapan
from data.store import conversations, outbox, tickets
from data.store.errors import StoreError
from handlers.answer import Answer
from handlers.asker import Asker
from tests.bot.courier_parts import ASKER, FORUM, OFFICER, office_of, owe_text, seen, ticket
from tests.bot.message_parts import HearingDesk, NotingMessenger, document, message
from tests.telegram_fake import ME

if TYPE_CHECKING:
    from bot.rendering import Renderer
    from data.models import PesanKeluar, Tiket
    from data.report import Report
    from data.store.store import Store

HOME = Obrolan(id=ASKER, jenis="private", judul="")
HERE = Asker(id=ASKER, chat=HOME)
ADMIN_HERE = Asker(id=ASKER, admin=True, chat=HOME)


class Chat:
    """A person's private chat over a store."""

    def __init__(self, store: Store, report: Report, renderer: Renderer, burst: int = 99) -> None:
        self.store = store
        self.messenger = NotingMessenger()
        self.woken = 0
        self.alone = True
        self.office = office = office_of(store)
        self.talks = Conversations(
            HearingDesk(report, office),
            renderer,
            self.messenger,  # type: ignore[arg-type]
            FloodGate(burst=burst),
            office,
            after_change=self._wake,
            alone=lambda: self.alone,
        )

    def _wake(self) -> None:
        self.woken += 1

    async def takes(self, number: int, asker: Asker = HERE, **more: Any) -> bool:
        """Whether a message is taken."""
        return await self.talks.takes(message(ASKER, ASKER, number, **more), asker)

    def owed(self) -> list[PesanKeluar]:
        """What is owed and was not before."""
        found: list[PesanKeluar] = []
        while more := outbox.claim(self.store, "uji", 50):
            found += more
            for item in more:
                outbox.sent(self.store, item.id, 900 + item.id)
        return found


@pytest.fixture
def chat(store: Store, report: Report, renderer: Renderer) -> Chat:
    """A private chat in which nothing was said."""
    return Chat(store, report, renderer)


def begin(store: Store, step: str = "isi", number: int | None = None) -> None:
    """An open conversation in the asker's chat."""
    conversations.put(
        store,
        Percakapan(
            chat_id=ASKER, kunci="0123456789ab", langkah=step, tiket=number, diubah=store.now()
        ),
    )


def relayed(chat: Chat) -> tuple[Tiket, int]:
    """A request, and the message of its officer in the asker's chat."""
    request = ticket(chat.store)
    owe_text(chat.store, "dari petugas", number=request.id)
    (item,) = chat.owed()
    return request, 900 + item.id


async def test_nothing_open(chat: Chat) -> None:
    """Without an open conversation everything is left to others, known or not known yet."""
    assert not await chat.takes(1, text="dpt Sikka")
    await chat.talks.refresh()
    assert not await chat.takes(2, text="dpt Sikka")
    assert not await chat.takes(3, **document("a.pdf"))
    assert not await chat.takes(4, text="dpt Sikka", reply_to=1)


async def test_plain_questions_cost_nothing(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the open conversations are known, a plain question does not look into the store."""
    await chat.talks.refresh()

    def look(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(conversations, "get", look)
    monkeypatch.setattr(outbox, "of_message", look)
    assert not await chat.takes(1, text="dpt Sikka")


async def test_steps(chat: Chat) -> None:
    """Texts of an open conversation are its steps; commands are not."""
    begin(chat.store)
    await chat.talks.refresh()
    assert not await chat.takes(1, text="/dpt Sikka")
    assert await chat.takes(2, text="Isi rekaan")
    talk = conversations.get(chat.store, ASKER)
    assert talk is not None
    assert talk.permintaan.isi == "Isi rekaan"
    assert talk.langkah != "isi"
    assert chat.messenger.sent[0][0] == ASKER
    assert chat.woken == 1


async def test_a_conversation_of_another_process(chat: Chat) -> None:
    """What another process opened is known after a refresh; what it ended when it is looked at."""
    await chat.talks.refresh()
    begin(chat.store)
    assert not await chat.takes(1, text="Isi rekaan")
    await chat.talks.refresh()
    conversations.drop(chat.store, ASKER)
    assert not await chat.takes(2, text="Isi rekaan")


async def test_opened_here(chat: Chat) -> None:
    """The answer to a command tells at once that a conversation is open, or not any more."""
    await chat.talks.refresh()
    begin(chat.store)
    await chat.talks.noticed(reply("dpt"), HERE)
    assert not await chat.takes(1, text="Isi rekaan")
    await chat.talks.noticed(reply("permintaan"), HERE)
    assert await chat.takes(2, text="Isi rekaan")
    conversations.drop(chat.store, ASKER)
    await chat.talks.noticed(reply("hapus_data"), HERE)
    assert not await chat.takes(3, text="Isi rekaan")


async def test_a_refresh_that_is_overtaken(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read before a conversation was opened here does not undo it."""
    await chat.talks.refresh()
    begin(chat.store)
    await chat.talks._look(ASKER)

    def slowly(_store: Store) -> frozenset[int]:
        chat.talks._changes += 1
        return frozenset()

    monkeypatch.setattr(conversations, "open_chats", slowly)
    await chat.talks.refresh()
    assert await chat.takes(1, text="Isi rekaan")


async def test_a_file_is_no_step(chat: Chat) -> None:
    """A file in a conversation is answered and kept nowhere; an admin's is left to be loaded."""
    begin(chat.store)
    assert await chat.takes(1, **document("ktp.jpg"))
    assert chat.messenger.sent == [(ASKER, "permintaan_tanpa_berkas")]
    assert chat.owed() == []
    assert not await chat.takes(2, ADMIN_HERE, **document("bulan.csv"))


@pytest.mark.parametrize("step", ["isi", None])
async def test_a_reply_to_officers(chat: Chat, step: str | None) -> None:
    """A reply to an officer's message goes to the officers, whatever else is open."""
    request, theirs = relayed(chat)
    tickets.clarify(chat.store, request.id, OFFICER)
    if step:
        begin(chat.store, step)
    await chat.talks.refresh()
    for _ in range(2):
        assert await chat.takes(10, text="Tahun 2024", reply_to=theirs)
    (item,) = chat.owed()
    assert (item.chat_id, item.tiket_id) == (FORUM, request.id)
    assert json.loads(item.isi)["nilai"]["teks"] == "Tahun 2024"
    assert seen(chat.store, request.id).keadaan is KeadaanTiket.DIAMBIL
    assert (conversations.get(chat.store, ASKER) is not None) == bool(step)
    assert chat.messenger.sent[0] == (ASKER, "sistem_tiket_diteruskan")


async def test_an_album_is_confirmed_once(chat: Chat) -> None:
    """Each file of an album is copied to the officers; the asker is told once."""
    _, theirs = relayed(chat)
    for number in (11, 12):
        assert await chat.takes(
            number, reply_to=theirs, media_group_id="7", **document(f"{number}.pdf")
        )
    assert [json.loads(item.isi)["pesan"] for item in chat.owed()] == [11, 12]
    assert len(chat.messenger.sent) == 1


async def test_a_file_as_the_reply(chat: Chat) -> None:
    """After *Balas* a file is the reply, and ends the conversation; a refused one does not."""
    request, _ = relayed(chat)
    begin(chat.store, "balas", request.id)
    await chat.talks.refresh()
    assert await chat.takes(12, **document("ktp saya.jpg"))
    assert chat.messenger.sent == [(ASKER, "pesan_pribadi")]
    assert await chat.takes(13, **document("surat.pdf"))
    (item,) = chat.owed()
    assert (item.bentuk, item.chat_id) == ("salin", FORUM)
    assert conversations.get(chat.store, ASKER) is None
    assert not await chat.takes(14, text="dpt Sikka")


@pytest.mark.parametrize(
    "content",
    [
        {"text": "NIK 5307010101900001"},
        {**document("surat.pdf"), "caption": "5307010101900001"},
        document("5307010101900001.pdf"),
        {**document("surat.pdf"), "caption": "foto KTP"},
    ],
)
async def test_a_number_of_identity(chat: Chat, content: dict[str, Any]) -> None:
    """What holds a NIK, or calls itself an identity card, is kept nowhere."""
    request, theirs = relayed(chat)
    before = tickets.messages(chat.store, request.id)
    assert await chat.takes(15, reply_to=theirs, **content)
    assert chat.messenger.sent == [(ASKER, "pesan_pribadi")]
    assert tickets.messages(chat.store, request.id) == before
    assert chat.owed() == []


async def test_too_fast(store: Store, report: Report, renderer: Renderer) -> None:
    """Who writes too fast is told to wait, and nothing is taken as a step meanwhile."""
    chat = Chat(store, report, renderer, burst=1)
    begin(store)
    await chat.takes(1, text="Isi rekaan")
    after = conversations.get(store, ASKER)
    for number in (2, 3):
        assert await chat.takes(number, text="Kegunaan rekaan")
    assert conversations.get(store, ASKER) == after
    assert len(chat.messenger.sent) == 2


async def test_the_store_is_away(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that cannot be kept is answered with that, not taken for a question."""
    begin(chat.store)
    await chat.talks.refresh()

    def away(*_: object) -> None:
        raise StoreError("rekaan")

    monkeypatch.setattr(conversations, "get", away)
    monkeypatch.setattr(outbox, "of_message", away)
    assert await chat.takes(1, text="Isi rekaan", reply_to=7)
    assert len(chat.messenger.sent) == 1
    assert await chat.takes(2, text="Isi rekaan")


async def test_not_here(chat: Chat) -> None:
    """Groups and those who are nobody in particular have no conversation."""
    begin(chat.store)
    group = Obrolan(id=-5, jenis="supergroup", judul="Rapat")
    elsewhere = message(ASKER, -5, 1, text="Halo")
    assert not await chat.talks.takes(elsewhere, Asker(id=ASKER, chat=group))
    assert not await chat.takes(2, Asker(chat=HOME), text="Halo")


def reply(command: str) -> Reply:
    """The reply to a command."""
    return Reply(
        answer=Answer(command=command, template="x", data=Frozen()),
        html="x",
        plain="x",
        buttons=(),
        copy_label="",
        copy_text=None,
    )


async def test_steps_with_a_slash(chat: Chat) -> None:
    """While a request is written /batal and the like are steps; otherwise they are commands."""
    await chat.talks.refresh()
    assert not await chat.takes(16, text="/batal")
    begin(chat.store, "kegunaan")
    await chat.talks.refresh()
    assert not await chat.takes(17, text="/dpt Sikka")
    assert await chat.takes(18, text="/Lewati ")
    assert await chat.takes(19, text="/batal")
    assert chat.messenger.sent == [(ASKER, "permintaan"), (ASKER, "permintaan_batal")]
    assert conversations.get(chat.store, ASKER) is None


async def test_a_reply_to_what_shows_a_request(chat: Chat) -> None:
    """What replies to the receipt or the status of one's own request goes to its officers."""
    request = ticket(chat.store)
    chat.office.username = str(ME["username"])
    receipt = {
        "message_id": 8,
        "date": 1767571260,
        "from": ME,
        "chat": {"id": ASKER, "type": "private", "first_name": "Rekaan"},
        "text": f"Permintaan Anda tercatat: {request.nomor}",
    }
    assert await chat.takes(20, text="Tahun 2024", reply_to_message=receipt)
    assert chat.messenger.sent == [(ASKER, "sistem_tiket_diteruskan")]
    assert [json.loads(item.isi)["nilai"]["teks"] for item in chat.owed()] == ["Tahun 2024"]


async def test_another_process_may_have_begun_it(chat: Chat) -> None:
    """Where others live, a text that follows what one of them asked a moment ago is a step."""
    chat.alone = False
    await chat.talks.refresh()
    assert not await chat.takes(1, text="dpt Sikka")
    begin(chat.store)
    assert await chat.takes(2, text="Isi rekaan")
    talk = conversations.get(chat.store, ASKER)
    assert talk is not None
    assert talk.permintaan.isi == "Isi rekaan"


async def test_what_is_another_process_s_is_left_to_it(chat: Chat) -> None:
    """A step that came as a plain question is claimed first, and left where another has it."""
    begin(chat.store)
    await chat.talks.refresh()
    answers = iter([False, True])

    async def claim() -> bool:
        return next(answers)

    token = SLOT.set(Slot(claim=claim))
    try:
        assert await chat.takes(1, text="Isi rekaan")
        assert chat.messenger.sent == []
        assert await chat.takes(1, text="Isi rekaan")
        assert len(chat.messenger.sent) == 1
    finally:
        SLOT.reset(token)
