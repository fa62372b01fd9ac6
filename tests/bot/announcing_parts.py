"""Parts to announce with: months, subscribers, and an announcer over the stand-in."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.announcing import Announcer
from bot.keyboards import Link
from bot.pacing import Pacer
from bot.presence import ALWAYS
from data.bulanan.figures import Figures
from data.models import (
    BarisBulanan,
    JenisLangganan,
    Muatan,
    Obrolan,
    Pilihan,
    TingkatKode,
)
from data.store import ledger, planning, subscriptions
from handlers.office import Office
from tests.data.store.rekaan import ADMIN, OKTOBER, SEPTEMBER, baris, load
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from bot.presence import Turns
    from bot.rendering import Renderer
    from data.models import Bulan, Pengumuman
    from data.store.store import Store
    from tests.botapi_standin import BotApi


class NotedPauses:
    """Notes the chats whose subscriptions would be paused."""

    def __init__(self) -> None:
        self.paused: list[tuple[int, int | None, str]] = []

    async def pause(self, chat_id: int, topic: int | None, reason: str) -> None:
        """Notes the place and the reason."""
        self.paused.append((chat_id, topic, reason))


def rows(total: int, program: int | None = None) -> tuple[BarisBulanan, ...]:
    """A made-up position: the whole and one programme, of a pagu of Rp1.000.000."""
    spent = total if program is None else program
    return (
        baris(pagu=1_000_000, realisasi=total),
        baris(
            urutan=2,
            kode="CQ",
            tingkat=TingkatKode.PROGRAM,
            uraian="Program rekaan",
            pagu=1_000_000,
            realisasi=spent,
        ),
    )


def september_and_october(store: Store, total: int = 740_000) -> Muatan:
    """Two made-up months; the load of the second."""
    load(store, SEPTEMBER, *rows(620_000))
    return load(store, OKTOBER, *rows(total))


def subscribe(
    store: Store,
    chat_ids: Iterable[int],
    wish: Pilihan | None = None,
    *,
    topic: int = 0,
) -> None:
    """Lets chats subscribe, to each month unless ``wish`` says otherwise."""
    for chat_id in chat_ids:
        kind = "supergroup" if chat_id < 0 else "private"
        chat = Obrolan.model_validate({"id": chat_id, "jenis": kind, "judul": "Grup rekaan"})
        subscriptions.subscribe(
            store, chat, topic, ADMIN, wish or Pilihan(jenis=JenisLangganan.SERAPAN)
        )


def office_of(store: Store) -> Office:
    """An office over ``store`` that looks for newer figures each time."""
    return Office(
        find_store=lambda: store, figures=Figures(lambda: store, looks=True), now=store.now
    )


def begin(store: Store, month: Bulan = OKTOBER) -> Pengumuman:
    """The announcement of ``month``, begun."""
    figures = office_of(store).figures.current()
    prepared = planning.prepare(store, figures, month, ADMIN)
    assert prepared is not None
    begun = planning.carry_out(store, prepared)
    assert begun is not None
    return begun


@contextlib.asynccontextmanager
async def announcer(
    api: BotApi,
    store: Store,
    renderer: Renderer,
    pauses: NotedPauses | None = None,
    *,
    pacer: Pacer | None = None,
    turn: Turns = ALWAYS,
    longest: float = 5.0,
    read_timeout: float = 5.0,
) -> AsyncIterator[Announcer]:
    """An announcer that sends to ``api`` by real HTTP, without a limit to its rate."""
    request = HTTPXRequest(connection_pool_size=64, read_timeout=read_timeout, pool_timeout=5)
    async with Bot(TOKEN, base_url=f"{api.url}/bot", request=request) as bot:
        yield Announcer(
            bot,
            renderer,
            office_of(store),
            Pacer(per_second=None, per_chat=None, per_group_minute=None)
            if pacer is None
            else pacer,
            pauses=pauses or NotedPauses(),
            link_to=lambda line: Link("Lanjut", f"https://t.me/x?start={line}"),
            turn=turn,
            longest=longest,
        )


def states(store: Store, number: int) -> dict[int, str]:
    """The state of each chat's delivery."""
    return {item.chat_id: item.keadaan.value for item in ledger.deliveries_of(store, number)}
