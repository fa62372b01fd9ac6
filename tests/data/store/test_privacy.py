"""What is stored about a person, its end on their word, and its end after a time."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from data.layanan.rules import default_rules
from data.models import (
    JenisLangganan,
    KeadaanTiket,
    Obrolan,
    Percakapan,
    Permintaan,
    Pilihan,
    Tiket,
)
from data.store import (
    conversations,
    followers,
    outbox,
    privacy,
    publishing,
    subscriptions,
    tickets,
    unanswered,
)
from data.store.privacy import Tersimpan
from data.store.schema_service import pesan_keluar, tiket, tiket_pesan
from tests.data.store.rekaan import GRUP, contents, obrolan

if TYPE_CHECKING:
    from data.store.store import Store
    from tests.conftest import Clock

PERSON, OTHER, OFFICER, ADMIN = 111_000_001, 111_000_002, 222_000_001, 333_000_001
OFFICERS = -1_009_000_000_001
NAME, CONTACT, WORDS = "Penanya Rekaan", "penanya@contoh.test", "kalimat rahasia rekaan"
STRANGER = "Orang Lain Rekaan"
WISH = Pilihan(jenis=JenisLangganan.SERAPAN)


def request(store: Store, key: str, asker: int = PERSON) -> Tiket:
    """A new request with messages both ways, seen by the officers in a topic."""
    due = (store.now() + timedelta(days=14)).date()
    wish = Permintaan(nama=NAME, lembaga="Media rekaan", kontak=CONTACT, isi=WORDS, kegunaan=WORDS)
    made = tickets.create(store, f"{asker}-{key}", asker, wish, due)
    tickets.place(store, made.id, OFFICERS, 70 + made.id, 500 + made.id)
    tickets.take(store, made.id, OFFICER)
    tickets.heard(store, made.id, "penanya", asker, WORDS, "berkas rahasia", asker, made.id)
    tickets.heard(store, made.id, "petugas", OFFICER, WORDS, "", OFFICERS, made.id)
    owe(store, f"tiket-{made.id}-1", asker, made.id)
    owe(store, f"salin-{asker}-{made.id}", OFFICERS, made.id)
    return made


def owe(store: Store, key: str, chat: int, ticket: int | None = None) -> None:
    """Owes ``chat`` a message with the secret words."""
    content = {"nama": "kabar", "nilai": {"teks": WORDS}, "tombol": []}
    outbox.add(store, key=key, chat=chat, form="templat", content=content, ticket=ticket)


def everything_about(store: Store) -> None:
    """One of each that can be stored about the person, and the like about another one."""
    for who in (PERSON, OTHER):
        home = Obrolan(id=who, jenis="private", judul="")
        subscriptions.subscribe(store, home, 0, who, WISH)
        followers.follow(store, who, 0, who, "topik:dpt")
        conversations.put(
            store,
            Percakapan(
                chat_id=who,
                kunci=f"{who}-lagi",
                langkah="isi",
                permintaan=Permintaan(nama=NAME if who == PERSON else STRANGER),
                diubah=store.now(),
            ),
        )
    subscriptions.subscribe(store, obrolan(), 0, PERSON, WISH)
    followers.follow(store, GRUP, 0, PERSON, "topik:dpt")


def test_nothing_is_stored_of_a_stranger(store: Store) -> None:
    """Of somebody who only asked there is nothing, and erasing changes nothing."""
    everything_about(store)
    before = contents(store)
    assert privacy.stored_about(store, 12345) == Tersimpan()
    assert not privacy.stored_about(store, 12345).ada
    assert privacy.erase(store, 12345) == Tersimpan()
    assert contents(store) == before


def test_a_person_is_told_what_there_is(store: Store) -> None:
    """The counts are of the person's own rows only."""
    everything_about(store)
    request(store, "satu")
    request(store, "lain", OTHER)
    found = privacy.stored_about(store, PERSON)
    assert found == Tersimpan(
        langganan=2, ikutan=2, percakapan=1, permintaan=1, terbuka=1, pesan=2, terkirim=2
    )
    assert found.ada


