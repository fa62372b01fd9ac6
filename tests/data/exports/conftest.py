"""What the tests of the files share: all tables of the report, as they are taken along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.exports.collecting import origin, sheets
from data.models.unduhan import Bentuk, Unduhan

if TYPE_CHECKING:
    from data.report import Report


@pytest.fixture(scope="session")
def everything(report: Report) -> Unduhan:
    """All tables of the report, to be written in any form."""
    return Unduhan(
        bentuk=Bentuk.CSV,
        asal=origin(report, report.latest),
        lembar=sheets(report, report.latest),
    )
