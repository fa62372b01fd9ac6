"""Totals, subtotals, row sums, remainders and percentages of every table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from data.calculator import Verdict, difference, percent, total, verify
from data.checks.finding import described, finding, place
from data.models import (
    Anggaran,
    Dpt,
    Jdih,
    JenisBaris,
    JenisSdm,
    Pendanaan,
    Pilgub,
    Sdm,
    Temuan,
)

if TYPE_CHECKING:
    from data.loading import Edition

AMOUNTS: tuple[tuple[str, Callable[[Anggaran], int], Callable[[Anggaran], str | None]], ...] = (
    ("pagu", lambda row: row.pagu, lambda row: row.pagu_tercetak),
    ("realisasi", lambda row: row.realisasi, lambda row: row.realisasi_tercetak),
    ("sisa", lambda row: row.sisa, lambda row: row.sisa_tercetak),
)


def budget_remainders(edition: Edition) -> Iterator[Temuan]:
    """Each sisa is pagu less realisasi."""
    for row in edition.rows.of(Anggaran):
        computed = difference(row.pagu, row.realisasi)
        if verify(computed.value, difference(row.sisa, 0)) is not Verdict.EQUAL:
            yield finding(
                "anggaran.sisa",
                row.kode,
                [place(row, row.sisa_tercetak)],
                [("anggaran", row.kode)],
                printed=row.sisa,
                computed=computed,
            )


def budget_percentages(edition: Edition) -> Iterator[Temuan]:
    """Each percentage is realisasi in pagu, rounded half-up."""
    for row in edition.rows.of(Anggaran):
        computed = percent(row.realisasi, row.pagu)
        if computed.kind == "computed" and verify(row.persen, computed) is Verdict.DIFFERENT:
            yield finding(
                "anggaran.persen",
                row.kode,
                [place(row, row.persen_tercetak)],
                [("anggaran", row.kode)],
                printed=row.persen,
                computed=computed,
            )


def budget_children(edition: Edition) -> Iterator[Temuan]:
    """The children of a line add up to it, in each column."""
    rows = edition.rows.of(Anggaran)
    for parent in rows:
        children = [row for row in rows if row.induk == parent.kode]
        for column, value, printed in AMOUNTS if children else ():
            computed = total([value(child) for child in children])
            if computed.value != value(parent):
                yield finding(
                    f"anggaran.anak.{column}",
                    parent.kode,
                    [
                        place(parent, printed(parent)),
                        *(place(child, printed(child)) for child in children),
                    ],
                    [("anggaran", parent.kode)],
                    printed=value(parent),
                    computed=computed,
                )


def voter_rows(edition: Edition) -> Iterator[Temuan]:
    """L and P of each region add up to L+P."""
    for row in edition.rows.of(Dpt):
        computed = total([row.l, row.p])
        if computed.value != row.jumlah:
            yield finding(
                "dpt.baris",
                str(row.urutan),
                [place(row, row.jumlah_tercetak)],
                [("dpt", row.urutan)],
                printed=row.jumlah,
                computed=computed,
            )


def voter_totals(edition: Edition) -> Iterator[Temuan]:
    """Each column of the voters' table adds up to its printed total."""
    columns: tuple[tuple[str, Callable[[Dpt], int], Callable[[Dpt], str]], ...] = (
        ("tps", lambda row: row.tps, lambda row: row.tps_tercetak),
        ("l", lambda row: row.l, lambda row: row.l_tercetak),
        ("p", lambda row: row.p, lambda row: row.p_tercetak),
        ("jumlah", lambda row: row.jumlah, lambda row: row.jumlah_tercetak),
        ("loksus", lambda row: row.loksus, lambda row: row.keterangan_tercetak),
    )
    rows = edition.rows.of(Dpt)
    details = [row for row in rows if row.jenis is JenisBaris.RINCIAN]
    for sum_row in (row for row in rows if row.jenis is JenisBaris.JUMLAH):
        for column, value, printed in columns:
            computed = total([value(row) for row in details])
            if computed.value != value(sum_row):
                yield finding(
                    f"dpt.jumlah.{column}",
                    str(sum_row.urutan),
                    [place(sum_row, printed(sum_row))],
                    [("dpt", sum_row.urutan)],
                    printed=value(sum_row),
                    computed=computed,
                )


