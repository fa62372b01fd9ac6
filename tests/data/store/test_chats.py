"""The chats that the bot knows, and groups that become supergroups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from data.models import JenisLangganan, Keadaan, Obrolan, Pilihan, Tujuan
from data.store import chats, delivery, ledger, schema, subscriptions
from tests.data.store.rekaan import (
    ADMIN,
    GRUP,
    SUPERGRUP,
    announce,
    at_once,
    broken_commit,
    contents,
    meanwhile,
    obrolan,
    trail,
)

if TYPE_CHECKING:
    from data.store.store import Store

SERAPAN = Pilihan(jenis=JenisLangganan.SERAPAN)
KOREKSI = Pilihan(jenis=JenisLangganan.KOREKSI)


def states(store: Store, number: int) -> dict[int, Keadaan]:
    """The state of the delivery to each chat of an announcement."""
    return {item.chat_id: item.keadaan for item in ledger.deliveries_of(store, number)}


def reason(store: Store, number: int) -> str:
    """Why the chat ``number`` is as it is."""
    with store.reading() as connection:
        found: str = connection.execute(
            select(schema.chat.c.alasan).where(schema.chat.c.id == number)
        ).scalar_one()
        return found


def test_chats_are_remembered(store: Store) -> None:
    """A chat is known under its latest title, by a number of 64 bits, until it is left."""
    high = Obrolan(id=SUPERGRUP, jenis="supergroup", judul="zona rekaan 🐎")
    channel = Obrolan(id=-1_009_999_999_999, jenis="channel", judul="lama")
    private = Obrolan(id=2**52 - 1, jenis="private", judul="")
    for chat in (high, channel, private):
        chats.remember(store, chat)
    renamed = channel.model_copy(update={"judul": "baru"})
    chats.remember(store, renamed)
    assert chats.known(store) == (private, renamed, high)
    gone = high.model_copy(update={"keadaan": "keluar"})
    chats.remember(store, gone, reason="dikeluarkan dari grup")
    assert chats.known(store) == (private, renamed)
    assert chats.known(store, [SUPERGRUP, 1]) == (gone,)
    assert chats.known(store, []) == ()
    assert reason(store, SUPERGRUP) == "dikeluarkan dari grup"


def test_chats_met_twice(store: Store) -> None:
    """Two processes that meet a chat in the same moment both note it."""
    later = obrolan(title="Judul kedua")
    with meanwhile(store, lambda: chats.remember(store, later)) as started:
        chats.remember(store, obrolan())
    started[0].result()
    assert chats.known(store) == (later,)


def test_migration_moves_everything(store: Store) -> None:
    """A group that became a supergroup keeps its subscriptions and open deliveries."""
    subscriptions.subscribe(store, obrolan(), 0, ADMIN, SERAPAN)
    kept = subscriptions.subscribe(store, obrolan(7, "lain"), 0, ADMIN, SERAPAN)
    made = announce(store, [GRUP, 7])
    assert chats.migrate(store, GRUP, SUPERGRUP)
    assert {item.chat_id for item in subscriptions.active(store)} == {SUPERGRUP, 7}
    assert kept in subscriptions.active(store)
    assert states(store, made.id) == dict.fromkeys([SUPERGRUP, 7], Keadaan.MENUNGGU)
    assert {chat.id: chat.jenis for chat in chats.known(store)} == {
        SUPERGRUP: "supergroup",
        7: "group",
    }
    assert [chat.keadaan for chat in chats.known(store, [GRUP])] == ["keluar"]
    assert reason(store, GRUP) == f"menjadi {SUPERGRUP}"
    assert trail(store)[-1] == "pindah"
    claimed = delivery.claim(store, "a")
    assert claimed is not None
    assert claimed.chat_id == SUPERGRUP


def test_migrating_twice(store: Store) -> None:
    """Who learns of a migration late changes nothing, even where the chat changed since."""
    subscriptions.subscribe(store, obrolan(), 0, ADMIN, SERAPAN)
    announce(store, [GRUP])
    assert chats.migrate(store, GRUP, SUPERGRUP)
    left = Obrolan(id=SUPERGRUP, jenis="supergroup", judul="Nama baru", keadaan="keluar")
    chats.remember(store, left, reason="dikeluarkan")
    before = contents(store)
    assert not chats.migrate(store, GRUP, SUPERGRUP)
    assert contents(store) == before


def test_migration_of_a_stranger(store: Store) -> None:
    """A migration of a chat that nothing is known of changes nothing."""
    before = contents(store)
    assert not chats.migrate(store, GRUP, SUPERGRUP)
    assert contents(store) == before


def test_migration_of_deliveries_alone(store: Store) -> None:
    """Deliveries of a chat that is not noted move as well."""
    made = announce(store, [GRUP])
    assert chats.migrate(store, GRUP, SUPERGRUP)
    assert states(store, made.id) == {SUPERGRUP: Keadaan.MENUNGGU}


def test_the_new_chat_is_known_better(store: Store) -> None:
    """What was noted of the supergroup already is not overwritten by the group."""
    chats.remember(store, obrolan())
    new = Obrolan(id=SUPERGRUP, jenis="supergroup", judul="Nama baru")
    chats.remember(store, new)
    assert chats.migrate(store, GRUP, SUPERGRUP)
    assert chats.known(store) == (new,)


def test_migrating_at_once(store: Store) -> None:
    """Processes that learn of a migration in the same moment move everything once."""
    for wish in (SERAPAN, KOREKSI):
        subscriptions.subscribe(store, obrolan(), 0, ADMIN, wish)
    made = announce(store, [GRUP], parts=3)
    moved = at_once(*[lambda: chats.migrate(store, GRUP, SUPERGRUP)] * 4)
    assert sorted(moved) == [False, False, False, True]
    assert len(subscriptions.of_place(store, SUPERGRUP)) == 2
    assert len(ledger.deliveries_of(store, made.id)) == 3
    assert trail(store).count("pindah") == 1


def test_subscription_twins(store: Store) -> None:
    """Of a wish that both chats have, the supergroup's own stays as it is."""
    subscriptions.subscribe(store, obrolan(), 0, ADMIN, SERAPAN)
    subscriptions.subscribe(store, obrolan(), 0, ADMIN, KOREKSI)
    twin = subscriptions.subscribe(
        store, obrolan(SUPERGRUP), 0, ADMIN, Pilihan(jenis=SERAPAN.jenis, panjang="lengkap")
    )
    assert chats.migrate(store, GRUP, SUPERGRUP)
    found = subscriptions.active(store)
    assert twin in found
    assert {item.pilihan.jenis for item in found} == {"serapan", "koreksi"}
    assert {item.chat_id for item in found} == {SUPERGRUP}
    assert len(found) == 2


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        ("menunggu", "menunggu", "menunggu"),
        ("menunggu", "terkirim", "terkirim"),
        ("terkirim", "menunggu", "terkirim"),
        ("tidak pasti", "menunggu", "tidak pasti"),
        ("mengirim", "gagal", "mengirim"),
        ("terkirim", "mengirim", "mengirim"),
        ("terkirim", "tidak pasti", "tidak pasti"),
        ("gagal", "menunggu", "menunggu"),
    ],
)
def test_delivery_twins(store: Store, old: str, new: str, left: str) -> None:
    """Of an announcement to both chats one delivery is left: the one that may be out."""
    made = announce(store, [GRUP, SUPERGRUP])
    table = schema.kiriman
    with store.writing() as connection:
        for chat, state in ((GRUP, old), (SUPERGRUP, new)):
            connection.execute(update(table).where(table.c.chat_id == chat).values(keadaan=state))
    assert chats.migrate(store, GRUP, SUPERGRUP)
    assert states(store, made.id) == {SUPERGRUP: Keadaan(left)}


