"""Monthly files in the plain layout, as text and as workbooks; all figures made up (rekaan)."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formatting import rupiah
from data.bulanan import cells
from data.bulanan.reading import FileRefused, read_file
from data.bulanan.workbook import cell_text
from data.models import BarisBerkas, Berkas, JenisBelanja, PesanMuat
from tests.data.bulanan.workbooks import HEADER, book, keys, members, packed, saved, table

FIXTURES = Path(__file__).parents[2] / "fixtures" / "bulanan"
SEPTEMBER = FIXTURES / "rekaan-2025-09.csv"
OCTOBER = FIXTURES / "rekaan-2025-10.csv"
CODES = FIXTURES.parents[2] / "data" / "sources" / "2024" / "anggaran.csv"
FULL = (*HEADER, "jenis_belanja", "blokir", "pagu_awal")


def fixture(path: Path) -> Berkas:
    """A fixture as it is read."""
    return read_file(path.name, path.read_bytes())


def refusal(content: bytes) -> tuple[PesanMuat, ...]:
    """Why ``content`` is refused as a whole."""
    with pytest.raises(FileRefused) as caught:
        read_file("rekaan.csv", content)
    assert all(message.galat for message in caught.value.pesan)
    return caught.value.pesan


def figures(file: Berkas) -> list[tuple[str, str, int, int]]:
    """What counts of each row."""
    return [(row.kode, row.uraian, row.pagu, row.realisasi) for row in file.baris]


def test_a_plain_file() -> None:
    """A plain file gives its rows in order, with their row numbers and its own fingerprint."""
    content = table(
        ("076.01.cq", " Program  (rekaan) ", "1.000", "Rp400"), ("W.3360", "x", "5", "-3")
    )
    file = read_file("rekaan.csv", content)
    assert file == Berkas(
        nama="rekaan.csv",
        sha256=hashlib.sha256(content).hexdigest(),
        susunan="polos",
        bulan=None,
        baris=(
            BarisBerkas(
                nomor=2,
                kode="CQ",
                kode_tercetak="076.01.cq",
                uraian="Program (rekaan)",
                pagu=1000,
                realisasi=400,
            ),
            BarisBerkas(
                nomor=3, kode="W.3360", kode_tercetak="W.3360", uraian="x", pagu=5, realisasi=-3
            ),
        ),
    )


@pytest.mark.parametrize("path", [SEPTEMBER, OCTOBER], ids=lambda path: path.stem)
def test_fixtures_are_whole_and_made_up(path: Path) -> None:
    """The fixtures have the report's codes and names, none of its amounts, and sums that agree."""
    with CODES.open(encoding="utf-8", newline="") as source:
        printed = {row["kode"]: row for row in csv.DictReader(source)}
    rows = {row.kode: row for row in fixture(path).baris}
    assert list(rows) == list(printed)
    for code, row in rows.items():
        report = printed[code]
        assert row.uraian == f"{report['uraian']} (rekaan)"
        assert str(row.pagu) != report["pagu"]
        assert 0 <= row.realisasi <= row.pagu
        below = [rows[other] for other, its in printed.items() if its["induk"] == code]
        if below:
            assert row.pagu == sum(child.pagu for child in below)
            assert row.realisasi == sum(child.realisasi for child in below)


