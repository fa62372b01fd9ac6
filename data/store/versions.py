"""Every version of the report's data that ever answered here, and months as they stood then.

A version is kept whole, so that a citation of it can always be looked up.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import zlib
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import func, insert, select

from data import versions
from data.bulanan.figures import Bulanan
from data.models import VersiData
from data.store import schema_service
from data.store.months import STORED, with_rows
from data.store.months import table as loads
from data.store.store import Store, twice
from data.versions import PerubahanData

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import RowMapping

    from data.report import Report

logger = logging.getLogger(__name__)
table = schema_service.versi_data
# Reports kept open, each a few hundred kilobytes.
OPEN = 4
_opened: WeakKeyDictionary[Store, OrderedDict[str, Report]] = WeakKeyDictionary()
_lock = Lock()


def register(store: Store, report: Path | bytes, version: str) -> None:
    """Keeps the ``report.db`` of ``version`` with what it changed, unless it is kept already.

    Not kept where the file holds another version meanwhile, or cannot be read; that is
    logged. Raises ``StoreError``.
    """
    if find(store, version) is not None:
        return
    try:
        content = report if isinstance(report, bytes) else report.read_bytes()
    except OSError as error:
        logger.warning("Version %s is not kept: %s", version, type(error).__name__)
        return
    if versions.version_of(content) != version:
        logger.warning("Version %s is not kept: the file holds another", version)
        return
    twice(lambda: registering(store, content, version))


def registering(store: Store, content: bytes, version: str) -> None:
    """The same; ``IntegrityError`` where another process kept it in the same moment."""
    with store.writing() as connection:
        known = connection.execute(select(table.c.versi).where(table.c.versi == version)).first()
        if known is not None:
            return
        earlier = connection.execute(
            select(table.c.isi).order_by(table.c.sejak.desc(), table.c.versi).limit(1)
        ).scalar()
        changed = changes_from(earlier, content)
        connection.execute(
            insert(table).values(
                versi=version,
                sejak=store.now(),
                perubahan=json.dumps(
                    [change.model_dump(exclude_defaults=True) for change in changed],
                    ensure_ascii=False,
                ),
                isi=zlib.compress(content, 9),
            )
        )


def changes_from(earlier: bytes | None, content: bytes) -> tuple[PerubahanData, ...]:
    """What ``content`` changed against the version kept before; nothing for the first."""
    if earlier is None:
        return ()
    try:
        return versions.differences(zlib.decompress(earlier), content)
    except (zlib.error, sqlite3.Error):
        logger.warning("The version before cannot be read; changes are not told")
        return ()


def all(store: Store) -> tuple[VersiData, ...]:  # noqa: A001 - all of them
    """Every version kept, newest first."""
    with store.reading() as connection:
        found = connection.execute(
            select(table.c.versi, table.c.sejak, table.c.perubahan).order_by(
                table.c.sejak.desc(), table.c.versi
            )
        ).mappings()
        return tuple(version_of(row) for row in found)


def find(store: Store, start: str) -> VersiData | None:
    """The version whose digits begin with ``start``; ``None`` where none is kept."""
    with store.reading() as connection:
        row = (
            connection.execute(
                select(table.c.versi, table.c.sejak, table.c.perubahan)
                .where(func.substr(table.c.versi, 1, len(start)) == start)
                .order_by(table.c.sejak.desc())
                .limit(1)
            )
            .mappings()
            .first()
        )
        return version_of(row) if row else None


def changes(store: Store, version: str) -> tuple[PerubahanData, ...]:
    """What ``version`` changed against the one kept before it; nothing for an unknown one."""
    with store.reading() as connection:
        found = connection.execute(select(table.c.perubahan).where(table.c.versi == version))
        kept = found.scalar()
    return changes_in(kept) if kept else ()


def open_report(store: Store, version: str) -> Report | None:
    """The report of ``version``, open in memory and kept open for a while.

    ``None`` where it is not kept or was made for tables of another form.
    """
    with _lock:
        opened = _opened.setdefault(store, OrderedDict())
        if version in opened:
            opened.move_to_end(version)
            return opened[version]
    with store.reading() as connection:
        found = connection.execute(select(table.c.isi).where(table.c.versi == version)).scalar()
    if found is None:
        return None
    try:
        report = versions.report_of(zlib.decompress(found))
    except zlib.error:
        return None
    if report is not None:
        with _lock:
            opened[version] = report
            if len(opened) > OPEN:
                opened.popitem(last=False)
    return report


def months_as_of(store: Store, moment: datetime) -> Bulanan:
    """The months as they stood at ``moment``: of each the newest version stored by then."""
    with store.reading() as connection:
        rows = connection.execute(
            select(loads)
            .where(loads.c.keadaan == STORED, loads.c.disimpan <= moment)
            .order_by(loads.c.tahun, loads.c.bulan, loads.c.versi)
        ).mappings()
        newest = {(row["tahun"], row["bulan"]): row for row in rows}
        found = with_rows(connection, list(newest.values()))
    return Bulanan(keadaan=f"per-{moment.isoformat()}", posisi=found)


def version_of(row: RowMapping) -> VersiData:
    """A version without its content, its changes in short lines."""
    lines = tuple(change.ringkas for change in changes_in(row["perubahan"]))
    return VersiData(versi=row["versi"], sejak=row["sejak"], perubahan=lines)


def changes_in(kept: str) -> tuple[PerubahanData, ...]:
    """The changes as they were kept."""
    return tuple(PerubahanData.model_validate(change) for change in json.loads(kept))
