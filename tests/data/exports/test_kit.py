"""The press kit: what is inside, that it is whole, and that nothing in it changes by itself."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import zipfile
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from data.bulanan.figures import Bulanan
from data.exports.collecting import MONTHLY
from data.exports.kit import NOTES, README, SUMS, chart_name, kit_files, press_kit
from data.making import make
from data.models.unduhan import Bentuk
from tests.data.exports.rekaan import months

if TYPE_CHECKING:
    from data.models.unduhan import Unduhan
    from data.report import Report


@pytest.fixture(scope="module")
def kit(report: Report) -> Unduhan:
    """What the press kit is made of."""
    return press_kit(report, 2024, Bulanan())


@pytest.fixture(scope="module")
def files(kit: Unduhan) -> dict[str, bytes]:
    """The press kit, unpacked."""
    with zipfile.ZipFile(io.BytesIO(make(kit))) as packed:
        assert packed.testzip() is None
        assert packed.namelist() == sorted(packed.namelist())
        assert {item.date_time for item in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: packed.read(name) for name in packed.namelist()}


def test_everything_is_inside(kit: Unduhan, files: dict[str, bytes]) -> None:
    """Workbook, CSVs, data package, charts, citations, notes and checksums."""
    assert kit.bentuk is Bentuk.PAKET_PERS
    tables = [sheet.nama for sheet in kit.lembar]
    expected = {
        "laporan-kinerja-2024.xlsx", README, NOTES, SUMS, "paket-data/datapackage.json",
        *(f"csv/{name}.csv" for name in tables),
        *(f"paket-data/data/{name}.csv" for name in tables),
        *(chart_name(chart) for chart in kit.grafik),
    }  # fmt: skip
    assert set(files) == expected
    assert len(kit.grafik) >= 5
    assert len({chart_name(chart) for chart in kit.grafik}) == len(kit.grafik)
    book = load_workbook(io.BytesIO(files["laporan-kinerja-2024.xlsx"]))
    assert book.sheetnames == [*tables, "Sumber"]
    described = json.loads(files["paket-data/datapackage.json"])
    assert all(f"paket-data/{item['path']}" in files for item in described["resources"])
    for chart in kit.grafik:
        assert files[chart_name(chart)].startswith(b"\x89PNG")


def test_checksums_are_right(files: dict[str, bytes]) -> None:
    """Each other file has a line with its SHA-256, in the form that sha256sum reads."""
    told = dict(line.split("  ")[::-1] for line in files[SUMS].decode().splitlines())
    assert told == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != SUMS
    }


def test_the_readme_says_how_to_cite(kit: Unduhan, files: dict[str, bytes]) -> None:
    """The file to read first cites the report with its version and lists tables and charts."""
    text = files[README].decode()
    for expected in (kit.asal.judul, kit.asal.versi, "16 Januari 2025", "CARA MENGUTIP", SUMS):
        assert expected in text
    assert all(f"{sheet.nama}: {sheet.judul}" in text for sheet in kit.lembar)
    assert all(chart.judul in text for chart in kit.grafik)


def test_all_notes_are_inside(kit: Unduhan, files: dict[str, bytes]) -> None:
    """Every note on a table is in the file of notes, with its tables."""
    text = files[NOTES].decode()
    assert all(note.kalimat in text for sheet in kit.lembar for note in sheet.catatan)
    assert "Tabel: dpt\r\n" in text


def test_it_is_the_same_again(kit: Unduhan, report: Report) -> None:
    """Made anew from the report, and handed over pickled, it is the same file."""
    again = pickle.loads(pickle.dumps(press_kit(report, 2024, Bulanan())))  # noqa: S301 - our own
    assert again == kit
    assert make(again) == make(kit)


def test_loaded_months_are_inside(report: Report) -> None:
    """With months loaded there is their table, and the version names their state."""
    kit = press_kit(report, 2024, months())
    assert kit.asal.versi_lengkap == f"{report.version}-bulanan2-2"
    assert kit.lembar[-1].nama == MONTHLY
    found = kit_files(kit.model_copy(update={"grafik": ()}))
    assert f"csv/{MONTHLY}.csv" in found
    assert "GRAFIK" not in found[README].decode()
    assert "7000000001" not in "".join(content.decode("latin-1") for content in found.values())
