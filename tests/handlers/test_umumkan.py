"""``/umumkan``: previews, buttons, reports and refusals; every figure here is made up (rekaan)."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.formatting import utf16_length
from bot.keyboards import CALLBACK_LIMIT, callback_data
from bot.rendering import MESSAGE_LIMIT, Renderer
from data.bulanan.figures import Figures
from data.bulanan.recipients import Varian
from data.models import (
    JenisLangganan,
    JenisPengumuman,
    Obrolan,
    PesanMuat,
    Pilihan,
    Rencana,
    TingkatKode,
    Tujuan,
)
from data.store import delivery, drafts, ledger, months, planning, subscriptions
from data.store.errors import StoreError
from handlers.asked import Asked
from handlers.asker import Asker
from handlers.asking import ask
from handlers.mistakes import Mistake
from handlers.office import Office
from handlers.umumkan import IkhtisarUmumkan, begin, numeral
from handlers.umumkan_laporan import LaporanUmumkan, latest_of
from handlers.umumkan_pratinjau import WORDINGS, PratinjauUmumkan, named, worded
from tests.bot.test_wording import telegram_reads, written
from tests.data.store.rekaan import OKTOBER, SEPTEMBER, approve, baris, berkas, load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.reply import Reply
    from data.models import BarisBulanan, Bulan, Kiriman, Muatan, Pengumuman
    from data.report import Report
    from data.store.store import Store
    from handlers.answer import Answer
    from tests.conftest import Clock

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "pengumuman"
RENDERER = Renderer()
SERAPAN, KOREKSI, AMBANG = JenisLangganan
PERSON, SECOND = 7_000_000_011, 7_000_000_012
ONE, TWO, THREE = -1_001_000_000_001, -1_001_000_000_002, -1_001_000_000_003
LONGEST_BUTTON = 62


def admin(who: int = PERSON) -> Asker:
    """An admin in private chat."""
    return Asker(id=who, admin=True, chat=Obrolan(id=who, jenis="private", judul=""))


class Desk:
    """An office over ``store`` where admins type; ``reply`` is the latest answer in words."""

    def __init__(self, store: Store, report: Report, clock: Clock, **rules: Any) -> None:
        self.store = store
        self.report = report
        self.clock = clock
        self.office = Office(
            find_store=lambda: store,
            figures=Figures(lambda: store, looks=False),
            now=clock,
            **rules,
        )
        self.reply: Reply | None = None

    def type(self, line: str, asker: Asker | None = None) -> Answer:
        """The answer to a typed line, which Telegram would take."""
        answer = ask(line, self.report, asker=asker or admin(), office=self.office)
        assert answer is not None
        self.reply = RENDERER.render(answer)
        parsed = telegram_reads(self.reply.html)
        assert parsed["text"] == self.reply.plain
        for row in self.reply.buttons:
            for button in row:
                assert len(callback_data(button).encode()) <= LONGEST_BUTTON < CALLBACK_LIMIT
                assert button.text.strip() == button.text
        return answer

    @property
    def text(self) -> str:
        """What the latest answer says."""
        assert self.reply is not None
        return self.reply.plain

    def asked(self, asker: Asker | None = None) -> Asked:
        """A question without words."""
        return Asked(
            report=self.report,
            command="umumkan",
            text="",
            words=(),
            year=self.report.latest,
            asker=asker or admin(),
            office=self.office,
        )


@pytest.fixture
def desk(sqlite_store: Store, report: Report, clock: Clock) -> Desk:
    """A desk over an empty store, after the moment of October."""
    clock.moment = datetime(2025, 11, 6, 1, tzinfo=UTC)
    return Desk(sqlite_store, report, clock)


def rows(total: int, program: int) -> tuple[BarisBulanan, ...]:
    """The whole and two programmes, of which one is realised to ``program`` rupiah."""
    parts = (
        ("CQ", "Program rekaan", 600_000, program),
        ("WA", "Dukungan", 400_000, total - program),
    )
    return (
        baris(pagu=1_000_000, realisasi=total),
        *(
            baris(
                urutan=place,
                kode=code,
                tingkat=TingkatKode.PROGRAM,
                induk="TOTAL",
                uraian=name,
                pagu=pagu,
                realisasi=spent,
            )
            for place, (code, name, pagu, spent) in enumerate(parts, start=2)
        ),
    )


def both_months(store: Store) -> Muatan:
    """Two made-up months; the load of the second."""
    load(store, SEPTEMBER, *rows(620_000, 300_000))
    return load(store, OKTOBER, *rows(740_000, 400_000))


def subscribe(
    store: Store,
    *chats: int,
    wish: Pilihan | None = None,
    topic: int = 0,
    title: str = "Grup rekaan",
) -> None:
    """Lets chats subscribe, to each month unless ``wish`` says otherwise."""
    for chat in chats:
        kind = "supergroup" if chat < 0 else "private"
        there = Obrolan.model_validate({"id": chat, "jenis": kind, "judul": title})
        subscriptions.subscribe(store, there, topic, PERSON, wish or Pilihan(jenis=SERAPAN))


def limit(sign: str, percent: str, code: str = "TOTAL") -> Pilihan:
    """The wish to hear of a threshold in any month."""
    return Pilihan.model_validate({"jenis": AMBANG, "kode": code, "arah": sign, "persen": percent})


def deliver(store: Store, fates: Mapping[int, str] | None = None) -> list[Kiriman]:
    """Sends what may go out; ``fates`` may differ for some chats."""
    handled: list[Kiriman] = []
    while (item := delivery.claim(store, "rekaan")) is not None:
        fate = (fates or {}).get(item.chat_id, "terkirim")
        parent = ledger.find(store, item.pengumuman_id)
        assert parent is not None
        if fate == "gagal":
            delivery.failed(store, item, "bot dikeluarkan")
        elif fate == "tidak pasti":
            delivery.unknown(store, item, "waktu tunggu habis")
        else:
            newest = months.history(store, parent.bulan)
            delivery.sent(store, item, 500 + item.id, newest[0].id)
        handled.append(item)
    return handled


def pressed(answer: Answer) -> list[str]:
    """What the buttons ask."""
    return [button.question for row in answer.buttons for button in row]


def why(answer: Answer) -> str:
    """Why a line was not answered."""
    assert not answer.understood, answer
    reason: str = answer.data.model_dump()["alasan"]
    return reason


def shown(answer: Answer) -> PratinjauUmumkan:
    """The preview that an answer is."""
    assert isinstance(answer.data, PratinjauUmumkan), answer
    return answer.data


def told(answer: Answer) -> LaporanUmumkan:
    """The report that an answer is."""
    assert isinstance(answer.data, LaporanUmumkan), answer
    return answer.data


def counts(answer: Answer) -> tuple[int, int, int, int]:
    """Sent, failed, unknown and still to come, of a report."""
    found = told(answer).kemajuan
    return found.terkirim, found.gagal, found.tidak_pasti, found.terbuka


def begun(desk: Desk, month: Bulan = OKTOBER) -> Pengumuman:
    """The announcement of ``month``, begun by an admin."""
    return told(desk.type(f"/umumkan kirim {month}")).pengumuman


def reviewed(desk: Desk, name: str) -> None:
    """Holds the latest answer against its reviewed text; UPDATE_GOLDEN=1 writes that anew."""
    assert desk.reply is not None
    path = GOLDEN / f"{name}.txt"
    text = written(desk.reply)
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text("utf-8")


def test_pick_a_month(desk: Desk) -> None:
    """Without words the loaded months are listed, newest first, each with a button."""
    both_months(desk.store)
    desk.office.figures.refresh()
    answer = desk.type("/umumkan")
    assert isinstance(answer.data, IkhtisarUmumkan)
    assert [row.bulan for row in answer.data.bulan] == [OKTOBER, SEPTEMBER]
    assert pressed(answer) == ["/umumkan 2025-10", "/umumkan 2025-09"]
    assert (answer.data.giliran, answer.data.dimuat) == (OKTOBER, True)
    assert answer.data.berikut == datetime(2025, 12, 5, 0, tzinfo=UTC)
    reviewed(desk, "ikhtisar")


def test_every_state_of_a_month(desk: Desk) -> None:
    """The list says of each month whether it waits, goes out, was stopped or was announced."""
    both_months(desk.store)
    desk.office.figures.refresh()
    assert "belum diumumkan" in (desk.type("/umumkan") and desk.text)
    subscribe(desk.store, ONE)
    number = begun(desk).id
    assert "Oktober 2025, versi 1: sedang diumumkan" in (desk.type("/umumkan") and desk.text)
    desk.type(f"/umumkan henti {number}")
    assert "versi 1: pengumuman dihentikan" in (desk.type("/umumkan") and desk.text)
    desk.type(f"/umumkan lanjut {number}")
    deliver(desk.store)
    delivery.finish(desk.store)
    desk.type("/umumkan")
    assert "versi 1: diumumkan 6 November 2025 pukul 09.00 WITA" in desk.text


def test_nothing_to_pick(desk: Desk) -> None:
    """With no month loaded the list says so, that one is overdue, and how to load it."""
    answer = desk.type("/umumkan")
    assert pressed(answer) == []
    assert "⚠️ Oktober 2025 sudah waktunya, tetapi belum dimuat." in desk.text
    assert "/templat" in desk.text
    reviewed(desk, "ikhtisar-kosong")


def test_nothing_by_itself(sqlite_store: Store, report: Report, clock: Clock) -> None:
    """On day 0 the list says that nothing goes by itself."""
    desk = Desk(sqlite_store, report, clock, day=0)
    desk.type("/umumkan")
    assert "Pengumuman otomatis tidak dinyalakan (ANNOUNCE_DAY=0)." in desk.text
    late = Desk(sqlite_store, report, clock, day=28, time=time(20, 30))
    late.type("/umumkan")
    assert "diumumkan otomatis 28 November 2025 pukul 20.30 WITA" in late.text


@pytest.mark.parametrize(
    "line",
    [
        "/umumkan okt",
        "/umumkan oktober",
        "/umumkan oktobr",
        "/umumkan 2025-10",
        "/umumkan Oktober 2025",
        "/umumkan 10/2025",
        "/umumkan bulan 10",
        "/UMUMKAN 2025-10.",
        "/umumkan bulan lalu",
        "/umumkan 2025-10 varian 1",
    ],
)
def test_ways_to_say_a_month(desk: Desk, line: str) -> None:
    """However a month is typed, its preview comes, and nothing is begun."""
    both_months(desk.store)
    subscribe(desk.store, ONE)
    assert shown(desk.type(line)).bulan == OKTOBER
    assert ledger.recent(desk.store, 1) == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("/umumkan 2025-13", "bulan"),
        ("/umumkan 2025-00", "bulan"),
        ("/umumkan 2025", "bulan"),
        ("/umumkan semua", "bulan"),
        ("/umumkan kirim", "bulan"),
        ("/umumkan kirim semua", "bulan"),
        ("/umumkan september oktober", "bulan"),
        ("/umumkan 2025-10 sekarang", "kata"),
        ("/umumkan kirim 2025-10 sekarang", "kata"),
        ("/umumkan kirim 2025-10 varian 1", "kata"),
        ("/umumkan kirim 2025-10 versi", "kata"),
        ("/umumkan kirim 2025-10 versi x", "kata"),
        ("/umumkan 2025-10 varian", "kata"),
        ("/umumkan 2025-10 varian x", "kata"),
        ("/umumkan 2025-10 versi 1", "kata"),
        ("/umumkan 2025-10 varian 0", "nomor"),
        ("/umumkan 2025-10 varian 2", "nomor"),
        ("/umumkan 2025-10 varian 99999999999999999999", "kata"),
        ("/umumkan desember", "belum_dimuat"),
        ("/umumkan 2024-10", "belum_dimuat"),
        ("/umumkan kirim 2025-11", "belum_dimuat"),
        ("/umumkan henti", "umumkan"),
        ("/umumkan henti x", "umumkan"),
        ("/umumkan henti 1 2 3", "umumkan"),
        ("/umumkan henti ²", "umumkan"),
        ("/umumkan laporan", "umumkan"),
        ("/umumkan laporan 999", "umumkan"),
        ("/umumkan laporan 0", "umumkan"),
        ("/umumkan laporan 123456789012", "umumkan"),
        ("/umumkan laporan 99999999999999999999999", "umumkan"),
        ("/umumkan ulang x 1", "umumkan"),
        ("/umumkan anggap 999 1", "umumkan"),
        ("/umumkan lanjut 999", "umumkan"),
    ],
)
def test_typed_badly(desk: Desk, line: str, reason: str) -> None:
    """A line that names no month or no announcement is told so, and does nothing."""
    both_months(desk.store)
    subscribe(desk.store, ONE)
    assert why(desk.type(line)) == reason
    assert ledger.recent(desk.store, 1) == ()


@pytest.mark.parametrize(
    "line",
    ["/umumkan", "/umumkan 2025-10", "/umumkan kirim 2025-10", "/umumkan henti 1", "/umumkan x"],
)
@pytest.mark.parametrize(
    ("asker", "reason"),
    [
        (Asker(id=5, chat=Obrolan(id=5, jenis="private", judul="")), "bukan_admin"),
        (Asker(), "bukan_admin"),
        (Asker(id=None, chat=Obrolan(id=ONE, jenis="supergroup", judul="G")), "bukan_admin"),
        (Asker(id=5, chat=Obrolan(id=ONE, jenis="group", judul="G")), "bukan_admin"),
        (
            Asker(id=PERSON, admin=True, chat=Obrolan(id=ONE, jenis="supergroup", judul="G")),
            "chat_pribadi",
        ),
        (
            Asker(id=PERSON, admin=True, chat=Obrolan(id=TWO, jenis="channel", judul="K")),
            "chat_pribadi",
        ),
    ],
)
def test_not_for_everybody(desk: Desk, line: str, asker: Asker, reason: str) -> None:
    """Who is no admin, an anonymous one too, is refused; an admin is asked into private chat."""
    both_months(desk.store)
    subscribe(desk.store, ONE)
    assert why(desk.type(line, asker)) == reason
    assert ledger.recent(desk.store, 1) == ()


@pytest.mark.parametrize(
    ("line", "month"), [("okt", "2025-10"), ("september", "2025-09"), ("okt 2025", "2025-10")]
)
def test_a_name_means_the_latest_that_is_loaded(desk: Desk, line: str, month: str) -> None:
    """In the next year a month's name alone still means the one that is loaded."""
    both_months(desk.store)
    desk.office.figures.refresh()
    desk.clock.moment = datetime(2026, 2, 10, tzinfo=UTC)
    assert str(shown(desk.type(f"/umumkan {line}")).bulan) == month
    assert why(desk.type("/umumkan januari")) == "belum_dimuat"


