"""What may be asked of the tables over HTTP, and in which words.

Everything else is refused before Datasette sees it: no SQL, no condition of the asker's
own, no page about the server. What would be compared wrongly is refused too: decimals
stand in the database as text, and ``100.000`` is not a hundred.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlencode

from data.exports.cells import UNFIT
from data.exports.portal import DATABASE, TRUTH
from data.models.unduhan import JenisKolom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from data.models.portal import Portal, TabelPortal
    from data.models.unduhan import Kolom

    Pairs = list[tuple[str, str]]

PATH = re.compile(
    rf"/(?:-/metadata\.json|{DATABASE}(?:\.json|\.db)?"
    rf"|{DATABASE}/(?P<table>\w+)(?:\.(?P<form>json|csv))?"
    rf"|{DATABASE}/(?P<row_of>\w+)/(?P<key>[\w~,+\-]{{1,300}})(?:\.json)?)?",
    re.ASCII,
)
MOST_ROWS = 2000
MOST_VALUES = 100
LONGEST_QUERY = 2000
LONGEST_VALUE = 200
MOST_PAIRS = 40
COMPARED = ("exact", "not", "gt", "gte", "lt", "lte")
EMPTY = ("isnull", "notnull")
PARTS = ("contains", "startswith", "endswith")
OPERATIONS = (*COMPARED, *PARTS, *EMPTY)
ALLOWED: dict[JenisKolom, tuple[str, ...]] = {
    JenisKolom.TEKS: ("exact", "not", *PARTS, *EMPTY),
    JenisKolom.BILANGAN: (*COMPARED, *EMPTY),
    JenisKolom.RUPIAH: (*COMPARED, *EMPTY),
    JenisKolom.DESIMAL: (*PARTS, *EMPTY),
    JenisKolom.PERSEN: (*PARTS, *EMPTY),
    JenisKolom.TANGGAL: (*COMPARED, "startswith", *EMPTY),
}
WHOLE = re.compile(r"-?\d{1,18}")
GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3})+")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
NEXT = re.compile(r"[\w~,+\-$]{1,300}", re.ASCII)
SHAPES = frozenset({"array", "arrays", "object", "objects"})
SWITCHES = frozenset({"_labels", "_nofacet", "_nocount", "_nl", "_dl"})
FORM = re.compile(r"_filter_(column|op|value)(_\d{1,2})?")
YES, NO = frozenset({"1", "ya"}), frozenset({"0", "tidak"})


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """What was asked is not answered; ``reason`` is a key of ``galat_kalimat.html``."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Wanted(NamedTuple):
    """What Datasette is asked; ``moved`` where the asker is to ask in these words."""

    path: str
    query: str
    moved: bool = False


def wanted(path: str, query: str, about: Portal) -> Wanted:
    """What is asked by ``path``, below the portal, and ``query``.

    Raises ``Refused`` where no such thing is answered.
    """
    match = PATH.fullmatch(path)
    if match is None:
        raise Refused(404, "tidak_ada")
    table = about.tabel.get(match["table"] or match["row_of"] or "")
    if table is None and (match["table"] or match["row_of"]):
        raise Refused(404, "tidak_ada")
    if table is not None and match["key"] and match["key"].count(",") + 1 != len(table.kunci):
        raise Refused(404, "tidak_ada")
    pairs = pairs_of(query)
    if match["table"] and table is not None:
        said = refined(table, pairs)
    else:
        said = [pair for pair in pairs if pair[0] == "_shape" and path.endswith(".json")]
        if said != pairs or any(value not in SHAPES for _, value in said):
            raise Refused(400, "saringan")
    return Wanted(path, urlencode(said), moved=said != pairs)


def pairs_of(query: str) -> Pairs:
    """The parameters of ``query`` in order."""
    if len(query) > LONGEST_QUERY:
        raise Refused(400, "panjang")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PAIRS)
    except ValueError:
        raise Refused(400, "panjang") from None
    if any(len(text) > LONGEST_VALUE for pair in pairs for text in pair):
        raise Refused(400, "panjang")
    if any(UNFIT.search(text) for pair in pairs for text in pair):
        raise Refused(400, "saringan")
    return pairs


