"""Files from what they are made of: which kind is made how, and what nothing is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.making import make
from handlers.asking import ask
from tests.bot.making_rekaan import Rekaan

if TYPE_CHECKING:
    from data.report import Report


def test_unknown_kind() -> None:
    """Of a kind that nobody knows nothing is made, and the error names the kind alone."""
    with pytest.raises(ValueError, match=r"^nothing is made of Rekaan$"):
        make(Rekaan(teks="rahasia"))


def test_chart(report: Report) -> None:
    """A chart becomes a picture, the same one each time."""
    answer = ask("/grafik dpt", report)
    assert answer is not None
    (file,) = answer.files
    assert file.bahan is not None
    picture = make(file.bahan)
    assert picture.startswith(b"\x89PNG")
    assert make(file.bahan) == picture


def test_table(report: Report) -> None:
    """A download becomes the file that was asked for, the same one each time."""
    answer = ask("/unduh dpt csv", report)
    assert answer is not None
    (file,) = answer.files
    assert file.bahan is not None
    table = make(file.bahan)
    assert "244838" in table.decode("utf-8-sig").replace(".", "")
    assert make(file.bahan) == table
