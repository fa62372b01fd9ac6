"""A chat in the terminal: the same handlers, buttons as numbers to press."""

from __future__ import annotations

import atexit
import contextlib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from handlers.asker import Asker

if TYPE_CHECKING:
    from bot.answering import Desk
    from bot.reply import Reply, ReplyButton
    from handlers.answer import Answer

HISTORY = ".laporan_kinerja_bot_riwayat"
NUMBER = re.compile(r"[0-9]{1,3}")
HISTORY_LENGTH = 500
PROMPT = "> "
FAREWELL = frozenset({"keluar", "/keluar", "exit", "quit"})
# The operator may do what an admin may; the audit knows the terminal as 0.
OPERATOR = Asker(id=0, admin=True)
# Where to get a file that the terminal cannot show.
GET = {"templat": "python -m bot serapan templat > templat.csv"}
HINT = "Ketik pertanyaan, angka untuk menekan tombol, atau “keluar”."


def converse(desk: Desk, notice: str | None = None) -> None:
    """Answers lines from standard input until it ends.

    On a terminal with a prompt and a line history; with piped input each line is
    repeated before its answer.
    """
    interactive = sys.stdin.isatty()
    if notice:
        print(notice)
    if interactive:
        keep_history()
        print(HINT)
        show(desk.reply("/start", asker=OPERATOR))
    buttons: list[ReplyButton] = []
    while (line := next_line(interactive=interactive)) is not None:
        question = line.strip()
        if question.casefold() in FAREWELL:
            break
        if not question:
            continue
        if NUMBER.fullmatch(question) and 0 < int(question) <= len(buttons):
            question = buttons[int(question) - 1].question
            print(f"{PROMPT}{question}")
        elif not interactive:
            print(f"{PROMPT}{question}")
        reply = desk.reply(question, asker=OPERATOR)
        buttons = show(reply)


def next_line(*, interactive: bool) -> str | None:
    """The next line typed or piped; ``None`` at the end."""
    if interactive:
        try:
            return input(PROMPT)
        except (EOFError, KeyboardInterrupt):
            print()
            return None
    line = sys.stdin.buffer.readline()
    return line.decode("utf-8", "replace") if line else None


def show(reply: Reply | None) -> list[ReplyButton]:
    """Prints a reply with its buttons numbered, and gives those buttons."""
    if reply is None:
        return []
    print(reply.plain)
    for file in reply.answer.files:
        where = way_to(reply.answer)
        print(f"\nBerkas: {file.nama}" + (f" ({where})" if where else ""))
    buttons = [button for row in reply.buttons for button in row]
    if buttons:
        number = 0
        print()
        for row in reply.buttons:
            labels = []
            for button in row:
                number += 1
                labels.append(f"[{number}] {button.text}")
            print("  ".join(labels))
    print(flush=True)
    return buttons


def way_to(answer: Answer) -> str | None:
    """The command line that writes the answer's file; ``None`` where there is none."""
    from handlers.unduh import Terunduh  # noqa: PLC0415 - only files need it

    told = answer.data
    if not isinstance(told, Terunduh):
        return GET.get(answer.command or "")
    year = f" --tahun {told.tahun}" if told.tahun_disebut else ""
    words = "paket" if answer.command == "paket" else f"unduh {told.tabel} {told.bentuk}"
    return f"python -m bot {words} --ke .{year}"


def keep_history() -> None:
    """Keeps typed lines across chats, where the system and the home folder allow it."""
    try:
        import readline  # noqa: PLC0415 - not on every system

        path = Path.home() / HISTORY
    except (ImportError, RuntimeError):
        return
    with contextlib.suppress(OSError):
        readline.read_history_file(path)
    readline.set_history_length(HISTORY_LENGTH)
    atexit.register(save_history, path)


def save_history(path: Path) -> None:
    """Writes the line history; a disk that refuses is no reason to fail."""
    import readline  # noqa: PLC0415 - not on every system

    with contextlib.suppress(OSError):
        readline.write_history_file(path)
