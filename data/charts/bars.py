"""Rows of bars, with their labels beside them or, where those are long, above."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from data.charts.sheet import (
    COLOURS,
    INK,
    INSIDE,
    LEADING,
    MARGIN,
    SOFT,
    TRACK,
    WIDTH,
    width,
    wrapped,
)

if TYPE_CHECKING:
    from data.charts.sheet import Sheet
    from data.models.grafik import Grafik, Titik

LABEL, DETAIL, VALUE, TIGHT = 30, 25, 30, 27
WIDEST_LABEL = 380
GAP = 16
MARK = 5
THINNEST = 2


class Bars:
    """The measures of one chart: how wide labels, bars and values are."""

    def __init__(self, grafik: Grafik) -> None:
        self.grafik = grafik
        rows = grafik.titik
        labels = [width(row.label, LABEL, bold=True) for row in rows]
        labels += [width(row.rincian, DETAIL) for row in rows]
        self.beside = max(labels) <= WIDEST_LABEL
        self.left = MARGIN + (max(labels) + GAP if self.beside else 0)
        self.values = max(
            width(text, TIGHT if len(row.teks) > 1 else VALUE, bold=True)
            for row in rows
            for text in row.teks
        )
        several = len(grafik.seri) > 1
        self.thick = (32 if self.beside else 34) if several else (40 if self.beside else 36)
        # Two bars of a row lie close: their texts are smaller, and do not touch.
        self.size = TIGHT if several else VALUE
        numbers = [value for row in rows for value in row.nilai if value is not None]
        numbers += [Decimal(0), *([] if grafik.acuan is None else [grafik.acuan])]
        self.low, self.high = Decimal(min(numbers)), Decimal(max(numbers))
        if self.high == self.low:
            self.high = self.low + 1
        self.right = WIDTH - MARGIN - self.values - GAP

    def at(self, value: int | Decimal) -> float:
        """Where ``value`` lies from left to right."""
        part = (Decimal(value) - self.low) / (self.high - self.low)
        return self.left + float(part) * (self.right - self.left)


def draw_bars(sheet: Sheet, grafik: Grafik) -> None:
    """Draws every row of ``grafik`` from where ``sheet`` goes on."""
    bars = Bars(grafik)
    for row in grafik.titik:
        draw_row(sheet, bars, row)


def draw_row(sheet: Sheet, bars: Bars, row: Titik) -> None:
    """Draws one row: label, detail, a bar and its text for each series."""
    count = len(row.nilai)
    high = count * bars.thick
    if bars.beside:
        text = LABEL * LEADING + (DETAIL * LEADING if row.rincian else 0)
        tall = max(high, text)
        y = sheet.lines(MARGIN, sheet.y + (tall - text) / 2, [row.label], LABEL, bold=row.tebal)
        sheet.lines(MARGIN, y, [row.rincian] if row.rincian else [], DETAIL, colour=SOFT)
        top, end = sheet.y + (tall - high) / 2, sheet.y + tall + GAP
    else:
        y = sheet.lines(
            MARGIN,
            sheet.y,
            wrapped(row.label, LABEL, INSIDE, bold=row.tebal),
            LABEL,
            bold=row.tebal,
        )
        if row.rincian:
            y = sheet.lines(MARGIN, y, wrapped(row.rincian, DETAIL, INSIDE), DETAIL, colour=SOFT)
        top, end = y + 4, y + 4 + high + 2 * GAP
    for at in range(count):
        draw_bar(sheet, bars, row, at, top + at * bars.thick)
    sheet.y = end


def draw_bar(sheet: Sheet, bars: Bars, row: Titik, at: int, y: float) -> None:
    """Draws the bar of one series with its text behind it."""
    value = row.nilai[at]
    zero, thick = bars.at(0), bars.thick - 3
    mark = bars.grafik.acuan
    end = zero
    if mark is not None and value is not None:
        sheet.box(zero, y, bars.at(mark) - zero, thick, TRACK)
    if value:
        tip = bars.at(value)
        sheet.box(
            min(zero, tip), y, max(abs(tip - zero), THINNEST), thick, COLOURS[at], hatched=at > 0
        )
        end = max(zero, tip)
    if mark is not None and value is not None:
        x = bars.at(mark)
        sheet.box(x - MARK / 2, y - MARK, MARK, thick + 2 * MARK, INK)
        end = bars.right
    sheet.text(
        end + GAP * 0.75,
        y + thick / 2 + bars.size * 0.36,
        row.teks[at],
        bars.size,
        bold=row.tebal or value is not None,
        colour=INK if value is not None else SOFT,
    )
