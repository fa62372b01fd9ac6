"""Announcements and their deliveries: each of them is there once, whoever makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import IntegrityError

from data.models import Bulan, JenisPengumuman, Keadaan, Kemajuan, Kiriman, Rencana, Tujuan
from data.store import delivery, ledger
from tests.data.store.rekaan import (
    ADMIN,
    GRUP,
    OKTOBER,
    SEPTEMBER,
    SUPERGRUP,
    announce,
    at_once,
    load,
    meanwhile,
    trail,
)

if TYPE_CHECKING:
    from data.store.store import Store

KOREKSI = JenisPengumuman.KOREKSI


def plan(kind: JenisPengumuman = JenisPengumuman.SERAPAN, month: Bulan = OKTOBER) -> Rencana:
    """An announcement to be made of no particular version."""
    return Rencana(jenis=kind, bulan=month, muatan_id=None, versi=3, oleh=ADMIN)


def send_next(store: Store, message_id: int = 1, load_id: int | None = None) -> Kiriman:
    """The next delivery, sent."""
    claimed = delivery.claim(store, "a")
    assert claimed is not None
    assert delivery.sent(store, claimed, message_id, load_id)
    return claimed


def test_keys() -> None:
    """A month is announced once and reminded of once, but corrected once for each version."""
    kinds = [plan(kind).kunci for kind in JenisPengumuman]
    assert kinds == ["serapan-2025-10", "koreksi-2025-10-v3", "pengingat-2025-10"]


def test_a_new_announcement(store: Store) -> None:
    """An announcement stands with all its deliveries, pending, in their order."""
    loaded = load(store)
    wish = plan().model_copy(update={"muatan_id": loaded.id, "pantau_chat": 2**40})
    targets = [
        Tujuan(chat_id=SUPERGRUP, topik=5, varian='{"kode": "WA"}', balas_ke=9),
        Tujuan(chat_id=GRUP, bagian=1),
        Tujuan(chat_id=GRUP, bagian=2),
    ]
    made = ledger.create(store, wish, iter(targets))
    assert made is not None
    assert (made.kunci, made.bulan, made.muatan_id) == ("serapan-2025-10", OKTOBER, loaded.id)
    assert (made.keadaan, made.oleh, made.dibuat) == ("berjalan", ADMIN, store.now())
    assert (made.pantau_chat, made.pantau_pesan, made.dilaporkan) == (2**40, None, False)
    found = ledger.deliveries_of(store, made.id)
    assert [
        Tujuan(**{name: getattr(item, name) for name in Tujuan.model_fields}) for item in found
    ] == targets
    assert {(item.keadaan, item.percobaan, item.klaim) for item in found} == {
        (Keadaan.MENUNGGU, 0, None)
    }
    ledger.watch(store, made.id, 44)
    again = ledger.find(store, made.id)
    assert again == made.model_copy(update={"pantau_pesan": 44})
    assert ledger.by_key(store, "serapan-2025-10") == again
    assert ledger.by_key(store, "serapan-2025-11") is None
    assert ledger.find(store, made.id + 1) is None


def test_made_before(store: Store) -> None:
    """An announcement that was made already is not made again, and nothing changes."""
    made = announce(store, [GRUP])
    assert ledger.create(store, plan(), [Tujuan(chat_id=SUPERGRUP)]) is None
    assert [item.chat_id for item in ledger.deliveries_of(store, made.id)] == [GRUP]
    assert trail(store) == ["umumkan"]


def test_of_a_load_that_is_not_there(store: Store) -> None:
    """An announcement of figures that are not stored is an error, not one made before."""
    with pytest.raises(IntegrityError):
        ledger.create(store, plan().model_copy(update={"muatan_id": 99}), [])
    assert ledger.recent(store, 9) == ()


def test_made_at_once(store: Store) -> None:
    """Of many threads that announce a month at once, one does."""
    made = at_once(*[lambda: ledger.create(store, plan(), [Tujuan(chat_id=GRUP)])] * 8)
    assert len([item for item in made if item]) == 1
    (found,) = ledger.recent(store, 9)
    assert ledger.progress(store, found.id).semua == 1


def test_announcing_meets_announcing(store: Store) -> None:
    """Who announces a month that is just being announced waits, and makes nothing."""
    with meanwhile(store, lambda: ledger.create(store, plan(), [])) as started:
        made = announce(store, [GRUP])
    assert started[0].result() is None
    assert ledger.recent(store, 9) == (made,)


def test_a_place_is_there_once(store: Store) -> None:
    """A place that is named twice gets one delivery."""
    made = announce(store, [GRUP, GRUP, SUPERGRUP])
    assert [item.chat_id for item in ledger.deliveries_of(store, made.id)] == [GRUP, SUPERGRUP]


def test_late_places(store: Store) -> None:
    """Late places are added, those that are there already are not; one that was done goes on."""
    made = announce(store, [GRUP])
    send_next(store)
    assert [item.id for item in delivery.finish(store)] == [made.id]
    assert ledger.top_up(store, made.id, [Tujuan(chat_id=GRUP)]) == 0
    assert ledger.running(store) == ()
    late = [Tujuan(chat_id=GRUP), Tujuan(chat_id=SUPERGRUP), Tujuan(chat_id=SUPERGRUP, topik=2)]
    assert ledger.top_up(store, made.id, iter(late)) == 2
    (again,) = ledger.running(store)
    assert (again.selesai, again.dilaporkan) == (None, False)
    assert ledger.top_up(store, 99, late) == 0
    assert [send_next(store).topik for _ in range(2)] == [0, 2]
    assert [item.id for item in delivery.finish(store)] == [made.id]


def test_late_places_of_a_stopped_one(store: Store) -> None:
    """Late places of a stopped announcement wait until it is taken up again."""
    made = announce(store, [])
    delivery.stop(store, made.id, ADMIN)
    assert ledger.top_up(store, made.id, [Tujuan(chat_id=GRUP)]) == 1
    assert delivery.claim(store, "a") is None
    assert [item.keadaan for item in delivery.finish(store)] == ["dihentikan"]
    assert delivery.resume(store, made.id, ADMIN) == 1
    assert send_next(store).chat_id == GRUP


def test_late_places_meet_the_end(store: Store) -> None:
    """An announcement is not called done while places are being added to it."""
    made = announce(store, [])
    with meanwhile(store, lambda: delivery.finish(store)) as started:
        assert ledger.top_up(store, made.id, [Tujuan(chat_id=GRUP)]) == 1
    assert started[0].result() == ()
    assert send_next(store).chat_id == GRUP


def test_the_end_meets_late_places(store: Store) -> None:
    """Places that are added while an announcement is being called done are sent to."""
    made = announce(store, [])
    late = [Tujuan(chat_id=GRUP)]
    with meanwhile(store, lambda: ledger.top_up(store, made.id, late)) as started:
        assert [item.id for item in delivery.finish(store)] == [made.id]
    assert started[0].result() == 1
    assert send_next(store).chat_id == GRUP
    assert [item.id for item in delivery.finish(store)] == [made.id]


def test_late_places_twice_at_once(store: Store) -> None:
    """Of two who add places at once, each adds what the other did not."""
    made = announce(store, [])
    one, two, three = (Tujuan(chat_id=chat) for chat in (1, 2, 3))
    with meanwhile(store, lambda: ledger.top_up(store, made.id, [two, three])) as started:
        assert ledger.top_up(store, made.id, [one, two]) == 2
    assert started[0].result() == 1
    assert ledger.progress(store, made.id) == Kemajuan(menunggu=3)


def test_a_newer_correction(store: Store) -> None:
    """A correction calls off what is pending of earlier ones of its month, and no more."""
    month = announce(store, [1])
    earlier = announce(store, [1, 2], kind=KOREKSI, version=2)
    other = ledger.create(store, plan(KOREKSI, SEPTEMBER), [Tujuan(chat_id=1)])
    assert other is not None
    claimed = [delivery.claim(store, "a") for _ in range(2)]
    assert [item and item.pengumuman_id for item in claimed] == [month.id, earlier.id]
    newer = announce(store, [1, 2], kind=KOREKSI, version=3)
    assert ledger.progress(store, earlier.id) == Kemajuan(mengirim=1, batal=1)
    assert ledger.progress(store, month.id) == Kemajuan(mengirim=1)
    assert ledger.progress(store, other.id) == Kemajuan(menunggu=1)
    assert ledger.progress(store, newer.id) == Kemajuan(menunggu=2)
    # Called off for good: taking the earlier one up again brings nothing back.
    assert delivery.resume(store, earlier.id, ADMIN) == 0


def test_a_stopped_correction_is_corrected(store: Store) -> None:
    """A correction that was stopped is not taken up again after a newer one."""
    earlier = announce(store, [1], kind=KOREKSI, version=2)
    delivery.stop(store, earlier.id, ADMIN)
    announce(store, [1], kind=KOREKSI, version=3)
    assert delivery.resume(store, earlier.id, ADMIN) == 0
    assert ledger.progress(store, earlier.id) == Kemajuan(batal=1)


def test_an_old_correction_is_put_back(store: Store) -> None:
    """What was being sent of a correction is not tried again after a newer one."""
    earlier = announce(store, [1], kind=KOREKSI, version=2)
    claimed = delivery.claim(store, "a")
    assert claimed is not None
    newer = announce(store, [1], kind=KOREKSI, version=3)
    assert delivery.put_back(store, claimed, "jaringan", store.now())
    assert ledger.progress(store, earlier.id) == Kemajuan(batal=1)
    again = delivery.claim(store, "a")
    assert again is not None
    assert again.pengumuman_id == newer.id
    assert delivery.put_back(store, again, "jaringan", store.now())
    assert ledger.progress(store, newer.id) == Kemajuan(menunggu=1)


def test_putting_back_meets_a_correction(store: Store) -> None:
    """What is put back while a newer correction is being made is called off."""
    earlier = announce(store, [1], kind=KOREKSI, version=2)
    claimed = delivery.claim(store, "a")
    assert claimed is not None
    with meanwhile(
        store, lambda: delivery.put_back(store, claimed, "jaringan", store.now())
    ) as started:
        announce(store, [1], kind=KOREKSI, version=3)
    assert started[0].result()
    assert ledger.progress(store, earlier.id) == Kemajuan(batal=1)


def test_progress(store: Store) -> None:
    """Progress counts each state, and what is still open."""
    made = announce(store, range(1, 8))
    first, second, third, fourth = (delivery.claim(store, "a") for _ in range(4))
    assert first and second and third and fourth  # noqa: PT018 - four of the same
    delivery.sent(store, first, 1, None)
    delivery.failed(store, second, "diblokir")
    delivery.unknown(store, third, "waktu habis")
    found = ledger.progress(store, made.id)
    assert found == Kemajuan(menunggu=3, mengirim=1, terkirim=1, gagal=1, tidak_pasti=1)
    assert (found.semua, found.terbuka) == (7, 4)
    assert ledger.progress(store, made.id + 1).semua == 0


def test_deliveries_by_state_and_page(store: Store) -> None:
    """Deliveries are found by their states, and page by page."""
    made = announce(store, range(1, 6))
    send_next(store)
    found = ledger.deliveries_of(store, made.id, Keadaan.TERKIRIM, Keadaan.GAGAL)
    assert [item.chat_id for item in found] == [1]
    page = ledger.deliveries_of(store, made.id, Keadaan.MENUNGGU, offset=1, limit=2)
    assert [item.chat_id for item in page] == [3, 4]


def test_what_was_delivered(store: Store) -> None:
    """What a month's figures were sent to is known, reminders and other months apart."""
    loaded = load(store)
    for kind in JenisPengumuman:
        announce(store, [GRUP], kind=kind, load_id=loaded.id)
    ledger.create(store, plan(month=SEPTEMBER), [Tujuan(chat_id=GRUP)])
    for number in range(4):
        send_next(store, 100 + number, loaded.id)
    announce(store, [SUPERGRUP], kind=KOREKSI, version=9)
    found = ledger.delivered(store, OKTOBER)
    assert [(item.pesan_id, item.muatan_id) for item in found] == [
        (100, loaded.id),
        (101, loaded.id),
    ]


