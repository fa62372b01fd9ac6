"""Made-up files, chats and announcements, and a way to let two transactions meet."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, select

from data.models import (
    BarisBerkas,
    BarisBulanan,
    Berkas,
    Bulan,
    JenisPengumuman,
    Muatan,
    Obrolan,
    Pengumuman,
    Persetujuan,
    PesanMuat,
    Rencana,
    TingkatKode,
    Tujuan,
)
from data.store import audit, drafts, ledger, schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from data.store.store import Store

SEPTEMBER, OKTOBER = Bulan(tahun=2025, bulan=9), Bulan(tahun=2025, bulan=10)
ADMIN, ADMIN_KEDUA = 7_000_000_001, 7_000_000_002
GRUP, SUPERGRUP = -4_000_000_123, -1_001_234_567_890
BESAR = 987_654_321_012_345
# How long one transaction is given to get as far as it can beside another.
MEETING_SECONDS = 0.4


def berkas(name: str = "rekaan.xlsx", digest: str = "a" * 64) -> Berkas:
    """A made-up file of one row."""
    row = BarisBerkas(
        nomor=2, kode="TOTAL", kode_tercetak="Jumlah", uraian="Jumlah rekaan", pagu=9, realisasi=1
    )
    return Berkas(nama=name, sha256=digest, susunan="templat", bulan=None, baris=(row,))


def baris(**values: Any) -> BarisBulanan:
    """A made-up row, the total unless ``values`` say otherwise."""
    usual: dict[str, Any] = {
        "urutan": 1,
        "kode": "TOTAL",
        "tingkat": TingkatKode.TOTAL,
        "induk": None,
        "uraian": "Jumlah rekaan",
        "pagu": 1000,
        "realisasi": 871,
    }
    return BarisBulanan(**{**usual, **values})


def obrolan(number: int = GRUP, title: str = "Grup rekaan") -> Obrolan:
    """A made-up group."""
    return Obrolan(id=number, jenis="group", judul=title)


def approve(
    store: Store,
    number: int,
    *rows: BarisBulanan,
    who: int = ADMIN,
    after: int = 0,
    needed: int = 1,
    announce: bool = True,
    warnings: Iterable[PesanMuat] = (),
) -> Persetujuan:
    """What confirming a draft comes to, with one made-up row where none is given."""
    lines = rows or (baris(),)
    return drafts.approve(
        store, number, who, lines, warnings, after=after, announce=announce, needed=needed
    )


def load(store: Store, month: Bulan = OKTOBER, *rows: BarisBulanan, after: int = 0) -> Muatan:
    """A confirmed version of ``month``, the one after ``after``."""
    number = drafts.draft(store, ADMIN, berkas(), month)
    stored = approve(store, number, *rows, after=after).muatan
    assert stored is not None
    return stored


def announce(
    store: Store,
    chats: Iterable[int],
    *,
    parts: int = 1,
    kind: JenisPengumuman = JenisPengumuman.SERAPAN,
    version: int = 1,
    load_id: int | None = None,
) -> Pengumuman:
    """A new announcement of October to ``chats``, in ``parts``."""
    plan = Rencana(jenis=kind, bulan=OKTOBER, muatan_id=load_id, versi=version, oleh=ADMIN)
    targets = [Tujuan(chat_id=chat, bagian=part) for chat in chats for part in range(1, parts + 1)]
    made = ledger.create(store, plan, targets)
    assert made is not None
    return made


def trail(store: Store) -> list[str]:
    """What the audit says was done, oldest first."""
    return [item.tindakan for item in reversed(audit.page(store, 0, 1000).jejak)]


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the store holds, by table."""
    with store.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=str)
            for table in schema.metadata.sorted_tables
        }


@contextmanager
def meanwhile(store: Store, action: Callable[[], Any]) -> Iterator[list[Future[Any]]]:
    """Lets ``action`` run in a thread when the next transaction is about to be committed.

    The transaction goes on when ``action`` is through, or waits for it in vain. Gives
    the list in which the future of ``action`` stands afterwards.
    """
    started: list[Future[Any]] = []
    with ThreadPoolExecutor(1) as pool:

        def meet(connection: Any) -> None:  # noqa: ARG001 - the event's name
            if not started:
                started.append(pool.submit(action))
                wait(started, MEETING_SECONDS)

        event.listen(store.engine, "commit", meet)
        try:
            yield started
        finally:
            event.remove(store.engine, "commit", meet)


@contextmanager
def broken_commit(store: Store) -> Iterator[None]:
    """Lets every transaction fail at its very end, when all statements are through."""

    def fail(connection: Any) -> None:  # noqa: ARG001 - the event's name
        raise RuntimeError("putus")

    event.listen(store.engine, "commit", fail)
    try:
        yield
    finally:
        event.remove(store.engine, "commit", fail)


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """What ``actions`` give, each of which ran in a thread of its own."""
    with ThreadPoolExecutor(len(actions)) as pool:
        return [future.result() for future in [pool.submit(action) for action in actions]]
