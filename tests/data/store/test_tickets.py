"""Requests in the store: numbers, states, what is owed of each change, and races."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from data.models.layanan import KeadaanTiket, Percakapan, Permintaan
from data.store import audit, conversations, schema_service, ticket_speech, tickets
from data.store.errors import StoreError
from data.store.store import Store
from data.store.ticket_rows import ASKER, Kabar, TicketStateError, changed
from data.store.ticket_speech import Ucapan
from tests.data.store.rekaan import at_once, broken_commit, trail

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.models.layanan import Tiket
    from data.store.ticket_rows import Awaited
    from tests.conftest import Clock

PENANYA, PENANYA_LAIN = 8_000_000_001, 8_000_000_002
PETUGAS, PETUGAS_KEDUA = 9_000_000_001, 9_000_000_002
RUANG = -1_001_234_567_890
DUE = date(2025, 11, 17)
ISI = Permintaan(
    nama="Penanya rekaan", lembaga="Media rekaan", kontak="surel rekaan", isi="Isi rekaan"
)
KABAR = Kabar(nama="tiket_kabar", nilai={"peristiwa": "rekaan"})


def asked(store: Store, key: str = "a" * 12, asker: int = PENANYA) -> Tiket:
    """A new made-up request."""
    return tickets.create(store, key, asker, ISI, DUE)


def owed(store: Store) -> list[tuple[str, int, dict[str, object]]]:
    """What the outbox holds: key, chat and content, oldest first."""
    table = schema_service.pesan_keluar
    with store.reading() as connection:
        rows = connection.execute(
            select(table.c.kunci, table.c.chat_id, table.c.isi).order_by(table.c.id)
        ).all()
    return [(key, chat, json.loads(content)) for key, chat, content in rows]


def events(store: Store, number: int) -> list[str]:
    """The events in the life of a request."""
    return [line.teks for line in tickets.messages(store, number) if line.arah == "kejadian"]


def forget(store: Store, number: int) -> None:
    """Forgets who made a request."""
    table = schema_service.tiket
    with store.writing() as connection:
        connection.execute(update(table).where(table.c.id == number).values(penanya=None))


def erase(store: Store, number: int) -> None:
    """Erases a request."""
    table = schema_service.tiket
    with store.writing() as connection:
        connection.execute(delete(table).where(table.c.id == number))


def test_a_request_is_made_once(store: Store) -> None:
    """The same conversation sent twice is one request, with one event and one line of audit."""
    first, second = asked(store), asked(store)
    assert first == second
    assert first.nomor == "PI-2025-0001"
    assert (first.keadaan, first.penanya, first.tenggat) == (KeadaanTiket.BARU, PENANYA, DUE)
    assert first.permintaan == ISI
    assert events(store, first.id) == ["dibuat"]
    assert trail(store) == ["permintaan dibuat"]
    assert tickets.by_key(store, "a" * 12) == first
    assert tickets.by_key(store, "b" * 12) is None


def test_the_audit_never_names_an_asker(store: Store) -> None:
    """Neither who asked nor what they wrote stands in the audit."""
    made = asked(store)
    tickets.close(store, made.id, None, KeadaanTiket.DICABUT)
    lines = audit.page(store, 0, 10).jejak
    assert {line.siapa for line in lines} == {ASKER}
    told = " ".join(f"{line.objek} {line.sebelum} {line.sesudah}" for line in lines)
    assert "rekaan" not in told
    assert str(PENANYA) not in told


def test_numbers_begin_anew_each_year_in_wita(store: Store, clock: Clock) -> None:
    """The year of a number is the one in WITA, and its numbers begin at 1."""
    asked(store, "a" * 12)
    assert asked(store, "b" * 12).nomor == "PI-2025-0002"
    clock.moment = datetime(2025, 12, 31, 15, 59, tzinfo=UTC)
    assert asked(store, "c" * 12).nomor == "PI-2025-0003"
    clock.moment = datetime(2025, 12, 31, 16, 0, tzinfo=UTC)
    late = asked(store, "d" * 12)
    assert late.nomor == "PI-2026-0001"
    assert tickets.by_number(store, 2026, 1) == late
    assert tickets.by_number(store, 2026, 2) is None
    assert tickets.find(store, late.id) == late
    assert tickets.find(store, 999) is None


def test_one_conversation_sent_at_once_is_one_request(store: Store) -> None:
    """Two presses in the same moment make one request."""
    first, second = at_once(lambda: asked(store), lambda: asked(store))
    assert first.id == second.id
    assert len(tickets.listed(store, "semua", None, DUE)) == 1


def test_many_at_once_get_numbers_of_their_own(store: Store) -> None:
    """Requests made in the same moment have numbers without a gap."""
    made = at_once(*[lambda n=n: asked(store, f"{n:012x}", PENANYA + n) for n in range(8)])
    assert sorted(ticket.urut for ticket in made) == list(range(1, 9))


def test_a_number_that_stays_taken_is_an_error(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever never gets a number hears of it."""
    tries = []

    def taken(*_: object) -> None:
        tries.append(1)
        raise IntegrityError("rekaan", None, Exception("rekaan"))

    monkeypatch.setattr(tickets, "creating", taken)
    with pytest.raises(IntegrityError):
        asked(store)
    assert len(tries) == tickets.ATTEMPTS


