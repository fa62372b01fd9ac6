"""Telegram's updates by number: who handles each, and which were handled before.

A process writes a number down before it works on it and marks it handled after. What a
dead process had begun is taken over; what Telegram was told is stored is here whole, so
that it can be. Work that dies ``TRIES`` times is given up, or one update that kills its
process would do so for ever. What was under way at ``TOGETHER`` deaths is from then on
handled one at a time, so that those which only stood beside it are answered; it dies alone
several times before it is given up, since a process may be killed for other reasons.
"""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data.models import Masuk, Verdict
from data.store import schema, schema_processes
from data.store.processes import alive, running

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row, Update
    from sqlalchemy.sql.dml import ReturningInsert

    from data.store.processes import Lives
    from data.store.store import Store

OPEN, DONE, GIVEN_UP = "dikerjakan", "selesai", "gagal"
TOGETHER, TRIES = 2, 5
# Telegram repeats what was not confirmed for a day.
KEPT = timedelta(hours=48)
table = schema_processes.pembaruan


def accept(
    store: Store, me: str, rows: Sequence[Masuk], lives: Lives = running
) -> dict[int, Verdict]:
    """What ``me`` is to do about each of ``rows``, by number; all in one transaction.

    Whatever the verdict, what was given whole is handled or stored when this returns, so
    that Telegram may be told so.
    """
    now = store.now()
    # In one order, whoever does it: two transactions must not wait for each other.
    given = {row.nomor: row.isi for row in sorted(rows, key=lambda row: row.nomor)}
    values = [
        {
            "nomor": number,
            "isi": content,
            "proses": me,
            "keadaan": OPEN,
            "percobaan": 1,
            "diterima": now,
            "diubah": now,
        }
        for number, content in given.items()
    ]
    # Telegram keeps what it is not told is stored.
    kept = any(content is not None for content in given.values())
    with store.writing(briefly=not kept) as connection:
        new = set(connection.scalars(adding(connection.dialect.name), values))
        if len(new) == len(given):
            return dict.fromkeys(given, Verdict.NEW)
        known = connection.execute(
            select(table)
            .where(table.c.nomor.in_([number for number in given if number not in new]))
            .order_by(table.c.nomor)
            .with_for_update()
        ).all()
        verdicts = dict.fromkeys(new, Verdict.NEW)
        living = alive(connection, now, me, lives)
        alone = suspect(connection, me)
        for row in known:
            verdict = judge(row, me, living, alone=alone)
            verdicts[row.nomor] = verdict
            alone = alone or (verdict is Verdict.NEW and is_suspect(row))
        taken = [row.nomor for row in known if verdicts[row.nomor] is Verdict.NEW]
        if taken:
            connection.execute(
                update(table)
                .where(table.c.nomor.in_(taken))
                .values(proses=me, percobaan=table.c.percobaan + 1, diubah=now)
            )
        stored = [
            {"number": row.nomor, "content": given[row.nomor]}
            for row in known
            if given[row.nomor] is not None and verdicts[row.nomor] is not Verdict.DONE
        ]
        if stored:
            connection.execute(storing(), stored)
        # What somebody forgot in between is asked for again.
        return {number: verdicts.get(number, Verdict.LATER) for number in given}


# Putting these statements together takes longer than carrying them out.
@cache
def adding(dialect: str) -> ReturningInsert[int]:
    """The statement that adds updates which are not known, and gives their numbers."""
    given = postgresql if dialect == "postgresql" else sqlite
    statement = given.insert(table).on_conflict_do_nothing(index_elements=["nomor"])
    returning: ReturningInsert[int] = statement.returning(table.c.nomor)
    return returning


@cache
def finishing() -> Update:
    """The statement that marks updates as handled."""
    ordered = (
        select(table.c.nomor)
        .where(table.c.nomor.in_(bindparam("numbers", expanding=True)))
        .order_by(table.c.nomor)
        .with_for_update()
    )
    moment = bindparam("moment", type_=schema.Moment())
    return (
        update(table)
        .where(table.c.nomor.in_(ordered))
        .values(keadaan=DONE, isi=None, diubah=moment)
    )


@cache
def storing() -> Update:
    """The statement that gives an update its content."""
    return (
        update(table).where(table.c.nomor == bindparam("number")).values(isi=bindparam("content"))
    )


def judge(row: Row[Any], me: str, living: frozenset[str], *, alone: bool) -> Verdict:
    """What ``me`` is to do about the known update ``row``.

    ``alone`` says that ``me`` has one already beside which no other one is begun again.
    """
    if row.keadaan != OPEN:
        return Verdict.DONE
    if row.proses == me:
        return Verdict.MINE
    if row.proses in living:
        return Verdict.BUSY
    if row.percobaan >= TRIES:
        return Verdict.DONE
    return Verdict.LATER if alone and is_suspect(row) else Verdict.NEW


def is_suspect(row: Row[Any]) -> bool:
    """Whether ``row`` was under way at so many deaths that it is begun alone."""
    return bool(row.percobaan >= TOGETHER)


