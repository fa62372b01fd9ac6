"""Records and claims of several deliveries at once, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.models import Keadaan, Kemajuan, Tujuan
from data.store import delivery, ledger
from data.store.delivery import Sampai
from tests.data.store.rekaan import (
    ADMIN,
    GRUP,
    SUPERGRUP,
    announce,
    at_once,
    broken_commit,
    contents,
    load,
    meanwhile,
)

if TYPE_CHECKING:
    from data.models import Kiriman
    from data.store.store import Store
    from tests.conftest import Clock


def chats(items: tuple[Kiriman, ...]) -> list[int]:
    """The chats of ``items``, in their order."""
    return [item.chat_id for item in items]


def test_several_at_once(store: Store) -> None:
    """As many as are asked for are claimed, in their order, and no more than there are."""
    made = announce(store, [3, 1, 2, 5, 4])
    first = delivery.exchange(store, "a", (), 2)
    assert [(item.chat_id, item.keadaan, item.klaim, item.percobaan) for item in first] == [
        (3, Keadaan.MENGIRIM, "a", 1),
        (1, Keadaan.MENGIRIM, "a", 1),
    ]
    assert chats(delivery.exchange(store, "b", (), 9, busy=[5])) == [2, 4]
    assert delivery.exchange(store, "b", (), 0) == ()
    assert ledger.progress(store, made.id) == Kemajuan(menunggu=1, mengirim=4)


def test_recorded_and_claimed(store: Store) -> None:
    """What has gone out is recorded, each with its own message and load, as more is claimed."""
    figures = load(store)
    made = announce(store, [1, 2, 3, 4])
    one, two, _ = delivery.exchange(store, "a", (), 3)
    gone = [Sampai(two, 22, None), Sampai(one, 11, figures.id)]
    assert chats(delivery.exchange(store, "a", gone, 3)) == [4]
    found = {
        item.chat_id: (item.keadaan.value, item.pesan_id, item.muatan_id)
        for item in ledger.deliveries_of(store, made.id)
    }
    assert found == {
        1: ("terkirim", 11, figures.id),
        2: ("terkirim", 22, None),
        3: ("mengirim", None, None),
        4: ("mengirim", None, None),
    }


def test_recorded_twice(store: Store, clock: Clock) -> None:
    """What is recorded already stays as it is, whoever records it once more."""
    announce(store, [1, 2])
    items = delivery.exchange(store, "a", (), 2)
    gone = [Sampai(item, item.chat_id, None) for item in items]
    assert delivery.exchange(store, "a", gone, 0) == ()
    before = contents(store)
    clock.advance(minutes=1)
    assert delivery.exchange(store, "a", gone, 5) == ()
    assert contents(store) == before


def test_decided_meanwhile(store: Store, clock: Clock) -> None:
    """A record that comes after a person had the message sent again changes nothing."""
    made = announce(store, [1, 2])
    items = delivery.exchange(store, "a", (), 2)
    clock.advance(hours=1)
    delivery.expire(store)
    delivery.decide(store, made.id, ADMIN, again=True, item=items[0].id)
    delivery.exchange(store, "a", [Sampai(item, 9, None) for item in items], 0)
    states = {item.chat_id: item.keadaan for item in ledger.deliveries_of(store, made.id)}
    assert states == {1: Keadaan.MENUNGGU, 2: Keadaan.TERKIRIM}


def test_one_for_each_chat(store: Store) -> None:
    """Of several topics of one chat one is claimed at a time, in their order."""
    made = announce(store, [])
    places = [(GRUP, 1), (GRUP, 2), (SUPERGRUP, 0), (GRUP, 3)]
    ledger.top_up(store, made.id, [Tujuan(chat_id=chat, topik=topic) for chat, topic in places])
    seen = []
    gone: tuple[Sampai, ...] = ()
    while claimed := delivery.exchange(store, "a", gone, 4):
        seen.append([(item.chat_id, item.topik) for item in claimed])
        gone = tuple(Sampai(item, 1, None) for item in claimed)
    assert seen == [[(GRUP, 1), (SUPERGRUP, 0)], [(GRUP, 2)], [(GRUP, 3)]]


def test_the_next_part_follows_at_once(store: Store) -> None:
    """A part may be claimed in the transaction that records the one before it."""
    announce(store, [GRUP], parts=2)
    (first,) = delivery.exchange(store, "a", (), 4)
    assert delivery.exchange(store, "a", (), 4) == ()
    (second,) = delivery.exchange(store, "a", [Sampai(first, 1, None)], 4)
    assert (first.bagian, second.bagian) == (1, 2)


def test_all_or_nothing(store: Store) -> None:
    """Where the transaction fails neither a record nor a claim stays."""
    announce(store, [1, 2, 3])
    items = delivery.exchange(store, "a", (), 2)
    before = contents(store)
    with broken_commit(store), pytest.raises(RuntimeError):
        delivery.exchange(store, "a", [Sampai(item, 1, None) for item in items], 1)
    assert contents(store) == before


def test_two_at_once(store: Store) -> None:
    """What one process is about to claim another passes over."""
    announce(store, range(1, 7))
    with meanwhile(store, lambda: delivery.exchange(store, "b", (), 3)) as started:
        mine = delivery.exchange(store, "a", (), 3)
    assert chats(mine) == [1, 2, 3]
    assert chats(started[0].result()) == [4, 5, 6]


def test_many_at_once(store: Store) -> None:
    """Of four that claim and record side by side each gets others, and none is left."""
    made = announce(store, range(1, 101))

    def work(name: str) -> list[int]:
        mine: list[int] = []
        gone: tuple[Sampai, ...] = ()
        while claimed := delivery.exchange(store, name, gone, 3):
            mine += chats(claimed)
            gone = tuple(Sampai(item, 1, None) for item in claimed)
        return mine

    found = at_once(*(lambda name=name: work(name) for name in "abcd"))
    assert sorted(chat for mine in found for chat in mine) == list(range(1, 101))
    assert ledger.progress(store, made.id) == Kemajuan(terkirim=100)


def test_held_by(store: Store) -> None:
    """A claimer finds again what it claimed and did not record, and nothing of others."""
    announce(store, range(1, 7))
    mine = delivery.exchange(store, "a", (), 3)
    delivery.exchange(store, "b", [Sampai(mine[0], 1, None)], 2)
    assert sorted(chats(delivery.held_by(store, "a"))) == [2, 3]
    assert delivery.held_by(store, "c") == ()
