"""What is due, derived from what is stored; every figure and chat here is made up (rekaan)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from data.bulanan.figures import Bulanan
from data.bulanan.recipients import Varian
from data.models import (
    Bulan,
    JenisLangganan,
    JenisPengumuman,
    Keadaan,
    Kiriman,
    Muatan,
    Obrolan,
    Pengumuman,
    Pilihan,
    TingkatKode,
    Tujuan,
)
from data.store import audit, delivery, ledger, months, planning, subscriptions
from tests.data.store.rekaan import (
    ADMIN,
    ADMIN_KEDUA,
    OKTOBER,
    SEPTEMBER,
    at_once,
    baris,
    load,
    trail,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.models import BarisBulanan
    from data.store.planning import Persiapan
    from data.store.store import Store
    from tests.conftest import Clock

SERAPAN, KOREKSI, AMBANG = JenisLangganan
NOVEMBER = OKTOBER.sesudah
ADMINS = (ADMIN, ADMIN_KEDUA)
GROUPS = (-1_000_000_000_001, -1_000_000_000_002, -1_000_000_000_003, -1_000_000_000_004)
ONE, TWO, THREE, FOUR = GROUPS
DUE = datetime(2025, 11, 5, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def figures_of(store: Store) -> Bulanan:
    """The newest version of every month, as the store has them now."""
    return Bulanan(keadaan=months.state(store), posisi=months.positions(store))


def tick(store: Store, *, day: int = 5, admins: tuple[int, ...] = ADMINS) -> list[Pengumuman]:
    """What the clock begins at the store's present moment."""
    begun = planning.carry_out_due(
        store, figures_of(store), store.now(), day=day, at=time(8), admins=admins
    )
    return list(begun)


def prepare(store: Store, month: Bulan = OKTOBER) -> Persiapan | None:
    """The announcement of ``month`` that an admin would begin."""
    return planning.prepare(store, figures_of(store), month, ADMIN, ADMIN)


def subscribe(store: Store, *chats: int, wish: Pilihan | None = None, topic: int = 0) -> None:
    """Lets groups subscribe, to each month unless ``wish`` says otherwise."""
    for chat in chats:
        there = Obrolan(id=chat, jenis="supergroup", judul="Grup rekaan")
        subscriptions.subscribe(store, there, topic, ADMIN, wish or Pilihan(jenis=SERAPAN))


def version(
    store: Store, number: int, total: int, *more: BarisBulanan, month: Bulan = OKTOBER
) -> Muatan:
    """A confirmed version of ``month`` with a made-up total."""
    return load(store, month, baris(realisasi=total), *more, after=number - 1)


def deliver(
    store: Store, fates: Mapping[int, str] | None = None, *, most: int = 1_000
) -> list[Kiriman]:
    """Sends what may go out, with the newest figures of its month; ``fates`` may differ."""
    handled: list[Kiriman] = []
    while len(handled) < most and (item := delivery.claim(store, "rekaan")) is not None:
        fate = (fates or {}).get(item.chat_id, "terkirim")
        parent = ledger.find(store, item.pengumuman_id)
        assert parent is not None
        newest = figures_of(store).dari(parent.bulan)
        if fate == "gagal":
            assert delivery.failed(store, item, "bot dikeluarkan")
        elif fate == "tidak pasti":
            assert delivery.unknown(store, item, "waktu tunggu habis")
        elif fate == "terkirim":
            load_id = newest.muatan.id if newest else None
            assert delivery.sent(store, item, 500 + item.id, load_id)
        handled.append(item)
    return handled


def places(prepared: Persiapan | None) -> dict[int, int | None]:
    """The chats of an announcement with the messages that it replies to."""
    return {place.chat_id: place.balas_ke for place in prepared.penerima} if prepared else {}


def wordings(store: Store, begun: Pengumuman) -> dict[int, Varian]:
    """The wording of each chat's delivery."""
    items = ledger.deliveries_of(store, begun.id)
    return {item.chat_id: Varian.model_validate_json(item.varian) for item in items}


