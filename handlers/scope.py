"""What no report of this kind holds, and what this bot never handles.

Each subject is a key of ``templates/tidak_ada.html``, which words the refusal and
names what is near. Personal data of voters is refused before anything else is read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from handlers.mistakes import Mistake
from handlers.vocabulary import ELSEWHERE, SUBJECTS

if TYPE_CHECKING:
    from data.report import Report

# Sixteen digits as people write a NIK: in one run, in groups of 4-4-4-4 or 6-6-4, in
# pairs or one by one, whatever stands between. Amounts of money have groups of three.
# What stands between is no digit of any script: a text of those would be read in ever more ways.
BETWEEN = r"[^\da-z]{1,3}"
NIK = re.compile(
    rf"(?<!\d)(?:\d{{16}}|\d{{4}}(?:{BETWEEN}\d{{4}}){{3}}|\d{{6}}{BETWEEN}\d{{6}}{BETWEEN}\d{{4}}"
    rf"|\d\d(?:{BETWEEN}\d\d){{2}}{BETWEEN}\d{{6}}{BETWEEN}\d{{4}}"
    rf"|\d\d(?:{BETWEEN}\d\d){{7}}|\d(?:{BETWEEN}\d){{15}})(?!\d)"
)
OTHER_ELECTION = frozenset(
    {"pemilu", "pileg", "pilpres", "legislatif", "februari", "february", "presiden", "caleg"}
)
VOTERS = frozenset({"dpt", "pemilih", "tps"})
SIMULTANEOUS = frozenset({"serentak", "pilkada", "pemilihan"})
PEOPLE = frozenset({"nama", "bernama"})


def guard_text(line: str) -> None:
    """Refuses a folded line that holds anything like a NIK, before it is read or kept."""
    if NIK.search(line):
        raise Mistake("tidak_ada", "pribadi")


def guard_subject(words: tuple[str, ...], subject: str) -> None:
    """Refuses a question that names ``subject``."""
    line = f" {' '.join(words)} "
    for phrase in SUBJECTS[subject]:
        if f" {phrase} " in line:
            raise Mistake("tidak_ada", subject, phrase)


def guard_persons(words: tuple[str, ...]) -> None:
    """Refuses a question for voters as persons."""
    guard_subject(words, "pribadi")
    if VOTERS & set(words) and PEOPLE & set(words):
        raise Mistake("tidak_ada", "pribadi")


def guard(words: tuple[str, ...], report: Report) -> None:
    """Refuses a question about what no report of this kind holds."""
    guard_persons(words)
    said = set(words)
    if said & VOTERS and said & OTHER_ELECTION and not said & SIMULTANEOUS:
        raise Mistake("tidak_ada", "dpt_lain", "DPT Pemilu")
    for subject in SUBJECTS:
        guard_subject(words, subject)
    strangers = [word for word in words if word in ELSEWHERE and word not in report.aliases]
    if strangers:
        raise Mistake("tidak_ada", "luar_ntt", " ".join(strangers))
