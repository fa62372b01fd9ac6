"""The chat in the terminal, piped and by hand."""

from __future__ import annotations

import os
import pty
import select
import shlex
import subprocess
import sys
import time
from pathlib import Path

from bot.settings import PROJECT
from tests.bot.test_cli import run


def test_piped_lines_are_answered_and_it_ends(database: Path) -> None:
    """Without a token, each piped line is answered through the real handlers."""
    done = run("run", database=database, typed="/dpt Sikka\n\n/anggaran CQ.6871\n/capaian 3\n")
    text = done.stdout.decode()
    assert done.returncode == 0
    assert text.splitlines()[0] == "BOT_TOKEN belum diisi: bot ini menjawab di terminal."
    for figure in ("244.838", "Rp11.632.683.000", "114,43", "112,97%"):
        assert figure in text
    assert done.stderr == b""


def test_numbers_press_buttons(database: Path) -> None:
    """A number presses the button that bears it; a number without a button is a question."""
    done = run("chat", database=database, typed="/dpt kupang\n2\n99\n")
    text = done.stdout.decode()
    assert "[2] Kota Kupang" in text
    assert "> /dpt Kota Kupang" in text
    assert "275.085" in text
    assert "Angka 99 saja belum cukup" in text


def test_bytes_that_are_no_text(database: Path) -> None:
    """Bytes that are no UTF-8 get a sentence, and the chat goes on."""
    done = run("chat", database=database, typed=b"\xff\xfe\n/pilgub\nkeluar\n/dpt\n")
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "1.004.055" in text
    assert "3.988.372" not in text


def test_by_hand_with_a_prompt_and_history(database: Path, tmp_path: Path) -> None:
    """On a terminal there is a prompt, a line history, and Ctrl-D ends the chat."""
    leader, follower = pty.openpty()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BOT_")},
        "PYTHONPATH": str(PROJECT),
        "REPORT_DB": str(database),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'store.db'}",
        "HOME": str(tmp_path),
        "TERM": "dumb",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        cwd=tmp_path,
        env=environment,
    )
    os.close(follower)
    try:
        seen = read_until(leader, "Salin", "> ")
        assert "angka untuk menekan tombol" in seen
        os.write(leader, b"/dpt Ende\n")
        assert "207.062" in read_until(leader, "Sumber:", "> ")
        os.write(leader, b"\x04")
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()
        os.close(leader)
    history = tmp_path / ".laporan_kinerja_bot_riwayat"
    assert "/dpt Ende" in history.read_text("utf-8")


def read_until(leader: int, *_marks: str) -> str:
    """What the terminal shows until it has been still for a moment."""
    text = ""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        ready, _, _ = select.select([leader], [], [], 1.5)
        if not ready:
            if text.rstrip().endswith(">"):
                break
            continue
        try:
            text += os.read(leader, 65536).decode("utf-8", "replace")
        except OSError:
            break
    return text


def test_strange_numbers_are_questions(database: Path) -> None:
    """A number that no button bears, in whatever script or length, is answered, not a trace."""
    typed = "/dpt kupang\n²\n" + "9" * 5000 + "\n٢\n"
    done = run("chat", database=database, typed=typed)
    assert done.returncode == 0
    assert done.stderr == b""
    assert "Pertanyaan terlalu panjang" in done.stdout.decode()


def test_a_closed_input_and_a_poor_terminal(database: Path) -> None:
    """A closed standard input ends the chat; letters that a terminal lacks become marks."""
    environment = os.environ | {
        "PYTHONPATH": str(PROJECT),
        "REPORT_DB": str(database),
        "DATABASE_URL": f"sqlite:///{database.parent / 'store.db'}",
    }
    command = f"{shlex.quote(sys.executable)} -m bot"
    for words in ("chat", "run", "ask --json"):
        closed = subprocess.run(
            ["/bin/sh", "-c", f"{command} {words} <&-"],
            capture_output=True,
            check=False,
            cwd=database.parent,
            env=environment,
            timeout=60,
        )
        assert (closed.returncode, closed.stderr) == (0, b""), words
    poor = run("ask", "/capaian 3", database=database, PYTHONIOENCODING="latin-1")
    assert poor.returncode == 0
    assert b"114,42%" in poor.stdout


def test_no_home_is_no_fault(database: Path) -> None:
    """Without a home folder there is no history, and the chat works."""
    done = run("chat", database=database, typed="/pilgub\n", HOME="/nonexistent")
    assert done.returncode == 0
    assert "1.004.055" in done.stdout.decode()
