"""A zone drawn with the mouse, in Vietnamese: figures, the ledger, and a click on its map."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import enter, frame_of, open_view
from tests.browser.stillness import settle

pytestmark = pytest.mark.browser

NAME, REASON = "Vùng vẽ bằng chuột", "Vẽ thử nghiệm"


def test_draw_a_zone_and_save_it(open_at, server):
    page = open_at()
    enter(page, f"{server}/containment_zones", "epidemiologist")
    settle(page)
    open_view(page, "Vẽ tay")
    expect(page.get_by_text("Chưa có vùng nào: hãy vẽ trên bản đồ")).to_be_visible()
    assert page.get_by_label("Lý do").count() == 0  # nothing to save yet

    draw_a_rectangle(page)

    expect(page.get_by_text(re.compile(r"ranh giới dài [\d.]+ m"))).to_be_visible(timeout=30_000)
    page.get_by_label("Tên vùng").fill(NAME)
    page.get_by_label("Lý do").fill(REASON)
    page.get_by_role("button", name="Lưu đề xuất").click()
    expect(page.get_by_text("Đã lưu 1 đề xuất vào sổ")).to_be_visible(timeout=30_000)
    open_view(page, "Sổ vùng phong tỏa")
    assert page.get_by_text(f"Lý do: {REASON}").count() == 0
    mark_of(page, NAME).click()
    expect(page.get_by_text(f"Lý do: {REASON}")).to_be_visible(timeout=30_000)


def mark_of(page, name):
    """Return the mark on the ledger's map whose tooltip names a zone; others may stand there."""
    frame = frame_of(page)
    marks = frame.locator(".leaflet-marker-icon", has_text="▲")
    expect(marks.first).to_be_visible(timeout=30_000)
    named = []
    for mark in marks.all():
        mark.dispatch_event("mouseover")
        if frame.locator(".leaflet-tooltip", has_text=name).count():
            named.append(mark)
        mark.dispatch_event("mouseout")
    [found] = named
    return found


def draw_a_rectangle(page):
    canvas = page.locator("iframe[title^='Bản đồ']")
    canvas.scroll_into_view_if_needed()
    frame = frame_of(page)
    expect(frame.locator(".leaflet-draw-draw-rectangle")).to_be_visible(timeout=30_000)
    settle(page)  # the map has found its bounds
    frame.locator(".leaflet-draw-draw-rectangle").click()
    box = canvas.bounding_box()
    # East of the middle: the commune lies on the province's western border.
    x, y = box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2 - 40
    page.mouse.move(x, y, steps=3)
    expect(frame.get_by_text("Nhấn và kéo để vẽ.")).to_be_visible()
    page.mouse.down()
    page.mouse.move(x + 30, y + 30, steps=5)
    page.mouse.move(x + 60, y + 60, steps=5)
    page.mouse.up()
    settle(page)
