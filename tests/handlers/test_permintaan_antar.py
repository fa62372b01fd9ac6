"""Messages of a request between asker and officers, as handlers see them."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from data.models import KeadaanKeluar, KeadaanTiket, Obrolan, Permintaan
from data.store import outbox, tickets
from handlers.asked import Asked
from handlers.asker import Asker
from handlers.mistakes import Mistake
from handlers.office import Office
from handlers.permintaan_antar import PesanMasuk, from_asker, from_officer
from handlers.permintaan_kirim import officers_chat, resend
from handlers.permintaan_sering import MOST_REPLIES, REPLIES_WITHIN
from handlers.permintaan_teks import LONGEST_REPLY

if TYPE_CHECKING:
    from data.models import Tiket
    from data.report import Report
    from data.store.store import Store
    from tests.conftest import Clock

ASKER, OFFICER, GROUP = 7_000_000_101, 7_000_000_201, -1_002_000_000_777


def asking(report: Report, store: Store, *, group: int | None = GROUP, officer: bool) -> Asked:
    """What an asker or an officer says."""
    chat = Obrolan(id=GROUP, jenis="supergroup", judul="") if officer else None
    asker = Asker(id=OFFICER if officer else ASKER, officer=officer, chat=chat)
    office = Office(find_store=lambda: store, officer_chat=group, now=store.now)
    return Asked(report, "permintaan", "", (), 2024, asker=asker, office=office)


@pytest.fixture
def request_made(sqlite_store: Store) -> Tiket:
    """A made-up request."""
    return tickets.create(sqlite_store, "a", ASKER, Permintaan(isi="rekaan"), date(2025, 11, 17))


def incoming(text: str = "Halo", file: str = "", chat: int = ASKER) -> PesanMasuk:
    """A made-up message."""
    return PesanMasuk(chat=chat, nomor=5, teks=text, berkas=file)


def test_an_asker_of_another_request(
    sqlite_store: Store, report: Report, request_made: Tiket
) -> None:
    """Nobody writes to a request that is not theirs, or is not there."""
    asked = asking(report, sqlite_store, officer=False)
    assert from_asker(asked, request_made.id, incoming(chat=ASKER + 1)) is None
    assert from_asker(asked, request_made.id + 1, incoming()) is None
    assert from_officer(asked, request_made.id + 1, incoming()) is None
    assert outbox.claim(sqlite_store, "uji", 5) == ()


def test_long_texts_are_copied(sqlite_store: Store, report: Report, request_made: Tiket) -> None:
    """A text that leaves no room for a heading is copied as it is."""
    asked = asking(report, sqlite_store, officer=False)
    from_asker(asked, request_made.id, incoming("a" * (LONGEST_REPLY + 1)))
    (item,) = outbox.claim(sqlite_store, "uji", 5)
    assert item.bentuk == "salin"


def test_one_asker_does_not_fill_the_officers_group(
    store: Store, report: Report, clock: Clock
) -> None:
    """Who writes very often is told that it is not passed on; later, and for others, it is."""
    made = tickets.create(store, "a", ASKER, Permintaan(isi="rekaan"), date(2025, 11, 17))
    other = tickets.create(store, "b", ASKER + 1, Permintaan(isi="lain"), date(2025, 11, 17))
    asked = asking(report, store, officer=False)
    for number in range(MOST_REPLIES):
        assert from_asker(asked, made.id, incoming().model_copy(update={"nomor": number}))
    with pytest.raises(Mistake, match="balasan_sering"):
        from_asker(asked, made.id, incoming().model_copy(update={"nomor": 99}))
    owed = [outbox.by_key(store, f"salin-{ASKER}-{number}") for number in (MOST_REPLIES - 1, 99)]
    assert [item is not None for item in owed] == [True, False]
    assert from_asker(asked, other.id, incoming(chat=ASKER + 1))
    clock.advance(seconds=REPLIES_WITHIN.total_seconds() + 1)
    assert from_asker(asked, made.id, incoming().model_copy(update={"nomor": 99}))


def test_what_was_withdrawn(sqlite_store: Store, report: Report, request_made: Tiket) -> None:
    """What is written to a request after it was withdrawn goes nowhere, and is not kept."""
    asked = asking(report, sqlite_store, officer=False)
    tickets.close(sqlite_store, request_made.id, None, KeadaanTiket.DICABUT)
    before = tickets.messages(sqlite_store, request_made.id)
    answer = from_asker(asked, request_made.id, incoming())
    assert answer is not None
    assert answer.template == "sistem_tiket_tertutup"
    assert tickets.messages(sqlite_store, request_made.id) == before


@pytest.mark.parametrize(
    ("closed", "labels"), [(False, ["tiket_jawab", "tiket_kartu"]), (True, ["tiket_kartu"])]
)
def test_what_can_be_answered(
    sqlite_store: Store, report: Report, request_made: Tiket, *, closed: bool, labels: list[str]
) -> None:
    """Officers find a button to answer below what they can still answer."""
    if closed:
        tickets.close(sqlite_store, request_made.id, 5, KeadaanTiket.DIJAWAB)
    from_asker(asking(report, sqlite_store, officer=False), request_made.id, incoming())
    (item,) = outbox.claim(sqlite_store, "uji", 5)
    (row,) = json.loads(item.isi)["tombol"]
    assert [button["label"] for button in row] == labels


def test_nobody_saw_it_yet(sqlite_store: Store, report: Report, request_made: Tiket) -> None:
    """Where no officer has the request yet a message is kept for them."""
    asked = asking(report, sqlite_store, group=None, officer=False)
    answer = from_asker(asked, request_made.id, incoming())
    assert answer is not None
    assert outbox.claim(sqlite_store, "uji", 5) == ()
    assert tickets.messages(sqlite_store, request_made.id)[-1].teks == "Halo"


def test_an_asker_who_was_forgotten(
    sqlite_store: Store, report: Report, request_made: Tiket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written to an asker who was forgotten goes nowhere, and the officer is told."""
    gone = request_made.model_copy(update={"penanya": None})
    monkeypatch.setattr(tickets, "find", lambda *_: gone)
    answer = from_officer(
        asking(report, sqlite_store, officer=True), request_made.id, incoming(chat=GROUP)
    )
    assert answer is not None
    assert answer.data.model_dump() == {"nomor": request_made.nomor, "dicabut": False}


