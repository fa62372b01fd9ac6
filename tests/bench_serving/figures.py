"""The figures that the bot is held to, and how they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LATENCY = "polling, the API answers after 50 ms"
HEADINGS = ("Figure", "Measured", "Target", "Aim", "Met")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number by its name in the results, what it must be, and what is aimed at.

    ``most`` is whether it must be at most that, and not at least.
    """

    name: str
    title: str
    target: float
    aim: float | None = None
    most: bool = False

    def meets(self, value: float, bound: float) -> bool:
        """Whether ``value`` keeps to ``bound``."""
        return value <= bound if self.most else value >= bound

    def row(self, value: float | None) -> tuple[str, ...]:
        """Its line in a table; ``value`` is ``None`` where it was not measured."""
        sign = "≤" if self.most else "≥"
        aim = self.target if self.aim is None else self.aim
        if value is None:
            met = "not measured"
        elif self.meets(value, aim):
            met = "yes"
        else:
            met = "target, not aim" if self.meets(value, self.target) else "no"
        return (
            self.title,
            "–" if value is None else shown(value),
            f"{sign} {self.target:g}",
            "" if self.aim is None else f"{sign} {self.aim:g}",
            met,
        )


FIGURES = (
    Figure("serving_polling_50ms_vs_default", f"{LATENCY}: × python-telegram-bot", 40, 50),
    Figure("serving_polling_50ms_vs_aiogram", f"{LATENCY}: × aiogram", 1.1, 1.3),
    Figure("serving_polling_50ms_vs_bare", f"{LATENCY}: × bare handler", 0.5),
    Figure("serving_polling_vs_default", "polling: × python-telegram-bot", 2.5, 3.5),
    Figure("serving_polling_vs_aiogram", "polling: × aiogram", 2),
    Figure(
        "serving_response_vs_default_webhook",
        "answered in the response: × python-telegram-bot's webhook",
        6,
    ),
    Figure("serving_response_vs_aiogram", "answered in the response: × aiogram in the response", 2),
    Figure("serving_response_vs_bare", "answered in the response: × bare handler", 0.35, 0.45),
    Figure("serving_latency_p50_vs_bare", "200 a second, p50: × bare handler", 2.5, most=True),
    Figure("serving_latency_p99_vs_bare", "200 a second, p99: × bare handler", 4, most=True),
    Figure("serving_features_us", "what the features cost, µs of CPU a question", 60, most=True),
    Figure("serving_charts_p99_vs_idle", "p99 while charts are drawn: × idle", 2, most=True),
    Figure(
        "serving_start_vs_default", "start to first answer: × python-telegram-bot", 1.3, most=True
    ),
    Figure(
        "serving_memory_vs_default",
        "memory before the first chart: × python-telegram-bot",
        1.3,
        most=True,
    ),
    # Flat is what bounded memories and a garbage collector leave of it.
    Figure("serving_memory_growth", "memory after all updates: × after 10 000", 1.1, most=True),
    Figure("serving_processes_two_vs_one", "two processes on two cores: × one", 1.7),
)
WHO = {
    "ours": "this bot",
    "default": "python-telegram-bot, default",
    "aiogram": "aiogram 3",
    "telebot": "pyTelegramBotAPI, asynchronous",
    "bare": "bare handler",
}
PACES = {
    "polling": "serving_polling_{}_per_second",
    "polling, 50 ms": "serving_polling_50ms_{}_per_second",
    "webhook": "serving_webhook_{}_per_second",
    "answered in the response": "serving_response_{}_per_second",
    "p50, ms": "serving_latency_{}_p50_ms",
    "p99, ms": "serving_latency_{}_p99_ms",
}


def shown(value: float) -> str:
    """``value`` with as many digits as mean something."""
    return f"{value:,.0f}".replace(",", " ") if value >= 100 else f"{value:.3g}"


def figures(numbers: Mapping[str, float]) -> list[tuple[str, ...]]:
    """The table of what the bot is held to, its headings first."""
    return [HEADINGS, *(figure.row(numbers.get(figure.name)) for figure in FIGURES)]


def missed(numbers: Mapping[str, float]) -> list[str]:
    """The titles of the figures whose target was not met."""
    return [
        figure.title
        for figure in FIGURES
        if figure.name in numbers and not figure.meets(numbers[figure.name], figure.target)
    ]


def paces(numbers: Mapping[str, float]) -> list[tuple[str, ...]]:
    """The table of what everybody answers a second, its headings first."""
    rows: list[tuple[str, ...]] = [("Answers a second", *PACES)]
    for name, title in WHO.items():
        cells = (numbers.get(pattern.format(name)) for pattern in PACES.values())
        rows.append((title, *("–" if cell is None else shown(cell) for cell in cells)))
    return rows


def in_markdown(rows: list[tuple[str, ...]]) -> str:
    """``rows`` as a table in a document."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def in_columns(rows: list[tuple[str, ...]]) -> str:
    """``rows`` as a table on a terminal."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
