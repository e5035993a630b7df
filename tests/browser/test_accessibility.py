"""Every view of a trace and every step to a zone bars nobody's way; pages say what they are."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.barriers import barriers, findings, stand
from tests.browser.steps import SIGN_IN, enter, heading, open_view, overflow, pick_row
from tests.browser.stillness import settle

pytestmark = pytest.mark.browser

CHART = ".js-plotly-plot .scatterlayer path.js-line"
VIEWS = {
    "Gọi tiếp": ".call",
    "Danh sách": "[data-testid=stDataFrame] canvas",
    "Bằng chứng": "[data-testid=stDataFrame] canvas",
    "Mạng lưới": "iframe",
    "Dòng thời gian": ".js-plotly-plot .barlayer .point path",
    "Bản đồ": "iframe",
    "Nguồn chung": "[data-testid=stHeading]",
    "So sánh bộ quy tắc": "[data-testid=stDataFrame] canvas",
    "Theo dõi": ".tile-value",
}


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_every_view_of_a_trace(open_at, server, subtests, size):
    """It draws, where names are hostile, fits the screen, and bars nobody's way."""
    page = open_at(size)
    enter(page, f"{server}/contact_tracing", "epidemiologist")
    settle(page)

    for view, drawn in VIEWS.items():
        page.get_by_role("tab", name=view).click()
        with subtests.test("draws", view=view):
            stand(page, drawn)
            opened = page.locator("[role=tab][aria-selected=true]")
            expect(opened).to_have_count(1)
            expect(opened).to_contain_text(view)
        with subtests.test("fits the screen", view=view):
            assert overflow(page) <= 0
        with subtests.test("bars nobody's way", view=view):
            assert findings(page) == []


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_no_step_to_a_zone_bars_the_way(open_at, server, size):
    """From proposals to the zone in the ledger, by hand, and the levels of risk."""
    page = open_at(size)
    enter(page, f"{server}/containment_zones", "epidemiologist")
    settle(page)

    open_view(page, "Đề xuất vùng mới")
    found = barriers(page, CHART)
    # Another one for each size: the same proposal saved twice is one zone.
    pick_row(page, ["wide", "phone"].index(size))
    page.get_by_label("Lý do").fill("Kiểm tra khả năng tiếp cận")
    page.get_by_role("button", name="Lưu đề xuất").click()
    expect(page.get_by_text("Đã lưu 1 đề xuất vào sổ")).to_be_visible(timeout=30_000)
    open_view(page, "Sổ vùng phong tỏa")
    pick_row(page, 0)
    expect(page.get_by_role("button", name="Ghi vào sổ")).to_be_visible()
    found += barriers(page, "iframe")
    for tab in ("Vẽ tay", "Mức độ nguy cơ"):
        open_view(page, tab)
        found += barriers(page, "iframe")

    assert found == []


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_neither_the_door_nor_the_stage_bars_the_way(open_at, server, size):
    page = open_at(size)
    page.goto(f"{server}/?present=1")
    expect(heading(page)).to_have_text(SIGN_IN, timeout=30_000)
    found = barriers(page, ".st-key-enter_leader button")

    page.locator(".st-key-enter_leader button").click()
    expect(page.locator(".stage .tile-value").first).to_be_visible(timeout=30_000)
    found += barriers(page, ".stage .stage-platforms td")

    assert found == []


@pytest.mark.parametrize("tongue", ["vi", "en"])
def test_a_page_and_its_maps_say_their_language_and_what_they_are(open_at, server, tongue):
    page = open_at()

    enter(page, f"{server}/app_adoption?lang={tongue}", "leader")

    named = re.compile(
        {"vi": "^Bản đồ: Tỷ lệ theo địa phương", "en": "^Map: Rate by place"}[tongue]
    )
    expect(page.locator("iframe")).to_have_attribute("title", named, timeout=30_000)
    expect(page.locator("html")).to_have_attribute("lang", tongue)
    expect(page.frame_locator("iframe").locator("html")).to_have_attribute("lang", tongue)


def test_the_language_of_numbers_follows_the_switch(open_at, server):
    """Streamlit's tables write numbers by what the browser says that its reader speaks."""
    page = open_at()
    enter(page, server, "leader")
    spoken = "document.documentElement.lang + ' ' + navigator.languages.join()"
    page.wait_for_function(f"{spoken} === 'vi vi-VN'")

    page.get_by_text("EN", exact=True).click()

    page.wait_for_function(f"{spoken} === 'en en-GB'")


def test_an_unlabelled_button_would_be_found(open_at, server):
    """What checks the pages sees into the page and into the frames of its maps."""
    page = open_at()
    enter(page, f"{server}/app_adoption", "leader")
    assert barriers(page, CHART) == []

    bare = "document.body.insertAdjacentHTML('beforeend', '<button id=bare></button>')"
    page.evaluate(bare)
    page.frames[-1].evaluate(bare)

    found = barriers(page, CHART)
    assert [line.split(" ")[0] for line in found] == ["button-name", "button-name"]
    assert "iframe" in found[1] or "iframe" in found[0]
