"""Every command, in one list that everything else reads.

It feeds the handlers, Telegram's menus, the help, the suggestions, the command
line, the table in the README and the tests, which run every example.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from handlers import (
    anggaran,
    bantuan,
    capaian,
    dpt,
    hitungan,
    naskah,
    perbandingan,
    pilkada,
    satker,
    tahapan,
)

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked


@dataclass(frozen=True)
class Command:
    """A command: what is typed, what it does and who may ask it.

    ``examples`` are full lines that answer; the last one needs no further word.
    ``menu`` says whether Telegram's menus show it.
    """

    name: str
    function: Callable[[Asked], Answer]
    summary: str
    usage: str
    examples: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    audience: Literal["semua", "admin"] = "semua"
    menu: bool = True


COMMANDS = (
    Command(
        "start",
        bantuan.start,
        "Mulai dan lihat angka yang paling sering ditanya",
        "/start",
        ("/start",),
        ("mulai",),
        menu=False,
    ),
    Command(
        "bantuan",
        bantuan.bantuan,
        "Semua perintah dan cara memakainya",
        "/bantuan [perintah]",
        ("/bantuan dpt", "/bantuan"),
        ("help", "tolong", "panduan"),
    ),
    Command(
        "menu",
        bantuan.menu,
        "Semua perintah sebagai tombol",
        "/menu",
        ("/menu",),
        ("perintah",),
    ),
    Command(
        "dpt",
        dpt.dpt,
        "Pemilih dan TPS per wilayah (DPT Pemilihan Serentak)",
        "/dpt [wilayah] [l|p|tps] [tahun]",
        ("/dpt Sikka", "/dpt Kota Kupang perempuan", "/dpt"),
        ("pemilih", "tps"),
    ),
    Command(
        "anggaran",
        anggaran.anggaran,
        "Pagu, realisasi, dan sisa menurut kode atau kata",
        "/anggaran [kode|kata] [tahun]",
        ("/anggaran CQ.6871", "/anggaran kampanye", "/anggaran"),
        ("pagu", "budget", "realisasi", "dipa"),
    ),
    Command(
        "serapan",
        anggaran.serapan,
        "Penyerapan anggaran setahun, dari tertinggi",
        "/serapan [kode|rendah|tinggi] [tahun]",
        ("/serapan CQ", "/serapan rendah", "/serapan"),
        ("penyerapan",),
    ),
    Command(
        "capaian",
        capaian.capaian,
        "Target, realisasi, dan capaian sasaran 1–6",
        "/capaian [1–6|kata] [mitigasi|kendala|fakta] [tahun]",
        ("/capaian 3", "/capaian reformasi birokrasi", "/capaian 1 kendala", "/capaian"),
        ("kinerja", "sasaran", "target", "iku"),
    ),
    Command(
        "pilgub",
        pilkada.pilgub,
        "Perolehan suara sah Pemilihan Gubernur",
        "/pilgub [tahun]",
        ("/pilgub",),
        ("gubernur", "suara"),
    ),
    Command(
        "pendanaan",
        pilkada.pendanaan,
        "Pendanaan Pilkada per wilayah",
        "/pendanaan [wilayah] [pilbup|pilgub] [tahun]",
        ("/pendanaan Sikka", "/pendanaan"),
        ("dana", "hibah"),
    ),
    Command(
        "logistik",
        pilkada.logistik,
        "Logistik Pemilihan Serentak",
        "/logistik [barang] [tahun]",
        ("/logistik surat suara", "/logistik"),
        ("perlengkapan",),
    ),
    Command(
        "tahapan",
        tahapan.tahapan,
        "Tahapan Pemilu menurut kata, nomor, atau tanggal",
        "/tahapan [kata|nomor|tanggal]",
        ("/tahapan kampanye", "/tahapan 12", "/tahapan 14 Februari 2024", "/tahapan"),
        ("jadwal",),
    ),
    Command(
        "gedung",
        satker.gedung,
        "Gedung kantor satker: status, kondisi, luas",
        "/gedung [satker|rusak|sewa] [tahun]",
        ("/gedung Sikka", "/gedung rusak", "/gedung"),
        ("kantor",),
    ),
    Command(
        "jdih",
        satker.jdih,
        "Dokumentasi hukum per satker",
        "/jdih [satker] [tahun]",
        ("/jdih Sikka", "/jdih"),
        ("dokumen",),
    ),
    Command(
        "sdm",
        satker.sdm,
        "Pegawai sekretariat per bagian",
        "/sdm [bagian] [tahun]",
        ("/sdm keuangan", "/sdm"),
        ("pegawai", "staf"),
    ),
    Command(
        "struktur",
        satker.struktur,
        "Struktur organisasi sekretariat",
        "/struktur [tahun]",
        ("/struktur",),
        ("organisasi",),
    ),
    Command(
        "profil",
        naskah.profil,
        "Visi, misi, tujuan, tugas, dan wewenang",
        "/profil [visi|misi|tujuan|tugas|…] [tahun]",
        ("/profil misi", "/profil tugas", "/profil"),
        ("visi", "misi", "tugas"),
    ),
    Command(
        "penghargaan",
        naskah.penghargaan,
        "Penghargaan, diklat, dan peristiwa bertanggal",
        "/penghargaan [diklat|rapat|dokumen] [tahun]",
        ("/penghargaan diklat", "/penghargaan"),
        ("diklat", "prestasi"),
    ),
    Command(
        "wilayah",
        perbandingan.wilayah,
        "Semua angka satu kabupaten/kota",
        "/wilayah <nama> [tahun]",
        ("/wilayah 53.07", "/wilayah Sikka"),
        ("kabupaten", "daerah"),
    ),
    Command(
        "banding",
        perbandingan.banding,
        "Dua wilayah atau dua kode berdampingan",
        "/banding <a> <b> [tahun]",
        ("/banding CQ.6871 CQ.6872", "/banding Sikka Ende"),
        ("bandingkan", "vs"),
    ),
    Command(
        "peringkat",
        perbandingan.peringkat,
        "Urutan wilayah atau keluaran menurut satu ukuran",
        "/peringkat <ukuran> [terendah] [tahun]",
        ("/peringkat serapan terendah", "/peringkat dpt"),
        ("ranking", "urutan"),
    ),
    Command(
        "hitung",
        hitungan.hitung,
        "Hitung capaian dari target dan realisasi",
        "/hitung <target> <realisasi> [turun]",
        ("/hitung 10 8 turun", "/hitung 78 89,25"),
        ("kalkulator",),
    ),
    Command(
        "cari",
        naskah.cari,
        "Cari kata di seluruh laporan",
        "/cari <kata> [tahun]",
        ("/cari logistik", "/cari kampanye"),
        ("temukan",),
    ),
    Command(
        "catatan",
        naskah.catatan,
        "Catatan atas angka yang tidak sejalan di laporan",
        "/catatan [nomor] [tahun]",
        ("/catatan 8", "/catatan"),
        ("koreksi",),
    ),
    Command(
        "istilah",
        naskah.istilah,
        "Arti istilah dan singkatan",
        "/istilah [kata]",
        ("/istilah JDIH", "/istilah"),
        ("singkatan", "arti"),
    ),
    Command(
        "sumber",
        naskah.sumber,
        "Laporan yang menjadi sumber, isi, dan dasar hukumnya",
        "/sumber [isi|hukum|tempat|hilang] [tahun]",
        ("/sumber hukum", "/sumber"),
        ("laporan", "tentang"),
    ),
    Command(
        "privasi",
        bantuan.privasi,
        "Data apa yang disimpan tentang penanya",
        "/privasi",
        ("/privasi",),
        ("privacy",),
    ),
)
BY_NAME = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}
