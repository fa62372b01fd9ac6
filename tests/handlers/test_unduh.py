"""``/unduh`` and ``/paket``: which file a line asks for, and what the answer says of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from data.bulanan.figures import Figures
from data.exports.collecting import MONTHLY, TABLES
from data.making import make
from data.models.unduhan import Bentuk, Unduhan
from handlers.asking import ask
from handlers.mistakes import Kekeliruan
from handlers.office import Office
from handlers.unduh import LAYOUT, WANTED, DaftarTabel, Terunduh
from handlers.unduh_kata import ALL, CALLED, FORMS, NAMES
from tests.data.exports.rekaan import months

if TYPE_CHECKING:
    from data.bulanan.figures import Bulanan
    from data.report import Report
    from handlers.answer import Answer


class Loaded(Figures):
    """Figures of made-up months."""

    def __init__(self, held: Bulanan) -> None:
        super().__init__(lambda: None, looks=False)
        self._held = held


@pytest.fixture
def loaded() -> Office:
    """An office with two made-up months."""
    return Office(figures=Loaded(months()))


def asking(line: str, report: Report, office: Office | None = None) -> Answer:
    """The answer to ``line``."""
    answer = ask(line, report, office=office)
    assert answer is not None
    return answer


def told(answer: Answer) -> Terunduh:
    """What an answer says of its file."""
    assert isinstance(answer.data, Terunduh)
    return answer.data


def made_of(answer: Answer) -> Unduhan:
    """What the answer's file is made from."""
    assert len(answer.files) == 1
    assert isinstance(answer.files[0].bahan, Unduhan)
    return answer.files[0].bahan


def refused(answer: Answer) -> Kekeliruan:
    """What could not be answered, and why."""
    assert not answer.understood
    assert not answer.files
    assert isinstance(answer.data, Kekeliruan)
    return answer.data


def questions(answer: Answer) -> list[str]:
    """What the buttons ask."""
    return [button.question for row in answer.buttons for button in row]


def test_the_names_are_of_tables() -> None:
    """Every name that people use leads to a table that there is; no name leads to two."""
    assert set(CALLED) <= {ALL, MONTHLY, *TABLES}
    assert set(NAMES.values()) == {ALL, MONTHLY, *TABLES}
    names = [name for table in CALLED for name in CALLED[table]]
    assert len(names) == len(set(names))
    own = {table.replace("_", " ") for table in TABLES}
    assert not own & set(names)
    assert not set(FORMS) & set(NAMES)
    assert set(WANTED) <= set(TABLES)


