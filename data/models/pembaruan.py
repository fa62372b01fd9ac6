"""Telegram's updates as the store knows them."""

from __future__ import annotations

from enum import StrEnum

from data.models.base import Frozen


class Masuk(Frozen):
    """An update: its number, and all of it as JSON where it must not be lost with its process."""

    nomor: int
    isi: str | None = None


class Verdict(StrEnum):
    """What is to be done about an update that came in."""

    # Handle it: nobody did, or whoever began is dead.
    NEW = "baru"
    # Skip it: it was handled, or given up.
    DONE = "selesai"
    # Skip it: another process is at it.
    BUSY = "dikerjakan"
    # It was given to this process before and is not finished: handle it only where it is
    # not under way here.
    MINE = "milik sendiri"
    # Leave it with Telegram and ask again once what is under way here is finished: it was
    # being handled when processes died, and comes alone.
    LATER = "nanti"
