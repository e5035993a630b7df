"""A map answers when it is clicked, and not before."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import enter, frame_of
from tests.browser.stillness import settle

pytestmark = pytest.mark.browser

FRAME_ANSWERS_MS = 600
"""streamlit-folium gathers what changed for 250 ms before it tells the server."""


def test_a_map_that_nobody_clicked_does_not_run_its_page_again(open_at, server):
    assert questions(open_at(), f"{server}/contact_tracing?view=map") == questions(
        open_at(), f"{server}/contact_tracing?view=list"
    )


def questions(page, address):
    """Return how often a page asked the server until it stood still."""
    sent = []
    page.on("websocket", lambda line: line.on("framesent", lambda _: sent.append(line)))
    enter(page, address, "epidemiologist")
    settle(page)
    if "view=map" in address:
        expect(frame_of(page).locator("path.leaflet-interactive").first).to_be_visible()
    page.wait_for_timeout(FRAME_ANSWERS_MS)
    return len(sent)
