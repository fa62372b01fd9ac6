"""Months, quarters and years as people type them: *Oktober 2025*, *10/2025*, *tw iii*.

What is read is taken out of the words; what could be a period and is not certain stays,
and so refuses the question later.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from data.models import Bulan
from handlers.answer import Dibaca
from handlers.tahapan import MONTHS
from handlers.vocabulary import FILLING, measures

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from handlers.asked import Asked

MONTHS_OF = {"triwulan": 3, "tw": 3, "kuartal": 3, "q": 3, "semester": 6, "smt": 6}
ORDINALS = {
    "1": 1, "i": 1, "pertama": 1, "satu": 1,
    "2": 2, "ii": 2, "kedua": 2, "dua": 2,
    "3": 3, "iii": 3, "ketiga": 3, "tiga": 3,
    "4": 4, "iv": 4, "keempat": 4, "empat": 4,
}  # fmt: skip
DECEMBER = 12
LEAP = 2024
SHORTEST_FOR_TYPOS = 5
ISO = re.compile(r"(\d{4})[.-](\d{1,2})(?:-(\d{2}))?")
TURNED = re.compile(r"(\d{1,2})[.-](\d{4})")
GLUED = re.compile(r"([a-z]+)[-.']?(\d{4}|\d{2})")
PART = re.compile(r"(triwulan|tw|kuartal|q|semester|smt)-?(\d)")
NUMBER = re.compile(r"(?:ke-?)?(\d{1,2})")
SERIES = re.compile(r"(?:.*\.)?[a-z]{3}")
YEAR = re.compile(r"20\d{2}")
RELATIVE = {"lalu": -1, "kemarin": -1, "kemaren": -1, "sebelum": -1, "sebelumnya": -1, "ini": 0}
NEWEST = frozenset({"terbaru", "terakhir", "terkini"})
EACH = frozenset({"per", "tiap", "setiap", "masing", "demi"})
MONTHLY = frozenset({"bulanan", "perbulan"})
UNTIL = (("s", "d"), ("sampai", "dengan"), ("sd",), ("sampai",), ("hingga",))
WHOLE_YEAR = (("akhir", "tahun"), ("setahun",), ("tahunan",))
# Said around a month without changing which one is meant.
DRESS = frozenset({"bulan", "bln", "posisi", "akhir"})
AROUND = frozenset({"tahun", "thn", "th", "ta"})


class Diminta(NamedTuple):
    """A month that was typed; ``tahun`` is ``None`` where only its name was."""

    tahun: int | None
    bulan: int


class Periode(NamedTuple):
    """What of a line is about time, and the words that are not.

    ``tahun`` is a year without a month. ``relatif`` says that today decides which month
    is meant; ``bulanan`` that every month is asked for, ``setahun`` the whole year,
    ``terbaru`` the newest month; ``kurang`` that a part of a year is asked for, but not
    which. ``dibaca`` are the months that misspelt words were read as.
    """

    bulan: tuple[Diminta, ...]
    tahun: int | None
    relatif: bool
    bulanan: bool
    setahun: bool
    terbaru: bool
    kurang: bool
    dibaca: tuple[str, ...]
    kata: tuple[str, ...]

    @property
    def sebagian(self) -> bool:
        """Whether a part of a year is asked for."""
        return bool(self.bulan) or self.bulanan or self.terbaru or self.kurang


class Reading:
    """The words of a line while they are read; what was read is set to an empty word."""

    def __init__(self, words: Iterable[str], today: date) -> None:
        self.words = list(words)
        self.today = today
        self.months: list[Diminta] = []
        self.until = self.relative = self.monthly = self.yearly = self.newest = False
        self.read_as: list[str] = []

    def at(self, place: int) -> str:
        """The word at ``place``; empty outside of the line."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def take(self, start: int, end: int) -> None:
        """Marks words as read."""
        self.words[start:end] = [""] * (end - start)

    def month(self, start: int, end: int, year: int | None, month: int) -> None:
        """Takes the words from ``start`` as a month."""
        self.take(start, end)
        asked = Diminta(year, month)
        if asked not in self.months:
            self.months.append(asked)

    def run(self) -> None:
        """Reads all words, one place after the other."""
        for place in range(len(self.words)):
            _ = (
                self.phrase(place)
                or self.part_of_year(place)
                or self.relative_month(place)
                or self.written(place)
                or self.named(place)
                or self.numbered(place)
            )

    def phrase(self, at: int) -> bool:
        """Whether *per bulan*, *setahun* or *s.d.* is read here."""
        word = self.at(at)
        if word in MONTHLY or (word in EACH and self.at(at + 1) == "bulan"):
            self.monthly = True
            self.take(at, at + (1 if word in MONTHLY else 2))
            return True
        for phrase in (*WHOLE_YEAR, *UNTIL):
            if tuple(self.words[at : at + len(phrase)]) == phrase:
                self.yearly = self.yearly or phrase in WHOLE_YEAR
                self.until = self.until or phrase in UNTIL
                self.take(at, at + len(phrase))
                return True
        return False

    def part_of_year(self, at: int) -> bool:
        """Whether a part such as *triwulan iii*, *tw3* is read here: the month at its end."""
        glued = PART.fullmatch(self.at(at))
        name, number, end = (glued[1], glued[2], at + 1) if glued else (self.at(at), "", at + 2)
        if name not in MONTHS_OF:
            return False
        if not number and self.at(at + 1) == "ke":
            end += 1
        which = ORDINALS.get((number or self.at(end - 1)).removeprefix("ke-"))
        if which is None or which * MONTHS_OF[name] > DECEMBER:
            return False
        end, year = self.year_behind(end)
        self.month(at, end, year, which * MONTHS_OF[name])
        return True

    def relative_month(self, at: int) -> bool:
        """Whether *bulan lalu*, *bulan ini* or *terbaru* is read here."""
        word, behind = self.at(at), self.at(at + 1)
        if word == "bulan" and behind in RELATIVE:
            this = Bulan.dari(self.today)
            meant = this.sebelum if RELATIVE[behind] else this
            self.relative = True
            self.month(at, at + 2, meant.tahun, meant.bulan)
        elif word == "bulan" and behind in NEWEST:
            self.newest = True
            self.take(at, at + 2)
        elif word in NEWEST:
            self.newest = True
            self.take(at, at + 1)
        else:
            return False
        return True

    def written(self, at: int) -> bool:
        """Whether *2025-10*, *2025-10-31*, *10-2025* or *okt-25* is read here."""
        word = self.at(at)
        if match := ISO.fullmatch(word):
            month = Bulan.baca(f"{match[1]}-{match[2]}")
            if month is None or (match[3] and int(match[3]) != month.akhir.day):
                return False
            self.month(at, at + 1, month.tahun, month.bulan)
            return True
        if match := TURNED.fullmatch(word):
            month = Bulan.baca(f"{match[2]}-{match[1]}")
            if month is not None:
                self.month(at, at + 1, month.tahun, month.bulan)
            return month is not None
        match = GLUED.fullmatch(word)
        if match and match[1] in MONTHS:
            self.month(at, at + 1, 2000 + int(match[2]) % 1000, MONTHS[match[1]])
            return True
        return False

    def named(self, at: int) -> bool:
        """Whether *oktober 2025*, *31 oktober 2025* or a misspelt month is read here."""
        word = self.at(at)
        if word not in MONTHS:
            word = self.mended(word)
        if word not in MONTHS:
            return False
        end, year = self.year_behind(at + 1)
        day = self.at(at - 1)
        start = at
        years = [LEAP, LEAP + 1] if year is None else [year]
        last = {str(Bulan(tahun=each, bulan=MONTHS[word]).akhir.day) for each in years}
        if day in last and not self.series(at - 2):
            start = at - 1
        self.month(start, end, year, MONTHS[word])
        return True

    def mended(self, word: str) -> str:
        """The month that ``word`` misspells; else ``word``."""
        known = word in FILLING or word in measures("serapan") or not word.isalpha()
        if len(word) < SHORTEST_FOR_TYPOS or known:
            return word
        from rapidfuzz.distance import OSA  # noqa: PLC0415 - only unknown words pay for it

        close = [
            name
            for name in MONTHS
            if len(name) >= SHORTEST_FOR_TYPOS and OSA.distance(word, name, score_cutoff=1) == 1
        ]
        if len(close) != 1:
            return word
        self.read_as.append(close[0])
        return close[0]

    def numbered(self, at: int) -> bool:
        """Whether *bulan 10*, *bulan ke-10*, or *10 2025* from *10/2025*, is read here."""
        word, behind = self.at(at), self.at(at + 1)
        if word in {"bulan", "bln"}:
            skip = 2 if behind == "ke" else 1
            match = NUMBER.fullmatch(self.at(at + skip))
            if match and 1 <= int(match[1]) <= DECEMBER:
                end, year = self.year_behind(at + skip + 1)
                self.month(at, end, year, int(match[1]))
                return True
            return False
        for years, number in ((behind, word), (word, behind)):
            if not YEAR.fullmatch(years) or not number.isdigit():
                continue
            # Behind a series, as in *6871 qge 2 2025*, a number belongs to a code.
            if 1 <= int(number) <= DECEMBER and not self.series(at - 1):
                self.month(at, at + 2, int(years), int(number))
                return True
        return False

    def series(self, at: int) -> bool:
        """Whether the word at ``at`` ends in a code's series, as *qge* does."""
        return bool(SERIES.fullmatch(self.at(at))) and self.at(at) not in FILLING

    def year_behind(self, at: int) -> tuple[int, int | None]:
        """Where the words go on behind a year at ``at``, and that year."""
        skip = 1 if self.at(at) in AROUND else 0
        if skip and self.at(at + 1) in RELATIVE:
            self.relative = True
            return at + 2, self.today.year + RELATIVE[self.at(at + 1)]
        if YEAR.fullmatch(self.at(at + skip)):
            return at + skip + 1, int(self.at(at + skip))
        return at, None


