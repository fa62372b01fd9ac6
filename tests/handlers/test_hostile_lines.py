"""Lines that are made to be read for ever: each is read to its end soon."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
# Pieces whose repetition makes the patterns here try most; measured over all of them.
PIECES = (
    "1-",
    "1 ",
    "1 s/d 2 ",
    "62-8",
    "+62 8",
    "0000 ",
    "000000 ",
    "\u0661 ",
    "\uff15",
    "1.000.",
    "1 miliar ",
    "12,5% ",
    "antara 1 sampai 2 ",
    "nik ",
    "a@a.",
    "a-",
    "<a",
    "dua ribu dua puluh ",
    "januari ",
    "kab ",
    "Sikka ",
    "tttsu ",
    "\ufdfa",
    "\n",
)
# A deadline of minutes, for what takes seconds here: a pattern that tries every way through
# such a text takes hours.
SECONDS = 150
READER = """
import sys
from pathlib import Path
from data.report import Report
from handlers.asking import ask
from handlers.mistakes import Mistake
from handlers.permintaan_teks import readable
from handlers.personal import personal_in
from handlers.verifikasi import has_figures

report = Report.open(Path(sys.argv[1]))
pieces = sys.argv[2:]
for piece in pieces:
    text = (piece * 5000)[:5000]
    for start, most in (("", 590), ("/dpt ", 590), ("/banding ", 590), ("/hitung ", 590),
                        ("/verifikasi ", 4190)):
        assert ask((start + text)[:most], report) is not None
    has_figures(text)
    personal_in(text)
    try:
        readable(text)
    except Mistake:
        pass
print(len(pieces))
"""


def test_no_line_is_read_for_ever(database: Path) -> None:
    """Every reader comes to the end of the texts that are worst for it."""
    finished = subprocess.run(
        [sys.executable, "-c", READER, str(database), *PIECES],
        capture_output=True,
        check=True,
        cwd=PROJECT,
        text=True,
        timeout=SECONDS,
    )
    assert finished.stdout.split() == [str(len(PIECES))]
