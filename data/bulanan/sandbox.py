"""A file read by a process of its own, which may die without harm."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from data.bulanan.child import TOO_HEAVY, Outcome, Task
from data.bulanan.hostile import LARGEST, MEGABYTE
from data.bulanan.refusal import FileRefused, refused

if TYPE_CHECKING:
    from data.bulanan.columns import Columns
    from data.models.bulanan import Berkas

PROJECT = Path(__file__).resolve().parent.parent.parent
CHILD = "data.bulanan.child"
OUTPUT = 64 * MEGABYTE
UNREADABLE = "berkas_gagal_dibaca"

# All that Python itself needs to start; a token or an address of a database is not among it.
PASSED_ON = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONHOME", "TZ")
HEAVY = frozenset({signal.SIGKILL, signal.SIGXCPU, signal.SIGXFSZ, signal.SIGABRT, signal.SIGSEGV})


def read_safely(
    name: str,
    content: bytes,
    columns: Columns | None = None,
    *,
    seconds: float = 20.0,
    megabytes: int = 512,
) -> Berkas:
    """What :func:`data.bulanan.reading.read_file` gives, read in a process with limits.

    Raises ``FileRefused`` as that does, and where the process took more than
    ``seconds`` or ``megabytes`` or died. When this returns the process is gone.
    May be called from several threads at once.
    """
    if len(content) > LARGEST:
        raise refused("terlalu_besar", angka=(len(content), LARGEST))
    # A name may hold half a pair of surrogates, which no encoding takes.
    plain = name.encode(errors="replace").decode()
    task = Task(nama=plain, columns=columns).model_dump_json().encode()
    limits = (math.ceil(seconds), megabytes * MEGABYTE, OUTPUT)
    command = [sys.executable, "-s", "-P", "-m", CHILD, *map(str, limits)]
    # Files, not pipes: what they hold is bounded by the child's own limit, none can block.
    try:
        with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
            source.write(task + b"\n" + content)
            source.seek(0)
            finished = subprocess.run(  # noqa: S603 - this program and its own module
                command,
                stdin=source,
                stdout=target,
                stderr=subprocess.DEVNULL,
                cwd=PROJECT,
                env=environment(),
                timeout=seconds,
                check=False,
            )
            target.seek(0)
            written = target.read(OUTPUT + 1)
    except subprocess.TimeoutExpired:
        raise refused(TOO_HEAVY) from None
    except OSError:
        raise refused(UNREADABLE) from None
    if finished.returncode != 0:
        raise refused(TOO_HEAVY if -finished.returncode in HEAVY else UNREADABLE)
    return told(written)


def told(written: bytes) -> Berkas:
    """The file that the child's output holds; raises ``FileRefused`` where it holds none."""
    try:
        outcome = Outcome.model_validate_json(written)
    except ValidationError:
        raise refused(UNREADABLE) from None
    if outcome.berkas is None:
        raise FileRefused(*outcome.pesan) if outcome.pesan else refused(UNREADABLE)
    return outcome.berkas


def environment() -> dict[str, str]:
    """The child's environment: where Python finds its modules, and little else."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    found = [str(PROJECT), *(path for path in sys.path if path)]
    return {**kept, "PYTHONPATH": os.pathsep.join(found)}
