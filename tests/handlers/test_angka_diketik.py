"""Numbers, codes, reasons and commands in questions; every monthly figure is made up (rekaan)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data.report import Report
from handlers.asker import Asker
from handlers.asking import ask
from handlers.serapan import JawabanSerapan
from tests.handlers.rekaan import asked, office, position, share
from tests.handlers.test_bulanan import pressed, shown, why

SEPTEMBER = position("2025-09", share(60))
OCTOBER = position("2025-10", share(70))
DECEMBER = position("2025-12", share(90))
LOADED = (SEPTEMBER, OCTOBER)


@pytest.mark.parametrize("line", ["/serapan akhir tahun 2025", "serapan akhir tahun 2025"])
def test_the_end_of_a_year_is_its_december(line: str, report: Report) -> None:
    """The end of a year of months is December: loaded it answers, else that is said."""
    missing = asked(line, report, *LOADED)
    assert why(missing) == "bulan"
    assert missing.data.model_dump()["bulan"] == {"tahun": 2025, "bulan": 12}
    assert "/serapan 2025-10" in pressed(missing)
    assert shown(asked(line, report, *LOADED, DECEMBER)) == ("2025-12", "TOTAL")


def test_the_year_end_leads_to_a_later_december(report: Report) -> None:
    """Without a year the report's year-end answers, and a button leads to a later one."""
    later = position("2026-01", share(5))
    answer = asked("/serapan akhir tahun", report, OCTOBER, DECEMBER, later)
    assert isinstance(answer.data, JawabanSerapan)
    assert pressed(answer)[:2] == ["/serapan 2026-01", "/serapan 2025-12"]
    assert "/serapan 2025-12" not in pressed(asked("/serapan akhir tahun", report, OCTOBER))


@pytest.mark.parametrize("line", ["/serapan 10", "/serapan 10 setahun"])
def test_a_small_number_is_asked_back_as_a_month(line: str, report: Report) -> None:
    """A lone number that can be a month is asked back with that month's button."""
    answer = asked(line, report, *LOADED)
    assert (answer.template, why(answer)) == ("pilih", "angka_bulan")
    assert pressed(answer) == ["/serapan 2025-10"]


@pytest.mark.parametrize(
    "line",
    [
        "/serapan -1",
        "/serapan 13",
        "/serapan < 50%",
        "/serapan 12 34",
        "/serapan 123.456",
        "/serapan 3 kegiatan terendah",
        "3 kegiatan serapan terendah",
        "/serapan versi 1",
    ],
)
def test_a_number_that_is_no_figure_is_refused(line: str, report: Report) -> None:
    """A number that is no figure of the budget is refused with what to type, loaded or not."""
    for loaded in ((), LOADED, (position("2024-10", share(80)),)):
        answer = asked(line, report, *loaded)
        assert not answer.understood, answer
        assert answer.buttons or answer.data.model_dump()["contoh"]


def test_a_number_without_months_is_no_month(report: Report) -> None:
    """A small number is not asked back as a month that is not loaded."""
    for line, loaded in (("/serapan 10", ()), ("/serapan 3", LOADED)):
        answer = asked(line, report, *loaded)
        assert (answer.template, why(answer)) == ("salah", "kata")


def test_a_word_between_code_and_day_joins_no_code(report: Report) -> None:
    """A filling word of three letters behind a code is no series of it."""
    for line in ("sisa pagu CQ.6871 per 31 oktober", "/serapan CQ.6871 per 31 oktober 2025"):
        assert shown(asked(line, report, *LOADED)) == ("2025-10", "CQ.6871")


def test_a_code_with_a_month_is_of_that_month(report: Report) -> None:
    """A code and a month are the budget of that month; a date stays a date."""
    assert shown(asked("6871 oktober", report, *LOADED)) == ("2025-10", "CQ.6871")
    assert why(asked("6871 oktober", report)) == "bulanan"
    assert asked("14 oktober 2023", report, *LOADED).command == "tahapan"


@pytest.mark.parametrize("line", ["/serapan Oktober kenapa turun", "mengapa serapan oktober turun"])
def test_who_asks_why_is_led_to_the_figure(line: str, report: Report) -> None:
    """The data has no reasons: that is said, with a button to the figure."""
    answer = asked(line, report, *LOADED)
    assert why(answer) == "sebab"
    assert pressed(answer)[0] == "/serapan 2025-10"
    coded = asked("/serapan Oktober CQ.6871 kenapa turun", report, *LOADED)
    assert pressed(coded)[0] == "/serapan 2025-10 CQ.6871"


@pytest.mark.parametrize(
    ("line", "admin", "questions"),
    [
        ("saya mau berlangganan", False, ["/langganan"]),
        ("langganannya apa saja", False, ["/langganan"]),
        ("berhenti langganan", False, ["/berhenti", "/langganan"]),
        ("riwayat versi oktober", False, ["/riwayat"]),
        ("umumkan serapan oktober", True, ["/umumkan"]),
    ],
)
def test_what_only_a_command_does_is_asked_back(
    line: str, *, admin: bool, questions: list[str], report: Report
) -> None:
    """A plain line about what only a command does leads to that command."""
    answer = ask(line, report, asker=Asker(id=1, admin=admin), office=office(*LOADED))
    assert answer is not None
    assert (answer.template, why(answer)) == ("pilih", "perintah_saja")
    assert pressed(answer) == questions


def test_only_admins_are_led_to_announcing(report: Report) -> None:
    """Who is no admin is not told of the command that announces."""
    answer = asked("umumkan serapan oktober", report, *LOADED)
    assert "/umumkan" not in pressed(answer)
    assert answer.template != "pilih"


def test_the_history_of_nothing_is_empty(report: Report) -> None:
    """Where nothing was ever stored, the history of a month says that it is not loaded."""
    for line in ("/riwayat oktober", "/riwayat 2025-10"):
        answer = asked(line, report)
        assert (answer.template, why(answer)) == ("tidak_ada", "riwayat_kosong")


def test_the_budget_leads_to_the_newest_month(report: Report) -> None:
    """The report's budget has a button to the newest month, of its own year if one is named."""
    old = position("2024-10", share(80))
    assert pressed(asked("/anggaran", report, old, OCTOBER))[-1] == "/serapan 2025-10"
    assert pressed(asked("/anggaran CQ.6871", report, OCTOBER))[-1] == "/serapan 2025-10 CQ.6871"
    assert pressed(asked("/anggaran 2024", report, old, OCTOBER))[-1] == "/serapan 2024-10"
    assert not any("-" in question for question in pressed(asked("/anggaran 2024", report)))


def test_the_last_day_of_february_needs_no_year(report: Report) -> None:
    """The last day of a month is its end without a year too, in February either of two."""
    february = position("2025-02", share(10))
    now = datetime(2025, 11, 3, 1, tzinfo=UTC)
    for day in (28, 29):
        found = ask(f"/serapan {day} februari", report, office=office(february, now=now))
        assert found is not None
        assert shown(found) == ("2025-02", "TOTAL")
