"""An official reads the province's shares beside their own; who sees the province needs none."""

import re
from html import unescape

import pytest

from tests.pages.viewers import EPIDEMIOLOGIST, LEADER, OFFICIAL

pytestmark = pytest.mark.usefixtures("province")

SHARED = {
    "overview": (
        "Cán bộ, công chức, viên chức, người lao động",
        "Người dân có điện thoại thông minh",
        "Tiêm ít nhất 1 mũi",
        "Tiêm đủ liều",
    ),
    "app_adoption": (
        "Cán bộ, công chức, viên chức, người lao động",
        "Người dân có điện thoại thông minh",
    ),
    "vaccination_coverage": ("Tiêm ít nhất 1 mũi", "Tiêm đủ liều"),
    "platforms": ("Người đã khai báo y tế trong 7 ngày",),
}


def tiles(page):
    """Return each tile as its label, value and lines."""
    bodies = "".join(html.proto.body for html in page.get("html"))
    parts = re.findall(
        r'tile-label">([^<]*)</h\d>.*?tile-value">([^<]*)<.*?<ul>(.*?)</ul>', bodies, re.DOTALL
    )
    return {unescape(label): (value, unescape(lines)) for label, value, lines in parts}


@pytest.mark.parametrize("name", SHARED)
def test_the_line_is_the_provinces_own_tile(open_page, name):
    of_province = tiles(open_page(name, LEADER))
    of_district = tiles(open_page(name, OFFICIAL))

    said = {label for label, (_, lines) in of_district.items() if "Toàn tỉnh: " in lines}
    assert said == set(SHARED[name])
    for label in said:
        assert f"<li>Toàn tỉnh: {of_province[label][0]}</li>" in of_district[label][1]


@pytest.mark.parametrize("viewer", [LEADER, EPIDEMIOLOGIST], ids=["leader", "epidemiologist"])
def test_who_sees_the_province_is_not_told_it_twice(open_page, viewer):
    page = open_page("app_adoption", viewer, view="communes")

    assert not any("Toàn tỉnh: " in lines for _, lines in tiles(page).values())
    assert not [caption for caption in page.caption if caption.value.startswith("Toàn tỉnh: ")]


def test_the_league_tables_say_it_too(open_page):
    for view in ("communes", "agencies"):
        page = open_page("app_adoption", OFFICIAL, view=view)
        said = [part.value for part in page.caption if part.value.startswith("Toàn tỉnh: ")]
        assert len(said) == 1


def test_other_denominators_have_no_such_line(open_page):
    everyone = tiles(open_page("vaccination_coverage", OFFICIAL, base="everyone"))
    given = tiles(open_page("vaccination_coverage", OFFICIAL, where="given"))

    assert not any("Toàn tỉnh" in lines for _, lines in (*everyone.values(), *given.values()))
