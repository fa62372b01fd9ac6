"""The processes that work with one store: which of them live, and whose turn it is.

A process says every ``BEAT`` that it lives. It counts as dead once its last word lies
further than ``ALIVE`` from now, in the past or in the future: were a word from the future
believed, a clock that was wrong for a moment would keep a dead process alive for as long.
A clock that jumps makes living processes look dead until their next beat and no longer;
what they were at may then be done twice, and nothing is lost.

Where processes share a machine, who is killed is known to be dead at once. Clocks of
several machines have to agree within a few seconds.

Nothing here needs to outlast the machine, so nothing waits for the disk.
"""

from __future__ import annotations

import os
import secrets
import socket
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data.store import schema_processes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from data.store.store import Store

    # Whether the process of this number runs on this machine, as far as can be told here.
    Lives = Callable[[str, int], bool]

ALIVE = timedelta(seconds=15)
BEAT = timedelta(seconds=3)
# How long a process that stopped saying so is remembered; longer than any sleep of a host.
KEPT = timedelta(hours=48)
LONGEST_NAME = 60
# A number of a machine is given again; this tells two processes that had it apart.
LIFE = secrets.token_hex(4)
table, turns = schema_processes.proses, schema_processes.giliran


@cache
def machine() -> str:
    """What tells this machine, as far as process numbers go, from others.

    Containers may share a host's name and still not see each other's processes.
    """
    name = socket.gethostname()[:LONGEST_NAME]
    try:
        return f"{name} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return name


def running(host: str, pid: int) -> bool:
    """Whether the process ``pid`` of ``host`` runs; true where that cannot be seen from here."""
    if host != machine():
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        # It is somebody else's, so it is there.
        return True
    return True


def join(
    store: Store, kind: str, *, host: str | None = None, pid: int | None = None, life: str = LIFE
) -> str:
    """A new process's id, from now on among the living; by itself it is this process."""
    host = machine() if host is None else host
    pid = os.getpid() if pid is None else pid
    me = f"{host.partition(' ')[0]}-{pid}-{life}-{secrets.token_hex(4)}"
    now = store.now()
    with store.writing(briefly=True) as connection:
        connection.execute(
            insert(table).values(id=me, jenis=kind, mesin=host, pid=pid, mulai=now, detak=now)
        )
    return me


def beat(store: Store, me: str) -> bool:
    """Says that ``me`` lives and keeps its turns; false where it is forgotten and must join."""
    now = store.now()
    with store.writing(briefly=True) as connection:
        known = connection.execute(update(table).where(table.c.id == me).values(detak=now)).rowcount
        connection.execute(update(turns).where(turns.c.proses == me).values(sampai=now + ALIVE))
        return bool(known)


def leave(store: Store, me: str) -> None:
    """Ends ``me``: it is dead at once, and its turns are free."""
    with store.writing(briefly=True) as connection:
        connection.execute(delete(turns).where(turns.c.proses == me))
        connection.execute(delete(table).where(table.c.id == me))


def living(store: Store, me: str, lives: Lives = running) -> frozenset[str]:
    """The ids of the processes that live, ``me`` among them; every other id is a dead one's."""
    with store.reading() as connection:
        return alive(connection, store.now(), me, lives)


def alive(connection: Connection, now: datetime, me: str, lives: Lives) -> frozenset[str]:
    """The same within a transaction."""
    rows = connection.execute(select(table.c.id, table.c.mesin, table.c.pid, table.c.detak)).all()
    # Who had the number of the one that asks, on its machine, was there before it.
    taken = {(row.mesin, row.pid) for row in rows if row.id == me}
    life = life_of(me)
    return frozenset({me}).union(
        row.id
        for row in rows
        if abs(now - row.detak) <= ALIVE
        and ((row.mesin, row.pid) not in taken or life_of(row.id) == life)
        and lives(row.mesin, row.pid)
    )


def unnoticed(store: Store, me: str, kind: str, lives: Lives = running) -> bool:
    """Whether a living process of ``kind`` has not looked around since ``me`` joined."""
    with store.reading() as connection:
        living = alive(connection, store.now(), me, lives)
        joined = select(table.c.mulai).where(table.c.id == me).scalar_subquery()
        earlier = select(table.c.id).where(
            table.c.jenis == kind, table.c.id != me, table.c.detak <= joined
        )
        return any(other in living for other in connection.scalars(earlier))


def life_of(process: str) -> str:
    """What tells the process apart from others that had its number."""
    return process.rpartition("-")[0].rpartition("-")[2]


def take_turn(store: Store, me: str, name: str, lives: Lives = running) -> bool:
    """Whether the turn ``name`` is ``me``'s now: kept, or taken where nobody living had it."""
    now = store.now()
    mine = {"proses": me, "sampai": now + ALIVE}
    with store.writing(briefly=True) as connection:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        held = connection.execute(
            dialect.insert(turns)
            .values(nama=name, **mine)
            # Changes nothing, but keeps the row from others until the end.
            .on_conflict_do_update(index_elements=["nama"], set_={"nama": name})
            .returning(turns)
        ).one()
        if (
            held.proses == me
            # A turn that ends later than any can was given by a clock that was wrong.
            or not now < held.sampai <= now + ALIVE
            or held.proses not in alive(connection, now, me, lives)
        ):
            connection.execute(update(turns).where(turns.c.nama == name).values(**mine))
            return True
        return False


def pass_turn(store: Store, me: str, name: str) -> None:
    """Frees the turn ``name``, where it is ``me``'s."""
    with store.writing(briefly=True) as connection:
        connection.execute(delete(turns).where(turns.c.nama == name, turns.c.proses == me))


def forget(store: Store) -> int:
    """Forgets processes of which nothing was heard for long; how many those were."""
    now = store.now()
    with store.writing(briefly=True) as connection:
        return connection.execute(
            delete(table).where(or_(table.c.detak < now - KEPT, table.c.detak > now + KEPT))
        ).rowcount
