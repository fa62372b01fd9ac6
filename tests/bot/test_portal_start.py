"""How the tables start: late, once, again after a failure, and never for too many."""

from __future__ import annotations

import asyncio
import sys
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
from bot.portal_frame import Frame
from bot.rendering import Renderer, plain_text
from data.building import build
from data.exports.collecting import origin
from data.exports.portal import portal
from data.report import Report
from tests.bot.portal_parts import HOST, portal_app

if TYPE_CHECKING:
    from starlette.types import ASGIApp

PROJECT = Path(__file__).resolve().parents[2]


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
