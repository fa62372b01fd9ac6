"""Words as people type them: folded, split, and freed of mere dress."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff]")
APOSTROPHE = re.compile(r"[‘’ʼ`´]")
MARKUP = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
WORD = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|[0-9a-z]+(?:[.'\-][0-9a-z]+)*(?:,\d{1,2}(?!\d))?")
YEAR = re.compile(r"(19|20)\d{2}")
SUFFIX = re.compile(r"-?nya$")
LONGEST_ROOT = 5
SPELT_YEAR = re.compile(r"\bdua ribu dua puluh (satu|dua|tiga|empat|lima|enam)\b")
JOINED = frozenset({"per-tps", "se-ntt"})
UNITS = {
    "satu": "1",
    "dua": "2",
    "tiga": "3",
    "empat": "4",
    "lima": "5",
    "enam": "6",
}
NUMERAL = re.compile(r"[\d.,]*\d[\d.,]*")


def fold(text: str) -> str:
    """``text`` in lower case, with plain apostrophes, no markup and nothing invisible."""
    text = unicodedata.normalize("NFKC", text)
    text = APOSTROPHE.sub("'", INVISIBLE.sub("", text)).casefold()
    return MARKUP.sub(" ", text)


def split(text: str) -> tuple[str, ...]:
    """The words of ``text`` in order; a code such as ``cq.6871`` is one word.

    The suffix -nya is taken off, and a year that is spelt out becomes a number.
    """
    line = SPELT_YEAR.sub(lambda match: f"202{UNITS[match[1]]}", fold(text))
    return tuple(bare(part) for word in WORD.findall(line) for part in apart(word))


def apart(word: str) -> list[str]:
    """The words that a dot or a hyphen joins by mistake, as in *dpt-sikka* or *kab.ttu*.

    Codes and doubled words such as *laki-laki* are one word.
    """
    parts = re.split(r"[.\-]", word)
    joined = word in JOINED or parts[-1] == "nya" or len(set(parts)) < len(parts)
    letters = all(part.isalpha() for part in parts)
    return parts if letters and not joined and len(parts) > 1 else [word]


def bare(word: str) -> str:
    """``word`` without the suffix -nya, as in *realisasinya* or *dpt-nya*."""
    root = SUFFIX.sub("", word)
    return root if len(word) > LONGEST_ROOT or "-" in word else word


def is_numeral(word: str) -> bool:
    """Whether ``word`` is written in digits only, with separators or not."""
    return NUMERAL.fullmatch(word) is not None
