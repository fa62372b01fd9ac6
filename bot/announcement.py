"""The messages of announcements: put into words once for all places that get the same."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.keyboards import Link
from bot.sending import NO_PREVIEW
from data.bulanan.recipients import Varian
from data.models import JenisPengumuman
from data.store import ledger, months
from data.store.errors import StoreError
from handlers import pengumuman

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rendering import Renderer
    from bot.reply import Reply
    from data.models import Kiriman, Pengumuman, Posisi
    from handlers.answer import Answer
    from handlers.office import Office

TEXTS_KEPT = 256


class Pesan(NamedTuple):
    """A message as it is sent: HTML, the same in plain words, and what the API takes beside.

    ``muatan_id`` is the load whose figures it holds.
    """

    html: str
    plain: str
    extras: dict[str, str]
    muatan_id: int | None


class Announcements:
    """Says what a delivery holds.

    ``link_to`` makes the button below an announcement, from the line that it asks.
    """

    def __init__(
        self, renderer: Renderer, office: Office, link_to: Callable[[str], Link | None]
    ) -> None:
        self._renderer = renderer
        self._office = office
        self._link_to = link_to
        self._parents: dict[int, Pengumuman] = {}
        self._texts: OrderedDict[tuple[int, str, int | None], Pesan] = OrderedDict()

    def forget(self) -> None:
        """Puts everything into words anew."""
        self._parents.clear()
        self._texts.clear()

    async def message(self, item: Kiriman) -> Pesan:
        """The message of ``item``; raises ``StoreError`` where its figures are not there."""
        parent = await self._parent(item)
        position = await self._position(parent)
        load_id = position.muatan.id if position else None
        key = (parent.id, item.varian, load_id)
        known = self._texts.get(key)
        if known is None:
            answer = await asyncio.to_thread(self._answer, parent, item, position)
            reply = self._renderer.render(answer)
            known = self._texts[key] = Pesan(reply.html, reply.plain, self._extras(reply), load_id)
            if len(self._texts) > TEXTS_KEPT:
                self._texts.popitem(last=False)
        return known

    def _extras(self, reply: Reply) -> dict[str, str]:
        """No preview, and the button to private chat: a press of any other would fill the group."""
        extras = dict(NO_PREVIEW)
        if reply.answer.loads:
            link = self._link_to(f"/serapan {reply.answer.loads[0].bulan}")
            if link is not None:
                button = InlineKeyboardButton(link.text, url=link.url)
                extras["reply_markup"] = InlineKeyboardMarkup([[button]]).to_json()
        return extras

    async def _parent(self, item: Kiriman) -> Pengumuman:
        parent = self._parents.get(item.pengumuman_id)
        if parent is None:
            parent = await asyncio.to_thread(ledger.find, self._office.store, item.pengumuman_id)
            if parent is None:
                raise StoreError("Pengumuman hilang dari basis data.")
            self._parents[item.pengumuman_id] = parent
        return parent

    async def _position(self, parent: Pengumuman) -> Posisi | None:
        """The newest version of the month: what is sent late carries no outdated figure."""
        if parent.jenis is JenisPengumuman.PENGINGAT:
            return None
        figures = self._office.figures
        position = figures.current().dari(parent.bulan)
        if position is None or (parent.muatan_id or 0) > position.muatan.id:
            await asyncio.to_thread(figures.refresh)
            position = figures.current().dari(parent.bulan)
        if position is None:
            raise StoreError("Angka bulan yang diumumkan tidak ada di basis data.")
        return position

    def _answer(self, parent: Pengumuman, item: Kiriman, position: Posisi | None) -> Answer:
        figures = self._office.figures.current()
        if position is None:
            return pengumuman.reminder(parent.bulan, figures)
        wish = Varian.model_validate_json(item.varian)
        old = None if wish.lama is None else months.position(self._office.store, wish.lama)
        if parent.jenis is JenisPengumuman.KOREKSI and old is not None:
            return pengumuman.correction(wish, old, position)
        return pengumuman.monthly(wish, position, figures)
