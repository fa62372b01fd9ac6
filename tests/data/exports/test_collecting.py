"""The tables to take along, compared with ``report.db`` figure by figure."""

from __future__ import annotations

import pickle
import sqlite3
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from data.exports.collecting import (
    LEFT_OUT,
    MONTHLY,
    OWN_BASIS,
    TABLES,
    monthly_origin,
    monthly_sheet,
    origin,
    sheet,
    sheets,
)
from data.models import Laporan
from data.models.unduhan import JenisKolom
from data.tables import SHARED_TABLES, YEARLY_TABLES
from tests.data.exports.rekaan import months

if TYPE_CHECKING:
    from pathlib import Path

    from data.models.unduhan import Unduhan
    from data.report import Report


def as_stored(value: object, column: str) -> object:
    """A cell as SQLite holds it: decimals and dates are text there, a truth is 0 or 1."""
    if column == "penting":
        return {"ya": 1, "tidak": 0}[str(value)]
    return str(value) if isinstance(value, (Decimal, date)) else value


def test_every_table_but_the_machinery_is_there(everything: Unduhan) -> None:
    """Each table of the one list can be taken along, the two for the machinery left out."""
    listed = {table.name for table in (*YEARLY_TABLES, *SHARED_TABLES)} - LEFT_OUT
    assert {table.name for table in TABLES.values()} == listed
    assert [item.nama for item in everything.lembar] == list(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_cells_are_those_of_the_database(name: str, report: Report, database: Path) -> None:
    """Every cell of every table is what SQLite itself reads from the file."""
    table = TABLES[name]
    found = sheet(report, 2024, name)
    own = [column.nama for column in found.kolom if column.nama in table.model.model_fields]
    year = "WHERE tahun = 2024" if table.yearly else ""
    order = "urutan" if "urutan" in table.model.model_fields else table.key[0]
    with sqlite3.connect(database) as connection:
        stored = connection.execute(
            f"SELECT {', '.join(own)} FROM {table.name} {year} ORDER BY {order}"  # noqa: S608
        ).fetchall()
        places = dict(connection.execute("SELECT id, singkat FROM sumber WHERE tahun = 2024"))
        regions = dict(connection.execute("SELECT kode, nama FROM wilayah"))
    assert len(found.baris) == len(stored) > 0
    for row, raw in zip(found.baris, stored, strict=True):
        told = dict(zip((column.nama for column in found.kolom), row, strict=True))
        for column, value in zip(own, raw, strict=True):
            to = table.references.get(column, ("", ""))[0]
            if to == "sumber" and value is not None:
                assert told[column] == f"Laporan Kinerja KPU NTT 2024, {places[value]}"
            else:
                assert as_stored(told[column], column) == value
        if "nama_wilayah" in told:
            code = told["wilayah"]
            assert told["nama_wilayah"] == (regions[code] if code else None)


def test_rows_name_their_place(everything: Unduhan) -> None:
    """Every row of what the report prints says where it stands there, as its last two cells."""
    for item in everything.lembar:
        if item.rujukan:
            assert [column.nama for column in item.kolom[-2:]] == ["sumber", "baris"]
            assert all(row[-2] and row[-1] for row in item.baris)


def test_printed_figures_stand_beside_the_figures(report: Report) -> None:
    """A figure and its printed text are neighbours; the text stays text."""
    found = sheet(report, 2024, "dpt")
    names = [column.nama for column in found.kolom]
    at = names.index("jumlah")
    assert names[at + 1] == "jumlah_tercetak"
    assert found.baris[6][at : at + 2] == (244838, "244,838")


def test_columns_have_kinds_units_and_meanings(everything: Unduhan) -> None:
    """Money is rupiah, percentages are percent, dates are dates; every column is explained."""
    columns = {(item.nama, c.nama): c for item in everything.lembar for c in item.kolom}
    assert all(column.keterangan for column in columns.values())
    expected = {
        ("anggaran", "pagu"): (JenisKolom.RUPIAH, "rupiah"),
        ("anggaran", "persen"): (JenisKolom.PERSEN, "persen"),
        ("dpt", "l"): (JenisKolom.BILANGAN, "pemilih"),
        ("gedung", "luas"): (JenisKolom.DESIMAL, "m²"),
        ("tahapan", "mulai"): (JenisKolom.TANGGAL, ""),
        ("sdm", "jumlah"): (JenisKolom.BILANGAN, "orang"),
        ("wilayah", "kode"): (JenisKolom.TEKS, ""),
    }
    for key, (kind, unit) in expected.items():
        assert (columns[key].jenis, columns[key].satuan) == (kind, unit), key
    assert columns["dpt", "l"].kepala == "Laki-laki (pemilih)"
    assert columns["anggaran", "persen"].kepala == "Persen"
    assert columns["dpt", "l_tercetak"].judul == "Laki-laki (tercetak)"
    assert not columns["peristiwa", "tahun_peristiwa"].ribuan


def test_notes_go_with_their_tables(report: Report) -> None:
    """A table carries the notes on its rows, on their indicators and on their places."""
    numbers = {note.nomor for note in sheet(report, 2024, "pengukuran").catatan}
    assert {1, 2, 3} <= numbers
    assert [note.nomor for note in sheet(report, 2024, "dpt").catatan] == [27]


def test_sources_are_said(report: Report) -> None:
    """What the report prints is cited by its place, what it does not print by its column."""
    (cited,) = sheet(report, 2024, "dpt").sumber
    assert cited == (
        "Laporan Kinerja KPU NTT 2024, Lampiran, tabel DPT Pemilihan Serentak 2024 "
        "(keadaan: Pemilihan Serentak 2024)"
    )
    assert sheet(report, 2024, "wilayah").sumber == (OWN_BASIS,)
    assert sheet(report, 2024, "catatan").sumber == ("Laporan Kinerja KPU NTT 2024",)


def test_origin_is_the_report(report: Report) -> None:
    """The citation's facts are those of the report and of its data."""
    told = origin(report, 2024)
    assert (told.judul, told.versi) == (report.rows(Laporan)[0].judul, report.version)
    assert told.versi_lengkap == report.version
    assert origin(report, 2024, "2-7").versi_lengkap == f"{report.version}-bulanan2-7"


def test_loaded_months_are_a_table(report: Report) -> None:
    """Each code of each month, with file, version and position; no percentage of no pagu."""
    found = sheets(report, 2024, months())[-1]
    assert found.nama == MONTHLY
    assert found == monthly_sheet(months().posisi)
    rows = [dict(zip((c.nama for c in found.kolom), row, strict=True)) for row in found.baris]
    assert rows[0] == {
        "bulan": "2025-09", "posisi": date(2025, 9, 30), "kode": "TOTAL", "tingkat": "total",
        "induk": None, "uraian": "Jumlah", "jenis_belanja": None, "pagu_awal": None, "pagu": 3000,
        "blokir": None, "realisasi": 900, "persen": Decimal("30.00"), "berkas": "rekaan-9.xlsx",
        "versi": 1, "dimuat": date(2025, 10, 4),
    }  # fmt: skip
    assert (rows[3]["persen"], rows[3]["jenis_belanja"], rows[3]["blokir"]) == (None, "barang", 1)
    assert found.sumber[1] == "berkas rekaan-10.xlsx, versi 2, posisi 31 Oktober 2025"
    assert "7000000001" not in repr(found)


def test_loaded_months_are_cited_as_such(report: Report) -> None:
    """Monthly figures alone are not cited as the yearly report: they are dated by their load."""
    about = monthly_origin(report, months().posisi, "2-2")
    assert about.judul == "Serapan anggaran per bulan: 2 bulan sampai 31 Oktober 2025"
    assert (about.tanggal, about.tahun) == (date(2025, 11, 4), 2025)
    assert about.versi_lengkap == f"{report.version}-bulanan2-2"
    assert "bukan dari laporan tahunan" in about.keterangan


def test_without_months_there_is_no_such_table(everything: Unduhan) -> None:
    """A table without rows is left out."""
    assert MONTHLY not in {item.nama for item in everything.lembar}


def test_it_can_be_handed_to_another_process(everything: Unduhan) -> None:
    """Pickled and read back it is the same, each cell of the same type."""
    back = pickle.loads(pickle.dumps(everything))  # noqa: S301 - our own
    assert back == everything
    for before, after in zip(everything.lembar, back.lembar, strict=True):
        for old, new in zip(before.baris, after.baris, strict=True):
            assert list(map(type, old)) == list(map(type, new))
