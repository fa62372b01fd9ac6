"""A permanent link followed: the answer as it stood when the link was made, and as it is now."""

from __future__ import annotations

import contextlib
import zlib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import BaseModel

from data.bulanan.figures import Bulanan
from data.models import Frozen, Muatan
from data.moments import WITA
from data.store import links as stored_links
from data.store import versions
from data.store.errors import StoreError
from data.versions import FixedMonths
from handlers import links
from handlers.answer import Answer
from handlers.asking import MONTHLY, YEAR_IS_A_WORD, ask, is_dated, seen_first, understand
from handlers.mistakes import Mistake
from handlers.words import YEAR, split

if TYPE_CHECKING:
    from data.models import Bulan, VersiData
    from data.report import Report
    from handlers.asked import Asked
    from handlers.links import Stamp


class JawabanTautan(Frozen):
    """The answer to a permanent link: ``kini``, and ``dahulu`` where that is known.

    ``keadaan`` is ``tetap`` or ``berubah``; ``tak_dikenal`` and ``susunan_lain`` where the
    version is not kept here, or is but cannot be read any more. ``versi`` and
    ``versi_kini`` are eight digits each, with the moments since when they answer here,
    where that is known; ``saat`` is that of the months shown then. ``lebih_baru`` says
    that months were loaded since that the link does not ask for.
    """

    keadaan: Literal["tetap", "berubah", "tak_dikenal", "susunan_lain"]
    kini: Answer
    dahulu: Answer | None
    versi: str
    sejak: datetime | None
    versi_kini: str
    sejak_kini: datetime | None
    saat: datetime | None
    lebih_baru: bool


class Then(NamedTuple):
    """What is kept of the moment a link was made: the report, its version, the months."""

    report: Report | None
    version: VersiData | None
    months: Bulanan


def tautan(asked: Asked) -> Answer:
    """The answer to the question of a permanent link, beside what it was then."""
    marked = links.stamp(asked.text.strip())
    if marked is None:
        raise Mistake("salah", "kosong", examples=("/dpt Sikka",))
    line = line_of(asked, marked)
    then = kept(asked, marked)
    held = loaded(asked)
    known = {item.muatan.bulan for item in then.months.posisi}
    pinned = of_months(held, known)
    before = answered(asked, line, then.report, then.months) if then.report else None
    now = answered(asked, in_year(asked, line, then.report, before), asked.report, pinned)
    if now.line is not None:
        # The year was put in to ask today's reports for the same one.
        now = now.model_copy(update={"line": line})
    if before is not None and not before.understood:
        before = None
    if before is None and not now.understood:
        return now
    return told(asked, marked, then, before, now, newer=is_newer(now, held, known))


def told(
    asked: Asked, marked: Stamp, then: Then, before: Answer | None, now: Answer, *, newer: bool
) -> Answer:
    """The answer that shows ``now``, and ``before`` where that is another."""
    state: Literal["tetap", "berubah", "tak_dikenal", "susunan_lain"]
    if before is None:
        state = "tak_dikenal" if then.version is None else "susunan_lain"
    else:
        state = "tetap" if shown(before) == shown(now) else "berubah"
    buttons = now.buttons
    if state == "berubah":
        buttons = (*buttons, (asked.button("versi", "/versi"),))
    return Answer(
        command=asked.command,
        template="tautan",
        data=JawabanTautan(
            keadaan=state,
            kini=now,
            dahulu=before,
            versi=marked.versi,
            sejak=since(then.version),
            versi_kini=asked.report.version[: links.SHOWN],
            sejak_kini=since(version_kept(asked, asked.report.version)),
            saat=marked.saat.astimezone(WITA) if marked.saat else None,
            lebih_baru=newer,
        ),
        buttons=buttons,
        report=now.report,
        sources=now.sources,
        loads=now.loads,
        files=now.files,
        months=now.months,
        entries=now.entries,
        line=now.line,
    )


