"""Monthly files sent to the bot: who may, what they get, and what the other admins get.

The application is real and talks HTTP to the tests' own Bot API. All monthly figures are
made up (rekaan).
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import pytest
from telegram import Update
from telegram.request import HTTPXRequest

from bot.answering import Desk
from bot.application import build_service
from bot.ordering import hand_over
from bot.settings import load_settings
from data.bulanan.figures import Figures
from data.bulanan.hostile import LARGEST
from data.store import drafts, months
from handlers.office import Office
from handlers.templat import NAME
from tests.botapi import faults
from tests.botapi_standin import BotApi, Message, bot_api
from tests.handlers.loading import OKTOBER, content
from tests.telegram_fake import TOKEN, update_json

if TYPE_CHECKING:
    from bot.ordering import TelegramApplication
    from bot.rendering import Renderer
    from data.report import Report
    from data.store.store import Store
    from tests.conftest import Clock

FIRST, SECOND, THIRD = 123456789, 123456790, 123456791
STRANGER = 555111222
GROUP = -1001234567890
FILE = "BQACAgUAAxkBAAIBPWU_rekaan"


class Chat:
    """The running bot, seen from the chats in which people write to it."""

    def __init__(self, application: TelegramApplication, api: BotApi, store: Store) -> None:
        self._application = application
        self.api = api
        self.store = store
        self._updates = 0

    async def hand(self, update: dict[str, Any]) -> None:
        """Hands ``update`` over and waits until it is handled."""
        self._updates += 1
        update["update_id"] += self._updates
        await hand_over(self._application, Update.de_json(update, self._application.bot))

    async def send(self, name: str = "private_document", who: int = FIRST, **values: Any) -> None:
        """Lets ``who`` send the file of the update ``name``; ``values`` change the message."""
        update = update_json(name)
        message = update["message"]
        message["from"]["id"] = who
        if message["chat"]["type"] == "private":
            message["chat"]["id"] = who
        size = values.pop("file_size", message["document"]["file_size"])
        message["document"]["file_size"] = size
        await self.hand(update | {"message": message | values})

    async def type(self, line: str, who: int = FIRST) -> None:
        """Lets ``who`` type ``line`` in private chat."""
        update = update_json("private_text")
        update["message"] |= {"text": line}
        update["message"]["from"]["id"] = update["message"]["chat"]["id"] = who
        await self.hand(update)

    async def press(self, label: str, who: int = FIRST) -> None:
        """Lets ``who`` press the button ``label`` of the latest message that has one."""
        update = update_json("press_new")
        press = update["callback_query"]
        message = next(item for item in reversed(self.of(who)) if label in buttons(item))
        press["from"]["id"] = press["message"]["chat"]["id"] = who
        press["message"] |= {"message_id": message.message_id, "reply_markup": message.markup}
        press["data"] = buttons(message)[label]
        await self.hand(update)

    def of(self, who: int = FIRST) -> list[Message]:
        """The messages that ``who`` got, as they are now."""
        return self.api.messages[who]

    def texts(self, who: int = FIRST) -> list[str]:
        """The first line of each."""
        return [message.text.partition("\n")[0] for message in self.of(who)]

    def stored(self) -> dict[str, int]:
        """The months that count, each with its newest version."""
        found = months.positions(self.store)
        return {str(item.muatan.bulan): item.muatan.versi for item in found}


def buttons(message: Message) -> dict[str, str]:
    """The buttons under ``message`` and what they send back."""
    rows = message.markup["inline_keyboard"] if message.markup else []
    return {button["text"]: button.get("callback_data", "") for row in rows for button in row}


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A running Bot API that has the made-up file."""
    async with bot_api() as running:
        running.chats.store(FILE, "documents/file_7.csv", content())
        yield running


@contextlib.asynccontextmanager
async def running(
    api: BotApi, report: Report, renderer: Renderer, store: Store, clock: Clock, approvals: int
) -> AsyncIterator[Chat]:
    """The bot with three admins, of whom ``approvals`` must confirm."""
    settings = load_settings(
        bot_token=TOKEN, bot_api_url=api.url, admin_ids=f"{FIRST},{SECOND},{THIRD}"
    )
    office = Office(
        find_store=lambda: store,
        figures=Figures(lambda: store, looks=True),
        now=clock,
        approvals=approvals,
    )
    request = HTTPXRequest(connection_pool_size=8, httpx_kwargs={"trust_env": False})
    desk = Desk(report, renderer, office)
    built = build_service(settings, desk, renderer, request, office=office).application
    async with built:
        await built.start()
        yield Chat(built, api, store)
        await built.stop()


