"""The data package, validated and read back with the library of the standard."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from frictionless import Package, Row, validate
from frictionless.resources import TableResource

from data.exports.collecting import MONTHLY, monthly_sheet
from data.exports.datapackage import package_files
from data.models.unduhan import Bentuk, Unduhan
from tests.data.exports.rekaan import ASAL, FIGURES, hostile_sheet, months

if TYPE_CHECKING:
    from pathlib import Path

    from data.models.unduhan import Lembar


def unpacked(wanted: Unduhan, folder: Path) -> str:
    """The path of the package's description, its files written into ``folder``."""
    for name, content in package_files(wanted).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return str(folder / "datapackage.json")


def made_up(*sheets: Lembar) -> Unduhan:
    """A package of made-up tables."""
    return Unduhan(bentuk=Bentuk.PAKET_DATA, asal=ASAL, lembar=sheets)


def rows_of(package: Package, name: str) -> list[Row]:
    """The rows of one table as the library reads them."""
    table = package.get_resource(name)
    assert isinstance(table, TableResource)
    return table.read_rows()


@pytest.fixture(scope="module")
def package(everything: Unduhan, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The package of all tables, unpacked."""
    return unpacked(everything, tmp_path_factory.mktemp("paket"))


def test_the_package_is_valid(package: str) -> None:
    """The standard's own library finds no error, in the description and in any cell."""
    found = validate(package)
    assert found.valid, found.flatten(["title", "message"])


def test_every_figure_is_read_back(everything: Unduhan, package: str) -> None:
    """Each cell comes back with the type that the description promises."""
    read = Package(package)
    assert [item.name for item in read.resources] == [item.nama for item in everything.lembar]
    for sheet in everything.lembar:
        rows = rows_of(read, sheet.nama)
        assert len(rows) == len(sheet.baris)
        for row, cells in zip(rows, sheet.baris, strict=True):
            told = tuple(row[column.nama] for column in sheet.kolom)
            assert told == tuple(None if cell == "" else cell for cell in cells)


def test_it_says_where_it_comes_from(everything: Unduhan, package: str) -> None:
    """Version, licence, sources, titles and units stand in the description."""
    read = Package(package).to_descriptor()
    assert read["version"] == everything.asal.versi
    assert read["licenses"][0]["name"] == "notspecified"
    assert "Kupang, 16 Januari 2025" in read["sources"][0]["title"]
    table = next(item for item in read["resources"] if item["name"] == "anggaran")
    fields = {field["name"]: field for field in table["schema"]["fields"]}
    assert (fields["pagu"]["type"], fields["pagu"]["unit"]) == ("integer", "rupiah")
    assert fields["pagu_tercetak"]["type"] == "string"
    assert (fields["persen"]["type"], fields["persen"]["unit"]) == ("number", "persen")
    assert table["schema"]["primaryKey"] == ["kode"]
    assert "BAB III.D" in table["sources"][0]["title"]


def test_made_up_edges_are_valid(tmp_path: Path) -> None:
    """Hostile texts, large, negative and missing figures make no invalid package."""
    path = unpacked(made_up(FIGURES, hostile_sheet(), monthly_sheet(months().posisi)), tmp_path)
    found = validate(path)
    assert found.valid, found.flatten(["title", "message"])
    rows = rows_of(Package(path), "angka")
    assert (rows[0]["pecahan"], rows[1]["uang"]) == (Decimal("89.25"), -1500)
    assert (rows[2]["cacah"], rows[3]["hari"]) == (10**17, None)
    keys = Package(path).get_resource(MONTHLY).schema.primary_key
    assert keys == ["bulan", "kode"]


def test_a_wrong_figure_would_be_found(everything: Unduhan, tmp_path: Path) -> None:
    """The check is not empty: a letter in a column of figures is an error."""
    path = unpacked(everything, tmp_path)
    table = tmp_path / "data" / "dpt.csv"
    table.write_bytes(table.read_bytes().replace(b"244838", b"24483x"))
    assert not validate(path).valid
