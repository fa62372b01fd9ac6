"""What askers may write in a request: how long it is, and never a number of identity."""

from __future__ import annotations

import re
import unicodedata

from data.models.layanan import Permintaan
from handlers import scope
from handlers.mistakes import Mistake
from handlers.words import fold

# In the order in which they are asked, with the most that each may hold (UTF-16 units, as
# Telegram counts): together they fit one message to the officers.
LIMITS = {"isi": 1500, "kegunaan": 300, "nama": 100, "lembaga": 120, "kontak": 120}
STEPS = tuple(LIMITS)
LONGEST_REPLY = 3000
# Controls, half characters and what turns the direction of writing; lines and joined
# pictures stay.
UNSEEN = frozenset({"Cc", "Cf", "Cs"})
KEPT = "\n\u200c\u200d"
IDENTITY = r"(?:nik|nkk|e-?ktp|ktp|(?:no|nomor)\.? kk|kartu keluarga|kartu tanda penduduk)"
# Whoever writes so is about to give away, or has given away, a number of theirs.
OWN_IDENTITY = re.compile(
    rf"\b{IDENTITY}(?:nya|-ku|ku)?\s+(?:(?:milik|punya)\s+)?(?:saya|aku|kami|ibu saya|bapak saya)\b"
    rf"|\b(?:nik|nkk|ktp|kk)-?ku\b"
    rf"|\b(?:{IDENTITY}|kk)\b\D{{0,20}}\d(?:[^\da-z]{{0,3}}\d){{5,}}"
)
# Digits in groups, whatever stands between. Sixteen with a long group among them are a
# number of identity however it is grouped; money has groups of three, dates short ones.
GROUPED = re.compile(r"(?<!\d)\d++(?:[^\da-z]{1,6}\d++)+")
GROUP = re.compile(r"\d+")
IDENTITY_DIGITS, THOUSANDS, LONG_GROUP = 16, 3, 6


def readable(text: str) -> str:
    """``text`` without what cannot be seen or stored; refuses numbers of identity.

    Raises ``Mistake`` with the reason ``pribadi``; nothing of the text may be kept then.
    """
    seen = [char for char in text if char in KEPT or unicodedata.category(char) not in UNSEEN]
    kept = "".join(seen).strip(f" {KEPT}")
    line = fold(kept)
    scope.guard_text(line)
    if OWN_IDENTITY.search(line) or any(map(is_identity, GROUPED.findall(line))):
        raise Mistake("tidak_ada", "pribadi")
    return kept


def is_identity(run: str) -> bool:
    """Whether groups of digits are together a number of identity."""
    sizes = [len(group) for group in GROUP.findall(run)]
    long = max(sizes) >= LONG_GROUP and THOUSANDS not in sizes
    return long and sum(sizes) == IDENTITY_DIGITS


def units(text: str) -> int:
    """The length of ``text`` in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def answer_of(request: Permintaan, step: str) -> str:
    """What was answered in ``step``; empty where nothing was."""
    value: str = getattr(request, step)
    return value
