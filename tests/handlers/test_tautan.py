"""Permanent links: they carry a version, open the figure as it stood, and never act."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering import may_wait
from bot.receiving import as_forwarded
from data.bulanan.figures import Bulanan, Figures
from data.store import links as stored_links
from data.store import versions
from data.store.errors import StoreError
from data.versions import FixedMonths
from handlers import links
from handlers.answer import Answer
from handlers.asked import Asked
from handlers.asker import Asker
from handlers.asking import ask
from handlers.command_lines import LINKED, command_of
from handlers.mistakes import Mistake
from handlers.office import Office
from handlers.tautan import JawabanTautan, in_year, shown, tautan
from tests.data.versions_parts import made_up
from tests.handlers.loading import CORRECTED, OKTOBER, RENDERER, SEPTEMBER, Loading, admin
from tests.handlers.test_next_year import KEPT, add_made_up_report

if TYPE_CHECKING:
    from data.report import Report
    from data.store.store import Store
    from tests.conftest import Clock

ALLOWED = re.compile(r"[A-Za-z0-9_-]{1,64}")
QUESTIONS = Path(__file__).with_name("questions.csv")
VERSION = "0123456789ab"
MOMENTS = st.none() | st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 - bounds are given without a zone
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    """A made-up version with another figure for Sikka, and its name."""
    return made_up(tmp_path_factory.mktemp("rekaan"))


@pytest.fixture
def loading(store: Store, report: Report, clock: Clock) -> Loading:
    """An office over an empty store, in which months can be loaded."""
    return Loading(store, report, clock)


def followed(loading: Loading, start: str | None, report: Report | None = None) -> Answer:
    """The answer to a link, put into words."""
    assert start is not None
    answer = ask(
        f"/start {start}", report or loading.report, asker=Asker(id=5), office=loading.office
    )
    assert answer is not None
    return loading.worded(answer)


def told(answer: Answer) -> JawabanTautan:
    """What the answer to a permanent link holds."""
    assert isinstance(answer.data, JawabanTautan), answer
    return answer.data


@given(st.text(min_size=1, max_size=40), MOMENTS)
def test_any_link_comes_back(asked: str, moment: datetime | None) -> None:
    """A permanent link is one that Telegram takes, and gives all that it was made of."""
    start = links.permanent(asked, VERSION, moment)
    if start is None:
        return
    assert ALLOWED.fullmatch(start)
    assert links.question(start) == f"/{asked.removeprefix('/').casefold()}"
    marked = links.stamp(start)
    assert marked is not None
    assert marked.versi == VERSION[:8]
    assert marked.nomor is None
    if moment is None:
        assert marked.saat is None
    else:
        assert marked.saat is not None
        assert 0 <= (marked.saat - moment).total_seconds() < 1


@given(st.integers(0, 10**12), MOMENTS)
def test_a_number_comes_back(number: int, moment: datetime | None) -> None:
    """The number of a stored question stands in the link and comes back."""
    start = links.numbered(number, VERSION, moment)
    assert start is not None
    assert ALLOWED.fullmatch(start)
    marked = links.stamp(start)
    assert marked is not None
    assert marked.nomor == number


@given(st.text("vm0123456789abcdeft- ", max_size=40))
def test_what_looks_like_a_stamp_is_carried_whole(words: str) -> None:
    """A question that reads like a stamp or a number is not taken for one."""
    start = links.payload(f"/{words}")
    if start is not None:
        assert links.stamp(start) is None or links.question(start) == f"/{words}"
        assert links.question(start) == f"/{words}"
    whole = links.permanent(f"/{words}", VERSION)
    if whole is not None:
        marked = links.stamp(whole)
        assert marked is not None
        assert marked.nomor is None


def test_a_link_before_versions_has_no_stamp() -> None:
    """Links from before name no version and ask what they always asked."""
    assert links.stamp("dpt-sikka") is None
    assert links.question("anggaran-6871_qge_002") == "/anggaran 6871.qge.002"
    command = command_of("/start dpt-sikka")
    assert command is not None
    assert command.name == "dpt"


def test_every_figure_has_a_link_that_asks_for_it(report: Report) -> None:
    """The line of an answer, and the link made of it, lead to the same answer again."""
    office = Office()
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        lines = [row["pertanyaan"] for row in csv.DictReader(file)]
    found = 0
    for line in lines:
        answer = ask(line, report, office=office)
        assert answer is not None
        if not links.can_be_cited(answer) or answer.line is None:
            continue
        again = ask(answer.line, report, office=office)
        assert again is not None
        assert shown(again) == shown(answer), (line, answer.line)
        start = links.permanent_of(answer, report.version, office.figures)
        if start is not None:
            found += 1
            assert ALLOWED.fullmatch(start)
            linked = ask(links.question(start), report, office=office)
            assert linked is not None
            assert shown(linked) == shown(answer), (line, start)
    assert found > 300


def test_only_figures_have_links(report: Report) -> None:
    """What gives no figure, or was not understood, has no permanent link."""
    for line in ("/bantuan", "/dpt xyzzy", "/menu"):
        answer = ask(line, report)
        assert answer is not None
        assert links.permanent_of(answer, VERSION, Office().figures) is None


def test_without_the_months_there_is_no_link(report: Report) -> None:
    """Where the store does not answer, no moment can be named, so there is no link."""

    def broken() -> Store:
        raise StoreError("rekaan")

    answer = ask("/serapan", report)
    assert answer is not None
    assert links.permanent_of(answer, VERSION, Figures(broken, looks=True)) is None


def test_unchanged_figure(loading: Loading, database: Path) -> None:
    """A figure that is what it was is told with that, since when its version answers."""
    versions.register(loading.store, database, loading.report.version)
    start = links.permanent("/dpt sikka", loading.report.version)
    answer = followed(loading, start)
    assert (told(answer).keadaan, told(answer).versi) == ("tetap", loading.report.version[:8])
    assert told(answer).sejak is not None
    assert "244.838" in loading.text
    assert "Tidak berubah sejak tautan ini dibuat" in loading.text
    assert "berlaku sejak 3 November 2025" in loading.text
    today = ask("/dpt sikka", loading.report)
    assert today is not None
    assert answer.buttons == today.buttons
    assert RENDERER.render(answer).copy_text == RENDERER.render(today).copy_text
    assert links.permanent_of(answer, loading.report.version, loading.office.figures) == start


def test_corrected_figure_is_shown_as_it_was_and_as_it_is(
    loading: Loading, clock: Clock, database: Path, other: tuple[bytes, str]
) -> None:
    """A figure that was corrected stands there twice, with both versions and their days."""
    versions.register(loading.store, *other)
    clock.advance(days=30)
    versions.register(loading.store, database, loading.report.version)
    answer = followed(loading, links.permanent("/dpt sikka", other[1]))
    assert told(answer).keadaan == "berubah"
    assert "Angka ini dikoreksi sejak tautannya dibuat." in loading.text
    assert "Semula: versi data " + other[1][:8] + ", berlaku sejak 3 November 2025" in loading.text
    assert (
        f"Kini: versi data {loading.report.version[:8]}, berlaku sejak 3 Desember 2025"
        in loading.text
    )
    assert "244.791 pemilih" in loading.text
    assert "244.838 pemilih" in loading.text
    assert f"/versi {loading.report.version[:8]}" in loading.text
    assert [button.question for button in answer.buttons[-1]] == ["/versi"]
    assert RENDERER.render(answer).copy_text == (
        "DPT Pemilihan Serentak 2024 Kabupaten Sikka: 244.838 pemilih (L 115.547, P 129.291), "
        "557 TPS (Laporan Kinerja Sekretaris KPU Provinsi NTT Tahun 2024, 16 Januari 2025, "
        "Lampiran, tabel DPT Pemilihan Serentak 2024)"
    )


def test_another_figure_of_the_same_version_is_unchanged(
    loading: Loading, database: Path, other: tuple[bytes, str]
) -> None:
    """Only what the answer shows counts: the correction of Sikka is none of Ende."""
    versions.register(loading.store, *other)
    versions.register(loading.store, database, loading.report.version)
    assert told(followed(loading, links.permanent("/dpt ende", other[1]))).keadaan == "tetap"


def test_unknown_version(loading: Loading) -> None:
    """A version that was never kept here is named, and today's answer given."""
    answer = followed(loading, links.permanent("/dpt sikka", "ffffffffffff"))
    assert (told(answer).keadaan, told(answer).dahulu) == ("tak_dikenal", None)
    assert "ffffffff, yang tidak tersimpan di sini" in loading.text
    assert "244.838" in loading.text


