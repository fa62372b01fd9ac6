"""Charts in words: reviewed texts and picture texts; every figure of a month is made up."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.answering import Desk
from bot.formatting import utf16_length
from bot.rendering import COPY_LIMIT, Renderer
from tests.bot.test_wording import slug, telegram_reads, written
from tests.handlers.rekaan import office, position, share

if TYPE_CHECKING:
    from bot.reply import Reply
    from data.report import Report
    from handlers.answer import Lampiran

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "grafik"
CAPTION_LIMIT = 1024
LOADED = (
    position("2025-01", share(5)),
    position("2025-05", share(50, **{"6871_QGE_002": 7_000_000_000}), version=2),
)
DRAWN = (
    "/grafik dpt",
    "/grafik dpt Sikka",
    "/grafik perempuan Sikka",
    "/grafik tps",
    "/grafik serapan",
    "/grafik serapan CQ.6871",
    "/grafik serapan 6981.QGE.001",
    "/grafik anggaran",
    "/grafik anggaran CQ",
    "/grafik tren",
    "/grafik tren CQ.6871",
    "/grafik pilgub",
    "/grafik pendanaan",
    "/grafik pendanaan Sikka",
    "/grafik pilbup",
    "/grafik capaian",
)
OTHERS = (
    "/grafik",
    "/grafik xyzq",
    "/grafik dpt capaian",
    "/grafik serapan pengelolaan",
    "/grafik dpt kupang",
)


@pytest.fixture(scope="module")
def desk(report: Report) -> Desk:
    """A desk at which two made-up months are loaded."""
    return Desk(report, Renderer(), office(*LOADED))


def asked(question: str, desk: Desk) -> Reply:
    """The reply to ``question``."""
    reply = desk.reply(question)
    assert reply is not None
    return reply


def picture(reply: Reply) -> Lampiran:
    """The picture of a reply."""
    (file,) = reply.answer.files
    return file


@pytest.mark.parametrize("question", [*DRAWN, *OTHERS], ids=slug)
def test_reviewed_wording(question: str, desk: Desk) -> None:
    """An answer and its picture's words read as reviewed; UPDATE_GOLDEN=1 writes them anew."""
    reply = asked(question, desk)
    text = f"{question}\n\n{written(reply)}"
    for file in reply.answer.files:
        text += f"\n{file.nama}\n{file.keterangan}\n"
    path = GOLDEN / f"{slug(question)}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text("utf-8")


def test_golden_files_are_all_asked() -> None:
    """No reviewed text is left of a question that is no longer asked."""
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {*map(slug, (*DRAWN, *OTHERS))}


def test_telegram_takes_every_answer(desk: Desk) -> None:
    """Markup, buttons, citation and caption are what Telegram takes."""
    for question in (*DRAWN, *OTHERS):
        reply = asked(question, desk)
        assert telegram_reads(reply.html).get("text") == reply.plain, question
        for row in reply.buttons:
            for button in row:
                assert len(f"+{button.question}".encode()) <= 64, (question, button)
                assert button.text == button.text.strip(), (question, button)
        for file in reply.answer.files:
            assert 0 < utf16_length(file.keterangan) <= CAPTION_LIMIT, question


def test_every_chart_can_be_cited(desk: Desk) -> None:
    """The citation of a chart holds a figure and ends with its source, and the text has both."""
    for question in DRAWN:
        reply = asked(question, desk)
        assert reply.copy_text is not None, question
        assert utf16_length(reply.copy_text) <= COPY_LIMIT, question
        assert re.search(r"\d[.,]\d|\d%", reply.copy_text), question
        assert reply.copy_text.endswith(")"), question
        assert "…" not in reply.copy_text, question
        assert picture(reply).keterangan in reply.plain, question
        assert "Sumber:" in reply.plain, question


def test_what_is_not_drawn_has_no_picture_and_no_figure(desk: Desk) -> None:
    """A menu or a refusal comes without a picture and names no amount."""
    for question in OTHERS:
        reply = asked(question, desk)
        assert not reply.answer.files, question
        assert not re.search(r"Rp\d|\d{1,3}\.\d{3}|\d+,\d+%", reply.plain), question
