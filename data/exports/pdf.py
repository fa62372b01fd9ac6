"""Tables for printing: A4, one section a table, its head on every page, its source below."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from fpdf import FPDF
from fpdf.fonts import FontFace

from data.exports.cells import fit
from data.exports.citing import LICENCE, citation, dated
from data.exports.page import Laid, lay_out, printed

if TYPE_CHECKING:
    from data.models.unduhan import Asal, Lembar, Unduhan

FAMILY = "DejaVu"
MARGIN = 12
FOOT = 16
TITLE_SIZE, TEXT_SIZE, FOOT_SIZE = 12, 8, 6.5
LINE = 1.35
POINT = 25.4 / 72
HEAD_FILL = (231, 230, 230)
RULE = 200
SHOWN_PLACES = 2

# Told for every font that a subset is made of, at a level that logs show.
logging.getLogger("fontTools").setLevel(logging.WARNING)


@cache
def fonts() -> Path:
    """Where the fonts are that come with the library that draws charts."""
    # Found without importing it, which is slow.
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise ValueError("the fonts of matplotlib are not installed")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"


class Printout(FPDF):
    """A document whose pages say what they are a part of."""

    def __init__(self, origin: Asal) -> None:
        super().__init__(format="A4")
        self.origin = origin
        self.foot = ""
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=FOOT)
        self.add_font(FAMILY, fname=fonts() / "DejaVuSans.ttf")
        self.add_font(FAMILY, style="B", fname=fonts() / "DejaVuSans-Bold.ttf")
        day = origin.tanggal
        self.set_creation_date(datetime(day.year, day.month, day.day, tzinfo=UTC))
        self.set_title(fit(origin.judul))
        self.set_author(fit(origin.instansi))
        self.set_lang("id")
        self.set_text_shaping(use_shaping_engine=False)

    def footer(self) -> None:
        """The source, the version and the page's number, below every page."""
        self.set_y(-FOOT + 3)
        self.set_font(FAMILY, size=FOOT_SIZE)
        wide = self.epw - 28
        height = FOOT_SIZE * POINT * LINE
        top = self.get_y()
        self.multi_cell(wide, height, self.foot, align="L")
        self.set_xy(self.w - MARGIN - 28, top)
        self.cell(28, height, f"Halaman {self.page_no()} dari {{nb}}", align="R")


def pdf(wanted: Unduhan) -> bytes:
    """The file: the same bytes for the same tables."""
    document = Printout(wanted.asal)
    for sheet in wanted.lembar:
        add_section(document, sheet, wanted.asal)
    return bytes(document.output())


def add_section(document: Printout, sheet: Lembar, origin: Asal) -> None:
    """Adds a table with its notes, on pages of its own."""
    table = printed(sheet, origin.judul_pendek)
    document.set_font(FAMILY, size=TEXT_SIZE)
    laid = lay_out(document, table)
    # A page's foot is written when the next begins, so it is set after that.
    document.add_page(orientation="landscape" if laid.landscape else "portrait")
    document.foot = foot(sheet, origin)
    document.start_section(fit(sheet.judul))
    document.set_font(FAMILY, style="B", size=TITLE_SIZE)
    paragraph(document, fit(sheet.judul), TITLE_SIZE)
    document.set_font(FAMILY, size=TEXT_SIZE)
    paragraph(document, dated(origin), TEXT_SIZE)
    document.ln(2)
    draw_table(document, laid)
    document.ln(3)
    document.set_font(FAMILY, size=FOOT_SIZE)
    for text in closing(sheet, origin, left_out=table.left_out):
        paragraph(document, text, FOOT_SIZE)
        document.ln(0.8)


def paragraph(document: Printout, text: str, size: float) -> None:
    """Writes ``text`` over the page's width."""
    document.multi_cell(0, size * POINT * LINE, text, align="L", new_x="LMARGIN", new_y="NEXT")


def draw_table(document: Printout, laid: Laid) -> None:
    """Draws the cells; a row that does not fit begins the next page, below the head."""
    document.set_font(FAMILY, size=laid.size)
    document.set_draw_color(RULE)
    height = laid.size * POINT * LINE
    with document.table(
        align="LEFT",
        borders_layout="ALL",
        col_widths=laid.widths,
        headings_style=FontFace(emphasis="BOLD", fill_color=HEAD_FILL),
        line_height=height,
        padding=laid.padding,
        text_align=laid.alignments,
        v_align="TOP",
        width=sum(laid.widths),
    ) as drawn:
        for cells in (laid.table.head, *laid.table.rows):
            row = drawn.row()
            for text in cells:
                row.cell(text)


def foot(sheet: Lembar, origin: Asal) -> str:
    """What stands below every page of a table: its source and the version."""
    title = origin.judul_pendek
    where = "; ".join(text.removeprefix(f"{title}, ") for text in sheet.sumber[:SHOWN_PLACES])
    if len(sheet.sumber) > SHOWN_PLACES:
        where += f"; dan {len(sheet.sumber) - SHOWN_PLACES} lainnya"
    if sheet.sumber == (title,):
        where = dated(origin)
    elif sheet.rujukan:
        where = f"{dated(origin)}, {where}"
    return fit(f"Sumber: {where}. Versi data {origin.versi_lengkap}.")


def closing(sheet: Lembar, origin: Asal, *, left_out: bool) -> list[str]:
    """What stands below a table: its notes, its places and how to cite it."""
    texts = [f"Catatan {note.nomor}: {note.kalimat}" for note in sheet.catatan]
    if left_out:
        texts.append(
            "Angka dan nama dirapikan; bentuk tercetaknya ada di berkas CSV, XLSX, dan JSON."
        )
    if len(sheet.sumber) > SHOWN_PLACES:
        texts.append(f"Semua sumber: {'; '.join(sheet.sumber)}.")
    texts.append(f"Kutipan: {citation(origin)} {LICENCE}")
    return [fit(text) for text in texts]
