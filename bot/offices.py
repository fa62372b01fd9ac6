"""The store and the rules that handlers work with, as the settings name them.

A question needs the store only where monthly figures may be, and the settings only where
somebody chose any: both are slow to read.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from data.bulanan.figures import Figures
from data.layanan.entries import Entries
from data.layanan.rules import default_rules, load_rules
from handlers.office import Office

if TYPE_CHECKING:
    from bot.settings import Settings
    from data.store.store import Store

# The settings' own default, which is slow to ask for.
STORE = Path(__file__).resolve().parent.parent / "store.db"
SQLITE = "sqlite:///"


def office_for_asking() -> Office:
    """An office for questions alone: it opens the store when one needs it, and makes none.

    Where a SQLite store was never made there is none to open.
    """
    address = address_for_asking()
    if is_missing(address):
        return Office()

    @cache
    def find_store() -> Store:
        return open_store(address)

    return Office(
        find_store=find_store,
        figures=Figures(find_store, looks=True),
        entries=Entries(find_store, looks=True),
    )


def address_for_asking() -> str:
    """Where the store is: ``DATABASE_URL``, or beside the project."""
    if not os.environ.get("DATABASE_URL") and not Path(".env").is_file():
        return f"{SQLITE}{STORE}"
    from bot.settings import load_settings  # noqa: PLC0415 - slow, and rarely needed

    return load_settings().database_url.get_secret_value()


def is_missing(address: str) -> bool:
    """Whether the store at ``address`` is a SQLite file that is not there."""
    return address.startswith(SQLITE) and not Path(address.removeprefix(SQLITE)).is_file()


def office_for_work(settings: Settings, *, looks: bool = True) -> Office:
    """The office that ``settings`` describe, its store open; a new SQLite store is made.

    ``looks`` as in ``Figures``: without it somebody keeps them fresh, and they are read
    here once. Raises ``StoreError``, ``ColumnsError`` and ``RulesError``.
    """
    rules = load_rules(settings.service_rules) if settings.service_rules else default_rules()
    columns = None
    if settings.monthly_columns is not None:
        from data.bulanan.columns import load_columns  # noqa: PLC0415 - rarely needed

        columns = load_columns(settings.monthly_columns)
    store = open_store(settings.database_url.get_secret_value())
    figures = Figures(lambda: store, looks=looks)
    figures.refresh()
    entries = Entries(lambda: store, looks=looks)
    entries.refresh()
    return Office(
        find_store=lambda: store,
        figures=figures,
        approvals=settings.approvals,
        day=settings.announce_day,
        time=settings.announce_time,
        columns=columns,
        officer_chat=settings.officer_chat_id,
        find_rules=lambda: rules,
        entries=entries,
    )


def keep_version(office: Office, path: Path, version: str) -> None:
    """Keeps the report's data of ``version``, which links name, in the store.

    Raises ``StoreError``.
    """
    from data.store import versions  # noqa: PLC0415 - slow, and only who works needs it

    versions.register(office.store, path, version)


def open_store(address: str) -> Store:
    """The store at ``address``; raises ``StoreError`` where it cannot be used."""
    from data.store.store import Store  # noqa: PLC0415 - slow, and not every question needs it

    return Store.open(address)
