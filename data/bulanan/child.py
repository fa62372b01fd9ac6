"""The process in which a file is read: ``python -m data.bulanan.child SECONDS BYTES OUTPUT``.

It takes a line of JSON with the name and the columns, then the file itself, and gives
one :class:`Outcome` as JSON. Its limits are set before anything is read.
"""

from __future__ import annotations

import resource
import sys
from typing import BinaryIO

from data.bulanan.columns import Columns
from data.bulanan.reading import FileRefused, read_file
from data.bulanan.refusal import refused
from data.models.base import Frozen
from data.models.bulanan import Berkas, PesanMuat

TOO_HEAVY = "berkas_terlalu_berat"


class Task(Frozen):
    """What is to be read, besides the file's content."""

    nama: str
    columns: Columns | None


class Outcome(Frozen):
    """The file as it was read, or why it was refused."""

    berkas: Berkas | None = None
    pesan: tuple[PesanMuat, ...] = ()


def limit(seconds: int, memory: int, output: int) -> None:
    """Bounds this process for good: processor time, memory, what it writes, no core."""
    for kind, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        _, hard = resource.getrlimit(kind)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (bound, bound))


def run(source: BinaryIO, target: BinaryIO) -> None:
    """Reads the task from ``source`` and writes its outcome to ``target``."""
    task = Task.model_validate_json(source.readline())
    try:
        outcome = Outcome(berkas=read_file(task.nama, source.read(), task.columns))
    except FileRefused as refusal:
        outcome = Outcome(pesan=refusal.pesan)
    except MemoryError:
        outcome = Outcome(pesan=refused(TOO_HEAVY).pesan)
    target.write(outcome.model_dump_json().encode())
    target.flush()


def main(arguments: list[str]) -> None:
    """Runs one task between standard input and output, within the limits of ``arguments``."""
    limit(*map(int, arguments))
    run(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main(sys.argv[1:])
