"""Citations, versions and permanent links in words: reviewed texts, as Telegram reads them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.answering import Desk
from bot.formatting import utf16_length
from bot.rendering import MESSAGE_LIMIT, Renderer
from data.store import versions
from handlers import links
from tests.bot.test_wording import slug, telegram_reads, written
from tests.data.versions_parts import made_up
from tests.handlers.loading import CORRECTED, OKTOBER, Loading, admin

if TYPE_CHECKING:
    from bot.reply import Reply
    from data.report import Report
    from data.store.store import Store
    from tests.conftest import Clock

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "kutip"
LONG = "dpt kabupaten sikka laki-laki perempuan tps loksus rata-rata per tps peringkat"
STORY = (
    ("cara", "/kutip"),
    ("versi kosong", "/versi"),
    ("versi pertama", "/versi"),
    ("versi", "/versi"),
    ("rincian", "/versi {kini}"),
    ("rincian pertama", "/versi {rekaan}"),
    ("versi asing", "/versi ffff0000"),
    ("versi keliru", "/versi abc-def"),
    ("dpt", "/kutip dpt Sikka"),
    ("anggaran", "/kutip anggaran CQ.6871"),
    ("banyak tempat", "/kutip wilayah Sikka"),
    ("tanpa kalimat", "/kutip struktur"),
    ("panjang", f"/kutip {LONG}"),
    ("perintah", "/kutip muat 1 simpan"),
    ("tanpa angka", "/kutip bantuan"),
    ("bulan", "/kutip serapan"),
    ("tautan tetap", "/start v{kini}-dpt-sikka"),
    ("tautan berubah", "/start v{rekaan}-dpt-sikka"),
    ("tautan tabel berubah", "/start v{rekaan}-dpt"),
    ("tautan wilayah berubah", "/start v{rekaan}-wilayah-sikka"),
    ("tautan tak dikenal", "/start vffff0000-dpt-sikka"),
    ("tautan hilang", "/start v{kini}-t-99"),
    ("tautan bulan berubah", "/start v{kini}{saat}-serapan"),
)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    """A made-up version with another figure for Sikka, and its name."""
    return made_up(tmp_path_factory.mktemp("rekaan"))


@pytest.fixture
def told(
    report: Report,
    sqlite_store: Store,
    clock: Clock,
    database: Path,
    other: tuple[bytes, str],
) -> dict[str, Reply]:
    """The replies of a story in which a version is corrected, and a month too."""
    loading = Loading(sqlite_store, report, clock, username="NamaBot")
    desk = Desk(report, Renderer(), loading.office)
    names = {"kini": report.version[:8], "rekaan": other[1][:8], "saat": ""}
    replies = {}
    for name, line in STORY:
        if name == "versi pertama":
            versions.register(sqlite_store, *other)
        if name == "versi":
            clock.advance(days=30)
            versions.register(sqlite_store, database, report.version)
        if name == "bulan":
            loading.store_month(OKTOBER)
            names["saat"] = f"m{links.base36(links.seconds(clock()))}"
        if name == "tautan bulan berubah":
            clock.advance(hours=1)
            loading.store_month(OKTOBER, *CORRECTED)
        reply = desk.reply(line.format(**names), asker=admin())
        assert reply is not None, name
        replies[name] = reply
    return replies


def test_reviewed_wording(told: dict[str, Reply], report: Report, other: tuple[bytes, str]) -> None:
    """Each text reads as it was reviewed; UPDATE_GOLDEN=1 writes it anew for review."""
    for name, line in STORY:
        text = f"{line}\n\n{written(told[name])}"
        # Versions change with every corrected cell; the wording does not.
        for version, word in ((report.version, "kini"), (other[1], "rekaan")):
            text = text.replace(version, f"({word})").replace(version[:8], f"({word})")
        path = GOLDEN / f"{slug(name)}.txt"
        if os.environ.get("UPDATE_GOLDEN"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text("utf-8"), name


def test_golden_files_are_all_asked() -> None:
    """No reviewed text is left of a step that is no longer taken."""
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {slug(name) for name, _ in STORY}


def test_telegram_reads_every_text(told: dict[str, Reply]) -> None:
    """Telegram takes the markup of every text whole, and its buttons fit."""
    for name, reply in told.items():
        parsed = telegram_reads(reply.html)
        assert parsed["@type"] == "formattedText", (name, parsed)
        assert parsed["text"] == reply.plain, name
        assert utf16_length(reply.plain) <= MESSAGE_LIMIT
        for row in reply.buttons:
            for button in row:
                assert len(button.question.encode()) <= 63, (name, button)
                assert 1 <= len(button.text) <= 64, (name, button)


def test_figures_have_links_to_copy(told: dict[str, Reply]) -> None:
    """Every text that shows a figure has the payload of its permanent link."""
    with_link = {name for name, reply in told.items() if reply.link_payload}
    assert with_link == {
        "dpt",
        "anggaran",
        "banyak tempat",
        "tanpa kalimat",
        "bulan",
        "tautan tetap",
        "tautan berubah",
        "tautan tabel berubah",
        "tautan wilayah berubah",
        "tautan tak dikenal",
        "tautan bulan berubah",
    }


def test_the_longest_answers_fit_with_what_changed(
    report: Report, sqlite_store: Store, other: tuple[bytes, str]
) -> None:
    """Where today's answer is too long to stand beside what it was, it is named instead."""
    versions.register(sqlite_store, *other)
    desk = Desk(report, Renderer(), Loading(sqlite_store, report, sqlite_store.now).office)
    for question in ("pendanaan", "capaian", "gedung", "wilayah-sikka"):
        for version in (other[1], "ffff0000"):
            reply = desk.reply(f"/start v{version[:8]}-{question}")
            assert reply is not None
            assert reply.answer.understood
            today = desk.reply("/" + question.replace("-", " "))
            assert today is not None
            whole = today.plain in reply.plain
            assert whole or f"Selengkapnya: /{question}" in reply.plain
