"""What leaders and officials do with indicators: a district's communes, names, a platform."""

import re
import time

import httpx2
import psycopg
import pytest
from playwright.sync_api import expect

from launch import embedded
from tests.browser.hostile import HOSTILE
from tests.browser.steps import enter, overflow
from tests.browser.stillness import settle

pytestmark = pytest.mark.browser

REASON = "Gọi điện vận động cài đặt"


def test_a_click_on_the_map_opens_a_district_and_the_button_returns(open_at, server):
    """The first click counts, though the map is only half in sight."""
    page = open_at()
    enter(page, f"{server}/app_adoption", "leader")
    units = page.frame_locator("iframe").locator("path.leaflet-interactive")
    expect(units).to_have_count(12, timeout=30_000)
    settle(page)

    click_in_the_middle(page, units.first)

    expect(page).to_have_url(re.compile(r"district=\d+"), timeout=30_000)
    settle(page)
    expect(page.locator(".st-key-choice_district input")).not_to_have_value("Toàn tỉnh")
    opened = page.frame_locator("iframe").locator("path.leaflet-interactive")
    expect(opened.nth(15)).to_be_attached(timeout=30_000)  # every district has more communes

    page.get_by_role("button", name="Về toàn tỉnh").click()

    expect(page).not_to_have_url(re.compile("district="), timeout=30_000)
    expect(page.locator(".st-key-choice_district input")).to_have_value("Toàn tỉnh")
    expect(page.frame_locator("iframe").locator("path.leaflet-interactive")).to_have_count(
        12, timeout=30_000
    )


def test_names_of_who_has_not_installed_are_given_once_they_are_logged(open_at, server, folder):
    page = open_at()
    enter(page, f"{server}/app_adoption", "district_official")
    settle(page)
    assert looks(folder, REASON) == []
    choose_a_commune_with_somebody(page)
    missing = int(re.search(r"(\d+) người có trong danh sách", page.inner_text("main"))[1])
    names = page.locator("[role=columnheader]").filter(has_text="Họ tên")
    expect(names).to_have_count(0)

    page.get_by_role("button", name="Hiện danh tính").click()
    page.get_by_label("Lý do xem").fill(REASON)
    page.get_by_role("button", name="Ghi nhật ký và hiện").click()
    expect(page.get_by_text("Đang hiện danh tính của")).to_be_visible(timeout=30_000)
    expect(names).to_have_count(1)
    [(question, count)] = looks(folder, REASON)
    assert (question.split("=")[0], count) == ("identities?not_installed&commune", missing)

    with page.expect_download() as download:
        page.locator(".st-key-download_not_installed button").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert_only_this_page_has(page, download.value.url)

    assert len(lines) == 1 + missing
    quoted = HOSTILE.replace('"', '""')
    assert all(line.startswith(f"\"'{quoted}") for line in lines[1:])  # text, and no formula
    [(question, count)] = looks(folder, "Tải danh sách người chưa cài ứng dụng")
    assert question.endswith("&csv")
    assert count == missing


def assert_only_this_page_has(page, file):
    """Fetch a file as its page, as others, and once the page is closed."""
    assert page.request.get(file).status == 200
    assert httpx2.get(file).status_code == 403
    assert httpx2.get(file, cookies={"browser": "another"}).status_code == 403
    page.goto("about:blank")
    until = time.monotonic() + 30
    while page.request.get(file).status == 200:
        assert time.monotonic() < until
        time.sleep(0.2)
    assert page.request.get(file).status == 403


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_a_platform_and_a_district_stay_chosen(open_at, server, size):
    page = open_at(size)
    enter(page, f"{server}/platforms", "leader")
    settle(page)

    page.locator(".st-key-choice_platform input").click()
    page.get_by_role("option", name="Hồ sơ sức khỏe điện tử đã liên kết").click()
    expect(page).to_have_url(re.compile("platform=health_records"))
    settle(page)
    expect(page.locator(".bars .bar")).to_have_count(12)
    page.locator(".st-key-choice_district input").click()
    page.get_by_role("option", name="Thị xã Kinh Môn").click()
    settle(page)

    expect(page.locator(".bars .bar").filter(has_text="Kinh Môn")).to_have_count(1)
    expect(page).to_have_url(re.compile("platform=health_records"))
    expect(page).to_have_url(re.compile("district=292"))
    label = page.locator(".tile-label")
    expect(label).to_have_text("Hồ sơ sức khỏe điện tử đã liên kết")
    assert re.fullmatch(r"\d+,\d%", page.locator(".tile-value").inner_text())
    assert overflow(page) <= 0


def test_another_step_recolours_the_map_of_coverage(open_at, server):
    page = open_at()
    enter(page, f"{server}/vaccination_coverage", "leader")
    units = page.frame_locator("iframe").locator("path.leaflet-interactive")
    expect(units).to_have_count(235, timeout=60_000)
    settle(page)

    page.locator(".st-key-choice_step").get_by_text("Đã đăng ký", exact=True).click()

    expect(page).to_have_url(re.compile("step=registered"))
    expect(page.locator("iframe[title^='Bản đồ: Đã đăng ký']")).to_be_visible(timeout=30_000)
    expect(page.locator("iframe")).to_have_count(1)
    expect(units).to_have_count(235, timeout=30_000)
    expect(page.locator(".st-key-coverage_days .barlayer .point").first).to_be_attached()


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_a_part_that_was_opened_is_reopened_by_its_address(open_at, server, size):
    page = open_at(size)
    enter(page, f"{server}/vaccination_coverage", "leader")
    settle(page)
    page.get_by_role("tab", name="Theo nhóm").click()
    expect(page).to_have_url(re.compile("view=groups"))
    settle(page)
    page.get_by_role("radio", name="Nhóm ưu tiên").click()
    expect(page).to_have_url(re.compile("by=priority"))
    assert overflow(page) <= 0

    again = open_at(size)
    enter(again, page.url, "leader")
    settle(again)
    expect(again.get_by_role("tab", name="Theo nhóm")).to_have_attribute("aria-selected", "true")
    expect(again.get_by_role("radio", name="Nhóm ưu tiên")).to_be_checked()

    page.get_by_role("tab", name="Ai đang chậm").click()
    expect(page).not_to_have_url(re.compile("view="))


def click_in_the_middle(page, area):
    """Click once the area lies in front: the pointer brings it there."""
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*at)
    page.wait_for_timeout(300)
    page.mouse.click(*at)


def choose_a_commune_with_somebody(page):
    """Walk the communes until one has people who have not installed."""
    offers = page.get_by_role("button", name="Hiện danh tính")
    box = page.locator(".st-key-not_installed_commune input")
    number = 0
    while not offers.count():
        number += 1
        box.click()
        page.get_by_role("option").nth(number).click()
        settle(page)


def looks(folder, reason):
    """Return what the ledger keeps of looks for a reason: the question and how many people."""
    with embedded.running(folder / "postgres") as owner, psycopg.connect(owner) as ledger:
        return ledger.execute(
            "select question, person_count from ledger.access_log where reason like %s",
            (f"{reason}%",),
        ).fetchall()
