"""Telling followers what changed: months that were loaded, and new versions of the report.

Nothing depends on a moment that must not be missed: each tick looks at what is stored,
and what it owes is named by follower and version, so that it goes out once.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot import formatting
from data.bulanan.codes import TOTAL
from data.calculator import Computed, percent
from data.layanan import ikutan
from data.store import followers, months, outbox, versions
from handlers.terbitan import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.models import BarisBulanan, Ikutan, Posisi, VersiData
    from data.report import Report
    from data.store.store import Store
    from data.versions import PerubahanData
    from handlers.office import Office

logger = logging.getLogger(__name__)

# What happened longer ago is told to nobody; what was sent is remembered for longer.
RECENT = timedelta(days=14)
# So many changes are listed in one message.
LISTED = 6
NOTHING = "—"
WORDING = "kabar_ikutan"


class Kabar(NamedTuple):
    """What a follower is told: the values of the wording, and the line that shows the figure."""

    nilai: dict[str, object]
    pertanyaan: str


class Following:
    """Owes followers what changed in ``report`` and in the months of ``office``."""

    def __init__(self, office: Office, report: Report) -> None:
        self._office = office
        self._report = report
        self._seen: tuple[str, ...] = ()

    async def tick(self) -> int:
        """Owes what is new since the last tick; how many messages. Raises ``StoreError``."""
        return await asyncio.to_thread(self.look)

    def look(self) -> int:
        """The same, waiting for the store."""
        store = self._office.store
        kept = versions.all(store)
        self._office.figures.refresh()
        figures = self._office.figures.current()
        seen = (figures.keadaan, followers.state(store), *(item.versi for item in kept))
        if seen == self._seen:
            return 0
        rows = followers.every(store)
        since = self._office.now() - RECENT
        owed = 0
        if rows:
            for item in kept:
                if item.sejak > since:
                    owed += self._owe_version(store, item, rows)
            for position in figures.posisi:
                if position.muatan.disimpan > since:
                    before = earlier(store, position, figures.posisi)
                    owed += self._owe_month(store, position, before, rows)
        self._seen = seen
        if owed:
            logger.info("Messages owed to followers: %d", owed)
        return owed

    def _owe_version(self, store: Store, item: VersiData, rows: Iterable[Ikutan]) -> int:
        """Owes what a version of the report's data changed."""
        changed = versions.changes(store, item.versi)
        news = {}
        for row in rows:
            mine = [change for change in changed if ikutan.concerns(row.sasaran, change)]
            if mine and row.dibuat < item.sejak:
                news[row] = self._of_version(row, item, mine)
        return self._owe(store, news, item.versi)

    def _of_version(self, row: Ikutan, item: VersiData, changes: list[PerubahanData]) -> Kabar:
        """The news of what a version changed about a target."""
        lines = [
            {
                "jenis": change.jenis,
                "apa": ", ".join(
                    part for part in (change.judul, change.baris, change.kolom) if part
                ),
                "dari": change.dari or NOTHING,
                "menjadi": change.menjadi or NOTHING,
            }
            for change in changes[:LISTED]
        ]
        return Kabar(
            {
                "jenis": "laporan",
                "sasaran": ikutan.named(row.sasaran, self._report),
                "bulan": "",
                "pembanding": "",
                "baris": lines,
                "lainnya": max(0, len(changes) - LISTED),
                "sumber": f"{self._report.laporan(self._report.latest).judul_pendek}, "
                f"data versi {item.versi} sejak {formatting.moment(item.sejak)}",
                "nomor": row.id,
            },
            ikutan.question(row.sasaran, self._report),
        )

    def _owe_month(
        self, store: Store, position: Posisi, before: Posisi | None, rows: Iterable[Ikutan]
    ) -> int:
        """Owes what a loaded month says, or what its correction changed."""
        load = position.muatan
        news = {}
        for row in rows:
            code = ikutan.monthly_code(row.sasaran)
            if code is None or row.dibuat >= load.disimpan:
                continue
            lines = monthly_lines(position, before, code)
            if lines:
                news[row] = self._of_month(row, position, before, lines)
        return self._owe(store, news, str(load.id))

    def _of_month(
        self,
        row: Ikutan,
        position: Posisi,
        before: Posisi | None,
        lines: list[dict[str, str]],
    ) -> Kabar:
        """The news of a month about a target."""
        load = position.muatan
        code = ikutan.monthly_code(row.sasaran)
        asks = "/serapan" if code == TOTAL else f"/serapan {code}"
        return Kabar(
            {
                "jenis": "koreksi" if load.versi > 1 else "bulan",
                "sasaran": ikutan.named(row.sasaran, self._report),
                "bulan": formatting.month(load.bulan),
                "pembanding": ""
                if before is None or load.versi > 1
                else formatting.month(before.muatan.bulan),
                "baris": lines[:LISTED],
                "lainnya": max(0, len(lines) - LISTED),
                "sumber": f"berkas {short(load.berkas)}, versi {load.versi}, posisi "
                f"{formatting.day(load.bulan.akhir)}, dimuat {formatting.moment(load.disimpan)}",
                "nomor": row.id,
            },
            f"{asks} {load.bulan}",
        )

    def _owe(self, store: Store, news: Mapping[Ikutan, Kabar], version: str) -> int:
        """Owes ``news``, each once; how many that are new."""
        if not news:
            return 0
        now = store.now()
        with store.writing() as connection:
            return sum(
                outbox.put(
                    connection,
                    now,
                    key=f"ikut-{row.id}-{version}",
                    chat=row.chat_id,
                    topic=row.topik,
                    form="templat",
                    content={
                        "nama": WORDING,
                        "nilai": told.nilai,
                        "tombol": buttons(row, told.pertanyaan),
                    },
                )
                for row, told in news.items()
            )