def test_preview_is_what_goes_out(desk: Desk) -> None:
    """The preview holds the message word for word, and how many places get it."""
    stored = both_months(desk.store)
    subscribe(desk.store, ONE, TWO)
    subscribe(desk.store, ONE, topic=7)
    answer = desk.type("/umumkan 2025-10")
    data = shown(answer)
    assert (data.jenis, data.versi, data.tempat, data.kiriman, data.balasan) == (
        "serapan",
        1,
        3,
        3,
        0,
    )
    message = RENDERER.render(data.tampilan).plain
    assert message in desk.text
    assert "posisi 31 Oktober 2025" in message
    assert data.tampilan.loads[0] == stored
    assert pressed(answer) == ["/umumkan kirim 2025-10 versi 1", "/umumkan batal"]
    assert desk.reply is not None
    assert desk.reply.buttons[0][0].text == "Kirim ke 3 tujuan"
    reviewed(desk, "pratinjau")


def test_batal(desk: Desk) -> None:
    """Batal sends nothing, says so, and leads back to the months."""
    both_months(desk.store)
    answer = desk.type("/umumkan batal")
    assert pressed(answer) == ["/umumkan"]
    assert "Tidak ada yang dikirim." in desk.text
    assert ledger.recent(desk.store, 1) == ()
    reviewed(desk, "batal")


