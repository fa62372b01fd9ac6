"""Sending from the ledger: claims, what became of them, and the end of an announcement."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from data.models import JenisPengumuman, Keadaan, Kemajuan, Kiriman, Tujuan
from data.store import chats, delivery, ledger
from data.store.delivery import LEASE
from data.store.store import Store
from tests.conftest import Clock
from tests.data.store.rekaan import (
    ADMIN,
    GRUP,
    SUPERGRUP,
    announce,
    at_once,
    load,
    meanwhile,
)

TOO_LONG = LEASE + timedelta(seconds=1)


def claim(store: Store, claimer: str = "a") -> Kiriman:
    """The next delivery, claimed."""
    found = delivery.claim(store, claimer)
    assert found is not None
    return found


def state(store: Store, item: Kiriman) -> Keadaan:
    """The present state of a delivery."""
    (found,) = [row for row in ledger.deliveries_of(store, item.pengumuman_id) if row.id == item.id]
    return found.keadaan


def test_claimed_in_order(store: Store) -> None:
    """Deliveries are claimed in their order, each once, by whoever asks."""
    announce(store, [3, 1, 2])
    first = claim(store, "satu")
    assert (first.keadaan, first.klaim, first.percobaan) == (Keadaan.MENGIRIM, "satu", 1)
    assert [first.chat_id, claim(store, "dua").chat_id, claim(store).chat_id] == [3, 1, 2]
    assert delivery.claim(store, "dua") is None


def test_busy_chats_are_passed_over(store: Store) -> None:
    """A chat that is being sent to is passed over until it is free."""
    announce(store, [GRUP, SUPERGRUP], parts=2)
    found = delivery.claim(store, "a", busy=[GRUP])
    assert found is not None
    assert found.chat_id == SUPERGRUP
    assert delivery.claim(store, "a", busy={GRUP, SUPERGRUP}) is None
    assert claim(store).chat_id == GRUP


def test_parts_go_in_order(store: Store) -> None:
    """A later part waits until the one before it was sent, in each topic by itself."""
    made = announce(store, [])
    places = [(GRUP, 0, 2), (GRUP, 0, 1), (GRUP, 5, 1), (GRUP, 5, 2), (SUPERGRUP, 0, 1)]
    ledger.top_up(
        store,
        made.id,
        [Tujuan(chat_id=chat, topik=topic, bagian=part) for chat, topic, part in places],
    )
    one, topic, other = (claim(store) for _ in range(3))
    assert [(item.chat_id, item.topik, item.bagian) for item in (one, topic, other)] == [
        (GRUP, 0, 1),
        (GRUP, 5, 1),
        (SUPERGRUP, 0, 1),
    ]
    assert delivery.claim(store, "a") is None
    delivery.unknown(store, topic, "waktu habis")
    assert delivery.claim(store, "a") is None
    delivery.sent(store, one, 1, None)
    assert claim(store).bagian == 2
    assert delivery.claim(store, "a") is None
    delivery.decide(store, made.id, ADMIN, again=False)
    assert (claim(store).topik, delivery.claim(store, "a")) == (5, None)


def test_sent(store: Store) -> None:
    """What was sent keeps its message and the version whose figures it told."""
    loaded = load(store)
    made = announce(store, [GRUP], load_id=loaded.id)
    item = claim(store)
    assert delivery.sent(store, item, 2**40, loaded.id)
    (found,) = ledger.deliveries_of(store, made.id)
    assert (found.keadaan, found.pesan_id, found.muatan_id) == (
        Keadaan.TERKIRIM,
        2**40,
        loaded.id,
    )
    assert not delivery.sent(store, item, 5, None)
    assert not delivery.unknown(store, item, "x")
    assert ledger.deliveries_of(store, made.id) == (found,)


def test_failed_with_later_parts(store: Store) -> None:
    """Where a part cannot be delivered the later ones of its place cannot either."""
    made = announce(store, [GRUP, SUPERGRUP], parts=3)
    item = claim(store)
    assert delivery.sent(store, item, 1, None)
    second = claim(store)
    assert delivery.failed(store, second, "bot dikeluarkan")
    found = ledger.deliveries_of(store, made.id)
    assert [(row.keadaan, row.alasan) for row in found] == [
        (Keadaan.TERKIRIM, ""),
        *[(Keadaan.GAGAL, "bot dikeluarkan")] * 2,
        *[(Keadaan.MENUNGGU, "")] * 3,
    ]


def test_a_late_failure_does_nothing(store: Store) -> None:
    """A failure that is told after a person decided to send again touches no later part."""
    made = announce(store, [GRUP], parts=2)
    item = claim(store)
    delivery.unknown(store, item, "waktu habis")
    delivery.decide(store, made.id, ADMIN, again=True)
    assert not delivery.failed(store, item, "diblokir")
    assert ledger.progress(store, made.id) == Kemajuan(menunggu=2)


def test_failed_after_a_stop(store: Store) -> None:
    """The later parts of what failed are not taken up again with the announcement."""
    made = announce(store, [GRUP], parts=2)
    item = claim(store)
    assert delivery.stop(store, made.id, ADMIN) == 1
    assert delivery.failed(store, item, "diblokir")
    assert ledger.progress(store, made.id) == Kemajuan(gagal=2)
    assert delivery.resume(store, made.id, ADMIN) == 0


def test_not_before(store: Store, clock: Clock) -> None:
    """What is put back waits until its time, and others go before it."""
    announce(store, [GRUP, SUPERGRUP])
    item = claim(store)
    until = clock() + timedelta(seconds=30)
    assert delivery.put_back(store, item, "terlalu cepat", until)
    assert claim(store).chat_id == SUPERGRUP
    clock.advance(seconds=29)
    assert delivery.claim(store, "a") is None
    clock.advance(seconds=1)
    again = claim(store, "b")
    assert (again.chat_id, again.klaim, again.percobaan) == (GRUP, "b", 2)
    assert not delivery.put_back(store, item, "lagi", clock())
    assert not delivery.sent(store, item, 1, None)
    assert state(store, item) is Keadaan.MENGIRIM


def test_lease(store: Store, clock: Clock) -> None:
    """A claim that is held longer than any sending can take is uncertain."""
    made = announce(store, [GRUP, SUPERGRUP, 3])
    claim(store)
    clock.advance(seconds=1)
    claim(store)
    clock.moment += LEASE
    assert delivery.expire(store) == 1
    assert delivery.expire(store) == 0
    (found,) = ledger.deliveries_of(store, made.id, Keadaan.TIDAK_PASTI)
    assert (found.chat_id, found.alasan) == (GRUP, "proses berhenti saat mengirim")
    assert delivery.expire(store, timedelta(seconds=1)) == 1
    assert claim(store).chat_id == 3
    assert delivery.claim(store, "a") is None


def test_expiring_at_once(store: Store, clock: Clock) -> None:
    """Of many threads that look for expired claims, each claim is found by one."""
    announce(store, range(1, 9))
    for _ in range(8):
        claim(store)
    clock.moment += TOO_LONG
    assert sum(at_once(*[lambda: delivery.expire(store)] * 6)) == 8


def test_late_news_counts(store: Store, clock: Clock) -> None:
    """Who was merely slow can still say what became of a message."""
    made = announce(store, [1, 2, 3, 4])
    one, two, three, four = (claim(store) for _ in range(4))
    clock.moment += TOO_LONG
    assert delivery.expire(store) == 4
    assert delivery.sent(store, one, 1, None)
    assert delivery.failed(store, two, "diblokir")
    assert delivery.put_back(store, three, "jaringan", clock())
    assert delivery.unknown(store, four, "waktu habis")
    assert ledger.progress(store, made.id) == Kemajuan(
        terkirim=1, gagal=1, menunggu=1, tidak_pasti=1
    )


def test_late_news_after_the_end(store: Store, clock: Clock) -> None:
    """What certainly did not go out is sent, even where the announcement had ended."""
    made = announce(store, [GRUP])
    item = claim(store)
    clock.moment += TOO_LONG
    delivery.expire(store)
    assert len(delivery.finish(store)) == 1
    assert delivery.put_back(store, item, "jaringan", clock())
    assert [item.id for item in ledger.running(store)] == [made.id]
    assert claim(store).chat_id == GRUP


@pytest.mark.parametrize("again", [True, False])
def test_late_news_after_a_decision(store: Store, clock: Clock, *, again: bool) -> None:
    """What a person decided stands, whatever the one who was slow says afterwards."""
    made = announce(store, [GRUP])
    item = claim(store)
    clock.moment += TOO_LONG
    delivery.expire(store)
    delivery.decide(store, made.id, ADMIN, again=again)
    decided = ledger.deliveries_of(store, made.id)
    assert not delivery.sent(store, item, 1, None)
    assert not delivery.failed(store, item, "x")
    assert not delivery.unknown(store, item, "x")
    assert not delivery.put_back(store, item, "x", clock())
    assert ledger.deliveries_of(store, made.id) == decided


def test_late_news_of_an_earlier_claim(store: Store, clock: Clock) -> None:
    """A claimer's news of its earlier claim does not touch its present one."""
    made = announce(store, [GRUP])
    earlier = claim(store)
    clock.moment += TOO_LONG
    delivery.expire(store)
    delivery.decide(store, made.id, ADMIN, again=True)
    present = claim(store)
    assert present.klaim == earlier.klaim
    assert not delivery.put_back(store, earlier, "jaringan", clock())
    assert delivery.claim(store, "b") is None
    assert delivery.sent(store, present, 1, None)


