"""Reminders to officers of requests whose due date is near or past."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.formatting import day
from data.layanan.workdays import working_days_left
from data.store import outbox, tickets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.models import Tiket
    from handlers.office import Office

NEAR, PAST = 1, 2
CARD = {"label": "tiket_kartu", "subject": ""}


class Reminders:
    """Owes the officers one reminder near a request's due date and one past it.

    Without an officers' group who works on a request is reminded, or all ``admins``.
    """

    def __init__(self, office: Office, admins: Iterable[int] = ()) -> None:
        self._office = office
        self._admins = tuple(sorted(admins))

    async def tick(self) -> None:
        """Owes what is due by now; raises ``StoreError`` and ``RulesError``."""
        await asyncio.to_thread(self._tick)

    def _tick(self) -> None:
        office = self._office
        today, rules = office.today().date(), office.rules
        for ticket in tickets.listed(office.store, "terbuka", None, today):
            if ticket.diingatkan >= PAST:
                continue
            left = working_days_left(today, ticket.tenggat, rules)
            # On a day off the days left may be none although the due date is past.
            past = today > ticket.tenggat
            if not past and left > rules.tenggat.ingatkan:
                continue
            level = PAST if past else NEAR
            if ticket.diingatkan < level:
                self._remind(ticket, level, min(left, -1) if past else left)

    def _remind(self, ticket: Tiket, level: int, left: int) -> None:
        """Owes the reminder first: what is noted before it is owed could be lost."""
        store = self._office.store
        # An extension has reminders of its own.
        again = "-perpanjangan" if ticket.diperpanjang else ""
        for chat, suffix in self._officers_of(ticket):
            outbox.add(
                store,
                key=f"ingat-{ticket.id}-{level}{again}{suffix}",
                chat=chat,
                form="templat",
                content={
                    "nama": "sistem_tiket_ingat",
                    "nilai": {
                        "nomor": ticket.nomor,
                        "tenggat": day(ticket.tenggat),
                        "sisa": left,
                        "diambil": ticket.petugas is not None,
                    },
                    "tombol": [[CARD | {"question": f"/permintaan {ticket.id}"}]],
                },
                ticket=ticket.id,
            )
        tickets.reminded(store, ticket.id, level)

    def _officers_of(self, ticket: Tiket) -> tuple[tuple[int, str], ...]:
        """The chats to remind, each with what tells its key from the others'."""
        if self._office.officer_chat is not None:
            return ((self._office.officer_chat, ""),)
        chats = self._admins if ticket.petugas is None else (ticket.petugas,)
        return tuple((chat, f"-{chat}") for chat in chats)
