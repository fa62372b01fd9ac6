"""How fast the bot is on this machine: ``python -m tests.bench``, or ``make bench``.

Prints a table and writes ``bench/latest.json``, a flat object of names and numbers.
Nothing here passes or fails by a time: those depend on the machine. The ratios do not,
since what they compare ran side by side. Serving alone, or some rows of it:
``python -m tests.bench serving polling webhook``; what it measured goes into
``docs/benchmarks.md`` with ``--write-docs``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bot.settings import PROJECT
from data.building import build
from data.report import Report
from data.store.opening import migrate, open_engine
from tests.bench_announcing import announcing
from tests.bench_answering import answering
from tests.bench_monthly import MONTHS, cold_store, monthly
from tests.bench_serving.serving import DOCUMENT, ROWS, print_figures, serving, write_documents
from tests.bench_taking import taking
from tests.bench_timing import Numbers, command, seconds, started
from tests.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RESULTS = PROJECT / "bench" / "latest.json"
COLD_STARTS = 7
BUILDS = 3


def main() -> int:
    """Measures, prints and writes what was asked for; 1 where a bot answered wrongly."""
    words = parser()
    chosen = words.parse_args()
    if unknown := set(chosen.rows) - ROWS.keys():
        words.error(f"no such rows: {', '.join(sorted(unknown))}")
    if chosen.rows and chosen.write_docs:
        # The document shows one run of everything.
        words.error("--write-docs needs every row")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        database = place / "report.db"
        numbers: Numbers = {
            "data_build_seconds": median(seconds(lambda: build(database)) for _ in range(BUILDS))
        }
        if chosen.part is None:
            numbers |= answers(place, database)
        served, problems = serving(place, database, chosen.rows or tuple(ROWS))
    numbers |= served
    print_table(numbers)
    print_figures(served)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(numbers, indent=2) + "\n", "utf-8")
    if chosen.write_docs:
        write_documents(served)
    for problem in problems:
        print(f"\n{problem}", file=sys.stderr)
    return 1 if problems else 0


def parser() -> argparse.ArgumentParser:
    """What can be asked for on the command line."""
    words = argparse.ArgumentParser(prog="python -m tests.bench", description=main.__doc__)
    words.add_argument("part", nargs="?", choices=["serving"], help="left out: everything")
    words.add_argument("rows", nargs="*", help=f"some of {', '.join(ROWS)}; left out: all")
    words.add_argument(
        "--write-docs", action="store_true", help=f"write the tables of {DOCUMENT.name}"
    )
    return words


def answers(place: Path, database: Path) -> Numbers:
    """Everything but serving."""
    report = Report.open(database)
    numbers = answering(report, place)
    numbers |= taking(report, database)
    with addresses(place) as stores:
        numbers |= monthly(report, stores)
        numbers |= announcing(stores)
    numbers |= cold_starts(place)
    report.close()
    return numbers


@contextlib.contextmanager
def addresses(folder: Path) -> Iterator[dict[str, str]]:
    """The address of an empty store on each kind of database."""
    with postgres(folder / "postgresql") as server:
        stores = {"sqlite": f"sqlite:///{folder / 'store.db'}", "postgresql": server}
        for address in stores.values():
            engine = open_engine(address)
            migrate(engine)
            engine.dispose()
        yield stores


def print_table(numbers: Numbers) -> None:
    """One line a number, its unit last in its name."""
    width = max(map(len, numbers))
    for name, value in numbers.items():
        print(f"{name:<{width}}  {value:>12,.3f}")


def cold_starts(folder: Path) -> Numbers:
    """From nothing to one answer, of the report and of the store, beside an idle Python."""
    store = {"DATABASE_URL": cold_store(folder)}
    runs: dict[str, tuple[Sequence[str], dict[str, str]]] = {
        "cold_start_ask_ms": (command("ask", "/dpt Sikka"), {}),
        "cold_start_ask_month_ms": (command("ask", f"/serapan {MONTHS[-1]}"), store),
        "cold_start_python_ms": ((sys.executable, "-c", "pass"), {}),
    }
    took: dict[str, list[float]] = {name: [] for name in runs}
    # One round more than is counted: the first fills the caches of the file system.
    for _ in range(COLD_STARTS + 1):
        for name, (line, settings) in runs.items():
            took[name].append(seconds(lambda: started(line, folder, **settings)))  # noqa: B023 - run at once
    return {name: median(values[1:]) * 1000 for name, values in took.items()}


if __name__ == "__main__":
    sys.exit(main())
