"""A line through twelve months, with the months that have no figure."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from matplotlib.patches import Circle
from matplotlib.patheffects import withStroke

from data.calculator import HUNDRED
from data.charts.sheet import BLUE, GRID, INK, MARGIN, PAPER, SOFT, TRACK, WIDTH, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.charts.sheet import Sheet
    from data.models.grafik import Grafik

HEIGHT = 760
VALUE, TICK = 25, 27
STEP = Decimal(25)
RADIUS = 9
ROOM = 70


class Plane:
    """Where months and values lie."""

    def __init__(self, grafik: Grafik, top: float) -> None:
        numbers = [
            Decimal(value) for row in grafik.titik for value in row.nilai if value is not None
        ]
        low = min([Decimal(0), *numbers]) / STEP
        self.low = low.to_integral_value(ROUND_FLOOR) * STEP
        self.high = max([HUNDRED, *numbers])
        self.top, self.bottom = top + ROOM, top + HEIGHT
        self.left, self.right = MARGIN + 80, WIDTH - MARGIN
        self.slot = (self.right - self.left) / len(grafik.titik)

    def x(self, place: int) -> float:
        """The middle of the month at ``place``, from 0 on."""
        return self.left + (place + 0.5) * self.slot

    def y(self, value: Decimal) -> float:
        """Where ``value`` lies."""
        part = (value - self.low) / (self.high - self.low)
        return self.bottom - float(part) * (self.bottom - self.top)


def draw_line(sheet: Sheet, grafik: Grafik) -> None:
    """Draws the months from where ``sheet`` goes on."""
    plane = Plane(grafik, sheet.y)
    draw_grid(sheet, plane)
    run: list[int] = []
    values = [row.nilai[0] for row in grafik.titik]
    for place, row in enumerate(grafik.titik):
        sheet.text(plane.x(place), plane.bottom + 42, row.label, TICK, align="center")
        if row.nilai[0] is None and row.teks[0]:
            draw_gap(sheet, plane, place, row.teks[0])
    for place in range(len(values) + 1):
        if place < len(values) and values[place] is not None:
            run.append(place)
        elif run:
            draw_run(sheet, plane, [(at, Decimal(values[at] or 0)) for at in run])
            run = []
    draw_values(sheet, plane, grafik)
    sheet.y = plane.bottom + 78


def draw_grid(sheet: Sheet, plane: Plane) -> None:
    """Draws a line for every quarter of a hundred percent."""
    value = plane.low
    while value <= plane.high:
        y = plane.y(value)
        sheet.rule((plane.left, plane.right), (y, y), SOFT if value == 0 else GRID, 2)
        sheet.text(plane.left - 12, y + 9, f"{value:.0f}%", TICK - 3, colour=SOFT, align="right")
        value += STEP


def draw_gap(sheet: Sheet, plane: Plane, place: int, why: str) -> None:
    """Shades a month without a figure, and says why it has none."""
    x = plane.x(place)
    sheet.box(x - plane.slot / 2, plane.top, plane.slot, plane.bottom - plane.top, TRACK)
    middle = (plane.top + plane.bottom) / 2
    sheet.text(x, middle, why, TICK, colour=INK, align="center", rotation=90)


def draw_run(sheet: Sheet, plane: Plane, points: Sequence[tuple[int, Decimal]]) -> None:
    """Draws months in a row as one line, each with a dot."""
    xs = [plane.x(place) for place, _ in points]
    ys = [plane.y(value) for _, value in points]
    sheet.rule(xs, ys, BLUE, 6)
    sheet.artists += [
        Circle((x, y), RADIUS, facecolor=BLUE, linewidth=0) for x, y in zip(xs, ys, strict=True)
    ]


def draw_values(sheet: Sheet, plane: Plane, grafik: Grafik) -> None:
    """Sets each value beside its dot, clear of the line and of the value before."""
    before = (0.0, float("inf"))
    values = [row.nilai[0] for row in grafik.titik]
    for place, row in enumerate(grafik.titik):
        value = row.nilai[0]
        if value is None:
            continue
        half = width(row.teks[0], VALUE, bold=True) / 2
        came, goes = neighbours(values, place)
        dot = plane.y(Decimal(value))
        y = dot - RADIUS - 12
        shift = 0.0
        if came > value < goes:
            y = dot + RADIUS + VALUE + 6
        elif goes > value:
            shift = -half
        elif came > value:
            shift = half
        x = min(max(plane.x(place) + shift, plane.left + half), WIDTH - MARGIN / 2 - half)
        if x - half < before[0] + 6 and abs(y - before[1]) < VALUE + 4:
            y = before[1] - VALUE - 4
        text = sheet.text(x, y, row.teks[0], VALUE, bold=True, align="center")
        text.set_path_effects([withStroke(linewidth=6, foreground=PAPER)])
        before = (x + half, y)


def neighbours(
    values: Sequence[int | Decimal | None], place: int
) -> tuple[int | Decimal, int | Decimal]:
    """The values before and behind ``place``; its own where the line ends there."""
    own = values[place] or 0
    before = values[place - 1] if place else None
    behind = values[place + 1] if place + 1 < len(values) else None
    return own if before is None else before, own if behind is None else behind
