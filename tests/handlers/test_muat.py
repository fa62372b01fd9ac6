"""Loading a month: preview, question for the month, confirming, correcting, cancelling.

All monthly figures are made up (rekaan).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

import pytest

from bot.formatting import utf16_length
from bot.rendering import MESSAGE_LIMIT, Renderer
from data.models import (
    Bulan,
    JenisLangganan,
    JenisPengumuman,
    Keadaan,
    Obrolan,
    Pengumuman,
    Persetujuan,
    PesanMuat,
    Pilihan,
    Rencana,
    Tujuan,
)
from data.store import audit, drafts, ledger, months, schema, subscriptions
from data.store.errors import StoreError
from handlers import muat, muat_hasil, pemeriksaan
from handlers.asker import Asker
from handlers.asking import ask
from handlers.mistakes import Kekeliruan, Mistake
from handlers.muat_hasil import CaraUmumkan, HasilMuat
from handlers.office import Office
from handlers.pratinjau import FINDINGS_A_PAGE, MuatDitolak, PilihBulan, TawaranMuat, refused
from tests.data.store.rekaan import at_once, contents, trail
from tests.handlers.loading import (
    CORRECTED,
    FIRST,
    OKTOBER,
    SECOND,
    SEPTEMBER,
    Loading,
    admin,
    content,
    labels,
    made_up,
    question,
)

if TYPE_CHECKING:
    from data.report import Report
    from data.store.store import Store
    from handlers.answer import Answer
    from handlers.asked import Asked
    from tests.conftest import Clock

WHOLE = 72_419_809_700


@pytest.fixture
def loading(sqlite_store: Store, report: Report, clock: Clock) -> Loading:
    """An office where one admin's confirmation is enough."""
    return Loading(sqlite_store, report, clock)


@pytest.fixture
def pair(store: Store, report: Report, clock: Clock) -> Loading:
    """An office where two admins must confirm, on either database."""
    return Loading(store, report, clock, approvals=2)


def offered(answer: Answer) -> TawaranMuat:
    """The preview that ``answer`` shows."""
    assert isinstance(answer.data, TawaranMuat), answer
    return answer.data


def result(answer: Answer) -> HasilMuat:
    """The outcome that ``answer`` tells."""
    assert isinstance(answer.data, HasilMuat), answer
    return answer.data


def way(answer: Answer) -> CaraUmumkan:
    """How the stored month is announced."""
    found = result(answer).umumkan
    assert found is not None
    return found


def refusal(answer: Answer) -> MuatDitolak:
    """Why a file was refused."""
    assert isinstance(answer.data, MuatDitolak), answer
    assert not answer.understood
    return answer.data


def reason(answer: Answer) -> str:
    """Why a line was not answered."""
    assert isinstance(answer.data, Kekeliruan), answer
    assert not answer.understood
    return answer.data.alasan


def stored(loading: Loading) -> dict[str, int]:
    """The months that count, each with its newest version."""
    return {str(item.muatan.bulan): item.muatan.versi for item in months.positions(loading.store)}


def waiting(store: Store) -> int:
    """How many drafts there are, whatever became of them."""
    return len(contents(store)[schema.muatan.name])


def test_a_file_is_shown_and_not_stored(loading: Loading) -> None:
    """A file is answered with its totals and buttons; until one is pressed nothing counts."""
    answer = loading.send(made_up())
    shown = offered(answer)
    assert answer.understood
    assert (shown.nomor, shown.versi, shown.temuan, shown.berubah) == (1, 0, 0, False)
    assert shown.pratinjau.total is not None
    assert shown.pratinjau.total.realisasi == WHOLE
    assert [row.kode for row in shown.pratinjau.program] == ["CQ", "WA"]
    assert labels(answer) == ["simpan_muat", "umumkan_muat", "batal"]
    assert loading.text.startswith("Pratinjau Oktober 2025: penyerapan 73,99%\nBelum disimpan.")
    assert stored(loading) == {}
    assert trail(loading.store) == ["unggah"]


