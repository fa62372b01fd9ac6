"""Unfinished conversations: kept over restarts, one for each chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models.layanan import Percakapan, Permintaan
from data.store import conversations
from data.store.store import Store
from tests.data.store.rekaan import at_once

if TYPE_CHECKING:
    from tests.conftest import Clock

CHAT = 8_000_000_001


def made(clock: Clock, chat: int = CHAT, **values: object) -> Percakapan:
    """A made-up conversation."""
    usual: dict[str, object] = {
        "kunci": "a" * 12,
        "langkah": "isi",
        "permintaan": Permintaan(isi="Isi rekaan; “kutip” 1"),
        "diubah": clock.moment,
    }
    return Percakapan.model_validate({"chat_id": chat, **usual, **values})


def test_a_restart_loses_nothing(store: Store, address: str, clock: Clock) -> None:
    """What was answered is there for whoever opens the store next."""
    value = made(clock)
    assert conversations.get(store, CHAT) is None
    conversations.put(store, value)
    store.close()
    again = Store.open(address, clock)
    try:
        assert conversations.get(again, CHAT) == value
    finally:
        again.close()


def test_one_for_each_chat(store: Store, clock: Clock) -> None:
    """Putting again replaces; other chats keep theirs."""
    conversations.put(store, made(clock))
    conversations.put(store, made(clock, CHAT + 1))
    later = made(clock, langkah="nama", tiket=None, kunci="b" * 12)
    conversations.put(store, later)
    assert conversations.get(store, CHAT) == later
    assert conversations.open_chats(store) == {CHAT, CHAT + 1}


def test_two_beginnings_at_once_are_one(store: Store, clock: Clock) -> None:
    """Two processes that begin in the same moment leave one conversation."""
    value = made(clock)
    at_once(*[lambda: conversations.put(store, value)] * 2)
    assert conversations.get(store, CHAT) == value


def test_only_the_meant_one_ends(store: Store, clock: Clock) -> None:
    """A key that is not the conversation's ends nothing."""
    conversations.put(store, made(clock))
    assert not conversations.drop(store, CHAT, "b" * 12)
    assert conversations.drop(store, CHAT, "a" * 12)
    assert not conversations.drop(store, CHAT)
    conversations.put(store, made(clock))
    assert conversations.drop(store, CHAT)
    assert conversations.open_chats(store) == frozenset()
