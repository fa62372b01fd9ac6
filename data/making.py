"""Files from what they are made of; pure, so that another process can do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models.grafik import Grafik
from data.models.unduhan import Unduhan

if TYPE_CHECKING:
    from data.models import Bahan


def make(bahan: Bahan) -> bytes:
    """The file made from ``bahan``: the same bytes for the same content.

    Raises ``ValueError`` where it cannot be made.
    """
    # Each kind brings a library that is slow to import.
    if isinstance(bahan, Grafik):
        from data.charts.drawing import draw  # noqa: PLC0415

        return draw(bahan)
    if isinstance(bahan, Unduhan):
        from data.exports.writing import write  # noqa: PLC0415

        return write(bahan)
    raise ValueError(f"nothing is made of {type(bahan).__name__}")
