"""``/langganan`` and ``/berhenti``: what lines mean, and who may change what."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bot.rendering import Renderer
from data.bulanan.figures import Bulanan, Figures
from data.models import (
    BarisBulanan,
    Bulan,
    JenisLangganan,
    Muatan,
    Obrolan,
    Pilihan,
    Posisi,
    TingkatKode,
)
from data.store import audit, chats, subscriptions
from handlers.answer import Answer
from handlers.asker import Asker
from handlers.asking import ask
from handlers.langganan import MOST, short
from handlers.langganan_kode import LONGEST_BUTTON, SHORT_MONTHS, line_of
from handlers.office import Office

if TYPE_CHECKING:
    from data.report import Report
    from data.store.store import Store
    from tests.conftest import Clock

PERSON, OTHER = 123456789, 987654321
HOME = Obrolan(id=PERSON, jenis="private", judul="")
GROUP = Obrolan(id=-1001234567890, jenis="supergroup", judul="Rapat Sekretariat")
CHANNEL = Obrolan(id=-1005550000001, jenis="channel", judul="Kabar Sekretariat")
PRIVATE = Asker(id=PERSON, chat=HOME)
MANAGING = Asker(id=PERSON, chat=HOME, manages=frozenset({GROUP.id, CHANNEL.id}))
ADMIN = Asker(id=PERSON, chat=GROUP, manages=frozenset({GROUP.id}))
IN_TOPIC = replace(ADMIN, topic=71)
MEMBER = Asker(id=OTHER, chat=GROUP)
ANONYMOUS = Asker(chat=GROUP)
SERAPAN, KOREKSI, AMBANG = JenisLangganan
ACCOUNT = "6871.QGE.002.051.A.521211"


class Asking:
    """Asks as somebody, with a store and rules."""

    def __init__(self, report: Report, office: Office) -> None:
        self.report = report
        self.office = office

    def __call__(self, line: str, asker: Asker = PRIVATE) -> Answer:
        """The answer to ``line``."""
        answer = ask(line, self.report, asker=asker, office=self.office)
        assert answer is not None
        Renderer().render(answer)
        return answer

    def wish(self, line: str) -> Pilihan:
        """What ``line`` subscribes a private chat to."""
        answer = self(line)
        assert answer.understood, answer.data
        (row,) = answer.data.model_dump()["langganan"]
        return Pilihan.model_validate(row["pilihan"])

    def refusal(self, line: str, asker: Asker = PRIVATE) -> dict[str, Any]:
        """Why ``line`` is refused."""
        answer = self(line, asker)
        assert not answer.understood, line
        assert answer.template == "salah"
        return answer.data.model_dump()


@pytest.fixture
def asking(report: Report, sqlite_store: Store, clock: Clock) -> Asking:
    """Questions to the real handlers over an empty store."""
    return Asking(report, Office(find_store=lambda: sqlite_store, now=clock, day=7, time=time(9)))


def questions(answer: Answer) -> list[str]:
    """What the buttons of ``answer`` ask."""
    return [button.question for row in answer.buttons for button in row]


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        ("/langganan serapan", Pilihan(jenis=SERAPAN)),
        ("/berlangganan penyerapan total ringkas", Pilihan(jenis=SERAPAN)),
        ("/berlangganan lengkap", Pilihan(jenis=SERAPAN, panjang="lengkap")),
        ("/langganan serapan cq lengkap", Pilihan(jenis=SERAPAN, kode="CQ", panjang="lengkap")),
        ("/langganan 6871", Pilihan(jenis=SERAPAN, kode="CQ.6871")),
        ("/langganan serapan cq 6871", Pilihan(jenis=SERAPAN, kode="CQ.6871")),
        ("/langganan serapan 076.01.CQ", Pilihan(jenis=SERAPAN, kode="CQ")),
        ("/langganan koreksi", Pilihan(jenis=KOREKSI)),
        (
            "/langganan serapan < 50 % pada Juni",
            Pilihan(jenis=AMBANG, arah="<", persen=Decimal(50), bulan=6),
        ),
        (
            "/langganan serapan kurang dari 50 persen bulan juni",
            Pilihan(jenis=AMBANG, arah="<", persen=Decimal(50), bulan=6),
        ),
        (
            "/langganan di bawah 12,5% bulan 11 CQ.6871",
            Pilihan(jenis=AMBANG, kode="CQ.6871", arah="<", persen=Decimal("12.5"), bulan=11),
        ),
        (
            "/langganan serapan CQ di atas 99.75",
            Pilihan(jenis=AMBANG, kode="CQ", arah=">", persen=Decimal("99.75")),
        ),
        ("/langganan serapan >100%", Pilihan(jenis=AMBANG, arah=">", persen=Decimal(100))),
        ("/langganan 50% lebih dari", Pilihan(jenis=AMBANG, arah=">", persen=Decimal(50))),
    ],
)
def test_lines_that_subscribe(asking: Asking, line: str, wish: Pilihan) -> None:
    """A subscription is what the line says, however it is put."""
    assert asking.wish(line) == wish


@pytest.mark.parametrize(
    ("line", "reason", "words"),
    [
        ("/langganan serapan sikka", "kata_langganan", "sikka"),
        ("/langganan serapan <= 50%", "kata_langganan", "<="),
        ("/langganan serapan bulan 13", "kode_langganan", "13"),
        ("/langganan serapan 6999", "kode_langganan", "6999"),
        ("/langganan serapan CQ.6899", "kode_langganan", "CQ.6899"),
        ("/langganan serapan < 50% pada Juni 2025", "tahun_langganan", "2025"),
        ("/langganan serapan CQ WA", "satu_kode_langganan", ""),
        ("/langganan serapan total CQ", "satu_kode_langganan", ""),
        ("/langganan serapan koreksi", "satu_langganan", ""),
        ("/langganan koreksi < 50%", "satu_langganan", ""),
        ("/langganan serapan aktif", "satu_langganan", ""),
        ("/langganan serapan ringkas lengkap", "satu_langganan", ""),
        ("/langganan < 50% Juni Juli", "satu_langganan", ""),
        ("/langganan aktif CQ", "tanpa_kata_lain", "aktif"),
        ("/langganan koreksi lengkap", "tanpa_kata_lain", "koreksi"),
        ("/langganan koreksi CQ", "tanpa_kata_lain", "koreksi"),
        ("/langganan < 50% lengkap", "hanya_serapan", "lengkap"),
        ("/langganan serapan Juni", "bulan_ambang", ""),
        ("/langganan serapan 50%", "ambang", ""),
        ("/langganan serapan kurang dari", "ambang", ""),
        ("/langganan serapan kurang dari CQ", "ambang", ""),
        ("/langganan < 50% > 40%", "ambang", ""),
        ("/langganan < 1001%", "persen_ambang", "1001"),
        ("/langganan < -5%", "persen_ambang", "-5"),
        ("/langganan < 50,555 persen", "persen_ambang", "50,555"),
        ("/langganan < 1.000.000", "persen_ambang", "1.000.000"),
        ("/langganan serapan persen", "kata_langganan", "persen"),
        ("/langanan serapan", "ejaan_langganan", "/langganan"),
        ("/berhentii", "ejaan_langganan", "/berhenti"),
        ("/berhenti sekarang", "kata_langganan", "sekarang"),
        ("/berhenti 1 2", "satu_nomor", ""),
        ("/berhenti 9", "nomor_langganan", "9"),
        ("/langganan di -1001234567890 serapan", "bukan_pengelola_lain", ""),
        ("/berhenti di -1001234567890", "bukan_pengelola_lain", ""),
    ],
)
def test_lines_that_are_refused(
    asking: Asking, sqlite_store: Store, line: str, reason: str, words: str
) -> None:
    """What is not certain subscribes nobody, and names the words that were not."""
    told = asking.refusal(line)
    assert (told["alasan"], told["kata"]) == (reason, words)
    assert subscriptions.active(sqlite_store) == ()
    assert audit.page(sqlite_store, 0, 1).semua == 0
    for example in told["contoh"]:
        offered = ask(example, asking.report)
        assert offered is not None
        assert offered.understood, example


def test_misspelt_command_is_asked_back(asking: Asking) -> None:
    """The line as it may have been meant is a button, unless it is too long for one."""
    assert questions(asking("/langanan serapan CQ")) == ["/langganan serapan cq"]
    assert questions(asking(f"/langanan serapan {'pada ' * 12} CQ")) == []


def test_unknown_code_keeps_the_rest_of_the_line(asking: Asking) -> None:
    """Codes near an unknown one are offered for the very wish; long lines as text only."""
    answer = asking("/langganan < 50% Juni CQ.6899")
    assert "/langganan serapan < 50% jun CQ.6871" in questions(answer)
    far = asking(f"/langganan di {GROUP.id} serapan < 999,99% September 6871.QGE.009", MANAGING)
    lines = far.data.model_dump()["contoh"]
    assert lines
    begin = f"/langganan di {GROUP.id} serapan < 999,99% sep "
    assert all(line.startswith(begin) for line in lines)
    assert [line for line in lines if len(line) <= LONGEST_BUTTON] == questions(far)


def test_codes_of_loaded_months_are_known(
    asking: Asking, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A code that only a loaded month has can be subscribed to; figures are made up."""
    load = Muatan(
        id=1,
        bulan=Bulan(tahun=2025, bulan=10),
        versi=1,
        berkas="rekaan.xlsx",
        susunan="baku",
        sha256="0" * 64,
        pengunggah=OTHER,
        diunggah=clock(),
        disimpan=clock(),
    )
    row = BarisBulanan(
        urutan=1,
        kode=ACCOUNT,
        tingkat=TingkatKode.AKUN,
        induk="6871.QGE.002.051.A",
        uraian="Belanja rekaan",
        pagu=100,
        realisasi=40,
    )
    months = Bulanan(keadaan="1", posisi=(Posisi(muatan=load, baris=(row,)),))
    monkeypatch.setattr(Figures, "current", lambda _self: months)
    assert asking.wish(f"/langganan {ACCOUNT}").kode == ACCOUNT
    assert asking.refusal("/langganan 6871.QGE.002.051.B.521211")["alasan"] == "kode_langganan"


