"""Processes under measurement: started on their core, watched, and ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

CORES = tuple(sorted(os.sched_getaffinity(0)))
BOT_CORE, LOAD_CORE = CORES[0], CORES[-1]
GRACE = 10.0


@contextlib.contextmanager
def on(*cores: int) -> Iterator[None]:
    """Keeps this thread, and what it starts meanwhile, on ``cores``."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def end_on_signal() -> None:
    """Has SIGTERM end this task: what it started would else go on alone."""
    own = asyncio.current_task()
    if own is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, own.cancel)


class Process:
    """A child of this process; its output goes to ``log``."""

    def __init__(self, child: subprocess.Popen[bytes], log: Path, started: float) -> None:
        self._child = child
        self._log = log
        self.started = started

    def cpu(self) -> float:
        """Seconds of CPU it took so far, all its threads together."""
        threads = Path(f"/proc/{self._child.pid}/task").iterdir()
        return (
            sum(int((each / "schedstat").read_text("utf-8").split()[0]) for each in threads) / 1e9
        )

    def memory(self) -> float:
        """MiB of it that lie in memory."""
        for line in Path(f"/proc/{self._child.pid}/status").read_text("utf-8").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise AssertionError(self.said())

    def said(self) -> str:
        """The end of what it printed."""
        return self._log.read_text("utf-8", "replace")[-2000:]

    @property
    def ended(self) -> bool:
        """Whether it is gone already."""
        return self._child.poll() is not None

    async def stop(self) -> None:
        """Asks it to end, then ends it."""
        if self.ended:
            return
        self._child.terminate()
        try:
            await asyncio.to_thread(self._child.wait, GRACE)
        except subprocess.TimeoutExpired:
            self._child.kill()
            await asyncio.to_thread(self._child.wait)


def start(
    line: Sequence[str],
    settings: Mapping[str, str],
    folder: Path,
    cores: Collection[int] = (BOT_CORE,),
) -> Process:
    """``line`` as a process on ``cores``, with ``settings`` for its environment."""
    number = len(list(folder.glob("*.log")))
    log = folder / f"{number:03}.log"
    started = time.perf_counter()
    with log.open("wb") as output, on(*cores):
        child = subprocess.Popen(
            line,
            cwd=folder,
            env={**settings, "PYTHONPATH": str(PROJECT)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    return Process(child, log, started)
