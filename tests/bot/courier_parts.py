"""Parts to deliver with: made-up requests, and a courier over the stand-in."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import TYPE_CHECKING

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.courier import Courier
from bot.pacing import Pacer
from bot.presence import ALWAYS
from data.bulanan.figures import Figures
from data.models import Permintaan
from data.store import outbox, tickets
from handlers.office import Office
from tests.bot.desk_fake import FakeDesk
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from bot.presence import Turns
    from bot.rendering import Renderer
    from data.models import PesanKeluar, Tiket
    from data.store.store import Store
    from tests.botapi_standin import BotApi

ASKER, OFFICER, ADMIN = 7_000_000_101, 7_000_000_201, 7_000_000_301
FORUM, SUPERGROUP = -1_002_000_000_777, -1_002_000_000_888


def ticket(store: Store, key: str = "a") -> Tiket:
    """A made-up request."""
    wanted = Permintaan(isi="Isi rekaan", kontak="kontak rekaan")
    return tickets.create(store, key, ASKER, wanted, date(2025, 11, 17))


def office_of(store: Store, officer_chat: int | None = FORUM) -> Office:
    """An office over ``store`` whose officers are in ``officer_chat``."""
    return Office(
        find_store=lambda: store,
        figures=Figures(lambda: store, looks=True),
        now=store.now,
        officer_chat=officer_chat,
    )


def owe_text(
    store: Store, text: str, *, chat: int = ASKER, number: int | None = None, key: str = ""
) -> None:
    """A made-up text becomes owed."""
    outbox.add(
        store,
        key=key or f"teks-{text}",
        chat=chat,
        form="templat",
        content={
            "nama": "tiket_balasan",
            "nilai": {"peristiwa": "balasan", "nomor": "PI", "teks": text},
        },
        ticket=number,
    )


def owe_card(store: Store, number: int, chat: int = FORUM) -> None:
    """The card of a request becomes owed."""
    outbox.add(
        store,
        key=f"kartu-{number}",
        chat=chat,
        form="tanya",
        content={"pertanyaan": f"/permintaan {number}", "petugas": True},
        ticket=number,
    )


def owe_copy(store: Store, message: int, *, number: int | None = None) -> None:
    """A copy of an officer's message becomes owed to the asker."""
    outbox.add(
        store,
        key=f"salin-{FORUM}-{message}",
        chat=ASKER,
        form="salin",
        content={"dari_chat": FORUM, "pesan": message, "asal": [FORUM, message]},
        ticket=number,
    )


def owed(store: Store, key: str) -> PesanKeluar:
    """The message of ``key``."""
    found = outbox.by_key(store, key)
    assert found is not None
    return found


def seen(store: Store, number: int) -> Tiket:
    """The request ``number``, as it is now."""
    found = tickets.find(store, number)
    assert found is not None
    return found


@contextlib.asynccontextmanager
async def courier(
    api: BotApi,
    renderer: Renderer,
    office: Office,
    *,
    pacer: Pacer | None = None,
    sweeps: Sequence[Callable[[], Awaitable[None]]] = (),
    turn: Turns = ALWAYS,
    longest: float = 5.0,
    read_timeout: float = 5.0,
) -> AsyncIterator[Courier]:
    """A courier that sends to ``api`` by real HTTP, without a limit to its rate."""
    request = HTTPXRequest(connection_pool_size=16, read_timeout=read_timeout, pool_timeout=5)
    async with Bot(TOKEN, base_url=f"{api.url}/bot", request=request) as bot:
        yield Courier(
            bot,
            FakeDesk(),
            renderer,
            office,
            Pacer(per_second=None, per_chat=None, per_group_minute=None)
            if pacer is None
            else pacer,
            sweeps=sweeps,
            turn=turn,
            longest=longest,
        )