def refined(table: TabelPortal, pairs: Pairs) -> Pairs:
    """``pairs`` as they are asked of ``table``: those of the form in short, empty ones left out."""
    kept = unfolded(pairs)
    descending = any(name == "_sort_by_desc" for name, _ in kept)
    said: Pairs = []
    for name, value in kept:
        if name == "_sort_by_desc":
            continue
        # Quotation marks would mean a phrase to the index, and half of one is a fault.
        given = " ".join(value.replace('"', " ").split()) if name == "_search" else value.strip()
        if not given:
            continue
        if name.startswith("_"):
            special(table, name, given)
            turned = "_sort_desc" if name == "_sort" and descending else name
            said.append((turned, given))
        else:
            said.append((name, compared(table, name, given)))
    names = [name for name, _ in said]
    if {"_sort", "_sort_desc"} <= set(names):
        raise Refused(400, "saringan")
    sorted_by = bool(table.urutan_awal or {"_sort", "_sort_desc"} & set(names))
    for name, value in said:
        # The value that rows are sorted by stands before the key.
        if name == "_next" and value.count(",") + 1 != len(table.kunci) + sorted_by:
            raise Refused(400, "saringan")
    return said


def unfolded(pairs: Pairs) -> Pairs:
    """``pairs`` with each row of the filter form as the one parameter that it stands for."""
    rows: dict[str, dict[str, str]] = {}
    rest: Pairs = []
    for name, value in pairs:
        part = FORM.fullmatch(name)
        if part is None:
            rest.append((name, value))
        else:
            rows.setdefault(part[2] or "", {})[part[1]] = value
    for row in rows.values():
        column, operation = row.get("column", ""), row.get("op", "exact")
        if column:
            value = "1" if operation in EMPTY else row.get("value", "")
            rest.append((column if operation == "exact" else f"{column}__{operation}", value))
    return rest


def special(table: TabelPortal, name: str, value: str) -> None:
    """Raises ``Refused`` unless ``value`` may be given for the parameter ``name``."""
    known = [column.nama for column in table.kolom]
    rules: dict[str, Callable[[str], bool]] = {
        "_search": lambda _: table.dicari,
        "_sort": lambda given: given in table.terurut,
        "_sort_desc": lambda given: given in table.terurut,
        "_facet": lambda given: given in table.terurut,
        "_col": lambda given: given in known,
        "_nocol": lambda given: given in known,
        "_shape": lambda given: given in SHAPES,
        "_next": lambda given: bool(NEXT.fullmatch(given)),
        "_size": lambda given: is_size(given, MOST_ROWS),
        "_facet_size": lambda given: is_size(given, MOST_VALUES),
        **dict.fromkeys(SWITCHES, lambda given: given in {"on", "off", "1", "0"}),
    }
    if name not in rules or not rules[name](value):
        raise Refused(400, "saringan")


def is_size(given: str, most: int) -> bool:
    """Whether ``given`` is a number of rows from 1 to ``most``, or means the most."""
    return given == "max" or (given.isdecimal() and len(given) < 6 and 1 <= int(given) <= most)  # noqa: PLR2004 - no long numbers are read


def compared(table: TabelPortal, name: str, given: str) -> str:
    """The value that a column is compared with, as the database writes it."""
    column, _, operation = name.partition("__")
    found = [item for item in table.kolom if item.nama == column]
    operation = operation or "exact"
    if not found or operation not in ALLOWED[found[0].jenis]:
        raise Refused(400, "saringan")
    if operation in EMPTY:
        return "1"
    return written(found[0], operation, given)


def written(column: Kolom, operation: str, given: str) -> str:
    """``given`` as the database writes what stands in ``column``."""
    if column.keterangan.startswith(TRUTH):
        word = given.casefold()
        if word not in YES | NO:
            raise Refused(400, "saringan")
        return "1" if word in YES else "0"
    if column.jenis in {JenisKolom.BILANGAN, JenisKolom.RUPIAH}:
        plain = given.replace(".", "") if GROUPED.fullmatch(given) else given
        if not WHOLE.fullmatch(plain):
            raise Refused(400, "bilangan")
        return plain
    if column.jenis in {JenisKolom.DESIMAL, JenisKolom.PERSEN}:
        return given.replace(",", ".")
    if column.jenis is JenisKolom.TANGGAL and operation in COMPARED and not DAY.fullmatch(given):
        raise Refused(400, "tanggal")
    return given


def chosen(table: TabelPortal, pairs: Iterable[tuple[str, str]]) -> list[tuple[Kolom, str, str]]:
    """The filters among ``pairs``: the column, the operation and the value of each."""
    found = []
    for name, value in pairs:
        if not name.startswith("_"):
            column, _, operation = name.partition("__")
            found.append((table.dari(column), operation or "exact", value))
    return found
