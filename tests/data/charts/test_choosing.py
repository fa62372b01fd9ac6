"""What is drawn, against the report's figures; every figure of a month is made up (rekaan)."""

from __future__ import annotations

import pickle
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from data.bulanan.figures import Bulanan
from data.calculator import achievement
from data.charts import budget, choosing, regions
from data.charts.framing import from_report, sentences, shortened
from data.models import Anggaran, Dpt, JenisBaris, Pendanaan, Pilgub, Sumber, Tingkat
from data.models.grafik import LONGEST_ALT, LONGEST_CORE, JenisGrafik, Titik
from data.queries import capaian
from tests.handlers.rekaan import held, position, row, share

if TYPE_CHECKING:
    from data.charts.framing import Gambar
    from data.report import Report

YEAR = 2024
SIKKA = "53.07"
OTHER_YEAR = 2030


def lines(report: Report) -> dict[str, Anggaran]:
    """The budget by its codes."""
    return {line.kode: line for line in report.rows(Anggaran, YEAR)}


def there(found: Gambar | None) -> Gambar:
    """A chart that there is."""
    assert found is not None
    return found


def test_voters_are_those_of_the_table(report: Report) -> None:
    """Each region has its men and women, the most voters first, and the total in words."""
    chart = there(regions.voters(report, YEAR)).grafik
    rows = report.rows(Dpt, YEAR)
    details = sorted((r for r in rows if r.jenis is JenisBaris.RINCIAN), key=lambda r: -r.jumlah)
    assert [point.nilai for point in chart.titik] == [(r.l, r.p) for r in details]
    assert chart.titik[0].teks == ("171.843", "179.196")
    assert chart.titik[0].rincian == "jumlah 351.039"
    assert "3.988.372 pemilih (L 1.958.444, P 2.029.928)" in chart.keterangan
    assert "Terbanyak Kabupaten Timor Tengah Selatan 351.039" in chart.keterangan
    assert "paling sedikit Kabupaten Sumba Tengah 57.952" in chart.keterangan
    more = sum(r.p > r.l for r in details)
    assert f"lebih banyak di {more} dari 22 kabupaten/kota" in chart.keterangan
    assert chart.jenis is JenisGrafik.GANDA


def test_one_region_has_its_shares(report: Report) -> None:
    """One region's chart has men and women with the computed shares, and only its notes."""
    found = there(regions.voters_of(report, YEAR, SIKKA))
    assert [point.nilai for point in found.grafik.titik] == [(115_547,), (129_291,)]
    assert [point.teks for point in found.grafik.titik] == [
        ("115.547 (47,19%)",),
        ("129.291 (52,81%)",),
    ]
    assert found.notes == (("dpt", (7,)),)


@pytest.mark.parametrize("measure", ["perempuan", "laki-laki", "tps"])
def test_counts_are_ranked(report: Report, measure: str) -> None:
    """A count by region goes from the most to the least and names the printed total."""
    chart = there(regions.counted(report, YEAR, measure)).grafik
    column = {"perempuan": "p", "laki-laki": "l", "tps": "tps"}[measure]
    rows = report.rows(Dpt, YEAR)
    details = [getattr(r, column) for r in rows if r.jenis is JenisBaris.RINCIAN]
    assert [point.nilai[0] for point in chart.titik] == sorted(details, reverse=True)
    assert not any(point.tebal for point in chart.titik)
    total = next(getattr(r, column) for r in rows if r.jenis is JenisBaris.JUMLAH)
    assert f"{total:,}".replace(",", ".") in chart.inti


def test_a_region_is_set_apart(report: Report) -> None:
    """The region that was named stands out in the picture, and its place in the words."""
    chart = there(regions.counted(report, YEAR, "tps", SIKKA)).grafik
    assert [point.label for point in chart.titik if point.tebal] == ["Sikka"]
    assert "Kabupaten Sikka 557, urutan 7 dari 22" in chart.keterangan
    assert chart.kunci == "tps-53.07-2024"


