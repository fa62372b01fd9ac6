"""What an announcement would send, and where, without sending it: for the operator's terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.formatting import month as month_in_words
from data.bulanan.recipients import Varian
from data.store import chats, planning
from data.store.audit import TERMINAL
from handlers.umumkan_pratinjau import named, worded, wordings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.rendering import Renderer
    from data.models import Bulan
    from data.store.planning import Persiapan
    from handlers.office import Office


def rehearse(office: Office, renderer: Renderer, month: Bulan) -> Iterator[str]:
    """The lines that tell what announcing ``month`` would send, and to which places.

    Nothing is written or sent.
    """
    figures = office.figures.current()
    if figures.dari(month) is None:
        yield f"{month_in_words(month)} belum dimuat: python -m bot serapan impor BERKAS"
        return
    prepared = planning.prepare(office.store, figures, month, TERMINAL)
    if prepared is None:
        yield f"{month_in_words(month)} sudah diumumkan; tidak ada yang perlu dikirim lagi."
        return
    kind = "Koreksi" if prepared.rencana.jenis == "koreksi" else "Pengumuman"
    yield (
        f"{kind} {month_in_words(month)}, versi {prepared.rencana.versi}:"
        f" {len(prepared.penerima)} tujuan, {len(prepared.tujuan)} pesan."
        " Latihan: tidak ada yang dikirim."
    )
    for number, (wish, count) in enumerate(wordings(prepared), start=1):
        yield ""
        yield f"== Bentuk {number}: {named(wish)} ({count} tujuan)"
        yield renderer.render(worded(office.store, prepared, wish, figures)).plain
        yield ""
        yield from places(office, prepared, wish)


def places(office: Office, prepared: Persiapan, wish: Varian) -> Iterator[str]:
    """The places that get ``wish``, one a line."""
    titles = {
        chat.id: chat.judul or "chat pribadi"
        for chat in chats.known(office.store, {place.chat_id for place in prepared.penerima})
    }
    for place in prepared.penerima:
        if wish in place.varian:
            topic = f", topik {place.topik}" if place.topik else ""
            reply = f", membalas pesan {place.balas_ke}" if place.balas_ke else ""
            yield f"-> {place.chat_id} {titles.get(place.chat_id, '')}{topic}{reply}"
