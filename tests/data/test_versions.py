"""What changed between two versions of the data is told row by row, in a reader's words."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from data import versions
from data.building import build
from data.bulanan.figures import Bulanan
from data.models import Dpt, Indikator, Laporan
from data.tables import Table
from data.versions import FixedMonths, PerubahanData, differences, of_table, open_bytes, report_of
from tests.data.planting import Folder
from tests.data.versions_parts import SIKKA, made_up
from tests.handlers.test_next_year import KEPT, add_made_up_report

if TYPE_CHECKING:
    from pathlib import Path

    from data.report import Report


@pytest.fixture(scope="module")
def real(database: Path) -> bytes:
    """The real ``report.db``."""
    return database.read_bytes()


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A made-up one, with another figure for Sikka."""
    return made_up(tmp_path_factory.mktemp("rekaan"))[0]


def executed(content: bytes, *statements: str) -> bytes:
    """``content`` after ``statements``."""
    with closing(sqlite3.connect(":memory:")) as connection:
        if content:
            connection.deserialize(content)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        return connection.serialize()


def test_a_changed_cell_is_told_as_printed(real: bytes, other: bytes) -> None:
    """A changed figure names its table, its row and its column, and is told as printed."""
    changes = [change for change in differences(other, real) if change.tabel == "dpt"]
    assert [(c.jenis, c.baris, c.kolom, c.dari, c.menjadi) for c in changes] == [
        ("ubah", "Kabupaten Sikka", "Pemilih laki-laki", "115,500", "115,547"),
        ("ubah", "Kabupaten Sikka", "Pemilih L+P", "244,791", "244,838"),
    ]
    assert {(c.tahun, c.wilayah, c.kode) for c in changes} == {(2024, "53.07", None)}
    assert changes[0].ringkas == (
        "Daftar Pemilih Tetap Pemilihan Serentak: Kabupaten Sikka, Pemilih laki-laki: "
        "115,500 → 115,547"
    )


def test_nothing_changed_is_nothing_told(real: bytes) -> None:
    """A version differs from itself in nothing."""
    assert differences(real, real) == ()


def test_a_row_put_in_at_the_top_changes_no_other(real: bytes, tmp_path: Path) -> None:
    """Rows are told apart by what names them, so one that is gone is one change."""
    folder = Folder(tmp_path / "sources")
    rows = [row for row in folder.rows("logistik") if row["urutan"] != "1"]
    gone = next(row for row in folder.rows("logistik") if row["urutan"] == "1")
    for number, row in enumerate(rows, start=1):
        row["urutan"] = str(number)
    folder.write("logistik", rows)
    build(tmp_path / "rekaan.db", folder.path)
    changed = (tmp_path / "rekaan.db").read_bytes()
    told = [c for c in differences(real, changed) if c.tabel == "logistik"]
    assert [(c.jenis, c.baris) for c in told] == [("hapus", gone["nama"])]
    assert told[0].ringkas == f"− Logistik Pemilihan Serentak: {gone['nama']}"
    back = [c for c in differences(changed, real) if c.tabel == "logistik"]
    assert [(c.jenis, c.baris) for c in back] == [("baru", gone["nama"])]
    assert back[0].ringkas.startswith("+ ")


def test_a_new_report_is_told_table_by_table(real: bytes, tmp_path: Path) -> None:
    """Of a report of another year each table is one change with its number of rows."""
    folder = Folder(tmp_path / "sources")
    add_made_up_report(folder, 2025, KEPT)
    build(tmp_path / "rekaan.db", folder.path)
    content = (tmp_path / "rekaan.db").read_bytes()
    told = {c.tabel: c for c in differences(real, content)}
    assert set(told) == {"laporan", *KEPT}
    assert told["dpt"] == PerubahanData(
        jenis="tabel_baru",
        tabel="dpt",
        judul="Daftar Pemilih Tetap Pemilihan Serentak",
        tahun=2025,
        menjadi="23",
    )
    assert (told["laporan"].tahun, told["laporan"].menjadi) == (2025, "1")
    gone = {c.tabel: c for c in differences(content, real)}
    assert (gone["dpt"].jenis, gone["dpt"].dari) == ("tabel_hapus", "23")


