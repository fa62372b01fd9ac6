"""The checker's rules: each finds a planted fault, and none speaks on sound data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.cli import main
from data.checking import check
from data.checks import find_all
from data.checks.dates import read_dates
from data.checks.rules import RULES, RULES_WITH_REGIONS
from data.loading import Edition, Rows, Sources, load
from data.models import Temuan
from tests.data.planting import Cells, Folder, mend


class Change(NamedTuple):
    """Cells to change in the rows of a table that have ``where``."""

    table: str
    where: Cells
    cells: Cells


@dataclass(frozen=True)
class Plant:
    """A planted fault, and the findings (key, computed, difference) that it must yield."""

    name: str
    changes: tuple[Change, ...]
    findings: tuple[tuple[str, str | None, str | None], ...]


def plant(
    name: str,
    table: str,
    where: Cells,
    cells: Cells,
    *findings: tuple[str, str | None, str | None],
) -> Plant:
    """A fault in one table."""
    return Plant(name, (Change(table, where, cells),), findings)


def found(key: str) -> tuple[str, None, None]:
    """A finding without arithmetic."""
    return key, None, None


LEAF = {"kode": "6872.QGE.001"}
SIKKA = {"wilayah": "53.07"}
PLANTS = (
    plant(
        "sisa",
        "anggaran",
        LEAF,
        {"sisa": "63669"},
        ("anggaran.sisa:6872.QGE.001", "63668", "1"),
        ("anggaran.anak.sisa:CQ.6872", "13708433", "-1"),
    ),
    plant(
        "persen",
        "anggaran",
        LEAF,
        {"persen": "99.79"},
        ("anggaran.persen:6872.QGE.001", "99.78", "0.01"),
    ),
    plant(
        "pagu anak",
        "anggaran",
        LEAF,
        {"pagu": "28601001", "sisa": "63669"},
        ("anggaran.anak.pagu:CQ.6872", "786257001", "-1"),
        ("anggaran.anak.sisa:CQ.6872", "13708433", "-1"),
    ),
    plant(
        "realisasi anak",
        "anggaran",
        LEAF,
        {"realisasi": "28537333", "sisa": "63667"},
        ("anggaran.anak.realisasi:CQ.6872", "772548569", "-1"),
        ("anggaran.anak.sisa:CQ.6872", "13708431", "1"),
    ),
    plant(
        "total anggaran",
        "anggaran",
        {"kode": "TOTAL"},
        {"pagu": "215464528000", "sisa": "841516160"},
        ("anggaran.anak.pagu:TOTAL", "215464527000", "1000"),
        ("anggaran.anak.sisa:TOTAL", "841515160", "1000"),
        ("pernyataan:anggaran.total.pagu@ikhtisar-prosa", "215464528000", "-1000"),
        ("pernyataan:anggaran.total.pagu@bab2d", "215464528000", "-1000"),
        ("pernyataan:anggaran.total.pagu@bab3d", "215464528000", "-1000"),
    ),
    plant(
        "baris dpt",
        "dpt",
        SIKKA,
        {"l": "115548"},
        ("dpt.baris:7", "244839", "-1"),
        ("dpt.jumlah.l:23", "1958445", "-1"),
    ),
    plant("jumlah tps", "dpt", SIKKA, {"tps": "558"}, ("dpt.jumlah.tps:23", "9878", "-1")),
    plant(
        "jumlah perempuan",
        "dpt",
        {"jenis": "jumlah"},
        {"p": "2029929"},
        ("dpt.baris:23", "3988373", "-1"),
        ("dpt.jumlah.p:23", "2029928", "1"),
    ),
    plant(
        "jumlah pemilih",
        "dpt",
        {"jenis": "jumlah"},
        {"jumlah": "3988373"},
        ("dpt.baris:23", "3988372", "1"),
        ("dpt.jumlah.jumlah:23", "3988372", "1"),
    ),
    plant("loksus", "dpt", SIKKA, {"loksus": "2"}, ("dpt.jumlah.loksus:23", "17", "-1")),
    plant(
        "persen suara",
        "pilgub",
        {"urutan": "1"},
        {"persen": "32.48"},
        ("pilgub.persen:1", "32.47", "0.01"),
    ),
    plant(
        "jumlah pilbup",
        "pendanaan",
        {"urutan": "15"},
        {"pilbup": "21739651521"},
        ("pendanaan.jumlah.pilbup:24", "568119544521", "-1"),
    ),
    plant(
        "jumlah pilgub",
        "pendanaan",
        {"urutan": "23"},
        {"pilgub": "70322533316"},
        ("pendanaan.jumlah.pilgub:24", "348758731291", "-1"),
    ),
    plant(
        "baris pegawai",
        "sdm",
        {"urutan": "4"},
        {"jumlah": "9"},
        ("sdm.baris:4", "8", "1"),
        ("sdm.jumlah.jumlah:18", "69", "-1"),
        ("pernyataan:sdm.jumlah.tabel@bab1d-sdm", "69", "-1"),
    ),
    plant(
        "jumlah pns",
        "sdm",
        {"urutan": "18"},
        {"pns": "39"},
        ("sdm.baris:18", "69", "-1"),
        ("sdm.jumlah.pns:18", "38", "1"),
    ),
    plant(
        "jumlah ppnpn",
        "sdm",
        {"urutan": "18"},
        {"ppnpn": "29"},
        ("sdm.baris:18", "67", "1"),
        ("sdm.jumlah.ppnpn:18", "30", "-1"),
    ),
    plant(
        "jumlah dokumen fisik",
        "jdih",
        {"urutan": "24"},
        {"fisik": "1120"},
        ("jdih.jumlah.fisik:24", "1121", "-1"),
    ),
    plant(
        "dokumen di web",
        "jdih",
        {"urutan": "3"},
        {"web": "16"},
        ("jdih.jumlah.web:24", "1120", "1"),
        found("jdih.baris:3"),
    ),
    plant(
        "pola kode",
        "anggaran",
        {"kode": "CQ.6872"},
        {"kode_tercetak": "C.6872"},
        found("anggaran.kode:CQ.6872"),
    ),
    plant(
        "pola kode program",
        "anggaran",
        {"kode": "WA"},
        {"kode_tercetak": "WAA"},
        found("anggaran.kode:WA"),
    ),
    plant(
        "induk keluaran",
        "anggaran",
        {"kode": "6639.BDB.001"},
        {"kode": "6640.BDB.001"},
        found("anggaran.induk:6640.BDB.001"),
    ),
    plant(
        "induk kegiatan",
        "anggaran",
        {"kode": "CQ.6639"},
        {"kode": "CR.6639"},
        found("anggaran.induk:CR.6639"),
    ),
    plant(
        "urutan kode",
        "anggaran",
        {"kode": "6872.QGE.003"},
        {"kode": "6872.QGE.005"},
        found("anggaran.urutan:6872.QGE.003"),
        found("anggaran.urutan:6872.QGE.004"),
    ),
    plant(
        "sel kosong",
        "anggaran",
        LEAF,
        {"realisasi_tercetak": ""},
        found("anggaran.kosong:6872.QGE.001"),
    ),
    plant(
        "besaran",
        "anggaran",
        {"kode": "6870.QGE.001"},
        {"pagu": "2000", "realisasi": "0", "sisa": "2000", "persen": "0.00"},
        ("anggaran.anak.pagu:CQ.6870", "13785788000", "7349000"),
        ("anggaran.anak.realisasi:CQ.6870", "13776966693", "6722000"),
        ("anggaran.anak.sisa:CQ.6870", "8821307", "627000"),
        found("anggaran.besaran:6870.QGE.001"),
    ),
    plant(
        "nama ganda",
        "anggaran",
        {"kode": "6872.QGE.002"},
        {"uraian": "penetapan hasil pemilu"},
        found("anggaran.nama:6872.QGE.002+CQ.6982"),
    ),
    plant(
        "target",
        "pengukuran",
        {"indikator": "3.2", "sumber": "rkt"},
        {"target": "79", "target_tercetak": "79"},
        found("capaian.target:3.2"),
    ),
    plant(
        "capaian",
        "pengukuran",
        {"indikator": "3.2", "sumber": "bab3b"},
        {"capaian": "114.43", "capaian_tercetak": "114,43%"},
        ("capaian.hitung:3.2", "114.42", "0.01"),
    ),
    plant(
        "capaian dari huruf",
        "pengukuran",
        {"indikator": "3.1", "sumber": "bab3b"},
        {"capaian": "103", "capaian_tercetak": "103%"},
        found("capaian.hitung:3.1"),
        found("pernyataan:indikator.tercapai@bab4"),
    ),
    plant(
        "satuan capaian",
        "pengukuran",
        {"indikator": "3.2", "sumber": "ikhtisar"},
        {"capaian_tercetak": "114,42"},
        found("capaian.satuan:ikhtisar"),
    ),
    plant(
        "tahun evaluasi",
        "fakta_kinerja",
        {"perihal": "Tahun yang dievaluasi", "indikator": "3.1"},
        {"nilai": "2022"},
        found("capaian.tahun:3.1"),
    ),
    plant(
        "status evaluasi",
        "fakta_kinerja",
        {"perihal": "Status penilaian"},
        {"isi": "Masih dinilai"},
        found("capaian.status:3.2"),
    ),
    plant(
        "predikat",
        "fakta_kinerja",
        {"perihal": "Nilai hasil evaluasi", "indikator": "3.1"},
        {"nilai": "80.01"},
        found("capaian.predikat:3.1"),
    ),
    plant(
        "gedung baik",
        "gedung",
        SIKKA,
        {"kondisi": "Rusak Ringan"},
        ("capaian.gedung:2.1", "95.65", "4.35"),
    ),
    plant(
        "tanggal tahapan",
        "tahapan",
        {"nomor": "11"},
        {"waktu_tercetak": "11 Februari 2024 - 13 Pebruari 2024"},
        found("tahapan.tanggal:11"),
    ),
    plant(
        "tanggal hilang",
        "tahapan",
        {"nomor": "11"},
        {"waktu_tercetak": "Februari"},
        found("tahapan.tanggal:11"),
    ),
    plant(
        "tahapan mundur",
        "tahapan",
        {"nomor": "11"},
        {
            "mulai": "2024-02-13",
            "selesai": "2024-02-11",
            "waktu_tercetak": "13 Februari 2024 - 11 Februari 2024",
        },
        found("tahapan.urutan:11"),
    ),
    plant(
        "keluaran peserta",
        "tahapan",
        {"nomor": "4"},
        {"keluaran": "Daftar Calon Tetap"},
        found("tahapan.keluaran:4"),
    ),
    plant(
        "keluaran peraturan",
        "tahapan",
        {"nomor": "2"},
        {"keluaran": "Keputusan KPU"},
        found("tahapan.keluaran:2"),
    ),
    plant(
        "hari",
        "peristiwa",
        {"urutan": "1"},
        {"hari_tercetak": "Kamis"},
        found("peristiwa.hari:1"),
    ),
    plant(
        "tahun diklat",
        "peristiwa",
        {"urutan": "3"},
        {"tahun_peristiwa": "2022"},
        found("peristiwa.tahun:3"),
    ),
    plant(
        "tanpa pemisah",
        "logistik",
        {"urutan": "1"},
        {"jumlah_tercetak": "39508"},
        found("angka.tanpa_pemisah:logistik.1"),
    ),
    plant(
        "dua gaya",
        "dpt",
        SIKKA,
        {"jumlah_tercetak": "244,838"},
        found("angka.gaya:campur"),
    ),
    plant("luas", "gedung", SIKKA, {"luas": ""}, found("gedung.luas:9")),
    plant(
        "dua kepemilikan",
        "gedung",
        {"urutan": "3"},
        {"nomor": "2"},
        ("gedung.status:2", None, None),
    ),
    plant(
        "pasangan barang",
        "logistik",
        {"urutan": "11"},
        {"jumlah": "9878", "jumlah_tercetak": "9.878"},
        found("logistik.pasangan:abtn"),
    ),
    plant(
        "besaran dana",
        "pendanaan",
        {"urutan": "15"},
        {"pilbup": "1000000"},
        ("pendanaan.jumlah.pilbup:24", "546380893000", "21738651520"),
        found("pendanaan.besaran.pilbup:15"),
    ),
    plant(
        "nama dirapikan",
        "sdm",
        {"urutan": "4"},
        {"uraian_tercetak": "Sub Bagian Keuagan"},
        found("ejaan.sdm:4"),
    ),
    plant(
        "nama unit",
        "struktur",
        {"urutan": "3"},
        {"nama_tercetak": "Kepala Sub Bagian Data"},
        found("ejaan.struktur:3"),
    ),
    plant(
        "kata ganda",
        "jdih",
        {"urutan": "12"},
        {"nama_tercetak": "Keputusan Komisi Pemilihan Umum Kabupaten Sikka Sikka"},
        found("ganda.jdih:12"),
        found("nama.jdih:53.07"),
    ),
    plant(
        "bunyi sasaran",
        "pengukuran",
        {"indikator": "1.1", "sumber": "rkt"},
        {"sasaran_tercetak": "Meningkatnya SDM"},
        found("bunyi.sasaran:1.1"),
    ),
    plant(
        "bunyi indikator",
        "pengukuran",
        {"indikator": "1.1", "sumber": "rkt"},
        {"indikator_tercetak": "Persentase"},
        found("bunyi.indikator:1.1"),
    ),
    plant("nama dpt", "dpt", SIKKA, {"nama_tercetak": "SIKA"}, found("nama.dpt:53.07")),
    plant(
        "nama yang dimiliki dua wilayah",
        "pendanaan",
        {"wilayah": "53.71"},
        {"nama_tercetak": "Kupang"},
        found("nama.pendanaan:53.71"),
    ),
    plant(
        "nama satker",
        "gedung",
        SIKKA,
        {"satker_tercetak": "KPU Maumere"},
        found("nama.gedung:53.07"),
    ),
    Plant(
        "nama satker di dua baris",
        (
            Change("gedung", {"urutan": "10"}, {"wilayah": "53.07"}),
            Change("gedung", {"wilayah": "53.07"}, {"satker_tercetak": "KPU Maumere"}),
        ),
        (found("nama.gedung:53.07"), found("wilayah.gedung:53.06")),
    ),
    plant(
        "wilayah ganda",
        "dpt",
        {"urutan": "8"},
        {"wilayah": "53.07", "nama_tercetak": "SIKKA"},
        found("wilayah.dpt:53.07"),
        found("wilayah.dpt:53.08"),
    ),
    plant(
        "wilayah gedung",
        "gedung",
        {"wilayah": "53.08"},
        {"wilayah": "53.07", "satker_tercetak": "KPU Sikka"},
        found("wilayah.gedung:53.08"),
    ),
    plant(
        "singkatan",
        "istilah",
        {"istilah": "ABTN"},
        {"arti": ""},
        found("istilah.logistik:ABTN"),
    ),
    plant(
        "pernyataan persen",
        "pernyataan",
        {"sumber": "bab4", "perihal": "anggaran.total.persen"},
        {"nilai": "99.62"},
        ("pernyataan:anggaran.total.persen@bab4", "99.61", "0.01"),
    ),
    plant(
        "pernyataan tanpa angka",
        "pernyataan",
        {"perihal": "indikator.tercapai"},
        {"nilai": ""},
        found("pernyataan:indikator.tercapai@bab4"),
    ),
    plant(
        "pernyataan program",
        "pernyataan",
        {"perihal": "anggaran.program"},
        {"nilai": "3"},
        ("pernyataan:anggaran.program@bab2d", "2", "1"),
    ),
    plant(
        "pernyataan bagian",
        "pernyataan",
        {"perihal": "struktur.bagian"},
        {"nilai": "4"},
        ("pernyataan:struktur.bagian@bab1d", "3", "1"),
    ),
    plant(
        "pernyataan sub bagian",
        "pernyataan",
        {"perihal": "struktur.subbagian_per_bagian"},
        {"nilai": "3"},
        ("pernyataan:struktur.subbagian_per_bagian@bab1d", "2", "1"),
    ),
    plant(
        "pernyataan bab",
        "pernyataan",
        {"perihal": "laporan.bab"},
        {"nilai": "5"},
        ("pernyataan:laporan.bab@bab1e", "4", "1"),
    ),
    plant(
        "pernyataan tahun",
        "pernyataan",
        {"perihal": "laporan.tahun", "baris": "paragraf 6"},
        {"nilai": "2023"},
        found("pernyataan:laporan.tahun@bab1a"),
    ),
    plant(
        "dua pernyataan di satu tempat",
        "pernyataan",
        {"perihal": "laporan.tahun", "sumber": "bab1a"},
        {"nilai": "2023"},
        found("pernyataan:laporan.tahun@bab1a"),
        found("pernyataan:laporan.tahun@bab1a#2"),
    ),
    plant(
        "pernyataan rincian pegawai",
        "pernyataan",
        {"perihal": "sdm.bagian.struktural"},
        {"nilai": "11"},
        ("pernyataan:sdm.jumlah@bab1d-sdm", "69", "-1"),
        ("pernyataan:sdm.bagian.struktural@bab1d-sdm", "10", "1"),
    ),
    plant(
        "pernyataan fungsional",
        "pernyataan",
        {"perihal": "sdm.bagian.fungsional_khusus"},
        {"nilai": ""},
        ("pernyataan:sdm.jumlah@bab1d-sdm", "63", "5"),
        ("pernyataan:sdm.bagian.fungsional_khusus@bab1d-sdm", "5", None),
    ),
)
ADDED = (
    (
        "ejaan",
        {
            "sumber": "bab1a",
            "baris": "paragraf 1",
            "urutan": "1",
            "tercetak": "presentase",
            "pembanding": "persentase",
            "tempat_pembanding": "pk",
            "alasan": "ejaan",
        },
        "bentuk.ejaan:1",
    ),
    (
        "hilang",
        {
            "sumber": "bab1a",
            "baris": "paragraf 1",
            "urutan": "1",
            "perihal": "Gambar",
            "keterangan": "Gambar 1",
        },
        "hilang:1",
    ),
)


@pytest.fixture(scope="module")
def mended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of 2024 with every slip put right, and no notes."""
    path = tmp_path_factory.mktemp("baik") / "sources"
    mend(Folder(path))
    return path


