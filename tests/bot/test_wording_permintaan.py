"""Requests in words: reviewed texts of a request's whole life, and their markup."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.answering import Desk
from bot.rendering import Renderer, plain_text
from data.models import Obrolan
from data.store import schema, schema_service
from handlers.asked import Asked
from handlers.asker import ANYBODY, Asker
from handlers.office import Office
from handlers.permintaan import heard
from handlers.permintaan_petugas import written as said_by_officer
from tests.bot.test_wording import slug, telegram_reads, written

if TYPE_CHECKING:
    from bot.reply import Reply
    from data.report import Report
    from data.store.store import Store
    from tests.conftest import Clock

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "permintaan"
PERSON, OFFICER, SECOND = 123456789, 500000001, 500000002
HOME = Obrolan(id=PERSON, jenis="private", judul="")
ROOM = Obrolan(id=-1001234567890, jenis="supergroup", judul="Petugas <PPID>")
GROUP = Obrolan(id=-1005550000001, jenis="supergroup", judul="Rapat")
ASKER = Asker(id=PERSON, chat=HOME)
IN_GROUP = Asker(id=PERSON, chat=GROUP)
OFFICERS = Asker(id=OFFICER, officer=True, chat=ROOM, topic=71)
OTHERS = replace(OFFICERS, id=SECOND)
NOBODY = replace(OFFICERS, id=None)
LONG = "Mohon rincian rekaan anggaran sosialisasi per kabupaten tahun 2024 <dan dasarnya>"
NIK = "NIK saya 5310010101900001"
# Who, and what they type, press or write; what an officer writes begins with a number sign.
STORY: tuple[tuple[str, Asker, str], ...] = (
    ("terminal", ANYBODY, "/permintaan"),
    ("terminal status", ANYBODY, "/status"),
    ("grup", IN_GROUP, "/permintaan dpt per tps"),
    ("grup status", IN_GROUP, "/status"),
    ("status kosong", ASKER, "/status"),
    ("tanpa percakapan", ASKER, "/permintaan kirim"),
    ("langkah 1", ASKER, "/permintaan"),
    ("langkah 1 lewati", ASKER, "/permintaan lewati"),
    ("langkah 1 pribadi", ASKER, NIK),
    ("langkah 1 panjang", ASKER, "x" * 1501),
    ("langkah 1 kosong", ASKER, " \u200b\x00 "),
    ("batal", ASKER, "batal"),
    ("langkah 2", ASKER, f"/permintaan {LONG}"),
    ("langkah 2 lain", ASKER, "/permintaan hal lain"),
    ("langkah 3", ASKER, "Liputan"),
    ("langkah 3 kirim", ASKER, "/permintaan kirim"),
    ("langkah 4", ASKER, "Penanya Rekaan"),
    ("langkah 3 lagi", ASKER, "/permintaan kembali"),
    ("langkah 4 lagi", ASKER, "/permintaan lanjut"),
    ("langkah 5", ASKER, "/permintaan lewati"),
    ("ringkasan", ASKER, "surel@contoh.example"),
    ("ringkasan tekan", ASKER, "sudah benar"),
    ("ringkasan lama", ASKER, "/permintaan kirim ffffffffffff"),
    ("terkirim", ASKER, "/permintaan kirim"),
    ("ringkasan mungkin ada", ASKER, "/permintaan dpt sikka"),
    ("kartu", OFFICERS, "/permintaan 1"),
    ("ambil", OFFICERS, "/permintaan 1 ambil"),
    ("ambil kedua", OTHERS, "/permintaan 1 ambil"),
    ("ambil anonim", NOBODY, "/permintaan 1 ambil"),
    ("ambil penanya", ASKER, "/permintaan 1 ambil"),
    ("aksi keliru", OFFICERS, "/permintaan 1 ambli"),
    ("klarifikasi", OFFICERS, "/permintaan 1 klarifikasi"),
    ("urung", OFFICERS, "/permintaan 1 urung"),
    ("klarifikasi lagi", OFFICERS, "/permintaan 1 klarifikasi"),
    ("pertanyaan petugas", OFFICERS, "#1 Tahun berapa yang dimaksud?"),
    ("status klarifikasi", ASKER, "/status 1"),
    ("balas", ASKER, "/permintaan 2025-0001 balas"),
    ("balas pribadi", ASKER, "no. KK 5310010101900001"),
    ("balas panjang", ASKER, "x" * 3001),
    ("dibalas", ASKER, "Tahun 2024 saja."),
    ("perpanjang", OFFICERS, "/permintaan 1 perpanjang"),
    ("perpanjang lagi", OTHERS, "/permintaan 1 perpanjang"),
    ("pilih tolak", OFFICERS, "/permintaan 1 tolak"),
    ("pilih teruskan", OFFICERS, "/permintaan 1 teruskan"),
    ("pesan biasa", OTHERS, "#3 Sedang kami cari."),
    ("jawab", OFFICERS, "/permintaan 1 jawab"),
    ("jawaban", OFFICERS, "#2 Jawaban <rekaan>."),
    ("kartu dijawab", OFFICERS, "/permintaan 1"),
    ("sudah selesai", OTHERS, "/permintaan 1 tolak tidak_jelas"),
    ("status dijawab", ASKER, "/status PI-2025-0001"),
    ("cabut selesai", ASKER, "/permintaan 2025-0001 cabut"),
    ("permintaan kedua", ASKER, "/permintaan kirim"),
    ("cabut", ASKER, "/permintaan 2025-0002 cabut"),
    ("cabut ya", ASKER, "/permintaan 2025-0002 cabut ya"),
    ("permintaan ketiga", ASKER, "/permintaan kirim"),
    ("tolak", OFFICERS, "/permintaan 3 tolak data_pribadi"),
    ("permintaan keempat", ASKER, "/permintaan kirim"),
    ("teruskan", OFFICERS, "/permintaan 4 teruskan kabkota"),
    ("permintaan kelima", ASKER, "/permintaan kirim"),
    ("daftar", OFFICERS, "/permintaan daftar"),
    ("daftar terlambat", OFFICERS, "/permintaan daftar terlambat"),
    ("daftar saya", OFFICERS, "/permintaan daftar saya"),
    ("daftar semua", OFFICERS, "/permintaan daftar semua"),
    ("daftar penanya", ASKER, "/permintaan daftar"),
    ("status semua", ASKER, "/status"),
    ("status lain", ASKER, "/status 2025-0009"),
    ("status kata", ASKER, "/status besok"),
    ("terlambat", OFFICERS, "/permintaan 5"),
    ("permintaan keenam", ASKER, "/permintaan kirim"),
    ("permintaan ketujuh", ASKER, "/permintaan kirim"),
    ("penuh", ASKER, "/permintaan lagi"),
)


class Life:
    """A request's life: who says what, and what they are answered."""

    def __init__(self, report: Report, store: Store, clock: Clock) -> None:
        office = Office(find_store=lambda: store, now=clock, officer_chat=ROOM.id)
        self.desk = Desk(report, Renderer(), office)
        self.report, self.office, self.clock = report, office, clock

    def asked(self, asker: Asker) -> Asked:
        """A free text of ``asker``."""
        return Asked(
            report=self.report,
            command="permintaan",
            text="",
            words=(),
            year=2024,
            asker=asker,
            office=self.office,
        )

    def short_cut(self) -> None:
        """A whole request up to its summary."""
        for line in ("/permintaan Isi rekaan pendek", *["/permintaan lewati"] * 4):
            self.desk.reply(line, asker=ASKER)

    def reply(self, name: str, asker: Asker, line: str) -> Reply | None:
        """What the step ``name`` is answered."""
        self.clock.advance(minutes=10)
        if name.startswith("permintaan ke"):
            self.short_cut()
        if name == "ringkasan mungkin ada":
            self.desk.reply(line, asker=asker)
            for _ in range(3):
                self.desk.reply("/permintaan lewati", asker=asker)
            line = "/permintaan lewati"
        if name == "kartu":
            self.desk.reply("/permintaan batal", asker=ASKER)
        if name == "terlambat":
            self.clock.advance(days=21)
        if line.startswith("#"):
            message, _, text = line[1:].partition(" ")
            answer = said_by_officer(self.asked(asker), 1, text, int(message))
            return self.desk.show(answer) if answer else None
        if line.startswith("/"):
            return self.desk.reply(line, asker=asker)
        return self.desk.show(heard(self.asked(asker), line))


