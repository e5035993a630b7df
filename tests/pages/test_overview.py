"""The page for each role, without data, and without a database."""

import pytest

from dashboard import data
from dashboard.database import AnswerTookTooLong


@pytest.mark.usefixtures("province")
def test_every_role_sees_it(open_page, viewer):
    page = open_page("overview", viewer)

    assert not page.exception
    assert not page.error
    assert page.title[0].value == "Tổng quan"
    assert page.get("html")


@pytest.mark.usefixtures("province")
def test_english_is_a_switch(open_page, leader):
    page = open_page("overview", leader, lang="en")

    assert page.title[0].value == "Overview"


@pytest.mark.usefixtures("province")
def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("overview")

    assert [error.value for error in page.error] == [
        "Anh/chị chưa đăng nhập. Hãy đăng nhập để xem trang này."
    ]
    assert not page.title
    assert not page.get("html")


@pytest.mark.usefixtures("empty_province")
def test_empty_database_says_so(open_page, leader):
    page = open_page("overview", leader)

    assert not page.exception
    assert not page.error
    assert any("**Chưa có số liệu**" in text.value for text in page.markdown)


@pytest.mark.usefixtures("no_database")
def test_database_down_has_its_own_state(open_page, leader):
    page = open_page("overview", leader)

    assert not page.exception
    assert page.subheader[0].value == "Chưa kết nối được cơ sở dữ liệu"
    assert "Thử lại" in [button.label for button in page.button]


@pytest.mark.usefixtures("province")
def test_one_slow_figure_does_not_cost_the_page(open_page, leader, monkeypatch):
    def too_long(*_, **__):
        raise AnswerTookTooLong

    monkeypatch.setattr(data, "daily_venues", too_long)

    page = open_page("overview", leader)

    assert not page.error
    assert any("Chưa tính kịp" in html.proto.body for html in page.get("html"))
