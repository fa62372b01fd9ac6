"""An announcement before it is sent: exactly what places will read, and how many they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.bulanan.codes import TOTAL
from data.bulanan.recipients import Varian
from data.models import (
    Bulan,
    Frozen,
    JenisPengumuman,
)
from data.store import months, planning
from data.store.audit import TERMINAL
from handlers import pengumuman
from handlers.answer import Answer, Button
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.periode import month_name
from handlers.umumkan_laporan import latest_of, refuse_unknown, report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.bulanan.figures import Bulanan
    from data.store.planning import Persiapan
    from data.store.store import Store
    from handlers.asked import Asked

WORDINGS = 6
CODES_NAMED = 2


class KelompokVarian(Frozen):
    """One wording, how many places get it, and which."""

    nomor: int
    varian: str
    tempat: int


class PratinjauUmumkan(Frozen):
    """An announcement before it is sent: exactly what places will see, and how many.

    ``tampilan`` is the message of the wording shown; ``kelompok`` are the wordings around
    it, ``bentuk`` how many there are; ``kiriman`` counts messages, ``tempat`` the chats and
    topics; ``diganti`` says that another version came between the preview and the button.
    """

    bulan: Bulan
    jenis: JenisPengumuman
    versi: int
    tampilan: Answer
    kelompok: tuple[KelompokVarian, ...]
    bentuk: int
    dilihat: int
    tempat: int
    kiriman: int
    balasan: int
    diganti: bool = False


def prepared(asked: Asked, month: Bulan) -> Persiapan | None:
    """The announcement of ``month`` that is still to be made.

    Raises ``Mistake`` where the month is not loaded.
    """
    # The latest, whatever another process stored a moment ago.
    asked.office.figures.refresh()
    figures = asked.months()
    if figures.dari(month) is None:
        raise Mistake(
            "tidak_ada", "belum_dimuat", month_name(month), examples=("/templat", "/umumkan")
        )
    asker = asked.asker
    watch = asker.chat.id if asker.chat is not None else None
    who = TERMINAL if asker.id is None else asker.id
    return planning.prepare(asked.office.store, figures, month, who, watch)


def preview(asked: Asked, month: Bulan, shown: int, *, replaced: bool = False) -> Answer:
    """The announcement of ``month`` exactly as places will see it, and how many they are.

    ``replaced`` where the button of a preview met another version.
    """
    plan = prepared(asked, month)
    if plan is None:
        return report(asked, latest_of(asked, month))
    groups = wordings(plan)
    if not 1 <= shown <= len(groups):
        raise Mistake("salah", "nomor", str(len(groups)), examples=(f"/umumkan {month}",))
    figures = asked.months()
    wish = groups[shown - 1][0]
    first = (shown - 1) // WORDINGS * WORDINGS
    near = range(first + 1, min(first + WORDINGS, len(groups)) + 1)
    others = [wording_button(month, "varian_umumkan", number) for number in near if number != shown]
    turn = [
        wording_button(month, label, number)
        for label, number in (("sebelumnya", first), ("berikutnya", first + WORDINGS + 1))
        if 1 <= number <= len(groups)
    ]
    sends = [Button(label="batal", question="/umumkan batal")]
    if plan.penerima:
        send_it = Button(
            label="kirim_umumkan",
            question=f"/umumkan kirim {month} versi {plan.rencana.versi}",
            subject=str(len(plan.penerima)),
        )
        sends.insert(0, send_it)
    return asked.answer(
        "umumkan",
        PratinjauUmumkan(
            bulan=month,
            jenis=plan.rencana.jenis,
            versi=plan.rencana.versi,
            tampilan=worded(asked.office.store, plan, wish, figures),
            kelompok=tuple(
                KelompokVarian(nomor=number, varian=named(wording), tempat=count)
                for number in near
                for wording, count in (groups[number - 1],)
            ),
            bentuk=len(groups),
            dilihat=shown,
            tempat=len(plan.penerima),
            kiriman=len(plan.tujuan),
            balasan=sum(place.balas_ke is not None for place in plan.penerima),
            diganti=replaced,
        ),
        buttons=(tuple(sends), *in_rows(others, 3), tuple(turn)),
    )


def wording_button(month: Bulan, label: str, number: int) -> Button:
    """The button that shows the wording ``number`` in the preview of ``month``."""
    return Button(
        label=label, question=f"/umumkan {month} varian {number}", subject=str(number), edits=True
    )


def wordings(plan: Persiapan) -> list[tuple[Varian, int]]:
    """Every wording of an announcement with the number of places that get it, most first.

    Where nobody subscribed the usual wording, with none.
    """
    counts: dict[Varian, int] = {} if plan.penerima else {Varian(kode=(TOTAL,)): 0}
    for place in plan.penerima:
        for wish in place.varian:
            counts[wish] = counts.get(wish, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].bagian))


def named(wish: Varian) -> str:
    """A wording in a few words: its codes, its length, its part."""
    length = "ringkas"
    if wish.rinci:
        length = "lengkap" if wish.rinci == wish.kode else f"lengkap untuk {some(wish.rinci)}"
    words = [some(wish.kode) or "ambang", length]
    if wish.lama is not None:
        words = [some(wish.kode or (TOTAL,)), "koreksi"]
    if wish.ambang and wish.kode:
        words.append("dengan ambang")
    if wish.dari > 1:
        words.append(f"bagian {wish.bagian} dari {wish.dari}")
    return ", ".join(words)


def some(codes: Sequence[str]) -> str:
    """The first of ``codes``, and how many more there are."""
    more = len(codes) - CODES_NAMED
    return " ".join(codes[:CODES_NAMED]) + (f" dan {more} kode lain" if more > 0 else "")


def worded(store: Store, plan: Persiapan, wish: Varian, figures: Bulanan) -> Answer:
    """The message that places with ``wish`` get, as the announcer makes it."""
    position = figures.dari(plan.rencana.bulan)
    if position is None:
        refuse_unknown()
    old = None if wish.lama is None else months.position(store, wish.lama)
    if old is not None:
        return pengumuman.correction(wish, old, position)
    return pengumuman.monthly(wish, position, figures)
