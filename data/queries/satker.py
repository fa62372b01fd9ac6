"""The offices: buildings, legal documents, staff and structure."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from data.calculator import Computed, Result, difference, percent, total
from data.models import (
    Frozen,
    Gedung,
    Jdih,
    JenisBaris,
    JenisSdm,
    Pernyataan,
    Sdm,
    Struktur,
    Wilayah,
)
from data.queries import REPORTS

if TYPE_CHECKING:
    from data.report import Report

SOUND = "baik"


class GedungSatker(Frozen):
    """One satker's buildings, as many as it has kinds of tenure."""

    nomor: int
    satker: str
    wilayah: Wilayah
    gedung: tuple[Gedung, ...]
    baik: bool


class DaftarGedung(Frozen):
    """Every satker in printed order, and how many have sound buildings only."""

    tahun: int
    satker: tuple[GedungSatker, ...]
    baik: int
    bagian_baik: Result


@lru_cache(maxsize=REPORTS)
def buildings(report: Report, year: int) -> DaftarGedung | None:
    """The buildings of every satker; ``None`` where the report has no such table."""
    by_number: dict[int, list[Gedung]] = {}
    for row in report.rows(Gedung, year):
        by_number.setdefault(row.nomor, []).append(row)
    if not by_number:
        return None
    offices = tuple(
        GedungSatker(
            nomor=number,
            satker=rows[0].satker,
            wilayah=report.regions[rows[0].wilayah],
            gedung=tuple(rows),
            baik=all(row.kondisi.casefold() == SOUND for row in rows),
        )
        for number, rows in by_number.items()
    )
    sound = sum(office.baik for office in offices)
    return DaftarGedung(
        tahun=year, satker=offices, baik=sound, bagian_baik=percent(sound, len(offices))
    )


class DokumenSatker(Frozen):
    """The legal documents of one satker."""

    tahun: int
    urutan: int
    wilayah: Wilayah
    fisik: int
    web: int
    nama_tercetak: str


class DaftarDokumen(Frozen):
    """Every satker in printed order, printed totals beside recomputed ones."""

    tahun: int
    satker: tuple[DokumenSatker, ...]
    total: Jdih
    fisik_dihitung: Computed
    web_dihitung: Computed


@lru_cache(maxsize=REPORTS)
def documents(report: Report, year: int) -> DaftarDokumen | None:
    """The legal documents of every satker; ``None`` where the report has no such table."""
    rows = report.rows(Jdih, year)
    printed = next((row for row in rows if row.jenis is JenisBaris.JUMLAH), None)
    if printed is None:
        return None
    details = [row for row in rows if row.jenis is JenisBaris.RINCIAN]
    return DaftarDokumen(
        tahun=year,
        satker=tuple(
            DokumenSatker(
                tahun=year,
                urutan=row.urutan,
                wilayah=report.regions[row.wilayah],
                fisik=row.fisik,
                web=row.web,
                nama_tercetak=row.nama_tercetak,
            )
            for row in details
            if row.wilayah is not None
        ),
        total=printed,
        fisik_dihitung=total([row.fisik for row in details]),
        web_dihitung=total([row.web for row in details]),
    )


class KelompokSdm(Frozen):
    """A division of the staff table: its heading, its lines and their sums."""

    kepala: Sdm
    baris: tuple[Sdm, ...]
    jumlah: int
    pns: int
    ppnpn: int


class TabelSdm(Frozen):
    """The staff table, its printed total, the sums, and the sentence above it."""

    tahun: int
    kelompok: tuple[KelompokSdm, ...]
    total: Sdm
    jumlah_dihitung: Computed
    pns_dihitung: Computed
    ppnpn_dihitung: Computed
    selisih: Computed
    kalimat: tuple[Pernyataan, ...]


@lru_cache(maxsize=REPORTS)
def staff(report: Report, year: int) -> TabelSdm | None:
    """The staff; ``None`` where the report has no such table."""
    rows = report.rows(Sdm, year)
    printed = next((row for row in rows if row.jenis is JenisSdm.JUMLAH), None)
    if printed is None:
        return None
    heads = [row for row in rows if row.jenis in {JenisSdm.PIMPINAN, JenisSdm.BAGIAN}]
    groups = []
    for head in heads:
        lines = [row for row in rows if row.induk == head.urutan] or [head]
        groups.append(group_of(head, tuple(lines)))
    persons = total([group.jumlah for group in groups])
    return TabelSdm(
        tahun=year,
        kelompok=tuple(groups),
        total=printed,
        jumlah_dihitung=persons,
        pns_dihitung=total([group.pns for group in groups]),
        ppnpn_dihitung=total([group.ppnpn for group in groups]),
        selisih=difference(printed.jumlah or 0, persons.value),
        kalimat=report.rows(
            Pernyataan, year, "perihal LIKE 'sdm.%' AND perihal != ?", "sdm.jumlah.tabel"
        ),
    )


def group_of(head: Sdm, lines: tuple[Sdm, ...]) -> KelompokSdm:
    """``lines`` under their heading, with their sums."""
    return KelompokSdm(
        kepala=head,
        baris=lines,
        jumlah=int(total([row.jumlah or 0 for row in lines]).value),
        pns=int(total([row.pns or 0 for row in lines]).value),
        ppnpn=int(total([row.ppnpn or 0 for row in lines]).value),
    )


class Organisasi(Frozen):
    """The units in printed order."""

    tahun: int
    unit: tuple[Struktur, ...]


@lru_cache(maxsize=REPORTS)
def structure(report: Report, year: int) -> Organisasi | None:
    """The organisation; ``None`` where the report has no such part."""
    units = report.rows(Struktur, year)
    return Organisasi(tahun=year, unit=units) if units else None
