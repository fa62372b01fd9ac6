"""What nobody may bring about or learn who has no right to: by forwards, misspellings, JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.answering import Desk, may_wait
from bot.jsonlines import described
from bot.receiving import as_forwarded
from data.models import Obrolan
from handlers.asker import ANYBODY, Asker
from handlers.office import Office
from tests.bot.announcing_parts import office_of, september_and_october
from tests.data.store.rekaan import ADMIN

if TYPE_CHECKING:
    from bot.rendering import Renderer
    from data.report import Report
    from data.store.store import Store

PRIVATE = Obrolan(id=ADMIN, jenis="private", judul="")
GROUP = Obrolan(id=-1_001_234_567_890, jenis="supergroup", judul="Rapat")


@pytest.mark.parametrize(
    ("line", "obeyed"),
    [
        ("/dpt Sikka", "/dpt Sikka"),
        ("dpt sikka", "dpt sikka"),
        ("/berhenti", "/start berhenti"),
        ("/umumkan kirim 2025-10", "/start umumkan-kirim-2025--10"),
        ("/umumka kirim", "/start umumka-kirim"),
        ("/berhenti di -1001234567890 12345678901234567890", None),
    ],
)
def test_a_forwarded_command_does_not_act(line: str, obeyed: str | None) -> None:
    """What somebody else wrote is asked back where it would act, as a link is."""
    assert as_forwarded(line) == obeyed


@pytest.mark.parametrize(
    ("line", "waits"),
    [
        ("/riwayat", True),
        ("/riwayt 2025-10", True),
        ("/start riwayat", True),
        ("/dpt Sikka", False),
        ("serapan oktober", False),
    ],
)
def test_what_may_wait_for_the_store(line: str, waits: bool) -> None:  # noqa: FBT001 - a table's column
    """A line that works with the store, misspelt or not, never holds up the others."""
    assert may_wait(line) is waits


@pytest.mark.parametrize(
    "line", ["/serapan", "/tren", "/riwayat", "/riwayat 2025-10", "/serapan oktober CQ"]
)
@pytest.mark.parametrize(
    "asker", [ANYBODY, Asker(id=5, chat=GROUP), Asker(id=ADMIN, admin=True, chat=GROUP)]
)
def test_who_loaded_is_told_to_nobody(
    sqlite_store: Store, report: Report, renderer: Renderer, line: str, asker: Asker
) -> None:
    """Neither words nor JSON name who loaded a month, in a group not even to admins."""
    september_and_october(sqlite_store)
    desk = Desk(report, renderer, office_of(sqlite_store))
    reply = desk.reply(line, asker=asker)
    assert reply is not None
    assert reply.answer.understood
    assert str(ADMIN) not in json.dumps(described(line, reply))


def test_an_admins_answer_is_not_kept_for_a_group(report: Report, renderer: Renderer) -> None:
    """What an admin got in private chat is refused in a group, also when it was just asked."""
    desk = Desk(report, renderer, Office())
    private = desk.reply("/templat", asker=Asker(id=ADMIN, admin=True, chat=PRIVATE))
    group = desk.reply("/templat", asker=Asker(id=ADMIN, admin=True, chat=GROUP))
    assert private is not None
    assert group is not None
    assert private.answer.files
    assert not group.answer.files
