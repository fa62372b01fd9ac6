"""Files that are refused before they are read; all figures made up (rekaan)."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from data.bulanan.hostile import LARGEST, Jenis, check, unpack
from data.bulanan.reading import read_file
from data.bulanan.refusal import FileRefused, echo, refused
from data.bulanan.workbook import column_letters, column_number
from data.models import PesanMuat
from tests.data.bulanan.workbooks import (
    HEADER,
    MAIN,
    OFFICE,
    PLAIN,
    SHEET,
    book,
    keys,
    members,
    packed,
    saved,
    table,
)

FIXTURES = Path(__file__).parents[2] / "fixtures" / "bulanan"
TYPES = "[Content_Types].xml"
RELS = "xl/_rels/workbook.xml.rels"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + f']><worksheet xmlns="{MAIN}"><sheetData><row><c><v>&j;</v></c></row></sheetData></worksheet>'
)


def refusal(content: bytes) -> tuple[PesanMuat, ...]:
    """Why ``content`` is refused."""
    with pytest.raises(FileRefused) as caught:
        read_file("rekaan", content)
    assert all(message.galat for message in caught.value.pesan)
    return caught.value.pesan


def key(content: bytes) -> str:
    """The key of the only message about ``content``."""
    (message,) = refusal(content)
    return message.kunci


def changed(name: str, old: str, new: str) -> bytes:
    """A good workbook in which ``old`` of one member is ``new``."""
    parts = members()
    assert old.encode() in parts[name]
    return packed({**parts, name: parts[name].replace(old.encode(), new.encode())})


def added(**more: bytes | str) -> bytes:
    """A good workbook with more members, two underscores standing for a slash."""
    return packed({**members(), **{name.replace("__", "/"): data for name, data in more.items()}})


def test_good_files_pass() -> None:
    """A text file and a workbook are told apart, and neither is refused."""
    assert check(table(("CQ", "a", "1", "0"))) is Jenis.TEKS
    assert check(book()) is Jenis.BUKU
    assert unpack(book()) == members()
    assert read_file("x", added(**{"xl__media__image1.png": b"\x89PNG"})).pesan == ()
    assert [row.kode for row in read_file("x", book()).baris] == ["CQ"]


@pytest.mark.parametrize(
    ("content", "wanted", "echoed"),
    [
        (b"", "kosong", ""),
        (b" \r\n\t", "kosong", ""),
        (b"\xef\xbb\xbf", "kosong", ""),
        (b"a" * (LARGEST + 1), "terlalu_besar", ""),
        (b"%PDF-1.7\n", "bukan_tabel", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "bukan_tabel", "gambar"),
        (b"\xff\xd8\xff\xe0", "bukan_tabel", "gambar"),
        (b"GIF89a", "bukan_tabel", "gambar"),
        (b"{\\rtf1 x}", "bukan_tabel", "RTF"),
        (b"\n<html><table><tr><td>kode</td></tr></table>", "bukan_tabel", "HTML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "bukan_tabel", "XML"),
        (b"kode,uraian\0,pagu\n", "bukan_tabel", "biner"),
        ("kode;uraian;pagu".encode("utf-16"), "bukan_tabel", "biner"),
        (b"\x7fELF\x02\x01", "bukan_tabel", "biner"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Workbook" * 9, "xls_lama", ""),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "terenkripsi",
            "",
        ),
        (b"kode,uraian,pagu,realisasi\n" * 20_001, "terlalu_banyak_baris", ""),
        (b"\r" * 20_001 + b"a" + b"\r" * 20_001, "terlalu_banyak_baris", ""),
        (b"a," * 64 + b"a\n", "terlalu_banyak_kolom", ""),
        (b"PK\x03\x04 bukan zip", "berkas_rusak", ""),
        (b"PK", "berkas_rusak", ""),
    ],
)
def test_looks(content: bytes, wanted: str, echoed: str) -> None:
    """Each kind of file that is no table is refused by its first look."""
    (message,) = refusal(content)
    assert (message.kunci, message.isi) == (wanted, echoed)


def test_limits_are_told() -> None:
    """A refusal over a limit names the limit."""
    assert refusal(b"a" * (LARGEST + 1))[0].angka == (LARGEST + 1, LARGEST)
    assert refusal(b"a\n" * 20_001)[0].angka == (20_000,)


@pytest.mark.parametrize(
    "name", ["../jahat.xml", "xl/../../jahat.xml", "/jahat.xml", "C:jahat.xml"]
)
def test_names_that_lead_elsewhere(name: str) -> None:
    """A member whose name leads out of a folder refuses the file."""
    assert key(packed({**members(), name: "<a/>"})) == "zip_jalur"


def test_names_with_other_separators() -> None:
    """Backslashes and zero bytes in names, which readers take differently, refuse the file."""
    for sign in (b"\\", b"\0"):
        content = packed({**members(), "xl/aXb.xml": "<a/>"})
        assert key(content.replace(b"aXb.xml", b"a" + sign + b"b.xml")) == "zip_jalur"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_duplicate_members() -> None:
    """A name that stands twice, in whatever case, refuses the file."""
    for name in (SHEET, SHEET.upper()):
        assert key(packed([*members().items(), (name, "<a/>")])) == "zip_ganda"


def test_too_many_members() -> None:
    """More than a thousand members refuse the file."""
    content = packed({**members(), **{f"xl/{number}.xml": "<a/>" for number in range(1000)}})
    (message,) = refusal(content)
    assert (message.kunci, message.angka) == ("zip_terlalu_banyak", (1005, 1000))


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/besar.xml": b"<a>" + b" " * 2_000_000 + b"</a>"},
        {"xl/media/besar.bin": b"\0" * 60_000_000},
    ],
)
def test_zip_bombs(parts: dict[str, bytes]) -> None:
    """A member that unpacks to a hundred times its size, or to too much, refuses the file."""
    assert key(packed({**members(), **parts})) == "zip_bom"


def test_many_small_members_that_are_large_together() -> None:
    """The sum of all members is bounded, also where each is small."""
    small = {f"xl/{number}.bin": bytes(1_000_000) for number in range(60)}
    content = packed({**members(), **small})
    assert len(content) < LARGEST
    assert key(content) == "zip_bom"


def test_a_lying_size() -> None:
    """A member that unpacks to more than it declares is refused without unpacking all of it."""
    large = b"<a>" + b" " * 30_000_000 + b"</a>"
    content = bytearray(packed({**members(), "xl/bohong.xml": large}))
    for field in re.finditer(re.escape(struct.pack("<L", len(large))), bytes(content)):
        content[field.start() : field.end()] = struct.pack("<L", 100)
    assert key(bytes(content)) == "berkas_rusak"


def test_a_lying_size_with_a_fitting_checksum() -> None:
    """Where the checksum fits the lie, what is read is no more than was declared."""
    parts = members()
    whole = parts[SHEET] + b"<jahat/>"
    content = packed({**parts, SHEET: whole})
    for true, told in (
        (len(whole), len(parts[SHEET])),
        (zlib.crc32(whole), zlib.crc32(parts[SHEET])),
    ):
        content = content.replace(struct.pack("<L", true), struct.pack("<L", told))
    assert unpack(content) == parts


def test_broken_members() -> None:
    """A member whose bytes are damaged refuses the file."""
    content = packed(members(), zipfile.ZIP_STORED)
    assert key(content.replace(b"<sheetData>", b"<sheetdata>")) == "berkas_rusak"


def test_other_packings() -> None:
    """A member packed in a way that spreadsheets do not use refuses the file."""
    assert key(packed(members(), zipfile.ZIP_BZIP2)) == "berkas_rusak"


def test_encrypted_members() -> None:
    """A member with a password refuses the file."""
    content = bytearray(book())
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    assert key(bytes(content)) == "terenkripsi"


@pytest.mark.parametrize(
    "content",
    [
        added(**{"xl__vbaProject.bin": b"x"}),
        added(**{"xl__macrosheets__sheet1.xml": "<a/>"}),
        added(**{"xl__activeX__activeX1.xml": "<a/>"}),
        changed(TYPES, "application/xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
    ],
    ids=["vba", "macro sheet", "control", "xlsm"],
)
def test_macros(content: bytes) -> None:
    """A workbook with macros of any kind is refused."""
    assert key(content) == "makro"


@pytest.mark.parametrize(
    "content",
    [
        added(**{"xl__externalLinks__externalLink1.xml": "<a/>"}),
        added(**{"xl__connections.xml": "<a/>"}),
        changed(RELS, "/></R", f'/><Relationship Type="{OFFICE}/image" TargetMode="External"/></R'),
    ],
    ids=["workbook", "connection", "relation"],
)
def test_external_links(content: bytes) -> None:
    """A workbook that refers to something outside is refused."""
    assert key(content) == "tautan_luar"


def test_hyperlinks_are_harmless() -> None:
    """A hyperlink in a cell refuses nothing."""
    link = f'/><Relationship Type="{OFFICE}/hyperlink" TargetMode="External" Target="x"/></R'
    assert read_file("x", changed(RELS, "/></R", link)).pesan == ()


@pytest.mark.parametrize("name", [SHEET, "xl/workbook.xml", "docProps/app.xml", "xl/_rels/x.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities(name: str, encoding: str) -> None:
    """A document type in any XML member, in any encoding, refuses the file."""
    text = BOMB if encoding == "utf-8" else BOMB.replace("?>", ' encoding="utf-16"?>', 1)
    content = packed({**members(), name: text.encode(encoding)})
    (message,) = refusal(content)
    assert (message.kunci, message.isi) == ("entitas", name)


@pytest.mark.parametrize("text", ["<a><b></a>", "", "<?xml version='1.0' encoding='x-tidak'?><a/>"])
def test_broken_xml(text: str) -> None:
    """An XML member that is not well-formed refuses the file."""
    (message,) = refusal(packed({**members(), "docProps/app.xml": text}))
    assert (message.kunci, message.isi) == ("berkas_rusak", "docProps/app.xml")


@pytest.mark.parametrize("name", ["xl/workbook.xml", TYPES])
def test_other_zip_files(name: str) -> None:
    """A zip file that is no workbook is refused."""
    parts = members()
    del parts[name]
    (message,) = refusal(packed(parts))
    assert (message.kunci, message.isi) == ("bukan_tabel", "ZIP")


def test_formulas() -> None:
    """A formula in the sheet that is read is refused with its cell, one elsewhere is not."""
    formulas = [HEADER, ("CQ", "a", "=1+1", "=C2")]
    assert [(m.kunci, m.baris, m.kolom) for m in refusal(saved({"a": formulas}))] == [
        ("rumus", 2, "C"),
        ("rumus", 2, "D"),
    ]
    assert keys(refusal(saved({"a": [["=1"] * 20]}))) == ["rumus"] * 10
    file = read_file("x", saved({"a": PLAIN, "b": formulas}))
    assert keys(file.pesan) == ["lembar_dipilih"]


def test_ranges_of_extensions_are_no_formulas() -> None:
    """An element called like a formula in a sheet's extensions is none."""
    extension = "</sheetData><extLst><ext><f>A1</f></ext></extLst>"
    assert read_file("x", changed(SHEET, "</sheetData>", extension)).pesan == ()


