"""Small areas, the cheapest of them for a share of the risk, their outlines, and other closures."""

from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.tracing import RuleError, propose_zones
from dashboard.tracing.zones.areas import AreaRules, Areas, small_areas
from dashboard.tracing.zones.choice import ChoiceRules, choose, closing_order, frontier
from dashboard.tracing.zones.closures import closures
from dashboard.tracing.zones.outlines import zone_outlines
from dashboard.tracing.zones.risk import ZoneRisks

LON, LAT = 106.33, 20.94
METRE = 1 / 104_000  # degrees of longitude here, near enough
EXACT = ChoiceRules(residents_per_100_m=1, gap=0, time_limit_s=20)


def risks(*homes, places=()):
    """Return risks from homes (metres east, residents, risk, hamlet, cases) and places."""
    households = pd.DataFrame(
        {
            "household_id": range(len(homes)),
            "lon": [LON + home[0] * METRE for home in homes],
            "lat": LAT,
            "commune_id": "10507",
            "hamlet_id": [home[3] if len(home) > 3 else None for home in homes],
            "resident_count": [home[1] for home in homes],
            "f0_count": [home[4] if len(home) > 4 else 0 for home in homes],
            "f1_count": 0,
            "risk": [float(home[2]) for home in homes],
        }
    )
    met = pd.DataFrame(
        {
            "place_id": [f"p{row}" for row in range(len(places))],
            "lon": [LON + place[0] * METRE for place in places],
            "lat": LAT,
            "commune_id": "10507",
            "risk": [float(place[1]) for place in places],
        }
    ).astype({"lon": float, "lat": float})
    return ZoneRisks(households, met, 0)


def areas_of(residents, risk, borders=(), border_m=75.0):
    """Return areas without a map, for the choice alone."""
    count = len(residents)
    table = pd.DataFrame(
        {
            "resident_count": residents,
            "household_count": 1,
            "risk": [float(each) for each in risk],
            "boundary_m": 450.0,
            "area_m2": 15_000.0,
        }
    )
    pairs = pd.DataFrame(borders, columns=["one", "other"], dtype="int64").assign(border_m=border_m)
    cells = pd.DataFrame({"cell": range(count), "area": range(count)})
    return Areas(table, pairs, cells, pd.DataFrame(), pd.DataFrame())


def test_a_household_belongs_to_one_area_and_areas_without_risk_are_left_out():
    areas = small_areas(risks((0, 4, 1), (5, 3, 0), (2_000, 2, 0), (4_000, 1, 2)))
    assert sorted(areas.table["resident_count"]) == [1, 7]
    assert areas.risk == 3
    assert areas.households["household_id"].tolist() == [0, 1, 3]
    assert areas.households.index.tolist() == [0, 1, 3]


def test_a_place_without_residents_is_an_area_too():
    areas = small_areas(risks((0, 4, 1), places=[(3_000, 0.5)]))
    assert sorted(areas.table["resident_count"]) == [0, 4]
    assert areas.risk == 1.5


def test_hamlets_gather_their_hexagons_and_what_has_no_hamlet_stays_a_hexagon():
    homes = ((0, 4, 1, 1), (300, 3, 1, 1), (900, 2, 1, 2), (3_000, 5, 1))
    assert len(small_areas(risks(*homes)).table) == 4
    areas = small_areas(risks(*homes), rules=AreaRules(unit="hamlet"))
    assert sorted(areas.table["resident_count"]) == [2, 5, 7]


def test_hexagons_side_by_side_share_a_border_and_a_hamlet_has_none_inside():
    homes = tuple((30 * step, 1, 1, 1) for step in range(20))
    areas = small_areas(risks(*homes))
    assert len(areas.borders) >= len(areas.table) - 1
    assert (areas.borders["one"] < areas.borders["other"]).all()
    hamlet = small_areas(risks(*homes), rules=AreaRules(unit="hamlet")).table
    apart = areas.table["boundary_m"].sum() - 2 * areas.borders["border_m"].sum()
    assert hamlet["boundary_m"].tolist() == pytest.approx([apart])


@pytest.mark.parametrize("wrong", [{"unit": "street"}, {"resolution": 16}])
def test_unknown_units_are_refused_by_name(wrong):
    with pytest.raises(RuleError, match=next(iter(wrong))):
        AreaRules(**wrong)


def test_the_cheapest_areas_are_chosen_not_the_densest_first():
    # By density first: 10 residents for 6, then 9 for 5. Together too dear: 11 hold enough alone.
    areas = areas_of([10, 9, 11], [6, 5, 5.9])
    chosen = choose(areas, 5.9 / 16.9, rules=ChoiceRules(residents_per_100_m=0))
    assert chosen.is_chosen.tolist() == [True, False, False]
    both = choose(areas, 10.9 / 16.9, rules=ChoiceRules(residents_per_100_m=0, gap=0))
    assert both.resident_count == 19
    assert both.is_optimal


