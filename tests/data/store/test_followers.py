"""Followers: what a place follows, its limit, its end and its move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.store import followers
from tests.data.store.rekaan import BESAR, GRUP, SUPERGRUP, at_once

if TYPE_CHECKING:
    from data.store.store import Store

PERSON = 111_000_001


def test_a_place_follows_once(store: Store) -> None:
    """The same target at the same place is one row, whoever asks; another topic has its own."""
    one = followers.follow(store, GRUP, 0, PERSON, "topik:dpt")
    assert one is not None
    assert (one.sasaran, one.dibuat) == ("topik:dpt", store.now())
    assert followers.follow(store, GRUP, 0, BESAR, "topik:dpt") == one
    other = followers.follow(store, GRUP, 7, PERSON, "topik:dpt")
    assert other is not None
    assert followers.of_place(store, GRUP, 0) == (one,)
    assert followers.of_place(store, GRUP) == (one, other)
    assert followers.every(store) == (one, other)


def test_a_place_has_a_limit(store: Store) -> None:
    """Beyond thirty nothing more is followed at one place; what is followed already is."""
    for number in range(followers.MOST):
        assert followers.follow(store, PERSON, 0, PERSON, f"kode:{number}") is not None
    assert followers.follow(store, PERSON, 0, PERSON, "kode:lain") is None
    assert followers.follow(store, PERSON, 0, PERSON, "kode:3") is not None
    assert followers.follow(store, GRUP, 0, PERSON, "kode:lain") is not None


def test_unfollowing(store: Store) -> None:
    """One number ends, or all of a topic, or all of a chat; never another chat's."""
    rows = [
        followers.follow(store, GRUP, topic, PERSON, target)
        for topic, target in ((0, "topik:dpt"), (0, "kode:CQ"), (7, "kode:CQ"))
    ]
    first = rows[0]
    assert first is not None
    assert followers.unfollow(store, PERSON, None, first.id) == ()
    assert followers.unfollow(store, GRUP, 7, first.id) == ()
    state = followers.state(store)
    assert followers.unfollow(store, GRUP, 0, first.id) == (first,)
    assert followers.state(store) != state
    assert followers.unfollow(store, GRUP) == (rows[1], rows[2])
    assert followers.unfollow(store, GRUP) == ()
    assert followers.state(store) == "0-0"


def test_a_group_that_moves_keeps_what_it_follows(store: Store) -> None:
    """What the old chat followed goes by the new id, each once."""
    followers.follow(store, GRUP, 0, PERSON, "topik:dpt")
    followers.follow(store, GRUP, 0, PERSON, "kode:CQ")
    followers.follow(store, SUPERGRUP, 0, PERSON, "kode:CQ")
    with store.writing() as connection:
        assert followers.move(connection, GRUP, SUPERGRUP) == 2
    assert followers.of_place(store, GRUP) == ()
    found = {row.sasaran for row in followers.of_place(store, SUPERGRUP)}
    assert found == {"topik:dpt", "kode:CQ"}


def test_two_at_once_follow_once(store: Store) -> None:
    """Two who ask for the same in the same moment get the same row."""
    one, two = at_once(
        lambda: followers.follow(store, GRUP, 0, 1, "topik:dpt"),
        lambda: followers.follow(store, GRUP, 0, 2, "topik:dpt"),
    )
    assert one == two
    assert len(followers.every(store)) == 1
