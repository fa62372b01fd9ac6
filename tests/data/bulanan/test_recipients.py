"""Who hears of a month, in which words and in how many parts; every figure is made up (rekaan)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.bulanan.recipients import (
    ROOM,
    WEIGHTS,
    Isi,
    Penerima,
    Terkirim,
    Varian,
    corrected,
    detail,
    differs,
    heads,
    in_parts,
    is_met,
    lines,
    part_of,
    parted,
    recipients,
)
from data.models import BarisBulanan, JenisLangganan, Langganan, Pilihan, Posisi, TingkatKode
from tests.handlers.rekaan import kinds, position, row, share

OCTOBER = position("2025-10", share(50))
SERAPAN, KOREKSI, AMBANG = JenisLangganan
GROUP, OTHER = -1_001_234_567_890, 42
WEIGHT = {"ambang": 1, "kepala": 2, "tiada": 1, "rincian": 1}


def monthly(code: str = "TOTAL", length: str = "ringkas") -> Pilihan:
    """The wish to hear each month of ``code``."""
    return Pilihan.model_validate({"jenis": SERAPAN, "kode": code, "panjang": length})


def limit(sign: str, percent: str, code: str = "TOTAL", month: int = 0) -> Pilihan:
    """The wish to hear where the absorption is below or above ``percent``."""
    return Pilihan.model_validate(
        {"jenis": AMBANG, "kode": code, "arah": sign, "persen": percent, "bulan": month}
    )


def at(chat: int, *wishes: Pilihan, topic: int = 0) -> list[Langganan]:
    """The active subscriptions of a place."""
    return [
        Langganan(
            id=number,
            chat_id=chat,
            topik=topic,
            pilihan=wish,
            oleh=1,
            dibuat=datetime(2025, 10, 1, tzinfo=UTC),
            keadaan="aktif",
        )
        for number, wish in enumerate(wishes, start=1)
    ]


def only(found: tuple[Penerima, ...]) -> Varian:
    """The wording of the one place that hears of it, in one message."""
    ((wish,),) = [place.varian for place in found]
    return wish


def long_budget(count: int, name: str = "N" * 120) -> Posisi:
    """A made-up position of ``count`` outputs below the programme and its activity."""
    codes = [
        f"6871.Q{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}.{number:03}"
        for number in range(count)
    ]
    rows = [
        row("TOTAL", 10**15, 10**14, uraian=name),
        row("CQ", 10**15, 10**14, uraian=name),
        row("CQ.6871", 10**15, 10**14, uraian=name),
        *(row(code, 10**14 + 1, 0, induk="CQ.6871", uraian=name) for code in codes),
    ]
    return position("2025-10", {}, extra=tuple(rows))


def said(parts: list[Isi]) -> list[object]:
    """All that ``parts`` say, in their order."""
    return [what for part in parts for field in WEIGHTS for what in getattr(part, field)]


def test_every_kind_has_its_weight() -> None:
    """A row with its amounts takes twice the room of any other line."""
    assert WEIGHTS == WEIGHT


def test_who_hears_of_a_month() -> None:
    """Each place that wants the month gets it, each topic by itself, and nobody else does."""
    rows = [
        *at(GROUP, monthly()),
        *at(GROUP, monthly("CQ"), topic=7),
        *at(OTHER, Pilihan(jenis=KOREKSI)),
        *at(OTHER + 1, limit("<", "50")),
        *at(OTHER + 2, limit("<", "50.01")),
    ]
    assert [
        (place.chat_id, place.topik, place.varian, place.balas_ke)
        for place in recipients(rows, OCTOBER)
    ] == [
        (GROUP, 0, (Varian(kode=("TOTAL",)),), None),
        (GROUP, 7, (Varian(kode=("CQ",)),), None),
        (OTHER + 2, 0, (Varian(ambang=(limit("<", "50.01"),)),), None),
    ]
    assert recipients([], OCTOBER) == ()


def test_wishes_of_a_place_are_one_message() -> None:
    """A place that wants several things gets one message that holds them all, each once."""
    met, unmet = limit(">", "49", "WA"), limit(">", "50", "WA")
    wishes = (monthly(), monthly("CQ", "lengkap"), met, unmet, Pilihan(jenis=KOREKSI))
    wish = only(recipients(at(GROUP, *wishes), OCTOBER))
    assert wish == Varian(kode=("TOTAL", "CQ"), rinci=("CQ",), ambang=(met,))


def test_length_belongs_to_its_code() -> None:
    """What stands below a code is told only where that code is wanted at length."""
    short = Varian(kode=("TOTAL",))
    assert detail(short, OCTOBER) == ()
    mixed = Varian(kode=("TOTAL", "CQ.6871"), rinci=("CQ.6871",))
    assert [item.kode for item in detail(mixed, OCTOBER)] == ["6871.QGE.001", "6871.QGE.002"]
    whole = Varian(kode=("TOTAL",), rinci=("TOTAL",))
    assert [item.kode for item in detail(whole, OCTOBER)] == [
        "CQ.6871", "6871.QGE.001", "6871.QGE.002", "WA.3355", "3355.EBA.994",
    ]  # fmt: skip


def test_outputs_are_the_lowest_that_is_told() -> None:
    """Accounts, components and series stay out of an announcement."""
    amounts = share(50)
    deep = position("2025-10", amounts, extra=kinds(amounts))
    told = detail(Varian(kode=("CQ",), rinci=("CQ",)), deep)
    assert {item.tingkat for item in told} == {TingkatKode.KEGIATAN, TingkatKode.KELUARAN}
    series = position(
        "2025-10",
        amounts,
        extra=(row("6871.QGE", 5, 1, induk="CQ.6871"), row("6871.QGE.009", 5, 1, induk="6871.QGE")),
    )
    codes = [item.kode for item in detail(Varian(kode=("CQ",), rinci=("CQ",)), series)]
    assert codes == ["CQ.6871", "6871.QGE.001", "6871.QGE.002", "6871.QGE.009"]


def test_the_whole_brings_its_programmes() -> None:
    """The whole is told with each programme, each row once however often it was asked for."""
    assert [item.kode for item in heads(Varian(kode=("CQ", "TOTAL")), OCTOBER)] == [
        "CQ",
        "TOTAL",
        "WA",
    ]
    assert [item.kode for item in heads(Varian(kode=("6871.QGE.002",)), OCTOBER)] == [
        "6871.QGE.002"
    ]


def test_a_code_that_the_month_does_not_have() -> None:
    """A code without a row is named as missing, one of a threshold too, and none is a row."""
    wish = Varian(kode=("CQ.9999", "CQ"), ambang=(limit("<", "9", "CQ.9998"),))
    (part,) = parted(wish, OCTOBER)
    assert part.tiada == ("CQ.9998", "CQ.9999")
    assert ([item.kode for item in part.kepala], part.ambang) == (["CQ"], ())


def test_a_month_without_a_whole() -> None:
    """Where no whole is loaded it is named as missing, and the programmes are told."""
    bare = position("2025-10", {"CQ": (10, 5), "WA": (10, 5)})
    (part,) = parted(Varian(kode=("TOTAL",)), bare)
    assert (part.tiada, [item.kode for item in part.kepala]) == (("TOTAL",), ["CQ", "WA"])


@pytest.mark.parametrize(
    ("wish", "met"),
    [
        (limit("<", "50"), False),
        (limit(">", "50"), False),
        (limit("<", "50.01"), True),
        (limit(">", "49.99"), True),
        (limit("<", "0"), False),
        (limit(">", "0"), True),
        (limit("<", "1000"), True),
        (limit("<", "99", "CQ", 10), True),
        (limit("<", "99", "CQ", 6), False),
        (limit("<", "99", "CQ", 0), True),
        (limit("<", "99", "CQ.9999"), False),
        (limit(">", "0", "CQ.9999"), False),
        (limit("<", "99").model_copy(update={"persen": None}), False),
    ],
)
def test_thresholds_are_strict(wish: Pilihan, met: bool) -> None:  # noqa: FBT001 - a table of cases
    """A limit that is exactly reached is not passed; month 0 is every month; no code, no news."""
    assert is_met(wish, OCTOBER) is met


def test_thresholds_before_rounding() -> None:
    """What is shown as 50,00% and lies a rupiah below passes the limit of 50 percent."""
    below = position("2025-10", {"TOTAL": (10_000_000, 4_999_999)})
    assert is_met(limit("<", "50"), below)
    assert not is_met(limit(">", "50"), below)
    exact = position("2025-10", {"TOTAL": (3, 1)})
    assert is_met(limit(">", "33.33"), exact)
    assert is_met(limit("<", "33.34"), exact)


@pytest.mark.parametrize("sign", ["<", ">"])
@pytest.mark.parametrize("amounts", [(0, 0), (0, 5)])
def test_no_pagu_passes_no_limit(sign: str, amounts: tuple[int, int]) -> None:
    """Without a pagu there is no absorption, so none below a limit and none above."""
    assert not is_met(limit(sign, "50"), position("2025-10", {"TOTAL": amounts}))


def test_negative_absorption_is_below() -> None:
    """Money that was paid back makes the absorption negative, which is below any limit."""
    assert is_met(limit("<", "0"), position("2025-10", {"TOTAL": (100, -1)}))


@given(
    pagu=st.integers(1, 10**15),
    spent=st.integers(-(10**15), 10**15),
    percent=st.decimals(0, 1000, places=2),
)
def test_below_and_above_exclude_each_other(pagu: int, spent: int, percent: Decimal) -> None:
    """An absorption is below a limit, above it, or exactly there, by whole numbers alone."""
    here = position("2025-10", {"TOTAL": (pagu, spent)})
    hundredths = int(percent * 100)
    assert is_met(limit("<", str(percent)), here) is (spent * 10_000 < hundredths * pagu)
    assert is_met(limit(">", str(percent)), here) is (spent * 10_000 > hundredths * pagu)


def test_a_long_one_goes_in_parts() -> None:
    """400 outputs take many messages, numbered through, that together tell every row once."""
    long = long_budget(400)
    wish = Varian(kode=("TOTAL",), rinci=("TOTAL",))
    parts = in_parts(wish, long)
    assert [item.bagian for item in parts] == list(range(1, len(parts) + 1))
    assert {item.dari for item in parts} == {len(parts)}
    told = [part_of(item, long) for item in parts]
    assert said(told) == [*heads(wish, long), *detail(wish, long)]
    assert len(said(told)) == 403
    assert {part.lainnya for part in told} == {0}


def test_many_codes_go_in_parts_too() -> None:
    """A short announcement of more rows than one message holds goes in several."""
    codes = [item.kode for item in long_budget(15).baris[3:]]
    wish = Varian(kode=tuple(codes), ambang=tuple(limit("<", "9", code) for code in codes))
    parts = parted(wish, long_budget(15))
    assert len(parts) == 3
    assert [len(part.ambang) for part in parts] == [15, 0, 0]


@given(
    count=st.integers(0, 90),
    asked=st.lists(st.integers(0, 120), max_size=15, unique=True),
    whole=st.booleans(),
    deep=st.booleans(),
    limits=st.integers(0, 15),
)
def test_parts_hold_everything_once(
    count: int,
    asked: list[int],
    whole: bool,  # noqa: FBT001 - drawn
    deep: bool,  # noqa: FBT001 - drawn
    limits: int,
) -> None:
    """However many codes and rows: no part is too full, none empty but a lone one, none lost."""
    budget = long_budget(count, "n")
    codes = [budget.baris[number % len(budget.baris)].kode for number in asked if number < 100]
    codes += [f"CQ.{9000 + number}" for number in asked if number >= 100]
    codes = [*dict.fromkeys([*(["TOTAL"] if whole else []), *codes])]
    wish = Varian(
        kode=tuple(codes),
        rinci=tuple(codes) if deep else (),
        ambang=tuple(limit("<", str(number)) for number in range(limits)),
    )
    parts = [part_of(item, budget) for item in in_parts(wish, budget)]
    for part in parts:
        room = sum(WEIGHT[field] * len(getattr(part, field)) for field in WEIGHT)
        assert room <= ROOM
        assert room or len(parts) == 1
    everything = said(parts)
    missing = [code for code in codes if code.startswith("CQ.9")]
    assert len(everything) == len(set(map(repr, everything)))
    assert everything == [*wish.ambang, *heads(wish, budget), *missing, *detail(wish, budget)]


def test_parts_of_a_newer_version() -> None:
    """Where a version with more rows came since, the last part says how many have no room."""
    wish = Varian(kode=("TOTAL",), rinci=("TOTAL",))
    counted = in_parts(wish, long_budget(20))
    told = [part_of(item, long_budget(60)) for item in counted]
    assert sum(part.lainnya for part in told) == told[-1].lainnya > 0
    assert len(said(told)) + told[-1].lainnya == 63
    fewer = [part_of(item, long_budget(1)) for item in in_parts(wish, long_budget(60))]
    assert len(said(fewer)) == 4
    assert fewer[-1] == Isi()


def test_thousands_of_places_are_worked_out_once() -> None:
    """Places with the same wish share their parts: the work does not grow with the places."""
    long = long_budget(400)
    rows = [item for chat in range(2000) for item in at(chat, monthly("CQ", "lengkap"))]
    found = recipients(rows, long)
    assert len(found) == 2000
    assert len({id(place.varian[0]) for place in found}) == 1


def sent(chat: int, load: int, wish: Varian | None = None, **more: Any) -> Terkirim:
    """What ``chat`` got last."""
    values = {"topik": 0, "pesan_id": 900 + chat, **more}
    return Terkirim(chat_id=chat, muatan_id=load, varian=wish or Varian(kode=("TOTAL",)), **values)


OLD = position("2025-10", share(50), version=1)
NEW = position("2025-10", share(60), version=2)


def test_a_correction_goes_where_the_figure_went() -> None:
    """Places with another version get the correction as a reply, in their topic; others do not."""
    found = corrected([sent(1, 1), sent(2, 2), sent(3, 1, topik=7, pesan_id=None)], [], OLD, NEW)
    assert found == (
        Penerima(chat_id=1, topik=0, varian=(Varian(kode=("TOTAL",), lama=1),), balas_ke=901),
        Penerima(chat_id=3, topik=7, varian=(Varian(kode=("TOTAL",), lama=1),), balas_ke=None),
    )


def test_a_correction_is_one_message() -> None:
    """Of an announcement in parts the correction is one message, without a part."""
    long = Varian(kode=("CQ",), rinci=("CQ",), bagian=1, dari=3)
    (place,) = corrected([sent(1, 1, long)], [], OLD, NEW)
    assert place.varian == (Varian(kode=("CQ",), lama=1),)


def test_a_threshold_is_corrected_by_its_code() -> None:
    """A place that got a threshold alone hears what became of that code."""
    low = limit("<", "60", "CQ")
    (place,) = corrected([sent(1, 1, Varian(ambang=(low,)))], [], OLD, NEW)
    assert place.varian == (Varian(kode=("CQ",), lama=1),)
    (both,) = corrected([sent(1, 1, Varian(kode=("WA", "CQ"), ambang=(low,)))], [], OLD, NEW)
    assert both.varian[0].kode == ("WA", "CQ")


def test_who_asked_for_corrections() -> None:
    """A place that wants corrections hears of one plainly, and once where it got the figure."""
    wants = [*at(1, Pilihan(jenis=KOREKSI)), *at(2, Pilihan(jenis=KOREKSI)), *at(3, monthly())]
    found = corrected([sent(1, 1), sent(4, 2)], wants, OLD, NEW)
    assert [(place.chat_id, place.balas_ke, place.varian[0].lama) for place in found] == [
        (1, 901, 1),
        (2, None, 1),
    ]
    assert corrected([sent(2, 2)], at(2, Pilihan(jenis=KOREKSI)), OLD, NEW) == ()
    assert corrected([], wants, None, NEW) == ()


def test_what_counts_as_another_figure() -> None:
    """Another pagu, realisasi or code is a difference; another name or order is none."""
    assert not differs(OLD, position("2025-10", share(50), version=3))
    assert differs(OLD, NEW)
    one = position("2025-10", {"TOTAL": (10, 5)})
    assert differs(one, position("2025-10", {"TOTAL": (11, 5)}))
    assert differs(one, position("2025-10", {"TOTAL": (10, 5), "CQ": (10, 5)}))
    assert differs(position("2025-10", {"TOTAL": (10, 5), "CQ": (0, 0)}), one)
    renamed = [item.model_copy(update={"uraian": "Nama lain"}) for item in reversed(OLD.baris)]
    assert not differs(OLD, OLD.model_copy(update={"baris": tuple(renamed)}))


def test_lines_hold_rows_against_before() -> None:
    """A row comes with its absorption and what was added; without a month before, nothing is."""
    before = position("2025-09", share(40))
    (line,) = lines(heads(Varian(kode=("CQ",)), OCTOBER), before)
    assert line.poin is not None
    assert (line.kode, line.poin.value, line.tambahan) == ("CQ", Decimal(10), 652_800_000)
    (alone,) = lines([OCTOBER.baris[0]], None)
    assert (alone.tambahan, alone.poin) == (None, None)


def test_a_circle_of_parents_ends() -> None:
    """Rows that are each other's parent stand below nothing that was asked for."""
    round_about: tuple[BarisBulanan, ...] = (
        row("6871.QGE.001", 1, 1, induk="6871.QGE.002"),
        row("6871.QGE.002", 1, 1, induk="6871.QGE.001"),
    )
    circle = position("2025-10", {"CQ": (1, 1)}, extra=round_about)
    assert detail(Varian(kode=("CQ",), rinci=("CQ",)), circle) == ()


def test_wordings_survive_the_ledger() -> None:
    """A wording that was written down as JSON is read as the same."""
    wish = Varian(
        kode=("TOTAL", "CQ"),
        rinci=("CQ",),
        ambang=(limit("<", "12.5", "CQ", 6),),
        lama=3,
        bagian=2,
        dari=4,
    )
    assert Varian.model_validate_json(wish.model_dump_json(exclude_defaults=True)) == wish


def test_places_come_in_order() -> None:
    """Places keep the order of their subscriptions, so a preview and a sending agree."""
    rows = [item for chat in (5, 3, 9) for item in at(chat, monthly(), monthly("CQ"))]
    assert [place.chat_id for place in recipients(rows, OCTOBER)] == [5, 3, 9]
