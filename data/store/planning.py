"""What is to be announced now, and to whom: derived from what is stored, never from a timer.

Whoever asks again, after a stop or in another process, comes to the same plan; the
ledger's keys see to it that it is carried out once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.bulanan.recipients import (
    Penerima,
    Terkirim,
    Varian,
    corrected,
    differs,
    recipients,
)
from data.bulanan.timing import due_month
from data.models import Bulan, Frozen, JenisPengumuman, Kiriman, Pengumuman, Posisi, Rencana, Tujuan
from data.store import ledger, months, subscriptions
from data.store.audit import SCHEDULE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, time

    from data.bulanan.figures import Bulanan
    from data.models import Langganan
    from data.store.store import Store


# More deliveries than any announcement has.
ALL = 1_000_000


class Persiapan(Frozen):
    """An announcement as it would be made: what it is, and the places it goes to."""

    rencana: Rencana
    penerima: tuple[Penerima, ...]

    @property
    def tujuan(self) -> tuple[Tujuan, ...]:
        """The deliveries, one for each place and part."""
        return tuple(
            Tujuan(
                chat_id=place.chat_id,
                topik=place.topik,
                bagian=wish.bagian,
                varian=wish.model_dump_json(exclude_defaults=True),
                balas_ke=place.balas_ke,
            )
            for place in self.penerima
            for wish in place.varian
        )


def prepare(
    store: Store, figures: Bulanan, month: Bulan, who: int, watch: int | None = None
) -> Persiapan | None:
    """The announcement of ``month`` that is still to be made; ``None`` where there is none.

    The month itself where it was not announced; else a correction, where places got
    figures of another version.
    """
    position = figures.dari(month)
    if position is None:
        return None
    first = ledger.by_key(store, plan_of(JenisPengumuman.SERAPAN, position, who).kunci)
    if first is None:
        return Persiapan(
            rencana=plan_of(JenisPengumuman.SERAPAN, position, who, watch),
            penerima=recipients(subscriptions.active(store), position),
        )
    return prepare_correction(store, position, who, watch)


def prepare_correction(
    store: Store, position: Posisi, who: int, watch: int | None = None
) -> Persiapan | None:
    """The correction of a month that was announced in another version, if any place needs it."""
    month, version = position.muatan.bulan, position.muatan.versi
    if version == 1:
        return None
    delivered = ledger.delivered(store, month)
    places = corrected(
        last_sent(delivered),
        asking_for_corrections(store, month),
        announced_before(store, position, delivered),
        position,
    )
    changed: dict[int | None, bool] = {}
    for place in places:
        load = place.varian[0].lama
        if load not in changed:
            old = months.position(store, load) if load is not None else None
            changed[load] = old is not None and differs(old, position)
    wanted = tuple(place for place in places if changed[place.varian[0].lama])
    plan = plan_of(JenisPengumuman.KOREKSI, position, who, watch)
    there = ledger.by_key(store, plan.kunci)
    if there is not None:
        items = ledger.deliveries_of(store, there.id, limit=ALL)
        named = {(item.chat_id, item.topik) for item in items}
        wanted = tuple(place for place in wanted if (place.chat_id, place.topik) not in named)
    return Persiapan(rencana=plan, penerima=wanted) if wanted else None


def calling_off(store: Store, position: Posisi) -> Persiapan | None:
    """A correction to nobody, where earlier ones still wait that nobody needs any more.

    Once begun it replaces them, as any correction does.
    """
    plan = plan_of(JenisPengumuman.KOREKSI, position, SCHEDULE)
    earlier = [
        ledger.by_key(store, plan.model_copy(update={"versi": version}).kunci)
        for version in range(2, plan.versi)
    ]
    waiting = any(item and ledger.progress(store, item.id).menunggu for item in earlier)
    if not waiting or ledger.by_key(store, plan.kunci) is not None:
        return None
    return Persiapan(rencana=plan, penerima=())


def announced_before(store: Store, position: Posisi, delivered: Iterable[Kiriman]) -> Posisi | None:
    """The newest version before ``position`` that was announced; ``None`` where none was.

    A version that was replaced before anybody heard of it needs no correction.
    """
    month = position.muatan.bulan
    first = ledger.by_key(store, f"{JenisPengumuman.SERAPAN}-{month}")
    told = {item.muatan_id for item in delivered} or {first.muatan_id if first else None}
    older = [load for load in months.history(store, month) if load.versi < position.muatan.versi]
    return next((months.position(store, load.id) for load in older if load.id in told), None)


def asking_for_corrections(store: Store, month: Bulan) -> tuple[Langganan, ...]:
    """The active subscriptions, without those of places that the month is still on its way to.

    It will carry the newest figures when it goes out.
    """
    first = ledger.by_key(store, f"{JenisPengumuman.SERAPAN}-{month}")
    items = ledger.deliveries_of(store, first.id, *ledger.OPEN, limit=ALL) if first else ()
    coming = {(item.chat_id, item.topik) for item in items}
    return tuple(
        row for row in subscriptions.active(store) if (row.chat_id, row.topik) not in coming
    )


def last_sent(deliveries: Iterable[Kiriman]) -> tuple[Terkirim, ...]:
    """What each place got last, from deliveries oldest first; of several parts the first."""
    last: dict[tuple[int, int], tuple[int, Terkirim]] = {}
    for item in deliveries:
        place = (item.chat_id, item.topik)
        known = last.get(place)
        if item.muatan_id is None or (known and known[0] == item.pengumuman_id):
            continue
        last[place] = (
            item.pengumuman_id,
            Terkirim(
                chat_id=item.chat_id,
                topik=item.topik,
                muatan_id=item.muatan_id,
                varian=Varian.model_validate_json(item.varian),
                pesan_id=item.pesan_id,
            ),
        )
    return tuple(item for _, item in last.values())


def carry_out(store: Store, prepared: Persiapan) -> Pengumuman | None:
    """The announcement, begun; late places join one that is there.

    ``None`` where it was begun before and nobody is missing.
    """
    begun = ledger.create(store, prepared.rencana, prepared.tujuan)
    if begun is not None or prepared.rencana.jenis is not JenisPengumuman.KOREKSI:
        return begun
    there = ledger.by_key(store, prepared.rencana.kunci)
    if there is not None and ledger.top_up(store, there.id, prepared.tujuan):
        return there
    return None


def carry_out_due(
    store: Store,
    figures: Bulanan,
    now: datetime,
    *,
    day: int,
    at: time,
    admins: Iterable[int],
) -> tuple[Pengumuman, ...]:
    """Begins whatever is due at ``now``: the month whose turn it is, corrections, a reminder.

    A month whose turn it is and that was not loaded is a reminder to ``admins``, once;
    places that subscribed hear nothing. On day 0 only corrections go by themselves: a
    figure that was announced and is wrong waits for nobody.
    """
    month = due_month(now, day, at)
    begun: list[Pengumuman | None] = []
    if month is not None and figures.dari(month) is None:
        begun.append(remind(store, month, admins))
    elif month is not None:
        prepared = prepare(store, figures, month, SCHEDULE)
        begun.append(carry_out(store, prepared) if prepared else None)
    for position in figures.posisi:
        bulan = position.muatan.bulan
        if position.muatan.versi > 1 and ledger.by_key(store, f"serapan-{bulan}"):
            prepared = prepare_correction(store, position, SCHEDULE) or calling_off(store, position)
            begun.append(carry_out(store, prepared) if prepared else None)
    return tuple(item for item in begun if item is not None)


def remind(store: Store, month: Bulan, admins: Iterable[int]) -> Pengumuman | None:
    """Reminds ``admins`` that ``month`` is due and not loaded; once."""
    plan = Rencana(jenis=JenisPengumuman.PENGINGAT, bulan=month, muatan_id=None, oleh=SCHEDULE)
    if ledger.by_key(store, plan.kunci) is not None:
        return None
    return ledger.create(store, plan, [Tujuan(chat_id=admin) for admin in sorted(admins)])


def plan_of(kind: JenisPengumuman, position: Posisi, who: int, watch: int | None = None) -> Rencana:
    """The announcement of ``position`` as ``kind``."""
    return Rencana(
        jenis=kind,
        bulan=position.muatan.bulan,
        muatan_id=position.muatan.id,
        versi=position.muatan.versi,
        oleh=who,
        pantau_chat=watch,
    )