def line_of(asked: Asked, marked: Stamp) -> str:
    """The line that a link asks; raises ``Mistake`` where it is gone, or would act."""
    if marked.nomor is None:
        return links.question(marked.isi)
    found = stored_links.find(asked.office.store, marked.nomor)
    if found is None:
        raise Mistake("salah", "tautan_hilang", examples=("/dpt Sikka",))
    command, rest, _ = understand(found, asked.report, asked.asker)
    if command.seen_first:
        raise seen_first(command, rest)
    return found


def kept(asked: Asked, marked: Stamp) -> Then:
    """What is kept here of the moment at which the link was made."""
    version = version_kept(asked, marked.versi)
    report: Report | None = None
    if asked.report.version.startswith(marked.versi):
        report = asked.report
    elif version is not None:
        report = versions.open_report(asked.office.store, version.versi)
    months = Bulanan()
    if marked.saat is not None:
        with contextlib.suppress(StoreError):
            months = versions.months_as_of(asked.office.store, marked.saat)
    return Then(report, version, months)


def version_kept(asked: Asked, start: str) -> VersiData | None:
    """The version that begins with ``start``; ``None`` where none is kept, or none is found."""
    with contextlib.suppress(StoreError):
        return versions.find(asked.office.store, start)
    return None


def loaded(asked: Asked) -> Bulanan:
    """The months as they are loaded now; none where the store does not answer."""
    with contextlib.suppress(StoreError):
        return asked.office.figures.current()
    return Bulanan()


def of_months(held: Bulanan, known: set[Bulan]) -> Bulanan:
    """Those of ``held`` that are ``known``, in a state of their own where they are fewer.

    Files are kept by the state of their months: those of some must not pass for all.
    """
    kept = tuple(item for item in held.posisi if item.muatan.bulan in known)
    if kept == held.posisi:
        return held
    named = zlib.crc32("-".join(str(item.muatan.id) for item in kept).encode())
    return Bulanan(keadaan=f"{held.keadaan}-{named:08x}", posisi=kept)


def answered(asked: Asked, line: str, report: Report, months: Bulanan) -> Answer:
    """The answer of ``report`` and ``months`` to ``line``."""
    office = replace(asked.office, figures=FixedMonths(months))
    answer = ask(line, report, asker=asked.asker, office=office)
    if answer is None:  # pragma: no cover - only of groups, which this is not asked for
        raise Mistake("salah", "kosong")
    return answer


def in_year(asked: Asked, line: str, then: Report | None, before: Answer | None) -> str:
    """``line`` with the year that it meant ``then``, where today's latest report is another.

    ``before`` is the answer of then; where it gave a month, no report's year was meant.
    """
    if then is None or before is None or then.latest == asked.report.latest:
        return line
    command, rest, _ = understand(line, asked.report, asked.asker)
    year = str(then.latest)
    words = split(rest)
    if command.name in YEAR_IS_A_WORD or any(YEAR.fullmatch(word) for word in words):
        return line
    if command.name in MONTHLY:
        dated = bool(before.loads)
    else:
        dated = is_dated(command, [*words, year], asked.report.years)
    return line if dated else f"/{command.name} {rest}".rstrip() + f" {year}"


def is_newer(now: Answer, held: Bulanan, known: set[Bulan]) -> bool:
    """Whether ``now`` depends on months, and some are loaded that the link did not know."""
    return now.months is not None and any(item.muatan.bulan not in known for item in held.posisi)


def since(version: VersiData | None) -> datetime | None:
    """Since when ``version`` answers here, in WITA."""
    return version.sejak.astimezone(WITA) if version else None


def shown(answer: Answer) -> object:
    """What an answer tells, to be held against that of another version."""
    return (
        answer.template,
        plain(answer.data),
        tuple(place.singkat for place in answer.sources),
        tuple(note.kalimat for note in answer.notes),
        tuple(load.bulan for load in answer.loads),
    )


def plain(value: object) -> object:
    """``value`` as what can be compared; of a load the month alone.

    A month that was loaded anew with the same figures has not changed.
    """
    if isinstance(value, Muatan):
        return value.bulan
    if isinstance(value, BaseModel):
        return (type(value).__name__, *((name, plain(item)) for name, item in value))
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    return value
