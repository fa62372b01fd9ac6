"""``/templat``: the table to fill in with a month's figures, with its known codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.bulanan.codes import TOTAL
from data.bulanan.template import HEADER, template_file
from data.models import Bulan, Frozen
from data.queries import anggaran as budget
from handlers.answer import Lampiran
from handlers.mistakes import Mistake

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked

NAME = "templat-serapan.csv"
# The whole is computed for some files, and is then no name of theirs.
WHOLE = "Jumlah seluruhnya"


class Templat(Frozen):
    """The file's name, its columns, and the list of codes that stands in it.

    The ``baris`` codes are those of the month ``bulan``, or of the report of ``tahun``.
    """

    nama: str
    kolom: tuple[str, ...]
    baris: int
    bulan: Bulan | None
    tahun: int


def templat(asked: Asked) -> Answer:
    """The table with the newest known list of codes, its amounts empty."""
    if asked.words:
        raise Mistake("salah", "kata", " ".join(asked.words), examples=("/templat",))
    newest = asked.months().terbaru
    rows = newest.baris if newest else budget.lines(asked.report, asked.report.latest)
    codes = [(row.kode, WHOLE if row.kode == TOTAL else row.uraian) for row in rows]
    answer = asked.answer(
        "templat",
        Templat(
            nama=NAME,
            kolom=HEADER,
            baris=len(codes),
            bulan=newest.muatan.bulan if newest else None,
            tahun=asked.report.latest,
        ),
    )
    return answer.model_copy(update={"files": (Lampiran(nama=NAME, isi=template_file(codes)),)})
