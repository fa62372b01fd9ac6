"""The portal: its page says what the bot says, its tables hold what the report holds."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from datasette.views.base import DatasetteError  # type: ignore[import-untyped]
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount

from bot import datasets
from bot.datasets import Tables
from bot.datasette_start import Faults
from bot.portal import EXAMPLES, portal_routes
from bot.portal_frame import Frame
from bot.rendering import Renderer, plain_text
from bot.web_answers import POLICY
from data.building import build
from data.exports.collecting import origin
from data.exports.portal import portal
from data.models import Catatan
from data.report import Report
from handlers.asking import ask
from handlers.inline import answering, offers
from tests.bot.portal_parts import USERNAME, portal_app

if TYPE_CHECKING:
    from starlette.types import ASGIApp

HOST = "http://bot"
PROJECT = Path(__file__).resolve().parents[2]
REFUSED = "/data/report/dpt"
ENGLISH = re.compile(r"\b(rows?|table|search|powered|license|sorted|where)\b", re.IGNORECASE)
ENDINGS = ("", ".csv?_size=max&_dl=on", ".json?_size=max&_shape=array")
SERVER_PAGES = (
    "plugins",
    "versions",
    "threads",
    "settings",
    "config",
    "databases",
    "actor",
    "allow-debug",
    "auth-token",
    "logout",
    "permissions",
    "messages",
)


@pytest.fixture(scope="module")
def app(report: Report) -> Starlette:
    """The portal on the built report; Datasette starts once for all tests here."""
    return portal_app(report)


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A client that follows no redirect."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as opened:
        yield opened


@pytest.fixture(scope="module")
def connection(database: Path) -> Iterator[sqlite3.Connection]:
    """The built database, opened plainly."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as opened:
        opened.row_factory = sqlite3.Row
        yield opened


def words(page: str) -> str:
    """What a person reads of a page, in one line."""
    return " ".join(unescape(re.sub(r"<[^<>]+>", " ", page)).split())


def links(page: str) -> list[str]:
    """The addresses that a page leads to or loads."""
    return [unescape(found) for found in re.findall(r'(?:href|src|action)="([^"]*)"', page)]


# The first page


async def test_every_headline_of_the_bot_stands_on_the_page(
    client: httpx.AsyncClient, report: Report
) -> None:
    """Each figure that the bot offers first stands there, with its source and its notes."""
    page = (await client.get("/")).text
    shown = offers("", report, answering(report)).offers
    assert len(shown) == 9
    for _, answer in shown:
        card = re.search(
            rf'id="angka-{answer.command}">(.*?)(?=id="angka-|<section)', page, re.DOTALL
        )
        assert card is not None, answer.command
        said = words(card[1])
        assert f"Sumber: {report.laporan(report.latest).judul_pendek}, " in said
        for place in answer.sources:
            assert place.singkat in said
        for note in answer.notes:
            assert f'href="#catatan-{note.nomor}"' in card[1]
            assert f"Catatan {note.nomor}: {note.judul}" in said
        assert ("⚠" in said) == any(note.penting for note in answer.notes)


@pytest.mark.parametrize(
    ("command", "figures"),
    [
        ("dpt", 6),
        ("anggaran", 3),
        ("serapan", 3),
        ("pilgub", 7),
        ("pendanaan", 4),
        ("gedung", 2),
        ("jdih", 4),
        ("sdm", 4),
    ],
)
async def test_figures_are_the_bots_own_words(
    client: httpx.AsyncClient, report: Report, command: str, figures: int
) -> None:
    """Every number on a card is one that the bot's answer to the same question holds."""
    page = (await client.get("/")).text
    card = re.search(
        rf'id="angka-{command}">(.*?)(?:<ul class="tanda"|<p class="sumber)', page, re.DOTALL
    )
    assert card is not None
    line = "/dpt provinsi" if command == "dpt" else f"/{command}"
    answer = ask(line, report)
    assert answer is not None
    told = Renderer().render(answer).plain
    numbers = re.findall(r"\d[\d.,]*\d%?|\d%?", re.sub(r"<h3>.*?</h3>|<th.*?</th>", "", card[1]))
    assert len(numbers) >= figures
    for number in numbers:
        assert number in told, (command, number)