@pytest.mark.parametrize(
    ("line", "table", "form"),
    [
        ("/unduh dpt xlsx", "dpt", Bentuk.XLSX),
        ("/unduh DPT EXCEL", "dpt", Bentuk.XLSX),
        ("/unduh pdf dpt", "dpt", Bentuk.PDF),
        ("/unduh tabel pemilih dalam format csv", "dpt", Bentuk.CSV),
        ("/unduh capaian json", "pengukuran", Bentuk.JSON),
        ("/unduh dasar_hukum csv", "dasar_hukum", Bentuk.CSV),
        ("/unduh dasar hukum csv", "dasar_hukum", Bentuk.CSV),
        ("/unduh anggaran paket-data", "anggaran", Bentuk.PAKET_DATA),
        ("/unduh anggaran datapackage", "anggaran", Bentuk.PAKET_DATA),
        ("/unduh pagu pdf 2024", "anggaran", Bentuk.PDF),
        ("/unduh sumber xlsx", "tempat", Bentuk.XLSX),
        ("/unduh semua xlsx", ALL, Bentuk.XLSX),
        ("/unduh semua tabel pdf", ALL, Bentuk.PDF),
        ("/download pilgub xlsx", "pilgub", Bentuk.XLSX),
    ],
)
def test_lines_ask_for_files(line: str, table: str, form: Bentuk, report: Report) -> None:
    """A table and a form, in any order and as people call them, are one file."""
    answer = asking(line, report)
    found, made = told(answer), made_of(answer)
    assert (found.tabel, found.bentuk, made.bentuk) == (table, form, form)
    assert answer.understood
    assert not answer.read_as
    if table != ALL:
        assert [sheet.nama for sheet in made.lembar] == [table]
        assert answer.months is None


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_a_file(table: str, report: Report) -> None:
    """Each table's own name, as the menu writes it, gives its file in full."""
    answer = asking(f"/unduh {table.replace('_', ' ')} csv", report)
    sheet = made_of(answer).lembar[0]
    assert sheet.nama == table
    assert told(answer).baris == len(sheet.baris) == told(answer).isi[0].baris
    assert told(answer).isi[0].kolom == len(sheet.kolom)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("/unduh dpt csv", "dpt-2024-{}.csv"),
        ("/unduh dpt xlsx", "dpt-2024-{}.xlsx"),
        ("/unduh dpt paket-data", "dpt-2024-{}-paket-data.zip"),
        ("/unduh semua csv", "laporan-kinerja-2024-{}-csv.zip"),
        ("/unduh semua json", "laporan-kinerja-2024-{}.json"),
        ("/unduh semua paket-data", "laporan-kinerja-2024-{}-paket-data.zip"),
        ("/paket", "paket-pers-2024-{}.zip"),
    ],
)
def test_names_tell_table_year_and_version(line: str, name: str, report: Report) -> None:
    """File and key name the version of the data, and no two files share them."""
    file = asking(line, report).files[0]
    assert file.nama == name.format(report.version)
    assert file.kunci == f"{file.nama}:{LAYOUT}"
    assert len(file.kunci) <= 160


def test_the_answer_says_what_is_inside(report: Report) -> None:
    """Rows, columns, version, notes and places are those of the file."""
    answer = asking("/unduh dpt xlsx", report)
    found = told(answer)
    assert (found.baris, found.versi, found.catatan, found.bulan) == (23, report.version, 1, False)
    assert [place.id for place in answer.sources] == ["dpt"]
    assert questions(answer) == [
        "/unduh dpt csv",
        "/unduh dpt pdf",
        "/unduh dpt json",
        "/unduh dpt paket-data",
    ]


def test_the_file_can_be_made(report: Report) -> None:
    """What an answer carries becomes the file with the table's figures."""
    answer = asking("/unduh dpt json", report)
    read = json.loads(make(made_of(answer)))
    assert read["tabel"][0]["baris"][6]["jumlah"] == 244838


def test_without_words_there_is_a_menu(report: Report) -> None:
    """All tables are named, the most wanted have buttons."""
    answer = asking("/unduh", report)
    assert isinstance(answer.data, DaftarTabel)
    assert len(answer.data.tabel) == len(TABLES)
    assert "/unduh dpt" in questions(answer)
    assert "/unduh semua" in questions(answer)
    assert "/unduh serapan bulanan" not in questions(answer)


def test_a_form_alone_is_handed_on(report: Report) -> None:
    """With only a form, the buttons ask for the tables in that form."""
    assert "/unduh dpt xlsx" in questions(asking("/unduh xlsx", report))


def test_a_table_alone_asks_for_the_form(report: Report) -> None:
    """Without a form there is no file yet, but a button a form."""
    answer = asking("/unduh dpt", report)
    assert told(answer).bentuk is None
    assert not answer.files
    assert questions(answer) == [
        f"/unduh dpt {form}" for form in ("xlsx", "csv", "pdf", "json", "paket-data")
    ]


