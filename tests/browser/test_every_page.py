"""Every page as each role, wide and on a phone: it draws, fits, and bars nobody's way.

One visit of each for all of that. A wide page is opened by its link, on a phone by its address.
What everybody sees is seen as an epidemiologist by `test_languages`, which visits it anyway.
"""

import pytest
from playwright.sync_api import expect

from benchmarks.desk import in_menu
from tests.browser.drawn import see_that_it_stands
from tests.browser.steps import OPEN_TO_ALL, TITLES, enter, heading

pytestmark = pytest.mark.browser

OPEN_TO = {
    "leader": OPEN_TO_ALL,
    "epidemiologist": [path for path in TITLES if path not in OPEN_TO_ALL],
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
        expect(heading(page)).to_have_text(TITLES[path], timeout=30_000)
        see_that_it_stands(page, path, subtests)


def open_page(page, server, path, size):
    if size == "phone":
        page.goto(f"{server}/{path}")
        page.locator(".frame .data-time").wait_for(timeout=120_000)
        return
    in_menu(page, TITLES[path]).click()
