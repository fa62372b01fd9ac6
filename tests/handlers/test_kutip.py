"""``/kutip`` cites what was asked, with a link that opens it again, and refuses what acts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.rendering import Renderer
from data.bulanan.figures import Figures
from data.store import links as stored_links
from data.store import versions
from data.store.errors import StoreError
from handlers import links
from handlers.answer import Answer
from handlers.asker import Asker
from handlers.asking import ask
from handlers.kutip import EXAMPLES, CaraMengutip, Kutipan, key_of, question_of
from handlers.office import Office
from tests.handlers.loading import OKTOBER, Loading

if TYPE_CHECKING:
    from pathlib import Path

    from data.report import Report
    from data.store.store import Store
    from tests.conftest import Clock

LONG = "dpt kabupaten sikka laki-laki perempuan tps loksus rata-rata per tps peringkat"


@pytest.fixture
def loading(store: Store, report: Report, clock: Clock) -> Loading:
    """An office over an empty store, whose bot has a name."""
    return Loading(store, report, clock, username="NamaBot")


def cited(loading: Loading, line: str) -> Kutipan:
    """The citation that ``line`` asks for, put into words."""
    answer = loading.type(line)
    assert answer.understood, answer.data
    assert isinstance(answer.data, Kutipan)
    return answer.data


@pytest.mark.parametrize(
    "line", ["/kutip dpt Sikka", "/kutip /dpt sikka", "/kutip berapa dpt sikka?"]
)
def test_a_figure_is_cited(loading: Loading, line: str, database: Path) -> None:
    """Short, long and BibTeX name the figure, the report, the version, the link and the day."""
    versions.register(loading.store, database, loading.report.version)
    told = cited(loading, line)
    start = f"v{loading.report.version[:8]}-dpt-sikka"
    assert told.tautan == f"https://t.me/NamaBot?start={start}"
    assert told.diakses == date(2025, 11, 3)
    assert told.sejak is not None
    assert told.kunci == "kpuntt2024-dpt-sikka"
    for part in (
        "244.838 pemilih",
        "KPU Provinsi Nusa Tenggara Timur. Laporan Kinerja Sekretaris",
        "Kupang, 16 Januari 2025. Lampiran, tabel DPT Pemilihan Serentak 2024.",
        f"Versi data {loading.report.version}, berlaku sejak 3 November 2025.",
        "diakses 3 November 2025 (WITA)",
        "@techreport{kpuntt2024-dpt-sikka,",
        f"url = {{{told.tautan}}}",
        "year = {2025}",
    ):
        assert part in loading.text
    followed = ask(f"/start {start}", loading.report, office=loading.office)
    assert followed is not None
    assert followed.understood


def test_the_copy_button_has_the_short_citation(report: Report) -> None:
    """The citation to copy is that of the answer which is cited."""
    for line in ("dpt sikka", "anggaran CQ.6871", "pilgub"):
        plain, answer = ask(f"/{line}", report), ask(f"/kutip {line}", report)
        assert plain is not None
        assert answer is not None
        assert Renderer().render(answer).copy_text == Renderer().render(plain).copy_text
        assert answer.notes == plain.notes


def test_a_month_is_cited_with_its_file(loading: Loading) -> None:
    """A month's figure names its file, its version and its position instead of a table."""
    loading.store_month(OKTOBER)
    told = cited(loading, "/kutip serapan")
    assert told.kunci == "kpuntt2025-serapan"
    assert f"start=v{loading.report.version[:8]}m" in told.tautan
    assert "berkas rekaan-2025-10.csv, versi 1, posisi 31 Oktober 2025" in loading.text
    assert "title = {Realisasi Anggaran Bulanan KPU Provinsi Nusa Tenggara Timur}" in loading.text
    assert "year = {2025},\n  month = 10," in loading.text


