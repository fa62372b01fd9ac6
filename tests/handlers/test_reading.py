"""Lines without a command that are only a date, a figure, a name or a person."""

from __future__ import annotations

import pytest

from data.report import Report
from handlers.codes import find
from tests.handlers.walking import answered


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("14 februari 2024", "tahapan"),
        ("14-02-2024", "tahapan"),
        ("2024-02-14", "tahapan"),
        ("14/02/2024", "tahapan"),
        ("dana sumpah janji", "anggaran"),
        ("penetapan hasil pemilu", "anggaran"),
        ("rata-rata dpt per kabupaten", "dpt"),
        ("dpt urutan ke 3", "peringkat"),
        ("dpt dan pendanaan sikka", "wilayah"),
        ("gedung dan jdih ende", "wilayah"),
        ("maret 2024", "tahapan"),
        ("244.838", "cari"),
        ("98,38", "cari"),
        ("simon petrus kamlasi", "pilgub"),
        ("lema", "pilgub"),
        ("gubernur terbanyak", "pilgub"),
        ("CQ.6871", "anggaran"),
        ("6871", "anggaran"),
        ("sikka", "wilayah"),
        ("53.07", "wilayah"),
        ("halo", "start"),
    ],
)
def test_a_name_alone_asks_for_what_it_names(line: str, command: str, report: Report) -> None:
    """A date, a figure, a candidate, a code or a region alone is a question."""
    answer = answered(line, report)
    assert (answer.understood, answer.command) == (True, command)


@pytest.mark.parametrize(
    "line", ["dpt sikka bernama budi", "/dpt nama pemilih sikka", "daftar nama pemilih ende"]
)
def test_persons_are_refused(line: str, report: Report) -> None:
    """Who votes is asked in vain: the bot knows numbers, not names."""
    answer = answered(line, report)
    assert (answer.understood, answer.data.model_dump()["alasan"]) == (False, "pribadi")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("cq", "CQ"),
        ("076.01.cq", "CQ"),
        ("6871", "CQ.6871"),
        ("cq.6871", "CQ.6871"),
        ("cq 6871", "CQ.6871"),
        ("076.01.cq.6871", "CQ.6871"),
        ("6871.qge.002", "6871.QGE.002"),
        ("6871.qge.2", "6871.QGE.002"),
        ("6871 qge 2", "6871.QGE.002"),
        ("6871 qge.002", "6871.QGE.002"),
        ("cq.6871.qge.002", "6871.QGE.002"),
        ("cq.6871.qge 2", "6871.QGE.002"),
        ("w.3360", "WA.3360"),
        ("3361.eba.994", "3361.EBA.994"),
    ],
)
def test_codes_are_read_in_every_usual_form(typed: str, code: str, report: Report) -> None:
    """A code is one code however its parts are joined."""
    found = find(tuple(typed.split()), report, 2024)
    assert [item.row.kode for item in found if item.row] == [code]
    assert (found[0].start, found[0].end) == (0, len(typed.split()))


@pytest.mark.parametrize("typed", ["wa.6871", "cq.9999", "6871.qge.099", "6871.qge", "zz.6871"])
def test_an_unknown_code_is_no_other(typed: str, report: Report) -> None:
    """A code that the report does not have is kept as typed and never read as its neighbour."""
    found = find((typed,), report, 2024)
    assert [(item.typed, item.row) for item in found] == [(typed.upper(), None)]


@pytest.mark.parametrize("typed", ["2024", "12", "perempuan", "sikka 3"])
def test_a_number_that_is_no_code_is_left_alone(typed: str, report: Report) -> None:
    """A lone number counts as a code only where the report has it."""
    assert find(tuple(typed.split()), report, 2024) == []


def test_the_average_of_the_regions(report: Report) -> None:
    """The average by region is the printed total over the number of regions."""
    told = answered("rata-rata dpt per kabupaten", report).data.model_dump()
    assert told["ukuran"] == ("per-wilayah",)
    assert str(told["tabel"]["per_wilayah"]["value"]).startswith("181289.636")


def test_a_rank_that_is_asked_for(report: Report) -> None:
    """Asking who is third names the third, not the first."""
    rank, entry = answered("dpt urutan ke 3", report).data.model_dump()["disorot"]
    assert (rank, entry["nama"], int(entry["nilai"])) == (3, "Kabupaten Kupang", 267346)


@pytest.mark.parametrize(
    ("line", "figure"),
    [
        ("apakah benar dpt ende 244.838", 207062),
        ("benarkah pemilih sikka 4 juta", 244838),
        ("betul dpt 53.07 244838", 244838),
    ],
)
def test_a_claim_is_answered_with_the_figure(line: str, figure: int, report: Report) -> None:
    """Whoever asks whether a figure is right is told the one that the report prints."""
    told = answered(line, report).data.model_dump()
    assert told["pemilih"]["jumlah"] == figure
