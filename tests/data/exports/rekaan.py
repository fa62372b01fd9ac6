"""Made-up tables: hostile texts, figures at the edges, and loaded months."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from data.bulanan.figures import Bulanan
from data.models import BarisBulanan, Bulan, Catatan, JenisBelanja, Muatan, Posisi, TingkatKode
from data.models.unduhan import Asal, JenisKolom, Kolom, Lembar

ASAL = Asal(
    tahun=2024,
    judul="Laporan rekaan",
    judul_pendek="Rekaan 2024",
    instansi="Instansi rekaan",
    tempat="Kupang",
    tanggal=date(2025, 1, 16),
    keterangan="Angkanya rekaan.",
    versi="0123456789ab",
)
HOSTILE = (
    "=1+1",
    '=HYPERLINK("http://contoh.invalid";"x")',
    "+62811",
    "-1+2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "＝1+1",
    '";=1+1',
    "-",
    'biasa; "kutip", koma\ndan baris baru',
    "http://contoh.invalid/",
    "\x00\x07kendali\ufffe",
    "0012",
    "1.234",
    "12,5%",
    "11 Desember 2024",
    "TRUE",
    "1E5",
    "Rp 1.000",
    "{=1}",
)
KINDS = (
    Kolom(nama="teks", judul="Teks"),
    Kolom(nama="cacah", judul="Cacah", jenis=JenisKolom.BILANGAN, satuan="orang"),
    Kolom(nama="uang", judul="Uang", jenis=JenisKolom.RUPIAH, satuan="rupiah"),
    Kolom(nama="pecahan", judul="Pecahan", jenis=JenisKolom.DESIMAL),
    Kolom(nama="bagian", judul="Bagian", jenis=JenisKolom.PERSEN, satuan="persen"),
    Kolom(nama="hari", judul="Hari", jenis=JenisKolom.TANGGAL),
    Kolom(nama="nomor", judul="Nomor", jenis=JenisKolom.BILANGAN, ribuan=False),
)
FIGURES = Lembar(
    nama="angka",
    judul="Angka rekaan",
    kolom=KINDS,
    baris=(
        ("a", 1234, 215464527000, Decimal("89.25"), Decimal("99.60"), date(2024, 2, 29), 2024),
        ("b", -5, -1500, Decimal("-0.5"), Decimal(100), date(1999, 12, 31), 0),
        ("c", 10**17, 0, Decimal("1E+3"), Decimal("0.00"), None, None),
        ("d", None, None, None, None, None, None),
    ),
    sumber=("Rekaan 2024, BAB I",),
    catatan=(Catatan(nomor=1, judul="Rekaan", kalimat="=Catatan rekaan.", penting=False),),
)


def hostile_sheet() -> Lembar:
    """A table whose every text tries to be something else, headings included."""
    columns = (Kolom(nama="teks", judul="=1+1"), Kolom(nama="lain", judul="Lain"))
    return Lembar(
        nama="jahat",
        judul="=Judul",
        kolom=columns,
        baris=tuple((text, text) for text in HOSTILE),
        sumber=("=sumber",),
    )


def long_sheet(rows: int = 120, columns: int = 14) -> Lembar:
    """A table that is too long and too wide for a page, with words without a space."""
    return Lembar(
        nama="panjang",
        judul="Tabel panjang rekaan",
        kolom=tuple(Kolom(nama=f"k{at}", judul=f"Kolom ke-{at}") for at in range(columns)),
        baris=tuple(
            tuple(f"isi{line}x{at} " + "Pemilihan" * (line % 4) for at in range(columns))
            for line in range(rows)
        ),
    )


def months() -> Bulanan:
    """Two made-up months; the later one's second row has no pagu."""
    return Bulanan(keadaan="2-2", posisi=(position(9, 1), position(10, 2)))


def position(month: int, version: int) -> Posisi:
    """The position of a made-up month of 2025."""
    moment = datetime(2025, month + 1, 3, 20, tzinfo=UTC)
    load = Muatan(
        id=version,
        bulan=Bulan(tahun=2025, bulan=month),
        versi=version,
        berkas=f"rekaan-{month}.xlsx",
        susunan="templat",
        sha256="a" * 64,
        pengunggah=7_000_000_001,
        diunggah=moment,
        disimpan=moment,
    )
    rows = (
        BarisBulanan(
            urutan=1,
            kode="TOTAL",
            tingkat=TingkatKode.TOTAL,
            induk=None,
            uraian="Jumlah",
            pagu=3000,
            realisasi=month * 100,
        ),
        BarisBulanan(
            urutan=2,
            kode="CQ",
            tingkat=TingkatKode.PROGRAM,
            induk="TOTAL",
            uraian="Program rekaan",
            pagu=0 if month == 10 else 7,
            realisasi=0,
            pagu_awal=5,
            blokir=1,
            jenis_belanja=JenisBelanja.BARANG,
        ),
    )
    return Posisi(muatan=load, baris=rows)
