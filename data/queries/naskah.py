"""The document itself: stages, profile, events, places, notes, terms, search."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from data.models import (
    Catatan,
    DaftarIsi,
    DasarHukum,
    Frozen,
    Hilang,
    Istilah,
    Laporan,
    Peristiwa,
    Profil,
    Sumber,
    Tahapan,
    Tempat,
)
from data.queries import REPORTS

if TYPE_CHECKING:
    from data.report import Report

WORD = re.compile(r"\w+")
MOST_TERMS = 12
FIGURE = re.compile(r"(?:rp)?\.?[\d.,]*\d[\d.,]*%?", re.IGNORECASE)
NOT_DIGIT = re.compile(r"\D")


class DaftarTahapan(Frozen):
    """Stages in order; ``semua`` tells how many the report has."""

    tahun: int
    tahapan: tuple[Tahapan, ...]
    semua: int


@lru_cache(maxsize=REPORTS)
def stages(report: Report, year: int) -> DaftarTahapan | None:
    """Every stage; ``None`` where the report has no such table."""
    rows = report.rows(Tahapan, year)
    return DaftarTahapan(tahun=year, tahapan=rows, semua=len(rows)) if rows else None


class BagianProfil(Frozen):
    """Some of the sentences on what the institution is for."""

    tahun: int
    bagian: str | None
    isi: tuple[Profil, ...]


@lru_cache(maxsize=REPORTS)
def profile(report: Report, year: int) -> BagianProfil | None:
    """All sentences of the profile; ``None`` where the report has none."""
    rows = report.rows(Profil, year)
    return BagianProfil(tahun=year, bagian=None, isi=rows) if rows else None


class DaftarPeristiwa(Frozen):
    """Awards, trainings and other dated facts."""

    tahun: int
    peristiwa: tuple[Peristiwa, ...]


@lru_cache(maxsize=REPORTS)
def events(report: Report, year: int) -> DaftarPeristiwa | None:
    """Every event; ``None`` where the report has none."""
    rows = report.rows(Peristiwa, year)
    return DaftarPeristiwa(tahun=year, peristiwa=rows) if rows else None


class Naskah(Frozen):
    """The report as a document: what it is, its parts, its legal basis, what is lost."""

    laporan: Laporan
    versi: str
    tahun_tersedia: tuple[int, ...]
    sumber: tuple[Sumber, ...]
    daftar_isi: tuple[DaftarIsi, ...]
    dasar_hukum: tuple[DasarHukum, ...]
    hilang: tuple[Hilang, ...]
    catatan: int


def document(report: Report, year: int) -> Naskah:
    """The report of ``year`` as a document."""
    return Naskah(
        laporan=report.laporan(year),
        versi=report.version,
        tahun_tersedia=report.years,
        sumber=report.rows(Sumber, year),
        daftar_isi=report.rows(DaftarIsi, year),
        dasar_hukum=report.rows(DasarHukum, year),
        hilang=report.rows(Hilang, year),
        catatan=len(report.rows(Catatan, year)),
    )


class TempatTemuan(Frozen):
    """A place of a finding, with its source in full."""

    sumber: Sumber
    baris: str
    tercetak: str
    harfiah: bool


class TemuanCatatan(Frozen):
    """A finding that a note explains."""

    kunci: str
    dihitung: str | None
    selisih: str | None
    tempat: tuple[TempatTemuan, ...]


class RincianCatatan(Frozen):
    """One note with its findings; ``semua`` tells how many notes there are."""

    tahun: int
    catatan: Catatan
    temuan: tuple[TemuanCatatan, ...]
    semua: int


class DaftarCatatan(Frozen):
    """Every note in order."""

    tahun: int
    catatan: tuple[Catatan, ...]


@lru_cache(maxsize=REPORTS)
def notes(report: Report, year: int) -> DaftarCatatan:
    """Every note on the report of ``year``."""
    return DaftarCatatan(tahun=year, catatan=report.rows(Catatan, year))


def note(report: Report, year: int, number: int) -> RincianCatatan | None:
    """The note with ``number`` and the findings behind it."""
    every = report.rows(Catatan, year)
    wanted = next((row for row in every if row.nomor == number), None)
    if wanted is None:
        return None
    found = report.select(
        "SELECT kunci, dihitung, selisih FROM temuan WHERE tahun = ? AND catatan = ? "
        "ORDER BY urutan",
        year,
        number,
    )
    return RincianCatatan(
        tahun=year,
        catatan=wanted,
        temuan=tuple(
            TemuanCatatan(
                kunci=row["kunci"],
                dihitung=row["dihitung"],
                selisih=row["selisih"],
                tempat=places(report, year, row["kunci"]),
            )
            for row in found
        ),
        semua=len(every),
    )


def places(report: Report, year: int, key: str) -> tuple[TempatTemuan, ...]:
    """The places of the finding ``key``, in the order in which it names them."""
    rows = report.select(
        "SELECT sumber, baris, tercetak, harfiah FROM temuan_tempat WHERE tahun = ? AND temuan = ? "
        "ORDER BY urutan",
        year,
        key,
    )
    spots = [Tempat.model_validate(dict(row)) for row in rows]
    return tuple(
        TempatTemuan(
            sumber=report.sources(year, [spot.sumber])[0],
            baris=spot.baris,
            tercetak=spot.tercetak,
            harfiah=spot.harfiah,
        )
        for spot in spots
    )


class DaftarIstilah(Frozen):
    """Terms and abbreviations, explained as far as a source supports it."""

    istilah: tuple[Istilah, ...]


def terms(report: Report) -> DaftarIstilah:
    """Every term."""
    return DaftarIstilah(istilah=report.rows(Istilah))


class Temuan(Frozen):
    """An entry that a search found, with the question that answers it."""

    jenis: str
    judul: str
    pertanyaan: str


class HasilPencarian(Frozen):
    """What a search found, best first; ``semua`` counts what is not shown too."""

    tahun: int
    kata: str
    temuan: tuple[Temuan, ...]
    semua: int


def terms_of(words: str) -> list[str]:
    """The full-text terms for ``words``; a figure has to stand whole, in any style."""
    terms = []
    for part in words.split():
        if FIGURE.fullmatch(part):
            terms.append(f'"{NOT_DIGIT.sub("", part)}"')
        else:
            terms += [f'"{word}"*' for word in WORD.findall(part)]
    return terms


def search(report: Report, year: int, words: str, start: int, size: int) -> HasilPencarian:
    """The entries with all of ``words``, each as a whole word or its beginning.

    Punctuation separates words; at most ``size`` entries from ``start`` are given.
    """
    wanted = " ".join(terms_of(words)[:MOST_TERMS])
    if not wanted:
        return HasilPencarian(tahun=year, kata=words, temuan=(), semua=0)
    found = report.select(
        "SELECT jenis, pencarian.judul, pertanyaan FROM pencarian_fts "
        "JOIN pencarian ON pencarian.id = pencarian_fts.rowid "
        "WHERE pencarian_fts MATCH ? AND tahun = ? "
        "ORDER BY bm25(pencarian_fts, 4.0, 1.0), pencarian.id",
        wanted,
        year,
    )
    entries = tuple(Temuan.model_validate(dict(row)) for row in found)
    return HasilPencarian(
        tahun=year, kata=words, temuan=entries[start : start + size], semua=len(entries)
    )
