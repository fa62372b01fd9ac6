"""The audit: one row for every change, in the change's own transaction, else none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from data.models import JenisLangganan, JenisPengumuman, Pilihan, Rencana
from data.store import audit, chats, delivery, drafts, ledger, subscriptions
from tests.data.store.rekaan import (
    ADMIN,
    ADMIN_KEDUA,
    GRUP,
    OKTOBER,
    SUPERGRUP,
    announce,
    approve,
    berkas,
    broken_commit,
    contents,
    load,
    obrolan,
)

if TYPE_CHECKING:
    from data.store.store import Store

# A change, what the audit calls it and its object, and whether it can be made twice.
Change = Callable[["Store"], object]
SERAPAN = Pilihan(jenis=JenisLangganan.SERAPAN)


def unsure(store: Store) -> None:
    """Makes a delivery of which nobody knows what became of it."""
    announce(store, [GRUP])
    claimed = delivery.claim(store, "a")
    assert claimed is not None
    delivery.unknown(store, claimed, "waktu habis")


def prepare(store: Store, *, name: str) -> None:
    """Puts the store into the state in which the change ``name`` changes something."""
    wish: dict[str, Change] = {
        "setuju": lambda store: drafts.draft(store, ADMIN, berkas(), OKTOBER),
        "simpan": lambda store: drafts.draft(store, ADMIN, berkas(), OKTOBER),
        "batal": lambda store: drafts.draft(store, ADMIN, berkas(), OKTOBER),
        "dijeda": lambda store: subscriptions.subscribe(store, obrolan(), 3, ADMIN, SERAPAN),
        "berhenti": lambda store: subscriptions.subscribe(store, obrolan(), 3, ADMIN, SERAPAN),
        "pindah": lambda store: chats.remember(store, obrolan()),
        "hentikan": lambda store: announce(store, [GRUP]),
        "kirim ulang": unsure,
        "anggap terkirim": unsure,
    }
    if name in wish:
        wish[name](store)
    if name == "aktif":
        subscriptions.subscribe(store, obrolan(), 3, ADMIN, SERAPAN)
        subscriptions.pause(store, GRUP, 3, ADMIN, "x")
    if name == "lanjutkan":
        delivery.stop(store, announce(store, [GRUP]).id, ADMIN)


CHANGES: dict[str, tuple[Change, str, bool]] = {
    "unggah": (lambda s: drafts.draft(s, ADMIN, berkas(), OKTOBER), "muatan 1", True),
    "setuju": (lambda s: approve(s, 1, needed=2), "muatan 1", False),
    "simpan": (lambda s: approve(s, 1), "2025-10 versi 1", False),
    "batal": (lambda s: drafts.cancel(s, 1, ADMIN), "muatan 1", False),
    "langganan": (
        lambda s: subscriptions.subscribe(s, obrolan(), 3, ADMIN, SERAPAN),
        f"chat {GRUP} topik 3",
        False,
    ),
    "dijeda": (
        lambda s: subscriptions.pause(s, GRUP, None, ADMIN, "bot diblokir"),
        f"chat {GRUP} topik 3",
        False,
    ),
    "berhenti": (
        lambda s: subscriptions.end(s, GRUP, 3, ADMIN),
        f"chat {GRUP} topik 3",
        False,
    ),
    "aktif": (lambda s: subscriptions.resume(s, GRUP, 3, ADMIN), f"chat {GRUP} topik 3", False),
    "pindah": (lambda s: chats.migrate(s, GRUP, SUPERGRUP), f"chat {GRUP}", False),
    "umumkan": (
        lambda s: ledger.create(
            s,
            Rencana(jenis=JenisPengumuman.PENGINGAT, bulan=OKTOBER, muatan_id=None, oleh=ADMIN),
            [],
        ),
        "pengingat-2025-10",
        False,
    ),
    "hentikan": (lambda s: delivery.stop(s, 1, ADMIN), "pengumuman 1", False),
    "lanjutkan": (lambda s: delivery.resume(s, 1, ADMIN), "pengumuman 1", False),
    "kirim ulang": (lambda s: delivery.decide(s, 1, ADMIN, again=True), "serapan-2025-10", False),
    "anggap terkirim": (
        lambda s: delivery.decide(s, 1, ADMIN, again=False),
        "serapan-2025-10",
        False,
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_one_row(store: Store, name: str) -> None:
    """A change and its row are written together or not at all, and no change writes none."""
    change, subject, repeats = CHANGES[name]
    prepare(store, name=name)
    before = contents(store)
    with pytest.raises(RuntimeError, match="putus"), broken_commit(store):
        change(store)
    assert contents(store) == before
    change(store)
    after = contents(store)
    assert len(after["audit"]) == len(before["audit"]) + 1
    newest = audit.page(store, 0, 1).jejak[0]
    who = audit.SCHEDULE if name == "pindah" else ADMIN
    assert (newest.tindakan, newest.siapa, newest.kapan) == (name, who, store.now())
    assert newest.objek.startswith(subject) or name == "unggah"
    if not repeats:
        change(store)
        assert contents(store) == after


@pytest.mark.parametrize("name", [name for name in CHANGES if name not in {"unggah", "langganan"}])
def test_no_change_is_no_row(store: Store, name: str) -> None:
    """What finds nothing to change writes nothing."""
    if name == "umumkan":
        CHANGES[name][0](store)
    before = contents(store)
    CHANGES[name][0](store)
    assert contents(store) == before


def test_before_and_after(store: Store) -> None:
    """A row says how it stood before and after."""
    load(store)
    load(store, after=1)
    newest = audit.page(store, 0, 1).jejak[0]
    assert (newest.objek, newest.sebelum) == ("2025-10 versi 2", "versi 1")
    assert "rekaan.xlsx" in newest.sesudah
    assert "a" * 64 in newest.sesudah
    subscriptions.subscribe(store, obrolan(), 0, ADMIN, SERAPAN)
    subscriptions.pause(store, GRUP, None, audit.SCHEDULE, "bot diblokir")
    newest = audit.page(store, 0, 1).jejak[0]
    assert (newest.siapa, newest.objek) == (audit.SCHEDULE, f"chat {GRUP}")
    assert newest.sebelum == "serapan TOTAL ringkas aktif"
    assert newest.sesudah == "bot diblokir"


def test_a_row_for_each_subscription(store: Store) -> None:
    """Pausing several subscriptions writes a row for each."""
    for topic in range(3):
        subscriptions.subscribe(store, obrolan(), topic, ADMIN, SERAPAN)
    subscriptions.pause(store, GRUP, None, ADMIN, "x")
    found = audit.page(store, 0, 3).jejak
    assert [item.objek for item in found] == [
        f"chat {GRUP} topik 2",
        f"chat {GRUP} topik 1",
        f"chat {GRUP}",
    ]


def test_another_admin_asks_for_the_same(store: Store) -> None:
    """That another admin answers for a subscription from now on is a change."""
    for who in (ADMIN, ADMIN_KEDUA, ADMIN_KEDUA):
        subscriptions.subscribe(store, obrolan(), 0, who, SERAPAN)
    assert [item.siapa for item in audit.page(store, 0, 9).jejak] == [ADMIN_KEDUA, ADMIN]


def test_pages(store: Store) -> None:
    """Pages go from the newest to the oldest, and each knows how many rows there are."""
    for number in range(5):
        with store.writing() as connection:
            audit.record(connection, store.now(), audit.TERMINAL, "uji", f"nomor {number}")
    first, second = audit.page(store, 0, 3), audit.page(store, 3, 3)
    assert (first.semua, second.semua) == (5, 5)
    assert [item.objek for item in (*first.jejak, *second.jejak)] == [
        f"nomor {number}" for number in (4, 3, 2, 1, 0)
    ]
    assert audit.page(store, 5, 3).jejak == ()
