"""Lines that name a command outright, as opposed to plain questions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from handlers import links
from handlers.commands import BY_NAME
from handlers.words import fold

if TYPE_CHECKING:
    from handlers.command import Command

COMMAND = re.compile(r"\s*/([a-z0-9_]+)(?:@\w+)?[:,.;?!]*(?:\s+(.*))?\s*", re.DOTALL)
PLAIN = re.compile(r"/([a-z0-9_]+)(?: [^/]|$)")
SLASHES = ("/", "／")
LONGEST_LINE = 600


def is_command(text: str) -> bool:
    """Whether a line from a group names a command of this bot."""
    return command_of(text) is not None


def command_of(text: str) -> Command | None:
    """The command that a line names outright, or a link in it; ``None`` for any other line."""
    plain = PLAIN.match(text)
    if plain is not None and plain[1] in BY_NAME and plain[1] != "start":
        # As most people type it: no need to fold the line first.
        return BY_NAME[plain[1]]
    if not text.lstrip().startswith(SLASHES):
        return None
    match = COMMAND.fullmatch(fold(text[:LONGEST_LINE]).strip())
    if match is None:
        return None
    if match[1] == "start" and match[2]:
        linked = links.question(match[2])
        return None if linked.startswith("/start") else command_of(linked)
    return BY_NAME.get(match[1])
