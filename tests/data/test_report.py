"""The open report: refused where it cannot be trusted, and read back row by row."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from data.building import build, data_version
from data.checks import find_all
from data.loading import load
from data.models import Anggaran, Catatan, CatatanTemuan, Dpt, Frozen, Laporan, Sumber, Wilayah
from data.report import Report, ReportError
from data.tables import SHARED_TABLES, YEARLY_TABLES, Table

SOURCES = load()
EDITION = SOURCES.editions[0]


def as_set(rows: tuple[Frozen, ...]) -> set[str]:
    """Rows by what they hold, without regard to their order."""
    return {row.model_dump_json() for row in rows}


@pytest.mark.parametrize("table", [*SHARED_TABLES, *YEARLY_TABLES], ids=lambda table: table.name)
def test_every_row_can_be_read_back(table: Table, report: Report) -> None:
    """The database gives back each row of each table exactly as it was curated."""
    rows = SOURCES.shared.of(table.model) or EDITION.rows.of(table.model)
    read = report.rows(table.model, 2024)
    assert len(read) == len(rows) == len(as_set(rows))
    assert as_set(read) == as_set(rows)
    if "urutan" in table.model.model_fields:
        assert read == tuple(sorted(rows, key=lambda row: row.model_dump()["urutan"]))


def test_report_and_regions(report: Report) -> None:
    """The report itself, its years, its version, its regions and their other names."""
    assert report.rows(Laporan) == (EDITION.laporan,)
    assert report.laporan(2024) == EDITION.laporan
    assert (report.years, report.latest) == ((2024,), 2024)
    assert report.version == data_version()
    assert tuple(report.regions.values()) == SOURCES.shared.of(Wilayah)
    assert report.aliases["tts"] == "53.02"


def test_rows_can_be_narrowed(report: Report) -> None:
    """A condition narrows the rows of the latest report, or of the year that is named."""
    assert [row.urutan for row in report.rows(Dpt, None, "wilayah = ?", "53.07")] == [7]
    assert len(report.rows(Dpt)) == 23
    assert report.rows(Dpt, 2023) == ()
    assert [row.nama for row in report.rows(Wilayah, None, "kode = ?", "53.07")] == [
        "Kabupaten Sikka"
    ]


def test_places_come_once_in_the_order_asked_for(report: Report) -> None:
    """Each place is given once, as the report names it."""
    given = report.sources(2024, ["rkt", "dpt", "rkt"])
    assert [row.id for row in given] == ["rkt", "dpt"]
    assert given[1] in EDITION.rows.of(Sumber)


@pytest.mark.parametrize(
    ("table", "keys", "numbers"),
    [
        ("dpt", [1], [27]),
        ("dpt", [7], []),
        ("dpt", [], []),
        ("anggaran", ["CQ.6709"], [8]),
        ("anggaran", ["TOTAL"], [9]),
        ("anggaran", ["CQ.6871"], [13]),
        ("anggaran", ["WA.3360"], [10]),
        ("anggaran", ["6981.QGE.001"], [12]),
        ("anggaran", ["CQ.6982"], [11]),
        ("pendanaan", ["24.pilbup"], [15]),
        ("pendanaan", ["24.pilbup", "24.pilgub"], [15, 16]),
        ("pendanaan", ["5.nama", "11.nama"], [18]),
        ("pendanaan", ["22.pilgub"], [17]),
        ("pendanaan", ["22.pilbup"], []),
        ("jdih", [24], [21]),
        ("jdih", [17], [22]),
        ("jdih", [19, 22], [23]),
        ("gedung", [5, 6], [24]),
        ("gedung", ["baik"], [6]),
        ("gedung", [23], [25]),
        ("gedung", [3], [26]),
        ("gedung", [14], [30]),
        ("sdm", [4], []),
        ("sdm", [18], [19]),
        ("sdm", ["semua"], [20]),
        ("logistik", [8], [28, 29]),
        ("logistik", [1], []),
        ("tahapan", [3], [32]),
        ("tahapan", [14], []),
        ("peristiwa", [3], [36]),
        ("indikator", ["3.1"], [3, 4, 7]),
        ("indikator", ["3.2"], [1, 2, 5, 7]),
        ("indikator", ["2.1"], [6]),
        ("indikator", ["semua"], [38]),
        ("sumber", ["pilgub"], [48]),
    ],
)
def test_notes_attach_to_the_rows_they_are_about(
    table: str, keys: list[str | int], numbers: list[int], report: Report
) -> None:
    """A row brings its own notes and those on its whole table, in order, and no other."""
    assert [note.nomor for note in report.notes(2024, table, keys)] == numbers


def test_every_note_is_reached_from_the_rows_of_its_findings(report: Report) -> None:
    """Each row that a finding names brings the note that explains the finding."""
    explained = {claim.temuan: claim.catatan for claim in EDITION.rows.of(CatatanTemuan)}
    reached = set()
    for item in find_all(EDITION, SOURCES.shared):
        for row in item.rujukan:
            numbers = {note.nomor for note in report.notes(2024, row.tabel, [row.kunci])}
            assert explained[item.kunci] in numbers, item.kunci
            reached.add(explained[item.kunci])
    # Note 31 is about the style of all tables, so no single row brings it.
    assert {note.nomor for note in EDITION.rows.of(Catatan)} - reached == {31}


def test_notes_of_another_year_are_not_given(report: Report) -> None:
    """A note belongs to the report it is about."""
    assert report.notes(2023, "dpt", [1]) == ()


def test_missing_report_is_refused(tmp_path: Path) -> None:
    """A file that is not there, or a folder in its place, is named with what to do."""
    message = r"^report\.db belum ada\. Bangun ulang dengan: python -m bot data build$"
    with pytest.raises(ReportError, match=message):
        Report.open(tmp_path / "report.db")
    (tmp_path / "report.db").mkdir()
    with pytest.raises(ReportError, match=message):
        Report.open(tmp_path / "report.db")


def test_damaged_report_is_refused(database: Path, tmp_path: Path) -> None:
    """A file that is no database, or half of one, is refused as damaged."""
    path = tmp_path / "report.db"
    path.write_bytes(b"bukan basis data " * 100)
    with pytest.raises(ReportError, match=r"^report\.db rusak \(.+\)\. Bangun ulang"):
        Report.open(path)
    path.write_bytes(database.read_bytes()[:8192])
    with pytest.raises(ReportError, match=r"^report\.db rusak \(.+\)\. Bangun ulang"):
        Report.open(path)


def test_report_of_another_schema_is_refused(database: Path, tmp_path: Path) -> None:
    """A database of an older or newer schema, or an empty one, is refused."""
    path = tmp_path / "report.db"
    path.write_bytes(b"")
    with pytest.raises(ReportError, match=r"^report\.db memakai susunan lain\. Bangun ulang"):
        Report.open(path)
    path.write_bytes(database.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ReportError, match=r"^report\.db memakai susunan lain\. Bangun ulang"):
        Report.open(path)


def test_a_file_that_cannot_be_opened_is_refused(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that the system does not let be opened is refused like a damaged one."""
    connect = sqlite3.connect

    def refuse(name: str, *, uri: bool = False, check_same_thread: bool = True) -> object:
        if uri:
            raise sqlite3.OperationalError("unable to open database file")
        return connect(name, check_same_thread=check_same_thread)

    monkeypatch.setattr(sqlite3, "connect", refuse)
    with pytest.raises(ReportError, match="unable to open"):
        Report.open(database)


