"""The door, the menu and the address of every page, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from benchmarks.desk import in_menu
from tests.browser.barriers import findings
from tests.browser.steps import SIGN_IN, TITLES, enter, heading, overflow
from tests.browser.stillness import settle

pytestmark = pytest.mark.browser

LOWEST_TARGET = """Math.min(...[...document.querySelectorAll("[class*=linked_] a, summary")]
    .map((target) => target.getBoundingClientRect().height).filter((height) => height > 0))"""


@pytest.mark.parametrize("path", [*TITLES, "no_such_page"])
def test_stranger_sees_only_the_sign_in(open_at, server, path):
    """No page content by its address, before anybody has signed in."""
    page = open_at()

    page.goto(f"{server}/{path}".rstrip("/"))

    expect(heading(page)).to_have_text(SIGN_IN, timeout=30_000)
    assert page.locator(".tile, [data-testid=stDataFrame], iframe").count() == 0
    assert page.get_by_test_id("stTopNav").count() == 0


def test_leader_is_neither_offered_nor_shown_tracing(open_at, server):
    """Not by the address of one of its views either."""
    page = open_at()

    enter(page, f"{server}/contact_tracing?view=list", "leader")

    expect(page.get_by_test_id("stAlert")).to_contain_text("không thuộc quyền", timeout=30_000)
    expect(page.get_by_role("link", name="Tổng quan").first).to_be_visible(timeout=30_000)
    assert in_menu(page, "Vùng phong tỏa").count() == 1
    page.keyboard.press("Escape")
    assert in_menu(page, "Truy vết tiếp xúc").count() == 0
    assert page.get_by_test_id("stDataFrame").count() == 0
    assert page.locator("iframe").count() == 0


def test_map_and_chart_really_draw(open_at, server):
    page = open_at()

    enter(page, f"{server}/app_adoption", "leader")

    drawn = page.frame_locator("iframe").first
    districts = drawn.locator("path.leaflet-interactive")
    expect(districts).to_have_count(12, timeout=30_000)
    expect(districts.first).to_be_visible()
    expect(drawn.locator("path:not(.leaflet-interactive)")).to_have_count(235)  # they say nothing
    line = page.locator(".js-plotly-plot .scatterlayer path.js-line").first
    expect(line).to_be_visible(timeout=30_000)


def test_official_sees_their_own_district(open_at, server):
    """Their map has their communes in colour, and the page offers no other district."""
    page = open_at()

    enter(page, f"{server}/app_adoption", "district_official")

    expect(heading(page)).to_have_text(TITLES["app_adoption"], timeout=30_000)
    settle(page)
    assert page.locator(".frame").inner_text().startswith("Thành phố Hải Dương")
    assert page.locator(".st-key-choice_district").count() == 0


def test_english_stays_across_pages_and_in_the_address(open_at, server):
    page = open_at()
    enter(page, server, "leader")
    page.get_by_role("radio", name="EN").or_(page.get_by_text("EN", exact=True)).first.click()
    expect(heading(page)).to_have_text("Overview", timeout=30_000)

    in_menu(page, "App adoption").click()

    expect(heading(page)).to_have_text("App adoption", timeout=30_000)
    expect(page).to_have_url(re.compile(r"lang=en"))


def test_a_link_reopens_the_filtered_view(open_at, server):
    page = open_at()

    enter(page, f"{server}/app_adoption?district=292", "leader")

    expect(page.locator(".st-key-choice_district input")).to_have_value(
        "Thị xã Kinh Môn", timeout=30_000
    )
    expect(page).to_have_url(re.compile(r"district=292"))


def test_choosing_a_district_stays_chosen(open_at, server):
    """The choice survives a second choice elsewhere on the page, and shows in the address."""
    page = open_at()
    enter(page, f"{server}/vaccination_coverage", "leader")
    page.locator(".st-key-choice_district input").click(timeout=30_000)
    page.get_by_role("option", name="Thanh Miện").click()
    expect(page).to_have_url(re.compile(r"district=300"))

    page.get_by_text("Toàn dân", exact=True).click()

    expect(page).to_have_url(re.compile(r"base=everyone"))
    expect(page).to_have_url(re.compile(r"district=300"))
    expect(page.locator(".st-key-choice_district input")).to_have_value("Huyện Thanh Miện")


def test_the_menu_of_a_phone_shows_where_one_is(open_at, server):
    """The last page of the row stands in sight, and nothing scrolls sideways with it."""
    page = open_at("phone")

    enter(page, f"{server}/containment_zones", "epidemiologist")

    settle(page)
    row, link = (
        page.locator(f".st-key-{key}").bounding_box()
        for key in ("phone_menu", "menu_containment_zones")
    )
    assert row["x"] <= link["x"]
    assert link["x"] + link["width"] <= row["x"] + row["width"] + 1
    assert overflow(page) <= 0


def test_a_page_chosen_on_a_phone_is_in_front(open_at, server):
    """A finger on the menu opens the page, and nothing stays open over it."""
    page = open_at("phone")
    enter(page, server, "leader")

    page.get_by_role("link", name=TITLES["app_adoption"]).first.tap()

    expect(heading(page)).to_have_text(TITLES["app_adoption"])
    settle(page)
    top = "document.elementFromPoint(150, 400).closest('[data-testid=stMain]')"
    assert page.evaluate(f"{top} !== null")


def test_the_overview_answers_to_its_name_too(open_at, server):
    page = open_at()

    enter(page, f"{server}/overview", "leader")

    expect(heading(page)).to_have_text(TITLES[""])
    assert page.get_by_role("dialog").count() == 0


def test_the_key_slash_leads_to_the_box_and_a_found_commune_to_its_row(open_at, server):
    page = open_at()
    enter(page, f"{server}/outbox", "leader")
    settle(page)

    page.keyboard.press("/")
    box = page.locator(".st-key-search_all input")
    expect(box).to_be_focused(timeout=30_000)
    box.press_sequentially("lai/cach")  # in a box it is a letter
    box.press("Enter")
    page.get_by_role("link", name="Thị trấn Lai Cách · Huyện Cẩm Giàng").click()

    expect(heading(page)).to_have_text(TITLES["app_adoption"], timeout=30_000)
    found = page.get_by_label("Tìm trong bảng theo tên")
    expect(found).to_have_value("Thị trấn Lai Cách", timeout=30_000)


def test_what_takes_longer_than_half_a_second_says_so(open_at, server):
    """A page whose first figures are being computed is not an empty one."""
    page = open_at("phone")
    enter(page, server, "leader")
    settle(page)
    working = page.locator(".working")
    expect(working).to_be_hidden()

    set_state(page, "running")

    expect(working).to_be_visible()
    expect(working).to_have_text("Đang tính số liệu…")
    assert working.evaluate("element => getComputedStyle(element).opacity") == "0"
    expect(working).to_have_css("opacity", "1")
    set_state(page, "notRunning")
    expect(working).to_be_hidden()


def set_state(page, state):
    """Say of the page's script what Streamlit says while it runs, and once it has ended."""
    page.locator("[data-testid=stApp]").evaluate(
        "(app, state) => app.setAttribute('data-test-script-state', state)", state
    )


