"""What stands below a question without a figure: officers to ask, published answers, a check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.layanan.entries import Entries
from data.store.errors import StoreError
from handlers.asked import LONGEST_QUESTION
from handlers.asking import ask
from handlers.office import Office
from tests.handlers.walking import answered

if TYPE_CHECKING:
    from data.report import Report
    from data.store.store import Store
    from handlers.answer import Answer


def questions(answer: Answer) -> list[str]:
    """What the buttons of ``answer`` ask."""
    return [button.question for row in answer.buttons for button in row]


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("anggaran gaji", "/permintaan anggaran gaji"),
        ("/anggaran gaji", "/permintaan anggaran gaji"),
        ("gaji seluruh pegawai sekretariat menurut golongan dan masa kerjanya", "/permintaan"),
    ],
)
def test_what_is_missing_can_be_requested(line: str, asks: str, report: Report) -> None:
    """A figure that the report does not hold can be asked of the officers, in the same words."""
    assert questions(answered(line, report))[-1] == asks


@pytest.mark.parametrize(
    "line",
    ["nik 5310010101900001", "dpt jakarta", "/dpt 2019", "/cari qwertyuiop", "/dpt sikaa xx"],
)
def test_what_nobody_is_to_request(line: str, report: Report) -> None:
    """Personal data, other places and slips are no requests."""
    answer = answered(line, report)
    assert not answer.understood
    assert not any(asked.startswith("/permintaan") for asked in questions(answer))


def test_a_store_that_fails_costs_no_answer(report: Report) -> None:
    """Where published answers cannot be looked up, a question is refused as without them."""

    def fails() -> Store:
        raise StoreError("terputus")

    office = Office(find_store=fails, entries=Entries(fails, looks=True))
    answer = ask("anggaran gaji", report, office=office)
    assert answer is not None
    assert answer.data == answered("anggaran gaji", report).data
    assert questions(answer)[-1] == "/permintaan anggaran gaji"


def test_a_claim_is_offered_its_check(report: Report) -> None:
    """A plain question that holds a figure is answered, and offers to compare that figure."""
    answer = answered("benarkah dpt sikka 244.838?", report)
    assert answer.understood
    assert questions(answer)[-1] == "/verifikasi benarkah dpt sikka 244.838"
    checked = answered(questions(answer)[-1], report)
    assert checked.command == "verifikasi"
    assert checked.understood


def test_a_claim_too_long_for_a_button(report: Report) -> None:
    """What no button can hold is answered without the offer."""
    line = f"benarkah data dpt sikka itu {'tolong ' * 5}244.838 pemilih"
    assert len(f"/verifikasi {line}".encode()) > LONGEST_QUESTION
    answer = answered(line, report)
    assert answer.understood
    assert not any(asked.startswith("/verifikasi") for asked in questions(answer))


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("tolong unduh dpt xlsx", ["/unduh dpt xlsx"]),
        ("verifikasi dpt sikka 244838", ["/verifikasi dpt sikka 244838"]),
        (f"ikuti {'anggaran ' * 10}", ["/ikuti"]),
        ("berhenti langganan serapan", ["/berhenti", "/langganan"]),
        ("sampai mana permintaan saya", ["/permintaan", "/status"]),
    ],
)
def test_plain_words_of_a_command_are_offered(line: str, asks: list[str], report: Report) -> None:
    """What is only obeyed as a command is offered as one, with what it is about."""
    answer = answered(line, report)
    assert not answer.understood
    assert questions(answer) == asks