def findings(sources: Sources) -> tuple[Temuan, ...]:
    """What the rules find in the first report."""
    return find_all(sources.editions[0], sources.shared)


def told(found: tuple[Temuan, ...]) -> list[tuple[str, str | None, str | None]]:
    """Key, computed value and difference of each finding."""
    return sorted((item.kunci, item.dihitung, item.selisih) for item in found)


def test_sound_data_has_no_finding(mended: Path) -> None:
    """A report without slips passes every rule in silence, and the check holds."""
    sources = load(mended)
    assert findings(sources) == ()
    assert [result.holds for result in check(sources)] == [True]


@pytest.mark.parametrize("fault", PLANTS, ids=lambda fault: fault.name)
def test_planted_fault_is_found(fault: Plant, mended: Path, tmp_path: Path) -> None:
    """One changed cell yields exactly its findings, and the check fails for want of a note."""
    folder = Folder(tmp_path / "sources", origin=mended)
    for table, where, cells in fault.changes:
        folder.change(table, where, **cells)
    sources = load(folder.path)
    result = findings(sources)
    assert told(result) == sorted(fault.findings)
    (checked,) = check(sources)
    assert not checked.holds
    assert set(checked.unexplained) == {key for key, _, _ in fault.findings}


@pytest.mark.parametrize(("table", "row", "key"), ADDED, ids=lambda value: str(value)[:12])
def test_listed_slip_is_found(
    table: str, row: Cells, key: str, mended: Path, tmp_path: Path
) -> None:
    """A slip or a lost part that the curators list is a finding and needs a note."""
    folder = Folder(tmp_path / "sources", origin=mended)
    folder.write(table, [row])
    sources = load(folder.path)
    assert told(findings(sources)) == [found(key)]
    assert not check(sources)[0].holds


