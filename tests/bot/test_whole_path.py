"""The whole path over real HTTP: a file is sent, previewed, confirmed, announced, reported."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answering import Desk
from bot.offices import office_for_work
from bot.serving import serve
from bot.settings import load_settings
from data.store import delivery, ledger, months
from data.store.audit import page
from tests.bot.announcing_parts import subscribe
from tests.botapi import faults
from tests.botapi_standin import bot_api
from tests.data.store.rekaan import OKTOBER
from tests.telegram_fake import ME, TOKEN

if TYPE_CHECKING:
    from bot.rendering import Renderer
    from data.report import Report
    from data.store.store import Store
    from tests.botapi_standin import BotApi, Message

MONTHS = Path(__file__).parents[1] / "fixtures" / "bulanan"
ADMIN = 7_000_000_777
GROUPS = (-1_002_000_000_001, -1_002_000_000_002, -1_002_000_000_003)
PERSON = {"id": ADMIN, "is_bot": False, "first_name": "Seorang Pejabat"}
CHAT = {"id": ADMIN, "type": "private", "first_name": "Seorang Pejabat"}


class Hand:
    """An admin at a phone: sends a file, types, presses what the bot shows."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._numbers = iter(range(500, 10_000))

    async def sends(self, name: str, content: bytes, caption: str) -> None:
        """A file with a caption."""
        self._api.chats.store(name, f"documents/{name}", content)
        await self._api.push(
            self._message(
                {
                    "caption": caption,
                    "document": {
                        "file_id": name,
                        "file_unique_id": f"u{name}",
                        "file_name": name,
                        "file_size": len(content),
                    },
                }
            )
        )

    async def types(self, text: str) -> None:
        """A line of text."""
        entity = {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
        await self._api.push(self._message({"text": text, "entities": [entity]}))

    async def presses(self, message: Message, label: str) -> None:
        """The button ``label`` under ``message``."""
        rows = (message.markup or {})["inline_keyboard"]
        data = next(
            button["callback_data"] for row in rows for button in row if label in button["text"]
        )
        number = next(self._numbers)
        await self._api.push(
            {
                "update_id": number,
                "callback_query": {
                    "id": str(number),
                    "from": PERSON,
                    "chat_instance": "1",
                    "data": data,
                    "message": {
                        "message_id": message.message_id,
                        "from": ME,
                        "chat": CHAT,
                        "date": 1767571260,
                        "text": message.text,
                        "reply_markup": message.markup,
                    },
                },
            }
        )

    def _message(self, content: dict[str, Any]) -> dict[str, Any]:
        number = next(self._numbers)
        told = {"message_id": number, "from": PERSON, "chat": CHAT, "date": 1767571260}
        return {"update_id": number, "message": {**told, **content}}

    async def reads(self, phrase: str) -> Message:
        """The latest message to the admin that has ``phrase``, once there is one."""

        def there() -> list[Message]:
            return [item for item in self._api.messages[ADMIN] if phrase in item.text]

        await self._api.when(lambda: bool(there()))
        return there()[-1]


def with_another_total(content: bytes) -> bytes:
    """A made-up month with Rp100 more realised in the whole."""
    changed = content.replace(b",72419809700", b",72419809800")
    assert changed != content
    return changed


async def test_upload_to_report(
    address: str,
    store: Store,
    report: Report,
    renderer: Renderer,
) -> None:
    """An admin's file becomes one message a group, a correction becomes replies, all reported."""
    subscribe(store, GROUPS)
    stop = asyncio.Event()
    async with bot_api() as api:
        settings = load_settings(
            bot_token=TOKEN,
            bot_api_url=api.url,
            database_url=address,
            admin_ids=str(ADMIN),
            announce_day=0,
        )
        office = office_for_work(settings, looks=False)
        desk = Desk(report, renderer, office)
        serving = asyncio.create_task(serve(settings, desk, renderer, office=office, stop=stop))
        admin = Hand(api)
        october = (MONTHS / "rekaan-2025-10.csv").read_bytes()
        await admin.sends("rekaan-2025-10.csv", october, "Oktober 2025")
        preview = await admin.reads("Pratinjau Oktober 2025")
        assert "73,99%" in preview.text
        assert months.history(store, OKTOBER) == ()
        # Pressed twice by an impatient thumb.
        await admin.presses(preview, "Simpan dan umumkan")
        await admin.presses(preview, "Simpan dan umumkan")
        await admin.reads("sudah disimpan")
        api.fail(faults.LOST_ANSWER, chat=GROUPS[2])
        await api.when(lambda: all(api.messages[chat] for chat in GROUPS))
        unsure = await admin.reads("Pengumuman Oktober 2025: selesai")
        assert "Tidak pasti: 1" in unsure.text
        assert [load.versi for load in months.history(store, OKTOBER)] == [1]
        assert {chat: len(api.messages[chat]) for chat in GROUPS} == dict.fromkeys(GROUPS, 1)
        await admin.presses(unsure, "Anggap terkirim")
        await admin.reads("Terkirim: 3 dari 3")
        await admin.types("/serapan Oktober")
        assert "73,99%" in (await admin.reads("Posisi 31 Oktober 2025")).text
        await admin.sends("koreksi-rekaan.csv", with_another_total(october), "2025-10")
        preview = await admin.reads("Koreksi atas versi 1")
        await admin.presses(preview, "Simpan")
        await api.when(lambda: all(len(api.messages[chat]) == 2 for chat in GROUPS))
        for chat in GROUPS:
            first, second = api.messages[chat]
            assert "Koreksi" in second.text
            # Nobody knows the number of the message that was taken as sent.
            assert second.reply_to == (None if chat == GROUPS[2] else first.message_id)
        await admin.reads("Koreksi Oktober 2025: selesai")
        stop.set()
        await serving
    correction, announced = ledger.recent(store, 10)
    assert ledger.progress(store, announced.id).terkirim == 3
    assert ledger.progress(store, correction.id).terkirim == 3
    assert delivery.finish(store) == ()
    done = [item.tindakan for item in page(store, 0, 50).jejak]
    assert {"unggah", "simpan", "umumkan", "anggap terkirim"} <= set(done)