@pytest.mark.parametrize("month", range(13))
def test_line_of_a_wish_fits_a_button(asking: Asking, month: int) -> None:
    """The shortest line for a wish means that wish, and even the longest fits a button."""
    wish = Pilihan(
        jenis=AMBANG, kode="6871.QGE.002", arah=">", persen=Decimal("999.50"), bulan=month
    )
    assert asking.wish(f"/langganan {line_of(wish)}") == wish
    longest = wish.model_copy(update={"kode": ACCOUNT, "persen": Decimal("999.99")})
    assert len(f"/langganan {line_of(longest)}".encode()) <= LONGEST_BUTTON
    assert len(SHORT_MONTHS) == 12


def test_monthly_line_names_code_and_length() -> None:
    """The line of a monthly wish leaves out what goes without saying."""
    assert line_of(Pilihan(jenis=SERAPAN)) == "serapan"
    assert line_of(Pilihan(jenis=SERAPAN, kode="CQ", panjang="lengkap")) == "serapan CQ lengkap"
    assert line_of(Pilihan(jenis=KOREKSI)) == "koreksi"


def test_answer_says_what_comes_and_when(asking: Asking) -> None:
    """A new subscription is told with the day and hour of the operator's settings."""
    text = Renderer().render(asking("/langganan serapan")).plain
    assert "tanggal 7 pukul 09.00 WITA" in text
    assert "selalu menyusul sebagai balasan" in text
    assert "/berhenti 1" in text
    asking.office.day = 0
    assert "saat diumumkan admin" in Renderer().render(asking("/langganan")).plain


