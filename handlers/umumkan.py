"""``/umumkan``: announcing a month to those who subscribed, and what became of it.

Works with the store; nothing here sends. What is begun here is sent by the announcer,
from the ledger.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from data.bulanan.timing import due_at, due_month
from data.models import (
    Bulan,
    Frozen,
    JenisPengumuman,
    Pengumuman,
)
from data.store import delivery, ledger, planning
from data.store.audit import TERMINAL
from handlers.answer import Answer, Button
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.periode import month_name, read_period

if TYPE_CHECKING:
    from handlers.asked import Asked
from handlers.umumkan_laporan import EXAMPLES, latest_of, report
from handlers.umumkan_pratinjau import prepared, preview

LATEST = 6
LONGEST_NUMBER = 9
ACTIONS = frozenset({"kirim", "henti", "lanjut", "laporan", "ulang", "anggap"})


class BulanUmumkan(Frozen):
    """A loaded month: its version, and what was announced of it, if anything."""

    bulan: Bulan
    versi: int
    pengumuman: Pengumuman | None


class IkhtisarUmumkan(Frozen):
    """The latest months and what became of them; when the next goes out by itself.

    ``giliran`` is the month whose turn it is; ``dimuat`` whether it is loaded.
    """

    bulan: tuple[BulanUmumkan, ...]
    giliran: Bulan | None
    dimuat: bool
    berikut: datetime | None


def umumkan(asked: Asked) -> Answer:
    """The months to announce, the preview of one, or what is done with an announcement."""
    words = [word for word in asked.words if word]
    if words and words[0] == "batal":
        return asked.answer("umumkan_batal", Frozen(), buttons=all_button())
    if words and words[0] in ACTIONS and words[0] != "kirim":
        return on_announcement(asked, words)
    if not words:
        return overview(asked)
    sends = words[0] == "kirim"
    month, rest = month_in(asked, words[1:] if sends else words)
    number = None
    if len(rest) == 2 and rest[0] == ("versi" if sends else "varian"):  # noqa: PLR2004 - word, number
        number = numeral(rest[1])
    if rest and number is None:
        raise Mistake("salah", "kata", " ".join(rest), examples=EXAMPLES)
    if sends:
        return send(asked, month, number)
    return preview(asked, month, 1 if number is None else number)


def numeral(word: str) -> int | None:
    """The number that ``word`` is, of those that a store can hold; else ``None``."""
    return int(word) if word.isdecimal() and len(word) <= LONGEST_NUMBER else None


def month_in(asked: Asked, words: list[str]) -> tuple[Bulan, tuple[str, ...]]:
    """The one month that ``words`` name, with its year, and the words left over."""
    today = asked.office.today()
    period = read_period(tuple(words), today)
    rest = tuple(word for word in period.kata if word)
    if len(period.bulan) != 1:
        raise Mistake("salah", "bulan", " ".join(words), examples=EXAMPLES)
    wanted = period.bulan[0]
    if wanted.tahun is not None:
        return Bulan(tahun=wanted.tahun, bulan=wanted.bulan), rest
    loaded = [item.muatan.bulan for item in asked.months().posisi]
    fitting = [month for month in loaded if month.bulan == wanted.bulan]
    if fitting:
        return fitting[-1], rest
    return Bulan(tahun=today.year, bulan=wanted.bulan), rest


def overview(asked: Asked) -> Answer:
    """The latest months that are loaded and what was announced of them."""
    office, store = asked.office, asked.office.store
    latest = asked.months().posisi[-LATEST:][::-1]
    shown = [
        BulanUmumkan(
            bulan=item.muatan.bulan,
            versi=item.muatan.versi,
            pengumuman=ledger.by_key(store, f"{JenisPengumuman.SERAPAN}-{item.muatan.bulan}"),
        )
        for item in latest
    ]
    turn = due_month(office.now(), office.day, office.time)
    return asked.answer(
        "umumkan_ikhtisar",
        IkhtisarUmumkan(
            bulan=tuple(shown),
            giliran=turn,
            dimuat=turn is not None and asked.months().dari(turn) is not None,
            berikut=due_at(turn.sesudah, office.day, office.time) if turn else None,
        ),
        buttons=in_rows(
            [
                Button(
                    label="apa_adanya",
                    question=f"/umumkan {row.bulan}",
                    subject=month_name(row.bulan),
                )
                for row in shown
            ],
            2,
        ),
    )


def send(asked: Asked, month: Bulan, version: int | None) -> Answer:
    """Begins the announcement of ``month``; of two presses one begins it.

    Where ``version``, which the preview showed, is not the newest any more, a new preview.
    """
    plan = prepared(asked, month)
    if plan is not None and version not in {None, plan.rencana.versi}:
        return preview(asked, month, 1, replaced=True)
    begun = planning.carry_out(asked.office.store, plan) if plan else None
    if begun is None:
        return report(asked, latest_of(asked, month))
    return report(asked, begun, fresh=True)


def begin(asked: Asked, month: Bulan) -> Pengumuman | None:
    """The announcement of ``month``, begun; ``None`` where there is nothing to announce."""
    plan = prepared(asked, month)
    return planning.carry_out(asked.office.store, plan) if plan else None


def on_announcement(asked: Asked, words: list[str]) -> Answer:
    """What is done with a begun announcement: stopped, taken up, reported, decided on."""
    numbers = [number for word in words[1:] if (number := numeral(word)) is not None]
    if len(numbers) != len(words) - 1 or not 1 <= len(numbers) <= 2:  # noqa: PLR2004 - it, and a delivery
        raise Mistake("salah", "umumkan", " ".join(words), examples=EXAMPLES)
    store = asked.office.store
    who = TERMINAL if asked.asker.id is None else asked.asker.id
    item = numbers[1] if len(numbers) > 1 else None
    found = ledger.find(store, numbers[0])
    if found is None:
        raise Mistake("salah", "umumkan", " ".join(words), examples=EXAMPLES)
    if words[0] == "henti":
        delivery.stop(store, found.id, who)
    elif words[0] == "lanjut":
        delivery.resume(store, found.id, who)
    elif words[0] in {"ulang", "anggap"}:
        delivery.decide(store, found.id, who, again=words[0] == "ulang", item=item)
    return report(asked, ledger.find(store, found.id) or found)


def all_button() -> tuple[tuple[Button, ...], ...]:
    """The way back to all months."""
    return ((Button(label="umumkan", question="/umumkan"),),)
