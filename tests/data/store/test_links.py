"""A question too long for a link gets a number, and always the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.store import links
from data.store.links import LinksFullError
from tests.data.store.rekaan import at_once

if TYPE_CHECKING:
    from data.store.store import Store

LONG = "/dpt " + "rekaan " * 80


def test_a_question_has_one_number(store: Store) -> None:
    """The same question gets the same number, another one another."""
    first = links.put(store, LONG)
    assert links.put(store, LONG) == first
    other = links.put(store, "/dpt lain")
    assert other != first
    assert links.find(store, first) == LONG
    assert links.find(store, other) == "/dpt lain"
    assert links.find(store, other + 1) is None


def test_two_at_once_get_one_number(store: Store) -> None:
    """Two who cite the same at the same moment share its number."""
    assert len(set(at_once(*[lambda: links.put(store, LONG)] * 2))) == 1


def test_stored_questions_are_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """When there are too many, none is added and none is lost."""
    monkeypatch.setattr("data.store.links.MOST", 2)
    numbers = [links.put(store, f"{LONG}{each}") for each in range(2)]
    with pytest.raises(LinksFullError):
        links.put(store, LONG)
    assert [links.put(store, f"{LONG}{each}") for each in range(2)] == numbers
    assert links.find(store, numbers[0]) == f"{LONG}0"