async def test_all_notes_and_the_citation_stand_on_the_page(
    client: httpx.AsyncClient, report: Report
) -> None:
    """Each note stands there whole, with an anchor; so does the citation, with the version."""
    page = (await client.get("/")).text
    said = words(page)
    for note in report.rows(Catatan, report.latest):
        assert f'id="catatan-{note.nomor}"' in page
        assert f"{note.judul}. {' '.join(note.kalimat.split())}" in said
    told = report.laporan(report.latest)
    assert f"{told.instansi}. {told.judul}. Kupang, 16 Januari 2025." in said
    assert f"Versi data {report.version}" in said
    assert "laporan tidak menyebut lisensi" in said


async def test_examples_are_understood(report: Report) -> None:
    """What the page tells people to type gives a figure."""
    for line in EXAMPLES:
        answer = ask(line, report)
        assert answer is not None
        assert answer.understood, line


async def test_the_page_is_one_for_everybody(client: httpx.AsyncClient) -> None:
    """Plain HTML in Indonesian: one heading, no script, nothing from another host but the bot."""
    answer = await client.get("/")
    page = answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="id">' in page
    assert page.count("<h1") == 1
    assert "<script" not in page
    assert not re.search(r"\son\w+=|\sstyle=", page)
    for address in links(page):
        assert address.startswith(("/", "#", f"https://t.me/{USERNAME}")), address
    assert f"https://t.me/{USERNAME}?start=anggaran" in links(page)


