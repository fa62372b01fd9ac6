"""Every table of the report can be read back completely through commands.

Each entry names where a reader starts, which answers may be asked from there, and
what a row shows; every row must then stand in the text of one of those answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import pytest

from bot.formatting import day, number, rupiah
from bot.rendering import Renderer
from data.loading import load
from data.models import Indikator, Wilayah
from data.report import Report
from tests.handlers.walking import walk

SOURCES = load()
EDITION = SOURCES.editions[0]
Texts = Callable[[Any], tuple[str, ...]]


class Reading(NamedTuple):
    """How a table is read: starts, command that is followed, rows, and what a row shows."""

    table: str
    in_all: int
    starts: tuple[str, ...]
    shows: Texts


def name(code: str) -> str:
    """The name of a region."""
    return next(row.nama for row in SOURCES.shared.of(Wilayah) if row.kode == code)


def short(code: str) -> str:
    """The short name of a region."""
    return next(row.pendek for row in SOURCES.shared.of(Wilayah) if row.kode == code)


def percent(value: Decimal) -> str:
    """A percentage as it is shown."""
    return f"{number(value)}%"


def period(start: date, end: date) -> str:
    """Two dates as they are shown."""
    return day(start) if start == end else f"{day(start)} – {day(end)}"


READINGS = (
    Reading(
        "dpt",
        23,
        ("/dpt", "/dpt NTT"),
        lambda row: (
            f"{name(row.wilayah)}: {number(row.jumlah)} pemilih",
            f"Laki-laki: {number(row.l)} ",
            f"Perempuan: {number(row.p)} ",
            f"TPS: {number(row.tps)}, "
            + (f"termasuk {row.loksus} TPS loksus" if row.loksus else "tanpa TPS loksus"),
        ),
    ),
    Reading(
        "anggaran",
        31,
        ("/anggaran",),
        lambda row: (
            "" if row.kode == "TOTAL" else f"{row.kode} {row.uraian}",
            rupiah(row.pagu),
            rupiah(row.realisasi),
            rupiah(row.sisa),
            percent(row.persen),
        ),
    ),
    Reading(
        "pendanaan",
        24,
        ("/pendanaan",),
        lambda row: (
            "Jumlah" if row.wilayah is None else short(row.wilayah),
            *(rupiah(value) for value in (row.pilbup, row.pilgub) if value is not None),
        ),
    ),
    Reading("logistik", 18, ("/logistik",), lambda row: (f"{row.nama}: {number(row.jumlah)}",)),
    Reading(
        "pilgub",
        3,
        ("/pilgub",),
        lambda row: (row.calon, row.wakil, number(row.suara), percent(row.persen)),
    ),
    Reading(
        "tahapan",
        15,
        ("/tahapan",),
        lambda row: (f"{row.nama}: {period(row.mulai, row.selesai)}", row.keluaran),
    ),
    Reading(
        "jdih",
        24,
        ("/jdih",),
        lambda row: (
            ("Jumlah tercetak: 240 dokumen fisik, 530 di web",)
            if row.wilayah is None
            else (
                f"{row.urutan}. ",
                f": {row.fisik} / {row.web}",
                short(row.wilayah),
            )
        ),
    ),
    Reading(
        "gedung",
        24,
        ("/gedung",),
        lambda row: (
            row.satker,
            f"{row.status}, {row.kondisi.lower()}",
            f"{number(row.luas)} m²" if row.luas is not None else row.luas_tercetak,
        ),
    ),
    Reading(
        "sdm",
        18,
        ("/sdm",),
        lambda row: (
            row.uraian
            if row.jumlah is None
            else f"{row.jumlah} orang"
            if row.jenis == "jumlah"
            else f"{row.uraian}: {row.jumlah} (PNS {row.pns}, PPNPN {row.ppnpn})",
        ),
    ),
    Reading(
        "struktur",
        11,
        ("/struktur",),
        lambda row: (f"{row.nama} (eselon {row.eselon})" if row.eselon else row.nama,),
    ),
    Reading("sasaran", 6, ("/capaian",), lambda row: (f"Sasaran {row.nomor}: {row.uraian}",)),
    Reading("indikator", 7, ("/capaian",), lambda row: (f"Indikator: {row.uraian}",)),
    Reading(
        "pengukuran",
        35,
        ("/capaian",),
        lambda row: (
            f"Indikator: {indicator(row.indikator)}",
            row.target_tercetak.replace(" ", ""),
            (row.realisasi_tercetak or "").replace(" ", ""),
            (row.capaian_tercetak or "").replace(" ", ""),
        ),
    ),
    Reading("mitigasi", 14, ("/capaian",), lambda row: (row.uraian.rstrip(";:."),)),
    Reading("kendala", 4, ("/capaian",), lambda row: (row.uraian.rstrip(";:."),)),
    Reading("fakta_kinerja", 62, ("/capaian",), lambda row: (f"{row.perihal}: {row.isi}",)),
    Reading("profil", 38, ("/profil",), lambda row: (row.uraian,)),
    Reading(
        "peristiwa",
        6,
        ("/penghargaan",),
        lambda row: (row.judul, row.uraian, row.tempat or ""),
    ),
    Reading(
        "dasar_hukum",
        17,
        ("/sumber",),
        lambda row: (f"{row.urutan}. {row.peraturan}", row.tentang or ""),
    ),
    Reading(
        "daftar_isi",
        21,
        ("/sumber",),
        lambda row: (f"{row.judul} … {row.halaman}" if row.halaman else row.judul,),
    ),
    Reading("hilang", 13, ("/sumber",), lambda row: (row.perihal, row.keterangan)),
    Reading(
        "sumber",
        34,
        ("/sumber",),
        lambda row: (f"{row.urutan}. {row.singkat}", row.tabel or "", row.posisi or ""),
    ),
    Reading(
        "catatan", 52, ("/catatan",), lambda row: (f"Catatan {row.nomor}: {row.judul}", row.kalimat)
    ),
    Reading("istilah", 64, ("/istilah",), lambda row: (f"{row.istilah}: {row.arti or ''}",)),
)


def indicator(key: str) -> str:
    """The wording of an indicator."""
    return next(row.uraian for row in EDITION.rows.of(Indikator) if row.id == key)


def squeezed(text: str) -> str:
    """``text`` with single spaces."""
    return re.sub(r"\s+", " ", text)


@cache
def texts(report: Report, starts: tuple[str, ...]) -> tuple[str, ...]:
    """What a reader sees on the way through one command."""
    renderer = Renderer()
    command = starts[0]
    reached = walk(report, starts, within=lambda line: line.split()[0] == command)
    assert all(answer.understood for answer in reached.values())
    return tuple(squeezed(renderer.render(answer).plain) for answer in reached.values())


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.table)
def test_table_can_be_read_back(reading: Reading, report: Report) -> None:
    """Each row of the table stands whole in an answer that buttons lead to."""
    rows = SOURCES.shared.by_table.get(reading.table) or EDITION.rows.by_table[reading.table]
    assert len(rows) == reading.in_all
    seen = texts(report, reading.starts)
    assert missing_rows(rows, reading.shows, seen) == []


def missing_rows(
    rows: tuple[Any, ...], shows: Texts, seen: tuple[str, ...]
) -> list[tuple[str, ...]]:
    """What rows should show and no text does."""
    wanted = [tuple(squeezed(part) for part in shows(row)) for row in rows]
    return [
        parts for parts in wanted if not any(all(part in text for part in parts) for text in seen)
    ]


def test_a_missing_row_would_be_noticed(report: Report) -> None:
    """A row that no answer shows is reported."""
    rows = EDITION.rows.by_table["dpt"]
    row = rows[6].model_copy(update={"l": 1})
    seen = texts(report, ("/dpt", "/dpt NTT"))
    assert missing_rows((row,), READINGS[0].shows, seen)
    assert not missing_rows((rows[6],), READINGS[0].shows, seen)