def test_old_messages_are_not_replied_to(store: Store) -> None:
    """Numbers of messages of the old chat are forgotten: the new one has others under them."""
    made = announce(store, [])
    ledger.top_up(store, made.id, [Tujuan(chat_id=GRUP, balas_ke=17)])
    claimed = delivery.claim(store, "a")
    assert claimed is not None
    assert delivery.sent(store, claimed, 18, None)
    assert chats.migrate(store, GRUP, SUPERGRUP)
    (found,) = ledger.deliveries_of(store, made.id)
    assert (found.balas_ke, found.pesan_id, found.keadaan) == (None, None, "terkirim")


def test_claim_survives_migration(store: Store) -> None:
    """A delivery in whose sending the migration shows is put back under the new number."""
    made = announce(store, [GRUP], parts=2)
    claimed = delivery.claim(store, "a")
    assert claimed is not None
    assert chats.migrate(store, claimed.chat_id, SUPERGRUP)
    assert delivery.put_back(store, claimed, "pindah", store.now())
    again = delivery.claim(store, "a")
    assert again is not None
    assert (again.id, again.chat_id, again.bagian) == (claimed.id, SUPERGRUP, 1)
    # Who claimed it under the old number can still say that it failed, with its later part.
    assert chats.migrate(store, SUPERGRUP, -1_005)
    assert delivery.failed(store, again, "dikeluarkan")
    assert {item.keadaan for item in ledger.deliveries_of(store, made.id)} == {Keadaan.GAGAL}


