"""``/tanyajawab``: who may read, propose, edit, publish and withdraw, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import pytest

from data.models import KeadaanTiket
from data.store import publishing, tickets
from data.store.schema_service import tanya_jawab
from handlers.asker import Asker
from handlers.personal import personal_in
from handlers.tanyajawab import A_PAGE, LONGEST
from handlers.terbitan import LONGEST_LABEL, buttons_for, matching
from handlers.words import split
from tests.handlers.serving import (
    ADMIN,
    ANYONE,
    GROUP,
    OFFICER,
    OFFICER_ID,
    OFFICERS,
    SECOND,
    Serving,
    answered,
    confirmed,
    publish,
    questions,
)

if TYPE_CHECKING:
    from data.report import Report
    from data.store.store import Store
    from tests.conftest import Clock


@pytest.fixture
def serving(report: Report, sqlite_store: Store, clock: Clock) -> Serving:
    """Questions to the real handlers over an empty store."""
    return Serving(report, sqlite_store, clock)


def test_empty_list_is_an_answer(serving: Serving) -> None:
    """Where nothing is published, that is said kindly, and a search says so too."""
    assert serving.data("/tanyajawab")["semua"] == 0
    assert serving.data("/tanyajawab kursi")["kata"] == "kursi"
    assert serving.refusal("/tanyajawab 7") == ("tanyajawab_nomor", "7")


def test_everybody_reads_what_is_published(serving: Serving, sqlite_store: Store) -> None:
    """An answer shows question, answer, source and date, and nobody's account."""
    entry = publish(sqlite_store)
    publish(sqlite_store, "Berapa luas gudang rekaan?", "40 meter")
    answer = serving("/tanyajawab")
    told = answer.data.model_dump()
    assert [row["nomor"] for row in told["isi"]] == [2, 1]
    assert questions(answer) == ["/tanyajawab 2", "/tanyajawab 1"]
    one = serving.data("/tanyajawab kursi")
    assert one["isi"] == {
        "nomor": entry.id,
        "tanya": entry.tanya,
        "jawab": "Ada 30 kursi.",
        "sumber": "Keputusan rekaan",
        "terbit": entry.terbit,
    }
    assert not one["pengurus"]
    assert str(OFFICER_ID) not in serving("/tanyajawab 1").model_dump_json()
    assert serving.data("/tanyajawab keputusan")["semua"] == 2
    assert serving.data("/tanyajawab kursi bogor")["semua"] == 0


def test_pages(serving: Serving, sqlite_store: Store) -> None:
    """Many answers are turned page by page; words too long for a button turn none."""
    for number in range(A_PAGE + 1):
        publish(sqlite_store, f"Berapa kursi nomor {number} di sana {'rekaan' * 12}?")
    assert "/tanyajawab hal 2" in questions(serving("/tanyajawab"))
    assert len(serving.data("/tanyajawab hal 2")["isi"]) == 1
    assert "/tanyajawab kursi hal 2" in questions(serving("/tanyajawab kursi"))
    long = f"/tanyajawab kursi {'rekaan' * 12}"
    assert not [line for line in questions(serving(long)) if "hal" in line]


