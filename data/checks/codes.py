"""Budget codes against their pattern, their parent and their sequence; lines beside their peers."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from data.checks.finding import finding, place
from data.models import Anggaran, Temuan, Tingkat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.loading import Edition

PATTERNS = {
    Tingkat.PROGRAM: re.compile(r"[A-Z]{2}"),
    Tingkat.KEGIATAN: re.compile(r"[A-Z]{2}\.\d{4}"),
    Tingkat.KELUARAN: re.compile(r"\d{4}\.[A-Z]{3}\.\d{3}"),
}
TINY = Decimal("0.001")


def code_patterns(edition: Edition) -> Iterator[Temuan]:
    """Each printed code has the form of its level."""
    for row in edition.rows.of(Anggaran):
        pattern = PATTERNS.get(row.tingkat)
        if pattern is not None and not pattern.fullmatch(row.kode_tercetak):
            yield finding(
                "anggaran.kode",
                row.kode,
                [place(row, row.kode_tercetak)],
                [("anggaran", row.kode)],
            )


def code_parents(edition: Edition) -> Iterator[Temuan]:
    """Each code begins with, or carries the number of, the line that it stands under."""
    rows = {row.kode: row for row in edition.rows.of(Anggaran)}
    for row in rows.values():
        parent = rows.get(row.induk or "")
        if parent is None or parent.tingkat is Tingkat.TOTAL:
            continue
        stem = parent.kode if row.tingkat is Tingkat.KEGIATAN else parent.kode.split(".")[-1]
        if row.kode.split(".")[0] != stem:
            yield finding(
                "anggaran.induk",
                row.kode,
                [place(parent, parent.kode_tercetak), place(row, row.kode_tercetak)],
                [("anggaran", row.kode), ("anggaran", parent.kode)],
            )


def code_gaps(edition: Edition) -> Iterator[Temuan]:
    """The outputs of one series are numbered without a gap."""
    series: dict[str, list[Anggaran]] = defaultdict(list)
    for row in edition.rows.of(Anggaran):
        if PATTERNS[Tingkat.KELUARAN].fullmatch(row.kode):
            series[row.kode.rpartition(".")[0]].append(row)
    for stem, rows in series.items():
        numbers = {int(row.kode.rpartition(".")[2]) for row in rows}
        for missing in sorted(set(range(min(numbers), max(numbers))) - numbers):
            yield finding(
                "anggaran.urutan",
                f"{stem}.{missing:03d}",
                [place(row, row.kode_tercetak) for row in rows],
                [("anggaran", row.induk) for row in rows[:1] if row.induk],
            )


def empty_cells(edition: Edition) -> Iterator[Temuan]:
    """Each line prints its realisasi."""
    for row in edition.rows.of(Anggaran):
        if row.realisasi_tercetak is None:
            yield finding("anggaran.kosong", row.kode, [place(row, None)], [("anggaran", row.kode)])


def tiny_amounts(edition: Edition) -> Iterator[Temuan]:
    """No output's pagu is below a thousandth of the middle one."""
    outputs = [row for row in edition.rows.of(Anggaran) if row.tingkat is Tingkat.KELUARAN]
    if not outputs:
        return
    middle = Decimal(median(row.pagu for row in outputs))
    for row in outputs:
        if row.pagu < middle * TINY:
            yield finding(
                "anggaran.besaran",
                row.kode,
                [place(row, row.pagu_tercetak)],
                [("anggaran", row.kode)],
            )


def repeated_names(edition: Edition) -> Iterator[Temuan]:
    """No two lines bear one name."""
    named: dict[str, list[Anggaran]] = defaultdict(list)
    for row in edition.rows.of(Anggaran):
        named[row.uraian.casefold()].append(row)
    for rows in named.values():
        if len(rows) > 1:
            yield finding(
                "anggaran.nama",
                "+".join(row.kode for row in rows),
                [place(row, row.uraian) for row in rows],
                [("anggaran", row.kode) for row in rows],
            )