async def test_without_a_name_there_is_no_link_to_the_bot(report: Report) -> None:
    """Until the bot is connected the page says so, and shows the link once it is."""
    names = [""]
    app = Starlette(routes=portal_routes(report, Renderer(), username=lambda: names[0]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as client:
        before = (await client.get("/")).text
        assert "t.me" not in before
        assert "sedang disambungkan" in before
        names[0] = USERNAME
        after = (await client.get("/")).text
        assert f"https://t.me/{USERNAME}" in links(after)
        assert "sedang disambungkan" not in after


async def test_the_page_is_sent_once(client: httpx.AsyncClient) -> None:
    """Who has the page is told that it has not changed; HEAD tells the same without the page."""
    first = await client.get("/", headers={"Accept-Encoding": "identity"})
    assert first.headers["cache-control"] == "public, max-age=300"
    again = await client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    strong = first.headers["etag"].removeprefix("W/")
    again = await client.get("/", headers={"If-None-Match": f'"x", {strong}'})
    assert again.status_code == 304
    other = await client.get("/", headers={"If-None-Match": '"x"'})
    assert other.status_code == 200
    head = await client.head("/", headers={"Accept-Encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(first.content))


@pytest.mark.parametrize(
    ("accepted", "encoded"),
    [("gzip", True), ("br;q=1, gzip;q=0.5", True), ("gzip;q=0", False), ("identity", False)],
)
async def test_pages_are_compressed_where_that_is_taken(
    client: httpx.AsyncClient, accepted: str, *, encoded: bool
) -> None:
    """A phone that takes gzip gets a third of the bytes, and the same page."""
    plain = await client.get("/", headers={"Accept-Encoding": "identity"})
    answer = await client.get("/", headers={"Accept-Encoding": accepted})
    assert (answer.headers.get("content-encoding") == "gzip") == encoded
    assert answer.text == plain.text
    assert answer.headers["vary"] == "Accept-Encoding"
    if encoded:
        assert int(answer.headers["content-length"]) * 3 < len(plain.content)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/portal.css", "text/css; charset=utf-8"),
        ("/favicon.svg", "image/svg+xml"),
        ("/favicon.ico", "image/svg+xml"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ],
)
async def test_what_browsers_and_robots_ask_for(
    client: httpx.AsyncClient, path: str, kind: str
) -> None:
    """The style, the icon and the word to robots are there and may be kept."""
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert "max-age" in answer.headers["cache-control"]
    assert "http" not in answer.text.replace("http://www.w3.org/2000/svg", "")


# The tables


async def test_every_link_answers(client: httpx.AsyncClient, report: Report) -> None:
    """Each address of the portal's own that its main pages lead to can be opened."""
    asked: set[str] = set()
    read = tuple(f"/data/report/{name}" for name in portal(report).tabel)
    pages = ["/", "/data/", "/data/report", "/data/report/anggaran", "/data/report/dpt/2024,7"]
    for page in pages:
        answer = await client.get(page)
        assert answer.status_code == 200, page
        own = [link for link in links(answer.text) if link.startswith("/")]
        asked |= {link.partition("#")[0] for link in own}
    assert {"/data/report/dpt", "/data/report/wilayah/53~2E07"} <= asked
    # Of each table these are opened below; another page of each kind is enough.
    whole = {f"{name}{ending}" for name in read for ending in ENDINGS}
    assert "/data/report/dpt.csv?_size=max&_dl=on" in asked & whole
    kinds = {re.sub(r"=[^&]*|/2024,.*", "", link): link for link in sorted(asked - whole)}
    assert len(kinds) > 10
    for link in kinds.values():
        found = await client.get(link)
        assert found.status_code == 200, link


async def test_every_table_is_what_the_report_holds(
    client: httpx.AsyncClient, report: Report, connection: sqlite3.Connection
) -> None:
    """Page, CSV and JSON of each table have all its rows, as the database has them."""
    for name, table in portal(report).tabel.items():
        rows = [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]  # noqa: S608
        page = await client.get(f"/data/report/{name}")
        assert page.status_code == 200, name
        assert f"<h1>{table.judul}</h1>" in page.text
        answer = await client.get(f"/data/report/{name}{ENDINGS[2]}")
        assert answer.headers["content-type"].startswith("application/json")
        key = table.kunci
        assert by_key(answer.json(), key) == by_key(rows, key), name
        answer = await client.get(f"/data/report/{name}{ENDINGS[1]}")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
        read = list(csv.DictReader(io.StringIO(answer.text, newline="")))
        texts = [{k: "" if v is None else str(v) for k, v in row.items()} for row in rows]
        assert by_key(read, key) == by_key(texts, key), name


def by_key(rows: list[dict[str, Any]], key: tuple[str, ...]) -> dict[tuple[str, ...], Any]:
    """``rows`` by what names them."""
    found = {tuple(str(row[name]) for name in key): row for row in rows}
    assert len(found) == len(rows)
    return found


async def test_rows_are_read_as_people_write(client: httpx.AsyncClient) -> None:
    """A page shows separators, names of regions and places, and where the row stands."""
    said = words((await client.get("/data/report/dpt/2024,7")).text)
    assert "Jumlah (pemilih) Pemilih L+P 244.838" in said
    assert "Wilayah Kode Kemendagri wilayah; provinsi untuk jumlah Kabupaten Sikka" in said
    assert "Lampiran, tabel DPT Pemilihan Serentak 2024" in said
    listed = (await client.get("/data/report/anggaran")).text
    assert "Pagu (rupiah)" in listed
    assert "99,61%" in listed
    assert "215.464.527.000" in listed


async def test_every_page_says_where_it_is_from(client: httpx.AsyncClient, report: Report) -> None:
    """Each page in Indonesian has the report, its date, the version and the way back."""
    told = report.laporan(report.latest)
    for path in ("/data/", "/data/report", "/data/report/dpt", "/data/report/dpt/2024,7"):
        page = (await client.get(path)).text
        said = words(page)
        assert '<html lang="id">' in page
        assert page.count("<h1") == 1
        assert f"{told.judul} , {told.instansi}. Kupang, 16 Januari 2025." in said
        assert f"Versi data {report.version} ." in said
        assert 'href="/"' in page
        assert "<script" not in page
        assert not re.search(r"\son\w+=|\sstyle=", page)
        assert not ENGLISH.search(said)


async def test_search_finds_words_with_and_without_accents(client: httpx.AsyncClient) -> None:
    """The search of the whole report, and of one table, finds rows by their words."""
    page = (await client.get("/data/report/pencarian?_search=KÁMPANYE")).text
    assert "/anggaran CQ.6870" in words(page)
    assert f"https://t.me/{USERNAME}?start=anggaran-cq_6870" in links(page)
    found = (await client.get("/data/report/anggaran.json?_search=kampanye&_shape=array")).json()
    assert {row["kode"] for row in found} >= {"CQ.6870", "6870.QGE.001"}
    assert all("kampanye" in row["uraian"].casefold() for row in found)
    page = (await client.get("/data/report/pencarian?_search=tidakadakataini")).text
    assert "Tidak ada baris yang cocok." in page


@pytest.mark.parametrize(
    "typed", ['"', "a OR b", "NEAR(", "*", "judul:x", "'; DROP TABLE dpt", "-"]
)
async def test_whatever_is_searched_for_is_words(client: httpx.AsyncClient, typed: str) -> None:
    """Signs that mean something to the index, or to SQL, are words like others."""
    answer = await client.get("/data/report/pencarian", params={"_search": typed})
    if typed == '"':
        # There is no word in it.
        assert answer.headers["location"] == "/data/report/pencarian"
    else:
        assert answer.status_code == 200


async def test_facets_count_and_lead(
    client: httpx.AsyncClient, connection: sqlite3.Connection
) -> None:
    """Values are counted beside the rows by their names, and each leads to its rows."""
    page = (await client.get("/data/report/anggaran")).text
    for level, count in connection.execute("SELECT tingkat, count(*) FROM anggaran GROUP BY 1"):
        assert f'<a href="/data/report/anggaran?tingkat={level}">{level}</a>' in page
        assert f'{level}</a> <span class="banyak">{count}</span>' in page
    offices = (await client.get("/data/report/gedung")).text
    assert '<a href="/data/report/gedung?wilayah=53.07">Kabupaten Sikka</a>' in offices
    narrowed = (await client.get("/data/report/gedung?wilayah=53.07")).text
    assert "1 baris Wilayah sama dengan Kabupaten Sikka." in words(narrowed)


async def test_the_form_leads_to_a_short_address(client: httpx.AsyncClient) -> None:
    """What the form sends becomes an address that can be passed on, with plain numbers."""
    answer = await client.get(
        "/data/report/anggaran",
        params={
            "_search": "",
            "_filter_column_1": "tingkat",
            "_filter_op_1": "exact",
            "_filter_value_1": "kegiatan",
            "_filter_column": "pagu",
            "_filter_op": "gt",
            "_filter_value": "100.000.000.000",
            "_sort": "pagu",
            "_sort_by_desc": "on",
        },
    )
    assert answer.status_code == 302
    short = "/data/report/anggaran?_sort_desc=pagu&tingkat=kegiatan&pagu__gt=100000000000"
    assert answer.headers["location"] == short
    page = (await client.get(short)).text
    assert "1 baris Tingkat sama dengan kegiatan, Pagu lebih dari 100000000000." in words(page)
    assert "CQ.6639" in page


async def test_rows_are_turned_page_by_page(
    client: httpx.AsyncClient, connection: sqlite3.Connection
) -> None:
    """Following the link to more rows shows each row once, also when they are sorted."""
    for query in ("", "?_sort_desc=tahun", "?_sort=judul"):
        address, seen = f"/data/report/pencarian.json{query}", []
        while address:
            found = (await client.get(address)).json()
            seen += [row[0] for row in found["rows"]]
            address = (found["next_url"] or "").removeprefix(HOST)
            assert len(found["rows"]) <= 100
        wanted = {key for (key,) in connection.execute("SELECT id FROM pencarian")}
        assert len(seen) == len(wanted)
        assert set(seen) == wanted
    page = (await client.get("/data/report/pencarian")).text
    assert "/data/report/pencarian?_next=100" in links(page)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("pagu__gte=204.305.276.000", {"TOTAL", "CQ"}),
        ("pagu__lt=1000000", None),
        ("persen__contains=99,6", None),
        ("induk__isnull=1", {"TOTAL"}),
        ("kode__startswith=WA.33", {"WA.3355", "WA.3360"}),
        ("tahun=2023", set()),
    ],
)
async def test_filters_mean_what_they_say(
    client: httpx.AsyncClient, connection: sqlite3.Connection, query: str, wanted: set[str] | None
) -> None:
    """Amounts may have separators and percentages a comma: both mean what an Indonesian writes."""
    answer = await client.get(f"/data/report/anggaran.json?{query}&_shape=array")
    if answer.status_code == 302:
        answer = await client.get(answer.headers["location"])
    found = {row["kode"] for row in answer.json()}
    if wanted is None:
        where = "pagu < 1000000" if "pagu" in query else "persen LIKE '%99.6%'"
        rows = connection.execute(f"SELECT kode FROM anggaran WHERE {where}")  # noqa: S608
        wanted = {code for (code,) in rows}
    assert found == wanted


async def test_yes_and_no_are_filters(client: httpx.AsyncClient) -> None:
    """A column of yes and no takes the words."""
    answer = await client.get("/data/report/catatan?penting=ya")
    assert answer.headers["location"] == "/data/report/catatan?penting=1"
    assert "Penting sama dengan ya." in words((await client.get(answer.headers["location"])).text)
    answer = await client.get("/data/report/catatan?penting=tidak")
    assert answer.headers["location"] == "/data/report/catatan?penting=0"


async def test_dates_are_put_in_order(client: httpx.AsyncClient) -> None:
    """A date is compared as a date; one in another form is refused, and told how it is written."""
    answer = await client.get("/data/report/tahapan.json?mulai__gte=2024-01-01&_shape=array")
    assert {row["mulai"][:4] for row in answer.json()} == {"2024"}
    answer = await client.get("/data/report/tahapan?mulai__gte=1+Januari+2024")
    assert answer.status_code == 400
    assert "2024-11-27" in answer.text


async def test_the_database_can_be_taken_along(
    client: httpx.AsyncClient, report: Report, tmp_path: Path
) -> None:
    """The whole database is public: the file is what the bot answers from."""
    answer = await client.get("/data/report.db")
    assert answer.headers["content-disposition"] == 'attachment; filename="report.db"'
    path = tmp_path / "report.db"
    path.write_bytes(answer.content)
    taken = Report.open(path)
    assert taken.version == report.version
    taken.close()


async def test_programs_are_told_what_the_tables_mean(client: httpx.AsyncClient) -> None:
    """Titles, meanings and units for programs, which may come from any site."""
    answer = await client.get("/data/-/metadata.json")
    assert answer.headers["access-control-allow-origin"] == "*"
    tables = answer.json()["databases"]["report"]["tables"]
    assert tables["dpt"]["satuan"]["jumlah"] == "pemilih"
    overview = (await client.get("/data/report.json")).json()
    assert {table["name"] for table in overview["tables"]} >= set(tables)


# The door


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/data/report?sql=select+1", 400),
        ("/data/report.json?sql=select+1", 400),
        ("/data/report.csv?sql=select+1", 404),
        ("/data/_internal", 404),
        ("/data/_memory", 404),
        ("/data/:memory:", 404),
        ("/data/report/sqlite_schema", 404),
        ("/data/report/sqlite_master.json", 404),
        ("/data/report/pencarian_fts", 404),
        ("/data/report/pencarian_fts_data", 404),
        ("/data/report/anggaran_fts_docsize.json", 404),
        ("/data/.json", 404),
        ("/data/-/", 404),
        ("/data/-/static/app.css", 404),
        ("/data/-/patterns", 404),
        *((f"/data/-/{name}", 404) for name in SERVER_PAGES),
        *((f"/data/-/{name}.json", 404) for name in SERVER_PAGES),
        ("/data/-/metadata", 404),
        ("/data/%2e%2e/%2e%2e/etc/passwd", 404),
        ("/data/report/..%2f..%2fetc%2fpasswd", 404),
        ("/data/report%2Edb", 404),
        ("/data/report.db?x=1", 400),
        ("/data/report/dpt.db", 404),
        ("/data/report/dpt.blob", 404),
        ("/data/report/dpt/", 404),
        ("/data//report", 404),
        ("/data/report/dpt/9999,1", 404),
        ("/data/report/dpt/2024", 404),
        ("/data/report/tidak_ada", 404),
        *(
            (f"{REFUSED}?{query}", 400)
            for query in (
                "_where=1%3D1",
                "_where=1&_where=2",
                "_trace=1",
                "_timelimit=99999",
                "_searchmode=raw",
                "_search=x",
                "_through=%7B%7D",
                "_extra=x",
                "_stream=on",
                "_context=1",
                "_size=2001",
                "_size=-1",
                "_size=1e9",
                "_facet_size=1000",
                "_facet=tidak_ada",
                "_facet_array=sumber",
                "_facet_date=sumber",
                "_sort=tidak_ada",
                "_sort=l;drop",
                "_sort=l&_sort_desc=p",
                "_col=rowid",
                "_next=x",
                "_next=1,2,3",
                "_next=';--",
                "_shape=csv",
                "_filter_column=rowid&_filter_op=exact&_filter_value=1",
                "rowid=1",
                "l__glob=*",
                "l__like=%25",
                "l__in=%5B",
                "l__arraycontains=1",
                "l__gt=100,5",
                "l__gt=1.5",
                "l__gt=banyak",
                "l=1;select",
                "x%22%5D=1",
                "nama_tercetak=a%00b",
            )
        ),
        ("/data/report/anggaran?_sort=persen", 400),
        ("/data/report/anggaran?persen__gt=99", 400),
        ("/data/report/anggaran?persen=99.6", 400),
        ("/data/report/catatan?penting=mungkin", 400),
        (f"{REFUSED}?nama_tercetak={'a' * 201}", 400),
        (f"{REFUSED}?{'&'.join(['l=1'] * 41)}", 400),
        (f"{REFUSED}?{'a' * 2001}", 400),
        ("/data/report/dpt/2024,1?_shape=array", 400),
    ],
)
async def test_whatever_else_is_asked_is_refused(
    client: httpx.AsyncClient,
    capfd: pytest.CaptureFixture[str],
    path: str,
    status: int,
) -> None:
    """No SQL, no condition of one's own, no page about the server; nothing of it is printed."""
    answer = await client.get(path)
    assert answer.status_code == status
    assert answer.headers["cache-control"] == "no-store"
    assert "sqlite" not in answer.text.casefold()
    assert "datasette" not in answer.text.casefold()
    if path.partition("?")[0].endswith((".json", ".csv", ".db")):
        assert answer.json()["ok"] is False
        assert answer.json()["status"] == status
    else:
        assert "<h1>Tidak dapat ditampilkan</h1>" in answer.text
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/data/", "/data/report/dpt", "/data/-/logout"])
async def test_nothing_can_be_written(client: httpx.AsyncClient, method: str, path: str) -> None:
    """The tables can be read, and nothing else."""
    answer = await client.request(method, path, content=b"sql=drop+table+dpt")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/data/", "/data/report/dpt", "/data/report/dpt.csv"])