def test_funding_shows_both_totals(report: Report) -> None:
    """Funding has both columns, says what is not printed, and both totals where they differ."""
    chart = there(regions.funding(report, YEAR)).grafik
    printed = {r.nama_tercetak: r for r in report.rows(Pendanaan, YEAR)}
    alor = next(point for point in chart.titik if point.label == "Alor")
    assert alor.nilai == (printed["Alor"].pilbup, printed["Alor"].pilgub)
    assert chart.titik[0].nilai[0] is None
    assert chart.titik[0].teks[0] == "tidak tercantum"
    assert "tercetak Rp569.232.450.470" in chart.anak_judul
    assert "dihitung dari barisnya Rp568.119.544.520" in chart.anak_judul
    assert "Pilbup Provinsi Nusa Tenggara Timur tidak tercantum." in chart.keterangan


def test_funding_of_one_column_and_one_region(report: Report) -> None:
    """A column alone has its own notes, and a region both columns and their sum."""
    column = there(regions.funding(report, YEAR, "pilgub"))
    assert column.grafik.seri == ("Pilgub",)
    assert column.grafik.jenis is JenisGrafik.BATANG
    assert {str(key).partition(".")[2] for key in column.notes[0][1]} == {"nama", "pilgub"}
    own = there(regions.funding_of(report, YEAR, SIKKA)).grafik
    assert [point.nilai for point in own.titik] == [(21_739_651_520,), (15_772_949_445,)]
    assert "Keduanya dijumlahkan Rp37,51 miliar." in own.keterangan
    assert regions.funding_of(report, YEAR, "53.99") is None


def test_absorption_of_the_whole_has_programmes_and_activities(report: Report) -> None:
    """Of the whole every programme is followed by its activities, the highest first."""
    found = there(budget.absorption(report, YEAR))
    rows = lines(report)
    codes = [point.label.split()[0] for point in found.grafik.titik[1:]]
    assert [point.nilai[0] for point in found.grafik.titik[1:]] == [
        rows[code].persen for code in codes
    ]
    kept = {line.kode for line in rows.values() if line.tingkat in {"program", "kegiatan"}}
    assert set(codes) == kept
    bold = [point.label.split()[0] for point in found.grafik.titik if point.tebal]
    assert bold == ["Seluruh", "WA", "CQ"]
    assert found.grafik.acuan == Decimal(100)
    assert "Tertinggi WA.3360" in found.grafik.keterangan
    assert "terendah CQ.6981" in found.grafik.keterangan
    assert found.notes == (("anggaran", ("TOTAL",)),)


def test_absorption_within_a_code_and_of_a_leaf(report: Report) -> None:
    """A code is drawn with what stands below it, one without anything with what is above."""
    rows = lines(report)
    within = there(budget.absorption(report, YEAR, "CQ.6981"))
    assert [point.nilai[0] for point in within.grafik.titik] == [
        rows[code].persen for code in ("CQ.6981", "6981.QGE.002", "6981.QGE.001")
    ]
    assert "realisasi tercetak kosong" in within.grafik.titik[2].rincian
    assert within.notes == (("anggaran", ("CQ.6981", "6981.QGE.002", "6981.QGE.001")),)
    leaf = there(budget.absorption(report, YEAR, "6981.QGE.001")).grafik
    assert [point.label.split()[0] for point in leaf.titik] == [
        "6981.QGE.001", "CQ.6981", "CQ", "Seluruh",
    ]  # fmt: skip
    assert "Rp0" not in leaf.keterangan
    assert "Seluruh anggaran: 99,61%." in leaf.keterangan
    assert "Digambar" not in leaf.keterangan
    single = there(budget.absorption(report, YEAR, "WA.3355")).grafik
    assert "3355.EBA.994 Layanan Perkantoran: 99,66%." in single.keterangan


