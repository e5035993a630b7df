"""The page on the technology team and its helpers."""

import pytest

from tests.pages.viewers import LEADER, OFFICIAL

pytestmark = pytest.mark.usefixtures("province")


def test_every_role_reads_where_next_week_has_gaps_first(open_page, viewer):
    page = open_page("support_team", viewer)

    assert not page.exception
    assert not page.error
    [table] = page.dataframe
    days = table.value["Ngày trống tuần tới"].tolist()
    assert days == sorted(days, reverse=True)
    assert {"Giờ", "Cài đặt được hướng dẫn", "Tỷ lệ cài"} <= set(table.value.columns)


@pytest.mark.parametrize("view", ["communes", "days"])
def test_beside_the_installs_stands_that_it_is_no_experiment(open_page, view):
    page = open_page("support_team", LEADER, view=view)

    assert any("không phải thí nghiệm" in text.value for text in page.caption)


def test_an_official_reads_who_helps_in_their_district(open_page):
    [table] = open_page("support_team", OFFICIAL, view="kinds").dataframe

    assert table.value["Lực lượng"].tolist() == [
        *("Tổ công nghệ", "Giáo viên", "Đoàn viên, hội viên", "Sinh viên, học sinh"),
    ]
    assert table.value["Trong danh sách"].sum() > 0


def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("support_team")

    assert page.error
    assert not page.title


@pytest.mark.usefixtures("empty_province")
def test_without_data_it_says_so(open_page):
    page = open_page("support_team", LEADER)

    assert not page.error
    assert any("Chưa có" in one.value for one in page.markdown)
