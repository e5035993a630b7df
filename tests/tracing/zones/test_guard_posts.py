"""Posts stand where roads cross the edge of a zone, one for crossings side by side."""

import geopandas as gpd
import pytest
import shapely

from dashboard.tracing.zones.guard_posts import COLUMNS, guard_posts

WEST, EAST, SOUTH, NORTH = 106.330, 106.332, 20.940, 20.942
SQUARE = shapely.box(WEST, SOUTH, EAST, NORTH)
MIDDLE = 20.941


def roads(*lines):
    table = {"road_name": [name for name, _ in lines]}
    shapes = [shapely.LineString(points) for _, points in lines]
    return gpd.GeoDataFrame(table, geometry=shapes, crs=4326)


def test_a_road_through_a_zone_is_closed_at_both_ends():
    posts = guard_posts(SQUARE, roads(("Đường 391", [(106.32, MIDDLE), (106.34, MIDDLE)])))
    assert list(posts) == list(COLUMNS)
    assert posts["road_name"].tolist() == ["Đường 391"] * 2
    assert posts["lon"].tolist() == pytest.approx([WEST, EAST], abs=2e-6)
    assert posts["lat"].tolist() == pytest.approx([MIDDLE] * 2, abs=2e-5)


def test_an_alley_that_ends_inside_has_one_post_and_one_that_stays_inside_or_outside_none():
    dead_end = ("", [(106.331, MIDDLE), (106.34, MIDDLE)])
    inside = ("", [(106.3305, MIDDLE), (106.3315, MIDDLE)])
    outside = ("", [(106.334, MIDDLE), (106.34, MIDDLE)])
    assert guard_posts(SQUARE, roads(dead_end))["road_name"].tolist() == [""]
    assert guard_posts(SQUARE, roads(inside, outside)).empty


def test_crossings_side_by_side_are_one_post_with_the_names_of_both():
    lanes = [(name, [(106.331, MIDDLE + k * 5e-5), (106.34, MIDDLE + k * 5e-5)])
             for k, name in enumerate(("Ngõ 3", "Đường Nguyễn Trãi"))]  # fmt: skip
    posts = guard_posts(SQUARE, roads(*lanes))  # 5.5 m apart
    assert posts["road_name"].tolist() == ["Ngõ 3, Đường Nguyễn Trãi"]
    far = [(name, [(106.331, MIDDLE + k * 4e-4), (106.34, MIDDLE + k * 4e-4)])
           for k, name in enumerate("ab")]  # fmt: skip
    assert len(guard_posts(SQUARE, roads(*far))) == 2  # 44 m apart


def test_a_road_along_the_edge_crosses_nothing():
    along = ("", [(EAST, SOUTH + 1e-4), (EAST, NORTH - 1e-4)])
    assert guard_posts(SQUARE, roads(along)).empty


def test_no_roads_no_posts_with_the_same_columns():
    nothing = guard_posts(SQUARE, roads())
    assert list(nothing) == list(COLUMNS)
    assert nothing.empty


def test_every_part_of_a_zone_and_every_hole_is_guarded():
    other = shapely.box(106.336, SOUTH, 106.338, NORTH)
    both = shapely.MultiPolygon([SQUARE, other])
    through = roads(("", [(106.32, MIDDLE), (106.34, MIDDLE)]))
    assert len(guard_posts(both, through)) == 4
