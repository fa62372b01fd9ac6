"""Sending from the ledger: claimed before it is sent, recorded after.

What may be claimed is locked as it is found, so of two processes one gets the row. A
row that stays claimed longer than any sending can take belongs to a process that died:
what became of its message nobody knows, so it is ``tidak pasti`` until a person decides.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Integer, bindparam, exists, or_, select, tuple_, update

from data.models import JenisPengumuman, Keadaan, Kiriman, Pengumuman
from data.store import schema
from data.store.audit import record
from data.store.ledger import (
    CALLED_OFF,
    DONE,
    OPEN,
    RUNNING,
    STOPPED,
    announcement,
    call_off,
    delivery,
    go_on,
    hold,
    newest_correction,
    supersede,
)
from data.store.putting_off import is_due, is_over, moments, put_off

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, Select, Update
    from sqlalchemy.sql.dml import ReturningUpdate

    from data.store.store import Store

# Longer than any sending may take, bot/announcing.py sees to that.
LEASE = timedelta(minutes=5)
table, announcements = schema.kiriman, schema.pengumuman


class Sampai(NamedTuple):
    """A delivery that went out: its message, and the load whose figures it held."""

    item: Kiriman
    pesan_id: int
    muatan_id: int | None


def claim(store: Store, claimer: str, busy: Collection[int] = ()) -> Kiriman | None:
    """The next delivery that may go out, claimed by ``claimer``; ``None`` where there is none.

    Chats in ``busy`` are passed over. A later part waits for the one before it.
    """
    claimed = exchange(store, claimer, (), 1, busy)
    return claimed[0] if claimed else None


def exchange(
    store: Store, claimer: str, gone: Collection[Sampai], most: int, busy: Collection[int] = ()
) -> tuple[Kiriman, ...]:
    """Records what has ``gone`` out and claims ``most`` further deliveries, in one transaction.

    Gives those, each to another chat and otherwise as ``claim`` does; fewer where there
    are fewer. What is recorded already, or was decided on since, stays as it is.
    """
    moment = store.now()
    with store.writing() as connection:
        if gone:
            # In one order, whoever does it: two transactions must not wait for each other.
            ordered = sorted(gone, key=lambda each: each.item.id)
            connection.execute(settling(), [arrival(each, moment) for each in ordered])
        if most < 1:
            return ()
        given = {**moments(moment), "busy": list(busy), "most": most}
        # Of several that may go to one chat, the others wait until the first was sent.
        first: dict[int, int] = {}
        for number, chat_id in connection.execute(claimable(), given):
            first.setdefault(chat_id, number)
        if not first:
            return ()
        given = {"moment": moment, "claimer": claimer, "ids": list(first.values())}
        claimed = [delivery(row) for row in connection.execute(claiming(), given).mappings()]
    return tuple(sorted(claimed, key=lambda item: item.id))


def held_by(store: Store, claimer: str) -> tuple[Kiriman, ...]:
    """What ``claimer`` has claimed and of which nothing is recorded yet."""
    with store.reading() as connection:
        rows = connection.execute(
            select(table).where(table.c.keadaan == Keadaan.MENGIRIM.value, table.c.klaim == claimer)
        ).mappings()
        return tuple(delivery(row) for row in rows)


# Putting these statements together takes longer than carrying them out. They are two,
# since a limit within the second would not hold: PostgreSQL may find its rows anew.
@cache
def claimable() -> Select[int, int]:
    """The statement that finds what may go out, and keeps it from others."""
    waiting, earlier = table.alias("waiting"), table.alias("earlier")
    before = exists().where(
        earlier.c.pengumuman_id == waiting.c.pengumuman_id,
        earlier.c.chat_id == waiting.c.chat_id,
        earlier.c.topik == waiting.c.topik,
        earlier.c.bagian < waiting.c.bagian,
        earlier.c.keadaan != Keadaan.TERKIRIM.value,
    )
    running = select(announcements.c.id).where(announcements.c.keadaan == RUNNING)
    return (
        select(waiting.c.id, waiting.c.chat_id)
        .where(
            waiting.c.keadaan == Keadaan.MENUNGGU.value,
            waiting.c.pengumuman_id.in_(running),
            is_due(waiting.c.tidak_sebelum),
            or_(waiting.c.bagian == 1, ~before),
            waiting.c.chat_id.not_in(bindparam("busy", expanding=True)),
        )
        .order_by(waiting.c.id)
        .limit(bindparam("most", type_=Integer()))
        .with_for_update(skip_locked=True, of=waiting)
    )


@cache
def claiming() -> ReturningUpdate[Any]:
    """The statement that claims what was found."""
    moment = bindparam("moment", type_=schema.Moment())
    return (
        update(table)
        .where(
            table.c.id.in_(bindparam("ids", expanding=True)),
            table.c.keadaan == Keadaan.MENUNGGU.value,
        )
        .values(
            keadaan=Keadaan.MENGIRIM.value,
            klaim=bindparam("claimer"),
            diklaim=moment,
            diubah=moment,
            percobaan=table.c.percobaan + 1,
        )
        .returning(table)
    )


def sent(store: Store, item: Kiriman, message_id: int, load_id: int | None) -> bool:
    """Records that ``item`` went out with the figures of ``load_id``.

    True also where it had become ``tidak pasti`` meanwhile; false where a person
    decided on it since.
    """
    with store.writing() as connection:
        arrived = arrival(Sampai(item, message_id, load_id), store.now())
        return bool(connection.execute(settling(), arrived).rowcount)


def arrival(gone: Sampai, now: datetime) -> dict[str, object]:
    """What ``settling`` takes for a delivery that went out."""
    return settled(
        gone.item,
        now,
        Keadaan.TERKIRIM,
        pesan_id=gone.pesan_id,
        muatan_id=gone.muatan_id,
        alasan="",
    )


def failed(store: Store, item: Kiriman, reason: str) -> bool:
    """Records that ``item`` cannot be delivered, with its later parts, called off or not.

    False, and nothing is recorded, where a person decided on it since.
    """
    now = store.now()
    with store.writing() as connection:
        if not settle(connection, item, now, Keadaan.GAGAL, alasan=reason):
            return False
        this = table.alias("this")
        place = select(this.c.chat_id, this.c.topik).where(this.c.id == item.id)
        connection.execute(
            update(table)
            .where(
                table.c.pengumuman_id == item.pengumuman_id,
                tuple_(table.c.chat_id, table.c.topik).in_(place),
                table.c.bagian > item.bagian,
                table.c.keadaan.in_([Keadaan.MENUNGGU.value, Keadaan.BATAL.value]),
            )
            .values(keadaan=Keadaan.GAGAL.value, alasan=reason, diubah=now)
        )
        return True


def unknown(store: Store, item: Kiriman, reason: str) -> bool:
    """Records that nobody knows whether ``item`` was delivered."""
    with store.writing() as connection:
        return settle(connection, item, store.now(), Keadaan.TIDAK_PASTI, alasan=reason)


def put_back(store: Store, item: Kiriman, reason: str, not_before: datetime) -> bool:
    """Makes ``item``, which certainly did not go out, pending again from ``not_before`` on.

    It is called off instead where the announcement was stopped meanwhile, or corrected.
    """
    now = store.now()
    with store.writing() as connection:
        parent = hold(connection, announcements.c.id == item.pengumuman_id)
        done = settle(
            connection,
            item,
            now,
            Keadaan.MENUNGGU,
            alasan=reason,
            tidak_sebelum=put_off(now, not_before),
            klaim=None,
        )
        if parent is None or not done:
            return False
        go_on(connection, parent.id)
        call_off(connection, parent.id, now)
        if parent.jenis is JenisPengumuman.KOREKSI:
            supersede(connection, newest_correction(connection, parent.bulan), parent.bulan, now)
        return True


def settle(
    connection: Connection, item: Kiriman, now: datetime, state: Keadaan, **values: object
) -> bool:
    """Puts ``item`` into ``state`` if it is still this claim's.

    ``percobaan`` tells this claim from a later one of the same claimer.
    """
    given = settled(item, now, state, **values)
    return bool(connection.execute(settling(), given).rowcount)


def settled(item: Kiriman, now: datetime, state: Keadaan, **values: object) -> dict[str, object]:
    """What ``settling`` takes: whose claim it is, and the columns that change."""
    return {
        "number": item.id,
        "claimer": item.klaim,
        "attempt": item.percobaan,
        "keadaan": state.value,
        "diubah": now,
        **values,
    }


@cache
def settling() -> Update:
    """The statement that changes a delivery while it is a claim's."""
    return update(table).where(
        table.c.id == bindparam("number"),
        table.c.klaim == bindparam("claimer"),
        table.c.percobaan == bindparam("attempt"),
        # Not as a list: one cannot be repeated for many rows.
        or_(
            table.c.keadaan == Keadaan.MENGIRIM.value,
            table.c.keadaan == Keadaan.TIDAK_PASTI.value,
        ),
    )


