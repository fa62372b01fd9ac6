"""Forgetting people: what goes, what stays without their id, and what public figures need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import JenisLangganan, Obrolan, Pilihan
from data.store import audit, chats, delivery, drafts, ledger, subscriptions
from data.store.forgetting import forget, forget_ended
from tests.data.store.rekaan import (
    ADMIN,
    GRUP,
    OKTOBER,
    announce,
    approve,
    berkas,
    load,
    obrolan,
)

if TYPE_CHECKING:
    from data.store.store import Store
    from tests.conftest import Clock

WISH = Pilihan(jenis=JenisLangganan.SERAPAN)


def test_a_person_is_forgotten(store: Store) -> None:
    """Nothing names the person any more, and the group they subscribed still hears of months."""
    load(store)
    subscriptions.subscribe(store, Obrolan(id=ADMIN, jenis="private", judul=""), 0, ADMIN, WISH)
    subscriptions.subscribe(store, obrolan(), 0, ADMIN, WISH)
    made = announce(store, [ADMIN, GRUP])
    assert forget(store, ADMIN) > 0
    (left,) = subscriptions.active(store)
    assert (left.chat_id, left.oleh) == (GRUP, 0)
    assert chats.known(store, [ADMIN]) == ()
    assert [item.chat_id for item in ledger.deliveries_of(store, made.id)] == [GRUP]
    rows = audit.page(store, 0, 100).jejak
    assert not [row for row in rows if row.tindakan == "langganan" and row.siapa == ADMIN]
    assert not [row for row in rows if str(ADMIN) in row.objek]
    # Who stored a public figure stays known.
    assert [row for row in rows if row.tindakan == "simpan" and row.siapa == ADMIN]


def test_nobody_to_forget(store: Store) -> None:
    """Of a person who never subscribed there is nothing, and no change is written down."""
    assert forget(store, 12345) == 0
    assert audit.page(store, 0, 10).semua == 0


def test_ended_subscriptions_go_after_their_time(store: Store, clock: Clock) -> None:
    """A subscription that ended is forgotten after 90 days, others never."""
    subscriptions.subscribe(store, obrolan(), 0, ADMIN, WISH)
    subscriptions.subscribe(store, obrolan(), 7, ADMIN, WISH)
    subscriptions.end(store, GRUP, 0, ADMIN)
    clock.advance(days=89)
    assert forget_ended(store) == 0
    clock.advance(days=2)
    assert forget_ended(store) == 1
    assert forget_ended(store) == 0
    assert [row.topik for row in subscriptions.of_place(store, GRUP)] == [7]


def test_a_private_chat_goes_with_its_last_subscription(store: Store, clock: Clock) -> None:
    """Of a person whose subscriptions are forgotten no chat and no delivery is left."""
    load(store)
    subscriptions.subscribe(store, Obrolan(id=ADMIN, jenis="private", judul=""), 0, ADMIN, WISH)
    subscriptions.subscribe(store, obrolan(), 0, ADMIN, WISH)
    made = announce(store, [ADMIN, GRUP])
    for _ in range(2):
        item = delivery.claim(store, "a")
        assert item is not None
        delivery.sent(store, item, 1, None)
    subscriptions.end(store, ADMIN, None, ADMIN)
    clock.advance(days=91)
    assert forget_ended(store) == 3
    assert chats.known(store, [ADMIN]) == ()
    assert [item.chat_id for item in ledger.deliveries_of(store, made.id)] == [GRUP]


def test_files_that_nobody_confirmed_go(store: Store, clock: Clock) -> None:
    """A draft is dropped after a week, and cannot be confirmed any more before that is done."""
    number = drafts.draft(store, ADMIN, berkas(), OKTOBER)
    clock.advance(days=8)
    assert approve(store, number).hasil == "batal"
    assert forget_ended(store) == 1
    assert drafts.find(store, number) is None


def test_one_person_keeps_few_drafts(store: Store) -> None:
    """Of one person's waiting files the oldest gives way to an eleventh."""
    numbers = [drafts.draft(store, ADMIN, berkas(), OKTOBER) for _ in range(11)]
    assert drafts.find(store, numbers[0]) is None
    assert all(drafts.find(store, number) for number in numbers[1:])