@pytest.fixture
def told(
    report: Report, sqlite_store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Reply | None]:
    """The replies of the story from the first word to a request that is late."""
    numbers = count(1)
    monkeypatch.setattr(secrets, "token_hex", lambda size: f"{next(numbers):0{2 * size}x}")
    life = Life(report, sqlite_store, clock)
    return {name: life.reply(name, asker, line) for name, asker, line in STORY}


@pytest.fixture
def owed(told: dict[str, Reply | None], sqlite_store: Store) -> dict[str, tuple[str, str]]:
    """What the story owes, in words with its buttons: HTML and what is reviewed."""
    assert told
    renderer, table = Renderer(), schema_service.pesan_keluar
    texts = {}
    with sqlite_store.reading() as connection:
        rows = connection.execute(select(table.c.chat_id, table.c.isi).order_by(table.c.id)).all()
    for position, (chat, content) in enumerate(rows, start=1):
        kept = json.loads(content)
        html = renderer.text(kept["nama"], **kept["nilai"])
        buttons = [
            " ".join(
                f"[{renderer.label(one['label'], one['subject'])}: {one['question']}]"
                for one in row
            )
            for row in kept["tombol"]
        ]
        name = f"{position:02d} {kept['nama']} {kept['nilai'].get('sebagai', '')}"
        text = "\n".join([f"kepada {chat}", "", plain_text(html), "", *buttons, ""])
        texts[slug(f"keluar {name} {kept['nilai'].get('peristiwa', '')}")] = (html, text)
    return texts


