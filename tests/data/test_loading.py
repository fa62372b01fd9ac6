"""Bad sources end with one ``SourceError`` that names the file, the line and the column."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from data.loading import Edition, Rows, SourceError, load
from data.models import Dpt, Istilah
from data.tables import SHARED_TABLES, YEARLY_TABLES
from tests.data.planting import Folder

Spoil = Callable[[Folder], None]


def append(table: str, line: bytes) -> Spoil:
    """Adds a raw line to a table."""

    def spoil(folder: Folder) -> None:
        path = folder.file(table)
        path.write_bytes(path.read_bytes() + line)

    return spoil


def replace(table: str, old: str, new: str) -> Spoil:
    """Replaces text in a table once."""

    def spoil(folder: Folder) -> None:
        path = folder.file(table)
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return spoil


def metadata(old: str, new: str) -> Spoil:
    """Replaces text in the description of the report."""

    def spoil(folder: Folder) -> None:
        path = folder.path / "2024" / "laporan.toml"
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")

    return spoil


def delete(table: str) -> Spoil:
    """Takes a table away."""
    return lambda folder: folder.remove(table)


def write(name: str, content: bytes) -> Spoil:
    """Writes a file below the sources."""

    def spoil(folder: Folder) -> None:
        (folder.path / name).write_bytes(content)

    return spoil


def second_report_of_one_year(folder: Folder) -> None:
    """Adds a folder that claims the same year."""
    (folder.path / "lagi").mkdir()
    for name in ("laporan.toml", "sumber.csv"):
        (folder.path / "lagi" / name).write_bytes((folder.path / "2024" / name).read_bytes())


def no_reports(folder: Folder) -> None:
    """Takes every report away."""
    (folder.path / "2024" / "laporan.toml").unlink()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        pytest.param(
            replace("dpt", "115547", "seratus"),
            r"^2024/dpt\.csv baris 8: kolom l, isi 'seratus': ",
            id="no number",
        ),
        pytest.param(
            replace("dpt", "115547", ""), r"^2024/dpt\.csv baris 8: kolom l, isi None: ", id="empty"
        ),
        pytest.param(
            replace("dpt", "rincian", "lain"),
            r"^2024/dpt\.csv baris 2: kolom jenis, isi 'lain': ",
            id="unknown kind",
        ),
        pytest.param(
            append("dpt", b"dpt,24\n"), r"^2024/dpt\.csv baris 25: 2 kolom, bukan 16$", id="short"
        ),
        pytest.param(
            replace("dpt", "sumber,baris", "sumber,garis"),
            r"^2024/dpt\.csv: kepala kolom tidak sesuai: baris, garis$",
            id="heading",
        ),
        pytest.param(
            write("2024/dpt.csv", b""),
            r"^2024/dpt\.csv: kepala kolom tidak sesuai: .*wilayah$",
            id="no heading",
        ),
        pytest.param(
            append("dpt", b"\xff\xfe\n"), r"^2024/dpt\.csv tidak dapat dibaca: ", id="no utf-8"
        ),
        pytest.param(
            append("dpt", b'"dpt\n'), r"^2024/dpt\.csv tidak dapat dibaca: ", id="open quote"
        ),
        pytest.param(
            replace("wilayah", "kabupaten", "negara"),
            r"^umum/wilayah\.csv baris 3: kolom jenis, isi 'negara': ",
            id="shared",
        ),
        pytest.param(
            delete("sumber"), r"^2024/sumber\.csv: berkas wajib tidak ada$", id="required"
        ),
        pytest.param(
            delete("wilayah"), r"^umum/wilayah\.csv: berkas wajib tidak ada$", id="required shared"
        ),
        pytest.param(
            write("2024/dpd.csv", b"a\n"), r"^2024/dpd\.csv: tabel tidak dikenal$", id="unknown"
        ),
        pytest.param(
            metadata("tahun = 2024", 'tahun = "dua ribu"'),
            r"laporan\.toml: kolom tahun, isi 'dua ribu': ",
            id="metadata value",
        ),
        pytest.param(
            metadata("tahun = 2024", "tahun = 1924"),
            r"laporan\.toml: kolom tahun, isi 1924: ",
            id="metadata year",
        ),
        pytest.param(
            metadata("[laporan]", "[laporan"),
            r"laporan\.toml tidak dapat dibaca: ",
            id="metadata syntax",
        ),
        pytest.param(
            metadata("[laporan]", "[lapor]"),
            r"laporan\.toml tidak dapat dibaca: ",
            id="metadata table",
        ),
        pytest.param(
            write("2024/laporan.toml", b"\xff"),
            r"laporan\.toml tidak dapat dibaca: ",
            id="metadata utf-8",
        ),
        pytest.param(
            second_report_of_one_year,
            r"^Dua laporan memakai tahun yang sama: \[2024, 2024\]$",
            id="one year twice",
        ),
        pytest.param(
            no_reports,
            r"^Tidak ada laporan: tidak ditemukan laporan\.toml di bawah sources$",
            id="no reports",
        ),
    ],
)
def test_bad_source_is_named(spoil: Spoil, message: str, tmp_path: Path) -> None:
    """One message in one line says which file, which line and which column."""
    folder = Folder(tmp_path / "sources")
    spoil(folder)
    with pytest.raises(SourceError, match=message) as caught:
        load(folder.path)
    assert "\n" not in str(caught.value)


def test_missing_folder_is_named(tmp_path: Path) -> None:
    """A folder that is not there is named."""
    with pytest.raises(SourceError, match=r"^Folder sumber tidak ditemukan: kosong$"):
        load(tmp_path / "kosong")


def test_reports_are_loaded_oldest_first(tmp_path: Path) -> None:
    """Reports come in the order of their years, whatever their folders are called."""
    folder = Folder(tmp_path / "sources")
    older = folder.path / "zz"
    older.mkdir()
    (older / "sumber.csv").write_bytes((folder.path / "2024" / "sumber.csv").read_bytes())
    text = (folder.path / "2024" / "laporan.toml").read_text("utf-8")
    (older / "laporan.toml").write_text(text.replace("tahun = 2024", "tahun = 2023"), "utf-8")
    sources = load(folder.path)
    assert [edition.tahun for edition in sources.editions] == [2023, 2024]
    assert sources.editions[0].rows.of(Dpt) == ()


def test_a_table_that_may_be_missing_is_empty(tmp_path: Path) -> None:
    """Without its file an optional table has no rows, and nothing else changes."""
    folder = Folder(tmp_path / "sources")
    folder.remove("dpt", "istilah")
    sources = load(folder.path)
    assert sources.editions[0].rows.of(Dpt) == ()
    assert sources.shared.of(Istilah) == ()
    assert len(sources.editions[0].rows.by_table) == len(YEARLY_TABLES) - 1


def test_every_table_of_2024_has_rows() -> None:
    """The report of 2024 fills every table that there is."""
    sources = load()
    assert all(sources.shared.of(table.model) for table in SHARED_TABLES)
    assert all(sources.editions[0].rows.of(table.model) for table in YEARLY_TABLES)


def test_an_edition_knows_its_year() -> None:
    """The year of an edition is that of its report."""
    laporan = load().editions[0].laporan.model_copy(update={"tahun": 2031})
    assert Edition(laporan, Rows({})).tahun == 2031
