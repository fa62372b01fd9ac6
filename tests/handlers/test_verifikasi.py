"""``/verifikasi``: a table of sentences, and what must never be judged wrongly."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.formatting import number, percent, rupiah, short_rupiah
from bot.rendering import Renderer
from data import calculator
from data.models import Anggaran, JenisWilayah, Tingkat
from data.queries import anggaran, pemilih, ukuran
from data.verifikasi import pokok, pokok_wilayah
from data.verifikasi.putusan import Vonis
from handlers import verifikasi_kata
from handlers.verifikasi import MOST, JawabanVerifikasi, has_figures
from handlers.verifikasi_baca import reading
from tests.handlers.rekaan import asked, position, share
from tests.handlers.walking import answered

if TYPE_CHECKING:
    from data.report import Report
    from handlers.answer import Answer

D = Decimal
TABLE = Path(__file__).with_name("verifikasi.csv")
SHORT = {
    Vonis.SESUAI: "sesuai",
    Vonis.BULAT: "bulat",
    Vonis.BEDA: "beda",
    Vonis.TIADA: "tiada",
    Vonis.TANYA: "tanya",
}
RENDERER = Renderer()
SLOW = settings(
    max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


def rows() -> list[tuple[str, str]]:
    """The sentences of the table with what is expected of each figure in them."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [(row["kalimat"], row["hasil"]) for row in csv.DictReader(file)]


def told(answer: Answer) -> str:
    """The verdicts of an answer in short, each with its subject."""
    assert isinstance(answer.data, JawabanVerifikasi), answer.data
    RENDERER.render(answer)
    return ";".join(
        " ".join(filter(None, [SHORT[row.vonis], row.pokok.kunci if row.pokok else ""]))
        for row in answer.data.angka
    )


@pytest.mark.parametrize(("sentence", "expected"), rows())
def test_sentences(sentence: str, expected: str, report: Report) -> None:
    """Each figure of a sentence gets the expected verdict on the expected subject."""
    assert told(answered(f"/verifikasi {sentence}", report)) == expected


def test_the_table_is_large_enough() -> None:
    """The table has at least ninety sentences, and every verdict in many of them."""
    every = [part.split()[0] for _, result in rows() for part in result.split(";")]
    assert len({sentence for sentence, _ in rows()}) == len(rows()) >= 90
    assert all(every.count(short) >= 10 for short in SHORT.values())


def styles(value: int) -> tuple[str, ...]:
    """A whole number in every style that people write it."""
    return (number(value), f"{value:,}", str(value))


PEOPLE = {
    "dpt": ("DPT {} {} pemilih", "Jumlah pemilih di {} {} orang", "DPT {} sebanyak {}"),
    "laki-laki": ("Pemilih laki-laki {} {} orang", "DPT {} laki-laki {}"),
    "perempuan": ("Pemilih perempuan di {} {}", "DPT {} perempuan: {}"),
    "tps": ("Jumlah TPS di {} {}", "TPS {} ada {} TPS"),
    "loksus": ("TPS loksus {} {} TPS",),
    "pilbup": ("Dana Pilbup {} Rp{}", "Hibah Pilbup {} {} rupiah"),
    "pilgub": ("Anggaran Pilgub {} Rp {},-",),
    "luas": ("Luas gedung KPU {} {} m2",),
    "fisik": ("Dokumen hukum fisik KPU {} {} dokumen",),
    "web": ("Dokumen hukum di web KPU {} {} dokumen",),
}


def regional_values(report: Report) -> list[tuple[str, str, str, Decimal]]:
    """Every measure of every region: its key, the region's code and name, and its value."""
    return [
        (measure.kunci, row.kode, report.regions[row.kode].nama, row.nilai)
        for measure in ukuran.REGIONAL
        if measure.kunci in PEOPLE
        for row in ukuran.values(report, 2024, measure)
        if report.regions[row.kode].jenis is not JenisWilayah.PROVINSI
    ]


def test_true_figures_of_every_region_are_never_wrong(report: Report) -> None:
    """The report's own figure, in any style and sentence, is always told to agree."""
    for key, code, name, value in regional_values(report):
        if key == "luas" and code == "53.03":
            continue
        for sentence in PEOPLE[key]:
            for style in styles(int(value)):
                if key == "luas" and "," in style:
                    continue
                line = sentence.format(name, style)
                assert told(answered(f"/verifikasi {line}", report)) == f"sesuai {key}:{code}", line