@pytest.fixture
async def chat(
    api: BotApi, report: Report, renderer: Renderer, sqlite_store: Store, clock: Clock
) -> AsyncIterator[Chat]:
    """The bot where one admin's confirmation is enough."""
    async with running(api, report, renderer, sqlite_store, clock, 1) as ready:
        yield ready


@pytest.fixture
async def pair(
    api: BotApi, report: Report, renderer: Renderer, sqlite_store: Store, clock: Clock
) -> AsyncIterator[Chat]:
    """The bot where two admins must confirm."""
    async with running(api, report, renderer, sqlite_store, clock, 2) as ready:
        yield ready


async def test_file_to_version(chat: Chat) -> None:
    """A preview takes the place of the message that it is being looked at; a press stores it."""
    await chat.send()
    (preview,) = chat.of()
    assert preview.edits == 1
    assert chat.texts() == ["<b>Pratinjau Oktober 2025: penyerapan 73,99%</b>"]
    assert list(buttons(preview)) == ["Simpan", "Simpan dan umumkan", "Batal"]
    sent = chat.api.of("sendMessage")[0]
    assert sent["text"] == "Memeriksa berkas …"
    assert chat.stored() == {}
    await chat.press("Simpan")
    assert chat.texts()[1] == "<b>Oktober 2025 versi 1 sudah disimpan</b>"
    await chat.press("Simpan")
    assert chat.texts()[2] == "<b>Muatan nomor 1 sudah disimpan sebagai Oktober 2025 versi 1</b>"
    assert chat.stored() == {"2025-10": 1}
    assert months.history(chat.store, OKTOBER)[0].pengunggah == FIRST


async def test_month_is_asked_where_nobody_named_it(chat: Chat) -> None:
    """Without a caption the month is asked with buttons, and the chosen one is shown."""
    await chat.send(caption=None)
    assert chat.texts() == ["<b>Berkas rekaan-2025-10.csv untuk bulan apa?</b>"]
    await chat.press("Oktober 2025")
    assert chat.texts()[1].startswith("<b>Pratinjau Oktober 2025:")


async def test_file_without_a_name(chat: Chat) -> None:
    """A file that Telegram tells no name of is read all the same."""
    update = update_json("private_document")
    del update["message"]["document"]["file_name"]
    await chat.hand(update)
    assert "Berkas berkas, 31 baris" in chat.of()[0].text


@pytest.mark.parametrize("size", [LARGEST + 1, 40_000_000])
async def test_large_file_is_not_fetched(chat: Chat, size: int) -> None:
    """A file that Telegram says is too large is refused before anything is downloaded."""
    await chat.send(file_size=size)
    (text,) = chat.texts()
    assert text.startswith("<b>Berkas ini lebih dari 5 MB, jadi tidak diperiksa.</b>")
    assert chat.api.of("getFile") == []


async def test_file_larger_than_told(chat: Chat) -> None:
    """A file that turns out larger than Telegram said is refused as well."""
    chat.api.chats.store(FILE, "documents/file_7.csv", b"x" * (LARGEST + 1), size=10)
    await chat.send()
    assert "ditolak" in chat.texts()[0]
    assert chat.stored() == {}


@pytest.mark.parametrize("method", ["getFile", "file"])
async def test_download_that_fails(chat: Chat, method: str) -> None:
    """Where Telegram does not give the file one message tells the admin to send it again."""
    chat.api.fail(faults.SERVER_ERROR, methods={method})
    await chat.send()
    (told,) = chat.texts()
    assert told.startswith("<b>Berkas ini belum dapat diambil dari Telegram.</b>")
    assert drafts.find(chat.store, 1) is None


async def test_file_of_nobody_in_particular(chat: Chat) -> None:
    """Whoever is no admin gets the answer that any file gets, and nothing is downloaded."""
    await chat.send(who=STRANGER)
    assert chat.texts(STRANGER)[0].startswith("Bot ini hanya membaca teks")
    assert chat.api.of("getFile") == []


async def test_file_in_a_group(chat: Chat) -> None:
    """In a group an admin's file is passed over in silence, an anonymous admin's too."""
    await chat.send("group_document")
    await chat.send("group_document", sender_chat=update_json("group_document")["message"]["chat"])
    assert chat.api.messages == {}
    assert chat.api.of("getFile") == []


async def test_sender_chat_is_no_admin(chat: Chat) -> None:
    """A file in the name of a chat is no admin's, whatever person Telegram names beside it."""
    await chat.send(sender_chat={"id": GROUP, "title": "Rapat", "type": "supergroup"})
    assert chat.api.of("getFile") == []