def test_the_preview_tells_what_changed(loading: Loading) -> None:
    """Against the month before, the preview shows what was added, in rupiah and points."""
    loading.store_month(SEPTEMBER)
    shown = offered(loading.send(made_up()))
    assert shown.pratinjau.sejak == SEPTEMBER
    assert shown.pratinjau.total is not None
    assert shown.pratinjau.total.tambahan == 11_903_077_450
    assert "naik 11,94 poin persentase" in loading.text
    assert "4 peringatan:\n⚠️ Baris 32 (TOTAL): pagu naik Rp350.000.000" in loading.text


def test_the_same_preview_again(loading: Loading) -> None:
    """A draft's number shows its preview again, as long as it waits."""
    first = loading.send(made_up())
    assert loading.type("/muat 1").data == first.data


def test_confirming_stores_once(store: Store, report: Report, clock: Clock) -> None:
    """The button stores a version; pressed again it says so and stores nothing."""
    loading = Loading(store, report, clock)
    answer = loading.send(made_up())
    first = result(loading.press(answer, "simpan_muat"))
    before = contents(store)
    second = result(loading.press(answer, "simpan_muat"))
    assert (first.hasil, first.bulan, first.versi) == ("tersimpan", OKTOBER, 1)
    assert (second.hasil, second.bulan, second.versi) == ("sudah", OKTOBER, 1)
    assert contents(store) == before
    assert trail(store) == ["unggah", "simpan"]
    assert audit.page(store, 0, 1).jejak[0].siapa == FIRST
    found = loading.office.figures.current().dari(OKTOBER)
    assert found is not None
    assert len(found.baris) == 31


def test_two_presses_at_once_store_once(store: Store, report: Report, clock: Clock) -> None:
    """Of two admins who press in the same moment one stores, and both read that it is stored."""
    loading = Loading(store, report, clock)
    line = question(loading.send(made_up()), "simpan_muat")

    def press(who: int) -> HasilMuat:
        answer = ask(line, report, asker=admin(who), office=loading.office)
        assert answer is not None
        return result(answer)

    found = at_once(lambda: press(FIRST), lambda: press(SECOND))
    assert sorted(item.hasil for item in found) == ["sudah", "tersimpan"]
    assert stored(loading) == {"2025-10": 1}


def test_typed_confirmation_needs_no_state(loading: Loading) -> None:
    """Who types the number and the word confirms what is there now."""
    loading.send(made_up())
    assert result(loading.type("/muat 1 simpan")).hasil == "tersimpan"


def test_unknown_month_is_asked(loading: Loading) -> None:
    """A file that names no month asks for one of the last four that have ended."""
    answer = loading.send(made_up(), None)
    assert isinstance(answer.data, PilihBulan)
    buttons = [button.question for row in answer.buttons for button in row]
    assert buttons == [
        "/muat 1 2025-10",
        "/muat 1 2025-09",
        "/muat 1 2025-08",
        "/muat 1 2025-07",
        "/muat 1 batal",
    ]
    assert loading.type("/muat 1").data == answer.data
    assert loading.type("/muat 1 simpan").data == answer.data
    chosen = loading.type(buttons[0])
    assert offered(chosen).pratinjau.bulan == OKTOBER
    assert result(loading.press(chosen, "simpan_muat")).bulan == OKTOBER


def test_last_day_of_a_month_counts(sqlite_store: Store, report: Report, clock: Clock) -> None:
    """On its last day a month is offered, since its position can be known."""
    clock.moment = datetime(2025, 11, 30, 1, tzinfo=UTC)
    answer = Loading(sqlite_store, report, clock).send(made_up(), None)
    assert answer.buttons[0][0].question == "/muat 1 2025-11"


