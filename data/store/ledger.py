"""What was announced to whom: announcements with one row for each chat, topic and part.

An announcement is named by its key, and a delivery by announcement, chat, topic and
part; both are unique, so whoever comes second adds nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from data.models import (
    Bulan,
    JenisPengumuman,
    Keadaan,
    Kemajuan,
    Kiriman,
    Pengumuman,
    Rencana,
    Tujuan,
)
from data.store import schema
from data.store.audit import record
from data.store.store import Store, twice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping


RUNNING, STOPPED, DONE = "berjalan", "dihentikan", "selesai"
# Why deliveries of a stopped announcement are called off; going on with it takes them up.
CALLED_OFF = "dihentikan"
REPLACED = "diganti koreksi yang lebih baru"
OPEN = (Keadaan.MENUNGGU, Keadaan.MENGIRIM)
announcements, deliveries = schema.pengumuman, schema.kiriman


def create(store: Store, plan: Rencana, targets: Iterable[Tujuan]) -> Pengumuman | None:
    """The new announcement with its deliveries; ``None`` where it was made before."""
    now = store.now()
    try:
        with store.writing() as connection:
            result = connection.execute(
                insert(announcements).values(
                    kunci=plan.kunci,
                    jenis=plan.jenis.value,
                    tahun=plan.bulan.tahun,
                    bulan=plan.bulan.bulan,
                    muatan_id=plan.muatan_id,
                    keadaan=RUNNING,
                    oleh=plan.oleh,
                    dibuat=now,
                    pantau_chat=plan.pantau_chat,
                    dilaporkan=False,
                )
            )
            number = int(result.inserted_primary_key[0])  # type: ignore[index]
            count = add(connection, number, targets, now)
            record(connection, now, plan.oleh, "umumkan", plan.kunci, after=f"{count} tujuan")
            if plan.jenis is JenisPengumuman.KOREKSI:
                supersede(connection, number, plan.bulan, now)
            return announcement_in(connection, announcements.c.id == number)
    except IntegrityError:
        if by_key(store, plan.kunci) is None:
            raise
        return None


def add(connection: Connection, number: int, targets: Iterable[Tujuan], now: datetime) -> int:
    """Adds deliveries to an announcement, those not there yet; how many those are."""
    there = {
        tuple(row)
        for row in connection.execute(
            select(deliveries.c.chat_id, deliveries.c.topik, deliveries.c.bagian).where(
                deliveries.c.pengumuman_id == number
            )
        )
    }
    rows = {
        (target.chat_id, target.topik, target.bagian): {
            "pengumuman_id": number,
            **target.model_dump(),
            "keadaan": Keadaan.MENUNGGU.value,
            "alasan": "",
            "percobaan": 0,
            "diubah": now,
        }
        for target in targets
    }
    fresh = [values for key, values in rows.items() if key not in there]
    if fresh:
        connection.execute(insert(deliveries), fresh)
    return len(fresh)


def top_up(store: Store, number: int, targets: Iterable[Tujuan]) -> int:
    """Adds late places to an announcement; how many those are.

    It goes on with them; one that was stopped keeps them for when it is taken up again.
    """
    places = tuple(targets)

    def attempt() -> int:
        now = store.now()
        with store.writing() as connection:
            if hold(connection, announcements.c.id == number) is None:
                return 0
            count = add(connection, number, places, now)
            if count:
                go_on(connection, number)
                call_off(connection, number, now)
            return count

    # A chat that becomes a supergroup may bring a place in the same moment.
    return twice(attempt)


def go_on(connection: Connection, number: int) -> None:
    """Lets an announcement that was done go on, since it has something pending again."""
    connection.execute(
        update(announcements)
        .where(announcements.c.id == number, announcements.c.keadaan == DONE)
        .values(keadaan=RUNNING, selesai=None, dilaporkan=False)
    )


def call_off(connection: Connection, number: int, now: datetime) -> int:
    """Calls off what is pending of an announcement if it is stopped; how many those are."""
    stopped = select(announcements.c.id).where(announcements.c.keadaan == STOPPED)
    return connection.execute(
        update(deliveries)
        .where(
            deliveries.c.pengumuman_id == number,
            deliveries.c.pengumuman_id.in_(stopped),
            deliveries.c.keadaan == Keadaan.MENUNGGU.value,
        )
        .values(keadaan=Keadaan.BATAL.value, alasan=CALLED_OFF, diubah=now)
    ).rowcount


def supersede(connection: Connection, number: int, month: Bulan, now: datetime) -> None:
    """Calls off what is pending of the corrections of ``month`` before ``number``, for good.

    What was called off because one of them was stopped is not taken up again either.
    """
    earlier = [
        announcements.c.tahun == month.tahun,
        announcements.c.bulan == month.bulan,
        announcements.c.jenis == JenisPengumuman.KOREKSI.value,
        announcements.c.id < number,
    ]
    hold(connection, *earlier)
    connection.execute(
        update(deliveries)
        .where(
            deliveries.c.pengumuman_id.in_(select(announcements.c.id).where(*earlier)),
            or_(
                deliveries.c.keadaan == Keadaan.MENUNGGU.value,
                and_(
                    deliveries.c.keadaan == Keadaan.BATAL.value,
                    deliveries.c.alasan == CALLED_OFF,
                ),
            ),
        )
        .values(keadaan=Keadaan.BATAL.value, alasan=REPLACED, diubah=now)
    )


def newest_correction(connection: Connection, month: Bulan) -> int:
    """The id of the latest correction of ``month``; 0 where there is none."""
    found = connection.execute(
        select(func.max(announcements.c.id)).where(
            announcements.c.tahun == month.tahun,
            announcements.c.bulan == month.bulan,
            announcements.c.jenis == JenisPengumuman.KOREKSI.value,
        )
    ).scalar()
    return int(found or 0)


def find(store: Store, number: int) -> Pengumuman | None:
    """The announcement ``number``."""
    with store.reading() as connection:
        return announcement_in(connection, announcements.c.id == number)


def by_key(store: Store, key: str) -> Pengumuman | None:
    """The announcement that has ``key``."""
    with store.reading() as connection:
        return announcement_in(connection, announcements.c.kunci == key)


def latest_of(store: Store, month: Bulan) -> Pengumuman | None:
    """The latest announcement of ``month``, or of a correction of it."""
    kinds = [JenisPengumuman.SERAPAN.value, JenisPengumuman.KOREKSI.value]
    with store.reading() as connection:
        number = connection.execute(
            select(func.max(announcements.c.id)).where(
                announcements.c.tahun == month.tahun,
                announcements.c.bulan == month.bulan,
                announcements.c.jenis.in_(kinds),
            )
        ).scalar()
        return announcement_in(connection, announcements.c.id == number)


def recent(store: Store, limit: int) -> tuple[Pengumuman, ...]:
    """The latest announcements, newest first."""
    with store.reading() as connection:
        rows = connection.execute(
            select(announcements).order_by(announcements.c.id.desc()).limit(limit)
        ).mappings()
        return tuple(announcement(row) for row in rows)


def running(store: Store) -> tuple[Pengumuman, ...]:
    """The announcements under way, oldest first."""
    with store.reading() as connection:
        rows = connection.execute(
            select(announcements)
            .where(announcements.c.keadaan == RUNNING)
            .order_by(announcements.c.id)
        ).mappings()
        return tuple(announcement(row) for row in rows)


def progress(store: Store, number: int) -> Kemajuan:
    """How far the announcement ``number`` is."""
    with store.reading() as connection:
        counts = connection.execute(
            select(deliveries.c.keadaan, func.count())
            .where(deliveries.c.pengumuman_id == number)
            .group_by(deliveries.c.keadaan)
        ).all()
    return Kemajuan.model_validate({state.replace(" ", "_"): count for state, count in counts})


def deliveries_of(
    store: Store, number: int, *states: Keadaan, offset: int = 0, limit: int = 1000
) -> tuple[Kiriman, ...]:
    """The deliveries of an announcement that are in one of ``states``, or all."""
    conditions = [deliveries.c.pengumuman_id == number]
    if states:
        conditions.append(deliveries.c.keadaan.in_([state.value for state in states]))
    with store.reading() as connection:
        rows = connection.execute(
            select(deliveries)
            .where(*conditions)
            .order_by(deliveries.c.id)
            .offset(offset)
            .limit(limit)
        ).mappings()
        return tuple(delivery(row) for row in rows)


def delivered(store: Store, month: Bulan) -> tuple[Kiriman, ...]:
    """What was sent of ``month`` with its figures, oldest first."""
    kinds = [JenisPengumuman.SERAPAN.value, JenisPengumuman.KOREKSI.value]
    with store.reading() as connection:
        rows = connection.execute(
            select(deliveries)
            .join(announcements, announcements.c.id == deliveries.c.pengumuman_id)
            .where(
                announcements.c.tahun == month.tahun,
                announcements.c.bulan == month.bulan,
                announcements.c.jenis.in_(kinds),
                deliveries.c.keadaan == Keadaan.TERKIRIM.value,
            )
            .order_by(deliveries.c.id)
        ).mappings()
        return tuple(delivery(row) for row in rows)


def watch(store: Store, number: int, message_id: int) -> None:
    """Notes the message in which progress is shown."""
    with store.writing() as connection:
        connection.execute(
            update(announcements)
            .where(announcements.c.id == number)
            .values(pantau_pesan=message_id)
        )


def take_watch(store: Store, number: int) -> bool:
    """Whether the caller is the one to show the progress of an announcement."""
    with store.writing() as connection:
        return bool(
            connection.execute(
                update(announcements)
                .where(
                    announcements.c.id == number,
                    announcements.c.pantau_chat.is_not(None),
                    announcements.c.pantau_pesan.is_(None),
                )
                .values(pantau_pesan=0)
            ).rowcount
        )


def announcement_in(connection: Connection, condition: ColumnElement[bool]) -> Pengumuman | None:
    """The announcement that fits ``condition``."""
    row = connection.execute(select(announcements).where(condition)).mappings().first()
    return announcement(row) if row else None


def hold(connection: Connection, *conditions: ColumnElement[bool]) -> Pengumuman | None:
    """The first announcement that fits, all of which nobody else changes in the meantime.

    Whoever makes a delivery pending, and whoever calls an announcement done, holds it
    first: otherwise one could end while something is becoming pending.
    """
    rows = connection.execute(
        select(announcements)
        .where(*conditions)
        .order_by(announcements.c.id)
        .with_for_update(key_share=True)
    ).mappings()
    found = [announcement(row) for row in rows]
    return found[0] if found else None


def announcement(row: RowMapping) -> Pengumuman:
    """The announcement in ``row``."""
    values = {name: row[name] for name in Pengumuman.model_fields if name != "bulan"}
    month = Bulan(tahun=row["tahun"], bulan=row["bulan"])
    return Pengumuman.model_validate({**values, "bulan": month})


def delivery(row: RowMapping) -> Kiriman:
    """The delivery in ``row``."""
    return Kiriman.model_validate({name: row[name] for name in Kiriman.model_fields})
