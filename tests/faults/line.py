"""A line to Telegram that can be broken anywhere: the real service and store, over real HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.answering import Desk
from bot.application import build_service
from bot.counting import CountingTransport
from bot.measures import Measures
from bot.pacing import Pacer
from bot.polling import Poller
from bot.reply import Reply
from bot.settings import load_settings
from data.bulanan.figures import Figures
from data.layanan.entries import Entries
from data.models import Frozen
from handlers.answer import Answer, Lampiran
from handlers.asker import ANYBODY, Asker
from handlers.office import Office
from tests.bot.courier_parts import FORUM
from tests.bot.log_parts import logged
from tests.botapi_standin import BotApi, Message, bot_api
from tests.telegram_fake import ME, TOKEN

if TYPE_CHECKING:
    import io
    from collections.abc import AsyncIterator, Awaitable, Callable

    from telegram.request import RequestData

    from bot.rendering import Renderer
    from bot.service import Service
    from data.report import Report
    from data.store.store import Store

PERSON, MAINTAINER = 123_456_789, 555
GROUP, MOVED = -4_123_456_789, -1_004_123_456_789
# How long an answer may take where the fault is that it takes longer.
SHORT = 0.3
NUMBERS = itertools.count(900_000)
# What people are told where nobody knows whether their answer came, and where it did not.
UNSURE, SORRY = "mungkin tidak sampai", "belum dapat dijawab"
FILES = {
    "/grafik foto": Lampiran(nama="a.png", isi=b"gambar", kunci="foto-v1", foto=True),
    "/unduh dokumen": Lampiran(nama="a.csv", isi=b"tabel", kunci="tabel-v1"),
}


class DeskWithFiles(Desk):
    """The real desk, which also has two files that need no drawing."""

    def reply(
        self, question: str, *, commands_only: bool = False, asker: Asker = ANYBODY
    ) -> Reply | None:
        """The real reply, or one with the file that ``question`` names."""
        file = FILES.get(question)
        if file is None:
            return super().reply(question, commands_only=commands_only, asker=asker)
        answer = Answer(command=None, template="dpt", data=Frozen(), files=(file,))
        return Reply(
            answer=answer, html="Berkas", plain="Berkas", buttons=(), copy_label="", copy_text=None
        )


class Waits(list[float]):
    """What was waited for in no time; ``at_second`` is what happens in the second wait."""

    at_second: Callable[[], Awaitable[object]] | None = None

    async def note(self, _stop: asyncio.Event, seconds: float) -> None:
        """Notes a wait."""
        self.append(seconds)
        if self.at_second is not None and len(self) == 2:
            await self.at_second()


class Hasty(CountingTransport):
    """The transport of a running bot, which waits for ``hasty`` methods only ``SHORT``, once."""

    hasty: frozenset[str] = frozenset()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,
        **named: Any,
    ) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        if url.rpartition("/")[2] in self.hasty:
            self.hasty = frozenset()
            named["read_timeout"] = SHORT
        return await super().do_request(url, method, request_data, *timeouts, **named)


@dataclass
class Line:
    """The service at work, what it sends to, and what it waited for instead of waiting."""

    api: BotApi
    service: Service
    store: Store
    office: Office
    transport: Hasty
    log: io.StringIO
    slept: Waits = field(default_factory=Waits)

    def got(self, chat: int) -> list[Message]:
        """What ``chat`` got, apart from apologies."""
        return [
            each
            for each in self.api.messages[chat]
            if UNSURE not in each.text and SORRY not in each.text
        ]

    def told(self, chat: int) -> int:
        """How often ``chat`` was told that its answer may not have come."""
        return sum(UNSURE in each.text for each in self.api.messages[chat])

    async def handle(self, update: dict[str, Any]) -> None:
        """Lets ``update`` come in, and waits until it is handled."""
        task = self.service.handle({"update_id": next(NUMBERS), **update})
        assert task is not None
        # Where it is put off its task ends as if it had been cancelled.
        await asyncio.wait({task})
        if not task.cancelled():
            await task


def chat_json(chat: int) -> dict[str, Any]:
    """The chat as Telegram shows it."""
    if chat > 0:
        return {"id": chat, "type": "private", "first_name": "Rekaan"}
    return {"id": chat, "type": "group", "title": "Rapat"}


WHO = {"id": PERSON, "is_bot": False, "first_name": "Rekaan"}


def question(text: str, chat: int = PERSON) -> dict[str, Any]:
    """A person asks ``text`` in ``chat``."""
    length = len(text.split(maxsplit=1)[0])
    said = {
        "message_id": next(NUMBERS),
        "from": WHO,
        "chat": chat_json(chat),
        "date": 1767571260,
        "text": text,
        "entities": [{"type": "bot_command", "offset": 0, "length": length}],
    }
    return {"message": said}


def press(data: str, chat: int = PERSON, under: Message | None = None) -> dict[str, Any]:
    """A person presses the button ``data``, which stands under a message of the bot's."""
    shown = {
        "message_id": 51 if under is None else under.message_id,
        "from": ME,
        "chat": chat_json(chat),
        "date": 1767571200,
        "text": "sebelumnya",
        "reply_markup": {"inline_keyboard": [[{"text": "Tombol", "callback_data": data}]]},
    }
    pressed = {"id": str(next(NUMBERS)), "from": WHO, "chat_instance": "1", "data": data}
    return {"callback_query": {**pressed, "message": shown}}


def typed(text: str) -> dict[str, Any]:
    """A person types ``text`` behind the bot's name."""
    return {"inline_query": {"id": str(next(NUMBERS)), "from": WHO, "query": text, "offset": ""}}


@contextlib.asynccontextmanager
async def line(store: Store, report: Report, renderer: Renderer) -> AsyncIterator[Line]:
    """The service on ``store``; it is fed by the test, and does nothing by itself."""
    async with bot_api() as api:
        settings = load_settings(
            bot_token=TOKEN, bot_api_url=api.url, maintainer_ids=str(MAINTAINER)
        )
        # As in a running bot: the schedule keeps figures and entries fresh.
        office = Office(
            find_store=lambda: store,
            figures=Figures(lambda: store, looks=False),
            now=store.now,
            officer_chat=FORUM,
            # Nothing is announced but by the test.
            day=0,
            entries=Entries(lambda: store, looks=False),
        )
        measures = Measures()
        transport = Hasty(16, measures, read_timeout=10, connect_timeout=5, pool_timeout=5)
        service = build_service(
            settings,
            DeskWithFiles(report, renderer, office),
            renderer,
            transport,
            report=report,
            office=office,
            pacer=Pacer(None, None, None),
        )
        with logged(settings.model_copy(update={"log_level": "INFO"})) as log:
            async with service.application:
                await service.application.start()
                api.calls.clear()
                yield Line(api, service, store, office, transport, log)
                await service.application.stop()
        await service.close()


@contextlib.asynccontextmanager
async def at_work(given: Line) -> AsyncIterator[None]:
    """Lets the service receive by polling, announce and deliver meanwhile."""
    stop, service = asyncio.Event(), given.service
    await service.prepare()
    tasks = [*service.begin(stop), asyncio.create_task(Poller(service, stop).run())]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)