def test_lists_of_announcements(store: Store) -> None:
    """The latest come newest first, those under way oldest first."""
    made = [announce(store, [1], kind=KOREKSI, version=version) for version in range(3)]
    assert [item.id for item in ledger.recent(store, 2)] == [made[2].id, made[1].id]
    delivery.stop(store, made[1].id, ADMIN)
    assert [item.id for item in ledger.running(store)] == [made[0].id, made[2].id]


def test_latest_of_a_month(store: Store) -> None:
    """The latest announcement of a month is its latest correction, never a reminder."""
    assert ledger.latest_of(store, OKTOBER) is None
    first = announce(store, [1])
    assert ledger.latest_of(store, OKTOBER) == first
    corrected = announce(store, [1], kind=KOREKSI, version=2)
    announce(store, [1], kind=JenisPengumuman.PENGINGAT)
    assert ledger.latest_of(store, OKTOBER) == corrected
    assert ledger.latest_of(store, SEPTEMBER) is None


def test_one_shows_the_progress(store: Store) -> None:
    """Of many who would show how far an announcement is, one does, where it is to be shown."""
    watched = ledger.create(store, plan().model_copy(update={"pantau_chat": ADMIN}), [])
    assert watched is not None
    taken = at_once(*[lambda: ledger.take_watch(store, watched.id)] * 6)
    assert sorted(taken) == [False] * 5 + [True]
    ledger.watch(store, watched.id, 44)
    assert not ledger.take_watch(store, watched.id)
    unwatched = announce(store, [], kind=KOREKSI)
    assert not ledger.take_watch(store, unwatched.id)
