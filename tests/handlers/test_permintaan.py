"""A request in the making: steps forward and back, what is refused, and sending it once."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from data.models.layanan import KeadaanTiket, Permintaan
from data.store import conversations, outbox, privacy, tickets
from data.store.errors import StoreError
from handlers import permintaan_balasan, permintaan_percakapan
from handlers.asker import ANYBODY
from handlers.asking import ask
from handlers.mistakes import Mistake
from handlers.permintaan_kata import Nomor, number_of
from handlers.permintaan_percakapan import CHECK, MOST_A_DAY, MOST_OPEN
from handlers.permintaan_teks import LIMITS, STEPS, readable
from tests.data.store.rekaan import at_once, contents
from tests.handlers.permintaan_rekaan import (
    ASKER,
    GROUP,
    HOME,
    NIK,
    OFFICERS,
    OTHER,
    PERSON,
    ROOM,
    SECONDS,
    Bicara,
    questions,
    reason,
    told,
)

if TYPE_CHECKING:
    from data.models.layanan import Percakapan
    from data.report import Report
    from data.store.store import Store
    from handlers.asker import Asker
    from tests.conftest import Clock


@pytest.fixture
def bicara(report: Report, sqlite_store: Store, clock: Clock) -> Bicara:
    """Questions over an empty store."""
    return Bicara(report, sqlite_store, clock)


def talk(bicara: Bicara) -> Percakapan:
    """The open conversation of the asker."""
    found = conversations.get(bicara.store, PERSON)
    assert found is not None
    return found


def test_all_steps_to_a_request(bicara: Bicara) -> None:
    """Five answers and Kirim make a request with a number and a due date of its own."""
    assert told(bicara("/permintaan"))["langkah"] == "isi"
    said = ["Isi <rekaan>\nbaris dua", "Liputan", "Nama rekaan", "Media rekaan", "surel@rekaan"]
    for position, text in enumerate(said, start=2):
        shown = told(bicara.say(text))
        assert shown["ke"] == min(position, 5)
    assert shown["langkah"] == "periksa"
    answer = bicara("/permintaan kirim")
    sent = told(answer)
    assert sent["tiket"]["nomor"] == "PI-2025-0001"
    assert sent["tiket"]["tenggat"].isoformat() == "2025-11-17"
    assert sent["hari_kerja"] == 10
    assert sent["dasar"] == bicara.rules.tenggat.dasar
    assert "e-PPID" in sent["kanal"]["nama"]
    (ticket,) = tickets.of_asker(bicara.store, PERSON)
    assert ticket.permintaan == Permintaan(
        isi=said[0], kegunaan=said[1], nama=said[2], lembaga=said[3], kontak=said[4]
    )
    assert conversations.get(bicara.store, PERSON) is None


def test_a_request_after_midnight_counts_that_day(bicara: Bicara, clock: Clock) -> None:
    """At 00.30 WITA, still the day before in UTC, the day that has begun is the first."""
    clock.advance(hours=15, minutes=30)
    assert clock.moment.day == 3
    assert bicara.request().tenggat.isoformat() == "2025-11-18"


def test_back_and_forward(bicara: Bicara) -> None:
    """Going back shows what was answered; it can be kept, replaced or emptied."""
    bicara("/permintaan Isi rekaan")
    bicara.say("Liputan")
    back = bicara("/permintaan kembali")
    assert told(back)["kini"] == "Liputan"
    assert "/permintaan lanjut" in questions(back)
    assert told(bicara("/permintaan lanjut"))["langkah"] == "nama"
    assert talk(bicara).permintaan.kegunaan == "Liputan"
    bicara.say("Kembali")
    bicara.say("lewati")
    assert talk(bicara).permintaan.kegunaan == ""
    bicara("/permintaan kembali")
    first = told(bicara("/permintaan kembali"))
    assert (first["langkah"], first["kini"]) == ("isi", "Isi rekaan")
    assert told(bicara("/permintaan kembali"))["langkah"] == "isi"
    assert told(bicara("/permintaan lewati"))["masalah"] == "wajib"
    assert told(bicara("/permintaan lanjut"))["langkah"] == "kegunaan"


def test_what_is_asked_cannot_be_left_out(bicara: Bicara) -> None:
    """The first step is neither skipped nor kept while nothing stands there."""
    bicara("/permintaan")
    for verb in ("lewati", "lanjut"):
        answer = bicara(f"/permintaan {verb}")
        assert told(answer)["masalah"] == "wajib"
        assert not answer.understood


def test_a_restart_in_the_middle_loses_nothing(
    bicara: Bicara, report: Report, clock: Clock
) -> None:
    """Another process goes on where the first one was."""
    bicara("/permintaan Isi rekaan")
    again = Bicara(report, bicara.store, clock)
    assert told(again("/permintaan"))["langkah"] == "kegunaan"
    again.say("Liputan")
    assert told(bicara("/permintaan"))["permintaan"]["kegunaan"] == "Liputan"


def test_a_text_on_top_of_an_open_request(bicara: Bicara) -> None:
    """A second text does not replace the first one; at the first step it is the answer."""
    bicara("/permintaan")
    assert told(bicara("/permintaan Isi rekaan"))["langkah"] == "kegunaan"
    answer = bicara("/permintaan Isi lain")
    assert told(answer)["masalah"] == "belum_dikirim"
    assert talk(bicara).permintaan.isi == "Isi rekaan"


@pytest.mark.parametrize(
    "text",
    [
        f"milik {NIK}",
        "5310-0101-0190-0001",
        "NIK saya sudah terdaftar?",
        "tolong cek ktp saya",
        "e-KTP milik kami hilang",
        "NIK-ku",
        "nomor KK 53100101",
        "kartu keluarga: 5310 0101 0190",
    ],
)
def test_numbers_of_identity_are_never_kept(bicara: Bicara, text: str) -> None:
    """A text with a NIK, KTP or KK is refused in every step and stands nowhere."""
    bicara("/permintaan")
    for step in STEPS:
        assert told(bicara.say(text))["masalah"] == "pribadi", step
        assert text not in str(contents(bicara.store))
        bicara.say("Jawaban rekaan")
    assert text not in str(contents(bicara.store))
    assert told(bicara.say("lagi"))["masalah"] == "tekan"


@pytest.mark.parametrize(
    "text",
    [
        "Berapa pemilih tanpa KTP elektronik di Sikka?",
        "Pagu Rp11.632.683.000 tahun 2024 untuk apa?",
        "Data pemilih per NIK ganda, tanpa nomornya",
        "Hubungi +62 812-3456-7890",
        "keluarga \U0001f468\u200d\U0001f469",
        "Kegiatan 01/02/2024 - 05/06/2024",
        "Pagu 1.500.000.000, realisasi 999.000",
    ],
)
def test_other_texts_are_kept(text: str) -> None:
    """What only speaks about identity cards, money or phones is kept as it is."""
    assert readable(f" {text}\n") == text


@pytest.mark.parametrize(
    "text",
    [
        "53100101 01900001",
        "531001 0101900001",
        "5310 010101900001",
        "5310 0101 01900001",
        "531001 010190 00 01",
        "531001    010190    0001",
    ],
)
def test_a_number_of_identity_however_it_is_grouped(text: str) -> None:
    """Sixteen digits with a long group are refused, whatever stands between the groups."""
    with pytest.raises(Mistake, match="pribadi"):
        readable(f"ini: {text}, terima kasih")


def test_what_cannot_be_seen_is_left_out() -> None:
    """Controls and what turns the direction of writing are gone; lines stay."""
    assert readable("satu\x00\n\u202edua\ud800\u200b") == "satu\ndua"
    assert readable("\u200d \n") == ""
    with pytest.raises(Mistake):
        readable("53\u200b10010101900001")


@pytest.mark.parametrize("step", STEPS)
def test_too_long_and_empty(bicara: Bicara, step: str) -> None:
    """Each step takes as much as it says, counted as Telegram counts, and not nothing."""
    bicara("/permintaan")
    for _ in range(STEPS.index(step)):
        bicara.say("Jawaban rekaan")
    most = LIMITS[step]
    long = told(bicara.say("\U0001f600" * (most // 2) + "xx"))
    assert (long["masalah"], long["panjang"], long["batas"]) == ("panjang", most + 2, most)
    assert told(bicara.say(" \n "))["masalah"] == "kosong"
    assert told(bicara.say("x" * most))["masalah"] == ""


def test_the_longest_request_fits_a_card(bicara: Bicara) -> None:
    """What the limits allow, with a long history, is one message for the officers."""
    bicara("/permintaan")
    for step in STEPS:
        bicara.say("&" * LIMITS[step])
    assert bicara("/permintaan kirim").template == "permintaan_terkirim"
    for message in range(8):
        bicara.write(1, "y" * 3000, message)
    assert bicara("/permintaan 1", OFFICERS).template == "tiket"
    assert bicara("/status 1").template == "status_satu"


def test_cancelled(bicara: Bicara) -> None:
    """A cancelled request leaves nothing; there is then nothing to step through."""
    bicara("/permintaan Isi rekaan")
    assert bicara.say("Batal.").template == "permintaan_batal"
    assert "Isi rekaan" not in str(contents(bicara.store))
    for verb in ("batal", "lewati", "kembali", "lanjut", "kirim"):
        assert reason(bicara(f"/permintaan {verb}")) == "tanpa_percakapan"
    assert reason(bicara.say("halo")) == "tanpa_percakapan"


def test_the_summary_is_sent_by_its_button_or_word(bicara: Bicara) -> None:
    """Other words at the summary change nothing; *kirim* sends it."""
    bicara("/permintaan Isi rekaan")
    for _ in range(4):
        answer = bicara.say("lewati")
    assert told(answer)["langkah"] == "periksa"
    assert told(bicara("/permintaan lewati"))["langkah"] == "periksa"
    assert told(bicara.say("Tambahan rekaan"))["masalah"] == "tekan"
    assert bicara.say("Kirim").template == "permintaan_terkirim"


def test_sent_twice_is_one_request(bicara: Bicara) -> None:
    """Pressing Kirim again shows the same request, however late."""
    bicara("/permintaan Isi rekaan")
    for _ in range(4):
        answer = bicara("/permintaan lewati")
    send = questions(answer)[0]
    first, second = told(bicara(send)), told(bicara(send))
    assert first["tiket"] == second["tiket"]
    bicara("/permintaan Isi lain")
    assert told(bicara(send))["tiket"] == first["tiket"]
    tickets.close(bicara.store, 1, None, KeadaanTiket.DICABUT)
    again = bicara(send)
    assert told(again)["tiket"]["keadaan"] is KeadaanTiket.DICABUT
    assert questions(again) == ["/status 2025-0001"]
    assert len(tickets.of_asker(bicara.store, PERSON)) == 1
    assert reason(bicara(send, OTHER)) == "tanpa_percakapan"


def test_two_presses_at_once_make_one_request(report: Report, store: Store, clock: Clock) -> None:
    """Two processes that send the same conversation in one moment make one request."""
    bicara = Bicara(report, store, clock)
    bicara("/permintaan Isi rekaan")
    for _ in range(4):
        answer = bicara("/permintaan lewati")
    send = questions(answer)[0]

    def press() -> str:
        answer = ask(send, report, asker=ASKER, office=bicara.office)
        assert answer is not None
        return str(told(answer)["tiket"]["nomor"])

    assert at_once(press, press) == ["PI-2025-0001"] * 2
    assert len(tickets.listed(store, "semua", None, clock.moment.date())) == 1


def test_a_request_made_before_the_process_stopped(bicara: Bicara, clock: Clock) -> None:
    """Where the conversation was not ended any more, sending again gives the same request."""
    bicara("/permintaan Isi rekaan")
    for _ in range(4):
        bicara("/permintaan lewati")
    kept = talk(bicara)
    for number in range(MOST_OPEN):
        key = kept.kunci if not number else f"{number:012x}"
        tickets.create(bicara.store, key, PERSON, kept.permintaan, clock.moment.date())
    assert told(bicara("/permintaan kirim"))["tiket"]["nomor"] == "PI-2025-0001"
    assert conversations.get(bicara.store, PERSON) is None


def test_an_old_summary_is_not_sent(bicara: Bicara) -> None:
    """A summary that was changed since is shown anew instead of being sent."""
    bicara("/permintaan Isi rekaan")
    for _ in range(4):
        answer = bicara("/permintaan lewati")
    old = questions(answer)[0]
    bicara("/permintaan kembali")
    fresh = bicara.say("surel@rekaan")
    assert told(bicara(old))["masalah"] == "berubah"
    assert bicara(questions(fresh)[0]).template == "permintaan_terkirim"
    assert reason(bicara(old)) == "tanpa_percakapan"


def test_not_sent_before_the_last_step(bicara: Bicara) -> None:
    """Kirim in the middle, pressed or typed, shows the step that is open."""
    bicara("/permintaan Isi rekaan")
    assert told(bicara("/permintaan kirim"))["masalah"] == "belum_selesai"
    for typed in ("kirim", "/kirim", "Kirim!"):
        assert told(bicara.say(typed))["masalah"] == "belum_selesai"
    assert told(bicara.say("/lewati"))["langkah"] == "nama"


def test_a_question_in_the_middle_is_no_answer(bicara: Bicara) -> None:
    """What ends in a question mark is no name and no purpose; as what is asked for it counts."""
    bicara("/permintaan")
    assert told(bicara.say("Berapa rekaan?"))["langkah"] == "kegunaan"
    refused = told(bicara.say("berapa pagu kampanye?"))
    assert (refused["langkah"], refused["masalah"]) == ("kegunaan", "tanya")
    assert told(bicara.say("liputan"))["langkah"] == "nama"


def test_what_was_answered_is_shown_with_the_next_step(bicara: Bicara) -> None:
    """Each step names what was noted just now; after one that was skipped it names nothing."""
    assert told(bicara("/permintaan Isi rekaan"))["lalu"] == "isi"
    assert told(bicara.say("lewati"))["lalu"] == ""
    assert told(bicara.say("Nama rekaan"))["lalu"] == "nama"
    assert told(bicara.say("kembali"))["lalu"] == ""


def test_three_open_requests_are_enough(bicara: Bicara, clock: Clock) -> None:
    """A fourth open request is refused at its beginning and when it is sent."""
    for _ in range(MOST_OPEN - 1):
        bicara.request()
    bicara("/permintaan Isi rekaan")
    for _ in range(4):
        bicara("/permintaan lewati")
    tickets.create(bicara.store, "f" * 12, PERSON, Permintaan(isi="x"), clock.moment.date())
    assert reason(bicara("/permintaan kirim")) == "permintaan_penuh"
    bicara("/permintaan batal")
    assert reason(bicara("/permintaan lagi")) == "permintaan_penuh"
    tickets.close(bicara.store, 1, None, KeadaanTiket.DICABUT)
    assert bicara("/permintaan lagi").understood


def test_withdrawn_ones_count_for_the_day(bicara: Bicara, clock: Clock) -> None:
    """Making and withdrawing on and on does not fill the officers' group."""
    for _ in range(MOST_A_DAY):
        made = bicara.request()
        tickets.close(bicara.store, made.id, None, KeadaanTiket.DICABUT)
    assert reason(bicara("/permintaan")) == "permintaan_sering"
    clock.advance(days=1, seconds=1)
    assert bicara("/permintaan").understood


