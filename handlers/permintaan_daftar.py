"""``/permintaan daftar``: the officers' list of requests, and the same as a file."""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import TYPE_CHECKING, cast

from data.models import Frozen
from data.moments import WITA
from data.store import tickets
from handlers.answer import Button, Lampiran
from handlers.asked import in_rows
from handlers.permintaan_kata import LISTS
from handlers.permintaan_petugas import guard_officer
from handlers.permintaan_tampil import Ringkas, brief

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from data.models.layanan import Tiket
    from data.store.tickets import Which
    from handlers.answer import Answer
    from handlers.asked import Asked

# What one message holds.
MOST = 15
# What spreadsheets take for the beginning of a formula.
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "nomor",
    "keadaan",
    "masuk",
    "tenggat",
    "sisa_hari_kerja",
    "diperpanjang",
    "selesai",
    "alasan",
    "nama",
    "lembaga",
    "kontak",
    "permintaan",
    "kegunaan",
)


class DaftarTiket(Frozen):
    """Requests for officers; ``lainnya`` counts those that only the file holds."""

    pilihan: str
    tiket: tuple[Ringkas, ...]
    lainnya: int = 0


def listed(asked: Asked, which: str) -> Answer:
    """The requests that ``which`` names, with a file that holds all of them."""
    officer = guard_officer(asked)
    today = asked.office.today().date()
    # The words were read already.
    rows = tickets.listed(asked.office.store, cast("Which", which), officer, today)
    shown = tuple(brief(asked, ticket) for ticket in rows[:MOST])
    data = DaftarTiket(pilihan=which, tiket=shown, lainnya=max(0, len(rows) - MOST))
    cards = [
        Button(label="apa_adanya", question=f"/permintaan {row.id}", subject=row.nomor)
        for row in shown
    ]
    others = [
        Button(label=f"daftar_{name}", question=f"/permintaan daftar {name}")
        for name in LISTS
        if name != which
    ]
    answer = asked.answer("tiket_daftar", data, buttons=(*in_rows(cards, 3), tuple(others)))
    if not rows:
        return answer
    file = Lampiran(
        nama=f"permintaan-{which}-{today.isoformat()}.csv",
        isi=as_csv((ticket, brief(asked, ticket)) for ticket in rows),
    )
    return answer.model_copy(update={"files": (file,)})


def as_csv(rows: Iterable[tuple[Tiket, Ringkas]]) -> bytes:
    """A file that spreadsheets with Indonesian settings open, and in which nothing is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for ticket, shown in rows:
        asked = ticket.permintaan
        cells = (
            ticket.nomor,
            ticket.keadaan.value,
            local(ticket.dibuat),
            ticket.tenggat.isoformat(),
            str(shown.sisa) if ticket.terbuka else "",
            "ya" if ticket.diperpanjang else "tidak",
            local(ticket.selesai) if ticket.selesai else "",
            ticket.alasan,
            asked.nama,
            asked.lembaga,
            asked.kontak,
            asked.isi,
            asked.kegunaan,
        )
        writer.writerow([harmless(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def local(moment: datetime) -> str:
    """``moment`` as spreadsheets read it, in WITA."""
    return f"{moment.astimezone(WITA):%Y-%m-%d %H:%M}"


def harmless(cell: str) -> str:
    """``cell`` as text: an apostrophe stands before what would begin a formula."""
    first = unicodedata.normalize("NFKC", cell.lstrip(" \n\u00a0")[:1])
    number = cell.removeprefix("-").isdecimal()
    return f"'{cell}" if first.startswith(STARTS_FORMULA) and not number else cell
