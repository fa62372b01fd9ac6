"""The command line's contract with people and other programs."""

from __future__ import annotations

import io
import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import cli
from bot.settings import PROJECT

KEYS = [
    "question",
    "understood",
    "command",
    "line",
    "text",
    "buttons",
    "files",
    "sources",
    "loads",
    "notes",
    "data",
]


def run(
    *words: str, database: Path, typed: str | bytes = "", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """``python -m bot`` with ``words``, on its own, its store beside ``database``."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    clean["DATABASE_URL"] = f"sqlite:///{database.parent / 'store.db'}"
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        input=typed.encode() if isinstance(typed, str) else typed,
        capture_output=True,
        check=False,
        timeout=60,
        cwd=database.parent,
        env=clean | {"PYTHONPATH": str(PROJECT), "REPORT_DB": str(database)} | environment,
    )


def test_ask_prints_the_plain_answer(database: Path) -> None:
    """An answered question is printed without markup, with status 0."""
    done = run("ask", "/dpt Sikka", database=database)
    assert done.returncode == 0
    text = done.stdout.decode()
    assert text.startswith("Kabupaten Sikka: 244.838 pemilih\n")
    assert "<" not in text
    assert done.stderr == b""


def test_ask_without_quotes(database: Path) -> None:
    """Words need no quotes."""
    done = run("ask", "pagu", "kampanye", database=database)
    assert "Rp13.793.137.000" in done.stdout.decode()


def test_ask_not_understood(database: Path) -> None:
    """A question that is not understood prints the suggestion and ends with status 1."""
    done = run("ask", "/dpt kupang", database=database)
    assert done.returncode == 1
    assert "/dpt Kota Kupang" in done.stdout.decode()


def test_ask_without_a_question(database: Path) -> None:
    """No question is one clear line and status 2."""
    done = run("ask", database=database)
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1


def test_json_answers_every_line_in_order(database: Path) -> None:
    """Each line, an empty or unreadable one too, gives one object with all its fields."""
    typed = b"/dpt Sikka\n\n/dpt kupang\r\n\xff\xfe\xff\n/pilgub\n5310010101900001\n/capaian 3"
    done = run("ask", "--json", database=database, typed=typed)
    assert done.returncode == 0
    rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [row["question"] for row in rows][:3] == ["/dpt Sikka", "", "/dpt kupang"]
    assert len(rows) == 7
    assert all(list(row) == KEYS for row in rows)
    assert [row["understood"] for row in rows] == [True, False, False, False, True, False, True]
    assert [row["command"] for row in rows] == ["dpt", None, "dpt", None, "pilgub", None, "capaian"]


def test_json_holds_the_unrendered_result(database: Path) -> None:
    """Integers come as integers and decimals as strings; sources and notes are named."""
    typed = "/dpt Sikka\n/capaian 3\n"
    done = run("ask", "--json", database=database, typed=typed)
    voters, achievement = (json.loads(line) for line in done.stdout.decode().splitlines())
    assert voters["data"]["pemilih"]["jumlah"] == 244838
    assert voters["data"]["pemilih"]["per_tps"]["steps"] == ["244838", "557"]
    assert voters["sources"][0]["id"] == "dpt"
    assert voters["sources"][0]["laporan"].startswith("Laporan Kinerja")
    assert voters["buttons"][0][0] == {"text": "Semua wilayah", "question": "/dpt"}
    assert {1, 2, 3, 4, 5} <= set(achievement["notes"])
    assert "E+" not in done.stdout.decode()


def test_a_failing_answer_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database: Path
) -> None:
    """A defect in one answer is told on stderr by its kind, and the next is answered."""

    class Broken:
        """A desk whose second answer fails."""

        def __init__(self) -> None:
            self.asked = 0

        def reply(self, question: str) -> object:
            """The real reply, but once."""
            self.asked += 1
            if self.asked == 2:
                raise ZeroDivisionError(question)
            return real.reply(question)

    monkeypatch.setenv("REPORT_DB", str(database))
    real = cli.open_desk()
    monkeypatch.setattr(cli, "open_desk", Broken)
    typed = io.TextIOWrapper(io.BytesIO(b"/dpt Sikka\nrahasia\n/pilgub\n"))
    monkeypatch.setattr(sys, "stdin", typed)
    assert cli.main(["ask", "--json"]) == cli.FAILED
    printed = capsys.readouterr()
    rows = [json.loads(line) for line in printed.out.splitlines()]
    assert [row["understood"] for row in rows] == [True, False, True]
    assert list(rows[1]) == KEYS
    assert printed.err == "Pertanyaan gagal dijawab: ZeroDivisionError\n"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("run",),
        ("chat",),
        ("ask",),
        ("commands",),
        ("data",),
        ("data", "build"),
        ("data", "check"),
        ("serapan",),
        ("serapan", "impor"),
        ("serapan", "templat"),
        ("serapan", "riwayat"),
        ("store",),
        ("store", "migrate"),
        ("store", "version"),
    ],
    ids=" ".join,
)
def test_help_is_indonesian(words: tuple[str, ...], database: Path) -> None:
    """Every command explains itself in Indonesian."""
    done = run(*words, "--help", database=database)
    assert done.returncode == 0
    text = done.stdout.decode()
    assert text.startswith("pemakaian: python -m bot")
    assert "usage" not in text
    assert "show this help" not in text


@pytest.mark.parametrize(
    "words",
    [
        ("--apa",),
        ("ask", "--apa"),
        ("lari",),
        ("data",),
        ("data", "hapus"),
        ("serapan",),
        ("serapan", "impor"),
        ("store", "hapus"),
        (),
    ],
    ids=" ".join,
)
def test_unknown_words_give_one_line(words: tuple[str, ...], database: Path) -> None:
    """What is not known is one clear line on stderr and status 2."""
    done = run(*words, database=database)
    assert done.returncode == 2
    error = done.stderr.decode()
    assert error.count("\n") == 1
    assert "--help" in error


def test_missing_and_broken_databases(tmp_path: Path) -> None:
    """A database that is missing, empty or damaged is one clear line and status 2."""
    for name, content in (("tiada.db", None), ("kosong.db", b""), ("rusak.db", b"rusak" * 999)):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        for words in (("ask", "/dpt"), ("chat",), ("run",), ("ask", "--json")):
            done = run(*words, database=path, typed="/dpt\n")
            assert done.returncode == 2, (name, words)
            error = done.stderr.decode()
            assert error.count("\n") == 1, error
            assert "python -m bot data build" in error


def test_build_and_check(tmp_path: Path) -> None:
    """The data is built where the settings say, and every finding has its note."""
    path = tmp_path / "laporan.db"
    built = run("data", "build", database=path)
    assert built.returncode == 0
    assert path.is_file()
    checked = run("data", "check", database=path)
    assert checked.returncode == 0
    text = checked.stdout.decode()
    assert "catatan 8] anggaran.anak.pagu:CQ.6709" in text
    assert "TANPA CATATAN" not in text


def test_check_fails_on_a_finding_without_a_note(tmp_path: Path) -> None:
    """A finding without a note, or a note without a finding, fails the check."""
    folder = tmp_path / "sumber"
    shutil.copytree(PROJECT / "data" / "sources", folder)
    notes = folder / "2024" / "catatan_temuan.csv"
    lines = notes.read_text("utf-8").splitlines()
    notes.write_text("\n".join([lines[0], *lines[2:], "1,tiada:ada", ""]), encoding="utf-8")
    done = run("data", "check", "--sumber", str(folder), database=tmp_path / "x.db")
    assert done.returncode == 1
    text = done.stdout.decode()
    assert "TANPA CATATAN" in text
    assert "CATATAN TANPA TEMUAN: tiada:ada" in text


def test_check_of_a_missing_folder(tmp_path: Path) -> None:
    """A folder of sources that is not there is one clear line."""
    done = run("data", "check", "--sumber", str(tmp_path / "tiada"), database=tmp_path / "x.db")
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1


def test_commands_prints_every_command(database: Path) -> None:
    """The table names each command with its summary."""
    done = run("commands", database=database)
    lines = done.stdout.decode().splitlines()
    assert len(lines) == len(cli_commands())
    assert any(line.startswith("/dpt [wilayah]") for line in lines)


def cli_commands() -> tuple[object, ...]:
    """Every command of the bot."""
    from handlers.commands import COMMANDS  # noqa: PLC0415 - only this test needs it

    return COMMANDS


def test_wrong_setting_is_named(database: Path) -> None:
    """A wrong setting is one line that names it and shows no value."""
    done = run("run", database=database, BOT_TOKEN="bukan-token-rahasia")  # noqa: S106 - a wrong one
    assert done.returncode == 2
    error = done.stderr.decode()
    assert "BOT_TOKEN" in error
    assert "bukan-token-rahasia" not in error
    assert error.count("\n") == 1


def test_a_defect_goes_through_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error that nobody expected ends with status 2, and its trace holds no token."""

    def fail() -> None:
        raise ZeroDivisionError("https://api.telegram.org/bot123456:rahasiarahasiarahasia12/getMe")

    monkeypatch.setattr(cli, "open_report", fail)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    assert cli.main(["chat"]) == cli.FAILED
    printed = capsys.readouterr().err
    assert "ZeroDivisionError" in printed
    assert "rahasiarahasia" not in printed
