"""The tables of ``report.db`` as the web portal shows them, described as the exports are.

Titles, columns, units, places and notes come from where downloads take them; of the
tables that only the builder fills, titles and meanings are read from their own schema.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from data.exports.cells import fit, shown
from data.exports.citing import dated
from data.exports.collecting import OWN_BASIS, cited, notes, origin
from data.exports.columns import column, title
from data.models import Row, Sumber
from data.models.portal import Kelompok, Portal, TabelPortal
from data.models.unduhan import JenisKolom, Kolom
from data.tables import REPORTS, SHARED_TABLES, YEARLY_TABLES, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.models import Catatan
    from data.report import Report

DATABASE = "report"
TABLES = {table.name: table for table in (REPORTS, *SHARED_TABLES, *YEARLY_TABLES)}
YEARLY = frozenset(table.name for table in YEARLY_TABLES)
REFERRED = frozenset({"alias", "daftar_isi", "istilah", "kolom", "laporan", "sumber", "wilayah"})
CHECKED = frozenset(
    {"catatan", "catatan_temuan", "ejaan", "hilang", "pernyataan", "temuan", "temuan_rujukan"}
    | {"temuan_tempat"}
)
WORKINGS = frozenset({"catatan_temuan", "temuan_rujukan", "versi"})
# Of what the builder fills; the curated tables say it themselves.
LEADS = {
    "temuan": {"catatan": ("catatan", "nomor")},
    "temuan_rujukan": {"temuan": ("temuan", "kunci")},
    "temuan_tempat": {"temuan": ("temuan", "kunci"), "sumber": ("sumber", "id")},
}
# Of few values each, by which rows are told apart; regions and places are worth it always.
COUNTED = frozenset(
    {"alasan", "aturan", "bab", "bagian", "indikator", "jenis", "kondisi", "penting", "sasaran"}
    | {"satuan", "status", "tabel", "tahun", "tingkat"}
)
ALWAYS = frozenset({"wilayah", "sumber"})
MOST_VALUES = 40
YEAR = Kolom(
    nama="tahun", judul="Tahun", jenis=JenisKolom.BILANGAN, keterangan="Tahun laporan", ribuan=False
)
TRUTH = "Apakah "
REGION = "wilayah"
COMMENTED = re.compile(r"^\s*(\w+) (INTEGER|TEXT)\b[^\n]*? -- (.+)$", re.MULTILINE)
TITLED = re.compile(r"^CREATE TABLE \w+ \( -- (.+)$", re.MULTILINE)
SCHEMA = (
    "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%) STRICT' "
    "ORDER BY rowid"
)
# As Datasette writes a key in an address.
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


class Tampak(NamedTuple):
    """A cell as a person reads it, and the row it leads to, as ``table/key``; empty for none."""

    teks: str
    menuju: str = ""


def portal(report: Report) -> Portal:
    """Everything that is said of the tables of ``report``."""
    names: dict[tuple[str, str], str] = {}
    for year in report.years:
        for place in report.rows(Sumber, year):
            names["sumber", f"{year},{place.id}"] = place.singkat
            # What counts all years together knows it by the newest.
            names["sumber", place.id] = place.singkat
    names |= {("wilayah", key): region.nama for key, region in report.regions.items()}
    return Portal(
        asal=origin(report, report.latest),
        tabel={
            str(row["name"]): described(report, str(row["name"]), str(row["sql"]))
            for row in report.select(SCHEMA)
        },
        sebutan=names,
    )


def described(report: Report, name: str, schema: str) -> TabelPortal:
    """The table ``name`` of ``report``, which was created by the statement ``schema``."""
    table = TABLES.get(name)
    columns = columns_of(table, schema)
    (count,) = report.select(f"SELECT count(*) FROM {name}")[0]  # noqa: S608 - a name of our own
    places, remarks = origins(report, table) if table else ((), ())
    places = places or (basis(report, table),)
    leads = table.references if table else LEADS.get(name, {})
    return TabelPortal(
        nama=name,
        judul=titled(schema),
        keterangan=told(columns, count, places, remarks),
        kelompok=group(name),
        kolom=columns,
        kunci=tuple(item.nama for item in columns if item.kunci),
        baris=count,
        sumber=places,
        catatan=remarks,
        saringan=counted(report, name, columns),
        terurut=tuple(
            item.nama
            for item in columns
            if item.jenis not in {JenisKolom.DESIMAL, JenisKolom.PERSEN}
        ),
        rujukan={
            key: (target, target in YEARLY or target.startswith("temuan"))
            for key, (target, _) in leads.items()
        },
        dicari=name == "pencarian" or bool(table and table.searched),
        alat=name in WORKINGS,
    )


def basis(report: Report, table: Table | None) -> str:
    """Where a table is from whose rows name no place."""
    if table is None:
        return f"disusun dari {dated(origin(report, report.latest))}"
    if "dasar" in table.model.model_fields:
        return OWN_BASIS
    return dated(origin(report, report.latest))


def titled(schema: str) -> str:
    """The title of the table that was created by ``schema``."""
    found = TITLED.match(schema)
    return found[1] if found else ""


def columns_of(table: Table | None, schema: str) -> tuple[Kolom, ...]:
    """The columns in the order of the database; curated ones as downloads have them."""
    if table is not None:
        own = tuple(
            as_shown(column(table, name, info.annotation, info.description or YEAR.keterangan))
            for name, info in table.model.model_fields.items()
        )
        if table is REPORTS:
            return tuple(
                item.model_copy(update={"ribuan": False}) if item.nama == "tahun" else item
                for item in own
            )
        return (YEAR.model_copy(update={"kunci": True}), *own) if table.yearly else own
    keys = keys_of(schema)
    return tuple(
        as_shown(
            Kolom(
                nama=name,
                judul=title(name),
                jenis=JenisKolom.BILANGAN if kind == "INTEGER" else JenisKolom.TEKS,
                keterangan=text,
                ribuan=False,
                kunci=name in keys,
            )
        )
        for name, kind, text in COMMENTED.findall(schema)
    )


def keys_of(schema: str) -> frozenset[str]:
    """The columns of the primary key in ``schema``."""
    listed = re.search(r"^\s*PRIMARY KEY \((.+?)\)", schema, re.MULTILINE)
    if listed:
        return frozenset(listed[1].split(", "))
    return frozenset(re.findall(r"^\s*(\w+) [A-Z ]*PRIMARY KEY", schema, re.MULTILINE))


def as_shown(told_column: Kolom) -> Kolom:
    """The column as it is shown: with names for codes of regions, yes and no for 1 and 0."""
    if told_column.nama == REGION:
        return told_column.model_copy(update={"judul": "Wilayah"})
    if told_column.keterangan.startswith(TRUTH):
        return told_column.model_copy(update={"jenis": JenisKolom.TEKS})
    return told_column


def group(name: str) -> Kelompok:
    """What kind of table ``name`` is."""
    if name in CHECKED:
        return Kelompok.PEMERIKSAAN
    other = name in REFERRED or name not in TABLES
    return Kelompok.RUJUKAN if other else Kelompok.ISI


def origins(report: Report, table: Table) -> tuple[tuple[str, ...], tuple[Catatan, ...]]:
    """The places that the rows of ``table`` come from, of all reports, and the notes on them."""
    places: dict[str, None] = {}
    for year in report.years if table.yearly else (report.latest,):
        rows = report.rows(table.model, year)
        named = {place.id: place for place in report.rows(Sumber, year)}
        used = dict.fromkeys(row.sumber for row in rows if isinstance(row, Row))
        short = report.laporan(year).judul_pendek
        places |= dict.fromkeys(cited(short, named[key], position=True) for key in used)
    # Numbers of notes are those of one report.
    latest = report.rows(table.model, report.latest)
    return tuple(places), notes(report, report.latest, table, latest)


def told(
    columns: Iterable[Kolom], count: int, places: tuple[str, ...], remarks: Iterable[Catatan]
) -> str:
    """A table in words: its size, its units, its places and its notes."""
    units: dict[str, list[str]] = {}
    for item in columns:
        if item.satuan:
            units.setdefault(item.satuan, []).append(item.nama)
    listed = "; ".join(f"{unit} ({', '.join(names)})" for unit, names in units.items())
    numbers = ", ".join(str(note.nomor) for note in remarks)
    parts = [f"{count} baris."]
    if listed:
        parts.append(f"Satuan: {listed}.")
    parts.append(f"Sumber: {'; '.join(places)}.")
    if numbers:
        parts.append(f"Catatan: {numbers}.")
    return fit(" ".join(parts))


def counted(report: Report, name: str, columns: tuple[Kolom, ...]) -> tuple[str, ...]:
    """The columns of the table ``name`` whose values are worth counting."""
    found = []
    for item in columns:
        if item.nama not in COUNTED | ALWAYS:
            continue
        (values, rows) = report.select(
            f"SELECT count(DISTINCT {item.nama}), count(*) FROM {name}"  # noqa: S608 - our own names
        )[0]
        telling = item.nama in ALWAYS or values * 2 <= rows
        if 1 < values <= MOST_VALUES and telling:
            found.append(item.nama)
    return tuple(found)


def cell(about: Portal, table: TabelPortal, name: str, raw: Any, year: Any = None) -> Tampak:  # noqa: ANN401 - as SQLite stores it
    """The cell ``raw`` of the column ``name``, in a row of the report of ``year``."""
    if raw is None:
        return Tampak("")
    told_column = table.dari(name)
    lead = table.rujukan.get(name)
    if lead is not None:
        target, yearly = lead
        own = about.sebutan.get((target, f"{year},{raw}"))
        called = own or about.sebutan.get((target, str(raw)), str(raw))
        parts = ([str(year)] if yearly else []) + [str(raw)]
        return Tampak(fit(called), f"{target}/{','.join(encoded(part) for part in parts)}")
    if told_column.keterangan.startswith(TRUTH):
        return Tampak("ya" if raw else "tidak")
    if told_column.jenis is JenisKolom.TANGGAL:
        return Tampak(shown(date.fromisoformat(raw), told_column))
    if isinstance(raw, str) and told_column.jenis in {JenisKolom.DESIMAL, JenisKolom.PERSEN}:
        return Tampak(shown(Decimal(raw), told_column))
    return Tampak(shown(raw, told_column))


def encoded(part: str) -> str:
    """A part of a key as addresses hold it: ``53.07`` is ``53~2E07``."""
    written = (
        sign if sign in PLAIN else "".join(f"~{byte:02X}" for byte in sign.encode())
        for sign in part
    )
    return "".join(written).replace("~20", "+")