def test_wordings_of_a_preview(desk: Desk) -> None:
    """Different wishes are shown one at a time, the most common first, each with its button."""
    both_months(desk.store)
    subscribe(desk.store, ONE, TWO)
    subscribe(desk.store, THREE, wish=Pilihan(jenis=SERAPAN, kode="CQ", panjang="lengkap"))
    subscribe(desk.store, 42, wish=limit("<", "80", "CQ"))
    answer = desk.type("/umumkan 2025-10")
    data = shown(answer)
    assert [(row.nomor, row.varian, row.tempat) for row in data.kelompok] == [
        (1, "TOTAL, ringkas", 2),
        (2, "CQ, lengkap", 1),
        (3, "ambang, ringkas", 1),
    ]
    assert pressed(answer)[2:] == ["/umumkan 2025-10 varian 2", "/umumkan 2025-10 varian 3"]
    reviewed(desk, "pratinjau-bentuk")
    other = shown(desk.type("/umumkan 2025-10 varian 3"))
    assert other.dilihat == 3
    assert "⚠️ CQ: 66,67%, di bawah ambang 80%" in desk.text
    assert other.tampilan != data.tampilan
    desk.type("/umumkan 2025-10 varian 2")
    assert "CQ Program rekaan: 66,67%" in desk.text