def test_a_person_is_erased(store: Store) -> None:
    """No table names the person or holds their words; another's rows are untouched."""
    everything_about(store)
    first, second = request(store, "satu"), request(store, "dua")
    tickets.close(store, first.id, OFFICER, KeadaanTiket.DIJAWAB)
    ended = tickets.find(store, first.id)
    assert ended is not None
    publishing.propose(store, first.id, OFFICER, WORDS, WORDS)
    told = privacy.stored_about(store, PERSON)
    assert privacy.erase(store, PERSON) == told
    left = json.dumps(contents(store), default=str)
    for secret in (str(PERSON), NAME, CONTACT, WORDS, "berkas rahasia"):
        assert secret not in left, secret
    assert not privacy.stored_about(store, PERSON).ada
    assert privacy.stored_about(store, OTHER).langganan == 1
    talking = conversations.get(store, OTHER)
    assert talking is not None
    assert talking.permintaan.nama == STRANGER
    for made, state in ((first, KeadaanTiket.DIJAWAB), (second, KeadaanTiket.DICABUT)):
        now = tickets.find(store, made.id)
        assert now is not None
        assert (now.keadaan, now.penanya, now.permintaan) == (state, None, Permintaan())
        assert (now.dibuat, now.tenggat, now.petugas) == (made.dibuat, made.tenggat, OFFICER)
        assert now.selesai is not None
    assert [row.teks for row in tickets.messages(store, second.id)] == [
        "dibuat",
        "diambil",
        "",
        "",
        "dicabut",
    ]
    (row,) = followers.of_place(store, GRUP)
    assert row.oleh == 0


def test_officers_hear_of_open_requests_only(store: Store) -> None:
    """Each chat that saw an open request is told of its end, in its topic, by number only."""
    done, seen, cards, unseen = (request(store, key) for key in ("a", "b", "c", "d"))
    tickets.close(store, done.id, OFFICER, KeadaanTiket.DIJAWAB)
    with store.writing() as connection:
        for made in (cards, unseen):
            connection.execute(
                tiket.update().where(tiket.c.id == made.id).values(ruang=None, topik=None)
            )
        connection.execute(tiket.update().where(tiket.c.id == seen.id).values(topik=None))
    for admin in (ADMIN, ADMIN + 1):
        owe(store, f"kartu-{cards.id}-{admin}", admin, cards.id)
        owe(store, f"kartu-{cards.id}1-{admin}", admin + 7)
    privacy.erase(store, PERSON)
    with store.reading() as connection:
        rows = connection.execute(
            select(pesan_keluar).where(pesan_keluar.c.kunci.startswith("hapus-"))
        ).mappings()
        found = {row["kunci"]: row for row in rows}
    assert set(found) == {
        f"hapus-{seen.id}-{OFFICERS}",
        f"hapus-{cards.id}-{ADMIN}",
        f"hapus-{cards.id}-{ADMIN + 1}",
    }
    told = found[f"hapus-{seen.id}-{OFFICERS}"]
    assert (told["chat_id"], told["topik"], told["tiket_id"]) == (OFFICERS, 0, seen.id)
    assert json.loads(told["isi"])["nilai"] == {"nomor": seen.nomor}
    privacy.erase(store, PERSON)
    with store.reading() as connection:
        again = connection.execute(
            select(pesan_keluar.c.id).where(pesan_keluar.c.kunci.startswith("hapus-"))
        ).all()
    assert len(again) == 3


