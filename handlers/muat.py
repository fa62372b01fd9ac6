"""``/muat`` and files sent to the bot: a month's figures, from the file to the version.

Nothing counts before somebody confirms it. A button of the preview says from which state
of the store the preview was made; once that has changed, the preview is shown again.
"""

from __future__ import annotations

import contextlib
import logging
import re
from typing import TYPE_CHECKING

from data.bulanan.refusal import FileRefused
from data.bulanan.sandbox import read_safely
from data.models import Bulan, Frozen
from data.store import drafts
from data.store.errors import StoreError
from handlers.answer import Button
from handlers.apologies import apology
from handlers.mistakes import Mistake
from handlers.muat_hasil import (
    HasilMuat,
    announced_now,
    history_button,
    outcome,
    stored,
    waiting,
    way_of,
)
from handlers.pemeriksaan import examined
from handlers.periode import read_period
from handlers.pratinjau import EXAMPLES, WISHES, ask_month, offer, refused, seen_as
from handlers.words import split

if TYPE_CHECKING:
    from data.models import Berkas, Draf
    from handlers.answer import Answer
    from handlers.asked import Asked
    from handlers.pemeriksaan import Pemeriksaan

logger = logging.getLogger(__name__)

NUMBER = re.compile(r"\d{1,12}")
# What no preview is seen as.
OUTDATED = ("",)


def load(asked: Asked, name: str, content: bytes, said: str) -> Answer:
    """The answer to a file: its preview, the question for its month, or why it is refused.

    ``said`` may name the month, as a caption does. Reading takes up to half a minute.
    """
    try:
        file = read_safely(name, content, asked.office.columns)
        return receive(asked, file, month_in(asked, said))
    except FileRefused as refusal:
        return refused(asked, name, None, refusal.pesan)
    except StoreError as error:
        logger.warning("The store does not answer: %s", error)
        return apology(Mistake("salah", "basis_data"), asked, asked.report)


def month_in(asked: Asked, said: str) -> Bulan | None:
    """The one month that ``said`` names with its year; ``None`` for anything else."""
    return month_of(asked, split(said))


def month_of(asked: Asked, words: tuple[str, ...]) -> Bulan | None:
    """The one month that ``words`` name with its year."""
    found = read_period(words, asked.office.today()).bulan
    if len(found) != 1 or found[0].tahun is None:
        return None
    return Bulan(tahun=found[0].tahun, bulan=found[0].bulan)


def receive(asked: Asked, file: Berkas, month: Bulan | None) -> Answer:
    """The answer to a file that was read; one that can be loaded becomes a draft."""
    who, store = acting(asked), asked.office.store
    month = month or file.bulan
    if month is None:
        errors = tuple(message for message in file.pesan if message.galat)
        if errors:
            return refused(asked, file.nama, None, file.pesan)
        return ask_month(asked, drafts.draft(store, who, file, None), file.nama)
    checked = examined(asked, file, month)
    if checked.hasil.ditolak:
        return refused(asked, file.nama, month, checked.hasil.pesan)
    number = drafts.draft(store, who, file, month)
    return offer(asked, number, file, checked)


def muat(asked: Asked) -> Answer:
    """A draft's preview, or what is done with it: its month, confirming, cancelling."""
    words = [word for word in asked.words if word]
    if not words:
        button = Button(label="templat", question="/templat")
        return asked.answer("muat_cara", Frozen(), buttons=((button,),))
    draft = named(asked, words[0])
    if draft.berkas is None:
        return ended(asked, draft)
    match words[1:]:
        case []:
            return shown(asked, draft, draft.berkas, draft.bulan)
        case ["batal"]:
            return cancelled(asked, draft)
        case [wish, *seen] if wish in WISHES:
            return decided(asked, draft, draft.berkas, tuple(seen), announce=WISHES[wish])
        case named_month:
            month = month_of(asked, tuple(named_month))
            if month is None:
                raise Mistake("salah", "muat", " ".join(named_month), examples=EXAMPLES)
            return shown(asked, draft, draft.berkas, month)