def test_requests_of_an_asker_are_theirs(store: Store) -> None:
    """An asker sees their own requests, newest first."""
    first = asked(store, "a" * 12)
    asked(store, "b" * 12, PENANYA_LAIN)
    third = asked(store, "c" * 12)
    assert [ticket.id for ticket in tickets.of_asker(store, PENANYA)] == [third.id, first.id]


def test_lists(store: Store) -> None:
    """Officers list open requests by due date, late ones, their own, and all of them."""
    later = tickets.create(store, "a" * 12, PENANYA, ISI, date(2025, 11, 20))
    sooner = tickets.create(store, "b" * 12, PENANYA, ISI, date(2025, 11, 10))
    ended = asked(store, "c" * 12)
    tickets.take(store, later.id, PETUGAS)
    tickets.close(store, ended.id, PETUGAS, KeadaanTiket.DITOLAK, "alasan rekaan")

    def ids(which: tickets.Which, officer: int | None = None) -> list[int]:
        return [row.id for row in tickets.listed(store, which, officer, date(2025, 11, 11))]

    assert ids("terbuka") == [sooner.id, later.id]
    assert ids("terlambat") == [sooner.id]
    assert ids("saya", PETUGAS) == [later.id]
    assert ids("saya", PETUGAS_KEDUA) == []
    assert ids("semua") == [ended.id, sooner.id, later.id]


def test_a_request_is_taken_once(store: Store) -> None:
    """Pressing twice changes nothing more; somebody else is told that it is taken."""
    made = asked(store)
    taken = tickets.take(store, made.id, PETUGAS, notice=KABAR)
    assert (taken.keadaan, taken.petugas) == (KeadaanTiket.DIAMBIL, PETUGAS)
    assert tickets.take(store, made.id, PETUGAS, notice=KABAR) == taken
    with pytest.raises(TicketStateError) as refused:
        tickets.take(store, made.id, PETUGAS_KEDUA, notice=KABAR)
    assert refused.value.ticket == taken
    assert events(store, made.id) == ["dibuat", "diambil"]
    ((key, chat, content),) = owed(store)
    assert key.startswith(f"tiket-{made.id}-")
    assert chat == PENANYA
    assert content == {"nama": "tiket_kabar", "nilai": {"peristiwa": "rekaan"}, "tombol": []}


def test_two_officers_at_once_take_it_once(store: Store) -> None:
    """Of two officers in the same moment one takes the request."""
    made = asked(store)

    def attempt(officer: int) -> bool:
        """Whether ``officer`` got it; who did not is shown who did."""
        try:
            return tickets.take(store, made.id, officer, notice=KABAR).petugas == officer
        except TicketStateError as error:
            return error.ticket is None or error.ticket.petugas == officer

    won = at_once(lambda: attempt(PETUGAS), lambda: attempt(PETUGAS_KEDUA))
    assert sorted(won) == [False, True]
    assert len(owed(store)) == 1


