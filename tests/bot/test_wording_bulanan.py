"""Answers on loaded months in words: reviewed texts; every figure of a month is made up."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.answering import Desk
from bot.formatting import utf16_length
from bot.rendering import COPY_LIMIT, MESSAGE_LIMIT, Renderer
from bot.reply import Reply
from data.models import Anggaran, PesanMuat, Posisi
from data.report import Report
from tests.bot.test_wording import slug, telegram_reads, written
from tests.handlers.rekaan import kinds, office, position, row, share

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "bulanan"
MOST_FILES = 3
LONGEST_NAME = "realisasi anggaran satuan kerja provinsi (rekaan) sampai dengan Oktober 2025.xlsx"
WARNING = PesanMuat(kunci="realisasi_minus", galat=False, baris=7, kode="CQ", angka=(-1_000_000,))
NEW = row("CQ.6999", 5_000_000, 0, 50, induk="CQ", uraian="Kegiatan Baru (rekaan)")
ZERO = row("CQ.7000", 0, 0, 51, induk="CQ", uraian="Kegiatan tanpa Pagu (rekaan)")
MANY = tuple(
    row(f"CQ.70{n}", 1_000_000, n * 1000, n, induk="CQ", uraian=f"Kegiatan Nomor {n} (rekaan)")
    for n in range(10, 35)
)


def loaded() -> tuple[Posisi, ...]:
    """Made-up months: two gaps, a raised pagu, returned money, a correction, a new code."""
    january = position("2025-01", share(5))
    june = position("2025-06", share(40))
    august = position("2025-08", share(62))
    september = position("2025-09", share(60), extra=kinds(share(60)))
    raised = share(70, **{"6871_QGE_002": 7_000_000_000})
    warned = tuple(WARNING.model_copy(update={"baris": line}) for line in range(7, 12))
    october = position("2025-10", raised, version=2, warnings=warned, extra=(NEW, ZERO, *MANY))
    named = october.muatan.model_copy(update={"berkas": LONGEST_NAME})
    return (
        position("2024-10", share(80)),
        january,
        june,
        august,
        september,
        october.model_copy(update={"muatan": named}),
    )


QUESTIONS = (
    "/serapan",
    "/serapan Oktober CQ",
    "/serapan 2025-10 CQ hal 2",
    "/serapan 2025-10 CQ.6871",
    "/serapan 2025-10 CQ.6999",
    "/serapan 2025-10 CQ.7000",
    "/serapan Januari",
    "/serapan Juni",
    "/serapan September",
    "/serapan rendah Oktober",
    "/serapan per program tinggi CQ Oktober",
    "/serapan September target",
    "/serapan Juni target",
    "/serapan 2024",
    "/serapan 2023",
    "/serapan Juli",
    "/serapan bulan",
    "/serapan September Oktober",
    "/serapan Oktober CQ.9999",
    "/serapan Oktober CQ WA",
    "/serapan Oktober pengelolaan",
    "/serapan Oktober xyzq",
    "/serapan September 3355.EBA.994 rendah",
    "/anggaran Oktober",
    "/anggaran Oktober sisa",
    "realisasi bulan oktober",
    "/tren",
    "/tren CQ.6999",
    "/tren Juni",
    "/tren 2024",
)


@pytest.fixture(scope="module")
def desk(report: Report) -> Desk:
    """A desk at which the made-up months are loaded."""
    return Desk(report, Renderer(), office(*loaded()))


def asked(question: str, desk: Desk) -> Reply:
    """The reply to ``question``."""
    reply = desk.reply(question)
    assert reply is not None
    return reply


def reviewed(name: str, text: str) -> str:
    """The text as it was reviewed; UPDATE_GOLDEN=1 writes it anew for review."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path.read_text("utf-8")


@pytest.mark.parametrize("question", QUESTIONS, ids=slug)
def test_reviewed_wording(question: str, desk: Desk) -> None:
    """An answer on a loaded month reads as it was reviewed."""
    text = written(asked(question, desk))
    assert text == reviewed(slug(question), text)


def december(report: Report, *, without_total: bool = False) -> Desk:
    """A desk with a December 2024 that is not what the report prints."""
    lines = {line.kode: line for line in report.rows(Anggaran, 2024)}
    codes = ["TOTAL", "CQ", "CQ.6871", "6871.QGE.001"][without_total:]
    amounts = {
        code: (lines[code].pagu + 1_000_000, lines[code].realisasi - 2_000_000) for code in codes
    }
    return Desk(report, Renderer(), office(position("2024-12", amounts)))


@pytest.mark.parametrize(
    "question", ["/serapan", "/serapan Desember", "/serapan 6871.QGE.001 2024"], ids=slug
)
def test_reviewed_difference_from_the_report(question: str, report: Report) -> None:
    """A December that differs from the report reads as it was reviewed, both figures named."""
    text = written(asked(question, december(report)))
    assert text == reviewed(f"beda-{slug(question)}", text)


def test_reviewed_month_without_its_whole(report: Report) -> None:
    """A month without a whole says so as it was reviewed."""
    text = written(asked("/serapan Desember", december(report, without_total=True)))
    assert text == reviewed("tanpa-total-serapan-desember", text)


def test_golden_files_are_all_asked() -> None:
    """No reviewed text is left of a question that is no longer asked."""
    others = {
        "beda-serapan",
        "beda-serapan-desember",
        "beda-serapan-6871-qge-001-2024",
        "tanpa-total-serapan-desember",
    }
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {*map(slug, QUESTIONS), *others}


def test_figures_come_with_their_file_version_and_date(desk: Desk) -> None:
    """Every answer names file, version and position date; of many files the newest two."""
    for question in QUESTIONS:
        reply = asked(question, desk)
        loads = reply.answer.loads
        if len(loads) > MOST_FILES:
            assert f"dan {len(loads) - 2} berkas lain: /riwayat" in reply.plain, question
        for load in loads[:2] if len(loads) > MOST_FILES else loads:
            assert f"versi {load.versi}, posisi" in reply.plain, question
            assert load.berkas[:30] in reply.plain, question
        if reply.copy_text is not None and reply.answer.loads:
            assert utf16_length(reply.copy_text) <= COPY_LIMIT, question
            assert "berkas" in reply.copy_text, question
            assert ", posisi" in reply.copy_text, question
            assert reply.copy_text.endswith(")"), question


def test_telegram_takes_every_answer(desk: Desk) -> None:
    """Markup, length and buttons are what Telegram takes, and refusals show no figure."""
    for question in QUESTIONS:
        reply = asked(question, desk)
        parsed = telegram_reads(reply.html)
        assert parsed.get("text") == reply.plain, (question, parsed)
        assert utf16_length(reply.plain) <= MESSAGE_LIMIT, question
        assert reply.answer.understood or "Rp" not in reply.plain, question
        for line in reply.plain.splitlines():
            assert line == line.rstrip(), question
        for buttons in reply.buttons:
            for button in buttons:
                assert len(f"+{button.question}".encode()) <= 64, (question, button)
                assert 1 <= len(button.text) <= 64, (question, button)


def test_buttons_lead_on(desk: Desk) -> None:
    """Every button under these answers is answered."""
    for question in QUESTIONS:
        for buttons in asked(question, desk).buttons:
            for button in buttons:
                assert asked(button.question, desk).answer.understood, (question, button)