def test_a_delivery_that_is_not_there(store: Store) -> None:
    """What became of a delivery that was merged away is nobody's news."""
    announce(store, [GRUP])
    item = claim(store).model_copy(update={"pengumuman_id": 99, "id": 99})
    assert not delivery.put_back(store, item, "x", store.now())
    assert not delivery.sent(store, item, 1, None)


def test_deciding_all(store: Store) -> None:
    """All that is uncertain is sent once more, and nothing else."""
    made = announce(store, [1, 2, 3])
    one, two, three = (claim(store) for _ in range(3))
    for item in (three, one):
        delivery.unknown(store, item, "waktu habis")
    delivery.sent(store, two, 1, None)
    assert delivery.decide(store, 99, ADMIN, again=True) == ()
    assert len(delivery.finish(store)) == 1
    settled = delivery.decide(store, made.id, ADMIN, again=True)
    assert [(item.chat_id, item.keadaan, item.klaim, item.alasan) for item in settled] == [
        (1, Keadaan.MENUNGGU, None, ""),
        (3, Keadaan.MENUNGGU, None, ""),
    ]
    assert delivery.decide(store, made.id, ADMIN, again=True) == ()
    assert [claim(store).chat_id for _ in range(2)] == [1, 3]


def test_deciding_one(store: Store) -> None:
    """One uncertain delivery is taken as sent with the announcement's figures."""
    loaded = load(store)
    made = announce(store, [1, 2], load_id=loaded.id)
    other = announce(store, [3], kind=JenisPengumuman.PENGINGAT)
    one, two, three = (claim(store) for _ in range(3))
    for item in (one, two, three):
        delivery.unknown(store, item, "waktu habis")
    assert delivery.decide(store, other.id, ADMIN, again=False, item=one.id) == ()
    (settled,) = delivery.decide(store, made.id, ADMIN, again=False, item=one.id)
    assert (settled.id, settled.keadaan, settled.muatan_id, settled.alasan) == (
        one.id,
        Keadaan.TERKIRIM,
        loaded.id,
        "dianggap terkirim",
    )
    assert ledger.progress(store, made.id) == Kemajuan(terkirim=1, tidak_pasti=1)
    (settled,) = delivery.decide(store, other.id, ADMIN, again=False)
    assert settled.muatan_id is None
    assert [item.id for item in ledger.delivered(store, made.bulan)] == [one.id]


