"""The press kit: every table in every form, the charts, how to cite, notes, checksums."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from data.exports.cells import long_date
from data.exports.citing import LICENCE, all_notes, citation, dated, table_lines, text_file
from data.exports.collecting import origin, sheets
from data.exports.csv_files import excel_csv
from data.exports.datapackage import package_files
from data.exports.workbook import workbook
from data.making import make
from data.models.unduhan import Bentuk, Unduhan

if TYPE_CHECKING:
    from data.bulanan.figures import Bulanan
    from data.models.grafik import Grafik
    from data.report import Report

README, NOTES, SUMS = "BACA-SAYA.txt", "CATATAN.txt", "SHA256SUMS"
OTHER = re.compile(r"[^0-9a-z]+")


def press_kit(report: Report, year: int, months: Bulanan) -> Unduhan:
    """What the press kit of the report of ``year`` is made of."""
    from data.charts.choosing import standard  # noqa: PLC0415 - only the kit has charts

    return Unduhan(
        bentuk=Bentuk.PAKET_PERS,
        asal=origin(report, year, months.keadaan if months.posisi else ""),
        lembar=sheets(report, year, months),
        grafik=standard(report, year, months),
    )


def kit_files(wanted: Unduhan) -> dict[str, bytes]:
    """The files of the press kit by their names."""
    files = {
        f"laporan-kinerja-{wanted.asal.tahun}.xlsx": workbook(wanted),
        README: text_file(readme(wanted)),
        NOTES: text_file(notes(wanted)),
    }
    files |= {f"csv/{sheet.nama}.csv": excel_csv(sheet) for sheet in wanted.lembar}
    files |= {f"paket-data/{name}": content for name, content in package_files(wanted).items()}
    files |= {chart_name(chart): make(chart) for chart in wanted.grafik}
    files[SUMS] = checksums(files)
    return files


def chart_name(chart: Grafik) -> str:
    """Where a chart stands in the kit."""
    return f"grafik/{OTHER.sub('-', chart.kunci.casefold()).strip('-')}.png"


def checksums(files: dict[str, bytes]) -> bytes:
    """A line a file, as ``sha256sum --check`` reads them."""
    return "".join(
        f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)
    ).encode()


def readme(wanted: Unduhan) -> list[str]:
    """What is inside, and how to cite it."""
    about = wanted.asal
    return [
        f"PAKET PERS: {about.judul}",
        "",
        f"Instansi: {about.instansi}",
        f"Sumber: {dated(about)}",
        f"Versi data: {about.versi_lengkap}",
        about.keterangan,
        "",
        "CARA MENGUTIP",
        citation(about),
        f"Di dalam kalimat: ({about.judul_pendek}, {long_date(about.tanggal)}, tempat di laporan).",
        "Tempat tiap angka ada di kolom Sumber dan Baris pada barisnya.",
        LICENCE,
        "",
        "ISI",
        f"laporan-kinerja-{about.tahun}.xlsx: semua tabel, satu lembar per tabel, dan lembar",
        "  Sumber dengan arti kolom dan catatan.",
        "csv/: tabel yang sama untuk Excel berbahasa Indonesia (titik koma, koma desimal).",
        "  Angka tanpa titik ribuan. Tanda ' di depan teks menjaga supaya Excel tidak",
        "  mengubahnya menjadi angka, tanggal, atau rumus.",
        "paket-data/: tabel yang sama untuk program (Frictionless Data Package).",
        *(["grafik/: gambar siap pakai."] if wanted.grafik else []),
        f"{NOTES}: angka yang tidak sejalan di laporan.",
        f"{SUMS}: sidik berkas; periksa dengan sha256sum --check {SUMS}.",
        "",
        "TABEL",
        *table_lines(wanted.lembar),
        *(["", "GRAFIK"] if wanted.grafik else []),
        *(
            text
            for chart in wanted.grafik
            for text in (
                f"{chart_name(chart)}: {chart.judul}",
                f"  {' '.join(chart.keterangan.split())}",
            )
        ),
    ]


def notes(wanted: Unduhan) -> list[str]:
    """Every note with the tables that it is about."""
    texts = [f"CATATAN DATA: {wanted.asal.judul}", f"Versi data: {wanted.asal.versi_lengkap}"]
    for note in all_notes(wanted.lembar):
        about = ", ".join(sheet.nama for sheet in wanted.lembar if note in sheet.catatan)
        texts += ["", f"Catatan {note.nomor}: {note.judul}", note.kalimat, f"Tabel: {about}"]
    return texts
