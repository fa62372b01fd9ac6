"""Charts into pictures: PNG, made to be read on a phone, on a light or a dark screen.

Everything is laid out in pixels on one sheet: what is measured before it is drawn
neither leaves the sheet nor meets other text. Bars begin at zero.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg

from data.charts.bars import draw_bars
from data.charts.lines import draw_line
from data.charts.sheet import COLOURS, GRID, INK, MARGIN, SOFT, WIDTH, Sheet, width
from data.models.grafik import JenisGrafik

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from data.models.grafik import Grafik

TITLE, SUBTITLE, LEGEND, FOOTER = 44, 29, 29, 25
SWATCH = 34


def draw(grafik: Grafik) -> bytes:
    """The picture of ``grafik`` as PNG, 1080 pixels wide; the same bytes for the same chart."""
    canvas = FigureCanvasAgg(laid_out(grafik))
    file = BytesIO()
    # Without this the file would name the version of the library.
    canvas.print_png(file, metadata={"Software": None})  # type: ignore[no-untyped-call]
    return file.getvalue()


def laid_out(grafik: Grafik) -> Figure:
    """The picture of ``grafik`` before it becomes pixels."""
    sheet = Sheet()
    sheet.y += 6
    sheet.paragraph(grafik.judul, TITLE, bold=True, after=10)
    sheet.paragraph(grafik.anak_judul, SUBTITLE, colour=SOFT, after=16)
    draw_legend(sheet, grafik)
    sheet.y += 14
    if grafik.jenis is JenisGrafik.GARIS:
        draw_line(sheet, grafik)
    else:
        draw_bars(sheet, grafik)
    draw_footer(sheet, grafik)
    return sheet.figure()


def draw_legend(sheet: Sheet, grafik: Grafik) -> None:
    """Names the series and the mark, where there is more than one thing to tell apart."""
    x: float = MARGIN
    names = grafik.seri if len(grafik.seri) > 1 else ()
    for at, name in enumerate(names):
        sheet.box(x, sheet.y + 2, SWATCH, SWATCH - 6, COLOURS[at], hatched=at > 0)
        sheet.text(x + SWATCH + 12, sheet.y + LEGEND * 0.93, name, LEGEND, bold=True)
        x += SWATCH + 12 + width(name, LEGEND, bold=True) + 44
    if grafik.acuan_teks:
        sheet.box(x + 6, sheet.y, 5, SWATCH - 2, INK)
        text = f"garis tegak: {grafik.acuan_teks}"
        sheet.text(x + 26, sheet.y + LEGEND * 0.93, text, LEGEND)
    if names or grafik.acuan_teks:
        sheet.y += LEGEND + 20


def draw_footer(sheet: Sheet, grafik: Grafik) -> None:
    """Says below the chart what else is to know, and where and when it comes from."""
    sheet.y += 4
    for line in grafik.tambahan:
        sheet.paragraph(line, FOOTER, after=8)
    sheet.rule((MARGIN, WIDTH - MARGIN), (sheet.y + 6, sheet.y + 6), GRID, 2)
    sheet.y += 20
    sheet.paragraph(f"{grafik.sumber}.", FOOTER, colour=SOFT)
    sheet.paragraph(f"{grafik.tanggal}.", FOOTER, colour=SOFT)
    sheet.paragraph(f"Versi data {grafik.versi}.", FOOTER, colour=SOFT)