@pytest.fixture
def announced(store: Store, clock: Clock) -> Muatan:
    """October's first version, told to the first three groups; a moment later."""
    clock.moment = DUE
    stored = version(store, 1, 500)
    subscribe(store, ONE, TWO, THREE)
    (begun,) = tick(store)
    assert len(deliver(store)) == 3
    assert delivery.finish(store) == (ledger.find(store, begun.id),)
    clock.advance(minutes=1)
    return stored


def test_due_at_its_moment(store: Store, clock: Clock) -> None:
    """A loaded month is begun at 08.00 WITA on the 5th, not a second before, and once."""
    version(store, 1, 500)
    version(store, 1, 400, month=SEPTEMBER)
    subscribe(store, ONE)
    clock.moment = DUE - SECOND
    assert [item.bulan for item in tick(store)] == [SEPTEMBER]
    clock.moment = DUE
    (begun,) = tick(store)
    assert (begun.kunci, begun.oleh, begun.pantau_chat) == ("serapan-2025-10", audit.SCHEDULE, None)
    assert tick(store) == []


@pytest.mark.parametrize("away", [timedelta(minutes=1), timedelta(days=1), timedelta(weeks=3)])
def test_down_over_its_moment(store: Store, clock: Clock, away: timedelta) -> None:
    """A bot that was down at the moment begins the month when it comes back, once."""
    version(store, 1, 500)
    subscribe(store, ONE, TWO)
    clock.moment = DUE + away
    (begun,) = tick(store)
    assert begun.bulan == OKTOBER
    assert begun.dibuat == DUE + away
    assert [item.chat_id for item in deliver(store)] == [TWO, ONE]
    assert tick(store) == []


def test_down_until_the_next_turn(store: Store, clock: Clock) -> None:
    """Who was down for a whole turn leaves that month to an admin, and begins the next."""
    version(store, 1, 500)
    subscribe(store, ONE)
    clock.moment = datetime(2025, 12, 5, 0, tzinfo=UTC)
    (reminded,) = tick(store)
    assert (reminded.jenis, reminded.bulan) == (JenisPengumuman.PENGINGAT, NOVEMBER)
    version(store, 1, 600, month=NOVEMBER)
    assert [item.kunci for item in tick(store)] == ["serapan-2025-11"]
    prepared = prepare(store)
    assert prepared is not None
    assert (prepared.rencana.kunci, places(prepared)) == ("serapan-2025-10", {ONE: None})


def test_the_year_turns(store: Store, clock: Clock) -> None:
    """December's month is due in January by WITA, while UTC may still write December."""
    december = Bulan(tahun=2025, bulan=12)
    version(store, 1, 900, month=december)
    subscribe(store, ONE)
    clock.moment = datetime(2025, 12, 31, 23, 59, tzinfo=UTC)
    assert [item.bulan for item in tick(store)] == [NOVEMBER]
    clock.moment = datetime(2026, 1, 5, 0, tzinfo=UTC)
    assert [item.kunci for item in tick(store)] == ["serapan-2025-12"]


def test_no_data_reminds_admins_once(store: Store, clock: Clock) -> None:
    """A month that is due and missing is told to every admin once, and to no group."""
    subscribe(store, ONE, TWO)
    subscribe(store, THREE, wish=Pilihan(jenis=KOREKSI))
    clock.moment = DUE
    (reminded,) = tick(store)
    assert reminded.kunci == "pengingat-2025-10"
    assert [item.chat_id for item in deliver(store)] == sorted(ADMINS)
    for _ in range(3):
        clock.advance(days=1)
        assert tick(store) == []
    assert deliver(store) == []


def test_data_after_the_reminder(store: Store, clock: Clock) -> None:
    """When the data come late the month is announced, and nobody is reminded again."""
    subscribe(store, ONE)
    clock.moment = DUE
    tick(store)
    deliver(store)
    clock.advance(days=4)
    version(store, 1, 500)
    assert [item.kunci for item in tick(store)] == ["serapan-2025-10"]
    assert [item.chat_id for item in deliver(store)] == [ONE]
    clock.advance(days=1)
    assert tick(store) == []


