"""What can be looked up of loads: months, versions, changes, the template, the audit.

All monthly figures are made up (rekaan).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.bulanan.reading import read_file
from data.bulanan.template import HEADER
from data.models import Bulan, Obrolan, PesanMuat
from data.moments import WITA
from data.store import audit, schema
from handlers.asker import ANYBODY, Asker
from handlers.jejak import CHANGES_A_PAGE, HalamanAudit
from handlers.mistakes import Kekeliruan
from handlers.riwayat import (
    CHANGES_SHOWN,
    LINES_A_PAGE,
    MONTHS_A_PAGE,
    RiwayatBulan,
    RiwayatSemua,
    RiwayatVersi,
)
from handlers.templat import NAME, WHOLE, Templat
from tests.handlers.loading import (
    CORRECTED,
    FIRST,
    OKTOBER,
    SEPTEMBER,
    Loading,
    content,
    labels,
    made_up,
    question,
)

if TYPE_CHECKING:
    from data.report import Report
    from data.store.store import Store
    from handlers.answer import Answer
    from tests.conftest import Clock


@pytest.fixture
def loading(sqlite_store: Store, report: Report, clock: Clock) -> Loading:
    """An office where one admin's confirmation is enough."""
    return Loading(sqlite_store, report, clock)


@pytest.fixture
def corrected(loading: Loading, clock: Clock) -> Loading:
    """The same with September, October, and October corrected an hour later."""
    loading.store_month(SEPTEMBER)
    loading.store_month()
    clock.advance(hours=1)
    loading.store_month(OKTOBER, *CORRECTED)
    return loading


def versions(answer: Answer) -> RiwayatBulan:
    """The versions that ``answer`` lists."""
    assert isinstance(answer.data, RiwayatBulan), answer
    return answer.data


def one(answer: Answer) -> RiwayatVersi:
    """The version that ``answer`` tells all of."""
    assert isinstance(answer.data, RiwayatVersi), answer
    return answer.data


def reason(answer: Answer) -> str:
    """Why a line was not answered."""
    assert isinstance(answer.data, Kekeliruan), answer
    assert not answer.understood
    return answer.data.alasan


def test_versions_of_a_month(store: Store, report: Report, clock: Clock) -> None:
    """Versions come newest first with when, file, changes and warnings."""
    loading = Loading(store, report, clock)
    loading.store_month(SEPTEMBER)
    loading.store_month()
    clock.advance(hours=1)
    loading.store_month(OKTOBER, *CORRECTED)
    found = versions(loading.type("/riwayat 2025-10"))
    assert (found.bulan, found.semua) == (OKTOBER, 2)
    second, first = found.versi
    assert (first.versi, first.berubah, first.peringatan) == (1, 0, 4)
    assert (second.versi, second.berubah, second.peringatan) == (2, 4, 4)
    assert [row.kode for row in second.perubahan] == ["CQ", "CQ.6871", "6871.QGE.003", "TOTAL"]
    assert (second.disimpan.hour, second.disimpan.tzinfo) == (10, WITA)
    assert "Versi 2, disimpan 3 November 2025 pukul 10.00 WITA" in loading.text
    assert "Rp5.935.200 → Rp5.935.300 (naik Rp100)" in loading.text


@pytest.mark.parametrize("line", ["/riwayat oktober 2025", "/riwayat oktober", "/riwayat 10/2025"])
def test_months_as_people_write_them(corrected: Loading, line: str) -> None:
    """A month may be written in words; without a year it is the latest that is loaded."""
    assert versions(corrected.type(line)).bulan == OKTOBER


def test_uploader_is_told_to_admins_only(corrected: Loading) -> None:
    """Who loaded a version is an admin's to know, in every part of the answer."""
    for line in ("/riwayat 2025-10", "/riwayat 2025-10 versi 2", "/riwayat"):
        private = corrected.type(line, ANYBODY)
        assert str(FIRST) not in private.model_dump_json()
        assert str(FIRST) not in corrected.text
        assert str(FIRST) in corrected.type(line).model_dump_json()
    corrected.type("/riwayat 2025-10")
    assert f"Diunggah oleh {FIRST}" in corrected.text


def test_loads_from_the_terminal(corrected: Loading) -> None:
    """What was loaded on the terminal is said to be from there."""
    with corrected.store.writing() as connection:
        connection.execute(schema.muatan.update().values(pengunggah=audit.TERMINAL))
    corrected.type("/riwayat 2025-10")
    assert "Diunggah oleh terminal" in corrected.text


