"""Every answer in words: reviewed texts, and Telegram's own reading of the markup."""

from __future__ import annotations

import json
import os
import re
from collections import deque
from datetime import datetime
from pathlib import Path

import pytest
import tdjson

from bot.answering import Desk
from bot.formatting import utf16_length
from bot.rendering import COPY_LIMIT, MESSAGE_LIMIT, TEMPLATES, Renderer
from bot.reply import Reply
from data.moments import WITA
from data.report import Report
from handlers.commands import COMMANDS
from handlers.office import Office
from tests.handlers.walking import PUBLIC

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
EXAMPLES = tuple(line for command in PUBLIC for line in command.examples)
MISTAKES = (
    "/dpt kupang",
    "/dpt sumba",
    "/dpt flores",
    "/dpt tttsu",
    "/dpt jakarta",
    "/dpt pemilu sikka",
    "/dpt xyzzy",
    "/dpt 2019",
    "/dptt",
    "/zzzz",
    "/anggaran CQ.9999",
    "/anggaran sikka",
    "/anggaran gaji",
    "/anggaran keris",
    "/serapan oktober",
    "/serapan ikpa",
    "/capaian 9",
    "/capaian kepegawaian",
    "/pilgub sikka",
    "/pilgub partai pengusung",
    "/pendanaan sikka ende",
    "/pendanaan realisasi sikka",
    "/logistik sikka",
    "/logistik drone",
    "/logistik kotak sura",
    "/tahapan 99",
    "/tahapan 31-2-2024",
    "/tahapan pilkada",
    "/tahapan 1 Januari 2020",
    "/gedung sikka rusak",
    "/sdm astronaut",
    "/penghargaan 99",
    "/wilayah",
    "/banding sikka",
    "/peringkat",
    "/hitung",
    "/hitung 78 abc",
    "/hitung 0 5",
    "/hitung B BB",
    "/catatan 99",
    "/istilah qwerty",
    "/cari",
    "/cari qwertyuiop",
    "/bantuan qwerty",
    "siapa gubernur ntt",
    "tingkat partisipasi pemilih",
    "hasil pilpres ntt",
    "pemilih pemula di sikka",
    "dpt kecamatan alok",
    "siapa ketua kpu ntt",
    "jumlah penduduk sikka",
    "5310010101900001",
    "terima kasih",
    "halo",
    "3",
    "qwertyuiop",
    "x" * 700,
    "sumbar",
    "5307",
    "sika",
)
# A citation names the day; the golden files show one day.
NOW = datetime(2025, 11, 3, 9, tzinfo=WITA)
SYSTEM_VALUES = {
    "nomor": "ABCD-1234",
    "nama": "dpt <2024>.xlsx",
    "kesalahan": "gagal",
    "jenis": "ValueError",
    "detik": 30,
    "tempat": "grup Rapat <Sekretariat>",
    "chat": -1001234567890,
    "alasan": "topik ditutup",
    "jumlah": 2,
    "diberitahu": True,
    "tautan": "https://t.me/NamaBot?startchannel&admin=post_messages",
}
MENTIONED = re.compile(r"(?<![\w<])/([a-z_]+)")


@pytest.fixture(scope="module")
def desk(report: Report) -> Desk:
    """A desk over the real report."""
    return Desk(report, Renderer(), Office(now=lambda: NOW))


@pytest.fixture(scope="module")
def everything(desk: Desk) -> dict[str, Reply]:
    """Every answer that examples and buttons lead to, and every kind of mistake."""
    waiting = deque([*EXAMPLES, *MISTAKES])
    replies: dict[str, Reply] = {}
    while waiting:
        question = waiting.popleft()
        if question in replies:
            continue
        reply = desk.reply(question)
        assert reply is not None, question
        replies[question] = reply
        waiting.extend(button.question for row in reply.buttons for button in row)
    return replies


def slug(question: str) -> str:
    """A file name for a question."""
    return re.sub(r"[^a-z0-9]+", "-", question.casefold()).strip("-")[:60] or "kosong"


def written(reply: Reply) -> str:
    """A reply as it is kept for review: markup, buttons, citation."""
    rows = [
        "  ".join(f"[{button.text} → {button.question}]" for button in row) for row in reply.buttons
    ]
    return "\n".join([reply.html, "", *rows, f"salin: {reply.copy_text}", ""])


@pytest.mark.parametrize("question", [*EXAMPLES, *MISTAKES], ids=slug)
def test_reviewed_wording(question: str, desk: Desk, report: Report) -> None:
    """An answer reads as it was reviewed; UPDATE_GOLDEN=1 writes it anew for review."""
    reply = desk.reply(question)
    assert reply is not None
    path = GOLDEN / f"{slug(question)}.txt"
    # The version changes with every corrected cell; the wording does not.
    text = written(reply).replace(report.version, "(versi)")
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text("utf-8")


def test_golden_files_are_all_asked() -> None:
    """No reviewed text is left of a question that is no longer asked."""
    kept = {path.stem for path in GOLDEN.glob("*.txt")}
    assert kept == {slug(question) for question in [*EXAMPLES, *MISTAKES]}


def telegram_reads(markup: str) -> dict[str, object]:
    """What Telegram's own parser makes of ``markup``."""
    request = {
        "@type": "parseTextEntities",
        "text": markup,
        "parse_mode": {"@type": "textParseModeHTML"},
    }
    answer = tdjson.td_execute(json.dumps(request).encode())
    assert answer is not None
    parsed: dict[str, object] = json.loads(answer)
    return parsed


