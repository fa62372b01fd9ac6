"""What the portal says of the tables: every table and column, their units, places and notes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.exports.citing import LICENCE, citation
from data.exports.portal import (
    DATABASE,
    Tampak,
    cell,
    columns_of,
    encoded,
    portal,
    titled,
)
from data.exports.portal_metadata import metadata
from data.models.portal import Kelompok, Portal
from data.models.unduhan import JenisKolom
from data.report import Report
from data.tables import REPORTS, SHARED_TABLES, YEARLY_TABLES

TABLES = {table.name: table for table in (REPORTS, *SHARED_TABLES, *YEARLY_TABLES)}


@pytest.fixture(scope="module")
def about(report: Report) -> Portal:
    """What is said of the built report."""
    return portal(report)


@pytest.fixture(scope="module")
def connection(database: Path) -> Iterator[sqlite3.Connection]:
    """The built database, opened plainly."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as opened:
        yield opened


def test_no_table_or_column_is_left_undescribed(
    about: Portal, connection: sqlite3.Connection
) -> None:
    """Each table that is no part of an index has a title, a place, and meanings of its columns."""
    names = {
        name
        for name, kind in connection.execute("SELECT name, type FROM pragma_table_list")
        if kind == "table" and not name.startswith("sqlite_")
    }
    assert set(about.tabel) == names
    told = metadata(about)["databases"][DATABASE]["tables"]
    for name, table in about.tabel.items():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        assert [column.nama for column in table.kolom] == columns
        assert list(told[name]["columns"]) == columns
        assert all(column.judul and column.keterangan for column in table.kolom), name
        assert table.judul, name
        assert table.sumber, name
        assert all(table.sumber), name
        assert told[name]["title"] == table.judul
        assert told[name]["source"]
        assert told[name]["license"] == LICENCE
        keys = {row[1] for row in connection.execute(f"PRAGMA table_info({name})") if row[5]}
        assert set(table.kunci) == keys
        (count,) = connection.execute(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608 - our own names
        assert table.baris == count
        assert table.keterangan.startswith(f"{count} baris.")


def test_what_is_said_of_the_curated_tables_is_what_their_models_say(about: Portal) -> None:
    """Titles and meanings are those of the list of tables, so of every download."""
    for name, table in TABLES.items():
        assert about.tabel[name].judul == table.title
        for field, info in table.model.model_fields.items():
            assert about.tabel[name].dari(field).keterangan == (info.description or "Tahun laporan")


def test_units_are_told(about: Portal) -> None:
    """Amounts say what they count, for people and for programs."""
    told = metadata(about)["databases"][DATABASE]["tables"]
    assert told["anggaran"]["satuan"] == {
        "pagu": "rupiah",
        "realisasi": "rupiah",
        "sisa": "rupiah",
        "persen": "persen",
    }
    assert "Satuan: pemilih (l, p, jumlah)." in told["dpt"]["description"]
    assert about.tabel["dpt"].dari("jumlah").kepala == "Jumlah (pemilih)"
    # Datasette would convert by these.
    assert all("units" not in table for table in told.values())


def test_places_and_notes_are_told(about: Portal, report: Report) -> None:
    """A table names its place in the report, or else what it is based on, and its notes."""
    short = report.laporan(report.latest).judul_pendek
    (place,) = report.sources(2024, ["pilgub"])
    assert about.tabel["pilgub"].sumber == (f"{short}, {place.singkat} (keadaan: {place.posisi})",)
    assert about.tabel["wilayah"].sumber == ("asal tiap baris ada di kolom Dasar",)
    assert about.tabel["catatan"].sumber == (f"{short} (Kupang, 16 Januari 2025)",)
    assert about.tabel["temuan"].sumber == (f"disusun dari {short} (Kupang, 16 Januari 2025)",)
    noted = {note.nomor for note in about.tabel["pendanaan"].catatan}
    assert noted >= {note.nomor for note in report.notes(report.latest, "pendanaan", [])}
    assert {15, 16} <= noted
    assert about.tabel["temuan"].catatan == ()


def test_the_whole_says_where_it_is_from(about: Portal) -> None:
    """The database has the report's title, its citation with the version, no made-up licence."""
    told = metadata(about)
    assert told["title"] == about.asal.judul
    for level in (told, told["databases"][DATABASE]):
        assert level["source"] == citation(about.asal)
        assert about.asal.versi in level["source"]
        assert level["license"] == LICENCE
        assert "tidak menyebut lisensi" in LICENCE
        assert "license_url" not in level
    assert told["databases"][DATABASE]["allow_sql"] is False
    assert json.loads(json.dumps(told)) == told


def test_columns_that_tell_rows_apart_are_counted(about: Portal) -> None:
    """Regions, places, levels and kinds are counted; what differs in every row is not."""
    assert about.tabel["anggaran"].saringan == ("tingkat",)
    assert set(about.tabel["gedung"].saringan) == {"wilayah", "status", "kondisi"}
    assert set(about.tabel["dpt"].saringan) == {"jenis", "wilayah"}
    assert "sumber" in about.tabel["pengukuran"].saringan
    assert about.tabel["sumber"].saringan[0] == "bab"
    assert about.tabel["pilgub"].saringan == ()


def test_decimals_are_not_put_in_order(about: Portal, connection: sqlite3.Connection) -> None:
    """A decimal is text in the database, where 100 stands before 99: it is no column to sort by."""
    found = connection.execute("SELECT luas FROM gedung WHERE luas IS NOT NULL ORDER BY luas")
    texts = [text for (text,) in found]
    assert texts != sorted(texts, key=float)
    for table in about.tabel.values():
        decimals = {
            column.nama
            for column in table.kolom
            if column.jenis in {JenisKolom.DESIMAL, JenisKolom.PERSEN}
        }
        assert set(table.terurut) == {column.nama for column in table.kolom} - decimals


def test_rows_keep_the_order_of_the_report(about: Portal) -> None:
    """Where the key is no number in a list, rows are put in the order of the report."""
    told = metadata(about)["databases"][DATABASE]["tables"]
    assert told["anggaran"]["sort"] == "urutan"
    assert "sort" not in told["dpt"]
    assert "sort" not in told["temuan_tempat"]


def test_kinds_of_tables(about: Portal) -> None:
    """Figures, what they refer to, and what was found in them stand apart; workings are hidden."""
    kinds = {name: table.kelompok for name, table in about.tabel.items()}
    assert kinds["dpt"] is Kelompok.ISI
    assert kinds["wilayah"] is kinds["pencarian"] is Kelompok.RUJUKAN
    assert kinds["temuan"] is kinds["catatan"] is Kelompok.PEMERIKSAAN
    hidden = {name for name, table in about.tabel.items() if table.alat}
    assert hidden == {"catatan_temuan", "temuan_rujukan", "versi"}


def test_figures_stand_first(about: Portal) -> None:
    """A person reads the figures, then what is printed, then where it stands."""
    names = [column.nama for column in about.tabel["pilgub"].dibaca]
    assert names == [
        "calon",
        "wakil",
        "suara",
        "persen",
        "suara_tercetak",
        "persen_tercetak",
        "sumber",
        "baris",
        "urutan",
        "tahun",
    ]


@pytest.mark.parametrize(
    ("table", "column", "raw", "shown"),
    [
        ("dpt", "jumlah", 244838, Tampak("244.838")),
        ("dpt", "urutan", 7, Tampak("7")),
        ("dpt", "tahun", 2024, Tampak("2024")),
        ("dpt", "wilayah", "53.07", Tampak("Kabupaten Sikka", "wilayah/53~2E07")),
        ("dpt", "nama_tercetak", "SIKKA", Tampak("SIKKA")),
        ("anggaran", "persen", "99.60", Tampak("99,60%")),
        ("anggaran", "induk", "CQ.6870", Tampak("CQ.6870", "anggaran/2024,CQ~2E6870")),
        ("anggaran", "induk", None, Tampak("")),
        ("tahapan", "mulai", "2022-06-14", Tampak("14 Juni 2022")),
        ("catatan", "penting", 1, Tampak("ya")),
        ("temuan_tempat", "harfiah", 0, Tampak("tidak")),
        ("temuan", "catatan", 9, Tampak("9", "catatan/2024,9")),
        ("laporan", "tahun", 2024, Tampak("2024")),
        ("kolom", "tabel", "dpt", Tampak("dpt")),
    ],
)
def test_cells_are_shown_as_people_read_them(
    about: Portal, table: str, column: str, raw: object, shown: Tampak
) -> None:
    """Numbers have separators, codes have names, and what refers to a row leads there."""
    assert cell(about, about.tabel[table], column, raw, 2024) == shown


def test_a_place_is_named_and_leads_to_its_row(about: Portal, report: Report) -> None:
    """A row's place is told in short, as below the bot's answers."""
    (place,) = report.sources(2024, ["dpt"])
    shown = cell(about, about.tabel["dpt"], "sumber", "dpt", 2024)
    assert shown == Tampak(place.singkat, "sumber/2024,dpt")


def test_keys_in_addresses() -> None:
    """A key has only letters, digits and signs that addresses carry."""
    assert encoded("kota kupang") == "kota+kupang"
    assert encoded("53.07/é,") == "53~2E07~2F~C3~A9~2C"


def test_a_schema_without_a_title_has_none() -> None:
    """What was created without a comment gets no made-up title."""
    assert titled("CREATE TABLE x (a TEXT) STRICT") == ""
    assert columns_of(None, "CREATE TABLE x (a TEXT) STRICT") == ()
