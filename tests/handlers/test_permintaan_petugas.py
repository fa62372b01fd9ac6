"""What officers do with requests: who may, in which state, and what the asker is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, select, update

from bot.rendering import plain_text
from data.models.layanan import KeadaanTiket
from data.store import schema_service, tickets
from handlers import links, permintaan_petugas
from handlers.asking import ask
from handlers.mistakes import Mistake
from handlers.permintaan_kabar import LONGEST_TEXT, needs_copy
from tests.data.store.rekaan import at_once, contents
from tests.handlers.permintaan_rekaan import (
    ASKER,
    GROUP,
    NIK,
    OFFICER,
    OFFICERS,
    OTHER,
    PERSON,
    ROOM,
    SECOND,
    SECONDS,
    Bicara,
    questions,
    reason,
    renderer,
    told,
)

if TYPE_CHECKING:
    from data.models.layanan import Tiket
    from data.report import Report
    from data.store.store import Store
    from tests.conftest import Clock

ALONE = replace(OFFICERS, chat=OTHER.chat, topic=0)


@pytest.fixture
def bicara(report: Report, sqlite_store: Store, clock: Clock) -> Bicara:
    """Questions over a store with one request."""
    made = Bicara(report, sqlite_store, clock)
    made.request()
    return made


def now(bicara: Bicara, number: int = 1) -> Tiket:
    """The request as it is."""
    found = tickets.find(bicara.store, number)
    assert found is not None
    return found


def owed(bicara: Bicara) -> list[tuple[int, str, dict[str, Any]]]:
    """What is owed: to whom, in which form, and what; every template can be rendered."""
    table = schema_service.pesan_keluar
    with bicara.store.reading() as connection:
        rows = connection.execute(
            select(table.c.chat_id, table.c.bentuk, table.c.isi).order_by(table.c.id)
        ).all()
    found = [(chat, form, json.loads(content)) for chat, form, content in rows]
    for _, form, content in found:
        if form == "templat":
            assert renderer().text(content["nama"], **content["nilai"])
    return found


def words(content: dict[str, Any]) -> str:
    """What an owed message says."""
    return plain_text(renderer().text(content["nama"], **content["nilai"]))


def forget(bicara: Bicara) -> None:
    """Forgets who made the requests."""
    with bicara.store.writing() as connection:
        connection.execute(update(schema_service.tiket).values(penanya=None, isi="", nama=""))


def test_the_card(bicara: Bicara) -> None:
    """An officer sees the whole request and what can be done; its asker sees how far it is."""
    answer = bicara("/permintaan 1", OFFICERS)
    assert answer.template == "tiket"
    assert told(answer)["permintaan"]["isi"] == "Isi rekaan"
    assert questions(answer) == [
        f"/permintaan 1 {verb}"
        for verb in ("ambil", "klarifikasi", "jawab", "tolak", "teruskan", "perpanjang")
    ]
    assert bicara("/permintaan PI-2025-0001", OFFICERS).data == answer.data
    assert bicara("/permintaan 1", replace(OFFICERS, id=None)).template == "tiket"
    assert bicara("/permintaan 1", ALONE).template == "tiket"
    assert bicara("/permintaan 1").template == "status_satu"
    assert reason(bicara("/permintaan 1", OTHER)) == "permintaan_tidak_ada"
    assert reason(bicara("/permintaan 9", OFFICERS)) == "permintaan_tidak_ada"


def test_nobody_else_reads_along(bicara: Bicara) -> None:
    """In another group not even an officer is shown a request or lets one change."""
    elsewhere = replace(OFFICERS, chat=GROUP)
    assert bicara("/permintaan 1", elsewhere).template == "status"
    assert reason(bicara("/permintaan 1 ambil", elsewhere)) == "chat_pribadi"
    assert reason(bicara("/permintaan daftar", elsewhere)) == "chat_pribadi"
    assert now(bicara).petugas is None


def test_the_card_of_a_forgotten_asker(bicara: Bicara) -> None:
    """A request whose asker was forgotten shows that its text is gone, and nobody is told."""
    forget(bicara)
    assert "dihapus" in renderer().render(bicara("/permintaan 1", OFFICERS)).plain
    assert not told(bicara("/permintaan 1 ambil", OFFICERS))["sampai"]
    assert owed(bicara) == []


@pytest.mark.parametrize(
    "verb", ["ambil", "klarifikasi", "jawab", "tolak", "teruskan", "perpanjang", "urung"]
)
def test_only_officers_act(bicara: Bicara, verb: str) -> None:
    """Askers and anonymous admins change nothing and are told why."""
    before = now(bicara)
    for asker in (ASKER, OTHER, replace(ASKER, chat=ROOM)):
        assert reason(bicara(f"/permintaan 1 {verb}", asker)) == "bukan_petugas"
    nameless = replace(OFFICERS, id=None)
    assert reason(bicara(f"/permintaan 1 {verb}", nameless)) == "petugas_tanpa_nama"
    # In the group's name nobody is known to be an officer.
    unknown = replace(nameless, officer=False)
    assert reason(bicara(f"/permintaan 1 {verb}", unknown)) == "petugas_tanpa_nama"
    assert reason(bicara(f"/permintaan 9 {verb}", OFFICERS)) == "permintaan_tidak_ada"
    assert now(bicara) == before


def test_taking(bicara: Bicara) -> None:
    """One officer takes it, the asker is told once, a second officer that it is taken."""
    assert told(bicara("/permintaan 1 ambil", OFFICERS))["peristiwa"] == "diambil"
    assert told(bicara("/permintaan 1 ambil", OFFICERS))["tiket"]["petugas"] == "saya"
    second = bicara("/permintaan 1 ambil", SECONDS)
    assert told(second)["peristiwa"] == "sudah_diambil"
    assert told(second)["tiket"]["petugas"] == "lain"
    assert not second.understood
    ((chat, _, content),) = owed(bicara)
    assert chat == PERSON
    assert "17 November 2025" in words(content)


def test_two_officers_press_at_once(report: Report, store: Store, clock: Clock) -> None:
    """Of two presses in the same moment one takes the request, in both databases."""
    bicara = Bicara(report, store, clock)
    bicara.request()

    def press(who: int) -> str:
        asker = replace(OFFICERS, id=who)
        answer = ask("/permintaan 1 ambil", report, asker=asker, office=bicara.office)
        return str(told(answer)["peristiwa"])

    said = at_once(lambda: press(OFFICER), lambda: press(SECOND))
    assert sorted(said) == ["diambil", "sudah_diambil"]
    assert len(owed(bicara)) == 1


def test_answering(bicara: Bicara) -> None:
    """Jawab takes the request and waits for this officer's text, which ends it once."""
    waiting = bicara("/permintaan 1 jawab", OFFICERS)
    assert told(waiting)["peristiwa"] == "menunggu_jawab"
    assert (now(bicara).petugas, now(bicara).menanti_oleh) == (OFFICER, OFFICER)
    assert told(bicara("/permintaan 1", OFFICERS))["tiket"]["menanti"] == "jawab"
    assert told(bicara("/permintaan 1", SECONDS))["tiket"]["menanti"] == ""
    assert bicara.write(1, "Sebentar", 1, SECONDS) is None
    assert now(bicara).terbuka
    done = bicara.write(1, "Jawaban <rekaan>", 2)
    assert told(done)["peristiwa"] == "dijawab"
    assert done is not None
    assert "/tanyajawab usul 1" in questions(done)
    assert bicara.write(1, "Jawaban <rekaan>", 2) is None
    assert now(bicara).keadaan is KeadaanTiket.DIJAWAB
    texts = [words(content) for _, _, content in owed(bicara)]
    assert len(texts) == 3
    assert "Jawaban <rekaan>" in texts[2]
    assert owed(bicara)[2][2]["asal"] == [ROOM.id, 2]
    assert "/tanyajawab usul 1" in questions(bicara("/permintaan 1", OFFICERS))


