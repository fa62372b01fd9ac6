"""``/grafik``: what lines mean and what is drawn; months are made up (rekaan)."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from data.charts import budget, regions
from data.models.grafik import Grafik
from data.queries import anggaran, pemilih
from handlers import grafik as handler
from handlers.asked import Asked
from handlers.grafik import JawabanGrafik, MenuGrafik
from handlers.grafik_kata import NAMES, TABLES, TYPED, WORDS, keys_of
from handlers.mistakes import Kekeliruan, Mistake
from handlers.tren import JawabanTren
from handlers.vocabulary import phrases
from tests.handlers.rekaan import asked, held, office, position, row, share

if TYPE_CHECKING:
    from data.report import Report
    from handlers.answer import Answer, Lampiran

JANUARY = position("2025-01", share(5))
MAY = position("2025-05", share(50), version=2)


def drawn(answer: Answer) -> Grafik:
    """The chart that an answer tells of."""
    assert isinstance(answer.data, JawabanGrafik), answer.data
    return answer.data.grafik


def picture(answer: Answer) -> Lampiran:
    """The one picture that goes with an answer."""
    assert len(answer.files) == 1
    return answer.files[0]


def questions(answer: Answer) -> list[str]:
    """The lines that the buttons of an answer ask."""
    return [button.question for line in answer.buttons for button in line]


def reason(answer: Answer) -> str:
    """Why a question was not answered."""
    assert isinstance(answer.data, Kekeliruan), answer.data
    assert not answer.files
    return answer.data.alasan


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("dpt", "dpt-2024"),
        ("jumlah pemilih per kabupaten", "dpt-2024"),
        ("pemilih ntt", "dpt-2024"),
        ("laki-laki dan perempuan", "dpt-2024"),
        ("dpt sikka", "dpt-53.07-2024"),
        ("Sikka", "dpt-53.07-2024"),
        ("5310", "dpt-53.07-2024"),
        ("perempuan", "perempuan-2024"),
        ("pemilih perempuan kota kupang", "perempuan-53.71-2024"),
        ("pria", "laki-laki-2024"),
        ("tps", "tps-2024"),
        ("tps ende", "tps-53.08-2024"),
        ("serapan", "serapan-2024"),
        ("serapan anggaran 2024", "serapan-2024"),
        ("penyerapan cq.6871", "serapan-cq.6871-2024"),
        ("CQ.6871", "serapan-cq.6871-2024"),
        ("kampanye", "serapan-cq.6870-2024"),
        ("serapan masa kampanye", "serapan-cq.6870-2024"),
        ("anggaran", "anggaran-2024"),
        ("pagu dan realisasi WA", "anggaran-wa-2024"),
        ("pilgub", "pilgub-2024"),
        ("suara sah", "pilgub-2024"),
        ("pendanaan", "pendanaan-2024"),
        ("dana pilbup", "pendanaan-pilbup-2024"),
        ("pendanaan untuk pilgub", "pendanaan-pilgub-2024"),
        ("anggaran pilkada sikka", "pendanaan-53.07-2024"),
        ("capaian", "capaian-2024"),
        ("target kinerja", "capaian-2024"),
        ("capaain", "capaian-2024"),
    ],
)
def test_lines_draw_what_they_name(report: Report, line: str, key: str) -> None:
    """A line as people type it draws the chart it names."""
    answer = asked(f"/grafik {line}", report)
    assert answer.understood
    assert drawn(answer).kunci == key


def test_the_picture_says_its_version(report: Report) -> None:
    """The picture goes with the answer, made later, named by the data's version, with words."""
    answer = asked("/grafik dpt", report)
    file = picture(answer)
    assert file.nama == "grafik-dpt-2024.png"
    assert file.bahan == drawn(answer)
    assert file.kunci is not None
    assert report.version in file.kunci
    assert file.foto
    assert file.keterangan == drawn(answer).keterangan
    assert file.isi == b""
    assert answer.sources
    assert answer.notes


def test_every_measure_has_its_own_words(report: Report) -> None:
    """No phrase stands for two measures, and each measure is typed as its buttons type it."""
    every = [phrase for text in TYPED.values() for phrase in phrases(text)]
    assert len(every) == len(set(every))
    for measure in NAMES:
        assert WORDS[measure] == measure
        if measure != "tren":
            assert drawn(asked(f"/grafik {measure}", report))
    assert set(TABLES) < set(TYPED)
    assert keys_of(("anggaran", "pilkada", "x")) == {"pendanaan"}


def test_buttons_lead_to_answers(report: Report) -> None:
    """Every button of the menu and of each chart gives an answer, and the table its figures."""
    menu = asked("/grafik", report)
    assert isinstance(menu.data, MenuGrafik)
    assert questions(menu) == [line for _, line in menu.data.pilihan]
    assert "/grafik tren" not in questions(menu)
    lines = [*questions(menu), "/grafik dpt Sikka", "/grafik serapan CQ", "/grafik pendanaan Sikka"]
    for line in lines:
        for question in questions(asked(line, report)):
            assert asked(question, report).understood, (line, question)
    assert questions(asked("/grafik perempuan Sikka", report))[0] == "/dpt Sikka perempuan"
    assert questions(asked("/grafik serapan CQ", report))[0] == "/serapan CQ 2024"
    assert questions(asked("/grafik anggaran CQ", report))[0] == "/anggaran CQ"
    assert questions(asked("/grafik gambar", report)) == questions(menu)