async def test_head_tells_the_same_without_the_page(client: httpx.AsyncClient, path: str) -> None:
    """Who only asks whether a page is there gets its headers."""
    plain = {"Accept-Encoding": "identity"}
    whole, head = await client.get(path, headers=plain), await client.head(path, headers=plain)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == whole.headers
    again = await client.get(path, headers={"If-None-Match": whole.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/portal.css",
        "/data",
        "/data/",
        "/data/report/dpt",
        "/data/report/dpt.json",
        "/data/report/dpt?_sort=",
        "/data/report/dpt?x=1",
        "/data/tidak/ada",
        "/data/report.db",
    ],
)
async def test_every_answer_is_closed_to_others(client: httpx.AsyncClient, path: str) -> None:
    """Each answer forbids scripts, frames and guessing, sets no cookie, and names no program."""
    answer = await client.get(path, headers={"Cookie": "ds_actor=x", "Authorization": "Bearer x"})
    assert answer.headers["content-security-policy"] == POLICY
    assert "script" not in POLICY
    assert "unsafe" not in POLICY
    assert POLICY.startswith("default-src 'none';")
    assert "frame-ancestors 'none'" in POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in answer.headers
    assert "server" not in answer.headers
    assert "link" not in answer.headers


async def test_links_stay_where_the_page_is(client: httpx.AsyncClient) -> None:
    """A made-up host is refused or stays out of pages; behind TLS programs get https links."""
    page = await client.get("/data/report/pencarian", headers={"Host": "jahat.example"})
    assert "jahat" not in page.text
    for host in ("jahat.example/x", "a b", "", '"><script>'):
        answer = await client.get("/data/report/dpt", headers={"Host": host})
        assert answer.status_code == 400
    answer = await client.get("/data/report/pencarian.json", headers={"X-Forwarded-Proto": "https"})
    assert answer.json()["next_url"].startswith("https://bot/data/report/pencarian.json?_next=")


