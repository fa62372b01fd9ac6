"""Deep links carry a question whole, within what Telegram allows."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from data.models import Obrolan
from data.report import Report
from handlers.asker import Asker
from handlers.asking import ask
from handlers.command_lines import command_of
from handlers.links import LONGEST, TAKEN, payload, question

ALLOWED = re.compile(r"[A-Za-z0-9_-]{1,64}")


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("/dpt Sikka", "dpt-sikka"),
        ("/anggaran CQ.6871", "anggaran-cq_6871"),
        ("/anggaran 6871.QGE.002", "anggaran-6871_qge_002"),
        ("/capaian 3", "capaian-3"),
        ("/dpt", "dpt"),
        ("/hitung 78 89,25", "hitung-78-89__25"),
        ("/dpt sikka laki-laki", "dpt-sikka-laki--laki"),
    ],
)
def test_simple_questions_can_be_read_in_the_link(asked: str, text: str) -> None:
    """Letters, digits, spaces and dots stay legible."""
    assert payload(asked) == text
    assert question(text) == asked.casefold()


@given(st.text(min_size=1, max_size=40))
def test_any_question_comes_back(asked: str) -> None:
    """Whatever is asked comes back as it was, but for capitals; too long has no link."""
    words = asked.removeprefix("/").casefold()
    text = payload(asked)
    if text is None:
        assert len(words.encode()) > 34
        return
    assert ALLOWED.fullmatch(text)
    assert len(text) <= LONGEST
    assert question(text) == f"/{words}"
    assert question(text.upper().replace("X-", "x-", 1)).casefold() == f"/{words}".casefold()


@given(st.from_regex(r"[a-z0-9]+([ .][a-z0-9]+){0,5}", fullmatch=True))
def test_plain_questions_come_back(words: str) -> None:
    """Questions of letters, digits, single spaces and dots come back unchanged."""
    # What reads like another kind of payload is encoded, which takes more room.
    assume(not TAKEN.match(words))
    text = payload(f"/{words}")
    assert (text is None) == (len(words) > LONGEST)
    if text is not None:
        assert question(text) == f"/{words}"


def test_a_question_that_is_too_long_has_no_link() -> None:
    """More than 64 signs make no link."""
    assert payload("/cari " + "a" * 59) == "cari-" + "a" * 59
    assert payload("/cari " + "a" * 60) is None
    assert payload("/cari é" + "a" * 40) is None


@pytest.mark.parametrize("text", ["x-1", "x-11111111", "x-mfrggzdfmztwq2lkn", "x-77777777", "x-ä"])
def test_an_unreadable_link_opens_the_help(text: str) -> None:
    """A damaged link is answered with the help instead of an error."""
    assert question(text) == "/bantuan"


@given(st.text(max_size=64))
def test_no_link_ends_in_an_error(text: str) -> None:
    """Whatever stands behind ``?start=`` gives a line that can be asked."""
    assert question(text).startswith("/")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("/langganan serapan", "langganan"),
        ("/start langganan-serapan", "langganan"),
        ("/start start-start", None),
        ("/start", "start"),
        ("langganan", None),
        ("/!", None),
        ("  /LANGGANAN@NamaBot serapan", "langganan"),
        ("／langganan", "langganan"),
        ("dpt sikka", None),
    ],
)
def test_a_link_names_its_command(line: str, name: str | None) -> None:
    """A line that opens a link is taken for the command behind it, never for a chain of links."""
    command = command_of(line)
    assert (command.name if command else None) == name


@pytest.mark.parametrize("line", ["/langganan serapan", "/umumkan kirim 2025-10", "/muat 1 simpan"])
def test_a_link_never_acts(line: str, report: Report) -> None:
    """A link to a command that changes something is asked back, even to an admin."""
    asker = Asker(id=7, admin=True, chat=Obrolan(id=7, jenis="private", judul=""))
    answer = ask(f"/start {payload(line)}", report, asker=asker)
    assert answer is not None
    assert (answer.understood, answer.template) == (False, "pilih")
    assert [button.question for row in answer.buttons for button in row] == [line]
