"""Counting questions without an answer: which count, what is kept of them, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.unanswered import HIDDEN, MOST_WAITING, MOST_WORDS, Unanswered
from data.store import unanswered
from handlers.asker import Asker
from handlers.asking import ask
from handlers.office import no_store

if TYPE_CHECKING:
    from data.report import Report
    from data.store.store import Store


def asked(counter: Unanswered, report: Report, *lines: str) -> None:
    """Asks ``lines`` and lets the answers be counted."""
    for line in lines:
        answer = ask(line, report, asker=Asker(id=111_000_001))
        assert answer is not None
        counter.note(answer, line)


def kept(store: Store) -> dict[str, tuple[str, int]]:
    """The stored texts with their reason and count."""
    rows = unanswered.page(store, 0, None, newest=False).baris
    return {row.teks: (row.alasan, row.hitungan) for row in rows}


@pytest.mark.parametrize(
    "line",
    [
        "/dpt Sikka",
        "halo",
        "terima kasih",
        "/dpt sayur",
        "/qwertyuiop",
        "kupang",
        "3",
        "nama pemilih sikka",
        "NIK 5301234567890123",
        "berhenti langganan",
    ],
)
def test_what_does_not_count(report: Report, sqlite_store: Store, line: str) -> None:
    """Answers, courtesy, questions back, slips in commands and personal data do not count."""
    counter = Unanswered(lambda: sqlite_store)
    asked(counter, report, line)
    assert counter.flush() == 0
    assert kept(sqlite_store) == {}


def test_what_counts(report: Report, sqlite_store: Store) -> None:
    """What the report does not hold and what was not understood counts, folded and together."""
    counter = Unanswered(lambda: sqlite_store)
    asked(
        counter,
        report,
        "Zzzz  Qqqq?",
        "zzzz qqqq?",
        "/dpt Jakarta",
        "dpt sikka wxyz",
        "/cari zzzz",
    )
    assert counter.flush() == 5
    found = kept(sqlite_store)
    assert found["zzzz qqqq?"] == ("tidak_dikenal", 2)
    assert found["/dpt jakarta"] == ("luar_ntt", 1)
    assert found["dpt sikka wxyz"] == ("kata", 1)
    assert found["/cari zzzz"] == ("cari", 1)
    assert counter.flush() == 0


@pytest.mark.parametrize(
    "line",
    [
        "zzzz orang@contoh.test",
        "zzzz 0812 3456 7890",
        "zzzz @seseorang",
        "zzzz " * (MOST_WORDS + 1),
        "z" * 200,
    ],
)
def test_what_is_counted_by_its_reason_only(report: Report, sqlite_store: Store, line: str) -> None:
    """What may name a person, or is no short question, leaves no word of it behind."""
    counter = Unanswered(lambda: sqlite_store)
    asked(counter, report, line)
    counter.flush()
    assert list(kept(sqlite_store)) == [f"{HIDDEN} tidak_dikenal"]


def test_long_numbers_are_masked(report: Report, sqlite_store: Store) -> None:
    """A number as long as an account is not kept."""
    counter = Unanswered(lambda: sqlite_store)
    asked(counter, report, "zzzz nomor 1234567890")
    counter.flush()
    assert list(kept(sqlite_store)) == ["zzzz nomor …"]


def test_a_flood_of_questions_is_bounded(report: Report, sqlite_store: Store) -> None:
    """Beyond a number of different questions only reasons are counted."""
    counter = Unanswered(lambda: sqlite_store)
    answer = ask("zzzz", report)
    assert answer is not None
    for number in range(MOST_WAITING + 5):
        counter.note(answer, f"zzzz {number}")
    assert counter.flush() == MOST_WAITING + 5
    found = kept(sqlite_store)
    assert len(found) == MOST_WAITING + 1
    assert found[f"{HIDDEN} tidak_dikenal"] == ("tidak_dikenal", 5)


def test_a_store_that_does_not_answer_loses_nothing(report: Report, sqlite_store: Store) -> None:
    """What could not be written is written the next time; without a store nothing is kept."""
    counter = Unanswered(lambda: sqlite_store)
    asked(counter, report, "zzzz")
    with sqlite_store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE tak_terjawab RENAME TO pergi")
    assert counter.flush() == 0
    asked(counter, report, "zzzz")
    with sqlite_store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE pergi RENAME TO tak_terjawab")
    assert counter.flush() == 2
    without = Unanswered(no_store)
    asked(without, report, "zzzz")
    assert without.flush() == 0
