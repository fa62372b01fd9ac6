"""The words behind ``/langganan`` and ``/berhenti``."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from data.bulanan.codes import TOTAL
from data.models import JenisLangganan, Pilihan
from handlers.answer import Button
from handlers.langganan_kode import (
    LONGEST_BUTTON,
    NUMERAL,
    ONE_CODE,
    SHORT_MONTHS,
    WITHOUT_YEAR,
    code_in,
    unknown_code,
)
from handlers.mistakes import Mistake
from handlers.tahapan import MONTHS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.asked import Asked

T = TypeVar("T")

EXAMPLES = (ONE_CODE, WITHOUT_YEAR)
TOKEN = re.compile(r"[<>]=?|-?[0-9a-z]+(?:[.,\-_/][0-9a-z]+)*|[^\s.,;:!?()\"'“”]")
CHAT = re.compile(r"-?\d{5,}")
PERCENTAGE = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?")
NUMBER = re.compile(r"\d{1,15}")
HIGHEST = 1000
SPOKEN = frozenset({"%", "persen", "prosen"})
KINDS = {
    "serapan": JenisLangganan.SERAPAN,
    "penyerapan": JenisLangganan.SERAPAN,
    "bulanan": JenisLangganan.SERAPAN,
    "koreksi": JenisLangganan.KOREKSI,
    "perbaikan": JenisLangganan.KOREKSI,
}
LENGTHS = {
    "ringkas": "ringkas",
    "singkat": "ringkas",
    "pendek": "ringkas",
    "lengkap": "lengkap",
    "rinci": "lengkap",
    "detail": "lengkap",
}
RESUMING = frozenset({"aktif", "aktifkan", "lanjut", "lanjutkan"})
DIRECTIONS: dict[tuple[str, ...], Literal["<", ">"]] = {
    ("<",): "<",
    ("di", "bawah"): "<",
    ("dibawah",): "<",
    ("kurang", "dari"): "<",
    ("kurang",): "<",
    (">",): ">",
    ("di", "atas"): ">",
    ("diatas",): ">",
    ("lebih", "dari"): ">",
    ("lebih",): ">",
}
FILLING = frozenset(
    {"pada", "di", "bulan", "untuk", "kode", "program", "kegiatan", "bila", "jika", "kalau"}
    | {"tiap", "setiap", "anggaran", "angka", "saja"}
)
ABOUT_ENDING = frozenset({"nomor", "no", "semua", "langganan"})


class Permintaan(NamedTuple):
    """What a line asks for: of this chat or of the chat ``di``, a wish or to go on.

    With neither it asks what there is.
    """

    di: int | None
    pilihan: Pilihan | None
    lanjut: bool


class Ambang(NamedTuple):
    """The comparisons and percentages of a line."""

    arah: list[Literal["<", ">"]]
    persen: list[str]


def read(asked: Asked) -> Permintaan:
    """What is asked behind ``/langganan``; a word without a meaning there ends it."""
    refuse_misspelt(asked)
    chat, words = target(TOKEN.findall(asked.text))
    limits, words = thresholds(words)
    months, words = months_in(words)
    kinds, words = taken(words, KINDS)
    lengths, words = taken(words, LENGTHS)
    resuming, words = taken(words, dict.fromkeys(RESUMING, True))
    named, words = code_in(asked, words)
    unknown = [word for word in words if word not in FILLING]
    if unknown:
        raise not_understood(asked, unknown)
    limit = limit_in(limits)
    told = set(kinds)
    if limit:
        # A threshold is one of absorption, whether that is said or not.
        told = (told - {JenisLangganan.SERAPAN}) | {JenisLangganan.AMBANG}
    if len(told) + bool(resuming) > 1 or len(set(lengths)) > 1 or len(set(months)) > 1:
        raise Mistake("salah", "satu_langganan", examples=EXAMPLES)
    beside = any((*named, lengths, months))
    if resuming:
        refuse_beside("aktif", beside=beside)
        return Permintaan(chat, None, lanjut=True)
    if not (told or beside):
        return Permintaan(chat, None, lanjut=False)
    kind = told.pop() if told else JenisLangganan.SERAPAN
    refuse_unfitting(kind, lengths, months, beside=beside)
    wish = Pilihan(
        jenis=kind,
        kode=named.dikenal or TOTAL,
        panjang="lengkap" if "lengkap" in lengths else "ringkas",
        arah=limit[0] if limit else "",
        persen=limit[1] if limit else None,
        bulan=months[0] if months else 0,
    )
    if named.asing:
        raise unknown_code(asked, chat, wish, named.asing)
    return Permintaan(chat, wish, lanjut=False)


def read_end(asked: Asked) -> tuple[int | None, int | None]:
    """The chat and the number behind ``/berhenti``, each ``None`` where it is not named."""
    refuse_misspelt(asked)
    chat, words = target(TOKEN.findall(asked.text))
    numbers = [word for word in words if NUMBER.fullmatch(word)]
    unknown = [word for word in words if word not in {*numbers, *ABOUT_ENDING, *FILLING}]
    if unknown:
        raise not_understood(asked, unknown)
    if len(numbers) > 1:
        raise Mistake("salah", "satu_nomor", examples=(f"/berhenti {numbers[0]}",))
    return chat, int(numbers[0]) if numbers else None


def refuse_misspelt(asked: Asked) -> None:
    """Refuses a command whose name was put right: nobody is subscribed by a guess."""
    if asked.read_as:
        line = f"/{asked.command} {asked.text}".strip()
        button = Button(label="apa_adanya", question=line, subject=f"/{asked.command}")
        buttons = ((button,),) if len(line.encode()) <= LONGEST_BUTTON else ()
        raise Mistake("salah", "ejaan_langganan", f"/{asked.command}", buttons, (line,))


def target(words: list[str]) -> tuple[int | None, list[str]]:
    """The chat named by *di* and its id, and the other words."""
    for at, (word, behind) in enumerate(pairwise(words)):
        if word == "di" and CHAT.fullmatch(behind):
            return int(behind), words[:at] + words[at + 2 :]
    return None, words


def thresholds(words: list[str]) -> tuple[Ambang, list[str]]:
    """The comparisons and percentages among ``words``, as typed, and the other words.

    A number is a percentage behind a comparison or before *persen*, else part of a code.
    """
    found, rest = Ambang([], []), []
    at = 0
    while at < len(words):
        phrase = next((key for key in DIRECTIONS if tuple(words[at : at + len(key)]) == key), None)
        if phrase:
            found.arah.append(DIRECTIONS[phrase])
            at += len(phrase)
        compared = phrase and at < len(words)
        spoken = at + 1 < len(words) and words[at + 1] in SPOKEN
        if (compared or spoken) and NUMERAL.fullmatch(words[at]):
            found.persen.append(words[at])
            at += 2 if spoken else 1
        elif not phrase:
            rest.append(words[at])
            at += 1
    return found, rest


def limit_in(found: Ambang) -> tuple[Literal["<", ">"], Decimal] | None:
    """The one comparison with its percentage; ``None`` where there is neither."""
    if not found.arah and not found.persen:
        return None
    if len(found.arah) != 1 or len(found.persen) != 1:
        raise Mistake("salah", "ambang", examples=EXAMPLES[1:])
    typed = found.persen[0]
    value = Decimal(typed.replace(",", ".")) if PERCENTAGE.fullmatch(typed) else None
    if value is None or value > HIGHEST:
        raise Mistake("salah", "persen_ambang", typed, examples=EXAMPLES[1:])
    return found.arah[0], value


def months_in(words: list[str]) -> tuple[list[int], list[str]]:
    """The months among ``words``, by name or as *bulan 6*, and the other words."""
    months, rest = [], []
    for at, word in enumerate(words):
        numbered = at and words[at - 1] == "bulan" and NUMBER.fullmatch(word)
        if word in MONTHS:
            months.append(MONTHS[word])
        elif numbered and 1 <= int(word) <= len(SHORT_MONTHS):
            months.append(int(word))
        else:
            rest.append(word)
    return months, rest


def taken(words: list[str], meanings: Mapping[str, T]) -> tuple[list[T], list[str]]:
    """What ``words`` mean by ``meanings``, and the other words."""
    return (
        [meanings[word] for word in words if word in meanings],
        [word for word in words if word not in meanings],
    )


def not_understood(asked: Asked, words: list[str]) -> Mistake:
    """The mistake of a word that means nothing here."""
    examples = EXAMPLES if asked.command == "langganan" else ("/berhenti", "/langganan")
    return Mistake("salah", "kata_langganan", " ".join(words), examples=examples)


def refuse_unfitting(
    kind: JenisLangganan, lengths: list[str], months: list[int], *, beside: bool
) -> None:
    """Refuses what is said beside ``kind`` and would change nothing about it."""
    if kind is JenisLangganan.KOREKSI:
        refuse_beside("koreksi", beside=beside)
    if kind is JenisLangganan.AMBANG and lengths:
        raise Mistake("salah", "hanya_serapan", lengths[0], examples=EXAMPLES[:1])
    if kind is JenisLangganan.SERAPAN and months:
        raise Mistake("salah", "bulan_ambang", examples=EXAMPLES[1:])


def refuse_beside(kind: str, *, beside: bool) -> None:
    """Refuses a code, a length or a month beside ``kind``, which stands alone."""
    if beside:
        raise Mistake("salah", "tanpa_kata_lain", kind, examples=(f"/langganan {kind}",))
