"""``unduh`` and ``paket`` on the command line, as real processes, and their files read back."""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from bot import cli, cli_files
from bot.console import way_to
from handlers.asking import ask
from tests.bot.test_cli import run
from tests.handlers.loading import FIXTURES

if TYPE_CHECKING:
    from data.report import Report

MONTH = FIXTURES / "rekaan-2025-10.csv"


@pytest.fixture
def here(database: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder to write to; the command line in this process reads the tests' report."""
    monkeypatch.setenv("REPORT_DB", str(database))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'tidak-ada.db'}")
    return tmp_path / "berkas" / "baru"


def test_a_table_is_written(database: Path, tmp_path: Path, report: Report) -> None:
    """The path is printed, the folder made, and the file holds the table's figures."""
    folder = tmp_path / "unduhan pers"
    done = run("unduh", "dpt", "xlsx", "--ke", str(folder), database=database)
    path = folder / f"dpt-2024-{report.version}.xlsx"
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == f"{path}\n"
    assert [item.name for item in folder.iterdir()] == [path.name]
    cells = {cell.value for row in load_workbook(path)["dpt"].iter_rows() for cell in row}
    assert {244838, 3988372, "Kabupaten Sikka"} <= cells


def test_the_press_kit_is_written_twice_the_same(database: Path, tmp_path: Path) -> None:
    """Two runs write the same bytes."""
    contents = []
    for name in ("satu", "dua"):
        done = run("paket", "--ke", str(tmp_path / name), database=database)
        assert (done.returncode, done.stderr) == (0, b"")
        contents.append(Path(done.stdout.decode().strip()).read_bytes())
    assert contents[0] == contents[1]
    with zipfile.ZipFile(io.BytesIO(contents[0])) as packed:
        assert {"BACA-SAYA.txt", "SHA256SUMS", "csv/dpt.csv"} <= set(packed.namelist())


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "pdf", "paket-data"])
def test_every_form_is_written(form: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each form of a table is written to the path that is printed."""
    assert cli.main(["unduh", "pilgub", form, "--ke", str(here)]) == 0
    path = Path(capsys.readouterr().out.strip())
    assert path.parent == here
    assert path.stat().st_size > 500
    assert path.stat().st_mode & 0o777 == 0o644


def test_all_tables_are_written(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``semua`` is a ZIP of all tables."""
    assert cli.main(["unduh", "semua", "csv", "--ke", str(here), "--tahun", "2024"]) == 0
    with zipfile.ZipFile(capsys.readouterr().out.strip()) as packed:
        rows = list(csv.reader(io.StringIO(packed.read("dpt.csv").decode()), delimiter=";"))
    assert "244838" in rows[7]


def test_an_older_file_is_replaced(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is there already is replaced whole, and no draft is left beside it."""
    assert cli.main(["unduh", "dpt", "csv", "--ke", str(here)]) == 0
    path = Path(capsys.readouterr().out.strip())
    first = path.read_bytes()
    path.write_bytes(b"lama")
    assert cli.main(["unduh", "dpt", "csv", "--ke", str(here)]) == 0
    assert path.read_bytes() == first
    assert list(here.iterdir()) == [path]


@pytest.mark.parametrize(
    "words",
    [
        ["unduh", "sikka", "csv"],
        ["unduh", "dpt", "docx"],
        ["unduh", "dpt", "csv", "--tahun", "2019"],
        ["paket", "--tahun", "2019"],
    ],
)
def test_what_there_is_not_is_said(
    words: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table, form or year that there is not: a sentence, exit status 1, nothing written."""
    assert cli.main([*words, "--ke", str(here)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert re.search("tidak ada|tidak saya pahami|belum dimuat", told.err)
    assert not here.exists()


def test_a_folder_that_cannot_be_written_is_said(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a file stands in the folder's place: one sentence and exit status 2."""
    here.parent.mkdir()
    here.write_text("bukan folder")
    assert cli.main(["unduh", "dpt", "csv", "--ke", str(here)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "tidak dapat ditulis" in told.err
    assert len(told.err.splitlines()) == 1
    assert here.read_text() == "bukan folder"


def test_a_disk_that_refuses_leaves_nothing(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the file cannot be put in its place, no half of it is left."""

    def refuse(_path: Path, _to: Path) -> Path:
        raise OSError(28, "Penyimpanan penuh")

    monkeypatch.setattr(Path, "replace", refuse)
    assert cli.main(["unduh", "dpt", "csv", "--ke", str(here)]) == 2
    assert capsys.readouterr().err.endswith("tidak dapat ditulis: Penyimpanan penuh.\n")
    assert list(here.iterdir()) == []


def test_loaded_months_are_written(database: Path, tmp_path: Path) -> None:
    """A loaded month can be taken along; its file names the state of the months."""
    store = {"DATABASE_URL": f"sqlite:///{tmp_path / 'store.db'}"}
    load = ("serapan", "impor", str(MONTH), "--bulan", "2025-10", "--ya")
    assert run(*load, database=database, **store).returncode == 0
    done = run("unduh", "bulanan", "csv", "--ke", str(tmp_path), database=database, **store)
    assert done.returncode == 0, done.stderr
    path = Path(done.stdout.decode().strip())
    assert re.fullmatch(r"serapan_bulanan-[0-9a-f]{12}-bulanan1-1\.csv", path.name)
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
    whole = next(row for row in rows if row[2] == "TOTAL")
    assert whole[:2] == ["'2025-10", "2025-10-31"]
    assert {"97877565000", "72419809700", "73,99", "rekaan-2025-10.csv"} <= set(whole)


def test_the_chat_says_how_to_get_the_file(database: Path) -> None:
    """In the terminal chat, a file's name stands with the command line that writes it."""
    typed = "/unduh dpt xlsx\n/paket\n/unduh capaian csv 2024\n/unduh dpt\n"
    text = run("chat", database=database, typed=typed).stdout.decode()
    for line in (
        "(python -m bot unduh dpt xlsx --ke .)",
        "(python -m bot paket --ke .)",
        "(python -m bot unduh pengukuran csv --ke . --tahun 2024)",
    ):
        assert line in text
    assert text.count("Berkas: ") == 3


def test_other_answers_have_their_own_way(report: Report) -> None:
    """A file that another command line prints is named with that, and others with none."""
    answer = ask("/dpt", report)
    assert answer is not None
    assert way_to(answer) is None
    templat = answer.model_copy(update={"command": "templat"})
    assert way_to(templat) == "python -m bot serapan templat > templat.csv"


def test_the_help_names_them(database: Path) -> None:
    """The command line's help tells both, in Indonesian."""
    text = run("unduh", "--help", database=database).stdout.decode()
    assert "paket-data" in text
    assert "FOLDER" in text
    assert os.linesep in text
    assert cli_files.OK == 0