def test_month_can_be_chosen_again(loading: Loading) -> None:
    """Another month typed behind the number is the draft's from then on, in any spelling."""
    old = loading.send(made_up())
    assert offered(loading.type("/muat 1 september 2025")).pratinjau.bulan == SEPTEMBER
    assert offered(loading.type("/muat 1")).pratinjau.bulan == SEPTEMBER
    again = loading.press(old, "simpan_muat")
    assert offered(again).berubah
    assert stored(loading) == {}
    assert "Belum disimpan: data sudah berubah" in loading.text


def test_month_of_the_file_itself(loading: Loading) -> None:
    """The month that the file names is taken; another one that is asked for refuses it."""
    file = made_up(bulan=OKTOBER)
    assert offered(loading.send(file, None)).pratinjau.bulan == OKTOBER
    found = refusal(loading.send(file, SEPTEMBER))
    assert [message.kunci for message in found.galat] == ["bulan_beda"]


def test_month_that_does_not_fit_is_not_taken(loading: Loading) -> None:
    """A month that has not ended is refused; the draft waits for another one."""
    loading.send(made_up(), None)
    found = refusal(loading.type("/muat 1 2025-11"))
    assert [message.kunci for message in found.galat] == ["bulan_berjalan"]
    assert found.nomor == 1
    draft = drafts.find(loading.store, 1)
    assert draft is not None
    assert draft.bulan is None


@pytest.mark.parametrize("month", [OKTOBER, None])
def test_refused_file_becomes_no_draft(loading: Loading, month: Bulan | None) -> None:
    """A file with errors lists them all, with or without a month, and nothing is kept of it."""
    error = PesanMuat(kunci="kode_kosong", galat=True, baris=3)
    warning = PesanMuat(kunci="kolom_tak_dikenal", galat=False, baris=1, kolom="catatan")
    answer = loading.send(made_up(pesan=(error, warning)), month)
    found = refusal(answer)
    assert found.galat == (error,)
    assert found.peringatan == 1
    assert "Baris 3: kodenya kosong." in loading.text
    assert "ada 1 peringatan" in loading.text
    assert labels(answer) == ["templat"]
    assert waiting(loading.store) == 0


def test_long_refusals_fit_one_message(loading: Loading) -> None:
    """Of more errors than a message takes the first are listed and the others counted."""
    errors = tuple(
        PesanMuat(kunci="angka_tak_terbaca", galat=True, baris=n, kolom="pagu", isi="9" * 40)
        for n in range(200)
    )
    loading.worded(refused(loading.asked(admin()), "x" * 200, OKTOBER, errors))
    assert utf16_length(loading.text) < MESSAGE_LIMIT
    assert "Baris 0, kolom pagu" in loading.text
    shown = loading.text.count("bukan angka rupiah bulat")
    assert f"dan {200 - shown} kesalahan lain" in loading.text


def test_long_previews_fit_one_message(loading: Loading) -> None:
    """A correction with many changes and the longest warnings is one message, page by page."""
    loading.store_month()
    answer = loading.send(made_up(OKTOBER, *CORRECTED))
    shown = offered(answer)
    assert shown.pratinjau.total is not None
    program = shown.pratinjau.program[0]
    change = shown.pratinjau.perubahan[0].model_copy(
        update={"kode": "6871.QGE.002.051.AA.521211", "lama": -(10**15), "baru": 10**15}
    )
    longest = PesanMuat(kunci="kode_hilang", galat=False, isi="6871.QGE.002.051.AA.521211, " * 8)
    pratinjau = shown.pratinjau.model_copy(
        update={"program": (program,) * 30, "perubahan": (change,) * 900}
    )
    full = shown.model_copy(
        update={
            "pratinjau": pratinjau,
            "pesan": (longest,) * FINDINGS_A_PAGE,
            "temuan": 90,
            "berkas": "😀" * 120,
            "berubah": True,
            "perlu": 2,
        }
    )
    text = Renderer().render(answer.model_copy(update={"data": full})).plain
    assert "dan 26 program lain" in text
    assert "dan 894 angka lain" in text
    assert "90 peringatan, 6 yang pertama" in text


