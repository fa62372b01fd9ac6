"""Names against the region list, printed forms against tidied ones, one wording in all tables."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING

from data.checks.finding import described, finding, place
from data.models import (
    Dpt,
    Ejaan,
    Gedung,
    Hilang,
    Indikator,
    Istilah,
    Jdih,
    JenisBaris,
    JenisWilayah,
    Logistik,
    Pendanaan,
    Pengukuran,
    Sdm,
    Struktur,
    Tahapan,
    Temuan,
    Wilayah,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.loading import Edition, Rows
    from data.models import Row

LEAD = re.compile(r"^(?:(?:keputusan komisi pemilihan umum|kpu)\s+)+", re.IGNORECASE)
SHORT_KIND = re.compile(r"^kab\.?\s+")
SPACES = re.compile(r"\s+")
SPELLING = "ejaan"
PREFIX = re.compile(r"^(kabupaten|provinsi)\s+")


def folded(text: str) -> str:
    """``text`` in lower case with single spaces and none around a slash."""
    return SPACES.sub(" ", text).strip().casefold().replace("/ ", "/").replace(" %", "%")


def region_rows(edition: Edition) -> Iterator[tuple[str, str | int, Row, str, str]]:
    """Every row that names a region: table, key, row, printed name, region code."""
    for dpt in edition.rows.of(Dpt):
        if dpt.jenis is JenisBaris.RINCIAN:
            yield "dpt", dpt.urutan, dpt, dpt.nama_tercetak, dpt.wilayah
    for fund in edition.rows.of(Pendanaan):
        if fund.wilayah is not None:
            yield "pendanaan", f"{fund.urutan}.nama", fund, fund.nama_tercetak, fund.wilayah
    for jdih in edition.rows.of(Jdih):
        if jdih.wilayah is not None:
            yield "jdih", jdih.urutan, jdih, jdih.nama_tercetak, jdih.wilayah
    for building in edition.rows.of(Gedung):
        yield "gedung", building.urutan, building, building.satker_tercetak, building.wilayah


def region_names(edition: Edition, shared: Rows) -> Iterator[Temuan]:
    """Each region is printed with a name that belongs to it and to no other."""
    regions = {row.kode: row for row in shared.of(Wilayah)}
    shorts = Counter(short_name(row) for row in regions.values())
    seen: set[tuple[str, str]] = set()
    for table, key, row, printed, code in region_rows(edition):
        region = regions[code]
        name = SHORT_KIND.sub("kabupaten ", LEAD.sub("", folded(printed)))
        short = PREFIX.sub("", name)
        full = folded(region.nama)
        own = {full, short_name(region)}
        if region.jenis is JenisWilayah.PROVINSI:
            own |= {"ntt", "provinsi ntt"}
        ambiguous = name != full and shorts[short] > 1
        if (name in own or short in own) and not ambiguous:
            continue
        if (table, code) in seen:
            continue
        seen.add((table, code))
        yield finding(f"nama.{table}", code, [place(row, printed)], [(table, key)])


def short_name(region: Wilayah) -> str:
    """The region's name without its kind, in lower case."""
    return re.sub(r"^(kabupaten|kota|provinsi) ", "", folded(region.nama))


def regions_complete(edition: Edition, shared: Rows) -> Iterator[Temuan]:
    """Each table by region has every region exactly once."""
    wanted = {row.kode for row in shared.of(Wilayah) if row.jenis is not JenisWilayah.PROVINSI}
    tables: dict[str, list[tuple[str, Row]]] = {}
    for table, _, row, _, code in region_rows(edition):
        tables.setdefault(table, []).append((code, row))
    for table, rows in tables.items():
        if table == "gedung":
            codes = Counter({code: 1 for code, _ in rows if code in wanted})
        else:
            codes = Counter(code for code, _ in rows if code in wanted)
        for code in sorted(wanted):
            if codes[code] != 1:
                yield finding(
                    f"wilayah.{table}", code, [described(rows[0][1], f"{codes[code]} baris")], []
                )


def tidied_names(edition: Edition) -> Iterator[Temuan]:
    """What is printed needs no tidying."""
    twins: list[tuple[str, str | int, Row, str, str]] = []
    twins += [("tahapan", r.nomor, r, r.nama_tercetak, r.nama) for r in edition.rows.of(Tahapan)]
    twins += [("sdm", r.urutan, r, r.uraian_tercetak, r.uraian) for r in edition.rows.of(Sdm)]
    twins += [
        ("struktur", r.urutan, r, r.nama_tercetak.removeprefix("Kepala "), r.nama)
        for r in edition.rows.of(Struktur)
    ]
    for table, key, row, printed, tidy in twins:
        if folded(printed) != folded(tidy):
            yield finding(f"ejaan.{table}", str(key), [place(row, printed)], [(table, key)])


def doubled_words(edition: Edition) -> Iterator[Temuan]:
    """No name repeats a word."""
    for table, key, row, printed, _ in region_rows(edition):
        words = folded(printed).split()
        if any(a == b for a, b in itertools.pairwise(words)):
            yield finding(f"ganda.{table}", str(key), [place(row, printed)], [(table, key)])


def one_wording(edition: Edition) -> Iterator[Temuan]:
    """An objective and its indicator are worded alike in every table."""
    rows = edition.rows.of(Pengukuran)
    for indicator in edition.rows.of(Indikator):
        mine = [row for row in rows if row.indikator == indicator.id]
        for what, printed in (
            ("sasaran", [(row, row.sasaran_tercetak) for row in mine]),
            ("indikator", [(row, row.indikator_tercetak) for row in mine]),
        ):
            forms = [(row, form) for row, form in printed if form is not None]
            if len({folded(form) for _, form in forms}) > 1:
                usual = Counter(folded(form) for _, form in forms).most_common(1)[0][0]
                yield finding(
                    f"bunyi.{what}",
                    indicator.id,
                    [place(row, form) for row, form in forms if folded(form) != usual],
                    [("indikator", indicator.id)],
                )


def printed_forms(edition: Edition) -> Iterator[Temuan]:
    """A reference or word is printed in one form wherever it stands."""
    for row in edition.rows.of(Ejaan):
        if row.tercetak != row.pembanding:
            yield finding(
                f"bentuk.{row.alasan}",
                str(row.urutan),
                [place(row, row.tercetak)],
                # A misspelt word changes no figure, so no answer needs to be told.
                [("ejaan", row.urutan)]
                + [("sumber", row.sumber) for _ in (1,) if row.alasan != SPELLING],
            )


def missing_parts(edition: Edition) -> Iterator[Temuan]:
    """What the report announces can be read in it."""
    for row in edition.rows.of(Hilang):
        yield finding(
            "hilang",
            str(row.urutan),
            [place(row, row.keterangan)],
            [("hilang", row.urutan), ("sumber", row.sumber)],
        )


def unexplained_terms(edition: Edition, shared: Rows) -> Iterator[Temuan]:
    """Each abbreviation in the logistics table is explained somewhere."""
    for term in (row.istilah for row in shared.of(Istilah) if row.arti is None):
        rows = [
            row
            for row in edition.rows.of(Logistik)
            if re.search(rf"\b{re.escape(term)}\b", row.nama_tercetak)
        ]
        if rows:
            yield finding(
                "istilah.logistik",
                term,
                [place(row, row.nama_tercetak) for row in rows],
                [("logistik", row.urutan) for row in rows],
            )