def test_many_wordings(desk: Desk) -> None:
    """Of many wordings a few are listed at a time, and every one can be looked at."""
    both_months(desk.store)
    for number in range(1, 16):
        subscribe(desk.store, ONE - number, wish=limit("<", str(80 + number)))
    seen = set()
    line = "/umumkan 2025-10"
    while line:
        answer = desk.type(line)
        data = shown(answer)
        assert data.bentuk == 15
        assert len(data.kelompok) <= WORDINGS
        seen |= {row.nomor for row in data.kelompok}
        assert "Semuanya ada 15 bentuk." in desk.text
        labels = {button.label: button.question for row in answer.buttons for button in row}
        line = labels.get("berikutnya", "")
    assert seen == set(range(1, 16))
    assert labels["sebelumnya"] == "/umumkan 2025-10 varian 12"
    assert shown(desk.type(labels["sebelumnya"])).kelompok[0].nomor == 7


def test_preview_without_subscribers(desk: Desk) -> None:
    """Where nobody subscribed the usual message is shown, and there is nothing to send."""
    both_months(desk.store)
    answer = desk.type("/umumkan 2025-10")
    assert shown(answer).tempat == 0
    assert pressed(answer) == ["/umumkan batal"]
    assert "Belum ada yang berlangganan" in desk.text
    reviewed(desk, "pratinjau-tanpa-pelanggan")


