"""What is said to a question that has no figure, and the buttons to what is near it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.queries import naskah
from data.store.errors import StoreError
from handlers.answer import Answer, Button
from handlers.asked import LONGEST_QUESTION, Asked, Buttons, in_rows
from handlers.mistakes import Kekeliruan, Mistake
from handlers.terbitan import buttons_for

if TYPE_CHECKING:
    from data.report import Report
    from handlers.office import Office

LONGEST_LABEL = 48
# Nobody is to ask for these, or they come by another way.
NOT_TO_REQUEST = frozenset(
    {
        "pribadi",
        "luar_ntt",
        "bulanan",
        "belum_dimuat",
        "riwayat_kosong",
        "tahun",
        "tahapan_tanggal",
        "cari",
        "istilah",
    }
)
NEAREST = 4
PLACES_OF = {
    "dpt_lain": ("lampiran",),
    "pengusung": ("pilgub",),
    "tahapan_pilkada": ("sasaran6",),
}
SOUNDS_LIKE = {"sumbar": "Sumba Barat"}
SEARCHED = frozenset({"logistik", "tahapan", "sasaran", "anggaran", "sdm", "istilah"})
NEAR_TO = {
    "pribadi": ("dpt",),
    "luar_ntt": ("dpt",),
    "wilayah_kecil": ("dpt",),
    "dpt_lain": ("dpt",),
    "pemilih_rinci": ("dpt",),
    "partisipasi": ("pilgub", "dpt"),
    "hasil_lain": ("pilgub",),
    "gubernur": ("pilgub",),
    "pengusung": ("pilgub",),
    "gaji": ("sdm", "anggaran"),
    "ikpa": ("serapan",),
    "akun": ("anggaran",),
    "pejabat": ("struktur", "sumber"),
    "tahapan_pilkada": ("tahapan",),
    "logistik_wilayah": ("logistik",),
    "tahun": ("sumber",),
    "lain": ("bantuan",),
    "pendanaan_realisasi": ("pendanaan",),
}


def found_buttons(words: str, report: Report, year: int) -> tuple[tuple[Button, ...], ...]:
    """A button to each of the few places where a search finds ``words``."""
    found = naskah.search(report, year, words, 0, NEAREST)
    once = {row.pertanyaan: row for row in found.temuan}
    buttons = [
        Button(label="apa_adanya", question=row.pertanyaan, subject=row.judul[:LONGEST_LABEL])
        for row in once.values()
    ]
    return in_rows(buttons, 1)


def nearest(mistake: Mistake, report: Report, year: int) -> tuple[tuple[Button, ...], ...]:
    """Buttons to what is near something that the report, or a table of it, does not hold."""
    if mistake.reason in SEARCHED:
        return found_buttons(mistake.words, report, year)
    reason = mistake.reason
    if mistake.words in SOUNDS_LIKE:
        name = SOUNDS_LIKE[mistake.words]
        return ((Button(label="apa_adanya", question=f"/wilayah {name}", subject=name),),)
    labels = NEAR_TO.get(reason, ())
    return (tuple(Button(label=label, question=f"/{label}") for label in labels),) if labels else ()


def request_button(mistake: Mistake, line: str) -> tuple[tuple[Button, ...], ...]:
    """A button that asks the officers for what is missing, in the words of ``line``.

    None where nobody may ask for it, or where what was asked is only spelt wrongly.
    """
    if mistake.template != "tidak_ada" or mistake.reason in NOT_TO_REQUEST:
        return ()
    words = " ".join(line.removeprefix("/").split())
    question = f"/permintaan {words}"
    if len(question.encode()) > LONGEST_QUESTION:
        question = "/permintaan"
    return ((Button(label="minta_informasi", question=question),),)


def published_buttons(mistake: Mistake, line: str, office: Office | None) -> Buttons:
    """Buttons to the published answers whose question is ``line``, which found no figure."""
    plain = not line.lstrip().startswith("/") and mistake.template in {"maksud", "salah"}
    unheld = mistake.template == "tidak_ada" and mistake.reason != "pribadi"
    if office is None or not (plain or unheld):
        return ()
    try:
        return buttons_for(line, office.entries.current().isi)
    except StoreError:
        # What the store holds beside the report must not cost the answer.
        return ()


def apology(
    mistake: Mistake,
    asked: Asked | None,
    report: Report,
    line: str = "",
    office: Office | None = None,
) -> Answer:
    """The answer to ``line``, a question that has no figure: what to type instead."""
    year = asked.year if asked and asked.year in report.years else report.latest
    places = PLACES_OF.get(mistake.reason, ())
    notes = report.notes(year, "sumber", places) if places else ()
    return Answer(
        command=asked.command if asked else None,
        template=mistake.template,
        data=Kekeliruan(
            alasan=mistake.reason,
            kata=mistake.words,
            perintah=asked.command if asked else None,
            tahun=asked.year if asked else report.latest,
            tersedia=report.years,
            contoh=mistake.examples,
        ),
        buttons=(
            *published_buttons(mistake, line, office),
            *(mistake.buttons or nearest(mistake, report, year)),
            *request_button(mistake, line),
        ),
        notes=tuple(note for note in notes if note.penting),
        understood=False,
    )
