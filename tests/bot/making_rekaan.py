"""Made-up ways to make a file, for a worker process to import: good, slow and deadly ones."""

from __future__ import annotations

import os
import signal
import time
import warnings
from pathlib import Path

from data.models import Bahan


class Rekaan(Bahan):
    """What a made-up file is made from; each making leaves a line in ``jejak``."""

    teks: str
    jejak: str = ""
    ulang: int = 1


def make(bahan: Bahan) -> bytes:
    """The text of ``bahan``; what it says decides how making it goes."""
    assert isinstance(bahan, Rekaan)
    if bahan.jejak:
        with Path(bahan.jejak).open("a") as trace:
            trace.write(f"{os.getpid()}\n")
    if bahan.teks == "mati":
        os.kill(os.getpid(), signal.SIGKILL)
    if bahan.teks == "macet":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(600)
    if bahan.teks.startswith("peringatan"):
        warnings.warn(bahan.teks, stacklevel=1)
    if bahan.teks == "salah":
        raise ValueError("angka rekaan tidak dapat digambar")
    return bahan.teks.encode() * bahan.ulang
