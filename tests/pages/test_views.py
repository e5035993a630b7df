"""Tabs of which only the open one costs anything, and which a link reopens."""

import pytest

from dashboard import data
from tests.pages.viewers import LEADER, OFFICIAL

pytestmark = pytest.mark.usefixtures("province")

OPENED = [
    ("app_adoption", "communes", "Xã, phường, thị trấn"),
    ("app_adoption", "districts", "Huyện, thị xã, thành phố"),
    ("app_adoption", "agencies", "Cơ quan, đơn vị"),
    ("vaccination_coverage", "due", "Quá hạn"),
    ("vaccination_coverage", "groups", "Nhóm tuổi"),
    ("vaccination_coverage", "table", "Ghi chú"),
    ("vaccination_coverage", "sites", "Hao hụt, chênh sổ"),
    ("vaccination_coverage", "records", "Số bản ghi"),
    ("checkpoints", "list", "Ca đêm"),
    ("outreach", "ways", "Kênh"),
    ("health_declarations", "days", "Ngày khai"),
    ("test_systems", "days", "Ngày có kết quả"),
    ("test_systems", "communes", "Khớp"),
    ("support_team", "kinds", "Lực lượng"),
    ("support_team", "days", "Ngày làm"),
    ("data_sources", "communes", "Loại chưa báo cáo"),
    ("checkpoints", "hours", "Giờ"),
    ("checkpoints", "ready", "Lực lượng tại chỗ"),
    ("qr_places", "communes", "Khách đếm tay"),
    ("qr_places", "kinds", "Loại điểm"),
    ("test_results", "days", "Ngày"),
    ("test_results", "told", "Cách báo kết quả"),
    ("test_results", "backlog", "Chờ quá 24 giờ"),
]
"""Page, its part, and a heading of the table that the part shows."""


def headings(page):
    return [set(table.value.columns) for table in page.dataframe]


@pytest.mark.parametrize(("name", "view", "heading"), OPENED, ids=str)
def test_a_link_opens_a_part(open_page, name, view, heading):
    page = open_page(name, LEADER, view=view)

    assert not page.error
    assert any(heading in table for table in headings(page))
    assert page.query_params["view"] == view


@pytest.mark.parametrize("view", ["", "no such part", "<b>*x*"])
def test_the_first_part_is_open_where_the_address_names_none(open_page, view):
    page = open_page("vaccination_coverage", LEADER, **({"view": view} if view else {}))

    assert not page.error
    assert not page.dataframe
    assert "Chênh lệch giữa các xã" in [heading.value for heading in page.header]


def test_the_part_stays_open_in_the_other_language(open_page):
    page = open_page("vaccination_coverage", LEADER, view="due")
    page.query_params["lang"] = "en"
    page = page.run()

    [table] = headings(page)
    assert "Due by end of week" in table


def test_a_part_that_is_not_open_asks_nothing(open_page, monkeypatch):
    asked = []

    def noted(*_, **__):
        asked.append("impossible_kinds")
        raise AssertionError

    monkeypatch.setattr(data.vaccination, "impossible_kinds", noted)
    assert not open_page("vaccination_coverage", OFFICIAL).error
    assert asked == []

    assert open_page("vaccination_coverage", OFFICIAL, view="records").error
    assert asked == ["impossible_kinds"]
