"""``/status``: one's own requests, and nobody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from data.models.layanan import KeadaanTiket, Permintaan
from data.store import tickets
from handlers.asker import ANYBODY
from handlers.permintaan_kata import Nomor
from handlers.permintaan_status import MOST, own
from tests.handlers.permintaan_rekaan import (
    ASKER,
    GROUP,
    OFFICER,
    OFFICERS,
    OTHER,
    PERSON,
    STRANGER,
    Bicara,
    questions,
    reason,
    renderer,
    told,
)

if TYPE_CHECKING:
    from data.report import Report
    from data.store.store import Store
    from tests.conftest import Clock


@pytest.fixture
def bicara(report: Report, sqlite_store: Store, clock: Clock) -> Bicara:
    """Questions over an empty store."""
    return Bicara(report, sqlite_store, clock)


def test_nothing_yet(bicara: Bicara) -> None:
    """Without requests it is said how to make one."""
    answer = bicara("/status")
    assert answer.understood
    assert questions(answer) == ["/permintaan"]


def test_elsewhere(bicara: Bicara) -> None:
    """In groups and outside of Telegram nobody's requests are shown."""
    bicara.request()
    for line in ("/status", "/status 1"):
        group = bicara(line, replace(ASKER, chat=GROUP))
        assert (told(group)["tempat"], told(group)["tiket"]) == ("grup", ())
        assert told(bicara(line, ANYBODY))["tempat"] == "tanpa_chat"
        assert told(bicara(line, replace(ASKER, id=None)))["tempat"] == "tanpa_chat"
    assert own(bicara.asked(ANYBODY), Nomor(None, 1)) is None


@pytest.mark.parametrize("number", ["1", "0001", "2025-0001", "PI-2025-0001", "pi 2025-1"])
def test_numbers_as_people_type_them(bicara: Bicara, number: str) -> None:
    """The number is read in each of its forms."""
    bicara.request()
    shown = told(bicara(f"/status {number}"))
    assert shown["tiket"]["nomor"] == "PI-2025-0001"
    assert shown["milik"]


def test_other_peoples_numbers(bicara: Bicara) -> None:
    """Somebody else's number and one that does not exist are answered alike."""
    bicara.request()
    theirs, nothing = bicara("/status 1", OTHER), bicara("/status 99", OTHER)
    assert reason(theirs) == reason(nothing) == "permintaan_tidak_ada"
    assert renderer().render(theirs).html == renderer().render(nothing).html
    for line in ("/status besok", "/status 1 2", "/status pi"):
        assert reason(bicara(line)) == "nomor_permintaan"


def test_of_two_years_the_newest(bicara: Bicara, clock: Clock) -> None:
    """A bare number means the newest year's; with its year it means that one, ids come last."""
    bicara.request("Isi pertama")
    bicara.request("Isi lain", OTHER)
    clock.moment = datetime(2026, 1, 15, tzinfo=UTC)
    bicara.request("Isi kedua")
    assert told(bicara("/status 1"))["permintaan"]["isi"] == "Isi kedua"
    assert told(bicara("/status 2025-1"))["permintaan"]["isi"] == "Isi pertama"
    assert told(bicara("/status 3"))["permintaan"]["isi"] == "Isi kedua"
    assert reason(bicara("/status 2025-3")) == "permintaan_tidak_ada"
    assert reason(bicara("/status 2")) == "permintaan_tidak_ada"


def test_what_is_shown(bicara: Bicara, clock: Clock) -> None:
    """State, times and kinds of messages are shown; what officers wrote and who is not."""
    bicara.request()
    bicara("/permintaan 1 ambil", OFFICERS)
    bicara.write(1, "Rahasia rekaan", 1)
    answer = bicara("/status 1")
    assert "Rahasia rekaan" not in answer.model_dump_json()
    assert str(OFFICER) not in answer.model_dump_json()
    assert [line["arah"] for line in told(answer)["riwayat"]] == ["kejadian", "kejadian", "petugas"]
    assert "/permintaan 2025-0001 cabut" in questions(answer)
    clock.advance(days=21)
    late = bicara("/status 1")
    assert told(late)["tiket"]["sisa"] == -5
    assert "kanal resmi" in renderer().render(late).plain
    tickets.close(bicara.store, 1, OFFICER, KeadaanTiket.DITOLAK, "alasan rekaan")
    ended = bicara("/status 1")
    assert "alasan rekaan" in renderer().render(ended).plain
    assert "/permintaan 2025-0001 cabut" not in questions(ended)


def test_officers_see_any(bicara: Bicara) -> None:
    """An officer sees how far any request is, by its number or its id, and cannot withdraw it."""
    bicara.request()
    for number in ("1", "2025-0001"):
        answer = bicara(f"/status {number}", OFFICERS)
        assert not told(answer)["milik"]
        assert questions(answer) == []
    assert reason(bicara("/status 2025-0009", OFFICERS)) == "permintaan_tidak_ada"
    both = replace(OTHER, officer=True)
    assert not told(bicara("/status 1", both))["milik"]
    elsewhere = replace(OFFICERS, chat=GROUP)
    assert told(bicara("/status 1", elsewhere))["tempat"] == "grup"
    homely = replace(both, id=STRANGER)
    tickets.create(
        bicara.store, "b" * 12, STRANGER, Permintaan(isi="x"), bicara.clock.moment.date()
    )
    assert told(bicara("/status 2", homely))["milik"]


def test_many(bicara: Bicara, clock: Clock) -> None:
    """As many as one message holds are listed, newest first; the others are counted."""
    for number in range(MOST + 2):
        tickets.create(
            bicara.store,
            f"{number:012x}",
            PERSON,
            Permintaan(isi="Isi rekaan"),
            clock.moment.date(),
        )
    shown = told(bicara("/status"))
    assert shown["tiket"][0]["nomor"] == f"PI-2025-{MOST + 2:04d}"
    assert (len(shown["tiket"]), shown["lainnya"]) == (MOST, 2)