def test_what_the_report_answers_is_offered(bicara: Bicara) -> None:
    """The summary offers what the report answers, and nothing where it does not."""

    def offered(text: str) -> tuple[str, list[str]]:
        bicara(f"/permintaan {text}")
        for _ in range(4):
            answer = bicara("/permintaan lewati")
        bicara("/permintaan batal")
        return str(told(answer)["ada"]), questions(answer)[3:]

    name, asks = offered("dpt sikka")
    assert name
    assert len(asks) == 1
    assert bicara(asks[0]).understood
    _, general = offered(f"berapa dpt sikka {'di ' * 30}")
    assert general == ["/dpt"] or (len(general) == 1 and len(general[0].encode()) <= 62)
    for text in ("qwertyuiop", "/dpt sikka", "halo"):
        assert offered(text) == ("", []), text


@pytest.mark.parametrize(
    "asker",
    [
        ANYBODY,
        replace(ASKER, chat=GROUP),
        replace(ASKER, id=None),
        replace(ASKER, id=None, chat=GROUP),
    ],
)
def test_only_a_person_in_private_chat_asks(bicara: Bicara, asker: Asker) -> None:
    """Elsewhere it is said where to ask, and nothing is stored."""
    before = contents(bicara.store)
    for line in (
        "/permintaan",
        "/permintaan Isi rekaan",
        "/permintaan 1 cabut",
        "/permintaan kirim",
    ):
        answer = bicara(line, asker)
        assert answer.template == "permintaan_cara"
        assert answer.understood
    assert bicara.say("Isi rekaan", asker).template == "permintaan_cara"
    assert contents(bicara.store) == before


