"""Subscribing in words: reviewed texts of what happens in Telegram, and its markup."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.answering import Desk
from bot.rendering import Renderer
from data.models import Obrolan
from data.store import audit, chats, subscriptions
from handlers.asker import Asker
from handlers.office import Office
from tests.bot.test_wording import slug, telegram_reads, written

if TYPE_CHECKING:
    from bot.reply import Reply
    from data.report import Report
    from data.store.store import Store

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "langganan"
PERSON, OTHER = 123456789, 987654321
HOME = Obrolan(id=PERSON, jenis="private", judul="")
GROUP = Obrolan(id=-1001234567890, jenis="supergroup", judul="Rapat <Sekretariat>")
CHANNEL = Obrolan(id=-1005550000001, jenis="channel", judul="Kabar Sekretariat")
PRIVATE = Asker(id=PERSON, chat=HOME, manages=frozenset({GROUP.id, CHANNEL.id}))
ADMIN = Asker(id=PERSON, chat=GROUP, manages=frozenset({GROUP.id}))
TOPIC = replace(ADMIN, topic=71)
MEMBER = Asker(id=OTHER, chat=GROUP)
ANONYMOUS = Asker(chat=GROUP)
STORY = (
    ("kosong", ADMIN, "/langganan"),
    ("anonim", ANONYMOUS, "/langganan serapan CQ lengkap"),
    ("anonim berhenti", ANONYMOUS, "/berhenti"),
    ("bukan pengelola", MEMBER, "/langganan serapan"),
    ("serapan", ADMIN, "/langganan serapan CQ lengkap"),
    ("ambang", TOPIC, "/langganan serapan < 50 % pada Juni"),
    ("koreksi", PRIVATE, "/langganan koreksi"),
    ("kanal", PRIVATE, f"/langganan di {CHANNEL.id} serapan"),
    ("jauh", PRIVATE, f"/langganan di {GROUP.id} serapan"),
    ("chat lain", ADMIN, f"/langganan di {CHANNEL.id} serapan"),
    ("kode asing", ADMIN, "/langganan < 50% CQ.6899"),
    ("daftar grup", ADMIN, "/langganan"),
    ("daftar anggota", MEMBER, "/langganan"),
    ("daftar pribadi", PRIVATE, "/langganan"),
    ("daftar jauh", PRIVATE, f"/langganan di {GROUP.id}"),
    ("nomor asing", ADMIN, "/berhenti 99"),
    ("dijeda", ADMIN, "/langganan"),
    ("aktif", ADMIN, "/langganan aktif"),
    ("aktif lagi", ADMIN, "/langganan aktif"),
    ("berhenti satu", PRIVATE, "/berhenti 3"),
    ("berhenti", ADMIN, "/berhenti"),
    ("berhenti lagi", ADMIN, "/berhenti"),
)


@pytest.fixture
def told(report: Report, sqlite_store: Store) -> dict[str, Reply]:
    """The replies of a story from the first subscription to the last that ends."""
    desk = Desk(report, Renderer(), Office(find_store=lambda: sqlite_store))
    for chat in (GROUP, CHANNEL):
        chats.remember(sqlite_store, chat)
    replies = {}
    for name, asker, line in STORY:
        if name == "dijeda":
            subscriptions.pause(sqlite_store, GROUP.id, 0, audit.SCHEDULE, "bot dikeluarkan")
        reply = desk.reply(line, asker=asker)
        assert reply is not None, name
        replies[name] = reply
    return replies


def test_reviewed_wording(told: dict[str, Reply]) -> None:
    """Each step reads as it was reviewed; UPDATE_GOLDEN=1 writes it anew for review."""
    for name, asker, line in STORY:
        kind = asker.chat.jenis if asker.chat else ""
        text = f"{kind}: {line}\n\n{written(told[name])}"
        path = GOLDEN / f"{slug(name)}.txt"
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text("utf-8"), name


def test_golden_files_are_all_asked() -> None:
    """No reviewed text is left of a step that is no longer taken."""
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {slug(name) for name, _, _ in STORY}


def test_telegram_reads_every_step(told: dict[str, Reply]) -> None:
    """Telegram takes the markup of every step, and its buttons fit."""
    for name, reply in told.items():
        parsed = telegram_reads(reply.html)
        assert parsed["@type"] == "formattedText", (name, parsed)
        assert parsed["text"] == reply.plain, name
        for row in reply.buttons:
            for button in row:
                assert len(button.question.encode()) <= 62, (name, button)
                assert 1 <= len(button.text) <= 64, (name, button)


def test_text_carries_what_buttons_do(told: dict[str, Reply]) -> None:
    """Whatever a button would change can be typed from the text as well."""
    for name, reply in told.items():
        if name in {"anonim", "anonim berhenti", "kode asing"}:
            for row in reply.buttons:
                for button in row:
                    assert button.question in reply.plain, name
    assert "/langganan aktif" in told["dijeda"].plain
    assert f"/langganan di {CHANNEL.id}" in told["daftar pribadi"].plain