def test_neighbours_are_preferred_where_borders_cost():
    areas = areas_of([5, 5, 5], [3, 2, 2.01], borders=[(0, 1)])
    apart = choose(areas, 0.7, rules=ChoiceRules(residents_per_100_m=0, gap=0))
    compact = choose(areas, 0.7, rules=ChoiceRules(residents_per_100_m=1, gap=0))
    assert apart.resident_count == compact.resident_count == 10
    assert compact.is_chosen.tolist() == [True, True, False]


SHARES = st.integers(0, 100).map(lambda percent: percent / 100)  # no solver knows one of 1e-7
OF_AREAS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20)), min_size=1, max_size=7)


@settings(max_examples=30, deadline=None)
@given(
    OF_AREAS,
    st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=8),
    SHARES,
    st.sampled_from([0.0, 0.5, 4.0]),
)
def test_the_choice_is_the_best_of_all_choices(rows, pairs, share, per_100_m):
    count = len(rows)
    borders = sorted({(a, b) for a, b in pairs if a < b < count})[:count]
    areas = areas_of([row[0] for row in rows], [row[1] for row in rows], borders)
    rules = ChoiceRules(residents_per_100_m=per_100_m, gap=0, time_limit_s=20)
    chosen = choose(areas, share, rules=rules)
    wanted = share * areas.risk
    assert areas.table.loc[chosen.is_chosen, "risk"].sum() >= wanted - 1e-6
    best = min(
        _cost(areas, np.array(some), borders, per_100_m)
        for some in product([False, True], repeat=count)
        if areas.table.loc[np.array(some), "risk"].sum() >= wanted - 1e-9
    )
    assert chosen.cost == pytest.approx(best, abs=1e-4)
    assert (1 - chosen.gap) * chosen.cost <= best + 1e-4


def _cost(areas, some, borders, per_100_m):
    boundary = 450.0 * some.sum() - sum(150.0 for a, b in borders if some[a] and some[b])
    return areas.table.loc[some, "resident_count"].sum() + per_100_m * boundary / 100


@settings(max_examples=25, deadline=None)
@given(OF_AREAS, SHARES)
def test_what_is_proven_holds_without_the_solver_too(rows, share):
    areas = areas_of([row[0] for row in rows], [row[1] for row in rows])
    quick = ChoiceRules(residents_per_100_m=1, gap=0, most_areas=1)
    heuristic, exact = choose(areas, share, rules=quick), choose(areas, share, rules=EXACT)
    assert heuristic.share >= share - 1e-6 or not areas.risk
    assert (1 - heuristic.gap) * heuristic.cost <= exact.cost + 1e-6
    assert exact.is_optimal


@settings(max_examples=30, deadline=None)
@given(OF_AREAS, st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=8))
def test_the_frontier_rises_from_nothing_to_everything(rows, pairs):
    count = len(rows)
    borders = sorted({(a, b) for a, b in pairs if a < b < count})
    areas = areas_of([row[0] for row in rows], [row[1] for row in rows], borders)
    curve = frontier(areas)
    for column in ("share", "resident_count", "household_count", "area_m2"):
        assert curve[column].is_monotonic_increasing
    assert curve.iloc[0][["share", "resident_count", "zone_count"]].tolist() == [0, 0, 0]
    assert curve["resident_count"].iloc[-1] == areas.table["resident_count"].sum()
    assert curve["share"].iloc[-1] == pytest.approx(1 if areas.risk else 0)
    assert curve["gap"].between(0, 1).all()
    assert curve["zone_count"].iloc[-1] == _groups(count, borders)
    assert len(closing_order(areas)) == count == len(curve) - 1


def _groups(count, borders):
    group = list(range(count))
    for a, b in borders:
        old, new = group[a], group[b]
        group = [new if each == old else each for each in group]
    return len(set(group))


def test_no_choice_confines_fewer_than_the_frontier_s_gap_says():
    rng = np.random.default_rng(5)
    areas = areas_of(rng.integers(1, 30, 40).tolist(), rng.random(40).tolist())
    curve = frontier(areas)
    for row in curve.iloc[5:40:7].to_dict("records"):
        best = choose(areas, row["share"], rules=ChoiceRules(residents_per_100_m=0, gap=0))
        assert (1 - row["gap"]) * row["resident_count"] <= best.resident_count + 1e-6


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_outside_0_to_1_is_refused(share):
    with pytest.raises(RuleError, match="share must lie in"):
        choose(areas_of([1], [1]), share)


@pytest.mark.parametrize("wrong", [{"residents_per_100_m": -1}, {"time_limit_s": 0}])
def test_nonsense_rules_are_refused_by_name(wrong):
    with pytest.raises(RuleError, match=next(iter(wrong))):
        ChoiceRules(**wrong)


