"""Every printed total of the report, as the queries give it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data.calculator import Computed, NotComputable, Reason, Verdict
from data.models import JenisUnit, Tingkat
from data.queries import anggaran, capaian, naskah, pemilih, pilkada, satker, ukuran
from data.report import Report

D = Decimal
YEAR = 2024


def rounded(result: object) -> Decimal:
    """What a computed result shows."""
    assert isinstance(result, Computed)
    return result.rounded


def test_voters_total(report: Report) -> None:
    """The printed total of the voters is the sum of the 22 regions in every column."""
    table = pemilih.voters(report, YEAR)
    assert table is not None
    assert len(table.wilayah) == 22
    total = table.total
    assert (total.l, total.p, total.jumlah) == (1958444, 2029928, 3988372)
    assert (total.tps, total.loksus, total.peringkat, total.dari) == (9877, 16, None, 22)
    for column in ("l", "p", "jumlah", "tps", "loksus"):
        assert sum(getattr(row, column) for row in table.wilayah) == getattr(total, column)
    assert rounded(total.bagian) == 100
    assert all(row.l + row.p == row.jumlah for row in (total, *table.wilayah))
    assert sorted(row.peringkat or 0 for row in table.wilayah) == list(range(1, 23))


def test_voters_of_one_region(report: Report) -> None:
    """Sikka, with its share, its rank and its voters a station."""
    sikka = pemilih.voters_of(report, YEAR, "53.07")
    assert sikka is not None
    assert (sikka.jumlah, sikka.l, sikka.p) == (244838, 115547, 129291)
    assert (sikka.tps, sikka.loksus, sikka.peringkat, sikka.dari) == (557, 1, 6, 22)
    assert (rounded(sikka.bagian), rounded(sikka.per_tps)) == (D("6.14"), D("439.57"))
    assert rounded(sikka.bagian_l) + rounded(sikka.bagian_p) == 100
    province = pemilih.voters_of(report, YEAR, "53")
    assert province is not None
    assert province.jumlah == 3988372
    assert pemilih.voters_of(report, YEAR, "31.71") is None
    assert pemilih.voters_of(report, 2023, "53.07") is None
    assert pemilih.voters(report, 2023) is None


@pytest.mark.parametrize(
    ("code", "pagu", "realisasi", "sisa", "persen", "gaps"),
    [
        ("TOTAL", 215464527000, 214623011840, 841515160, "99.61", {}),
        ("CQ", 204305276000, 203487916155, 817359845, "99.60", {}),
        ("WA", 11159251000, 11135095685, 24155315, "99.78", {}),
        ("CQ.6871", 11632683000, 11620233939, 12449061, "99.89", {}),
        (
            "CQ.6709",
            22124094000,
            None,
            None,
            None,
            {"pagu": 364647000, "realisasi": 352176157, "sisa": 12470843},
        ),
        ("6981.QGE.001", 2000, 0, 2000, "0.00", {}),
    ],
)
def test_budget_line(
    code: str,
    pagu: int,
    realisasi: int | None,
    sisa: int | None,
    persen: str | None,
    gaps: dict[str, int],
    report: Report,
) -> None:
    """Printed amounts, the recomputed percentage, and the gap its children leave."""
    line = anggaran.line(report, YEAR, code)
    assert line is not None
    assert line.baris.pagu == pagu
    assert line.baris.pagu - line.baris.realisasi == line.baris.sisa
    assert rounded(line.persen_dihitung) == line.baris.persen
    assert {gap.kolom: gap.selisih for gap in line.selisih} == gaps
    for gap in line.selisih:
        assert gap.tercetak - gap.dihitung == gap.selisih
        assert gap.dihitung == sum(getattr(child, gap.kolom) for child in line.anak)
    if realisasi is not None and sisa is not None and persen is not None:
        assert (line.baris.realisasi, line.baris.sisa) == (realisasi, sisa)
        assert line.baris.persen == D(persen)


def test_budget_levels(report: Report) -> None:
    """Programmes and activities add up to the total; each line knows its place."""
    rows = anggaran.lines(report, YEAR)
    kinds = [row.tingkat for row in rows]
    counted = (kinds.count(Tingkat.PROGRAM), kinds.count(Tingkat.KEGIATAN), len(rows))
    assert counted == (2, 9, 31)
    for level in (Tingkat.PROGRAM, Tingkat.KEGIATAN):
        chosen = [row for row in rows if row.tingkat is level]
        assert sum(row.pagu for row in chosen) == 215464527000
        assert sum(row.realisasi for row in chosen) == 214623011840
        assert sum(row.sisa for row in chosen) == 841515160
    leaf = anggaran.line(report, YEAR, "6871.QGE.002")
    assert leaf is not None
    assert leaf.induk is not None
    assert leaf.program is not None
    assert (leaf.induk.kode, leaf.program.kode, leaf.anak) == ("CQ.6871", "CQ", ())
    assert leaf.bagian_program is not None
    assert rounded(leaf.bagian_program) == D("5.67")
    top = anggaran.line(report, YEAR, "TOTAL")
    assert top is not None
    assert (top.induk, top.program, top.bagian_induk, top.bagian_program) == (None,) * 4
    programme = anggaran.line(report, YEAR, "CQ")
    assert programme is not None
    assert (programme.program, programme.bagian_program) == (None, None)
    assert programme.bagian_induk is not None
    assert rounded(programme.bagian_induk) == D("94.82")
    assert anggaran.line(report, YEAR, "CQ.0000") is None


def test_absorption_is_ranked(report: Report) -> None:
    """Children are ranked by exact absorption; a level picks from all that stands below."""
    whole = anggaran.absorption(report, YEAR, "TOTAL", Tingkat.KELUARAN)
    assert whole is not None
    assert len(whole.urut) == 19
    assert [row.kode for row in whole.urut[-2:]] == ["6982.QGE.001", "6981.QGE.001"]
    values = [anggaran.exact(row) for row in whole.urut]
    assert values == sorted(values, reverse=True)
    under = anggaran.absorption(report, YEAR, "CQ", None)
    assert under is not None
    assert (under.tingkat, len(under.urut)) == (Tingkat.KEGIATAN, 7)
    alone = anggaran.absorption(report, YEAR, "6871.QGE.001", None)
    assert alone is not None
    assert (alone.tingkat, alone.urut) == (Tingkat.KELUARAN, ())
    assert anggaran.absorption(report, YEAR, "XX", None) is None


def test_absorption_of_nothing_is_zero(report: Report) -> None:
    """A line without pagu stands last instead of dividing by zero."""
    row = anggaran.lines(report, YEAR)[0].model_copy(update={"pagu": 0})
    assert anggaran.exact(row) == 0


def test_votes_total(report: Report) -> None:
    """The votes for governor, with the shares that follow from them."""
    result = pilkada.governor(report, YEAR)
    assert result is not None
    assert result.suara_sah == 873524 + 1004055 + 812353 == 2689932
    assert [row.pasangan.suara for row in result.pasangan] == [873524, 1004055, 812353]
    assert [rounded(row.persen_dihitung) for row in result.pasangan] == [
        row.pasangan.persen for row in result.pasangan
    ]
    assert sum(row.pasangan.persen for row in result.pasangan) == 100
    assert {row.uji for row in result.pasangan} == {Verdict.ROUNDING}
    assert result.terbanyak.urutan == 2
    assert pilkada.governor(report, 2023) is None


def test_funding_totals(report: Report) -> None:
    """The printed totals of the funding exceed the sums of the rows by what the notes say."""
    table = pilkada.funding(report, YEAR)
    assert table is not None
    assert len(table.wilayah) == 23
    assert (table.total.pilbup, table.total.pilgub) == (569232450470, 341222000000)
    assert table.pilbup_dihitung.value == 568119544520
    assert table.pilgub_dihitung.value == 341221964755
    assert table.selisih_pilbup.value == 1112905950
    assert table.selisih_pilgub.value == 35245
    assert sum(row.jumlah for row in table.wilayah) == 568119544520 + 341221964755
    province = next(row for row in table.wilayah if row.wilayah.kode == "53")
    assert (province.pilbup, province.jumlah) == (None, 70322533315)
    assert pilkada.funding(report, 2023) is None


def test_logistics(report: Report) -> None:
    """All 18 items, with the polling stations of the same report."""
    table = pilkada.logistics(report, YEAR)
    assert table is not None
    assert (len(table.barang), table.tps) == (18, 9877)
    ballots = table.barang[5]
    assert (ballots.barang.jumlah, [term.istilah for term in ballots.istilah]) == (
        4094810,
        ["PGWG"],
    )
    assert ballots.per_tps is not None
    assert rounded(ballots.per_tps) == D("414.58")
    assert pilkada.logistics(report, 2023) is None


def test_document_totals(report: Report) -> None:
    """The printed totals of the legal documents and the sums of the 23 rows."""
    table = satker.documents(report, YEAR)
    assert table is not None
    assert len(table.satker) == 23
    assert (table.total.fisik, table.total.web) == (240, 530)
    assert table.fisik_dihitung.value == 1121
    assert table.web_dihitung.value == 1101
    assert satker.documents(report, 2023) is None


def test_staff_totals(report: Report) -> None:
    """The printed totals of the staff, the sums of the rows, and the sentence above."""
    table = satker.staff(report, YEAR)
    assert table is not None
    assert (table.total.jumlah, table.total.pns, table.total.ppnpn) == (69, 39, 30)
    assert table.jumlah_dihitung.value == 68
    assert table.pns_dihitung.value == 38
    assert table.ppnpn_dihitung.value == 30
    assert table.selisih.value == 1
    assert [group.jumlah for group in table.kelompok] == [1, 34, 13, 15, 5]
    assert all(group.pns + group.ppnpn == group.jumlah for group in table.kelompok)
    assert [row.nilai for row in table.kalimat] == [63, 10, 5, 27, 22]
    assert satker.staff(report, 2023) is None


def test_buildings(report: Report) -> None:
    """23 satker with 24 buildings, 17 of them with sound buildings only."""
    table = satker.buildings(report, YEAR)
    assert table is not None
    assert len(table.satker) == 23
    assert sum(len(office.gedung) for office in table.satker) == 24
    assert (table.baik, rounded(table.bagian_baik)) == (17, D("73.91"))
    assert satker.buildings(report, 2023) is None


def test_organisation(report: Report) -> None:
    """One head, three divisions, six subdivisions and the group of specialists."""
    table = satker.structure(report, YEAR)
    assert table is not None
    kinds = [unit.jenis for unit in table.unit]
    assert [kinds.count(kind) for kind in JenisUnit] == [1, 3, 6, 1]
    assert satker.structure(report, 2023) is None


def test_objectives(report: Report) -> None:
    """Six objectives with seven indicators; each achievement held against its formula."""
    every = capaian.objectives(report, YEAR)
    measured = [item for row in every for item in row.indikator]
    assert (len(every), len(measured)) == (6, 7)
    assert [item.indikator.id for item in measured] == [
        "1.1",
        "2.1",
        "3.1",
        "3.2",
        "4.1",
        "5.1",
        "6.1",
    ]
    by_id = {item.indikator.id: item for item in measured}
    reform = by_id["3.2"]
    assert [(target.tercetak, rounded(target.capaian)) for target in reform.target] == [
        ("78", D("114.42")),
        ("79", D("112.97")),
    ]
    assert [len(target.sumber) for target in reform.target] == [2, 3]
    assert (reform.realisasi, reform.capaian, reform.uji) == (
        D("89.25"),
        D("114.43"),
        Verdict.DIFFERENT,
    )
    letters = by_id["3.1"]
    assert letters.hitung == NotComputable(reason=Reason.LETTER)
    assert letters.uji is Verdict.NOT_COMPUTABLE
    assert letters.predikat is not None
    assert letters.predikat.above == 70
    assert letters.predikat.up_to == 80
    others = [by_id[key] for key in ("1.1", "2.1", "4.1", "5.1", "6.1")]
    assert {(item.capaian, item.uji) for item in others} == {(D(100), Verdict.EQUAL)}
    assert (sum(len(row.mitigasi) for row in every), sum(len(row.kendala) for row in every)) == (
        14,
        4,
    )
    assert sum(len(row.fakta) for row in every) == 62
    assert capaian.objective(report, YEAR, 3) == every[2]
    assert capaian.objective(report, YEAR, 7) is None
    assert capaian.objectives(report, 2023) == ()


def test_an_indicator_that_no_table_measures_has_no_figures(report: Report) -> None:
    """Without a row there is no target, no realisasi and no achievement, and no guess."""
    indicator = capaian.objectives(report, YEAR)[0].indikator[0].indikator
    item = capaian.measure(report, YEAR, indicator, [], ())
    assert (item.target, item.realisasi, item.capaian) == ((), None, None)
    assert item.hitung == NotComputable(reason=Reason.MISSING)


def test_the_document(report: Report) -> None:
    """The parts of the report as a document, all there."""
    whole = naskah.document(report, YEAR)
    assert len(whole.sumber) == 34
    assert (len(whole.daftar_isi), len(whole.dasar_hukum), len(whole.hilang)) == (21, 17, 13)
    assert whole.catatan == len(naskah.notes(report, YEAR).catatan) == 52
    assert (whole.tahun_tersedia, whole.versi) == ((2024,), report.version)
    stages, profile, events = (
        naskah.stages(report, YEAR),
        naskah.profile(report, YEAR),
        naskah.events(report, YEAR),
    )
    assert stages is not None
    assert profile is not None
    assert events is not None
    assert (stages.semua, len(profile.isi), len(events.peristiwa)) == (15, 38, 6)
    assert naskah.stages(report, 2023) is None
    assert naskah.profile(report, 2023) is None
    assert naskah.events(report, 2023) is None
    assert len(naskah.terms(report).istilah) == 64


def test_search(report: Report) -> None:
    """Whole words and beginnings are found, all of them wanted, a page at a time."""
    found = naskah.search(report, YEAR, "kampanye", 0, 3)
    assert (len(found.temuan), found.semua > 3) == (3, True)
    rest = naskah.search(report, YEAR, "kampanye", 3, 100)
    assert len(rest.temuan) == found.semua - 3
    assert not set(found.temuan) & set(rest.temuan)
    assert naskah.search(report, YEAR, "kampany pemilu", 0, 99).semua > 0
    assert naskah.search(report, YEAR, "kampanye cuaca", 0, 9).semua == 0
    assert naskah.search(report, YEAR, '"; DROP TABLE dpt --', 0, 9).semua == 0
    assert naskah.search(report, YEAR, "?!", 0, 9).semua == 0
    assert naskah.search(report, 2023, "kampanye", 0, 9).semua == 0


@pytest.mark.parametrize("measure", ukuran.MEASURES, ids=lambda measure: measure.kunci)
def test_every_measure_ranks_what_it_measures(measure: ukuran.Ukuran, report: Report) -> None:
    """A ranking holds every entry once, in order, and equal values share a rank."""
    high = ukuran.ranking(report, YEAR, measure)
    low = ukuran.ranking(report, YEAR, measure, ascending=True)
    values = [row.nilai for _, row in high.urut]
    assert values == sorted(values, reverse=True)
    assert [row.nilai for _, row in low.urut] == sorted(values)
    assert {row.kode for _, row in high.urut} == {row.kode for _, row in low.urut}
    counts = {"dpt": 22, "pendanaan": 22, "gedung": 22, "jdih": 23, "anggaran": 19}
    assert len(values) == counts[measure.tabel]
    for rank, row in high.urut:
        assert rank == 1 + sum(value > row.nilai for value in values)
    assert ukuran.ranking(report, 2023, measure).urut == ()


def test_per_station_of_none_is_zero() -> None:
    """A value that cannot be computed ranks as zero."""
    assert ukuran.of(NotComputable(reason=Reason.ZERO_TARGET)) == 0


def test_two_regions_side_by_side(report: Report) -> None:
    """Each measure of both regions with the difference, empty where one has none."""
    sikka, province = report.regions["53.07"], report.regions["53"]
    pair = ukuran.compare_regions(report, YEAR, sikka, report.regions["53.08"])
    by_key = {row.ukuran.kunci: row for row in pair.baris}
    assert set(by_key) == {measure.kunci for measure in ukuran.REGIONAL}
    assert by_key["dpt"].a == 244838
    assert by_key["dpt"].b == 207062
    assert by_key["dpt"].selisih is not None
    assert by_key["dpt"].selisih.value == 37776
    lone = ukuran.compare_regions(report, YEAR, sikka, province)
    voters = next(row for row in lone.baris if row.ukuran.kunci == "dpt")
    assert (voters.b, voters.selisih) == (None, None)
    assert ukuran.compare_regions(report, 2023, sikka, province).baris == ()


def test_two_budget_lines_side_by_side(report: Report) -> None:
    """The four figures of two lines with their differences."""
    rows = {row.kode: row for row in anggaran.lines(report, YEAR)}
    pair = ukuran.compare_lines(YEAR, rows["CQ.6871"], rows["CQ.6872"])
    gaps = {row.ukuran.kunci: row.selisih.value for row in pair.baris if row.selisih}
    assert gaps["pagu"] == 11632683000 - 786257000
    assert gaps["sisa"] == 12449061 - 13708432
    assert set(gaps) == {"serapan", "pagu", "realisasi", "sisa"}