def test_a_reminder_to_nobody(store: Store, clock: Clock) -> None:
    """Without admins the reminder is noted, and goes nowhere."""
    clock.moment = DUE
    (reminded,) = tick(store, admins=())
    assert ledger.progress(store, reminded.id).semua == 0
    assert tick(store) == []


def test_a_month_that_nobody_wants(store: Store, clock: Clock) -> None:
    """A month without subscribers counts as announced: who subscribes later waits for the next."""
    version(store, 1, 500)
    clock.moment = DUE
    (begun,) = tick(store)
    subscribe(store, ONE)
    assert ledger.progress(store, begun.id).semua == 0
    assert (tick(store), prepare(store)) == ([], None)


def test_day_zero(store: Store, announced: Muatan, clock: Clock) -> None:
    """On day 0 no month and no reminder goes by itself; an announced figure is still corrected."""
    assert announced.versi == 1
    clock.moment = datetime(2025, 12, 10, tzinfo=UTC)
    assert tick(store, day=0) == []
    version(store, 1, 700, month=NOVEMBER)
    assert tick(store, day=0) == []
    version(store, 2, 600)
    assert [item.kunci for item in tick(store, day=0)] == ["koreksi-2025-10-v2"]
    assert prepare(store, NOVEMBER) is not None


def test_an_unloaded_month(store: Store) -> None:
    """Of a month that is not loaded there is nothing to announce."""
    assert prepare(store) is None


def test_an_older_month_by_hand(store: Store, clock: Clock) -> None:
    """A month whose turn is over goes out when an admin says so, and shows them its progress."""
    clock.moment = DUE
    version(store, 1, 500)
    version(store, 1, 400, month=SEPTEMBER)
    subscribe(store, ONE)
    assert [item.bulan for item in tick(store)] == [OKTOBER]
    prepared = prepare(store, SEPTEMBER)
    assert prepared is not None
    begun = planning.carry_out(store, prepared)
    assert begun is not None
    assert (begun.bulan, begun.oleh, begun.pantau_chat) == (SEPTEMBER, ADMIN, ADMIN)
    assert planning.carry_out(store, prepared) is None


@pytest.mark.parametrize("loaded", [True, False])
def test_two_ticks_at_once(store: Store, clock: Clock, loaded: bool) -> None:  # noqa: FBT001 - two cases
    """Ticks at the same moment begin one announcement, or one reminder, with each place once."""
    clock.moment = DUE
    subscribe(store, *GROUPS)
    if loaded:
        version(store, 1, 500)
    figures = figures_of(store)

    def due() -> tuple[Pengumuman, ...]:
        return planning.carry_out_due(store, figures, store.now(), day=5, at=time(8), admins=ADMINS)

    begun = [item for found in at_once(*[due] * 4) for item in found]
    assert len(begun) == 1
    told = ledger.deliveries_of(store, begun[0].id)
    assert sorted(item.chat_id for item in told) == sorted(GROUPS if loaded else ADMINS)
    assert trail(store).count("umumkan") == 1


def test_two_corrections_at_once(store: Store, announced: Muatan) -> None:
    """Ticks at the same moment begin one correction, with one reply for each place."""
    assert announced.versi == 1
    version(store, 2, 600)
    figures = figures_of(store)

    def due() -> tuple[Pengumuman, ...]:
        return planning.carry_out_due(store, figures, store.now(), day=5, at=time(8), admins=ADMINS)

    begun = {item.kunci for found in at_once(*[due] * 4) for item in found}
    assert begun == {"koreksi-2025-10-v2"}
    assert sorted(item.chat_id for item in deliver(store)) == sorted([ONE, TWO, THREE])


def test_two_admins_and_the_clock(store: Store, clock: Clock) -> None:
    """Two admins and the clock at the same moment: one announcement, one message per chat."""
    clock.moment = DUE
    version(store, 1, 500)
    subscribe(store, *GROUPS)
    prepared = prepare(store)
    assert prepared is not None

    def press() -> Pengumuman | None:
        return planning.carry_out(store, prepared)

    begun = [item for item in at_once(press, press, lambda: tick(store)) if item]
    assert len(begun) == 1
    assert sorted(item.chat_id for item in deliver(store)) == sorted(GROUPS)