def test_equal_forms_are_no_finding(mended: Path, tmp_path: Path) -> None:
    """A listed form that equals its counterpart is not held against the report."""
    folder = Folder(tmp_path / "sources", origin=mended)
    folder.write("ejaan", [ADDED[0][1] | {"tercetak": "persentase"}])
    assert findings(load(folder.path)) == ()


def test_every_rule_has_found_something(mended: Path, tmp_path: Path) -> None:
    """No rule is idle: each one speaks on at least one planted fault."""
    spoken = set()
    for number, fault in enumerate(PLANTS):
        folder = Folder(tmp_path / str(number), origin=mended)
        for table, where, cells in fault.changes:
            folder.change(table, where, **cells)
        spoken |= speakers(load(folder.path))
    folder = Folder(tmp_path / "tambahan", origin=mended)
    for table, row, _ in ADDED:
        folder.write(table, [row])
    spoken |= speakers(load(folder.path))
    every = {rule.__qualname__ for rule in (*RULES, *RULES_WITH_REGIONS)}
    assert every - spoken == set()


def speakers(sources: Sources) -> set[str]:
    """The rules that find something."""
    edition, shared = sources.editions[0], sources.shared
    return {rule.__qualname__ for rule in RULES if list(rule(edition))} | {
        rule.__qualname__ for rule in RULES_WITH_REGIONS if list(rule(edition, shared))
    }


