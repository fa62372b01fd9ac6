"""What became of a draft, and how its figures will be announced."""

from __future__ import annotations

import logging
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from data.bulanan.timing import due_at, due_month
from data.models import Bulan, Frozen, JenisPengumuman, Keadaan, Muatan, Pengumuman
from data.store import ledger
from data.store.errors import StoreError
from handlers.answer import Button
from handlers.periode import month_name

if TYPE_CHECKING:
    from data.models import Persetujuan
    from handlers.answer import Answer
    from handlers.asked import Asked

logger = logging.getLogger(__name__)


class CaraUmumkan(Frozen):
    """How a stored month comes to be announced.

    ``dimulai``: right now, as ``nomor``; ``tiada``: there was nothing to begin; ``gagal``:
    it could not be begun; ``koreksi``: as a reply, to the ``tempat`` places that got an
    earlier version; ``sama``: not again, since no amount changed; ``terjadwal``: by itself,
    at ``kapan``; ``segera``: by itself, its time has come; ``mati``: nothing goes by
    itself; ``lewat``: this month does not any more.
    """

    cara: Literal[
        "dimulai", "tiada", "gagal", "koreksi", "sama", "terjadwal", "segera", "mati", "lewat"
    ]
    nomor: int | None = None
    tempat: int = 0
    kapan: datetime | None = None


class HasilMuat(Frozen):
    """What became of draft ``nomor``.

    ``kurang`` is how many more admins must confirm it; ``belum_semua`` says that this
    admin would have it announced at once, but not every admin.
    """

    hasil: Literal["tersimpan", "menunggu", "sudah", "batal", "dibatalkan"]
    nomor: int
    bulan: Bulan | None = None
    versi: int | None = None
    kurang: int = 0
    belum_semua: bool = False
    umumkan: CaraUmumkan | None = None


def waiting(asked: Asked, number: int, month: Bulan, result: Persetujuan) -> Answer:
    """The answer to a confirmation that another admin's must follow, who is told of it."""
    answer = outcome(
        asked,
        HasilMuat(hasil="menunggu", nomor=number, bulan=month, kurang=result.perlu - result.setuju),
        Button(label="pratinjau", question=f"/muat {number}"),
        Button(label="batal", question=f"/muat {number} batal"),
    )
    return answer.model_copy(update={"tell_admins": f"/muat {number}"})


def stored(asked: Asked, load: Muatan, way: CaraUmumkan, *, unanimous: bool) -> Answer:
    """The answer to the confirmation that stored ``load``."""
    month = load.bulan
    buttons = [
        history_button(month),
        Button(label="umumkan_bulan", question=f"/umumkan {month}", subject=month_name(month)),
    ]
    return outcome(
        asked,
        HasilMuat(
            hasil="tersimpan",
            nomor=load.id,
            bulan=month,
            versi=load.versi,
            belum_semua=not unanimous,
            umumkan=way,
        ),
        *buttons,
    )


def outcome(asked: Asked, data: HasilMuat, *buttons: Button) -> Answer:
    """The answer that tells ``data``."""
    return asked.answer("muat_hasil", data, buttons=(buttons,))


def history_button(month: Bulan) -> Button:
    """The button to the versions of ``month``."""
    return Button(label="riwayat", question=f"/riwayat {month}", subject=month_name(month))


def way_of(asked: Asked, month: Bulan, *, changed: bool) -> CaraUmumkan:
    """How ``month``, once stored, is announced without anybody doing more.

    ``changed`` says whether any amount is another than in the version before.
    """
    office = asked.office
    store = office.store
    if ledger.by_key(store, f"{JenisPengumuman.SERAPAN}-{month}") is not None:
        places = {(item.chat_id, item.topik) for item in ledger.delivered(store, month)}
        return CaraUmumkan(cara="koreksi" if changed else "sama", tempat=len(places))
    if office.day == 0:
        return CaraUmumkan(cara="mati")
    moment = due_at(month, office.day, office.time)
    if moment > office.now():
        return CaraUmumkan(cara="terjadwal", kapan=moment)
    ours = due_month(office.now(), office.day, office.time) == month
    return CaraUmumkan(cara="segera" if ours else "lewat")


def announced_now(asked: Asked, month: Bulan) -> CaraUmumkan:
    """How far announcing ``month`` at once has come; the load is stored whatever happens."""
    try:
        begun = begin_announcement(asked, month)
    except StoreError as error:
        logger.warning("The announcement could not be begun: %s", error)
        return CaraUmumkan(cara="gagal")
    if begun is None:
        return CaraUmumkan(cara="tiada")
    waiting_ones = ledger.deliveries_of(asked.office.store, begun.id, Keadaan.MENUNGGU)
    places = {(item.chat_id, item.topik) for item in waiting_ones}
    return CaraUmumkan(cara="dimulai", nomor=begun.id, tempat=len(places))


def begin_announcement(asked: Asked, month: Bulan) -> Pengumuman | None:
    """The announcement of ``month``, begun; ``None`` where there is nothing to announce."""
    begun: Pengumuman | None = import_module("handlers.umumkan").begin(asked, month)
    return begun