def test_fixtures_follow_each_other() -> None:
    """From September to October no realisasi falls, and one pagu with its parents is revised."""
    before, after = (
        {row.kode: row for row in fixture(path).baris} for path in (SEPTEMBER, OCTOBER)
    )
    assert all(before[code].realisasi <= after[code].realisasi for code in before)
    revised = [code for code in before if before[code].pagu != after[code].pagu]
    assert revised == ["CQ", "CQ.6871", "6871.QGE.002", "TOTAL"]
    shares = [rows["TOTAL"].realisasi * 100 // rows["TOTAL"].pagu for rows in (before, after)]
    assert shares == [62, 73]


def test_a_real_workbook() -> None:
    """October saved as a workbook by a spreadsheet library reads as October's text does."""
    wanted = fixture(OCTOBER)
    rows = [HEADER, *figures(wanted)]
    file = read_file("rekaan.xlsx", saved({"Oktober": rows}))
    assert file.baris == wanted.baris
    assert file.pesan == ()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_and_separators(separator: str, encoding: str, ending: str) -> None:
    """Each separator, encoding and line ending gives the same rows."""
    text = separator.join(HEADER) + ending + separator.join(("CQ", "“Café” – é", "1", "0")) + ending
    file = read_file("rekaan.csv", text.encode(encoding))
    assert figures(file) == [("CQ", "“Café” – é", 1, 0)]


def test_header_and_blank_rows() -> None:
    """Case, spaces, a mark and underscores in the header do not matter, nor do blank rows."""
    head = '\ufeff\n ;;; \n"KODE ";Uraian; PAGU;Realisasi;Jenis Belanja\n'
    text = f"{head};;;;\n\nCQ;a;1;0;Belanja Modal\n"
    file = read_file("rekaan.csv", text.encode())
    assert [(row.nomor, row.kode, row.jenis_belanja) for row in file.baris] == [
        (6, "CQ", JenisBelanja.MODAL)
    ]


def test_optional_columns() -> None:
    """The optional columns are read where they stand, in any order, and may be empty."""
    header = ("blokir", "pagu_awal", "realisasi", "pagu", "uraian", "kode", "jenis_belanja")
    rows = (header, ("10", "", "1", "2", "a", "CQ", "52"), ("-", "7", "1", "2", "b", "WA", ""))
    file = read_file("x.csv", "\n".join(",".join(row) for row in rows).encode())
    assert [(row.blokir, row.pagu_awal, row.jenis_belanja) for row in file.baris] == [
        (10, None, JenisBelanja.BARANG),
        (None, 7, None),
    ]


def test_an_account_tells_its_kind() -> None:
    """An account's kind of spending is taken from its code where the file names none."""
    file = read_file("x.csv", table(("6871.QGE.002.051.A.521211", "a", "1", "0")))
    assert file.baris[0].jenis_belanja is JenisBelanja.BARANG


@pytest.mark.parametrize(
    ("row", "key", "column", "echo"),
    [
        (("CQ", "a", "dua", "0"), "angka_tak_terbaca", "pagu", "dua"),
        (("CQ", "a", "1", "0.5"), "angka_tak_terbaca", "realisasi", "0.5"),
        (("CQ", "a", "1", "y" * 50), "angka_tak_terbaca", "realisasi", "y" * 39 + "…"),
        (("CQ", "a", "1", "-"), "angka_kosong", "realisasi", ""),
        (("CQ", "a", "", "0"), "angka_kosong", "pagu", ""),
        (("CQ", "a" * 301, "1", "0"), "teks_terlalu_panjang", "uraian", "a" * 39 + "…"),
    ],
)
def test_unreadable_cells(row: tuple[str, ...], key: str, column: str, echo: str) -> None:
    """A cell that cannot be read keeps its row out and is named; other rows stay."""
    file = read_file("x.csv", table(("WA", "b", "1", "0"), row))
    assert [one.kode for one in file.baris] == ["WA"]
    (message,) = file.pesan
    assert (message.kunci, message.galat, message.baris) == (key, True, 3)
    assert (message.kolom, message.kode, message.isi) == (column, "CQ", echo)


def test_rows_without_a_code() -> None:
    """A row with amounts and no code is named and stays out."""
    file = read_file("x.csv", table(("", "a", "1", "0")))
    assert file.baris == ()
    assert file.pesan == (PesanMuat(kunci="kode_kosong", galat=True, baris=2, kolom="kode"),)


def test_unknown_kind_of_spending() -> None:
    """A word that is no kind of spending is named and keeps its row out."""
    file = read_file("x.csv", b"kode,uraian,pagu,realisasi,jenis_belanja\nCQ,a,1,0,Hibah\n")
    assert [(m.kunci, m.kolom, m.isi) for m in file.pesan] == [
        ("jenis_belanja_tak_dikenal", "jenis_belanja", "hibah")
    ]
    assert file.baris == ()


def test_rows_of_other_lengths() -> None:
    """A row with more or fewer cells than the header is named with both counts."""
    file = read_file(
        "x.csv", table(("CQ", "a", "1"), ("WA", "b", "1", "0", ""), ("CQ", "a", "1", "0"))
    )
    assert [(m.kunci, m.galat, m.baris, m.angka) for m in file.pesan] == [
        ("jumlah_kolom", True, 2, (3, 4)),
        ("jumlah_kolom", True, 3, (5, 4)),
    ]
    assert [row.nomor for row in file.baris] == [4]


def test_unknown_columns() -> None:
    """Columns that are not read are named by a warning if they have a title or hold something."""
    file = read_file(
        "x.csv", b"kode;uraian;pagu;realisasi;Sisa;;\nCQ;a;1;0;9;;\nWA;b;1;0;;;8\nWA;b\n"
    )
    assert file.pesan[:2] == (
        PesanMuat(kunci="kolom_tak_dikenal", galat=False, baris=1, kolom="Sisa"),
        PesanMuat(kunci="kolom_tak_dikenal", galat=False, baris=1, kolom="G"),
    )
    assert len(file.baris) == 2


def test_many_unreadable_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Past a limit messages are only counted."""
    monkeypatch.setattr(cells, "MOST", 2)
    file = read_file("x.csv", table(*[("CQ", "a", "x", "x")] * 3))
    assert keys(file.pesan) == ["angka_tak_terbaca", "angka_tak_terbaca", "pesan_lain"]
    assert file.pesan[-1].angka == (4,)


@pytest.mark.parametrize(
    ("content", "key", "columns"),
    [
        (b"kode,pagu\nCQ,1\n", "kolom_kurang", ["uraian", "realisasi"]),
        (b"kode,uraian,pagu,pagu,realisasi\nCQ,a,1,1,0\n", "kolom_ganda", ["pagu"]),
        (b"kode,uraian\nCQ,a\n", "susunan_tak_dikenal", [None]),
        (b"nama,alamat\na,b\n", "susunan_tak_dikenal", [None]),
        (b";;;\n,,,\n", "susunan_tak_dikenal", [None]),
        (b";;;\n;;\n", "susunan_tak_dikenal", [None]),
        (b"hanya satu baris", "susunan_tak_dikenal", [None]),
        (table(), "tabel_kosong", [None]),
        (table(("", "", "", "")), "tabel_kosong", [None]),
        (b"kode,uraian,pagu,realisasi\nCQ,\xff\x81,1,0\n", "bukan_tabel", [None]),
    ],
)
def test_files_that_are_no_table(content: bytes, key: str, columns: list[str | None]) -> None:
    """A file without the columns, without rows or in no known encoding is refused."""
    messages = refusal(content)
    assert {message.kunci for message in messages} == {key}
    assert [message.kolom for message in messages] == columns


@pytest.mark.parametrize(
    ("rows", "row"),
    [('CQ,"a"b,1,0\n', 2), ('CQ,a,1,0\nWA,"b,1,0\n', 3), ("CQ," + "a" * 140_000 + ",1,0\n", 2)],
)
def test_broken_text(rows: str, row: int) -> None:
    """Broken quoting and endless cells are refused with their row."""
    (message,) = refusal(table() + b"\n" + rows.encode())
    assert (message.kunci, message.baris) == ("csv_rusak", row)


def test_a_cell_over_two_lines() -> None:
    """A quoted cell may hold a line break and the separator."""
    file = read_file("x.csv", table(("CQ", '"a,\nb"', "1", "0"), ("WA", "c", "1", "0")))
    assert [(row.nomor, row.uraian) for row in file.baris] == [(2, "a, b"), (3, "c")]


@pytest.mark.parametrize(
    ("cell", "refused"),
    [
        ("=1+1", True),
        ("@SUM(A1)", True),
        ("+cmd", True),
        ("-cmd|x", True),
        ('" =1"', True),
        ("-", False),
        ("-5", False),
        ("+5", False),
    ],
)
def test_formulas_in_text(cell: str, refused: bool) -> None:  # noqa: FBT001 - a table of cases
    """A cell that a spreadsheet would compute is refused with its place; a signed number is not."""
    content = table(("CQ", cell, "1", "0"))
    if refused:
        (message,) = refusal(content)
        assert (message.kunci, message.baris, message.kolom) == ("rumus", 2, "B")
        assert message.isi == cell.strip('" ')
    else:
        assert read_file("x.csv", content).baris[0].uraian == cell


def test_many_formulas_in_text() -> None:
    """Of many formulas the first ten are named."""
    assert keys(refusal(table(*[("=a", "=b", "=c", "=d")] * 9))) == ["rumus"] * 10


def test_workbook_cells() -> None:
    """Cells of a workbook are read by what they hold, and fractions are not taken for thousands."""
    rows = [
        HEADER,
        ("CQ", "a", 2_037_392_000_000, 0),
        ("WA", "b", 1.234, "1.234"),
    ]
    file = read_file("x.xlsx", saved({"a": rows}))
    assert figures(file) == [("CQ", "a", 2_037_392_000_000, 0)]
    assert [(m.kunci, m.kolom, m.isi) for m in file.pesan] == [
        ("angka_tak_terbaca", "pagu", "1.2340")
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (7, "7"),
        (True, "True"),
        (2.037392e10, "20373920000"),
        (-0.5, "-0.5000"),
        (1.23456, "1.23456"),
        (1e-5, "0.00001"),
        (float("nan"), "#"),
        (float("-inf"), "#"),
        (date(2025, 10, 31), "2025-10-31"),
    ],
)
def test_cell_text(value: object, text: str) -> None:
    """A cell's value becomes the text that says the same and no other amount."""
    assert cell_text(value) == text


def test_workbook_offset() -> None:
    """Rows and columns left empty before the table do not shift its row numbers."""
    rows: list[list[Any]] = [[], [], ["", *HEADER], ["", "CQ", "a", 1, 0]]
    file = read_file("x.xlsx", saved({"a": rows}))
    assert [row.nomor for row in file.baris] == [4]
    assert file.pesan == ()


def test_sheets() -> None:
    """The first visible sheet with data is read, and a warning says so if others have data."""
    rows = [HEADER, ("CQ", "a", 1, 0)]
    others = [("lain",)]
    content = saved(
        {"kosong": [], "sembunyi": others, " data ": rows, "lain": others}, ["sembunyi"]
    )
    file = read_file("x.xlsx", content)
    assert [row.kode for row in file.baris] == ["CQ"]
    assert file.pesan == (PesanMuat(kunci="lembar_dipilih", galat=False, isi="data", angka=(2,)),)


@pytest.mark.parametrize(
    "content",
    [saved({"a": []}), saved({"a": [("x",)], "b": []}, ["a"]), book([])],
    ids=["empty", "hidden", "no rows"],
)
def test_workbooks_without_data(content: bytes) -> None:
    """A workbook whose visible sheets are empty is refused."""
    assert keys(refusal(content)) == ["tabel_kosong"]


def test_broken_workbooks() -> None:
    """A workbook that its reader cannot make sense of is refused."""
    parts = members()
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b'<c r="C2">', b'<c r="C2" t="s">'
    )
    assert keys(refusal(packed(parts))) == ["berkas_rusak"]


def test_long_and_odd_names() -> None:
    """A file's name is kept on one line and cut."""
    name = read_file("a\nb" + "c" * 200, table(("CQ", "a", "1", "0"))).nama
    assert name.startswith("a b")
    assert len(name) == 120


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["CQ", "CQ.6871", "6871.QGE.002", "TOTAL", "W.3360"]),
            st.text(
                st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=30
            ).filter(lambda name: not name.startswith(("=", "+", "-", "@"))),
            st.integers(-(10**15), 10**15),
            st.integers(-(10**15), 10**15),
        ),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from([",", ";", "\t"]),
)
def test_round_trip(rows: list[tuple[str, str, int, int]], separator: str) -> None:
    """Whatever rows are written, the same are read."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator)
    writer.writerow(HEADER)
    writer.writerows((code, name, rupiah(pagu), str(spent)) for code, name, pagu, spent in rows)
    read = read_file("x.csv", file.getvalue().encode())
    assert figures(read) == rows
    assert read.pesan == ()
