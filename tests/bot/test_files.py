"""Files of answers over real HTTP: made, uploaded once, sent again by their id, or excused.

What they are made of is made up (rekaan).
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest
from telegram import Bot
from telegram.error import TimedOut
from telegram.request import HTTPXRequest

from bot.addressing import Place
from bot.files import Files, InThread, key_of
from bot.sending import Messenger
from data.models import Bahan
from data.store import files as stored
from data.store.errors import StoreError
from handlers.answer import Lampiran
from tests.bot.desk_fake import reply_to
from tests.bot.making_rekaan import Rekaan, make
from tests.botapi import faults
from tests.botapi.wire import Upload
from tests.botapi_standin import BotApi, bot_api
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.reply import Reply
    from data.store.store import Store

CHAT, GROUP, MOVED = 123456789, -4123456789, -1004123456789
HERE = Place(CHAT, reply_to=5)
PHOTO = Lampiran(
    nama="dpt.png", bahan=Rekaan(teks="gambar"), kunci="dpt-v1", foto=True, keterangan="Batang."
)
TABLE = Lampiran(nama="dpt.csv", bahan=Rekaan(teks="tabel"), kunci="csv-v1")
ME_ID = int(TOKEN.partition(":")[0])
PHOTO_KEY, TABLE_KEY = key_of(ME_ID, PHOTO), key_of(ME_ID, TABLE)
FILES = frozenset({"sendPhoto", "sendDocument"})
NO_PHOTOS = faults.refusal(400, "Bad Request: not enough rights to send photos to the chat")


class Maker:
    """Makes made-up files here, noting each; ``held`` keeps it from coming to an end."""

    def __init__(self) -> None:
        self.made_keys: list[str | None] = []
        self.held = asyncio.Event()
        self.held.set()

    async def made(self, bahan: Bahan, key: str | None = None) -> bytes:
        """The file, as the made-up way gives it."""
        self.made_keys.append(key)
        await self.held.wait()
        return make(bahan)


@pytest.fixture
def maker() -> Maker:
    """A maker of the test's own."""
    return Maker()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API of the test's own."""
    async with bot_api() as given:
        yield given


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    """A bot that talks HTTP to it."""
    request = HTTPXRequest(connection_pool_size=8, read_timeout=2)
    async with Bot(TOKEN, base_url=f"{api.url}/bot", request=request) as given:
        api.calls.clear()
        yield given


@pytest.fixture
def messenger(bot: Bot, maker: Maker) -> Messenger:
    """A messenger without a store that waits in no time."""
    return Messenger(bot, files=Files(maker), sleep=lambda _: asyncio.sleep(0))


def reply_with(*files: Lampiran, text: str = "DPT Sikka", tail: str = "") -> Reply:
    """A reply with ``files``; its text is bold and goes on with ``tail``."""
    reply = reply_to(text)
    answer = reply.answer.model_copy(update={"files": files})
    changes = {"answer": answer, "html": reply.html + tail, "plain": reply.plain + tail}
    return reply.model_copy(update=changes)


def sent(api: BotApi, chat: int = CHAT) -> list[tuple[str, str]]:
    """What ``chat`` got: text, photo or document, and its words without tags."""
    return [
        (
            "photo" if each.photo else "document" if each.document else "text",
            re.sub("<[^>]+>", "", each.text),
        )
        for each in api.messages[chat]
    ]


async def test_photo_bears_the_text(api: BotApi, messenger: Messenger) -> None:
    """A photo comes with the answer as its caption, with the buttons, as a reply."""
    number = await messenger.send(HERE, reply_with(PHOTO))
    (call,) = api.of("sendPhoto")
    assert (call["caption"], call["parse_mode"]) == ("<b>DPT Sikka</b>", "HTML")
    assert call["reply_parameters"]["message_id"] == 5
    (message,) = api.messages[CHAT]
    assert message.message_id == number
    assert message.markup["inline_keyboard"][0][0]["text"] == "Ende"
    assert api.chats.files[message.photo or ""].content == b"gambar"
    assert api.chats.files[message.photo or ""].path.endswith("/dpt.png")
    assert api.of("sendMessage") == []


