"""Tracing and zones in a real browser: who may see what, on a phone, by a link."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import enter, headings
from tests.browser.stillness import settle

pytestmark = pytest.mark.browser


def test_no_name_before_the_logged_action(open_at, server):
    page = open_at()
    shown = page.get_by_text("Đang hiện danh tính của")
    enter(page, f"{server}/contact_tracing?view=list", "epidemiologist")
    settle(page)
    assert "Mã người" in headings(page)
    assert "Họ tên" not in headings(page)

    page.get_by_role("button", name="Hiện danh tính").click()
    page.get_by_role("button", name="Ghi nhật ký và hiện").click()
    expect(page.get_by_text("Hãy ghi lý do.")).to_be_visible()
    settle(page)
    assert shown.count() == 0
    assert "Họ tên" not in headings(page)

    page.get_by_label("Lý do xem").fill("Gọi điện cho F1")
    page.get_by_role("button", name="Ghi nhật ký và hiện").click()

    expect(shown).to_be_visible(timeout=30_000)


def test_the_next_to_call_have_phones_and_make_room_once_reached(open_at, server):
    page = open_at("phone")
    enter(page, f"{server}/contact_tracing", "epidemiologist")
    settle(page)
    assert page.locator(".call").nth(1).bounding_box()["y"] < 844  # the list is on the first screen

    page.get_by_role("button", name="Hiện danh tính").click()
    page.get_by_label("Lý do xem").fill("Gọi F1")
    page.get_by_role("button", name="Ghi nhật ký và hiện").click()
    phone = page.locator(".call a").nth(1)
    expect(phone).to_have_attribute("href", re.compile(r"^tel:\d+$"), timeout=30_000)
    settle(page)
    first = phone.inner_text()
    page.get_by_role("button", name="Đã gọi (số 1)").click()

    expect(page.get_by_text("Đã ghi “Đã gọi”")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("link", name=first)).to_have_count(0)
    page.get_by_role("button", name="Bằng chứng (số 1)").click()
    expect(page).to_have_url(re.compile("view=evidence"))


def test_leader_reads_zones_and_cannot_propose(open_at, server):
    page = open_at("phone")

    enter(page, f"{server}/containment_zones", "leader")

    expect(page.get_by_role("heading", level=1)).to_have_text("Vùng phong tỏa", timeout=30_000)
    settle(page)
    assert page.get_by_role("tab", name="Đề xuất vùng mới").count() == 0
    assert page.get_by_role("button", name="Lưu đề xuất").count() == 0


def test_a_link_reopens_the_same_view(open_at, server):
    page = open_at()

    enter(page, f"{server}/contact_tracing?rings=3&minutes=5&view=map", "epidemiologist")
    settle(page)

    expect(page.get_by_role("tab", name="Bản đồ")).to_have_attribute("aria-selected", "true")
    minutes = page.get_by_role("spinbutton", name="Thời gian chung tối thiểu (phút)")
    expect(minutes).to_have_value("5")
    expect(page).to_have_url(re.compile(r"rings=3"))