@SLOW
@given(data=st.data())
def test_a_changed_digit_is_never_right(data: st.DataObject, report: Report) -> None:
    """A figure with one digit changed is never told to agree."""
    key, code, name, value = data.draw(st.sampled_from(regional_values(report)))
    digits = list(str(int(value)))
    at = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([digit for digit in "123456789" if digit != digits[at]]))
    digits[at] = other
    wrong = int("".join(digits))
    line = data.draw(st.sampled_from(PEOPLE[key])).format(name, number(wrong))
    verdict = told(answered(f"/verifikasi {line}", report))
    if not (key == "luas" and code == "53.03"):
        assert verdict in {f"beda {key}:{code}", f"bulat {key}:{code}"}
        assert verdict.startswith("beda") or wrong % 1000 == 0


@SLOW
@given(data=st.data())
def test_budget_lines_in_every_style(data: st.DataObject, report: Report) -> None:
    """The figures of a budget line agree, whole or rounded; one more rupiah does not."""
    line = data.draw(st.sampled_from(anggaran.lines(report, 2024)))
    key = data.draw(st.sampled_from(["pagu", "realisasi", "sisa"]))
    value = getattr(line, key)
    name = "total KPU NTT" if line.tingkat is Tingkat.TOTAL else line.kode
    ask = f"/verifikasi {key.title()} {name} "
    if value >= 1000:
        assert told(answered(ask + rupiah(value), report)) == f"sesuai {key}:{line.kode}"
        assert told(answered(f"{ask}Rp {value:,},-", report)) == f"sesuai {key}:{line.kode}"
        assert told(answered(ask + rupiah(value + 1), report)) == f"beda {key}:{line.kode}"
    if value >= 10**6:
        assert told(answered(ask + short_rupiah(value), report)).split()[0] in {"sesuai", "bulat"}
    share_line = f"/verifikasi Serapan {name} {percent(line.persen)}"
    assert told(answered(share_line, report)) == f"sesuai serapan:{line.kode}"


LISTS = (
    "DPT {a} {av}, {b} {bv}",
    "DPT {a} {av} dan {b} {bv}",
    "DPT {a}: {av}\n{b}: {bv}",
    "DPT Pilkada 2024:\n- {a} {av}\n- {b} {bv}",
    "{av} pemilih di {a} dan {bv} pemilih di {b}",
    "{av} pemilih di {a}, sedangkan di {b} {bv}",
    "Di {a} ada {av} pemilih dengan {at} TPS, di {b} ada {bv} pemilih dengan {bt} TPS.",
    "DPT {a} {av}. Jumlah TPS-nya {at}. DPT {b} {bv} dengan {bt} TPS.",
    "Pemilih {a} {av} ({at} TPS), {b} {bv} ({bt} TPS)",
    "Jumlah TPS {a} {at} dan {b} {bt}, DPT {a} {av}, DPT {b} {bv}",
    "KPU {a} menetapkan DPT {av} pemilih, KPU {b} {bv} pemilih",
    "DPT {a} {av} {b} {bv}",
    "{a} {av} pemilih {b} {bv} pemilih",
    "{a} | {av} | {at}\n{b} | {bv} | {bt}",
    "Pemilih di {a} {av}, lebih sedikit dari {b} yang {bv}",
    "Dari {av} pemilih {a} dan {bv} pemilih {b}, TPS {a} {at}",
    "{av} pemilih {a} tersebar di {at} TPS; {bv} pemilih {b} di {bt} TPS",
    "Di {a} {at} TPS melayani {av} pemilih. Di {b}, {bt} TPS untuk {bv} pemilih.",
    "DPT {a} dan {b}: {av} dan {bv}",
    "Sebanyak {av} warga {a} masuk DPT, {b} {bv}",
)


@SLOW
@given(data=st.data())
def test_true_lists_are_never_wrong(data: st.DataObject, report: Report) -> None:
    """True figures of two regions in one text, however they are arranged, are never different."""
    table = pemilih.voters(report, 2024)
    assert table is not None
    a, b = data.draw(st.lists(st.sampled_from(table.wilayah), min_size=2, max_size=2, unique=True))
    line = data.draw(st.sampled_from(LISTS)).format(
        a=a.wilayah.nama,
        av=number(a.jumlah),
        at=a.tps,
        b=b.wilayah.nama,
        bv=number(b.jumlah),
        bt=b.tps,
    )
    verdicts = told(answered(f"/verifikasi {line}", report))
    assert "beda" not in verdicts, (line, verdicts)


WORDS = [
    *("DPT", "pemilih", "TPS", "Sikka", "Ende", "Kupang", "NTT", "laki-laki", "perempuan"),
    *("pagu", "realisasi", "serapan", "CQ.6871", "anggaran", "pilgub", "pilbup", "dana"),
    *("hibah", "suara", "Melki", "target", "capaian", "tinta", "244.838", "557", "99,61%"),
    *("Rp11,63 miliar", "persen", "dan", "dengan", "dari", ",", ".", ":", "(", ")", "\n"),
    *("sekitar", "bukan", "KPU", "2024", "2019", "Pemilu", "lebih", "naik", "ribu", "juta", "-"),
    *("gedung", "luas", "jdih", "fisik", "pegawai", "hingga", "Oktober", "dari DPT NTT", "web"),
    *("total", "reformasi birokrasi", "kepala bagian", "surat suara", "CQ.9999", "sisa", "M"),
]