def test_migration_is_whole_or_not_at_all(store: Store) -> None:
    """A migration that breaks off has moved nothing, and can be done again."""
    subscriptions.subscribe(store, obrolan(), 0, ADMIN, SERAPAN)
    announce(store, [GRUP])
    before = contents(store)
    with pytest.raises(RuntimeError, match="putus"), broken_commit(store):
        chats.migrate(store, GRUP, SUPERGRUP)
    assert contents(store) == before
    assert chats.migrate(store, GRUP, SUPERGRUP)


def test_migration_breaks_in_the_middle(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration that fails after the subscriptions has not moved those either."""
    subscriptions.subscribe(store, obrolan(), 0, ADMIN, SERAPAN)
    announce(store, [GRUP])
    before = contents(store)
    move = chats.move

    def breaking(*given: object) -> int:
        if given[1] is schema.kiriman:
            raise IntegrityError("", {}, ValueError())
        return move(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(chats, "move", breaking)
    with pytest.raises(IntegrityError):
        chats.migrate(store, GRUP, SUPERGRUP)
    assert contents(store) == before


def test_subscribing_meets_migration(store: Store) -> None:
    """Who subscribes in the supergroup while it is being moved adds nothing twice."""
    subscriptions.subscribe(store, obrolan(), 0, ADMIN, SERAPAN)
    new = Obrolan(id=SUPERGRUP, jenis="supergroup", judul="Grup rekaan")
    with meanwhile(
        store, lambda: subscriptions.subscribe(store, new, 0, ADMIN, SERAPAN)
    ) as started:
        assert chats.migrate(store, GRUP, SUPERGRUP)
    assert subscriptions.active(store) == (started[0].result(),)


def test_migration_meets_subscribing(store: Store) -> None:
    """What is subscribed to in the supergroup while the group is being moved is merged."""
    subscriptions.subscribe(store, obrolan(), 0, ADMIN, SERAPAN)
    new = Obrolan(id=SUPERGRUP, jenis="supergroup", judul="Grup rekaan")
    with meanwhile(store, lambda: chats.migrate(store, GRUP, SUPERGRUP)) as started:
        made = subscriptions.subscribe(store, new, 0, ADMIN, SERAPAN)
    assert started[0].result()
    assert subscriptions.active(store) == (made,)


def test_migration_meets_late_places(store: Store) -> None:
    """Places that are added while a group is being moved are neither lost nor there twice."""
    made = announce(store, [GRUP])
    late = [Tujuan(chat_id=SUPERGRUP), Tujuan(chat_id=5)]
    with meanwhile(store, lambda: ledger.top_up(store, made.id, late)) as started:
        assert chats.migrate(store, GRUP, SUPERGRUP)
    assert started[0].result() == 1
    assert states(store, made.id) == dict.fromkeys([SUPERGRUP, 5], Keadaan.MENUNGGU)
