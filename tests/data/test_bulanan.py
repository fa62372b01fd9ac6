"""Monthly absorption computed from loaded positions; all figures are made up (rekaan)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data.models import Anggaran, JenisBelanja, PesanMuat, TingkatKode
from data.queries.bulanan import (
    position_of,
    ranked,
    spans,
    trend,
    warnings_on,
    within,
)
from data.queries.target import TARGETS, targets
from data.report import Report
from tests.handlers.rekaan import held, kinds, month, position, row, share

SEPTEMBER = position("2025-09", share(60))
OCTOBER = position("2025-10", share(70))


def printed(report: Report, code: str) -> Anggaran:
    """A line of the report of 2024."""
    return next(line for line in report.rows(Anggaran, 2024) if line.kode == code)


def test_a_months_own_amount_is_the_difference_of_neighbours() -> None:
    """The own amount, the points and the changed pagu come from the month before."""
    raised = position("2025-10", share(70, **{"6871_QGE_002": 7_000_000_000}))
    found = position_of(held(SEPTEMBER, raised), raised, "CQ.6871")
    assert found is not None
    before = SEPTEMBER.dari_kode("CQ.6871")
    assert before is not None
    assert found.ini == found.baris.realisasi - before.realisasi
    assert found.selisih_pagu == 500_000_000
    assert found.sisa == found.baris.pagu - found.baris.realisasi
    assert found.lalu is not None
    assert found.lalu.poin is not None
    assert found.lalu.poin.rounded == Decimal("10.00")
    assert found.induk is not None
    assert found.induk.kode == "CQ"


def test_nothing_is_computed_across_a_gap() -> None:
    """Without the month before there is no own amount, and the answer knows which is missing."""
    august = position("2025-08", share(50))
    found = position_of(held(august, OCTOBER), OCTOBER, "TOTAL")
    assert found is not None
    assert (found.ini, found.lalu, found.selisih_pagu) == (None, None, 0)
    assert (str(found.sebelum), found.sebelum_dimuat) == ("2025-09", False)


def test_a_code_that_is_new_has_no_own_amount() -> None:
    """Where the month before lacks the code nothing is computed, though it is loaded."""
    new = position("2025-10", share(70), extra=(row("CQ.6999", 10, 5, 99, induk="CQ"),))
    found = position_of(held(SEPTEMBER, new), new, "CQ.6999")
    assert found is not None
    assert (found.ini, found.sebelum_dimuat, found.lalu) == (None, True, None)


def test_january_is_its_own_amount() -> None:
    """What is realised by the end of January was realised in January, whatever December was."""
    december, january = position("2024-12", share(99)), position("2025-01", share(5))
    found = position_of(held(december, january), january, "TOTAL")
    assert found is not None
    assert found.ini == found.baris.realisasi
    assert (found.sebelum, found.lalu, found.sebelum_dimuat) == (None, None, False)


def test_returned_money_makes_an_own_amount_negative() -> None:
    """A realisasi that shrinks gives a negative own amount and falling points."""
    shrunk = position("2025-10", share(55))
    found = position_of(held(SEPTEMBER, shrunk), shrunk, "TOTAL")
    assert found is not None
    assert found.ini is not None
    assert found.ini < 0
    assert found.lalu is not None
    assert found.lalu.poin is not None
    assert found.lalu.poin.value < 0


def test_the_same_month_of_last_year_only_under_the_same_name() -> None:
    """A code is held against the year before only where it is called the same."""
    other = row("CQ.6871", 100, 90, 3, induk="CQ", uraian="Urusan lain (rekaan)")
    year_ago = position("2024-10", {"TOTAL": (100, 90)}, extra=(other,))
    months = held(year_ago, OCTOBER)
    whole, activity = (position_of(months, OCTOBER, code) for code in ("TOTAL", "CQ.6871"))
    assert whole is not None
    assert whole.tahun_lalu is not None
    assert whole.tahun_lalu.persen.kind == "computed"
    assert activity is not None
    assert (activity.tahun_lalu, activity.lain_nama) == (None, "Urusan lain (rekaan)")


def test_no_pagu_has_no_percentage() -> None:
    """Without pagu there is neither a percentage nor points, and no row is ranked by it."""
    empty = row("CQ.6999", 0, 0, 99, induk="CQ")
    before = position("2025-09", share(60), extra=(empty,))
    now = position("2025-10", share(70), extra=(empty,))
    found = position_of(held(before, now), now, "CQ.6999")
    assert found is not None
    assert found.persen.kind == "not_computable"
    assert found.lalu is not None
    assert found.lalu.poin is None
    below = ranked(now, "CQ", None)
    assert below is not None
    assert [item.kode for item in below.nol] == ["CQ.6999"]
    assert [item.baris.kode for item in below.urut] == ["CQ.6871"]


def test_an_unknown_code_has_no_position() -> None:
    """What the version lacks is nothing."""
    assert position_of(held(OCTOBER), OCTOBER, "CQ.9999") is None
    assert ranked(OCTOBER, "3355.EBA.994", None) is None


def test_december_that_differs_from_the_report_is_told(report: Report) -> None:
    """Only a December, and only where pagu or realisasi differ, is held against the report."""
    line = printed(report, "TOTAL")
    same = position("2024-12", {"TOTAL": (line.pagu, line.realisasi)})
    other = position("2024-12", {"TOTAL": (line.pagu + 5, line.realisasi - 7)})
    november = position("2024-11", {"TOTAL": (line.pagu, 1)})
    for where, expected in ((same, None), (november, None), (other, (5, -7))):
        found = position_of(held(where), where, "TOTAL", line)
        assert found is not None
        apart = found.beda_laporan
        told = None if apart is None else (apart.selisih_pagu, apart.selisih_realisasi)
        assert told == expected


def test_rows_are_ranked_by_level_or_by_parent() -> None:
    """Below a code stand its children, or all rows of a level, the highest first."""
    mixed = position(
        "2025-10", share(70), extra=(row("6871.QGE.003", 1000, 990, 99, induk="CQ.6871"),)
    )
    outputs = ranked(mixed, "TOTAL", TingkatKode.KELUARAN)
    assert outputs is not None
    assert [item.baris.kode for item in outputs.urut] == [
        "6871.QGE.003",
        "6871.QGE.001",
        "6871.QGE.002",
        "3355.EBA.994",
    ]
    below = ranked(mixed, "CQ", TingkatKode.KELUARAN)
    assert below is not None
    assert {item.baris.kode[:4] for item in below.urut} == {"6871"}
    assert len(within(mixed, "TOTAL")) == len(mixed.baris) - 1


def test_warnings_on_the_row_that_is_shown() -> None:
    """Warnings of other rows stay out, and so does what the comparison says itself."""
    notes = (
        PesanMuat(kunci="pagu_berubah", galat=False, kode="CQ", isi="2025-09"),
        PesanMuat(kunci="pagu_berubah", galat=False, kode="CQ", isi="2025-08"),
        PesanMuat(kunci="jumlah_anak", galat=False, kode="CQ"),
        PesanMuat(kunci="jumlah_anak", galat=False, kode="WA"),
        PesanMuat(kunci="total_dihitung", galat=False),
        PesanMuat(kunci="kode_baru", galat=False),
    )
    load = position("2025-10", share(70), warnings=notes).muatan
    assert tuple(warnings_on(load, {"CQ"}, told=False)) == notes[:3]
    assert tuple(warnings_on(load, {"CQ"}, told=True)) == notes[1:3]
    assert tuple(warnings_on(load, {"TOTAL"}, told=True)) == notes[4:5]


def test_a_trend_has_every_stretch_of_the_year() -> None:
    """Months without a load are one stretch; a month without the code and a new pagu are told."""
    new = row("CQ.6999", 100, 10, 99, induk="CQ")
    more = row("CQ.6999", 120, 20, 99, induk="CQ")
    months = held(
        position("2025-03", share(20), extra=(new,)),
        position("2025-04", share(30)),
        position("2025-06", share(40), extra=(more,)),
    )
    rows = trend(months, month("2025-01"), month("2025-06"), "CQ.6999")
    told = [(str(item.sela.awal), str(item.sela.akhir), item.dimuat) for item in rows]
    assert told == [
        ("2025-01", "2025-02", False),
        ("2025-03", "2025-03", True),
        ("2025-04", "2025-04", True),
        ("2025-05", "2025-05", False),
        ("2025-06", "2025-06", True),
    ]
    assert [item.posisi is not None for item in rows] == [False, True, False, False, True]
    assert [item.pagu_berubah for item in rows] == [None, None, None, None, 100]


def test_stretches_of_months() -> None:
    """Months in a row are one stretch, across the turn of the year too."""
    found = spans([month("2024-12"), month("2025-01"), month("2025-03")])
    told = [(str(item.awal), str(item.akhir)) for item in found]
    assert told == [("2024-12", "2025-01"), ("2025-03", "2025-03")]


def test_targets_by_kind_of_spending() -> None:
    """Absorption of pagu less what is blocked stands beside the quarter's target."""
    amounts = share(60)
    above = row("6871.QGE.002.051", 1, 1, 80, induk="6871.QGE.002", jenis_belanja="barang")
    extra = [row.model_copy() for row in kinds(amounts)]
    extra[1] = extra[1].model_copy(update={"induk": "6871.QGE.002.051"})
    found = targets(position("2025-08", amounts, extra=(above, *extra)), "TOTAL")
    assert found is not None
    assert (found.triwulan, str(found.akhir), found.tanpa_blokir) == (3, "2025-09", False)
    staff, goods = found.jenis
    assert (staff.jenis, staff.target, staff.dasar) == ("pegawai", 75, 2_900_000_000)
    assert staff.poin is not None
    assert staff.poin.rounded == Decimal("-15.00")
    assert (goods.jenis, goods.dasar, goods.blokir) == ("barang", 6_000_000_000, 500_000_000)
    assert goods.persen.kind == "computed"
    assert goods.persen.rounded == Decimal("65.00")
    assert found.tercakup == 9_400_000_000


