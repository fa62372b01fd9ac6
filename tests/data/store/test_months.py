"""Loads of monthly figures: drafts, confirmations, versions, and what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from data.models import JenisBelanja, PesanMuat, TingkatKode
from data.store import drafts, months, schema
from tests.data.store.rekaan import (
    ADMIN,
    ADMIN_KEDUA,
    BESAR,
    OKTOBER,
    SEPTEMBER,
    approve,
    at_once,
    baris,
    berkas,
    load,
    meanwhile,
    trail,
)

if TYPE_CHECKING:
    from data.store.store import Store
    from tests.conftest import Clock


def count_rows(store: Store) -> int:
    """How many rows of figures are stored."""
    with store.reading() as connection:
        return connection.execute(
            select(func.count()).select_from(schema.muatan_baris)
        ).scalar_one()


def test_from_file_to_figures(store: Store) -> None:
    """A draft gets its month, is confirmed, and its rows are stored once."""
    number = drafts.draft(store, ADMIN, berkas(), None)
    waiting = drafts.find(store, number)
    assert waiting is not None
    assert (waiting.keadaan, waiting.bulan, waiting.versi) == ("menunggu", None, None)
    assert waiting.berkas == berkas()
    assert approve(store, number).hasil == "batal"  # nobody said which month it is of
    drafts.assign(store, number, OKTOBER)
    stored = approve(store, number)
    assert (stored.hasil, stored.setuju, stored.perlu) == ("tersimpan", 1, 1)
    assert stored.umumkan
    assert stored.muatan is not None
    assert (stored.muatan.bulan, stored.muatan.versi) == (OKTOBER, 1)
    assert (stored.muatan.diunggah, stored.muatan.disimpan) == (store.now(), store.now())
    after = drafts.find(store, number)
    assert after is not None
    assert (after.keadaan, after.versi, after.berkas) == ("tersimpan", 1, None)
    assert after.penyetuju == (ADMIN,)
    again = approve(store, number, baris(), baris(kode="WA", urutan=2), who=ADMIN_KEDUA)
    assert (again.hasil, again.muatan) == ("sudah", stored.muatan)
    assert count_rows(store) == 1
    assert trail(store) == ["unggah", "simpan"]


def test_unknown_draft(store: Store) -> None:
    """A draft that is not there is neither found, nor confirmed, nor cancelled."""
    assert drafts.find(store, 99) is None
    assert approve(store, 99).hasil == "batal"
    assert not drafts.cancel(store, 99, ADMIN)
    assert trail(store) == []


def test_two_admins(store: Store, clock: Clock) -> None:
    """One admin confirming twice is one; the second admin completes it."""
    number = drafts.draft(store, ADMIN, berkas(), OKTOBER)
    for _ in range(2):
        first = approve(store, number, needed=2)
        assert (first.hasil, first.setuju, first.perlu) == ("menunggu", 1, 2)
    assert count_rows(store) == 0
    assert months.positions(store) == ()
    clock.advance(minutes=1)
    second = approve(store, number, who=ADMIN_KEDUA, needed=2)
    assert (second.hasil, second.setuju) == ("tersimpan", 2)
    found = drafts.find(store, number)
    assert found is not None
    assert found.penyetuju == (ADMIN, ADMIN_KEDUA)


@pytest.mark.parametrize(
    ("first", "second", "announced"),
    [(True, True, True), (True, False, False), (False, True, False)],
)
def test_announced_if_all_want(store: Store, *, first: bool, second: bool, announced: bool) -> None:
    """It is announced only where everyone who confirmed it said so."""
    number = drafts.draft(store, ADMIN, berkas(), OKTOBER)
    approve(store, number, announce=first, needed=2)
    assert approve(store, number, who=ADMIN_KEDUA, announce=second, needed=2).umumkan is announced


def test_changed_mind(store: Store) -> None:
    """Who confirms again has the later wish about announcing it."""
    number = drafts.draft(store, ADMIN, berkas(), OKTOBER)
    approve(store, number, announce=False, needed=2)
    approve(store, number, announce=True, needed=2)
    assert approve(store, number, who=ADMIN_KEDUA, needed=2).umumkan


def test_another_month_another_consent(store: Store) -> None:
    """Who confirmed a draft for one month did not confirm it for another."""
    number = drafts.draft(store, ADMIN, berkas(), SEPTEMBER)
    approve(store, number, needed=2)
    drafts.assign(store, number, SEPTEMBER)
    assert approve(store, number, who=ADMIN_KEDUA, needed=3).setuju == 2
    drafts.assign(store, number, OKTOBER)
    assert approve(store, number, who=ADMIN_KEDUA, needed=2).setuju == 1
    assert approve(store, number, needed=2).hasil == "tersimpan"
    drafts.assign(store, number, SEPTEMBER)
    assert [item.muatan.bulan for item in months.positions(store)] == [OKTOBER]


def test_checked_against_an_older_version(store: Store) -> None:
    """What was checked against a version that is no longer the newest is not stored."""
    late = drafts.draft(store, ADMIN, berkas(), OKTOBER)
    load(store)
    assert approve(store, late, after=0).hasil == "usang"
    assert approve(store, late, after=2).hasil == "usang"
    assert approve(store, late, after=1).hasil == "tersimpan"
    assert [item.versi for item in months.history(store, OKTOBER)] == [2, 1]


def test_two_drafts_meet(store: Store) -> None:
    """Of two drafts of one month that are confirmed in one moment, one is stored."""
    one, other = (drafts.draft(store, ADMIN, berkas(), OKTOBER) for _ in range(2))
    with meanwhile(store, lambda: approve(store, other, who=ADMIN_KEDUA)) as started:
        first = approve(store, one)
    assert (first.hasil, started[0].result().hasil) == ("tersimpan", "usang")
    assert [item.id for item in months.history(store, OKTOBER)] == [one]
    assert count_rows(store) == 1
    left = drafts.find(store, other)
    assert left is not None
    assert (left.keadaan, left.penyetuju) == ("menunggu", ())


def test_many_drafts_at_once(store: Store) -> None:
    """Of many drafts of one month confirmed by many threads, one is stored."""
    numbers = [drafts.draft(store, ADMIN, berkas(), OKTOBER) for _ in range(6)]
    results = at_once(*[lambda number=number: approve(store, number) for number in numbers])
    assert sorted(result.hasil for result in results) == ["tersimpan"] + ["usang"] * 5
    assert count_rows(store) == 1


def test_one_draft_at_once(store: Store) -> None:
    """Of many threads that confirm one draft, one stores it and the others find it stored."""
    number = drafts.draft(store, ADMIN, berkas(), OKTOBER)
    results = at_once(*[lambda who=who: approve(store, number, who=who) for who in range(6)])
    assert sorted(result.hasil for result in results) == ["sudah"] * 5 + ["tersimpan"]
    assert trail(store).count("simpan") == 1


def test_confirmed_then_cancelled(store: Store) -> None:
    """A draft that is being confirmed cannot be cancelled any more."""
    number = drafts.draft(store, ADMIN, berkas(), OKTOBER)
    with meanwhile(store, lambda: drafts.cancel(store, number, ADMIN_KEDUA)) as started:
        assert approve(store, number).hasil == "tersimpan"
    assert started[0].result() is False
    assert trail(store) == ["unggah", "simpan"]


def test_cancelled_then_confirmed(store: Store) -> None:
    """A draft that is being cancelled cannot be confirmed any more, and its file goes."""
    number = drafts.draft(store, ADMIN, berkas(), OKTOBER)
    with meanwhile(store, lambda: approve(store, number)) as started:
        assert drafts.cancel(store, number, ADMIN_KEDUA)
    assert started[0].result().hasil == "batal"
    assert count_rows(store) == 0
    assert not drafts.cancel(store, number, ADMIN)
    found = drafts.find(store, number)
    assert found is not None
    assert (found.keadaan, found.berkas) == ("batal", None)
    assert trail(store) == ["unggah", "batal"]


def test_unfit_rows(store: Store) -> None:
    """Rows with one code twice are an error, not another version, and leave no trace."""
    number = drafts.draft(store, ADMIN, berkas(), OKTOBER)
    with pytest.raises(IntegrityError):
        approve(store, number, baris(), baris(urutan=2))
    found = drafts.find(store, number)
    assert found is not None
    assert (found.keadaan, found.penyetuju) == ("menunggu", ())
    assert trail(store) == ["unggah"]


def test_old_drafts_are_dropped(store: Store, clock: Clock) -> None:
    """A new draft drops those of more than a week ago, but nothing that was stored."""
    stored = load(store, SEPTEMBER)
    cancelled = drafts.draft(store, ADMIN, berkas(), OKTOBER)
    drafts.cancel(store, cancelled, ADMIN)
    old = drafts.draft(store, ADMIN, berkas(), OKTOBER)
    approve(store, old, needed=2)
    clock.advance(days=7)
    week = drafts.draft(store, ADMIN, berkas(), OKTOBER)
    assert drafts.find(store, old) is not None
    clock.advance(seconds=1)
    drafts.draft(store, ADMIN, berkas(), OKTOBER)
    assert [drafts.find(store, number) for number in (old, cancelled)] == [None, None]
    assert drafts.find(store, week) is not None
    assert months.position(store, stored.id) is not None
    assert approve(store, old).hasil == "batal"


def test_ids_are_not_given_twice(store: Store, clock: Clock) -> None:
    """A button of a draft that was dropped never leads to another draft."""
    old = drafts.draft(store, ADMIN, berkas(), OKTOBER)
    clock.advance(days=8)
    assert drafts.draft(store, ADMIN, berkas(), OKTOBER) > old


def test_newest_of_every_month(store: Store) -> None:
    """Positions are the newest version of each month, oldest month first."""
    load(store, OKTOBER, baris(realisasi=1))
    load(store, OKTOBER, baris(realisasi=2), after=1)
    load(store, SEPTEMBER, baris(realisasi=3))
    drafts.draft(store, ADMIN, berkas(), SEPTEMBER)
    found = months.positions(store)
    assert [(item.muatan.bulan, item.muatan.versi, item.baris[0].realisasi) for item in found] == [
        (SEPTEMBER, 1, 3),
        (OKTOBER, 2, 2),
    ]
    assert [item.versi for item in months.history(store, OKTOBER)] == [2, 1]
    assert months.history(store, OKTOBER.sesudah) == ()


def test_one_version(store: Store) -> None:
    """Every confirmed version stays as it was; a draft is none."""
    first = load(store, OKTOBER, baris(realisasi=1))
    load(store, OKTOBER, baris(realisasi=2), after=1)
    found = months.position(store, first.id)
    assert found is not None
    assert (found.muatan, found.baris) == (first, (baris(realisasi=1),))
    assert months.position(store, drafts.draft(store, ADMIN, berkas(), OKTOBER)) is None


def test_same_file(store: Store, clock: Clock) -> None:
    """A file is known again by its content once it was confirmed, by the latest load of it."""
    number = drafts.draft(store, ADMIN, berkas(digest="b" * 64), SEPTEMBER)
    assert months.same_file(store, "b" * 64) is None
    approve(store, number)
    load(store)
    clock.advance(minutes=1)
    later = load(store, after=1)
    assert months.same_file(store, "a" * 64) == later
    found = months.same_file(store, "b" * 64)
    assert found is not None
    assert found.id == number


def test_rows_come_back_as_they_were(store: Store) -> None:
    """Big and negative amounts, any letters and every kind survive, in the file's order."""
    rows = (
        baris(uraian="Jumlah — «rekaan» 'satu' \\ 日本 🐎 ñandú e\N{COMBINING ACUTE ACCENT}"),
        baris(
            urutan=3,
            kode="076.01.WA.3355.EBA.962.051.A.521211",
            tingkat=TingkatKode.AKUN,
            induk="TOTAL",
            pagu=BESAR,
            realisasi=-BESAR,
            pagu_awal=2**62,
            blokir=0,
            jenis_belanja=JenisBelanja.BARANG,
        ),
        baris(urutan=2, kode="zz", tingkat=TingkatKode.PROGRAM, pagu=0, realisasi=0),
    )
    stored = load(store, OKTOBER, *rows)
    found = months.position(store, stored.id)
    assert found is not None
    assert found.baris == (rows[0], rows[2], rows[1])
    assert months.positions(store)[0].baris == found.baris