def test_report_without_tables_has_no_finding() -> None:
    """A report whose tables are all missing is not held against anything."""
    edition = Edition(load().editions[0].laporan, Rows({}))
    assert find_all(edition, Rows({})) == ()


@pytest.mark.parametrize(
    ("removed", "silent"),
    [
        ("anggaran", "pernyataan:anggaran.total"),
        ("struktur", "pernyataan:struktur.subbagian_per_bagian"),
        ("gedung", "capaian.gedung"),
        ("dpt", "pendanaan.besaran"),
    ],
)
def test_missing_table_silences_what_needs_it(
    removed: str, silent: str, mended: Path, tmp_path: Path
) -> None:
    """Where the table is missing that a rule compares with, the rule says nothing."""
    folder = Folder(tmp_path / "sources", origin=mended)
    folder.remove(removed)
    keys = [item.kunci for item in findings(load(folder.path))]
    assert [key for key in keys if key.startswith(silent)] == []


def test_uneven_subdivisions_cannot_be_stated_per_division(mended: Path, tmp_path: Path) -> None:
    """A number of subdivisions a division is compared only where all have the same."""
    folder = Folder(tmp_path / "sources", origin=mended)
    folder.write("struktur", [row for row in folder.rows("struktur") if row["urutan"] != "10"])
    folder.change("pernyataan", {"perihal": "struktur.subbagian_per_bagian"}, nilai="7")
    keys = [item.kunci for item in findings(load(folder.path))]
    assert not any("subbagian" in key for key in keys)


