"""The page on the portal's services and the campaign."""

import pytest

from tests.pages.viewers import LEADER, OFFICIAL

pytestmark = pytest.mark.usefixtures("province")


def test_a_leader_reads_each_service_by_channel(open_page):
    page = open_page("outreach", LEADER)

    assert not page.error
    [table] = page.dataframe
    assert len(table.value) == 6
    assert {"Dịch vụ", "Ứng dụng", "Trang thông tin"} <= set(table.value.columns)


def test_an_official_reads_the_ways_that_reach_their_district(open_page):
    [table] = open_page("outreach", OFFICIAL, view="ways").dataframe

    assert len(table.value) == 5


def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("outreach")

    assert page.error
    assert not page.title


@pytest.mark.usefixtures("empty_province")
def test_without_data_it_says_so(open_page):
    page = open_page("outreach", LEADER)

    assert not page.error
    assert any("Chưa có số liệu" in one.value for one in page.markdown)
