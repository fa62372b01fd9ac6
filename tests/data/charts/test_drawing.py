"""Pictures: their size, their texts and where these stand; months are made up (rekaan)."""

from __future__ import annotations

import struct
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from data.charts import budget, choosing, regions
from data.charts.drawing import draw, laid_out
from data.charts.sheet import BLUE, INSIDE, ORANGE, WIDTH, width, wrapped
from data.making import make
from data.models.grafik import Grafik, JenisGrafik, Titik
from tests.handlers.rekaan import held, position, row, share

if TYPE_CHECKING:
    from data.report import Report

YEAR = 2024
SIKKA = "53.07"
LARGEST = 1_000_000
SIDES = 10_000
RATIO = 20
SLACK = 1.0


def every(report: Report) -> dict[str, Grafik]:
    """Every kind of chart there is, by its key."""
    full = held(*(position(f"2025-{n:02}", share(min(100, 9 * n))) for n in range(1, 13)))
    spent = held(*(position(f"2025-{n:02}", share(100)) for n in range(1, 13)))
    gaps = held(
        position("2025-01", share(5)),
        position("2025-06", share(40)),
        position("2025-07", share(120), extra=(row("CQ.6999", 0, 0, 50, induk="CQ"),)),
        position("2025-08", share(-30)),
    )
    found = [
        regions.counted(report, YEAR, "perempuan", SIKKA),
        regions.voters_of(report, YEAR, SIKKA),
        regions.funding(report, YEAR, "pilbup"),
        regions.funding_of(report, YEAR, "53"),
        budget.absorption(report, YEAR, "CQ"),
        budget.absorption(report, YEAR, "CQ.6982"),
        budget.absorption(report, YEAR, "6981.QGE.001"),
        budget.pagu(report, YEAR, "CQ.6709"),
        budget.pagu(report, YEAR, "6981.QGE.001"),
        budget.trend(report, 2025, gaps),
        budget.trend(report, 2025, gaps, "CQ.6999"),
    ]
    charts = {item.grafik.kunci: item.grafik for item in found if item}
    charts |= {chart.kunci: chart for chart in choosing.standard(report, YEAR, full)}
    rough = (3, 4, 38, 41, 40, 39, 62, 60, 71, 95, 97, 99)
    uneven = held(*(position(f"2025-{n:02}", share(part)) for n, part in enumerate(rough, 1)))
    charts["naik-turun"] = choosing.standard(report, YEAR, uneven)[-1]
    charts["penuh"] = choosing.standard(report, YEAR, spent)[-1]
    charts["minus"] = charts["dpt-53.07-2024"].model_copy(
        update={
            "kunci": "minus",
            "titik": (
                Titik(label="Turun (rekaan)", nilai=(-5,), teks=("-5",)),
                Titik(label="Kosong (rekaan)", nilai=(0,), teks=("0",)),
            ),
        }
    )
    charts["kosong"] = charts["minus"].model_copy(
        update={"titik": (Titik(label="x" * 200, nilai=(None,), teks=("tidak tercantum",)),)}
    )
    return charts


@pytest.fixture(scope="module")
def charts(report: Report) -> dict[str, Grafik]:
    """Every kind of chart there is."""
    return every(report)


def texts(figure: Figure) -> list[Text]:
    """The texts that stand in a picture."""
    return [text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_text()]


def test_pictures_are_what_telegram_takes(charts: dict[str, Grafik]) -> None:
    """A picture is a PNG 1080 wide, small, of sides that Telegram shows, and the same twice."""
    for key, chart in charts.items():
        made = draw(chart)
        assert made[:8] == b"\x89PNG\r\n\x1a\n", key
        wide, high = struct.unpack(">II", made[16:24])
        assert wide == WIDTH, key
        assert wide + high <= SIDES, key
        assert max(wide, high) / min(wide, high) <= RATIO, key
        assert len(made) < LARGEST, key
        assert made == draw(chart), key
        assert b"Software" not in made, key


def test_the_workshop_makes_pictures(charts: dict[str, Grafik]) -> None:
    """A chart handed on as what a file is made from becomes its picture."""
    assert make(charts["dpt-53.07-2024"]) == draw(charts["dpt-53.07-2024"])


