"""Datasette on a copy of the report, in our own words; slow to import, so only on demand."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from datasette import hookimpl  # type: ignore[import-untyped]
from datasette.app import Datasette  # type: ignore[import-untyped]
from datasette.plugins import pm  # type: ignore[import-untyped]
from datasette.utils.asgi import Response  # type: ignore[import-untyped]
from datasette.views.base import DatasetteError  # type: ignore[import-untyped]

from bot import formatting
from bot.rendering import TEMPLATES
from bot.table_requests import MOST_ROWS, MOST_VALUES, OPERATIONS, chosen
from data.exports.portal import Tampak, cell, encoded
from data.exports.portal_metadata import metadata
from data.models.unduhan import Kolom

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp

    from bot.portal_frame import Frame
    from data.models.portal import Portal

logger = logging.getLogger(__name__)

THREADS = 2
ROWS_ON_A_PAGE = 100
FAULTS = "datasette.handle_exception"


class Faults:
    """What becomes of an exception: its status alone; the words are the portal's.

    Datasette's own prints traces to the terminal, with what strangers typed in them.
    """

    @staticmethod
    @hookimpl  # type: ignore[untyped-decorator]
    def handle_exception(request: Any, exception: Exception) -> Any:  # noqa: ANN401, ARG004 - as Datasette calls it
        """An empty response with the status that ``exception`` stands for."""
        status = getattr(exception, "status", 500)
        if isinstance(exception, DatasetteError):
            # What it could not make sense of is what was asked.
            status = 400
        if status >= 500:  # noqa: PLR2004 - faults of the server
            logger.error("A table could not be shown: %s", type(exception).__name__)
        return Response.text("", status=status)


class Baris(NamedTuple):
    """A row as a page shows it: its key, its address below the tables, its cells in order."""

    kunci: str
    menuju: str
    sel: tuple[tuple[Kolom, Tampak], ...]

    @property
    def isian(self) -> dict[str, str]:
        """The cells as text by the names of their columns."""
        return {column.nama: shown.teks for column, shown in self.sel}


def rows_of(about: Portal, name: str, keys: list[str], rows: Any) -> list[Baris]:  # noqa: ANN401 - Datasette's own
    """The ``rows`` of the table ``name`` that Datasette found, ``keys`` naming each."""
    table = about.tabel[name]
    found = []
    for row in rows:
        # Where one column is the key it has a cell of its own, else there is one more for a link.
        values = {item["column"]: item["raw"] for item in row if item["column"] != "Link"}
        year = values.get("tahun")
        key = ",".join(encoded(str(values[key])) for key in keys)
        cells = tuple(
            (column, cell(about, table, column.nama, values[column.nama], year))
            for column in table.dibaca
            if column.nama in values
        )
        found.append(Baris(" · ".join(str(values[key]) for key in keys), f"{name}/{key}", cells))
    return found


def local(address: str) -> str:
    """``address`` without its host: links stay where the page is."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


async def started(path: Path, about: Portal, frame: Frame) -> ASGIApp:
    """Datasette on the database at ``path``, which nothing writes, ready for requests."""
    settings = {
        "base_url": f"{frame.base}/",
        "default_allow_sql": False,
        "default_page_size": ROWS_ON_A_PAGE,
        "max_returned_rows": MOST_ROWS,
        "default_facet_size": MOST_VALUES,
        "facet_time_limit_ms": 300,
        "sql_time_limit_ms": 500,
        "num_sql_threads": THREADS,
        "suggest_facets": False,
        "allow_csv_stream": False,
        "max_csv_mb": 4,
        "truncate_cells_html": 0,
    }
    served = Datasette(
        [],
        immutables=[str(path)],
        metadata=metadata(about),
        template_dir=str(TEMPLATES / "portal"),
        settings=settings,
    )
    if pm.has_plugin(FAULTS):
        pm.unregister(name=FAULTS)
        pm.register(Faults, "laporan.faults")

    def choices(name: str, request: Any) -> Any:  # noqa: ANN401 - for a template
        return chosen(about.tabel[name], parse_qsl(str(request.query_string)))

    served.jinja_env.globals.update(
        portal=frame,
        tentang=about,
        operasi=OPERATIONS,
        pilihan=choices,
        barisan=lambda name, keys, rows: rows_of(about, name, keys, rows),
        sel=lambda name, column, raw, year: cell(about, about.tabel[name], column, raw, year),
    )
    served.jinja_env.filters.update(angka=formatting.number, lokal=local)
    served.jinja_env.trim_blocks = served.jinja_env.lstrip_blocks = True
    await served.invoke_startup()
    app: ASGIApp = served.app()
    return app
