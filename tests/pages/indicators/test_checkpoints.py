"""The page on checkpoints."""

import pytest

from tests.pages.viewers import LEADER, OFFICIAL

pytestmark = pytest.mark.usefixtures("province")


def test_a_leader_finds_what_each_checkpoint_lacks(open_page):
    page = open_page("checkpoints", LEADER)

    assert not page.error
    kinds, lacking = (table.value for table in page.dataframe)
    assert len(kinds) == 7
    assert {"Chốt", "Thiết bị", "Còn thiếu", "Đã lắp", "Hoạt động"} <= set(lacking.columns)
    assert (lacking["Còn thiếu"] > 0).all()


def test_an_official_finds_the_checkpoints_of_their_district_alone(open_page):
    table = open_page("checkpoints", OFFICIAL, view="list").dataframe[-1].value

    assert table["Huyện, thị xã, thành phố"].nunique() <= 1


def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("checkpoints")

    assert page.error
    assert not page.title


@pytest.mark.usefixtures("empty_province")
def test_without_data_it_says_so(open_page):
    page = open_page("checkpoints", LEADER)

    assert not page.error
    assert any("Chưa có số liệu" in one.value for one in page.markdown)