def test_pictures_are_opaque_and_not_empty(charts: dict[str, Grafik]) -> None:
    """Every pixel covers what is behind it, and bars and texts take a good part of them."""
    for key, chart in charts.items():
        canvas = FigureCanvasAgg(laid_out(chart))
        canvas.draw()  # type: ignore[no-untyped-call]
        data = bytes(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        assert set(data[3::4]) == {255}, key
        colours = {data[at : at + 3] for at in range(0, len(data), 4 * 7)}
        assert len(colours) > 30, key
        white = sum(data[at : at + 3] == b"\xff\xff\xff" for at in range(0, len(data), 28))
        assert 0.4 < white / (len(data) / 28) < 0.97, key


def test_texts_hold_the_figures(charts: dict[str, Grafik]) -> None:
    """Each label and value, the source, the date and the version can be read whole."""
    for key, chart in charts.items():
        said = [text.get_text() for text in texts(laid_out(chart))]
        line = " ".join(said)
        for point in chart.titik:
            for value in filter(None, point.teks):
                assert value in said, (key, value)
            if " " in point.label:
                assert point.label in line, (key, point.label)
            assert point.rincian in line, (key, point.rincian)
        for part in (chart.judul, chart.anak_judul, chart.sumber, chart.tanggal, *chart.tambahan):
            assert part in line, (key, part)
        assert f"Versi data {chart.versi}." in line, key
        if chart.acuan_teks:
            assert chart.acuan_teks in line, key
        if len(chart.seri) > 1:
            assert set(chart.seri) <= set(said), key
        assert "…" not in line, key


def test_no_text_leaves_the_picture_or_meets_another(charts: dict[str, Grafik]) -> None:
    """The boxes of all texts lie inside of the picture, and no two of them overlap."""
    for key, chart in charts.items():
        figure = laid_out(chart)
        renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
        boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts(figure)]
        wide, high = figure.get_size_inches() * figure.dpi
        for at, (text, box) in enumerate(boxes):
            assert box.x0 >= 0, (key, text)
            assert box.y0 >= 0, (key, text)
            assert box.x1 <= wide, (key, text)
            assert box.y1 <= high, (key, text)
            for other, second in boxes[at + 1 :]:
                across = min(box.x1, second.x1) - max(box.x0, second.x0)
                down = min(box.y1, second.y1) - max(box.y0, second.y0)
                assert min(across, down) <= SLACK, (key, text, other)


def bars(figure: Figure, colour: str) -> list[Rectangle]:
    """The boxes of one colour, without swatches, in the order they were drawn."""
    found = [patch for patch in figure.findobj(Rectangle) if isinstance(patch, Rectangle)]
    return [patch for patch in found if patch.get_facecolor() == to_rgba(colour)]


def test_bars_are_as_long_as_their_values(charts: dict[str, Grafik]) -> None:
    """Bars begin at zero and their lengths stand to each other as the values do."""
    chart = charts["dpt-2024"]
    figure = laid_out(chart)
    # The swatch of the legend stands before them; the line at the head is as wide as the picture.
    men = [bar for bar in bars(figure, BLUE) if bar.get_width() != WIDTH][1:]
    women = bars(figure, ORANGE)[1:]
    assert len(men) == len(women) == 22
    assert {bar.get_x() for bar in [*men, *women]} == {men[0].get_x()}
    for column, drawn in enumerate((men, women)):
        scale = [
            bar.get_width() / float(Decimal(point.nilai[column] or 0))
            for bar, point in zip(drawn, chart.titik, strict=True)
        ]
        assert max(scale) / min(scale) == pytest.approx(1, abs=1e-6)
    assert all(bar.get_hatch() for bar in women)
    assert not any(bar.get_hatch() for bar in men)


def test_nothing_has_no_bar(charts: dict[str, Grafik]) -> None:
    """A zero and a value that is not there have no bar; a negative one lies left of zero."""
    drawn = [bar for bar in bars(laid_out(charts["minus"]), BLUE) if bar.get_width() != WIDTH]
    assert len(drawn) == 1
    assert not [bar for bar in bars(laid_out(charts["kosong"]), BLUE) if bar.get_width() != WIDTH]


def test_months_that_are_not_loaded_break_the_line(charts: dict[str, Grafik]) -> None:
    """The line joins only months in a row that have figures."""

    def joined(key: str) -> list[int]:
        found = laid_out(charts[key]).findobj(Line2D)
        return [
            sum(1 for _ in line.get_path().iter_segments())
            for line in found
            if isinstance(line, Line2D) and line.get_color() == BLUE
        ]

    assert charts["tren-2025"].jenis is JenisGrafik.GARIS
    assert joined("tren-2025") == [12]
    assert joined("tren-cq.6999-2025") == []


def test_the_line_does_not_cross_the_values(charts: dict[str, Grafik]) -> None:
    """No stretch of the line runs through a value, but for January's beside the scale."""
    for key in ("naik-turun", "tren-2025"):
        figure = laid_out(charts[key])
        renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
        said = {point.teks[0] for point in charts[key].titik[1:]}
        boxes = [
            (text.get_text(), text.get_window_extent(renderer))
            for text in texts(figure)
            if text.get_text() in said
        ]
        assert len(boxes) == 11, key
        lines = [line for line in figure.findobj(Line2D) if isinstance(line, Line2D)]
        (path,) = [line.get_path() for line in lines if line.get_color() == BLUE]
        high = figure.get_size_inches()[1] * figure.dpi
        ends = [(x, high - y) for (x, y), _ in path.iter_segments()]
        for (x0, y0), (x1, y1) in pairwise(ends):
            for step in range(101):
                x, y = x0 + (x1 - x0) * step / 100, y0 + (y1 - y0) * step / 100
                for text, box in boxes:
                    inside = box.x0 < x < box.x1 and box.y0 < y < box.y1
                    assert not inside, (key, text)


def test_long_texts_are_broken_not_cut() -> None:
    """A text is wrapped between words, and a word too long for a line is broken."""
    text = "kata " * 30 + "x" * 300
    lines = wrapped(text, 30, INSIDE)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line, 30) <= INSIDE for line in lines)
    assert wrapped("", 30, INSIDE) == []
    assert wrapped("x" * 200, 30, INSIDE)[0]