def test_a_button_again_is_nothing_new(store: Store, announced: Muatan) -> None:
    """A month that everybody has is not prepared again, whoever subscribed since."""
    assert announced.versi == 1
    subscribe(store, FOUR)
    assert prepare(store) is None


def test_topics_and_parts(store: Store, clock: Clock) -> None:
    """Each topic has its own parts, in order, and none is sent before the one ahead of it."""
    clock.moment = DUE
    outputs = [
        baris(
            urutan=number,
            kode=f"6871.QGE.{number:03}",
            tingkat=TingkatKode.KELUARAN,
            induk="CQ.6871",
            uraian="Keluaran rekaan",
        )
        for number in range(2, 42)
    ]
    version(store, 1, 500, *outputs)
    long = Pilihan(jenis=SERAPAN, panjang="lengkap")
    subscribe(store, ONE, wish=long, topic=7)
    subscribe(store, ONE, wish=long, topic=9)
    subscribe(store, TWO)
    (begun,) = tick(store)
    items = ledger.deliveries_of(store, begun.id)
    assert [(item.chat_id, item.topik, item.bagian) for item in items] == [
        (TWO, 0, 1),
        *((ONE, topic, part) for topic in (7, 9) for part in (1, 2, 3)),
    ]
    assert [item.id for item in deliver(store)] == [
        items[place].id for place in (0, 1, 2, 3, 4, 5, 6)
    ]
    corrected = version(store, 2, 501, *outputs)
    (correction,) = tick(store)
    replies = {
        (item.chat_id, item.topik): item.balas_ke
        for item in ledger.deliveries_of(store, correction.id)
    }
    # A correction answers the first part, where the head of the figures stands.
    assert replies == {
        (TWO, 0): 500 + items[0].id,
        (ONE, 7): 500 + items[1].id,
        (ONE, 9): 500 + items[4].id,
    }
    assert corrected.versi == 2


def test_a_correction_goes_by_itself(store: Store, announced: Muatan, clock: Clock) -> None:
    """A newer version with other figures goes, as a reply, to exactly those with the old one."""
    first = {item.chat_id: item.pesan_id for item in ledger.delivered(store, OKTOBER)}
    subscribe(store, FOUR)
    version(store, 2, 600)
    (begun,) = tick(store)
    assert (begun.kunci, begun.oleh) == ("koreksi-2025-10-v2", audit.SCHEDULE)
    assert {item.chat_id: item.balas_ke for item in deliver(store)} == first
    assert {wish.lama for wish in wordings(store, begun).values()} == {announced.id}
    clock.advance(days=1)
    assert tick(store) == []


def test_an_old_month_is_corrected_too(store: Store, announced: Muatan, clock: Clock) -> None:
    """A month that was announced is corrected even when another one has its turn."""
    assert announced.versi == 1
    clock.moment = datetime(2026, 2, 10, tzinfo=UTC)
    version(store, 1, 900, month=Bulan(tahun=2026, bulan=1))
    version(store, 2, 600)
    assert [item.kunci for item in tick(store)] == ["serapan-2026-01", "koreksi-2025-10-v2"]


def test_corrected_before_it_was_announced(store: Store, clock: Clock) -> None:
    """A version that nobody heard of is not corrected, for those who ask for corrections either."""
    version(store, 1, 500)
    newest = version(store, 2, 600)
    subscribe(store, ONE)
    subscribe(store, TWO, wish=Pilihan(jenis=KOREKSI))
    clock.moment = DUE
    assert [item.kunci for item in tick(store)] == ["serapan-2025-10"]
    assert [(item.chat_id, item.muatan_id) for item in ledger.delivered(store, OKTOBER)] == []
    deliver(store)
    assert [item.muatan_id for item in ledger.delivered(store, OKTOBER)] == [newest.id]
    assert tick(store) == []


