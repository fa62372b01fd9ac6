"""``/versi``: which versions answered here, since when, and what each changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from data.store import versions
from handlers.asking import ask
from handlers.versi import DaftarVersi, RincianVersi
from tests.data.versions_parts import made_up
from tests.handlers.loading import Loading

if TYPE_CHECKING:
    from pathlib import Path

    from data.report import Report
    from data.store.store import Store
    from tests.conftest import Clock


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    """A made-up version with another figure for Sikka, and its name."""
    return made_up(tmp_path_factory.mktemp("rekaan"))


@pytest.fixture
def loading(store: Store, report: Report, clock: Clock) -> Loading:
    """An office over an empty store."""
    return Loading(store, report, clock)


def listed(loading: Loading, line: str = "/versi") -> DaftarVersi:
    """The versions that ``line`` lists, put into words."""
    answer = loading.type(line)
    assert isinstance(answer.data, DaftarVersi), answer
    return answer.data


def test_without_versions_the_present_one_is_told(loading: Loading, report: Report) -> None:
    """An empty store, or none, knows the present version and says that none is kept."""
    told = listed(loading)
    assert (told.kini, told.tercatat, told.versi) == (report.version, False, ())
    assert report.version[:8] in loading.text
    assert "belum tersimpan di sini" in loading.text
    assert "/riwayat" in loading.text
    answer = ask("/versi", report)
    assert answer is not None
    assert answer.understood
    assert listed(loading, f"/versi {report.version[:8]}").versi == ()


def test_versions_are_listed_with_what_they_changed(
    loading: Loading, clock: Clock, database: Path, other: tuple[bytes, str]
) -> None:
    """Each version stands with its moment and its first changes, the newest first."""
    versions.register(loading.store, *other)
    told = listed(loading)
    assert (told.tercatat, told.semua, told.versi[0].pertama) == (False, 1, True)
    assert "Versi ini belum tersimpan di sini." in loading.text
    clock.advance(days=30)
    versions.register(loading.store, database, loading.report.version)
    told = listed(loading)
    assert (told.tercatat, told.semua) == (True, 2)
    newest, first = told.versi
    assert (newest.versi, newest.pertama) == (loading.report.version, False)
    assert newest.berubah == len(newest.perubahan) == 2
    assert (first.versi, first.pertama, first.berubah) == (other[1], True, 0)
    assert "(sekarang), berlaku sejak 3 Desember 2025 pukul 09.00 WITA" in loading.text
    assert "Versi pertama yang tersimpan." in loading.text


def test_one_version_in_full(
    loading: Loading, clock: Clock, database: Path, other: tuple[bytes, str]
) -> None:
    """The digits of a version show all that it changed, page by page."""
    versions.register(loading.store, *other)
    clock.advance(days=1)
    versions.register(loading.store, database, loading.report.version)
    changed = versions.changes(loading.store, loading.report.version)
    answer = loading.type(f"/versi {loading.report.version[:8]}")
    assert isinstance(answer.data, RincianVersi)
    assert answer.data.perubahan == changed[:12]
    assert "115,500 → 115,547" in loading.text
    first = loading.type(f"/versi {other[1]}")
    assert isinstance(first.data, RincianVersi)
    assert first.data.versi.pertama
    assert "tidak ada yang dibandingkan" in loading.text


def test_many_versions_and_changes_have_pages(
    loading: Loading, clock: Clock, database: Path, other: tuple[bytes, str]
) -> None:
    """Five versions and twelve changes make a page; the buttons turn it."""
    versions.register(loading.store, *other)
    clock.advance(days=1)
    versions.register(loading.store, database, loading.report.version)
    clock.advance(days=-9)
    with loading.store.writing() as connection:
        row = dict(connection.execute(versions.table.select()).mappings().first() or {})
        for number in range(6):
            values = {**row, "versi": f"{number:012}", "perubahan": "[]", "sejak": clock()}
            connection.execute(versions.table.insert().values(values))
        kept = '{"jenis": "baru", "tabel": "dpt", "judul": "DPT", "baris": "rekaan"}'
        connection.execute(
            update(versions.table)
            .where(versions.table.c.versi == loading.report.version)
            .values(perubahan=f"[{', '.join([kept] * 13)}]")
        )
    first = listed(loading)
    assert len(first.versi) == 5
    assert len(first.versi[0].perubahan) == 3
    assert "dan 10 lagi" in loading.text
    second = listed(loading, "/versi hal 2")
    assert (len(second.versi), second.semua) == (3, 8)
    answer = loading.type(f"/versi {loading.report.version[:8]} hal 2")
    assert isinstance(answer.data, RincianVersi)
    assert (answer.data.mulai, len(answer.data.perubahan)) == (12, 1)
    assert "mulai dari yang ke-13" in loading.text
    unchanged = loading.type("/versi 000000000003")
    assert isinstance(unchanged.data, RincianVersi)
    assert "Tidak ada angka atau teks yang berubah" in loading.text


@pytest.mark.parametrize(
    ("line", "reason"), [("/versi ffff0000", "versi_asing"), ("/versi rekaan", "versi")]
)
def test_unknown_versions_are_refused(loading: Loading, line: str, reason: str) -> None:
    """Digits of no version, or no digits at all, are answered with where versions stand."""
    answer = loading.type(line)
    assert not answer.understood
    assert answer.data.model_dump()["alasan"] == reason
    assert "/versi" in loading.text