def test_without_a_store_todays_answer_is_given(report: Report) -> None:
    """A link is answered where there is no store at all; of this version it is unchanged."""
    for version, state in ((report.version, "tetap"), ("ffffffffffff", "tak_dikenal")):
        moment = datetime(2025, 1, 1, tzinfo=UTC)
        answer = ask(f"/start {links.permanent('/serapan', version, moment)}", report)
        assert answer is not None
        assert told(answer).keadaan == state


def test_a_store_that_fails_does_not_stand_in_the_way(report: Report) -> None:
    """Where the store does not answer, the report still does."""

    def broken() -> Store:
        raise StoreError("rekaan")

    office = Office(find_store=broken, figures=Figures(broken, looks=True))
    answer = ask(f"/start {links.permanent('/dpt sikka', report.version)}", report, office=office)
    assert answer is not None
    assert told(answer).keadaan == "tetap"


def test_version_of_an_old_schema(loading: Loading, other: tuple[bytes, str]) -> None:
    """A version that is kept but cannot be opened any more says so."""
    versions.register(loading.store, *other)
    with loading.store.writing() as connection:
        connection.execute(versions.table.update().values(isi=b"rusak"))
    assert told(followed(loading, links.permanent("/dpt sikka", other[1]))).keadaan == (
        "susunan_lain"
    )
    assert "tidak dapat dibuka lagi" in loading.text


