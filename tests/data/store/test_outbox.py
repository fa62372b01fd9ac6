"""What is owed: once for each key, in order, claimed by one, and never lost."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.models import KeadaanKeluar, Obrolan, Permintaan
from data.store import chats, outbox, tickets
from tests.data.store.rekaan import ADMIN, GRUP, SUPERGRUP, meanwhile, trail

if TYPE_CHECKING:
    from data.models import PesanKeluar, Tiket
    from data.store.store import Store
    from tests.conftest import Clock

ASKER, OTHER = 7_000_000_101, 7_000_000_102
WORDS = {"nama": "rekaan", "nilai": {"teks": "Halo “é”"}}


def ticket(store: Store, key: str = "a", asker: int = ASKER) -> Tiket:
    """A made-up request."""
    wanted = Permintaan(isi="Isi rekaan", kontak="kontak rekaan")
    return tickets.create(store, key, asker, wanted, date(2025, 11, 17))


def owe(store: Store, key: str, *, chat: int = ASKER, number: int | None = None) -> bool:
    """Whether a made-up message became owed."""
    return outbox.add(store, key=key, chat=chat, form="templat", content=WORDS, ticket=number)


def claimed(store: Store, most: int = 10, name: str = "satu") -> list[str]:
    """The keys of what ``name`` claims."""
    return [item.kunci for item in outbox.claim(store, name, most)]


def one(store: Store, key: str = "a") -> PesanKeluar:
    """The message of ``key``."""
    found = outbox.by_key(store, key)
    assert found is not None
    return found


def test_owed_once(store: Store) -> None:
    """A key is owed once, however often it is put, and its content is kept as JSON."""
    assert owe(store, "a")
    assert not owe(store, "a", chat=OTHER)
    assert one(store).chat_id == ASKER
    assert json.loads(one(store).isi) == WORDS
    assert one(store).keadaan is KeadaanKeluar.MENUNGGU


def test_put_belongs_to_its_transaction(store: Store) -> None:
    """What is put within a transaction goes with it, and a repeated key does not break it."""
    owe(store, "a")
    with store.writing() as connection:
        for key in ("a", "b"):
            outbox.put(
                connection, store.now(), key=key, chat=ASKER, form="salin", content={}, topic=4
            )
    assert one(store, "b").topik == 4
    broken = RuntimeError("rekaan")
    try:
        with store.writing() as connection:
            outbox.put(connection, store.now(), key="c", chat=ASKER, form="salin", content={})
            raise broken
    except RuntimeError:
        assert outbox.by_key(store, "c") is None


def test_two_processes_owe_the_same(store: Store) -> None:
    """Of two transactions that owe the same key in one moment both succeed and one adds it."""
    with meanwhile(store, lambda: owe(store, "a")) as started:
        first = owe(store, "a")
    assert sorted([first, started[0].result()]) == [False, True]
    assert claimed(store) == ["a"]


def test_claimed_by_one(store: Store) -> None:
    """What one process claimed no other gets, even in the same moment."""
    for key in "abc":
        owe(store, key)
    with meanwhile(store, lambda: claimed(store, 2, "dua")) as started:
        mine = claimed(store, 2)
    theirs = started[0].result()
    assert not set(mine) & set(theirs)
    assert sorted([*mine, *theirs, *claimed(store)]) == ["a", "b", "c"]


def test_order_of_a_request(store: Store, clock: Clock) -> None:
    """A request's messages to a chat go one after the other; other chats do not wait."""
    number, another = ticket(store).id, ticket(store, "b").id
    for key, chat, of in [
        ("1", ASKER, number),
        ("2", ASKER, number),
        ("3", GRUP, number),
        ("4", ASKER, another),
        ("5", ASKER, None),
    ]:
        owe(store, key, chat=chat, number=of)
    assert claimed(store) == ["1", "3", "4", "5"]
    assert claimed(store) == []
    assert outbox.again(store, one(store, "1").id, "penuh", clock() + timedelta(seconds=9))
    assert claimed(store) == []
    clock.advance(seconds=10)
    assert claimed(store) == ["1"]
    assert one(store, "1").percobaan == 2
    outbox.unknown(store, one(store, "1").id, "waktu tunggu habis")
    assert claimed(store) == ["2"]


def test_what_became_of_it(store: Store) -> None:
    """A claimed message is recorded as sent, failed or unknown; one that waits is not."""
    for key in "abc":
        owe(store, key)
    assert not outbox.sent(store, one(store).id, 5)
    assert not outbox.is_under_way(store, ASKER)
    claimed(store)
    assert outbox.is_under_way(store, ASKER)
    assert not outbox.is_under_way(store, OTHER)
    assert outbox.sent(store, one(store).id, 5)
    assert outbox.failed(store, one(store, "b").id, "bot diblokir")
    assert outbox.unknown(store, one(store, "c").id)
    assert [one(store, key).keadaan.value for key in "abc"] == ["terkirim", "gagal", "tidak_pasti"]
    found = outbox.of_message(store, ASKER, 5)
    assert found is not None
    assert found.kunci == "a"
    assert outbox.of_message(store, OTHER, 5) is None
    assert not outbox.failed(store, one(store).id, "terlambat")


