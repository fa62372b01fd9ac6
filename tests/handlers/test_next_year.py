"""A report of another year is a folder: asked for by its year, without a change of code.

The report of 2025 here is MADE UP: the rows of 2024 with other numbers and fewer tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.rendering import Renderer
from data.building import build
from data.checking import check
from data.loading import METADATA, load
from data.report import Report
from data.tables import YEARLY_TABLES
from handlers.dpt import JawabanDpt
from tests.data.planting import Folder
from tests.handlers.walking import PUBLIC, answered, walk

KEPT = ("sumber", "dpt", "anggaran", "pengukuran", "sasaran", "indikator")
# What each question shows that needs a table which the made-up report lacks.
MISSING = {
    "/pilgub": "hasil Pilgub",
    "/pendanaan": "pendanaan Pilkada",
    "/logistik": "logistik",
    "/tahapan kampanye": "tahapan",
    "/gedung": "gedung kantor",
    "/jdih": "dokumentasi hukum",
    "/sdm": "SDM",
    "/struktur": "struktur organisasi",
    "/profil": "profil",
    "/penghargaan": "penghargaan",
    "/peringkat luas": "Luas gedung",
}
# What is refused as well where the report has nothing but a list of places.
MISSING_FROM_BARE = MISSING | {
    "/dpt": "DPT",
    "/anggaran": "anggaran",
    "/serapan": "anggaran",
    "/capaian": "capaian kinerja",
    "/wilayah Sikka": "Kabupaten Sikka",
    "/peringkat pagu": "Pagu",
}


def add_made_up_report(folder: Folder, year: int, kept: tuple[str, ...]) -> Folder:
    """Adds a made-up report beside that of 2024, with the tables ``kept``."""
    path = folder.path / str(year)
    path.mkdir()
    text = (folder.path / "2024" / METADATA).read_text("utf-8")
    text = text.replace("tahun = 2024", f"tahun = {year}")
    text = text.replace('judul = "', 'judul = "REKAAN UNTUK PENGUJIAN: ')
    (path / METADATA).write_text(text, "utf-8")
    for table in kept:
        (path / f"{table}.csv").write_bytes(folder.file(table).read_bytes())
    made_up = Folder.__new__(Folder)
    made_up.path, made_up.year = folder.path, str(year)
    return made_up


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sources with a made-up report of 2025, one of 2026 with nothing but places."""
    folder = Folder(tmp_path_factory.mktemp("dua") / "sources")
    later = add_made_up_report(folder, 2025, KEPT)
    later.change("dpt", {"wilayah": "53.07"}, l="115000", p="130000", jumlah="245000", tps="560")
    add_made_up_report(folder, 2026, ("sumber",))
    return folder.path


