"""Why a question for a month has no answer, with the months and codes that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import Bulan, Frozen
from data.queries import anggaran as budget
from data.queries import bulanan as query
from handlers import codes
from handlers.answer import Answer, Button
from handlers.asked import LONGEST_QUESTION, in_rows
from handlers.mistakes import echo
from handlers.periode import month_name
from handlers.vocabulary import measures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.bulanan.figures import Bulanan
    from data.models import Posisi
    from handlers.asked import Asked, Buttons

MOST_CHOICES = 6


class TolakBulanan(Frozen):
    """Why a question for a month has no answer; ``alasan`` is worded by the template.

    ``termuat`` are the months that are loaded, ``tersedia`` the years of reports.
    """

    alasan: str
    kata: str = ""
    bulan: Bulan | None = None
    versi: int | None = None
    tahun: int | None = None
    tersedia: tuple[int, ...] = ()
    termuat: tuple[query.Sela, ...] = ()


def button(label: str, month: Bulan, *parts: str, subject: str = "") -> Button:
    """A button that asks ``parts`` of ``month``."""
    return Button(label=label, question=" ".join(["/serapan", str(month), *parts]), subject=subject)


def to_year_end(asked: Asked, code: str, year: int | None = None) -> tuple[Button, ...]:
    """A button to the year-end of ``code`` in the report of ``year``, else in the newest."""
    chosen = year if year in asked.report.years else asked.report.latest
    lines = budget.lines(asked.report, chosen)
    if not lines:
        return ()
    named = [code] if code != query.TOTAL and any(row.kode == code for row in lines) else []
    question = " ".join(["/serapan", *named, str(chosen)])
    return (Button(label="serapan_akhir", question=question, subject=str(chosen)),)


def to_month(code: str, found: Sequence[Posisi]) -> list[Button]:
    """A button to ``code`` in the newest month of ``found``, which go oldest first."""
    return [
        button(
            "serapan_bulan",
            position.muatan.bulan,
            *([code] if code != query.TOTAL and position.dari_kode(code) else []),
            subject=month_name(position.muatan.bulan),
        )
        for position in found[-1:]
    ]


def refused(
    asked: Asked,
    months: Bulanan,
    reason: str,
    words: str = "",
    *,
    month: Bulan | None = None,
    version: int | None = None,
    year: int | None = None,
    buttons: Buttons = (),
) -> Answer:
    """The answer that tells ``reason``; without buttons of its own it leads to loaded months."""
    if not buttons:
        newest = months.posisi[: -MOST_CHOICES - 1 : -1]
        buttons = in_rows(months_to_ask(asked, months, [row.muatan.bulan for row in newest]), 2)
    rows = (*buttons, to_year_end(asked, query.TOTAL, year))
    return Answer(
        command=asked.command,
        template="bulanan_tidak_ada",
        data=TolakBulanan(
            alasan=reason,
            kata=echo(words),
            bulan=month,
            versi=version,
            tahun=year,
            tersedia=asked.report.years,
            termuat=query.spans(item.muatan.bulan for item in months.posisi),
        ),
        buttons=tuple(row for row in rows if row),
        understood=False,
        read_as=tuple(asked.read_as),
    )


def months_to_ask(asked: Asked, months: Bulanan, chosen: Iterable[Bulan]) -> list[Button]:
    """Buttons that ask the same of each of the ``chosen`` months."""
    found = []
    for month in chosen:
        asks = button("apa_adanya", month, *repeated(asked, months.dari(month)))
        if len(asks.question.encode()) > LONGEST_QUESTION:
            asks = button("apa_adanya", month)
        found.append(asks.model_copy(update={"subject": month_name(month)}))
    return found


def repeated(asked: Asked, position: Posisi | None) -> list[str]:
    """What of the words can be asked of ``position`` too: its codes, and an end of the ranks."""
    rows = position.baris if position else ()
    named = [code.row.kode for code in codes.find_among(asked.words, rows) if code.row]
    ends = [word for word in asked.words if measures("serapan").get(word) in {"rendah", "tinggi"}]
    return [*named, *ends]


def not_loaded(asked: Asked, months: Bulanan, month: Bulan) -> Answer:
    """That ``month`` is not loaded, and which are."""
    return refused(asked, months, "bulan", month=month)


def which_month(asked: Asked, months: Bulanan, wanted: Sequence[Bulan]) -> Answer:
    """The question back which of several months is meant."""
    chosen = months_to_ask(asked, months, wanted[:MOST_CHOICES])
    return refused(asked, months, "dua_bulan", buttons=in_rows(chosen, 2))


def no_year(asked: Asked, months: Bulanan, year: int | None) -> Answer:
    """That there is neither a report of ``year`` nor a month of it."""
    return refused(asked, months, "tahun", year=year)


def in_version(
    asked: Asked,
    months: Bulanan,
    position: Posisi,
    reason: str,
    *,
    words: str = "",
    rows: Iterable[str] = (),
) -> Answer:
    """What the version of a month does not hold, with codes that it has."""
    load = position.muatan
    return refused(
        asked,
        months,
        reason,
        words,
        month=load.bulan,
        version=load.versi,
        buttons=in_rows(
            [button("apa_adanya", load.bulan, row, subject=row) for row in rows][:MOST_CHOICES], 2
        ),
    )
