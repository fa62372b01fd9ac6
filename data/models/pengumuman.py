"""Announcements: what is announced to which places, and what became of each delivery."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from data.models.base import Frozen
from data.models.bulanan import Bulan


class JenisPengumuman(StrEnum):
    """What is announced: a month, a corrected month, or to admins that a month is missing."""

    SERAPAN = "serapan"
    KOREKSI = "koreksi"
    PENGINGAT = "pengingat"


class Keadaan(StrEnum):
    """The states of a delivery: pending, sending, sent, failed, unknown, called off."""

    MENUNGGU = "menunggu"
    MENGIRIM = "mengirim"
    TERKIRIM = "terkirim"
    GAGAL = "gagal"
    TIDAK_PASTI = "tidak pasti"
    BATAL = "batal"


class Rencana(Frozen):
    """An announcement to be made: what, of which month and version, and by whom.

    ``pantau_chat`` is the private chat in which the one who started it sees how far
    it is.
    """

    jenis: JenisPengumuman
    bulan: Bulan
    muatan_id: int | None
    versi: int = 0
    oleh: int
    pantau_chat: int | None = None

    @property
    def kunci(self) -> str:
        """The key that no second announcement can have."""
        version = f"-v{self.versi}" if self.jenis is JenisPengumuman.KOREKSI else ""
        return f"{self.jenis}-{self.bulan}{version}"


class Tujuan(Frozen):
    """A place to announce to: chat, topic (0 for none), part, wording and message to reply to."""

    chat_id: int
    topik: int = 0
    bagian: int = 1
    varian: str = "{}"
    balas_ke: int | None = None


class Pengumuman(Frozen):
    """An announcement; ``keadaan`` is ``berjalan``, ``dihentikan`` or ``selesai``."""

    id: int
    kunci: str
    jenis: JenisPengumuman
    bulan: Bulan
    muatan_id: int | None
    keadaan: str
    oleh: int
    dibuat: datetime
    selesai: datetime | None
    pantau_chat: int | None
    pantau_pesan: int | None
    dilaporkan: bool


class Kiriman(Frozen):
    """One delivery of an announcement."""

    id: int
    pengumuman_id: int
    chat_id: int
    topik: int
    bagian: int
    muatan_id: int | None
    varian: str
    balas_ke: int | None
    keadaan: Keadaan
    pesan_id: int | None
    alasan: str
    klaim: str | None
    percobaan: int
    diubah: datetime


class Kemajuan(Frozen):
    """How many deliveries of an announcement are in which state."""

    menunggu: int = 0
    mengirim: int = 0
    terkirim: int = 0
    gagal: int = 0
    tidak_pasti: int = 0
    batal: int = 0

    @property
    def semua(self) -> int:
        """All deliveries."""
        return sum(self.model_dump().values())

    @property
    def terbuka(self) -> int:
        """Those that are still to come."""
        return self.menunggu + self.mengirim
