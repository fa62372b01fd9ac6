"""What is stored about a person, its end on their word, and its end after a time.

Of a request stay its number, its states and their times, for statistics. What admins and
officers did stays in the audit: it is how a public figure or answer came about.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select, update

from data.models import Frozen, KeadaanKeluar, KeadaanTiket
from data.models.layanan import OPEN
from data.store import outbox, schema, updates
from data.store.forgetting import NOBODY, forget
from data.store.publishing import PUBLISHED
from data.store.schema_service import (
    ikutan,
    percakapan,
    pesan_keluar,
    tak_terjawab,
    tanya_jawab,
    tiket,
    tiket_pesan,
)
from data.store.ticket_rows import happened, held, ticket

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping

    from data.layanan.rules import Rules
    from data.store.store import Store

# How long it is kept what was sent to whom.
SENT_KEPT = timedelta(days=30)
OVER = (KeadaanKeluar.TERKIRIM, KeadaanKeluar.GAGAL, KeadaanKeluar.TIDAK_PASTI)
STILL_OPEN = sorted(state.value for state in OPEN)
# The wording that tells officers, and how the key of what they saw before begins.
NOTICE = "hapus_data_petugas"
CARD = "kartu-"


class Tersimpan(Frozen):
    """How many rows there are about a person, by what they are."""

    langganan: int = 0
    ikutan: int = 0
    percakapan: int = 0
    permintaan: int = 0
    terbuka: int = 0
    pesan: int = 0
    terkirim: int = 0

    @property
    def ada(self) -> bool:
        """Whether there is anything."""
        return any(self.model_dump().values())


class Dihapus(Frozen):
    """What a day's retention removed: requests emptied, and rows deleted."""

    tiket: int = 0
    percakapan: int = 0
    tak_terjawab: int = 0
    keluar: int = 0

    @property
    def semua(self) -> int:
        """How many in all."""
        return sum(self.model_dump().values())


def stored_about(store: Store, person: int) -> Tersimpan:
    """What is stored about ``person``."""
    with store.reading() as connection:
        return counted(connection, person)


def counted(connection: Connection, person: int) -> Tersimpan:
    """The same within a transaction."""
    subscriptions, deliveries = schema.langganan, schema.kiriman
    mine = select(tiket.c.id).where(tiket.c.penanya == person)
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "langganan": [or_(subscriptions.c.chat_id == person, subscriptions.c.oleh == person)],
        "ikutan": [or_(ikutan.c.chat_id == person, ikutan.c.oleh == person)],
        "percakapan": [percakapan.c.chat_id == person],
        "permintaan": [tiket.c.penanya == person],
        "terbuka": [tiket.c.penanya == person, tiket.c.keadaan.in_(STILL_OPEN)],
        "pesan": [tiket_pesan.c.tiket_id.in_(mine), tiket_pesan.c.arah != "kejadian"],
    }
    found = {
        name: connection.execute(select(func.count()).where(*told)).scalar_one()
        for name, told in conditions.items()
    }
    sent = select(func.count()).where(deliveries.c.chat_id == person)
    owed = select(func.count()).where(
        or_(pesan_keluar.c.chat_id == person, pesan_keluar.c.tiket_id.in_(mine))
    )
    found["terkirim"] = (
        connection.execute(sent).scalar_one() + connection.execute(owed).scalar_one()
    )
    return Tersimpan(**found)


def erase(store: Store, person: int) -> Tersimpan:
    """Erases what is stored about ``person``; gives how much that was.

    Open requests end as withdrawn, and the officers who saw them are told, without a
    name. What they subscribed groups to, or made groups follow, stays without their id.
    """
    now = store.now()
    with store.writing() as connection:
        found = counted(connection, person)
        rows = connection.execute(
            select(tiket).where(tiket.c.penanya == person).order_by(tiket.c.id).with_for_update()
        ).mappings()
        mine = rows.all()
        numbers = [row["id"] for row in mine]
        still_open = [row for row in mine if row["keadaan"] in STILL_OPEN]
        watching = {row["id"]: watchers(connection, row) for row in still_open}
        close(connection, [row["id"] for row in still_open], now)
        empty(connection, numbers)
        for row in still_open:
            tell_officers(connection, row, watching[row["id"]], now)
        for statement in (
            delete(pesan_keluar).where(pesan_keluar.c.chat_id == person),
            delete(percakapan).where(percakapan.c.chat_id == person),
            delete(ikutan).where(ikutan.c.chat_id == person),
            update(ikutan).where(ikutan.c.oleh == person).values(oleh=NOBODY),
        ):
            connection.execute(statement)
        updates.erase(connection, person)
    forget(store, person)
    return found


