"""The portal in an application of its own, as the web process has it among its other routes."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from starlette.applications import Starlette

from bot.portal import portal_routes
from bot.rendering import Renderer

if TYPE_CHECKING:
    from data.report import Report

USERNAME = "laporan_uji_bot"
HOST = "http://bot"


def portal_app(report: Report, username: str = USERNAME) -> Starlette:
    """An application with the routes of the portal alone."""
    app = Starlette(routes=portal_routes(report, Renderer(), username=lambda: username))
    app.router.redirect_slashes = False
    return app


def words(page: str) -> str:
    """What a person reads of a page, in one line."""
    return " ".join(unescape(re.sub(r"<[^<>]+>", " ", page)).split())


def links(page: str) -> list[str]:
    """The addresses that a page leads to or loads."""
    return [unescape(found) for found in re.findall(r'(?:href|src|action)="([^"]*)"', page)]