@pytest.mark.parametrize(("length", "kinds"), [(1024, ["photo"]), (1025, ["text", "photo"])])
async def test_caption_limit(
    api: BotApi, messenger: Messenger, length: int, kinds: list[str]
) -> None:
    """A text of up to 1024 units stands under the photo; a longer one before it."""
    tail = "𝄞" * ((length - 9) // 2) + "x" * ((length - 9) % 2)
    await messenger.send(HERE, reply_with(PHOTO, tail=tail))
    assert [kind for kind, _ in sent(api)] == kinds
    assert "reply_markup" in (api.of("sendMessage") or api.of("sendPhoto"))[0]
    if len(kinds) == 2:
        assert sent(api)[1] == ("photo", "Batang.")
        assert "reply_markup" not in api.of("sendPhoto")[0]


async def test_document_follows(api: BotApi, messenger: Messenger) -> None:
    """A document follows the text, in its topic; a photo beside it bears the text."""
    await messenger.send(Place(GROUP, thread_id=7), reply_with(TABLE))
    assert sent(api, GROUP) == [("text", "DPT Sikka"), ("document", "")]
    assert {each.thread for each in api.messages[GROUP]} == {7}
    await messenger.send(HERE, reply_with(TABLE, PHOTO))
    assert sent(api) == [("photo", "DPT Sikka"), ("document", "")]


async def test_ready_file(api: BotApi, messenger: Messenger, maker: Maker) -> None:
    """A file that is ready is sent as it is: nothing is made, and no work is shown."""
    await messenger.send(HERE, reply_with(Lampiran(nama="templat.xlsx", isi=b"siap")))
    (_, message) = api.messages[CHAT]
    assert api.chats.files[message.document or ""].content == b"siap"
    assert maker.made_keys == []
    assert api.of("sendChatAction") == []


@pytest.mark.parametrize(
    ("file", "action"), [(PHOTO, "upload_photo"), (TABLE, "upload_document")], ids=str
)
async def test_work_is_shown(
    api: BotApi, messenger: Messenger, maker: Maker, file: Lampiran, action: str
) -> None:
    """While a file is made, the chat sees that one is coming; refusing that costs nothing."""
    maker.held.clear()
    sending = asyncio.create_task(messenger.send(Place(GROUP, thread_id=7), reply_with(file)))
    (shown, *_) = await api.until("sendChatAction")
    assert (shown["chat_id"], shown["action"]) == (GROUP, action)
    assert shown["message_thread_id"] == 7
    maker.held.set()
    assert await sending is not None
    api.fail(faults.NO_RIGHTS, methods={"sendChatAction"})
    assert await messenger.send(HERE, reply_with(file.model_copy(update={"kunci": "lain"})))


@pytest.mark.parametrize(("file", "method"), [(PHOTO, "sendPhoto"), (TABLE, "sendDocument")])
async def test_uploaded_once(
    api: BotApi, messenger: Messenger, maker: Maker, file: Lampiran, method: str
) -> None:
    """What was uploaded is sent again by its id: nothing is made or uploaded a second time."""
    for _ in range(3):
        await messenger.send(HERE, reply_with(file))
    first, second, third = api.of(method)
    kind = "photo" if file.foto else "document"
    given = {each.photo or each.document for each in api.messages[CHAT]} - {None}
    assert given == {second[kind]} == {third[kind]}
    assert isinstance(first[kind], Upload)
    assert maker.made_keys == [file.kunci]


async def test_nameless_file_is_made_each_time(
    api: BotApi, messenger: Messenger, maker: Maker
) -> None:
    """A file without a key may be another each time: it is made and uploaded again."""
    file = TABLE.model_copy(update={"kunci": None})
    for _ in range(2):
        await messenger.send(HERE, reply_with(file))
    assert maker.made_keys == [None, None]
    assert len({each.document for each in api.messages[CHAT]} - {None}) == 2


async def test_id_outlives_the_process(bot: Bot, api: BotApi, maker: Maker, store: Store) -> None:
    """After a restart what was uploaded before is still sent by its id."""
    for _ in range(2):
        messenger = Messenger(bot, files=Files(maker, lambda: store))
        await messenger.send(HERE, reply_with(PHOTO))
    assert maker.made_keys == ["dpt-v1"]
    assert stored.file_id(store, PHOTO_KEY or "") == api.messages[CHAT][0].photo
    assert {each.photo for each in api.messages[CHAT]} == {"photo-1"}


@pytest.mark.parametrize("wrong", ["tak dikenal", "document-9"])
async def test_wrong_id_is_renewed(
    bot: Bot, api: BotApi, maker: Maker, sqlite_store: Store, wrong: str
) -> None:
    """An id that Telegram refuses is forgotten, and the file uploaded again, once."""
    api.chats.store("document-9", "documents/9/lain", b"lain")
    stored.remember(sqlite_store, PHOTO_KEY or "", wrong)
    messenger = Messenger(bot, files=Files(maker, lambda: sqlite_store))
    for _ in range(2):
        await messenger.send(HERE, reply_with(PHOTO))
    assert sent(api) == [("photo", "DPT Sikka")] * 2
    assert maker.made_keys == ["dpt-v1"]
    assert stored.file_id(sqlite_store, PHOTO_KEY or "") == "photo-1"
    assert len(api.of("sendPhoto")) == 3


async def test_wrong_id_of_what_cannot_be_made(
    bot: Bot, api: BotApi, maker: Maker, sqlite_store: Store
) -> None:
    """Where the id is refused and the file cannot be made anew, that is said, and it is gone."""
    stored.remember(sqlite_store, PHOTO_KEY or "", "tak dikenal")
    broken = PHOTO.model_copy(update={"bahan": Rekaan(teks="salah")})
    await Messenger(bot, files=Files(maker, lambda: sqlite_store)).send(HERE, reply_with(broken))
    assert [kind for kind, _ in sent(api)] == ["text", "text"]
    assert stored.file_id(sqlite_store, PHOTO_KEY or "") is None


async def test_store_that_fails(bot: Bot, api: BotApi, maker: Maker, sqlite_store: Store) -> None:
    """A store that does not answer keeps no file back."""
    with sqlite_store.writing() as connection:
        connection.exec_driver_sql("DROP TABLE berkas_kirim")
    with pytest.raises(StoreError):
        stored.file_id(sqlite_store, "x")
    files = Files(maker, lambda: sqlite_store)
    await Messenger(bot, files=files).send(HERE, reply_with(PHOTO, TABLE))
    await files.forget(PHOTO_KEY or "")
    assert sent(api) == [("photo", "DPT Sikka"), ("document", "")]
    assert await files.known(PHOTO_KEY) is None
    assert await files.known(TABLE_KEY) == "document-2"


@pytest.mark.parametrize("file", [PHOTO, TABLE], ids=["photo", "document"])
@pytest.mark.parametrize("content", ["salah", ""], ids=["fails", "empty"])
async def test_file_that_is_not_made(
    api: BotApi, messenger: Messenger, file: Lampiran, content: str
) -> None:
    """Of a file that cannot be made a sentence says so; the answer stands."""
    broken = file.model_copy(update={"bahan": Rekaan(teks=content)})
    number = await messenger.send(HERE, reply_with(broken))
    answer, sentence = sent(api)
    assert answer == ("text", "DPT Sikka")
    assert number == api.messages[CHAT][0].message_id
    assert sentence == (
        "text",
        f"Berkas {file.nama} belum dapat dibuat. Silakan coba lagi beberapa saat lagi.",
    )


@pytest.mark.parametrize(("file", "size"), [(PHOTO, 10), (TABLE, 50)], ids=["photo", "document"])
async def test_file_too_big(api: BotApi, messenger: Messenger, file: Lampiran, size: int) -> None:
    """A file that is bigger than Telegram takes is not even uploaded, and that is said."""
    bahan = Rekaan(teks="x", ulang=size * 1024 * 1024 + 1)
    await messenger.send(HERE, reply_with(file.model_copy(update={"bahan": bahan})))
    assert [kind for kind, _ in sent(api)] == ["text", "text"]
    assert "terlalu besar" in sent(api)[1][1]
    assert api.of("sendPhoto") == api.of("sendDocument") == []


async def test_server_that_takes_less(api: BotApi, messenger: Messenger) -> None:
    """A server that finds a file too big says it in its own way; the asker hears it in words."""
    api.fail(faults.refusal(413, "Request Entity Too Large"), methods={"sendDocument"})
    await messenger.send(HERE, reply_with(TABLE))
    assert [kind for kind, _ in sent(api)] == ["text", "text"]
    assert "terlalu besar" in sent(api)[1][1]


@pytest.mark.parametrize(
    "refusal", [NO_PHOTOS, faults.refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")]
)
async def test_refused_photo(api: BotApi, messenger: Messenger, refusal: faults.Fault) -> None:
    """A chat that takes no photo gets the text with its buttons, and hears why no more."""
    api.fail(refusal, methods={"sendPhoto"})
    number = await messenger.send(HERE, reply_with(PHOTO, TABLE))
    assert sent(api) == [
        ("text", "DPT Sikka"),
        ("text", "Berkas dpt.png tidak dapat dikirim di sini."),
        ("document", ""),
    ]
    assert api.messages[CHAT][0].message_id == number
    assert "reply_markup" in api.of("sendMessage")[0]


async def test_refused_document(api: BotApi, messenger: Messenger) -> None:
    """A chat that takes no document keeps its text."""
    api.fail(
        faults.refusal(400, "Bad Request: not enough rights to send documents to the chat"),
        methods={"sendDocument"},
    )
    await messenger.send(HERE, reply_with(TABLE))
    assert sent(api)[1] == ("text", "Berkas dpt.csv tidak dapat dikirim di sini.")


async def test_refused_html_under_a_photo(api: BotApi, messenger: Messenger, maker: Maker) -> None:
    """A caption that Telegram cannot read is sent plain, under the same photo."""
    api.fail(faults.UNPARSABLE, methods={"sendPhoto"}, times=1)
    await messenger.send(HERE, reply_with(PHOTO))
    html, plain = api.of("sendPhoto")
    assert html["parse_mode"] == "HTML"
    assert "parse_mode" not in plain
    assert plain["reply_markup"] == html["reply_markup"]
    assert sent(api) == [("photo", "DPT Sikka")]
    assert maker.made_keys == ["dpt-v1"]


@pytest.mark.parametrize("file", [PHOTO, TABLE], ids=["photo", "document"])
async def test_patience(api: BotApi, messenger: Messenger, maker: Maker, file: Lampiran) -> None:
    """Where Telegram wants the file later, it comes later, made once."""
    api.fail(faults.too_many(3), methods=FILES, times=2)
    await messenger.send(HERE, reply_with(file))
    assert len(api.of("sendPhoto") + api.of("sendDocument")) == 3
    assert sent(api)[-1][0] == ("photo" if file.foto else "document")
    assert maker.made_keys == [file.kunci]


@pytest.mark.parametrize("file", [PHOTO, TABLE], ids=["photo", "document"])
@pytest.mark.parametrize("fault", [faults.BLOCKED, faults.too_many(60)], ids=["blocked", "overrun"])
async def test_closed_chat(
    api: BotApi, messenger: Messenger, file: Lampiran, fault: faults.Fault
) -> None:
    """Who blocked the bot, or is overrun, gets no file and causes no error."""
    api.fail(fault, methods=FILES)
    number = await messenger.send(HERE, reply_with(file))
    assert sent(api) == ([] if file.foto else [("text", "DPT Sikka")])
    assert (number is None) == file.foto


async def test_topic_that_is_gone(api: BotApi, messenger: Messenger) -> None:
    """Where the topic is gone, neither photo nor text arrives, without an error."""
    api.fail(faults.THREAD_NOT_FOUND, methods={"sendPhoto", "sendMessage"}, times=None)
    assert await messenger.send(Place(GROUP, thread_id=7), reply_with(PHOTO, TABLE)) is None
    assert api.of("sendDocument") == []


async def test_group_that_moved(api: BotApi, messenger: Messenger) -> None:
    """A group that became a supergroup gets photo, text and document there, each once."""
    api.migrate(GROUP, MOVED)
    await messenger.send(Place(GROUP, reply_to=3), reply_with(PHOTO))
    await messenger.send(Place(GROUP, reply_to=3), reply_with(TABLE))
    assert sent(api, MOVED) == [("photo", "DPT Sikka"), ("text", "DPT Sikka"), ("document", "")]
    assert {each.reply_to for each in api.messages[MOVED]} == {None}


async def test_group_that_moves_on_and_on(api: BotApi, messenger: Messenger) -> None:
    """A server that moves a group for ever is followed once."""
    api.migrate(GROUP, MOVED)
    api.fail(faults.migrated(-1009), chat=MOVED, methods=FILES, times=None)
    api.fail(faults.migrated(MOVED), chat=-1009, methods=FILES, times=None)
    assert await messenger.send(Place(GROUP), reply_with(PHOTO)) is None
    assert len(api.of("sendPhoto")) == 2
    await messenger.send(Place(MOVED), reply_with(TABLE))
    assert sent(api, MOVED) == [("text", "DPT Sikka")]
    assert len(api.of("sendDocument")) == 2


@pytest.mark.parametrize("file", [PHOTO, TABLE], ids=["photo", "document"])
async def test_lost_answer_is_not_repeated(
    api: BotApi, messenger: Messenger, file: Lampiran
) -> None:
    """After a time-out the file may have arrived: it is not sent again."""
    api.fail(faults.hang_after(4), methods=FILES, times=1)
    with pytest.raises(TimedOut):
        await messenger.send(HERE, reply_with(file))
    assert len(api.of("sendPhoto") + api.of("sendDocument")) == 1


async def test_counted(bot: Bot, api: BotApi, maker: Maker) -> None:
    """Each message with a file counts as sent, for announcements to keep their distance."""
    noted: list[int] = []
    messenger = Messenger(bot, files=Files(maker), noted=noted.append)
    await messenger.send(HERE, reply_with(PHOTO, TABLE))
    assert noted == [CHAT, CHAT]
    assert len(api.messages[CHAT]) == 2


async def test_without_a_workshop(bot: Bot, api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """A messenger without anything else makes files in a thread."""
    monkeypatch.setattr("bot.files.make", make)
    await Messenger(bot).send(HERE, reply_with(PHOTO))
    assert sent(api) == [("photo", "DPT Sikka")]
    assert await InThread().made(Rekaan(teks="satu"), "kunci") == b"satu"


async def test_ids_are_remembered_within_bounds(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many ids those used last are kept; a message without a file gives none."""
    monkeypatch.setattr("bot.files.IDS_REMEMBERED", 2)
    files = Files(maker)
    for key in ("a", "b"):
        await files.remember(key, f"id-{key}")
    assert await files.known("a") == "id-a"
    await files.remember("c", "id-c")
    await files.remember("d", None)
    found = [await files.known(key) for key in ("a", "b", "c", "d", None)]
    assert found == ["id-a", None, "id-c", None, None]


def test_keys() -> None:
    """A key tells bots and kinds of file apart, and fits the store however long it is."""
    long = TABLE.model_copy(update={"kunci": "k" * 200})
    keys = [
        key_of(7, PHOTO),
        key_of(8, PHOTO),
        key_of(7, PHOTO.model_copy(update={"foto": False})),
        key_of(7, long),
        key_of(7, long.model_copy(update={"kunci": "k" * 201})),
    ]
    assert len(set(keys)) == 5
    assert all(key is not None and len(key) <= 160 for key in keys)
    assert key_of(7, TABLE.model_copy(update={"kunci": None})) is None