def test_statement_on_an_unknown_matter_is_left_alone(mended: Path, tmp_path: Path) -> None:
    """A figure that no rule can compute is not called wrong."""
    folder = Folder(tmp_path / "sources", origin=mended)
    folder.change("pernyataan", {"urutan": "1"}, perihal="cuaca.suhu", nilai="1")
    assert findings(load(folder.path)) == ()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(
            [Change("fakta_kinerja", {"perihal": "Predikat hasil evaluasi"}, {"perihal": "Lain"})],
            id="no letter",
        ),
        pytest.param(
            [
                Change(
                    "fakta_kinerja",
                    {"perihal": "Nilai hasil evaluasi", "indikator": "3.1"},
                    {"nilai": ""},
                )
            ],
            id="no score",
        ),
        pytest.param(
            [
                Change("fakta_kinerja", {"perihal": "Predikat hasil evaluasi"}, {"indikator": ""}),
                Change(
                    "fakta_kinerja",
                    {"perihal": "Nilai hasil evaluasi", "indikator": "3.1"},
                    {"indikator": "", "nilai": "10"},
                ),
            ],
            id="no indicator",
        ),
        pytest.param(
            [
                Change("gedung", SIKKA, {"kondisi": "Rusak Berat"}),
                Change("pengukuran", {"indikator": "2.1"}, {"realisasi": "", "capaian": ""}),
                Change("pernyataan", {"perihal": "indikator.tercapai"}, {"nilai": "5"}),
            ],
            id="no realisasi",
        ),
        pytest.param(
            [
                Change("gedung", SIKKA, {"kondisi": "Rusak Berat"}),
                Change("indikator", {"id": "2.1"}, {"satuan": "nilai"}),
            ],
            id="no percentage",
        ),
    ],
)
def test_rules_are_silent_where_there_is_nothing_to_compare(
    changes: list[Change], mended: Path, tmp_path: Path
) -> None:
    """A letter without a score, or buildings without a percentage, cannot disagree."""
    folder = Folder(tmp_path / "sources", origin=mended)
    for table, where, cells in changes:
        folder.change(table, where, **cells)
    assert findings(load(folder.path)) == ()


def test_dates_are_read_as_printed() -> None:
    """A month that is no month is known to be unreadable; text without dates has none."""
    first, second = read_dates("14 Okober 2022-21 Juni 2023")
    assert first is None
    assert second is not None
    assert second.isoformat() == "2023-06-21"
    assert read_dates("tidak ada") == []


def test_command_line_reports_and_fails(
    mended: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``data check`` prints a finding without a note and ends with an error."""
    folder = Folder(tmp_path / "sources", origin=mended)
    assert main(["data", "check", "--sumber", str(folder.path)]) == 0
    folder.change("dpt", SIKKA, tps="558")
    assert main(["data", "check", "--sumber", str(folder.path)]) == 1
    printed = capsys.readouterr().out
    assert "[TANPA CATATAN] dpt.jumlah.tps:23 dihitung 9878, selisih -1" in printed
    assert "GAGAL." in printed
