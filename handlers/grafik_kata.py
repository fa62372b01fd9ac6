"""The words of ``/grafik``: what people type for each measure that can be drawn."""

from __future__ import annotations

from handlers.vocabulary import phrases

# What people type for each measure; the first phrase of each is also typed by buttons.
TYPED = {
    "dpt": """dpt, pemilih, jumlah pemilih, daftar pemilih tetap, pemilih tetap, hak pilih, mata
        pilih, jumlah dpt, pemilih pilkada, dpt pilkada, jenis kelamin, l p, gender""",
    "perempuan": "perempuan, pemilih perempuan, wanita, pemilih wanita, p, pr",
    "laki-laki": "laki-laki, pemilih laki-laki, laki laki, pria, pemilih pria, l, lk",
    "tps": "tps, jumlah tps, tempat pemungutan suara",
    "serapan": """serapan, penyerapan, serapan anggaran, penyerapan anggaran, daya serap, persen
        realisasi, persentase realisasi, realisasi anggaran""",
    "anggaran": """anggaran, pagu, realisasi, pagu dan realisasi, pagu realisasi, belanja, pagu
        anggaran, dipa, sisa, sisa pagu""",
    "tren": """tren, trend, perkembangan, bulanan, per bulan, bulan demi bulan, tren serapan,
        serapan bulanan, tren bulanan, tren penyerapan, tren anggaran""",
    "pilgub": """pilgub, gubernur, hasil pilgub, suara, suara sah, perolehan suara, suara pilgub,
        pemilihan gubernur, hasil suara, cagub, paslon""",
    "pendanaan": """pendanaan, dana, hibah, dana pilkada, dana hibah, pendanaan pilkada, anggaran
        pilkada, biaya pilkada, hibah pilkada""",
    "pilbup": """pilbup, bupati, dana pilbup, pendanaan pilbup, anggaran pilbup, pemilihan bupati,
        biaya pilbup, pilwalkot""",
    "dana pilgub": "dana pilgub, pendanaan pilgub, anggaran pilgub, biaya pilgub, hibah pilgub",
    "capaian": """capaian, kinerja, capaian kinerja, target, sasaran, indikator, iku, capaian
        sasaran, indikator kinerja, capaian indikator, target kinerja""",
    "": """grafik, chart, gambar, diagram, bagan, visual, per wilayah, per kabupaten, program,
        kegiatan, keluaran, pilkada, serentak, pemilihan serentak, kabupaten kota, per program,
        per kegiatan, total""",
}
WORDS = {phrase: key for key, text in TYPED.items() for phrase in phrases(text)}
# Two measures named together, and the one that is meant by both.
TOGETHER = {
    frozenset({"perempuan", "laki-laki"}): "dpt",
    frozenset({"pendanaan", "pilgub"}): "dana pilgub",
    frozenset({"anggaran", "pilgub"}): "dana pilgub",
    frozenset({"anggaran", "pilbup"}): "pilbup",
    frozenset({"anggaran", "pendanaan"}): "pendanaan",
    frozenset({"pendanaan", "pilbup"}): "pilbup",
    frozenset({"serapan", "anggaran"}): "serapan",
    frozenset({"pilbup", "dana pilgub"}): "pendanaan",
    frozenset({"pilbup", "pilgub"}): "pendanaan",
}
NARROWED = ("perempuan", "laki-laki", "tps")
BY_REGION = frozenset({"dpt", *NARROWED, "pendanaan", "pilbup", "dana pilgub"})
BY_CODE = frozenset({"serapan", "anggaran", "tren"})
NAMES = {
    "dpt": "DPT per wilayah",
    "perempuan": "Pemilih perempuan",
    "tps": "TPS per wilayah",
    "serapan": "Penyerapan anggaran",
    "anggaran": "Pagu dan realisasi",
    "tren": "Penyerapan per bulan",
    "pilgub": "Hasil Pilgub",
    "pendanaan": "Pendanaan Pilkada",
    "pilbup": "Dana Pilbup",
    "dana pilgub": "Dana Pilgub",
    "capaian": "Capaian kinerja",
}
# The command of the table behind a measure, and the column to ask it for.
TABLES = {
    "perempuan": ("dpt", "perempuan"),
    "laki-laki": ("dpt", "laki-laki"),
    "tps": ("dpt", "tps"),
    "pilbup": ("pendanaan", "pilbup"),
    "dana pilgub": ("pendanaan", "pilgub"),
}


def keys_of(words: tuple[str, ...]) -> set[str]:
    """The measures that ``words`` name; of phrases within each other the longest counts."""
    longest = max(phrase.count(" ") for phrase in WORDS) + 1
    found: set[str] = set()
    at = 0
    while at < len(words):
        lengths = range(min(longest, len(words) - at), 0, -1)
        size = next((n for n in lengths if " ".join(words[at : at + n]) in WORDS), 1)
        found.add(WORDS.get(" ".join(words[at : at + size]), ""))
        at += size
    return found - {""}