def test_kirim(desk: Desk) -> None:
    """Kirim begins the announcement for who pressed it, and reports in their chat."""
    both_months(desk.store)
    subscribe(desk.store, ONE, TWO)
    answer = desk.type("/umumkan kirim 2025-10 versi 1")
    found = told(answer)
    assert found.baru
    assert counts(answer) == (0, 0, 0, 2)
    assert (found.pengumuman.oleh, found.pengumuman.pantau_chat) == (PERSON, PERSON)
    number = found.pengumuman.id
    assert pressed(answer) == [f"/umumkan laporan {number}", f"/umumkan henti {number}"]
    assert "Kemajuannya tampil di pesan berikutnya." in desk.text
    reviewed(desk, "kirim")


def test_kirim_twice(desk: Desk) -> None:
    """A second press, of another admin too, shows how the first one goes, and begins nothing."""
    both_months(desk.store)
    subscribe(desk.store, ONE, TWO)
    subscribe(desk.store, THREE, wish=Pilihan(jenis=KOREKSI))
    first = told(desk.type("/umumkan kirim 2025-10 versi 1")).pengumuman
    for line in ("/umumkan kirim 2025-10 versi 1", "/umumkan kirim 2025-10", "/umumkan 2025-10"):
        again = told(desk.type(line, admin(SECOND)))
        assert (again.pengumuman.id, again.baru) == (first.id, False)
    deliver(desk.store)
    assert counts(desk.type("/umumkan kirim 2025-10")) == (2, 0, 0, 0)
    assert len(ledger.recent(desk.store, 9)) == 1


def test_two_admins_in_the_same_moment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An admin whose press comes between another's preparing and beginning loses nothing."""
    both_months(desk.store)
    subscribe(desk.store, ONE)
    carry_out = planning.carry_out

    def late(store: Store, plan: planning.Persiapan) -> Pengumuman | None:
        assert carry_out(store, plan) is not None
        return carry_out(store, plan)

    monkeypatch.setattr(planning, "carry_out", late)
    assert not told(desk.type("/umumkan kirim 2025-10")).baru
    assert len(deliver(desk.store)) == 1


def test_another_version_since_the_preview(desk: Desk) -> None:
    """A press on the preview of a replaced version shows the new one, and sends nothing."""
    both_months(desk.store)
    subscribe(desk.store, ONE)
    line = pressed(desk.type("/umumkan 2025-10"))[0]
    load(desk.store, OKTOBER, *rows(750_000, 400_000), after=1)
    answer = desk.type(line)
    assert (shown(answer).diganti, shown(answer).versi) == (True, 2)
    assert ledger.recent(desk.store, 1) == ()
    assert pressed(answer)[0] == "/umumkan kirim 2025-10 versi 2"
    reviewed(desk, "pratinjau-diganti")
    assert told(desk.type(pressed(answer)[0])).baru


def test_what_another_process_stored(desk: Desk) -> None:
    """A month that another process stored a moment ago can be announced at once."""
    subscribe(desk.store, ONE)
    assert why(desk.type("/umumkan 2025-10")) == "belum_dimuat"
    both_months(desk.store)
    assert shown(desk.type("/umumkan 2025-10")).tempat == 1


def test_from_the_terminal(desk: Desk) -> None:
    """Who begins it at the operator's terminal has no chat in which progress would be shown."""
    both_months(desk.store)
    subscribe(desk.store, ONE)
    found = begin(desk.asked(Asker(id=None, admin=True)), OKTOBER)
    assert found is not None
    assert (found.oleh, found.pantau_chat) == (0, None)
    assert begin(desk.asked(), OKTOBER) is None
    desk.type(f"/umumkan henti {found.id}", Asker(id=None, admin=True))
    assert "dihentikan" in desk.text


def test_begin_of_a_month_that_is_not_there(desk: Desk) -> None:
    """A month that is not loaded cannot be begun, nor does it have an announcement."""
    with pytest.raises(Mistake, match="belum_dimuat"):
        begin(desk.asked(), OKTOBER)
    with pytest.raises(Mistake, match="umumkan"):
        latest_of(desk.asked(), OKTOBER)


