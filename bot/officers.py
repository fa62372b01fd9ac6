"""The officers' side of requests: what they write to askers, and what they must see."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from bot.addressing import place_for, thread_of
from bot.relayed import incoming, is_content, request_replied_to, request_shown
from bot.topics import CARD
from data.models import KeadaanKeluar
from data.store import outbox, tickets
from data.store.errors import StoreError
from handlers.permintaan_antar import from_officer
from handlers.permintaan_kirim import officers_chat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from telegram import Message

    from bot.rendering import Renderer
    from bot.reply import Reply
    from bot.sending import Messenger
    from data.models import PesanKeluar, Tiket
    from handlers.answer import Answer
    from handlers.asked import Asked
    from handlers.asker import Asker
    from handlers.office import Office

logger = logging.getLogger(__name__)


class Hears(Protocol):
    """What is needed of the desk: what a handler says of words that are no question."""

    def hear(self, handler: Callable[[Asked], Answer | None], asker: Asker) -> Reply | None:
        """The reply that ``handler`` gives; a mistake is answered as one."""


class Officers:
    """Passes on what officers write, and sees to it that they see what they should.

    Officers are those who write in the officers' group; without one they are the bot's
    ``admins``, each in private chat, who reply to what the bot sent them.
    """

    def __init__(
        self,
        desk: Hears,
        renderer: Renderer,
        messenger: Messenger,
        office: Office,
        admins: Iterable[int],
        *,
        after_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._desk = desk
        self._renderer = renderer
        self._messenger = messenger
        self._office = office
        self._admins = tuple(sorted(admins))
        self._after_change = after_change
        self._told: set[tuple[int, int]] = set()

    async def takes(self, message: Message, asker: Asker) -> bool:
        """Whether ``message`` is an officer's for an asker; if so, it is on its way."""
        if not self._may_concern(message, asker) or not is_content(message):
            return False
        try:
            number = await self._request_of(message)
        except StoreError as error:
            await self._say(message, replace(asker, officer=True), partial(failing, error))
            return True
        if number is None:
            return False
        if asker.id is None:
            await self._ask_for_a_name(message)
            return True
        passing = partial(from_officer, number=number, message=incoming(message))
        await self._say(message, replace(asker, officer=True), passing)
        self._after_change()
        return True

    def _may_concern(self, message: Message, asker: Asker) -> bool:
        """Whether ``message`` stands where officers write to askers.

        Admins get the cards in private where there is no group, or it takes none.
        """
        if message.chat.id == self._office.officer_chat:
            return thread_of(message) is not None or message.reply_to_message is not None
        return asker.admin and asker.private and message.reply_to_message is not None

    async def _request_of(self, message: Message) -> int | None:
        """The request that ``message`` belongs to: its topic's, or of what it replies to."""
        store, chat = self._office.store, message.chat.id
        found = await asyncio.to_thread(tickets.at, store, chat, thread_of(message) or 0)
        if found is None:
            found = await request_replied_to(store, message)
        if found is None:
            found = await request_shown(store, message, self._office.username)
        # An admin may be an asker too: what they reply as one is not an officer's.
        return None if found is None or found.penanya == chat else found.id

    async def _ask_for_a_name(self, message: Message) -> None:
        """Tells who writes in the group's name, once in a topic, that it goes nowhere."""
        where = (message.chat.id, thread_of(message) or 0)
        if where not in self._told:
            self._told.add(where)
            text = self._renderer.text("sistem_tiket_nama_sendiri")
            await self._messenger.say(place_for(message), text)

    async def _say(
        self, message: Message, asker: Asker, handler: Callable[[Asked], Answer | None]
    ) -> None:
        reply = await asyncio.to_thread(self._desk.hear, handler, asker)
        if reply is not None:
            await self._messenger.send(place_for(message), reply)

    async def due_cards(self) -> None:
        """Owes officers the cards of open requests that they cannot see yet."""
        await asyncio.to_thread(self._due_cards)

    def _due_cards(self) -> None:
        office = self._office
        if office.officer_chat is not None:
            moved = outbox.moved_to(office.store, office.officer_chat)
            office.officer_chat = moved or office.officer_chat
        for ticket in tickets.listed(office.store, "terbuka", None, office.today().date()):
            if ticket.pesan is not None:
                continue
            if office.officer_chat is not None:
                self._card(ticket, f"{CARD}{ticket.id}", office.officer_chat)
            else:
                self._cards_for_admins(ticket)

    def _cards_for_admins(self, ticket: Tiket) -> None:
        for admin in self._admins:
            self._card(ticket, f"{CARD}{ticket.id}-{admin}", admin)

    def _card(self, ticket: Tiket, key: str, chat: int) -> None:
        """Owes ``chat`` the card of ``ticket``, or notes where it stands already."""
        store = self._office.store
        question = {"pertanyaan": f"/permintaan {ticket.id}", "petugas": True}
        if outbox.add(store, key=key, chat=chat, form="tanya", content=question, ticket=ticket.id):
            return
        known = outbox.by_key(store, key)
        if known is not None and known.pesan_id is not None:
            tickets.place(store, ticket.id, known.chat_id, ticket.topik or 0, known.pesan_id)

    async def notes(self) -> None:
        """Owes officers a word on messages that failed, or that may not have arrived."""
        await asyncio.to_thread(self._notes)

    def _notes(self) -> None:
        store = self._office.store
        for item in outbox.untold(store):
            ticket = tickets.find(store, item.tiket_id or 0)
            if ticket is None:
                continue
            to = officers_chat(self._office, ticket)
            failed = item.keadaan is KeadaanKeluar.GAGAL
            if failed and item.chat_id == to and item.chat_id != ticket.penanya:
                logger.error("The officers' chat takes no messages: %s", item.alasan)
                self._cards_for_admins(ticket)
                to = next((admin for admin in self._admins if admin != to), to)
            if to is not None:
                happened = "pesan tidak sampai" if failed else "pesan tidak pasti sampai"
                outbox.tell(store, item, to, note(ticket, item), f"{happened}: {item.alasan}")


def note(ticket: Tiket, item: PesanKeluar) -> dict[str, object]:
    """What officers are told of ``item``, with a button to send it once more."""
    failed = item.keadaan is KeadaanKeluar.GAGAL
    to_asker = item.chat_id == ticket.penanya
    values: dict[str, object] = {"nomor": ticket.nomor, "alasan": item.alasan}
    if failed:
        values["kontak"] = ticket.permintaan.kontak if to_asker else ""
    values["penanya"] = to_asker
    button = {
        "label": "kirim_ulang",
        "question": f"/permintaan kirim_ulang {item.id}",
        "subject": "",
    }
    return {
        "nama": "sistem_tiket_gagal" if failed else "sistem_tiket_tidak_pasti",
        "nilai": values,
        "tombol": [[button]],
    }


def failing(error: StoreError, _asked: Asked) -> None:
    """Fails as the store did, so that the asker is told."""
    raise error
