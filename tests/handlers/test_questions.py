"""Lines as people type them, and what must stand in their answers.

``questions.csv`` holds one line a row. ``awal`` must stand in the first line of the
answer, ``berisi`` and ``hitungan`` anywhere in it, ``tanpa`` nowhere, ``tombol`` in a
button's question; parts are parted by ``|``. Figures of ``awal`` and ``berisi`` are
printed in the report, those of ``hitungan`` are computed from it.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.rendering import Renderer
from data.report import Report
from handlers.asking import ask
from handlers.commands import COMMANDS

TABLE = Path(__file__).with_name("questions.csv")
EXTRACTS = Path(__file__).resolve().parents[1] / "extracts" / "2024"
NUMBER = re.compile(r"\d[\d.,]*\d|\d")
FIGURE = re.compile(r"\bRp\d|\d{1,3}(?:\.\d{3}){1,}(?!\d)|\d,\d|\d ?%")
IN_PROSE = frozenset({"9838"})
"""98,38% stands in the prose of BAB IV, which no extract holds."""
LEAST_LINES = 260
LEAST_REFUSALS = 60


class Line(NamedTuple):
    """A typed line and what its answer must and must not hold."""

    pertanyaan: str
    perintah: str
    dipahami: bool
    awal: tuple[str, ...]
    berisi: tuple[str, ...]
    hitungan: tuple[str, ...]
    tanpa: tuple[str, ...]
    tombol: tuple[str, ...]


def read_lines() -> list[Line]:
    """The rows of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Line(
                row["pertanyaan"],
                row["perintah"],
                row["dipahami"] == "ya",
                *(
                    tuple(part for part in row[name].split("|") if part)
                    for name in ("awal", "berisi", "hitungan", "tanpa", "tombol")
                ),
            )
            for row in csv.DictReader(file)
        ]


LINES = read_lines()


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    """The real wording."""
    return Renderer()


@pytest.fixture(scope="module")
def printed() -> frozenset[str]:
    """The digits of every number that the report prints."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(EXTRACTS.glob("*.txt")))
    return frozenset(digits(number) for number in NUMBER.findall(text))


def digits(number: str) -> str:
    """The digits of a number, whichever marks part them."""
    return re.sub(r"\D", "", number)


def stands(part: str, text: str) -> bool:
    """Whether ``part`` stands in ``text``, in any case; a number only as a whole one."""
    before = r"(?<![\d.,])" if part[0].isdigit() else ""
    after = r"(?!\d|[.,]\d)" if part[-1].isdigit() else ""
    return re.search(before + re.escape(part) + after, text, re.IGNORECASE) is not None


def missing(parts: tuple[str, ...], text: str) -> list[str]:
    """Those of ``parts`` that do not stand in ``text``."""
    return [part for part in parts if not stands(part, text)]


@pytest.mark.parametrize("line", LINES, ids=[repr(line.pertanyaan) for line in LINES])
def test_typed_line(line: Line, report: Report, renderer: Renderer) -> None:
    """A typed line gets the answer of the table, and a refusal never shows a figure."""
    answer = ask(line.pertanyaan, report)
    assert answer is not None
    reply = renderer.render(answer)
    text = reply.plain
    first = text.partition("\n")[0]
    pressed = [button.question for row in reply.buttons for button in row]
    assert answer.understood == line.dipahami, text
    if line.perintah:
        assert answer.command == line.perintah, text
    assert missing(line.awal, first) == [], text
    assert missing(line.berisi + line.hitungan, text) == [], text
    assert [part for part in line.tanpa if stands(part, text)] == [], text
    assert [part for part in line.tombol if not any(part in one for one in pressed)] == [], pressed
    if not line.dipahami:
        assert FIGURE.findall(text) == [], text


@pytest.mark.parametrize("line", LINES, ids=[repr(line.pertanyaan) for line in LINES])
def test_expected_figures_are_printed(line: Line, printed: frozenset[str]) -> None:
    """Every figure that the table expects is printed in the report or marked as computed."""
    computed = {digits(number) for number in NUMBER.findall(" ".join(line.hitungan))}
    expected = {
        digits(number)
        for part in line.awal + line.berisi
        if not part.startswith("/") and not stands(part, line.pertanyaan)
        for number in NUMBER.findall(part)
    }
    if line.dipahami:
        assert expected - computed - printed - IN_PROSE == set()


def test_table_covers_what_is_asked() -> None:
    """The table has no line twice, enough refusals, a line for every command that only tells."""
    typed = [line.pertanyaan for line in LINES]
    assert len(set(typed)) == len(typed) >= LEAST_LINES
    assert sum(not line.dipahami for line in LINES) >= LEAST_REFUSALS
    telling = {row.name for row in COMMANDS if row.audience == "semua" and not row.stores}
    assert {line.perintah for line in LINES} >= telling
