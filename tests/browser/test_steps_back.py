"""Back and Forward: one press is one step, and the page follows the address."""

import re

import pytest
from playwright.sync_api import expect

from benchmarks.desk import in_menu
from tests.browser.steps import TITLES, enter, heading
from tests.browser.stillness import settle

pytestmark = pytest.mark.browser


def opened_tab(page):
    return page.locator("[role=tab][aria-selected=true]")


def district(page):
    return page.locator(".st-key-choice_district input")


def test_one_press_of_back_is_one_step_and_turns_tab_and_district(open_at, server):
    """The language and the district that a new page takes over are no steps of their own."""
    page = open_at()
    enter(page, f"{server}/?district=292", "leader")
    settle(page)
    in_menu(page, TITLES["app_adoption"]).click()
    expect(heading(page)).to_have_text(TITLES["app_adoption"])
    settle(page)
    first = opened_tab(page).inner_text()
    page.get_by_role("tab", name="Theo xã").click()
    expect(page).to_have_url(re.compile("view=communes"))
    settle(page)

    page.go_back()
    settle(page)
    expect(opened_tab(page)).to_have_text(first)
    expect(page).to_have_url(re.compile(r"app_adoption\?district=292$"))
    page.go_forward()
    settle(page)
    expect(opened_tab(page)).to_have_text("Theo xã")
    page.go_back()
    settle(page)
    page.go_back()
    settle(page)

    expect(heading(page)).to_have_text(TITLES[""])
    expect(district(page)).to_have_value("Thị xã Kinh Môn")


def test_back_takes_a_choice_back_and_the_language(open_at, server):
    page = open_at()
    enter(page, f"{server}/platforms", "leader")
    settle(page)
    district(page).click()
    page.get_by_role("option", name="Thị xã Kinh Môn").click()
    expect(page).to_have_url(re.compile("district=292"))
    settle(page)
    page.get_by_text("EN", exact=True).click()
    expect(heading(page)).to_have_text("Platforms")
    settle(page)

    page.go_back()
    expect(heading(page)).to_have_text(TITLES["platforms"])
    settle(page)
    page.go_back()

    expect(district(page)).to_have_value("Toàn tỉnh")
    settle(page)
    expect(page).not_to_have_url(re.compile("district|lang"))


def test_back_on_the_desk_takes_back_the_rule_and_the_view(open_at, server):
    page = open_at()
    enter(page, f"{server}/contact_tracing", "epidemiologist")
    settle(page)
    f2 = page.locator(".st-key-trace_rings").get_by_text("F2", exact=True)
    page.locator(".st-key-trace_rings").get_by_text("F1", exact=True).click()
    expect(page).to_have_url(re.compile("rings=1"))
    settle(page)
    page.get_by_role("tab", name="Nguồn chung").click()
    expect(page).to_have_url(re.compile("view=sources"))
    settle(page)

    page.go_back()
    settle(page)
    expect(opened_tab(page)).to_have_text("Gọi tiếp")
    expect(page).to_have_url(re.compile("rings=1"))
    page.go_back()
    settle(page)

    expect(page).not_to_have_url(re.compile("rings=1"))
    expect(f2.locator("xpath=ancestor::*[@role='radio']")).to_be_checked()
