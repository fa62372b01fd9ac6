"""Confirmed versions of months: what was loaded, by whom, and what it holds.

Versions are never changed; a correction is the next version.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from data.models import BarisBulanan, Bulan, Muatan, PesanMuat, Posisi
from data.store import schema
from data.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, RowMapping

STORED = "tersimpan"
table = schema.muatan


def history(store: Store, month: Bulan) -> tuple[Muatan, ...]:
    """The confirmed versions of ``month``, newest first."""
    with store.reading() as connection:
        rows = connection.execute(
            select(table).where(stored_in(month)).order_by(table.c.versi.desc())
        ).mappings()
        return tuple(load_of(row) for row in rows)


def same_file(store: Store, sha256: str) -> Muatan | None:
    """The latest confirmed load of a file with exactly this content."""
    with store.reading() as connection:
        row = (
            connection.execute(
                select(table)
                .where(table.c.sha256 == sha256, table.c.keadaan == STORED)
                .order_by(table.c.disimpan.desc(), table.c.id.desc())
                .limit(1)
            )
            .mappings()
            .first()
        )
        return load_of(row) if row else None


def position(store: Store, number: int) -> Posisi | None:
    """The confirmed load ``number`` with its rows."""
    with store.reading() as connection:
        row = (
            connection.execute(select(table).where(table.c.id == number, table.c.keadaan == STORED))
            .mappings()
            .first()
        )
        return with_rows(connection, [row])[0] if row else None


def positions(store: Store) -> tuple[Posisi, ...]:
    """The newest version of every month, oldest month first."""
    newest = (
        select(table.c.tahun, table.c.bulan, func.max(table.c.versi).label("versi"))
        .where(table.c.keadaan == STORED)
        .group_by(table.c.tahun, table.c.bulan)
        .subquery()
    )
    with store.reading() as connection:
        rows = connection.execute(
            select(table)
            .join(
                newest,
                (table.c.tahun == newest.c.tahun)
                & (table.c.bulan == newest.c.bulan)
                & (table.c.versi == newest.c.versi),
            )
            .order_by(table.c.tahun, table.c.bulan)
        ).mappings()
        return with_rows(connection, list(rows))


def state(store: Store) -> str:
    """A text that changes with every confirmed load."""
    with store.reading() as connection:
        count, latest = connection.execute(
            select(func.count(), func.max(table.c.id)).where(table.c.keadaan == STORED)
        ).one()
        return f"{count}-{latest or 0}"


def newest_version(connection: Connection, month: Bulan) -> int:
    """The newest confirmed version of ``month``; 0 where there is none."""
    found = connection.execute(select(func.max(table.c.versi)).where(stored_in(month))).scalar()
    return int(found or 0)


def stored_in(month: Bulan) -> ColumnElement[bool]:
    """The condition of a confirmed version of ``month``."""
    return (
        (table.c.tahun == month.tahun)
        & (table.c.bulan == month.bulan)
        & (table.c.keadaan == STORED)
    )


def with_rows(connection: Connection, loads: Sequence[RowMapping]) -> tuple[Posisi, ...]:
    """The ``loads``, each with its rows in the file's order."""
    lines = schema.muatan_baris
    columns = [lines.c[name] for name in BarisBulanan.model_fields]
    found = connection.execute(
        select(lines.c.muatan_id, *columns)
        .where(lines.c.muatan_id.in_([row["id"] for row in loads]))
        .order_by(lines.c.muatan_id, lines.c.urutan)
    ).mappings()
    by_load: dict[int, list[BarisBulanan]] = {}
    for line in found:
        values = {name: line[name] for name in BarisBulanan.model_fields}
        by_load.setdefault(line["muatan_id"], []).append(BarisBulanan.model_validate(values))
    return tuple(
        Posisi(muatan=load_of(row), baris=tuple(by_load.get(row["id"], ()))) for row in loads
    )


def month_of(row: RowMapping) -> Bulan:
    """The month of a row that has one."""
    return Bulan(tahun=row["tahun"], bulan=row["bulan"])


def load_of(row: RowMapping) -> Muatan:
    """A confirmed load."""
    return Muatan(
        id=row["id"],
        bulan=month_of(row),
        versi=row["versi"],
        berkas=row["berkas"],
        susunan=row["susunan"],
        sha256=row["sha256"],
        pengunggah=row["pengunggah"],
        diunggah=row["diunggah"],
        disimpan=row["disimpan"],
        peringatan=tuple(PesanMuat.model_validate(item) for item in json.loads(row["peringatan"])),
    )
