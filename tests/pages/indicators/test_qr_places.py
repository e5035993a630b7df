"""The page on QR places."""

import pytest

from dashboard import data, figures
from dashboard.figures.viewpoint import Viewpoint
from tests.pages.viewers import LEADER, OFFICIAL

pytestmark = pytest.mark.usefixtures("province")


def test_a_leader_finds_every_silent_place_by_name(open_page):
    page = open_page("qr_places", LEADER)

    assert not page.error
    [table] = page.dataframe
    here = Viewpoint(LEADER, data.feeds.data_time(LEADER.scope))
    silent = figures.platforms.places.total(here)["silent_count"]
    assert len(table.value) == silent > 0
    assert {"Địa điểm", "Quét lần cuối", "Im lặng (ngày)"} <= set(table.value.columns)


def test_an_official_finds_the_places_of_their_district_alone(open_page):
    [table] = open_page("qr_places", OFFICIAL).dataframe

    assert table.value["Huyện, thị xã, thành phố"].nunique() == 1


def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("qr_places")

    assert page.error
    assert not page.title


@pytest.mark.usefixtures("empty_province")
def test_without_data_it_says_so(open_page):
    page = open_page("qr_places", LEADER)

    assert not page.error
    assert any("Chưa có số liệu" in one.value for one in page.markdown)
