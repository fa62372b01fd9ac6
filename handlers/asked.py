"""A question as a handler gets it, and the answer it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.models import JenisWilayah
from handlers.answer import Answer, Button, Dibaca, KeteranganPerintah
from handlers.asker import ANYBODY, Asker
from handlers.mistakes import Mistake
from handlers.office import Office

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.bulanan.figures import Bulanan
    from data.layanan.entries import Terbitan
    from data.models import Frozen, Muatan, Wilayah
    from data.report import Report

# What a button can send back.
LONGEST_QUESTION = 63
Buttons = tuple[tuple[Button, ...], ...]
Noted = tuple[str, "Sequence[str | int]"]


@dataclass
class Asked:
    """A command with its words.

    ``words`` are folded and without year and page; ``text`` is what was typed after
    the command, folded, and ``raw`` the same untouched; ``year`` the report that is
    asked, named by the asker or the latest. ``commands`` are those that ``asker`` may
    ask, for the help; ``office`` is what a handler works with beside the report.
    ``claim`` is what was asked where it also held a figure to be confirmed. ``read_as``
    collects how misspelt words were read.
    """

    report: Report
    command: str
    text: str
    words: tuple[str, ...]
    year: int
    year_named: bool = False
    raw: str = ""
    claim: str = ""
    page: int = 1
    commands: tuple[KeteranganPerintah, ...] = ()
    asker: Asker = ANYBODY
    office: Office = field(default_factory=Office)
    months_state: str | None = None
    entries_state: str | None = None
    read_as: list[Dibaca] = field(default_factory=list)

    def months(self) -> Bulanan:
        """The months that are loaded; from now on the answer depends on them."""
        found = self.office.figures.current()
        self.months_state = found.keadaan
        return found

    def entries(self) -> Terbitan:
        """The published answers; from now on the answer depends on them."""
        found = self.office.entries.current()
        self.entries_state = found.keadaan
        return found

    def question(self, *parts: object) -> str:
        """A command line such as ``/dpt Sikka``, with the year where it was named."""
        year = [self.year] if self.year_named else []
        return " ".join(str(part) for part in [*parts, *year])

    def button(self, label: str, *parts: object, subject: str = "", edits: bool = False) -> Button:
        """A button that asks ``parts`` of the same year."""
        return Button(label=label, question=self.question(*parts), subject=subject, edits=edits)

    def answer(
        self,
        template: str,
        data: Frozen,
        *,
        sources: Iterable[str] = (),
        notes: Iterable[Noted] = (),
        places: Sequence[str] = (),
        loads: Iterable[Muatan] = (),
        buttons: Buttons = (),
    ) -> Answer:
        """The answer with its places and with the notes on the rows it shows.

        ``places`` adds the important notes on whole places of the report; ``loads`` are
        the monthly versions that figures come from.
        """
        found = {
            note.nomor: note
            for table, keys in notes
            for note in self.report.notes(self.year, table, keys)
        }
        for note in self.report.notes(self.year, "sumber", places) if places else ():
            if note.penting:
                found[note.nomor] = note
        return Answer(
            command=self.command,
            template=template,
            data=data,
            buttons=tuple(row for row in (*buttons, *self.check()) if row),
            report=self.report.laporan(self.year),
            sources=self.report.sources(self.year, sources),
            notes=tuple(found[number] for number in sorted(found)),
            read_as=tuple(self.read_as),
            loads=tuple(loads),
            months=self.months_state,
            entries=self.entries_state,
        )

    def check(self) -> Buttons:
        """A button that compares the figure that was to be confirmed, where there was one."""
        question = f"/verifikasi {self.claim}"
        if not self.claim or len(question.encode()) > LONGEST_QUESTION:
            return ()
        return ((Button(label="periksa_angka", question=question),),)

    def means_all(self, region: Wilayah) -> bool:
        """Whether *ntt* means the whole table, and not the province's own row.

        The province has a row of its own where its office is named: *provinsi*, *kpu*.
        """
        own = {"provinsi", "prov", "kpu", region.kode, region.bps}
        return region.jenis is JenisWilayah.PROVINSI and not own & set(self.words)

    def missing(self, what: str) -> Mistake:
        """The mistake of asking a report for a table that it does not have."""
        return Mistake("tidak_ada", "tabel", what)

    def pages(self, count: int, size: int, *parts: object) -> tuple[slice, Buttons]:
        """The rows of the page asked for, and the buttons that turn it."""
        last = max(1, -(-count // size))
        page = min(max(self.page, 1), last)
        turn = []
        if page > 1:
            turn.append(self.button("sebelumnya", *parts, "hal", page - 1, edits=True))
        if page < last:
            turn.append(self.button("berikutnya", *parts, "hal", page + 1, edits=True))
        return slice((page - 1) * size, page * size), (tuple(turn),) if turn else ()


def in_rows(buttons: Sequence[Button], width: int) -> Buttons:
    """``buttons`` laid out ``width`` a row."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))