def test_subscribing_again_changes_the_length(asking: Asking, sqlite_store: Store) -> None:
    """The same wish in another length is the same subscription, not a second one."""
    asking("/langganan serapan CQ")
    asking("/langganan serapan CQ lengkap")
    (row,) = subscriptions.active(sqlite_store)
    assert row.pilihan.panjang == "lengkap"


def test_terminal_is_told_how_it_works(report: Report) -> None:
    """Without a chat there is nothing to subscribe; both commands say where it is done."""
    for line in ("/langganan", "/langganan serapan < 50% pada Juni", "/berhenti", "/berhenti 3"):
        answer = ask(line, report)
        assert answer is not None
        assert answer.understood, line
        assert answer.data.model_dump()["peristiwa"] == "cara"
        assert answer.buttons == ()


@pytest.mark.parametrize("line", ["/langganan serapan", "/langganan aktif", "/berhenti"])
def test_only_admins_change_a_group(asking: Asking, sqlite_store: Store, line: str) -> None:
    """A member of a group changes nothing there and is told who may."""
    asking("/langganan serapan", ADMIN)
    told = asking.refusal(line, MEMBER)
    assert told["alasan"] == "bukan_pengelola"
    assert [row.keadaan for row in subscriptions.of_place(sqlite_store, GROUP.id)] == ["aktif"]