@pytest.fixture(scope="module")
def reports(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    """The three reports in one database."""
    path = tmp_path_factory.mktemp("dua-db") / "report.db"
    build(path, sources)
    opened = Report.open(path)
    yield opened
    opened.close()


def voters(line: str, report: Report) -> tuple[int, int]:
    """Year and voters that a question is answered with."""
    data = answered(line, report).data
    assert isinstance(data, JawabanDpt)
    return data.pemilih.tahun, data.pemilih.jumlah


def test_each_year_answers_for_itself(reports: Report) -> None:
    """The year as last word chooses the report, with its own source."""
    assert voters("/dpt Sikka 2025", reports) == (2025, 245000)
    assert voters("/dpt Sikka 2024", reports) == (2024, 244838)
    assert voters("berapa dpt sikka 2025?", reports) == (2025, 245000)
    answer = answered("/dpt Sikka 2025", reports)
    assert answer.report is not None
    assert answer.report.judul.startswith("REKAAN UNTUK PENGUJIAN")
    assert [row.id for row in answer.sources] == ["dpt"]


def test_without_a_year_the_latest_report_answers(sources: Path, tmp_path: Path) -> None:
    """Where no year is named the newest report is asked."""
    folder = Folder(tmp_path / "sources", origin=sources)
    (folder.path / "2026" / METADATA).unlink()
    build(tmp_path / "report.db", folder.path)
    report = Report.open(tmp_path / "report.db")
    assert (report.years, report.latest) == ((2024, 2025), 2025)
    assert voters("/dpt Sikka", report) == (2025, 245000)
    assert answered("/gedung Sikka", report).understood is False
    report.close()


@pytest.mark.parametrize(
    "line", ["/dpt Sikka", "/anggaran CQ", "/capaian 3", "/gedung", "/catatan"]
)
def test_a_named_year_stays_named(line: str, reports: Report) -> None:
    """Buttons under an answer of an older report ask that report again."""
    for row in answered(f"{line} 2024", reports).buttons:
        for button in row:
            assert button.question.endswith(" 2024"), button.question


def test_notes_of_one_year_do_not_reach_another(reports: Report) -> None:
    """A made-up report without notes shows none, though its rows have the same keys."""
    assert [note.nomor for note in answered("/dpt 2024", reports).notes] == [27]
    assert answered("/dpt 2025", reports).notes == ()
    assert answered("/capaian 3 2025", reports).notes == ()


@pytest.mark.parametrize(("line", "table"), MISSING.items(), ids=MISSING)
def test_a_missing_table_is_refused(line: str, table: str, reports: Report) -> None:
    """A report without the table says so and names its year, instead of another's figures."""
    answer = answered(f"{line} 2025", reports)
    told = answer.data.model_dump()
    assert (answer.understood, answer.template, answer.sources) == (False, "tidak_ada", ())
    assert (told["alasan"], told["kata"], told["tahun"]) == ("tabel", table, 2025)
    words = Renderer().render(answer).plain
    assert table.casefold() in words.casefold()
    assert "2025" in words


@pytest.mark.parametrize(("line", "table"), MISSING_FROM_BARE.items(), ids=MISSING_FROM_BARE)
def test_a_report_of_places_only_refuses_everything(line: str, table: str, reports: Report) -> None:
    """Even a report with no table but its places answers each question with a refusal."""
    answer = answered(f"{line} 2026", reports)
    told = answer.data.model_dump()
    assert (answer.understood, told["alasan"], told["kata"]) == (False, "tabel", table)


def test_a_year_without_a_report_is_refused(reports: Report) -> None:
    """A year that no report is about is named."""
    answer = answered("/dpt Sikka 2023", reports)
    told = answer.data.model_dump()
    assert (answer.understood, told["alasan"], told["kata"]) == (False, "tahun", "2023")


@pytest.mark.parametrize("year", [2025, 2026])
def test_no_question_fails_for_want_of_a_table(year: int, reports: Report) -> None:
    """Every example asked of a report with few tables ends in an answer with words."""
    renderer = Renderer()
    starts = [
        f"{line} {year}"
        for command in PUBLIC
        for line in command.examples
        if not line.endswith("2024")
    ]
    for line, answer in walk(reports, starts).items():
        assert renderer.render(answer).plain.strip(), line


def test_the_region_whole_shows_what_there_is(reports: Report) -> None:
    """Everything on a region is what its report has, with only those sources."""
    answer = answered("/wilayah Sikka 2025", reports)
    assert answer.understood
    assert [row.id for row in answer.sources] == ["dpt"]
    full = answered("/wilayah Sikka 2024", reports)
    assert [row.id for row in full.sources] == ["dpt", "pendanaan", "gedung", "jdih"]


def test_logistics_without_voters_have_no_average(sources: Path, tmp_path: Path) -> None:
    """A number a polling station is given only where the report counts the stations."""
    folder = Folder(tmp_path / "sources", origin=sources)
    folder.remove("dpt")
    build(tmp_path / "report.db", folder.path)
    report = Report.open(tmp_path / "report.db")
    answer = answered("/logistik tinta 2024", report)
    assert answer.understood
    assert answer.data.model_dump()["barang"][0]["per_tps"] is None
    assert [row.id for row in answer.sources] == ["logistik"]
    report.close()


def test_rows_that_a_table_lacks_are_refused(sources: Path, tmp_path: Path) -> None:
    """A region, an objective or a total that the report leaves out is refused, not guessed."""
    folder = Folder(tmp_path / "sources", origin=sources)
    made_up = add_made_up_report(folder, 2027, (*KEPT, "jdih", "pendanaan"))
    for table in ("jdih", "pendanaan"):
        kept = [row for row in made_up.rows(table) if row["wilayah"] != "53.07"]
        made_up.write(table, kept)
    for table, column in (("pengukuran", "indikator"), ("indikator", "id"), ("sasaran", "nomor")):
        kept = [row for row in made_up.rows(table) if not row[column].startswith("3")]
        made_up.write(table, kept)
    lines = [row for row in made_up.rows("anggaran") if row["kode"] != "TOTAL"]
    made_up.write("anggaran", [row | {"induk": row["induk"].replace("TOTAL", "")} for row in lines])
    build(tmp_path / "report.db", folder.path)
    report = Report.open(tmp_path / "report.db")
    for line, reason in (
        ("/jdih Sikka", "baris"),
        ("/pendanaan Sikka", "baris"),
        ("/anggaran", "tabel"),
        ("/serapan", "tabel"),
    ):
        answer = answered(line, report)
        assert (answer.understood, answer.data.model_dump()["alasan"]) == (False, reason), line
    assert answered("/anggaran CQ", report).understood
    assert answered("/jdih Ende", report).understood
    assert answered("/capaian reformasi birokrasi", report).template == "capaian_semua"
    report.close()


def test_the_made_up_report_is_checked_too(sources: Path) -> None:
    """``data check`` looks at every report: the made-up one has findings and no notes."""
    results = {result.tahun: result for result in check(load(sources))}
    assert results[2024].holds
    assert "dpt.jumlah.tps:23" in results[2025].unexplained
    assert not results[2025].holds
    assert results[2026].findings == ()


def test_only_places_are_required() -> None:
    """All tables but the list of places may be missing."""
    assert [table.name for table in YEARLY_TABLES if table.required] == ["sumber"]
