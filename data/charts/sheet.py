"""A sheet that grows downwards, with texts that are measured before they are set.

Lengths are pixels. Colours are Okabe and Ito's, which colour-blind readers tell apart;
the second of two series is hatched as well.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 1080
MARGIN = 44
INSIDE = WIDTH - 2 * MARGIN
LEADING = 1.25
ASCENT = 0.93
FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
PAPER, INK, SOFT, TRACK, GRID = "#FFFFFF", "#14181F", "#454C57", "#E3E7ED", "#C3CAD4"
BLUE, ORANGE, DARK_ORANGE = "#0072B2", "#E69F00", "#6B4900"
COLOURS = (BLUE, ORANGE)
HATCH = "//"
# One unit of length is one pixel.
DPI = 72


@lru_cache(maxsize=64)
def font(size: int, *, bold: bool = False) -> FontProperties:
    """The font that comes with matplotlib, so that every machine draws the same."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=str(FONTS / name), size=size)


@lru_cache(maxsize=1)
def measuring() -> FigureCanvasAgg:
    """A canvas of no picture, to measure texts with."""
    return FigureCanvasAgg(Figure(figsize=(1, 1), dpi=DPI))


@lru_cache(maxsize=4096)
def width(text: str, size: int, *, bold: bool = False) -> float:
    """How wide ``text`` is."""
    renderer = measuring().get_renderer()  # type: ignore[no-untyped-call]
    return float(
        renderer.get_text_width_height_descent(text, font(size, bold=bold), ismath=False)[0]
    )


def wrapped(text: str, size: int, room: float, *, bold: bool = False) -> list[str]:
    """``text`` in lines that fit into ``room``; a word that does not fit is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if width(longer, size, bold=bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while width(line, size, bold=bold) > room:
            at = next(
                n for n in range(len(line) - 1, 0, -1) if width(line[:n], size, bold=bold) <= room
            )
            lines.append(line[:at])
            line = line[at:]
    return [*lines, line] if line else lines


class Sheet:
    """What stands on a picture, from the top down; ``y`` is where it goes on."""

    def __init__(self) -> None:
        self.artists: list[Any] = []
        self.y: float = MARGIN

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: int,
        *,
        bold: bool = False,
        colour: str = INK,
        align: Literal["left", "center", "right"] = "left",
        rotation: float = 0,
    ) -> Text:
        """Sets one line with its base line at ``y``, or its middle where it is turned."""
        made = Text(
            x,
            y,
            text,
            fontproperties=font(size, bold=bold),
            color=colour,
            horizontalalignment=align,
            verticalalignment="center" if rotation else "baseline",
            rotation=rotation,
            parse_math=False,
        )
        self.artists.append(made)
        return made

    def lines(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        size: int,
        *,
        bold: bool = False,
        colour: str = INK,
    ) -> float:
        """Sets ``lines`` from ``y`` down, and gives where they end."""
        for line in lines:
            self.text(x, y + size * ASCENT, line, size, bold=bold, colour=colour)
            y += size * LEADING
        return y

    def paragraph(
        self, text: str, size: int, *, bold: bool = False, colour: str = INK, after: float = 0
    ) -> None:
        """Sets ``text`` across the sheet, and goes on below it."""
        lines = wrapped(text, size, INSIDE, bold=bold)
        self.y = self.lines(MARGIN, self.y, lines, size, bold=bold, colour=colour) + after

    def box(
        self, x: float, y: float, wide: float, high: float, colour: str, *, hatched: bool = False
    ) -> None:
        """A filled box with its upper left corner at ``x`` and ``y``."""
        patch = Rectangle((x, y), wide, high, facecolor=colour, linewidth=0)
        if hatched:
            patch.set(hatch=HATCH, edgecolor=DARK_ORANGE, linewidth=2)
            patch.set_hatch_linewidth(3)
        self.artists.append(patch)

    def rule(self, xs: Sequence[float], ys: Sequence[float], colour: str, thick: float) -> None:
        """A line through the points ``xs``, ``ys``."""
        self.artists.append(Line2D(xs, ys, color=colour, linewidth=thick, solid_capstyle="butt"))

    def figure(self) -> Figure:
        """The picture, as high as what stands on it."""
        high = round(self.y + MARGIN)
        figure = Figure(figsize=(WIDTH / DPI, high / DPI), dpi=DPI, facecolor=PAPER)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(high, 0)
        axes.set_autoscale_on(False)
        self.rule((1, WIDTH - 1, WIDTH - 1, 1, 1), (1, 1, high - 1, high - 1, 1), GRID, 2)
        self.box(0, 0, WIDTH, 10, BLUE)
        for place, artist in enumerate(self.artists):
            artist.set_zorder(place)
            axes.add_artist(artist)
        return figure
