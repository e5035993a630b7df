"""A case names somebody on a phone: the list has one more, and one fewer once it is withdrawn."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import enter, open_view
from tests.browser.stillness import settle

pytestmark = pytest.mark.browser


def test_an_interview_changes_the_list_at_once(open_at, server):
    page = open_at("phone")
    enter(page, f"{server}/contact_tracing?view=interviews", "epidemiologist")
    settle(page)
    page.get_by_label("Họ tên").fill("Trần Văn Ví Dụ")
    page.get_by_label("Gặp ở đâu").fill("quán nước")
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_text("Đã ghi lời khai")).to_be_visible(timeout=30_000)
    settle(page)

    open_view(page, "Gọi tiếp")
    told = page.locator(".call").filter(has_text="người được kể số")
    expect(told).to_have_count(1, timeout=30_000)
    expect(told).to_contain_text("kể đã gặp")

    open_view(page, "Lời khai")
    page.get_by_text("Sửa lời khai").click()
    page.get_by_role("button", name="Rút lời khai").click()
    expect(page.get_by_text("Đã rút lời khai")).to_be_visible(timeout=30_000)
    settle(page)
    open_view(page, "Gọi tiếp")
    expect(told).to_have_count(0, timeout=30_000)
