"""What a person can get wrong, and what is answered instead of a figure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data.models import Frozen

if TYPE_CHECKING:
    from handlers.answer import Button

LONGEST_ECHO = 40
LONG_NUMBER = re.compile(r"\d(?:[^\da-z]{0,3}\d){7,}")


class Kekeliruan(Frozen):
    """What could not be answered: the words, and a key that the template words.

    ``perintah`` is the command that was meant; ``tahun`` the report that was asked,
    ``tersedia`` the reports there are.
    """

    alasan: str
    kata: str = ""
    perintah: str | None = None
    tahun: int | None = None
    tersedia: tuple[int, ...] = ()
    contoh: tuple[str, ...] = ()


class Mistake(Exception):  # noqa: N818 - it is the asker's mistake, not an error of ours
    """Ends a handler with a sentence that says what to type instead.

    ``template`` is one of ``maksud`` (did you mean), ``pilih`` (which one),
    ``tidak_ada`` (not in the report), ``salah`` (cannot be read).
    """

    def __init__(
        self,
        template: str,
        reason: str,
        words: str = "",
        buttons: tuple[tuple[Button, ...], ...] = (),
        examples: tuple[str, ...] = (),
    ) -> None:
        super().__init__(reason)
        self.template = template
        self.reason = reason
        self.words = echo(words)
        self.buttons = buttons
        self.examples = examples


def echo(words: str) -> str:
    """What may be repeated of what was typed: short, and no long number."""
    words = LONG_NUMBER.sub("…", words)
    return words if len(words) <= LONGEST_ECHO else f"{words[:LONGEST_ECHO].rstrip()}…"