def test_pagu_stands_beside_realisasi(report: Report) -> None:
    """Pagu and realisasi are drawn of activities, of what is below a code, or of itself."""
    rows = lines(report)
    whole = there(budget.pagu(report, YEAR)).grafik
    activities = [line for line in rows.values() if line.tingkat is Tingkat.KEGIATAN]
    assert [point.nilai for point in whole.titik] == [
        (line.pagu, line.realisasi) for line in sorted(activities, key=lambda r: -r.pagu)
    ]
    own = there(budget.pagu(report, YEAR, "6981.QGE.001")).grafik
    assert own.titik[0].teks == ("Rp2.000", "realisasi tercetak kosong")
    assert "realisasi tercetak kosong" in own.inti
    below = there(budget.pagu(report, YEAR, "CQ.6871"))
    assert below.grafik.titik[0].nilai == (
        rows["6871.QGE.002"].pagu,
        rows["6871.QGE.002"].realisasi,
    )
    assert budget.pagu(report, YEAR, "CQ.9999") is None
    assert budget.absorption(report, YEAR, "CQ.9999") is None


def test_votes_keep_the_order_of_the_report(report: Report) -> None:
    """Pairs stand as printed, with their votes and percentages, and nobody is called elected."""
    found = there(choosing.governor(report, YEAR))
    rows = report.rows(Pilgub, YEAR)
    assert [point.nilai for point in found.grafik.titik] == [(r.suara,) for r in rows]
    assert found.grafik.titik[1].teks == ("1.004.055 (37,33%)",)
    assert "2.689.932" in found.grafik.keterangan
    assert "tidak memuat penetapan calon terpilih" in found.grafik.tambahan[0]


def test_achievement_names_what_cannot_be_drawn(report: Report) -> None:
    """Indicators with numbers are drawn as computed; letters are named, and both targets."""
    chart = there(choosing.achievement(report, YEAR)).grafik
    by_label = {point.label: point for point in chart.titik}
    reform = by_label["3. Reformasi birokrasi"]
    assert reform.nilai == (Decimal("114.42"),)
    assert reform.rincian == (
        "target 78, realisasi 89,25; tercetak 114,43; dengan target 79: 112,97%"
    )
    assert by_label["1. Kompetensi pegawai"].teks == ("100%",)
    assert chart.tambahan == (
        "Akuntabilitas kinerja tidak dapat digambar: target B, realisasi BB.",
    )
    assert len(chart.titik) == 6