def test_a_long_question_is_stored(loading: Loading) -> None:
    """What no link can hold is kept, and its link names the number, always the same."""
    told = cited(loading, f"/kutip {LONG}")
    line = told.jawaban.line
    assert line is not None
    assert links.permanent(line, loading.report.version) is None
    assert told.tautan.endswith("-t-1")
    assert stored_links.find(loading.store, 1) == line
    assert cited(loading, f"/kutip {LONG}").tautan == told.tautan
    followed = loading.type(f"/start {told.tautan.partition('start=')[2]}")
    assert followed.understood
    assert "Tidak berubah" in loading.text


def test_a_line_that_is_too_long_is_not_stored(
    loading: Loading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is longer than the store takes has no link; it is cited without one."""
    monkeypatch.setattr("handlers.kutip.LONGEST_STORED", 20)
    told = cited(loading, f"/kutip {LONG}")
    assert told.tautan == ""
    assert "belum dapat dibuat di sini" in loading.text
    assert "url =" not in loading.text


def test_without_a_store_it_is_cited_all_the_same(report: Report) -> None:
    """Without a store there is a citation; only a long question has no link then."""

    def broken() -> Store:
        raise StoreError("rekaan")

    for office in (
        Office(username="NamaBot"),
        Office(username="NamaBot", find_store=broken, figures=Figures(broken, looks=False)),
    ):
        short = ask("/kutip dpt sikka", report, office=office)
        assert short is not None
        assert isinstance(short.data, Kutipan)
        assert (short.data.sejak, bool(short.data.tautan)) == (None, True)
        long = ask(f"/kutip {LONG}", report, office=office)
        assert long is not None
        assert isinstance(long.data, Kutipan)
        assert long.data.tautan == ""
    nameless = ask("/kutip dpt sikka", report)
    assert nameless is not None
    assert isinstance(nameless.data, Kutipan)
    assert nameless.data.tautan == ""


def test_without_a_question_it_says_how(loading: Loading) -> None:
    """The command alone explains itself, with buttons that cite."""
    answer = loading.type("/kutip")
    assert answer.understood
    assert isinstance(answer.data, CaraMengutip)
    assert [b.question for row in answer.buttons for b in row] == list(EXAMPLES)


def test_a_question_not_understood_has_its_usual_apology(loading: Loading) -> None:
    """What has no answer is refused as it would be without ``/kutip``."""
    for line in ("dpt xyzzy", "qwertyuiop", "5310010101900001"):
        answer = loading.type(f"/kutip {line}")
        assert not answer.understood
    plain = ask("dpt xyzzy", loading.report, office=loading.office)
    assert plain is not None
    assert loading.type("/kutip dpt xyzzy").data == plain.data


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("langganan serapan", "kutip_perintah"),
        ("muat 1 simpan", "kutip_perintah"),
        ("permintaan rekaan", "kutip_perintah"),
        ("kutip dpt sikka", "kutip_perintah"),
        ("riwayat", "kutip_perintah"),
        ("start", "kutip_tanpa_angka"),
        ("bantuan dpt", "kutip_tanpa_angka"),
    ],
)
def test_what_is_no_figure_is_not_cited(loading: Loading, line: str, reason: str) -> None:
    """A command that acts, is not for everybody or gives no figure is refused, undone."""
    answer = loading.type(f"/kutip {line}", Asker(id=5))
    assert not answer.understood
    assert answer.data.model_dump()["alasan"] == reason
    assert "dikutip" in loading.text


def test_a_command_by_name_is_a_command() -> None:
    """A question that begins with a command's own name is that command."""
    assert question_of(" dpt sikka ") == "/dpt sikka"
    assert question_of("pemilih sikka") == "pemilih sikka"
    assert question_of("/dpt sikka") == "/dpt sikka"
    assert question_of("") == ""


def test_keys(report: Report) -> None:
    """A key has letters, digits and hyphens only, and the year of what is cited."""
    answer = ask("/anggaran 6871.QGE.002", report)
    assert isinstance(answer, Answer)
    assert key_of(answer, answer.line or "") == "kpuntt2024-anggaran-6871-qge-002"
    bare = answer.model_copy(update={"report": None})
    assert key_of(bare, "") == "kpuntt"