def test_a_month_that_vanished(desk: Desk) -> None:
    """A wording of a month that is not known here any more is refused, not made up."""
    both_months(desk.store)
    subscribe(desk.store, ONE)
    figures = desk.office.figures
    figures.refresh()
    plan = planning.prepare(desk.store, figures.current(), OKTOBER, PERSON)
    assert plan is not None
    empty = figures.current().model_copy(update={"posisi": ()})
    with pytest.raises(Mistake, match="umumkan"):
        worded(desk.store, plan, plan.penerima[0].varian[0], empty)


def test_henti_and_lanjut(desk: Desk) -> None:
    """Hentikan calls off what was not sent; Lanjutkan takes exactly that up again."""
    both_months(desk.store)
    subscribe(desk.store, ONE, TWO, THREE)
    number = begun(desk).id
    item = delivery.claim(desk.store, "rekaan")
    assert item is not None
    delivery.sent(desk.store, item, 1, 1)
    stopped = desk.type(f"/umumkan henti {number}")
    assert told(stopped).kemajuan.batal == 2
    assert pressed(stopped) == [f"/umumkan lanjut {number}"]
    reviewed(desk, "dihentikan")
    assert deliver(desk.store) == []
    assert told(desk.type(f"/umumkan henti {number}")).kemajuan.batal == 2
    shown_again = desk.type("/umumkan kirim 2025-10")
    assert pressed(shown_again) == [f"/umumkan lanjut {number}"]
    going = desk.type(f"/umumkan lanjut {number}")
    assert counts(going) == (1, 0, 0, 2)
    assert len(deliver(desk.store)) == 2


def test_report_of_what_failed(desk: Desk) -> None:
    """The report tells what was sent, what failed and why, and what nobody knows."""
    both_months(desk.store)
    subscribe(desk.store, ONE, title="Rapat <Sekretariat> & Tim")
    subscribe(desk.store, TWO, topic=7, title="Grup topik")
    subscribe(desk.store, THREE, 42)
    number = begun(desk).id
    deliver(desk.store, {ONE: "gagal", TWO: "tidak pasti", 42: "tidak pasti"})
    (ended,) = delivery.finish(desk.store)
    assert ended.id == number
    answer = desk.type(f"/umumkan laporan {number}")
    assert counts(answer) == (1, 1, 2, 0)
    assert [item.kiriman.keadaan for item in told(answer).bermasalah] == [
        "tidak pasti",
        "tidak pasti",
        "gagal",
    ]
    assert pressed(answer) == [f"/umumkan ulang {number}", f"/umumkan anggap {number}"]
    assert f"Gagal: Rapat <Sekretariat> & Tim ({ONE}), bot dikeluarkan" in desk.text
    assert f"Tidak pasti: Grup topik, topik 7 ({TWO}), waktu tunggu habis" in desk.text
    assert "Tidak pasti: Grup rekaan (42), waktu tunggu habis" in desk.text
    reviewed(desk, "laporan")


def test_one_unknown_at_a_time(desk: Desk) -> None:
    """Each unknown delivery can be sent again or taken as sent by itself; the rest stays."""
    both_months(desk.store)
    subscribe(desk.store, ONE, TWO, THREE)
    number = begun(desk).id
    deliver(desk.store, dict.fromkeys([ONE, TWO, THREE], "tidak pasti"))
    items = [row.kiriman for row in told(desk.type(f"/umumkan laporan {number}")).bermasalah]
    again = re.search(rf"/umumkan ulang {number} (\d+)", desk.text)
    assert again is not None
    assert counts(desk.type(again[0])) == (0, 0, 2, 1)
    assert counts(desk.type(f"/umumkan anggap {number} {items[1].id}")) == (1, 0, 1, 1)
    assert counts(desk.type(f"/umumkan anggap {number} 999")) == (1, 0, 1, 1)
    assert [item.id for item in deliver(desk.store)] == [int(again[1])]


def test_all_unknown_at_once(desk: Desk) -> None:
    """Kirim ulang and Anggap terkirim settle all that is unknown, and only that."""
    both_months(desk.store)
    subscribe(desk.store, ONE, TWO, THREE)
    number = begun(desk).id
    deliver(desk.store, {ONE: "tidak pasti", TWO: "gagal", THREE: "tidak pasti"})
    assert deliver(desk.store) == []
    assert counts(desk.type(f"/umumkan ulang {number}")) == (0, 1, 0, 2)
    deliver(desk.store, dict.fromkeys([ONE, THREE], "tidak pasti"))
    last = desk.type(f"/umumkan anggap {number}")
    assert counts(last) == (2, 1, 0, 0)
    assert pressed(last) == []


