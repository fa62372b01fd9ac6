"""Dates: readable, in order, on their weekday and in the report's year."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from data.checks.finding import described, finding, place
from data.models import JenisPeristiwa, Peristiwa, Tahapan, Temuan
from data.moments import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.loading import Edition

WEEKDAYS = ["senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"]
DATE = re.compile(r"(\d{1,2})\s+([A-Za-z]+)\s+(\d{4})")


def read_dates(printed: str) -> list[date | None]:
    """The dates in a printed period; ``None`` for one whose month is no month."""
    dates: list[date | None] = []
    for day, month, year in DATE.findall(printed):
        name = month.casefold()
        known = name in MONTHS
        dates.append(date(int(year), MONTHS.index(name) + 1, int(day)) if known else None)
    return dates


def stage_dates(edition: Edition) -> Iterator[Temuan]:
    """Each stage prints dates that can be read, and that are the stored ones."""
    for row in edition.rows.of(Tahapan):
        dates = read_dates(row.waktu_tercetak)
        if not dates or dates[0] != row.mulai or dates[-1] != row.selesai:
            yield finding(
                "tahapan.tanggal",
                str(row.nomor),
                [place(row, row.waktu_tercetak)],
                [("tahapan", row.nomor)],
            )


def stage_order(edition: Edition) -> Iterator[Temuan]:
    """No stage ends before it starts."""
    for row in edition.rows.of(Tahapan):
        if row.selesai < row.mulai:
            yield finding(
                "tahapan.urutan",
                str(row.nomor),
                [place(row, row.waktu_tercetak)],
                [("tahapan", row.nomor)],
            )


def stage_words(edition: Edition) -> Iterator[Temuan]:
    """A stage about parties or decrees yields what its own name announces."""
    for row in edition.rows.of(Tahapan):
        name, output = row.nama.casefold(), row.keluaran.casefold()
        candidates_for_parties = "peserta pemilu" in name and "calon" in output
        decree_for_regulation = "peraturan" in name and output.startswith("keputusan")
        if candidates_for_parties or decree_for_regulation:
            yield finding(
                "tahapan.keluaran",
                str(row.nomor),
                [place(row, row.keluaran)],
                [("tahapan", row.nomor)],
            )


def weekdays(edition: Edition) -> Iterator[Temuan]:
    """Each printed weekday is that of its date."""
    for row in edition.rows.of(Peristiwa):
        if row.tanggal is None or row.hari_tercetak is None:
            continue
        if WEEKDAYS[row.tanggal.weekday()] != row.hari_tercetak.casefold():
            yield finding(
                "peristiwa.hari",
                str(row.urutan),
                [described(row, f"{row.hari_tercetak}, {row.waktu_tercetak}")],
                [("peristiwa", row.urutan)],
            )


def training_years(edition: Edition) -> Iterator[Temuan]:
    """Training that is told as the report year's took place in that year."""
    for row in edition.rows.of(Peristiwa):
        if row.jenis is not JenisPeristiwa.DIKLAT or row.tahun_peristiwa is None:
            continue
        if row.tahun_peristiwa != edition.tahun:
            yield finding(
                "peristiwa.tahun",
                str(row.urutan),
                [place(row, row.waktu_tercetak)],
                [("peristiwa", row.urutan), ("sumber", row.sumber)],
            )