def check(path: Path, text: str) -> None:
    """Compares ``text`` with what was reviewed; UPDATE_GOLDEN=1 writes it anew for review."""
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text("utf-8"), path.name


def test_reviewed_wording(told: dict[str, Reply | None]) -> None:
    """Each step reads as it was reviewed."""
    for name, asker, line in STORY:
        reply = told[name]
        kind = f"petugas {asker.id}" if asker.officer else (asker.chat or HOME).jenis
        said = written(reply) if reply else "(tidak ada jawaban)\n"
        check(GOLDEN / f"{slug(name)}.txt", f"{kind}: {line[:120]!a}\n\n{said}")


def test_reviewed_messages(owed: dict[str, tuple[str, str]]) -> None:
    """What askers and officers are sent reads as it was reviewed."""
    for name, (_, text) in owed.items():
        check(GOLDEN / f"{name}.txt", text)


def test_golden_files_are_all_asked(owed: dict[str, tuple[str, str]]) -> None:
    """No reviewed text is left of a step that is no longer taken."""
    expected = {slug(name) for name, _, _ in STORY} | set(owed)
    assert {path.stem for path in GOLDEN.glob("*.txt")} == expected


def test_telegram_reads_every_step(
    told: dict[str, Reply | None], owed: dict[str, tuple[str, str]]
) -> None:
    """Telegram takes the markup of every text, and the buttons fit."""
    for name, reply in told.items():
        if reply is None:
            continue
        parsed = telegram_reads(reply.html)
        assert parsed["@type"] == "formattedText", (name, parsed)
        assert parsed["text"] == reply.plain, name
        for row in reply.buttons:
            for button in row:
                assert len(button.question.encode()) <= 63, (name, button)
                assert 1 <= len(button.text) <= 64, (name, button)
    for name, (html, _) in owed.items():
        assert telegram_reads(html)["@type"] == "formattedText", name


def test_nobody_is_named_by_an_id(
    told: dict[str, Reply | None], owed: dict[str, tuple[str, str]]
) -> None:
    """No text, button or data names a person by their id."""
    for name, reply in told.items():
        whole = reply.model_dump_json() if reply else ""
        assert not [who for who in (PERSON, OFFICER, SECOND) if str(who) in whole], name
    for name, (html, _) in owed.items():
        assert str(OFFICER) not in html, name


def test_no_number_of_identity_is_kept(told: dict[str, Reply | None], sqlite_store: Store) -> None:
    """What was refused for a number of identity stands nowhere in the store."""
    assert told
    with sqlite_store.reading() as connection:
        for table in schema.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                assert "5310010101900001" not in str(row), table.name