def test_whole_life(serving: Serving, sqlite_store: Store, clock: Clock) -> None:
    """From an answered request to a published answer, seen by two, and back."""
    number = answered(sqlite_store).id
    draft = serving(f"/tanyajawab usul {number}", OFFICER)
    assert draft.data.model_dump()["isi"]["jawab"] == "Ada 30 kursi."
    assert questions(draft) == ["/tanyajawab 1 tarik", "/tanyajawab"]
    assert serving.refusal("/tanyajawab 1") == ("tanyajawab_nomor", "1")
    assert serving.refusal("/tanyajawab 1 terbitkan", ADMIN)[0] == "tanyajawab_belum_lengkap"
    serving.data("/tanyajawab 1 Sumber Keputusan <rekaan> & lain", OFFICER)
    clock.advance(seconds=1)
    edited = serving.data("/tanyajawab 1 jawab Ada 31 kursi,\nyaitu rekaan.", ADMIN)
    assert edited["isi"]["jawab"] == "Ada 31 kursi,\nyaitu rekaan."
    assert serving.refusal("/tanyajawab 1 terbitkan", ADMIN)[0] == "tanyajawab_mata_kedua"
    assert serving.refusal("/tanyajawab 1 terbitkan", OFFICER)[0] == "tanyajawab_admin"
    assert serving.data("/tanyajawab draf", SECOND)["semua"] == 1
    shown = questions(serving("/tanyajawab 1", SECOND))
    clock.advance(seconds=1)
    serving.data("/tanyajawab 1 jawab Ada 32 kursi.", ADMIN)
    assert serving.refusal(shown[0], SECOND)[0] == "tanyajawab_berubah"
    fresh = questions(serving("/tanyajawab 1", SECOND))
    assert len(fresh[0]) <= 60
    published = serving(fresh[0], SECOND)
    assert published.understood
    assert published.data.model_dump()["peristiwa"] == "terbitkan"
    assert serving.data("/tanyajawab 1")["isi"]["jawab"] == "Ada 32 kursi."
    assert serving.refusal("/tanyajawab 1 terbitkan", SECOND)[0] == "tanyajawab_bukan_draf"
    assert serving.refusal("/tanyajawab 1 jawab lain", SECOND)[0] == "tanyajawab_terbit"
    assert serving.refusal("/tanyajawab 1 tarik")[0] == "tanyajawab_petugas"
    gone = serving("/tanyajawab 1 tarik", OFFICER)
    assert gone.data.model_dump()["keadaan"] == "ditarik"
    assert questions(gone) == ["/tanyajawab"]
    assert serving.refusal("/tanyajawab 1")[0] == "tanyajawab_nomor"
    assert serving.data("/tanyajawab 1", SECOND)["keadaan"] == "ditarik"
    assert serving.refusal("/tanyajawab 1 tarik", OFFICER)[0] == "tanyajawab_nomor"


@pytest.mark.parametrize(
    ("asker", "reason"),
    [
        (ANYONE, "tanyajawab_petugas"),
        (replace(ADMIN, chat=GROUP), "tanyajawab_tempat"),
        (replace(OFFICER, id=None), "tanyajawab_orang"),
        (Asker(), "tanyajawab_orang"),
    ],
)
@pytest.mark.parametrize(
    "line",
    [
        "/tanyajawab usul 1",
        "/tanyajawab draf",
        "/tanyajawab 1 tanya apa",
        "/tanyajawab 1 terbitkan",
        "/tanyajawab 1 tarik",
    ],
)
def test_who_may_change(
    serving: Serving, sqlite_store: Store, line: str, asker: Asker, reason: str
) -> None:
    """Only officers change anything, as themselves, where only officers read along."""
    publishing.propose(sqlite_store, answered(sqlite_store).id, OFFICER_ID, "Apa?", "Itu.")
    before = publishing.find(sqlite_store, 1)
    assert serving.refusal(line, asker)[0] == reason
    assert publishing.find(sqlite_store, 1) == before


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("/tanyajawab 1 sumber", "tanyajawab_kosong"),
        (f"/tanyajawab 1 tanya {'a' * (LONGEST['tanya'] + 1)}", "tanyajawab_panjang"),
        ("/tanyajawab 1 jawab Hubungi 0812 3456 7890", "tanyajawab_pribadi"),
        ("/tanyajawab 1 jawab NIK 5301234567890123", "pribadi"),
        ("/tanyajawab 9 jawab Ada.", "tanyajawab_nomor"),
        ("/tanyajawab 9 terbitkan", "tanyajawab_nomor"),
        ("/tanyajawab usul 9", "tanyajawab_tiket"),
        ("/tanyajawab usul", "tanyajawab_tiket"),
        ("/tanyajawab usul 1234567890123", "tanyajawab_tiket"),
    ],
)
def test_what_is_refused(serving: Serving, sqlite_store: Store, line: str, reason: str) -> None:
    """A text that is empty, too long or personal is not stored; what is not there is said."""
    publishing.propose(sqlite_store, answered(sqlite_store).id, OFFICER_ID, "Apa?", "Itu.")
    assert serving.refusal(line, ADMIN)[0] == reason


def test_only_answered_requests_are_proposed(serving: Serving, sqlite_store: Store) -> None:
    """A request that was refused is no answer for everybody."""
    number = tickets.create(
        sqlite_store,
        "kunci",
        1,
        answered(sqlite_store).permintaan,
        sqlite_store.now().date(),
    ).id
    tickets.close(sqlite_store, number, OFFICER_ID, KeadaanTiket.DITOLAK)
    assert serving.refusal(f"/tanyajawab usul {number}", OFFICER)[0] == "tanyajawab_tiket"


