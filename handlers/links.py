"""Deep links: a question as the payload of ``?start=``, and back.

A payload has at most 64 of ``A-Z a-z 0-9 _ -``: spaces become ``-``, dots ``_``, hyphens
``--`` and commas ``__``; whatever else a question holds is written in base32 behind
``x-``, since links lose capitals on the way.

A permanent link has a stamp before its question: ``v`` and eight digits of the data's
version, and ``m`` with the moment of the newest load where the answer depends on months.
A question that does not fit is stored, and ``t-`` and its number stand for it.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from data.store.errors import StoreError

if TYPE_CHECKING:
    from data.bulanan.figures import Figures
    from handlers.answer import Answer

PLAIN = re.compile(r"[a-z0-9]+(?:[ .,\-][a-z0-9]+)*")
WRITTEN = {" ": "-", ".": "_", "-": "--", ",": "__"}
READ = {mark: sign for sign, mark in WRITTEN.items()}
SIGNS, MARKS = re.compile(r"[ .,\-]"), re.compile(r"--|__|-|_")
LONGEST = 64
ENCODED = "x-"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
SHOWN = 8
STAMPED = re.compile(r"v([0-9a-f]{8})(?:m([0-9a-z]{1,7}))?-(.+)", re.DOTALL)
STORED = re.compile(r"t-([0-9a-z]{1,12})")
# What a payload may not begin with as it is, since it would be read as something else.
TAKEN = re.compile(r"x |t [0-9a-z]{1,12}$|v[0-9a-f]{8}(?:m[0-9a-z]{1,7})? ")


class Stamp(NamedTuple):
    """What a permanent link stands for: a version, a moment, and a question.

    ``versi`` is the first eight digits; ``saat`` the moment of the months it shows, in
    UTC, ``None`` where it shows none; ``isi`` the rest of the payload.
    """

    versi: str
    saat: datetime | None
    isi: str

    @property
    def nomor(self) -> int | None:
        """The number of the stored question; ``None`` where the link holds the question."""
        match = STORED.fullmatch(self.isi)
        return int(match[1], 36) if match else None


def payload(question: str) -> str | None:
    """The payload that opens ``question``; ``None`` where it would be too long."""
    words = question.removeprefix("/").casefold()
    if PLAIN.fullmatch(words) and not TAKEN.match(words):
        text = SIGNS.sub(lambda sign: WRITTEN[sign[0]], words)
    else:
        text = ENCODED + base64.b32encode(words.encode()).decode().rstrip("=").casefold()
    return text if len(text) <= LONGEST else None


def permanent(question: str, version: str, moment: datetime | None = None) -> str | None:
    """The payload that opens ``question`` as it stood; ``None`` where it would be too long.

    ``version`` is the data's, ``moment`` that of the newest load shown.
    """
    text = payload(question)
    return text and stamped(text, version, moment)


def numbered(number: int, version: str, moment: datetime | None = None) -> str | None:
    """The payload that opens the stored question ``number`` as it stood."""
    return stamped(f"t-{base36(number)}", version, moment)


def stamped(text: str, version: str, moment: datetime | None) -> str | None:
    """``text`` behind a stamp; ``None`` where both are too long."""
    when = f"m{base36(seconds(moment))}" if moment else ""
    whole = f"v{version[:SHOWN]}{when}-{text}"
    return whole if len(whole) <= LONGEST else None


def stamp(text: str) -> Stamp | None:
    """What a permanent link stands for; ``None`` for any other payload."""
    match = STAMPED.fullmatch(text)
    if match is None:
        return None
    # No moment that seven digits tell is too late for a date.
    moment = datetime.fromtimestamp(int(match[2], 36), UTC) if match[2] else None
    return Stamp(match[1], moment, match[3])


def address(username: str, start: str) -> str:
    """The address that opens the payload ``start`` in private chat with the bot."""
    return f"https://t.me/{username}?start={start}"


def question(text: str) -> str:
    """The question that a payload opens; an unreadable one opens the help.

    Of a permanent link the question alone.
    """
    marked = stamp(text)
    if marked is not None:
        text = marked.isi
    if text.startswith(ENCODED):
        body = text.removeprefix(ENCODED)
        try:
            words = base64.b32decode(body.upper() + "=" * (-len(body) % 8)).decode()
        except (binascii.Error, ValueError):
            return "/bantuan"
        return f"/{words}"
    return "/" + MARKS.sub(lambda mark: READ[mark[0]], text)


def permanent_of(answer: Answer, version: str, figures: Figures) -> str | None:
    """The payload that opens ``answer`` as it stands now; ``None`` where none can.

    Only what gives a figure has one: of the rest nothing can change.
    """
    if not can_be_cited(answer) or answer.line is None:
        return None
    try:
        return permanent(answer.line, version, moment_of(answer, figures))
    except StoreError:
        return None


def can_be_cited(answer: Answer) -> bool:
    """Whether ``answer`` gives a figure with a source."""
    return answer.understood and bool(answer.sources or answer.loads)


def moment_of(answer: Answer, figures: Figures) -> datetime | None:
    """When the newest of the months that ``answer`` depends on was loaded.

    ``None`` where it depends on none. Raises ``StoreError`` where the months are not known.
    """
    if answer.months is None:
        return None
    held = figures.current()
    return max((item.muatan.disimpan for item in held.posisi), default=None)


def seconds(moment: datetime) -> int:
    """``moment`` in whole seconds, not before it."""
    return -int(-moment.timestamp() // 1)


def base36(number: int) -> str:
    """A number from 0 up in digits and small letters."""
    text = ""
    while number or not text:
        number, digit = divmod(number, len(DIGITS))
        text = DIGITS[digit] + text
    return text