def test_findings_are_turned_like_pages(loading: Loading) -> None:
    """What does not fit beside the totals stands on further pages of the same message."""
    loading.store_month(SEPTEMBER)
    file = made_up(
        pesan=tuple(
            PesanMuat(kunci="kolom_tak_dikenal", galat=False, baris=n, kolom=f"k{n}")
            for n in range(1, 5)
        )
    )
    first = loading.send(file)
    assert len(offered(first).pesan) == FINDINGS_A_PAGE
    second = loading.press(first, "berikutnya")
    assert offered(second).mulai == FINDINGS_A_PAGE
    assert offered(second).temuan == 8
    assert loading.text.startswith("Pratinjau Oktober 2025: temuan 7–8 dari 8\n")
    assert [button.edits for row in second.buttons for button in row if "hal" in button.question]
    assert question(second, "simpan_muat") == question(first, "simpan_muat")


def test_correction_is_a_new_version(loading: Loading) -> None:
    """A second file of a month shows exactly what it changes and becomes version 2."""
    loading.store_month()
    answer = loading.send(made_up(OKTOBER, *CORRECTED))
    shown = offered(answer)
    assert shown.versi == 1
    assert [(row.kode, row.kolom, row.selisih) for row in shown.pratinjau.perubahan] == [
        ("CQ", "realisasi", 100),
        ("CQ.6871", "realisasi", 100),
        ("6871.QGE.003", "realisasi", 100),
        ("TOTAL", "realisasi", 100),
    ]
    assert "Koreksi atas versi 1: 4 angka berubah" in loading.text
    assert result(loading.press(answer, "simpan_muat")).versi == 2
    assert stored(loading) == {"2025-10": 2}


def test_the_same_file_is_no_correction(loading: Loading) -> None:
    """The very file that counts already is refused, also where a draft of it still waits."""
    draft = loading.send(made_up())
    loading.press(loading.send(made_up()), "simpan_muat")
    assert [message.kunci for message in refusal(loading.send(made_up())).galat] == ["berkas_sama"]
    found = refusal(loading.press(draft, "simpan_muat"))
    assert ([message.kunci for message in found.galat], found.nomor) == (["berkas_sama"], 1)
    assert refusal(loading.type("/muat 1")).nomor == 1
    assert result(loading.type("/muat 1 batal")).hasil == "dibatalkan"


def test_outdated_preview_is_shown_again(loading: Loading) -> None:
    """Where something was stored since the preview, its button stores nothing but shows anew."""
    old = loading.send(made_up(OKTOBER, *CORRECTED))
    loading.store_month()
    again = loading.press(old, "simpan_muat")
    assert offered(again).berubah
    assert offered(again).versi == 1
    assert stored(loading) == {"2025-10": 1}
    assert result(loading.press(again, "simpan_muat")).versi == 2


