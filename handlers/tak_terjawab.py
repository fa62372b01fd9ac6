"""``/tak_terjawab``: questions that found no answer, so that curators learn what to add."""

from __future__ import annotations

import csv
import io
import re
import zlib
from typing import TYPE_CHECKING

from data.models import Frozen, TakTerjawab
from data.moments import WITA
from data.store import unanswered
from handlers.answer import Button, Lampiran
from handlers.asked import in_rows
from handlers.mistakes import Mistake

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked

A_PAGE = 10
NEWEST = frozenset({"terbaru", "baru"})
MOST_OFTEN = frozenset({"tersering", "sering"})
REMOVING = "hapus"
REMOVAL = 2
NUMBER = re.compile(r"[0-9]{1,7}")
NUMBERS = 10_000_000
HEADER = ("nomor", "pertanyaan", "alasan", "hitungan", "pertama", "terakhir")
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Terhitung(Frozen):
    """A question with the number that names it, and how often it was asked."""

    nomor: int
    baris: TakTerjawab


class DaftarTakTerjawab(Frozen):
    """A page of the questions behind the first ``mulai``; ``dihapus`` is one that is gone now."""

    mulai: int
    semua: int
    hitungan: int
    isi: tuple[Terhitung, ...]
    terbaru: bool
    dihapus: str | None = None


def tak_terjawab(asked: Asked) -> Answer:
    """The questions without an answer: the most frequent first, or the newest."""
    words = list(asked.words)
    gone = None
    if words and words[0] == REMOVING:
        gone = removed(asked, words)
        words = []
    newest = len(words) == 1 and words[0] in NEWEST
    if words and not newest and (len(words) > 1 or words[0] not in MOST_OFTEN):
        raise Mistake("salah", "kata", " ".join(words), examples=("/tak_terjawab",))
    return listed(asked, gone, newest=newest)


def listed(asked: Asked, gone: str | None, *, newest: bool) -> Answer:
    """A page of the questions, with all of them as a file."""
    store = asked.office.store
    said = ("terbaru",) if newest else ()
    count = unanswered.page(store, 0, 0, newest=newest).semua
    part, turn = asked.pages(count, A_PAGE, "/tak_terjawab", *said)
    found = unanswered.page(store, part.start, A_PAGE, newest=newest)
    rows = tuple(Terhitung(nomor=number_of(row.teks), baris=row) for row in found.baris)
    other = (
        Button(label="tak_terjawab_tersering", question="/tak_terjawab")
        if newest
        else Button(label="tak_terjawab_terbaru", question="/tak_terjawab terbaru")
    )
    removals = [
        Button(
            label="hapus_tak_terjawab",
            question=f"/tak_terjawab hapus {row.nomor}",
            subject=str(part.start + place),
        )
        for place, row in enumerate(rows, start=1)
    ]
    answer = asked.answer(
        "tak_terjawab",
        DaftarTakTerjawab(
            mulai=part.start,
            semua=found.semua,
            hitungan=found.hitungan,
            isi=rows,
            terbaru=newest,
            dihapus=gone,
        ),
        buttons=(*turn, *in_rows(removals, 4), *(((other,),) if rows else ())),
    )
    if not rows:
        return answer
    whole = unanswered.page(store, 0, None, newest=newest).baris
    file = Lampiran(nama="tak-terjawab.csv", isi=as_csv(whole))
    return answer.model_copy(update={"files": (file,)})


def removed(asked: Asked, words: list[str]) -> str:
    """The text of the question that a number names, which is gone from the list now."""
    if len(words) != REMOVAL or not NUMBER.fullmatch(words[1]):
        raise Mistake("salah", "nomor_tak_terjawab", " ".join(words[1:]))
    store = asked.office.store
    every = unanswered.page(store, 0, None, newest=False).baris
    text = next((row.teks for row in every if number_of(row.teks) == int(words[1])), None)
    if text is None or not unanswered.remove(store, text, asked.asker.id or 0):
        raise Mistake("salah", "nomor_tak_terjawab", words[1])
    return text


def number_of(text: str) -> int:
    """The number that names a question, the same whatever else is asked meanwhile."""
    return zlib.crc32(text.encode()) % NUMBERS


def as_csv(rows: tuple[TakTerjawab, ...]) -> bytes:
    """``rows`` as a file that Excel with Indonesian settings opens, times in WITA."""
    file = io.StringIO()
    table = csv.writer(file, delimiter=";", lineterminator="\r\n")
    table.writerow(HEADER)
    for row in rows:
        table.writerow(
            [
                number_of(row.teks),
                harmless(row.teks),
                row.alasan,
                row.hitungan,
                f"{row.pertama.astimezone(WITA):%Y-%m-%d %H:%M}",
                f"{row.terakhir.astimezone(WITA):%Y-%m-%d %H:%M}",
            ]
        )
    return file.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """``text`` as a cell that no spreadsheet calculates."""
    return f"'{text}" if text.startswith(FORMULA) else text
