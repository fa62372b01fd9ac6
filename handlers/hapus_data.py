"""``/hapus_data``: what is stored about whoever asks, and its end on their word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from data.models import Frozen
from data.store import privacy
from data.store.privacy import Tersimpan
from handlers.answer import Button
from handlers.langganan_kata import refuse_misspelt
from handlers.mistakes import Mistake
from handlers.words import fold

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked, Buttons

CONFIRMED = ("ya",)


class JawabanHapusData(Frozen):
    """What is stored, or was until now."""

    peristiwa: Literal["cara", "ada", "kosong", "dihapus"]
    tersimpan: Tersimpan = Tersimpan()


def hapus_data(asked: Asked) -> Answer:
    """What is stored about the asker; erased once they confirm it."""
    asker = asked.asker
    if not asker.private:
        raise Mistake("salah", "hapus_data_pribadi")
    refuse_misspelt(asked)
    if asked.words not in {(), CONFIRMED}:
        raise Mistake("salah", "hapus_data_kata", " ".join(asked.words), examples=("/hapus_data",))
    if asker.id is None:
        return told(asked, JawabanHapusData(peristiwa="cara"))
    store = asked.office.store
    # What a link asks was typed by somebody else: it confirms nothing.
    if tuple(fold(asked.raw).split()) != CONFIRMED:
        found = privacy.stored_about(store, asker.id)
        if not found.ada:
            return told(asked, JawabanHapusData(peristiwa="kosong"))
        sure = Button(label="hapus_data_ya", question="/hapus_data ya")
        return told(asked, JawabanHapusData(peristiwa="ada", tersimpan=found), ((sure,),))
    found = privacy.erase(store, asker.id)
    event: Literal["dihapus", "kosong"] = "dihapus" if found.ada else "kosong"
    return told(asked, JawabanHapusData(peristiwa=event, tersimpan=found))


def told(asked: Asked, data: JawabanHapusData, buttons: Buttons = ()) -> Answer:
    """The answer with ``data``."""
    return asked.answer("hapus_data", data, buttons=buttons)
