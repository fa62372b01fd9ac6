"""A headless Chromium and the portal on loopback, each started once for a module.

Not for longer: while it is open the browser's library keeps an event loop running, in which
no other test could run its own.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import uvicorn

from tests.bot.portal_parts import portal_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from data.report import Report

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Nothing but the pages themselves: no sandbox in containers, no calls home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = (
    "No Chromium was found: the pages of the portal are not looked at. Install the package "
    "chromium, or name the program in the variable CHROMIUM."
)


def chromium() -> str | None:
    """The path of a Chromium; ``None`` where there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser; tests are left out where there is none, but fail in continuous integration."""
    path = chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def site(report: Report) -> Iterator[str]:
    """The address of the portal, served by a real server on loopback."""
    config = uvicorn.Config(portal_app(report), log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        # It listens already: what is asked before the server runs waits in its queue.
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=20)
