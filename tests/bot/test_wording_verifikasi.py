"""Checked figures in words: reviewed texts of what happens in Telegram, and its markup."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.answering import Desk
from bot.rendering import Renderer
from tests.bot.test_wording import slug, telegram_reads, written

if TYPE_CHECKING:
    from bot.reply import Reply
    from data.report import Report

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "verifikasi"
LINES = {
    "cara": "/verifikasi",
    "tanpa angka": "/verifikasi DPT Sikka banyak sekali",
    "sesuai": "/verifikasi DPT Sikka 244.838 pemilih",
    "pembulatan": "/verifikasi DPT Sikka sekitar 245 ribu, TPS 557",
    "berbeda": "/verifikasi DPT Sikka 250.000 pemilih dan jumlah TPS 600",
    "dipotong": "/verifikasi Pagu CQ.6872 Rp786,2 juta",
    "banding": "/verifikasi DPT Sikka lebih dari 240 ribu, DPT Ende lebih dari 250 ribu",
    "persis sebatas": "/verifikasi DPT Sikka lebih dari 244.838",
    "dua cetakan": "/verifikasi Serapan anggaran KPU NTT 98,38%",
    "hitung ulang": "/verifikasi Total dokumen hukum fisik se-NTT 1.121 dokumen",
    "target": "/verifikasi Target reformasi birokrasi 79",
    "tidak ada": "/verifikasi DPT Pemilu di Sikka 240.000, penduduk Sikka 320.000 jiwa",
    "luar": "/verifikasi DPT Bima 300.000",
    "tanya wilayah": "/verifikasi DPT Kupang 267.346",
    "tanya kata": "/verifikasi DPT Sikka menurut peramal 244.838",
    "ingkar": "/verifikasi DPT Sikka bukan 250.000",
    "hubungan": "/verifikasi DPT Sikka naik 5 persen",
    "rancu": "/verifikasi Pagu CQ.6871 11,6 M",
    "campuran": (
        "/verifikasi KPU Kabupaten Sikka menetapkan DPT Pilkada 2024 sebanyak 244.838 pemilih,"
        " terdiri dari 115.547 laki-laki dan 129.291 perempuan, tersebar di 560 TPS."
    ),
    "daftar": (
        "/verifikasi DPT Pilkada 2024\n1. Sikka 244.838\n2. Ende 207.000\n3. Ngada 125.799\n"
        "4. Kupang 267.346\n5. Bima 10.000\n6. Alor 156.880\n7. Belu sekitar 160 ribu"
    ),
}


@pytest.fixture(scope="module")
def told(report: Report) -> dict[str, Reply]:
    """The reply to each line."""
    desk = Desk(report, Renderer())
    replies = {name: desk.reply(line) for name, line in LINES.items()}
    assert None not in replies.values()
    return {name: reply for name, reply in replies.items() if reply is not None}


def test_reviewed_wording(told: dict[str, Reply]) -> None:
    """Each answer reads as it was reviewed; UPDATE_GOLDEN=1 writes it anew for review."""
    for name, line in LINES.items():
        text = f"{line}\n\n{written(told[name])}"
        path = GOLDEN / f"{slug(name)}.txt"
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text("utf-8"), name


def test_golden_files_are_all_asked() -> None:
    """No reviewed text is left of a line that is no longer asked."""
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {slug(name) for name in LINES}


def test_telegram_reads_every_answer(told: dict[str, Reply]) -> None:
    """Telegram takes the markup of every answer, and its buttons fit."""
    for name, reply in told.items():
        parsed = telegram_reads(reply.html)
        assert parsed["@type"] == "formattedText", (name, parsed)
        assert parsed["text"] == reply.plain, name
        for row in reply.buttons:
            for button in row:
                assert len(button.question.encode()) <= 62, (name, button)
                assert 1 <= len(button.text) <= 64, (name, button)