def test_corrected_while_it_goes_out(store: Store, clock: Clock) -> None:
    """Who had the old figure gets the correction, who still waits gets the new one at once."""
    clock.moment = DUE
    old = version(store, 1, 500)
    subscribe(store, *GROUPS)
    tick(store)
    (early,) = deliver(store, most=1)
    sending = delivery.claim(store, "lambat")
    assert sending is not None
    new = version(store, 2, 600)
    (begun,) = tick(store)
    assert wordings(store, begun).keys() == {early.chat_id}
    # What was on its way when the version came still carried the old figure.
    assert delivery.sent(store, sending, 77, old.id)
    assert tick(store) == [ledger.find(store, begun.id)]
    assert wordings(store, begun).keys() == {early.chat_id, sending.chat_id}
    deliver(store)
    assert tick(store) == []
    last = {item.chat_id: item.muatan_id for item in ledger.delivered(store, OKTOBER)}
    assert last == dict.fromkeys(GROUPS, new.id)


def test_back_to_the_first_figures(store: Store, announced: Muatan) -> None:
    """Where the third version has the figures of the first, only who heard the second is told."""
    second = version(store, 2, 600)
    tick(store)
    deliver(store, {TWO: "gagal"})
    version(store, 3, 500)
    (begun,) = tick(store)
    assert wordings(store, begun).keys() == {ONE, THREE}
    assert {wish.lama for wish in wordings(store, begun).values()} == {second.id}
    deliver(store)
    assert tick(store) == []
    assert announced.versi == 1


def test_back_before_anybody_heard(store: Store, announced: Muatan) -> None:
    """Two versions between two ticks that end where they began are no news to anybody."""
    assert announced.versi == 1
    subscribe(store, FOUR, wish=Pilihan(jenis=KOREKSI))
    version(store, 2, 600)
    version(store, 3, 500)
    assert tick(store) == []
    assert prepare(store) is None


def test_back_while_the_correction_waits(store: Store, announced: Muatan) -> None:
    """A correction that has become needless is called off where it was not sent yet."""
    assert announced.versi == 1
    version(store, 2, 600)
    (needless,) = tick(store)
    version(store, 3, 500)
    (begun,) = tick(store)
    assert (begun.kunci, ledger.progress(store, begun.id).semua) == ("koreksi-2025-10-v3", 0)
    states = {item.keadaan for item in ledger.deliveries_of(store, needless.id)}
    assert (states, deliver(store)) == ({Keadaan.BATAL}, [])
    assert tick(store) == []


def test_two_versions_at_once(store: Store, announced: Muatan) -> None:
    """Of two versions between two ticks the newer is told, against what each place has."""
    subscribe(store, FOUR, wish=Pilihan(jenis=KOREKSI))
    version(store, 2, 600)
    version(store, 3, 700)
    (begun,) = tick(store)
    told = wordings(store, begun)
    assert begun.kunci == "koreksi-2025-10-v3"
    assert {chat: wish.lama for chat, wish in told.items()} == dict.fromkeys(GROUPS, announced.id)


def test_a_newer_correction_replaces_one(store: Store, announced: Muatan) -> None:
    """Who waits for a correction when the next one comes gets that one alone."""
    assert announced.versi == 1
    second = version(store, 2, 600)
    tick(store)
    (told,) = deliver(store, most=1)
    version(store, 3, 700)
    (begun,) = tick(store)
    known = {chat: wish.lama for chat, wish in wordings(store, begun).items()}
    assert known.pop(told.chat_id) == second.id
    assert set(known.values()) == {announced.id}
    assert len(deliver(store)) == 3
    assert tick(store) == []


def test_the_same_figures_again(store: Store, announced: Muatan) -> None:
    """A newer version without another amount is no correction."""
    assert announced.versi == 1
    subscribe(store, FOUR, wish=Pilihan(jenis=KOREKSI))
    version(store, 2, 500)
    assert tick(store) == []
    assert prepare(store) is None


