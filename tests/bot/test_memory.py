"""The garbage collector of a real process: kept out of the start, steady at work."""

from __future__ import annotations

import subprocess
import sys

from bot.memory import AT_START, AT_WORK
from bot.settings import PROJECT


def said(code: str) -> list[int]:
    """The numbers that ``code`` prints in a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return [int(word) for word in done.stdout.split()]


def test_start_is_left_alone_and_what_lasts_is_not_looked_through() -> None:
    """At work only what was made since then is collected, and all of what came before is kept."""
    threshold, before, frozen, after = said(
        "import gc; from bot.memory import begin, settle; begin();"
        " print(gc.get_threshold()[0], gc.get_freeze_count()); settle();"
        " print(gc.get_freeze_count(), gc.get_threshold()[0])"
    )
    assert (threshold, before, after) == (AT_START, 0, AT_WORK)
    assert frozen > 0


def test_command_begins_and_settles() -> None:
    """The command itself starts so, and answers many lines with the threshold of its work."""
    (threshold,) = said(
        "import gc, io, sys; sys.argv = ['bot', 'commands'];"
        " import bot.__main__; print(gc.get_threshold()[0])"
    )
    assert threshold == AT_START