def test_few_changes_are_listed_and_all_can_be_read(loading: Loading) -> None:
    """Of many changes the first are listed; a button leads to all, page by page."""
    loading.store_month()
    file = made_up()
    rows = tuple(
        row.model_copy(update={"pagu": row.pagu + 1, "realisasi": row.realisasi + 1})
        for row in file.baris
    )
    changed = file.model_copy(update={"baris": rows, "sha256": "b" * 64})
    loading.press(loading.send(changed), "simpan_muat")
    answer = loading.type("/riwayat 2025-10")
    second = versions(answer).versi[0]
    assert (second.berubah, len(second.perubahan)) == (62, CHANGES_SHOWN)
    assert "dan 58 lagi: /riwayat 2025-10 versi 2" in loading.text
    page = loading.type(question(answer, "rincian_versi"))
    seen = list(one(page).perubahan)
    assert one(page).versi.perubahan == ()
    warned = len(one(page).peringatan)
    while "berikutnya" in labels(page):
        page = loading.press(page, "berikutnya")
        assert len(one(page).perubahan) + len(one(page).peringatan) <= LINES_A_PAGE
        seen += one(page).perubahan
        warned += len(one(page).peringatan)
    assert len(set(seen)) == 62
    assert warned == one(page).versi.peringatan > 0
    assert "Peringatan saat dimuat, diterima oleh admin:" in loading.text
    assert question(page, "riwayat") == "/riwayat 2025-10"


def test_the_first_version_has_nothing_before_it(corrected: Loading) -> None:
    """The first version changed nothing; its accepted warnings can still be read."""
    found = one(corrected.type("/riwayat 2025-10 versi 1"))
    assert (found.perubahan, found.versi.berubah) == ((), 0)
    assert [message.kunci for message in found.peringatan] == ["pagu_berubah"] * 4
    assert "Versi pertama" in corrected.text


def test_many_versions_are_turned_like_pages(loading: Loading) -> None:
    """Three versions stand on a page; the buttons lead to the others."""
    for number in range(5):
        name = f"Layanan Perkantoran {number} (rekaan),29"
        loading.store_month(OKTOBER, ("Layanan Perkantoran (rekaan),29", name))
    first = loading.type("/riwayat 2025-10")
    assert [row.versi for row in versions(first).versi] == [5, 4, 3]
    assert "Tidak ada angka yang berubah" in loading.text
    second = loading.press(first, "berikutnya")
    assert [row.versi for row in versions(second).versi] == [2, 1]


def test_months_that_are_loaded(corrected: Loading) -> None:
    """Without a month every loaded one is listed, newest first, with its newest version."""
    answer = corrected.type("/riwayat")
    assert isinstance(answer.data, RiwayatSemua)
    assert [(row.bulan, row.versi) for row in answer.data.bulan] == [(OKTOBER, 2), (SEPTEMBER, 1)]
    assert labels(answer) == ["apa_adanya"] * 2
    assert answer.months == corrected.office.figures.current().keadaan


def test_many_months_are_turned_like_pages(loading: Loading, clock: Clock) -> None:
    """Twelve months stand on a page."""
    clock.advance(days=400)
    month = Bulan(tahun=2024, bulan=12)
    for number in range(MONTHS_A_PAGE + 1):
        file = made_up(sha256=f"{number:064}")
        loading.press(loading.send(file, month), "simpan_muat")
        month = month.sesudah
    answer = loading.type("/riwayat")
    second = loading.press(answer, "berikutnya")
    assert isinstance(second.data, RiwayatSemua)
    assert (len(second.data.bulan), second.data.semua) == (1, 13)


def test_nothing_is_loaded_yet(loading: Loading) -> None:
    """An empty store is told plainly."""
    assert loading.type("/riwayat", ANYBODY).understood
    assert loading.text.startswith("Belum ada bulan yang dimuat")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/riwayat 2025-08", "riwayat_kosong"),
        ("/riwayat agustus", "riwayat_kosong"),
        ("/riwayat 2025-09 2025-10", "bulan"),
        ("/riwayat entah", "bulan"),
        ("/riwayat 2025-10 entah", "bulan"),
        ("/riwayat versi 2", "bulan"),
        ("/riwayat 2025-10 versi 7", "nomor"),
        ("/audit semua", "kata"),
        ("/templat oktober", "kata"),
    ],
)
def test_what_is_not_there(corrected: Loading, line: str, why: str) -> None:
    """A month or version that is not there, and words that mean nothing, are refused."""
    assert reason(corrected.type(line)) == why


def test_every_button_leads_to_an_answer(corrected: Loading) -> None:
    """Buttons under the history lead on, for everybody."""
    waiting, seen = ["/riwayat"], set[str]()
    while waiting:
        line = waiting.pop()
        seen.add(line)
        answer = corrected.type(line, ANYBODY)
        assert answer.understood, line
        buttons = [button.question for row in answer.buttons for button in row]
        waiting += [found for found in buttons if found not in seen]
    assert "/riwayat 2025-10 versi 2" in seen


