"""A question too long for a link gets a number, and always the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.store import links
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