def test_deciding_tells_the_end_again(store: Store) -> None:
    """After a decision the end of an announcement is told once more, stopped ones stay so."""
    made = announce(store, [1, 2])
    item = claim(store)
    delivery.stop(store, made.id, ADMIN)
    delivery.unknown(store, item, "waktu habis")
    assert [row.keadaan for row in delivery.finish(store)] == ["dihentikan"]
    delivery.decide(store, made.id, ADMIN, again=False)
    assert [row.keadaan for row in delivery.finish(store)] == ["dihentikan"]
    assert delivery.finish(store) == ()
    assert delivery.resume(store, made.id, ADMIN) == 1
    delivery.sent(store, claim(store), 2, None)
    assert [row.keadaan for row in delivery.finish(store)] == ["selesai"]


def test_deciding_meets_the_end(store: Store) -> None:
    """An announcement is not called done while something of it is to be sent again."""
    made = announce(store, [1])
    delivery.unknown(store, claim(store), "waktu habis")
    with meanwhile(store, lambda: delivery.finish(store)) as started:
        delivery.decide(store, made.id, ADMIN, again=True)
    assert started[0].result() == ()
    assert claim(store).chat_id == 1


def test_the_end_meets_deciding(store: Store) -> None:
    """What is to be sent again while its announcement is being called done is sent."""
    made = announce(store, [1])
    delivery.unknown(store, claim(store), "waktu habis")
    with meanwhile(store, lambda: delivery.decide(store, made.id, ADMIN, again=True)) as started:
        assert len(delivery.finish(store)) == 1
    assert len(started[0].result()) == 1
    assert claim(store).chat_id == 1


