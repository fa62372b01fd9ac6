"""Sending once more what may not have arrived, and where the officers of a request read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data.models import Frozen
from data.store import outbox
from handlers.answer import Answer
from handlers.mistakes import Mistake

if TYPE_CHECKING:
    from data.models import Tiket
    from handlers.asked import Asked
    from handlers.office import Office


# No database counts further.
NUMBER = re.compile(r"[0-9]{1,15}")


class KirimUlang(Frozen):
    """Whether the message is owed once more; false where it was sent meanwhile."""

    berhasil: bool


def resend(asked: Asked, number: str) -> Answer:
    """What came of having the message ``number`` sent once more; for officers."""
    if not asked.asker.officer or asked.asker.id is None:
        raise Mistake("salah", "bukan_petugas", "/permintaan kirim_ulang")
    found = None
    if NUMBER.fullmatch(number):
        found = outbox.resend(asked.office.store, int(number), asked.asker.id)
    return Answer(
        command=asked.command,
        template="sistem_tiket_kirim_ulang",
        data=KirimUlang(berhasil=found is not None),
    )


def officers_chat(office: Office, ticket: Tiket) -> int | None:
    """Where what concerns ``ticket`` is told to officers; ``None`` where nobody has it yet.

    Without an officers' group that is who works on it, or who saw it first.
    """
    return office.officer_chat or ticket.petugas or ticket.ruang
