"""Tables as one JSON object, for programs."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from data.exports.cells import plain
from data.exports.citing import LICENCE, citation

if TYPE_CHECKING:
    from data.models.unduhan import Lembar, Nilai, Unduhan


def json_file(wanted: Unduhan) -> bytes:
    """One object: the report, the version, and each table with its columns and rows.

    Whole numbers are numbers; decimals (``"99.60"``) and dates (``"2024-12-31"``) are
    strings, so that no reader makes a float of a figure.
    """
    origin = wanted.asal
    told = {
        "laporan": origin.judul,
        "instansi": origin.instansi,
        "tahun": origin.tahun,
        "tempat": origin.tempat,
        "tanggal": origin.tanggal.isoformat(),
        "keterangan": origin.keterangan,
        "versi": origin.versi_lengkap,
        "kutipan": citation(origin),
        "lisensi": LICENCE,
        "tabel": [table(sheet) for sheet in wanted.lembar],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def table(sheet: Lembar) -> dict[str, Any]:
    """One table as JSON says it."""
    names = [column.nama for column in sheet.kolom]
    return {
        "nama": sheet.nama,
        "judul": sheet.judul,
        "sumber": list(sheet.sumber),
        "kolom": [
            {
                "nama": column.nama,
                "judul": column.judul,
                "jenis": str(column.jenis),
                "satuan": column.satuan or None,
                "keterangan": column.keterangan,
            }
            for column in sheet.kolom
        ],
        "baris": [dict(zip(names, map(as_json, row), strict=True)) for row in sheet.baris],
        "catatan": [note.model_dump() for note in sheet.catatan],
    }


def as_json(value: Nilai) -> str | int | None:
    """A cell as JSON says it."""
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value
