"""The map of zones: communes by name, cases, roads and guard posts, where these are known."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from dashboard.drawing import maps
from dashboard.tracing.zones.guard_posts import Guarded, guard_posts

WEST, EAST, SOUTH, NORTH = 106.330, 106.332, 20.940, 20.942
HAMLETS = pd.DataFrame({"hamlet_name": ["Thôn Đông"], "lon": [106.331], "lat": [20.9435]})


def box(west, south, east, north):
    return shapely.geometry.mapping(shapely.box(west, south, east, north))


COMMUNES = pd.DataFrame(
    {
        "commune_name": ["Tân Kỳ", "<b>Dân Chủ</b>", "Xa Xôi"],
        "outline": [
            box(106.3305, 20.90, 106.4, 21.0),
            box(106.2, 20.90, 106.3305, 21.0),
            box(107.0, 20.9, 107.1, 21.0),
        ],
    }
)


@pytest.fixture
def zones():
    return pd.DataFrame(
        {
            "zone_name": ["Thôn Đông, Tân Kỳ"], "status": ["draft"], "is_focus": [True],
            "outline": [box(WEST, SOUTH, EAST, NORTH)], "resident_count": [4],
            "household_count": [1], "f0_count": [1], "f1_count": [3], "area_m2": [1_960.0],
        }
    )  # fmt: skip


def features(zones, **more):
    """Return what each feature of the map says, and which kinds of shape there are."""
    chart = maps.zones.zone_map(zones, COMMUNES, HAMLETS, **more)
    found = [
        feature
        for layer in chart._children.values()
        for feature in (getattr(layer, "data", None) or {"features": []})["features"]
    ]
    said = [
        str(feature["properties"].get(name, ""))
        for feature in found
        for name in ("html", "tooltip")
    ]
    return said, {feature["geometry"]["type"] for feature in found}


def test_the_zone_s_commune_and_its_neighbours_are_named_in_view_and_nothing_far(zones):
    said, _ = features(zones)
    names = [text for text in said if "italic" in text]
    assert len(names) == 2
    assert "Tân Kỳ" in names[0]
    assert "Dân Chủ" in names[1]
    assert "<b>Dân Chủ" not in names[1]
    assert any("· Thôn Đông" in text for text in said)


def test_roads_and_numbered_posts_stand_where_a_layer_was_imported(zones):
    line = shapely.LineString([(106.32, 20.941), (106.34, 20.941)])
    roads = gpd.GeoDataFrame({"road_name": ["Đường 391"]}, geometry=[line], crs=4326)
    posts = guard_posts(shapely.box(WEST, SOUTH, EAST, NORTH), roads)
    said, kinds = features(zones, guarded=Guarded(roads, posts))
    assert [number for number in (1, 2, 3) if any(f"Chốt {number}" in text for text in said)] == [
        1,
        2,
    ]
    assert "LineString" in kinds
    without, others = features(zones)
    assert not any("Chốt" in text for text in without)
    assert "LineString" not in others


def test_homes_of_cases_are_marked_only_where_they_are_given(zones):
    cases = pd.DataFrame({"name": ["HD-1"], "lon": [106.331], "lat": [20.941]})
    assert any("HD-1" in text for text in features(zones, cases=cases)[0])
    assert not any("HD-1" in text for text in features(zones)[0])


def test_the_legend_tells_the_home_of_a_case_from_a_draft():
    assert "F0" in maps.zones.legend(["draft"], has_cases=True)
    assert "F0" not in maps.zones.legend(["draft"])
