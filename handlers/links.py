"""Deep links: a question as the payload of ``?start=``, and back.

A payload has at most 64 of ``A-Z a-z 0-9 _ -``: spaces become ``-``, dots ``_``;
whatever else a question holds is written in base32 behind ``x-``, since links lose
capitals on the way.
"""

from __future__ import annotations

import base64
import binascii
import re

PLAIN = re.compile(r"[a-z0-9]+(?:[ .][a-z0-9]+)*")
LONGEST = 64
ENCODED = "x-"


def payload(question: str) -> str | None:
    """The payload that opens ``question``; ``None`` where it would be too long."""
    words = question.removeprefix("/").casefold()
    if PLAIN.fullmatch(words) and not words.startswith("x "):
        text = words.replace(" ", "-").replace(".", "_")
    else:
        text = ENCODED + base64.b32encode(words.encode()).decode().rstrip("=").casefold()
    return text if len(text) <= LONGEST else None


def question(text: str) -> str:
    """The question that a payload opens; an unreadable one opens the help."""
    if text.startswith(ENCODED):
        body = text.removeprefix(ENCODED)
        try:
            words = base64.b32decode(body.upper() + "=" * (-len(body) % 8)).decode()
        except (binascii.Error, ValueError):
            return "/bantuan"
        return f"/{words}"
    return "/" + text.replace("-", " ").replace("_", ".")