@pytest.mark.parametrize(
    ("line", "table", "read_as"),
    [
        ("/unduh anggran csv", "anggaran", "anggaran"),
        ("/unduh pendannaan csv", "pendanaan", "pendanaan"),
        ("/unduh tahpan csv", "tahapan", "tahapan"),
        ("/unduh dpt xslx", "dpt", "xlsx"),
    ],
)
def test_a_letter_wrong_is_put_right_and_told(
    line: str, table: str, read_as: str, report: Report
) -> None:
    """A word one edit from exactly one name is read as that name."""
    answer = asking(line, report)
    assert told(answer).tabel == table
    assert [item.sebagai for item in answer.read_as] == [read_as]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("/unduh qwertyuiop", "unduh"),
        ("/unduh xyz csv", "unduh"),
        ("/unduh dpt sikka csv", "kata"),
        ("/unduh dpt anggaran csv", "satu_tabel"),
        ("/unduh dpt csv pdf", "satu_bentuk"),
        ("/unduh dpt 2019 csv", "tahun"),
        ("/unduh bulanan csv", "bulanan"),
        ("/unduh bulanan 2025 csv", "bulanan"),
        ("/paket 2019", "tahun"),
        ("/paket sikka", "kata"),
    ],
)
def test_what_there_is_not_is_refused(line: str, reason: str, report: Report) -> None:
    """A table, a part of one or a year that there is not is told, and no file sent instead."""
    assert refused(asking(line, report)).alasan == reason


def test_a_wrong_name_suggests_tables(report: Report) -> None:
    """A name that is like some tables has those as buttons, in the form that was asked."""
    assert "/unduh pendanaan csv" in questions(asking("/unduh pendana csv", report))
    assert "/unduh dpt csv" in questions(asking("/unduh dpt sikka csv", report))
    assert questions(asking("/unduh dpt anggaran csv", report))[:2] == [
        "/unduh dpt csv",
        "/unduh anggaran csv",
    ]


def test_a_table_without_a_row_is_missing(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that lacks a table says so."""
    monkeypatch.setattr(report, "rows", without_voters(report))
    assert refused(asking("/unduh dpt csv", report)).alasan == "tabel"


def without_voters(report: Report) -> object:
    """The rows of a report that has no voters."""
    rows = report.rows

    def found(model: type, *rest: object) -> object:
        return () if model.__name__ == "Dpt" else rows(model, *rest)  # type: ignore[arg-type]

    return found


def test_loaded_months_are_a_table(report: Report, loaded: Office) -> None:
    """With months loaded they can be taken along, and the key names their state."""
    answer = asking("/unduh serapan bulanan xlsx", report, loaded)
    assert told(answer).bulan
    assert answer.months == "2-2"
    assert answer.files[0].nama == f"serapan_bulanan-{report.version}-bulanan2-2.xlsx"
    assert [load.versi for load in answer.loads] == [1, 2]
    assert len(made_of(answer).lembar[0].baris) == 4
    assert "/unduh serapan bulanan" in questions(asking("/unduh", report, loaded))


def test_a_year_of_months_is_a_table(report: Report, loaded: Office) -> None:
    """A year without a report may have months; one without months has no table."""
    answer = asking("/unduh bulanan 2025 csv", report, loaded)
    assert answer.files[0].nama == f"serapan_bulanan-2025-{report.version}-bulanan2-2.csv"
    assert len(answer.loads) == 2
    assert "/unduh serapan bulanan xlsx 2025" in questions(answer)
    assert refused(asking("/unduh bulanan 2023 csv", report, loaded)).alasan == "bulanan"


def test_everything_has_the_months(report: Report, loaded: Office) -> None:
    """All tables and the press kit hold the months and change with them."""
    for line in ("/unduh semua xlsx", "/paket"):
        answer = asking(line, report, loaded)
        assert made_of(answer).lembar[-1].nama == MONTHLY
        assert answer.months == "2-2"
        assert len(answer.loads) == 2
        assert "bulanan2-2" in str(answer.files[0].kunci)
    without = asking("/unduh semua xlsx", report)
    assert without.months == ""
    assert not told(without).bulan


def test_the_press_kit_says_what_is_inside(report: Report) -> None:
    """The answer counts tables, charts and notes as the file has them."""
    answer = asking("/paket pers", report)
    made = made_of(answer)
    assert made.bentuk is Bentuk.PAKET_PERS
    assert told(answer).grafik == len(made.grafik) > 0
    assert len(told(answer).isi) == len(made.lembar)
    assert answer.sources
