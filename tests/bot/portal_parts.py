"""The portal in an application of its own, as the web process has it among its other routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette

from bot.portal import portal_routes
from bot.rendering import Renderer

if TYPE_CHECKING:
    from data.report import Report

USERNAME = "laporan_uji_bot"


def portal_app(report: Report, username: str = USERNAME) -> Starlette:
    """An application with the routes of the portal alone."""
    app = Starlette(routes=portal_routes(report, Renderer(), username=lambda: username))
    app.router.redirect_slashes = False
    return app
