"""The command line's part about files to take along: tables, and the press kit."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

OK, NOT_DONE, FAILED = 0, 1, 2
READABLE = 0o644


def add_commands(commands: argparse._SubParsersAction[Any]) -> None:
    """Adds ``unduh`` and ``paket`` to the command line."""
    tables = commands.add_parser(
        "unduh",
        help="simpan satu tabel, atau semuanya, sebagai berkas",
        description="Mencetak tempat berkasnya. Keluar dengan 0 bila ditulis, 1 bila tabel "
        "atau bentuknya tidak dipahami, 2 bila berkas tidak dapat ditulis.",
    )
    tables.add_argument("table", metavar="TABEL", help="misalnya dpt, anggaran, atau semua")
    tables.add_argument("form", metavar="BENTUK", help="csv, xlsx, json, pdf, atau paket-data")
    add_place(tables)
    tables.set_defaults(function=write_table)
    kit = commands.add_parser(
        "paket",
        help="simpan paket pers: semua tabel, grafik, dan cara mengutip",
        description="Mencetak tempat berkasnya.",
    )
    add_place(kit)
    kit.set_defaults(function=write_kit)


def add_place(command: argparse.ArgumentParser) -> None:
    """Adds where the file goes, and which report it is of."""
    command.add_argument(
        "--ke", type=Path, metavar="FOLDER", required=True, help="folder tujuan; dibuat bila perlu"
    )
    command.add_argument("--tahun", default="", metavar="TAHUN", help="tahun laporan")


def write_table(chosen: argparse.Namespace) -> int:
    """Writes a table, or all, in one form."""
    return write_answer(["/unduh", chosen.table, chosen.form, chosen.tahun], chosen.ke)


def write_kit(chosen: argparse.Namespace) -> int:
    """Writes the press kit."""
    return write_answer(["/paket", chosen.tahun], chosen.ke)


def write_answer(words: list[str], folder: Path) -> int:
    """Writes the file of the answer to ``words`` into ``folder`` and prints its path.

    An answer without a file is printed as what to type instead.
    """
    from bot.cli import open_desk  # noqa: PLC0415 - it imports this module
    from bot.console import OPERATOR  # noqa: PLC0415 - only this command needs it
    from data.making import make  # noqa: PLC0415

    reply = open_desk().reply(" ".join(filter(None, words)), asker=OPERATOR)
    files = reply.answer.files if reply else ()
    if not files:
        print(reply.plain if reply else "", file=sys.stderr)
        return NOT_DONE
    content = files[0].isi if files[0].bahan is None else make(files[0].bahan)
    path = folder / files[0].nama
    try:
        put(path, content)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        print(f"{path} tidak dapat ditulis: {reason}.", file=sys.stderr)
        return FAILED
    print(path)
    return OK


def put(path: Path, content: bytes) -> None:
    """Writes ``path`` whole or not at all; its folder is made, an older file replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        draft.chmod(READABLE)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
