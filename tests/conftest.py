"""What all tests share: the real sources, built once, and opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from data.building import build
from data.report import Report

# A slow machine is no finding: examples are not timed.
settings.register_profile("laporan", deadline=None)
settings.load_profile("laporan")


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``report.db`` built from ``data/sources``."""
    path = tmp_path_factory.mktemp("laporan") / "report.db"
    build(path)
    return path


@pytest.fixture(scope="session")
def report(database: Path) -> Iterator[Report]:
    """The built report, open."""
    opened = Report.open(database)
    yield opened
    opened.close()