def expire(store: Store, lease: timedelta = LEASE) -> int:
    """Makes what was claimed longer than ``lease`` ago ``tidak pasti``; how many that were."""
    now = store.now()
    with store.writing() as connection:
        return connection.execute(
            update(table)
            .where(
                table.c.keadaan == Keadaan.MENGIRIM.value,
                is_over(table.c.diklaim, now, lease),
            )
            .values(
                keadaan=Keadaan.TIDAK_PASTI.value,
                alasan="proses berhenti saat mengirim",
                diubah=now,
            )
        ).rowcount


def decide(
    store: Store, number: int, who: int, *, again: bool, item: int | None = None
) -> tuple[Kiriman, ...]:
    """Settles what is ``tidak pasti`` of an announcement: sent once more, or taken as sent.

    One delivery where ``item`` names it. Gives those that were settled. What is taken
    as sent counts as sent with the announcement's figures.
    """
    now = store.now()
    conditions = [table.c.pengumuman_id == number, table.c.keadaan == Keadaan.TIDAK_PASTI.value]
    if item is not None:
        conditions.append(table.c.id == item)
    values: dict[str, object] = (
        {"keadaan": Keadaan.MENUNGGU.value, "klaim": None, "tidak_sebelum": None, "alasan": ""}
        if again
        else {"keadaan": Keadaan.TERKIRIM.value, "alasan": "dianggap terkirim"}
    )
    with store.writing() as connection:
        parent = hold(connection, announcements.c.id == number)
        if parent is None:
            return ()
        if not again:
            values["muatan_id"] = parent.muatan_id
        rows = connection.execute(
            update(table).where(*conditions).values(**values, diubah=now).returning(table)
        ).mappings()
        settled = tuple(sorted((delivery(row) for row in rows), key=lambda row: row.id))
        if settled:
            if again:
                reopen(connection, number)
            else:
                # Its end is told once more, with the counts as they are now.
                connection.execute(
                    update(announcements)
                    .where(announcements.c.id == number)
                    .values(dilaporkan=False)
                )
            record(
                connection,
                now,
                who,
                "kirim ulang" if again else "anggap terkirim",
                parent.kunci,
                before=Keadaan.TIDAK_PASTI.value,
                after=f"{len(settled)} kiriman: "
                + ", ".join(str(row.chat_id) for row in settled[:20]),
            )
        return settled