def named(asked: Asked, word: str) -> Draf:
    """The draft whose number is ``word``; raises ``Mistake`` where there is none."""
    if not NUMBER.fullmatch(word):
        raise Mistake("salah", "muat", word, examples=EXAMPLES)
    draft = drafts.find(asked.office.store, int(word))
    if draft is None:
        raise Mistake("salah", "muatan", word, examples=EXAMPLES)
    return draft


def acting(asked: Asked) -> int:
    """The person who loads; raises ``Mistake`` for whoever is nobody in particular."""
    if asked.asker.id is None:
        raise Mistake("salah", "bukan_admin", "/muat")
    return asked.asker.id


def shown(asked: Asked, draft: Draf, file: Berkas, month: Bulan | None) -> Answer:
    """The preview of ``draft`` as ``month``, which it is of from now on."""
    if month is None:
        return ask_month(asked, draft.id, file.nama)
    checked = examined(asked, file, month)
    if checked.hasil.ditolak:
        return refused(asked, file.nama, month, checked.hasil.pesan, draft.id)
    if month == draft.bulan:
        return offer(asked, draft.id, file, checked, draft.penyetuju)
    drafts.assign(asked.office.store, draft.id, month)
    return offer(asked, draft.id, file, checked)


def decided(
    asked: Asked, draft: Draf, file: Berkas, seen: tuple[str, ...], *, announce: bool
) -> Answer:
    """What confirming ``draft`` comes to, of which ``seen`` was seen: month and state.

    Nothing is confirmed where the preview would be another by now.
    """
    if draft.bulan is None:
        return ask_month(asked, draft.id, file.nama)
    checked = examined(asked, file, draft.bulan)
    if checked.hasil.ditolak:
        # Somebody else may have confirmed it a moment ago.
        now = drafts.find(asked.office.store, draft.id) or draft
        if now.berkas is None:
            return ended(asked, now)
        return refused(asked, file.nama, draft.bulan, checked.hasil.pesan, draft.id)
    if seen and seen != seen_as(checked):
        return offer(asked, draft.id, file, checked, draft.penyetuju, changed=True)
    return confirmed(asked, draft, file, checked, announce=announce)


def confirmed(
    asked: Asked, draft: Draf, file: Berkas, checked: Pemeriksaan, *, announce: bool
) -> Answer:
    """What confirming ``draft`` as it was ``checked`` comes to."""
    store, month = asked.office.store, checked.pratinjau.bulan
    way = way_of(asked, month, changed=bool(checked.pratinjau.perubahan))
    result = drafts.approve(
        store,
        draft.id,
        acting(asked),
        checked.hasil.baris,
        checked.hasil.peringatan,
        after=checked.versi,
        announce=announce,
        needed=asked.office.approvals,
        month=month,
    )
    if result.hasil == "menunggu":
        return waiting(asked, draft.id, month, result)
    if result.hasil == "usang":
        return decided(asked, draft, file, OUTDATED, announce=announce)
    if result.hasil != "tersimpan" or result.muatan is None:
        return ended(asked, drafts.find(store, draft.id) or draft)
    # It is stored: whoever cannot read it now reads it a little later.
    with contextlib.suppress(StoreError):
        asked.office.figures.refresh()
    if result.umumkan:
        way = announced_now(asked, month)
    return stored(asked, result.muatan, way, unanimous=result.umumkan or not announce)


def cancelled(asked: Asked, draft: Draf) -> Answer:
    """What cancelling ``draft`` comes to."""
    store = asked.office.store
    if drafts.cancel(store, draft.id, acting(asked)):
        data = HasilMuat(hasil="dibatalkan", nomor=draft.id, bulan=draft.bulan)
        return outcome(asked, data)
    return ended(asked, drafts.find(store, draft.id) or draft)


def ended(asked: Asked, draft: Draf) -> Answer:
    """What became of ``draft``, which waits no more."""
    data = HasilMuat(
        hasil="sudah" if draft.versi else "batal",
        nomor=draft.id,
        bulan=draft.bulan,
        versi=draft.versi,
    )
    if draft.bulan is None or not draft.versi:
        return outcome(asked, data)
    return outcome(asked, data, history_button(draft.bulan))