async def test_other_paths_are_not_the_portals(client: httpx.AsyncClient) -> None:
    """What the portal has no route for is left to the web process, and /data leads to /data/."""
    assert (await client.get("/tidak-ada")).status_code == 404
    answer = await client.get("/data")
    assert (answer.status_code, answer.headers["location"]) == (308, "/data/")
    assert (await client.post("/")).status_code == 405


# How it starts


class Starts:
    """Stands in for Datasette: counts its starts, fails as often as told, waits until let go."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.count = 0
        self.paths: list[Path] = []
        self.go = asyncio.Event()
        self.going = asyncio.Event()

    async def __call__(self, path: Path, about: Any, frame: Any) -> ASGIApp:
        """An application that answers ``ok`` to everything."""
        assert about.tabel
        assert frame.base == "/data"
        self.count += 1
        self.paths.append(path)
        self.going.set()
        await self.go.wait()
        if self.count <= self.failures:
            raise OSError("rahasia")
        return PlainTextResponse("ok")


def opened(report: Report, starts: Any) -> httpx.AsyncClient:
    """A client of the tables alone, which ``starts`` starts."""
    frame = Frame(origin(report, report.latest), str)
    about = portal(report)
    tables = Tables(report, Renderer(), frame, lambda: about, start=starts)
    app = Starlette(routes=[Mount("/data", app=tables)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST)


async def test_first_requests_wait_for_one_start(report: Report) -> None:
    """Many who come first wait for the same start, also when one of them hangs up."""
    starts = Starts()
    async with opened(report, starts) as client:
        asked = [asyncio.create_task(client.get("/data/")) for _ in range(5)]
        await starts.going.wait()
        asked[0].cancel()
        starts.go.set()
        answers = await asyncio.gather(*asked[1:])
    assert [answer.text for answer in answers] == ["ok"] * 4
    assert starts.count == 1


async def test_a_failed_start_is_told_and_tried_again(
    report: Report, caplog: pytest.LogCaptureFixture
) -> None:
    """Who asks is told when to come back; nothing of it is left, and the next start succeeds."""
    starts = Starts(failures=1)
    starts.go.set()
    async with opened(report, starts) as client:
        first = await client.get("/data/")
        assert first.status_code == 503
        assert first.headers["retry-after"] == "5"
        assert "coba lagi" in plain_text(first.text)
        assert not starts.paths[0].parent.exists()
        assert (await client.get("/data/")).text == "ok"
    assert "did not answer: OSError" in caplog.text
    assert "rahasia" not in caplog.text


async def test_a_crowd_is_turned_away(report: Report) -> None:
    """Only so many wait at once; whoever is more than that is told to come back."""
    starts = Starts()
    async with opened(report, starts) as client:
        asked = [
            asyncio.create_task(client.get("/data/")) for _ in range(datasets.MOST_WAITING + 3)
        ]
        done, waiting = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        starts.go.set()
        answers = await asyncio.gather(*asked)
    assert done
    assert waiting
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(200) == datasets.MOST_WAITING
    assert statuses.count(503) == 3
    assert {answer.headers.get("retry-after") for answer in answers} == {None, "5"}


async def test_a_slow_start_does_not_hold_people(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a while people are told to come back, and the start goes on for the next."""
    monkeypatch.setattr(datasets, "LONGEST_WAIT", 0.01)
    starts = Starts()
    async with opened(report, starts) as client:
        assert (await client.get("/data/")).status_code == 503
        starts.go.set()
        monkeypatch.setattr(datasets, "LONGEST_WAIT", 10)
        assert (await client.get("/data/")).text == "ok"
    assert starts.count == 1