def test_the_group_is_told_of_the_private_chat(bicara: Bicara) -> None:
    """In a group the answer says that it is one."""
    assert told(bicara("/permintaan", replace(ASKER, chat=GROUP)))["grup"]
    assert not told(bicara("/permintaan", ANYBODY))["grup"]


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("7", Nomor(None, 7)),
        ("0007", Nomor(None, 7)),
        ("2026-0007", Nomor(2026, 7)),
        ("pi-2026-0007", Nomor(2026, 7)),
        ("2026/7", Nomor(2026, 7)),
        ("pi-7", Nomor(None, 7)),
        ("tujuh", None),
        ("1234567890123", None),
        ("20267-1", None),
    ],
)
def test_numbers(word: str, number: Nomor | None) -> None:
    """A request's number is read with and without its year."""
    assert number_of(word) == number


def test_texts_that_begin_like_commands(bicara: Bicara) -> None:
    """A text that begins with a number or a verb is a text all the same."""
    for text in ("7 tps di Sikka", "daftar gedung per kecamatan", "kirim data dpt", "batal nikah"):
        bicara(f"/permintaan {text}")
        assert talk(bicara).permintaan.isi == text
        bicara("/permintaan batal")


def test_long_texts_behind_the_command(bicara: Bicara) -> None:
    """A whole message behind the command is taken, lines and capitals as they were."""
    text = "Baris Satu\nBaris Dua " + "x" * 1000
    bicara(f"/permintaan {text}")
    assert talk(bicara).permintaan.isi == text