def test_a_figure_that_is_gone(
    loading: Loading, database: Path, report: Report, tmp_path: Path
) -> None:
    """What today's data no longer holds is shown as it stood, beside today's refusal."""
    from data.building import build  # noqa: PLC0415
    from data.report import Report as Opened  # noqa: PLC0415
    from tests.data.planting import Folder  # noqa: PLC0415

    folder = Folder(tmp_path / "sources")
    folder.write("logistik", [row for row in folder.rows("logistik") if "Kabel" not in row["nama"]])
    build(tmp_path / "rekaan.db", folder.path)
    versions.register(loading.store, database, report.version)
    today = Opened.open(tmp_path / "rekaan.db")
    start = links.permanent("/logistik kabel ties", report.version)
    answer = followed(loading, start, today)
    assert told(answer).keadaan == "berubah"
    assert not told(answer).kini.understood
    assert "Angka ini tidak ada lagi" in loading.text
    # What neither has is the usual refusal.
    refused = followed(loading, links.permanent("/logistik drone", report.version), today)
    assert refused.template == "tidak_ada"


def test_a_new_report_does_not_change_what_was_asked(
    loading: Loading, database: Path, report: Report, tmp_path: Path
) -> None:
    """A link made before the next report asks today's data for the same year."""
    from data.building import build  # noqa: PLC0415
    from data.report import Report as Opened  # noqa: PLC0415
    from tests.data.planting import Folder  # noqa: PLC0415

    folder = Folder(tmp_path / "sources")
    add_made_up_report(folder, 2025, KEPT)
    build(tmp_path / "rekaan.db", folder.path)
    versions.register(loading.store, database, report.version)
    today = Opened.open(tmp_path / "rekaan.db")
    for line in ("/dpt sikka", "/dpt sikka 2024", "/tahapan 12", "/serapan", "/cari kampanye"):
        answer = followed(loading, links.permanent(line, report.version), today)
        assert told(answer).keadaan == "tetap", line
        assert answer.line == line


@pytest.mark.parametrize(
    ("line", "pinned"),
    [
        ("/dpt", "/dpt 2024"),
        ("/dpt 2025", "/dpt 2025"),
        ("/tahapan kampanye", "/tahapan kampanye 2024"),
        ("/tahapan 14 februari", "/tahapan 14 februari"),
        ("/serapan", "/serapan 2024"),
        ("/istilah jdih", "/istilah jdih"),
    ],
)
def test_the_year_of_then_is_put_in(line: str, pinned: str, report: Report) -> None:
    """A question that meant the latest report names its year once there is a later one."""

    class Later:
        """A made-up report of the year after."""

        latest = 2025
        years = (2024, 2025)

    before = ask(line if "2025" not in line else "/dpt", report)
    asked = Asked(report=Later(), command="", text="", words=(), year=2025)  # type: ignore[arg-type]
    assert in_year(asked, line, report, before) == pinned
    assert in_year(asked, line, None, before) == line
    assert in_year(asked, line, report, None) == line
    monthly = before.model_copy(update={"loads": ("rekaan",)}) if before else None
    assert in_year(asked, "/serapan", report, monthly) == "/serapan"


