"""What every row has, and the kinds that rows are of."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Year = Annotated[int, Field(ge=2000, le=2100, description="Tahun laporan")]


class Frozen(BaseModel):
    """A value that cannot be changed and knows no field it was not given."""

    # What does not fit may be what a person wrote, and an error's text goes into the log.
    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True
    )


class Bahan(Frozen):
    """What a file is made from, whole: a chart, a table to download, the press kit."""


class Row(Frozen):
    """One row of a source table: where it stands in the report."""

    sumber: str = Field(description="Tempat di laporan: rujukan ke tabel sumber")
    baris: str = Field(description="Baris, butir, atau kalimat pada tempat itu")


class JenisBaris(StrEnum):
    """Whether a row is a member of the table or its printed total."""

    RINCIAN = "rincian"
    JUMLAH = "jumlah"


class Satuan(StrEnum):
    """What an indicator is measured in."""

    PERSEN = "persen"
    NILAI = "nilai"
    PREDIKAT = "predikat"


class Arah(StrEnum):
    """Which of the two formulas of BAB III.A applies."""

    NAIK = "naik"
    TURUN = "turun"
