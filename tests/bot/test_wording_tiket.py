"""What officers and askers are told of messages that are passed on: reviewed texts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.rendering import TEMPLATES, Renderer, plain_text
from bot.reply import Reply
from data.models import Frozen
from handlers.answer import Answer
from handlers.permintaan_antar import Antaran
from handlers.permintaan_kirim import KirimUlang
from tests.bot.test_wording import telegram_reads

if TYPE_CHECKING:
    from collections.abc import Mapping

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "tiket"
NUMBER = "PI-2026-0007"
DUE = {"nomor": NUMBER, "tenggat": "5 Januari 2026"}
TEXTS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "diblokir": (
        "sistem_tiket_gagal",
        {
            "nomor": NUMBER,
            "alasan": "bot diblokir",
            "kontak": "rekaan <rekaan@contoh.id>",
            "penanya": True,
        },
    ),
    "ditolak": (
        "sistem_tiket_gagal",
        {"nomor": NUMBER, "alasan": "ditolak Telegram", "kontak": "", "penanya": True},
    ),
    "petugas tidak menerima": (
        "sistem_tiket_gagal",
        {"nomor": NUMBER, "alasan": "bot dikeluarkan", "kontak": "", "penanya": False},
    ),
    "tidak pasti": (
        "sistem_tiket_tidak_pasti",
        {"nomor": NUMBER, "alasan": "waktu tunggu habis", "penanya": True},
    ),
    "tidak pasti bagi petugas": (
        "sistem_tiket_tidak_pasti",
        {"nomor": NUMBER, "alasan": "proses berhenti saat mengirim", "penanya": False},
    ),
    "atas nama grup": ("sistem_tiket_nama_sendiri", {}),
    "dekat": ("sistem_tiket_ingat", {**DUE, "sisa": 3, "diambil": True}),
    "dekat tanpa petugas": ("sistem_tiket_ingat", {**DUE, "sisa": 1, "diambil": False}),
    "hari ini": ("sistem_tiket_ingat", {**DUE, "sisa": 0, "diambil": True}),
    "lewat": ("sistem_tiket_ingat", {**DUE, "sisa": -2, "diambil": True}),
    "lewat tanpa petugas": ("sistem_tiket_ingat", {**DUE, "sisa": -1, "diambil": False}),
}
ANSWERS: Mapping[str, tuple[str, Frozen]] = {
    "diteruskan": ("sistem_tiket_diteruskan", Antaran(nomor=NUMBER)),
    "dicabut": ("sistem_tiket_tertutup", Antaran(nomor=NUMBER, dicabut=True)),
    "dihapus": ("sistem_tiket_tertutup", Antaran(nomor=NUMBER)),
    "kirim ulang": ("sistem_tiket_kirim_ulang", KirimUlang(berhasil=True)),
    "sudah terkirim": ("sistem_tiket_kirim_ulang", KirimUlang(berhasil=False)),
}


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """Every text, as HTML."""
    words = Renderer()
    html = {name: words.text(template, **values) for name, (template, values) in TEXTS.items()}
    for name, (template, data) in ANSWERS.items():
        reply: Reply = words.render(Answer(command=None, template=template, data=data))
        html[name] = reply.html
    return html


def test_reviewed_wording(told: dict[str, str]) -> None:
    """Each text reads as it was reviewed; UPDATE_GOLDEN=1 writes it anew for review."""
    for name, html in told.items():
        path = GOLDEN / f"{name.replace(' ', '-')}.txt"
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_text(f"{html}\n", encoding="utf-8")
        assert f"{html}\n" == path.read_text("utf-8"), name


def test_nothing_is_left_out(told: dict[str, str]) -> None:
    """Every template of this kind is among the texts, and no reviewed text is left over."""
    used = {template for template, _ in (*TEXTS.values(), *ANSWERS.values())}
    assert used == {path.stem for path in TEMPLATES.glob("sistem_tiket_*.html")}
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {name.replace(" ", "-") for name in told}


def test_telegram_reads_every_text(told: dict[str, str]) -> None:
    """Telegram takes the markup of each text."""
    for name, html in told.items():
        parsed = telegram_reads(html)
        assert parsed["@type"] == "formattedText", (name, parsed)
        assert parsed["text"] == plain_text(html), name
