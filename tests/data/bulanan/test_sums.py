"""Sums and order of monthly files whatever the budget: made up (rekaan) at random."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from data.bulanan.codes import level_of
from data.models import BarisBerkas, TingkatKode
from tests.data.bulanan.budgets import (
    MONTH,
    contents,
    judged,
    keys,
    line,
    load,
    position,
    without,
)

Tree = dict[str, str | None]
COLUMNS = ("pagu", "realisasi", "pagu_awal", "blokir")
PROGRAMS = ("CQ", "WA", "ZZ")


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Codes with their parents, of uneven depth: KRO, komponen, akun only here and there."""
    tree: Tree = {"TOTAL": None}
    number = 1000
    for program in PROGRAMS[: draw(st.integers(1, 3))]:
        tree[program] = "TOTAL"
        for _ in range(draw(st.integers(0, 2))):
            number += 1
            activity = f"{program}.{number}"
            tree[activity] = program
            above = activity
            if draw(st.booleans()):
                above = f"{number}.QGE"
                tree[above] = activity
            for output in range(draw(st.integers(0, 2))):
                code = f"{number}.QGE.{output:03}"
                tree[code] = above
                for part in range(draw(st.integers(0, 2))):
                    detail = f"{code}.{part:03}"
                    tree[detail] = code
                    if draw(st.booleans()):
                        tree[f"{detail}.521211"] = detail
    return tree


@st.composite
def budgets(draw: st.DrawFn) -> tuple[Tree, list[BarisBerkas]]:
    """A tree, and a file in which every row is the sum of the rows below it."""
    tree = draw(trees())
    amounts = {code: dict.fromkeys(COLUMNS, 0) for code in tree}
    for code in set(tree) - set(tree.values()):
        pagu = draw(st.integers(0, 10**13))
        leaf = {"pagu": pagu, "pagu_awal": draw(st.integers(0, 10**13))}
        leaf |= {"realisasi": draw(st.integers(0, pagu)), "blokir": draw(st.integers(0, pagu))}
        at: str | None = code
        while at is not None:
            for column, amount in leaf.items():
                amounts[at][column] += amount
            at = tree[at]
    rows = [line(code, number=number, **amounts[code]) for number, code in enumerate(tree, start=1)]
    return tree, rows


@given(budgets(), st.sampled_from(["listed", "first"]))
def test_consistent_budgets_have_no_findings(
    budget: tuple[Tree, list[BarisBerkas]], load_is: str
) -> None:
    """Where everything adds up nothing is found, and each row has the parent it was made for."""
    tree, rows = budget
    result = judged(rows, known=tree if load_is == "listed" else {}, strict=True)
    assert result.pesan == ()
    assert {row.kode: row.induk for row in result.baris} == tree
    assert [row.kode for row in result.baris] == [row.kode for row in rows]
    assert all(row.tingkat is level_of(row.kode) for row in result.baris)


@given(
    budgets(),
    st.data(),
    st.sampled_from(COLUMNS),
    st.integers(-(10**14), 10**14).filter(bool),
)
def test_one_wrong_amount_is_found_where_it_stands(
    budget: tuple[Tree, list[BarisBerkas]], data: st.DataObject, column: str, off: int
) -> None:
    """One wrong amount breaks its own sum and its parent's, each named with the difference."""
    tree, rows = budget
    wrong = data.draw(st.sampled_from(rows))
    amount = getattr(wrong, column) + off
    assume(amount >= 0)
    broken = [row.model_copy(update={column: amount}) if row is wrong else row for row in rows]
    result = judged(broken, known=tree)
    expected = set()
    if wrong.kode in tree.values():
        expected.add((wrong.kode, column, amount, amount - off, off))
    above = tree[wrong.kode]
    if above is not None:
        stated = next(getattr(row, column) for row in rows if row.kode == above)
        expected.add((above, column, stated, stated + off, -off))
    found = [message for message in result.pesan if message.kunci == "jumlah_anak"]
    assert {(m.kode, m.kolom, *m.angka) for m in found} == expected
    assert len(found) == len(expected)
    assert not result.ditolak


@given(budgets(), st.data())
def test_the_order_of_rows_changes_nothing_else(
    budget: tuple[Tree, list[BarisBerkas]], data: st.DataObject
) -> None:
    """Shuffled rows are the same rows in another order, with the same findings."""
    tree, rows = budget
    known = dict(data.draw(st.permutations(list(tree.items()))))
    # Something to find: a realisasi above every pagu, somewhere.
    rows[-1] = rows[-1].model_copy(update={"realisasi": 10**15})
    shuffled = data.draw(st.permutations(rows))
    plain, other = judged(rows, known=tree), judged(shuffled, known=known)
    assert plain.pesan
    assert other.pesan == plain.pesan
    assert contents(other.baris) == contents(plain.baris)
    assert [row.kode for row in other.baris] == [row.kode for row in shuffled]


@given(budgets())
def test_examining_again_finds_the_same(budget: tuple[Tree, list[BarisBerkas]]) -> None:
    """What was stored, loaded again, is the same rows: as a correction and as the next month."""
    _, rows = budget
    first = judged(rows, known={})
    assert judged(rows, known={}) == first
    set_by_first = {row.kode: row.induk for row in first.baris}
    stored = position(month=MONTH).model_copy(update={"baris": first.baris})
    again = judged(rows, known=set_by_first, same_month=stored)
    assert (keys(again), again.baris) == (["tanpa_perubahan"], first.baris)
    before = stored.model_copy(update={"muatan": load(MONTH.sebelum)})
    after = stored.model_copy(update={"muatan": load(MONTH.sesudah)})
    following = judged(rows, known=set_by_first, previous=before, later=after, strict=True)
    assert (following.pesan, following.baris) == ((), first.baris)


@given(budgets())
def test_a_computed_whole_is_the_one_left_out(budget: tuple[Tree, list[BarisBerkas]]) -> None:
    """Leaving the whole out of a consistent file changes no amount."""
    tree, rows = budget
    result = judged(without(rows, "TOTAL"), known=tree)
    assert keys(result) == ["total_dihitung"]
    whole, told = result.baris[-1], rows[0]
    assert whole.tingkat is TingkatKode.TOTAL
    for column in COLUMNS:
        assert getattr(whole, column) == getattr(told, column)


def test_a_whole_that_no_database_holds() -> None:
    """Programmes whose sum is beyond any budget get no computed whole."""
    rows = [line(code, 10**18 - 1, 1, number) for number, code in enumerate(("CQ", "WA"), start=2)]
    result = judged(rows, strict=False, known={})
    assert {row.kode for row in result.baris} == {"CQ", "WA"}
    assert "tanpa_total" in keys(result)
