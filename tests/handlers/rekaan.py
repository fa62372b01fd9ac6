"""Loaded months for tests: every figure here is MADE UP (rekaan), none is quotable."""

from __future__ import annotations

from datetime import UTC, datetime

from data.bulanan.codes import level_of
from data.bulanan.figures import Bulanan, Figures
from data.models import (
    BarisBulanan,
    Bulan,
    JenisBelanja,
    Muatan,
    PesanMuat,
    Posisi,
    TingkatKode,
)
from data.report import Report
from handlers.answer import Answer
from handlers.asking import ask
from handlers.office import Office, no_store

NAMES = {
    "TOTAL": ("Jumlah seluruhnya", None),
    "CQ": ("Penyelenggaraan Pemilu (rekaan)", "TOTAL"),
    "CQ.6871": ("Pengelolaan Pengadaan Barang dan Jasa (rekaan)", "CQ"),
    "6871.QGE.001": ("Penyiapan Logistik (rekaan)", "CQ.6871"),
    "6871.QGE.002": ("Pengadaan Barang dan Jasa (rekaan)", "CQ.6871"),
    "WA": ("Dukungan Manajemen (rekaan)", "TOTAL"),
    "WA.3355": ("Pengelolaan Keuangan (rekaan)", "WA"),
    "3355.EBA.994": ("Layanan Perkantoran (rekaan)", "WA.3355"),
}
PAGU = {
    "6871.QGE.001": 28_000_000,
    "6871.QGE.002": 6_500_000_000,
    "3355.EBA.994": 2_900_000_000,
}
NOW = datetime(2025, 11, 3, 1, tzinfo=UTC)
Amounts = dict[str, tuple[int, int]]


def month(text: str) -> Bulan:
    """The month written as ``2025-10``."""
    found = Bulan.baca(text)
    assert found is not None
    return found


def rolled_up(leaves: Amounts) -> Amounts:
    """``leaves`` with every row above them, in the order of ``NAMES``."""
    sums: dict[str, list[int]] = {}
    for code, amounts in leaves.items():
        above: str | None = code
        while above is not None:
            row = sums.setdefault(above, [0, 0])
            row[0] += amounts[0]
            row[1] += amounts[1]
            above = NAMES[above][1]
    return {code: (sums[code][0], sums[code][1]) for code in NAMES if code in sums}


def share(percent: int, **pagu: int) -> Amounts:
    """A whole budget that is realised to ``percent``; ``pagu`` replaces amounts by code."""
    told = PAGU | {code.replace("_", "."): amount for code, amount in pagu.items()}
    return rolled_up({code: (amount, amount * percent // 100) for code, amount in told.items()})


def row(code: str, pagu: int, realisasi: int, place: int = 1, **more: object) -> BarisBulanan:
    """A stored row; ``more`` replaces what it would have by its code."""
    name, parent = NAMES.get(code, (f"Baris {code} (rekaan)", None))
    values = {
        "urutan": place,
        "kode": code,
        "tingkat": level_of(code) or TingkatKode.AKUN,
        "induk": parent,
        "uraian": name,
        "pagu": pagu,
        "realisasi": realisasi,
        **more,
    }
    return BarisBulanan.model_validate(values)


def load(
    text: str, version: int = 1, warnings: tuple[PesanMuat, ...] = (), file: str | None = None
) -> Muatan:
    """A confirmed load of the month ``text``, stored three days into the month after."""
    when = month(text)
    stored = datetime(when.sesudah.tahun, when.sesudah.bulan, 3 + version, 1, tzinfo=UTC)
    return Muatan(
        id=version,
        bulan=when,
        versi=version,
        berkas=file or f"rekaan-{when}.csv",
        susunan="umum",
        sha256=f"{when.bulan:02}" * 32,
        pengunggah=1,
        diunggah=stored,
        disimpan=stored,
        peringatan=warnings,
    )


def position(
    text: str,
    amounts: Amounts,
    version: int = 1,
    warnings: tuple[PesanMuat, ...] = (),
    extra: tuple[BarisBulanan, ...] = (),
) -> Posisi:
    """The position of the month ``text`` with ``amounts`` and rows ``extra`` behind them."""
    rows = [row(code, *amount, place) for place, (code, amount) in enumerate(amounts.items(), 1)]
    return Posisi(muatan=load(text, version, warnings), baris=(*rows, *extra))


def kinds(amounts: Amounts) -> tuple[BarisBulanan, ...]:
    """Rows of accounts below outputs that tell their kind of spending."""
    parts = (
        ("3355.EBA.994.001.A.511111", "3355.EBA.994", JenisBelanja.PEGAWAI, 0),
        ("6871.QGE.002.051.A.521211", "6871.QGE.002", JenisBelanja.BARANG, 500_000_000),
    )
    return tuple(
        row(code, *amounts[above], 90, induk=above, jenis_belanja=kind, blokir=blocked)
        for code, above, kind, blocked in parts
    )


def held(*positions: Posisi) -> Bulanan:
    """The loaded months, as a question finds them."""
    ordered = tuple(sorted(positions, key=lambda item: item.muatan.bulan))
    return Bulanan(keadaan=f"{len(ordered)}-{len(ordered)}", posisi=ordered)


def office(*positions: Posisi, now: datetime = NOW) -> Office:
    """An office with these months; by its clock it is 3 November 2025, 09.00 WITA."""
    figures = Figures(no_store, looks=False)
    figures._held = held(*positions) if positions else Bulanan()
    return Office(figures=figures, now=lambda: now)


def asked(question: str, report: Report, *positions: Posisi) -> Answer:
    """The answer to ``question`` where these months are loaded."""
    answer = ask(question, report, office=office(*positions))
    assert answer is not None
    return answer