async def test_faults_of_the_tables_are_told_in_our_words(report: Report) -> None:
    """Whatever Datasette answers that is no page is told as a fault, without what it said."""

    async def start(path: Path, about: Any, frame: Any) -> ASGIApp:
        assert path
        assert about
        assert frame
        return PlainTextResponse("rahasia", status_code=302)

    async with opened(report, start) as client:
        answer = await client.get("/data/")
        assert answer.status_code == 500
        assert "ada gangguan" in answer.text
        assert "rahasia" not in answer.text


def test_an_unexpected_fault_is_logged_by_its_kind(caplog: pytest.LogCaptureFixture) -> None:
    """A fault inside Datasette becomes a status; what it says may hold what was typed."""
    refused = Faults.handle_exception(request=None, exception=ValueError("rahasia"))
    assert (refused.status, refused.body) == (500, "")
    assert "A table could not be shown: ValueError" in caplog.text
    assert "rahasia" not in caplog.text
    misread = Faults.handle_exception(request=None, exception=DatasetteError("rahasia"))
    assert (misread.status, misread.body) == (400, "")


async def test_more_than_any_table_is_not_passed_on(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer larger than all rows could be is cut off before it fills the memory."""
    monkeypatch.setattr(datasets, "LARGEST", 1)
    starts = Starts()
    starts.go.set()
    async with opened(report, starts) as client:
        assert (await client.get("/data/")).status_code == 400


async def test_tables_stay_what_the_bot_answers_from(tmp_path: Path) -> None:
    """A file replaced or gone under the running bot changes no table, as it changes no answer."""
    path = tmp_path / "report.db"
    build(path)
    report = Report.open(path)
    path.unlink()
    transport = httpx.ASGITransport(portal_app(report))
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
        answer = await client.get("/data/report/versi.json?_shape=array")
        assert answer.json() == [{"versi": report.version}]
    report.close()


async def test_the_bot_does_not_pay_for_the_tables(tmp_path: Path) -> None:
    """Neither the routes nor the first page import Datasette."""
    script = """
import asyncio, sys
from pathlib import Path
import httpx
from starlette.applications import Starlette
from bot.portal import portal_routes
from bot.rendering import Renderer
from data.building import build
from data.report import Report

async def main(path):
    build(path)
    app = Starlette(routes=portal_routes(Report.open(path), Renderer(), username=str))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as c:
        assert (await c.get("/")).status_code == 200
        assert "datasette" not in sys.modules
        assert (await c.get("/data/")).status_code == 200
        assert "datasette" in sys.modules

asyncio.run(main(Path(sys.argv[1])))
"""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, str(tmp_path / "report.db"), cwd=PROJECT
    )
    assert await process.wait() == 0


def test_each_reason_has_a_sentence() -> None:
    """Every refusal says something of its own, in plain words."""
    renderer = Renderer()
    reasons = ("tidak_ada", "bilangan", "tanggal", "panjang", "metode", "sibuk", "gangguan", "x")
    said = [plain_text(renderer.text("portal/galat_kalimat", sebab=name)) for name in reasons]
    assert len(set(said)) == len(reasons)
    assert all(text.endswith(".") for text in said)
