"""The first page: it says what the bot says, to everybody, without a script."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.portal import EXAMPLES, portal_routes
from bot.rendering import Renderer
from data.building import build
from data.loading import SOURCES
from data.models import Catatan
from data.report import Report
from handlers.asking import ask
from handlers.inline import answering, offers
from tests.bot.portal_parts import HOST, USERNAME, links, portal_app, words

PLACES = {2024: "Lampiran", 2025: "Tambahan"}


@pytest.fixture(scope="module")
def app(report: Report) -> Starlette:
    """The portal on the built report; Datasette starts once for all tests here."""
    return portal_app(report)


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A client that follows no redirect."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as opened:
        yield opened


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


async def test_a_report_that_lacks_tables_has_a_page_without_them(tmp_path: Path) -> None:
    """Where a report prints no such table the page has no such figure, and the rest stands."""
    sources = tmp_path / "sources"
    shutil.copytree(SOURCES, sources)
    for path in (sources / "2024").glob("*.csv"):
        if path.stem not in {"sumber", "pilgub"}:
            path.unlink()
    path = tmp_path / "report.db"
    build(path, sources)
    report = Report.open(path)
    transport = httpx.ASGITransport(portal_app(report))
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
        page = (await client.get("/")).text
        assert re.findall(r'id="angka-(\w+)"', page) == ["pilgub"]
        assert "0 catatan" in words(page)
        empty = await client.get("/data/report/dpt")
        assert empty.status_code == 200
        assert "Tidak ada baris yang cocok." in empty.text
    report.close()


async def test_reports_of_two_years_stand_side_by_side(tmp_path: Path) -> None:
    """The page is about the newest report; its tables hold both, told apart by their year."""
    sources = tmp_path / "sources"
    shutil.copytree(SOURCES, sources)
    shutil.copytree(sources / "2024", sources / "2025")
    about = sources / "2025" / "laporan.toml"
    about.write_text(about.read_text("utf-8").replace("2024", "2025"), "utf-8")
    places = sources / "2025" / "sumber.csv"
    places.write_text(places.read_text("utf-8").replace("Lampiran", "Tambahan"), "utf-8")
    path = tmp_path / "report.db"
    build(path, sources)
    report = Report.open(path)
    transport = httpx.ASGITransport(portal_app(report))
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
        page = (await client.get("/")).text
        assert '<h1 id="judul">Angka Laporan Kinerja KPU NTT 2025, ' in page
        listed = (await client.get("/data/report/dpt")).text
        for year in (2024, 2025):
            assert f'<a href="/data/report/dpt?tahun={year}">{year}</a>' in listed
            assert f"Laporan Kinerja KPU NTT {year}, {PLACES[year]}" in listed
            row = (await client.get(f"/data/report/dpt/{year},1")).text
            assert f'<a href="/data/report/sumber/{year},dpt">{PLACES[year]}' in row
        found = (await client.get("/data/report/dpt.json?tahun=2025&_shape=array")).json()
        assert {row["tahun"] for row in found} == {2025}
        rows = (await client.get("/data/report/anggaran?_sort_desc=pagu")).text
        assert "/data/report/anggaran/2025,TOTAL" in rows
    report.close()
