"""Lines that name a command outright, as opposed to plain questions."""

from __future__ import annotations

import re

from handlers import links
from handlers.command import Command, later
from handlers.commands import BY_NAME
from handlers.words import fold

COMMAND = re.compile(r"\s*/([a-z0-9_]+)(?:@\w+)?[:,.;?!]*(?:\s+(.*))?\s*", re.DOTALL)
PLAIN = re.compile(r"/([a-z0-9_]+)(?: [^/]|$)")
SLASHES = ("/", "／")
LONGEST_LINE = 600
# What no menu shows and nobody types: following a permanent link.
LINKED = Command("tautan", later("handlers.tautan", "tautan"), "", "", (), menu=False, stores=True)


def is_command(text: str) -> bool:
    """Whether a line from a group names a command of this bot."""
    return command_of(text) is not None


def command_of(text: str) -> Command | None:
    """The command that a line names outright, or a link in it; ``None`` for any other line."""
    plain = PLAIN.match(text)
    if plain is not None and plain[1] in BY_NAME and plain[1] != "start":
        # As most people type it: no need to fold the line first.
        return BY_NAME[plain[1]]
    # Folding also finds a slash behind signs that nobody sees.
    if SLASHES[0] not in text and SLASHES[1] not in text:
        return None
    match = COMMAND.fullmatch(fold(text[:LONGEST_LINE]).strip())
    if match is None:
        return None
    if match[1] == "start" and match[2]:
        return command_behind(match[2])
    return BY_NAME.get(match[1])


def command_behind(link: str) -> Command | None:
    """The command that a link asks: for a permanent one that of following it.

    What would act stands for itself, so that it is guarded as if it had been typed.
    """
    linked, marked = links.question(link), links.stamp(link)
    if marked is not None and marked.nomor is not None:
        return LINKED
    command = None if linked.startswith("/start") else command_of(linked)
    if marked is None or command is None or command.seen_first:
        return command
    return LINKED
