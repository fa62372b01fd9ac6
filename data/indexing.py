"""What ``/cari`` finds: one entry a row, with the question that answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from data.models import (
    Alias,
    Anggaran,
    Catatan,
    DasarHukum,
    FaktaKinerja,
    Indikator,
    Istilah,
    Kendala,
    Logistik,
    Mitigasi,
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
    yield from budget(edition)
    yield from performance(edition)
    for stage in edition.rows.of(Tahapan):
        words = f"{stage.nama_tercetak} {stage.waktu_tercetak} {stage.keluaran}"
        yield "tahapan", stage.nama, words, f"/tahapan {stage.nomor}"
    for item in edition.rows.of(Logistik):
        yield "logistik", item.nama, item.nama_tercetak, f"/logistik {item.urutan}"
    for pair in edition.rows.of(Pilgub):
        yield "pilgub", f"{pair.calon} dan {pair.wakil}", "suara calon gubernur", "/pilgub"
    yield from organisation(edition)
    for event in edition.rows.of(Peristiwa):
        words = f"{event.uraian} {event.waktu_tercetak or ''} {event.tempat or ''}"
        yield event.jenis.value, event.judul, words, f"/penghargaan {event.urutan}"
    for note in edition.rows.of(Catatan):
        yield "catatan", note.judul, note.kalimat, f"/catatan {note.nomor}"
    for law in edition.rows.of(DasarHukum):
        yield "dasar hukum", law.peraturan, law.tentang or "", "/sumber hukum"
    for term in shared.of(Istilah):
        yield "istilah", term.istilah, term.arti or term.dasar, f"/istilah {term.istilah}"


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
            yield "anggaran", "Total anggaran", "total pagu realisasi sisa", "/anggaran"
        else:
            words = f"{row.kode} {row.kode_tercetak} {row.tingkat.value}"
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
