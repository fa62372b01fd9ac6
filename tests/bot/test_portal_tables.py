"""The tables of the portal hold what the report holds, and are read as people write."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from data.exports.portal import portal
from data.report import Report
from tests.bot.portal_parts import HOST, USERNAME, links, portal_app, words

ENGLISH = re.compile(r"\b(rows?|table|search|powered|license|sorted|where)\b", re.IGNORECASE)
ENDINGS = ("", ".csv?_size=max&_dl=on", ".json?_size=max&_shape=array")


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