def test_template_of_the_newest_month(corrected: Loading) -> None:
    """The file to fill in has the newest month's codes; filled in, it is read without error."""
    answer = corrected.type("/templat")
    assert isinstance(answer.data, Templat)
    assert (answer.data.bulan, answer.data.baris) == (OKTOBER, 31)
    (file,) = answer.files
    assert file.nama == NAME
    assert file.isi.startswith("\ufeff".encode())
    lines = file.isi.decode("utf-8-sig").splitlines()
    assert lines[0] == ";".join(HEADER)
    assert lines[-1] == f"TOTAL;{WHOLE};;;;"
    filled = [lines[0], *(f"{line.removesuffix(';;;;')};0;0;;" for line in lines[1:])]
    read = read_file(NAME, "\n".join(filled).encode())
    assert [row.kode for row in read.baris] == [row.kode for row in made_up().baris]
    assert read.pesan == ()
    for column in HEADER:
        assert f"• {column}: " in corrected.text


def test_template_of_the_report(loading: Loading, report: Report) -> None:
    """Before any month is loaded the codes are the report's; a file of them can be loaded."""
    answer = loading.type("/templat")
    assert isinstance(answer.data, Templat)
    assert (answer.data.bulan, answer.data.tahun, answer.data.baris) == (None, report.latest, 31)
    lines = answer.files[0].isi.decode("utf-8-sig").splitlines()
    filled = [lines[0], *(f"{line.removesuffix(';;;;')};0;0;;" for line in lines[1:])]
    file = read_file(NAME, "\n".join(filled).encode())
    assert loading.send(file).understood


def test_audit_tells_every_change(corrected: Loading) -> None:
    """Each change is told newest first with its time in WITA, its author and its subject."""
    answer = corrected.type("/audit")
    assert isinstance(answer.data, HalamanAudit)
    assert answer.data.semua == 6
    assert [row.tindakan for row in answer.data.jejak] == ["simpan", "unggah"] * 3
    newest = answer.data.jejak[0]
    assert (newest.siapa, newest.kapan.hour, newest.kapan.tzinfo) == (FIRST, 10, WITA)
    assert f"Pengguna {FIRST} menyimpan 2025-10 versi 2" in corrected.text
    assert "3 November 2025 pukul 10.00 WITA" in corrected.text
    assert "semula versi 1, lalu muatan 3, rekaan-2025-10.csv" in corrected.text


def test_audit_is_turned_like_pages(loading: Loading) -> None:
    """Older changes stand on further pages, which replace one another."""
    with loading.store.writing() as connection:
        for number in range(CHANGES_A_PAGE + 1):
            audit.record(
                connection,
                loading.store.now(),
                audit.TERMINAL if number else audit.SCHEDULE,
                "batal" if number else "entah apa",
                "<b>" * 500,
                before="x" * 5000 if number else "",
                after="y" * 5000 if number > 1 else "",
            )
    first = loading.type("/audit")
    assert "Terminal membatalkan" in loading.text
    turning = [button for row in first.buttons for button in row]
    assert [(button.label, button.edits) for button in turning] == [("berikutnya", True)]
    second = loading.type(turning[0].question)
    assert isinstance(second.data, HalamanAudit)
    assert (second.data.mulai, len(second.data.jejak)) == (CHANGES_A_PAGE, 1)
    assert "Jadwal entah apa" in loading.text


def test_audit_without_changes(loading: Loading) -> None:
    """An empty store has no changes, and says so."""
    assert loading.type("/audit").understood
    assert loading.text == "Belum ada perubahan yang tercatat"


def test_audit_is_for_admins_in_private(corrected: Loading) -> None:
    """Nobody else reads the audit, and no admin in a group."""
    assert reason(corrected.type("/audit", ANYBODY)) == "bukan_admin"
    group = Obrolan(id=-5, jenis="group", judul="Rapat")
    assert reason(corrected.type("/audit", Asker(id=FIRST, admin=True, chat=group))) == (
        "chat_pribadi"
    )


def test_longest_history_fits_one_message(loading: Loading) -> None:
    """Versions with the longest names and amounts, and the longest warnings, are one message."""
    loading.store_month()
    warning = PesanMuat(kunci="kolom_tak_dikenal", galat=False, kolom="k" * 40, isi="i" * 500)
    rows = tuple(
        row.model_copy(update={"pagu": 10**15 + row.nomor, "realisasi": -(10**15) - row.nomor})
        for row in made_up().baris
    )
    file = made_up(nama="n" * 120, sha256="c" * 64, pesan=(warning,) * 5, baris=rows)
    loading.press(loading.send(file), "simpan_muat")
    loading.type("/riwayat 2025-10")
    answer = loading.type("/riwayat 2025-10 versi 2 hal 9")
    assert one(answer).peringatan


def test_content_is_that_of_the_fixture() -> None:
    """The correction that these tests load differs from the file in four amounts."""
    old, new = content().split(b"\n"), content(OKTOBER, *CORRECTED).split(b"\n")
    assert sum(a != b for a, b in zip(old, new, strict=True)) == 4
