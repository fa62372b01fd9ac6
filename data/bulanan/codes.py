"""Budget codes in their canonical form, and the level that each form stands for.

| level | canonical form |
|---|---|
| total | ``TOTAL`` |
| program | ``CQ`` |
| kegiatan | ``CQ.6871`` |
| KRO | ``6871.QGE`` |
| keluaran | ``6871.QGE.002`` |
| komponen | ``6871.QGE.002.051`` |
| subkomponen | ``6871.QGE.002.051.A`` |
| akun | ``6871.QGE.002.051.A.521211``, or without the subkomponen |
"""

from __future__ import annotations

import re

from data.models.bulanan import JenisBelanja, TingkatKode

TOTAL = "TOTAL"
TOTALS = frozenset({TOTAL, "JUMLAH", "JUMLAH SELURUHNYA"})
ACCOUNT = 6

SEPARATORS = re.compile(r"[\s._/\-–]+")
UNIT = r"(?:[0-9]{3}\.[0-9]{2}\.)?"
PROGRAM = re.compile(UNIT + r"([A-Z]{2})")
BELOW = re.compile(
    UNIT + r"(?:(?P<program>[A-Z]{2})\.?)?(?P<kegiatan>[0-9]{4})"
    r"(?:\.(?P<kro>[A-Z]{3})(?:\.(?P<keluaran>[0-9]{1,3})(?:\.(?P<komponen>[0-9]{1,3})"
    r"(?:\.0?(?P<subkomponen>[A-Z]{1,2}))?(?:\.(?P<akun>[0-9]{6}))?)?)?)?"
)
OUTPUT = r"[0-9]{4}\.[A-Z]{3}\.[0-9]{3}"
LEVELS = (
    (re.compile(TOTAL), TingkatKode.TOTAL),
    (re.compile(r"[A-Z]{2}"), TingkatKode.PROGRAM),
    (re.compile(r"[A-Z]{2}\.[0-9]{4}"), TingkatKode.KEGIATAN),
    (re.compile(r"[0-9]{4}\.[A-Z]{3}"), TingkatKode.KRO),
    (re.compile(OUTPUT), TingkatKode.KELUARAN),
    (re.compile(OUTPUT + r"\.[0-9]{3}"), TingkatKode.KOMPONEN),
    (re.compile(OUTPUT + r"\.[0-9]{3}\.[A-Z]{1,2}"), TingkatKode.SUBKOMPONEN),
    (re.compile(OUTPUT + r"\.[0-9]{3}(?:\.[A-Z]{1,2})?\.[0-9]{6}"), TingkatKode.AKUN),
)
KINDS = {
    "51": JenisBelanja.PEGAWAI,
    "52": JenisBelanja.BARANG,
    "53": JenisBelanja.MODAL,
    "57": JenisBelanja.BANSOS,
}


def normal_code(text: str) -> str | None:
    """The canonical form of a code as people and files write it; ``None`` if it is none.

    The unit in front (``076.01.``) and a programme before an output are dropped,
    numbers are filled up to three digits. A lone ``6871`` names no programme and
    is therefore none.
    """
    words = " ".join(text.upper().split())
    if words in TOTALS:
        return TOTAL
    dotted = SEPARATORS.sub(".", words).strip(".")
    if match := PROGRAM.fullmatch(dotted):
        return match[1]
    match = BELOW.fullmatch(dotted)
    if match is None:
        return None
    if match["kro"] is None:
        return f"{match['program']}.{match['kegiatan']}" if match["program"] else None
    parts = [match["kegiatan"], match["kro"]]
    parts += [part.zfill(3) for part in match.group("keluaran", "komponen") if part]
    parts += [part for part in match.group("subkomponen", "akun") if part]
    return ".".join(parts)


def as_typed(text: str) -> str:
    """The canonical form, or where there is none the text itself, trimmed and in capitals."""
    return normal_code(text) or " ".join(text.upper().split())


def level_of(code: str) -> TingkatKode | None:
    """The level of a canonical code; ``None`` for a text that has no canonical form."""
    return next((level for pattern, level in LEVELS if pattern.fullmatch(code)), None)


def kind_of(code: str) -> JenisBelanja | None:
    """The kind of spending of an account, by its first two digits; ``None`` for other levels."""
    if level_of(code) is not TingkatKode.AKUN:
        return None
    return KINDS.get(code[-ACCOUNT:][:2])