def test_members_may_look(asking: Asking) -> None:
    """A member sees what a group hears, without buttons that are not theirs."""
    asking("/langganan serapan", ADMIN)
    answer = asking("/langganan", MEMBER)
    assert answer.buttons == ()
    assert "admin chat ini" in Renderer().render(answer).plain
    assert questions(asking("/langganan", ADMIN))
    assert questions(asking("/langganan", ANONYMOUS))
    asking("/berhenti", ADMIN)
    assert "Belum ada" in Renderer().render(asking("/langganan", MEMBER)).plain


def test_readers_of_a_channel_do_not_look(asking: Asking) -> None:
    """Who presses in a channel without managing it makes no list appear there."""
    told = asking.refusal("/langganan", Asker(id=OTHER, chat=CHANNEL))
    assert told["alasan"] == "bukan_pengelola"
    assert asking("/langganan", Asker(chat=CHANNEL)).understood


@pytest.mark.parametrize(
    ("line", "button"),
    [
        ("/langganan serapan lengkap CQ", "/langganan serapan CQ lengkap"),
        (f"/langganan di {GROUP.id} koreksi", "/langganan koreksi"),
        ("/langganan aktif", "/langganan aktif"),
        ("/berhenti", "/berhenti"),
        ("/berhenti 3", "/berhenti 3"),
    ],
)
def test_nobody_in_particular_confirms(
    asking: Asking, sqlite_store: Store, line: str, button: str
) -> None:
    """In the name of a chat nothing changes; a button carries the line for a person to press."""
    answer = asking(line, ANONYMOUS)
    assert answer.data.model_dump()["peristiwa"] == "tegaskan"
    assert questions(answer) == [button]
    assert button in Renderer().render(answer).plain
    assert audit.page(sqlite_store, 0, 1).semua == 0


def test_other_chats_are_managed_from_private_chat_only(asking: Asking) -> None:
    """A group's command changes that group and no other, named or pressed."""
    for asker in (ADMIN, ANONYMOUS):
        told = asking.refusal(f"/langganan di {CHANNEL.id} serapan", asker)
        assert told["alasan"] == "chat_lain"


def test_managing_from_private_chat(asking: Asking, sqlite_store: Store) -> None:
    """An admin subscribes, lists, and ends for another chat, whatever its topics."""
    chats.remember(sqlite_store, GROUP)
    asking("/langganan koreksi", IN_TOPIC)
    begun = asking(f"/langganan di {GROUP.id} serapan CQ lengkap", MANAGING)
    assert "Untuk topik tertentu" in Renderer().render(begun).plain
    listed = asking(f"/langganan di {GROUP.id}", MANAGING)
    rows = subscriptions.of_place(sqlite_store, GROUP.id)
    assert [(row.topik, row.oleh) for row in rows] == [(0, PERSON), (71, PERSON)]
    assert f"/berhenti di {GROUP.id} {rows[0].id}" in questions(listed)
    assert "topik nomor 71" in Renderer().render(listed).plain
    asking(f"/berhenti di {GROUP.id} {rows[1].id}", MANAGING)
    assert [row.topik for row in subscriptions.of_place(sqlite_store, GROUP.id)] == [0]
    ended = asking(f"/berhenti di {GROUP.id}", MANAGING)
    assert len(ended.data.model_dump()["langganan"]) == 1
    assert subscriptions.active(sqlite_store) == ()


def test_chat_without_the_bot_is_not_managed(asking: Asking, sqlite_store: Store) -> None:
    """A chat that the bot does not know, or has left, gets no subscription."""
    line = f"/langganan di {CHANNEL.id} serapan"
    assert asking.refusal(line, MANAGING)["alasan"] == "chat_tanpa_bot"
    chats.remember(sqlite_store, CHANNEL.model_copy(update={"keadaan": "keluar"}), reason="rekaan")
    assert asking.refusal(line, MANAGING)["alasan"] == "chat_tanpa_bot"


def test_private_list_names_managed_chats(asking: Asking, sqlite_store: Store) -> None:
    """The private list counts what is active and paused in each chat that is managed."""
    gone = Obrolan(id=-1009, jenis="group", judul="Lama", keadaan="keluar")
    for chat in (GROUP, CHANNEL, gone, HOME):
        chats.remember(sqlite_store, chat)
    asking("/langganan serapan", ADMIN)
    asking("/langganan koreksi", ADMIN)
    subscriptions.pause(sqlite_store, GROUP.id, None, audit.SCHEDULE, "topik ditutup")
    asking("/langganan serapan CQ", ADMIN)
    everywhere = replace(MANAGING, manages=MANAGING.manages | {gone.id, HOME.id})
    answer = asking("/langganan", everywhere)
    managed = answer.data.model_dump()["kelola"]
    assert [(row["obrolan"]["judul"], row["aktif"], row["dijeda"]) for row in managed] == [
        ("Kabar Sekretariat", 0, 0),
        ("Rapat Sekretariat", 1, 2),
    ]
    assert f"/langganan di {GROUP.id}" in questions(answer)
    assert "1 aktif, 2 dijeda" in Renderer().render(answer).plain


