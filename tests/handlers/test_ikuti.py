"""``/ikuti``: what lines follow, who may change what a place follows, and its end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from data.bulanan.figures import Figures
from data.layanan import ikutan
from data.layanan.ikutan import TOPICS
from data.models import Bulan
from data.store import followers
from data.versions import PerubahanData
from handlers.asker import ANYBODY, Asker
from handlers.commands import COMMANDS
from tests.data.store.rekaan import baris, load
from tests.handlers.serving import GROUP, PERSON, Serving, ask_ikuti, questions

if TYPE_CHECKING:
    from data.report import Report
    from data.store.store import Store
    from tests.conftest import Clock

ADMIN = Asker(id=PERSON, chat=GROUP, manages=frozenset({GROUP.id}))
MEMBER = Asker(id=PERSON, chat=GROUP)
ANONYMOUS = Asker(chat=GROUP)


@pytest.fixture
def serving(
    report: Report, sqlite_store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Serving:
    """Questions to the real handlers over an empty store."""
    ask_ikuti(monkeypatch)
    return Serving(report, sqlite_store, clock)


def followed(store: Store) -> list[str]:
    """What anybody follows."""
    return [row.sasaran for row in followers.every(store)]


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ("/ikuti dpt", "topik:dpt"),
        ("/ikuti topik Pemilih", "topik:dpt"),
        ("/ikuti penyerapan", "topik:serapan"),
        ("/ikuti pagu", "topik:anggaran"),
        ("/ikuti jdih", "topik:jdih"),
        ("/ikuti Sikka", "wilayah:53.07"),
        ("/ikuti wilayah 53.07", "wilayah:53.07"),
        ("/ikuti kota kupang", "wilayah:53.71"),
        ("/ikuti NTT", "wilayah:53"),
        ("/ikuti cq.6871", "kode:CQ.6871"),
        ("/ikuti kode 6871", "kode:CQ.6871"),
        ("/ikuti CQ", "kode:CQ"),
        ("/ikuti semua anggaran", "kode:TOTAL"),
        ("/ikuti total", "kode:TOTAL"),
    ],
)
def test_lines_that_follow(serving: Serving, sqlite_store: Store, line: str, target: str) -> None:
    """A place follows what the line names, however it is put, and is told how to end it."""
    answer = serving(line)
    assert answer.understood, answer.data
    assert followed(sqlite_store) == [target]
    asks, end, every = questions(answer)
    assert (end, every) == ("/ikuti hapus 1", "/ikuti")
    shown = serving(asks)
    assert shown.understood, asks


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("/ikuti dpt Sikka", "satu_ikutan"),
        ("/ikuti dpt anggaran", "satu_ikutan"),
        ("/ikuti Sikka Ende", "satu_ikutan"),
        ("/ikuti CQ WA", "satu_ikutan"),
        ("/ikuti semua", ""),
        ("/ikuti yang", "satu_ikutan"),
        ("/ikuti sayur", "kata"),
        ("/ikuti kupang", "wilayah"),
        ("/ikuti CQ.6899", "kode_ikutan"),
        ("/ikuti bogor", "luar_ntt"),
        ("/ikutii dpt", "ejaan_langganan"),
        ("/ikuti hapus", "hapus_ikutan"),
        ("/ikuti hapus semua dpt", "hapus_ikutan"),
        ("/ikuti hapus 9", "nomor_ikutan"),
    ],
)
def test_lines_that_are_refused(
    serving: Serving, sqlite_store: Store, line: str, reason: str
) -> None:
    """What is not certain follows nothing; *semua* alone is the whole budget."""
    if reason:
        assert serving.refusal(line)[0] == reason
        assert followed(sqlite_store) == []
    else:
        serving.data(line)
        assert followed(sqlite_store) == ["kode:TOTAL"]


def test_several_topics_are_asked_by_their_command() -> None:
    """Every topic is a command, and every table of it is one of the report."""
    names = {command.name for command in COMMANDS}
    assert set(TOPICS) <= names


def test_list_and_end(serving: Serving, sqlite_store: Store) -> None:
    """The list offers topics that are not followed; one or all of it ends."""
    empty = serving("/ikuti")
    assert "/ikuti dpt" in questions(empty)
    assert empty.data.model_dump()["ikutan"] == ()
    serving("/ikuti dpt")
    serving("/ikuti Sikka")
    serving("/ikuti CQ.6871")
    answer = serving("/ikuti")
    assert questions(answer)[:3] == [f"/ikuti hapus {n}" for n in (1, 2, 3)]
    assert "/ikuti dpt" not in questions(answer)
    assert serving.data("/ikuti hapus 2")["ikutan"][0]["sebutan"] == "Kabupaten Sikka"
    assert len(serving.data("/ikuti hapus semua")["ikutan"]) == 2
    assert serving.data("/ikuti hapus semua")["ikutan"] == ()
    assert followed(sqlite_store) == []


def test_a_place_has_a_limit(serving: Serving, sqlite_store: Store) -> None:
    """Who follows thirty things already is told to end one first."""
    for number in range(followers.MOST):
        followers.follow(sqlite_store, PERSON, 0, PERSON, f"kode:{number}")
    assert serving.refusal("/ikuti dpt") == ("ikutan_penuh", str(followers.MOST))
    assert len(serving.data("/ikuti")["ikutan"]) == followers.MOST


def test_groups_are_for_their_admins(serving: Serving, sqlite_store: Store) -> None:
    """In a group only its admins change what is followed; anybody sees it."""
    for line in ("/ikuti dpt", "/ikuti hapus semua"):
        assert serving.refusal(line, MEMBER)[0] == "bukan_pengelola"
    serving("/ikuti dpt", ADMIN)
    serving("/ikuti CQ", replace(ADMIN, topic=7))
    assert [(row.chat_id, row.topik) for row in followers.every(sqlite_store)] == [
        (GROUP.id, 0),
        (GROUP.id, 7),
    ]
    seen = serving("/ikuti", MEMBER)
    assert not seen.data.model_dump()["mengatur"]
    assert questions(seen) == []
    assert serving.data("/ikuti", ADMIN)["mengatur"]
    assert len(serving.data("/ikuti", replace(ADMIN, topic=7))["ikutan"]) == 1


def test_nobody_in_particular_confirms_by_a_button(serving: Serving, sqlite_store: Store) -> None:
    """Who writes in a group's name is shown a button with the very line."""
    for line, asked in (
        ("/ikuti dpt", "/ikuti dpt"),
        ("/ikuti kabupaten sikka", "/ikuti Sikka"),
        ("/ikuti 6871", "/ikuti CQ.6871"),
        ("/ikuti total", "/ikuti semua"),
        ("/ikuti hapus 3", "/ikuti hapus 3"),
        ("/ikuti hapus semua", "/ikuti hapus semua"),
    ):
        answer = serving(line, ANONYMOUS)
        assert answer.data.model_dump()["peristiwa"] == "tegaskan"
        assert questions(answer) == [asked]
    assert followed(sqlite_store) == []