def test_an_officers_text(sqlite_store: Store, report: Report, request_made: Tiket) -> None:
    """An officer's text is owed to the asker."""
    asked = asking(report, sqlite_store, officer=True)
    from_officer(asked, request_made.id, incoming(chat=GROUP))
    (item,) = outbox.claim(sqlite_store, "uji", 5)
    assert item.chat_id == ASKER
    assert json.loads(item.isi)["asal"] == [GROUP, 5]


def test_where_officers_read(report: Report, sqlite_store: Store, request_made: Tiket) -> None:
    """The group comes first, then who works on it, then who saw it."""
    with_group = asking(report, sqlite_store, officer=False).office
    without = asking(report, sqlite_store, group=None, officer=False).office
    seen = request_made.model_copy(update={"ruang": 5})
    taken = seen.model_copy(update={"petugas": OFFICER})
    assert officers_chat(with_group, taken) == GROUP
    assert officers_chat(without, taken) == OFFICER
    assert officers_chat(without, seen) == 5
    assert officers_chat(without, request_made) is None


def test_sending_once_more(sqlite_store: Store, report: Report) -> None:
    """An officer has an uncertain message sent once more; nobody else, and nothing else."""
    outbox.add(sqlite_store, key="a", chat=ASKER, form="salin", content={})
    (item,) = outbox.claim(sqlite_store, "uji", 1)
    outbox.unknown(sqlite_store, item.id)
    asked = asking(report, sqlite_store, officer=True)
    with pytest.raises(Mistake):
        resend(asking(report, sqlite_store, officer=False), str(item.id))
    done = [resend(asked, number).data.model_dump() for number in ("x", str(item.id), str(item.id))]
    assert done == [{"berhasil": False}, {"berhasil": True}, {"berhasil": False}]
    found = outbox.find(sqlite_store, item.id)
    assert found is not None
    assert found.keadaan is KeadaanKeluar.MENUNGGU
