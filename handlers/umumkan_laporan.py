"""How an announcement stands, and what an admin can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from data.models import (
    Bulan,
    Frozen,
    Keadaan,
    Kemajuan,
    Kiriman,
    Obrolan,
    Pengumuman,
)
from data.store import chats, ledger
from handlers.answer import Answer, Button
from handlers.mistakes import Mistake

if TYPE_CHECKING:
    from handlers.asked import Asked

A_PAGE = 10
EXAMPLES = ("/umumkan", "/umumkan 2025-10")


class KirimanTerbaca(Frozen):
    """A delivery with the title of its chat."""

    kiriman: Kiriman
    judul: str
    jenis: str


class LaporanUmumkan(Frozen):
    """How an announcement went: counts, and the deliveries that were not simply sent."""

    pengumuman: Pengumuman
    kemajuan: Kemajuan
    bermasalah: tuple[KirimanTerbaca, ...]
    lainnya: int
    baru: bool = False


def report(asked: Asked, found: Pengumuman, *, fresh: bool = False) -> Answer:
    """How the announcement ``found`` stands, with what an admin can do about it."""
    store = asked.office.store
    counts = ledger.progress(store, found.id)
    # What a person must decide on comes first.
    troubled = [
        row
        for state in (Keadaan.TIDAK_PASTI, Keadaan.GAGAL)
        for row in ledger.deliveries_of(store, found.id, state)
    ]
    last = max(1, -(-len(troubled) // A_PAGE))
    page = min(asked.page, last)
    start = (page - 1) * A_PAGE
    shown = troubled[start : start + A_PAGE]
    titles = {chat.id: chat for chat in chats.known(store, {row.chat_id for row in shown})}
    buttons: list[tuple[Button, ...]] = []
    if found.keadaan == ledger.RUNNING and counts.terbuka:
        buttons.append(
            (act("segarkan", "laporan", found.id), act("hentikan_umumkan", "henti", found.id))
        )
    if found.keadaan == ledger.STOPPED and counts.batal:
        buttons.append((act("lanjutkan", "lanjut", found.id),))
    if counts.tidak_pasti:
        buttons.append((act("kirim_ulang", "ulang", found.id), act("anggap", "anggap", found.id)))
    turn = [
        asked.button(label, "/umumkan laporan", found.id, "hal", number, edits=True)
        for label, number in (("sebelumnya", page - 1), ("berikutnya", page + 1))
        if 1 <= number <= last
    ]
    return asked.answer(
        "umumkan_laporan",
        LaporanUmumkan(
            pengumuman=found,
            kemajuan=counts,
            bermasalah=tuple(readable(row, titles.get(row.chat_id)) for row in shown),
            lainnya=max(0, len(troubled) - start - len(shown)),
            baru=fresh,
        ),
        buttons=(*buttons, tuple(turn)),
    )


def readable(row: Kiriman, chat: Obrolan | None) -> KirimanTerbaca:
    """A delivery with what is known of its chat."""
    return KirimanTerbaca(
        kiriman=row,
        judul=chat.judul if chat else "",
        jenis=chat.jenis if chat else "private" if row.chat_id > 0 else "group",
    )


def act(label: str, action: str, number: int) -> Button:
    """A button that does ``action`` with an announcement, in the message that shows it."""
    return Button(label=label, question=f"/umumkan {action} {number}", edits=True)


def latest_of(asked: Asked, month: Bulan) -> Pengumuman:
    """The latest announcement of ``month``; raises ``Mistake`` where there is none."""
    found = ledger.latest_of(asked.office.store, month)
    if found is None:
        refuse_unknown()
    return found


def refuse_unknown() -> NoReturn:
    """Ends the question: what it names is not there any more."""
    raise Mistake("salah", "umumkan", "", examples=EXAMPLES)