def test_draft_has_the_answer_and_not_the_questions_back(
    serving: Serving, sqlite_store: Store
) -> None:
    """What an officer asked back is no part of the draft, and a long text is cut visibly."""
    made = tickets.create(
        sqlite_store,
        "kunci",
        1,
        answered(sqlite_store).permintaan.model_copy(update={"isi": "kata " * 200}),
        sqlite_store.now().date(),
    )
    said = iter(range(100, 120))

    def says(who: str, text: str) -> None:
        """One more message of the request."""
        arah: Literal["petugas", "penanya"] = "petugas" if who == "petugas" else "penanya"
        tickets.heard(sqlite_store, made.id, arah, OFFICER_ID, text, "", OFFICERS.id, next(said))

    tickets.take(sqlite_store, made.id, OFFICER_ID)
    says("petugas", "Yang mana?")
    tickets.clarify(sqlite_store, made.id, OFFICER_ID)
    says("penanya", "Yang baru.")
    says("petugas", "Ada 30.")
    says("petugas", " ")
    says("petugas", "Rinciannya rekaan.")
    tickets.close(sqlite_store, made.id, OFFICER_ID, KeadaanTiket.DIJAWAB)
    told = serving.data(f"/tanyajawab usul {made.id}", OFFICER)["isi"]
    assert told["jawab"] == "Ada 30.\n\nRinciannya rekaan."
    assert len(told["tanya"]) <= LONGEST["tanya"]
    assert told["tanya"].endswith("…")


def test_the_asker_is_not_published(serving: Serving, sqlite_store: Store) -> None:
    """A draft that names who asked, or a number of a person, cannot be published."""
    made = publishing.propose(
        sqlite_store, answered(sqlite_store).id, OFFICER_ID, "Dari Penanya  Rekaan: apa?", "Itu."
    )
    publishing.edit(sqlite_store, made.id, OFFICER_ID, "sumber", "Keputusan")
    assert confirmed(serving, 1).understood
    publishing.withdraw(sqlite_store, made.id, OFFICER_ID)
    for question in ("Dari penanya rekaan: apa?", "Balas ke orang@contoh.test"):
        publishing.edit(sqlite_store, made.id, OFFICER_ID, "tanya", question)
        assert serving.refusal("/tanyajawab 1 terbitkan", SECOND)[0] == "tanyajawab_pribadi"


def test_a_draft_without_its_request(serving: Serving, sqlite_store: Store) -> None:
    """Where the request is not known any more, the draft can still be published."""
    made = publishing.propose(sqlite_store, answered(sqlite_store).id, OFFICER_ID, "A?", "B")
    publishing.edit(sqlite_store, made.id, OFFICER_ID, "sumber", "C")
    with sqlite_store.writing() as connection:
        connection.execute(tanya_jawab.update().values(tiket_id=None))
    assert confirmed(serving, 1).understood


def test_a_typed_publish_shows_what_it_would_publish(
    serving: Serving, sqlite_store: Store, clock: Clock
) -> None:
    """Whoever types it publishes nothing: the text is shown, and its button publishes that text."""
    made = publishing.propose(sqlite_store, answered(sqlite_store).id, OFFICER_ID, "A?", "B")
    publishing.edit(sqlite_store, made.id, OFFICER_ID, "sumber", "C")
    typed = serving("/tanyajawab 1 terbitkan", SECOND)
    told = typed.data.model_dump()
    assert (told["peristiwa"], told["keadaan"], told["isi"]["jawab"]) == ("tegaskan", "draf", "B")
    assert serving.data("/tanyajawab")["semua"] == 0
    clock.advance(seconds=1)
    publishing.edit(sqlite_store, made.id, OFFICER_ID, "jawab", "Disisipkan")
    assert serving.refusal(questions(typed)[0], SECOND)[0] == "tanyajawab_berubah"
    assert serving.data("/tanyajawab")["semua"] == 0