def test_stop_and_resume(store: Store) -> None:
    """A stopped announcement sends nothing more, and all of the rest when taken up again."""
    made = announce(store, [1, 2, 3])
    other = announce(store, [4], kind=JenisPengumuman.PENGINGAT)
    item = claim(store)
    assert delivery.stop(store, made.id, ADMIN) == 2
    assert delivery.stop(store, made.id, ADMIN) == 0
    assert delivery.stop(store, 99, ADMIN) == 0
    assert ledger.progress(store, made.id) == Kemajuan(mengirim=1, batal=2)
    assert claim(store).pengumuman_id == other.id
    assert delivery.claim(store, "a") is None
    assert delivery.finish(store) == ()
    assert delivery.sent(store, item, 1, None)
    (ended,) = delivery.finish(store)
    assert (ended.id, ended.keadaan, ended.selesai) == (made.id, "dihentikan", store.now())
    assert delivery.resume(store, made.id, ADMIN) == 2
    assert delivery.resume(store, made.id, ADMIN) == 0
    found = ledger.find(store, made.id)
    assert found is not None
    assert (found.keadaan, found.selesai, found.dilaporkan) == ("berjalan", None, False)
    assert [claim(store).chat_id for _ in range(2)] == [2, 3]


def test_put_back_after_a_stop(store: Store) -> None:
    """What is put back after a stop is called off with the rest, so the end is reached."""
    made = announce(store, [1])
    item = claim(store)
    delivery.stop(store, made.id, ADMIN)
    assert delivery.put_back(store, item, "jaringan", store.now())
    assert ledger.progress(store, made.id) == Kemajuan(batal=1)
    assert [row.keadaan for row in delivery.finish(store)] == ["dihentikan"]
    assert delivery.resume(store, made.id, ADMIN) == 1
    assert claim(store).chat_id == 1


def test_a_stop_meets_putting_back(store: Store) -> None:
    """What is put back while the announcement is being stopped does not stay pending."""
    made = announce(store, [1, 2])
    items = [claim(store), claim(store)]
    with meanwhile(store, lambda: delivery.put_back(store, items[0], "x", store.now())) as started:
        delivery.stop(store, made.id, ADMIN)
    assert started[0].result()
    delivery.resume(store, made.id, ADMIN)
    with meanwhile(store, lambda: delivery.stop(store, made.id, ADMIN)) as started:
        delivery.put_back(store, items[1], "x", store.now())
    assert started[0].result() == 2
    assert ledger.progress(store, made.id) == Kemajuan(batal=2)


def test_the_end(store: Store) -> None:
    """An announcement ends when nothing is open, and that is told once."""
    made = announce(store, [1, 2])
    empty = announce(store, [], kind=JenisPengumuman.PENGINGAT)
    assert [item.id for item in delivery.finish(store)] == [empty.id]
    delivery.sent(store, claim(store), 1, None)
    item = claim(store)
    assert delivery.finish(store) == ()
    delivery.failed(store, item, "diblokir")
    (ended,) = delivery.finish(store)
    assert (ended.id, ended.keadaan, ended.dilaporkan) == (made.id, "selesai", True)
    assert delivery.finish(store) == ()


