"""The portal: a first page for everybody, and the tables below ``/data``.

The figures of the page are the bot's own answers, asked as anybody would ask them, so
the page cannot say anything else than the bot does.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Mount, Route

from bot.datasets import Tables
from bot.portal_frame import BASE, ICON, ICON_FILE, STYLE, STYLE_FILE, Frame
from bot.web_answers import SECURITY, Content, answer
from data.exports.collecting import origin
from data.exports.portal import portal
from data.models import Catatan
from handlers.inline import answering, offers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from bot.rendering import Renderer
    from data.models.portal import Portal
    from data.report import Report

CSS = "text/css; charset=utf-8"
SVG = "image/svg+xml"
TEXT = "text/plain; charset=utf-8"
LASTING = 7 * 24 * 60 * 60
DAY = 24 * 60 * 60
# The tables are read as files, not in every order and with every filter.
ROBOTS = f"User-agent: *\nDisallow: {BASE}/*?\n"
EXAMPLES = (
    "/dpt Sikka",
    "/anggaran CQ.6871",
    "/capaian 3",
    "berapa pemilih perempuan di TTS",
)


def portal_routes(
    report: Report, renderer: Renderer, *, username: Callable[[], str]
) -> list[BaseRoute]:
    """The routes of the portal, for the application of the web process.

    ``username`` gives the bot's name, empty until it is known. What the page shows is
    worked out at the first request; Datasette is imported at the first one to ``/data``.
    """
    frame = Frame(origin(report, report.latest), username)

    @cache
    def about() -> Portal:
        return portal(report)

    @cache
    def page(name: str) -> Content:
        # Known by the name of the bot, since the links on it hold that.
        named = Frame(frame.asal, lambda: name)
        return Content(first_page(report, renderer, named, about()).encode())

    async def first(request: Request) -> Response:
        return answer(request, page(username()))

    async def tables_above(request: Request) -> Response:  # noqa: ARG001 - every endpoint takes it
        return Response(status_code=308, headers={**SECURITY, "Location": f"{BASE}/"})

    return [
        Route("/", first, methods=["GET"]),
        Route(STYLE, fixed(STYLE_FILE.read_bytes(), CSS, LASTING), methods=["GET"]),
        Route(ICON, fixed(ICON_FILE.read_bytes(), SVG, DAY), methods=["GET"]),
        Route("/favicon.ico", fixed(ICON_FILE.read_bytes(), SVG, DAY), methods=["GET"]),
        Route("/robots.txt", fixed(ROBOTS.encode(), TEXT, DAY), methods=["GET"]),
        Route(BASE, tables_above, methods=["GET"]),
        Mount(BASE, app=Tables(report, renderer, frame, about)),
    ]


def fixed(body: bytes, kind: str, age: int) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that always answers with ``body``."""
    content = Content(body, kind, age=age)

    async def endpoint(request: Request) -> Response:
        return answer(request, content)

    return endpoint


def first_page(report: Report, renderer: Renderer, frame: Frame, about: Portal) -> str:
    """The first page, with links to the bot where its name is known."""
    return renderer.text(
        "portal/beranda",
        portal=frame,
        tentang=about,
        jawaban=[each.answer for each in offers("", report, answering(report)).offers],
        contoh=EXAMPLES,
        laporan=report.laporan(report.latest),
        catatan=report.rows(Catatan, report.latest),
    )
