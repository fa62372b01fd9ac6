"""What askers are told of their requests: news of the state, and what officers write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.store.ticket_rows import Kabar
from handlers.permintaan_tampil import day_parts, owed_button, reference
from handlers.permintaan_teks import units

if TYPE_CHECKING:
    from data.models.layanan import Tiket
    from data.store.ticket_rows import Awaited
    from handlers.asked import Asked

# Longer texts go to the asker as the message that they are.
LONGEST_TEXT = 3500


def news(ticket: Tiket, event: str, **values: object) -> Kabar:
    """What the asker is told of ``event``."""
    shown = reference(ticket)
    usual: dict[str, object] = {
        "peristiwa": event,
        "nomor": ticket.nomor,
        "alasan": "",
        "tenggat": day_parts(ticket.tenggat),
        "dasar": "",
        "hari_kerja": 0,
        "kanal": "",
        "alamat": "",
    }
    return Kabar(
        nama="tiket_kabar",
        nilai={**usual, **values},
        tombol=((owed_button("tiket_status", f"/status {shown}"),),),
    )


def with_channel(asked: Asked, notice: Kabar) -> Kabar:
    """``notice`` with the official channel, which stays open to the asker."""
    rules = asked.office.rules
    channel = {"kanal": rules.kanal_resmi, "alamat": rules.alamat_kanal}
    return notice.model_copy(update={"nilai": notice.nilai | channel})


def needs_copy(text: str, *, has_file: bool) -> bool:
    """Whether a message reaches the asker only as it is: a file, or a very long text."""
    return has_file or units(text) > LONGEST_TEXT


def message_to_asker(ticket: Tiket, kind: Awaited, text: str) -> Kabar:
    """An officer's ``text`` as the asker reads it; without one the message itself follows."""
    shown = reference(ticket)
    return Kabar(
        nama="tiket_pesan",
        nilai={"nomor": ticket.nomor, "acuan": shown, "sebagai": kind, "teks": text},
        tombol=(
            (
                owed_button("tiket_balas", f"/permintaan {shown} balas"),
                owed_button("tiket_status", f"/status {shown}"),
            ),
        ),
    )