def test_the_end_is_one_callers(store: Store) -> None:
    """Of threads that look at once for what has ended, each end is given to one."""
    made = [
        announce(store, [], kind=JenisPengumuman.KOREKSI, version=version) for version in range(5)
    ]
    ended = at_once(*[lambda: delivery.finish(store)] * 2)
    assert sorted(item.id for given in ended for item in given) == [item.id for item in made]
    announce(store, [])
    with meanwhile(store, lambda: delivery.finish(store)) as started:
        assert len(delivery.finish(store)) == 1
    assert started[0].result() == ()


def test_a_claim_meets_a_claim(store: Store) -> None:
    """Who claims while another claim is under way gets another delivery."""
    announce(store, [1, 2])
    with meanwhile(store, lambda: delivery.claim(store, "b")) as started:
        first = claim(store)
    assert (first.chat_id, started[0].result().chat_id) == (1, 2)


def test_eight_threads(store: Store) -> None:
    """Eight threads that send 500 deliveries send each of them once."""
    made = announce(store, range(1, 501))

    def work(name: str) -> list[int]:
        mine = []
        while (item := delivery.claim(store, name)) is not None:
            mine.append(item.chat_id)
            assert delivery.sent(store, item, item.chat_id, None)
        return mine

    found = at_once(*[lambda name=name: work(name) for name in "abcdefgh"])
    assert sorted(chat for mine in found for chat in mine) == list(range(1, 501))
    assert ledger.progress(store, made.id) == Kemajuan(terkirim=500)