def test_long_reports_have_pages(desk: Desk) -> None:
    """A report of many troubles is turned page by page, each trouble on one of them."""
    both_months(desk.store)
    chats = range(-1_001_000_000_040, -1_001_000_000_015)
    subscribe(desk.store, *chats, title="😀" * 128)
    number = begun(desk).id
    deliver(desk.store, dict.fromkeys(chats, "tidak pasti"))
    answer = desk.type(f"/umumkan laporan {number}")
    assert told(answer).lainnya == 15
    assert f"{'😀' * 59}… (" in desk.text
    assert f"/umumkan laporan {number} hal 2" in pressed(answer)
    seen = [row.kiriman.chat_id for row in told(answer).bermasalah]
    for page in (2, 3):
        answer = desk.type(f"/umumkan laporan {number} hal {page}")
        seen += [row.kiriman.chat_id for row in told(answer).bermasalah]
        assert f"/umumkan laporan {number} hal {page - 1}" in pressed(answer)
    assert seen == list(chats)
    assert told(answer).lainnya == 0
    beyond = desk.type(f"/umumkan laporan {number} hal 99")
    assert told(beyond).bermasalah == told(answer).bermasalah
    assert not any("hal 4" in question for question in pressed(beyond))


def test_a_correction_is_previewed(desk: Desk) -> None:
    """Of a corrected month the preview is the correction: what changed, and how many replies."""
    both_months(desk.store)
    subscribe(desk.store, ONE, TWO)
    begun(desk)
    deliver(desk.store)
    delivery.finish(desk.store)
    subscribe(desk.store, THREE, wish=Pilihan(jenis=KOREKSI))
    load(desk.store, OKTOBER, *rows(750_000, 410_000), after=1)
    answer = desk.type("/umumkan 2025-10")
    data = shown(answer)
    assert (data.jenis, data.versi, data.tempat, data.balasan) == ("koreksi", 2, 3, 2)
    assert [row.varian for row in data.kelompok] == ["TOTAL, koreksi"]
    assert "Rp740.000 → Rp750.000 (+Rp10.000)" in desk.text
    assert pressed(answer)[0] == "/umumkan kirim 2025-10 versi 2"
    reviewed(desk, "pratinjau-koreksi")
    found = told(desk.type("/umumkan kirim 2025-10 versi 2"))
    assert (found.pengumuman.jenis, found.kemajuan.menunggu) == (JenisPengumuman.KOREKSI, 3)
    assert "Koreksi Oktober 2025: terkirim 0 dari 3" in desk.text


def test_reports_of_other_kinds(desk: Desk) -> None:
    """A reminder and a correction to nobody are reported in their own words."""
    both_months(desk.store)
    plan = {"muatan_id": None, "oleh": -1, "bulan": OKTOBER}
    for kind, words in (
        (JenisPengumuman.KOREKSI, "yang sudah diumumkan sama dengan angka terbaru"),
        (JenisPengumuman.SERAPAN, "belum ada yang berlangganan"),
    ):
        made = ledger.create(
            desk.store, Rencana.model_validate({**plan, "jenis": kind, "versi": 2}), []
        )
        assert made is not None
        desk.type(f"/umumkan laporan {made.id}")
        assert f"Tidak ada tujuan: {words}." in desk.text
    reminder = planning.remind(desk.store, OKTOBER, [PERSON])
    assert reminder is not None
    deliver(desk.store, {PERSON: "tidak pasti"})
    desk.type(f"/umumkan laporan {reminder.id}")
    assert "Pengingat Oktober 2025: selesai" in desk.text
    assert f"Tidak pasti: chat pribadi ({PERSON})" in desk.text


def test_an_unknown_group(desk: Desk) -> None:
    """A chat without a title is called what it is."""
    both_months(desk.store)
    made = begun(desk)
    ledger.top_up(desk.store, made.id, [Tujuan(chat_id=ONE)])
    deliver(desk.store, {ONE: "gagal"})
    desk.type(f"/umumkan laporan {made.id}")
    assert f"Gagal: grup ({ONE}), bot dikeluarkan" in desk.text


def test_warnings_are_told(desk: Desk) -> None:
    """Figures that were confirmed in spite of warnings are announced with their number."""
    number = drafts.draft(desk.store, PERSON, berkas(), OKTOBER)
    warning = PesanMuat(kunci="melebihi_pagu", galat=False, isi="x")
    approve(desk.store, number, *rows(740_000, 400_000), warnings=[warning] * 2)
    subscribe(desk.store, ONE)
    desk.type("/umumkan 2025-10")
    assert "⚠️ Data ini disimpan dengan 2 peringatan" in desk.text