def take_period(asked: Asked) -> Periode:
    """The time that is asked for; ``asked`` keeps the other words."""
    period = read_period(asked.words, asked.office.today())
    asked.read_as += [Dibaca(sebagai=name) for name in period.dibaca]
    asked.words = period.kata
    return period


def month_name(month: Bulan) -> str:
    """The month as buttons name it: ``Oktober 2025``."""
    name = next(name for name, number in MONTHS.items() if number == month.bulan)
    return f"{name.capitalize()} {month.tahun}"


def read_period(words: tuple[str, ...], today: date) -> Periode:
    """The time that ``words`` name, taken out of them; ``kata`` are the others."""
    reading = Reading(words, today)
    reading.run()
    rest = reading.words
    years = list(dict.fromkeys(int(word) for word in rest if YEAR.fullmatch(word)))
    months, spare = with_years(reading.months, years)
    rest = ["" if word.isdigit() and int(word) in years else word for word in rest]
    rest += [str(year) for year in spare[:-1]] if not months else [str(year) for year in spare]
    if reading.until and len(months) > 1 and months[0].bulan == 1:
        # Figures run from January on: *januari sampai oktober* is the position of October.
        months = months[1:]
    if months:
        rest = ["" if word in DRESS else word for word in rest]
    named = bool(months) or reading.monthly or reading.newest
    return Periode(
        bulan=tuple(months),
        tahun=spare[-1] if spare and not months else None,
        relatif=reading.relative,
        bulanan=reading.monthly and not months,
        setahun=reading.yearly,
        terbaru=reading.newest and not months,
        kurang=not named and any(word in measures("bulanan") for word in rest),
        dibaca=tuple(reading.read_as),
        kata=tuple(rest) if any(rest) else (),
    )


def with_years(months: list[Diminta], years: list[int]) -> tuple[list[Diminta], list[int]]:
    """``months`` with the year that was typed elsewhere in the line, and the years left over.

    *januari sampai oktober 2025* gives January the year of October.
    """
    if all(month.tahun is not None for month in months):
        return months, years
    known = list(dict.fromkeys(month.tahun for month in months if month.tahun is not None))
    given: list[int | None] = [*years] or [*known[:1]] or [None]
    full = [
        Diminta(year, month.bulan)
        for month in months
        for year in ([month.tahun] if month.tahun is not None else given)
    ]
    return list(dict.fromkeys(full)), []
