"""How to cite a download, and what its columns and notes say, in plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exports.cells import fit, long_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.models import Catatan
    from data.models.unduhan import Asal, Lembar

LICENCE = "Dokumen publik KPU Provinsi NTT; laporan tidak menyebut lisensi. Sebutkan sumbernya."


def citation(origin: Asal) -> str:
    """The report as it is cited, with the version of the data."""
    return (
        f"{origin.instansi}. {origin.judul}. {origin.tempat}, {long_date(origin.tanggal)}. "
        f"Versi data {origin.versi_lengkap}."
    )


def dated(origin: Asal) -> str:
    """The report's short title and date."""
    return f"{origin.judul_pendek} ({origin.tempat}, {long_date(origin.tanggal)})"


def table_lines(sheets: Iterable[Lembar]) -> list[str]:
    """A line a table: its name, its title, its size and its places."""
    return [
        f"{sheet.nama}: {sheet.judul}, {len(sheet.baris)} baris. Sumber: {'; '.join(sheet.sumber)}."
        for sheet in sheets
    ]


def text_file(lines: Iterable[str]) -> bytes:
    """Text that every editor opens: UTF-8, line ends of Windows."""
    return "".join(f"{fit(line)}\r\n" for line in lines).encode()


def all_notes(sheets: Iterable[Lembar]) -> tuple[Catatan, ...]:
    """The notes on ``sheets``, each once, by number."""
    found = {note.nomor: note for sheet in sheets for note in sheet.catatan}
    return tuple(found[number] for number in sorted(found))
