"""Charts: what is drawn, whole, before it is drawn."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from data.models.base import Bahan, Frozen

MOST_SERIES = 2
LONGEST_ALT = 900
LONGEST_CORE = 115
# Raised when pictures change for the same figures, so that old ones are not sent again.
RUPA = 1


class JenisGrafik(StrEnum):
    """The kinds of chart."""

    BATANG = "batang"
    GANDA = "batang ganda"
    GARIS = "garis"


class Titik(Frozen):
    """A row of bars, or a month of a line: one value and its text for each series.

    ``nilai`` is ``None`` where there is nothing to draw; ``teks`` then says why, if
    anything. ``rincian`` stands smaller under the label. ``tebal`` sets a row apart.
    """

    label: str
    nilai: tuple[int | Decimal | None, ...]
    teks: tuple[str, ...]
    rincian: str = ""
    tebal: bool = False


class Grafik(Bahan):
    """A chart with all it shows, its texts in Indonesian.

    ``kunci`` tells charts of one version of the data apart. ``acuan`` is a value that is
    marked in every row, which ``acuan_teks`` names. ``tambahan`` are lines under the
    chart, such as what could not be drawn. ``inti`` says the chart in one sentence;
    ``keterangan`` begins with it and says in words what the picture shows.
    """

    kunci: str
    judul: str
    anak_judul: str
    jenis: JenisGrafik
    seri: tuple[str, ...] = Field(min_length=1, max_length=MOST_SERIES)
    titik: tuple[Titik, ...] = Field(min_length=1)
    satuan: str
    acuan: Decimal | None = None
    acuan_teks: str = ""
    tambahan: tuple[str, ...] = ()
    sumber: str
    tanggal: str
    versi: str
    inti: str = Field(max_length=LONGEST_CORE)
    keterangan: str = Field(max_length=LONGEST_ALT)

    @model_validator(mode="after")
    def fits(self) -> Self:
        """Refuses a row that has not one value and one text for each series."""
        for row in self.titik:
            if not len(row.nilai) == len(row.teks) == len(self.seri):
                raise ValueError(f"{row.label}: {len(self.seri)} values are needed")
        return self
