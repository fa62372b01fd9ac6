"""How fast monthly files are read and stored, and months are told; every figure is made up."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from bot.answering import Desk
from bot.rendering import Renderer
from data.bulanan.figures import Figures
from data.bulanan.hostile import ROWS
from data.bulanan.reading import read_file
from data.bulanan.sandbox import read_safely
from data.models import BarisBerkas, BarisBulanan, Berkas, Bulan, TingkatKode
from data.store import drafts
from data.store.store import Store
from handlers.office import Office
from tests.bench_timing import Numbers, seconds
from tests.data.store.rekaan import ADMIN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from data.report import Report

ROUNDS = 3
STORED_ROWS = 2000
MONTH_ROWS = 300
ASKED = 200
# The first ones are told and announced; the others are stored for the time that takes.
MONTHS = tuple(Bulan(tahun=2025, bulan=number) for number in range(1, 11))
STORED = tuple(Bulan(tahun=2026, bulan=number) for number in range(1, ROUNDS + 1))
HEADER = "kode;uraian;pagu;realisasi;jenis_belanja;blokir"


def monthly(report: Report, stores: Mapping[str, str]) -> Numbers:
    """Everything about months; afterwards the stores hold ``MONTHS``."""
    numbers = reading()
    for kind, address in stores.items():
        store = Store.open(address)
        numbers[f"store_{kind}_rows_per_second"] = storing(store)
        fill(store)
        if kind == "sqlite":
            numbers |= telling(report, store)
        store.close()
    return numbers


def code(number: int) -> str:
    """The code of an output, another one for each ``number``."""
    return f"{6000 + number // 999}.QGE.{number % 999 + 1:03}"


def reading() -> Numbers:
    """Rows a second of the largest file that is taken, here and in a process with limits."""
    count = ROWS - 1
    lines = [f"{code(n)};Keluaran rekaan {n};1.000.{n % 1000:03};{n};;" for n in range(count)]
    content = "\n".join([HEADER, *lines]).encode()
    here, apart = [], []
    for _ in range(ROUNDS):
        here.append(seconds(lambda: read_file("rekaan.csv", content)))
        apart.append(seconds(lambda: read_safely("rekaan.csv", content)))
    return {
        "import_rows": count,
        "import_rows_per_second": count / median(here),
        "import_safely_rows_per_second": count / median(apart),
    }


def position(count: int, month: int) -> tuple[BarisBulanan, ...]:
    """A made-up position: the whole, and ``count`` outputs below it."""
    outputs = [
        BarisBulanan(
            urutan=number + 2,
            kode=code(number),
            tingkat=TingkatKode.KELUARAN,
            induk="TOTAL",
            uraian=f"Keluaran rekaan {number}",
            pagu=1_000_000,
            realisasi=80_000 * month,
        )
        for number in range(count)
    ]
    whole = BarisBulanan(
        urutan=1,
        kode="TOTAL",
        tingkat=TingkatKode.TOTAL,
        induk=None,
        uraian="Jumlah rekaan",
        pagu=sum(row.pagu for row in outputs),
        realisasi=sum(row.realisasi for row in outputs),
    )
    return (whole, *outputs)


def file_of(rows: tuple[BarisBulanan, ...]) -> Berkas:
    """The file that tells ``rows``."""
    told = tuple(
        BarisBerkas(
            nomor=row.urutan + 1,
            kode=row.kode,
            kode_tercetak=row.kode,
            uraian=row.uraian,
            pagu=row.pagu,
            realisasi=row.realisasi,
        )
        for row in rows
    )
    return Berkas(nama="rekaan.csv", sha256="b" * 64, susunan="umum", bulan=None, baris=told)


def put(store: Store, month: Bulan, rows: tuple[BarisBulanan, ...], file: Berkas) -> None:
    """Stores the first version of ``month``: a draft, then its confirmation."""
    number = drafts.draft(store, ADMIN, file, month)
    made = drafts.approve(store, number, ADMIN, rows, (), after=0, announce=True)
    if made.muatan is None:
        raise AssertionError(made)


def storing(store: Store) -> float:
    """Rows a second from a file that was read to a confirmed month."""
    rows = position(STORED_ROWS, 1)
    file = file_of(rows)
    return len(rows) / median(seconds(lambda: put(store, month, rows, file)) for month in STORED)  # noqa: B023 - run at once


def fill(store: Store) -> None:
    """Stores ``MONTHS``."""
    for month in MONTHS:
        rows = position(MONTH_ROWS, month.bulan)
        put(store, month, rows, file_of(rows))


def telling(report: Report, store: Store) -> Numbers:
    """What a question about a month costs: found out and put into words, then remembered."""
    renderer = Renderer()
    figures = Figures(lambda: store, looks=False)
    figures.refresh()
    office = Office(find_store=lambda: store, figures=figures)
    line = f"/serapan {MONTHS[-1]}"
    remembering = Desk(report, renderer, office)
    reply = remembering.reply(line)
    if reply is None or "rekaan" not in reply.html:
        raise AssertionError(reply)
    fresh, known = [], []
    for _ in range(ROUNDS):
        desks = [Desk(report, renderer, office) for _ in range(ASKED)]
        fresh.append(seconds(lambda: [desk.reply(line) for desk in desks]))  # noqa: B023 - run at once
        known.append(seconds(lambda: [remembering.reply(line) for _ in range(ASKED)]))
    return {
        "month_uncached_us": median(fresh) / ASKED * 1e6,
        "month_cached_us": median(known) / ASKED * 1e6,
    }


def cold_store(folder: Path) -> str:
    """The address of a new SQLite store that holds ``MONTHS``."""
    address = f"sqlite:///{folder / 'dingin.db'}"
    store = Store.open(address)
    fill(store)
    store.close()
    return address
