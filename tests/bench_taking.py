"""How fast files are made and inline queries are answered."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from statistics import median
from typing import TYPE_CHECKING

from bot.answering import Desk
from bot.inline import Inline
from bot.rendering import Renderer
from bot.workshop import Workshop
from data.bulanan.figures import Bulanan
from data.charts.choosing import standard
from data.exports.collecting import origin, sheets
from data.exports.kit import press_kit
from data.making import make
from data.models.unduhan import Bentuk, Unduhan
from tests.bench_timing import Numbers, environment, seconds

if TYPE_CHECKING:
    from pathlib import Path

    from data.models import Bahan
    from data.report import Report

ROUNDS = 3
CACHED = 1000
# What people type into a message, letter after letter.
TYPED = (
    "",
    "dpt",
    "dpt s",
    "dpt sikka",
    "pagu",
    "serapan cq",
    "pilgub",
    "capaian 3",
    "pemilih ende",
)
COLD_CHART = """
import sys
from pathlib import Path
from data.bulanan.figures import Bulanan
from data.charts.choosing import standard
from data.making import make
from data.report import Report
report = Report.open(Path(sys.argv[1]))
make(standard(report, report.latest, Bulanan())[0])
"""


def taking(report: Report, database: Path) -> Numbers:
    """Everything about files and inline queries."""
    year = report.latest
    chart = standard(report, year, Bulanan())[0]
    asal = origin(report, year)
    tables = sheets(report, year)
    files: dict[str, Bahan] = {
        "chart_warm_ms": chart,
        "xlsx_all_ms": Unduhan(bentuk=Bentuk.XLSX, asal=asal, lembar=tables),
        "zip_csv_all_ms": Unduhan(bentuk=Bentuk.CSV, asal=asal, lembar=tables),
        "press_kit_ms": press_kit(report, year, Bulanan()),
    }
    return {
        "chart_cold_process_ms": 1000 * median(cold(database) for _ in range(ROUNDS)),
        **{name: 1000 * best(bahan) for name, bahan in files.items()},
        **asyncio.run(through_workshop(chart)),
        **asyncio.run(inline(report)),
    }


def cold(database: Path) -> float:
    """A chart from a process that is not there yet."""
    line = [sys.executable, "-c", COLD_CHART, str(database)]
    return seconds(lambda: subprocess.run(line, check=True, env=environment()))


def best(bahan: Bahan) -> float:
    """How long a file takes once its library is there."""
    make(bahan)
    return median(seconds(lambda: make(bahan)) for _ in range(ROUNDS))


async def through_workshop(chart: Bahan) -> Numbers:
    """A chart that was made before, as the bot gets it."""
    workshop = Workshop()
    try:
        await workshop.made(chart, "grafik")
        loop = asyncio.get_running_loop()
        start = loop.time()
        for _ in range(CACHED):
            await workshop.made(chart, "grafik")
        return {"chart_cached_us": (loop.time() - start) / CACHED * 1e6}
    finally:
        await workshop.close()


async def inline(report: Report) -> Numbers:
    """Inline queries a second: everything new, answers known, and pages known."""
    loop = asyncio.get_running_loop()
    desk = Desk(report, Renderer())
    numbers: Numbers = {}
    for name in ("inline_new_per_second", "inline_uncached_per_second"):
        asked = Inline(desk, Renderer(), report)
        start = loop.time()
        for text in TYPED:
            await asked.page(text, "", "NamaBot")
        numbers[name] = len(TYPED) / (loop.time() - start)
    start = loop.time()
    for _ in range(CACHED):
        for text in TYPED:
            await asked.page(text, "", "NamaBot")
    numbers["inline_cached_per_second"] = CACHED * len(TYPED) / (loop.time() - start)
    return numbers