def test_a_dead_store_is_said(bicara: Bicara, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the store does not answer, a free text is answered with a sentence."""

    def dead(*_: object) -> None:
        raise StoreError("rekaan")

    monkeypatch.setattr(conversations, "get", dead)
    assert reason(bicara.say("Isi rekaan")) == "basis_data"


def test_a_reply_to_an_officer(bicara: Bicara) -> None:
    """A reply reaches the request and the officers' chat, once, and clears a question back."""
    ticket = bicara.request()
    tickets.clarify(bicara.store, ticket.id, OFFICERS.id or 0)
    assert told(bicara("/permintaan 2025-0001 balas"))["nomor"] == "PI-2025-0001"
    assert bicara("/permintaan lewati").template == "permintaan_balas"
    assert bicara("/permintaan kirim").template == "permintaan_balas"
    assert bicara.say("/lewati").template == "permintaan_balas"
    assert told(bicara.say(f"NIK saya {NIK}"))["masalah"] == "pribadi"
    assert told(bicara.say(" "))["masalah"] == "kosong"
    assert told(bicara.say("x" * 3001))["masalah"] == "panjang"
    assert told(bicara.say("Balasan rekaan"))["peristiwa"] == "dibalas"
    now = tickets.find(bicara.store, ticket.id)
    assert now is not None
    assert now.keadaan is KeadaanTiket.DIAMBIL
    (claimed,) = outbox.claim(bicara.store, "uji", 10)
    assert (claimed.chat_id, claimed.tiket_id) == (ROOM.id, ticket.id)
    assert "Balasan rekaan" in claimed.isi
    assert reason(bicara.say("lagi")) == "tanpa_percakapan"


def test_a_reply_can_be_given_up(bicara: Bicara) -> None:
    """*Batal* ends a reply; a new request takes its place as well."""
    bicara.request()
    bicara("/permintaan 1 balas")
    assert bicara.say("batal").template == "permintaan_batal"
    bicara("/permintaan 1 balas")
    bicara("/permintaan 1 balas")
    assert told(bicara("/permintaan Isi baru"))["langkah"] == "kegunaan"
    assert told(bicara("/permintaan 1 balas"))["masalah"] == "belum_dikirim"


def test_a_reply_to_a_request_that_is_gone(bicara: Bicara, report: Report, clock: Clock) -> None:
    """A reply whose request was erased ends with a sentence; one is not there for others."""
    bicara.request()
    bicara("/permintaan 1 balas")
    lost = talk(bicara).model_copy(update={"tiket": 99})
    conversations.put(bicara.store, lost)
    assert reason(bicara("/permintaan lanjut")) == "permintaan_tidak_ada"
    assert conversations.get(bicara.store, PERSON) is None
    conversations.put(bicara.store, lost)
    assert reason(bicara.say("Balasan rekaan")) == "permintaan_tidak_ada"
    for line in ("/permintaan 1 balas", "/permintaan 1 cabut", "/permintaan 2025-0001 cabut ya"):
        assert reason(bicara(line, OTHER)) == "permintaan_tidak_ada"
    alone = Bicara(report, bicara.store, clock, room=None)
    alone("/permintaan 1 balas")
    assert told(alone.say("Balasan rekaan"))["peristiwa"] == "dibalas"
    assert outbox.claim(bicara.store, "uji", 10) == ()


def test_withdrawing(bicara: Bicara, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request is withdrawn after a second press; officers are told once."""
    ticket = bicara.request()
    bicara("/permintaan 1 balas")
    asked = bicara("/permintaan 1 cabut")
    assert told(asked)["peristiwa"] == "tegaskan"
    sure = questions(asked)[0]
    assert told(bicara(sure))["peristiwa"] == "dicabut"
    assert conversations.get(bicara.store, PERSON) is None
    assert told(bicara(sure))["peristiwa"] == "sudah_selesai"
    (claimed,) = outbox.claim(bicara.store, "uji", 10)
    assert claimed.chat_id == ROOM.id
    now = tickets.find(bicara.store, ticket.id)
    assert now is not None
    assert now.keadaan is KeadaanTiket.DICABUT
    # The other press was quicker than this one could see.
    monkeypatch.setattr(permintaan_balasan, "own", lambda *_: ticket)
    assert told(bicara(sure))["peristiwa"] == "sudah_selesai"


def test_withdrawing_leaves_another_conversation(bicara: Bicara) -> None:
    """Withdrawing one request does not end the making of another."""
    bicara.request()
    bicara("/permintaan Isi baru")
    bicara("/permintaan 1 cabut ya")
    assert talk(bicara).permintaan.isi == "Isi baru"
    assert permintaan_percakapan.chat_of(bicara.asked(ASKER)) == HOME


def test_messages_that_did_not_arrive(bicara: Bicara) -> None:
    """Sending again is for officers; nothing is sent for an unknown number."""
    assert reason(bicara("/permintaan kirim_ulang 1")) == "bukan_petugas"
    assert not told(bicara("/permintaan kirim_ulang 1", SECONDS))["berhasil"]
    assert not told(bicara(f"/permintaan kirim_ulang {'9' * 40}", SECONDS))["berhasil"]


def test_giving_up_a_reply(bicara: Bicara) -> None:
    """Who gives up a reply is told how to reply later, not how to ask for something."""
    bicara.request()
    bicara("/permintaan 1 balas")
    gone = bicara.say("/batal")
    assert gone.template == "permintaan_batal"
    assert told(gone)["acuan"] == "2025-0001"


def test_what_was_withdrawn_takes_no_reply(bicara: Bicara) -> None:
    """Officers do not write to who withdrew a request, so nothing can be replied to it."""
    bicara.request()
    bicara("/permintaan 1 cabut ya")
    assert told(bicara("/permintaan 1 balas"))["peristiwa"] == "sudah_dicabut"
    lines = [button.question for row in bicara("/status 1").buttons for button in row]
    assert lines == ["/status"]


def test_officers_do_not_answer_twice(bicara: Bicara) -> None:
    """Below a reply to what was answered officers find the card, and no button to answer."""
    ticket = bicara.request()
    tickets.close(bicara.store, ticket.id, OFFICERS.id, KeadaanTiket.DIJAWAB)
    bicara("/permintaan 1 balas")
    bicara.say("Masih rekaan")
    owed = [item for item in outbox.claim(bicara.store, "uji", 9) if item.chat_id == ROOM.id]
    rows = json.loads(owed[-1].isi)["tombol"]
    assert [button["label"] for row in rows for button in row] == ["tiket_kartu"]


def test_erasing_gives_no_new_requests(bicara: Bicara, clock: Clock) -> None:
    """Who erases what is stored about them has still made as many requests that day."""
    for _ in range(MOST_A_DAY):
        bicara.request()
        privacy.erase(bicara.store, PERSON)
    assert reason(bicara("/permintaan data rekaan")) == "permintaan_sering"
    clock.advance(days=1, seconds=1)
    assert bicara("/permintaan data rekaan").understood


def test_only_so_many_people_are_counted(
    bicara: Bicara, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many people those are counted who made a request last."""
    monkeypatch.setattr(permintaan_percakapan, "MOST_COUNTED", 2)
    for person in (1, 2, 3):
        asked = bicara.asked(ASKER)
        permintaan_percakapan.count_one(asked, person)
        clock.advance(seconds=1)
    assert list(bicara.office.made) == [2, 3]


def test_a_step_that_is_repeated_leads_no_further(bicara: Bicara) -> None:
    """The same message or press, given again after a process died, is answered as before."""

    def at(number: int) -> Asker:
        return replace(ASKER, occasion=f"pesan {number}")

    first = bicara("/permintaan Isi rekaan", at(1))
    assert told(bicara("/permintaan Isi rekaan", at(1)))["langkah"] == told(first)["langkah"]
    for number, step in enumerate(STEPS[1:], 2):
        assert told(bicara.say(f"{step} rekaan", at(number)))["masalah"] == ""
        again = bicara.say(f"{step} rekaan", at(number))
        assert (again.understood, told(again)["masalah"]) == (True, "")
    # All of it once more, as a process gives it that takes over what several were at.
    for number, step in enumerate(STEPS[1:], 2):
        again = bicara.say(f"{step} rekaan", at(number))
        assert (again.understood, told(again)["langkah"]) == (True, CHECK)
    back = bicara("/permintaan kembali", at(9))
    assert told(bicara("/permintaan kembali", at(9)))["langkah"] == told(back)["langkah"]
    talk = conversations.get(bicara.store, PERSON)
    assert talk is not None
    assert (talk.langkah, talk.terakhir[-1]) == (STEPS[-1], "pesan 9")
    kept = talk.permintaan.model_dump()
    assert kept == {"isi": "Isi rekaan"} | {step: f"{step} rekaan" for step in STEPS[1:]}
