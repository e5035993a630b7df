"""Every page as each role, wide and on a phone: it draws, fits, and bars nobody's way.

One visit of each for all of that. A wide page is opened by its link, on a phone by its address.
"""

import re

import pytest
from playwright.sync_api import expect

from benchmarks.desk import in_menu
from tests.browser.barriers import findings, stand
from tests.browser.steps import OPEN_TO_ALL, TITLES, enter, heading, overflow

pytestmark = pytest.mark.browser

DRAWN = {
    "": ".tile-value",
    "search": ".st-key-search_all input",
    "app_adoption": ".js-plotly-plot .scatterlayer path.js-line",
    "vaccination_coverage": ".js-plotly-plot .barlayer .point path",
    "platforms": ".bars .bar",
    "health_declarations": "[data-testid=stDataFrame] canvas",
    "test_results": "[data-testid=stDataFrame] canvas",
    "test_systems": "[data-testid=stDataFrame] canvas",
    "qr_places": "[data-testid=stDataFrame] canvas",
    "checkpoints": "[data-testid=stDataFrame] canvas",
    "outreach": "[data-testid=stDataFrame] canvas",
    "support_team": "[data-testid=stDataFrame] canvas",
    "data_sources": "[data-testid=stDataFrame] canvas",
    "contact_tracing": ".call",
    "today": ".task",
    "follow_up": "[data-testid=stDataFrame] canvas",
    "containment_zones": ".tile-value",
    "outbox": ".tile-value",
}
"""Page -> the last part of it that comes: what must stand before it is checked."""

OPEN_TO = {
    "leader": OPEN_TO_ALL,
    "epidemiologist": list(TITLES),
    "district_official": [*OPEN_TO_ALL, "today", "follow_up"],
}


@pytest.mark.parametrize("size", ["wide", "phone"])
@pytest.mark.parametrize(("role", "paths"), OPEN_TO.items(), ids=OPEN_TO)
def test_every_page(open_at, server, subtests, role, paths, size):
    """And it asks nothing of any other machine: `open_at` sees to that."""
    page = open_at(size)
    enter(page, server, role)

    for path in paths:
        open_page(page, server, path, size)
        with subtests.test("draws", path=path):
            expect(heading(page)).to_have_text(TITLES[path], timeout=30_000)
            stand(page, DRAWN[path])
            numbers = page.locator(".tile-value, .call-rank").all_inner_texts()
            assert path == "search" or re.search(r"\d", " ".join(numbers))  # that counts nothing
        with subtests.test("fits the screen", path=path):
            assert overflow(page) <= 0
        with subtests.test("bars nobody's way", path=path):
            assert findings(page) == []


def open_page(page, server, path, size):
    if size == "phone":
        page.goto(f"{server}/{path}")
        page.locator(".frame .data-time").wait_for(timeout=120_000)
        return
    in_menu(page, TITLES[path]).click()