def test_cells_without_references() -> None:
    """Cells and rows without a reference are counted, and still have a place."""
    rows = "<row>" + "<c><v>1</v></c>" * 2 + "<c><f>1</f></c></row>"
    content = packed(
        {
            **members(),
            SHEET: f'<worksheet xmlns="{MAIN}"><sheetData><row r="4"/>{rows}'
            "</sheetData></worksheet>",
        }
    )
    assert [(m.kunci, m.baris, m.kolom) for m in refusal(content)] == [("rumus", 5, "C")]


@pytest.mark.parametrize(
    ("reference", "wanted"),
    [
        ("A20001", "terlalu_banyak_baris"),
        ("A1048576", "terlalu_banyak_baris"),
        ("BM1", "terlalu_banyak_kolom"),
        ("XFD1", "terlalu_banyak_kolom"),
    ],
)
def test_far_cells(reference: str, wanted: str) -> None:
    """A cell far away, for which a reader would make room, is refused before it does."""
    assert key(changed(SHEET, 'r="A1"', f'r="{reference}"')) == wanted


def test_empty_far_cells() -> None:
    """A far cell that holds nothing but a format refuses nothing."""
    far = '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    assert len(read_file("x", changed(SHEET, "</sheetData>", far)).baris) == 1


def test_sheets_of_one_name() -> None:
    """Two sheets of one name refuse the file: another than the one looked at could be read."""
    second = "</sheets>"
    content = changed(
        "xl/workbook.xml", second, f'<sheet name="Lembar1" sheetId="2" r:id="rId1"/>{second}'
    )
    assert key(content) == "berkas_rusak"


