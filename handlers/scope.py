"""What no report of this kind holds, and what this bot never handles.

Each subject is a key of ``templates/tidak_ada.html``, which words the refusal and
names what is near. Personal data of voters is refused before anything else is read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from handlers.mistakes import Mistake

if TYPE_CHECKING:
    from data.report import Report

NIK = re.compile(r"(?<!\d)\d(?:[\s.\-]?\d){15}(?!\d)")

ELSEWHERE = frozenset(
    """
    aceh ambon badung bali balikpapan bandung banjarmasin banten banyuwangi batam bekasi bengkulu
    bima bogor bojonegoro cirebon denpasar depok dili dki dompu garut gorontalo jabar jakarta jambi
    jateng jatim jawa jayapura jember jogja jogjakarta kalbar kalimantan kalsel kalteng kaltim
    kaltara kendari kepri lampung lombok madiun madura magelang majene makassar malang maluku
    malut mamuju manado manokwari mataram medan merauke ntb padang palembang palu papua pekanbaru
    pontianak riau samarinda semarang serang sidoarjo solo sorong sragen sukabumi sulawesi sulbar
    sulsel sulteng sultra sulut sumatera sumatra sumbar sumbawa sumsel sumut surabaya surakarta
    tangerang tasikmalaya ternate yogyakarta yogya indonesia nasional
    """.split()
)

SUBJECTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "pribadi",
        (
            "nik", "ktp", "nkk", "nama pemilih", "nama nama pemilih", "nama-nama pemilih",
            "daftar nama", "alamat pemilih", "data pribadi", "identitas pemilih", "nomor hp",
            "no hp", "nomor telepon", "saya terdaftar", "terdaftar di mana", "terdaftar dimana",
            "kartu keluarga", "by name", "tanggal lahir",
        ),
    ),
    (
        "wilayah_kecil",
        (
            "kecamatan", "kec", "desa", "kelurahan", "dusun", "rt", "rw", "per desa",
            "tiap tps", "setiap tps", "lokasi tps", "alamat tps",
        ),
    ),
    (
        "dpt_lain",
        (
            "dps", "dpshp", "dp4", "coklit", "dpk", "dptb", "dpt pemilu", "dpt pileg",
            "dpt pilpres", "pemilih pemilu", "pemilih pileg", "pemilih pilpres",
            "dpt legislatif", "dpt presiden", "dpt februari", "daftar pemilih sementara",
        ),
    ),
    (
        "pemilih_rinci",
        (
            "disabilitas", "difabel", "pemilih pemula", "pemilih muda", "umur", "usia",
            "milenial", "gen z", "lansia", "pemilih baru",
        ),
    ),
    (
        "partisipasi",
        (
            "partisipasi pemilih", "tingkat partisipasi", "golput", "suara tidak sah",
            "suara batal", "surat suara rusak", "pengguna hak pilih", "turnout", "kehadiran",
        ),
    ),
    (
        "hasil_lain",
        (
            "pilpres", "pileg", "caleg", "hasil pemilu", "hasil pilbup", "hasil pilwalkot",
            "menang pilbup", "menang pilwalkot", "bupati terpilih", "walikota terpilih",
            "presiden terpilih", "suara pilbup", "perolehan kursi", "kursi dprd", "kursi dpr",
            "suara partai", "suara presiden", "menang pemilu", "menang pilpres", "quick count",
            "suara pemilu", "prabowo", "gibran", "anies", "ganjar", "hasil dprd", "pilwalkot",
        ),
    ),
    (
        "pengusung",
        (
            "partai pengusung", "pengusung", "parpol pengusung", "gabungan partai", "koalisi",
            "nomor urut paslon", "nomor urut calon", "nomor urut pasangan", "didukung partai",
        ),
    ),
    (
        "gaji",
        (
            "gaji", "honor", "honorarium", "tunjangan", "tukin", "upah", "remunerasi",
            "uang kehormatan", "perjalanan dinas",
        ),
    ),
    (
        "pejabat",
        (
            "siapa ketua", "nama ketua", "ketua kpu", "komisioner", "nama anggota kpu",
            "anggota kpu", "nama kabag", "nama kasubag", "nama pegawai", "nomor kontak", "email",
            "website", "alamat kantor", "jam kerja", "jam buka",
        ),
    ),
)
OTHER_ELECTION = frozenset({"pemilu", "pileg", "pilpres", "legislatif", "februari"})
VOTERS = frozenset({"dpt", "pemilih", "tps"})
SIMULTANEOUS = frozenset({"serentak", "pilkada", "pemilihan"})


def guard_text(text: str) -> None:
    """Refuses a line that holds anything like a NIK, before it is read or kept."""
    if NIK.search(text):
        raise Mistake("tidak_ada", "pribadi")


def guard(words: tuple[str, ...], report: Report) -> None:
    """Refuses a question about what no report of this kind holds."""
    line = f" {' '.join(words)} "
    for subject, phrases in SUBJECTS:
        for phrase in phrases:
            if f" {phrase} " in line:
                raise Mistake("tidak_ada", subject, phrase)
    said = set(words)
    if said & VOTERS and said & OTHER_ELECTION and not said & SIMULTANEOUS:
        raise Mistake("tidak_ada", "dpt_lain")
    strangers = [word for word in words if word in ELSEWHERE and word not in report.aliases]
    if strangers:
        raise Mistake("tidak_ada", "luar_ntt", " ".join(strangers))
