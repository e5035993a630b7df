"""Network, timeline and map in a real browser, where every place has a hostile name."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import enter, frame_of
from tests.browser.stillness import settle

pytestmark = pytest.mark.browser


def opened(page, address):
    enter(page, address, "epidemiologist")
    settle(page)
    return page


def test_a_click_in_the_network_opens_a_place_and_selects_a_person(open_at, server):
    page = opened(open_at(), f"{server}/contact_tracing?view=network")
    frame = frame_of(page)
    expect(frame.locator("#cy canvas").first).to_be_visible(timeout=60_000)
    assert "No selected elements" not in frame.locator("body").inner_text()
    expect(frame.locator("#toolbarExport")).to_be_hidden()  # ids leave only with a log entry
    expect(frame.locator("#viewbarPlus")).to_have_attribute("title", "Phóng to")

    tap(frame, "place")
    expect(page.locator(".st-key-trace_focus")).not_to_contain_text("Toàn bộ kết quả")
    settle(page)
    tap(frame, "1")
    settle(page)

    expect(page).to_have_url(re.compile(r"person=\d+"))


PLACES = """() => document.getElementById("cy")._cyreg.cy.nodes().map(
  node => [node.id(), Math.round(node.position().x), Math.round(node.position().y)].join(" ")
).sort()"""


def test_a_network_stands_as_it_stood_until_it_is_arranged_anew(open_at, server):
    page = opened(open_at(), f"{server}/contact_tracing?view=network")
    first = places(page)

    page.get_by_role("tab", name="Bằng chứng").click()
    settle(page)
    page.get_by_role("tab", name="Mạng lưới").click()
    settle(page)
    assert places(page) == first

    frame_of(page).locator("#toolbarRefresh").click()
    page.wait_for_timeout(600)  # the button waits for a second click for a fifth of a second
    again = places(page)
    assert again != first
    page.get_by_role("tab", name="Bằng chứng").click()
    settle(page)
    page.get_by_role("tab", name="Mạng lưới").click()
    settle(page)
    assert places(page) == again


def places(page):
    """Return each node with its place, once they are kept."""
    expect(frame_of(page).locator("#cy canvas").first).to_be_visible(timeout=60_000)
    page.wait_for_timeout(600)
    found = page.locator("iframe").last.element_handle().content_frame().evaluate(PLACES)
    assert found
    return found


def test_the_network_fills_its_frame_at_once_and_after_a_turn(open_at, server):
    page = opened(open_at(), f"{server}/contact_tracing?view=network")
    canvas = frame_of(page).locator("#cy canvas").first
    expect(canvas).to_be_visible(timeout=60_000)
    wide = canvas.bounding_box()

    page.set_viewport_size({"width": 700, "height": 900})
    settle(page)

    narrow, frame = canvas.bounding_box(), page.locator("iframe").last.bounding_box()
    assert wide["height"] == narrow["height"] == frame["height"]
    assert narrow["width"] == pytest.approx(frame["width"], abs=1)
    assert narrow["width"] < wide["width"]


def test_a_click_on_the_timeline_selects_its_person_in_every_view(open_at, server):
    page = opened(open_at(), f"{server}/contact_tracing?view=timeline")
    bars = page.locator(".js-plotly-plot .barlayer .point path")
    expect(bars.first).to_be_attached(timeout=60_000)

    # A stay of minutes is drawn wider than it is, and plotly answers where it is alone.
    long = next(bar for bar in reversed(bars.all()) if bar.bounding_box()["width"] > 20)
    long.scroll_into_view_if_needed()
    settle(page)
    box = long.bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*at)
    expect(page.locator(".hoverlayer .hovertext")).to_be_visible()  # a click is on what is hovered
    page.mouse.click(*at)
    settle(page)

    expect(page).to_have_url(re.compile(r"person=\d+"))
    person = re.search(r"person=(\d+)", page.url)[1]
    page.get_by_role("tab", name="Bản đồ").click()
    settle(page)
    expect(page.get_by_text(f"Người số {person} là F")).to_be_visible()


def test_a_tooltip_of_the_map_is_whole_on_a_phone(open_at, server):
    page = opened(open_at("phone"), f"{server}/contact_tracing?view=map")
    frame = frame_of(page)
    marks = frame.locator(".leaflet-marker-icon.mark")
    expect(marks.first).to_be_attached(timeout=60_000)
    page.locator("iframe").last.scroll_into_view_if_needed()

    seen = []
    for mark in marks.all()[:6]:
        mark.dispatch_event("mouseover")
        seen += frame.locator(".leaflet-tooltip").evaluate_all(
            "tips => tips.map(tip => [tip.getBoundingClientRect().left,"
            " innerWidth - tip.getBoundingClientRect().right])"
        )
        mark.dispatch_event("mouseout")

    assert seen
    assert min(min(sides) for sides in seen) >= 0


def test_a_hostile_place_is_text_in_the_tooltip_of_the_map(open_at, server):
    page = opened(open_at(), f"{server}/contact_tracing?view=map")
    frame = frame_of(page)
    mark = frame.locator(".leaflet-marker-icon.mark").first
    expect(mark).to_be_attached(timeout=60_000)

    mark.dispatch_event("mouseover")

    tip = frame.locator(".leaflet-tooltip").first
    expect(tip).to_contain_text("<img")
    assert tip.locator("img").count() == 0


def test_an_hour_is_chosen_on_the_map(open_at, server):
    page = opened(open_at(), f"{server}/contact_tracing?view=map")
    expect(frame_of(page).locator(".leaflet-marker-icon.mark").first).to_be_attached(timeout=60_000)

    page.get_by_text("Từng giờ", exact=True).click()
    settle(page)

    expect(page.get_by_text(re.compile(r"lượt người .* có mặt tại"))).to_be_visible()
    circles = frame_of(page).locator("path.leaflet-interactive[stroke='#1B2A38']")
    expect(circles.first).to_be_attached(timeout=60_000)


def tap(frame, kind):
    """Click the first node of a kind, as Cytoscape would report it."""
    node = f"document.getElementById('cy')._cyreg.cy.nodes(\"[label='{kind}']\")[0]"
    frame.locator("body").evaluate(f"() => {{ {node}.emit('tap'); }}")


def test_the_other_recent_cases_are_added_to_the_picker(open_at, server):
    page = opened(open_at(), f"{server}/contact_tracing?view=sources")
    expect(page).to_have_url(re.compile(r"case=[\w-]+(&|$)"), timeout=60_000)

    page.get_by_role("button", name="ca khác trong 14 ngày qua").click()

    expect(page).to_have_url(re.compile(r"case=[^&]+(,|%2C)"), timeout=60_000)
