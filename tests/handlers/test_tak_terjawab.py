"""``/tak_terjawab``: the list for admins, its pages, its file and its end."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from data.store import unanswered
from handlers.tak_terjawab import A_PAGE, number_of
from tests.handlers.serving import ADMIN, ANYONE, Serving, questions

if TYPE_CHECKING:
    from data.report import Report
    from data.store.store import Store
    from tests.conftest import Clock


@pytest.fixture
def serving(report: Report, sqlite_store: Store, clock: Clock) -> Serving:
    """Questions to the real handlers over an empty store."""
    return Serving(report, sqlite_store, clock)


def test_empty(serving: Serving) -> None:
    """Where everything was answered that is said, and there is no file."""
    answer = serving("/tak_terjawab", ADMIN)
    assert answer.understood
    assert (answer.files, answer.buttons) == ((), ())
    assert serving.refusal("/tak_terjawab", ANYONE)[0] == "bukan_admin"


def test_orders_and_pages(serving: Serving, sqlite_store: Store, clock: Clock) -> None:
    """The most frequent come first, or the newest; each page has buttons of its own."""
    for number in range(A_PAGE + 2):
        unanswered.add(sqlite_store, {(f"soal {number:02}", "lain"): A_PAGE + 2 - number})
        clock.advance(minutes=1)
    often = serving("/tak_terjawab", ADMIN)
    rows = often.data.model_dump()["isi"]
    assert rows[0]["baris"]["teks"] == "soal 00"
    assert f"/tak_terjawab hapus {rows[0]['nomor']}" in questions(often)
    assert "/tak_terjawab hal 2" in questions(often)
    assert "/tak_terjawab terbaru" in questions(often)
    newest = serving("/tak_terjawab terbaru", ADMIN)
    assert newest.data.model_dump()["isi"][0]["baris"]["teks"] == f"soal {A_PAGE + 1}"
    assert "/tak_terjawab terbaru hal 2" in questions(newest)
    assert len(serving.data("/tak_terjawab sering hal 2", ADMIN)["isi"]) == 2


def test_longest_questions_fit_a_message(serving: Serving, sqlite_store: Store) -> None:
    """A page of the longest questions can be sent."""
    counts = {(f"{number:02}{'😀' * 158}", "tidak_dikenal"): 1000 for number in range(A_PAGE)}
    unanswered.add(sqlite_store, counts)
    assert len(serving.data("/tak_terjawab", ADMIN)["isi"]) == A_PAGE


def test_file_holds_all(serving: Serving, sqlite_store: Store) -> None:
    """The file has every question, and no cell of it is a formula."""
    unanswered.add(sqlite_store, {('=1+1; "apa"', "lain"): 3, ("kursi é", "cari"): 1})
    (file,) = serving("/tak_terjawab", ADMIN).files
    assert file.isi.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(file.isi.decode("utf-8-sig")), delimiter=";"))
    assert [row[1] for row in rows] == ["pertanyaan", '\'=1+1; "apa"', "kursi é"]
    assert rows[1][2:] == ["lain", "3", "2025-11-03 09:00", "2025-11-03 09:00"]


def test_removing(serving: Serving, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that was seen to goes by its number, which does not shift; others stay."""
    unanswered.add(sqlite_store, {("satu", "lain"): 3, ("dua", "lain"): 1})
    number = number_of("dua")
    told = serving.data(f"/tak_terjawab hapus {number}", ADMIN)
    assert told["dihapus"] == "dua"
    assert [row["baris"]["teks"] for row in told["isi"]] == ["satu"]
    assert serving.refusal(f"/tak_terjawab hapus {number}", ADMIN)[0] == "nomor_tak_terjawab"
    for line in ("hapus", "hapus semua", "hapus 1 2"):
        assert serving.refusal(f"/tak_terjawab {line}", ADMIN)[0] == "nomor_tak_terjawab"
    for line in ("apa", "terbaru apa"):
        assert serving.refusal(f"/tak_terjawab {line}", ADMIN)[0] == "kata"
    monkeypatch.setattr(unanswered, "remove", lambda *_: False)
    line = f"/tak_terjawab hapus {number_of('satu')}"
    assert serving.refusal(line, ADMIN)[0] == "nomor_tak_terjawab"
