"""How numbers are written, and counts that should follow from other counts."""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING

from data.checks.finding import described, finding, place
from data.models import Anggaran, Dpt, Gedung, JenisBaris, Logistik, Pendanaan, Pilgub, Temuan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.loading import Edition
    from data.models import Row

BARE = re.compile(r"\d{4,}")
GROUPED_BY_COMMA = re.compile(r"\d{1,3}(,\d{3})+")
GROUPED_BY_DOT = re.compile(r"\d{1,3}(\.\d{3})+")
ELECTION = re.compile(r"\s+(PGWG|PBWB.*)$")


def figures(edition: Edition) -> Iterator[tuple[str, str | int, Row, str]]:
    """Every printed figure of the tables that group digits: table, key, row, text."""
    for budget in edition.rows.of(Anggaran):
        yield "anggaran", budget.kode, budget, budget.pagu_tercetak
    for voters in edition.rows.of(Dpt):
        yield "dpt", voters.urutan, voters, voters.jumlah_tercetak
    for funds in edition.rows.of(Pendanaan):
        yield "pendanaan", funds.urutan, funds, funds.pilgub_tercetak
    for votes in edition.rows.of(Pilgub):
        yield "pilgub", votes.urutan, votes, votes.suara_tercetak
    for item in edition.rows.of(Logistik):
        yield "logistik", item.urutan, item, item.jumlah_tercetak
    for building in edition.rows.of(Gedung):
        yield "gedung", building.urutan, building, building.luas_tercetak.split()[0]


def ungrouped(edition: Edition) -> Iterator[Temuan]:
    """In a table that groups digits, every figure from a thousand on is grouped."""
    rows = list(figures(edition))
    grouping = {
        table
        for table, _, _, printed in rows
        if GROUPED_BY_COMMA.fullmatch(printed) or GROUPED_BY_DOT.fullmatch(printed)
    }
    for table, key, row, printed in rows:
        if table in grouping and BARE.fullmatch(printed):
            yield finding(
                "angka.tanpa_pemisah", f"{table}.{key}", [place(row, printed)], [(table, key)]
            )


def mixed_grouping(edition: Edition) -> Iterator[Temuan]:
    """The whole report groups digits with one sign."""
    comma = [item for item in figures(edition) if GROUPED_BY_COMMA.fullmatch(item[3])]
    dot = [item for item in figures(edition) if GROUPED_BY_DOT.fullmatch(item[3])]
    comma = [item for item in comma if item[0] != "gedung"]
    if comma and dot:
        examples = {item[0]: item for item in [*comma[::-1], *dot[::-1]]}
        yield finding(
            "angka.gaya",
            "campur",
            [place(row, printed) for _, _, row, printed in examples.values()],
            [],
        )


def areas(edition: Edition) -> Iterator[Temuan]:
    """Each area can be read with certainty."""
    for row in edition.rows.of(Gedung):
        if row.luas is None:
            yield finding(
                "gedung.luas",
                str(row.urutan),
                [place(row, row.luas_tercetak)],
                [("gedung", row.urutan)],
            )


def two_tenures(edition: Edition) -> Iterator[Temuan]:
    """Each satker has one kind of tenure."""
    satker: dict[int, list[Gedung]] = {}
    for row in edition.rows.of(Gedung):
        satker.setdefault(row.nomor, []).append(row)
    for number, rows in satker.items():
        if len(rows) > 1:
            yield finding(
                "gedung.status",
                str(number),
                [
                    described(row, f"{row.status}: {row.kondisi}, {row.luas_tercetak}")
                    for row in rows
                ],
                [("gedung", row.urutan) for row in rows],
            )


def paired_items(edition: Edition) -> Iterator[Temuan]:
    """An item comes in one number for both elections, which share their polling stations."""
    items: dict[str, list[Logistik]] = {}
    for row in edition.rows.of(Logistik):
        if ELECTION.search(row.nama_tercetak):
            items.setdefault(ELECTION.sub("", row.nama_tercetak).casefold(), []).append(row)
    for name, rows in items.items():
        if len({row.jumlah for row in rows}) > 1:
            yield finding(
                "logistik.pasangan",
                name,
                [place(row, row.jumlah_tercetak) for row in rows],
                [("logistik", row.urutan) for row in rows],
            )


def funding_per_voter(edition: Edition) -> Iterator[Temuan]:
    """No region's funding is below half of the middle one, counted per voter."""
    voters = {
        row.wilayah: row.jumlah for row in edition.rows.of(Dpt) if row.jenis is JenisBaris.RINCIAN
    }
    for column in ("pilbup", "pilgub"):
        each = [
            (row, amount // voters[row.wilayah])
            for row in edition.rows.of(Pendanaan)
            if row.wilayah in voters and (amount := getattr(row, column))
        ]
        middle = median(value for _, value in each) if each else 0
        for row, value in each:
            if value * 2 < middle:
                yield finding(
                    f"pendanaan.besaran.{column}",
                    str(row.urutan),
                    [place(row, getattr(row, f"{column}_tercetak"))],
                    [("pendanaan", f"{row.urutan}.{column}")],
                )
