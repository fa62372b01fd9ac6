"""What lines behind ``/permintaan`` and ``/status`` mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from handlers.mistakes import Mistake

if TYPE_CHECKING:
    from handlers.asked import Asked

NUMBER = re.compile(r"(?:pi[- ]?)?(?:(\d{4})[-/])?0*(\d{1,9})")
KEY = re.compile(r"[0-9a-f]{12}")
STEPPING = frozenset({"lewati", "kembali", "batal", "lanjut"})
LISTS = ("terbuka", "terlambat", "saya", "semua")
OFFICERS = frozenset({"ambil", "klarifikasi", "jawab", "tolak", "teruskan", "perpanjang", "urung"})
ASKERS = frozenset({"balas", "cabut"})
# Who types so few words behind a number means an action, and no new request.
MOST_WORDS = 3


class Nomor(NamedTuple):
    """The number of a request: ``tahun`` is ``None`` where only digits were given."""

    tahun: int | None
    angka: int


class Maksud(NamedTuple):
    """What a line behind ``/permintaan`` means: a verb, and what it is done to.

    ``verba`` is ``mulai`` for a new request with whatever text stands there.
    """

    verba: str
    nomor: Nomor | None = None
    tambahan: str = ""


def number_of(word: str) -> Nomor | None:
    """The number that ``word`` is: ``7``, ``2026-0007`` or ``pi-2026-0007``."""
    match = NUMBER.fullmatch(word)
    if match is None:
        return None
    return Nomor(int(match[1]) if match[1] else None, int(match[2]))


def read(asked: Asked) -> Maksud:
    """What the line means; raises ``Mistake`` for an action that officers do not have."""
    words = asked.text.split()
    number = number_of(words[0]) if words else None
    if number is not None:
        return of_number(asked, number, words[1:])
    return of_verb(words) or Maksud("mulai")


def of_verb(words: list[str]) -> Maksud | None:
    """What a line of one or two words means that names no request; ``None`` for a text."""
    match words:
        case ["kirim"] | ["lewati"] | ["kembali"] | ["batal"] | ["lanjut"]:
            return Maksud(words[0])
        case ["kirim", key] if KEY.fullmatch(key):
            return Maksud("kirim", tambahan=key)
        case ["daftar"]:
            return Maksud("daftar", tambahan=LISTS[0])
        case ["daftar", which] if which in LISTS:
            return Maksud("daftar", tambahan=which)
        case ["kirim_ulang", number]:
            return Maksud("kirim_ulang", tambahan=number)
    return None


def of_number(asked: Asked, number: Nomor, rest: list[str]) -> Maksud:
    """What is done to the request ``number``; a text that begins with a number is a text."""
    if not rest:
        return Maksud("kartu", number)
    verb, extra = rest[0], rest[1:]
    if verb in OFFICERS | ASKERS and len(extra) <= (verb in {"tolak", "teruskan", "cabut"}):
        return Maksud(verb, number, extra[0] if extra else "")
    if asked.asker.officer and len(rest) < MOST_WORDS:
        shown = f"/permintaan {number.angka}"
        lines = (shown, f"{shown} ambil", f"{shown} jawab", "/permintaan daftar")
        raise Mistake("salah", "aksi_permintaan", " ".join(rest), examples=lines)
    return Maksud("mulai")