def test_failed_ones_are_not_corrected(store: Store, clock: Clock) -> None:
    """A chat that the month never reached gets no correction of it."""
    clock.moment = DUE
    version(store, 1, 500)
    subscribe(store, ONE, TWO)
    tick(store)
    deliver(store, {TWO: "gagal"})
    version(store, 2, 600)
    (begun,) = tick(store)
    assert wordings(store, begun).keys() == {ONE}


def test_unknown_ones_wait_for_a_person(store: Store, clock: Clock) -> None:
    """An unknown delivery is corrected once an admin takes it as sent; never sent by itself."""
    clock.moment = DUE
    version(store, 1, 500)
    subscribe(store, ONE, TWO)
    (month,) = tick(store)
    deliver(store, {TWO: "tidak pasti"})
    version(store, 2, 600)
    (begun,) = tick(store)
    deliver(store)
    assert wordings(store, begun).keys() == {ONE}
    clock.advance(days=2)
    assert (tick(store), deliver(store)) == ([], [])
    delivery.decide(store, month.id, ADMIN, again=False)
    assert tick(store) == [ledger.find(store, begun.id)]
    (late,) = deliver(store)
    # Its message has no number that is known, so there is nothing to reply to.
    assert (late.chat_id, late.balas_ke) == (TWO, None)
    assert tick(store) == []


def test_unknown_ones_sent_again(store: Store, clock: Clock) -> None:
    """An unknown delivery that an admin sends again carries the new figure, and needs nothing."""
    clock.moment = DUE
    version(store, 1, 500)
    subscribe(store, ONE)
    (month,) = tick(store)
    deliver(store, {ONE: "tidak pasti"})
    version(store, 2, 600)
    assert tick(store) == []
    delivery.decide(store, month.id, ADMIN, again=True)
    assert [item.chat_id for item in deliver(store)] == [ONE]
    assert tick(store) == []


def test_corrections_alone(store: Store, announced: Muatan) -> None:
    """A place that only wants corrections hears each, at first plainly, then as a reply."""
    subscribe(store, FOUR, wish=Pilihan(jenis=KOREKSI))
    second = version(store, 2, 600)
    tick(store)
    plain = {item.chat_id: item for item in deliver(store)}[FOUR]
    wish = Varian.model_validate_json(plain.varian)
    assert (plain.balas_ke, wish.lama) == (None, announced.id)
    version(store, 3, 700)
    (begun,) = tick(store)
    assert wordings(store, begun)[FOUR].lama == second.id
    reply = {item.chat_id: item for item in deliver(store)}[FOUR]
    assert reply.balas_ke == 500 + plain.id


def test_corrections_where_nobody_has_the_month(store: Store, clock: Clock) -> None:
    """A month announced to nobody is still corrected for who asked for corrections."""
    clock.moment = DUE
    first = version(store, 1, 500)
    subscribe(store, ONE, wish=Pilihan(jenis=KOREKSI))
    tick(store)
    version(store, 2, 600)
    (begun,) = tick(store)
    assert {chat: wish.lama for chat, wish in wordings(store, begun).items()} == {ONE: first.id}


def test_both_wishes_while_the_month_is_coming(store: Store, clock: Clock) -> None:
    """A place that wants both hears the corrected month once, not a correction before it."""
    clock.moment = DUE
    version(store, 1, 500)
    subscribe(store, ONE)
    subscribe(store, ONE, wish=Pilihan(jenis=KOREKSI))
    tick(store)
    version(store, 2, 600)
    assert tick(store) == []
    assert len(deliver(store)) == 1
    assert tick(store) == []


def test_who_stopped_is_still_corrected(store: Store, announced: Muatan) -> None:
    """A place that ended its subscription has the wrong figure still, and hears of it."""
    assert announced.versi == 1
    subscriptions.end(store, ONE, None, ADMIN)
    subscriptions.pause(store, TWO, None, ADMIN, "bot dikeluarkan")
    version(store, 2, 600)
    (begun,) = tick(store)
    assert wordings(store, begun).keys() == {ONE, TWO, THREE}