def test_topics_are_places_of_their_own(asking: Asking, sqlite_store: Store) -> None:
    """What is typed in a topic is about that topic."""
    asking("/langganan serapan", ADMIN)
    asking("/langganan serapan", IN_TOPIC)
    asking("/berhenti", IN_TOPIC)
    assert [row.topik for row in subscriptions.active(sqlite_store)] == [0]
    ended = Renderer().render(asking("/berhenti", IN_TOPIC)).plain
    assert ended.startswith("Tidak ada langganan di grup Rapat Sekretariat, topik ini.")


def test_ending_says_that_corrections_may_come(asking: Asking, sqlite_store: Store) -> None:
    """What ended is told, with what may still come; only the one of the number ends."""
    asking("/langganan serapan")
    asking("/langganan koreksi")
    answer = asking("/berhenti nomor 1")
    text = Renderer().render(answer).plain
    assert "serapan bulanan seluruh anggaran, ringkas" in text
    assert "masih dapat datang sebagai balasan" in text
    assert [row.id for row in subscriptions.active(sqlite_store)] == [2]
    assert asking.refusal("/berhenti 1")["contoh"] == ("/berhenti 2",)
    asking("/berhenti semua")
    assert subscriptions.active(sqlite_store) == ()


def test_paused_ones_are_shown_and_resumed(asking: Asking, sqlite_store: Store) -> None:
    """A paused subscription shows its reason and goes on when an admin says so."""
    assert "Tidak ada langganan yang dijeda" in Renderer().render(asking("/langganan aktif")).plain
    chats.remember(sqlite_store, GROUP)
    for asker in (ADMIN, IN_TOPIC):
        asking("/langganan serapan", asker)
    subscriptions.pause(sqlite_store, GROUP.id, None, audit.SCHEDULE, "bot dikeluarkan")
    listed = asking("/langganan", IN_TOPIC)
    assert "(dijeda: bot dikeluarkan)" in Renderer().render(listed).plain
    assert "/langganan aktif" in questions(listed)
    resumed = asking(f"/langganan di {GROUP.id} aktif", MANAGING)
    assert len(resumed.data.model_dump()["langganan"]) == 2
    assert len(subscriptions.active(sqlite_store)) == 2


def test_a_place_has_a_limit(asking: Asking, sqlite_store: Store) -> None:
    """Past the limit nothing is added, but what is there can still change its length."""
    for percent in range(MOST - 1):
        asking(f"/langganan < {percent + 1}%")
    asking("/langganan serapan")
    told = asking.refusal("/langganan koreksi")
    assert (told["alasan"], told["kata"]) == ("langganan_penuh", str(MOST))
    assert asking("/langganan serapan lengkap").understood
    assert len(subscriptions.active(sqlite_store)) == MOST
    assert len(Renderer().render(asking("/langganan")).plain) < 4096


def test_long_lists_are_cut(asking: Asking, sqlite_store: Store) -> None:
    """Of many topics and many chats a message shows some and counts the others."""
    many = [
        Obrolan(id=-100_000 - number, jenis="supergroup", judul="Rapat " + "x" * 120)
        for number in range(MOST + 3)
    ]
    for chat in many:
        chats.remember(sqlite_store, chat)
    for topic in range(MOST + 2):
        asker = replace(ADMIN, chat=many[0], topic=topic, manages=frozenset({many[0].id}))
        asking("/langganan < 99,99% September 6871.QGE.002", asker)
    managing = replace(PRIVATE, manages=frozenset(chat.id for chat in many))
    subscriptions.pause(sqlite_store, many[0].id, None, audit.SCHEDULE, "bot dikeluarkan")
    everything = asking("/langganan", managing)
    text = Renderer().render(everything).plain
    assert "dan 3 lainnya" in text
    place = f"di {many[0].id}"
    for line in (f"/langganan {place}", f"/langganan {place} aktif", f"/berhenti {place}"):
        text = Renderer().render(asking(line, managing)).plain
        assert "dan 2 lainnya" in text, line
    assert len(short("x" * 100)) == 40
