"""Permanent links on their way out: the button that copies one, and what differs in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.answering import Desk
from bot.formatting import bibtex
from bot.keyboards import Link, keyboard
from bot.rendering import Renderer, beside, line_differences
from data.models import Frozen
from handlers import links
from handlers.answer import Answer
from tests.bot.desk_fake import reply_to

if TYPE_CHECKING:
    from data.report import Report

COPIED = 256


def rows(desk: Desk, question: str, username: str) -> list[list[tuple[str, str | None]]]:
    """The last rows of the keyboard below an answer: what they say, and what they copy."""
    reply = desk.reply(question)
    assert reply is not None
    markup = keyboard(reply, Link("Lanjut", "https://t.me/x"), username)
    assert markup is not None
    return [
        [(button.text, button.copy_text.text if button.copy_text else None) for button in row]
        for row in markup.inline_keyboard
    ][-2:]


def test_the_link_is_copied_beside_the_citation(report: Report) -> None:
    """Below a figure, the citation and the link stand in one row, each with its button."""
    desk = Desk(report, Renderer())
    copies, last = rows(desk, "/dpt sikka", "NamaBot")
    assert [text for text, _ in copies] == ["Salin kutipan", "Salin tautan"]
    link = f"https://t.me/NamaBot?start=v{report.version[:8]}-dpt-sikka"
    assert copies[1][1] == link
    assert last == [("Lanjut", None)]


def test_without_a_name_there_is_no_link_to_copy(report: Report) -> None:
    """Where the bot's own name is not known, only the citation is copied."""
    desk = Desk(report, Renderer())
    copies, _ = rows(desk, "/dpt sikka", "")
    assert [text for text, _ in copies] == ["Salin kutipan"]
    assert keyboard(reply_to("/dpt")) is not None


def test_a_figure_without_a_citation_has_its_link(report: Report) -> None:
    """A figure that no sentence cites can still be linked to; what is no figure cannot."""
    desk = Desk(report, Renderer())
    copies, _ = rows(desk, "/struktur", "NamaBot")
    assert [text for text, _ in copies] == ["Salin tautan"]
    for question in ("/menu", "/dpt xyzzy"):
        reply = desk.reply(question)
        assert reply is not None
        assert (reply.link_payload, reply.link_label) == (None, "")


def test_the_longest_link_can_be_copied() -> None:
    """Telegram's longest name and payload fit what a button copies."""
    assert len(links.address("x" * 32, "y" * links.LONGEST)) <= COPIED


def test_lines_stand_beside_what_replaced_them() -> None:
    """A changed line stands beside the one like it; what came or went stands alone."""
    old = "Judul\n\nJumlah: 10 pemilih\nTPS: 5\nLama sekali"
    new = "Judul\nKoreksi atas versi 1\n  Jumlah: 12 pemilih\nTPS: 5\nzzz"
    assert line_differences(old, new) == (
        ("", "Koreksi atas versi 1"),
        ("Jumlah: 10 pemilih", "Jumlah: 12 pemilih"),
        ("Lama sekali", ""),
        ("", "zzz"),
    )
    assert line_differences(old, old) == ()
    assert tuple(beside(["Jumlah: 1"], [])) == (("Jumlah: 1", ""),)


def test_an_answer_without_a_source_has_no_citation(report: Report) -> None:
    """Only what has a source is cited, and only where its template has a sentence for it."""
    cite = Renderer()._citation
    assert cite(Answer(command=None, template="dpt", data=Frozen())) == ""
    places = report.sources(2024, ["dpt"])
    assert cite(Answer(command=None, template="menu", data=Frozen(), sources=places)) == ""


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("50% & {x}_$#", r"50\% \& \{x\}\_\$\#"),
        ("a\\b ~ ^", r"a\textbackslash{}b \textasciitilde{} \textasciicircum{}"),
        (" dua\n baris ", "dua baris"),
    ],
)
def test_bibtex_is_escaped(text: str, escaped: str) -> None:
    """What means something to TeX is written so that it is printed."""
    assert bibtex(text) == escaped
