"""The printable tables, read back with pypdfium2 and, where it is found, with pdftotext."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from data.exports import pdf as printing
from data.exports.page import SIZES, printed
from data.exports.pdf import fonts, pdf
from data.models.unduhan import Bentuk, Kolom, Lembar, Unduhan
from tests.data.exports.rekaan import ASAL, FIGURES, hostile_sheet, long_sheet

if TYPE_CHECKING:
    from pathlib import Path

SPACE = re.compile(r"\s+")


def bare(text: str) -> str:
    """``text`` without blanks, since a printed cell is wrapped anywhere."""
    return SPACE.sub("", text.replace("\u00ad", "").replace("\ufffe", ""))


def pages(content: bytes) -> list[str]:
    """The text of every page, without blanks."""
    document = pypdfium2.PdfDocument(content)
    return [bare(page.get_textpage().get_text_range()) for page in document]


def made_up(*sheets: Lembar) -> bytes:
    """The printout of made-up tables."""
    return pdf(Unduhan(bentuk=Bentuk.PDF, asal=ASAL, lembar=sheets))


@pytest.fixture(scope="module")
def content(everything: Unduhan) -> bytes:
    """The printout of all tables."""
    return pdf(everything)


def by_section(content: bytes, sheets: tuple[Lembar, ...]) -> list[str]:
    """The text of each table's pages."""
    found: list[str] = []
    titles = [bare(sheet.judul) for sheet in sheets]
    for page in pages(content):
        if len(found) < len(titles) and page.startswith(titles[len(found)]):
            found.append("")
        found[-1] += page
    return found


def test_every_figure_is_printed(everything: Unduhan, content: bytes) -> None:
    """Each cell that is printed is in the text of its table's own pages."""
    sections = by_section(content, everything.lembar)
    assert len(sections) == len(everything.lembar)
    title = everything.asal.judul_pendek
    for sheet, text in zip(everything.lembar, sections, strict=True):
        table = printed(sheet, title)
        for row in table.rows:
            for cell in row:
                if len(cell) < 40 and "-" not in cell:
                    assert bare(cell) in text, (sheet.nama, cell)
    dpt = sections[[sheet.nama for sheet in everything.lembar].index("dpt")]
    assert "115.547129.291244.838" in dpt


def test_nothing_stands_outside_its_page(content: bytes) -> None:
    """Every letter of every page stands within the page, and the pages are A4."""
    document = pypdfium2.PdfDocument(content)
    for page in document:
        wide, high = page.get_size()
        assert (int(wide), int(high)) in {(595, 841), (841, 595)}
        text = page.get_textpage()
        for at in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(at)
            assert left >= 20
            assert right <= wide - 20
            assert bottom >= 10
            assert top <= high - 20


def test_pages_say_what_they_are_part_of(everything: Unduhan, content: bytes) -> None:
    """Each page has the source, the version and its number."""
    texts = pages(content)
    for number, text in enumerate(texts, start=1):
        assert f"Halaman{number}dari{len(texts)}" in text
        assert bare(f"Versi data {everything.asal.versi}.") in text
    dpt = next(text for text in texts if text.startswith(bare("Daftar Pemilih Tetap")))
    foot = "Sumber: Laporan Kinerja KPU NTT 2024 (Kupang, 16 Januari 2025), Lampiran, tabel DPT"
    assert bare(foot) in dpt


def test_most_tables_are_one_page(everything: Unduhan, content: bytes) -> None:
    """What fits on a page is on one: the tables of figures are."""
    names = [sheet.nama for sheet in everything.lembar]
    sections = dict(zip(names, by_section(content, everything.lembar), strict=True))
    for name in ("dpt", "pilgub", "pendanaan", "logistik", "tahapan", "sdm", "sasaran"):
        assert len(re.findall(r"Halaman\d+dari", sections[name])) == 1, name


def test_long_tables_repeat_their_head() -> None:
    """A table over several pages has its head on each; wide ones lie on their side."""
    found = made_up(long_sheet())
    document = pypdfium2.PdfDocument(found)
    texts = pages(found)
    assert len(texts) > 2
    assert all("Kolomke-0Kolomke-1" in text or "Kolom" in text[:40] for text in texts)
    assert document[0].get_size()[0] > document[0].get_size()[1]
    everything = "".join(texts)
    assert all(f"isi{line}x13" in everything for line in range(120))


def test_a_table_wider_than_any_page_is_squeezed() -> None:
    """Where no letter is small enough, words are broken and nothing is lost or cut off."""
    found = made_up(long_sheet(rows=4, columns=40))
    document = pypdfium2.PdfDocument(found)
    for page in document:
        text = page.get_textpage()
        wide = page.get_size()[0]
        assert all(text.get_charbox(at)[2] <= wide - 20 for at in range(text.count_chars()))
    assert "isi3x39" in "".join(pages(found))
    assert min(SIZES) >= 5


def test_an_empty_value_shows_what_is_printed(everything: Unduhan) -> None:
    """Where the report prints a letter instead of a figure, the letter is printed."""
    sheet = next(item for item in everything.lembar if item.nama == "pengukuran")
    table = printed(sheet, everything.asal.judul_pendek)
    at = table.head.index("Target")
    assert "B" in {row[at] for row in table.rows}
    assert not any(head.endswith("(tercetak)") for head in table.head if "asaran" not in head)
    assert table.left_out


def test_made_up_texts_are_printed() -> None:
    """Hostile texts are letters like any other, and notes stand below their table."""
    text = "".join(pages(made_up(hostile_sheet(), FIGURES)))
    assert "=HYPERLINK(" in text
    assert "Catatan1:=Catatanrekaan." in text
    assert "215.464.527.00089,2599,60%29Februari20242024" in text


def test_a_table_without_rows_or_a_place_is_printed() -> None:
    """A table without a row has its head, and one of no place is cited by its report."""
    sheet = Lembar(nama="x", judul="Kosong", kolom=(Kolom(nama="a", judul="A"),), baris=(("b",),))
    text = "".join(pages(made_up(sheet.model_copy(update={"sumber": ("Rekaan 2024",)}))))
    assert "Sumber:Rekaan2024(Kupang,16Januari2025).Versidata" in text


def test_missing_fonts_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the fonts no file is made, and the error says why."""
    fonts.cache_clear()
    monkeypatch.setattr(printing, "find_spec", lambda _: None)
    with pytest.raises(ValueError, match="fonts"):
        made_up(FIGURES)
    fonts.cache_clear()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_pdftotext_reads_the_figures(content: bytes, tmp_path: Path) -> None:
    """A second reader finds the same figures."""
    path = tmp_path / "semua.pdf"
    path.write_bytes(content)
    program = shutil.which("pdftotext") or ""
    found = subprocess.run([program, "-layout", path, "-"], capture_output=True, check=True)
    text = found.stdout.decode()
    assert re.search(r"Kabupaten Sikka +557 +115\.547 +129\.291 +244\.838", text)
    assert "215.464.527.000" in text
