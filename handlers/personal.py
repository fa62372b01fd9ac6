"""Whether a text holds what leads to a person: a NIK, a mobile number, an address."""

from __future__ import annotations

import re

from handlers.scope import NIK
from handlers.words import fold

# A mobile number as people write it, from 0812 to +62-812; amounts of money have no such start.
MOBILE = re.compile(r"(?<![\d.,])(?:\+?62|0)[\s.\-]?8\d{1,2}(?:[\s.\-]?\d{2,5}){2,3}(?![\d])")
# Begun at the beginning of a word only: a long one without the sign is read once.
MAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
# An office's address is no person's.
OFFICIAL = (".go.id",)


def personal_in(text: str) -> bool:
    """Whether ``text`` holds a NIK, a mobile number or an e-mail address that is no office's."""
    line = fold(text)
    if NIK.search(line) or MOBILE.search(line):
        return True
    return any(not found.endswith(OFFICIAL) for found in MAIL.findall(line))
