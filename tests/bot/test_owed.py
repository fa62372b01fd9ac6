"""What an owed message says, and when that cannot be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.answering import Desk
from bot.owed import Words
from data.store.errors import StoreError
from handlers.office import Office
from tests.bot.courier_parts import FORUM, office_of, owe_card, owed, ticket

if TYPE_CHECKING:
    from bot.rendering import Renderer
    from data.report import Report
    from data.store.store import Store


def away() -> Store:
    """A store that does not answer."""
    raise StoreError("rekaan")


async def test_a_card_waits_for_the_store(
    sqlite_store: Store, report: Report, renderer: Renderer
) -> None:
    """A card is the request as it is now; while the store is away it is not given up."""
    number = ticket(sqlite_store).id
    owe_card(sqlite_store, number)
    card = owed(sqlite_store, f"kartu-{number}")
    words = Words(Desk(report, renderer, office_of(sqlite_store)), renderer)
    letter = await words.of(card)
    assert letter is not None
    assert "Isi rekaan" in letter.html
    gone = Words(Desk(report, renderer, Office(away, officer_chat=FORUM)), renderer)
    with pytest.raises(StoreError):
        await gone.of(card)


async def test_a_card_of_nothing_says_nothing(
    sqlite_store: Store, report: Report, renderer: Renderer
) -> None:
    """A question whose request is not there has no answer."""
    number = ticket(sqlite_store).id
    owe_card(sqlite_store, number)
    card = owed(sqlite_store, f"kartu-{number}")
    asks = card.model_copy(update={"isi": card.isi.replace(f"{number}", "999")})
    words = Words(Desk(report, renderer, office_of(sqlite_store)), renderer)
    assert await words.of(asks) is None
