"""Subscriptions: one row for each wish of a place, whatever becomes of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from data.models import JenisLangganan, Pilihan
from data.store import chats, subscriptions
from tests.data.store.rekaan import (
    ADMIN,
    ADMIN_KEDUA,
    GRUP,
    SUPERGRUP,
    at_once,
    meanwhile,
    obrolan,
    trail,
)

if TYPE_CHECKING:
    from data.models import Langganan
    from data.store.store import Store
    from tests.conftest import Clock

SERAPAN = Pilihan(jenis=JenisLangganan.SERAPAN)
KOREKSI = Pilihan(jenis=JenisLangganan.KOREKSI)


def subscribe(
    store: Store, wish: Pilihan = SERAPAN, *, chat: int = GRUP, topic: int = 0, who: int = ADMIN
) -> Langganan:
    """The subscription of a made-up chat."""
    return subscriptions.subscribe(store, obrolan(chat), topic, who, wish)


def below(percent: str, month: int = 0, code: str = "TOTAL") -> Pilihan:
    """The wish to hear when less than ``percent`` was absorbed."""
    return Pilihan(
        jenis=JenisLangganan.AMBANG, kode=code, arah="<", persen=Decimal(percent), bulan=month
    )


def test_a_new_subscription(store: Store) -> None:
    """Subscribing gives what was asked for, active, and notes the chat."""
    found = subscribe(store, topic=77)
    assert (found.chat_id, found.topik, found.oleh) == (GRUP, 77, ADMIN)
    assert (found.keadaan, found.alasan, found.dibuat) == ("aktif", "", store.now())
    assert found.pilihan == SERAPAN
    assert subscriptions.active(store) == (found,)
    assert [chat.id for chat in chats.known(store)] == [GRUP]


def test_one_row_for_each_wish(store: Store) -> None:
    """A wish is there once for each place; another length changes it."""
    first = subscribe(store)
    assert subscribe(store) == first
    longer = subscribe(store, Pilihan(jenis=JenisLangganan.SERAPAN, panjang="lengkap"))
    assert (longer.id, longer.pilihan.panjang) == (first.id, "lengkap")
    assert subscriptions.active(store) == (longer,)
    others = [
        subscribe(store, KOREKSI),
        subscribe(store, Pilihan(jenis=JenisLangganan.SERAPAN, kode="076.01.WA")),
        subscribe(store, topic=5),
        subscribe(store, chat=SUPERGRUP),
    ]
    assert len({first.id, *(item.id for item in others)}) == 5


@pytest.mark.parametrize(
    ("one", "other"),
    [("50", "50.0"), ("50.5", "50.50"), ("100", "1E+2"), ("0", "0.00"), ("0.1", "0.10")],
)
def test_equal_thresholds(store: Store, one: str, other: str) -> None:
    """A percentage is the same however many noughts it is written with."""
    assert subscribe(store, below(one)).id == subscribe(store, below(other)).id
    (found,) = subscriptions.active(store)
    assert found.pilihan.persen == Decimal(one)


def test_different_thresholds(store: Store) -> None:
    """Another limit, comparison, month or code is another wish."""
    wishes = [
        below("50"),
        below("50.5"),
        below("5"),
        below("50", month=6),
        below("50", code="076.01.WA"),
        below("50").model_copy(update={"arah": ">"}),
    ]
    made = [subscribe(store, wish) for wish in wishes]
    assert len({item.id for item in made}) == len(wishes)
    assert [item.pilihan for item in subscriptions.active(store)] == wishes


def test_taken_up_again(store: Store, clock: Clock) -> None:
    """Subscribing again to what had ended or was paused makes the same row active."""
    first = subscribe(store)
    subscriptions.end(store, GRUP, 0, ADMIN)
    assert subscriptions.active(store) == ()
    clock.advance(days=1)
    again = subscribe(store, who=ADMIN_KEDUA)
    assert (again.id, again.dibuat, again.oleh) == (first.id, first.dibuat, ADMIN_KEDUA)
    subscriptions.pause(store, GRUP, None, ADMIN, "bot dikeluarkan")
    assert subscribe(store).alasan == ""
    assert [item.keadaan for item in subscriptions.active(store)] == ["aktif"]


def test_pause_and_resume(store: Store) -> None:
    """A pause keeps its reason, touches only what is active, and is taken back."""
    ended = subscribe(store, KOREKSI)
    subscriptions.end(store, GRUP, 0, ADMIN)
    first = subscribe(store)
    (paused,) = subscriptions.pause(store, GRUP, 0, ADMIN, "bot diblokir")
    assert (paused.id, paused.keadaan, paused.alasan) == (first.id, "dijeda", "bot diblokir")
    assert subscriptions.pause(store, GRUP, 0, ADMIN, "lagi") == ()
    assert subscriptions.of_place(store, GRUP) == (paused,)
    assert subscriptions.active(store) == ()
    assert subscriptions.resume(store, GRUP, 1, ADMIN) == ()
    (active,) = subscriptions.resume(store, GRUP, 0, ADMIN)
    assert active == first
    assert subscriptions.resume(store, GRUP, 0, ADMIN) == ()
    assert ended.id not in {item.id for item in subscriptions.of_place(store, GRUP)}


def test_pausing_a_place(store: Store) -> None:
    """A pause is of one topic or of the whole chat, never of another chat."""
    for topic in (0, 1, 2):
        subscribe(store, topic=topic)
    subscribe(store, chat=SUPERGRUP)
    assert [item.topik for item in subscriptions.pause(store, GRUP, 1, ADMIN, "x")] == [1]
    assert [item.topik for item in subscriptions.pause(store, GRUP, None, ADMIN, "x")] == [0, 2]
    assert [item.chat_id for item in subscriptions.active(store)] == [SUPERGRUP]


def test_ending(store: Store) -> None:
    """Ending is of one subscription, a topic or a chat, and gives what ended."""
    one, two = subscribe(store), subscribe(store, KOREKSI)
    topic = subscribe(store, topic=3)
    foreign = subscribe(store, chat=SUPERGRUP)
    assert subscriptions.end(store, GRUP, 0, ADMIN, foreign.id) == ()
    assert [item.id for item in subscriptions.end(store, GRUP, 0, ADMIN, one.id)] == [one.id]
    assert subscriptions.end(store, GRUP, 0, ADMIN, one.id) == ()
    assert [item.id for item in subscriptions.end(store, GRUP, 0, ADMIN)] == [two.id]
    (last,) = subscriptions.end(store, GRUP, None, ADMIN)
    assert (last.id, last.keadaan) == (topic.id, "berhenti")
    assert subscriptions.active(store) == (foreign,)


def test_paused_ones_end(store: Store) -> None:
    """What is paused ends as well, and cannot be resumed afterwards."""
    subscribe(store)
    subscriptions.pause(store, GRUP, None, ADMIN, "x")
    (ended,) = subscriptions.end(store, GRUP, None, ADMIN)
    assert (ended.keadaan, ended.alasan) == ("berhenti", "")
    assert subscriptions.resume(store, GRUP, 0, ADMIN) == ()


def test_lists(store: Store) -> None:
    """Lists are by chat, topic and age, and leave out what has ended."""
    late = subscribe(store, topic=9)
    early = subscribe(store)
    newer = subscribe(store, KOREKSI, who=ADMIN_KEDUA)
    other = subscribe(store, chat=SUPERGRUP, who=ADMIN_KEDUA)
    assert subscriptions.active(store) == (other, early, newer, late)
    assert subscriptions.of_place(store, GRUP) == (early, newer, late)
    assert subscriptions.of_place(store, GRUP, 9) == (late,)
    assert subscriptions.made_by(store, ADMIN_KEDUA) == (other, newer)
    subscriptions.end(store, SUPERGRUP, None, ADMIN)
    assert subscriptions.made_by(store, ADMIN_KEDUA) == (newer,)
    subscriptions.pause(store, GRUP, 9, ADMIN, "x")
    assert subscriptions.active(store) == (early, newer)


def test_subscribing_meets_subscribing(store: Store) -> None:
    """Two who subscribe a new chat in the same moment get the same row."""
    with meanwhile(store, lambda: subscribe(store, who=ADMIN_KEDUA)) as started:
        first = subscribe(store)
    second: Langganan = started[0].result()
    assert second.id == first.id
    assert second.oleh == ADMIN_KEDUA
    assert subscriptions.active(store) == (second,)


def test_many_subscribe_at_once(store: Store) -> None:
    """Many who subscribe at once leave one row, and one line of the audit for each change."""
    found = at_once(*[lambda: subscribe(store)] * 8)
    assert len({item.id for item in found}) == 1
    assert trail(store) == ["langganan"]


def test_pause_meets_end(store: Store) -> None:
    """What is being ended is not paused as well."""
    subscribe(store)
    with meanwhile(store, lambda: subscriptions.pause(store, GRUP, None, ADMIN, "x")) as started:
        assert len(subscriptions.end(store, GRUP, None, ADMIN)) == 1
    assert started[0].result() == ()
    assert subscriptions.of_place(store, GRUP) == ()
