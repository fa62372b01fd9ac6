"""Words as people type them: folded, split, and told from mere filling."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff]")
APOSTROPHE = re.compile(r"[‘’ʼ`´]")
WORD = re.compile(r"[0-9a-z]+(?:[.'\-][0-9a-z]+)*")
YEAR = re.compile(r"(19|20)\d{2}")
PAGE = re.compile(r"\bhal(?:aman)?\s+(\d{1,3})\b")

FILLING = frozenset(
    """
    ada adalah ah aja akan anda antara apa apakah atas atau bagaimana bagi bahwa bang banyak
    banyaknya bapak beberapa berapa berapakah berikan beri bisa bu buat buka cek coba dalam dan
    dapat dari data daftar dengan di dong dulu gimana halo hai hi ibu info informasi ingin
    itu jadi jelaskan jumlah jumlahnya ini ka kah kak kalau kami kasih katakan ke kepada kita
    lah lihat lihatkan mas masing mau min minta mohon nih nya oleh pada pak para pengen per
    perlu permisi punya punyanya saat saja sama saya sebutkan sebesar sebanyak sekarang selamat
    semua seluruh pagi siang sore malam siapa sih tahu tampilkan tanya tentang terkait tersebut
    tersedia tolong tuh tunjukkan untuk utk wilayah ya yaitu yang yg yah dgn dr pd tsb brp brapa
    berapaan totalnya isi isinya angka angkanya nilai nilainya thn tahun hasil
    """.split()
)


def fold(text: str) -> str:
    """``text`` in lower case, with plain apostrophes and nothing invisible."""
    text = unicodedata.normalize("NFKC", text)
    return APOSTROPHE.sub("'", INVISIBLE.sub("", text)).casefold()


def split(text: str) -> tuple[str, ...]:
    """The words of ``text`` in order; a code such as ``cq.6871`` is one word."""
    return tuple(WORD.findall(fold(text)))


def telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words that say something: ``words`` without mere filling."""
    return tuple(word for word in words if word not in FILLING)
