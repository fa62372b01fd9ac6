"""What inline mode offers of the real report while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.building import build
from data.report import Report
from handlers import inline
from handlers.answer import Answer
from handlers.asking import ask
from handlers.commands import COMMANDS
from handlers.dpt import JawabanDpt
from handlers.inline import answering, is_offered, offers, sentences
from handlers.inline_calon import HEADLINES, index, topic_words
from tests.data.planting import Folder
from tests.handlers.test_next_year import KEPT, add_made_up_report

if TYPE_CHECKING:
    from collections.abc import Iterator


def lines(text: str, report: Report, start: int = 0) -> list[str]:
    """The lines of what is offered for ``text``."""
    return [each.tawaran.line for each in offers(text, report, answering(report), start).offers]


@pytest.mark.parametrize("text", ["", " ", "halo", "berapa jumlah"])
def test_headlines(report: Report, text: str) -> None:
    """Who has typed nothing that tells anything is offered the headline figures."""
    assert lines(text, report) == [f"/{line}" for line in HEADLINES]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("dpt sikka", "/dpt Sikka"),
        ("/dpt ende", "/dpt Ende"),
        ("dpt sikka 2024", "/dpt Sikka"),
        ("dpt sik", "/dpt Sikka"),
        ("dpt sika", "/dpt Sikka"),
        ("dpt sikka perem", "/dpt Sikka perempuan"),
        ("pemilih ttu", "/dpt Timor Tengah Utara"),
        ("sikka", "/wilayah Sikka"),
        ("sika", "/wilayah Sikka"),
        ("manggrai tim", "/dpt Manggarai Timur"),
        ("kota kup", "/dpt Kota Kupang"),
        ("53.07", "/wilayah Sikka"),
        ("6871", "/anggaran CQ.6871"),
        ("cq.68", "/anggaran CQ.6870"),
        ("serapan cq.6871", "/serapan CQ.6871"),
        ("pengadaan barang", "/anggaran CQ.6871"),
        ("pagu", "/anggaran"),
        ("pilgub", "/pilgub"),
        ("reformasi bir", "/capaian 3"),
        ("sasaran 1 kenda", "/capaian 1 kendala"),
        ("peringkat serap", "/peringkat serapan"),
        ("kotak suara", "/logistik Kotak Suara"),
        ("gedung ende", "/gedung Ende"),
        ("tahapan kampanye", "/tahapan kampanye"),
        ("dptt sikka", "/dpt Sikka"),
        ("pendanan sikka", "/pendanaan Sikka"),
    ],
)
def test_first_offer(report: Report, text: str, first: str) -> None:
    """Whole words, beginnings, codes and typing errors find what was meant first."""
    assert lines(text, report)[0] == first


@pytest.mark.parametrize(
    "text",
    [
        "xyzzy",
        "dpt jakarta",
        "dpt 2019",
        "dpt pemilu sikka",
        "partisipasi pemilih",
        "sikka xyzzy",
        "kpu qw",
        "/langganan serapan",
        "/umumkan",
        "/hapus_data",
        "/bantuan",
    ],
)
def test_nothing_fits(report: Report, text: str) -> None:
    """What the report does not hold, and what only acts or helps, is offered nothing."""
    assert offers(text, report, answering(report)) == inline.Penawaran(())


@pytest.mark.parametrize(
    "text",
    ["5310010101900001", "dpt 5310 0101 0190 0001", "nik sikka", "nama pemilih sikka", "cek nama"],
)
def test_personal(report: Report, text: str) -> None:
    """Whoever asks for a person is offered nothing, and the question reaches nobody."""
    asked: list[str] = []

    def answer_of(line: str) -> Answer | None:
        asked.append(line)
        return ask(line, report)

    assert offers(text, report, answer_of).offers == ()
    assert sentences(f"Kata +dpt sikka+ {text}", report, answer_of) == ()
    assert asked == []
    assert inline.is_personal(text)


@pytest.mark.parametrize(
    "text", ["/langganan serapan", "/muat", "/permintaan x", "/start langganan", "riwayat"]
)
def test_nothing_acts(report: Report, text: str) -> None:
    """A line that would act, or waits for the store, is not even asked."""
    asked: list[str] = []

    def answer_of(line: str) -> Answer | None:
        asked.append(line)
        return ask(line, report)

    offers(text, report, answer_of)
    allowed = {
        command.name for command in COMMANDS if command.audience == "semua" and not command.stores
    }
    assert {line.removeprefix("/").split()[0] for line in asked} <= allowed


def test_everything_offered_answers(report: Report) -> None:
    """Nearly all that is known as an offer gives a figure with its source; the rest is left out."""
    answer_of = answering(report)
    silent = []
    for each in index(report, report.latest).offers:
        answer = answer_of(each.line)
        if answer is None or not is_offered(answer):
            silent.append(each.line)
    assert len(index(report, report.latest).offers) > 300
    # Its long name holds a word for which the report has no figure.
    assert [line.split()[0] for line in silent] == ["/sdm"]
    assert all(line not in lines("teknis", report) for line in silent)


def test_each_offer_once(report: Report) -> None:
    """No line is offered twice, and what a line names finds it."""
    known = index(report, report.latest)
    assert len({each.line for each in known.offers}) == len(known.offers)
    assert all(set(places) <= set(range(len(known.offers))) for places in known.of_word.values())


def test_pages(report: Report) -> None:
    """Pages of at most 50 follow each other, and together hold every offer once."""
    found: list[str] = []
    start: int | None = 0
    pages = 0
    while start is not None:
        page = offers("dpt", report, answering(report), start)
        assert len(page.offers) <= 50
        found += [each.tawaran.line for each in page.offers]
        start, pages = page.next, pages + 1
    assert pages == 2
    assert len(set(found)) == len(found) == 93
    assert offers("dpt", report, answering(report), 5000) == inline.Penawaran(())


def test_answer_is_not_repeated(report: Report) -> None:
    """What is also offered under its own name is offered under that name, and first."""
    found = offers("dpt sikka", report, answering(report)).offers
    assert found[0].tawaran.label == "dpt"
    assert found[0].tawaran.subject == "Kabupaten Sikka"
    shown = [(each.answer.template, each.answer.data) for each in found]
    assert all(shown.count(each) == 1 for each in shown)


def test_search_helps_out(report: Report) -> None:
    """Words that name nothing are looked for in the whole report."""
    (found, *_) = offers("inspektorat", report, answering(report)).offers
    assert found.tawaran.label == "apa_adanya"
    assert found.answer.sources


def test_answer_that_is_not_for_us(report: Report) -> None:
    """Where nobody answers a line, it is not offered."""
    assert offers("dpt sikka", report, lambda _: None).offers == ()
    first = answering(report)("/bantuan")
    assert first is not None
    assert not is_offered(first)


def test_sentence(report: Report) -> None:
    """A question between two plus signs is answered where it stands, several too."""
    text = "Di Sikka ada +dpt sikka+ dan di Ende +dpt ende+."
    (first, *_) = sentences(text, report, answering(report))
    assert first.texts == ("Di Sikka ada ", " dan di Ende ", ".")
    names = []
    for each in first.offers:
        assert isinstance(each.answer.data, JawabanDpt)
        names.append(each.answer.data.pemilih.wilayah.pendek)
    assert names == ["Sikka", "Ende"]


def test_sentence_with_a_choice(report: Report) -> None:
    """What can mean several things gives a sentence for each, at most eight."""
    found = sentences("Warga +kupang+ memilih", report, answering(report))
    assert len(found) == 8
    assert {each.texts for each in found} == {("Warga ", " memilih")}
    assert [each.offers[0].tawaran.line for each in found][:2] == [
        "/dpt Kabupaten Kupang",
        "/dpt Kota Kupang",
    ]


def test_sentence_being_typed(report: Report) -> None:
    """The last question may still be without its end."""
    (first, *_) = sentences("Ada +dpt sik", report, answering(report))
    assert first.texts == ("Ada ", "")
    assert first.offers[0].tawaran.line == "/dpt Sikka"


@pytest.mark.parametrize("text", ["dpt sikka", "L+P sikka", "+ +", "Ada +xyzzy+ ya", "+dpt+ +xy+"])
def test_no_sentence(report: Report, text: str) -> None:
    """Without a question that is understood there is no sentence."""
    assert sentences(text, report, answering(report)) == ()


def test_notes_are_no_figures(report: Report) -> None:
    """A note or a date is no figure to put into a sentence."""
    found = sentences("Ada +cq.6871+", report, answering(report))
    commands = {each.offers[0].answer.command for each in found}
    assert commands == {"anggaran", "serapan"}


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    """A report of 2024, a made-up one of 2025 with fewer tables, one of 2026 with almost none."""
    folder = Folder(tmp_path_factory.mktemp("tiga") / "sources")
    add_made_up_report(folder, 2025, KEPT)
    add_made_up_report(folder, 2026, ("sumber",))
    path = folder.path.parent / "report.db"
    build(path, folder.path)
    opened = Report.open(path)
    yield opened
    opened.close()


def test_older_report(years: Report) -> None:
    """A year that is named is asked for; what its report does not have is not offered."""
    assert lines("dpt sikka 2024", years)[0] == "/dpt Sikka 2024"
    assert lines("gedung sikka 2024", years) == ["/gedung Sikka 2024"]
    assert lines("dpt sikka 2025", years)[0] == "/dpt Sikka 2025"
    assert lines("gedung sikka 2025", years) == []
    assert lines("kotak suara 2025", years) == []


def test_report_without_tables(years: Report) -> None:
    """Of a report with nothing but places nothing is offered that has no figure."""
    assert lines("dpt sikka", years) == []
    assert lines("", years) == []
    assert "/dpt Sikka" not in {each.line for each in index(years, 2026).offers}


def test_topic_words() -> None:
    """A word that means a topic by itself tells more than one of a phrase that does."""
    told = topic_words("dpt")
    assert told["pemilih"] == told["dpt"] == 1
    assert "berapa" not in told
    assert 0 in told.values()