class Sending(RuleBasedStateMachine):
    """Claims, news of them (in time or late) and decisions, in any order.

    ``out`` are the deliveries whose message went out since a person last decided to
    send them again; ``held`` are the claims of which no news was given yet, each with
    whether its message went out.
    """

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "store.db"
        shutil.copy(self.template, path)
        self.clock = Clock()
        self.store = Store.open(f"sqlite:///{path}", self.clock)
        self.numbers: list[int] = []
        self.places = 0
        self.out: set[int] = set()
        self.held: list[tuple[Kiriman, bool]] = []
        self.chat = 1

    @initialize(parts=st.integers(1, 3))
    def start(self, parts: int) -> None:
        """An announcement to three chats."""
        self.numbers.append(announce(self.store, [1, 2, 3], parts=parts).id)
        self.places = 3 * parts

    def deliveries(self) -> list[Kiriman]:
        """All deliveries."""
        return [
            item for number in self.numbers for item in ledger.deliveries_of(self.store, number)
        ]

    @rule(goes_out=st.booleans(), claimer=st.sampled_from("ab"))
    def claim(self, claimer: str, *, goes_out: bool) -> None:
        """Somebody claims a delivery, and its message goes out or not."""
        item = delivery.claim(self.store, claimer)
        if item is None:
            return
        assert item.id not in self.out, "claimed although its message is out"
        earlier = [
            row
            for row in ledger.deliveries_of(self.store, item.pengumuman_id)
            if (row.chat_id, row.topik) == (item.chat_id, item.topik) and row.bagian < item.bagian
        ]
        assert all(row.keadaan is Keadaan.TERKIRIM for row in earlier)
        if goes_out:
            self.out.add(item.id)
        self.held.append((item, goes_out))

    @precondition(lambda self: self.held)
    @rule(data=st.data(), news=st.sampled_from(["kabar", "tidak tahu", "mati"]))
    def tell(self, data: st.DataObject, news: str) -> None:
        """A claimer tells what became of its message, or never will."""
        position = data.draw(st.integers(0, len(self.held) - 1))
        item, went_out = self.held.pop(position)
        if news == "tidak tahu":
            delivery.unknown(self.store, item, "waktu habis")
        elif news == "kabar" and went_out:
            delivery.sent(self.store, item, 1, None)
        elif news == "kabar" and data.draw(st.booleans()):
            delivery.failed(self.store, item, "diblokir")
        elif news == "kabar":
            wait = timedelta(seconds=data.draw(st.sampled_from([0, 30])))
            delivery.put_back(self.store, item, "jaringan", self.clock() + wait)

    @rule(time=st.sampled_from([timedelta(seconds=10), LEASE / 2, TOO_LONG]))
    def expire(self, time: timedelta) -> None:
        """Time passes, and old claims become uncertain."""
        self.clock.moment += time
        delivery.expire(self.store)

    @rule(data=st.data(), again=st.booleans(), every=st.booleans())
    def decide(self, data: st.DataObject, *, again: bool, every: bool) -> None:
        """A person decides on all that is uncertain, or on one of it."""
        number = data.draw(st.sampled_from(self.numbers))
        unsure = ledger.deliveries_of(self.store, number, Keadaan.TIDAK_PASTI)
        one = None if every or not unsure else data.draw(st.sampled_from(unsure)).id
        settled = delivery.decide(self.store, number, ADMIN, again=again, item=one)
        if again:
            self.out -= {item.id for item in settled}
            # Whoever still holds one of them speaks of a message that was decided on.
            self.held = [(item, went_out and item.id in self.out) for item, went_out in self.held]

    @rule(data=st.data())
    def stop(self, data: st.DataObject) -> None:
        """A person stops an announcement."""
        delivery.stop(self.store, data.draw(st.sampled_from(self.numbers)), ADMIN)

    @rule(data=st.data())
    def resume(self, data: st.DataObject) -> None:
        """A person takes an announcement up again."""
        delivery.resume(self.store, data.draw(st.sampled_from(self.numbers)), ADMIN)

    @rule(data=st.data(), chat=st.integers(4, 6))
    def add(self, data: st.DataObject, chat: int) -> None:
        """A late place is added."""
        number = data.draw(st.sampled_from(self.numbers))
        self.places += ledger.top_up(self.store, number, [Tujuan(chat_id=chat)])

    @precondition(lambda self: len(self.numbers) < 3)
    @rule()
    def correct(self) -> None:
        """A correction is announced, in two parts."""
        version = len(self.numbers)
        made = announce(self.store, [1, 2], parts=2, kind=JenisPengumuman.KOREKSI, version=version)
        self.numbers.append(made.id)
        self.places += 4

    @rule()
    def move(self) -> None:
        """The first chat becomes another one."""
        new = self.chat - 1000
        chats.migrate(self.store, self.chat, new)
        self.chat = new

    @rule()
    def finish(self) -> None:
        """What has ended is told, and nothing of it is open."""
        for ended in delivery.finish(self.store):
            assert ledger.progress(self.store, ended.id).terbuka == 0

    @invariant()
    def consistent(self) -> None:
        """No delivery is lost, and none is open where nothing is sent any more."""
        found = self.deliveries()
        assert len(found) == self.places
        # One that failed is not out; every other one that is out is not offered again.
        waiting = {item.id for item in found if item.keadaan is Keadaan.MENUNGGU}
        assert not waiting & self.out
        for number in self.numbers:
            made = ledger.find(self.store, number)
            assert made is not None
            progress = ledger.progress(self.store, number)
            assert progress.semua == len([item for item in found if item.pengumuman_id == number])
            if made.keadaan == "selesai":
                assert progress.terbuka == 0
            if made.keadaan == "dihentikan":
                assert progress.menunggu == 0

    def teardown(self) -> None:
        """Whatever happened, everything comes to an end when the bot and people go on."""
        self.clock.moment += TOO_LONG
        delivery.expire(self.store)
        for number in self.numbers:
            delivery.resume(self.store, number, ADMIN)
            delivery.decide(self.store, number, ADMIN, again=True)
        while (item := delivery.claim(self.store, "c")) is not None:
            assert delivery.sent(self.store, item, 1, None)
        delivery.finish(self.store)
        for number in self.numbers:
            assert ledger.progress(self.store, number).terbuka == 0
            made = ledger.find(self.store, number)
            assert made is not None
            assert made.dilaporkan
        self.store.close()
        self.folder.cleanup()


def test_whatever_the_order(empty_sqlite: Path) -> None:
    """In whatever order things happen nothing is sent twice, lost, or never ends."""
    Sending.template = empty_sqlite
    run_state_machine_as_test(
        Sending,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
