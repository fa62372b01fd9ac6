"""The files that Telegram keeps: by which id each is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.store import files
from data.store.errors import StoreError
from tests.data.store.rekaan import at_once

if TYPE_CHECKING:
    from data.store.store import Store

KEY = "7000000001:foto:grafik-dpt-decde5cc"


def test_unknown_file(store: Store) -> None:
    """A file that was never sent has no id."""
    assert files.file_id(store, KEY) is None


def test_remembered_file(store: Store) -> None:
    """A file that was sent has the id it got last; another bot's has its own."""
    files.remember(store, KEY, "lama")
    files.remember(store, KEY, "baru")
    files.remember(store, KEY.replace("7", "8", 1), "bot lain")
    assert files.file_id(store, KEY) == "baru"
    assert files.file_id(store, KEY.replace("7", "8", 1)) == "bot lain"


def test_forgotten_file(store: Store) -> None:
    """A file that Telegram does not know any more has no id; forgetting twice does no harm."""
    files.remember(store, KEY, "lama")
    files.remember(store, "lain", "tetap")
    files.forget(store, KEY)
    files.forget(store, KEY)
    assert files.file_id(store, KEY) is None
    assert files.file_id(store, "lain") == "tetap"


def test_sent_at_once(store: Store) -> None:
    """Of several that sent one file at the same moment, one id is kept and none fails."""
    ids = [f"id-{number}" for number in range(4)]
    at_once(*(lambda each=each: files.remember(store, KEY, each) for each in ids))
    assert files.file_id(store, KEY) in ids


def test_store_away(sqlite_store: Store) -> None:
    """A store that is gone is said to be gone."""
    with sqlite_store.writing() as connection:
        connection.exec_driver_sql("DROP TABLE berkas_kirim")
    with pytest.raises(StoreError):
        files.file_id(sqlite_store, KEY)
    with pytest.raises(StoreError):
        files.remember(sqlite_store, KEY, "id")
    with pytest.raises(StoreError):
        files.forget(sqlite_store, KEY)
