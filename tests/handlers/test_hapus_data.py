"""``/hapus_data``: told first, erased on a word, and never by a link or in a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.store import followers, privacy, tickets
from handlers.asked import Asked
from handlers.asker import ANYBODY, Asker
from handlers.hapus_data import hapus_data
from handlers.links import payload
from tests.handlers.serving import ANYONE, GROUP, PERSON, Serving, answered, questions

if TYPE_CHECKING:
    from data.report import Report
    from data.store.store import Store
    from tests.conftest import Clock


@pytest.fixture
def serving(report: Report, sqlite_store: Store, clock: Clock) -> Serving:
    """Questions to the real handlers over an empty store."""
    return Serving(report, sqlite_store, clock)


def test_nothing_to_erase(serving: Serving) -> None:
    """Of somebody who left nothing there is nothing, asked or confirmed."""
    for line in ("/hapus_data", "/hapus_data ya"):
        assert serving.data(line)["peristiwa"] == "kosong"


def test_told_then_erased(serving: Serving, sqlite_store: Store) -> None:
    """The person sees what there is, and only their word erases it."""
    made = answered(sqlite_store)
    followers.follow(sqlite_store, PERSON, 0, PERSON, "topik:dpt")
    answer = serving("/hapus_data")
    told = answer.data.model_dump()
    assert told["peristiwa"] == "ada"
    assert (told["tersimpan"]["permintaan"], told["tersimpan"]["ikutan"]) == (1, 1)
    assert questions(answer) == ["/hapus_data ya"]
    assert privacy.stored_about(sqlite_store, PERSON).ada
    assert serving.data("/hapus_data Ya")["peristiwa"] == "dihapus"
    assert not privacy.stored_about(sqlite_store, PERSON).ada
    now = tickets.find(sqlite_store, made.id)
    assert now is not None
    assert now.penanya is None


def test_a_link_confirms_nothing(serving: Serving, sqlite_store: Store) -> None:
    """Who follows a link that somebody else made is shown what there is, and keeps it."""
    answered(sqlite_store)
    link = payload("/hapus_data ya")
    assert link is not None
    serving(f"/start {link}")
    assert privacy.stored_about(sqlite_store, PERSON).ada
    asked = Asked(
        report=serving.report,
        command="hapus_data",
        text="ya",
        words=("ya",),
        year=serving.report.latest,
        raw=link,
        asker=ANYONE,
        office=serving.office,
    )
    assert hapus_data(asked).data.model_dump()["peristiwa"] == "ada"
    assert privacy.stored_about(sqlite_store, PERSON).ada


def test_where_and_what_is_refused(serving: Serving, sqlite_store: Store) -> None:
    """In a group, misspelt or with other words nothing is told and nothing erased."""
    answered(sqlite_store)
    in_group = Asker(id=PERSON, chat=GROUP)
    assert serving.refusal("/hapus_data ya", in_group)[0] == "hapus_data_pribadi"
    assert serving.refusal("/hapus_data semua")[0] == "hapus_data_kata"
    assert serving.refusal("/hapus_dat ya")[0] == "ejaan_langganan"
    assert serving.data("/hapus_data", ANYBODY)["peristiwa"] == "cara"
    assert privacy.stored_about(sqlite_store, ANYONE.id or 0).ada
