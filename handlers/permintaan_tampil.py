"""Requests as people are shown them: without anybody's id."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from data.layanan import workdays
from data.models import Frozen
from data.models.layanan import KeadaanTiket, Permintaan, PesanTiket, Tiket
from handlers.answer import Button

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handlers.asked import Asked

LONGEST_LINE = 100
MOST_LINES = 6


class Ringkas(Frozen):
    """A request: its number, state and due date.

    ``acuan`` is the number as buttons hold it, ``id`` the one officers type. ``sisa`` is
    how many working days are left; less than 0 past the due date. ``petugas`` says who
    works on it: nobody, the one who looks, or somebody else.
    """

    id: int
    nomor: str
    acuan: str
    keadaan: KeadaanTiket
    terbuka: bool
    alasan: str
    tenggat: date
    sisa: int
    diperpanjang: bool
    dibuat: datetime
    diubah: datetime
    selesai: datetime | None
    petugas: Literal["", "saya", "lain"] = ""
    menanti: str = ""


class Baris(Frozen):
    """A line of a request's history: a message or an event, when, and its beginning."""

    arah: str
    kapan: datetime
    teks: str = ""
    berkas: str = ""


class Kanal(Frozen):
    """The official channel for requests, which the bot's own does not replace."""

    nama: str
    alamat: str


class Rincian(Frozen):
    """A request with what was asked and its latest lines; ``lainnya`` counts older ones.

    ``milik`` says whether whoever looks made it.
    """

    tiket: Ringkas
    permintaan: Permintaan
    riwayat: tuple[Baris, ...] = ()
    lainnya: int = 0
    kanal: Kanal
    dasar: str
    milik: bool = True


def channel(asked: Asked) -> Kanal:
    """The official channel by the rules."""
    rules = asked.office.rules
    return Kanal(nama=rules.kanal_resmi, alamat=rules.alamat_kanal)


def brief(asked: Asked, ticket: Tiket) -> Ringkas:
    """``ticket`` as ``asked`` may see it."""
    rules, who = asked.office.rules, asked.asker.id
    mine: Literal["", "saya", "lain"] = "saya" if who == ticket.petugas else "lain"
    return Ringkas(
        id=ticket.id,
        nomor=ticket.nomor,
        acuan=reference(ticket),
        keadaan=ticket.keadaan,
        terbuka=ticket.terbuka,
        alasan=ticket.alasan,
        tenggat=ticket.tenggat,
        sisa=workdays.working_days_left(asked.office.today().date(), ticket.tenggat, rules),
        diperpanjang=ticket.diperpanjang,
        dibuat=ticket.dibuat,
        diubah=ticket.diubah,
        selesai=ticket.selesai,
        petugas="" if ticket.petugas is None else mine,
        menanti=ticket.menanti if ticket.menanti_oleh == who else "",
    )


def detail(
    asked: Asked, ticket: Tiket, lines: Iterable[PesanTiket], *, texts: bool, own: bool
) -> Rincian:
    """``ticket`` with its history, which holds what was written only with ``texts``."""
    rows = [
        Baris(
            arah=line.arah,
            kapan=line.kapan,
            teks=shortened(line.teks) if texts or line.arah == "kejadian" else "",
            berkas=shortened(line.berkas),
        )
        for line in lines
    ]
    return Rincian(
        tiket=brief(asked, ticket),
        permintaan=ticket.permintaan,
        riwayat=tuple(rows[-MOST_LINES:]),
        lainnya=max(0, len(rows) - MOST_LINES),
        kanal=channel(asked),
        dasar=asked.office.rules.tenggat.dasar,
        milik=own,
    )


def reference(ticket: Tiket) -> str:
    """The number of ``ticket`` as buttons hold it, such as ``2026-0007``."""
    return f"{ticket.tahun}-{ticket.urut:04d}"


def shortened(text: str, most: int = LONGEST_LINE) -> str:
    """The beginning of ``text`` in one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def officers_place(asked: Asked) -> bool:
    """Whether only officers read what an officer is answered here."""
    asker = asked.asker
    chat = asker.chat.id if asker.chat else None
    return asker.officer and (asker.private or chat == asked.office.officer_chat)


def day_parts(day: date) -> list[int]:
    """``day`` as plain values: year, month and day."""
    return [day.year, day.month, day.day]


def owed_button(label: str, question: str) -> dict[str, str]:
    """A button as the outbox holds it."""
    return Button(label=label, question=question).model_dump(exclude={"edits"})
