"""Every button of every answer leads to an answer."""

from __future__ import annotations

from functools import cache

import pytest

from bot.rendering import Renderer
from data.models import Catatan
from data.report import Report
from handlers.answer import Answer
from handlers.command_lines import command_of
from handlers.links import payload, question
from tests.handlers.walking import PUBLIC, answered, walk

# Telegram gives 64 bytes for what a button carries; one is kept for its kind.
LONGEST_QUESTION = 63
YEAR_IS_NO_YEAR = {
    "start",
    "hitung",
    "istilah",
    "cari",
    "riwayat",
    "langganan",
    "berhenti",
    "kutip",
    "versi",
    "verifikasi",
    "permintaan",
    "status",
    "tanyajawab",
    "ikuti",
    "hapus_data",
}
STARTS = [
    *(line for command in PUBLIC for line in command.examples),
    *(f"/bantuan {command.name}" for command in PUBLIC),
    *(
        f"{line} 2024"
        for row in PUBLIC
        for line in row.examples
        if row.name not in YEAR_IS_NO_YEAR and not line.endswith("2024")
    ),
    "/sumber tempat",
    "/sumber hilang",
    "/cari pemilu",
    "/cari pengelolaan",
    "/cari komisi pemilihan umum provinsi nusa tenggara timur",
    "/gedung rusak berat 2024",
    "/serapan tinggi 2024",
]
ASKED_BACK = [
    "/dpt kupang perempuan",
    "/wilayah sumba",
    "/peringkat",
    "/capaian kpu mitigasi",
    "/capaian zzz",
    "/anggaran CQ.6899",
    "/anggaran penghitungna",
    "/logistik surat kubus",
    "/tahapan kempenye",
    "/sdm zzz",
    "/xyzzy",
    "/serapan maret",
    "/pilgub sikka",
    "zzz qqq",
]


@cache
def crawl(report: Report) -> dict[str, Answer]:
    """All that buttons reach."""
    return walk(report, STARTS)


def test_every_button_answers(report: Report) -> None:
    """Pressing any button, however deep, is understood and fits what Telegram carries."""
    reached = crawl(report)
    assert 400 < len(reached) < 5000
    assert [line for line, answer in reached.items() if not answer.understood] == []
    assert [line for line in reached if len(line.encode()) > LONGEST_QUESTION] == []


def test_every_answer_can_be_put_into_words(report: Report) -> None:
    """Each reached answer has a template that words it within one message."""
    renderer = Renderer()
    for line, answer in crawl(report).items():
        reply = renderer.render(answer)
        assert reply.plain.strip(), line
        assert all(button.text for row in reply.buttons for button in row), line


def test_figures_come_with_sources_and_notes_once(report: Report) -> None:
    """No answer repeats a source or a note, and each names a report that is there."""
    for line, answer in crawl(report).items():
        assert len({row.id for row in answer.sources}) == len(answer.sources), line
        numbers = [note.nomor for note in answer.notes]
        assert numbers == sorted(set(numbers)), line
        assert answer.report == report.laporan(2024), line


def test_every_important_note_is_shown_where_it_matters(report: Report) -> None:
    """A note that affects figures stands under an answer with figures, not only in its list."""
    shown = {
        note.nomor
        for answer in crawl(report).values()
        for note in answer.notes
        if answer.command != "catatan"
    }
    important = {note.nomor for note in report.rows(Catatan, 2024) if note.penting}
    assert important - shown == set()


def test_turning_pages_edits(report: Report) -> None:
    """Buttons to the next and previous page edit, and come back to the same page."""
    first = answered("/catatan", report)
    ahead = next(button for row in first.buttons for button in row if button.label == "berikutnya")
    assert ahead.edits
    second = answered(ahead.question, report)
    back = next(button for row in second.buttons for button in row if button.label == "sebelumnya")
    assert back.edits
    assert answered(back.question, report).data == first.data
    assert second.data != first.data


@pytest.mark.parametrize("line", ASKED_BACK)
def test_what_is_offered_instead_answers(line: str, report: Report) -> None:
    """A question asked back or refused has buttons and examples that all answer."""
    answer = answered(line, report)
    assert not answer.understood
    assert answer.sources == ()
    offered = [button.question for row in answer.buttons for button in row]
    offered += answer.data.model_dump()["contoh"]
    assert offered
    for question_offered in offered:
        assert len(question_offered.encode()) <= LONGEST_QUESTION
        assert answered(question_offered, report).understood, question_offered


def test_every_button_can_be_a_link(report: Report) -> None:
    """The deep link of any reached question opens the same answer, unless it would do something."""
    for line, answer in crawl(report).items():
        text = payload(line)
        command = command_of(line)
        if text is None or (command and (command.seen_first or command.long)):
            # A link keeps no capitals, and a sentence to be checked has them.
            continue
        opened = answered(f"/start {text}", report)
        assert opened.understood, line
        assert (opened.template, opened.data) == (answer.template, answer.data), line
        assert answered(question(text), report) == opened, line
