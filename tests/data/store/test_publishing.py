"""Published answers: proposed by one person, published by another, found by everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from data.layanan.entries import Entries
from data.models import Permintaan
from data.store import publishing, tickets
from data.store.publishing import HasilTerbit
from tests.data.store.rekaan import trail

if TYPE_CHECKING:
    from data.models import TanyaJawab
    from data.store.store import Store
    from tests.conftest import Clock

ASKER, OFFICER, ADMIN, SECOND = 111_000_001, 222_000_001, 333_000_001, 333_000_002


def ticket(store: Store, key: str = "rekaan") -> int:
    """The number of a new request."""
    due = (store.now() + timedelta(days=14)).date()
    return tickets.create(store, key, ASKER, Permintaan(isi="Berapa kursi rekaan?"), due).id


def draft(store: Store, key: str = "rekaan") -> TanyaJawab:
    """A new draft with a source, which the officer wrote."""
    made = publishing.propose(store, ticket(store, key), OFFICER, "Berapa kursi?", "Ada 30.")
    edited = publishing.edit(store, made.id, OFFICER, "sumber", "Keputusan rekaan")
    assert edited is not None
    return edited


def test_an_empty_store_has_a_state(store: Store) -> None:
    """Nothing is published, which is a state of its own."""
    assert publishing.state(store) == "0-0-"
    assert publishing.published(store) == ()
    assert publishing.drafts(store) == ()
    assert publishing.find(store, 1) is None


def test_second_person_publishes(store: Store) -> None:
    """Neither who proposed nor who edited last may publish; somebody else may, once."""
    made = draft(store)
    assert publishing.drafts(store) == (made,)
    assert publishing.publish(store, made.id, OFFICER) is HasilTerbit.MATA_KEDUA
    changed = publishing.edit(store, made.id, ADMIN, "jawab", "Ada 31.")
    assert changed is not None
    assert publishing.publish(store, made.id, ADMIN) is HasilTerbit.MATA_KEDUA
    assert publishing.publish(store, made.id, OFFICER) is HasilTerbit.MATA_KEDUA
    assert publishing.publish(store, made.id, SECOND) is HasilTerbit.TERBIT
    assert publishing.publish(store, made.id, SECOND) is HasilTerbit.BUKAN_DRAF
    (entry,) = publishing.published(store)
    assert (entry.jawab, entry.oleh, entry.pemeriksa) == ("Ada 31.", OFFICER, SECOND)
    assert entry.terbit == store.now()
    assert publishing.drafts(store) == ()
    assert trail(store)[1:] == [
        "usul tanya-jawab",
        "ubah tanya-jawab",
        "ubah tanya-jawab",
        "terbitkan",
    ]


def test_incomplete_drafts_wait(store: Store) -> None:
    """Without a source nothing is published, nor without an answer, nor what is not there."""
    made = publishing.propose(store, ticket(store), OFFICER, "Berapa?", "")
    assert publishing.publish(store, made.id, SECOND) is HasilTerbit.BELUM_LENGKAP
    publishing.edit(store, made.id, OFFICER, "sumber", "Keputusan rekaan")
    assert publishing.publish(store, made.id, SECOND) is HasilTerbit.BELUM_LENGKAP
    publishing.edit(store, made.id, OFFICER, "jawab", "30")
    assert publishing.publish(store, made.id, SECOND) is HasilTerbit.TERBIT
    assert publishing.publish(store, 99, SECOND) is HasilTerbit.TIDAK_ADA


def test_an_edit_meanwhile_is_not_published_unseen(store: Store, clock: Clock) -> None:
    """What was looked at is published, and not what somebody made of it since."""
    made = draft(store)
    seen = publishing.fingerprint(made)
    clock.advance(seconds=1)
    changed = publishing.edit(store, made.id, OFFICER, "jawab", "Ada 3.000.")
    assert changed is not None
    assert publishing.publish(store, made.id, SECOND, seen=seen) is HasilTerbit.BERUBAH
    fresh = publishing.fingerprint(changed)
    assert publishing.publish(store, made.id, SECOND, seen=fresh) is HasilTerbit.TERBIT


def test_published_text_stays_until_it_is_withdrawn(store: Store, clock: Clock) -> None:
    """What is published cannot be edited; once withdrawn it is a draft with its next edit."""
    made = draft(store)
    publishing.publish(store, made.id, SECOND)
    state = publishing.state(store)
    assert publishing.edit(store, made.id, OFFICER, "tanya", "Lain?") is None
    assert publishing.edit(store, 99, OFFICER, "tanya", "Lain?") is None
    assert publishing.withdraw(store, made.id, ADMIN)
    assert not publishing.withdraw(store, made.id, ADMIN)
    assert not publishing.withdraw(store, 99, ADMIN)
    assert publishing.published(store) == ()
    again = publishing.edit(store, made.id, ADMIN, "tanya", "Lain?")
    assert again is not None
    assert (again.keadaan, again.terbit) == ("draf", None)
    clock.advance(seconds=1)
    assert publishing.publish(store, made.id, SECOND) is HasilTerbit.TERBIT
    assert publishing.state(store) != state


def test_only_parts_are_edited(store: Store) -> None:
    """The state of an entry is no part that can be written."""
    made = draft(store)
    with pytest.raises(ValueError, match="keadaan"):
        publishing.edit(store, made.id, OFFICER, "keadaan", "terbit")


def test_a_request_has_one_entry(store: Store) -> None:
    """Proposing twice gives the same draft; after a withdrawal a new one can be proposed."""
    made = draft(store)
    assert made.tiket_id is not None
    again = publishing.propose(store, made.tiket_id, ADMIN, "Lain", "Lain")
    assert again == made
    publishing.withdraw(store, made.id, ADMIN)
    assert publishing.propose(store, made.tiket_id, ADMIN, "Lain", "Lain").id != made.id


def test_entries_are_read_anew(store: Store) -> None:
    """Published answers in memory follow the store."""
    entries = Entries(lambda: store, looks=True)
    assert entries.current().isi == ()
    made = draft(store)
    assert entries.current().isi == ()
    publishing.publish(store, made.id, SECOND)
    assert [item.id for item in entries.current().isi] == [made.id]
    publishing.withdraw(store, made.id, SECOND)
    assert entries.current().isi == ()
