"""The pages of the portal as people see them: on a phone, in the dark, without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

PAGES = (
    "/",
    "/data/",
    "/data/report",
    "/data/report/dpt",
    "/data/report/anggaran?tingkat=program&_sort_desc=pagu",
    "/data/report/dpt/2024,7",
    "/data/report/pencarian?_search=kampanye",
)
PHONE, DESKTOP = 360, 1280
OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true; })"
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in a context of its own, made as the test asks."""
    context = browser.new_context(**getattr(request, "param", {}))
    # A slow machine is no finding, a page that never comes is one.
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("page", "width", "other"),
    [
        ({"color_scheme": "light"}, PHONE, DESKTOP),
        ({"color_scheme": "dark"}, DESKTOP, PHONE),
    ],
    ids=["light", "dark"],
    indirect=["page"],
)
def test_everybody_can_read_every_page(page: Page, site: str, width: int, other: int) -> None:
    """No page scrolls sideways, complains, asks another host, or keeps anybody out."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # noqa: PLC0415 - only where there is a browser

    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    axe = Axe()
    for path in PAGES:
        answer = page.goto(site + path)
        assert answer is not None
        assert answer.ok, path
        page.evaluate(OPEN_ALL)
        for size in (other, width):
            page.set_viewport_size({"width": size, "height": 800})
            content, room = page.evaluate(WIDTHS)
            assert (content, room) == (size, size), path
        found = axe.run(page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
    assert said == []
    assert asked
    assert [url for url in asked if not url.startswith(f"{site}/")] == []


@pytest.mark.parametrize(
    "page", [{"java_script_enabled": False}], ids=["without-script"], indirect=True
)
def test_pages_work_without_javascript(page: Page, site: str) -> None:
    """Reading, searching, filtering and turning pages need no script."""
    page.goto(site)
    assert page.locator("h1").inner_text().startswith("Angka Laporan Kinerja")
    page.get_by_label("Cari di seluruh laporan").fill("kampanye")
    page.get_by_role("button", name="Cari").click()
    assert page.url.endswith("/data/report/pencarian?_search=kampanye")
    assert page.get_by_text("/anggaran CQ.6870").is_visible()
    page.goto(f"{site}/data/report/anggaran")
    page.locator("summary", has_text="Saring dan urutkan").click()
    page.get_by_label("Kolom", exact=True).select_option("tingkat")
    page.get_by_label("Nilai", exact=True).fill("program")
    page.get_by_label("Urutkan menurut").select_option("pagu")
    page.get_by_role("button", name="Terapkan").click()
    assert page.url.endswith("/data/report/anggaran?_sort=pagu&tingkat=program")
    assert page.get_by_role("status").inner_text().startswith("2 baris")


def test_the_first_key_leads_past_the_menu(page: Page, site: str) -> None:
    """Who has no mouse comes to the content with the first link, which shows when reached."""
    page.goto(site)
    skip = page.get_by_role("link", name="Langsung ke isi")
    page.keyboard.press("Tab")
    assert skip.evaluate("link => link === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"


def test_a_note_is_one_press_away(page: Page, site: str) -> None:
    """The mark on a figure leads to its note on the same page."""
    page.goto(site)
    page.locator("#angka-serapan").get_by_role("link", name="Catatan 9").click()
    assert page.url.endswith("/#catatan-9")
    assert page.locator("#catatan-9").is_visible()
