"""The tables as a Frictionless Data Package: plain CSVs and what their columns are."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from data.exports.citing import LICENCE, citation
from data.exports.csv_files import plain_csv
from data.models.unduhan import JenisKolom

if TYPE_CHECKING:
    from data.models.unduhan import Kolom, Lembar, Unduhan

UNNAMED = re.compile(r"[^a-z0-9]+")
TYPES = {
    JenisKolom.TEKS: "string",
    JenisKolom.BILANGAN: "integer",
    JenisKolom.RUPIAH: "integer",
    JenisKolom.DESIMAL: "number",
    JenisKolom.PERSEN: "number",
    JenisKolom.TANGGAL: "date",
}


def package_files(wanted: Unduhan) -> dict[str, bytes]:
    """``datapackage.json`` and a CSV a table, by their names."""
    files = {path_of(sheet): plain_csv(sheet) for sheet in wanted.lembar}
    described = package(wanted, {name: len(content) for name, content in files.items()})
    text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    return {"datapackage.json": text.encode(), **files}


def path_of(sheet: Lembar) -> str:
    """Where the CSV of a table stands in the package."""
    return f"data/{sheet.nama}.csv"


def package(wanted: Unduhan, sizes: dict[str, int]) -> dict[str, Any]:
    """The description of the whole package; ``sizes`` are those of its CSVs."""
    origin = wanted.asal
    return {
        "profile": "tabular-data-package",
        "name": UNNAMED.sub("-", origin.judul_pendek.casefold()).strip("-"),
        "title": origin.judul,
        "description": f"{origin.keterangan} Teks yang dapat dibaca sebagai rumus diawali '.",
        "version": origin.versi_lengkap,
        "keywords": ["KPU", "Nusa Tenggara Timur", "laporan kinerja", str(origin.tahun)],
        "licenses": [{"name": "notspecified", "title": LICENCE}],
        "sources": [{"title": citation(origin)}],
        "contributors": [{"title": origin.instansi, "role": "publisher"}],
        "resources": [resource(sheet, sizes[path_of(sheet)]) for sheet in wanted.lembar],
    }


def resource(sheet: Lembar, size: int) -> dict[str, Any]:
    """The description of one table."""
    keys = [column.nama for column in sheet.kolom if column.kunci]
    schema: dict[str, Any] = {
        "fields": [field(column) for column in sheet.kolom],
        "missingValues": [""],
    }
    if keys:
        schema["primaryKey"] = keys
    return {
        "profile": "tabular-data-resource",
        "name": sheet.nama,
        "path": path_of(sheet),
        "title": sheet.judul,
        "description": " ".join(f"Catatan {note.nomor}: {note.kalimat}" for note in sheet.catatan),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "header": True},
        "sources": [{"title": text} for text in sheet.sumber],
        "schema": schema,
    }


def field(column: Kolom) -> dict[str, Any]:
    """The description of one column; ``unit`` is what its numbers count."""
    told: dict[str, Any] = {
        "name": column.nama,
        "title": column.judul,
        "type": TYPES[column.jenis],
        "description": column.keterangan,
    }
    if column.satuan:
        told["unit"] = column.satuan
    if column.kunci:
        told["constraints"] = {"required": True}
    return told