def test_stored_between_examining_and_confirming(
    loading: Loading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version that another process stores in that moment is noticed by the store itself."""
    answer = loading.send(made_up(OKTOBER, *CORRECTED))
    approve = drafts.approve

    def late(*words: Any, **names: Any) -> Persetujuan:
        monkeypatch.setattr(drafts, "approve", approve)
        loading.store_month()
        return approve(*words, **names)

    monkeypatch.setattr(drafts, "approve", late)
    again = loading.press(answer, "simpan_muat")
    assert offered(again).berubah
    assert stored(loading) == {"2025-10": 1}


def test_confirmed_while_being_examined(loading: Loading, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who confirms what another admin stored in that moment reads that, and of no error."""
    answer = loading.send(made_up())
    examined = pemeriksaan.examined

    def late(*words: Any) -> Any:
        monkeypatch.setattr(muat, "examined", examined)
        loading.press(answer, "simpan_muat", SECOND)
        return examined(*words)

    monkeypatch.setattr(muat, "examined", late)
    assert result(loading.press(answer, "simpan_muat")).hasil == "sudah"
    assert stored(loading) == {"2025-10": 1}


def test_cancelling(loading: Loading) -> None:
    """A cancelled draft is stored by no button any more, and a stored one is not cancelled."""
    answer = loading.send(made_up())
    assert result(loading.press(answer, "batal")).hasil == "dibatalkan"
    assert result(loading.press(answer, "batal")).hasil == "batal"
    assert result(loading.press(answer, "simpan_muat")).hasil == "batal"
    assert stored(loading) == {}
    loading.store_month()
    assert result(loading.type("/muat 2 batal")).hasil == "sudah"
    assert stored(loading) == {"2025-10": 1}


def test_cancelled_in_the_same_moment(loading: Loading, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cancelling what another admin cancels or stores in that moment tells what became of it."""
    answer = loading.send(made_up())
    found = drafts.find

    def late(store: Store, number: int) -> Any:
        monkeypatch.setattr(drafts, "find", found)
        draft = found(store, number)
        drafts.cancel(store, number, SECOND)
        return draft

    monkeypatch.setattr(drafts, "find", late)
    assert result(loading.press(answer, "batal")).hasil == "batal"
    answer = loading.send(made_up())
    monkeypatch.setattr(drafts, "find", late)
    assert result(loading.press(answer, "simpan_muat")).hasil == "batal"
    assert stored(loading) == {}


def test_two_admins_must_confirm(pair: Loading) -> None:
    """With two approvals the first stores nothing, and the other admins get the preview."""
    answer = pair.send(made_up())
    assert "Perlu persetujuan 2 admin, sudah 0" in pair.text
    first = pair.press(answer, "simpan_muat")
    assert (result(first).hasil, result(first).kurang) == ("menunggu", 1)
    assert first.tell_admins == "/muat 1"
    assert result(pair.press(answer, "simpan_muat")).hasil == "menunggu"
    assert stored(pair) == {}
    told = pair.type(first.tell_admins, admin(SECOND))
    assert (offered(told).setuju, offered(told).perlu) == (1, 2)
    second = pair.press(told, "simpan_muat", SECOND)
    assert result(second).hasil == "tersimpan"
    assert second.tell_admins is None
    assert stored(pair) == {"2025-10": 1}
    assert result(pair.press(answer, "simpan_muat")).hasil == "sudah"


def test_another_month_needs_both_again(pair: Loading) -> None:
    """Who confirmed a draft as one month did not confirm it as another."""
    pair.press(pair.send(made_up()), "simpan_muat")
    changed = pair.type("/muat 1 2025-09", admin(SECOND))
    assert offered(changed).setuju == 0
    assert result(pair.press(changed, "simpan_muat", SECOND)).hasil == "menunggu"
    assert stored(pair) == {}


def begun(number: int = 5) -> Pengumuman:
    """A made-up announcement."""
    return Pengumuman(
        id=number,
        kunci="serapan-2025-10",
        jenis=JenisPengumuman.SERAPAN,
        bulan=OKTOBER,
        muatan_id=1,
        keadaan="berjalan",
        oleh=FIRST,
        dibuat=datetime(2025, 11, 3, 1, tzinfo=UTC),
        selesai=None,
        pantau_chat=None,
        pantau_pesan=None,
        dilaporkan=False,
    )


def fail() -> None:
    """A store that does not answer any more."""
    raise StoreError("putus")


def test_store_and_announce(loading: Loading) -> None:
    """The second button stores and begins the announcement to those who subscribed."""
    chat = Obrolan(id=-4_000_000_123, jenis="group", judul="Grup rekaan")
    wish = Pilihan(jenis=JenisLangganan.SERAPAN)
    subscriptions.subscribe(loading.store, chat, 0, FIRST, wish)
    answer = loading.press(loading.send(made_up()), "umumkan_muat")
    assert (way(answer).cara, way(answer).tempat) == ("dimulai", 1)
    assert [item.kunci for item in ledger.recent(loading.store, 9)] == ["serapan-2025-10"]
    assert "Sedang diumumkan ke 1 tujuan." in loading.text
    assert f"/umumkan laporan {way(answer).nomor}" in loading.text


def test_announcing_to_nobody(loading: Loading) -> None:
    """Where nobody subscribed the month counts as announced, and that is said."""
    answer = loading.press(loading.send(made_up()), "umumkan_muat")
    assert (way(answer).cara, way(answer).tempat) == ("dimulai", 0)
    assert "belum ada yang berlangganan" in loading.text


@pytest.mark.parametrize(
    ("outcome", "found", "words"),
    [
        (begun, "dimulai", "/umumkan laporan 5"),
        (lambda: None, "tiada", "Tidak ada yang baru untuk diumumkan"),
        (fail, "gagal", "Angkanya aman"),
    ],
    ids=["begun", "nothing", "failed"],
)
def test_whatever_becomes_of_announcing(
    loading: Loading,
    monkeypatch: pytest.MonkeyPatch,
    outcome: Callable[[], Pengumuman | None],
    found: str,
    words: str,
) -> None:
    """The month is stored however announcing it goes, and the answer tells how that went."""
    asked_for: list[Bulan] = []

    def begin(_asked: Asked, month: Bulan) -> Pengumuman | None:
        asked_for.append(month)
        return outcome()

    monkeypatch.setattr(muat_hasil, "begin_announcement", begin)
    answer = loading.press(loading.send(made_up()), "umumkan_muat")
    assert result(answer).hasil == "tersimpan"
    assert way(answer).cara == found
    assert words in loading.text
    assert asked_for == [OKTOBER]
    assert stored(loading) == {"2025-10": 1}


@pytest.mark.parametrize(
    ("first", "second", "announced"),
    [("umumkan", "umumkan", True), ("umumkan", "simpan", False), ("simpan", "umumkan", False)],
)
def test_announced_only_if_all_admins_want_it(
    sqlite_store: Store,
    report: Report,
    clock: Clock,
    first: str,
    second: str,
    announced: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    """With two approvals both must choose to announce; else the schedule does it."""
    pair = Loading(sqlite_store, report, clock, approvals=2)
    answer = pair.send(made_up())
    pair.press(answer, f"{first}_muat")
    last = pair.press(answer, f"{second}_muat", SECOND)
    assert (way(last).cara == "dimulai") is announced
    assert result(last).belum_semua is (second == "umumkan" and not announced)
    assert ("tidak semua admin" in pair.text) is result(last).belum_semua


@pytest.mark.parametrize(
    ("now", "day", "month", "found", "words"),
    [
        ((2025, 11, 3), 5, OKTOBER, "terjadwal", "otomatis 5 November 2025 pukul 08.30 WITA."),
        ((2025, 11, 6), 5, OKTOBER, "segera", "dalam satu menit"),
        ((2025, 11, 3), 5, SEPTEMBER, "segera", "dalam satu menit"),
        ((2025, 11, 6), 5, SEPTEMBER, "lewat", "/umumkan 2025-09"),
        ((2025, 11, 6), 0, OKTOBER, "mati", "/umumkan 2025-10"),
    ],
)
def test_when_it_will_be_announced(
    sqlite_store: Store,
    report: Report,
    clock: Clock,
    now: tuple[int, int, int],
    day: int,
    month: Bulan,
    found: str,
    words: str,
) -> None:
    """A stored month says when it goes out by itself, or how to announce it by hand."""
    clock.moment = datetime(*now, 1, tzinfo=UTC)
    loading = Loading(sqlite_store, report, clock, day=day, time=time(8, 30))
    answer = loading.store_month(month)
    assert way(answer).cara == found
    assert words in loading.text
    assert labels(answer) == ["riwayat", "umumkan_bulan"]


def announced(loading: Loading, *chats: int) -> None:
    """Has October announced to ``chats``, which all got it."""
    load = months.history(loading.store, OKTOBER)[0]
    plan = Rencana(jenis=JenisPengumuman.SERAPAN, bulan=OKTOBER, muatan_id=load.id, oleh=FIRST)
    made = ledger.create(loading.store, plan, [Tujuan(chat_id=chat) for chat in chats])
    assert made is not None
    with loading.store.writing() as connection:
        connection.execute(
            schema.kiriman.update().values(
                keadaan=Keadaan.TERKIRIM.value, pesan_id=1, muatan_id=load.id
            )
        )


@pytest.mark.parametrize(
    ("chats", "words"),
    [
        ((-11, -12), "2 tujuan yang menerima angka lama mendapat koreksinya sebagai balasan"),
        ((), "belum ada yang menerima angka lamanya"),
    ],
)
def test_correction_of_an_announced_month(
    loading: Loading, chats: tuple[int, ...], words: str
) -> None:
    """A correction says how many places get it as a reply to what they got before."""
    loading.store_month()
    announced(loading, *chats)
    answer = loading.store_month(OKTOBER, *CORRECTED)
    assert (way(answer).cara, way(answer).tempat) == ("koreksi", len(chats))
    assert words in loading.text


def test_correction_of_names_only(loading: Loading) -> None:
    """A new version in which no amount differs is announced to nobody."""
    loading.store_month()
    announced(loading, -11)
    answer = loading.store_month(OKTOBER, ("Layanan Perkantoran (rekaan),29", "Layanan,29"))
    assert way(answer).cara == "sama"
    assert "tidak ada koreksi yang dikirim" in loading.text


def test_stored_though_it_cannot_be_read_again(
    loading: Loading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that fails right after storing takes nothing back, nor is it told as a failure."""
    answer = loading.send(made_up())

    def refresh() -> bool:
        raise StoreError("putus")

    monkeypatch.setattr(loading.office.figures, "refresh", refresh)
    assert result(loading.press(answer, "simpan_muat")).hasil == "tersimpan"


def test_codes_of_the_report_of_that_year(loading: Loading, clock: Clock) -> None:
    """A month of a year that has a report is held against the report's list of codes."""
    december = Bulan(tahun=2024, bulan=12)
    clock.moment = datetime(2025, 1, 3, 1, tzinfo=UTC)
    file = made_up(OKTOBER, ("WA.3355,", "WA.3399,"), ("3355.EBA.994,", "3399.EBA.994,"))
    found = offered(loading.send(file, december)).pesan
    said = {message.kunci: message.isi for message in found}
    assert said["kode_baru"] == "WA.3399, 3399.EBA.994"
    assert said["kode_hilang"] == "WA.3355, 3355.EBA.994"


def test_first_load_sets_the_codes(loading: Loading) -> None:
    """The first load of a year sets its codes, whatever the year before had."""
    new = (("WA.3355,", "WA.3399,"), ("3355.EBA.994,", "3399.EBA.994,"))
    first = loading.send(made_up(OKTOBER, *new))
    assert offered(first).temuan == 0
    loading.press(first, "simpan_muat")
    loading.store_month(OKTOBER, *new, *CORRECTED)
    found = offered(loading.send(made_up(SEPTEMBER), SEPTEMBER))
    said = {message.kunci: message.isi for message in found.pesan}
    assert said["kode_baru"] == "WA.3355, 3355.EBA.994"
    assert said["kode_hilang"] == "WA.3399, 3399.EBA.994"


def test_places_of_codes_are_known_from_years_before(loading: Loading, clock: Clock) -> None:
    """Where a code's form does not tell its parent, that of its namesake a year before does."""
    clock.moment = datetime(2026, 4, 3, 1, tzinfo=UTC)
    moved = (("3361.EBA.994,", "3377.EBA.994,"),)
    january, before = Bulan(tahun=2026, bulan=1), Bulan(tahun=2023, bulan=1)
    found = refusal(loading.send(made_up(OKTOBER, *moved), january))
    assert [message.kunci for message in found.galat] == ["induk_tak_dikenal"]
    loading.store_month()
    row = schema.muatan_baris.c
    with loading.store.writing() as connection:
        connection.execute(
            schema.muatan_baris.update()
            .where(row.kode == "3361.EBA.994")
            .values(kode="3377.EBA.994")
        )
    assert offered(loading.send(made_up(OKTOBER, *moved), january)).temuan == 0
    # A year that comes first learns nothing from the years after it.
    refusal(loading.send(made_up(OKTOBER, *moved), before))


def test_how_to_load(loading: Loading) -> None:
    """Without a number the command explains what to send."""
    assert loading.type("/muat").understood
    assert "Kirim berkas CSV atau XLSX" in loading.text


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/muat abc", "muat"),
        ("/muat 99", "muatan"),
        ("/muat 9999999999999", "muat"),
        ("/muat 1 entah", "muat"),
        ("/muat 1 oktober", "muat"),
        ("/muat 1 simpna", "muat"),
    ],
)
def test_what_is_not_understood_changes_nothing(loading: Loading, line: str, why: str) -> None:
    """A number that is none or not there, and words that mean nothing, are refused."""
    loading.send(made_up())
    before = contents(loading.store)
    assert reason(loading.type(line)) == why
    assert contents(loading.store) == before