def test_telegrams_parser_refuses_bad_markup() -> None:
    """The parser that the tests rely on is one that refuses."""
    assert telegram_reads("<b>terbuka")["@type"] == "error"


def test_telegram_reads_every_answer(everything: dict[str, Reply]) -> None:
    """Telegram takes every answer's markup and reads the plain text that the terminal shows."""
    for question, reply in everything.items():
        parsed = telegram_reads(reply.html)
        assert parsed["@type"] == "formattedText", (question, parsed)
        assert parsed["text"] == reply.plain, question


def test_system_texts_are_read_by_telegram() -> None:
    """Telegram takes the markup of every text that no question leads to."""
    renderer = Renderer()
    names = sorted(path.stem for path in TEMPLATES.glob("sistem_*.html"))
    # What requests say has tests of its own, with the values of each text.
    names = [name for name in names if not name.startswith("sistem_tiket_")]
    assert names
    for name in names:
        markup = renderer.text(name, **SYSTEM_VALUES)
        assert telegram_reads(markup)["@type"] == "formattedText", name
        assert "{" not in markup, name


def test_sizes_stay_within_telegrams(everything: dict[str, Reply]) -> None:
    """No message, citation, label or button is larger than Telegram takes."""
    for question, reply in everything.items():
        assert 0 < utf16_length(reply.plain) <= MESSAGE_LIMIT, question
        if reply.copy_text is not None:
            assert 0 < utf16_length(reply.copy_text) <= COPY_LIMIT, question
        for row in reply.buttons:
            assert 1 <= len(row) <= 8, question
            for button in row:
                assert len(f"+{button.question}".encode()) <= 64, (question, button)
                assert 1 <= len(button.text) <= 64, (question, button)


def test_every_figure_has_its_source(everything: dict[str, Reply]) -> None:
    """An answer that names amounts, voters or percentages says where they stand."""
    figure = re.compile(r"Rp\d|\d{1,3}\.\d{3}|\d+,\d+%")
    for question, reply in everything.items():
        answer = reply.answer
        if answer.understood and answer.command not in {"cari", "bantuan", "start", "istilah"}:
            telling = figure.search(reply.plain)
            listing = answer.command == "catatan" and not answer.sources
            # Shows how to ask, with a figure as an example.
            listing |= answer.template == "verifikasi_cara"
            if telling and not listing:
                assert answer.sources, question
                assert "Laporan Kinerja" in reply.plain, question


def test_refusals_show_no_figure(everything: dict[str, Reply]) -> None:
    """A question that is not answered gets no amount, count of voters or percentage."""
    figure = re.compile(r"Rp\d|\d{1,3}\.\d{3}|\d+,\d+%")
    for question, reply in everything.items():
        if not reply.answer.understood:
            text = reply.plain.replace("1.234.567", "")
            assert not figure.search(text), (question, reply.plain)


def test_citation_names_the_report(everything: dict[str, Reply]) -> None:
    """A citation can stand alone: it ends with the report and the place."""
    cited = 0
    for question, reply in everything.items():
        if reply.copy_text is not None:
            cited += 1
            assert "Laporan Kinerja" in reply.copy_text, question
            assert reply.copy_text.endswith(")"), question
            assert not re.search(r"\d…", reply.copy_text), question
    assert cited > len(everything) / 2


def test_lines_read_well_on_a_phone(everything: dict[str, Reply]) -> None:
    """No answer uses a fixed-width table, runs of empty lines or trailing spaces."""
    for question, reply in everything.items():
        if reply.answer.template == "kutip":
            # BibTeX is copied, not read.
            continue
        assert "<pre>" not in reply.html, question
        assert "\n\n\n" not in reply.plain, question
        assert not re.search(r"[ \t]\n", reply.plain), question
        assert not re.search(r"\S {2,}\S", reply.plain), (question, reply.plain)


def test_text_carries_what_the_buttons_offer(everything: dict[str, Reply]) -> None:
    """Where an answer asks back, each choice stands in the text too."""
    for question, reply in everything.items():
        if reply.answer.template in {"pilih", "maksud"}:
            for row in reply.answer.buttons:
                for button in row:
                    if button.label == "apa_adanya":
                        assert button.question in reply.plain, (question, button)


def test_mentioned_commands_exist(everything: dict[str, Reply]) -> None:
    """Every command that an answer tells people to type is one."""
    known = {name for command in COMMANDS for name in (command.name, *command.aliases)}
    for question, reply in everything.items():
        if reply.answer.template == "maksud":
            continue
        text = re.sub(r"\S*[A-Za-z0-9]/\S*", "", reply.plain)
        assert set(MENTIONED.findall(text)) <= known, question


def test_nothing_typed_comes_back_as_markup(desk: Desk) -> None:
    """Whatever is typed is shown as text, never as markup of its own."""
    for typed in ("/dpt <b>x</b>&amp;", "/cari <i>q</i>", "a<script>b", "/istilah <a href='x'>"):
        reply = desk.reply(typed)
        assert reply is not None
        assert telegram_reads(reply.html)["@type"] == "formattedText", typed
        assert "<script" not in reply.html
        assert "<i>q" not in reply.html


def test_sixteen_digits_are_not_repeated(everything: dict[str, Reply]) -> None:
    """A number like a NIK is refused and stands nowhere in the answer."""
    reply = everything["5310010101900001"]
    assert not reply.answer.understood
    assert "5310010101900001" not in reply.html
