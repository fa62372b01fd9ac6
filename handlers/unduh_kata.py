"""The words behind ``/unduh``: which table, in which form, of which year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from data.exports.collecting import MONTHLY, TABLES
from data.models.unduhan import Bentuk
from handlers.answer import Button, Dibaca
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.vocabulary import FILLING
from handlers.words import YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.asked import Asked

Meaning = TypeVar("Meaning", str, Bentuk)
ALL = "semua"
EXAMPLES = ("/unduh dpt xlsx", "/unduh semua csv", "/unduh")
SHORTEST_FOR_TYPOS = 4
LONGEST_PHRASE = 4
LIKENESS, MOST_LIKE = 60, 4
# What people call the tables, beside the tables' own names.
CALLED: Mapping[str, tuple[str, ...]] = {
    ALL: ("semuanya", "seluruh", "seluruhnya", "lengkap", "semua tabel", "all"),
    MONTHLY: ("serapan bulanan", "bulanan", "per bulan", "data bulanan", "tren"),
    "anggaran": ("pagu", "realisasi", "serapan", "penyerapan", "realisasi anggaran", "dipa"),
    "catatan": ("catatan data", "koreksi"),
    "daftar_isi": ("isi", "isi laporan"),
    "dasar_hukum": ("hukum", "peraturan"),
    "dpt": ("pemilih", "daftar pemilih", "daftar pemilih tetap", "tps"),
    "ejaan": ("salah ketik",),
    "fakta_kinerja": ("fakta", "uraian", "uraian laporan"),
    "gedung": ("kantor", "gedung kantor"),
    "hilang": ("tidak terbaca", "yang tidak terbaca"),
    "indikator": ("iku", "indikator kinerja"),
    "istilah": ("singkatan", "glosarium"),
    "jdih": ("dokumen hukum", "dokumentasi hukum"),
    "kendala": ("solusi", "kendala dan solusi"),
    "logistik": ("perlengkapan",),
    "mitigasi": ("risiko", "mitigasi risiko"),
    "pendanaan": ("dana", "hibah", "pendanaan pilkada", "dana pilkada"),
    "pengukuran": ("capaian", "kinerja", "target", "capaian kinerja", "pengukuran kinerja"),
    "peristiwa": ("penghargaan", "diklat"),
    "pernyataan": ("angka dalam kalimat", "kalimat"),
    "pilgub": ("suara", "suara sah", "gubernur", "hasil pilgub", "perolehan suara"),
    "profil": ("visi", "misi", "tugas", "visi misi"),
    "sasaran": ("sasaran strategis",),
    "sdm": ("pegawai", "staf"),
    "struktur": ("organisasi", "struktur organisasi"),
    "tahapan": ("jadwal", "tahapan pemilu"),
    "tempat": ("sumber", "tempat data"),
    "wilayah": ("kabupaten", "kode wilayah", "daftar wilayah"),
}
NAMES: Mapping[str, str] = {
    phrase: table
    for table in (ALL, MONTHLY, *TABLES)
    for phrase in (table.replace("_", " "), *CALLED.get(table, ()))
}
FORMS: Mapping[str, Bentuk] = {
    "csv": Bentuk.CSV,
    "xlsx": Bentuk.XLSX,
    "xls": Bentuk.XLSX,
    "excel": Bentuk.XLSX,
    "exel": Bentuk.XLSX,
    "json": Bentuk.JSON,
    "pdf": Bentuk.PDF,
    "paket data": Bentuk.PAKET_DATA,
    "paketdata": Bentuk.PAKET_DATA,
    "data package": Bentuk.PAKET_DATA,
    "datapackage": Bentuk.PAKET_DATA,
    "frictionless": Bentuk.PAKET_DATA,
}
DRESS = FILLING | {"tabel", "data", "berkas", "file", "format", "bentuk", "sebagai", "dalam"}


@dataclass(frozen=True)
class Pesanan:
    """What is to be downloaded; ``None`` where the words do not say."""

    tabel: str | None
    bentuk: Bentuk | None


def read_order(asked: Asked) -> Pesanan:
    """The table and the form that the words name; the year is taken into ``asked``.

    One that is misspelt by a letter is put right and told. Raises ``Mistake``.
    """
    rest = take_year(asked, list(asked.words))
    forms, rest = take(rest, FORMS)
    tables, rest = take(rest, NAMES)
    rest = [word for word in rest if word and word not in DRESS]
    for word in rest[:]:
        if guess := misspelt(word, {**NAMES, **FORMS}):
            asked.read_as.append(Dibaca(sebagai=guess))
            if guess in FORMS:
                forms.append(FORMS[guess])
            else:
                tables.append(NAMES[guess])
            rest.remove(word)
    tables, forms = list(dict.fromkeys(tables)), list(dict.fromkeys(forms))
    if rest and tables:
        raise Mistake(
            "salah", "kata", " ".join(rest), table_buttons(asked, tables, *forms[:1]), EXAMPLES
        )
    if rest:
        raise unknown_table(asked, " ".join(rest), *forms[:1])
    if len(tables) > 1:
        raise Mistake("salah", "satu_tabel", buttons=table_buttons(asked, tables, *forms[:1]))
    if len(forms) > 1:
        raise Mistake("salah", "satu_bentuk", examples=EXAMPLES)
    return Pesanan(next(iter(tables), None), next(iter(forms), None))


def take_year(asked: Asked, words: list[str]) -> list[str]:
    """``words`` without a year; it becomes the year of the report that is asked."""
    years = [word for word in words if YEAR.fullmatch(word)]
    if years:
        asked.year = int(years[-1])
        asked.year_named = True
    return [word for word in words if word not in years]


def take(words: list[str], known: Mapping[str, Meaning]) -> tuple[list[Meaning], list[str]]:
    """What the phrases of ``known`` among ``words`` mean, and the words that are left."""
    rest = list(words)
    found = []
    for length in range(LONGEST_PHRASE, 0, -1):
        for at in range(len(rest) - length + 1):
            phrase = " ".join(rest[at : at + length])
            if phrase in known:
                found.append(known[phrase])
                rest[at : at + length] = [""] * length
    return found, rest


def misspelt(word: str, known: Mapping[str, object]) -> str | None:
    """The one phrase that ``word`` is an edit away from."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only misspelt lines pay for it

    if len(word) < SHORTEST_FOR_TYPOS:
        return None
    close = {
        known[phrase]: phrase
        for phrase in known
        if len(phrase) >= SHORTEST_FOR_TYPOS and OSA.distance(word, phrase, score_cutoff=1) == 1
    }
    return next(iter(close.values())) if len(close) == 1 else None


def unknown_table(asked: Asked, typed: str, form: Bentuk | None = None) -> Mistake:
    """The mistake of naming a table that there is not, with those that are spelt like it."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only misspelt lines pay for it

    like = process.extract(typed, list(NAMES), scorer=fuzz.ratio, score_cutoff=LIKENESS)
    tables = list(dict.fromkeys(NAMES[phrase] for phrase, _, _ in like))[:MOST_LIKE]
    return Mistake("tidak_ada", "unduh", typed, table_buttons(asked, tables, form), EXAMPLES)


def table_buttons(
    asked: Asked, tables: list[str], form: Bentuk | None = None
) -> tuple[tuple[Button, ...], ...]:
    """A button a table."""
    buttons = [
        asked.button("apa_adanya", line_of(table, form), subject=spoken(table)) for table in tables
    ]
    return in_rows(buttons, 2)


def line_of(table: str, form: Bentuk | None = None) -> str:
    """The line that asks for a table."""
    return " ".join(["/unduh", spoken(table), *([str(form)] if form else [])])


def spoken(table: str) -> str:
    """The name of a table as it is typed."""
    return table.replace("_", " ")