def test_months_are_drawn_where_loaded(report: Report) -> None:
    """The months of the newest year, or of a code, are drawn, and the file names their state."""
    answer = asked("/grafik tren serapan", report, JANUARY, MAY)
    assert drawn(answer).kunci == "tren-2025"
    assert [load.bulan.bulan for load in answer.loads] == [5, 1]
    assert answer.months == "2-2"
    kunci = picture(answer).kunci
    assert kunci is not None
    assert kunci.endswith(f"{report.version}-2-2")
    assert questions(answer)[0] == "/tren 2025"
    assert "/grafik tren" in questions(asked("/grafik", report, JANUARY))
    one = asked("/grafik tren CQ.6871", report, JANUARY, MAY)
    assert drawn(one).kunci == "tren-cq.6871-2025"
    misspelt = asked("/grafik trenn CQ.6871", report, JANUARY, MAY)
    assert drawn(misspelt) == drawn(one)
    deep = position("2025-05", share(50), extra=(row("CQ.6999", 10, 5, 50, induk="CQ"),))
    assert drawn(asked("/grafik tren CQ.6999", report, deep)).kunci == "tren-cq.6999-2025"


def test_other_charts_do_not_depend_on_the_months(report: Report) -> None:
    """A chart of the report has the same file whatever months are loaded."""
    assert picture(asked("/grafik dpt", report)) == picture(asked("/grafik dpt", report, MAY))


def test_months_that_are_not_there(report: Report) -> None:
    """Without months, of another year, or of a code that is not there, no picture is made."""
    assert reason(asked("/grafik tren", report)) == "bulanan"
    other = asked("/grafik tren 2024", report, JANUARY)
    assert isinstance(other.data, JawabanTren)
    assert not other.files
    assert not handler.grafik(asking(report, "tren", "2031")).understood
    unknown = asked("/grafik tren CQ.9999", report, JANUARY)
    assert not unknown.understood
    without = position("2025-05", {"CQ": (10, 5)})
    assert not asked("/grafik tren", report, without).understood
    assert drawn(asked("/grafik tren Mei", report, JANUARY, MAY)).kunci == "tren-2025"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("xyzq", "kata"),
        ("dpt xyzq", "kata"),
        ("serapan xyzq", "kata"),
        ("dpt CQ", "kata"),
        ("Sikka CQ", "kata"),
        ("dpt capaian", "grafik"),
        ("pria tps", "grafik"),
        ("serapan CQ WA", "grafik_kode"),
        ("serapan pengelolaan", "grafik_kode"),
        ("dpt Sikka Ende", "satu_wilayah"),
        ("dpt kupang", "wilayah"),
        ("pilgub Sikka", "pilgub_wilayah"),
        ("capaian Sikka", "tanpa_wilayah"),
        ("serapan Sikka", "tanpa_wilayah"),
        ("serapan CQ.9999", "kode"),
        ("dpt 2019", "tahun"),
        ("dpt pemilu", "dpt_lain"),
        ("nama pemilih", "pribadi"),
    ],
)
def test_what_cannot_be_drawn_is_said(report: Report, line: str, why: str) -> None:
    """A line that names nothing, or too much, is answered with what to type instead."""
    assert reason(asked(f"/grafik {line}", report)) == why


def asking(report: Report, *words: str) -> Asked:
    """A question whose words still hold a year, as those for months do."""
    return Asked(
        report=report,
        command="grafik",
        text=" ".join(words),
        words=words,
        year=report.latest,
        office=office(JANUARY, MAY),
    )


def test_a_year_among_the_words_names_a_report(report: Report) -> None:
    """A year that is left in the words is the report's, but for months their own."""
    assert drawn(handler.grafik(asking(report, "dpt", "2024"))).kunci == "dpt-2024"
    with pytest.raises(Mistake, match="tahun"):
        handler.grafik(asking(report, "dpt", "2019"))
    assert drawn(handler.grafik(asking(report, "tren", "2025"))).kunci == "tren-2025"
    assert drawn(handler.grafik(asking(report, "tren", "mei", "2025"))).kunci == "tren-2025"


def test_a_report_without_a_table_says_so(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chart of a table that the report does not have is refused by name."""
    monkeypatch.setattr(pemilih, "voters", lambda *_: None)
    monkeypatch.setattr(anggaran, "lines", lambda *_: ())
    assert reason(asked("/grafik dpt", report)) == "tabel"
    assert reason(asked("/grafik tps", report)) == "tabel"
    assert reason(asked("/grafik serapan", report)) == "tabel"
    assert regions.voters(report, 2024) is None


def test_a_budget_line_without_a_chart_is_missing(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the whole of a budget is not printed, its chart is refused."""
    monkeypatch.setattr(budget, "absorption", lambda *_: None)
    assert reason(asked("/grafik serapan", report)) == "tabel"


def test_drawing_is_not_imported_to_answer() -> None:
    """An answer needs nothing that is slow to import: pictures are made elsewhere."""
    line = "import sys, handlers.grafik; print('matplotlib' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_held_months_are_made_up() -> None:
    """The months of these tests are no report's."""
    assert all("rekaan" in item.muatan.berkas for item in held(JANUARY, MAY).posisi)