def buttons(row: Ikutan, question: str) -> list[list[dict[str, str]]]:
    """Buttons to the figure, and to the end of the following."""
    number = str(row.id)
    return [
        [{"label": "apa_adanya", "question": question, "subject": question}],
        [{"label": "hapus_ikutan", "question": f"/ikuti hapus {number}", "subject": number}],
    ]


def earlier(store: Store, position: Posisi, every: Iterable[Posisi]) -> Posisi | None:
    """What ``position`` is compared with: the version before it, else the month before it."""
    load = position.muatan
    if load.versi > 1:
        before = [item for item in months.history(store, load.bulan) if item.versi < load.versi]
        return months.position(store, before[0].id) if before else None
    same_year = [
        item
        for item in every
        if item.muatan.bulan.tahun == load.bulan.tahun and item.muatan.bulan < load.bulan
    ]
    return same_year[-1] if same_year else None


def monthly_lines(position: Posisi, before: Posisi | None, code: str) -> list[dict[str, str]]:
    """What a month says of ``code``, old and new; of a correction only what it changed.

    For the whole budget a correction also lists the codes below that changed.
    """
    corrected = position.muatan.versi > 1
    codes = [code]
    if corrected and code == TOTAL:
        both = (*position.baris, *(before.baris if before else ()))
        codes = list(dict.fromkeys([TOTAL, *(row.kode for row in both)]))
    lines = []
    for one in codes:
        new = position.dari_kode(one)
        old = before.dari_kode(one) if before else None
        if (new is None and old is None) or (corrected and same(old, new)):
            continue
        if new is None and not corrected:
            continue
        row = new or old
        name = "" if one == TOTAL or row is None else f"{one} {row.uraian}"
        lines.append(
            {
                "jenis": "ubah",
                "apa": short(name) if name else "Seluruh anggaran",
                "dari": standing(old),
                "menjadi": standing(new),
            }
        )
    return lines


def same(old: BarisBulanan | None, new: BarisBulanan | None) -> bool:
    """Whether two versions say the same of a code."""
    return (
        old is not None
        and new is not None
        and (old.pagu, old.realisasi) == (new.pagu, new.realisasi)
    )


def standing(row: BarisBulanan | None) -> str:
    """What a row says: spent, of what, in percent."""
    if row is None:
        return NOTHING
    share = percent(row.realisasi, row.pagu)
    told = f" ({formatting.percent(share.rounded)})" if isinstance(share, Computed) else ""
    spent, whole = formatting.short_rupiah(row.realisasi), formatting.short_rupiah(row.pagu)
    return f"{spent} dari {whole}{told}"