@pytest.mark.parametrize("role", ["leader", "epidemiologist", "district_official"])
def test_on_a_phone_the_overview_answers_within_two_screens_and_a_tap_opens_the_rest(
    open_at, server, role
):
    page = open_at("phone")
    rest = page.locator(".st-key-definitions_overview, .st-key-overview_platforms")
    enter(page, server, role)
    for tongue in ("vi", "en"):
        page.goto(f"{server}/?lang={tongue}")
        expect(page.locator("details.rest")).to_be_visible(timeout=120_000)
        settle(page)

        for answer in (".sentence", ".bar-note", ".st-key-due_list", ".risk-counts", ".change"):
            expect(page.locator(answer).first).to_be_visible()
        expect(page.locator(".st-key-tile_grid_ordered .tile")).to_have_count(8)
        expect(rest.filter(visible=True)).to_have_count(0)
        assert page.get_by_test_id("stMain").evaluate("it => it.scrollHeight") <= 2 * 844
        assert page.evaluate(LOWEST_TARGET) >= 24

    page.locator("details.rest summary").tap()

    expect(rest.filter(visible=True)).to_have_count(2)
    expect(page.locator(".st-key-overview_pdf button")).to_be_visible()
    assert findings(page) == []


def test_on_a_wide_screen_nothing_of_the_overview_is_folded_away(open_at, server):
    page = open_at()

    enter(page, server, "leader")

    expect(page.locator("details.rest")).to_be_hidden()
    for part in ("definitions_overview", "overview_platforms", "overview_actions"):
        expect(page.locator(f".st-key-{part}")).to_be_visible()