def test_months_stand_as_they_stood(loading: Loading, clock: Clock) -> None:
    """A month that was corrected since is shown as it was and as it is, not a later month."""
    loading.store_month(SEPTEMBER)
    clock.advance(hours=1)
    first = loading.type("/serapan")
    start = links.permanent_of(first, loading.report.version, loading.office.figures)
    assert start is not None
    assert re.fullmatch(r"v[0-9a-f]{8}m[0-9a-z]{6}-serapan", start)
    same = followed(loading, start)
    assert (told(same).keadaan, told(same).lebih_baru) == ("tetap", False)
    clock.advance(hours=1)
    loading.store_month(OKTOBER)
    later = followed(loading, start)
    assert (told(later).keadaan, told(later).lebih_baru) == ("tetap", True)
    assert "September 2025" in loading.text
    assert "Sejak itu dimuat data bulan lain. Yang terbaru: /serapan" in loading.text


def test_a_corrected_month(loading: Loading, clock: Clock) -> None:
    """A link to a month that was loaded anew with another figure shows both."""
    loading.store_month(OKTOBER)
    start = links.permanent_of(
        loading.type("/serapan"), loading.report.version, loading.office.figures
    )
    clock.advance(hours=1)
    loading.store_month(OKTOBER, *CORRECTED)
    answer = followed(loading, start)
    assert told(answer).keadaan == "berubah"
    assert "72.419.809.700" in loading.text
    assert "72.419.809.800" in loading.text
    assert "data bulanan per 3 November 2025 pukul 09.00 WITA" in loading.text
    assert "/riwayat" in loading.text


@pytest.mark.parametrize("line", ["/unduh semua xlsx", "/grafik tren"])
def test_a_file_of_fewer_months_is_another_file(line: str, loading: Loading, clock: Clock) -> None:
    """What a link gives to take along is never kept as the file of all months."""
    loading.store_month(SEPTEMBER)
    then = clock()
    clock.advance(hours=1)
    loading.store_month(OKTOBER)
    (today,) = loading.type(line).files
    start = links.permanent(line, loading.report.version, then)
    (behind,) = followed(loading, start).files
    assert behind.bahan != today.bahan
    assert behind.kunci != today.kunci
    whole = links.permanent(line, loading.report.version, clock())
    (same,) = followed(loading, whole).files
    assert (same.kunci, same.bahan) == (today.kunci, today.bahan)


def test_a_stored_question(loading: Loading) -> None:
    """A link with a number asks what is stored behind it; of an unknown one it says so."""
    number = stored_links.put(loading.store, "/dpt sikka")
    answer = followed(loading, links.numbered(number, loading.report.version))
    assert told(answer).keadaan == "tetap"
    assert answer.line == "/dpt sikka"
    gone = followed(loading, links.numbered(number + 1, loading.report.version))
    assert (gone.understood, gone.template) == (False, "salah")
    assert "tidak tersimpan" in loading.text


@pytest.mark.parametrize("line", ["/langganan serapan", "/umumkan kirim 2025-10", "/hapus_data ya"])
def test_a_permanent_link_never_acts(line: str, loading: Loading) -> None:
    """A permanent link to a command that acts is asked back, stored or not, even to an admin."""
    plain = links.permanent(line, loading.report.version)
    number = stored_links.put(loading.store, line)
    for start in (plain, links.numbered(number, loading.report.version)):
        answer = loading.type(f"/start {start}", admin())
        assert (answer.understood, answer.template) == (False, "pilih")
        assert [button.question for row in answer.buttons for button in row] == [line]
    command = command_of(f"/start {plain}")
    assert command is not None
    assert command.seen_first
    forwarded = as_forwarded(f"/start {plain}")
    assert forwarded is not None
    assert not loading.type(forwarded, admin()).understood


def test_a_permanent_link_waits_for_the_store() -> None:
    """Following one is work for a thread; it may be forwarded, and is known in groups."""
    for start in (links.permanent("/dpt sikka", VERSION), links.numbered(7, VERSION)):
        line = f"/start {start}"
        assert command_of(line) is LINKED
        assert may_wait(line)
        assert as_forwarded(line) == line
    chained = links.permanent("/start dpt", VERSION)
    assert command_of(f"/start {chained}") is None
    assert command_of(f"/start {links.permanent('/zzz', VERSION)}") is None


def test_what_is_no_link_is_no_question(report: Report) -> None:
    """Without a stamp there is nothing to follow."""
    asked = Asked(report=report, command="tautan", text="dpt", words=("dpt",), year=2024)
    with pytest.raises(Mistake):
        tautan(asked)


def test_moment_of_no_month(report: Report) -> None:
    """An answer that depends on months, of which none is loaded, names no moment."""
    answer = ask("/serapan", report, office=Office(figures=FixedMonths(Bulanan())))
    assert answer is not None
    assert links.moment_of(answer, FixedMonths(Bulanan())) is None
