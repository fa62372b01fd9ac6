"""Plain Indonesian questions: which command they ask, and with which words.

Deterministic: topic words choose the command, everything else is handed to it as
it was typed, and the command refuses what it does not understand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from handlers import codes, places
from handlers.words import FILLING

if TYPE_CHECKING:
    from data.report import Report

LONGEST = 3


class Topic(NamedTuple):
    """A phrase that points at a command; ``kept`` ones are also words for it."""

    command: str
    weight: int
    kept: bool


def topics(command: str, weight: int, kept: bool, *phrases: str) -> dict[str, Topic]:  # noqa: FBT001
    """Several phrases that point at one command alike."""
    return {phrase: Topic(command, weight, kept) for phrase in phrases}


TOPICS: dict[str, Topic] = {
    **topics("dpt", 4, True, "dpt", "daftar pemilih tetap", "pemilih", "pemilih tetap", "loksus"),
    **topics("dpt", 3, True, "tps", "tps loksus", "lokasi khusus", "tempat pemungutan suara"),
    **topics("dpt", 2, True, "perempuan", "laki-laki", "wanita", "pria", "laki laki"),
    **topics("anggaran", 5, True, "pagu", "sisa pagu", "sisa anggaran"),
    **topics("anggaran", 3, True, "anggaran", "belanja", "dipa", "biaya"),
    **topics("anggaran", 2, True, "realisasi", "sisa"),
    **topics("anggaran", 4, True, "realisasi anggaran", "total anggaran", "pagu anggaran"),
    **topics(
        "serapan", 5, True, "serapan", "penyerapan", "daya serap", "serapan anggaran",
        "penyerapan anggaran", "persen realisasi", "persentase realisasi",
    ),
    **topics("capaian", 5, True, "reformasi birokrasi", "akuntabilitas kinerja", "sakip"),
    **topics("capaian", 4, True, "capaian", "indikator", "indikator kinerja", "iku", "sasaran"),
    **topics("capaian", 4, True, "capaian kinerja", "sasaran strategis", "perjanjian kinerja"),
    **topics("capaian", 3, True, "target", "kinerja", "mitigasi", "kendala", "hambatan", "birokrasi"),
    **topics(
        "pilgub", 5, True, "pilgub", "paslon", "pasangan calon", "pemilihan gubernur",
        "calon gubernur", "perolehan suara", "cagub", "suara sah", "suara terbanyak",
    ),
    **topics("pilgub", 3, True, "gubernur", "suara", "calon", "pemenang", "menang", "unggul"),
    **topics(
        "pendanaan", 7, True, "pendanaan", "dana pilkada", "anggaran pilkada", "anggaran pilgub",
        "anggaran pilbup", "dana pilgub", "dana pilbup", "biaya pilkada", "biaya pilgub",
        "biaya pilbup", "hibah", "dana hibah", "pendanaan pilkada", "anggaran pemilihan",
        "pendanaan pilgub", "pendanaan pilbup",
    ),
    **topics("pendanaan", 2, True, "pilbup", "dana"),
    **topics(
        "logistik", 6, True, "logistik", "surat suara", "kotak suara", "bilik", "tinta", "segel",
        "kabel ties", "sampul", "formulir", "plano", "abtn", "dpc", "bilik suara",
    ),
    **topics(
        "tahapan", 6, True, "kapan", "jadwal", "tahapan", "masa tenang", "pemungutan suara",
        "tahap", "hari pemungutan suara",
    ),
    **topics("tahapan", 1, True, "kampanye", "pencalonan", "rekapitulasi"),
    **topics(
        "gedung", 5, True, "gedung", "gedung kantor", "kantor", "pinjam pakai", "sewa", "rusak",
        "rusak ringan", "rusak berat",
    ),
    **topics(
        "jdih", 5, True, "jdih", "dokumentasi hukum", "dokumen hukum", "produk hukum", "keputusan",
    ),
    **topics(
        "sdm", 5, True, "sdm", "pegawai", "pns", "ppnpn", "staf", "karyawan", "asn", "personel",
    ),
    **topics("struktur", 5, False, "struktur", "struktur organisasi", "organisasi", "eselon"),
    **topics("struktur", 3, False, "kabag", "kasubag"),
    **topics(
        "profil", 5, True, "visi", "misi", "tujuan", "tugas", "wewenang", "kewajiban", "renstra",
        "tanggung jawab", "sasaran renstra", "profil",
    ),
    **topics(
        "penghargaan", 5, True, "penghargaan", "prestasi", "juara", "diklat", "pelatihan", "tot",
        "bimtek", "piagam",
    ),
    **topics("peringkat", 6, True, "peringkat", "ranking"),
    **topics(
        "peringkat", 5, True, "terbanyak", "tertinggi", "terbesar", "terkecil", "terendah",
        "tersedikit", "paling banyak", "paling sedikit", "paling besar", "paling kecil", "terluas",
    ),
    **topics("banding", 7, False, "banding", "bandingkan", "perbandingan", "dibanding", "vs", "versus"),
    **topics("catatan", 6, False, "catatan", "catatan data"),
    **topics("sumber", 4, True, "sumber", "dasar hukum", "daftar isi", "laporan kinerja"),
    **topics("istilah", 8, False, "arti", "kepanjangan", "singkatan", "istilah", "apa itu"),
    **topics("hitung", 8, False, "hitung", "hitunglah"),
    **topics("bantuan", 1, False, "bantuan", "help", "menu", "perintah"),
    **topics("privasi", 5, False, "privasi"),
}
TOPICS["urutan"] = Topic("peringkat", 4, kept=True)


class Heard(NamedTuple):
    """What a plain line asks: the command and its words; ``typo`` names a word it corrected."""

    command: str
    words: tuple[str, ...]
    typo: str | None


def hear(words: tuple[str, ...], report: Report, year: int) -> Heard | None:
    """The command that a plain line asks; ``None`` where it names no topic.

    A region or a code alone asks for everything on it.
    """
    spotted = spot(words)
    typo = None
    if not spotted:
        words, typo = mend(words, report)
        spotted = spot(words) if typo else {}
    if spotted:
        return Heard(*choose(words, spotted), typo)
    named = codes.find(words, report, year)
    if any(code.row is not None or "." in code.typed for code in named) and not is_region(
        words, report
    ):
        return Heard("anggaran", words, None)
    left = [word for word in words if word not in FILLING]
    if places.find(words, report) or (
        left and len(left) <= LONGEST and places.likely(" ".join(left), report)[0]
    ):
        return Heard("wilayah", words, None)
    return None


def is_region(words: tuple[str, ...], report: Report) -> bool:
    """Whether the words are one region's code or name."""
    told = tuple(word for word in words if word not in FILLING)
    return any(found.end - found.start == len(told) for found in places.find(told, report))


