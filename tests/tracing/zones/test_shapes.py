"""Outlines drawn by hand, on a grid of metres: known areas, known people, refused shapes."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from dashboard.tracing.zones.clusters import WGS84
from dashboard.tracing.zones.shapes import (
    ShapeError,
    checked,
    cut,
    divided,
    figures,
    ground_m2,
    hamlet_cells,
    merged,
    read,
    snapped,
    without_slips,
    write,
)
from dashboard.tracing.zones.watch import METRES

X, Y = 640_000, 2_315_000
NOBODY = pd.DataFrame({"person_id": pd.Series(dtype="int64"), "ring": pd.Series(dtype="int64")})


def box(west, south, east, north):
    shape = shapely.box(X + west, Y + south, X + east, Y + north)
    return gpd.GeoSeries([shape], crs=METRES).to_crs(WGS84)[0]


def at(*points):
    shapes = [shapely.Point(X + east, Y + north) for east, north in points]
    degrees = gpd.GeoSeries(shapes, crs=METRES).to_crs(WGS84)
    return pd.DataFrame({"lon": degrees.x, "lat": degrees.y})


def homes(*rows):
    """One row per resident: (household, east, north)."""
    table = at(*[(east, north) for _, east, north in rows])
    table["household_id"] = [household for household, *_ in rows]
    table.index = pd.RangeIndex(1, len(rows) + 1, name="person_id")
    return table


def counted(shape, residents, rings=NOBODY, places=None):
    return figures(shape, residents, rings, at() if places is None else places)


SQUARE = box(0, 0, 100, 100)
LAND = box(-1000, -1000, 1000, 1000)


def test_area_and_length_are_those_of_the_ground():
    found = counted(SQUARE, homes((1, 500, 500)))

    assert found.area_m2 == pytest.approx(10_000, rel=1e-3)
    assert found.perimeter_m == pytest.approx(400, rel=1e-3)


def test_merging_counts_shared_land_and_people_once():
    both = merged([SQUARE, box(50, 0, 150, 100)])

    found = counted(both, homes((1, 75, 50), (1, 75, 50), (2, 140, 50)))

    assert found.area_m2 == pytest.approx(15_000, rel=1e-3)
    assert (found.resident_count, found.household_count) == (3, 2)


def test_cutting_takes_land_and_people_away_and_may_leave_a_hole():
    ring = cut(SQUARE, [box(40, 40, 60, 60)])

    found = counted(ring, homes((1, 50, 50), (2, 10, 10)))

    assert found.area_m2 == pytest.approx(9_600, rel=1e-3)
    assert found.perimeter_m == pytest.approx(480, rel=1e-3)
    assert found.household_count == 1


def test_a_household_is_inside_whole_or_not_at_all():
    """Its members' points lie on both sides of the border; their mean decides."""
    split = homes((1, 95, 50), (1, 99, 50), (1, 103, 50))

    assert counted(SQUARE, split).resident_count == 3
    assert counted(box(101, 0, 200, 100), split).resident_count == 0


def test_rings_and_places_are_those_inside():
    rings = pd.DataFrame({"person_id": [1, 2, 3, 4], "ring": [0, 1, 1, 2]})
    residents = homes((1, 10, 10), (2, 20, 20), (3, 500, 500), (4, 30, 30))

    found = counted(SQUARE, residents, rings, at((50, 50), (150, 50)))

    assert (found.f0_count, found.f1_count, found.place_count) == (1, 1, 1)


def test_a_home_without_a_point_is_not_counted():
    residents = homes((1, 10, 10), (2, 20, 20))
    residents.loc[2, ["lon", "lat"]] = None

    assert counted(SQUARE, residents).resident_count == 1


def test_a_bow_tie_is_refused():
    corners = [[106.3, 20.9], [106.301, 20.901], [106.301, 20.9], [106.3, 20.901], [106.3, 20.9]]

    with pytest.raises(ShapeError) as refused:
        read({"type": "Polygon", "coordinates": [corners]})

    assert refused.value.reason == "crossing"


def test_a_line_is_refused():
    with pytest.raises(ShapeError) as refused:
        read({"type": "LineString", "coordinates": [[106.3, 20.9], [106.4, 20.9]]})

    assert refused.value.reason == "shapeless"


@pytest.mark.parametrize(
    ("shape", "reason"),
    [(box(0, 0, 3, 3), "empty"), (shapely.Polygon(), "empty"), (box(900, 0, 1100, 100), "outside")],
)
def test_what_cannot_be_a_zone_is_refused(shape, reason):
    with pytest.raises(ShapeError) as refused:
        checked(shape, LAND)

    assert refused.value.reason == reason


def test_a_good_shape_passes_and_survives_writing():
    assert checked(SQUARE, LAND) is SQUARE
    assert counted(read(write(SQUARE)), homes((1, 50, 50))).area_m2 == pytest.approx(1e4, rel=2e-3)


@pytest.mark.parametrize(("east", "width"), [(610, 500), (640, 1250)])
def test_snapping_takes_hamlets_that_lie_mostly_inside(east, width):
    """The borders lie half way, at -250 and 250; 625 is the middle of the last cell."""
    cells = hamlet_cells(at((-500, 0), (0, 0), (500, 0)), LAND)

    shape = snapped(box(-300, -1000, east, 1000), cells)

    area = gpd.GeoSeries([shape], crs=WGS84).to_crs(METRES).area[0]
    assert area == pytest.approx(2000 * width, rel=1e-3)


def test_a_small_outline_snaps_to_the_hamlet_it_touches_most():
    cells = hamlet_cells(at((-500, 0), (500, 0)), LAND)

    shape = snapped(box(-10, 0, 40, 50), cells)

    assert shape.equals(cells[1])
    with pytest.raises(ShapeError):
        snapped(box(5000, 0, 5100, 100), cells)


def test_parts_are_the_land_of_each_cell_and_slips_are_left_out():
    cells = gpd.GeoDataFrame(
        {"name": ["west", "east", "slip", "far"]},
        geometry=[
            box(0, 0, 100, 100),
            box(100, 0, 199.96, 100),
            box(199.96, 0, 300, 100),
            box(400, 0, 500, 100),
        ],
        crs=WGS84,
    )
    shape = box(40, 0, 200, 100)  # 4 m² of it in the third cell

    parts = divided(shape, cells)

    assert parts["name"].tolist() == ["west", "east"]
    sizes = [ground_m2(part) for part in parts.geometry]
    assert sizes == pytest.approx([6_000, 9_996], rel=1e-3)


def test_what_is_cut_out_and_what_remains_hold_every_household_once():
    zone, hamlet = box(0, 0, 200, 100), box(0, 0, 100, 100)
    people = homes((1, 50, 50), (1, 51, 50), (2, 150, 50), (3, 500, 50))
    remaining = cut(zone, [hamlet])
    released = cut(zone, [remaining])

    kept, freed, whole = (
        figures(shape, people, NOBODY, at((150, 50))) for shape in (remaining, released, zone)
    )

    assert (kept.resident_count, freed.resident_count) == (1, 2)
    assert kept.household_count + freed.household_count == whole.household_count
    assert "perimeter_m" not in kept.counts()
    assert kept.counts()["resident_count"] == 1


def test_what_cutting_leaves_behind_is_dropped():
    shape = merged([box(0, 0, 100, 100), box(200, 0, 200.05, 100)])

    assert ground_m2(without_slips(shape)) == pytest.approx(10_000, rel=1e-3)
    assert without_slips(box(0, 0, 0.05, 100)).is_empty
