"""A team's day on a phone: a call is taken with one finger, and nobody is called twice."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import enter, overflow
from tests.browser.stillness import settle

pytestmark = pytest.mark.browser


def test_a_call_is_taken_on_a_phone_and_the_slower_of_two_is_told(open_at, server):
    first, second = open_at("phone"), open_at("phone")
    for page in (first, second):
        enter(page, f"{server}/today", "epidemiologist")
        settle(page)
        assert page.locator("a[href^='tel:']").count() == 0
    take = "[class*=st-key-today_take_]:not([class*=several]):not([class*=over]) button"
    card = first.locator("[class*=st-key-today_person_]").filter(has=first.locator(take)).first
    key = next(
        name for name in card.get_attribute("class").split() if "today_person_" in name
    ).rsplit("_", 1)[1]

    first.locator(f".st-key-today_take_{key} button").tap()
    settle(first)
    second.locator(f".st-key-today_take_{key} button").tap()
    settle(second)

    expect(first.get_by_text("nhận gọi 1 người")).to_be_visible()
    told = second.get_by_test_id("stAlert").filter(has_text="không gọi trùng")
    expect(told).to_contain_text(f"Người số {key}")
    assert second.locator("a[href^='tel:']").count() == 0
    for page in (first, second):
        assert page.get_by_test_id("stAlertContentError").count() == 0
        assert overflow(page) <= 0