def vote_shares(edition: Edition) -> Iterator[Temuan]:
    """Each percentage of votes is the pair's share of all valid votes."""
    rows = edition.rows.of(Pilgub)
    votes = total([row.suara for row in rows])
    for row in rows:
        computed = percent(row.suara, votes.value)
        if computed.kind == "computed" and verify(row.persen, computed) is Verdict.DIFFERENT:
            yield finding(
                "pilgub.persen",
                str(row.urutan),
                [place(row, row.persen_tercetak)],
                [("pilgub", row.urutan)],
                printed=row.persen,
                computed=computed,
            )


def funding_totals(edition: Edition) -> Iterator[Temuan]:
    """Both columns of the funding table add up to their printed totals."""
    columns: tuple[tuple[str, Callable[[Pendanaan], int | None], Callable[[Pendanaan], str]], ...]
    columns = (
        ("pilbup", lambda row: row.pilbup, lambda row: row.pilbup_tercetak),
        ("pilgub", lambda row: row.pilgub, lambda row: row.pilgub_tercetak),
    )
    rows = edition.rows.of(Pendanaan)
    details = [row for row in rows if row.jenis is JenisBaris.RINCIAN]
    for sum_row in (row for row in rows if row.jenis is JenisBaris.JUMLAH):
        for column, value, printed in columns:
            computed = total([value(row) or 0 for row in details])
            if computed.value != value(sum_row):
                yield finding(
                    f"pendanaan.jumlah.{column}",
                    str(sum_row.urutan),
                    [place(sum_row, printed(sum_row))],
                    [("pendanaan", f"{sum_row.urutan}.{column}")],
                    printed=value(sum_row),
                    computed=computed,
                )


def staff_rows(edition: Edition) -> Iterator[Temuan]:
    """PNS and PPNPN of each line of the staff table add up to its number."""
    for row in edition.rows.of(Sdm):
        if row.jumlah is None:
            continue
        computed = total([row.pns or 0, row.ppnpn or 0])
        if computed.value != row.jumlah:
            yield finding(
                "sdm.baris",
                str(row.urutan),
                [place(row, str(row.jumlah))],
                [("sdm", row.urutan)],
                printed=row.jumlah,
                computed=computed,
            )


def staff_totals(edition: Edition) -> Iterator[Temuan]:
    """Each column of the staff table adds up to its printed total."""
    columns: tuple[tuple[str, Callable[[Sdm], int | None]], ...] = (
        ("jumlah", lambda row: row.jumlah),
        ("pns", lambda row: row.pns),
        ("ppnpn", lambda row: row.ppnpn),
    )
    rows = edition.rows.of(Sdm)
    details = [row for row in rows if row.jenis is not JenisSdm.JUMLAH]
    for sum_row in (row for row in rows if row.jenis is JenisSdm.JUMLAH):
        for column, value in columns:
            printed = value(sum_row)
            computed = total([value(row) or 0 for row in details])
            if printed is not None and computed.value != printed:
                yield finding(
                    f"sdm.jumlah.{column}",
                    str(sum_row.urutan),
                    [place(sum_row, str(printed))],
                    [("sdm", sum_row.urutan)],
                    printed=printed,
                    computed=computed,
                )


def document_totals(edition: Edition) -> Iterator[Temuan]:
    """Both columns of the legal documentation add up to their printed totals."""
    columns: tuple[tuple[str, Callable[[Jdih], int]], ...] = (
        ("fisik", lambda row: row.fisik),
        ("web", lambda row: row.web),
    )
    rows = edition.rows.of(Jdih)
    details = [row for row in rows if row.jenis is JenisBaris.RINCIAN]
    for sum_row in (row for row in rows if row.jenis is JenisBaris.JUMLAH):
        for column, value in columns:
            computed = total([value(row) for row in details])
            if computed.value != value(sum_row):
                yield finding(
                    f"jdih.jumlah.{column}",
                    str(sum_row.urutan),
                    [place(sum_row, str(value(sum_row)))],
                    [("jdih", sum_row.urutan)],
                    printed=value(sum_row),
                    computed=computed,
                )


def documents_online(edition: Edition) -> Iterator[Temuan]:
    """Each satker has as many documents on the web as on paper."""
    for row in edition.rows.of(Jdih):
        if row.jenis is JenisBaris.RINCIAN and row.fisik != row.web:
            yield finding(
                "jdih.baris",
                str(row.urutan),
                [described(row, f"fisik {row.fisik}, web {row.web}")],
                [("jdih", row.urutan)],
            )
