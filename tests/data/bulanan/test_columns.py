"""Layouts that the operator describes; all figures made up (rekaan)."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.bulanan.columns import Columns, ColumnsError, Headers, load_columns
from data.bulanan.reading import FileRefused, read_file
from data.models import JenisBelanja
from tests.data.bulanan.workbooks import keys, saved, table

EXAMPLE = """
nama = "OMSPAN (contoh)"
lembar = "Realisasi"
baris_judul = 3
satuan = 1000

[kolom]
kode = "Kode Anggaran"
uraian = "Nama"
pagu = "Pagu Revisi"
realisasi = "s.d. Bulan Ini"
jenis_belanja = "Jenis"
blokir = "Blokir"
pagu_awal = "Pagu Awal"
lalu = "s.d. Bulan Lalu"
ini = "Bulan Ini"
"""
TITLES = (
    "No",
    "KODE  ANGGARAN",
    "Nama",
    "Pagu Awal",
    "Pagu Revisi",
    "Blokir",
    "s.d. Bulan Lalu",
    "Bulan Ini",
    "S.D. bulan ini",
    "Jenis",
)
ROWS = (
    ("Laporan (rekaan)",),
    ("Satuan: ribuan rupiah",),
    TITLES,
    (1, "cq.6871", "Kegiatan (rekaan)", 900, 1000, 5, 100, 50.5, 150.5, "Barang"),
)
BARE = Columns(nama="lain", kolom=Headers(kode="K", uraian="U", pagu="P", realisasi="R"))


def written(tmp_path: Path, text: str | bytes) -> Path:
    """A file with ``text``."""
    path = tmp_path / "kolom.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_an_example(tmp_path: Path) -> None:
    """A described layout is read by its headers, from its sheet, in its unit."""
    columns = load_columns(written(tmp_path, EXAMPLE))
    content = saved({"Sampul": [("Pengantar",)], " realisasi": ROWS})
    file = read_file("x.xlsx", content, columns)
    (row,) = file.baris
    assert file.susunan == "OMSPAN (contoh)"
    assert keys(file.pesan) == ["lembar_dipilih"]
    assert (row.nomor, row.kode, row.uraian) == (4, "CQ.6871", "Kegiatan (rekaan)")
    assert (row.pagu_awal, row.pagu, row.blokir) == (900_000, 1_000_000, 5_000)
    assert (row.lalu, row.ini, row.realisasi) == (100_000, 50_500, 150_500)
    assert row.jenis_belanja is JenisBelanja.BARANG


def test_text_with_titles_above() -> None:
    """Without a row number the first row with all headers is the header, also below titles."""
    text = "Laporan, rekaan, satu\n\nK;U;P;R\nCQ;a;1;0\nWA;b;x;0\n"
    with pytest.raises(FileRefused, match="susunan_tak_dikenal"):
        read_file("x.csv", text.encode(), BARE)
    columns = BARE.model_copy(update={"baris_judul": 3})
    file = read_file("x.csv", text.encode(), columns)
    assert [(row.nomor, row.kode) for row in file.baris] == [(4, "CQ")]
    assert [(message.baris, message.kolom) for message in file.pesan] == [(5, "P")]
    file = read_file("x.csv", b"Judul\n;\nK;U;P;R\nCQ;a;1;0\n".replace(b"Judul", b"a;b;c;d"), BARE)
    assert [row.nomor for row in file.baris] == [4]


def test_known_layouts_remain() -> None:
    """A file that is not in the described layout is read as the one that it is."""
    for columns in (BARE, BARE.model_copy(update={"baris_judul": 9, "lembar": "Tidak ada"})):
        text = read_file("x.csv", table(("CQ", "a", "1", "0")), columns)
        book = read_file(
            "x.xlsx",
            saved({"a": [["kode", "uraian", "pagu", "realisasi"], ["CQ", "a", 1, 0]]}),
            columns,
        )
        assert text.susunan == book.susunan == "polos"
        assert text.baris == book.baris


def test_a_header_twice() -> None:
    """A named header that stands twice in the file is refused."""
    with pytest.raises(FileRefused) as caught:
        read_file("x.csv", b"K;U;P;R;P\nCQ;a;1;0;1\n", BARE)
    (message,) = caught.value.pesan
    assert (message.kunci, message.kolom) == ("kolom_ganda", "pagu")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("satuan = 1000", "satuan = 100"), "satuan: pilih 1, 1000, atau 1000000."),
        (("baris_judul = 3", "baris_judul = 0"), "baris_judul: isi dengan nomor baris"),
        (('nama = "OMSPAN (contoh)"', ""), "nama: isi dengan nama susunan."),
        (('lembar = "Realisasi"', 'lembar = ""'), "lembar: isi dengan nama lembar kerja."),
        (("satuan = 1000", "satuna = 1000"), "satuna: nama isian ini tidak dikenal."),
        (('pagu = "Pagu Revisi"', ""), "kolom: isi tabel [kolom]"),
        (('ini = "Bulan Ini"', 'ini = "nama"'), "kolom: isi tabel [kolom]"),
        (('ini = "Bulan Ini"', 'sisa = "Sisa"'), "kolom: isi tabel [kolom]"),
        (("[kolom]", "[kolom"), "bukan TOML dalam UTF-8."),
    ],
)
def test_wrong_files(tmp_path: Path, change: tuple[str, str], sentence: str) -> None:
    """Each mistake in the file becomes one sentence that names it."""
    with pytest.raises(ColumnsError) as caught:
        load_columns(written(tmp_path, EXAMPLE.replace(*change)))
    assert str(caught.value).startswith("Peta kolom kolom.toml")
    assert sentence in str(caught.value)


def test_unreadable_files(tmp_path: Path) -> None:
    """A missing file and one that is no text become a sentence too."""
    with pytest.raises(ColumnsError, match=r"Peta kolom tidak\.toml tidak dapat dibuka\."):
        load_columns(tmp_path / "tidak.toml")
    with pytest.raises(ColumnsError, match="bukan TOML dalam UTF-8"):
        load_columns(written(tmp_path, b"\xff\xfe"))
