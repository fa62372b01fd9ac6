"""Files that wait for their confirmation, kept as they were read.

Confirming gives a file its month's next version, once as many admins as needed agree.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, or_, select, update

from data.models import BarisBulanan, Berkas, Bulan, Draf, Persetujuan, PesanMuat
from data.store import schema
from data.store.audit import record
from data.store.months import STORED, load_of, month_of, newest_version
from data.store.store import Store, twice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

WAITING, CANCELLED = "menunggu", "batal"
DRAFT_LIFE = timedelta(days=7)
MOST_WAITING = 10
table = schema.muatan


def draft(store: Store, who: int, file: Berkas, month: Bulan | None) -> int:
    """The id of a new draft of ``file``, for ``month`` where it is known yet.

    Drafts that nobody confirmed for a week are dropped, and of one person's the oldest
    beyond ``MOST_WAITING``.
    """
    now = store.now()
    with store.writing() as connection:
        drop_old(connection, now)
        waiting = connection.execute(
            select(table.c.id)
            .where(table.c.keadaan == WAITING, table.c.pengunggah == who)
            .order_by(table.c.id.desc())
            .offset(MOST_WAITING - 1)
        ).scalars()
        connection.execute(delete(table).where(table.c.id.in_(list(waiting))))
        result = connection.execute(
            insert(table).values(
                keadaan=WAITING,
                tahun=month.tahun if month else None,
                bulan=month.bulan if month else None,
                berkas=file.nama,
                susunan=file.susunan,
                sha256=file.sha256,
                pengunggah=who,
                diunggah=now,
                isi=file.model_dump_json(),
                peringatan="[]",
            )
        )
        number = int(result.inserted_primary_key[0])  # type: ignore[index]
        record(connection, now, who, "unggah", f"muatan {number}", after=file.nama)
        return number


def drop_old(connection: Connection, now: datetime) -> int:
    """Drops the drafts that are older than a week; how many those are."""
    return connection.execute(
        delete(table).where(table.c.keadaan != STORED, table.c.diunggah < now - DRAFT_LIFE)
    ).rowcount


def assign(store: Store, number: int, month: Bulan) -> None:
    """Says which month a waiting draft is of; who confirmed it for another one did not."""
    given = schema.persetujuan
    with store.writing() as connection:
        changed = connection.execute(
            update(table)
            .where(
                table.c.id == number,
                table.c.keadaan == WAITING,
                or_(
                    table.c.tahun.is_distinct_from(month.tahun),
                    table.c.bulan.is_distinct_from(month.bulan),
                ),
            )
            .values(tahun=month.tahun, bulan=month.bulan)
        ).rowcount
        if changed:
            connection.execute(delete(given).where(given.c.muatan_id == number))


def find(store: Store, number: int) -> Draf | None:
    """The draft ``number``, whatever became of it."""
    with store.reading() as connection:
        row = connection.execute(select(table).where(table.c.id == number)).mappings().first()
        if row is None:
            return None
        admins = connection.execute(
            select(schema.persetujuan.c.admin)
            .where(schema.persetujuan.c.muatan_id == number)
            .order_by(schema.persetujuan.c.kapan, schema.persetujuan.c.admin)
        ).scalars()
        month = None if row["bulan"] is None else month_of(row)
        return Draf(
            id=row["id"],
            keadaan=row["keadaan"],
            bulan=month,
            versi=row["versi"],
            pengunggah=row["pengunggah"],
            diunggah=row["diunggah"],
            berkas=Berkas.model_validate_json(row["isi"]) if row["isi"] else None,
            penyetuju=tuple(admins),
        )


def approve(
    store: Store,
    number: int,
    who: int,
    rows: Sequence[BarisBulanan],
    warnings: Iterable[PesanMuat],
    *,
    after: int,
    announce: bool,
    needed: int = 1,
    month: Bulan | None = None,
) -> Persetujuan:
    """Confirms a draft for ``who``; the confirmation that completes it stores ``rows``.

    ``after`` is the version of the month that ``rows`` were checked against, 0 for
    none, and ``month`` the month that they were checked as: a draft that was given
    another since is ``usang``. Confirming twice counts once. It is to be announced only
    where everyone who confirmed it said so.
    """
    notes = tuple(warnings)
    return twice(
        lambda: approval(
            store,
            number,
            who,
            rows,
            notes,
            after=after,
            needed=needed,
            announce=announce,
            checked=month,
        )
    )


def approval(
    store: Store,
    number: int,
    who: int,
    rows: Sequence[BarisBulanan],
    warnings: Iterable[PesanMuat],
    *,
    after: int,
    needed: int,
    announce: bool,
    checked: Bulan | None,
) -> Persetujuan:
    """What confirming comes to; ``IntegrityError`` where another draft was as quick.

    It is also raised where ``rows`` have a code twice.
    """
    now = store.now()
    with store.writing() as connection:
        # The row is locked first: two admins at once take turns here.
        row = (
            connection.execute(select(table).where(table.c.id == number).with_for_update())
            .mappings()
            .first()
        )
        if (
            row is None
            or row["keadaan"] == CANCELLED
            or row["bulan"] is None
            or (row["keadaan"] == WAITING and row["diunggah"] < now - DRAFT_LIFE)
        ):
            return Persetujuan(hasil="batal")
        if row["keadaan"] == STORED:
            return Persetujuan(hasil="sudah", muatan=load_of(row))
        month = month_of(row)
        if newest_version(connection, month) != after or checked not in {None, month}:
            return Persetujuan(hasil="usang")
        changed = consent(connection, number, who, now, announce=announce)
        wishes = wishes_of(connection, number)
        count = len(wishes)
        if count < needed:
            if changed:
                text = f"{count} dari {needed}"
                record(connection, now, who, "setuju", f"muatan {number}", after=text)
            return Persetujuan(hasil="menunggu", setuju=count, perlu=needed)
        connection.execute(
            update(table)
            .where(table.c.id == number)
            .values(
                keadaan=STORED,
                versi=after + 1,
                disimpan=now,
                isi=None,
                peringatan=json.dumps([note.model_dump() for note in warnings]),
            )
        )
        connection.execute(
            insert(schema.muatan_baris),
            [{"muatan_id": number, **line.model_dump(mode="json")} for line in rows],
        )
        record(
            connection,
            now,
            who,
            "simpan",
            f"{month} versi {after + 1}",
            before=f"versi {after}" if after else "",
            after=f"muatan {number}, {row['berkas']}, sha256 {row['sha256']}",
        )
        stored = connection.execute(select(table).where(table.c.id == number)).mappings().one()
        return Persetujuan(
            hasil="tersimpan",
            muatan=load_of(stored),
            setuju=count,
            perlu=needed,
            umumkan=all(wishes),
        )


def consent(
    connection: Connection, number: int, who: int, now: datetime, *, announce: bool
) -> bool:
    """Notes that ``who`` confirms ``number``; false where that was noted with the same wish."""
    given = schema.persetujuan
    mine = [given.c.muatan_id == number, given.c.admin == who]
    if connection.execute(select(given.c.umumkan).where(*mine)).scalar() is announce:
        return False
    connection.execute(delete(given).where(*mine))
    connection.execute(
        insert(given).values(muatan_id=number, admin=who, umumkan=announce, kapan=now)
    )
    return True


def wishes_of(connection: Connection, number: int) -> list[bool]:
    """Of each admin who confirmed ``number``: whether it is to be announced."""
    given = schema.persetujuan
    rows = connection.execute(select(given.c.umumkan).where(given.c.muatan_id == number))
    return list(rows.scalars())


def cancel(store: Store, number: int, who: int) -> bool:
    """Cancels a waiting draft; false where it does not wait any more."""
    now = store.now()
    with store.writing() as connection:
        done = connection.execute(
            update(table)
            .where(table.c.id == number, table.c.keadaan == WAITING)
            .values(keadaan=CANCELLED, isi=None)
        ).rowcount
        if done:
            record(connection, now, who, "batal", f"muatan {number}", before=WAITING)
        return bool(done)
