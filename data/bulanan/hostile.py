"""Uploads that are refused before anything reads them as a table.

The looks of the bytes come first, then a workbook's list of members, then each XML
member, unpacked piece by piece in memory. What is handed on are the unpacked members
themselves, so that nothing else can be read later than what was looked at here.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING
from xml.parsers import expat

from data.bulanan.refusal import refused

if TYPE_CHECKING:
    from collections.abc import Callable

MEGABYTE = 1024 * 1024
LARGEST = 5 * MEGABYTE
UNPACKED = 50 * MEGABYTE
RATIO = 100
MEMBERS = 1000
ROWS = 20_000
COLUMNS = 64

# A member this small is no bomb, however well it packs: empty sheets pack 200 to 1.
SMALL = MEGABYTE
CHUNK = MEGABYTE
ENCRYPTED = 0x1
PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
PACKAGE = "EncryptedPackage".encode("utf-16-le")
ZIP = b"PK"
MARK = b"\xef\xbb\xbf"
SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "gambar"),
    (b"\xff\xd8\xff", "gambar"),
    (b"GIF8", "gambar"),
    (b"RIFF", "gambar"),
    (b"{\\rtf", "RTF"),
    (b"<?xml", "XML"),
    (b"<", "HTML"),
)
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
XML = (".xml", ".rels")
MACROS = re.compile(r"vbaproject|(?:^|/)(?:macrosheets|dialogsheets)/|activex/", re.IGNORECASE)
MACRO_TYPE = re.compile(r"macro|vbaproject", re.IGNORECASE)
OUTSIDE = re.compile(r"(?:^|/)(?:externallinks/|querytables/|connections\.xml)", re.IGNORECASE)
# A hyperlink in a cell is text that nobody follows here.
HARMLESS = "/hyperlink"
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)

Members = Mapping[str, bytes]


class Jenis(StrEnum):
    """What an upload can be read as."""

    TEKS = "teks"
    BUKU = "buku kerja"


def check(content: bytes) -> Jenis:
    """Whether ``content`` is text or a workbook; raises ``FileRefused`` for anything else."""
    if len(content) > LARGEST:
        raise refused("terlalu_besar", angka=(len(content), LARGEST))
    if content.startswith(OLE):
        raise refused("terenkripsi" if PACKAGE in content else "xls_lama")
    if content.startswith(ZIP):
        return Jenis.BUKU
    text = content.removeprefix(MARK).strip()
    if not text:
        raise refused("kosong")
    for signature, kind in SIGNATURES:
        if text.startswith(signature):
            raise refused("bukan_tabel", isi=kind)
    if CONTROLS.search(text):
        raise refused("bukan_tabel", isi="biner")
    lines = max(content.count(b"\n"), content.count(b"\r"))
    if lines > ROWS:
        raise refused("terlalu_banyak_baris", angka=(ROWS,))
    return Jenis.TEKS


def unpack(content: bytes) -> Members:
    """The XML members of the workbook ``content``, by name; raises ``FileRefused``."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            check_members(infos)
            members = {
                info.filename: extracted(archive, info)
                for info in infos
                if info.filename.lower().endswith(XML)
            }
    except BROKEN_ZIP:
        raise refused("berkas_rusak") from None
    for name, data in members.items():
        check_xml(name, data)
    return members


def check_members(infos: list[zipfile.ZipInfo]) -> None:
    """Raises ``FileRefused`` for a list of members that no honest workbook has."""
    if len(infos) > MEMBERS:
        raise refused("zip_terlalu_banyak", angka=(len(infos), MEMBERS))
    names = [info.orig_filename for info in infos]
    check_names(names)
    for info in infos:
        if info.flag_bits & ENCRYPTED:
            raise refused("terenkripsi")
        if info.compress_type not in PACKINGS:
            raise refused("berkas_rusak", isi=info.filename)
    if sum(info.file_size for info in infos) > UNPACKED or any(bomb(info) for info in infos):
        raise refused("zip_bom")
    if any(MACROS.search(name) for name in names):
        raise refused("makro")
    if any(OUTSIDE.search(name) for name in names):
        raise refused("tautan_luar")
    if WORKBOOK not in names or CONTENT_TYPES not in names:
        raise refused("bukan_tabel", isi="ZIP")


def check_names(names: list[str]) -> None:
    """Raises ``FileRefused`` for a name that leads elsewhere or stands twice."""
    seen: set[str] = set()
    for name in names:
        if unsafe(name):
            raise refused("zip_jalur", isi=name)
        # Office programs take names in any case for the same.
        if name.casefold() in seen:
            raise refused("zip_ganda", isi=name)
        seen.add(name.casefold())


def unsafe(name: str) -> bool:
    """Whether ``name`` could lead out of a folder, or is read differently elsewhere."""
    return name.startswith("/") or ".." in name.split("/") or any(c in name for c in "\\:\0")


def bomb(info: zipfile.ZipInfo) -> bool:
    """Whether a member says of itself that it unpacks to far more than it is."""
    return info.file_size > SMALL and info.file_size > RATIO * info.compress_size


def extracted(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a member, never more than it declared: the sum of those is checked.

    A member that lies about its size fails its checksum. It is read in pieces since
    one read of everything would unpack all that is there before counting it.
    """
    pieces = []
    with archive.open(info) as file:
        while piece := file.read(CHUNK):
            pieces.append(piece)
    return b"".join(pieces)


def check_xml(name: str, data: bytes) -> None:
    """Raises ``FileRefused`` for entities, macros and links that an XML member declares."""

    def look(element: str, attributes: dict[str, str]) -> None:
        if element in {"Default", "Override"}:
            if MACRO_TYPE.search(attributes.get("ContentType", "")):
                raise refused("makro")
        elif (
            element == "Relationship"
            and attributes.get("TargetMode") == "External"
            and not attributes.get("Type", "").endswith(HARMLESS)
        ):
            raise refused("tautan_luar", isi=attributes.get("Target", ""))

    small = name == CONTENT_TYPES or name.lower().endswith(".rels")
    parse(name, data, look if small else ignore)


def parse(
    name: str,
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
) -> None:
    """Calls ``start`` with each element of ``data``: its name and attributes, without namespaces.

    Raises ``FileRefused`` where the member is no well-formed XML or declares a
    document type: only one of those can declare entities.
    """
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse_doctype(*_: object) -> None:
        raise refused("entitas", isi=name)

    def begin(element: str, attributes: dict[str, str]) -> None:
        start(local(element), {local(key): value for key, value in attributes.items()})

    parser.StartDoctypeDeclHandler = refuse_doctype
    if start is not ignore:
        parser.StartElementHandler = begin
    try:
        parser.Parse(data, True)  # noqa: FBT003 - the library takes it by position only
    except (expat.ExpatError, ValueError, LookupError):
        raise refused("berkas_rusak", isi=name) from None


def ignore(_element: str, _attributes: dict[str, str]) -> None:
    """Nothing: for a member whose elements do not matter."""


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]
