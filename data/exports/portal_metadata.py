"""The description of ``report.db`` in the terms of Datasette, for its pages and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from data.exports.citing import LICENCE, citation
from data.exports.portal import DATABASE

if TYPE_CHECKING:
    from data.models.portal import Portal, TabelPortal


def metadata(about: Portal) -> dict[str, Any]:
    """What Datasette is told of the database, in its own terms."""
    common = {"source": citation(about.asal), "license": LICENCE}
    return {
        "title": about.asal.judul,
        "description": about.asal.keterangan,
        **common,
        "databases": {
            DATABASE: {
                "title": about.asal.judul,
                "description": about.asal.keterangan,
                "allow_sql": False,
                **common,
                "versi_data": about.asal.versi_lengkap,
                "tables": {name: table_metadata(table) for name, table in about.tabel.items()},
            }
        },
    }


def table_metadata(table: TabelPortal) -> dict[str, Any]:
    """What Datasette is told of one table; ``satuan`` are units for programs.

    Its own ``units`` stand for physical ones, which it would convert.
    """
    told_table: dict[str, Any] = {
        "title": table.judul,
        "description": table.keterangan,
        "source": "; ".join(table.sumber),
        "license": LICENCE,
        "columns": {item.nama: item.keterangan for item in table.kolom},
        "satuan": {item.nama: item.satuan for item in table.kolom if item.satuan},
        "facets": list(table.saringan),
        "sortable_columns": list(table.terurut),
        "hidden": table.alat,
    }
    if table.urutan_awal:
        told_table["sort"] = table.urutan_awal
    return told_table
