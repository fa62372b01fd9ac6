"""Requests for information, and what goes with them: messages, published answers, followers."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from data.models.base import Frozen


class KeadaanTiket(StrEnum):
    """How far a request is; the last four are its ends."""

    BARU = "baru"
    DIAMBIL = "diambil"
    KLARIFIKASI = "klarifikasi"
    DIJAWAB = "dijawab"
    DITOLAK = "ditolak"
    DITERUSKAN = "diteruskan"
    DICABUT = "dicabut"


OPEN = frozenset({KeadaanTiket.BARU, KeadaanTiket.DIAMBIL, KeadaanTiket.KLARIFIKASI})


class Permintaan(Frozen):
    """What an asker wrote; what was skipped is empty."""

    nama: str = ""
    lembaga: str = ""
    kontak: str = ""
    isi: str = ""
    kegunaan: str = ""


class Tiket(Frozen):
    """A request with its number, its state and its due date (a day in WITA).

    ``penanya`` is the asker's private chat, ``None`` once they were forgotten. ``ruang``,
    ``topik`` and ``pesan`` say where the officers see it: ``topik`` is ``None`` until a
    topic was made or found impossible (then 0). ``menanti`` is what the next message of
    the officer ``menanti_oleh`` will be: an answer, a question back, or nothing.
    ``diingatkan`` counts reminders: 1 near the due date, 2 past it.
    """

    id: int
    tahun: int
    urut: int
    penanya: int | None
    permintaan: Permintaan
    keadaan: KeadaanTiket
    petugas: int | None = None
    alasan: str = ""
    tenggat: date
    diperpanjang: bool = False
    dibuat: datetime
    diubah: datetime
    selesai: datetime | None = None
    menanti: Literal["", "jawab", "klarifikasi"] = ""
    menanti_oleh: int | None = None
    ruang: int | None = None
    topik: int | None = None
    pesan: int | None = None
    diingatkan: int = 0

    @property
    def nomor(self) -> str:
        """The number as people read it, such as ``PI-2026-0007``."""
        return f"PI-{self.tahun}-{self.urut:04d}"

    @property
    def terbuka(self) -> bool:
        """Whether somebody still has to do something."""
        return self.keadaan in OPEN


class PesanTiket(Frozen):
    """A message of a request, or an event in its life (``arah`` ``kejadian``)."""

    id: int
    tiket_id: int
    arah: Literal["penanya", "petugas", "kejadian"]
    oleh: int | None
    teks: str
    berkas: str = ""
    kapan: datetime


class Percakapan(Frozen):
    """A conversation in a private chat that is not finished.

    ``langkah`` is what is asked now; ``kunci`` names the conversation, so that sending it
    twice makes one request; ``tiket`` is the request that a reply belongs to, if any.
    ``terakhir`` names what led here of late, so that it leads no further when it is repeated.
    """

    chat_id: int
    kunci: str
    langkah: str
    permintaan: Permintaan = Permintaan()
    tiket: int | None = None
    terakhir: tuple[str, ...] = ()
    diubah: datetime


class KeadaanKeluar(StrEnum):
    """What became of an outgoing message."""

    MENUNGGU = "menunggu"
    DIKLAIM = "diklaim"
    TERKIRIM = "terkirim"
    GAGAL = "gagal"
    TIDAK_PASTI = "tidak_pasti"


class PesanKeluar(Frozen):
    """A message that the bot owes somebody; ``kunci`` names it, so that it goes out once.

    ``bentuk`` says what ``isi`` (JSON) holds: a template's name with its values and
    buttons (``templat``), a question whose answer is sent (``tanya``), or a message to be
    copied (``salin``).
    """

    id: int
    kunci: str
    chat_id: int
    topik: int = 0
    balas_ke: int | None = None
    bentuk: Literal["templat", "tanya", "salin"]
    isi: str
    tiket_id: int | None = None
    keadaan: KeadaanKeluar
    pesan_id: int | None = None
    alasan: str = ""
    percobaan: int = 0
    diubah: datetime


class TanyaJawab(Frozen):
    """A question with its answer and source; only ``terbit`` ones are shown to everybody."""

    id: int
    tiket_id: int | None
    tanya: str
    jawab: str
    sumber: str
    keadaan: Literal["draf", "terbit", "ditarik"]
    oleh: int
    pemeriksa: int | None = None
    dibuat: datetime
    diubah: datetime
    terbit: datetime | None = None


class TakTerjawab(Frozen):
    """A question that found no answer, and how often; never who asked."""

    teks: str
    alasan: str
    hitungan: int
    pertama: datetime
    terakhir: datetime


class Ikutan(Frozen):
    """What a chat or topic follows.

    ``sasaran`` is ``topik:dpt``, ``wilayah:53.07`` or ``kode:CQ.6871``.
    """

    id: int
    chat_id: int
    topik: int
    oleh: int
    sasaran: str
    dibuat: datetime


class VersiData(Frozen):
    """A version of the report's data, since when it answers, and what changed with it."""

    versi: str
    sejak: datetime
    perubahan: tuple[str, ...] = ()