def test_sheets_without_a_member() -> None:
    """A sheet whose member is missing refuses the file, one that is no worksheet is passed over."""
    sheets = '<sheet name="b" sheetId="2" r:id="rId9"/></sheets>'
    assert key(changed("xl/workbook.xml", "</sheets>", sheets)) == "berkas_rusak"
    assert key(changed(RELS, "/worksheet", "/chartsheet")) == "tabel_kosong"


def test_a_workbook_without_relations() -> None:
    """A workbook without the list of its parts is refused."""
    parts = members()
    del parts[RELS]
    assert key(packed(parts)) == "berkas_rusak"


def test_nothing_else_is_read_than_was_looked_at() -> None:
    """A workbook in another place, which the package names as its own, is not the one read."""
    parts = members()
    other = members([HEADER, ("WA", "lain (rekaan)", "=1+1", 1)])
    content = packed(
        {
            **parts,
            "_rels/.rels": parts["_rels/.rels"].replace(b"xl/workbook.xml", b"yl/workbook.xml"),
            **{name.replace("xl/", "yl/"): data for name, data in other.items() if "xl/" in name},
        }
    )
    assert [row.kode for row in read_file("x", content).baris] == ["CQ"]


@pytest.mark.parametrize("place", [1, 26, 27, 52, 53, 702, 703])
def test_column_letters(place: int) -> None:
    """Letters of columns and their numbers are each other's inverse."""
    assert column_number(column_letters(place)) == place
    assert column_letters(31) == "AE"


def test_echo() -> None:
    """What a message repeats is short, on one line and printable."""
    assert echo("a\n\x1b[31m\u202eb") == "a [31m b"
    assert echo("x" * 41) == "x" * 39 + "…"
    assert echo("x" * 40) == "x" * 40


def test_refusals_name_their_keys() -> None:
    """A refusal that nobody catches says its keys, not the file's content."""
    with pytest.raises(FileRefused, match=r"^zip_bom$"):
        raise refused("zip_bom", isi="rahasia")
