"""Numbers in a text that state no figure: years, dates, codes, numbers of articles and the like."""

from __future__ import annotations

import re
from functools import lru_cache

MONTHS = (
    "januari|februari|pebruari|maret|april|mei|juni|juli|agustus|september|oktober|november|"
    "nopember|desember|jan|feb|mar|apr|jun|jul|agu|agt|ags|sep|sept|okt|nov|des"
)
MEASURED = "persen|prosen|%|juta|ribu|rb|jt|miliar|milyar|triliun|rupiah|m2|meter"
COUNTED = (
    "pemilih|orang|org|jiwa|warga|pegawai|staf|pns|asn|ppnpn|tps|suara|dokumen|keputusan|"
    f"lembar|buah|unit|keping|{MEASURED}"
)
NUMBERED = (
    "nomor|nomer|no|urut|bab|pasal|ayat|butir|huruf|halaman|hal|hlm|tahap|ke|peringkat|urutan|"
    "ranking|rangking|sasaran|indikator|lampiran|tabel|gambar|pukul|jam|paslon|putaran|jilid|uu|"
    "perpres|pkpu|perki|rt|rw|dapil|formulir|versi|catatan|poin|kode|kec|blok|lantai|eselon"
)
LISTED = (
    "kabupaten|kab|kota|provinsi|prov|daerah|wilayah|satker|hari|minggu|pekan|bulan|tahun|thn|"
    "jam|menit|detik|kali|pasangan|paslon|pasang|calon|kandidat|bab|halaman|tahapan|program|"
    "kegiatan|sasaran|indikator|misi|x"
)
CODES = (
    (
        r"\b(?!rp)(?:\d{3}\.\d{2}\.)?(?:[A-Za-z]{1,2}\.|(?:cq|wa)[\- ]?)\d{4}"
        r"(?:\.[A-Za-z]{3}(?:\.\d{1,3})?)?(?![\w,]|\.\d)"
    ),
    r"\b\d{4}\.[A-Za-z]{3}(?:\.\d{1,3})?(?:\.\d{3})*\b",
)
SAID = "".join(
    rf"(?<!\b{word} )"
    for word in ("sebanyak", "sejumlah", "berjumlah", "ada", "rp", "rp.", "idr", "punya")
)
# A number like a year is one, except where a word before it counts, or money is meant.
YEAR_ALONE = (
    rf"(?<![\d.,])(?<!rp)(?<!rp\.){SAID}(?:19|20)\d{{2}}(?:\s*[-–]\s*(?:19|20)\d{{2}})?\b"
    rf"(?![.,]\d)(?![ \t]*(?:{MEASURED}))"
)
TELEPHONE = r"(?:\+62|\b62|\b0)[\s\-]?8\d[\d\s\-]{6,14}\b"
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:https?://|www\.|t\.me/)\S+",
        r"\S+@\S+",
        rf"\b\d{{1,2}}(?:\s*[-–]\s*\d{{1,2}})?\s+(?:{MONTHS})\b\.?(?:\s+\d{{4}}\b)?",
        rf"\b(?:{MONTHS})\b\.?\s+(?:19|20)\d{{2}}\b",
        r"\b\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)\d{2}\b",
        r"\b(?:19|20)\d{2}-\d{2}-\d{2}\b",
        r"\b(?:pukul|jam|pkl)\s+\d{1,2}[.:]\d{2}\b",
        r"\b\d{1,2}:\d{2}\b",
        r"\b\d{1,2}\.\d{2}\s+(?:wita|wib|wit)\b",
        TELEPHONE,
        r"\b\d+[\w.\-]*(?:/[\w.\-]+)+",
        r"\b(?:tahun|thn|th|ta)\s+(?:19|20)\d{2}(?:\s*[-–/]\s*(?:19|20)?\d{2})?\b",
        YEAR_ALONE,
        rf"\b(?:{NUMBERED})\.?[ \t\-:]*\(?\d+(?:[.\-]\d+)*\b(?![ \t]*(?:{COUNTED})|[.,]\d)",
        r"\b(?:di|pada|dalam|tiap|setiap)[ \t]+tps[ \t]+\d{1,3}\b(?![.,]\d)",
        r"\btps[ \t]+0\d{1,2}\b",
        rf"(?<![\d.,])\b\d{{1,3}}[ \t]*(?:\([a-z ]+\)[ \t]*)?(?:{LISTED})\b",
        r"(?m:^)\s*\(?\d{1,2}[.)]\s+",
        r"(?<![\d.,])53\.(?:[012]\d|71)\b(?![.,]\d)(?![ \t]*(?:%|persen|prosen))",
        r"\d\ufe0f?\u20e3",
        *CODES,
    )
)
CODE = tuple(re.compile(pattern, re.IGNORECASE) for pattern in CODES)
PHONE = re.compile(TELEPHONE)
YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d{2}(?![.,]?\d)")


@lru_cache(maxsize=4)
def masked(text: str) -> tuple[tuple[int, int], ...]:
    """Where ``text`` holds numbers that state no figure, as starts and ends."""
    return tuple(match.span() for pattern in PATTERNS for match in pattern.finditer(text))


@lru_cache(maxsize=4)
def years(text: str) -> tuple[tuple[int, int], ...]:
    """The years named in ``text``, each with where it stands."""
    hidden = masked(text)
    return tuple(
        (match.start(), int(match[0]))
        for match in YEAR.finditer(text)
        if any(first <= match.start() and match.end() <= last for first, last in hidden)
    )
