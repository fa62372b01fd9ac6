"""A chart with where its figures come from, and what an answer tells beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from data.formatting import day
from data.models.grafik import LONGEST_ALT, LONGEST_CORE, Grafik, JenisGrafik, Titik

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from data.models import Muatan
    from data.report import Report

Noted = tuple[str, tuple[str | int, ...]]


class Gambar(NamedTuple):
    """A chart, the places its figures stand in, the rows whose notes belong to it.

    ``loads`` are the loaded months that it shows.
    """

    grafik: Grafik
    sources: tuple[str, ...]
    notes: tuple[Noted, ...] = ()
    places: tuple[str, ...] = ()
    loads: tuple[Muatan, ...] = ()


def framed(
    report: Report,
    year: int,
    *,
    key: str,
    title: str,
    subtitle: str,
    rows: Sequence[Titik],
    unit: str,
    core: str,
    told: Sequence[str],
    sources: Sequence[str] = (),
    notes: Sequence[Noted] = (),
    places: Sequence[str] = (),
    series: Sequence[str] = ("",),
    kind: JenisGrafik = JenisGrafik.BATANG,
    mark: tuple[Decimal, str] | None = None,
    more: Sequence[str] = (),
    loads: Sequence[Muatan] = (),
    cited: tuple[str, str, str] | None = None,
) -> Gambar:
    """The chart of ``rows`` with its source, date and version.

    ``core`` and the sentences ``told`` say it in words; ``mark`` is a value to mark with
    its name; ``cited`` is source, date and version where they are not the report's.
    """
    if cited is None:
        cited = from_report(report, year, sources)
    mark_value, mark_name = mark or (None, "")
    return Gambar(
        grafik=Grafik(
            kunci=f"{key}-{year}".casefold(),
            judul=title,
            anak_judul=subtitle,
            jenis=kind,
            seri=tuple(series),
            titik=tuple(rows),
            satuan=unit,
            acuan=mark_value,
            acuan_teks=mark_name,
            tambahan=tuple(more),
            sumber=cited[0],
            tanggal=cited[1],
            versi=cited[2],
            inti=shortened(core, LONGEST_CORE),
            keterangan=sentences(core, told),
        ),
        sources=tuple(sources),
        notes=tuple(notes),
        places=tuple(places),
        loads=tuple(loads),
    )


def from_report(report: Report, year: int, sources: Sequence[str]) -> tuple[str, str, str]:
    """Where in the report the figures stand, as of when they are, and their version."""
    told = report.laporan(year)
    found = report.sources(year, sources)
    date = f"Data per laporan {day(told.tanggal)}"
    if found[0].posisi:
        date = f"{date}, untuk {found[0].posisi}"
    return f"Sumber: {told.judul_pendek}, {found[0].singkat}", date, report.version


def sentences(core: str, told: Sequence[str]) -> str:
    """``core`` and as many of ``told`` as a caption takes."""
    text = shortened(core, LONGEST_ALT)
    for sentence in told:
        if len(text) + 1 + len(sentence) <= LONGEST_ALT:
            text = f"{text} {sentence}"
    return text


def shortened(text: str, most: int) -> str:
    """``text`` in at most ``most`` characters, cut between words."""
    return text if len(text) <= most else f"{text[:most].rpartition(' ')[0].rstrip(',;: ')}…"