def test_two_ends_at_once_are_one(store: Store) -> None:
    """Of an answer and a refusal in the same moment one ends the request."""
    made = asked(store)

    def attempt(officer: int, state: KeadaanTiket) -> bool:
        try:
            tickets.close(store, made.id, officer, state, notice=KABAR)
        except TicketStateError:
            return False
        return True

    ended = at_once(
        lambda: attempt(PETUGAS, KeadaanTiket.DIJAWAB),
        lambda: attempt(PETUGAS_KEDUA, KeadaanTiket.DITOLAK),
    )
    assert sorted(ended) == [False, True]
    assert len(owed(store)) == 1


def test_an_ended_request_takes_no_action(store: Store, clock: Clock) -> None:
    """Once ended, a request can be neither taken, awaited, asked back, extended nor ended."""
    made = asked(store)
    clock.advance(hours=1)
    tickets.await_text(store, made.id, PETUGAS, "jawab")
    ended = tickets.close(store, made.id, PETUGAS, KeadaanTiket.DITOLAK, "alasan rekaan")
    assert (ended.alasan, ended.selesai, ended.petugas) == (
        "alasan rekaan",
        clock.moment,
        PETUGAS,
    )
    assert (ended.menanti, ended.menanti_oleh) == ("", None)
    actions: tuple[Callable[[], object], ...] = (
        lambda: tickets.take(store, made.id, PETUGAS),
        lambda: tickets.await_text(store, made.id, PETUGAS, "jawab"),
        lambda: tickets.clarify(store, made.id, PETUGAS),
        lambda: tickets.extend(store, made.id, PETUGAS, DUE),
        lambda: tickets.close(store, made.id, PETUGAS, KeadaanTiket.DIJAWAB),
    )
    for action in actions:
        with pytest.raises(TicketStateError) as refused:
            action()
        assert refused.value.ticket == ended
    with pytest.raises(TicketStateError) as missing:
        tickets.take(store, 999, PETUGAS)
    assert missing.value.ticket is None


def test_a_due_date_moves_once(store: Store) -> None:
    """The due date is extended once; after that nobody was reminded yet."""
    made = asked(store)
    assert tickets.reminded(store, made.id, 1)
    later = tickets.extend(store, made.id, PETUGAS, date(2025, 11, 26))
    assert (later.tenggat, later.diperpanjang, later.diingatkan) == (date(2025, 11, 26), True, 0)
    with pytest.raises(TicketStateError):
        tickets.extend(store, made.id, PETUGAS, date(2025, 12, 26))


def test_reminders_once_for_each_level(store: Store) -> None:
    """One caller reminds of each level, and nobody of an ended request."""
    made = asked(store)
    assert sorted(at_once(*[lambda: tickets.reminded(store, made.id, 1)] * 2)) == [False, True]
    assert tickets.reminded(store, made.id, 2)
    assert not tickets.reminded(store, made.id, 1)
    tickets.close(store, made.id, PETUGAS, KeadaanTiket.DIJAWAB)
    assert not tickets.reminded(store, made.id, 3)


def test_awaited_text(store: Store) -> None:
    """What is awaited of an officer can be taken back."""
    made = asked(store)
    waiting = tickets.await_text(store, made.id, PETUGAS, "klarifikasi")
    assert (waiting.menanti, waiting.menanti_oleh) == ("klarifikasi", PETUGAS)
    calm = tickets.await_text(store, made.id, PETUGAS, "")
    assert (calm.menanti, calm.menanti_oleh) == ("", None)