def test_asking_back(bicara: Bicara) -> None:
    """A question back reaches the asker, whose reply makes the request go on."""
    bicara("/permintaan 1 klarifikasi", OFFICERS)
    assert told(bicara.write(1, "Tahun berapa?", 1))["peristiwa"] == "klarifikasi"
    assert now(bicara).keadaan is KeadaanTiket.KLARIFIKASI
    content = owed(bicara)[-1][2]
    assert content["tombol"][0][0]["question"] == "/permintaan 2025-0001 balas"
    bicara(content["tombol"][0][0]["question"])
    bicara.say("2024")
    assert now(bicara).keadaan is KeadaanTiket.DIAMBIL
    assert owed(bicara)[-1][0] == ROOM.id


def test_thought_better_of(bicara: Bicara) -> None:
    """What was awaited can be taken back; the next text then is only passed on."""
    bicara("/permintaan 1 jawab", OFFICERS)
    assert told(bicara("/permintaan 1 urung", OFFICERS))["peristiwa"] == "urung"
    assert bicara.write(1, "Sebentar", 1) is None
    assert now(bicara).terbuka


def test_a_colleague_answers(bicara: Bicara) -> None:
    """Another officer may answer what was taken; who took it stays."""
    bicara("/permintaan 1 ambil", OFFICERS)
    bicara("/permintaan 1 jawab", SECONDS)
    bicara.write(1, "Jawaban rekaan", 1, SECONDS)
    assert (now(bicara).keadaan, now(bicara).petugas) == (KeadaanTiket.DIJAWAB, OFFICER)