def test_another_schema_is_compared_as_far_as_both_go(real: bytes, other: bytes) -> None:
    """Columns and tables that only one version has stand in the way of nothing."""
    older = executed(
        other,
        "ALTER TABLE dpt DROP COLUMN loksus",
        "ALTER TABLE dpt ADD COLUMN lama TEXT",
        "DROP TABLE pilgub",
        "PRAGMA user_version = 7",
    )
    changes = differences(older, real)
    assert {(c.tabel, c.jenis, c.kolom) for c in changes if c.tabel in {"dpt", "pilgub"}} == {
        ("dpt", "ubah", "Pemilih laki-laki"),
        ("dpt", "ubah", "Pemilih L+P"),
        ("pilgub", "tabel_baru", ""),
    }
    assert report_of(older) is None


def test_a_database_of_something_else_differs_in_all(real: bytes) -> None:
    """A database without our tables has no rows and no regions, and no version."""
    empty = executed(b"", "CREATE TABLE lain (x)")
    assert {c.jenis for c in differences(empty, real)} == {"tabel_baru"}
    assert versions.version_of(empty) is None
    assert report_of(empty) is None


def test_a_report_opens_from_its_bytes(real: bytes, report: Report) -> None:
    """What is opened from bytes answers as the file does, and takes no change."""
    opened = report_of(real)
    assert opened is not None
    assert opened.version == report.version == versions.version_of(real)
    assert opened.rows(Dpt) == report.rows(Dpt)
    with (
        closing(open_bytes(real)) as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("DELETE FROM dpt")


@pytest.mark.parametrize("content", [b"bukan basis data" * 100, b""])
def test_bytes_that_are_no_report_open_as_none(content: bytes) -> None:
    """What is no database gives no report and no version."""
    assert report_of(content) is None
    assert versions.version_of(content) is None


def test_bytes_that_are_no_database_cannot_be_compared(real: bytes) -> None:
    """Comparing with what is no database is an error, never an empty difference."""
    with pytest.raises(sqlite3.Error):
        differences(b"bukan basis data" * 100, real)


def test_rows_are_named_by_what_a_reader_knows() -> None:
    """A region is named, a code has its name, an indicator its number, a long text is cut."""
    names = {"53.07": "Kabupaten Sikka"}
    assert versions.label({"wilayah": "53.99"}, names) == "53.99"
    assert versions.label({**SIKKA, "status": "Sewa", "jenis": "rincian"}, names) == (
        "Kabupaten Sikka, Sewa"
    )
    assert versions.label({"kode": "CQ", "uraian": "Rekaan"}, names) == "CQ Rekaan"
    assert versions.label({"indikator": "1.1"}, names) == "Indikator 1.1"
    assert versions.label({"uraian": "a" * 100}, names) == "a" * 79 + "…"
    assert versions.label({}, names) == ""


def test_what_no_reader_sees_is_not_told() -> None:
    """A row that only moved in its list has not changed."""
    table = Table("dpt", Dpt, "DPT", ("urutan",))
    row: dict[str, str | int | None] = {"tahun": 2024, "urutan": 1, "wilayah": "53.07", "l": 5}
    assert list(of_table(table, [row], [{**row, "urutan": 2}], {})) == []
    assert [c.menjadi for c in of_table(table, [row], [{**row, "l": None}], {})] == [""]
    changed = next(iter(of_table(table, [row], [{**row, "l": None}], {})))
    assert changed.ringkas.endswith("5 → —")


def test_rows_without_a_name_are_told_apart_by_their_number() -> None:
    """Where no name tells the rows of a list apart, their number does."""
    table = Table("dpt", Dpt, "DPT", ("urutan",))
    rows: list[dict[str, str | int | None]] = [
        {"tahun": 2024, "urutan": number, "wilayah": "53.07"} for number in (1, 2)
    ]
    assert versions.identity(table, rows, rows) == ("urutan",)
    by_id = Table("indikator", Indikator, "Indikator", ("id",))
    assert versions.identity(by_id, [{"id": "1"}], [{"id": "1"}]) == ("id",)
    assert versions.year_of({"tahun": 2024}, Table("x", Laporan, "X", (), yearly=False)) == 0


def test_fixed_months_stay(report: Report) -> None:
    """Figures of months held are asked of no store."""
    held = Bulanan(keadaan=report.version)
    fixed = FixedMonths(held)
    assert fixed.current() is held
    assert fixed.refresh() is False