def suspect(connection: Connection, me: str) -> bool:
    """Whether ``me`` is at an update that was begun alone."""
    mine = select(table.c.nomor).where(
        table.c.keadaan == OPEN, table.c.proses == me, table.c.percobaan > TOGETHER
    )
    return connection.execute(mine.limit(1)).first() is not None


def finish(
    store: Store, numbers: Sequence[int], *, me: str | None = None, unknown: Sequence[int] = ()
) -> None:
    """Marks ``numbers`` handled and erases what they hold.

    Those in ``unknown`` were handled by ``me`` while the store was away: they are written
    down now, so that they are not handled again where Telegram repeats them.
    """
    now = store.now()
    with store.writing(briefly=True) as connection:
        if unknown:
            known = {"proses": me, "keadaan": DONE, "percobaan": 1, "diterima": now, "diubah": now}
            values = [{"nomor": number, **known} for number in sorted(set(unknown))]
            connection.execute(adding(connection.dialect.name), values)
        connection.execute(finishing(), {"numbers": list(numbers), "moment": now})


def keep(store: Store, me: str, row: Masuk) -> bool:
    """Gives an update that ``me`` is at its content; false where ``me`` is not at it (any more)."""
    with store.writing() as connection:
        return bool(
            connection.execute(
                update(table)
                .where(table.c.nomor == row.nomor, table.c.keadaan == OPEN, table.c.proses == me)
                .values(isi=row.isi, diubah=store.now())
            ).rowcount
        )


def left_over(store: Store, me: str, limit: int, lives: Lives = running) -> tuple[Masuk, ...]:
    """Up to ``limit`` updates, lowest number first, that dead processes left; ``me``'s now.

    They come in their order: up to the first that is to be begun alone, and none while
    ``me`` is at such a one. Ask again when they are finished.
    """
    now = store.now()
    with store.writing() as connection:
        if suspect(connection, me):
            return ()
        living = alive(connection, now, me, lives)
        found = connection.execute(
            select(table)
            .where(*left(living), table.c.isi.is_not(None), table.c.percobaan < TRIES)
            .order_by(table.c.nomor)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        first = next((at for at, row in enumerate(found) if is_suspect(row)), limit)
        taken = found[: first + 1]
        connection.execute(
            update(table)
            .where(table.c.nomor.in_([row.nomor for row in taken]))
            .values(proses=me, percobaan=table.c.percobaan + 1, diubah=now)
        )
        return tuple(Masuk(nomor=row.nomor, isi=row.isi) for row in taken)


def give_up(store: Store, me: str, lives: Lives = running) -> tuple[int, ...]:
    """The updates that are given up now, since their work died ``TRIES`` times; erased."""
    now = store.now()
    with store.writing() as connection:
        living = alive(connection, now, me, lives)
        gone = connection.scalars(
            update(table)
            .where(*left(living), table.c.percobaan >= TRIES)
            .values(keadaan=GIVEN_UP, isi=None, diubah=now)
            .returning(table.c.nomor)
        )
        return tuple(sorted(gone))


def left(living: frozenset[str]) -> tuple[Any, ...]:
    """The conditions of an update that nobody in ``living`` is at."""
    nobody = or_(table.c.proses.is_(None), table.c.proses.not_in(sorted(living)))
    return table.c.keadaan == OPEN, nobody


def release(store: Store, me: str) -> int:
    """Frees what a stop of ``me`` cut off for the next process; how many those were.

    To be stopped is no fault of an update: the try does not count.
    """
    with store.writing() as connection:
        return connection.execute(
            update(table)
            .where(table.c.keadaan == OPEN, table.c.proses == me)
            .values(proses=None, percobaan=table.c.percobaan - 1, diubah=store.now())
        ).rowcount


def forget(store: Store, me: str, lives: Lives = running) -> int:
    """Forgets what Telegram does not repeat any more; how many rows those were.

    What is stored whole and not handled stays until it is.
    """
    now = store.now()
    with store.writing() as connection:
        living = alive(connection, now, me, lives)
        unowed = and_(*left(living), table.c.isi.is_(None))
        over = delete(table).where(
            table.c.diubah < now - KEPT, or_(table.c.keadaan != OPEN, unowed)
        )
        return connection.execute(over).rowcount


def erase(connection: Connection, person: int) -> None:
    """Erases updates of ``person`` that are stored whole: whatever is at one goes on."""
    rows = connection.execute(
        select(table.c.nomor, table.c.isi).where(table.c.keadaan == OPEN, table.c.isi.is_not(None))
    )
    theirs = [row.nomor for row in rows if names(json.loads(row.isi), person)]
    connection.execute(
        update(table).where(table.c.nomor.in_(theirs)).values(keadaan=DONE, isi=None)
    )


def names(value: object, person: int) -> bool:
    """Whether something in ``value`` was written by ``person``, or stands in their chat."""
    if isinstance(value, list):
        return any(names(item, person) for item in value)
    if not isinstance(value, dict):
        return False
    if any(
        isinstance(value.get(key), dict) and value[key].get("id") == person
        for key in ("from", "chat")
    ):
        return True
    return any(names(item, person) for item in value.values())