def test_achievement_below_the_target_is_named(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An indicator below its target is named with its percentage (made up)."""

    def fallen(item: capaian.CapaianIndikator) -> capaian.CapaianIndikator:
        hitung = achievement(Decimal(100), Decimal(60))
        return item.model_copy(update={"hitung": hitung, "capaian": None})

    made_up = tuple(
        goal.model_copy(update={"indikator": tuple(fallen(item) for item in goal.indikator[:1])})
        for goal in capaian.objectives(report, YEAR)[:2]
    )
    monkeypatch.setattr(capaian, "objectives", lambda *_: made_up)
    chart = there(choosing.achievement(report, YEAR)).grafik
    assert "Di bawah 100%: Kompetensi pegawai 60,00% dan Sarana" in chart.keterangan
    assert "Tepat 100%" not in chart.keterangan
    assert chart.inti == "Capaian kinerja 2024, 2 dari 2 indikator: 60%, dihitung."


def test_months_have_their_gaps(report: Report) -> None:
    """Twelve months are named; those not loaded or without the code say so, later ones nothing."""
    months = held(
        position("2025-01", share(5)),
        position("2025-04", share(40, **{"6871_QGE_002": 7_000_000_000})),
        position("2025-05", share(50), extra=(row("CQ.6999", 0, 0, 50, induk="CQ"),)),
    )
    found = there(budget.trend(report, 2025, months))
    chart = found.grafik
    assert [point.label for point in chart.titik[:3]] == ["Jan", "Feb", "Mar"]
    assert len(chart.titik) == 12
    assert [point.nilai[0] for point in chart.titik[:6]] == [
        Decimal("5.00"), None, None, Decimal("40.00"), Decimal("50.00"), None,
    ]  # fmt: skip
    assert [point.teks[0] for point in chart.titik[:6]] == [
        "5,00", "belum dimuat", "belum dimuat", "40,00", "50,00", "",
    ]  # fmt: skip
    assert "Belum dimuat: Februari–Maret." in chart.keterangan
    assert "Pagu berubah pada April 2025" in chart.tambahan[0]
    assert chart.versi == "Mei 2025 versi 1"
    assert [load.bulan.bulan for load in found.loads] == [5, 4, 1]
    alone = there(budget.trend(report, 2025, months, "CQ.6999")).grafik
    assert [point.teks[0] for point in alone.titik[:5]] == [
        "tanpa kode ini", "belum dimuat", "belum dimuat", "tanpa kode ini", "tidak dapat dihitung",
    ]  # fmt: skip
    gap = held(position("2025-02", share(5)))
    assert "Belum dimuat: Januari." in there(budget.trend(report, 2025, gap)).grafik.keterangan


def test_no_months_no_trend(report: Report) -> None:
    """Without a month of the year, or without the code in any, there is no chart."""
    assert budget.trend(report, 2025, Bulanan()) is None
    assert budget.trend(report, 2025, held(position("2025-01", share(5))), "CQ.9999") is None


def test_the_press_kit_has_one_chart_a_table(report: Report) -> None:
    """The standard set has every table once, and the months only where any is loaded."""
    without = choosing.standard(report, YEAR, Bulanan())
    keys = [chart.kunci for chart in without]
    assert keys == [
        "dpt-2024", "tps-2024", "serapan-2024", "anggaran-2024", "pilgub-2024",
        "pendanaan-2024", "capaian-2024",
    ]  # fmt: skip
    months = held(position("2025-01", share(5)))
    assert [chart.kunci for chart in choosing.standard(report, YEAR, months)] == [
        *keys,
        "tren-2025",
    ]
    assert choosing.standard(report, OTHER_YEAR, Bulanan()) == ()
    assert regions.voters_of(report, OTHER_YEAR, SIKKA) is None


def test_charts_cite_and_travel(report: Report) -> None:
    """Every chart names source, date and version, and is the same after a trip to a process."""
    for chart in choosing.standard(report, YEAR, held(position("2025-01", share(5)))):
        assert chart.sumber.startswith("Sumber: "), chart.kunci
        assert chart.tanggal, chart.kunci
        assert chart.versi in {report.version, "Januari 2025 versi 1"}, chart.kunci
        assert chart.keterangan.startswith(chart.inti), chart.kunci
        assert len(chart.keterangan) <= LONGEST_ALT
        assert pickle.loads(pickle.dumps(chart)) == chart  # noqa: S301 - our own bytes


def test_a_place_without_a_position_has_the_date_of_the_report(report: Report) -> None:
    """Where the report names no position of a table, its own date stands alone."""
    place = next(row for row in report.rows(Sumber, YEAR) if row.posisi is None)
    _, date, version = from_report(report, YEAR, [place.id])
    assert (date, version) == ("Data per laporan 16 Januari 2025", report.version)


def test_words_are_cut_between_words() -> None:
    """A sentence that does not fit is left out; a long core is cut behind a word."""
    assert sentences("Inti.", ["Satu.", "x" * LONGEST_ALT, "Dua."]) == "Inti. Satu. Dua."
    cut = shortened("kata " * 40, LONGEST_CORE)
    assert len(cut) <= LONGEST_CORE
    assert cut.endswith("kata…")


def test_a_row_has_a_value_for_each_series(report: Report) -> None:
    """A row with one value in a chart of two series is refused."""
    chart = there(regions.voters(report, YEAR)).grafik
    bad = Titik(label="x", nilai=(1,), teks=("1",))
    with pytest.raises(ValidationError, match="2 values"):
        type(chart).model_validate(chart.model_dump() | {"titik": (bad,)})
