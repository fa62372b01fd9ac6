"""Made-up (rekaan) monthly files and positions for the tests of examining and preview."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from data.bulanan.examining import Hasil, examine
from data.models import BarisBerkas, BarisBulanan, Berkas, Bulan, Muatan, PesanMuat, Posisi

AMOUNTS = {
    "TOTAL": (1000, 400),
    "CQ": (700, 300),
    "CQ.6871": (700, 300),
    "6871.QGE.001": (300, 100),
    "6871.QGE.002": (400, 200),
    "WA": (300, 100),
    "WA.3355": (300, 100),
    "3355.EBA.994": (300, 100),
}
KNOWN: dict[str, str | None] = {
    "TOTAL": None,
    "CQ": "TOTAL",
    "CQ.6871": "CQ",
    "6871.QGE.001": "CQ.6871",
    "6871.QGE.002": "CQ.6871",
    "WA": "TOTAL",
    "WA.3355": "WA",
    "3355.EBA.994": "WA.3355",
}
MONTH = Bulan(tahun=2025, bulan=9)
TODAY = date(2025, 10, 3)
MOMENT = datetime(2025, 10, 2, tzinfo=UTC)


def line(code: str, pagu: int = 0, realisasi: int = 0, number: int = 1, **more: Any) -> BarisBerkas:
    """A row of a file."""
    values = {"kode_tercetak": code, "uraian": f"Nama {code}", **more}
    return BarisBerkas(nomor=number, kode=code, pagu=pagu, realisasi=realisasi, **values)


def lines(amounts: dict[str, tuple[int, int]] | None = None, **more: Any) -> list[BarisBerkas]:
    """The rows of a file that tells ``amounts`` in their order."""
    chosen = AMOUNTS if amounts is None else amounts
    return [
        line(code, pagu, realisasi, number, **more)
        for number, (code, (pagu, realisasi)) in enumerate(chosen.items(), start=2)
    ]


def changed(rows: list[BarisBerkas], code: str, **values: Any) -> list[BarisBerkas]:
    """``rows`` with other values in the row of ``code``."""
    assert any(row.kode == code for row in rows)
    return [row.model_copy(update=values) if row.kode == code else row for row in rows]


def without(rows: list[BarisBerkas], *codes: str) -> list[BarisBerkas]:
    """``rows`` without those of ``codes``."""
    return [row for row in rows if row.kode not in codes]


def read_file(rows: list[BarisBerkas], **more: Any) -> Berkas:
    """A file with ``rows``."""
    values = {"nama": "rekaan.csv", "sha256": "a" * 64, "susunan": "umum", "bulan": None, **more}
    return Berkas(baris=tuple(rows), **values)


def judged(rows: list[BarisBerkas] | None = None, month: Bulan = MONTH, **more: Any) -> Hasil:
    """What examining a file with ``rows`` gives; ``more`` goes to the file or the examination."""
    of_file = {name: more.pop(name) for name in ("bulan", "sha256", "pesan") if name in more}
    asked = {
        "today": TODAY,
        "known": KNOWN,
        "strict": False,
        "previous": None,
        "same_month": None,
        **more,
    }
    return examine(read_file(lines() if rows is None else rows, **of_file), month, **asked)


def load(month: Bulan = MONTH, version: int = 1, sha256: str = "b" * 64) -> Muatan:
    """A confirmed load."""
    return Muatan(
        id=1,
        bulan=month,
        versi=version,
        berkas="rekaan.csv",
        susunan="umum",
        sha256=sha256,
        pengunggah=1,
        diunggah=MOMENT,
        disimpan=MOMENT,
    )


def position(rows: list[BarisBerkas] | None = None, month: Bulan = MONTH, **more: Any) -> Posisi:
    """A confirmed version of ``month`` with ``rows``."""
    today = month.sesudah.akhir
    stored = judged(rows, month, today=today).baris
    assert stored
    return Posisi(muatan=load(month, **more), baris=stored)


def keys(result: Hasil) -> list[str]:
    """The keys of what was found, in order."""
    return [message.kunci for message in result.pesan]


def only(result: Hasil, key: str) -> PesanMuat:
    """The one finding with ``key``."""
    found = [message for message in result.pesan if message.kunci == key]
    assert len(found) == 1, result.pesan
    return found[0]


def contents(rows: tuple[BarisBulanan, ...]) -> set[BarisBulanan]:
    """``rows`` without their order."""
    return {row.model_copy(update={"urutan": 0}) for row in rows}