async def test_animation_is_no_file(chat: Chat) -> None:
    """A moving picture, which Telegram also calls a document, gets the answer of pictures."""
    moving = {
        "file_id": "x",
        "file_unique_id": "y",
        "width": 320,
        "height": 240,
        "duration": 2,
    }
    await chat.send(animation=moving)
    assert chat.texts()[0].startswith("Bot ini hanya membaca teks")


async def test_album_of_two_files(chat: Chat) -> None:
    """Of two files sent together each is answered by itself."""
    await chat.send(media_group_id="13579")
    await chat.send(media_group_id="13579", caption="September 2025")
    assert [text[3:27] for text in chat.texts()] == [
        "Pratinjau Oktober 2025: ",
        "Pratinjau September 2025",
    ]


async def test_progress_that_cannot_be_said(chat: Chat) -> None:
    """Where the first message was refused the preview comes as a message of its own."""
    chat.api.fail(faults.TOPIC_CLOSED, chat=FIRST)
    await chat.send()
    assert chat.of()[0].edits == 0
    assert chat.texts()[0].startswith("<b>Pratinjau Oktober 2025:")


async def test_other_admins_get_the_preview(pair: Chat) -> None:
    """The first of two confirmations sends the others the preview, whose button completes it."""
    await pair.send()
    assert pair.of(SECOND) == []
    await pair.press("Simpan")
    assert pair.texts()[1] == "<b>Persetujuan Anda dicatat; perlu 1 admin lagi</b>"
    for other in (SECOND, THIRD):
        assert pair.texts(other) == ["<b>Pratinjau Oktober 2025: penyerapan 73,99%</b>"]
        assert "Perlu persetujuan 2 admin, sudah 1" in pair.of(other)[0].text
    assert len(pair.of()) == 2
    assert pair.stored() == {}
    await pair.press("Simpan", SECOND)
    assert pair.texts(SECOND)[1] == "<b>Oktober 2025 versi 1 sudah disimpan</b>"
    await pair.press("Simpan", THIRD)
    assert pair.texts(THIRD)[1].startswith("<b>Muatan nomor 1 sudah disimpan")
    assert pair.stored() == {"2025-10": 1}


async def test_typed_confirmation_tells_them_too(pair: Chat) -> None:
    """Confirming by typing tells the other admins as pressing does."""
    await pair.send()
    await pair.type("/muat 1 simpan")
    assert len(pair.of(SECOND)) == 1


@pytest.mark.parametrize("fault", [faults.NOT_STARTED, faults.LOST_ANSWER], ids=["403", "lost"])
async def test_admin_who_cannot_be_told(pair: Chat, log: io.StringIO, fault: faults.Fault) -> None:
    """An admin who cannot be reached keeps the others from nothing."""
    await pair.send()
    pair.api.fail(fault, chat=SECOND, times=None)
    await pair.press("Simpan")
    assert len(pair.of(THIRD)) == 1
    assert pair.texts()[1].startswith("<b>Persetujuan Anda dicatat")
    assert "ERROR" not in log.getvalue()


async def test_template_comes_as_a_file(chat: Chat) -> None:
    """The template's text is followed by the file itself, under its name."""
    await chat.type("/templat")
    text, file = chat.of()
    assert "Wajib diisi" in text.text
    assert file.document is not None
    sent = chat.api.chats.files[file.document]
    assert sent.path.endswith(NAME)
    assert sent.content.startswith(b"\xef\xbb\xbfkode;uraian;pagu;")


@pytest.mark.parametrize(
    ("fault", "noted"),
    [
        (faults.BLOCKED, "A chat did not take the answer"),
        (faults.NO_RIGHTS, "A file was not sent"),
        (faults.UNPARSABLE, "A file was not sent"),
    ],
    ids=["blocked", "rights", "defect"],
)
async def test_file_that_is_not_taken(
    chat: Chat, log: io.StringIO, fault: faults.Fault, noted: str
) -> None:
    """A file that is refused is noted; its text stays, and no defect is reported."""
    chat.api.fail(fault, methods={"sendDocument"})
    await chat.type("/templat")
    assert noted in log.getvalue()
    assert "Reference" not in log.getvalue()
    assert "Wajib diisi" in chat.of()[0].text


async def test_no_file_without_its_text(chat: Chat) -> None:
    """Where the text was refused its file is not sent either."""
    chat.api.fail(faults.BLOCKED, methods={"sendMessage"})
    await chat.type("/templat")
    assert chat.api.of("sendDocument") == []