@SLOW
@given(st.lists(st.sampled_from(WORDS), max_size=25))
@example(["DPT", "Kupang", "TPS", "557"])
def test_any_words_are_answered(report: Report, words: list[str]) -> None:
    """Whatever stands around figures, the answer can be shown and agrees only with the report."""
    answer = answered(f"/verifikasi {' '.join(words)}", report)
    RENDERER.render(answer)
    if isinstance(answer.data, JawabanVerifikasi):
        for row in answer.data.angka:
            if row.vonis in {Vonis.SESUAI, Vonis.BULAT, Vonis.BEDA}:
                assert row.pokok is not None
                assert row.nilai is not None
                assert row.pokok.cetakan


def test_without_words_it_explains(report: Report) -> None:
    """Without a text the command explains itself with examples."""
    answer = answered("/verifikasi", report)
    assert answer.understood
    assert answer.template == "verifikasi_cara"
    assert "/verifikasi DPT Sikka" in RENDERER.render(answer).plain


@pytest.mark.parametrize("text", ["DPT Sikka banyak sekali", "Pilkada 27 November 2024"])
def test_a_text_without_figures_is_told(text: str, report: Report) -> None:
    """A text that states no figure is answered with that."""
    answer = answered(f"/verifikasi {text}", report)
    assert not answer.understood
    assert answer.data.model_dump()["alasan"] == "tanpa_angka"


def test_which_texts_have_figures() -> None:
    """A text has figures where one could be checked; dates and years are none."""
    assert has_figures("DPT Sikka 244.838")
    assert not has_figures("Pilkada 27 November 2024")


def test_long_texts_are_cut_and_say_so(report: Report) -> None:
    """Of a long list as many figures are checked as fit into a message, and the rest is told."""
    table = pemilih.voters(report, 2024)
    assert table is not None
    text = "Total pagu KPU NTT Rp1.000.000.000\nSerapan anggaran KPU NTT 98,38%\n" + "\n".join(
        f"DPT {row.wilayah.nama} {number(row.jumlah + 1)}, laki-laki 1.000, perempuan 2.000"
        for row in table.wilayah
    )
    answer = answered(f"/verifikasi {text}", report)
    assert isinstance(answer.data, JawabanVerifikasi)
    assert len(answer.data.angka) == MOST
    assert answer.data.lebih == 2 + 3 * 22 - MOST
    assert f"{answer.data.lebih} angka lain belum diperiksa" in RENDERER.render(answer).plain


def test_twenty_unclear_figures_fit(report: Report) -> None:
    """Twenty figures that are all asked back with two choices each still fit."""
    text = "\n".join(["Anggaran Pilkada Timor Tengah Selatan Rp1.000.000.000"] * 20)
    RENDERER.render(answered(f"/verifikasi {text}", report))
    lines = [row for row in anggaran.lines(report, 2024) if row.tingkat is not Tingkat.TOTAL]
    text = "\n".join(f"Realisasi {row.kode} Rp1.000.001.000" for row in lines[:20])
    RENDERER.render(answered(f"/verifikasi {text}", report))


def test_telephone_numbers_are_not_repeated(report: Report) -> None:
    """A telephone number next to a figure does not come back with it."""
    answer = answered("/verifikasi DPT Sikka 244.838 hubungi 0812-3456-7890", report)
    assert "3456" not in RENDERER.render(answer).plain


def test_notes_and_sources_go_with_the_figures(report: Report) -> None:
    """What the report prints twice is told with its note and with both places."""
    answer = answered("/verifikasi Serapan anggaran KPU NTT 98,38%", report)
    assert 9 in [note.nomor for note in answer.notes]
    assert {"anggaran", "bab4"} <= {row.id for row in answer.sources}
    many = (
        "Serapan anggaran KPU NTT 98,38%\n"
        "Target reformasi birokrasi 79\n"
        "Total dokumen hukum fisik se-NTT 240 dokumen\n"
        "Jumlah pegawai KPU NTT 69 orang\n"
        "Total anggaran Pilbup se-NTT Rp569.232.450.470"
    )
    answer = answered(f"/verifikasi {many}", report)
    assert isinstance(answer.data, JawabanVerifikasi)
    assert answer.data.catatan
    assert "Catatan lain: /catatan" in RENDERER.render(answer).plain


