"""What is shown before a load is confirmed; all figures are made up (rekaan)."""

from __future__ import annotations

from decimal import Decimal

from data.bulanan.preview import Perubahan, changes, preview
from data.calculator import Computed, NotComputable
from tests.data.bulanan.budgets import AMOUNTS, MONTH, changed, judged, lines, position, without

AUGUST = MONTH.sebelum


def test_a_first_load() -> None:
    """Totals and programmes with their absorption; nothing before to hold them against."""
    result = judged()
    shown = preview(result, MONTH, None, None)
    assert (shown.bulan, shown.jumlah_baris, shown.pesan) == (MONTH, 8, ())
    assert (shown.sejak, shown.koreksi, shown.perubahan) == (None, False, ())
    assert shown.total is not None
    assert (shown.total.pagu, shown.total.realisasi) == (1000, 400)
    assert isinstance(shown.total.persen, Computed)
    assert shown.total.persen.rounded == Decimal("40.00")
    assert (shown.total.tambahan, shown.total.poin) == (None, None)
    assert [(row.kode, row.uraian, row.pagu, row.realisasi) for row in shown.program] == [
        ("CQ", "Nama CQ", 700, 300),
        ("WA", "Nama WA", 300, 100),
    ]


def test_what_was_added_since_the_position_before() -> None:
    """A month's own amount, and points between the percentages as they are shown."""
    before = position(
        lines(AMOUNTS | {"TOTAL": (1000, 250), "CQ": (700, 250), "WA": (300, 0)}), AUGUST
    )
    shown = preview(judged(), MONTH, before, None)
    assert shown.sejak == AUGUST
    assert shown.total is not None
    assert shown.total.tambahan == 150
    assert shown.total.poin is not None
    assert shown.total.poin.value == Decimal("15.00")
    assert [row.tambahan for row in shown.program] == [50, 100]
    points = [row.poin.value if row.poin else None for row in shown.program]
    assert points == [Decimal("42.86") - Decimal("35.71"), Decimal("33.33")]


def test_a_month_may_take_back() -> None:
    """Less than before is a negative amount and negative points."""
    shown = preview(judged(), MONTH, position(changed(lines(), "WA", realisasi=130), AUGUST), None)
    assert shown.program[1].tambahan == -30
    assert shown.program[1].poin is not None
    assert shown.program[1].poin.value == Decimal("33.33") - Decimal("43.33")


def test_what_was_not_there_before_has_no_difference() -> None:
    """A programme that is new has nothing to be held against."""
    before = position(without(lines(), "WA", "WA.3355", "3355.EBA.994"), AUGUST)
    shown = preview(judged(), MONTH, before, None)
    assert (shown.program[1].kode, shown.program[1].tambahan) == ("WA", None)
    assert shown.program[1].poin is None
    assert shown.program[0].tambahan == 0


def test_no_pagu_has_no_percentage() -> None:
    """Without a pagu, now or before, there is neither percentage nor points."""
    empty = changed(lines(), "WA", pagu=0)
    now = preview(judged(empty), MONTH, position(month=AUGUST), None).program[1]
    assert isinstance(now.persen, NotComputable)
    assert (now.poin, now.tambahan) == (None, 0)
    then = preview(judged(), MONTH, position(empty, AUGUST), None).program[1]
    assert isinstance(then.persen, Computed)
    assert (then.poin, then.tambahan) == (None, 0)


def test_the_whole_is_the_computed_one_or_none() -> None:
    """Where the file tells no whole, the computed one is shown, and none without programmes."""
    shown = preview(judged(without(lines(), "TOTAL")), MONTH, None, None)
    assert shown.total is not None
    assert (shown.total.pagu, shown.jumlah_baris) == (1000, 8)
    assert [message.kunci for message in shown.pesan] == ["total_dihitung"]
    assert preview(judged(without(lines(), "TOTAL", "WA")), MONTH, None, None).total is None


def test_a_correction_shows_what_it_changes() -> None:
    """Each changed amount is shown with its old and its new value."""
    rows = changed(changed(lines(), "WA", pagu=310), "CQ", realisasi=290, uraian="Nama baru")
    shown = preview(judged(rows), MONTH, None, position())
    assert shown.koreksi
    assert shown.perubahan == (
        Perubahan(
            kode="CQ", uraian="Nama baru", kolom="realisasi", lama=300, baru=290, selisih=-10
        ),
        Perubahan(kode="WA", uraian="Nama WA", kolom="pagu", lama=300, baru=310, selisih=10),
    )


def test_a_refused_file_shows_findings_only() -> None:
    """Of a refused file no figure is shown and nothing seems to vanish."""
    shown = preview(judged(changed(lines(), "CQ", pagu=-1)), MONTH, None, position())
    assert [message.kunci for message in shown.pesan] == ["pagu_minus"]
    assert (shown.total, shown.program, shown.jumlah_baris) == (None, (), 0)
    assert (shown.koreksi, shown.perubahan) == (True, ())


def test_rows_that_come_and_go() -> None:
    """A row that only one version has is shown with one side, the new ones first."""
    old = position(without(lines(), "WA"))
    new = position(without(lines(), "3355.EBA.994"))
    found = changes(old, new)
    assert [(c.kode, c.uraian, c.kolom, c.lama, c.baru, c.selisih) for c in found] == [
        ("WA", "Nama WA", "pagu", None, 300, None),
        ("WA", "Nama WA", "realisasi", None, 100, None),
        ("3355.EBA.994", "Nama 3355.EBA.994", "pagu", 300, None, None),
        ("3355.EBA.994", "Nama 3355.EBA.994", "realisasi", 100, None, None),
    ]
    assert changes(old, old) == ()
    assert changes(old, new.baris) == found