@pytest.mark.parametrize(("text", "quarter"), [("2025-01", 1), ("2025-06", 2), ("2025-12", 4)])
def test_the_quarter_of_a_month(text: str, quarter: int) -> None:
    """January belongs to the first quarter, June to the second, December to the fourth."""
    found = targets(position(text, share(50), extra=kinds(share(50))), "TOTAL")
    assert found is not None
    assert found.triwulan == quarter
    assert [item.target for item in found.jenis] == [
        TARGETS["pegawai"][quarter - 1],
        TARGETS["barang"][quarter - 1],
    ]


def test_targets_need_kinds_and_money() -> None:
    """Without kinds there are no targets; a kind without money has no percentage."""
    assert targets(OCTOBER, "TOTAL") is None
    blocked = row(
        "6871.QGE.002.051.A.531111", 10, 0, 90, induk="6871.QGE.002", jenis_belanja="modal",
        blokir=10,
    )  # fmt: skip
    found = targets(position("2025-10", share(70), extra=(blocked,)), blocked.kode)
    assert found is not None
    assert found.jenis[0].persen.kind == "not_computable"
    assert found.jenis[0].poin is None
    assert set(TARGETS) == {kind.value for kind in JenisBelanja}
    assert targets(position("2025-10", {"CQ": (1, 1)}), "TOTAL") is None
