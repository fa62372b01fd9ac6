"""Made-up (rekaan) versions of the report: the real sources with some cells changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.building import build
from tests.data.planting import Folder

if TYPE_CHECKING:
    from pathlib import Path

SIKKA = {"wilayah": "53.07"}
# The made-up version: a slip in the voters of Sikka that the real sources do not have.
SLIP = {"l": "115500", "l_tercetak": "115,500", "jumlah": "244791", "jumlah_tercetak": "244,791"}


def made_up(path: Path) -> tuple[bytes, str]:
    """A made-up ``report.db`` in which Sikka has other voters, and its version."""
    folder = Folder(path / "sources")
    folder.change("dpt", SIKKA, **SLIP)
    version = build(path / "rekaan.db", folder.path)
    return (path / "rekaan.db").read_bytes(), version
