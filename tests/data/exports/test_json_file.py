"""The JSON file, read back."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from data.exports.json_file import json_file
from data.models.unduhan import Bentuk, JenisKolom, Unduhan
from tests.data.exports.rekaan import ASAL, FIGURES, HOSTILE, hostile_sheet

if TYPE_CHECKING:
    from data.models.unduhan import Kolom, Nilai


def meant(value: str | int | None, column: Kolom) -> Nilai:
    """The cell that is meant by a JSON value."""
    if isinstance(value, str) and column.jenis in {JenisKolom.DESIMAL, JenisKolom.PERSEN}:
        return Decimal(value)
    if isinstance(value, str) and column.jenis is JenisKolom.TANGGAL:
        return date.fromisoformat(value)
    return value


def test_every_cell_is_read_back(everything: Unduhan) -> None:
    """Whole numbers come back as numbers, decimals and dates from their strings, exactly."""
    told = json.loads(json_file(everything))
    assert [table["nama"] for table in told["tabel"]] == [s.nama for s in everything.lembar]
    for table, sheet in zip(told["tabel"], everything.lembar, strict=True):
        assert len(table["baris"]) == len(sheet.baris)
        for row, cells in zip(table["baris"], sheet.baris, strict=True):
            read = tuple(meant(row[column.nama], column) for column in sheet.kolom)
            assert read == cells
            assert list(map(type, read)) == list(map(type, cells))


def test_it_says_where_it_comes_from(everything: Unduhan) -> None:
    """The object names the report, its date, the version, units and notes."""
    told = json.loads(json_file(everything))
    assert (told["tanggal"], told["versi"]) == ("2025-01-16", everything.asal.versi)
    assert "Kupang, 16 Januari 2025" in told["kutipan"]
    dpt = next(table for table in told["tabel"] if table["nama"] == "dpt")
    units = {column["nama"]: column["satuan"] for column in dpt["kolom"]}
    assert (units["jumlah"], units["wilayah"]) == ("pemilih", None)
    assert dpt["catatan"][0]["nomor"] == 27
    assert dpt["sumber"]


def test_edges_are_exact() -> None:
    """No figure passes through a float, and hostile texts come back as they were."""
    content = json_file(Unduhan(bentuk=Bentuk.JSON, asal=ASAL, lembar=(FIGURES, hostile_sheet())))
    figures, hostile = json.loads(content)["tabel"]
    assert [row["cacah"] for row in figures["baris"]] == [1234, -5, 10**17, None]
    assert [row["pecahan"] for row in figures["baris"]] == ["89.25", "-0.5", "1000", None]
    assert [row["teks"] for row in hostile["baris"]] == list(HOSTILE)