def test_asking_back_until_the_asker_writes(store: Store) -> None:
    """A question back ends with the asker's next message, not with an officer's."""
    made = asked(store)
    back = tickets.clarify(store, made.id, PETUGAS, notice=KABAR)
    assert (back.keadaan, back.petugas) == (KeadaanTiket.KLARIFIKASI, PETUGAS)
    tickets.heard(store, made.id, "petugas", PETUGAS, "Pesan rekaan", "", RUANG, 1)
    assert tickets.find(store, made.id) == back
    said = tickets.heard(store, made.id, "penanya", PENANYA, "Balasan rekaan", "", PENANYA, 2)
    assert said is not None
    assert (said.arah, said.teks, said.berkas) == ("penanya", "Balasan rekaan", "")
    now = tickets.find(store, made.id)
    assert now is not None
    assert now.keadaan is KeadaanTiket.DIAMBIL
    assert events(store, made.id) == ["dibuat", "klarifikasi", "diperjelas"]


def test_a_message_is_taken_once(store: Store) -> None:
    """A message that comes twice, or in two processes at once, is one line."""
    made = asked(store)

    def hear() -> object:
        return tickets.heard(store, made.id, "penanya", PENANYA, "rekaan", "foto", PENANYA, 5)

    taken = at_once(hear, hear)
    assert sorted(line is None for line in taken) == [False, True]
    assert hear() is None
    assert tickets.heard(store, 999, "penanya", PENANYA, "rekaan", "", PENANYA, 6) is None
    unnamed = [
        tickets.heard(store, made.id, "penanya", PENANYA, "rekaan", "", None, None)
        for _ in range(2)
    ]
    assert all(unnamed)


def test_where_officers_see_it(store: Store) -> None:
    """A topic names its request; a card keeps its place while the topic is noted."""
    made = asked(store)
    assert tickets.at(store, RUANG, 0) is None
    tickets.place(store, made.id, RUANG, 71, 500)
    tickets.place(store, made.id, RUANG, 72, None)
    found = tickets.at(store, RUANG, 72)
    assert found is not None
    assert (found.id, found.ruang, found.topik, found.pesan) == (made.id, RUANG, 72, 500)
    assert tickets.at(store, RUANG, 71) is None


def test_nobody_is_told_who_was_forgotten(store: Store) -> None:
    """A notice to a forgotten asker is not owed; one to officers is."""
    made = asked(store)
    forget(store, made.id)
    tickets.take(store, made.id, PETUGAS, notice=KABAR)
    assert owed(store) == []
    to_officers = KABAR.model_copy(update={"kepada": RUANG})
    tickets.close(store, made.id, PETUGAS, KeadaanTiket.DIJAWAB, notice=to_officers)
    ((_, chat, content),) = owed(store)
    assert chat == RUANG
    assert "kepada" not in content


def test_a_change_that_fails_leaves_nothing(store: Store) -> None:
    """Where the end of the transaction fails, neither state nor event nor notice stays."""
    made = asked(store)
    with broken_commit(store), pytest.raises(RuntimeError):
        tickets.take(store, made.id, PETUGAS, notice=KABAR)
    assert tickets.find(store, made.id) == made
    assert events(store, made.id) == ["dibuat"]
    assert owed(store) == []


def test_a_dead_store_is_a_store_error(store: Store) -> None:
    """A store whose tables are gone raises ``StoreError``."""
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE tiket RENAME TO tiket_hilang")
    actions: tuple[Callable[[], object], ...] = (
        lambda: asked(store),
        lambda: tickets.find(store, 1),
    )
    try:
        for action in actions:
            with pytest.raises(StoreError):
                action()
    finally:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE tiket_hilang RENAME TO tiket")


def spoken(
    store: Store, number: int, message: int = 1, officer: int = PETUGAS, *, copied: bool = False
) -> ticket_speech.Didengar | None:
    """An officer's made-up message."""
    said = Ucapan(RUANG, message, officer, "Teks rekaan", "rekaan.pdf" if copied else "", copied)

    def notice(ticket: Tiket, kind: Awaited) -> Kabar:
        return Kabar(nama="tiket_pesan", nilai={"nomor": ticket.nomor, "sebagai": kind})

    return ticket_speech.spoken(store, number, said, notice)


