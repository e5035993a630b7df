"""A browser asks once for the scripts of maps and networks, which never change."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import enter, frame_of
from tests.browser.stillness import settle

pytestmark = pytest.mark.browser

FRAMES = {"map": "path.leaflet-interactive", "network": "#cy canvas"}
_TRANSFERRED = """() => performance.getEntriesByType("resource")
  .filter(file => /component.+[.]js$/.test(file.name)).map(file => file.transferSize)"""


@pytest.mark.parametrize("view", FRAMES)
def test_the_scripts_of_a_frame_are_asked_for_once(open_at, server, view):
    page, kept = open_at(alone=True), {}

    def note(response):
        if re.search(r"/component/.+[.]js$", response.url):
            kept[response.url] = response.headers["cache-control"]

    page.on("response", note)
    address = f"{server}/contact_tracing?view={view}"
    enter(page, address, "epidemiologist")
    for visit in range(2):
        if visit:
            page.goto(address)  # the browser keeps the trial role
            page.locator(".frame .data-time").wait_for(timeout=60_000)
        settle(page)
        expect(frame_of(page).locator(FRAMES[view]).first).to_be_visible(timeout=60_000)
        frame = page.locator("iframe").last.element_handle().content_frame()
        transferred = frame.evaluate(_TRANSFERRED)
        assert transferred
        assert [size > 0 for size in transferred] == [visit == 0] * len(transferred)

    assert set(kept.values()) == {"public, max-age=31536000, immutable"}


def test_pages_and_what_is_missing_are_asked_for_anew(open_at, server):
    page = open_at()
    enter(page, f"{server}/contact_tracing", "epidemiologist")  # only now are there frames
    component = f"{server}/component/streamlit_folium.st_folium"

    whole = page.request.get(f"{component}/index.html")
    missing = page.request.get(f"{component}/static/js/main.00000000.js")

    assert (whole.status, whole.headers["cache-control"]) == (200, "no-cache")
    assert missing.status == 404
    assert "immutable" not in missing.headers.get("cache-control", "")