def spot(words: tuple[str, ...]) -> dict[int, tuple[int, Topic]]:
    """The topic phrases in ``words``: where each begins, its length and its topic."""
    found: dict[int, tuple[int, Topic]] = {}
    at = 0
    while at < len(words):
        for length in range(LONGEST, 0, -1):
            phrase = " ".join(words[at : at + length])
            if at + length <= len(words) and phrase in TOPICS:
                found[at] = (length, TOPICS[phrase])
                at += length
                break
        else:
            at += 1
    return found


def choose(
    words: tuple[str, ...], spotted: dict[int, tuple[int, Topic]]
) -> tuple[str, tuple[str, ...]]:
    """The command of the weightiest topic, and the words that it is handed."""
    best = max(spotted.values(), key=lambda item: item[1].weight)[1]
    command = best.command
    kinds = {topic.command for _, topic in spotted.values()}
    if command == "peringkat" and "pilgub" in kinds:
        command = "pilgub"
    if command in {"gedung", "jdih", "dpt"} and {"peringkat"} & kinds:
        command = "peringkat"
    kept: list[str] = []
    at = 0
    while at < len(words):
        length, topic = spotted.get(at, (1, None))
        if topic is None or topic.command != command or topic.kept:
            kept += words[at : at + length]
        at += length
    return command, tuple(kept)


def mend(words: tuple[str, ...], report: Report) -> tuple[tuple[str, ...], str | None]:
    """``words`` with one misspelt topic word put right, and that word."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only misspelt lines pay for it

    known = places.gazetteer(report).words
    single = [phrase for phrase in TOPICS if " " not in phrase and len(phrase) > 3]
    for at, word in enumerate(words):
        if len(word) < 4 or word in known or word in FILLING:
            continue
        close = [phrase for phrase in single if OSA.distance(word, phrase, score_cutoff=1) == 1]
        if len({TOPICS[phrase].command for phrase in close}) == 1:
            return (*words[:at], close[0], *words[at + 1 :]), close[0]
    return words, None
