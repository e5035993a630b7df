"""Zones by what they hold for what they cost: every point once, places first, nothing lost."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from dashboard.tracing.zones.clusters import WGS84
from dashboard.tracing.zones.ranking import ranked
from dashboard.tracing.zones.risk import ZoneRisks


def risks(homes, places=()):
    """Return risks from homes and places: (where, risk)."""
    tables = [
        pd.DataFrame(
            {
                "lon": [106.0 + at for at, _ in rows],
                "lat": 20.9,
                "risk": [float(risk) for _, risk in rows],
            }
        ).astype("float64")
        for rows in (homes, places)
    ]
    return ZoneRisks(*tables, 0)


def zones(*rows):
    """Return zones, each 0.01 degrees wide: (where it begins, residents)."""
    return gpd.GeoDataFrame(
        {
            "name": [f"Z{number}" for number in range(len(rows))],
            "resident_count": pd.array([residents for _, residents in rows], dtype="Int64"),
        },
        geometry=[shapely.box(106.0 + at, 20.8, 106.01 + at, 21.0) for at, _ in rows],
        crs=WGS84,
    )


def test_the_most_risk_per_resident_comes_first():
    found = ranked(zones((0, 50), (0.1, 10)), risks([(0.001, 6), (0.002, 1), (0.101, 2), (0.5, 1)]))

    assert found["name"].tolist() == ["Z1", "Z0"]
    assert found["risk_share"].tolist() == pytest.approx([0.2, 0.7])
    assert found["risk"].tolist() == pytest.approx([2, 7])
    assert found["residents_per_risk"].tolist() == pytest.approx([5, 50 / 7])
    assert found.crs == WGS84


def test_where_nobody_lives_nobody_is_confined_and_it_comes_first_by_its_risk():
    land = zones((0, 5), (0.1, 0), (0.2, 0))

    found = ranked(land, risks([(0.001, 7)], [(0.101, 1), (0.201, 2)]))

    assert found["name"].tolist() == ["Z2", "Z1", "Z0"]
    assert found["residents_per_risk"].tolist() == pytest.approx([0, 0, 5 / 7])


def test_more_infections_than_residents_are_a_number_and_no_percentage():
    """A market where three people live and five infections are expected."""
    row = ranked(zones((0, 3)), risks([(0.5, 1)], [(0.001, 5)])).iloc[0]

    assert (row["risk"], row["residents_per_risk"]) == (5, pytest.approx(3 / 5))
    assert row["risk_share"] == pytest.approx(5 / 6)


def test_of_no_risk_each_zone_holds_none():
    found = ranked(zones((0, 5)), risks([(0.001, 0)]))

    assert found["risk_share"].tolist() == [0]
    assert found["residents_per_risk"].isna().all()


def test_no_zone_is_no_error():
    found = ranked(zones(), risks([(0.001, 1)]))

    assert found.empty
    assert {"risk", "risk_share", "residents_per_risk"} <= set(found)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), min_size=1, max_size=20))
def test_zones_hold_no_more_than_there_is_and_all_that_is_inside(homes):
    land = zones((0, 3), (0.05, 0), (0.1, 9))
    places = [(at / 100 + 0.005, risk) for at, risk in homes]

    found = ranked(land, risks(places))

    inside = sum(risk for at, risk in homes if at in {0, 5, 10})
    assert found["risk_share"].sum() == pytest.approx(inside / sum(risk for _, risk in homes))