@pytest.mark.parametrize(
    ("verb", "key", "state", "choices"),
    [
        ("tolak", "data_pribadi", KeadaanTiket.DITOLAK, "penolakan"),
        ("teruskan", "kabkota", KeadaanTiket.DITERUSKAN, "penerusan"),
    ],
)
def test_refusing_and_forwarding(
    bicara: Bicara, verb: str, key: str, state: KeadaanTiket, choices: str
) -> None:
    """Without a key the rules' list is offered; with one the request ends and the asker knows."""
    offered = bicara(f"/permintaan 1 {verb}", OFFICERS)
    listed = getattr(bicara.rules, choices)
    assert questions(offered) == [f"/permintaan 1 {verb} {name}" for name in listed]
    assert told(bicara(f"/permintaan 1 {verb} rekaan", OFFICERS))["pilihan"]
    assert now(bicara).terbuka
    assert told(bicara(f"/permintaan 1 {verb} {key}", OFFICERS))["peristiwa"] == state.value
    assert (now(bicara).keadaan, now(bicara).alasan) == (state, listed[key])
    said = words(owed(bicara)[-1][2])
    assert listed[key] in said
    assert bicara.rules.kanal_resmi in said
    for line in (f"/permintaan 1 {verb} {key}", f"/permintaan 1 {verb}"):
        again = bicara(line, SECONDS)
        assert told(again)["peristiwa"] == "sudah_selesai"
        assert not again.understood
    assert len(owed(bicara)) == 1


def test_extending_once(bicara: Bicara) -> None:
    """The due date moves by the rules' working days, once, and the asker is told the basis."""
    assert told(bicara("/permintaan 1 perpanjang", OFFICERS))["peristiwa"] == "diperpanjang"
    assert now(bicara).tenggat == date(2025, 11, 26)
    said = words(owed(bicara)[-1][2])
    assert "26 November 2025" in said
    assert bicara.rules.tenggat.dasar in said
    again = bicara("/permintaan 1 perpanjang", SECONDS)
    assert told(again)["peristiwa"] == "sudah_diperpanjang"
    assert "/permintaan 1 perpanjang" not in questions(again)
    assert len(owed(bicara)) == 1
    assert told(bicara("/status 1"))["tiket"]["diperpanjang"]


def test_rules_without_extension(bicara: Bicara) -> None:
    """Where the rules know no extension, there is none."""
    bicara.ruled(perpanjangan=0)
    answer = bicara("/permintaan 1 perpanjang", OFFICERS)
    assert told(answer)["peristiwa"] == "tanpa_perpanjangan"
    assert not now(bicara).diperpanjang


