"""The map of a zone, part by part: scale, north, houses, neighbours, and who may see which."""

import io

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from PIL import Image

from dashboard.reports import pictures
from dashboard.reports.decisions import annex_map
from dashboard.tracing.zones.guard_posts import Guarded
from tests.reports import hostile

HAMLETS = pd.DataFrame({"hamlet_name": ["Thôn 1"], "lon": [106.3005], "lat": [20.9005]})
HOUSES = pd.DataFrame(
    {
        "lon": [106.3003, 106.3004, 106.3005, 106.3006, 106.2995, 107.0],
        "lat": [20.9005, 20.9006, 20.9007, 20.9008, 20.9, 20.9],
        "kind": ["f0", "f1", "f1", "inside", "outside", "outside"],
    }
)
"""The last one is in another province."""


def square(west, south, size=0.05):
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def neighbours():
    """Return the zone's commune, one to its east in another district, and one far away."""
    return pd.DataFrame(
        {
            "commune_id": ["c1", "c2", "c3"],
            "commune_name": ["Hồng Phong", "Đông Sơn", "Xa Xôi"],
            "district_id": ["300", "301", "302"],
            "outline": [square(106.28, 20.88), square(106.33, 20.88), square(107.5, 20.88)],
            "outline_source": ["official"] * 3,
        }
    )


def drawn(houses=HOUSES, **more):
    return annex_map.drawn(hostile.zone(), neighbours(), HAMLETS, houses=houses, **more)


def said_on(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text().strip()]


def shown(houses):
    """Return what the legend says, and how many marks the map has of each kind."""
    figure = drawn(houses)
    large, _, beside = figure.axes
    legend = [text.get_text() for text in beside.get_legend().get_texts()]
    marks = {
        line.get_marker(): len(line.get_xdata()) for line in large.lines if len(line.get_xdata())
    }
    return legend, marks


@pytest.mark.parametrize(("width_m", "length_m"), [(350, 50), (900, 200), (6_000, 1_000)])
def test_the_scale_bar_is_as_long_as_it_says(width_m, length_m):
    axes = pictures.land(Figure(), (0, 0, 1, 1), (0, 0, width_m, width_m))

    said = pictures.scale_bar(axes)

    west, east = axes.lines[0].get_xdata()
    assert said == east - west == length_m
    (label,) = (text.get_text() for text in axes.texts)
    assert label == (f"{length_m} m" if length_m < 1000 else f"{length_m // 1000} km")


def test_the_arrow_points_to_the_north():
    axes = pictures.land(Figure(), (0, 0, 1, 1), (0, 0, 1, 1))

    pictures.north_arrow(axes)

    (arrow,) = (text for text in axes.texts if isinstance(text, Annotation))
    assert arrow.get_text() == "B"
    assert arrow.xy[0] == arrow.get_position()[0]
    assert arrow.xy[1] > arrow.get_position()[1]


def test_a_map_has_scale_north_zone_and_the_neighbouring_communes():
    """A neighbour of another district is a neighbour; a commune that does not touch is none."""
    said = said_on(drawn())

    assert "B" in said
    assert sum(label.endswith((" m", " km")) for label in said) == 2
    assert "Vùng cách ly y tế" in said
    assert any("  Thôn 1" in label for label in said)
    assert {"Hồng Phong", "Đông Sơn"} <= set(said)
    (told,) = (text for text in said if "giáp ranh" in text)
    assert "Xã, phường giáp ranh: Đông Sơn." in told.replace("\n", " ")
    assert "5 hộ, 23 người" in told
    assert not any("Xa Xôi" in text or "Easting" in text for text in said)


def test_each_house_in_sight_is_marked_and_counted():
    legend, marks = shown(HOUSES)

    assert legend[1:] == [
        "Nhà có F0: 1",
        "Nhà có F1: 2",
        "Nhà khác trong vùng: 1",
        "Nhà ngoài vùng",
    ]
    assert (marks["^"], marks["o"]) == (1, 2)


def test_houses_not_told_apart_do_not_say_who_is_ill():
    closed = HOUSES.assign(kind=HOUSES["kind"].replace({"f0": "inside", "f1": "inside"}))

    legend, marks = shown(closed)

    assert legend[1:] == ["Nhà trong vùng: 4", "Nhà ngoài vùng"]
    assert not {"^", "o"} & set(marks)


def test_without_houses_there_is_none():
    legend, marks = shown(None)

    assert legend == ["Vùng cách ly y tế"]
    assert not {"^", "o"} & set(marks)


def test_the_picture_is_not_blank_and_says_that_it_is_internal():
    told = annex_map.told(hostile.zone(), hostile.STAMP, is_internal=True)
    figure = drawn(told=told)

    picture = np.asarray(Image.open(io.BytesIO(pictures.png(figure))).convert("L"))

    assert picture.shape == (1480, 1260)
    thirds = (picture[:1000], picture[1050:, :600], picture[1050:, 600:])  # map, around, legend
    assert all((part < 128).sum() > 1000 for part in thirds)
    assert "LƯU HÀNH NỘI BỘ" in "\n".join(said_on(figure))
    assert annex_map.INTERNAL not in annex_map.told(
        hostile.zone(), hostile.STAMP, is_internal=False
    )


def test_roads_and_guard_posts_are_drawn_where_a_layer_was_imported():
    line = shapely.LineString([(106.2, 20.9005), (106.4, 20.9005)])
    roads = gpd.GeoDataFrame({"road_name": ["Đường 391"]}, geometry=[line], crs=4326)
    posts = pd.DataFrame({"road_name": ["Đường 391"] * 2, "lon": [106.3, 106.301], "lat": 20.9005})
    figure = drawn(guarded=Guarded(roads, posts))
    large, _, beside = figure.axes
    legend = [text.get_text() for text in beside.get_legend().get_texts()]
    assert {"Đường", "Chốt trực: 2"} <= {*legend}
    assert {"1", "2"} <= {text.get_text() for text in large.texts}
    assert not {"Đường", "Chốt trực: 2"} & {*said_on(drawn())}