def test_only_admins_in_private(loading: Loading) -> None:
    """Nobody but an admin loads, and in a group nobody does; nothing is told of the draft."""
    loading.send(made_up())
    group = Obrolan(id=-5, jenis="group", judul="Rapat")
    anybody = Asker(id=9, chat=Obrolan(id=9, jenis="private", judul=""))
    for line in ("/muat", "/muat 1", "/muat 1 simpan", "/audit", "/templat"):
        assert reason(loading.type(line, anybody)) == "bukan_admin"
        assert reason(loading.type(line, Asker(chat=group))) == "bukan_admin"
        there = Asker(id=FIRST, admin=True, chat=group)
        assert reason(loading.type(line, there)) == "chat_pribadi"
    assert stored(loading) == {}


def test_nobody_in_particular_never_loads(loading: Loading) -> None:
    """Whoever acts in the name of a chat confirms nothing, even if taken for an admin."""
    loading.send(made_up())
    nobody = Asker(admin=True)
    assert reason(loading.type("/muat 1 simpan", nobody)) == "bukan_admin"
    assert reason(loading.type("/muat 1 batal", nobody)) == "bukan_admin"
    with pytest.raises(Mistake):
        muat.receive(loading.asked(nobody), made_up(), OKTOBER)
    assert stored(loading) == {}


