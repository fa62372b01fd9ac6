"""The officers' list of requests, and its file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from data.models.layanan import KeadaanTiket, Permintaan
from data.store import tickets
from handlers.permintaan_daftar import COLUMNS, MOST, harmless
from tests.handlers.permintaan_rekaan import (
    ASKER,
    OFFICER,
    OFFICERS,
    PERSON,
    SECONDS,
    Bicara,
    questions,
    reason,
    renderer,
    told,
)

if TYPE_CHECKING:
    from data.report import Report
    from data.store.store import Store
    from handlers.answer import Answer
    from tests.conftest import Clock


@pytest.fixture
def bicara(report: Report, sqlite_store: Store, clock: Clock) -> Bicara:
    """Questions over an empty store."""
    return Bicara(report, sqlite_store, clock)


def lines(answer: Answer) -> list[dict[str, str]]:
    """The rows of the file that goes with ``answer``, as a spreadsheet reads them."""
    (file,) = answer.files
    assert file.isi.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in file.isi
    return list(csv.DictReader(io.StringIO(file.isi.decode("utf-8-sig")), delimiter=";"))


def test_an_empty_list(bicara: Bicara) -> None:
    """Where there is nothing, there is no file, but the other lists."""
    answer = bicara("/permintaan daftar", OFFICERS)
    assert answer.files == ()
    assert questions(answer) == [
        f"/permintaan daftar {name}" for name in ("terlambat", "saya", "semua")
    ]


def test_lists_and_marks(bicara: Bicara, clock: Clock) -> None:
    """Late requests are marked; each list holds what its name says."""
    first = bicara.request("Isi satu")
    second = bicara.request("Isi dua")
    tickets.take(bicara.store, first.id, OFFICER)
    tickets.close(bicara.store, second.id, OFFICER, KeadaanTiket.DITOLAK, "alasan rekaan")
    clock.advance(days=21)
    third = bicara.request("Isi tiga")

    def ids(which: str) -> list[int]:
        return [row["id"] for row in told(bicara(f"/permintaan daftar {which}", OFFICERS))["tiket"]]

    assert ids("") == ids("terbuka") == [first.id, third.id]
    assert ids("terlambat") == [first.id]
    assert ids("saya") == [first.id]
    assert ids("semua") == [third.id, second.id, first.id]
    assert told(bicara("/permintaan daftar saya", SECONDS))["tiket"] == ()
    shown = renderer().render(bicara("/permintaan daftar", OFFICERS)).plain
    assert "terlambat 5 hari kerja" in shown
    assert "/permintaan 1" in shown


def test_only_officers_by_name(bicara: Bicara) -> None:
    """The list is for officers, and for none who hides who they are."""
    assert reason(bicara("/permintaan daftar", ASKER)) == "bukan_petugas"
    assert reason(bicara("/permintaan daftar", replace(OFFICERS, id=None))) == "petugas_tanpa_nama"


def test_the_file(bicara: Bicara) -> None:
    """The file holds every column, and what was asked word for word."""
    made = bicara.request("Isi; “rekaan”\nbaris dua")
    tickets.extend(bicara.store, made.id, OFFICER, made.tenggat)
    tickets.close(bicara.store, made.id, OFFICER, KeadaanTiket.DITOLAK, "alasan rekaan")
    answer = bicara("/permintaan daftar semua", OFFICERS)
    (row,) = lines(answer)
    assert tuple(row) == COLUMNS
    assert row == {
        "nomor": "PI-2025-0001",
        "keadaan": "ditolak",
        "masuk": "2025-11-03 09:00",
        "tenggat": "2025-11-17",
        "sisa_hari_kerja": "",
        "diperpanjang": "ya",
        "selesai": "2025-11-03 09:00",
        "alasan": "alasan rekaan",
        "nama": "",
        "lembaga": "",
        "kontak": "",
        "permintaan": "Isi; “rekaan”\nbaris dua",
        "kegunaan": "",
    }
    assert answer.files[0].nama == "permintaan-semua-2025-11-03.csv"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("+62 812", "'+62 812"),
        ("-cmd", "'-cmd"),
        ("-2", "-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(typed: str, kept: str) -> None:
    """Whatever would begin a formula stands behind an apostrophe."""
    assert harmless(typed) == kept


def test_hostile_requests(bicara: Bicara, clock: Clock) -> None:
    """In the file of hostile requests no cell begins a formula."""
    hostile = Permintaan(
        isi='=HYPERLINK("http://contoh.example")',
        nama="@rekaan",
        lembaga="-1+1",
        kontak="+62 812",
        kegunaan='";=1',
    )
    tickets.create(bicara.store, "a" * 12, PERSON, hostile, clock.moment.date())
    (row,) = lines(bicara("/permintaan daftar", OFFICERS))
    assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert row["permintaan"] == f"'{hostile.isi}"


def test_more_than_a_message_holds(bicara: Bicara, clock: Clock) -> None:
    """The message lists some, the file holds all."""
    for number in range(MOST + 3):
        tickets.create(
            bicara.store,
            f"{number:012x}",
            PERSON,
            Permintaan(isi="Isi rekaan"),
            clock.moment.date(),
        )
    answer = bicara("/permintaan daftar", OFFICERS)
    assert (len(told(answer)["tiket"]), told(answer)["lainnya"]) == (MOST, 3)
    assert len(lines(answer)) == MOST + 3
