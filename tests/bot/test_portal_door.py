"""The door before the tables: what is refused, and what no answer lets out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from bot.rendering import Renderer, plain_text
from bot.web_answers import POLICY
from data.report import Report
from tests.bot.portal_parts import HOST, portal_app

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
REFUSED = "/data/report/dpt"


@pytest.fixture(scope="module")
def app(report: Report) -> Starlette:
    """The portal on the built report; Datasette starts once for all tests here."""
    return portal_app(report)


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A client that follows no redirect."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as opened:
        yield opened


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


def test_each_reason_has_a_sentence() -> None:
    """Every refusal says something of its own, in plain words."""
    renderer = Renderer()
    reasons = ("tidak_ada", "bilangan", "tanggal", "panjang", "metode", "sibuk", "gangguan", "x")
    said = [plain_text(renderer.text("portal/galat_kalimat", sebab=name)) for name in reasons]
    assert len(set(said)) == len(reasons)
    assert all(text.endswith(".") for text in said)
