"""Traced homes and visited places become narrow zones."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.tracing import RuleError, TableError, ZoneRules, propose_zones, visits_from_contacts

LON, LAT = 106.33, 20.94  # Hai Duong city
METRE = 1 / 104_000  # degrees of longitude here, near enough


def homes(*rows):
    """Return homes from (person, household, metres east of the city's centre)."""
    return pd.DataFrame(
        {
            "person_id": [row[0] for row in rows],
            "household_id": [row[1] for row in rows],
            "lon": [LON + row[2] * METRE for row in rows],
            "lat": LAT,
            "commune_id": "10507",
        }
    )


def traced(**rings):
    """Return traced people from person=ring."""
    return pd.DataFrame(
        {"person_id": pd.Series(list(rings), dtype="str"), "ring": list(rings.values())}
    )


ALLEY = homes(("a", "h1", 0), ("b", "h1", 0), ("c", "h2", 15), ("d", "h3", 2_000))


def test_a_case_gets_a_zone_with_its_neighbours_counted():
    zones = propose_zones(traced(a=0, c=1), ALLEY)
    assert zones["zone_id"].tolist() == ["Z1"]
    row = zones.iloc[0]
    assert (row["resident_count"], row["household_count"]) == (3, 2)
    assert (row["f0_count"], row["f1_count"], row["f2_count"]) == (1, 1, 0)
    assert row["counts_of"] == "residents"
    assert row["commune_id"] == "10507"
    assert zones.crs.to_epsg() == 4326


def test_the_area_is_that_of_the_outline_in_square_metres():
    zones = propose_zones(traced(a=0), ALLEY, rules=ZoneRules(buffer_m=100))
    assert zones["area_m2"].iloc[0] == pytest.approx(3.1415 * 100**2, rel=0.01)
    assert zones.to_crs(zones.estimate_utm_crs()).area.iloc[0] == pytest.approx(
        zones["area_m2"].iloc[0], rel=0.001
    )


@pytest.mark.parametrize(("metres", "zone_count"), [(99, 1), (102, 2)])
def test_homes_a_hundred_metres_apart_belong_together(metres, zone_count):
    far = homes(("a", "h1", 0), ("b", "h2", metres))
    assert len(propose_zones(traced(a=0, b=0), far)) == zone_count


@pytest.mark.parametrize(("people", "zone_count"), [(2, 0), (3, 1)])
def test_without_a_case_a_zone_needs_three_traced_people(people, zone_count):
    together = homes(*((f"p{n}", f"h{n}", n) for n in range(people)))
    assert len(propose_zones(traced(**{f"p{n}": 1 for n in range(people)}), together)) == zone_count


def test_those_beyond_the_first_ring_are_counted_but_shape_nothing():
    zones = propose_zones(traced(a=0, c=2, d=2), ALLEY)
    assert len(zones) == 1
    assert zones["f2_count"].iloc[0] == 1


def test_a_wide_cluster_is_split():
    row = homes(*((f"p{n}", f"h{n}", 90 * n) for n in range(12)))
    people = traced(**{f"p{n}": 0 for n in range(12)})
    assert len(propose_zones(people, row)) > 1
    assert len(propose_zones(people, row, rules=ZoneRules(largest_span_m=5_000))) == 1


def test_a_household_is_never_split():
    apart = homes(("a", "h1", 0), ("b", "h1", 70), ("c", "h2", 35))
    zones = propose_zones(traced(a=0), apart)
    assert zones["resident_count"].iloc[0] == 3


def test_without_homes_residents_are_unknown_and_visitors_are_counted():
    visits = pd.DataFrame(
        {"person_id": ["a", "b", "c"], "place_id": "market", "lon": LON, "lat": LAT}
    )
    zones = propose_zones(traced(a=0, b=1, c=2), visits=visits, rules=ZoneRules(fewest_people=2))
    assert zones["resident_count"].isna().all()
    assert zones["household_count"].isna().all()
    assert zones["counts_of"].tolist() == ["visitors"]
    assert zones[["f0_count", "f1_count", "f2_count"]].to_numpy().tolist() == [[1, 1, 1]]
    assert zones["place_count"].tolist() == [1]


def at(place, metres, *people):
    """Return visits of these people to one place, metres east of the city's centre."""
    return pd.DataFrame(
        {"person_id": list(people), "place_id": place, "lon": LON + metres * METRE, "lat": LAT}
    )


FACTORY = pd.concat(
    [
        at("gate", 1_000, "p1", "p2"),
        at("canteen", 1_010, "p0", "p1", "p2", "p3"),
        at("shop", 5_000, "p1", "p2", "p4"),
    ]
)


def test_a_zone_that_is_only_a_place_says_who_met_there_and_ranks_by_them():
    people = traced(p0=0, **{f"p{n}": 1 for n in range(1, 9)})
    alley = homes(*((f"p{n}", "h1", 9_000) for n in range(5, 9)), ("p0", "h2", -9_000))
    zones = propose_zones(people, alley, FACTORY)
    found = zones.set_index("busiest_place_id")[["met_f0_count", "met_f1_count", "f1_count"]]
    assert found.loc["canteen"].tolist() == [1, 3, 0]
    assert zones["busiest_place_id"].iloc[0] == "canteen"  # one F0 and three F1 met there
    assert zones[["f0_count", "f1_count", "met_f1_count"]].to_numpy().tolist() == [
        [0, 0, 3],
        [1, 0, 0],
        [0, 4, 0],
        [0, 0, 3],
    ]
    assert zones["busiest_place_id"].isna().tolist() == [False, True, True, False]


def test_a_person_who_lives_and_meets_in_a_zone_is_counted_once_in_each():
    both = propose_zones(traced(a=0, c=1), ALLEY, at("stall", 5, "a", "c"))
    assert both.loc[0, ["f0_count", "f1_count", "met_f0_count", "met_f1_count"]].tolist() == [1] * 4


def test_without_homes_those_who_met_are_the_visitors():
    zones = propose_zones(traced(p0=0, p1=1, p2=1, p3=1, p4=2), visits=FACTORY)
    assert zones["met_f1_count"].tolist() == zones["f1_count"].tolist() == [3]


def test_a_missing_position_is_counted_and_a_wrong_one_refused():
    lost = ALLEY.assign(lat=[LAT, LAT, None, LAT])
    assert propose_zones(traced(a=0), lost).attrs["without_position"] == 1
    with pytest.raises(TableError, match=r"homes\.lat is not a place on Earth: 106\.33"):
        propose_zones(traced(a=0), ALLEY.assign(lat=106.33))


@pytest.mark.parametrize("wrong", [{"buffer_m": 0}, {"concavity": 2}, {"fewest_people": -1}])
def test_nonsense_rules_are_refused_by_name(wrong):
    with pytest.raises(RuleError, match=next(iter(wrong))):
        ZoneRules(**wrong)


def test_empty_in_empty_out_with_the_same_columns_and_types():
    some = propose_zones(traced(a=0), ALLEY)
    none = propose_zones(traced(a=0).head(0), ALLEY)
    assert isinstance(none, gpd.GeoDataFrame)
    assert none.empty
    assert none.crs == some.crs
    pd.testing.assert_series_equal(none.dtypes, some.dtypes)


def test_visits_are_everyone_in_contact_once_per_place():
    contacts = pd.DataFrame(
        {"source_id": ["a", "a"], "target_id": ["b", "b"], "place_id": ["p", "p"]}
    )
    places = pd.DataFrame({"place_id": ["p"], "lon": [LON], "lat": [LAT]})
    visits = visits_from_contacts(contacts, places)
    assert visits["person_id"].tolist() == ["a", "b"]
    assert visits["lat"].tolist() == [LAT, LAT]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 400), st.sampled_from([0, 1, 2, None])),
        max_size=30,
    )
)
def test_zones_are_valid_and_apart_and_hold_every_case_at_home(rows):
    residents = pd.DataFrame(
        {
            "person_id": [f"p{n}" for n in range(len(rows))],
            "household_id": [f"h{n}" for n in range(len(rows))],
            "lon": [LON + 3 * row[0] * METRE for row in rows],
            "lat": [LAT + 3 * row[1] * METRE for row in rows],
        }
    ).astype({"lon": float, "lat": float})
    people = traced(**{f"p{n}": row[2] for n, row in enumerate(rows) if row[2] is not None})
    zones = propose_zones(people, residents)
    assert zones.geometry.is_valid.all()
    shapes = list(zones.geometry)
    assert all(not shapely.overlaps(a, b) for i, a in enumerate(shapes) for b in shapes[i + 1 :])
    assert zones["f0_count"].sum() == (people["ring"] == 0).sum()
    assert (zones["resident_count"] >= zones["f0_count"] + zones["f1_count"]).all()
