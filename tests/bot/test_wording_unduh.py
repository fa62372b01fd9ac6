"""Downloads in words: reviewed texts, and their markup."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.answering import Desk
from bot.rendering import Renderer
from handlers.office import Office
from tests.bot.test_wording import slug, telegram_reads, written
from tests.data.exports.rekaan import months
from tests.handlers.test_unduh import Loaded

if TYPE_CHECKING:
    from bot.reply import Reply
    from data.report import Report

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "unduh"
LINES = (
    "/unduh",
    "/unduh dpt",
    "/unduh semua",
    "/unduh dpt csv",
    "/unduh dpt xlsx",
    "/unduh dpt pdf",
    "/unduh dpt json",
    "/unduh dpt paket-data",
    "/unduh wilayah csv",
    "/unduh anggran xlsx",
    "/unduh semua csv",
    "/unduh serapan bulanan xlsx",
    "/unduh dpt sikka csv",
    "/unduh pendana csv",
    "/unduh dpt anggaran csv",
    "/unduh dpt csv pdf",
    "/paket",
)


@pytest.fixture(scope="module")
def replies(report: Report) -> dict[str, Reply]:
    """The replies to all lines, with two made-up months loaded."""
    desk = Desk(report, Renderer(), Office(figures=Loaded(months())))
    found = {line: desk.reply(line) for line in LINES}
    return {line: reply for line, reply in found.items() if reply is not None}


def reviewed(reply: Reply, version: str) -> str:
    """A reply as it is reviewed: the version of the data changes with every source file."""
    return written(reply).replace(version, "VERSI")


def test_reviewed_wording(replies: dict[str, Reply], report: Report) -> None:
    """Each answer reads as it was reviewed; UPDATE_GOLDEN=1 writes it anew for review."""
    for line in LINES:
        text = f"{line}\n\n{reviewed(replies[line], report.version)}"
        path = GOLDEN / f"{slug(line)}.txt"
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text("utf-8"), line


def test_golden_files_are_all_asked() -> None:
    """No reviewed text is left of a line that is no longer asked."""
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {slug(line) for line in LINES}


def test_telegram_reads_every_answer(replies: dict[str, Reply]) -> None:
    """Telegram takes the markup of every answer, and its buttons fit."""
    for line, reply in replies.items():
        parsed = telegram_reads(reply.html)
        assert parsed["@type"] == "formattedText", (line, parsed)
        assert parsed["text"] == reply.plain, line
        assert len(reply.plain) <= 4096
        for row in reply.buttons:
            for button in row:
                assert len(button.question.encode()) <= 62, (line, button)
                assert 1 <= len(button.text) <= 64, (line, button)