@pytest.mark.parametrize(
    ("kind", "state"),
    [("jawab", KeadaanTiket.DIJAWAB), ("klarifikasi", KeadaanTiket.KLARIFIKASI)],
)
def test_awaited_messages_change_the_state_once(
    store: Store, kind: Awaited, state: KeadaanTiket
) -> None:
    """An awaited message changes the state and is owed once, however often it comes."""
    made = asked(store)
    tickets.await_text(store, made.id, PETUGAS, kind)
    heard = at_once(lambda: spoken(store, made.id), lambda: spoken(store, made.id))
    (first,) = [one for one in heard if one is not None]
    assert (first.sebagai, first.tiket.keadaan, first.tiket.menanti) == (kind, state, "")
    assert events(store, made.id) == ["dibuat", state.value]
    ((key, chat, content),) = owed(store)
    assert key.startswith(f"tiket-{made.id}-")
    assert chat == PENANYA
    assert content["asal"] == [RUANG, 1]


def test_other_messages_change_nothing(store: Store) -> None:
    """A message that is not awaited of this officer is passed on without changing the state."""
    made = asked(store)
    tickets.await_text(store, made.id, PETUGAS, "jawab")
    heard = spoken(store, made.id, officer=PETUGAS_KEDUA)
    assert heard is not None
    assert heard.sebagai == ""
    assert heard.tiket.menanti == "jawab"
    assert spoken(store, 999, 2) is None
    forget(store, made.id)
    assert spoken(store, made.id, 3) is not None
    assert len(owed(store)) == 1


def test_files_are_copied_behind_the_notice(store: Store) -> None:
    """What is copied follows its notice, and only the copy names the officer's message."""
    made = asked(store)
    assert spoken(store, made.id, 7, copied=True) is not None
    (_, _, head), (key, chat, copy) = owed(store)
    assert "asal" not in head
    assert (key, chat) == (f"salin-{RUANG}-7", PENANYA)
    assert copy == {"dari_chat": RUANG, "pesan": 7, "asal": [RUANG, 7]}


def talk(store: Store, ticket: int | None, clock: Clock, key: str = "f" * 12) -> Percakapan:
    """An open conversation in which a reply is written."""
    value = Percakapan(
        chat_id=PENANYA, kunci=key, langkah="balas", tiket=ticket, diubah=clock.moment
    )
    conversations.put(store, value)
    return value


def test_a_reply_ends_its_conversation_once(store: Store, clock: Clock) -> None:
    """A reply is one line and one notice, and clears a question back."""
    made = asked(store)
    tickets.clarify(store, made.id, PETUGAS)
    open_one = talk(store, made.id, clock)
    to_officers = KABAR.model_copy(update={"kepada": RUANG})

    def reply() -> Tiket | None:
        return ticket_speech.replied(store, open_one, "Balasan rekaan", lambda _: to_officers)

    done = at_once(reply, reply)
    (after,) = [one for one in done if one is not None]
    assert after.keadaan is KeadaanTiket.DIAMBIL
    assert conversations.get(store, PENANYA) is None
    assert [line.teks for line in tickets.messages(store, made.id)][2:] == [
        "Balasan rekaan",
        "diperjelas",
    ]
    assert [chat for _, chat, _ in owed(store)] == [RUANG]


def test_a_reply_that_nobody_can_be_told_of(store: Store, clock: Clock) -> None:
    """A reply is kept where no officers are known, and lost where its request is gone."""
    made = asked(store)
    kept = ticket_speech.replied(store, talk(store, made.id, clock), "rekaan", lambda _: None)
    assert kept == made
    assert owed(store) == []
    open_one = talk(store, made.id, clock)
    erase(store, made.id)
    assert ticket_speech.replied(store, open_one, "rekaan", lambda _: None) is None
    assert conversations.get(store, PENANYA) is None
    without = talk(store, None, clock)
    assert ticket_speech.replied(store, without, "rekaan", lambda _: None) is None


def test_a_change_without_notice_owes_nothing(store: Store) -> None:
    """A change within a transaction of one's own writes event and audit alone."""
    made = asked(store)
    with store.writing() as connection:
        changed(connection, store.now(), made, {"alasan": "rekaan"}, PETUGAS, "diambil")
    assert owed(store) == []
    assert audit.page(store, 0, 1).jejak[0].siapa == PETUGAS