def stop(store: Store, number: int, who: int) -> int:
    """Stops an announcement; how many deliveries that were pending are called off."""
    now = store.now()
    with store.writing() as connection:
        running = connection.execute(
            update(announcements)
            .where(announcements.c.id == number, announcements.c.keadaan == RUNNING)
            .values(keadaan=STOPPED)
        ).rowcount
        if not running:
            return 0
        count = call_off(connection, number, now)
        record(connection, now, who, "hentikan", f"pengumuman {number}", after=f"{count} batal")
        return count


def resume(store: Store, number: int, who: int) -> int:
    """Goes on with a stopped announcement; how many deliveries are pending again."""
    now = store.now()
    with store.writing() as connection:
        hold(connection, announcements.c.id == number)
        count = connection.execute(
            update(table)
            .where(
                table.c.pengumuman_id == number,
                table.c.keadaan == Keadaan.BATAL.value,
                table.c.alasan == CALLED_OFF,
            )
            .values(keadaan=Keadaan.MENUNGGU.value, alasan="", diubah=now)
        ).rowcount
        if count:
            reopen(connection, number)
            record(connection, now, who, "lanjutkan", f"pengumuman {number}", after=f"{count}")
        return count


def reopen(connection: Connection, number: int) -> None:
    """Lets an announcement go on that had ended."""
    connection.execute(
        update(announcements)
        .where(announcements.c.id == number)
        .values(keadaan=RUNNING, selesai=None, dilaporkan=False)
    )


def finish(store: Store) -> tuple[Pengumuman, ...]:
    """The announcements that have just come to their end, each given to one caller only."""
    now = store.now()
    still = exists().where(
        table.c.pengumuman_id == announcements.c.id,
        table.c.keadaan.in_([state.value for state in OPEN]),
    )
    with store.writing() as connection:
        # The statements below see what those wrote who held them before.
        hold(connection, announcements.c.dilaporkan.is_(False))
        connection.execute(
            update(announcements)
            .where(announcements.c.keadaan == RUNNING, ~still)
            .values(keadaan=DONE, selesai=now)
        )
        # A stopped one ends when what was being sent has come to its end.
        rows = connection.execute(
            update(announcements)
            .where(
                announcements.c.keadaan.in_([DONE, STOPPED]),
                announcements.c.dilaporkan.is_(False),
                ~still,
            )
            .values(dilaporkan=True, selesai=now)
            .returning(announcements)
        ).mappings()
        return tuple(announcement(row) for row in rows)
