"""Points of a map travel as numbers and text; what they are called never becomes a template."""

import json
import re

import folium

from dashboard.drawing import maps
from dashboard.drawing.maps.points import Kind, Points

CIRCLE = Kind("Nơi ở của {}", "Số phút", colour="#123456", radius_px=4)
MARK = Kind("{}", "Phơi nhiễm tại đây", html="<i>■</i>", side_px=12)


def written(points, kinds=(CIRCLE, MARK)):
    chart = folium.Map()
    chart.add_child(Points(kinds, points))
    page = maps.frame.write(chart).script
    texts = re.findall(r'JSON\.parse\((".*?")\)', page)
    return page, *(json.loads(json.loads(text)) for text in texts)


def test_each_point_is_its_place_its_kind_and_two_texts():
    _, kinds, points = written([(106.31234567, 20.9, 0, "12", "45"), (106.4, 21.0, 1, "Chợ", "3")])

    assert points == [[106.312346, 20.9, 0, "12", "45"], [106.4, 21.0, 1, "Chợ", "3"]]
    assert [kind["radius_px"] for kind in kinds] == [4, 0]


def test_a_hostile_title_is_neither_markup_nor_template():
    title = "</script><img onerror=alert(1)>{{ 7*7 }}{% endmacro %}"

    page, _, points = written([(106.3, 20.9, 1, title, "1")])

    assert points[0][3] == title
    assert "<img" not in page
    assert "{{" not in page


def test_two_thousand_points_stay_small():
    points = [(106.3 + n / 1e4, 20.9, 0, str(n), "15") for n in range(2_000)]

    page, *_ = written(points)
    empty, *_ = written([])

    assert len(page) - len(empty) < 2_000 * 60
