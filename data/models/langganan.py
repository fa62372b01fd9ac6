"""Subscriptions: the chats that hear announcements, and what each of them wants."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from data.models.base import Frozen


class Obrolan(Frozen):
    """A chat: private, group, supergroup or channel; ``keadaan`` is ``aktif`` or ``keluar``."""

    id: int
    jenis: Literal["private", "group", "supergroup", "channel"]
    judul: str
    keadaan: Literal["aktif", "keluar"] = "aktif"


class JenisLangganan(StrEnum):
    """What can be subscribed to: each month, corrections alone, or a threshold."""

    SERAPAN = "serapan"
    KOREKSI = "koreksi"
    AMBANG = "ambang"


class Pilihan(Frozen):
    """What a chat or topic wants.

    ``kode`` is ``TOTAL`` or a budget code. Of a threshold: ``arah`` compares the
    absorption with ``persen``, the limit in percent, and ``bulan`` is the month it is
    for, 0 for every month.
    """

    jenis: JenisLangganan
    kode: str = "TOTAL"
    panjang: Literal["ringkas", "lengkap"] = "ringkas"
    arah: Literal["", "<", ">"] = ""
    persen: Decimal | None = None
    bulan: int = 0


class Langganan(Frozen):
    """A subscription: where, what, who asked for it, and whether it is active.

    ``topik`` is 0 outside of topics; ``keadaan`` is ``aktif``, ``dijeda`` (with the
    reason) or ``berhenti``.
    """

    id: int
    chat_id: int
    topik: int
    pilihan: Pilihan
    oleh: int
    dibuat: datetime
    keadaan: Literal["aktif", "dijeda", "berhenti"]
    alasan: str = ""