def test_a_link_never_acts_for_an_admin(loading: Loading) -> None:
    """A deep link that somebody made up asks back what it would do, and does nothing."""
    loading.send(made_up())
    for line in ("/start muat-1-simpan", "/start muat-1-batal", "/start audit"):
        assert reason(loading.type(line)) == "tautan"
    assert offered(loading.type("/muat 1")).setuju == 0


def test_a_file_as_it_is_sent(loading: Loading) -> None:
    """The bytes of a file are read apart, with the month that its caption names."""
    asked = loading.asked(admin())
    for said in ("2025-10", "Ini Oktober 2025 ya"):
        answer = muat.load(asked, "rekaan.csv", content(), said)
        assert offered(loading.worded(answer)).pratinjau.bulan == OKTOBER
    for said in ("", "oktober", "september 2025 atau oktober 2025"):
        answer = muat.load(asked, "rekaan.csv", content(), said)
        assert isinstance(loading.worded(answer).data, PilihBulan), said


def test_a_file_that_is_no_table(loading: Loading) -> None:
    """What cannot be read at all is refused with its reason."""
    answer = loading.worded(muat.load(loading.asked(admin()), "x.pdf", b"%PDF-1.7 isi", ""))
    assert [message.kunci for message in refusal(answer).galat] == ["bukan_tabel"]
    assert "Tidak ada yang disimpan." in loading.text


def test_a_store_that_does_not_answer(loading: Loading) -> None:
    """Without a store a file is answered with that, and kept nowhere."""
    loading.office = Office(now=loading.office.now)
    answer = loading.worded(muat.load(loading.asked(admin()), "x.csv", content(), "2025-10"))
    assert reason(answer) == "basis_data"
