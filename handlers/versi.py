"""``/versi``: the versions of the report's data, since when each answers, and what changed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from data.models import Frozen
from data.moments import WITA
from data.store import versions
from data.versions import PerubahanData
from handlers.asked import in_rows
from handlers.links import SHOWN
from handlers.mistakes import Mistake

if TYPE_CHECKING:
    from data.models import VersiData
    from handlers.answer import Answer
    from handlers.asked import Asked

VERSIONS_A_PAGE = 5
CHANGES_SHOWN = 3
LINES_A_PAGE = 12
DIGITS = re.compile(r"[0-9a-f]{4,12}")
EXAMPLES = ("/versi",)


class RingkasVersi(Frozen):
    """A version, since when it answers (WITA), and the first few of its ``berubah`` changes.

    ``pertama`` says that no earlier one is kept, so that nothing can be told to have changed.
    """

    versi: str
    sejak: datetime
    berubah: int
    perubahan: tuple[PerubahanData, ...]
    pertama: bool


class DaftarVersi(Frozen):
    """The version that answers now, and a page of all that are kept, newest first.

    ``tercatat`` says whether the version of now is among the ``semua`` that are kept.
    """

    kini: str
    tercatat: bool
    versi: tuple[RingkasVersi, ...]
    semua: int


class RincianVersi(Frozen):
    """What one version changed: a page of it, behind the first ``mulai``."""

    kini: str
    versi: RingkasVersi
    perubahan: tuple[PerubahanData, ...]
    mulai: int


def versi(asked: Asked) -> Answer:
    """The versions that are kept, or what the one that is named changed."""
    kept = all_kept(asked)
    words = [word for word in asked.text.split() if word != "versi"]
    named = words[0] if words and DIGITS.fullmatch(words[0]) else None
    if words and named is None and words[0] not in {"hal", "halaman"}:
        raise Mistake("salah", "versi", words[0], examples=EXAMPLES)
    if named is None:
        return listed(asked, kept)
    found = next((item for item in kept if item.versi.startswith(named)), None)
    if found is None:
        if asked.report.version.startswith(named):
            return listed(asked, kept)
        raise Mistake("salah", "versi_asing", named, examples=EXAMPLES)
    return detailed(asked, found, first=found is kept[-1])


def all_kept(asked: Asked) -> tuple[VersiData, ...]:
    """The versions that are kept; none where there is no store."""
    if asked.office.find_store() is None:
        return ()
    return versions.all(asked.office.store)


def listed(asked: Asked, kept: tuple[VersiData, ...]) -> Answer:
    """The versions that are kept, newest first."""
    part, turn = asked.pages(len(kept), VERSIONS_A_PAGE, "/versi")
    shown = tuple(told(asked, item, first=item is kept[-1]) for item in kept[part])
    more = [
        asked.button("versi_ke", f"/versi {row.versi[:SHOWN]}", subject=row.versi[:SHOWN])
        for row in shown
        if row.berubah > CHANGES_SHOWN
    ]
    return asked.answer(
        "versi",
        DaftarVersi(
            kini=asked.report.version,
            tercatat=any(item.versi == asked.report.version for item in kept),
            versi=shown,
            semua=len(kept),
        ),
        buttons=(*in_rows(more, 2), *turn),
    )


def detailed(asked: Asked, version: VersiData, *, first: bool) -> Answer:
    """All that ``version`` changed."""
    changed = versions.changes(asked.office.store, version.versi)
    part, turn = asked.pages(len(changed), LINES_A_PAGE, f"/versi {version.versi[:SHOWN]}")
    return asked.answer(
        "versi_rincian",
        RincianVersi(
            kini=asked.report.version,
            versi=told(asked, version, first=first),
            perubahan=changed[part],
            mulai=part.start,
        ),
        buttons=(*turn, (asked.button("versi", "/versi"),)),
    )


def told(asked: Asked, version: VersiData, *, first: bool) -> RingkasVersi:
    """``version`` with the first few of its changes."""
    changed = versions.changes(asked.office.store, version.versi)
    return RingkasVersi(
        versi=version.versi,
        sejak=version.sejak.astimezone(WITA),
        berubah=len(changed),
        perubahan=changed[:CHANGES_SHOWN],
        pertama=first,
    )