def test_nothing_to_close_is_no_error():
    areas = small_areas(risks((0, 4, 0)))
    assert choose(areas, 0.8).resident_count == 0
    assert frontier(areas)["share"].tolist() == [0]
    nobody = pd.DataFrame({"person_id": pd.Series(dtype="int64"), "ring": pd.Series(dtype="int64")})
    drawn = zone_outlines(areas, choose(areas, 0.8).is_chosen, nobody, residents((0, 4)))
    old = propose_zones(nobody, residents((0, 4)))
    assert drawn.empty
    pd.testing.assert_series_equal(drawn.dtypes, old.dtypes)


def residents(*homes):
    """Return one row per resident of homes (metres east, residents)."""
    rows = [(home, metres) for home, (metres, count) in enumerate(homes) for _ in range(count)]
    return pd.DataFrame(
        {
            "person_id": range(len(rows)),
            "household_id": [row[0] for row in rows],
            "lon": [LON + row[1] * METRE for row in rows],
            "lat": LAT,
            "commune_id": "10507",
        }
    )


def test_an_outline_holds_every_home_of_a_chosen_area_and_only_a_ring_beyond():
    homes = ((0, 4), (20, 2), (2_000, 3), (2_400, 5))
    found = risks((0, 4, 1), (20, 2, 0), (2_000, 3, 1), (2_400, 5, 0.001))
    areas = small_areas(found)
    chosen = choose(areas, 0.99)
    people = pd.DataFrame({"person_id": [0, 6], "ring": [0, 1]})
    zones = zone_outlines(areas, chosen.is_chosen, people, residents(*homes))
    assert sorted(zones["resident_count"]) == [3, 6]
    assert zones["f0_count"].tolist() == [1, 0]
    assert zones["f1_count"].tolist() == [0, 1]
    assert zones["area_m2"].max() < 4_000  # not the whole hexagon of 15,000 m²
    assert zones.crs.to_epsg() == 4326


def test_hexagons_side_by_side_become_one_zone():
    homes = tuple((60 * step, 1) for step in range(8))
    found = risks(*((60 * step, 1, 1) for step in range(8)))
    areas = small_areas(found)
    assert len(areas.table) > 2
    people = pd.DataFrame({"person_id": range(8), "ring": 1})
    zones = zone_outlines(areas, choose(areas, 1.0).is_chosen, people, residents(*homes))
    assert zones["resident_count"].tolist() == [8]


def test_single_houses_confine_fewer_than_the_hexagon_around_them_and_neighbours_are_one_zone():
    homes = ((0, 4), (40, 2), (46, 3), (120, 5))
    found = risks((0, 4, 1), (40, 2, 1), (46, 3, 0.001), (120, 5, 0.001))
    people = pd.DataFrame({"person_id": [0, 4], "ring": [0, 1]})
    houses = small_areas(found, rules=AreaRules(unit="house"))
    assert len(houses.table) == 4
    chosen = choose(houses, 0.9)
    assert chosen.resident_count == 6
    row = zone_outlines(houses, chosen.is_chosen, people, residents(*homes))
    assert row["resident_count"].tolist() == [9]  # who lives between or beside is inside too
    hexagons = small_areas(found)
    assert choose(hexagons, 0.9).resident_count > 6


def test_homes_at_one_door_are_one_house():
    floor = small_areas(risks((0, 4, 1), (0, 3, 1)), rules=AreaRules(unit="house"))
    assert floor.table["household_count"].tolist() == [2]


def test_other_ways_of_closing_count_residents_and_risk():
    found = risks((0, 4, 1, 1, 1), (150, 3, 1), (450, 2, 1), (3_000, 5, 1), places=[(90, 1)])
    ways = closures(found).set_index("way")
    assert ways["resident_count"].to_dict() == {
        "communes": 14,
        "circle_100": 4,
        "circle_200": 7,
        "circle_500": 9,
    }
    assert ways["share"].tolist() == pytest.approx([1, 0.4, 0.6, 0.8])


def test_zones_in_force_are_weighed_by_what_is_inside():
    box = shapely.box(LON - 0.0001, LAT - 0.0001, LON + 0.0001, LAT + 0.0001)
    found = risks((0, 4, 1, 1, 1), (3_000, 5, 3))
    ways = closures(found, gpd.GeoSeries([box], crs=4326)).set_index("way")
    assert ways.loc["in_force"].tolist() == [4, 0.25]
    assert "in_force" not in closures(found, gpd.GeoSeries([], crs=4326))["way"].tolist()


def test_without_cases_nobody_is_in_a_circle():
    ways = closures(risks((0, 4, 1)))
    assert (ways["resident_count"] == 0).all()