def test_names_of_files(store: Store) -> None:
    """A file's name is kept in any letters."""
    number = drafts.draft(store, ADMIN, berkas("Realisasi “Okt” — 🐎.xlsx"), OKTOBER)
    assert approve(store, number).muatan == months.history(store, OKTOBER)[0]
    assert months.history(store, OKTOBER)[0].berkas == "Realisasi “Okt” — 🐎.xlsx"


def test_warnings_come_back(store: Store) -> None:
    """The warnings under which a load was confirmed are kept whole, even from an iterator."""
    notes = (
        PesanMuat(kunci="turun", galat=False, baris=7, kolom="Pagu", kode="WA", isi="é “x”"),
        PesanMuat(kunci="selisih", galat=False, angka=(-BESAR, BESAR)),
    )
    number = drafts.draft(store, ADMIN, berkas(), OKTOBER)
    approve(store, number, warnings=iter(notes))
    assert months.history(store, OKTOBER)[0].peringatan == notes


def test_state_changes_with_every_load(store: Store) -> None:
    """The state is another after each confirmed load, and the same after anything else."""
    seen = [months.state(store)]
    late = drafts.draft(store, ADMIN, berkas(), SEPTEMBER)
    for version in range(2):
        load(store, after=version)
        seen.append(months.state(store))
    cancelled = drafts.draft(store, ADMIN, berkas(), OKTOBER)
    drafts.cancel(store, cancelled, ADMIN)
    assert months.state(store) == seen[-1]
    # A draft with an older number changes it as well.
    approve(store, late)
    seen.append(months.state(store))
    assert len(set(seen)) == len(seen) == 4