def test_closed_requests_take_no_action(bicara: Bicara) -> None:
    """A withdrawn request can be looked at, and nothing else."""
    bicara("/permintaan 2025-0001 cabut ya")
    for verb in ("ambil", "klarifikasi", "jawab", "tolak", "teruskan", "perpanjang", "urung"):
        assert told(bicara(f"/permintaan 1 {verb}", OFFICERS))["peristiwa"] == "sudah_selesai"
    assert questions(bicara("/permintaan 1", OFFICERS)) == []


def test_what_changed_in_between(bicara: Bicara, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another officer did after the request was read decides, not what was read."""
    before = now(bicara)
    monkeypatch.setattr(permintaan_petugas, "of_number", lambda *_: before)
    tickets.take(bicara.store, 1, SECOND)
    assert told(bicara("/permintaan 1 jawab", OFFICERS))["peristiwa"] == "menunggu_jawab"
    tickets.close(bicara.store, 1, SECOND, KeadaanTiket.DIJAWAB)
    assert told(bicara("/permintaan 1 jawab", OFFICERS))["peristiwa"] == "sudah_selesai"
    with bicara.store.writing() as connection:
        connection.execute(delete(schema_service.tiket))
    for verb in ("ambil", "jawab"):
        assert reason(bicara(f"/permintaan 1 {verb}", OFFICERS)) == "permintaan_tidak_ada"


def test_files_and_long_texts_are_copied(bicara: Bicara) -> None:
    """A file, or a text too long for the template, follows its heading as it is."""
    bicara("/permintaan 1 jawab", OFFICERS)
    bicara.write(1, "Keterangan berkas", 5, file="rekaan.pdf")
    bicara.write(1, "y" * (LONGEST_TEXT + 1), 6)
    assert now(bicara).keadaan is KeadaanTiket.DIJAWAB
    _, head, copy, second_head, second = owed(bicara)
    assert "pesan berikutnya" in words(head[2])
    assert (copy[1], copy[2]["pesan"], copy[2]["dari_chat"]) == ("salin", 5, ROOM.id)
    assert "pesan berikutnya" in words(second_head[2])
    assert second[2]["pesan"] == 6
    assert not needs_copy("y" * LONGEST_TEXT, has_file=False)
    assert tickets.messages(bicara.store, 1)[2].berkas == "rekaan.pdf"


def test_messages_that_are_not_passed_on(bicara: Bicara) -> None:
    """Nothing is kept of a NIK, of who is no officer, or of a message without a chat."""
    before = tickets.messages(bicara.store, 1)
    with pytest.raises(Mistake, match="pribadi"):
        bicara.write(1, f"NIK {NIK}", 1)
    for asker in (ASKER, replace(OFFICERS, chat=None)):
        with pytest.raises(Mistake, match="bukan_petugas"):
            bicara.write(1, "Teks rekaan", 1, asker)
    assert bicara.write(99, "Teks rekaan", 1) is None
    assert tickets.messages(bicara.store, 1) == before
    forget(bicara)
    assert told(bicara.write(1, "Teks rekaan", 2))["peristiwa"] == "penanya_pergi"
    assert owed(bicara) == []


def test_a_link_does_nothing_unseen(bicara: Bicara) -> None:
    """Whoever follows a link is asked first, and nothing changes until they agree."""
    before = contents(bicara.store)
    for line, asker in (("/permintaan 1 ambil", ALONE), ("/permintaan 1 cabut ya", ASKER)):
        assert reason(bicara(f"/start {links.payload(line)}", asker)) == "tautan"
    assert contents(bicara.store) == before


def test_slips_of_officers(bicara: Bicara) -> None:
    """A misspelt action is no new request; a text that begins with a number is."""
    assert reason(bicara("/permintaan 1 ambli", OFFICERS)) == "aksi_permintaan"
    assert reason(bicara("/permintaan 1 ambil sekarang", OFFICERS)) == "aksi_permintaan"
    home = replace(OFFICERS, chat=OTHER.chat)
    assert told(bicara("/permintaan 7 tps di Sikka", home))["langkah"] == "kegunaan"
