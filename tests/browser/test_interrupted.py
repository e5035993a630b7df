"""A page in use while the server goes away and comes back, and two on one zone: nothing is lost."""

import os
import signal

import psutil
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES, launched
from tests.browser.steps import TITLES, enter, heading, open_view, pick_row
from tests.browser.stillness import settle

pytestmark = pytest.mark.browser

AWAY = "Mất kết nối với máy chủ, đang nối lại."


def test_a_page_left_open_goes_on_when_the_server_and_its_database_come_back(chromium, tmp_path):
    """Both are killed as a machine short of memory would, one after the other."""
    with launched({"DATA_DIR": str(tmp_path), "PEOPLE": "1000"}) as address:
        page = chromium.new_context(**SIZES["phone"]).new_page()
        enter(page, f"{address}/platforms", "epidemiologist")
        settle(page)
        away = page.locator(".offline")
        expect(away).to_be_hidden()

        serving(address).kill()

        expect(away).to_be_visible(timeout=30_000)
        expect(away).to_contain_text(AWAY)
        expect(away).to_have_css("opacity", "1")
        expect(away).to_be_hidden(timeout=120_000)
        settle(page)
        expect(heading(page)).to_have_text(TITLES["platforms"])
        choose_english(page)

        os.kill(postmaster(tmp_path), signal.SIGKILL)

        choose(page, "VI")
        again = page.get_by_role("button", name="Thử lại")
        expect(again.or_(page.locator(".tile-value").first)).to_be_visible(timeout=60_000)
        for _ in range(10):
            if not again.count():
                break
            page.wait_for_timeout(1_000)
            again.click()
            settle(page)
        expect(heading(page)).to_have_text(TITLES["platforms"])
        page.context.close()


def choose_english(page):
    choose(page, "EN")
    expect(heading(page)).to_have_text("Platforms", timeout=60_000)


def choose(page, language):
    page.get_by_text(language, exact=True).click()
    settle(page)


def serving(address):
    """Return the process that serves this address."""
    option = f"--server.port={address.rpartition(':')[2]}"
    [found] = [
        one for one in psutil.process_iter(["cmdline"]) if option in (one.info["cmdline"] or ())
    ]
    return found


def postmaster(folder):
    """Return the number of PostgreSQL's first process."""
    return int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def test_two_browsers_on_one_zone_lose_no_decision(open_at, server):
    """The slower one is told who decided what, keeps what was typed, and decides anew."""
    first, second = open_at(), open_at()
    enter(first, f"{server}/containment_zones", "epidemiologist")
    settle(first)
    propose(first, "Hai người cùng quyết định")
    enter(second, f"{server}/containment_zones", "epidemiologist")
    settle(second)
    pick_row(first, 0)
    first.get_by_label("Số quyết định").fill("07/QĐ-UBND")
    first.get_by_label("Đơn vị chủ trì").fill("UBND xã")
    first.get_by_label("Lý do").fill("Người thứ nhất")
    pick_row(second, 0)
    to_end(second)
    second.get_by_label("Lý do").fill("Người thứ hai")

    record(first)
    expect(first.get_by_text("Đã ghi trạng thái mới: Đang phong tỏa.")).to_be_visible()
    record(second)

    told = second.get_by_test_id("stAlert").filter(has_text="Người thứ nhất")
    expect(told).to_be_visible(timeout=30_000)
    second.get_by_role("button", name="Xem trạng thái mới").click()
    settle(second)
    expect(second.get_by_label("Lý do")).to_have_value("Người thứ hai")
    to_end(second)
    record(second)
    expect(second.get_by_text("Đã ghi trạng thái mới: Kết thúc.")).to_be_visible(timeout=30_000)
    for reason in ("Người thứ nhất", "Người thứ hai"):
        expect(second.get_by_role("listitem").filter(has_text=reason)).to_have_count(1)


def propose(page, reason):
    open_view(page, "Đề xuất vùng mới")
    pick_row(page, 2)
    page.get_by_label("Lý do").fill(reason)
    page.get_by_role("button", name="Lưu đề xuất").click()
    expect(page.get_by_text("Đã lưu 1 đề xuất vào sổ")).to_be_visible(timeout=30_000)
    open_view(page, "Sổ vùng phong tỏa")


def to_end(page):
    page.locator(".st-key-zone_decision").get_by_text("Kết thúc", exact=True).click()
    settle(page)


def record(page):
    page.get_by_role("button", name="Ghi vào sổ").click()
    settle(page)
