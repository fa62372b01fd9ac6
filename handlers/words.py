"""Words as people type them: folded, split, and told from mere filling."""

from __future__ import annotations

import re
import unicodedata

from handlers.vocabulary import FILLING

INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff]")
APOSTROPHE = re.compile(r"[‘’ʼ`´]")
WORD = re.compile(r"[0-9a-z]+(?:[.'\-][0-9a-z]+)*")
YEAR = re.compile(r"(19|20)\d{2}")
SUFFIX = "nya"
LONGEST_ROOT = 5


def fold(text: str) -> str:
    """``text`` in lower case, with plain apostrophes and nothing invisible."""
    text = unicodedata.normalize("NFKC", text)
    return APOSTROPHE.sub("'", INVISIBLE.sub("", text)).casefold()


def split(text: str) -> tuple[str, ...]:
    """The words of ``text`` in order; a code such as ``cq.6871`` is one word."""
    return tuple(bare(word) for word in WORD.findall(fold(text)))


def bare(word: str) -> str:
    """``word`` without the suffix -nya, as in *realisasinya*."""
    return word[: -len(SUFFIX)] if word.endswith(SUFFIX) and len(word) > LONGEST_ROOT else word


def telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words that say something: ``words`` without mere filling."""
    return tuple(word for word in words if word not in FILLING)
