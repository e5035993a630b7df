"""Every tile and every column of the indicator pages has its definition, and its data time."""

import json
import re
from html import unescape

import pytest

from tests.pages.folded import unfolded
from tests.pages.viewers import LEADER

PAGES = [
    ("overview", {}),
    *(
        ("app_adoption", {"view": view})
        for view in ("road", "communes", "districts", "agencies", "uses")
    ),
    ("app_adoption", {"view": "agencies", "lang": "en"}),
    *(
        ("vaccination_coverage", {"view": view})
        for view in ("gaps", "due", "forecast", "table", "sites", "records")
    ),
    *(("vaccination_coverage", {"view": "groups", "by": part}) for part in ("age", "vaccine")),
    *(("checkpoints", {"view": view}) for view in ("lacking", "list", "hours", "ready")),
    *(("health_declarations", {"view": view}) for view in ("communes", "days")),
    *(("test_systems", {"view": view}) for view in ("kinds", "days", "communes")),
    *(("support_team", {"view": view}) for view in ("communes", "kinds", "days")),
    *(("outreach", {"view": view}) for view in ("services", "ways")),
    *(("data_sources", {"view": view}) for view in ("feeds", "communes")),
    *(("qr_places", {"view": view}) for view in ("silent", "communes", "kinds")),
    *(("test_results", {"view": view}) for view in ("groups", "told", "backlog")),
    *(("platforms", {"platform": name}) for name in ("declarations", "health_records", "venues")),
]


def bodies(page):
    return [html.proto.body for html in page.get("html")]


def found(page, pattern):
    return {unescape(text) for body in bodies(page) for text in re.findall(pattern, body)}


def defined(page):
    headings = found(page, r"<section>\s*<h4>([^<]*)</h4>")
    return {part for heading in headings for part in heading.split(" · ")}


def tiles(page):
    return found(page, r'class="tile-label">([^<]*)<')


def assert_tables_are_defined(page):
    assert not page.exception
    assert not page.error
    for table in page.dataframe:
        helps = json.loads(table.proto.columns)
        silent = [name for name in table.value.columns if not helps.get(name, {}).get("help")]
        assert silent == []
        assert set(table.value.columns) <= defined(page)


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(("name", "address"), PAGES, ids=str)
def test_every_figure_is_defined(open_page, name, address):
    page = open_page(name, LEADER, **address)

    assert_tables_are_defined(page)
    assert tiles(page)
    assert tiles(page) <= defined(page)


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("name", "folded", "heading"),
    [
        ("overview", "overview_all_feeds", "Nguồn"),
        ("vaccination_coverage", "coverage_elderly_all", "Thấp hơn (điểm %)"),
    ],
)
def test_every_column_of_a_folded_table_is_defined(open_page, name, folded, heading):
    page = open_page(name, LEADER)
    assert not page.dataframe

    page.session_state[folded] = True
    page = page.run()

    [table] = page.dataframe
    assert heading in table.value
    assert_tables_are_defined(page)


@pytest.mark.usefixtures("province")
def test_every_figure_of_the_risk_levels_is_defined(open_page):
    page = open_page("containment_zones", LEADER, view="risk")

    assert "Mức" in page.dataframe[0].value
    assert_tables_are_defined(page)
    assert "Xã: Nguy cơ rất cao" in tiles(page) & defined(page)


@pytest.mark.usefixtures("province")
def test_a_late_source_is_told_on_its_tile_alone(open_page):
    page = unfolded(open_page("overview", LEADER))

    late = [body for body in bodies(page) if "tile-time late" in body]
    assert [re.findall(r'tile-label">([^<]*)<', body) for body in late] == [
        ["Kết quả khớp giữa hai hệ thống xét nghiệm"],
        ["Hồ sơ sức khỏe điện tử đã liên kết"],
    ]
    assert all("▲ Nguồn chậm: số liệu lúc" in body for body in late)