def test_buttons_ask_what_may_be_meant(report: Report) -> None:
    """Where several fit there is a button for each, which asks for it and is short enough."""
    answer = answered("/verifikasi DPT Kupang 267.346", report)
    questions = [button.question for row in answer.buttons for button in row]
    assert questions == ["/dpt Kabupaten Kupang", "/dpt Kota Kupang"]
    assert all(answered(question, report).understood for question in questions)
    misspelt = answered("/verifikasi DPT Sika 244.838", report)
    assert [button.question for row in misspelt.buttons for button in row] == ["/wilayah Sikka"]


def test_questions_of_all_subjects_are_understood(report: Report) -> None:
    """What an answer offers to ask is itself answered, for every kind of subject."""
    subjects = [
        *(
            pokok_wilayah.regional(report, 2024, report.regions["53.07"], key)
            for key in pokok_wilayah.ASKED
        ),
        *(pokok_wilayah.provincial(report, 2024, key) for key in pokok_wilayah.ASKED),
        *(pokok.votes(report, 2024, order, "suara") for order in (None, 1, 2, 3)),
        *(pokok.item_of(report, 2024, order) for order in range(1, 20)),
        *(pokok.indicator(report, 2024, "3.2", key) for key in ("target", "realisasi", "capaian")),
        pokok.indicator(report, 2024, "9.9", "target"),
        pokok.staff(report, 2024, None, "pns"),
        *(
            pokok.budget(report, 2024, row, key)
            for row in report.rows(Anggaran, 2024)
            for key in pokok.LINE_NAMES
        ),
    ]
    for subject in subjects:
        if subject is not None:
            assert answered(subject.pertanyaan, report).understood, subject.pertanyaan


def test_loaded_months(report: Report) -> None:
    """Figures of a loaded month are judged by its file; made-up figures (rekaan)."""
    loaded = (position("2025-10", share(80)),)

    def ask(line: str) -> Answer:
        return asked(line, report, *loaded)

    answer = ask("/verifikasi Serapan CQ.6871 Oktober 2025 80 persen")
    assert told(answer) == "sesuai serapan:CQ.6871:2025-10"
    assert [load.bulan for load in answer.loads] == [loaded[0].muatan.bulan]
    assert "rekaan-2025-10.csv" in RENDERER.render(answer).plain
    assert told(ask("/verifikasi Pagu CQ.6871 Oktober 2025 Rp6.528.000.000")).startswith("sesuai")
    assert told(ask("/verifikasi Sisa CQ.6871 Oktober 2025 Rp1.305.600.000")).startswith("sesuai")
    assert told(ask("/verifikasi Realisasi CQ.6871 per 31 Oktober 2025 Rp5,22 miliar")) == (
        "bulat realisasi:CQ.6871:2025-10"
    )
    assert told(ask("/verifikasi Serapan KPU NTT Okt 2025 81 persen")) == (
        "beda serapan:TOTAL:2025-10"
    )
    assert told(ask("/verifikasi Serapan CQ.6872 Oktober 2025 80 persen")) == "tiada"
    assert told(ask("/verifikasi Serapan KPU NTT Nopember 2025 80 persen")) == "tiada"
    assert told(ask("/verifikasi Serapan KPU NTT Oktober 80 persen")) == "tanya"


def test_a_report_without_tables_has_no_subjects(report: Report) -> None:
    """Where a report lacks a table there is no subject, and no error."""
    year = 1999
    region = report.regions["53.07"]
    assert all(
        pokok_wilayah.regional(report, year, region, key) is None for key in pokok_wilayah.ASKED
    )
    assert all(
        pokok_wilayah.provincial(report, year, key) is None
        for key in ("dpt", "pilbup", "fisik", "bagian-l", "luas")
    )
    assert pokok_wilayah.areas(report, year, region) == ((), ())
    assert pokok.votes(report, year, 1, "suara") is None
    assert pokok.staff(report, year, 1, "pns") is None
    assert pokok.item_of(report, year, 1) is None
    assert pokok.indicator(report, year, "3.2", "target") is None
    assert not list(verifikasi_kata.names(report, year))


def test_figures_without_a_share_or_a_gap() -> None:
    """What cannot be computed is no figure, and a total that adds up stands alone."""
    assert pokok_wilayah.computed(calculator.percent(1, 0)) == ()
    (alone,) = pokok_wilayah.with_sum(5, D(5))
    assert (alone.nilai, alone.di) == (D(5), "")


def test_nothing_is_read_into_other_words(report: Report) -> None:
    """A reading keeps every word that it does not know."""
    (said,) = reading("DPT Sikka menurut peramal 244.838", report, 2024)
    assert said.isi.asing == ["peramal"]
