"""Published answers, followers and forgetting in words: reviewed texts, and their markup."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.answering import Desk
from bot.rendering import Renderer
from bot.unanswered import Unanswered
from data.bulanan.figures import Figures
from data.models import Percakapan
from data.store import conversations, followers
from handlers.asker import ANYBODY, Asker
from tests.bot.test_wording import slug, telegram_reads, written
from tests.handlers.serving import (
    ADMIN,
    ANYONE,
    GROUP,
    OFFICER,
    PERSON,
    SECOND,
    Serving,
    answered,
    ask_ikuti,
    publish,
)

if TYPE_CHECKING:
    from bot.reply import Reply
    from data.report import Report
    from data.store.store import Store
    from tests.conftest import Clock

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "publishing"
IN_GROUP = Asker(id=PERSON, chat=GROUP, manages=frozenset({GROUP.id}))
TOPIC = replace(IN_GROUP, topic=71)
MEMBER = Asker(id=PERSON, chat=GROUP)
NIK = "5301234567890123"
STORY = (
    ("kosong", ANYONE, "/tanyajawab"),
    ("cari kosong", ANYONE, "/tanyajawab kursi <b>"),
    ("bukan petugas", ANYONE, "/tanyajawab usul 1"),
    ("usul", OFFICER, "/tanyajawab usul 1"),
    ("usul asing", OFFICER, "/tanyajawab usul 99"),
    ("draf kosong isi", OFFICER, "/tanyajawab 1 sumber"),
    ("belum lengkap", ADMIN, "/tanyajawab 1 terbitkan"),
    ("sumber", OFFICER, "/tanyajawab 1 sumber Keputusan KPU <rekaan> Nomor 1"),
    ("pribadi", OFFICER, "/tanyajawab 1 jawab Hubungi 0812 3456 7890"),
    ("nik", OFFICER, f"/tanyajawab 1 jawab {NIK}"),
    ("panjang", OFFICER, f"/tanyajawab 1 tanya {'kata ' * 101}"),
    ("draf", SECOND, "/tanyajawab draf"),
    ("bukan admin", OFFICER, "/tanyajawab 1 terbitkan"),
    ("bukan di grup", replace(ADMIN, chat=GROUP), "/tanyajawab 1 terbitkan"),
    ("tanpa orang", replace(OFFICER, id=None), "/tanyajawab draf"),
    ("ubah", ADMIN, "/tanyajawab 1 jawab Ada 31 kursi & rinciannya rekaan."),
    ("mata kedua", ADMIN, "/tanyajawab 1 terbitkan"),
    ("berubah", SECOND, "/tanyajawab 1 terbitkan 123abc"),
    ("tegaskan", SECOND, "/tanyajawab 1 terbitkan"),
    ("terbitkan", SECOND, "tombolnya"),
    ("bukan draf", SECOND, "/tanyajawab 1 terbitkan"),
    ("sudah terbit", OFFICER, "/tanyajawab 1 jawab lain"),
    ("daftar", ANYONE, "/tanyajawab"),
    ("satu", ANYONE, "/tanyajawab kursi"),
    ("satu petugas", OFFICER, "/tanyajawab 1"),
    ("asing", ANYONE, "/tanyajawab 99"),
    ("cari", ANYONE, "/cari kursi dprd"),
    ("cari keduanya", ANYONE, "/cari kampanye"),
    ("tarik", OFFICER, "/tanyajawab 1 tarik"),
    ("ditarik", OFFICER, "/tanyajawab 1"),
    ("draf tidak ada", OFFICER, "/tanyajawab draf"),
    ("ikuti cara", ANYBODY, "/ikuti"),
    ("ikuti kosong", ANYONE, "/ikuti"),
    ("ikuti topik", ANYONE, "/ikuti dpt"),
    ("ikuti wilayah", TOPIC, "/ikuti Sikka"),
    ("ikuti kode", ANYONE, "/ikuti CQ.6871"),
    ("ikuti dua", ANYONE, "/ikuti dpt Sikka"),
    ("ikuti asing", ANYONE, "/ikuti CQ.6899"),
    ("ikuti anonim", Asker(chat=GROUP), "/ikuti dpt"),
    ("ikuti bukan pengelola", MEMBER, "/ikuti dpt"),
    ("ikuti daftar", ANYONE, "/ikuti"),
    ("ikuti daftar anggota", replace(MEMBER, topic=71), "/ikuti"),
    ("ikuti penuh", IN_GROUP, "/ikuti dpt"),
    ("ikuti hapus", ANYONE, "/ikuti hapus"),
    ("ikuti hapus asing", ANYONE, "/ikuti hapus 99"),
    ("ikuti hapus satu", ANYONE, "/ikuti hapus 1"),
    ("ikuti hapus semua", TOPIC, "/ikuti hapus semua"),
    ("ikuti hapus kosong", TOPIC, "/ikuti hapus semua"),
    ("tak terjawab", ADMIN, "/tak_terjawab"),
    ("tak terjawab terbaru", ADMIN, "/tak_terjawab terbaru"),
    ("tak terjawab asing", ADMIN, "/tak_terjawab hapus 1"),
    ("tak terjawab hapus", ADMIN, "/tak_terjawab hapus 9947708"),
    ("hapus data cara", ANYBODY, "/hapus_data"),
    ("hapus data grup", MEMBER, "/hapus_data"),
    ("hapus data kata", ANYONE, "/hapus_data semua"),
    ("hapus data", ANYONE, "/hapus_data"),
    ("hapus data ya", ANYONE, "/hapus_data ya"),
    ("hapus data lagi", ANYONE, "/hapus_data ya"),
    ("privasi", ANYONE, "/privasi"),
)


@pytest.fixture
def told(
    report: Report, sqlite_store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Reply]:
    """The replies of a story from an answered request to a person who is forgotten."""
    ask_ikuti(monkeypatch)
    office = Serving(report, sqlite_store, clock).office
    office.figures = Figures(lambda: sqlite_store, looks=True)
    desk = Desk(report, Renderer(), office)
    answered(sqlite_store, "Berapa kursi DPRD <Rekaan>?")
    counter = Unanswered(lambda: sqlite_store)
    replies: dict[str, Reply] = {}
    for name, asker, line in STORY:
        prepare(name, sqlite_store, counter, desk)
        clock.advance(seconds=1)
        if name == "terbitkan":
            line = replies["tegaskan"].buttons[0][0].question  # noqa: PLW2901 - what it stands for
        reply = desk.reply(line, asker=asker)
        assert reply is not None, name
        replies[name] = reply
    return replies


def prepare(name: str, store: Store, counter: Unanswered, desk: Desk) -> None:
    """What happens before a step."""
    if name == "daftar":
        publish(store, "Berapa biaya kampanye rekaan?", "Tidak ada " * 60)
    elif name == "ikuti penuh":
        for number in range(followers.MOST):
            followers.follow(store, GROUP.id, 0, PERSON, f"kode:{number}")
    elif name == "tak terjawab":
        for line in ("zzzz <qqqq>", "zzzz <qqqq>", "dpt jakarta", "/cari xyzzy", "zz " * 20):
            reply = desk.reply(line)
            assert reply is not None
            counter.note(reply.answer, line)
        counter.flush()
    elif name == "hapus data":
        waiting = Percakapan(chat_id=PERSON, kunci="a", langkah="isi", diubah=store.now())
        conversations.put(store, waiting)


def test_reviewed_wording(told: dict[str, Reply]) -> None:
    """Each step reads as it was reviewed; UPDATE_GOLDEN=1 writes it anew for review."""
    for name, asker, line in STORY:
        kind = asker.chat.jenis if asker.chat else "terminal"
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


def test_nobody_is_named(told: dict[str, Reply]) -> None:
    """No account and no NIK is shown by any step."""
    for name, reply in told.items():
        for secret in (str(PERSON), str(ADMIN.id), str(OFFICER.id), NIK):
            assert secret not in reply.plain, name


def test_notice_to_officers() -> None:
    """Officers are told of a withdrawn request by its number."""
    text = Renderer().text("hapus_data_petugas", nomor="PI-2026-0007")
    assert telegram_reads(text)["@type"] == "formattedText"
    assert "PI-2026-0007 ditarik" in text