def test_published_answers_stay(store: Store) -> None:
    """What was published of a request stays, since it names nobody; drafts go."""
    kept, gone = request(store, "a"), request(store, "b")
    entry = publishing.propose(store, kept.id, OFFICER, "Berapa?", "Ada 30.")
    publishing.edit(store, entry.id, OFFICER, "sumber", "Keputusan rekaan")
    publishing.publish(store, entry.id, ADMIN)
    publishing.propose(store, gone.id, OFFICER, WORDS, WORDS)
    privacy.erase(store, PERSON)
    assert [item.id for item in publishing.published(store)] == [entry.id]
    assert publishing.drafts(store) == ()


def test_requests_are_emptied_after_their_time(store: Store, clock: Clock) -> None:
    """A request that ended is emptied when its days are over, an open one never."""
    rules = default_rules()
    ended, still = request(store, "a"), request(store, "b", OTHER)
    tickets.close(store, ended.id, OFFICER, KeadaanTiket.DITOLAK, "tidak_jelas")
    clock.advance(days=rules.retensi.tiket)
    assert privacy.retain(store, rules, clock()).tiket == 0
    clock.advance(seconds=1)
    assert privacy.retain(store, rules, clock()).tiket == 1
    now = tickets.find(store, ended.id)
    assert now is not None
    assert (now.keadaan, now.alasan) == (KeadaanTiket.DITOLAK, "tidak_jelas")
    assert (now.penanya, now.permintaan) == (None, Permintaan())
    with store.reading() as connection:
        rows = connection.execute(
            select(tiket_pesan).where(
                tiket_pesan.c.tiket_id == ended.id, tiket_pesan.c.arah != "kejadian"
            )
        ).mappings()
        assert [(row["teks"], row["berkas"], row["asal_chat"]) for row in rows] == [
            ("", "", None)
        ] * 2
    open_one = tickets.find(store, still.id)
    assert open_one is not None
    assert (open_one.penanya, open_one.permintaan.isi) == (OTHER, WORDS)
    assert privacy.retain(store, rules, clock()).semua == 0


def test_conversations_and_counts_go_after_their_time(store: Store, clock: Clock) -> None:
    """An unfinished conversation and an old question are gone when their days are over."""
    rules = default_rules()
    everything_about(store)
    unanswered.add(store, {("kursi rekaan", "lain"): 1})
    clock.advance(days=rules.retensi.percakapan, seconds=1)
    assert privacy.retain(store, rules, clock()).percakapan == 2
    assert conversations.get(store, PERSON) is None
    unanswered.add(store, {("baru rekaan", "lain"): 1})
    clock.advance(days=rules.retensi.tak_terjawab - rules.retensi.percakapan)
    assert privacy.retain(store, rules, clock()).tak_terjawab == 1
    left = unanswered.page(store, 0, 9, newest=False).baris
    assert [row.teks for row in left] == ["baru rekaan"]


@pytest.mark.parametrize("outcome", ["terkirim", "gagal", "tidak_pasti"])
def test_what_was_sent_is_forgotten(store: Store, clock: Clock, outcome: str) -> None:
    """A message that is over goes after thirty days, unless its request is still open."""
    rules = default_rules()
    made = request(store, "a")
    owe(store, "ikut-1-rekaan", PERSON)
    for item in outbox.claim(store, "a", 10):
        if outcome == "terkirim":
            outbox.sent(store, item.id, 900 + item.id)
        elif outcome == "gagal":
            outbox.failed(store, item.id, "diblokir")
        else:
            outbox.unknown(store, item.id)
    owe(store, "ikut-2-rekaan", PERSON)
    clock.advance(days=30)
    assert privacy.retain(store, rules, clock()).keluar == 0
    clock.advance(seconds=1)
    assert privacy.retain(store, rules, clock()).keluar == 1
    tickets.close(store, made.id, OFFICER, KeadaanTiket.DIJAWAB)
    assert privacy.retain(store, rules, clock()).keluar == 2
    with store.reading() as connection:
        keys = list(connection.scalars(select(pesan_keluar.c.kunci)))
    assert keys == ["ikut-2-rekaan"]