def test_a_lease_ends(store: Store, clock: Clock) -> None:
    """What a dead process had claimed becomes uncertain; who was only slow may still record it."""
    owe(store, "a")
    claimed(store)
    clock.advance(minutes=4)
    assert outbox.expire(store) == 0
    clock.advance(minutes=2)
    assert outbox.expire(store) == 1
    assert one(store).keadaan is KeadaanKeluar.TIDAK_PASTI
    assert claimed(store) == []
    assert outbox.sent(store, one(store).id, 6)
    assert one(store).keadaan is KeadaanKeluar.TERKIRIM


def test_sent_once_more(store: Store) -> None:
    """An officer has a message sent once more that failed or is uncertain, and only such a one."""
    owe(store, "a")
    number = one(store).id
    assert outbox.resend(store, number, ADMIN) is None
    claimed(store)
    outbox.unknown(store, number)
    again = outbox.resend(store, number, ADMIN)
    assert again is not None
    assert again.keadaan is KeadaanKeluar.MENUNGGU
    assert outbox.resend(store, number, ADMIN) is None
    assert claimed(store) == ["a"]
    assert trail(store) == ["kirim ulang"]
    assert outbox.find(store, number) == one(store)
    assert outbox.find(store, number + 1) is None


def test_told_of_trouble_once(store: Store) -> None:
    """Each failure of a request's message is told once, with an event, and no note has a note."""
    number = ticket(store).id
    owe(store, "a", number=number)
    owe(store, "bebas")
    for item in outbox.claim(store, "satu", 10):
        outbox.failed(store, item.id, "bot diblokir")
    (item,) = outbox.untold(store)
    assert item.kunci == "a"
    for _ in range(2):
        outbox.tell(store, item, GRUP, WORDS, "pesan tidak sampai")
    assert outbox.untold(store) == ()
    events = [line.teks for line in tickets.messages(store, number)]
    assert events.count("pesan tidak sampai") == 1
    (note,) = outbox.claim(store, "satu", 10)
    assert note.tiket_id == number
    outbox.failed(store, note.id, "bot dikeluarkan")
    assert outbox.untold(store) == ()
    # Tried once more and failed again, it is told again.
    outbox.resend(store, item.id, ADMIN)
    claimed(store)
    outbox.unknown(store, item.id, "waktu tunggu habis")
    assert [each.kunci for each in outbox.untold(store)] == ["a"]


def test_a_group_moves(store: Store) -> None:
    """What is owed to a group and the place of its requests follow it; topics are left behind."""
    number = ticket(store).id
    tickets.place(store, number, GRUP, 7, 70)
    owe(store, "a", chat=GRUP, number=number)
    owe(store, "b", chat=ASKER, number=number)
    claimed(store)
    outbox.sent(store, one(store).id, 70)
    assert outbox.migrate(store, GRUP, SUPERGRUP)
    assert not outbox.migrate(store, GRUP, SUPERGRUP)
    assert (one(store).chat_id, one(store).pesan_id) == (SUPERGRUP, None)
    assert one(store, "b").chat_id == ASKER
    moved = tickets.find(store, number)
    assert moved is not None
    assert (moved.ruang, moved.topik, moved.pesan) == (SUPERGRUP, 0, None)


def test_where_a_group_moved(store: Store) -> None:
    """The supergroup that a known group became is found; of others nothing is known."""
    assert outbox.moved_to(store, GRUP) is None
    chats.remember(store, Obrolan(id=GRUP, jenis="group", judul="Petugas rekaan"))
    assert outbox.moved_to(store, GRUP) is None
    chats.migrate(store, GRUP, SUPERGRUP)
    assert outbox.moved_to(store, GRUP) == SUPERGRUP


def test_nothing_to_claim(store: Store) -> None:
    """Where nothing is owed nothing is claimed."""
    assert claimed(store) == []


def test_a_note_without_a_request(store: Store) -> None:
    """A note about what belongs to no request has no event."""
    number = ticket(store).id
    owe(store, "a")
    claimed(store)
    outbox.failed(store, one(store).id, "ditolak Telegram")
    before = tickets.messages(store, number)
    outbox.tell(store, one(store), GRUP, WORDS, "pesan tidak sampai")
    assert tickets.messages(store, number) == before
    assert claimed(store) == [f"kabar-{one(store).id}-1"]
