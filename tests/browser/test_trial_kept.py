"""A trial role outlives a reload, and ends when somebody leaves it."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import SIGN_IN, TITLES, enter, heading

pytestmark = pytest.mark.browser


def test_a_reload_keeps_the_role_and_signing_out_ends_it(open_at, server):
    page = open_at()
    enter(page, f"{server}/follow_up", "epidemiologist")
    page.reload()
    expect(heading(page)).to_have_text(TITLES["follow_up"], timeout=60_000)

    page.get_by_role("button", name="Cán bộ dịch tễ").click()
    page.locator(".st-key-sign_out button").click()
    expect(page.get_by_text(SIGN_IN)).to_be_visible(timeout=30_000)
    page.reload()
    expect(page.get_by_text(SIGN_IN)).to_be_visible(timeout=60_000)


def test_a_role_that_nobody_has_is_not_kept(open_at, server):
    page = open_at()
    page.goto(server)
    expect(page.get_by_text(SIGN_IN)).to_be_visible(timeout=60_000)
    page.evaluate("document.cookie = 'trial_role=district_official:999; path=/'")
    page.reload()
    expect(page.get_by_text(SIGN_IN)).to_be_visible(timeout=60_000)
