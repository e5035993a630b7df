"""Every page as each role, wide and on a phone: axe-core finds nothing that bars a reader's way."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser.steps import OPEN_TO_ALL, SIGN_IN, TITLES, enter, heading, open_view, pick_row
from tests.browser.stillness import settle

pytestmark = pytest.mark.browser

DRAWN = {
    "": ".tile-value",
    "app_adoption": ".js-plotly-plot .scatterlayer path.js-line",
    "vaccination_coverage": ".js-plotly-plot .barlayer .point path",
    "platforms": ".bars .bar",
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
@pytest.mark.parametrize(("role", "paths"), OPEN_TO.items(), ids=OPEN_TO)
def test_no_page_bars_the_way(open_at, server, role, paths, size):
    page = open_at(size)
    enter(page, server, role)
    found = []

    for path in paths:
        link = page.get_by_role("link", name=TITLES[path], exact=True)
        link.and_(page.locator(":visible")).first.click()
        expect(heading(page)).to_have_text(TITLES[path], timeout=30_000)
        found += barriers(page, DRAWN[path])

    assert found == []


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_no_view_of_a_trace_bars_the_way(open_at, server, size):
    page = open_at(size)
    enter(page, f"{server}/contact_tracing", "epidemiologist")
    settle(page)
    found = []

    for view, drawn in VIEWS.items():
        open_view(page, view)
        found += barriers(page, drawn)

    assert found == []


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_no_step_to_a_zone_bars_the_way(open_at, server, size):
    """From proposals to the zone in the ledger, by hand, and the levels of risk."""
    page = open_at(size)
    enter(page, f"{server}/containment_zones", "epidemiologist")
    settle(page)

    open_view(page, "Đề xuất vùng mới")
    found = barriers(page, ".js-plotly-plot .scatterlayer path.js-line")
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
    assert barriers(page, DRAWN["app_adoption"]) == []

    bare = "document.body.insertAdjacentHTML('beforeend', '<button id=bare></button>')"
    page.evaluate(bare)
    page.frames[-1].evaluate(bare)

    found = barriers(page, DRAWN["app_adoption"])
    assert [line.split(" ")[0] for line in found] == ["button-name", "button-name"]
    assert "iframe" in found[1] or "iframe" in found[0]


def barriers(page, drawn):
    """Return one line for each finding of axe-core, once `drawn` stands and nothing turns."""
    settle(page)
    # A bar of no height is there and not to be seen.
    expect(page.locator(drawn).locator("visible=true").first).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("stSpinner")).to_have_count(0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    assert page.get_by_test_id("stAlertContentError").count() == 0
    for frame in page.frames:
        frame.evaluate(AXE_SCRIPT)
    answer = page.evaluate("axe.run({resultTypes: ['violations', 'incomplete']})")
    assert "frame-tested" not in {unsure["id"] for unsure in answer["incomplete"]}
    title = heading(page).first.inner_text()
    return [
        f"{finding['id']} {title}: {' '.join(map(str, node['target']))} {node['failureSummary']}"
        for finding in answer["violations"]
        for node in finding["nodes"]
    ]
