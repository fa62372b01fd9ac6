"""Who is to hear of a month, and in which wording: from subscriptions and what was sent.

A place is a chat with its topic. It gets one message, whatever it subscribed to: the
wishes are put together in a ``Varian``, which says all that tells its message from
another place's.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from data.bulanan.codes import TOTAL
from data.bulanan.preview import BarisPratinjau, beside, changes
from data.calculator import Computed, percent
from data.models import BarisBulanan, Frozen, JenisLangganan, Pilihan, Posisi, TingkatKode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from data.models import Langganan

# A message of this much room stays within Telegram's limit whatever the names and amounts
# are, and leaves room for the frame of its preview.
ROOM = 16
WEIGHTS = {"ambang": 1, "kepala": 2, "tiada": 1, "rincian": 1}
SHOWN = frozenset(
    {TingkatKode.TOTAL, TingkatKode.PROGRAM, TingkatKode.KEGIATAN, TingkatKode.KELUARAN}
)


class Varian(Frozen):
    """What the message of a place holds: codes, thresholds met, and its part.

    ``rinci`` are those of the codes that are wanted with what stands below them;
    ``lama`` is the load whose figures the place got before, for a correction.
    """

    kode: tuple[str, ...] = ()
    rinci: tuple[str, ...] = ()
    ambang: tuple[Pilihan, ...] = ()
    lama: int | None = None
    bagian: int = 1
    dari: int = 1


class Isi(Frozen):
    """What one message says: thresholds, the rows asked for, and the rows below those.

    ``tiada`` are codes that the month does not have; ``lainnya`` counts the rows that
    had no room, which happens where a newer version has more of them.
    """

    ambang: tuple[Pilihan, ...] = ()
    kepala: tuple[BarisBulanan, ...] = ()
    tiada: tuple[str, ...] = ()
    rincian: tuple[BarisBulanan, ...] = ()
    lainnya: int = 0


class Penerima(Frozen):
    """A place with the parts of its announcement and the message that it replies to."""

    chat_id: int
    topik: int
    varian: tuple[Varian, ...]
    balas_ke: int | None = None


class Terkirim(Frozen):
    """What a place got last of a month: the load, the wording and the message."""

    chat_id: int
    topik: int
    muatan_id: int
    varian: Varian
    pesan_id: int | None


def recipients(subscriptions: Iterable[Langganan], position: Posisi) -> tuple[Penerima, ...]:
    """The places that a month's announcement goes to, in the order of ``subscriptions``.

    Those must be active, and together where they are of one place. A place that only
    waits for a threshold hears nothing while that is not met.
    """
    found = []
    known: dict[Varian, tuple[Varian, ...]] = {}
    for (chat_id, topic), group in groupby(subscriptions, key=lambda row: (row.chat_id, row.topik)):
        wishes = [row.pilihan for row in group]
        monthly = [wish for wish in wishes if wish.jenis is JenisLangganan.SERAPAN]
        met = tuple(
            wish
            for wish in wishes
            if wish.jenis is JenisLangganan.AMBANG and is_met(wish, position)
        )
        if monthly or met:
            wish = Varian(
                kode=tuple(dict.fromkeys(wish.kode for wish in monthly)),
                rinci=tuple(
                    dict.fromkeys(wish.kode for wish in monthly if wish.panjang == "lengkap")
                ),
                ambang=met,
            )
            if wish not in known:
                known[wish] = in_parts(wish, position)
            found.append(Penerima(chat_id=chat_id, topik=topic, varian=known[wish]))
    return tuple(found)


def is_met(wish: Pilihan, position: Posisi) -> bool:
    """Whether the threshold ``wish`` is met at ``position``, before any rounding."""
    if wish.bulan not in {0, position.muatan.bulan.bulan} or wish.persen is None:
        return False
    row = position.dari_kode(wish.kode)
    absorbed = None if row is None else percent(row.realisasi, row.pagu)
    if not isinstance(absorbed, Computed):
        return False
    return absorbed.value < wish.persen if wish.arah == "<" else absorbed.value > wish.persen


def in_parts(wish: Varian, position: Posisi) -> tuple[Varian, ...]:
    """``wish`` once for each message that it takes."""
    parts = len(parted(wish, position))
    return tuple(
        wish.model_copy(update={"bagian": number, "dari": parts}) for number in range(1, parts + 1)
    )


def parted(wish: Varian, position: Posisi) -> list[Isi]:
    """What ``wish`` says of ``position``, message by message; at least one."""
    there = {row.kode for row in position.baris}
    asked = dict.fromkeys([*(item.kode for item in wish.ambang), *wish.kode])
    entries: list[tuple[str, Pilihan | BarisBulanan | str]] = [
        *(("ambang", item) for item in wish.ambang if item.kode in there),
        *(("kepala", row) for row in heads(wish, position)),
        *(("tiada", code) for code in asked if code not in there),
        *(("rincian", row) for row in detail(wish, position)),
    ]
    parts: list[list[tuple[str, Pilihan | BarisBulanan | str]]] = [[]]
    left = ROOM
    for entry in entries:
        weight = WEIGHTS[entry[0]]
        if weight > left:
            parts.append([])
            left = ROOM
        parts[-1].append(entry)
        left -= weight
    return [
        Isi.model_validate(
            {field: [what for named, what in part if named == field] for field in WEIGHTS}
        )
        for part in parts
    ]


def part_of(wish: Varian, position: Posisi) -> Isi:
    """What the message of ``wish`` says, of its part.

    ``position`` may be a newer version than the one that the parts were counted for:
    a part may then be empty, and the last one tells how much had no room.
    """
    parts = parted(wish, position)
    if wish.bagian > len(parts):
        return Isi()
    part = parts[wish.bagian - 1]
    if wish.bagian < wish.dari:
        return part
    left = [len(getattr(rest, field)) for rest in parts[wish.bagian :] for field in WEIGHTS]
    return part.model_copy(update={"lainnya": sum(left)})


def corrected(
    sent: Iterable[Terkirim], subscriptions: Iterable[Langganan], old: Posisi | None, new: Posisi
) -> tuple[Penerima, ...]:
    """The places that hear of the correction ``new``.

    Exactly those that got another version (``sent``, the last of each place), each as a
    reply; and those that asked for corrections as such, which hear of what changed
    against ``old``, the version that was announced before.
    """
    last = {(item.chat_id, item.topik): item for item in sent}
    found = {
        place: Penerima(
            chat_id=item.chat_id,
            topik=item.topik,
            varian=(Varian(kode=codes_of(item.varian), lama=item.muatan_id),),
            balas_ke=item.pesan_id,
        )
        for place, item in last.items()
        if item.muatan_id != new.muatan.id
    }
    for row in subscriptions if old is not None else ():
        place = (row.chat_id, row.topik)
        if row.pilihan.jenis is JenisLangganan.KOREKSI and place not in last:
            wish = Varian(kode=(row.pilihan.kode,), lama=old.muatan.id if old else None)
            found[place] = Penerima(chat_id=row.chat_id, topik=row.topik, varian=(wish,))
    return tuple(found.values())


def differs(old: Posisi, new: Posisi) -> bool:
    """Whether any pagu or realisasi of ``new`` is another than in ``old``."""
    return bool(changes(old, new))


def heads(wish: Varian, position: Posisi) -> tuple[BarisBulanan, ...]:
    """The rows that a place asked for by their codes; the programmes go with the whole."""
    found = []
    for code in wish.kode:
        row = position.dari_kode(code)
        if row is not None:
            found.append(row)
        if code == TOTAL:
            found += [row for row in position.baris if row.tingkat is TingkatKode.PROGRAM]
    return tuple(dict.fromkeys(found))


def codes_of(wish: Varian) -> tuple[str, ...]:
    """The codes whose figures a place got: those it asked for and those of thresholds."""
    return tuple(dict.fromkeys([*wish.kode, *(item.kode for item in wish.ambang)]))


def detail(wish: Varian, position: Posisi) -> tuple[BarisBulanan, ...]:
    """The rows below what a place wants at length, down to outputs."""
    if not wish.rinci:
        return ()
    told = set(heads(wish, position))
    parents = {row.kode: row.induk for row in position.baris}
    return tuple(
        row
        for row in position.baris
        if row.tingkat in SHOWN and row not in told and is_under(row.kode, wish.rinci, parents)
    )


def is_under(code: str, codes: Sequence[str], parents: Mapping[str, str | None]) -> bool:
    """Whether ``code`` stands below one of ``codes``, by the parent of each code."""
    if TOTAL in codes:
        return True
    parent = parents.get(code)
    for _ in TingkatKode:
        if parent in codes:
            return True
        parent = parents.get(parent) if parent else None
    return False


def lines(rows: Iterable[BarisBulanan], previous: Posisi | None) -> tuple[BarisPratinjau, ...]:
    """``rows`` with their absorption, held against ``previous``."""
    return tuple(beside(row, previous) for row in rows)