def test_a_report_that_lacks_a_column_is_refused(database: Path, tmp_path: Path) -> None:
    """A database built before a column was added is refused, not answered with a trace."""
    path = tmp_path / "report.db"
    path.write_bytes(database.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE wilayah DROP COLUMN bps")
        connection.commit()
    with pytest.raises(ReportError, match=r"Bangun ulang"):
        assert Report.open(path).regions


def test_report_without_a_report_is_refused(database: Path, tmp_path: Path) -> None:
    """A database that holds no report answers nothing."""
    path = tmp_path / "report.db"
    path.write_bytes(database.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM laporan")
        connection.commit()
    with pytest.raises(ReportError, match=r"^report\.db tidak memuat laporan\. Bangun ulang"):
        Report.open(path)


def test_refusal_reaches_the_operator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command line prints the refusal in one line and ends with an error."""
    monkeypatch.setenv("REPORT_DB", str(tmp_path / "report.db"))
    assert main(["ask", "/dpt Sikka"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "report.db belum ada. Bangun ulang dengan: python -m bot data build"
    ]


def test_report_is_opened_for_reading_only(report: Report) -> None:
    """Nothing can be written through an open report."""
    with pytest.raises(ReportError, match="readonly"):
        report.select("DELETE FROM dpt")
    assert len(report.rows(Dpt)) == 23


def test_closed_report_answers_no_more(tmp_path: Path) -> None:
    """Closing lets go of the file."""
    path = tmp_path / "report.db"
    build(path)
    opened = Report.open(path)
    assert len(opened.rows(Anggaran)) == 31
    opened.close()
    with pytest.raises(ReportError, match="closed"):
        opened.rows(Anggaran)


def test_a_file_changed_in_place_changes_no_answer(database: Path, tmp_path: Path) -> None:
    """An open report is a copy: overwriting its file neither breaks nor changes it."""
    path = tmp_path / "report.db"
    path.write_bytes(database.read_bytes())
    opened = Report.open(path)
    path.write_bytes(b"tertimpa" * 9999)
    assert len(opened.rows(Anggaran)) == 31
    opened.close()


def test_a_copy_holds_what_is_answered_from(tmp_path: Path) -> None:
    """A copy is of what was opened, whatever became of the file, and opens as a report."""
    path, copied = tmp_path / "report.db", tmp_path / "salinan.db"
    build(path)
    opened = Report.open(path)
    path.unlink()
    opened.copy_to(copied)
    again = Report.open(copied)
    assert again.version == opened.version
    assert again.rows(Dpt, 2024) == opened.rows(Dpt, 2024)
    again.close()
    opened.close()
