"""Zones in force on a grid of metres: restarts, overlaps and gaps."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from dashboard.tracing.zones.clusters import WGS84
from dashboard.tracing.zones.watch import (
    METRES,
    left_out,
    one_per_person,
    overlaps,
    restarts,
    slivers,
)

X, Y = 640_000, 2_315_000
START = pd.Timestamp("2021-08-10T00:00Z")
END = START + pd.Timedelta(days=14)


def zones(*boxes, **changes):
    """Zones 1, 2, ... from (west, south, east, north) in metres."""
    shapes = [shapely.box(X + w, Y + s, X + e, Y + n) for w, s, e, n in boxes]
    values = {"starts_at": START, "planned_end_at": END, "order_length": END - START} | changes
    table = {"zone_id": range(1, len(boxes) + 1), **values}
    return gpd.GeoDataFrame(table, geometry=shapes, crs=METRES).to_crs(WGS84)


def case(east, north, confirmed="2021-08-20T00:00Z", isolated=None, **more):
    point = gpd.GeoSeries([shapely.Point(X + east, Y + north)], crs=METRES).to_crs(WGS84)[0]
    return {
        "case_id": more.get("case_id", "HD1"),
        "confirmed_at": pd.Timestamp(confirmed),
        "reported_at": pd.Timestamp("2021-08-21T00:00Z"),
        "isolated_at": pd.Timestamp(isolated) if isolated else pd.NaT,
        "lon": point.x,
        "lat": point.y,
    }


def cases(*rows):
    table = pd.DataFrame(list(rows), columns=list(case(0, 0)))
    return table.assign(isolated_at=pd.to_datetime(table["isolated_at"], utc=True))


SQUARE = (0, 0, 100, 100)


def test_a_case_inside_starts_the_count_again_from_its_isolation():
    row = restarts(zones(SQUARE), cases(case(50, 50, isolated="2021-08-20T06:00Z"))).iloc[0]

    assert row["zone_id"] == 1
    assert row["case_id"] == "HD1"
    assert row["new_end_at"] == pd.Timestamp("2021-09-03T06:00Z")


def test_an_isolation_not_known_counts_from_the_report():
    row = restarts(zones(SQUARE), cases(case(50, 50))).iloc[0]

    assert row["new_end_at"] == pd.Timestamp("2021-09-04T00:00Z")


def test_the_zone_s_own_length_counts_and_fourteen_days_where_it_is_unknown():
    three_weeks = zones(SQUARE, order_length=pd.Timedelta(days=21))
    unknown = zones(SQUARE, order_length=pd.Series([pd.NaT], dtype="timedelta64[us]"))

    assert restarts(three_weeks, cases(case(50, 50)))["length"][0] == pd.Timedelta(days=21)
    assert restarts(unknown, cases(case(50, 50)))["length"][0] == pd.Timedelta(days=14)


def test_the_latest_of_several_cases_decides_and_all_are_counted():
    rows = cases(
        case(50, 50, isolated="2021-08-22T00:00Z", case_id="HD2"),
        case(60, 50, isolated="2021-08-20T00:00Z", case_id="HD1"),
    )

    row = restarts(zones(SQUARE), rows).iloc[0]

    assert (row["case_id"], row["case_count"]) == ("HD2", 2)


def test_one_person_with_two_case_rows_is_one_case_with_both_codes_from_the_earliest():
    rows = cases(
        case(50, 50, case_id="HD2", confirmed="2021-08-22T00:00Z", isolated="2021-08-22T00:00Z"),
        case(50, 50, case_id="HD1", confirmed="2021-08-20T00:00Z", isolated="2021-08-20T06:00Z"),
        case(60, 50, case_id="HD3"),
    ).assign(person_id=[7, 7, 8])

    people = one_per_person(rows)

    assert people["case_id"].tolist() == ["HD1, HD2", "HD3"]
    assert people["isolated_at"][0] == pd.Timestamp("2021-08-20T06:00Z")
    row = restarts(zones(SQUARE), people[people["person_id"] == 7]).iloc[0]
    assert (row["case_id"], row["case_count"]) == ("HD1, HD2", 1)
    assert row["new_end_at"] == pd.Timestamp("2021-09-03T06:00Z")


def test_of_nobody_there_is_nobody():
    empty = cases().assign(person_id=[])
    assert one_per_person(empty).empty
    assert list(one_per_person(empty)) == list(empty)


@pytest.mark.parametrize(
    "row",
    [
        case(150, 50),
        case(50, 50, confirmed="2021-08-09T00:00Z"),
        case(50, 50, isolated="2021-08-10T00:00Z"),
    ],
    ids=["outside", "before the zone", "end no later"],
)
def test_other_cases_move_no_end(row):
    assert restarts(zones(SQUARE), cases(row)).empty


def test_shared_land_is_an_overlap_and_a_shared_border_is_not():
    found = overlaps(zones(SQUARE, (90, 0, 190, 100), (190, 0, 200, 100)))

    assert found[["zone_id", "other_id"]].to_numpy().tolist() == [[1, 2]]
    assert found["size"][0] == pytest.approx(1000, rel=1e-3)


@pytest.mark.parametrize(("gap", "count"), [(0, 0), (14, 1), (16, 0)])
def test_a_narrow_strip_between_zones_is_a_gap(gap, count):
    found = slivers(zones(SQUARE, (100 + gap, 0, 200, 100)))

    assert len(found) == count
    assert not count or found["size"][0] == pytest.approx(gap, rel=1e-3)


@pytest.mark.parametrize(("east", "count"), [(99, 0), (149, 1), (151, 0)])
def test_a_case_just_outside_every_zone_is_left_out(east, count):
    found = left_out(zones(SQUARE), cases(case(east, 50)))

    assert len(found) == count
    assert not count or found["size"][0] == pytest.approx(49, rel=1e-2)


def test_a_case_outside_one_zone_and_inside_another_is_not_left_out():
    assert left_out(zones(SQUARE, (110, 0, 200, 100)), cases(case(120, 50))).empty


def test_no_zone_no_alert():
    nothing = zones()

    assert restarts(nothing, cases(case(0, 0))).empty
    assert overlaps(nothing).empty
    assert slivers(nothing).empty
    assert left_out(nothing, cases(case(0, 0))).empty
    assert left_out(zones(SQUARE), cases()).empty
