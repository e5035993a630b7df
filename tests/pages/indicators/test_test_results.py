"""The page on samples and results."""

import pytest

from dashboard import data, words
from tests.pages.viewers import LEADER, OFFICIAL

pytestmark = pytest.mark.usefixtures("province")


def said(page):
    return words.plain(" ".join(one.proto.body for one in page.get("html")))


def test_a_leader_reads_how_fast_results_come_out_and_are_told(open_page):
    page = open_page("test_results", LEADER)

    assert not page.error
    assert page.title[0].value == "Lấy mẫu và kết quả"
    for heading in ("Từ lấy mẫu đến có kết quả", "Từ có kết quả đến báo người dân"):
        assert heading in said(page)


@pytest.mark.parametrize("by", ["commune", "district", "laboratory", "method", "reason"])
def test_samples_are_compared_by_what_the_address_says(open_page, by):
    page = open_page("test_results", LEADER, by=by)

    assert not page.error
    [table] = page.dataframe
    assert words.say(f"samples.by.{by}") in table.value
    assert "Trung vị đến kết quả (giờ)" in table.value


def test_an_official_compares_the_communes_of_their_district_alone(open_page):
    [table] = open_page("test_results", OFFICIAL).dataframe
    communes = data.units.communes(OFFICIAL.scope)

    assert len(table.value) == (communes["district_id"] == "292").sum()


def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("test_results")

    assert page.error
    assert not page.title


@pytest.mark.usefixtures("empty_province")
def test_without_data_it_says_so(open_page):
    page = open_page("test_results", LEADER)

    assert not page.error
    assert any("Chưa có số liệu" in one.value for one in page.markdown)
