"""Versions of the data are kept whole, once each, and months can be asked as they stood."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, update

from data.models import Dpt, VersiData
from data.store import versions
from data.store.errors import StoreError
from data.store.store import Store
from tests.data.store.rekaan import OKTOBER, SEPTEMBER, at_once, baris, load
from tests.data.versions_parts import made_up

if TYPE_CHECKING:
    from pathlib import Path

    from data.report import Report
    from tests.conftest import Clock


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    """A made-up version with another figure for Sikka, and its name."""
    return made_up(tmp_path_factory.mktemp("rekaan"))


def test_versions_are_kept_with_what_they_changed(
    store: Store, clock: Clock, database: Path, report: Report, other: tuple[bytes, str]
) -> None:
    """Each version stands with the moment it came and with what it changed."""
    versions.register(store, *other)
    first = clock()
    clock.advance(days=30)
    versions.register(store, database, report.version)
    kept = versions.all(store)
    assert [item.versi for item in kept] == [report.version, other[1]]
    assert [item.sejak for item in kept] == [clock(), first]
    assert kept[1].perubahan == ()
    assert any("115,500 → 115,547" in line for line in kept[0].perubahan)
    changed = versions.changes(store, report.version)
    assert tuple(change.ringkas for change in changed) == kept[0].perubahan
    assert versions.changes(store, other[1]) == versions.changes(store, "tidak ada") == ()


def test_a_version_is_kept_once(store: Store, clock: Clock, database: Path, report: Report) -> None:
    """A version that answers again after a restart keeps its first moment."""
    versions.register(store, database, report.version)
    kept = versions.all(store)
    clock.advance(days=1)
    versions.register(store, database, report.version)
    versions.registering(store, database.read_bytes(), report.version)
    assert versions.all(store) == kept


def test_two_processes_keep_it_once(store: Store, database: Path, report: Report) -> None:
    """Two processes that start at the same moment keep one copy."""
    content = database.read_bytes()
    at_once(*[lambda: versions.register(store, content, report.version)] * 2)
    assert [item.versi for item in versions.all(store)] == [report.version]


def test_what_is_another_version_is_not_kept(store: Store, tmp_path: Path, database: Path) -> None:
    """A file that was replaced, is gone or is no report is not kept under a wrong name."""
    versions.register(store, database, "000000000000")
    versions.register(store, tmp_path / "tidak-ada.db", "000000000000")
    versions.register(store, b"bukan laporan", "000000000000")
    assert versions.all(store) == ()


def test_a_version_is_found_by_its_first_digits(
    store: Store, database: Path, report: Report
) -> None:
    """Eight digits of a link name the version; digits of none find none."""
    versions.register(store, database, report.version)
    found = versions.find(store, report.version[:8])
    assert isinstance(found, VersiData)
    assert found.versi == report.version
    assert versions.find(store, "zz") is None


def test_a_version_answers_as_it_did(
    store: Store, report: Report, other: tuple[bytes, str]
) -> None:
    """An earlier version is opened with its own figures, once."""
    versions.register(store, *other)
    opened = versions.open_report(store, other[1])
    assert opened is not None
    assert [row.l for row in opened.rows(Dpt) if row.wilayah == "53.07"] == [115500]
    assert versions.open_report(store, other[1]) is opened
    assert versions.open_report(store, report.version) is None


def test_a_few_versions_stay_open(
    store: Store, monkeypatch: pytest.MonkeyPatch, database: Path, report: Report
) -> None:
    """Of many versions asked for only the latest few are held in memory."""
    monkeypatch.setattr(versions, "OPEN", 1)
    versions.register(store, database, report.version)
    first = versions.open_report(store, report.version)
    with store.writing() as connection:
        connection.execute(
            insert(versions.table).values(
                versi="salinan",
                sejak=store.now(),
                perubahan="[]",
                isi=zlib.compress(database.read_bytes()),
            )
        )
    assert versions.open_report(store, "salinan") is not None
    again = versions.open_report(store, report.version)
    assert again is not None
    assert again is not first


def test_an_old_or_damaged_version_opens_as_none(
    store: Store, clock: Clock, database: Path, report: Report, other: tuple[bytes, str]
) -> None:
    """What cannot be read any more is none, and the next version is kept without changes."""
    versions.register(store, *other)
    for content in (b"rusak", zlib.compress(b"bukan basis data" * 100)):
        with store.writing() as connection:
            connection.execute(update(versions.table).values(isi=content))
        assert versions.open_report(store, other[1]) is None
    clock.advance(days=1)
    versions.register(store, database, report.version)
    assert versions.changes(store, report.version) == ()
    assert len(versions.all(store)) == 2


def test_without_a_database_it_is_an_error_of_the_store(database: Path, report: Report) -> None:
    """A store that does not answer says so."""
    from sqlalchemy import create_engine  # noqa: PLC0415

    broken = Store(create_engine("sqlite://"), lambda: datetime.now(UTC))
    with pytest.raises(StoreError):
        versions.register(broken, database, report.version)


def test_months_as_of_a_moment(store: Store, clock: Clock) -> None:
    """Of each month the newest version stored by then counts, and no later one."""
    before = clock()
    clock.advance(hours=1)
    load(store, OKTOBER)
    first = clock()
    clock.advance(hours=1)
    load(store, OKTOBER, baris(realisasi=900), after=1)
    load(store, SEPTEMBER)
    assert versions.months_as_of(store, before).posisi == ()
    (then,) = versions.months_as_of(store, first).posisi
    assert (then.muatan.bulan, then.muatan.versi) == (OKTOBER, 1)
    assert then.baris[0].realisasi == 871
    now = versions.months_as_of(store, clock() + timedelta(seconds=1)).posisi
    assert [(item.muatan.bulan, item.muatan.versi) for item in now] == [
        (SEPTEMBER, 1),
        (OKTOBER, 2),
    ]
