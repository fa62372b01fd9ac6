"""What cannot be answered is told, with what to type instead; never a wrong figure."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.report import Report
from handlers.asking import ask
from handlers.command_lines import LONGEST_LINE
from handlers.commands import BY_NAME
from handlers.tahapan import JawabanTahapan
from tests.handlers.walking import answered


@pytest.mark.parametrize(
    ("line", "template", "reason", "words"),
    [
        ("/bantuan zzz", "salah", "perintah", "zzz"),
        ("/anggaran CQ.6871 CQ.6872 CQ.6639", "salah", "dua_kode", ""),
        ("/anggaran WA.6871", "maksud", "kode", "WA.6871"),
        ("/serapan maret", "tidak_ada", "bulanan", ""),
        ("/capaian 999,99", "salah", "nomor_sasaran", "1–6"),
        ("/dpt sikka ende ngada", "salah", "dua_wilayah", ""),
        ("/wilayah sikka ende ngada", "salah", "dua_wilayah", ""),
        ("/dpt kupang", "pilih", "wilayah", "kupang"),
        ("/dpt kupang zzz", "salah", "kata", "zzz"),
        ("/pendanaan sikka ende", "salah", "satu_wilayah", ""),
        ("/jdih sikka ende", "salah", "satu_wilayah", ""),
        ("/banding sikka", "salah", "dua_hal", ""),
        ("/peringkat", "pilih", "ukuran", ""),
        ("/peringkat luas manggarai timur", "tidak_ada", "baris", "Kabupaten Manggarai Timur"),
        ("/capaian terwujudnya", "pilih", "sasaran", "terwujud"),
        ("/capaian 9", "salah", "nomor_sasaran", "1–6"),
        ("/penghargaan 99", "salah", "nomor", "6"),
        ("/catatan 99", "salah", "nomor_catatan", "52"),
        ("/istilah zzz", "tidak_ada", "istilah", "zzz"),
        ("/cari", "salah", "kata_cari", ""),
        ("/cari zzz", "tidak_ada", "cari", "zzz"),
        ("/tahapan 16", "salah", "nomor_tahapan", "15"),
        ("/tahapan 31 Februari 2024", "salah", "tanggal", "31-2-2024"),
        ("/tahapan 2019-04-17", "tidak_ada", "tahapan_tanggal", ""),
        ("/tahapan xyzq", "tidak_ada", "tahapan", "xyzq"),
        ("/logistik xyzq", "tidak_ada", "logistik", "xyzq"),
        ("/dpt sikka 2019", "tidak_ada", "tahun", "2019"),
        ("3", "pilih", "angka", "3"),
        ("", "salah", "kosong", ""),
        ("x" * (LONGEST_LINE + 1), "salah", "panjang", str(LONGEST_LINE)),
        ("5371 0101 0101 0001", "tidak_ada", "pribadi", ""),
        ("pemilih sikka februari", "tidak_ada", "dpt_lain", "DPT Pemilu"),
        ("/dpt jakarta", "tidak_ada", "luar_ntt", "jakarta"),
        ("/xyzzy", "maksud", "perintah", "/xyzzy"),
    ],
)
def test_what_cannot_be_answered_is_told(
    line: str, template: str, reason: str, words: str, report: Report
) -> None:
    """The refusal says what was not understood, and gives no source for a figure."""
    answer = answered(line, report)
    told = answer.data.model_dump()
    assert (answer.understood, answer.template, told["alasan"]) == (False, template, reason)
    assert told["kata"].casefold() == words.casefold()
    assert answer.sources == ()


@pytest.mark.parametrize(
    ("line", "template"),
    [
        ("/anggaran CQ.6871 CQ.6872", "banding"),
        ("/wilayah sikka ende", "banding"),
        ("/dpt sikka sikka", "dpt"),
        ("/serapan 6871.QGE.001", "anggaran"),
        ("/serapan CQ keluaran", "serapan"),
        ("/serapan 98,38", "catatan"),
        ("/capaian 98,38", "catatan"),
        ("/anggaran 99,96", "cari"),
        ("/peringkat sikka", "peringkat"),
        ("/logistik 3", "logistik"),
        ("/gedung ntt semua", "gedung_semua"),
    ],
)
def test_what_can_be_answered_is(line: str, template: str, report: Report) -> None:
    """Two of a kind are compared, one said twice is one, a figure is looked up."""
    answer = answered(line, report)
    assert (answer.understood, answer.template) == (True, template)


def test_a_page_behind_the_last_is_told(report: Report) -> None:
    """A search has no page behind its last, and says which that is."""
    told = answered("/cari pemilu hal 99", report)
    assert not told.understood
    last = told.data.model_dump()["kata"]
    assert answered(f"/cari pemilu hal {last}", report).understood
    assert not answered(f"/cari pemilu hal {int(last) + 1}", report).understood


@pytest.mark.parametrize(
    ("line", "on", "numbers"),
    [
        ("/tahapan 14 Februari 2024", date(2024, 2, 14), [12]),
        ("/tahapan 14/02/2024", date(2024, 2, 14), [12]),
        ("/tahapan 2024-02-14", date(2024, 2, 14), [12]),
        ("/tahapan Maret 2024", date(2024, 3, 1), [1, 13]),
        ("/tahapan kampanye Desember 2023", date(2023, 12, 1), [10]),
    ],
)
def test_stages_on_a_date(line: str, on: date, numbers: list[int], report: Report) -> None:
    """A day or a month gives the stages that run then, in whatever way it is written."""
    answer = answered(line, report)
    assert answer.understood
    assert isinstance(answer.data, JawabanTahapan)
    assert answer.data.pada == on
    shown = [row.nomor for row in answer.data.daftar.tahapan]
    assert set(numbers) <= set(shown)
    assert all(
        row.mulai <= on.replace(day=28) and row.selesai >= on for row in answer.data.daftar.tahapan
    )


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("/tahapan Agustus", [1, 2, 4, 7, 8, 14]),
        ("tahapan bulan agustus", [1, 2, 4, 7, 8, 14]),
        ("/tahapan 2022", [1, 2, 3, 4, 5, 6, 7]),
        ("/tahapan 2024", list(range(1, 16))),
    ],
)
def test_stages_of_a_month_or_a_year(line: str, numbers: list[int], report: Report) -> None:
    """A month alone means that month of any year; a year that no report is about, that year."""
    answer = answered(line, report)
    assert isinstance(answer.data, JawabanTahapan)
    assert [row.nomor for row in answer.data.daftar.tahapan] == numbers


@pytest.mark.parametrize(
    ("line", "question"),
    [("16 Januari 2025", "/sumber"), ("/tahapan 11-12-2024", "/penghargaan 1")],
)
def test_other_things_on_a_day_without_a_stage(line: str, question: str, report: Report) -> None:
    """A day on which no stage ran, but of which the report tells something, leads there."""
    answer = answered(line, report)
    assert not answer.understood
    assert [button.question for row in answer.buttons for button in row] == [question]


def test_groups_are_answered_only_on_commands(report: Report) -> None:
    """In a group a line that is no command of this bot is passed over in silence."""
    for line in ("berapa dpt sikka?", "/perintahlain", "halo", "5371010101010001"):
        assert ask(line, report, commands_only=True) is None
    answer = ask("/dpt@NamaBot Sikka", report, commands_only=True)
    assert answer is not None
    assert answer.understood


def test_a_misspelt_command_is_put_right(report: Report) -> None:
    """A command one edit from exactly one other is read as that, and says so."""
    answer = answered("/dptt Sikka", report)
    assert (answer.understood, answer.command) == (True, "dpt")
    assert [item.sebagai for item in answer.read_as] == ["/dpt"]


@settings(max_examples=300)
@given(
    name=st.sampled_from(sorted(BY_NAME)),
    rest=st.lists(
        st.one_of(
            st.sampled_from(
                ["sikka", "kupang", "cq", "6871", "3", "2024", "hal", "2", "perempuan", "tps", "%"]
            ),
            st.text(max_size=12),
        ),
        max_size=5,
    ),
)
def test_no_line_ends_in_an_error(name: str, rest: list[str], report: Report) -> None:
    """Whatever is typed behind a command is answered, with a figure or with a refusal."""
    answer = answered(f"/{name} {' '.join(rest)}", report)
    if not answer.understood:
        assert answer.sources == ()


@settings(max_examples=200)
@given(text=st.text(max_size=80))
def test_no_plain_line_ends_in_an_error(text: str, report: Report) -> None:
    """Whatever is typed without a command is answered too."""
    assert answered(text, report).template