def test_terminal_is_told_how_it_works(serving: Serving) -> None:
    """Without a chat there is nothing to follow; each line says where it is done."""
    for line in ("/ikuti", "/ikuti dpt", "/ikuti hapus 3"):
        assert serving.data(line, ANYBODY)["peristiwa"] == "cara"


def test_codes_of_months_can_be_followed(serving: Serving, sqlite_store: Store) -> None:
    """A code that only a loaded month has is followed; figures are made up."""
    load(sqlite_store, Bulan(tahun=2025, bulan=10), baris(kode="6871.ABC.001", uraian="Rekaan"))
    serving.office.figures = Figures(lambda: sqlite_store, looks=True)
    serving.data("/ikuti 6871.ABC.001")
    assert followed(sqlite_store) == ["kode:6871.ABC.001"]


@pytest.mark.parametrize(
    ("target", "name", "line"),
    [
        ("topik:dpt", "DPT", "/dpt"),
        ("wilayah:53.07", "Kabupaten Sikka", "/wilayah Sikka"),
        ("kode:TOTAL", "seluruh anggaran", "/anggaran"),
        ("kode:ZZ.1", "ZZ.1", "/anggaran ZZ.1"),
        ("wilayah:99", "99", "/anggaran 99"),
    ],
)
def test_targets_in_words(report: Report, target: str, name: str, line: str) -> None:
    """A target has a name and a line, also one that the report no longer knows."""
    assert ikutan.named(target, report) == name
    assert ikutan.question(target, report) == line


@pytest.mark.parametrize(
    ("target", "yes"),
    [
        ("topik:anggaran", {"anggaran"}),
        ("topik:serapan", {"anggaran"}),
        ("topik:dpt", {"dpt"}),
        ("topik:lama", set()),
        ("wilayah:53.07", {"dpt", "nama"}),
        ("wilayah:53.08", set()),
        ("kode:CQ", {"anggaran"}),
        ("kode:TOTAL", {"anggaran"}),
        ("kode:WA", set()),
    ],
)
def test_what_a_change_concerns(target: str, yes: set[str]) -> None:
    """A change concerns those who follow its table, its region or its code."""
    changes = {
        "anggaran": PerubahanData(jenis="ubah", tabel="anggaran", judul="", kode="CQ"),
        "dpt": PerubahanData(jenis="ubah", tabel="dpt", judul="", wilayah="53.07"),
        "nama": PerubahanData(jenis="ubah", tabel="wilayah", judul="", kode="53.07"),
    }
    assert {name for name, item in changes.items() if ikutan.concerns(target, item)} == yes


def test_monthly_codes() -> None:
    """Months are told to who follows a code, the budget or its absorption."""
    assert ikutan.monthly_code("kode:CQ") == "CQ"
    assert ikutan.monthly_code("topik:serapan") == "TOTAL"
    assert ikutan.monthly_code("topik:dpt") is None
    assert ikutan.monthly_code("topik:lama") is None
    assert ikutan.monthly_code("wilayah:53.07") is None