def watchers(connection: Connection, row: RowMapping) -> tuple[tuple[int, int], ...]:
    """The chats, with a topic each, where officers see a request."""
    if row["ruang"] is not None:
        return ((row["ruang"], row["topik"] or 0),)
    cards = pesan_keluar.c.kunci.startswith(f"{CARD}{row['id']}-", autoescape=True)
    found = connection.execute(
        select(pesan_keluar.c.chat_id, pesan_keluar.c.topik).where(cards).distinct()
    )
    return tuple(sorted((chat, topic) for chat, topic in found))


def close(connection: Connection, numbers: Iterable[int], now: datetime) -> None:
    """Withdraws open requests, with what happened in their history."""
    for number in numbers:
        before = held(connection, number)
        connection.execute(
            update(tiket)
            .where(tiket.c.id == number)
            .values(
                keadaan=KeadaanTiket.DICABUT.value,
                selesai=now,
                diubah=now,
                menanti="",
                menanti_oleh=None,
            )
        )
        after = held(connection, number)
        happened(connection, now, after, None, after.keadaan.value, before=before)


def empty(connection: Connection, numbers: Sequence[int]) -> None:
    """Takes out of requests who asked and everything that was written, sent or drafted."""
    messages = tiket_pesan.c.tiket_id.in_(numbers)
    for statement in (
        delete(pesan_keluar).where(pesan_keluar.c.tiket_id.in_(numbers)),
        delete(tanya_jawab).where(
            tanya_jawab.c.tiket_id.in_(numbers), tanya_jawab.c.keadaan != PUBLISHED
        ),
        update(tiket_pesan)
        .where(messages, tiket_pesan.c.arah != "kejadian")
        .values(teks="", berkas="", asal_chat=None, asal_pesan=None),
        update(tiket_pesan)
        .where(
            messages,
            or_(
                tiket_pesan.c.arah == "penanya",
                tiket_pesan.c.oleh.in_(select(tiket.c.penanya).where(tiket.c.id.in_(numbers))),
            ),
        )
        .values(oleh=None),
    ):
        connection.execute(statement)
    for number in numbers:
        # The key may name the chat that it came from.
        connection.execute(
            update(tiket)
            .where(tiket.c.id == number)
            .values(
                kunci=f"lupa-{number}",
                penanya=None,
                nama="",
                lembaga="",
                kontak="",
                isi="",
                kegunaan="",
            )
        )


def tell_officers(
    connection: Connection, row: RowMapping, chats: Iterable[tuple[int, int]], now: datetime
) -> None:
    """Owes the officers a message that a request ended because its asker was forgotten."""
    for chat, topic in chats:
        outbox.put(
            connection,
            now,
            key=f"hapus-{row['id']}-{chat}",
            chat=chat,
            topic=topic,
            form="templat",
            content={
                "nama": NOTICE,
                "nilai": {"nomor": ticket(row).nomor},
                "tombol": [],
            },
            ticket=row["id"],
        )


def retain(store: Store, rules: Rules, now: datetime) -> Dihapus:
    """Removes what was kept as long as ``rules`` say; gives how much that was.

    Meant for once a day; again at once it finds nothing.
    """
    kept = rules.retensi
    with store.writing() as connection:
        ended = list(
            connection.scalars(
                select(tiket.c.id)
                .where(
                    tiket.c.selesai < now - timedelta(days=kept.tiket),
                    ~tiket.c.kunci.startswith("lupa-"),
                )
                .order_by(tiket.c.id)
                .with_for_update()
            )
        )
        empty(connection, ended)
        over = select(tiket.c.id).where(tiket.c.keadaan.not_in(STILL_OPEN))
        counts = {
            "percakapan": delete(percakapan).where(
                percakapan.c.diubah < now - timedelta(days=kept.percakapan)
            ),
            "tak_terjawab": delete(tak_terjawab).where(
                tak_terjawab.c.terakhir < now - timedelta(days=kept.tak_terjawab)
            ),
            # What was sent of an open request says which request a reply belongs to.
            "keluar": delete(pesan_keluar).where(
                pesan_keluar.c.keadaan.in_([state.value for state in OVER]),
                pesan_keluar.c.diubah < now - SENT_KEPT,
                or_(pesan_keluar.c.tiket_id.is_(None), pesan_keluar.c.tiket_id.in_(over)),
            ),
        }
        gone = {name: connection.execute(done).rowcount for name, done in counts.items()}
        return Dihapus(tiket=len(ended), **gone)