def test_long_previews(desk: Desk) -> None:
    """A preview of 400 codes with long names fits into one message, whichever part it shows."""
    outputs = [
        baris(
            urutan=number,
            kode=f"6871.Q{chr(65 + number // 26)}{chr(65 + number % 26)}.{number:03}",
            tingkat=TingkatKode.KELUARAN,
            induk="CQ",
            uraian="N" * 120,
            pagu=999_999_999_999_999,
            realisasi=-999_999_999_999_999,
        )
        for number in range(4, 404)
    ]
    load(desk.store, SEPTEMBER, *rows(620_000, 300_000), *outputs)
    load(desk.store, OKTOBER, *rows(740_000, 400_000), *outputs)
    for number in range(8):
        many = Pilihan(jenis=SERAPAN, kode=outputs[number].kode)
        subscribe(desk.store, ONE, wish=many)
        subscribe(desk.store, ONE, wish=limit("<", "1000", outputs[number].kode))
    subscribe(desk.store, TWO, wish=Pilihan(jenis=SERAPAN, panjang="lengkap"))
    first = shown(desk.type("/umumkan 2025-10"))
    assert first.kiriman == first.bentuk > 20
    for number in range(1, first.bentuk + 1):
        data = shown(desk.type(f"/umumkan 2025-10 varian {number}"))
        assert utf16_length(RENDERER.render(data.tampilan).plain) < MESSAGE_LIMIT
        assert utf16_length(desk.text) <= MESSAGE_LIMIT
    assert f"{outputs[0].kode} {outputs[1].kode} dan 6 kode lain" in (
        desk.type("/umumkan 2025-10 varian 2") and desk.text
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kode": ("TOTAL",)}, "TOTAL, ringkas"),
        ({"kode": ("CQ",), "rinci": ("CQ",)}, "CQ, lengkap"),
        ({"kode": ("TOTAL", "CQ"), "rinci": ("CQ",)}, "TOTAL CQ, lengkap untuk CQ"),
        ({"kode": ("A", "B", "C")}, "A B dan 1 kode lain, ringkas"),
        ({"ambang": (limit("<", "5"),)}, "ambang, ringkas"),
        ({"kode": ("CQ",), "ambang": (limit("<", "5"),)}, "CQ, ringkas, dengan ambang"),
        ({"kode": ("CQ",), "lama": 3}, "CQ, koreksi"),
        ({"lama": 3}, "TOTAL, koreksi"),
        ({"kode": ("CQ",), "bagian": 2, "dari": 3}, "CQ, ringkas, bagian 2 dari 3"),
    ],
)
def test_wordings_have_names(values: dict[str, Any], words: str) -> None:
    """A wording is named by its codes, its length, its thresholds and its part."""
    assert named(Varian.model_validate(values)) == words


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("1", 1),
        ("007", 7),
        ("999999999", 999_999_999),
        ("1000000000", None),
        ("²", None),
        ("x", None),
        ("-1", None),
        ("", None),
    ],
)
def test_numbers_that_a_store_can_hold(word: str, number: int | None) -> None:
    """Only a whole number that every database takes is a number here."""
    assert numeral(word) == number


def test_every_button_is_understood(desk: Desk) -> None:
    """Whatever a button of these answers asks is answered, from one to the next."""
    both_months(desk.store)
    subscribe(desk.store, ONE, TWO)
    subscribe(desk.store, THREE, wish=limit("<", "80"))
    waiting = ["/umumkan", "/umumkan 2025-10 varian 2", "/umumkan kirim 2025-09"]
    seen: set[str] = set()
    while waiting:
        line = waiting.pop(0)
        if line in seen:
            continue
        seen.add(line)
        answer = desk.type(line)
        assert answer.understood, line
        waiting += pressed(answer)
        deliver(desk.store, {ONE: "tidak pasti"})
    asked = {line.split()[1] for line in seen if len(line.split()) > 1}
    assert {"kirim", "batal", "ulang", "anggap", "2025-10"} <= asked


def test_without_a_store(report: Report, clock: Clock) -> None:
    """Where the store does not answer, the asker is told that nothing is lost."""

    def away() -> Store:
        raise StoreError("putus")

    office = Office(find_store=away, figures=Figures(away, looks=False), now=clock)
    for line in ("/umumkan", "/umumkan 2025-10", "/umumkan kirim 2025-10", "/umumkan laporan 1"):
        answer = ask(line, report, asker=admin(), office=office)
        assert answer is not None
        assert why(answer) == "basis_data"