def test_who_stopped_hears_no_month(store: Store, clock: Clock) -> None:
    """A place whose subscription ended or is paused hears no new month."""
    clock.moment = DUE
    version(store, 1, 500)
    subscribe(store, ONE, TWO, THREE)
    subscriptions.end(store, ONE, None, ADMIN)
    subscriptions.pause(store, TWO, None, ADMIN, "bot dikeluarkan")
    (begun,) = tick(store)
    assert wordings(store, begun).keys() == {THREE}


def test_thresholds_of_a_month(store: Store, clock: Clock) -> None:
    """Of places that wait for a threshold those hear that met it, and later its correction."""
    clock.moment = DUE
    low = Pilihan.model_validate({"jenis": AMBANG, "arah": "<", "persen": "50.1", "bulan": 10})
    version(store, 1, 500)
    subscribe(store, ONE, wish=low)
    subscribe(store, TWO, wish=low.model_copy(update={"persen": low.persen and low.persen - 1}))
    subscribe(store, THREE, wish=low.model_copy(update={"bulan": 6}))
    (begun,) = tick(store)
    assert wordings(store, begun) == {ONE: Varian(ambang=(low,))}
    deliver(store)
    version(store, 2, 900)
    (correction,) = tick(store)
    assert wordings(store, correction).keys() == {ONE}


def test_a_stopped_announcement(store: Store, clock: Clock) -> None:
    """What an admin stopped stays stopped at every tick; those already told are corrected."""
    clock.moment = DUE
    version(store, 1, 500)
    subscribe(store, ONE, TWO)
    (month,) = tick(store)
    (told,) = deliver(store, most=1)
    delivery.stop(store, month.id, ADMIN)
    clock.advance(days=1)
    assert (tick(store), deliver(store)) == ([], [])
    version(store, 2, 600)
    (begun,) = tick(store)
    assert wordings(store, begun).keys() == {told.chat_id}
    delivery.resume(store, month.id, ADMIN)
    assert len(deliver(store)) == 2
    assert tick(store) == []


def test_an_announcement_by_hand_of_a_correction(store: Store, announced: Muatan) -> None:
    """An admin who asks before the clock does begins the same correction; it is made once."""
    assert announced.versi == 1
    version(store, 2, 600)
    prepared = prepare(store)
    assert prepared is not None
    assert prepared.rencana.kunci == "koreksi-2025-10-v2"
    assert {item.bagian for item in prepared.tujuan} == {1}
    assert planning.carry_out(store, prepared) is not None
    assert (tick(store), prepare(store)) == ([], None)
    assert planning.carry_out(store, prepared) is None


def test_the_last_of_each_place(store: Store, announced: Muatan) -> None:
    """What a place has is what it got last; a delivery without a version counts for nothing."""
    (first, *_) = ledger.delivered(store, OKTOBER)
    bare = first.model_copy(update={"muatan_id": None})
    later = first.model_copy(update={"pengumuman_id": 99, "muatan_id": 7, "pesan_id": 8})
    part = first.model_copy(update={"bagian": 2, "pesan_id": 9})
    assert planning.last_sent([bare]) == ()
    (one,) = planning.last_sent([first, part, bare])
    assert (one.muatan_id, one.pesan_id) == (announced.id, first.pesan_id)
    (two,) = planning.last_sent([first, part, later])
    assert (two.muatan_id, two.pesan_id) == (7, 8)


def test_many_places(sqlite_store: Store, clock: Clock) -> None:
    """A correction that more than a thousand places got is not prepared for them again."""
    clock.moment = DUE
    version(sqlite_store, 1, 500)
    (begun,) = tick(sqlite_store)
    ledger.top_up(sqlite_store, begun.id, [Tujuan(chat_id=chat) for chat in range(1, 1203)])
    deliver(sqlite_store, most=2_000)
    version(sqlite_store, 2, 600)
    (correction,) = tick(sqlite_store)
    assert ledger.progress(sqlite_store, correction.id).menunggu == 1202
    assert prepare(sqlite_store) is None
