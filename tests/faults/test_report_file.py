"""``report.db`` missing or damaged in any way: whoever starts is told in one line what to do."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.cli import main
from data.building import build
from data.report import Report, ReportError
from data.sealing import seal
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable

HINT = "Bangun ulang dengan: python -m bot data build"
MIDDLE = 200_000


def cut(content: bytes, at: int) -> bytes:
    """``content`` without its end."""
    return content[:at]


def struck(content: bytes, at: int, with_: bytes) -> bytes:
    """``content`` with other bytes in it."""
    return content[:at] + with_ + content[at + len(with_) :]


def another_digit(content: bytes) -> bytes:
    """``content`` with one digit of one figure another one."""
    at = content.index(b"Sikka")
    place = next(n for n in range(at, len(content)) if content[n : n + 1].isdigit())
    return struck(content, place, b"9" if content[place : place + 1] != b"9" else b"8")


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "no database": lambda _: b"bukan basis data " * 100,
    "wrong header": lambda content: b"SQLite format 9\0" + content[16:],
    "50 bytes": lambda content: cut(content, 50),
    "one page": lambda content: cut(content, 4096),
    "half": lambda content: cut(content, len(content) // 2),
    "but one page": lambda content: cut(content, len(content) - 4096),
    "but a few bytes": lambda content: cut(content, len(content) - 100),
    "a page of zeros": lambda content: struck(content, MIDDLE, bytes(4096)),
    "a page of noise": lambda content: struck(content, MIDDLE, b"\xa5" * 4096),
    "zeros from the middle on": lambda content: struck(content, MIDDLE, bytes(len(content))),
    "more than it was": lambda content: content + b"lagi",
    "one digit": another_digit,
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where ``report.db`` should be, as the settings name it; a token and a webhook are set."""
    monkeypatch.setenv("REPORT_DB", str(tmp_path / "report.db"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("WEBHOOK_URL", "https://bot.example")
    monkeypatch.setenv("WEBHOOK_SECRET", "rahasia_webhook-123")
    return tmp_path / "report.db"


def says(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one line that the command prints before it ends with status 2."""
    assert main(words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    return line


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_report_is_refused(
    place: Path, database: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    """Whatever happened to the file, no process answers from it; built anew, it is well again."""
    place.write_bytes(DAMAGES[damage](database.read_bytes()))
    for words in (("run",), ("work",), ("ask", "/dpt Sikka"), ("ask", "--json", "/dpt Sikka")):
        line = says(capsys, *words)
        assert line.startswith("report.db ")
        assert line.endswith(HINT)
    # Nothing else was begun.
    assert not (place.parent / "store.db").exists()
    assert main(["data", "build"]) == 0
    assert main(["ask", "/dpt Sikka"]) == 0
    assert "244.838" in capsys.readouterr().out


def test_what_is_no_file_is_refused(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report that is missing, a folder, or cannot be read is named as such."""
    assert says(capsys, "run") == f"report.db belum ada. {HINT}"
    place.mkdir()
    assert says(capsys, "run") == f"report.db belum ada. {HINT}"
    # Not even an administrator can read this one.
    if Path("/proc/self/mem").exists():
        monkeypatch.setenv("REPORT_DB", "/proc/self/mem")
        line = says(capsys, "run")
        assert line.startswith("mem rusak (")
        assert line.endswith(HINT)


def test_a_report_of_another_version_is_refused(
    place: Path, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of another schema says so, since it is not damaged, and needs the same cure."""
    place.write_bytes(database.read_bytes())
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert says(capsys, "run") == f"report.db memakai susunan lain. {HINT}"


def test_the_seal_is_of_the_whole_file(database: Path, tmp_path: Path) -> None:
    """Any byte that changes is noticed; what is sealed anew, or built twice, is whole."""
    path, content = tmp_path / "report.db", database.read_bytes()
    for at in (0, 20, 67, 68, 71, 72, 5000, MIDDLE, len(content) - 1):
        path.write_bytes(struck(content, at, bytes([content[at] ^ 1])))
        with pytest.raises(ReportError):
            Report.open(path)
    path.write_bytes(content)
    seal(path)
    assert path.read_bytes() == content
    build(path)
    Report.open(path).close()
