"""What ``/cari`` finds: one entry a row, with the question that answers it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from data.models import (
    Alias,
    Anggaran,
    Catatan,
    DasarHukum,
    Dpt,
    FaktaKinerja,
    Frozen,
    Gedung,
    Indikator,
    Istilah,
    Jdih,
    JenisBaris,
    Kendala,
    Logistik,
    Mitigasi,
    Pendanaan,
    Peristiwa,
    Pilgub,
    Profil,
    Sdm,
    Struktur,
    Tahapan,
    Tingkat,
    Wilayah,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.loading import Edition, Rows

NOT_DIGIT = re.compile(r"\D")
FIGURE = re.compile(r"\d[\d.,]*\d")
SUBJECTS: tuple[tuple[type[Frozen], str, str, str], ...] = (
    (Dpt, "DPT Pemilihan Serentak, semua wilayah", "daftar pemilih tetap TPS", "/dpt"),
    (Anggaran, "Realisasi anggaran, semua program", "pagu realisasi sisa serapan", "/anggaran"),
    (Pilgub, "Hasil Pemilihan Gubernur", "pilgub suara sah", "/pilgub"),
    (Pendanaan, "Pendanaan Pilkada, semua wilayah", "dana hibah pilbup pilgub", "/pendanaan"),
    (Logistik, "Logistik Pemilihan Serentak, semua barang", "perlengkapan", "/logistik"),
    (Tahapan, "Tahapan Pemilu, semua tahapan", "jadwal", "/tahapan"),
    (Gedung, "Gedung kantor, semua satker", "kantor sewa rusak luas", "/gedung"),
    (Jdih, "Dokumentasi hukum, semua satker", "jdih keputusan", "/jdih"),
    (Sdm, "SDM sekretariat, semua bagian", "pegawai pns ppnpn", "/sdm"),
    (Indikator, "Capaian kinerja, semua sasaran", "target indikator", "/capaian"),
)
PROFILE_TOPICS = {"istilah": "visi"}


def entries(edition: Edition, shared: Rows) -> Iterator[dict[str, Any]]:
    """The entries of one report: kind, title, words, and the question to ask."""
    for kind, title, words, question in described(edition, shared):
        yield {
            "tahun": edition.tahun,
            "jenis": kind,
            "judul": title,
            "isi": words,
            "pertanyaan": question,
        }


def described(edition: Edition, shared: Rows) -> Iterator[tuple[str, str, str, str]]:
    """Kind, title, words and question of every entry."""
    yield from regions(shared)
    yield from tables(edition)
    yield from by_region(edition, shared)
    yield from budget(edition)
    yield from performance(edition)
    for stage in edition.rows.of(Tahapan):
        words = f"{stage.nama_tercetak} {stage.waktu_tercetak} {stage.keluaran}"
        yield "tahapan", stage.nama, words, f"/tahapan {stage.nomor}"
    for item in edition.rows.of(Logistik):
        words = f"{item.nama_tercetak} {figures(item.jumlah_tercetak)}"
        yield "logistik", item.nama, words, f"/logistik {item.nama}"
    for pair in edition.rows.of(Pilgub):
        words = f"suara calon gubernur {figures(pair.suara_tercetak, pair.persen_tercetak)}"
        yield "pilgub", f"{pair.calon} dan {pair.wakil}", words, "/pilgub"
    yield from organisation(edition)
    for event in edition.rows.of(Peristiwa):
        words = f"{event.uraian} {event.waktu_tercetak or ''} {event.tempat or ''}"
        yield event.jenis.value, event.judul, words, f"/penghargaan {event.urutan}"
    for note in edition.rows.of(Catatan):
        words = f"{note.kalimat} {figures(*FIGURE.findall(note.kalimat))}"
        yield "catatan", note.judul, words, f"/catatan {note.nomor}"
    for law in edition.rows.of(DasarHukum):
        yield "dasar hukum", law.peraturan, law.tentang or "", "/sumber hukum"
    for term in shared.of(Istilah):
        yield "istilah", term.istilah, term.arti or term.dasar, f"/istilah {term.istilah}"


def figures(*printed: str | None) -> str:
    """Printed figures as digits alone, so that any style of writing finds them."""
    return " ".join(NOT_DIGIT.sub("", text) for text in printed if text)


def tables(edition: Edition) -> Iterator[tuple[str, str, str, str]]:
    """The tables that answer a whole subject."""
    for model, title, words, question in SUBJECTS:
        if edition.rows.of(model):
            yield "tabel", title, words, question


def by_region(edition: Edition, shared: Rows) -> Iterator[tuple[str, str, str, str]]:
    """The figures of the tables that go by region."""
    names = {row.kode: row for row in shared.of(Wilayah)}
    for voters in edition.rows.of(Dpt):
        region = names[voters.wilayah]
        printed = (voters.jumlah_tercetak, voters.l_tercetak, voters.p_tercetak)
        whole = voters.jenis is JenisBaris.JUMLAH
        question = "/dpt" if whole else f"/dpt {region.pendek}"
        yield "dpt", f"DPT {region.nama}", f"pemilih TPS {figures(*printed)}", question
    for funds in edition.rows.of(Pendanaan):
        place = names.get(funds.wilayah or "")
        title = f"Pendanaan {place.nama}" if place else "Jumlah pendanaan"
        question = f"/pendanaan {place.pendek}" if place else "/pendanaan"
        yield (
            "pendanaan",
            title,
            f"pilbup pilgub dana {figures(funds.pilbup_tercetak, funds.pilgub_tercetak)}",
            question,
        )
    for building in edition.rows.of(Gedung):
        region = names[building.wilayah]
        words = (
            f"{building.status} {building.kondisi} {building.satker_tercetak} "
            f"{figures(building.luas_tercetak.split()[0])}"
        )
        yield "gedung", f"Gedung {building.satker}", words, f"/gedung {region.pendek}"
    for papers in edition.rows.of(Jdih):
        place = names.get(papers.wilayah or "")
        if place:
            title = f"Dokumen hukum {place.nama}"
            yield "dokumen hukum", title, "jdih keputusan", f"/jdih {place.pendek}"


def regions(shared: Rows) -> Iterator[tuple[str, str, str, str]]:
    """The regions, with everything that people call them."""
    aliases = shared.of(Alias)
    for region in shared.of(Wilayah):
        names = [alias.alias for alias in aliases if alias.wilayah == region.kode]
        words = " ".join([region.kode, region.bps, region.pendek, *names])
        yield "wilayah", region.nama, words, f"/wilayah {region.pendek}"


def budget(edition: Edition) -> Iterator[tuple[str, str, str, str]]:
    """The lines of the budget."""
    for row in edition.rows.of(Anggaran):
        if row.tingkat is Tingkat.TOTAL:
            printed = (row.pagu_tercetak, row.realisasi_tercetak, row.sisa_tercetak)
            words = f"total pagu realisasi sisa {figures(*printed, row.persen_tercetak)}"
            yield "anggaran", "Total anggaran", words, "/anggaran"
        else:
            printed = (row.pagu_tercetak, row.realisasi_tercetak, row.sisa_tercetak)
            amounts = figures(*printed, row.persen_tercetak)
            words = f"{row.kode} {row.kode_tercetak} {row.tingkat.value} {amounts}"
            yield "anggaran", row.uraian, words, f"/anggaran {row.kode}"


def performance(edition: Edition) -> Iterator[tuple[str, str, str, str]]:
    """Indicators, measures, obstacles and the facts of the narrative."""
    for indicator in edition.rows.of(Indikator):
        yield "capaian", indicator.uraian, "indikator kinerja", f"/capaian {indicator.sasaran}"
    for measure in edition.rows.of(Mitigasi):
        yield "mitigasi", measure.uraian, "risiko", f"/capaian {measure.sasaran} mitigasi"
    for obstacle in edition.rows.of(Kendala):
        yield (
            obstacle.jenis.value,
            obstacle.uraian,
            "kendala solusi hambatan",
            f"/capaian {obstacle.sasaran} kendala",
        )
    for fact in edition.rows.of(FaktaKinerja):
        yield "fakta", fact.perihal, fact.isi, f"/capaian {fact.sasaran} fakta"


def organisation(edition: Edition) -> Iterator[tuple[str, str, str, str]]:
    """Units, staff, and what the institution is for."""
    for unit in edition.rows.of(Struktur):
        yield "struktur", unit.nama, unit.eselon or "", "/struktur"
    for line in edition.rows.of(Sdm):
        yield "sdm", line.uraian, "pegawai pns ppnpn", f"/sdm {line.urutan}"
    for sentence in edition.rows.of(Profil):
        topic = PROFILE_TOPICS.get(sentence.bagian, sentence.bagian)
        yield "profil", sentence.uraian, sentence.bagian, f"/profil {topic}"