def test_longest_texts_fit_a_message(serving: Serving, sqlite_store: Store) -> None:
    """However long the parts are that are taken, each answer with them can be sent."""
    for number in range(A_PAGE):
        ticket = answered(sqlite_store, f"{number} " + "😀" * 700, "😀" * 3000)
        serving.data(f"/tanyajawab usul {ticket.id}", OFFICER)
        draft = serving.data(f"/tanyajawab {number + 1} sumber {'😀' * 150}", OFFICER)
        assert draft["isi"]["jawab"] == "😀" * 1199 + "…"
        assert confirmed(serving, number + 1).understood
    assert serving.data("/tanyajawab draf", OFFICER)["semua"] == 0
    assert serving.data("/tanyajawab")["semua"] == A_PAGE
    line = f"/tanyajawab 1 sumber {'😀' * 151}"
    assert serving.refusal(line, OFFICER)[0] == "tanyajawab_panjang"


def test_words_that_are_no_action_are_searched(serving: Serving, sqlite_store: Store) -> None:
    """A number with other words, and *tarik* with more, search and change nothing."""
    publish(sqlite_store)
    assert serving.data("/tanyajawab 1 kursi", ADMIN)["semua"] == 0
    assert serving.data("/tanyajawab 1 tarik semua", ADMIN)["semua"] == 0
    assert serving.data("/tanyajawab draf kursi")["semua"] == 0
    assert len(publishing.published(sqlite_store)) == 1


def test_search_of_the_report_finds_them(serving: Serving, sqlite_store: Store) -> None:
    """``/cari`` shows matching answers beside the report's places, or alone."""
    publish(sqlite_store)
    alone = serving("/cari kursi dprd")
    assert alone.understood
    assert alone.entries == serving.office.entries.current().keadaan
    assert alone.data.model_dump()["semua"] == 0
    assert questions(alone) == ["/tanyajawab 1"]
    for number in range(4):
        publish(sqlite_store, f"Berapa biaya kampanye rekaan {number}?")
    both = serving("/cari kampanye").data.model_dump()
    assert both["semua"] > 0
    assert [row["nomor"] for row in both["terbitan"]] == [5, 4, 3]
    assert both["terbitan_lain"] == 1
    assert serving.refusal("/cari zzzz")[0] == "cari"
    assert serving.refusal("/cari kampanye hal 99")[0] == "halaman"


def test_search_goes_on_without_the_store(
    report: Report, sqlite_store: Store, clock: Clock
) -> None:
    """Where published answers cannot be read, the report is searched all the same."""
    serving = Serving(report, sqlite_store, clock)
    with sqlite_store.writing() as connection:
        connection.exec_driver_sql("DROP TABLE tanya_jawab")
    assert serving.data("/cari kampanye")["terbitan"] == ()


def test_matching_is_careful(sqlite_store: Store) -> None:
    """Every telling word must stand whole in the question; filling words decide nothing."""
    entry = publish(sqlite_store)
    entries = (entry,)
    assert matching(split("berapa kursinya dprd?"), entries) == entries
    assert matching(split("kursi dprd bogor"), entries) == ()
    assert matching(split("kurs"), entries) == ()
    assert matching(split("berapa ya"), entries) == ()
    newer = entry.model_copy(update={"id": 9})
    assert [item.id for item in matching(("kursi",), (entry, newer))] == [9, 1]


def test_buttons_for_a_plain_question(sqlite_store: Store) -> None:
    """A plain question that an entry answers gets a button to it, three at most."""
    entry = publish(sqlite_store, f"Berapa kursi {'rekaan ' * 12}?")
    many = tuple(entry.model_copy(update={"id": number}) for number in range(1, 6))
    rows = buttons_for("ada berapa kursi?", many)
    assert [row[0].question for row in rows] == [f"/tanyajawab {n}" for n in (5, 4, 3)]
    assert all(len(row[0].subject) <= LONGEST_LABEL for row in rows)
    assert buttons_for("berapa gaji", many) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0812-3456-7890", True),
        ("+62 812 3456 7890", True),
        ("hubungi 081234567890 ya", True),
        ("NIK 5301.2345.6789.0123", True),
        ("orang@contoh.test", True),
        ("ppid@kpu.go.id", False),
        ("Rp11.632.683.000 dan 0,8", False),
        ("28 November 2024", False),
        ("kode 6871.QGE.002", False),
    ],
)
def test_personal_data(text: str, *, found: bool) -> None:
    """A NIK, a mobile number and a person's address are seen; figures and offices are not."""
    assert personal_in(text) is found
