"""Followers are told what changed since they follow, once; figures are made up."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from bot.answering import Desk
from bot.following import LISTED, Following
from bot.owed import Words
from bot.rendering import Renderer
from data.bulanan.figures import Figures
from data.models import Bulan
from data.store import followers, outbox, versions
from data.store.schema_service import pesan_keluar
from handlers.asking import ask
from handlers.office import Office
from tests.bot.test_wording import telegram_reads
from tests.data.store.rekaan import GRUP, OKTOBER, SEPTEMBER, baris, load

if TYPE_CHECKING:
    from pathlib import Path

    from data.report import Report
    from data.store.store import Store
    from tests.conftest import Clock

PERSON = 111_000_001
CQ = {"kode": "CQ.6871", "urutan": 2, "uraian": "Tahapan rekaan"}


@pytest.fixture
def following(report: Report, store: Store, clock: Clock) -> Following:
    """Follows the real report and an empty store."""
    figures = Figures(lambda: store, looks=False)
    return Following(Office(find_store=lambda: store, figures=figures, now=clock), report)


def owed(store: Store) -> dict[str, dict[str, Any]]:
    """The values of what is owed, by its key."""
    with store.reading() as connection:
        rows = connection.execute(select(pesan_keluar).order_by(pesan_keluar.c.id)).mappings()
        return {row["kunci"]: json.loads(row["isi"])["nilai"] for row in rows}


def words(values: dict[str, Any]) -> str:
    """A message in words, which Telegram reads."""
    text = Renderer().text("kabar_ikutan", **values)
    assert telegram_reads(text)["@type"] == "formattedText", text
    return text


def changed_report(database: Path, tmp_path: Path, *statements: str) -> bytes:
    """The built report with made-up changes, as another version."""
    path = tmp_path / "rekaan.db"
    path.write_bytes(database.read_bytes())
    with sqlite3.connect(path) as connection:
        for statement in (*statements, "UPDATE versi SET versi = 'aaaabbbbcccc'"):
            connection.execute(statement)
    connection.close()
    return path.read_bytes()


async def test_a_month_is_told_once(
    following: Following, report: Report, store: Store, clock: Clock
) -> None:
    """A new month goes to who follows its figures, with the month before, and only once."""
    load(store, SEPTEMBER, baris(realisasi=700), baris(**CQ, realisasi=7))
    clock.advance(seconds=1)
    for target in ("topik:serapan", "kode:CQ.6871", "topik:dpt", "wilayah:53.07", "kode:ZZ"):
        followers.follow(store, GRUP, 7, PERSON, target)
    clock.advance(seconds=1)
    assert await following.tick() == 0
    stored = load(store, OKTOBER, baris(), baris(**CQ, realisasi=8))
    assert await following.tick() == 2
    assert await following.tick() == 0
    news = owed(store)
    assert list(news) == [f"ikut-1-{stored.id}", f"ikut-2-{stored.id}"]
    text = words(news[f"ikut-1-{stored.id}"])
    assert "Oktober 2025 dimuat" in text
    assert "Rp871 dari Rp1.000 (87,10%)" in text
    assert "September 2025: Rp700 dari Rp1.000 (70,00%)" in text
    assert "CQ.6871 Tahapan rekaan: Rp8" in words(news[f"ikut-2-{stored.id}"])
    another = Following(
        Office(find_store=lambda: store, figures=Figures(lambda: store, looks=True), now=clock),
        report,
    )
    assert await another.tick() == 0
    assert len(owed(store)) == 2


async def test_a_correction_says_what_it_changed(
    following: Following, store: Store, clock: Clock
) -> None:
    """A corrected month tells old and new, of what changed only; an unchanged code is silent."""
    load(store, OKTOBER, baris(), baris(**CQ, realisasi=8), baris(kode="WA", urutan=3))
    clock.advance(seconds=1)
    for target in ("topik:anggaran", "kode:CQ.6871", "kode:WA"):
        followers.follow(store, PERSON, 0, PERSON, target)
    clock.advance(seconds=1)
    stored = load(
        store,
        OKTOBER,
        baris(realisasi=872),
        baris(**CQ, realisasi=9),
        baris(kode="WA", urutan=3),
        after=1,
    )
    assert await following.tick() == 2
    news = owed(store)
    whole = words(news[f"ikut-1-{stored.id}"])
    assert "Koreksi Oktober 2025" in whole
    assert "Seluruh anggaran: semula Rp871 dari Rp1.000 (87,10%), kini Rp872" in whole
    assert "CQ.6871" in whole
    assert "WA" not in whole
    assert "semula Rp8" in words(news[f"ikut-2-{stored.id}"])


async def test_rows_that_come_and_go(following: Following, store: Store, clock: Clock) -> None:
    """A code that a correction takes out or adds is told; one without a budget has no share."""
    load(store, OKTOBER, baris(), baris(**CQ))
    clock.advance(seconds=1)
    followers.follow(store, PERSON, 0, PERSON, "kode:CQ.6871")
    followers.follow(store, PERSON, 0, PERSON, "kode:WA")
    followers.follow(store, PERSON, 0, PERSON, "kode:TOTAL")
    clock.advance(seconds=1)
    stored = load(
        store,
        OKTOBER,
        baris(),
        *[baris(kode=f"WA.{n}" if n else "WA", urutan=n + 2, pagu=0) for n in range(LISTED)],
        after=1,
    )
    assert await following.tick() == 3
    news = owed(store)
    assert news[f"ikut-1-{stored.id}"]["baris"][0]["menjadi"] == "—"
    assert "kini Rp871 dari Rp0\n" in words(news[f"ikut-2-{stored.id}"])
    assert news[f"ikut-3-{stored.id}"]["lainnya"] == 1
    assert "dan 1 perubahan lain" in words(news[f"ikut-3-{stored.id}"])


async def test_the_first_month_of_a_year(following: Following, store: Store, clock: Clock) -> None:
    """With no month of the year before it, a month stands alone; a code that is gone is silent."""
    load(store, Bulan(tahun=2024, bulan=12), baris(), baris(**CQ))
    clock.advance(seconds=1)
    followers.follow(store, PERSON, 0, PERSON, "topik:serapan")
    followers.follow(store, PERSON, 0, PERSON, "kode:CQ.6871")
    clock.advance(seconds=1)
    first = load(store, SEPTEMBER, baris(), baris(**CQ))
    second = load(store, OKTOBER, baris())
    assert await following.tick() == 3
    news = owed(store)
    text = words(news[f"ikut-1-{first.id}"])
    assert "Desember" not in text
    assert f"ikut-2-{second.id}" not in news


async def test_nothing_from_before(following: Following, store: Store, clock: Clock) -> None:
    """What was loaded before somebody followed, or long ago, is told to nobody."""
    load(store, SEPTEMBER)
    clock.advance(seconds=1)
    followers.follow(store, PERSON, 0, PERSON, "topik:serapan")
    assert await following.tick() == 0
    load(store, OKTOBER)
    clock.advance(days=15)
    assert await following.tick() == 0
    assert owed(store) == {}


async def test_without_followers(following: Following, store: Store) -> None:
    """Where nobody follows anything, a month owes nothing, also not to who follows later."""
    load(store, OKTOBER)
    assert await following.tick() == 0
    followers.follow(store, PERSON, 0, PERSON, "topik:serapan")
    assert await following.tick() == 0


async def test_a_new_version_of_the_report(
    following: Following,
    report: Report,
    store: Store,
    clock: Clock,
    database: Path,
    tmp_path: Path,
) -> None:
    """Who follows what a version changed is told old and new; others are not."""
    versions.register(store, database, report.version)
    clock.advance(seconds=1)
    for target in ("topik:dpt", "wilayah:53.07", "wilayah:53.08", "kode:CQ", "topik:serapan"):
        followers.follow(store, PERSON, 0, PERSON, target)
    clock.advance(seconds=1)
    assert await following.tick() == 0
    fresh = changed_report(
        database,
        tmp_path,
        "UPDATE dpt SET l = 9999, l_tercetak = '9.999' WHERE wilayah = '53.07'",
        "UPDATE anggaran SET pagu = 77, pagu_tercetak = '77' WHERE kode = 'CQ'",
        "DELETE FROM anggaran WHERE kode = 'WA'",
    )
    versions.register(store, fresh, "aaaabbbbcccc")
    assert await following.tick() == 4
    news = owed(store)
    assert sorted(news) == [f"ikut-{number}-aaaabbbbcccc" for number in (1, 2, 4, 5)]
    assert "kini 9.999" in words(news["ikut-2-aaaabbbbcccc"])
    text = words(news["ikut-5-aaaabbbbcccc"])
    assert "kini 77" in text
    assert "tidak ada lagi" in text
    clock.advance(days=15)
    followers.follow(store, PERSON, 0, PERSON, "topik:pilgub")
    assert await following.tick() == 0
    assert len(owed(store)) == 4


async def test_buttons_lead_to_the_figure(
    following: Following, report: Report, store: Store, clock: Clock
) -> None:
    """The buttons of a message ask for the very figure, and end the following."""
    followers.follow(store, PERSON, 0, PERSON, "topik:serapan")
    followers.follow(store, PERSON, 0, PERSON, "kode:CQ.6871")
    clock.advance(seconds=1)
    load(store, OKTOBER, baris(), baris(**CQ))
    await following.tick()
    with store.reading() as connection:
        rows = [json.loads(text) for text in connection.scalars(select(pesan_keluar.c.isi))]
    asks = [content["tombol"][0][0]["question"] for content in rows]
    assert asks == ["/serapan 2025-10", "/serapan CQ.6871 2025-10"]
    office = Office(find_store=lambda: store, figures=Figures(lambda: store, looks=True))
    (first, *_) = outbox.claim(store, "a", 9)
    letter = await Words(Desk(report, Renderer(), office), Renderer()).of(first)
    assert letter is not None
    assert "Oktober 2025 dimuat" in letter.plain
    assert "/ikuti hapus 1" in letter.plain
    for content, line in zip(rows, asks, strict=True):
        answer = ask(line, report, office=office)
        assert answer is not None
        assert answer.understood, line
        assert content["nama"] == "kabar_ikutan"
        for row in content["tombol"]:
            for button in row:
                assert Renderer().label(button["label"], button["subject"])
                assert len(button["question"]) <= 62
