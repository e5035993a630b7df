"""The page on checkpoints."""

import pytest

from dashboard import words
from dashboard.panels.checkpoints import commune_map
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


def test_every_open_checkpoint_is_a_point_and_those_that_lack_something_are_on_top(
    open_page, on_drawings
):
    drawn = []

    def noted(kinds, points, _through=commune_map.Points):
        drawn.extend(points)
        return _through(kinds, points)

    on_drawings.setattr(commune_map, "Points", noted)
    table = open_page("checkpoints", LEADER, view="list").dataframe[-1].value

    said = {name: lacking for _, _, _, name, lacking in drawn}
    assert said == {
        name: words.number(lacking)
        for name, lacking in zip(table["Chốt"], table["Còn thiếu"], strict=True)
    }
    assert [kind for _, _, kind, _, _ in drawn] == sorted(lacking != "0" for *_, lacking in drawn)


def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("checkpoints")

    assert page.error
    assert not page.title


@pytest.mark.usefixtures("empty_province")
def test_without_data_it_says_so(open_page):
    page = open_page("checkpoints", LEADER)

    assert not page.error
    assert any("Chưa có số liệu" in one.value for one in page.markdown)
